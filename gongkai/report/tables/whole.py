"""Table three as most offices publish it: a real table, every row and column there, one figure in each cell.

Nothing here decides anything that `requests` would decide otherwise; it only gets there sooner. What is not exactly so
goes the long way.
"""

from __future__ import annotations

from typing import Final

from gongkai.report.document import Row, Slot
from gongkai.report.form import APPLICANTS, EDITIONS
from gongkai.report.labels import APPLICANT_COLUMNS, REQUEST_ROWS
from gongkai.report.numerals import cell_value
from gongkai.report.tables.figures import Figures
from gongkai.report.values import Value

_COLUMNS: Final = tuple(column.key for column in APPLICANTS)
_ROWS: Final = {tuple(row.key for row in edition.rows): edition.name for edition in EDITIONS.values()}
_NONE: Final = ("", 0)
_NAMES: Final = {
    (row.key, column): f"requests.{row.key}.{column}"
    for edition in EDITIONS.values()
    for row in edition.rows
    for column in _COLUMNS
}


def read_whole(rows: list[Row], figures: Figures) -> str:
    """Enter the table's cells and return its edition; "" without entering anything when the table is not whole."""
    start, columns = _head(rows)
    if not columns:
        return ""
    first = min(columns)
    found: list[tuple[str, Value, Row, Slot]] = []
    keys: list[str] = []
    end = len(rows)
    while end > start and not any(slot.text for slot in rows[end - 1].slots):
        end -= 1
    for row in rows[start:end]:
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
    cells, places, printed = figures.cells, figures.places, figures.printed
    for name, value, row, slot in found:
        cells[name] = value
        places[name] = (row, slot)
        if value.number is None or value.unit or not slot.text.isdigit():
            printed[name] = slot.text
    return edition


def _head(rows: list[Row]) -> tuple[int, dict[int, tuple[str, int]]]:
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
