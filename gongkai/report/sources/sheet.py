"""Spreadsheets (XLSX, and XLS, XLSB, ODS as the library reads them): the form as a sheet."""

from __future__ import annotations

import io
import re
from datetime import date, datetime
from typing import Any, Final
from zipfile import ZipFile

from gongkai.report.document import Document, Row, Slot
from gongkai.report.errors import NotReadable
from gongkai.report.sources.archive import read_part

MOST_ROWS: Final = 20_000
MOST_SHEETS: Final = 40
MOST_CELLS: Final = 4_000_000


_UNUSUAL: Final = re.compile(rb' r="(?![A-Z]{1,2}[0-9]{1,3}"|[0-9]{1,7}")')
"""Something that is not the number of a row, nor a place within 702 columns and 999 rows."""
_DECLARATION: Final = 100
_SELDOM: Final = (b"\n", b"\t", b"'", b" =")
"""After the declaration, programs write a sheet on one line and in double quotes."""
_PLACE: Final = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]{1,3}(?=[0-9]))?([0-9]{1,7}(?=["']))?""")
"""Column and row of a cell of a sheet; one of them is missing where the place is not one."""


def check_extent(archive: ZipFile) -> None:
    """Refuse a workbook whose cells lie so far apart that the library would fill gigabytes with what lies between.

    Raises NotReadable.
    """
    for name in archive.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        content = read_part(archive, name)
        if _UNUSUAL.search(content) is None and all(content.find(mark, _DECLARATION) < 0 for mark in _SELDOM):
            continue  # nothing is far away or misplaced; looking at each cell takes longer
        places = _PLACE.findall(content)
        letters = {column for column, _ in places}
        numbers = {row for _, row in places}
        if b"" in letters or b"" in numbers:
            raise NotReadable("工作表已损坏（单元格的位置无效），请重新下载或另存后再试")
        rows = max(map(int, numbers), default=0)
        columns = max(map(_column, letters), default=0)
        if rows * columns > MOST_CELLS:
            raise NotReadable(f"工作表过大（{rows}行、{columns}列），不像年度报告")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def read_sheet(data: bytes, kind: str = "xlsx") -> Document:
    """Every sheet's rows; a paragraph is a row with one cell filled.

    Raises NotReadable for a damaged or encrypted workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise NotReadable("工作簿已加密，请先解除密码") from error
        raise NotReadable("工作簿不完整或已损坏，请重新下载或另存后再试") from error
    rows: list[Row] = []
    notes: list[str] = []
    names = workbook.sheet_names[:MOST_SHEETS]
    if len(workbook.sheet_names) > MOST_SHEETS:
        notes.append(f"工作簿共{len(workbook.sheet_names)}张工作表，只读了前{MOST_SHEETS}张")
    for number, name in enumerate(names, 1):
        try:
            sheet = workbook.get_sheet_by_name(name)
            values = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)
        except (CalamineError, ValueError) as error:
            raise NotReadable(f"工作表“{name}”已损坏，读不出") from error
        if sheet.total_height > MOST_ROWS:
            notes.append(f"工作表“{name}”共{sheet.total_height}行，只读了前{MOST_ROWS}行")
        rows.extend(_rows(values, sheet.merged_cell_ranges or [], number, name if len(names) > 1 else ""))
    return Document(kind, rows, exact=True, notes=notes)


def _rows(values: list[list[Any]], merged: list[Any], table: int, sheet: str) -> list[Row]:
    width = max((len(row) for row in values), default=0)
    spans: dict[tuple[int, int], int] = {}
    covered: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in merged:
        spans[top, left] = right - left + 1
        for at in range(top, min(bottom + 1, len(values))):
            covered.setdefault(at, set()).update(range(left if at > top else left + 1, min(right + 1, width)))
    rows: list[Row] = []
    before = 0
    for at, row in enumerate(values):
        filled = width - row.count("")
        if not filled and before < 5:
            continue
        before = filled  # an empty row under a full one may be a row of blank cells
        hidden = covered.get(at, ())
        slots = [
            Slot(value if isinstance(value, str) else _cell(value), column, spans.get((at, column), 1))
            for column, value in enumerate(row)
            if column not in hidden
        ]
        rows.append(Row(slots, width=width, table=table, number=at + 1, sheet=sheet))
    return rows


def _cell(value: Any) -> str:
    """How a value that is no text is printed."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, (datetime, date)):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)
