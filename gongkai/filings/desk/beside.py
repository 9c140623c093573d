"""An old report and its source side by side: what is shown, and how one is found from the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from django.urls import reverse

from gongkai.filings.services import history as services
from gongkai.report import layout
from gongkai.report.layout import Table
from gongkai.report.values import Place

MOST_SHOWN: Final = 24
"""Signs of a printed cell that stand beside a table."""


# --- the source -----------------------------------------------------------------------------------------------------


def anchor_of(place: Place | None) -> str:
    """What a place is called on the page that shows the source."""
    if place is None:
        return ""
    if place.table:
        return f"t{place.table}r{place.row}c{place.column}" if place.column else f"t{place.table}r{place.row}"
    if place.line:
        return f"l{place.line}"
    return f"p{place.page}" if place.page else ""


class SourceCell(NamedTuple):
    anchor: str
    text: str


class SourceLine(NamedTuple):
    """A line of the source: what it is called, what stands before it, its cells, whether it has to be looked at."""

    anchor: str
    before: str
    cells: tuple[SourceCell, ...]
    wanted: bool


class Box(NamedTuple):
    """Where a cell stands on a page, as SVG measures it."""

    anchor: str
    x: float
    y: float
    width: float
    height: float
    wanted: bool


class SourcePage(NamedTuple):
    """A page of a PDF: its size, its picture, the cells on it."""

    number: int
    width: float
    height: float
    url: str
    boxes: tuple[Box, ...]


class Source:
    """The source of a report, to be shown beside it."""

    def __init__(self, reading: services.Reading) -> None:
        self.reading = reading
        self.data: Mapping[str, Any] = reading.upload.read
        self.wanted = {anchor_of(cell.place) for cell in reading.cells.values() if cell.is_open}

    def lines(self) -> Iterator[SourceLine]:
        for line, table, row, page, sheet, cells in self.data.get("lines", []):
            place = Place(line, table, row, 0, page, None, sheet)
            anchor = anchor_of(place)
            held = tuple(
                SourceCell(anchor_of(place._replace(column=column)) if table else "", text) for column, text in cells
            )
            wanted = anchor in self.wanted or any(each.anchor in self.wanted for each in held if each.anchor)
            yield SourceLine(anchor, _before(place), held, wanted)

    def pages(self) -> Iterator[SourcePage]:
        for number, (width, height) in enumerate(self.data.get("pages", []), 1):
            boxes = tuple(
                Box(f"b-{cell.key}", left, height - top, right - left, top - bottom, cell.is_open)
                for cell in self.reading.cells.values()
                if cell.place is not None and cell.place.page == number and cell.place.box is not None
                for left, bottom, right, top in [cell.place.box]
            )
            url = reverse("filings_upload_page", args=[self.reading.upload.pk, number])
            yield SourcePage(number, width, height, url, boxes)

    def link(self, cell: services.Cell) -> str:
        """Where on the page a cell's source is shown."""
        if self.data.get("pages") and cell.place is not None and cell.place.box is not None:
            return f"b-{cell.key}"
        return anchor_of(cell.place)


def _before(place: Place) -> str:
    if place.table:
        return f"表{place.table}-{place.row}"
    return str(place.line or "")


# --- the form -------------------------------------------------------------------------------------------------------


class Slot(NamedTuple):
    """A cell of the printed form: a label, or a cell of the report."""

    at: layout.Cell
    cell: services.Cell | None
    link: str

    @property
    def tag(self) -> str:
        return "th" if self.at.scope else "td"

    @property
    def text(self) -> str:
        return self.at.text if self.cell is None else self.cell.text

    @property
    def css(self) -> str:
        return self.cell.kind.value.replace("n/a", "na") if self.cell is not None else ""

    @property
    def note(self) -> str:
        """What there is to say about it."""
        if self.cell is None:
            return ""
        said = [self.cell.label, self.cell.kind.label]
        if self.cell.stated is not None and self.cell.read is not None and self.cell.read != self.cell.value:
            said.append(f"读到的是“{services.spelled(self.cell.read)}”")
        if self.cell.printed and self.cell.printed != self.cell.text:
            said.append(f"原文印作“{self.cell.printed[:MOST_SHOWN]}”")
        return "，".join(each for each in said if each)


class Grid(NamedTuple):
    """A table of the form as it is printed: its head and its parts, row by row."""

    table: Table
    parts: tuple[tuple[str, tuple[tuple[Slot, ...], ...]], ...]


def grids(reading: services.Reading, source: Source) -> Iterator[Grid]:
    """The tables of the form, with the cells of the report in their places."""

    def slot(at: layout.Cell) -> Slot:
        cell = reading.cells.get(at.key) if at.key else None
        return Slot(at, cell, source.link(cell) if cell is not None else "")

    for table in layout.tables(reading.form, reading.cells.keys() or None):
        ranges = [("thead", range(table.head)), *(("tbody", body) for body in table.bodies)]
        parts = tuple((tag, tuple(tuple(map(slot, row)) for row in table.starts(rows))) for tag, rows in ranges if rows)
        yield Grid(table, parts)
