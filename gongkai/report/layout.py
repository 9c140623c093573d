"""The printed form as grids of spanned cells, derived from `gongkai.report.form`.

`tables` gives the tables of sections two, three and four as an edition prints them. Every cell is either a label or
names the cell of the report that stands there: one description for writers, documentation and test corpora.

Sources: the formats attached to 国办公开办函〔2019〕60号 and 国办公开办函〔2021〕30号.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Final, Literal, NamedTuple

from gongkai.report.form import (
    APPLICANTS,
    APPLICANTS_LABEL,
    BALANCE_NOTE,
    CONTENT_LABEL,
    EDITIONS,
    GROUPS,
    LITIGATION_LABEL,
    ORGANISATIONS,
    ORGANISATIONS_LABEL,
    RECONSIDERATION_LABEL,
    REMEDIES,
    RESULTS,
    SECTION_TITLES,
    Column,
    Edition,
    Row,
)

Scope = Literal["", "col", "colgroup", "row", "rowgroup"]
TableKey = Literal["proactive", "requests", "remedies"]

PAGE_WIDTH: Final = 156.0
"""Millimetres between the margins of an official page (GB/T 9704-2012, 5.2.1)."""


class Cell(NamedTuple):
    """A cell of a printed table. Rows and columns count from 0.

    `key` names the report's cell whose value stands here, "" for a label; `text` is the label, "" for a value. `scope`
    says what a label heads, in the words of HTML: a whole part of the table (rowgroup), columns that belong together
    (colgroup), or just its rows or columns. It is "" for a value, and for the note in the corner of table three.
    """

    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    text: str = ""
    key: str = ""
    scope: Scope = ""


@dataclass(frozen=True)
class Table:
    """One printed table: cells that tile a grid.

    Attributes:
        key: the section it belongs to.
        cells: in reading order, each where its upper left corner stands.
        rows, columns: size of the grid.
        head: how many rows at the top repeat on every page; 0 in table two, whose parts have heads of their own.
        bodies: the rows below the head, by part: a 第二十条第（×）项 of table two, 三 of table three.
        widths: of the columns, in millimetres; they fill the width of the page.
    """

    key: TableKey
    cells: tuple[Cell, ...]
    rows: int
    columns: int
    head: int
    bodies: tuple[range, ...]
    widths: tuple[float, ...]

    @property
    def caption(self) -> str:
        return SECTION_TITLES[self.key]

    @cached_property
    def slots(self) -> tuple[tuple[Cell, ...], ...]:
        """The grid, row by row: in each slot the cell that covers it."""
        covering = {
            (row, column): cell
            for cell in self.cells
            for row in range(cell.row, cell.row + cell.rowspan)
            for column in range(cell.column, cell.column + cell.colspan)
        }
        return tuple(tuple(covering[row, column] for column in range(self.columns)) for row in range(self.rows))

    def starts(self, rows: Iterable[int]) -> Iterator[tuple[Cell, ...]]:
        """For each of `rows` the cells that start in it, from left to right."""
        by_row = {row: tuple(cells) for row, cells in groupby(self.cells, key=lambda cell: cell.row)}
        return (by_row.get(row, ()) for row in rows)

    def width(self, cell: Cell) -> float:
        """How wide a cell is, in millimetres."""
        return sum(self.widths[cell.column : cell.column + cell.colspan])

    def first_values(self, body: range) -> int:
        """The first row of a part that has values."""
        return min(cell.row for cell in self.cells if cell.key and cell.row in body)

    def headers(self, cell: Cell) -> tuple[Cell, ...]:
        """The labels that say what a value is: those above it in the head and in its part, then those beside it."""
        part = next(body for body in self.bodies if cell.row in body)
        above = [self.slots[row][cell.column] for row in (*range(self.head), *range(part.start, cell.row))]
        labels = dict.fromkeys((*above, *self.slots[cell.row][: cell.column]))
        return tuple(label for label in labels if label.scope)


def tables(edition: Edition, keys: Collection[str] | None = None) -> tuple[Table, ...]:
    """The tables of an edition in printed order.

    `keys` are the cells that the source's form has (a report's `cells`), None for the whole form. A row, column, part
    or table of which it has none is left out, and what spans it shrinks. A table of which more cells are those of the
    other edition is printed as that one prints it: some bodies mix the forms.
    """
    return _tables(edition, edition.key_set if keys is None else frozenset(keys))


@lru_cache(maxsize=64)
def _tables(edition: Edition, keys: frozenset[str]) -> tuple[Table, ...]:
    built = (
        _proactive(_followed("proactive", edition, keys), keys),
        _requests(_followed("requests", edition, keys), keys),
        _remedies(keys),
    )
    return tuple(table for table in built if table is not None)


def _followed(table: TableKey, edition: Edition, keys: frozenset[str]) -> Edition:
    """The edition that has most of a table's cells, the given one where both have as many."""
    found = {key for key in keys if key.startswith(f"{table}.")}
    return max((edition, *EDITIONS.values()), key=lambda each: len(found & each.key_set))


