"""What every container is turned into before anybody looks for a form in it: rows of slots, in reading order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from gongkai.report.values import Place


class Slot(NamedTuple):
    """One cell of a table row, or the one slot of a paragraph.

    `column` counts grid columns from 0 and `width` says how many it spans; both only mean something in a table that
    keeps them (`Row.width` > 0). `box` is the cell's place on a page, if it has one, `span` from where to where it
    reaches across, in any unit, where only that tells its column. Cells that a span from above covers have no slot in
    the lower rows.
    """

    text: str
    column: int = 0
    width: int = 1
    box: tuple[float, float, float, float] | None = None
    span: tuple[float, float] | None = None


class Row:
    """A paragraph (`table` 0, one slot), a line of plain text (`line` > 0), or a row of a table.

    Attributes:
        slots: its cells. width: grid columns of its table, 0 where the container keeps no grid.
        table, number: which table of the source, and which row in it, from 1. line, page, sheet: where it stood.
        spans: of a line whose tabs part cells, from where to where each of them reaches.
    """

    __slots__ = ("line", "number", "page", "sheet", "slots", "spans", "table", "width")

    def __init__(
        self,
        slots: list[Slot],
        *,
        width: int = 0,
        table: int = 0,
        number: int = 0,
        line: int = 0,
        page: int = 0,
        sheet: str = "",
        spans: tuple[tuple[float, float], ...] = (),
    ) -> None:
        self.slots = slots
        self.spans = spans
        self.width = width
        self.table = table
        self.number = number
        self.line = line
        self.page = page
        self.sheet = sheet

    def __repr__(self) -> str:
        return (
            f"Row({[slot.text for slot in self.slots]!r}, table={self.table}, number={self.number}, line={self.line})"
        )

    @property
    def text(self) -> str:
        """All of it in one string."""
        slots = self.slots
        return slots[0].text if len(slots) == 1 else " ".join(slot.text for slot in slots if slot.text)

    def place(self, slot: Slot | None = None) -> Place:
        """Where the row, or one of its slots, stood."""
        return Place(
            self.line,
            self.table,
            self.number,
            slot.column + 1 if slot is not None and self.table else 0,
            self.page,
            slot.box if slot is not None else None,
            self.sheet,
        )


def paragraph(text: str, *, line: int = 0, page: int = 0, sheet: str = "") -> Row:
    """A row that is running text."""
    return Row([Slot(text)], line=line, page=page, sheet=sheet)


@dataclass
class Document:
    """A source as rows.

    Attributes:
        kind: "txt", "html", "docx", "pdf", "xlsx" … rows: in reading order.
        exact: whether table cells are kept apart for certain. pictures: indexes of the rows that a picture stands
            before.
        published, url, heading: what the container itself states (page metadata, document title). notes: what of it was
            not read, in Chinese.
    """

    kind: str
    rows: list[Row]
    exact: bool = False
    pictures: list[int] = field(default_factory=list)
    published: date | None = None
    url: str = ""
    heading: str = ""
    notes: list[str] = field(default_factory=list)
