"""The tables as most offices publish them: real tables, every row and column there, one figure in each cell.

Nothing here decides anything that `proactive`, `requests` and `remedies` would decide otherwise; it only gets there
sooner. What is not exactly so goes the long way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final, NamedTuple

from gongkai.report import layout
from gongkai.report.document import Row, Slot
from gongkai.report.form import APPLICANTS, EDITIONS
from gongkai.report.labels import APPLICANT_COLUMNS, REQUEST_ROWS
from gongkai.report.numerals import cell_value
from gongkai.report.tables.figures import Figures
from gongkai.report.text import fold
from gongkai.report.values import UNKNOWN, Value

_COLUMNS: Final = tuple(column.key for column in APPLICANTS)
_ROWS: Final = {tuple(row.key for row in edition.rows): edition.name for edition in EDITIONS.values()}
_NONE: Final = ("", 0)
_NAMES: Final = {
    (row.key, column): f"requests.{row.key}.{column}"
    for edition in EDITIONS.values()
    for row in edition.rows
    for column in _COLUMNS
}
_Found = tuple[str, Value, Row, Slot]
"""A cell by its key."""


class _Printed(NamedTuple):
    """A cell of the form: the folded label that it prints or the `key` of its figure, and the grid lines beside it."""

    label: str
    key: str
    left: int
    right: int


def _rows_of(table: layout.Table) -> tuple[tuple[_Printed, ...], ...]:
    return tuple(
        tuple(_Printed(fold(cell.text), cell.key, cell.column, cell.column + cell.colspan) for cell in row)
        for row in table.starts(range(table.rows))
    )


_FORMS: Final = {
    table: {
        _rows_of(each): name
        for name, edition in reversed(EDITIONS.items())
        for each in layout.tables(edition)
        if each.key == table
    }
    for table in ("proactive", "remedies")
}
"""Tables two and four as the form prints them, with the edition that prints them so."""


def read_as_printed(table: str, rows: Sequence[Row], figures: Figures) -> str:
    """Enter the cells of table two or four and return its edition (of table four any); "" without entering anything
    when labels and spans are not the form's own or a figure cannot be read.
    """
    rows = _filled(rows)
    for form, edition in _FORMS[table].items():
        if (found := _cells(rows, form)) is not None:
            _enter(found, figures)
            return edition
    return ""


def _cells(rows: Sequence[Row], form: Sequence[Sequence[_Printed]]) -> list[_Found] | None:
    if len(rows) != len(form):
        return None
    found: list[_Found] = []
    lines: dict[int, int] = {}  # which of the source's grid lines is which of the form's
    for row, cells in zip(rows, form, strict=True):
        if len(row.slots) != len(cells) or not row.width:
            return None
        for slot, (label, key, left, right) in zip(row.slots, cells, strict=True):
            text, column, width, _, _ = slot
            if lines.setdefault(left, column) != column or lines.setdefault(right, column + width) != column + width:
                return None
            if label:
                if fold(text) != label:
                    return None
                continue
            value = cell_value(text)
            if value is None or value is UNKNOWN:
                return None
            found.append((key, value, row, slot))
    return found


def _filled(rows: Sequence[Row]) -> Sequence[Row]:
    """The rows without those at the end that print nothing."""
    end = len(rows)
    while end and not any(slot.text for slot in rows[end - 1].slots):
        end -= 1
    return rows[:end]


def _enter(found: Iterable[_Found], figures: Figures) -> None:
    cells, places, printed = figures.cells, figures.places, figures.printed
    for name, value, row, slot in found:
        cells[name] = value
        places[name] = (row, slot)
        if value.number is None or value.unit or not slot.text.isdigit():
            printed[name] = slot.text


def read_whole(rows: Sequence[Row], figures: Figures) -> str:
    """Enter the cells of table three and return its edition; "" without entering anything when it is not whole."""
    start, columns = _head(rows)
    if not columns:
        return ""
    first = min(columns)
    found: list[_Found] = []
    keys: list[str] = []
    for row in _filled(rows[start:]):
        label = ""
        count = 0
        key = ""
        for slot in row.slots:
            column = slot.column
            if column < first:
                label = slot.text or label
                continue
            if not count:
                if (known := REQUEST_ROWS.exact(label)) is None:
                    return ""
                key = known
            value = cell_value(slot.text)
            who, width = columns.get(column, _NONE)
            if value is None or not who or slot.width != width:
                return ""
            found.append((_NAMES[key, who], value, row, slot))
            count += 1
        if count != len(_COLUMNS) or (not slot.text and found[-2][1].number):  # 总计 empty behind a figure
            return ""
        keys.append(key)
    edition = _ROWS.get(tuple(keys))
    if edition is None:
        return ""
    _enter(found, figures)
    return edition


def _head(rows: Sequence[Row]) -> tuple[int, dict[int, tuple[str, int]]]:
    """The index of the first row of figures; the columns by where they stand, with their widths, unless one is
    missing.
    """
    columns: dict[int, tuple[str, int]] = {}
    for index, row in enumerate(rows[:6]):
        for slot in row.slots:
            key = APPLICANT_COLUMNS.exact(slot.text)
            if key is not None:
                columns.setdefault(slot.column, (key, slot.width))
        if len(columns) >= len(_COLUMNS):
            whole = tuple(columns[at][0] for at in sorted(columns)) == _COLUMNS
            return index + 1, columns if whole else {}
        if not row.width:
            break
    return 0, {}
