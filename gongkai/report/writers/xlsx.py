"""The report as one sheet of an Excel workbook: paragraphs as merged rows, the tables merged as the form is.

The sheet has fifteen equal columns, as many as table four; the columns of the other tables reach over several of them.
"""

from __future__ import annotations

import io
import re
from decimal import Decimal
from itertools import accumulate
from math import ceil
from typing import Any, Final

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as ExcelCell
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.cell_range import CellRange
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.report.errors import NotWritable
from gongkai.report.layout import Cell, Table
from gongkai.report.model import Report
from gongkai.report.numerals import spell
from gongkai.report.text import half_widths
from gongkai.report.values import Number
from gongkai.report.writers.flow import Line, content, document_title, flow, plain
from gongkai.report.writers.package import pack, unpack

SHEET: Final = "年度报告"
_COLUMNS: Final = 15
_COLUMN_WIDTH: Final = 7.0
_LABEL_REACH: Final[dict[str, tuple[int, ...]]] = {"proactive": (6,), "requests": (2, 2, 4), "remedies": ()}

_ROW_LIMIT: Final = 409.0  # points: Excel has no higher rows
_TEXT_LIMIT: Final = 32767  # characters that Excel keeps in a cell
_DIGIT_LIMIT: Final = 15  # digits that Excel keeps of a number

_LINE: Final = Side(style="thin")
_BOX: Final = Border(_LINE, _LINE, _LINE, _LINE)
_CENTRE: Final = Alignment("center", "center", wrap_text=True)
_LEFT: Final = Alignment("left", "center", wrap_text=True)
_RIGHT: Final = Alignment("right", "center", wrap_text=True)
_FITTED: Final = Alignment("center", "center", shrink_to_fit=True)
_GREY: Final = PatternFill("solid", "F4F4F2")
_LOOKS: Final[dict[str, dict[str, Any]]] = {
    "title": {"font": Font("宋体", 18, bold=True), "alignment": _CENTRE},
    "heading": {"font": Font("黑体", 13), "alignment": _LEFT},
    "paragraph": {"font": Font("仿宋", 12), "alignment": _LEFT},
    "signature": {"font": Font("仿宋", 12), "alignment": _RIGHT},
    "label": {"font": Font("仿宋", 10), "alignment": _CENTRE, "border": _BOX, "fill": _GREY},
    "value": {"font": Font("仿宋", 10), "alignment": _FITTED, "border": _BOX},
}


def render(report: Report) -> bytes:
    book = Workbook()
    book.properties.title, book.properties.creator = document_title(report), plain(report.body or "")
    book.properties.language = "zh-CN"
    for name, look in _LOOKS.items():
        book.add_named_style(NamedStyle(name, **look))
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    _set_up(sheet)
    row = 1
    for item in flow(report):
        row = _line(sheet, row, item) if isinstance(item, Line) else _table(sheet, row, item, report)
    out = io.BytesIO()
    book.save(out)
    return pack(
        (name, _undated(part) if name == "docProps/core.xml" else part) for name, part in unpack(out.getvalue())
    )


def _undated(properties: bytes) -> bytes:
    """The workbook's properties without the time of this run."""
    return re.sub(rb"<dcterms:(created|modified)\b.*?</dcterms:\1>", b"", properties)


def _set_up(sheet: Worksheet) -> None:
    sheet.title = SHEET
    for column in range(1, _COLUMNS + 1):
        sheet.column_dimensions[get_column_letter(column)].width = _COLUMN_WIDTH
    sheet.sheet_view.showGridLines = False
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_options.horizontalCentered = True
    if (footer := sheet.oddFooter) is not None:
        footer.center.text = "— &P —"


def _line(sheet: Worksheet, row: int, line: Line) -> int:
    """A paragraph over the whole width; gives the next row."""
    _put(sheet, row, 1, 1, _COLUMNS, line.kind, line.text)
    size = _LOOKS[line.kind]["font"].size
    sheet.row_dimensions[row].height = min(_lines(line.text, _COLUMNS, size) * size * 1.45 + size / 2, _ROW_LIMIT)
    return row + 1


def _table(sheet: Worksheet, top: int, table: Table, report: Report) -> int:
    """A table and an empty row below it; gives the next row."""
    edges = _edges(table)
    for cell in table.cells:
        left, right = edges[cell.column], edges[cell.column + cell.colspan]
        look = "value" if cell.key else "label"
        _put(sheet, top + cell.row, left, cell.rowspan, right - left, look, _cell_content(cell, report))
    for row in range(table.rows):
        lines = (
            _lines(cell.text, edges[cell.column + cell.colspan] - edges[cell.column], 10)
            for cell in table.slots[row]
            if cell.rowspan == 1
        )
        sheet.row_dimensions[top + row].height = 14.0 * max(lines, default=1) + 5
    return top + table.rows + 1


def _edges(table: Table) -> list[int]:
    """The sheet's column at which each column of the table starts, and the one after the last."""
    reaches = list(_LABEL_REACH[table.key])
    values = table.columns - len(reaches)
    reaches += [(_COLUMNS - sum(reaches)) // values] * values
    reaches[max(len(_LABEL_REACH[table.key]) - 1, 0)] += _COLUMNS - sum(reaches)
    return list(accumulate(reaches, initial=1))


def _put(sheet: Worksheet, row: int, column: int, rows: int, columns: int, look: str, value: str | Number) -> None:
    """Fill some cells as one, all in the same look, so that its border is whole."""
    for line in range(row, row + rows):
        for place in range(column, column + columns):
            sheet.cell(line, place).style = look
    if (rows, columns) != (1, 1):
        sheet.merged_cells.add(CellRange(None, column, row, column + columns - 1, row + rows - 1))
    cell = sheet.cell(row, column)
    assert isinstance(cell, ExcelCell)
    if isinstance(value, str):
        _put_text(cell, value)
    else:
        cell.value = value
        cell.number_format = _number_format(value)


def _number_format(number: Number) -> str:
    """As many decimals as were printed: 0.000000 for 43.788000."""
    decimals = spell(number).partition(".")[2]
    return f"0.{'0' * len(decimals)}" if decimals else "0"


def _put_text(cell: ExcelCell, text: str) -> None:
    """Text stays text, whatever it looks like: =1+1 is no formula (OWASP, CSV Injection)."""
    if len(text) > _TEXT_LIMIT:
        raise NotWritable(f"有一段文字超过 {_TEXT_LIMIT} 字，Excel 的一个单元格放不下；请改用 docx、pdf 或者 html。")
    if text:
        cell.value = text
        cell.data_type = "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))


def _cell_content(cell: Cell, report: Report) -> str | Number:
    """A plain number as a number, everything else as the text that the other formats print."""
    value = report.cells.get(cell.key)
    if value is None or value.number is None or value.unit:
        return content(cell, report)
    digits = Decimal(value.number).as_tuple().digits
    return value.number if len(digits) <= _DIGIT_LIMIT else content(cell, report)


def _lines(text: str, columns: int, size: float) -> int:
    """How many lines text takes in some of the sheet's columns, whose width is told in digits of 11 points."""
    return max(1, ceil(half_widths(text) * size / 11 / (columns * _COLUMN_WIDTH - 1)))
