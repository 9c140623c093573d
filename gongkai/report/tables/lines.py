"""Plain lines to rows of cells: tabs, bars, runs of spaces, one cell to a line, and what is left of them."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gongkai.report.document import Row, Slot
from gongkai.report.labels import BRACKETS, is_column, is_label
from gongkai.report.numerals import cell_value
from gongkai.report.text import BLANKS, half_widths

_BAR: Final = re.compile(r"[|｜│┃¦]")
_RULE: Final = re.compile(r"\A[\s|｜│┃+\-=:：—─━┼├┤┬┴┌┐└┘_]*\Z")
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_SPACES: Final = re.compile(r"(?:[ \u00a0\u3000]{2,}|\u3000)")
_FIGURES: Final = re.compile(
    r"(?:(?<=\s)|\A)(?:[+\-−]?\d[\d,，.]*(?:万元|元|件|条|项)?|[/／—－\-]|——)(?=[ \u00a0\u3000]|\Z)"
)
_EMPHASIS: Final = re.compile(r"\*\*|__|<br\s*/?>|&nbsp;|\\(?=[*_|.])")
_PARTED: Final = re.compile(
    r"[ \u00a0\u3000]{2}|\u3000|[ \u00a0][+\-−]?\d|\d[ \u00a0]|[｜│┃¦*]"
    r"|[\u4e00-\u9fff] [\u4e00-\u9fff]|[\u4e00-\u9fff”）)]\d[\d,.]*\Z|[ \u00a0][/／—－-]"
)
"""What a line without tabs and bars needs before it can hold more than one cell."""
_PUNCTUATION: Final = re.compile(r"[。，；]|(?<!\d),|,(?!\d)")
_LONGEST_LABEL: Final = 160
_LONG: Final = 46


def is_narrative(text: str) -> bool:
    """Whether a line is a sentence rather than a cell: long, punctuated, and neither the note that the form prints nor
    a label with a long remark in brackets."""
    if len(text) <= _LONG or (len(text) <= _LONGEST_LABEL and "勾稽" in text):
        return False
    if len(text) > _LONGEST_LABEL:
        return True
    if not _PUNCTUATION.search(text):
        return False
    bare = BRACKETS.sub("", _SPACES.sub(" ", text))
    return len(bare) > _LONG or not is_label(bare)


class Frame(NamedTuple):
    """Whether a page's lines all begin, or all end, with a bar: then it frames the line and bounds no empty cell."""

    first: bool
    last: bool


def frame_of(rows: list[Row]) -> Frame:
    """The frame of a page's lines of cells."""
    barred = [
        text
        for row in rows
        if not row.table and row.slots and _BAR.search(text := row.slots[0].text.strip()) and len(text) > 1
    ]
    barred = [text for text in barred if not _RULE.match(text) and len(_BAR.findall(text)) > 1]
    return Frame(
        bool(barred) and all(_BAR.match(text) for text in barred),
        bool(barred) and all(_BAR.match(text[-1]) for text in barred),
    )


def split_line(text: str, frame: Frame) -> list[str]:
    """The cells of a line, empty ones kept: by tabs, else by bars, else figures that follow each other after spaces.

    A rule (|---|---|) has no cells.
    """
    if "\t" in text:
        cells = text.split("\t")
        if any("|" in cell for cell in cells):
            cells = [cell.strip("|") for cell in cells if cell.strip() != "|"]
        bare = [_bare(cell) for cell in cells]
        return [part for cell in bare for part in (cell.split() if ONLY_FIGURES.match(cell) else (cell,))]
    if _BAR.search(text):
        if _RULE.match(text):
            if any(dash in text for dash in "-─━—="):
                return []
            if len(_BAR.findall(text)) < 2:
                return ["|"]
        cells = _BAR.split(text.strip())
        if len(cells) > 1:
            cells = cells[frame.first : len(cells) - frame.last]
        return [_bare(cell) for cell in cells]
    return _by_spaces(text)


def _by_spaces(text: str) -> list[str]:
    text = text.strip(BLANKS)
    figures = list(_FIGURES.finditer(text))
    if len(figures) >= 2 or (figures and figures[-1].end() == len(text) and figures[-1].start() > 0):
        cells: list[str] = []
        at = 0
        for figure in figures:
            cells.extend(_words(text[at : figure.start()]))
            cells.append(figure[0])
            at = figure.end()
        cells.extend(_words(text[at:]))
        return cells
    words = _words(text)
    if len(words) == 1 and " " in text and all(is_column(piece) for piece in text.split()):
        return text.split()
    return words or [""]