# --- labels that span -----------------------------------------------------------------------------------------------

Path = tuple[str, ...]


class _Span(NamedTuple):
    """A label over `extent` neighbours from `first` on, in the rank `level` of labels and `depth` ranks deep."""

    text: str
    first: int
    extent: int
    level: int
    depth: int


def _spans(paths: Sequence[Path], depth: int) -> Iterator[_Span]:
    """Labels, outermost first: neighbours share their outer ones, and an innermost reaches as deep as the deepest."""
    for level in range(depth):
        for (outer, innermost), group in groupby(
            range(len(paths)), key=lambda index: (paths[index][: level + 1], len(paths[index]) == level + 1)
        ):
            if len(outer) > level:
                members = tuple(group)
                yield _Span(outer[level], members[0], len(members), level, depth - level if innermost else 1)


def _column_labels(paths: Sequence[Path], first: int) -> Iterator[Cell]:
    """The head of a table, whose columns start at `first`. Colgroups are the innermost labels over several columns."""
    depth = max(map(len, paths))
    for span in _spans(paths, depth):
        members = paths[span.first : span.first + span.extent]
        group = span.extent > 1 and {len(path) for path in members} == {span.level + 2}
        scope: Scope = "colgroup" if group else "col"
        yield Cell(span.level, first + span.first, span.depth, span.extent, span.text, scope=scope)


def _row_labels(paths: Sequence[Path], first: int, depth: int) -> Iterator[Cell]:
    """The labels on the left, whose rows start at `first`. Rowgroups are the outermost labels over several rows."""
    for span in _spans(paths, depth):
        scope: Scope = "rowgroup" if span.extent > 1 and span.level == 0 else "row"
        yield Cell(first + span.first, span.level, span.extent, span.depth, span.text, scope=scope)


def _present(
    table: TableKey, rows: Sequence[Row], columns: Sequence[Column], keys: frozenset[str]
) -> tuple[list[Row], list[Column]]:
    """The rows and columns of which at least one cell is there."""
    found = [(row, column) for row in rows for column in columns if f"{table}.{row.key}.{column.key}" in keys]
    used = {column for _, column in found}
    return list(dict.fromkeys(row for row, _ in found)), [column for column in columns if column in used]


def _in_order(cells: Iterable[Cell]) -> tuple[Cell, ...]:
    return tuple(sorted(cells, key=lambda cell: (cell.row, cell.column)))


# --- table two ------------------------------------------------------------------------------------------------------

_CONTENT_WIDTH: Final = 48.0


