"""Laying the cells of a table out on its grid, where spans push later cells aside."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from gongkai.report.sources.document import Row, Slot

MOST_COLUMNS = 256


def place_cells(rows: Iterable[Sequence[tuple[str, int, int]]], table: int, **where: int | str) -> list[Row]:
    """Rows of slots from rows of (text, colspan, rowspan), as HTML and its kin give them."""
    placed: list[list[Slot]] = []
    hanging: dict[int, int] = {}  # grid column → rows that a cell from above still covers
    width = 0
    for cells in rows:
        slots: list[Slot] = []
        column = 0
        below: dict[int, int] = {}
        for text, colspan, rowspan in cells:
            if hanging:
                while hanging.get(column, 0) > 0:
                    column += 1
            slots.append(Slot(text, column, colspan))
            if rowspan > 1:
                for covered in range(column, column + colspan):
                    below[covered] = rowspan
            column += colspan
        if hanging:
            hanging = {at: left - 1 for at, left in hanging.items() if left > 1}
        if below:
            for at, left in below.items():
                hanging[at] = left - 1
        if column > width:
            width = column
        if hanging and (covered := max(hanging) + 1) > width:
            width = covered
        placed.append(slots)
    width = min(width, MOST_COLUMNS)
    return [
        Row(slots, width=width, table=table, number=number, **where)  # type: ignore[arg-type]
        for number, slots in enumerate(placed, 1)
    ]