def _words(text: str) -> list[str]:
    return [word for part in _SPACES.split(text) if (word := _bare(part))]


def _bare(cell: str) -> str:
    if "*" in cell or "_" in cell or "<" in cell or "&" in cell or "\\" in cell:
        cell = _EMPHASIS.sub("", cell)
    return cell.strip(BLANKS)


def with_cells(row: Row, frame: Frame) -> Row:
    """The row of a plain line with its cells parted; rows of real tables and sentences are left as they are."""
    if row.table or len(row.slots) > 1:
        return row
    slot = row.slots[0]
    text = slot.text
    if "\t" not in text and not _BAR.search(text):
        long = len(text) > _LONGEST_LABEL and len(_SPACES.sub(" ", text)) > _LONGEST_LABEL
        if long or not _PARTED.search(text):
            return row
    if (
        is_narrative(text)
        and "\t" not in text.strip()
        and len(_BAR.findall(text)) < 3
        and len(_FIGURES.findall(text)) < 6
    ):
        return row
    parted = split_line(text, frame)
    cells = _unfused(parted)
    if len(cells) == 1 and cells[0] == text:
        return row
    spans = _spans(row, parted, cells)
    slots = [
        Slot(cell, column, 1, slot.box, span) for column, (cell, span) in enumerate(zip(cells, spans, strict=True))
    ]
    return Row(slots, line=row.line, page=row.page, sheet=row.sheet, spans=row.spans)


Span = tuple[float, float]


def _spans(row: Row, parted: list[str], cells: list[str]) -> list[Span | None]:
    """From where to where each cell of a line reaches: on the page, or in half ems of a text set in columns."""
    text = row.slots[0].text
    spans: list[Span | None] = [None] * len(parted)
    if row.spans and len(row.spans) == len(parted):
        spans = list(row.spans)
    elif "\t" not in text and not _BAR.search(text) and "  " in text:
        spans = _places_of(parted, text)
    if len(cells) > len(parted):  # a figure behind its label
        at = next(place for place, (one, two) in enumerate(zip(parted, cells, strict=False)) if one != two)
        if (span := spans[at]) is not None:
            cut = span[1] - (span[1] - span[0]) * half_widths(cells[at + 1]) / max(half_widths(parted[at]), 1)
            spans[at : at + 1] = [(span[0], cut), (cut, span[1])]
        else:
            spans.insert(at, None)
    return spans if len(spans) == len(cells) else [None] * len(cells)


def _places_of(words: list[str], text: str) -> list[Span | None]:
    places: list[Span | None] = []
    at, column = 0, 0
    for word in words:
        found = text.find(word, at)
        if found < 0:
            return [None] * len(words)
        column += half_widths(text[at:found])
        width = half_widths(word)
        places.append((column, column + width))
        at, column = found + len(word), column + width
    return places


ONLY_FIGURES: Final = re.compile(r"\d[\d,.]*(?: +\d[\d,.]*)+\Z")
_FUSED: Final = re.compile(r"(?P<label>.*[^\d\s.,，+\-（(])(?P<figure>\d[\d,]*(?:\.\d+)?)\Z")


def _unfused(cells: list[str]) -> list[str]:
    """The cells with a label parted from the figure that was printed close behind it: 行政规范性文件7."""
    first = next((at for at, cell in enumerate(cells) if cell), 0)
    if cells and (match := _FUSED.match(cells[first])) and (len(cells) > first + 1 or is_label(match["label"])):
        rest = cells[first + 1 :]
        if all(cell_value(cell) is not None for cell in rest) and _HAN.search(match["label"]):
            return [*cells[:first], match["label"], match["figure"], *rest]
    return cells


def is_one_cell_a_line(rows: list[Row]) -> bool:
    """Whether the page prints one cell to a line: hardly any line holds several."""
    several = single = 0
    for row in rows:
        filled = [slot.text for slot in row.slots if slot.text]
        if len(row.slots) >= 4:
            several += 1
        if not any((value := cell_value(text)) is not None and value.number is not None for text in filled):
            continue
        if len(filled) > 1:
            several += 1
        else:
            single += 1
    return several == 0 or single > 20 * several
