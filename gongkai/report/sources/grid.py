"""Laying the cells of a table out on its grid, where spans push later cells aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from gongkai.report.document import Row, Slot

MOST_COLUMNS: Final = 256


def grid_rows(rows: Iterable[Sequence[tuple[str, int, int]]], table: int) -> list[Row]:
    """Rows of slots from rows of (text, colspan, rowspan), as HTML and its kin give them; empty rows are left out."""
    placed: list[Row] = []
    hanging: dict[int, int] = {}  # grid column → rows that a cell from above still covers
    width = 0
    for cells in rows:
        if not cells:
            continue
        slots: list[Slot] = []
        column = 0
        below: dict[int, int] = {}
        for text, colspan, rowspan in cells:
            while column in hanging:
                column += 1
            slots.append(Slot(text, column, colspan))
            if rowspan > 1:
                below.update(dict.fromkeys(range(column, min(column + colspan, MOST_COLUMNS)), rowspan))
            column += colspan
        if hanging or below:
            hanging = {at: left - 1 for at, left in (hanging | below).items() if left > 1}
            if hanging:
                width = max(width, max(hanging) + 1)
        width = max(width, column)
        placed.append(Row(slots, table=table, number=len(placed) + 1))
    for row in placed:
        row.width = min(width, MOST_COLUMNS)
    return placed
