"""Spreadsheets (XLSX, and XLS, XLSB, ODS as the library reads them): the form as a sheet."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any, Final

from gongkai.report.errors import NotReadable
from gongkai.report.sources.document import Document, Row, Slot

MOST_ROWS: Final = 20_000
MOST_SHEETS: Final = 40


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
    names = workbook.sheet_names[:MOST_SHEETS]
    for number, name in enumerate(names, 1):
        try:
            sheet = workbook.get_sheet_by_name(name)
            values = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)
        except (CalamineError, ValueError) as error:
            raise NotReadable(f"工作表“{name}”已损坏，读不出") from error
        rows.extend(_rows(values, sheet.merged_cell_ranges or [], number, name if len(names) > 1 else ""))
    return Document(kind, rows, exact=True)


def _rows(values: list[list[Any]], merged: list[Any], table: int, sheet: str) -> list[Row]:
    width = max((len(row) for row in values), default=0)
    spans: dict[tuple[int, int], int] = {}
    covered: dict[int, set[int]] = {}
    for (top, left), (bottom, right) in merged:
        spans[top, left] = right - left + 1
        for at in range(top, min(bottom, len(values)) + 1):
            covered.setdefault(at, set()).update(range(left if at > top else left + 1, right + 1))
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
        return value.strftime("%Y年%-m月%-d日")
    return str(value)
