"""What a page, a sheet or a document hides is not read: nobody sees it."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from gongkai.report import dumps, read
from gongkai.report.model import Report
from gongkai.report.sources.html import read_html
from gongkai.report.values import UNKNOWN
from tests.report.builders import full_report

REPORT = full_report()
PAGE = dumps(REPORT, "html").decode()
LAST = re.compile(r"(<td[^>]*>)(\d[\d.]*)(</td>)")


def texts(style: str, content: str, *, inside: str = "style") -> list[str]:
    """The paragraphs that a reader of a page with a style sheet sees."""
    page = f"<html><head><{inside}>{style}</style></head><body><p>年报</p>{content}</body></html>"
    return [row.text for row in read_html(page.encode()).rows[1:]]


def report_with(extra: str, style: str) -> Report:
    """The whole report, with `extra` behind every figure."""
    return read(LAST.sub(rf"\1\2\3{extra}", PAGE).replace("</head>", f"<style>{style}</style></head>").encode())


HIDING = {
    "by a class": (".old{display:none}", '<p class="new old">9</p>'),
    "by an id": ("#old { DISPLAY : NONE }", '<p id="old">9</p>'),
    "by a tag": ("aside{display:none}", "<aside>9</aside>"),
    "by several selectors": ("h6, .a , p.old{color:red;display:none}", '<p class="old">9</p>'),
    "by an ancestor": (".note p{display:none}", '<div class="note"><div><p>9</p></div></div>'),
    "by a parent": ("div.note>p{display:none}", '<div class="note"><p>9</p></div>'),
    "by a neighbour": ("h5 + p{display:none}", "<h5></h5><p>9</p>"),
    "by an attribute": ('[data-year="2022;"]{display:none}', '<p data-year="2022;">9</p>'),
    "by its place": ("div p:nth-child(2){display:none}", "<div><p></p><p>9</p></div>"),
    "whatever it says of itself": ("p{display:none!important}", '<p style="display:block">9</p>'),
    "against a rule that shows it": (".old{display:none}p{display:block}", '<p class="old">9</p>'),
    "after a comment": ("/* } */.old/**/{display:/* none */none}", '<p class="old">9</p>'),
    "after a string": ('p:before{content:"}{"}.old{display:none}', '<p class="old">9</p>'),
    "after rules that are none": (
        '@charset "utf-8";@font-face{font-family:a;src:url(a)}@keyframes a{from{top:0}}p::x{top:0}.old{display:none}',
        '<p class="old">9</p>',
    ),
    "on a screen": ("@media screen and (min-width:600px){.old{display:none}}", '<p class="old">9</p>'),
    "on all but printers": ("@media not print{.old{display:none}}", '<p class="old">9</p>'),
    "in a sheet that ends early": (".old{display:none", '<p class="old">9</p>'),
    "by its own style": ("", '<p style="color:red; DISPLAY:none">9</p>'),
    "by an attribute of its own": ("", "<p hidden>9</p>"),
    "by an attribute, though not all rules speak of it": (".a{display:none}.b{display:block}", "<p hidden>9</p>"),
    "invisible": (".old{visibility:hidden}", '<p class="old">9<b>8</b></p>'),
    "invisible by its own style": ("", '<p style="visibility:hidden">9</p>'),
    "collapsed": (".old{visibility:collapse}", '<table><tr class="old"><td>9</td><td>8</td></tr></table>'),
}
SHOWING = {
    "to printers": ("@media print{.old{display:none}}", '<p class="old">9</p>'),
    "to narrow screens": ("@media (max-width: 48em){.old{display:none}}", '<p class="old">9</p>'),
    "while pointed at": ("p:hover{display:none}", "<p>9</p>"),
    "its pseudo-element": ("p::before{display:none}", "<p>9</p>"),
    "others": (".old{display:none}", '<p class="older">9</p>'),
    "by a later rule": (".old{display:none}.old{display:block}", '<p class="old">9</p>'),
    "by a more specific rule": ("p.old{display:block}.old{display:none}", '<p class="old">9</p>'),
    "by an important rule": (".old{display:block !important}#a{display:none}", '<p class="old" id="a">9</p>'),
    "by its own style": (".old{display:none}", '<p class="old" style="display:block">9</p>'),
    "by a rule against an attribute": (".a{display:none}.b{display:block}", '<p class="b" hidden>9</p>'),
    "visible inside the invisible": (".old{visibility:hidden}b{visibility:visible}", '<p class="old">8<b>9</b></p>'),
    "by a selector that nobody knows": ("p:made-up(1){display:none}", "<p>9</p>"),
    "by a value that nobody knows": ("p{display:none\\9}", "<p>9</p>"),
    "a page that a script shows": ("body{display:none}", "<p>9</p>"),
}


@pytest.mark.parametrize("style, content", HIDING.values(), ids=HIDING)  # noqa: PT006
def test_what_is_hidden(style: str, content: str):
    assert [text for text in texts(style, content) if text.strip()] == []


@pytest.mark.parametrize("style, content", SHOWING.values(), ids=SHOWING)  # noqa: PT006
def test_what_is_not_hidden(style: str, content: str):
    assert texts(style, content) == ["9"]


def test_style_sheets_for_printers_and_for_browsers_without_scripts_hide_nothing():
    assert texts("p{display:none}", "<p>9</p>", inside='style media="print"') == ["9"]
    assert texts("p{display:none}</style></noscript><style>", "<p>9</p>", inside="noscript><style") == ["9"]


def test_hidden_cells_among_the_figures():
    assert report_with('<td class="ly">7</td>', ".form td.ly, td.ly{display:none}").cells == REPORT.cells


def test_a_hidden_table_is_told_of():
    old = '<div id="old"><table><tr><td>一、本年新收政府信息公开申请数量</td><td>7</td></tr></table></div>'
    page = PAGE.replace("<table", old + "<table", 1).replace("</head>", "<style>#old{display:none}</style></head>")
    report = read(page.encode())
    assert report.cells == REPORT.cells
    assert report.notes == ["页面的样式表隐藏了1张表格，未读"]


def test_figures_without_a_heading_make_their_row_unknown():
    report = report_with("<td>7</td>", "")
    given = {key: value for key, value in report.cells.items() if value is not UNKNOWN}
    assert given.items() <= REPORT.cells.items()
    assert any("一行应有7个数值，读到14个" in note for note in report.notes)


def test_a_page_full_of_rules_takes_no_longer_than_its_turn():
    style = "".join(f"div div p.a{at % 7} b, #b{at}{{display:none}}" for at in range(20_000))
    content = '<p class="a1"><b id="b1">8</b>9</p>' * 500
    document = read_html(f"<style>{style}</style><body>{content}</body>".encode())
    assert document.notes == ["页面的样式规则过多，没有全部用来判断哪些内容隐藏"]


def book_with(change: Callable[[Worksheet], None]) -> Report:
    """The report's workbook after a change to its first sheet."""
    book = load_workbook(BytesIO(dumps(REPORT, "xlsx")))
    change(book.worksheets[0])
    stream = BytesIO()
    book.save(stream)
    return read(stream.getvalue(), name="年报.xlsx")


def test_hidden_columns_and_rows_of_a_sheet():
    def change(sheet: Worksheet) -> None:
        right, below = sheet.max_column + 1, sheet.max_row + 1
        for row in range(1, below):
            sheet.cell(row, right, 7)
        sheet.column_dimensions[get_column_letter(right)].hidden = True
        sheet.append([7, 8, 9])
        sheet.row_dimensions[below].hidden = True

    report = book_with(change)
    assert report.cells == REPORT.cells
    (note,) = report.notes
    assert re.fullmatch("隐藏的内容未读：工作表“.+”中隐藏的[0-9]+格", note)


def test_a_hidden_sheet():
    report = book_with(lambda sheet: sheet.parent.create_sheet("上年", 0).__setattr__("sheet_state", "veryHidden"))
    assert report.cells == REPORT.cells
    assert report.notes == ["隐藏的内容未读：工作表“上年”"]
