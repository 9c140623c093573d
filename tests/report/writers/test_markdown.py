import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html
from markdown_it import MarkdownIt

from gongkai.report.form import EDITIONS
from gongkai.report.model import Report
from gongkai.report.writers import dumps
from gongkai.report.writers.flow import plain
from gongkai.report.writers.markdown import escape
from tests.report.strategies import PATIENT, reports
from tests.report.writers.examples import example, paragraphs, printed, value

BOTH = pytest.mark.parametrize("edition", EDITIONS)
PARSER = MarkdownIt("gfm-like", {"linkify": False})


def page(report: Report) -> html.HtmlElement:
    return html.fragment_fromstring(PARSER.render(dumps(report, "md").decode()), create_parent="main")


def lines(root: html.HtmlElement) -> list[str]:
    return [element.text_content() for element in root.iter("h1", "h2", "p")]


def tables(root: html.HtmlElement) -> list[list[list[str]]]:
    return [[[cell.text_content() for cell in row] for row in table.iter("tr")] for table in root.iter("table")]


def flattened(report: Report) -> list[list[list[str]]]:
    """Each text where its cell starts, nothing in the slots that it reaches over."""
    found = []
    for table in printed(report):
        grid = [[""] * table.columns for _ in range(table.rows)]
        for cell in table.cells:
            grid[cell.row][cell.column] = cell.text or value(report, cell.key)
        found.append(grid)
    return found


@BOTH
def test_a_forge_shows_every_paragraph_and_every_cell(edition):
    root = page(example(edition))
    assert lines(root) == paragraphs(example(edition))
    assert tables(root) == flattened(example(edition))


@PATIENT
@given(reports(incomplete=True))
def test_any_report_can_be_read_back(report):
    root = page(report)
    assert lines(root) == paragraphs(report)
    assert tables(root) == flattened(report)


def test_title_and_sections_are_headings():
    root = page(example())
    assert [heading.tag for heading in root.iter("h1", "h2")] == ["h1"] + ["h2"] * 6


def shown(markdown: str) -> html.HtmlElement:
    return html.fragment_fromstring(PARSER.render(markdown), create_parent=True)


MARKUP = (
    *(
        "1. 一",
        "12) 一",
        "- 一",
        "+ 一",
        "* 一",
        "# 一",
        "> 一",
        "---",
        "- - -",
        "***",
        "===",
        "```",
        "~~~",
        "1.",
        "[a]: b",
    ),
    *("<b>", "&lt;", "&#35;", "a\\", "C#", "a ##", "|a|b|", "$x$", "__a__", "a_b_c", "http://a_b/c_d", "![a](b)"),
)


@pytest.mark.parametrize("text", MARKUP)
@pytest.mark.parametrize("before", ["", "# ", "## ", "一"])
def test_markup_is_only_text(text, before):
    (line,) = shown(before + escape(text))
    assert line.text_content() == before.replace("#", "").strip() + text


@settings(max_examples=300)
@given(st.text("#*_`~[]()<>&;|\\$!-+.1)a中 \"'{}=:^", min_size=1).map(plain).map(str.split).map(" ".join).filter(bool))
def test_any_text_is_shown_as_it_is_in_a_paragraph_a_heading_and_a_cell(text):
    safe = escape(text)
    root = shown(f"{safe}\n\n# {safe}\n\n| {safe} | b |\n| --- | --- |\n| {safe} | c |\n")
    assert [element.text_content() for element in root.iter("p", "h1", "th", "td")] == [
        text,
        text,
        text,
        "b",
        text,
        "c",
    ]
    assert not list(root.iter("em", "strong", "code", "a", "img", "s", "ul", "ol", "blockquote"))


def test_addresses_stay_addresses():
    assert escape("http://www.yunxi.gov.cn/a_b/index_1.htm") == "http://www.yunxi.gov.cn/a_b/index_1.htm"
