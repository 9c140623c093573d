"""What reading the tables yields, filled in table by table."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.report.model import UNKNOWN, Mark, Place, Value
from gongkai.report.numerals import cell_value
from gongkai.report.seen import Seen
from gongkai.report.tables.entries import Cell


@dataclass
class Figures:
    """Cells by key with their places, and what was noted on the way."""

    seen: Seen
    cells: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def put(self, key: str, cell: Cell) -> None:
        """Enter a printed cell."""
        value = cell.value
        if value is None:
            self.unknown(key, cell.row.place(cell.slot), cell.text)
            return
        self.cells[key] = value
        slot = cell.slot
        row = cell.row
        self.places[key] = Place(
            row.line, row.table, row.number, slot.column + 1, row.page, slot.box, row.sheet
        )
        if value.number is None or value.unit or not cell.text.isdigit():
            self.printed[key] = cell.text

    def infer(self, key: str, number: int, place: Place) -> None:
        """Enter a number that arithmetic gives."""
        self.cells[key] = Value(number, Mark.INFERRED)
        self.places[key] = place

    def unknown(self, key: str, place: Place, printed: str = "") -> None:
        """Enter that something stood there, or must have, and cannot be told."""
        self.cells[key] = UNKNOWN
        self.places[key] = place
        if printed:
            self.printed[key] = printed


def number_of(cell: Cell) -> int | None:
    """The count in a cell for arithmetic: a blank counts as 0, anything but a whole number from 0 as None."""
    value = cell.value
    if value is None:
        return None
    if value.number is None:
        return 0
    return value.number if isinstance(value.number, int) and value.number >= 0 else None


__all__ = ["Figures", "cell_value", "number_of"]
