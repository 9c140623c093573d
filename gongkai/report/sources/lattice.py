"""Ruled tables from the lines drawn on a page: which lines form a table, its grid, and which of its cells are
merged.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

from gongkai.report.sources.page import Char, Ruling

SNAP: Final = 2.5
"""Lines this close are one line, in points."""
_FIGURE: Final = re.compile(r"[\d,.\s]+\Z")
MOST_RULINGS: Final = 20_000
"""A page with more lines is a drawing."""
GAP: Final = 4.0
"""Pieces of a line this far apart are one piece."""


class _Stroke:
    """All pieces of line at one x (or one y): `at`, and the stretches that are drawn."""

    __slots__ = ("at", "spans")

    def __init__(self, at: float, spans: list[tuple[float, float]]) -> None:
        self.at = at
        self.spans = spans

    def covers(self, point: float) -> bool:
        return any(first - SNAP <= point <= last + SNAP for first, last in self.spans)


class Table:
    """One ruled table of a page."""

    def __init__(self, xs: list[float], ys: list[float], upright: list[_Stroke], level: list[_Stroke]) -> None:
        self.xs = xs
        self.ys = ys  # ascending: row 0 of the table is between the last two
        self.top = ys[-1]
        self.width = len(xs) - 1
        self.height = len(ys) - 1
        self.owner: list[list[int]] = []
        self.cells: list[tuple[int, int, int, int]] = []
        self.texts: list[list[str]] = []
        self._merge(upright, level)

    def _merge(self, upright: list[_Stroke], level: list[_Stroke]) -> None:
        xs, ys = self.xs, self.ys
        walls = [_at(upright, x) for x in xs]
        floors = [_at(level, y) for y in ys]
        owner = [[-1] * self.width for _ in range(self.height)]
        for row in range(self.height):
            upper = self.height - row  # index of the y above this row
            for column in range(self.width):
                if owner[row][column] >= 0:
                    continue
                middle = (ys[upper - 1] + ys[upper]) / 2
                end = column + 1
                while end < self.width and owner[row][end] < 0 and not walls[end].covers(middle):
                    end += 1
                across = (xs[column] + xs[column + 1]) / 2
                bottom = row + 1
                while bottom < self.height and not floors[self.height - bottom].covers(across):
                    bottom += 1
                number = len(self.cells)
                self.cells.append((row, column, bottom, end))
                for covered in range(row, bottom):
                    for at in range(column, end):
                        owner[covered][at] = number
        self.owner = owner
        self.texts = [[] for _ in self.cells]

    def take(self, chars: Iterable[Char]) -> list[Char]:
        """Put the characters that stand in the table into its cells; give back the others."""
        xs, ys = self.xs, self.ys
        left, right, bottom, top = xs[0], xs[-1], ys[0], ys[-1]
        others: list[Char] = []
        last: list[str] | None = None
        for char in chars:
            if char.text == "\n":
                if last is not None:
                    last.append("\n")
                    last = None
                else:
                    others.append(char)
                continue
            x = (char.left + char.right) / 2
            y = (char.bottom + char.top) / 2
            if not (left < x < right and bottom < y < top):
                others.append(char)
                last = None
                continue
            column = min(bisect_right(xs, x) - 1, self.width - 1)
            row = min(self.height - bisect_right(ys, y), self.height - 1)
            last = self.texts[self.owner[row][column]]
            last.append(char.text)
        return others

    @property
    def filled(self) -> bool:
        """Whether any of its cells holds text."""
        return any(self.texts)

    def rows(self) -> list[list[tuple[str, int, int, tuple[float, float, float, float]]]]:
        """For each row its cells: text, first column, columns spanned, box."""
        rows: list[list[tuple[str, int, int, tuple[float, float, float, float]]]] = [[] for _ in range(self.height)]
        for (row, column, bottom, end), text in zip(self.cells, self.texts, strict=True):
            box = (self.xs[column], self.ys[self.height - bottom], self.xs[end], self.ys[self.height - row])
            joined = "".join(text)
            if _FIGURE.match(joined):
                joined = joined.replace("\n", "")  # a long number that a narrow column broke
            rows[row].append((joined, column, end - column, box))
        return rows


def tables_of(rulings: list[Ruling]) -> list[Table]:
    """The tables that the lines of a page form, from top to bottom."""
    level = _strokes(
        [(r.bottom + r.top) / 2 for r in rulings if _flat(r)], [(r.left, r.right) for r in rulings if _flat(r)]
    )
    upright = _strokes(
        [(r.left + r.right) / 2 for r in rulings if not _flat(r)], [(r.bottom, r.top) for r in rulings if not _flat(r)]
    )
    tables: list[Table] = []
    if len(rulings) > MOST_RULINGS:
        return tables
    for rows, columns in _components(level, upright):
        _close(rows, columns)
        _close(columns, rows)
        xs = [stroke.at for stroke in columns]
        ys = [stroke.at for stroke in rows]
        if len(xs) >= 2 and len(ys) >= 2 and len(xs) <= 64 and len(ys) <= 400:
            table = Table(xs, ys, columns, rows)
            if (
                table.width > 1 and len(table.cells) > 1
            ):  # one cell is a frame around text, one column rules between lines
                tables.append(table)
    tables.sort(key=lambda table: -table.top)
    return tables


def _close(strokes: list[_Stroke], crossing: list[_Stroke]) -> None:
    """Where a page break left a table open, the ends of the crossing lines are its edge."""
    first = min(span[0] for stroke in crossing for span in stroke.spans)
    last = max(span[1] for stroke in crossing for span in stroke.spans)
    edge = (crossing[0].at, crossing[-1].at)
    if strokes[0].at - first > 2 * GAP:
        strokes.insert(0, _Stroke(first, [edge]))
    if last - strokes[-1].at > 2 * GAP:
        strokes.append(_Stroke(last, [edge]))


def _flat(ruling: Ruling) -> bool:
    return ruling.right - ruling.left > ruling.top - ruling.bottom


def _at(strokes: list[_Stroke], at: float) -> _Stroke:
    return next(stroke for stroke in strokes if stroke.at == at)


def _strokes(places: list[float], spans: list[tuple[float, float]]) -> list[_Stroke]:
    strokes: list[_Stroke] = []
    for at, span in sorted(zip(places, spans, strict=True)):
        if strokes and at - strokes[-1].at <= SNAP:
            strokes[-1].spans.append(span)
        else:
            strokes.append(_Stroke(at, [span]))
    for stroke in strokes:
        merged: list[tuple[float, float]] = []
        for first, last in sorted(stroke.spans):
            if merged and first - merged[-1][1] <= GAP:
                if last > merged[-1][1]:
                    merged[-1] = (merged[-1][0], last)
            else:
                merged.append((first, last))
        stroke.spans = merged
    return strokes


def _components(level: list[_Stroke], upright: list[_Stroke]) -> list[tuple[list[_Stroke], list[_Stroke]]]:
    """Lines that touch belong together. Each stretch of a stroke is its own line here: two tables may share an x."""
    flats = [(stroke.at, span) for stroke in level for span in stroke.spans]
    walls = [(stroke.at, span) for stroke in upright for span in stroke.spans]
    parent = list(range(len(flats) + len(walls)))

    def find(one: int) -> int:
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    for i, (y, (left, right)) in enumerate(flats):
        for j, (x, (bottom, top)) in enumerate(walls):
            if left - GAP <= x <= right + GAP and bottom - GAP <= y <= top + GAP:
                parent[find(i)] = find(len(flats) + j)
    groups: dict[int, tuple[list[tuple[float, tuple[float, float]]], list[tuple[float, tuple[float, float]]]]] = {}
    for i, flat in enumerate(flats):
        groups.setdefault(find(i), ([], []))[0].append(flat)
    for j, wall in enumerate(walls):
        groups.setdefault(find(len(flats) + j), ([], []))[1].append(wall)
    return [
        (
            _strokes([at for at, _ in rows], [span for _, span in rows]),
            _strokes([at for at, _ in columns], [span for _, span in columns]),
        )
        for rows, columns in groups.values()
        if len(rows) >= 2 and len(columns) >= 2
    ]
