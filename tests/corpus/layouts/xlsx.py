"""Workbooks: the form as a sheet, as offices send it to the department that collects them."""

from __future__ import annotations

from decimal import Decimal
from io import BytesIO
from random import Random

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from tests.corpus.document import Document, Para
from tests.corpus.layouts.base import FULL, add, layout
from tests.corpus.layouts.docx_word import repacked
from tests.corpus.layouts.text_labels import merge_zeros
from tests.corpus.model import Case
from tests.corpus.tables import Table, expand

WIDTH = 15
NAMES = {"proactive": "主动公开", "requests": "依申请公开", "remedies": "复议诉讼"}


class Sheet:
    """Writes blocks one below the other, from a corner of its own."""

    def __init__(
        self, sheet: Worksheet, case: Case, *, down: int = 1, right: int = 1, texts: bool = False, floats: bool = False
    ):
        self.sheet, self.case, self.row, self.left = sheet, case, down, right
        self.texts, self.floats = texts, floats

    def paragraph(self, text: str, merged: bool = True) -> None:
        self.sheet.cell(self.row, self.left, text).alignment = Alignment(wrap_text=True)
        if merged:
            self.sheet.merge_cells(
                start_row=self.row, end_row=self.row, start_column=self.left, end_column=self.left + WIDTH - 1
            )
        self.row += 1

    def value(self, key: str, text: str) -> object:
        cell = self.case.cells.get(key)
        if cell is None or cell.number is None or self.texts or cell.unit:
            return text or None
        if self.floats or isinstance(cell.number, Decimal):
            return float(cell.number)
        return cell.number

    def table(self, table: Table) -> None:
        for index, line in enumerate(expand(table)):
            for column, slot in enumerate(line):
                if slot.via:
                    continue
                cell = slot.cell
                at = (self.row + index, self.left + column)
                self.sheet.cell(*at, self.value(cell.key, cell.text) if cell.kind == "value" else cell.text)
                if cell.down > 1 or cell.across > 1:
                    self.sheet.merge_cells(
                        start_row=at[0],
                        start_column=at[1],
                        end_row=at[0] + cell.down - 1,
                        end_column=at[1] + cell.across - 1,
                    )
        self.row += len(table.rows)


def saved(book: Workbook) -> bytes:
    stream = BytesIO()
    book.save(stream)
    return repacked(stream.getvalue())


def first(book: Workbook, title: str) -> Worksheet:
    sheet = book.active
    assert isinstance(sheet, Worksheet)
    sheet.title = title
    return sheet


def one_sheet(document: Document, rng: Random, **how: bool | int) -> bytes:
    book = Workbook()
    sheet = Sheet(first(book, "年报"), document.case, **how)  # type: ignore[arg-type]
    for block in document.blocks:
        if isinstance(block, Table):
            sheet.table(block)
        elif isinstance(block, Para):
            sheet.paragraph(block.text)
    return saved(book)


add("xlsx_one_sheet", "xlsx", lambda document, rng: one_sheet(document, rng))
add("xlsx_texts", "xlsx", lambda document, rng: one_sheet(document, rng, texts=True))
add("xlsx_floats", "xlsx", lambda document, rng: one_sheet(document, rng, floats=True))
add(
    "xlsx_offset",
    "xlsx",
    lambda document, rng: one_sheet(document, rng, down=rng.randint(3, 9), right=rng.randint(2, 5)),
)
add(
    "xlsx_merged_zero",
    "xlsx",
    lambda document, rng: one_sheet(document, rng),
    prepare=merge_zeros,
    styles=FULL,
    sound=False,
)


@layout("xlsx_sheets", "xlsx")
def sheets(document: Document, rng: Random) -> bytes:
    """The text on the first sheet, each table on its own, an empty sheet and a sheet of notes after them."""
    book = Workbook()
    text = Sheet(first(book, "正文"), document.case)
    for block in document.blocks:
        if isinstance(block, Table):
            sheet = Sheet(book.create_sheet(NAMES[block.name]), document.case)
            sheet.paragraph(NAMES[block.name] + "情况表", merged=False)
            sheet.table(block)
        elif isinstance(block, Para):
            text.paragraph(block.text, merged=False)
    book.create_sheet("Sheet5")
    notes = book.create_sheet("填表说明")
    notes["A1"] = "红色单元格由系统自动汇总，请勿修改。"
    return saved(book)


@layout("xlsx_named_sheets", "xlsx")
def named_sheets(document: Document, rng: Random) -> bytes:
    """A sheet for each section; of the tables only the sheets' names tell the section."""
    book = Workbook()
    sheet = Sheet(first(book, "总体情况"), document.case)
    headings = {document.case.narrative.headings.get(name): NAMES[name] for name in NAMES}
    for block in document.blocks:
        if isinstance(block, Table):
            sheet.table(block)
        elif isinstance(block, Para):
            named = next(
                (name for heading, name in headings.items() if heading and block.text == "".join(heading)), None
            )
            if named:
                sheet = Sheet(book.create_sheet(named), document.case)
            elif block.kind == "heading" and block.text.startswith("五"):
                sheet = Sheet(book.create_sheet("其他"), document.case)
            if not named:
                sheet.paragraph(block.text, merged=False)
    return saved(book)


@layout("xlsx_hidden", "xlsx")
def hidden(document: Document, rng: Random) -> bytes:
    """Figures in hidden columns before and behind the form, in hidden rows of it, and on a hidden sheet."""
    book = Workbook()
    made = first(book, "年报")
    sheet = Sheet(made, document.case, right=3)
    for block in document.blocks:
        if isinstance(block, Table):
            sheet.table(block)
        elif isinstance(block, Para):
            sheet.paragraph(block.text)
        if rng.random() < 0.3:
            made.append([None, None, *(rng.randint(1, 60) for _ in range(10))])
            made.row_dimensions[sheet.row].hidden = True
            sheet.row += 1
    for column in (1, 2, 3 + WIDTH):
        for row in range(5, sheet.row):
            made.cell(row, column, rng.randint(1, 60))
        made.column_dimensions[get_column_letter(column)].hidden = True
    old = Sheet(book.create_sheet("上年", 0), document.case)
    for table in document.tables:
        old.table(table)
    for row in old.sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, int):
                cell.value += 1
    old.sheet.sheet_state = "hidden"
    book.active = 1
    return saved(book)


@layout("xlsx_unmerged", "xlsx")
def unmerged(document: Document, rng: Random) -> bytes:
    """No merged cells: what a span covers is an empty cell; empty rows between the tables; an empty column inside."""
    book = Workbook()
    sheet = first(book, "Sheet1")
    row = 2
    for block in document.blocks:
        if isinstance(block, Table):
            for line in expand(block):
                writer = Sheet(sheet, document.case)
                for column, slot in enumerate(line, 1):
                    if not slot.via:
                        text = slot.cell.text
                        sheet.cell(
                            row, column, writer.value(slot.cell.key, text) if slot.cell.kind == "value" else text
                        )
                row += 1
            row += 2
        elif isinstance(block, Para):
            sheet.cell(row, 1, block.text)
            row += 1
    return saved(book)


@layout("xlsx_tables_only", "xlsx", tolerated=("*",), sound=False)
def tables_only(document: Document, rng: Random) -> bytes:
    """A filled-in form without any text but its title."""
    book = Workbook()
    sheet = Sheet(first(book, "Sheet1"), document.case)
    for block in document.blocks:
        if isinstance(block, Para) and block.kind in ("title", "heading"):
            sheet.paragraph(block.text)
        elif isinstance(block, Table):
            sheet.table(block)
    return saved(book)
