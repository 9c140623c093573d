"""Charts as SVG, drawn on the server: for pages as they are, for DOCX and PDF through `png`. Plain Python.

A value that is not known is a gap and never nought. Series are told apart by colour and by dash, hatch or marker, and
every value stands in the text of the picture too, for those who do not see it.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from html import escape
from math import ceil, floor, log10
from pathlib import Path
from typing import Final, NamedTuple

import typst

from gongkai.report.values import Number

COLOURS: Final = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#8c6d00", "#56b4e9", "#5f5f5f")
"""Told apart with any kind of colour vision (after Okabe and Ito), dark enough on white."""
DASHES: Final = ("", "8 4", "2 3", "8 3 2 3", "12 4", "4 2", "1 4")
WIDTH: Final = 520
_HEIGHT, _LEFT, _RIGHT, _TOP, _ROW = 300, 44, 12, 44, 22
_FONT: Final = "'Noto Sans CJK SC','Source Han Sans SC','Microsoft YaHei',sans-serif"
_STEPS: Final = (1, 2, 5, 10)


class Series(NamedTuple):
    """Values under one name, one for each label; None where there is none."""

    name: str
    values: tuple[Number | None, ...]


class Chart(NamedTuple):
    title: str
    labels: tuple[str, ...]
    series: tuple[Series, ...]
    unit: str = ""


class _Frame(NamedTuple):
    """Where the values stand: `top` is the largest number on the axis."""

    chart: Chart
    top: Number
    step: int
    plot: int
    """Height of what is drawn, without the legend."""

    def x(self, at: float) -> float:
        """The place of the middle of a label, or between two."""
        return _LEFT + (at + 0.5) * (WIDTH - _LEFT - _RIGHT) / max(1, len(self.chart.labels))

    def y(self, value: Number) -> float:
        return _TOP + self.plot * (1 - float(value / self.top))


def lines(chart: Chart) -> str:
    """How values went on, a line a series."""
    frame = _frame(chart, _largest(chart))
    return _svg(frame, _lines(frame), DASHES)


def bars(chart: Chart) -> str:
    """Values beside each other, a bar a series at each label."""
    frame = _frame(chart, _largest(chart))
    return _svg(frame, _bars(frame))


def stacked(chart: Chart) -> str:
    """Values on top of each other: of what each label is made up."""
    sums = [sum((each.values[at] or 0) for each in chart.series) for at in range(len(chart.labels))]
    frame = _frame(chart, max(sums, default=0))
    return _svg(frame, _stacks(frame))


def png(svg: str, *, width: int = 150) -> bytes:
    """The same as a picture for a document, `width` in millimetres."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "chart.svg").write_text(svg, "utf-8")
        page = Path(folder) / "chart.typ"
        page.write_text(f'#set page(width: {width}mm, height: auto, margin: 0mm)\n#image("chart.svg", width: 100%)')
        made = typst.compile(page, format="png", ppi=200)
    assert isinstance(made, bytes)
    return made


# --- drawing --------------------------------------------------------------------------------------------------------


def _lines(frame: _Frame) -> Iterator[str]:
    for number, series in enumerate(frame.chart.series):
        colour, dash = COLOURS[number % len(COLOURS)], DASHES[number % len(DASHES)]
        for run in _runs(series.values):
            points = " ".join(f"{frame.x(at):.1f},{frame.y(value):.1f}" for at, value in run)
            stroke = f' stroke-dasharray="{dash}"' if dash else ""
            yield f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2.5"{stroke}/>'
            for at, value in run:
                told = escape(f"{frame.chart.labels[at]} {series.name} {_spelled(value)}{frame.chart.unit}")
                yield (
                    f'<circle cx="{frame.x(at):.1f}" cy="{frame.y(value):.1f}" r="4" fill="{colour}">'
                    f"<title>{told}</title></circle>"
                )


def _bars(frame: _Frame) -> Iterator[str]:
    count = max(1, len(frame.chart.series))
    width = min(40.0, 0.8 * (frame.x(1) - frame.x(0)) / count)
    for number, series in enumerate(frame.chart.series):
        for at, value in enumerate(series.values):
            if value is not None:
                left = frame.x(at) + (number - count / 2) * width
                yield _bar(frame, series.name, at, number, value, left, width, 0)
                if count * len(frame.chart.labels) <= 24:
                    yield _text(left + width / 2, frame.y(value) - 4, _spelled(value), anchor="middle", size=12)


def _stacks(frame: _Frame) -> Iterator[str]:
    width = min(56.0, 0.6 * (frame.x(1) - frame.x(0)))
    for at in range(len(frame.chart.labels)):
        below: Number = 0
        for number, series in enumerate(frame.chart.series):
            if value := series.values[at]:
                yield _bar(frame, series.name, at, number, value, frame.x(at) - width / 2, width, below)
                below += value
        if below:
            yield _text(frame.x(at), frame.y(below) - 4, _spelled(below), anchor="middle", size=12)


