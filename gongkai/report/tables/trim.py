"""Which of the cells behind a label are the row's figures, and which only trace the spans of the table they came from.

When text is taken from a table, a label that spans columns may leave blanks behind it, a group label that spans rows
may leave blanks before the labels below, and a page may end every line with a separator. None of these is a blank cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import Final

from gongkai.report.labels import ROWS_BY_KEY
from gongkai.report.tables.entries import Cell
from gongkai.report.tables.request_rows import WIDTH, Line

_ACROSS: Final = {"": 2, "results": 1}
"""Blanks behind a label for the columns that it spans beyond its first, by its group; 0 in the groups of reasons."""
_MOST_ROWS: Final = 0.8
"""Share of the rows that must show a habit of the page before it counts as one."""


def trimmed(lines: list[Line], width: int) -> list[list[Cell]]:
    """For each row the cells that are its figures: `width` of them unless the page lost or added some."""
    windows = _windows(lines) if width == WIDTH else {}
    across = _prints_spans_across(lines)
    down = _prints_spans_down(lines)
    rows: list[list[Cell]] = []
    for line, following in zip_longest(lines, lines[1:]):
        cells = line.entry.cells
        row = line.entry.row
        window = windows.get(len(row.slots)) if row is not None else None
        if window is not None and all(cell.empty for cell in cells if not window[0] <= cell.at <= window[1]):
            rows.append([cell for cell in cells if window[0] <= cell.at <= window[1]])
            continue
        telling = bool(line.entry.figures)
        front = _front(line) if across and telling else 0
        back = _leading(following, line) if down and telling and following is not None else 0
        if front and _edge(cells) >= front:
            cells = cells[front:]
        if back and _edge(cells[::-1]) >= back and len(cells) - back >= min(width, 1):
            cells = cells[: len(cells) - back]
        rows.append(_without_edges(cells, width))
    return [
        row[_edge(row) :] if alien else row
        for line, row, alien in zip(lines, rows, _alien_blanks(lines, rows), strict=True)
    ]


def _alien_blanks(lines: list[Line], rows: list[list[Cell]]) -> list[bool]:
    """Which rows begin with blanks that cannot be cells: as many as their label spans, in a table that has no other
    blank.

    One page of a table may print the columns that labels span while the others do not.
    """
    alien = [
        0 < _front(line) == _edge(line.entry.cells) < len(line.entry.cells)
        and not any(cell.empty for cell in row[_edge(row) :])
        for line, row in zip(lines, rows, strict=True)
    ]
    others = (row for row, is_alien in zip(rows, alien, strict=True) if not is_alien)
    return [False] * len(rows) if any(cell.empty for row in others for cell in row) else alien


def _without_edges(cells: Sequence[Cell], width: int) -> list[Cell]:
    if len(cells) > width and any(cell.soft for cell in cells):
        firm = [cell for cell in cells if not cell.soft]
        if len(firm) == width:
            return firm
    start, end = 0, len(cells)
    while end - start > width and cells[start].empty:
        start += 1
    while end - start > width and cells[end - 1].empty:
        end -= 1
    return list(cells[start:end])


def _edge(cells: Sequence[Cell]) -> int:
    """How many empty cells a row begins with."""
    count = 0
    for cell in cells:
        if not cell.empty:
            break
        count += 1
    return count


def _front(line: Line) -> int:
    return _ACROSS.get(ROWS_BY_KEY[line.key].group, 0)


def _prints_spans_across(lines: list[Line]) -> bool:
    """Whether the page prints blanks for the columns that a label spans: all rows with such labels begin with as many,
    and the other rows do not."""
    wide = [line for line in lines if _front(line) and line.entry.figures]
    narrow = [line for line in lines if not _front(line) and line.entry.figures]
    leading = sum(1 for line in wide if _edge(line.entry.cells) >= _front(line))
    blank = sum(1 for line in narrow if _edge(line.entry.cells))
    if not blank and leading:  # pages differ: some print them, some do not
        return leading >= 0.5 * len(wide) or any(len(line.entry.cells) < WIDTH for line in lines)
    if leading < _MOST_ROWS * len(wide):
        return False
    if blank <= (1 - _MOST_ROWS) * len(narrow):
        return True
    return sum(1 for line in wide if _edge(line.entry.cells) > _front(line)) >= _MOST_ROWS * len(wide)


def _leading(following: Line, line: Line) -> int:
    """Blanks that stand before a row's first label for the group labels that span it from above."""
    group, above = ROWS_BY_KEY[following.key].group, ROWS_BY_KEY[line.key].group
    if not group or not above:
        return 0
    return 1 if group == "results" or group != above else 2


def _prints_spans_down(lines: list[Line]) -> bool:
    """Whether, where rows are not kept, blanks for the group labels from above follow the figures of the row before."""
    pairs = [
        (line, _leading(following, line))
        for line, following in pairwise(lines)
        if line.entry.row is None and line.entry.figures
    ]
    due = [(line, count) for line, count in pairs if count]
    if not due:
        return False
    found = sum(1 for line, count in due if _edge(line.entry.cells[::-1]) >= count)
    none = [line for line, count in pairs if not count]
    blank = sum(1 for line in none if _edge(line.entry.cells[::-1]))
    return found >= _MOST_ROWS * len(due) and blank <= 0.5 * len(none)


def _windows(lines: list[Line]) -> dict[int, tuple[int, int]]:
    """For rows of one length, between which cells the figures stand: seven cells apart, or, where a page cut a column
    off, all that stands right of the labels."""
    spans: dict[int, tuple[int, int, int]] = {}
    for line in lines:
        row = line.entry.row
        if row is None or row.width:
            continue
        at = [cell.at for cell in line.entry.figures]
        if at:
            size = len(row.slots)
            low, high, label = spans.get(size, (at[0], at[-1], 0))
            behind = line.entry.labels[-1]
            spans[size] = (min(low, at[0]), max(high, at[-1]), max(label, behind.at if behind.row is row else 0))
    return {
        size: (low, high)
        for size, (low, high, label) in spans.items()
        if (high - low == WIDTH - 1 and label < low)
        or (high - low < WIDTH - 1 and low == label + 1 and high == size - 1)
    }