def _proactive(edition: Edition, keys: frozenset[str]) -> Table | None:
    """A part for each 第二十条第（×）项; the last column of a part with few columns reaches to the edge."""
    parts: list[tuple[str, list[Row], list[Column]]] = []
    for block in edition.blocks:
        rows, columns = _present("proactive", block.rows, block.columns, keys)
        if rows:
            parts.append((block.heading, rows, columns))
    if not parts:
        return None
    width = max(len(columns) for _, _, columns in parts)
    cells: list[Cell] = []
    bodies: list[range] = []
    top = 0
    for heading, rows, columns in parts:
        reach = [1] * (len(columns) - 1) + [width - len(columns) + 1]
        cells.append(Cell(top, 0, 1, width + 1, heading, scope="rowgroup"))
        cells.append(Cell(top + 1, 0, text=CONTENT_LABEL, scope="col"))
        cells += (Cell(top + 1, 1 + at, 1, reach[at], column.label, scope="col") for at, column in enumerate(columns))
        for line, row in enumerate(rows, top + 2):
            cells.append(Cell(line, 0, text=row.label, scope="row"))
            cells += (
                Cell(line, 1 + at, 1, reach[at], key=f"proactive.{row.key}.{column.key}")
                for at, column in enumerate(columns)
            )
        bodies.append(range(top, top + 2 + len(rows)))
        top = bodies[-1].stop
    widths = (_CONTENT_WIDTH, *[(PAGE_WIDTH - _CONTENT_WIDTH) / width] * width)
    return Table("proactive", _in_order(cells), top, width + 1, 0, tuple(bodies), widths)


# --- table three ----------------------------------------------------------------------------------------------------

_RANKS: Final = 3
"""Ranks of labels on the left of table three, and of heads above it."""
_GROUP_WIDTHS: Final = (9.0, 16.4)
_APPLICANT_WIDTHS: Final = {"natural_person": 12.6, "total": 12.6}
_APPLICANT_WIDTH: Final = 10.5


def _applicant_path(column: Column) -> Path:
    if column.key in ORGANISATIONS:
        return APPLICANTS_LABEL, ORGANISATIONS_LABEL, column.label
    return APPLICANTS_LABEL, column.label


def _row_path(row: Row) -> Path:
    """A row's labels from left to right: 三、本年度办理结果, （三）不予公开, 1.属于国家秘密."""
    outer = dict.fromkeys(("results", row.group)) if row.group else ()
    return (*(GROUPS[group] for group in outer), f"{row.number}{row.label}")


def _requests(edition: Edition, keys: frozenset[str]) -> Table | None:
    rows, columns = _present("requests", edition.rows, APPLICANTS, keys)
    if not rows:
        return None
    heads = tuple(_column_labels([_applicant_path(column) for column in columns], _RANKS))
    head = max(cell.row + cell.rowspan for cell in heads)
    cells = (
        Cell(0, 0, head, _RANKS, BALANCE_NOTE),
        *heads,
        *_row_labels([_row_path(row) for row in rows], head, _RANKS),
        *(
            Cell(line, _RANKS + at, key=f"requests.{row.key}.{column.key}")
            for line, row in enumerate(rows, head)
            for at, column in enumerate(columns)
        ),
    )
    bodies = []
    for _, group in groupby(enumerate(rows, head), key=lambda row: bool(row[1].group)):
        lines = [line for line, _ in group]
        bodies.append(range(lines[0], lines[-1] + 1))
    applicants = tuple(_APPLICANT_WIDTHS.get(column.key, _APPLICANT_WIDTH) for column in columns)
    widths = (*_GROUP_WIDTHS, PAGE_WIDTH - sum(_GROUP_WIDTHS) - sum(applicants), *applicants)
    size = (head + len(rows), _RANKS + len(columns))
    return Table("requests", _in_order(cells), *size, head, tuple(bodies), widths)


# --- table four -----------------------------------------------------------------------------------------------------


def _remedies(keys: frozenset[str]) -> Table | None:
    """One row of values, under 行政复议 and under the two kinds of 行政诉讼."""
    columns = {
        f"remedies.{block.key}.{result.key}": (
            (RECONSIDERATION_LABEL, result.label)
            if block.label == RECONSIDERATION_LABEL
            else (LITIGATION_LABEL, block.label, result.label)
        )
        for block in REMEDIES
        for result in RESULTS
        if f"remedies.{block.key}.{result.key}" in keys
    }
    if not columns:
        return None
    heads = tuple(_column_labels(list(columns.values()), 0))
    head = max(cell.row + cell.rowspan for cell in heads)
    cells = (*heads, *(Cell(head, at, key=key) for at, key in enumerate(columns)))
    widths = (PAGE_WIDTH / len(columns),) * len(columns)
    return Table("remedies", _in_order(cells), head + 1, len(columns), head, (range(head, head + 1),), widths)