def _bar(
    frame: _Frame, name: str, at: int, number: int, value: Number, left: float, width: float, below: Number
) -> str:
    top, foot = frame.y(below + value), frame.y(below)
    told = escape(f"{frame.chart.labels[at]} {name} {_spelled(value)}{frame.chart.unit}")
    return (
        f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{max(0.5, foot - top):.1f}" '
        f'fill="{COLOURS[number % len(COLOURS)]}" stroke="#fff"><title>{told}</title></rect>'
    )


def _runs(values: Sequence[Number | None]) -> Iterator[list[tuple[int, Number]]]:
    """Values that follow each other without a gap."""
    run: list[tuple[int, Number]] = []
    for at, value in enumerate(values):
        if value is None:
            if run:
                yield run
            run = []
        else:
            run.append((at, value))
    if run:
        yield run


# --- the frame ------------------------------------------------------------------------------------------------------


def _largest(chart: Chart) -> Number:
    return max((value for each in chart.series for value in each.values if value is not None), default=0)


def _frame(chart: Chart, largest: Number) -> _Frame:
    step = _step(largest)
    whole = ceil(largest / step) or 1
    return _Frame(chart, step * whole, step, _HEIGHT - _TOP - 60)


def _step(largest: Number) -> int:
    """Between two lines of the axis: 1, 2 or 5 of some power of ten, so that there are four to ten of them."""
    if largest <= 5:
        return 1
    power = int(10 ** floor(log10(float(largest) / 5)))
    return next(power * each for each in _STEPS if power * each * 5 >= largest)


def _svg(frame: _Frame, drawn: Iterable[str], dashes: Sequence[str] = ("",)) -> str:
    chart = frame.chart
    rows = list(_legend(chart, dashes))
    height = _HEIGHT + _ROW * len(rows)
    parts = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" class="chart" '
        f'font-family="{_FONT}" font-size="14">',
        f"<title>{escape(chart.title)}</title><desc>{escape(_told(chart))}</desc>",
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>',
        _text(WIDTH / 2, 22, f"{chart.title}{f'（{chart.unit}）' if chart.unit else ''}", anchor="middle", size=17),
        *_axes(frame),
        *drawn,
        *(f'<g transform="translate(0 {_HEIGHT - 8 + _ROW * number})">{row}</g>' for number, row in enumerate(rows)),
        "</svg>",
    )
    return "".join(parts)


def _axes(frame: _Frame) -> Iterator[str]:
    value: Number = 0
    while value <= frame.top:
        y = frame.y(value)
        yield f'<line x1="{_LEFT}" x2="{WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="#d9d9d9"/>'
        yield _text(_LEFT - 6, y + 4, _spelled(value), anchor="end", size=13)
        value += frame.step
    every = max(1, -(-len(frame.chart.labels) // 16))
    fitting = max(2, int((frame.x(every) - frame.x(0)) // 14))
    for at, label in enumerate(frame.chart.labels):
        if at % every == 0:
            for line, part in enumerate(_broken(label, fitting)):
                yield _text(frame.x(at), _TOP + frame.plot + 18 + 15 * line, part, anchor="middle", size=13)


def _broken(label: str, fitting: int) -> list[str]:
    """A label in lines of so many signs, at most three."""
    parts = [label[at : at + fitting] for at in range(0, len(label), fitting)]
    return parts if len(parts) <= 3 else [*parts[:2], f"{parts[2][:-1]}…"]


def _legend(chart: Chart, dashes: Sequence[str]) -> Iterator[str]:
    """The names of the series, in rows."""
    if len(chart.series) < 2:
        return
    row, x = "", float(_LEFT)
    for number, series in enumerate(chart.series):
        width = 36.0 + 14 * len(series.name)
        if row and x + width > WIDTH - _RIGHT:
            yield row
            row, x = "", float(_LEFT)
        stroke = dashes[number % len(dashes)]
        dash = f' stroke-dasharray="{stroke}"' if stroke else ""
        colour = COLOURS[number % len(COLOURS)]
        row += f'<line x1="{x:.0f}" x2="{x + 22:.0f}" y1="-4" y2="-4" stroke="{colour}" stroke-width="5"{dash}/>'
        row += _text(x + 27, 0, series.name, size=14)
        x += width
    yield row


def _told(chart: Chart) -> str:
    """What the picture shows, in words."""
    return "；".join(
        f"{series.name}："
        + "，".join(
            f"{label} {'无数据' if value is None else _spelled(value)}"
            for label, value in zip(chart.labels, series.values, strict=True)
        )
        for series in chart.series
    )


def _text(x: float, y: float, text: str, *, anchor: str = "start", size: int = 14) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-size="{size}" fill="#222">{escape(text)}</text>'


def _spelled(value: Number) -> str:
    return f"{value:f}" if isinstance(value, Decimal) else str(value)
