"""What reading the tables yields, filled in table by table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from gongkai.report.document import Row, Slot
from gongkai.report.seen import Seen
from gongkai.report.tables.entries import Cell
from gongkai.report.values import UNKNOWN, Mark, Place, Value

Where = Place | tuple[Row, Slot]
"""A place, or what a place is worked out from when somebody asks for it."""


class Places(Mapping[str, Place]):
    """The places of cells, worked out one by one when they are asked for."""

    def __init__(self, known: dict[str, Where]) -> None:
        self.known = known

    def __getitem__(self, key: str) -> Place:
        where = self.known[key]
        return where if isinstance(where, Place) else where[0].place(where[1])

    def __iter__(self) -> Iterator[str]:
        return iter(self.known)

    def __len__(self) -> int:
        return len(self.known)


@dataclass
class Figures:
    """Cells by key with their places, and what was noted on the way."""

    seen: Seen
    cells: dict[str, Value] = field(default_factory=dict)
    places: dict[str, Where] = field(default_factory=dict)
    printed: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def put(self, key: str, cell: Cell) -> None:
        """Enter a printed cell."""
        value = cell.value
        if value is None:
            self.unknown(key, cell.row.place(cell.slot), cell.text)
            return
        self.cells[key] = value
        self.places[key] = (cell.row, cell.slot)
        if value.number is None or value.unit or not cell.text.isdigit():
            self.printed[key] = cell.text

    def count(self, key: str) -> int | None:
        """The count in a cell for arithmetic: a blank counts as 0; None where no count was read."""
        value = self.cells.get(key)
        number = None if value is None or value.mark is Mark.UNKNOWN else value.number or 0
        return number if isinstance(number, int) and number >= 0 else None

    def settle(
        self, key: str, number: int | None, may_be: Collection[Cell], *, lost: bool, placed: bool, place: Place
    ) -> bool:
        """Enter a cell of a damaged row: what arithmetic says it counts, the printed cells that may be its own, and
        whether it may be one that was lost. Returns whether a number was inferred.

        A blank counts as 0 in arithmetic and is still no 0: where a cell may be the one or the other, it is unknown. So
        is a 0 that was lost where cells are told by their places (`placed`): there a blank prints nothing.
        """
        blanks = sum(cell.blank for cell in may_be)
        if number is None or (blanks and (lost or blanks < len(may_be))) or (lost and placed and not number):
            self.unknown(key, place)
        elif lost or not may_be:
            self.infer(key, number, place)
            return True
        else:
            self.put(key, next(iter(may_be)))
            if len(may_be) > 1:
                self.places[key] = place
        return False

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


def zeros_only(cells: Iterable[Cell], width: int) -> str:
    """How a row prints nothing but the zeros of its `width` columns although not one to a cell: in Chinese, "" where it
    does not. Run together there must be exactly as many; with one too many it does not matter which is.
    """
    texts = [cell.text for cell in cells if cell.text]
    if width > 1 and texts == ["0" * width]:
        return f"一行{width}个0连在一起"
    if texts == ["0"] * (width + 1):
        return f"一行多印了一个0（应有{width}个）"
    return ""


def counts_of(cells: Iterable[Cell]) -> tuple[int, ...] | None:
    """The counts in a row for arithmetic; None where one of them is none."""
    counts: list[int] = []
    for cell in cells:
        if (number := number_of(cell)) is None:
            return None
        counts.append(number)
    return tuple(counts)


def number_of(cell: Cell) -> int | None:
    """The count in a cell for arithmetic: a blank counts as 0, anything but a whole number from 0 as None."""
    value = cell.value
    if value is None or value.mark is Mark.UNKNOWN:
        return None
    if value.number is None:
        return 0
    return value.number if isinstance(value.number, int) and value.number >= 0 else None
