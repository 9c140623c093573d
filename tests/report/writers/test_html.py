import re

import pytest
from hypothesis import given
from lxml import html

from gongkai.report.form import EDITIONS
from gongkai.report.model import Report
from gongkai.report.writers import dumps
from tests.report.strategies import PATIENT, reports
from tests.report.writers.examples import example, grids, paragraphs, printed, value

BOTH = pytest.mark.parametrize("edition", EDITIONS)


def page(report: Report) -> html.HtmlElement:
    return html.document_fromstring(dumps(report, "html").decode())


def slots(table: html.HtmlElement) -> list[list[str]]:
    """The grid that a browser makes of a table (HTML Living Standard, 4.9.12)."""
    filled: dict[tuple[int, int], str] = {}
    for row, tr in enumerate(table.iter("tr")):
        column = 0
        for cell in tr:
            while (row, column) in filled:
                column += 1
            for line in range(int(cell.get("rowspan", 1))):
                for place in range(int(cell.get("colspan", 1))):
                    filled[row + line, column + place] = cell.text_content()
    rows, columns = (max(place[axis] for place in filled) + 1 for axis in (0, 1))
    return [[filled[row, column] for column in range(columns)] for row in range(rows)]


def lines(root: html.HtmlElement) -> list[str]:
    return [element.text_content() for element in root.iter("h1", "h2", "p")]


@BOTH
def test_every_paragraph_is_there_and_in_order(edition):
    assert lines(page(example(edition))) == paragraphs(example(edition))


@BOTH
def test_tables_have_the_cells_and_spans_of_the_form(edition):
    assert [slots(table) for table in page(example(edition)).iter("table")] == grids(example(edition))


@PATIENT
@given(reports(incomplete=True))
def test_any_report_can_be_read_back(report):
    root = page(report)
    assert lines(root) == paragraphs(report)
    assert [slots(table) for table in root.iter("table")] == grids(report)


def test_the_page_has_a_language_a_title_and_one_main_heading():
    root = page(example())
    assert root.get("lang") == "zh-CN"
    assert root.findtext(".//title") == example().title
    assert [heading.text_content() for heading in root.iter("h1")] == [example().title]
    assert len(list(root.iter("h2"))) == 6
    assert len(list(root.iter("main"))) == 1
    assert page(Report()).findtext(".//title")


def test_tables_have_captions_and_heads():
    for table in page(example()).iter("table"):
        assert table.findtext("caption")
        region = table.getparent()
        assert (region.get("role"), region.get("tabindex")) == ("region", "0")
        assert region.get("aria-labelledby") == table.find("caption").get("id")
        assert {cell.get("scope") for cell in table.iter("th")} <= {"row", "col", "rowgroup", "colgroup"}


@BOTH
def test_every_value_names_the_heads_it_stands_under_and_the_cell_it_prints(edition):
    report = example(edition)
    root = page(report)
    names = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(names) == len(set(names))
    values = root.xpath("//td[@data-cell]")
    assert [cell.get("data-cell") for cell in values] == list(report.cells)
    for cell in values:
        assert cell.text_content() == value(report, cell.get("data-cell"))
    labels = {element.get("id"): element.text_content() for element in root.iter("th")}
    (cell,) = root.xpath("//td[@data-cell='requests.refused.state_secret.research']")
    assert [labels[name] for name in cell.get("headers").split()] == [
        "申请人情况",
        "法人或其他组织",
        "科研机构",
        "三、本年度办理结果",
        "（三）不予公开",
        "1.属于国家秘密",
    ]
    assert all(name in labels for cell in values for name in cell.get("headers").split())


@BOTH
def test_a_head_of_a_part_fills_its_part_and_a_head_of_columns_their_group(edition):
    for table, form in zip(page(example(edition)).iter("table"), printed(example(edition)), strict=True):
        assert sum(len(group) for group in table.findall("colgroup")) == form.columns
        for body in table.findall("tbody"):
            for cell in body.iter("th"):
                if cell.get("scope") == "rowgroup" and cell.get("rowspan"):
                    assert int(cell.get("rowspan")) == len(body)
        groups = [len(group) for group in table.findall("colgroup") if len(group) > 1]
        heads = [int(cell.get("colspan")) for cell in table.iter("th") if cell.get("scope") == "colgroup"]
        assert groups == heads


def test_it_needs_nothing_from_elsewhere():
    text = dumps(example(preamble="", sections=()), "html").decode()
    assert not re.search(r"https?:|//|\bsrc=|\bhref=|@import|url\(", text)
    assert "<script" not in text


def test_markup_in_a_report_is_only_text():
    hostile = '</title><script>alert(1)</script><img src=x onerror="a()">&lt;'
    root = page(example(title=hostile, body=hostile, preamble=hostile, signed_by=hostile))
    assert not list(root.iter("script", "img"))
    assert root.findtext(".//title") == hostile
    assert root.xpath("//meta[@name='author']/@content") == [hostile]
    assert lines(root).count(hostile) == 3
