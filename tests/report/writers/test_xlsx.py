import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from lxml import etree
from python_calamine import CalamineWorkbook

from gongkai.report.errors import NotWritable
from gongkai.report.form import EDITIONS
from gongkai.report.model import Report
from gongkai.report.values import Text, Value
from gongkai.report.writers import dumps
from tests.report.strategies import PATIENT, reports
from tests.report.writers.examples import example, paragraphs, printed, value

BOTH = pytest.mark.parametrize("edition", EDITIONS)
Spans = dict[tuple[int, int], tuple[int, int]]


def sheet(report: Report) -> tuple[list[list[object]], Spans]:
    """The values of the sheet, and how far each merged cell reaches, as an independent reader finds them."""
    found = CalamineWorkbook.from_filelike(io.BytesIO(dumps(report, "xlsx"))).get_sheet_by_name("年度报告")
    merged = dict(found.merged_cell_ranges or ())
    return found.to_python(skip_empty_area=False), merged


def texts(report: Report) -> list[list[str]]:
    """The cells of every row that is not empty, from left to right, a merged one once, where it starts."""
    values, merged = sheet(report)
    inner = {
        (row, column)
        for (top, left), (bottom, right) in merged.items()
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    }
    rows = [
        [_text(cell) for column, cell in enumerate(cells) if (row, column) not in inner]
        for row, cells in enumerate(values)
    ]
    return [row for row in rows if any(row)]


def _text(cell: object) -> str:
    return f"{Decimal(repr(cell)).normalize():f}" if isinstance(cell, float) else str(cell)


def expected(report: Report) -> list[list[str]]:
    """Paragraphs and rows of tables in printed order."""
    rows: list[list[str]] = [[line] for line in paragraphs(report)]
    tables = {
        table.key: [
            [cell.text or _normal(value(report, cell.key)) for cell in cells]
            for cells in table.starts(range(table.rows))
        ]
        for table in printed(report)
    }
    for section in reversed(report.sections):
        if section.key in tables:
            lines = [[section.number + section.title], *([line] for line in section.text.split("\n") if line)]
            at = next(at for at in range(len(rows)) if rows[at : at + len(lines)] == lines) + len(lines)
            rows[at:at] = tables[section.key]
    return rows


def _normal(text: str) -> str:
    """A number without the zeros that say nothing: a sheet keeps them in its format."""
    try:
        return f"{Decimal(text).normalize():f}"
    except ArithmeticError:
        return text


@BOTH
def test_paragraphs_and_tables_are_there_and_in_order(edition):
    assert texts(example(edition)) == expected(example(edition))


@PATIENT
@given(reports(incomplete=True))
def test_any_report_can_be_read_back(report):
    assert texts(report) == expected(report)


@BOTH
def test_labels_are_merged_over_as_many_rows_as_in_the_form(edition):
    values, merged = sheet(example(edition))
    reaches = {(values[top][left], bottom - top + 1) for (top, left), (bottom, _) in merged.items()}
    spanning = {
        (cell.text, cell.rowspan) for table in printed(example(edition)) for cell in table.cells if cell.rowspan > 1
    }
    assert spanning <= reaches


def cell(report: Report, text: object) -> openpyxl.cell.Cell:
    book = openpyxl.load_workbook(io.BytesIO(dumps(report, "xlsx")))
    return next(cell for row in book["年度报告"].iter_rows() for cell in row if cell.value == text)


def test_numbers_are_numbers_and_money_shows_all_its_decimals():
    assert cell(example(), 12345).data_type == "n"
    money = cell(example(), 43.788)
    assert (money.data_type, money.number_format) == ("n", "0.000000")


@pytest.mark.parametrize("text", ["/", "251000元", "（未读出）"])
def test_what_is_no_plain_number_is_text(text):
    assert cell(example(), text).data_type == "s"


def test_a_number_with_more_digits_than_excel_keeps_is_text():
    report = example(cells={"proactive.fees.amount": Value(Decimal("12345678901.123456"))})
    assert cell(report, "12345678901.123456").data_type == "s"


@pytest.mark.parametrize("text", ["=1+1", "=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", "#N/A"])
def test_text_is_never_a_formula(text):
    found = cell(example(preamble=text), text)
    assert found.data_type == "s"
    assert found.quotePrefix == text.startswith(("=", "+", "-", "@"))


def test_a_paragraph_that_excel_would_cut_is_refused_in_chinese():
    sections = (Text("overview", "一、", "总体情况", "长" * 32768),)
    with pytest.raises(NotWritable, match="请改用 docx"):
        dumps(example(sections=sections), "xlsx")


def test_it_prints_on_a4_as_wide_as_the_page_with_page_numbers():
    found = openpyxl.load_workbook(io.BytesIO(dumps(example(), "xlsx")))["年度报告"]
    assert found.page_setup.paperSize == 9  # A4
    assert found.sheet_properties.pageSetUpPr.fitToPage
    assert (found.page_setup.fitToWidth, found.page_setup.fitToHeight) == (None, 0)
    assert found.oddFooter.center.text == "— &P —"


def test_properties_name_the_report_and_the_body_and_not_the_time_of_writing():
    with zipfile.ZipFile(io.BytesIO(dumps(example(), "xlsx"))) as package:
        properties = etree.fromstring(package.read("docProps/core.xml"))
    found = {etree.QName(member).localname: member.text for member in properties}
    assert found == {"title": example().title, "creator": "云溪市数据局", "language": "zh-CN"}


def test_rows_are_high_enough_for_their_text_and_no_higher_than_excel_allows():
    sections = (Text("overview", "一、", "总体情况", "短。\n" + "长" * 200 + "。\n" + "长" * 5000 + "。"),)
    found = openpyxl.load_workbook(io.BytesIO(dumps(example(sections=sections, preamble="", cells={}), "xlsx")))[
        "年度报告"
    ]
    heights = [found.row_dimensions[row].height for row in (3, 4, 5)]
    assert heights[0] < 30 < heights[1] < 150 < heights[2] == 409
