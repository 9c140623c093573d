from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given

from gongkai.report.layout import Table
from gongkai.report.model import Report
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Mark, Text, Value
from gongkai.report.writers.flow import Line, fitted, flow, grid, harmless, plain, printed, spell_date
from tests.report.strategies import PATIENT, reports
from tests.report.writers.examples import example, paragraphs


def order(report: Report) -> list[str]:
    """Headings and tables, by their text and key."""
    return [item.key if isinstance(item, Table) else item.text for item in flow(report) if is_mark(item)]


def is_mark(item: Line | Table) -> bool:
    return isinstance(item, Table) or item.kind == "heading"


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Value(0), "0"),
        (Value(-3), "-3"),
        (Value(Decimal("43.788000")), "43.788000"),
        (Value(Decimal("1E+3")), "1000"),
        (Value(251000, None, "元"), "251000元"),
        (Value(5, Mark.INFERRED), "5"),
        (BLANK, ""),
        (NOT_APPLICABLE, "/"),
        (UNKNOWN, "（未读出）"),
        (None, ""),
    ],
)
def test_a_value_is_printed_as_the_form_has_it(value, text):
    assert printed(value) == text


def test_a_date_is_printed_as_reports_are_signed():
    assert spell_date(date(2025, 1, 20)) == "2025年1月20日"
    assert spell_date(None) == ""


def test_each_table_follows_the_text_of_its_section():
    report = example(
        sections=(Text("overview", "一、", "甲", "x"), Text("proactive", "二、", "乙", "y\nz")),
        cells={"proactive.fees.amount": Value(1)},
    )
    kinds = [item.key if isinstance(item, Table) else item.text for item in flow(report)][3:]
    assert kinds == ["一、甲", "x", "二、乙", "y", "z", "proactive", "云溪市数据局", "2025年1月20日"]


def test_a_table_without_its_section_stands_where_the_form_has_it():
    report = example(sections=(Text("overview", "一、", "甲", ""), Text("problems", "二、", "乙", "")))
    assert order(report) == ["一、甲", "proactive", "requests", "remedies", "二、乙"]
    assert order(example(sections=())) == ["proactive", "requests", "remedies"]


def test_sections_keep_their_printed_order():
    report = example(sections=(Text("requests", "一、", "甲", ""), Text("proactive", "二、", "乙", "")))
    assert order(report) == ["一、甲", "requests", "二、乙", "proactive", "remedies"]


@PATIENT
@given(reports(incomplete=True))
def test_every_paragraph_is_printed_once_and_in_order(report):
    assert [item.text for item in flow(report) if isinstance(item, Line)] == paragraphs(report)


def test_a_report_of_which_nothing_was_found_prints_nothing():
    assert list(flow(Report())) == []


@pytest.mark.parametrize(
    ("text", "line"),
    [("a\tb", "a b"), ("a\x00\x07b", "ab"), ("a\ud800b\uffff", "ab"), ("a\u2028b", "a b"), (" a ", "a")],
)
def test_text_is_one_line_of_what_files_can_hold(text, line):
    assert plain(text) == line


def test_a_grid_without_spans_has_each_text_where_its_cell_starts():
    (requests,) = (item for item in flow(example()) if isinstance(item, Table) and item.key == "requests")
    rows = grid(requests, example())
    assert rows[1] == ["", "", "", "自然人", "法人或其他组织", "", "", "", "", "总计"]
    assert rows[3] == ["一、本年新收政府信息公开申请数量", "", "", "12345", *"00000", "12345"]
    assert rows[8][:4] == ["", "", "2.其他法律行政法规禁止公开", "0"]


def test_a_number_that_would_not_fit_is_printed_smaller():
    assert fitted("12345", 12.6) == 10.5
    assert fitted("", 10.5) == 10.5
    assert 5 < fitted("12345678", 10.5) < 7
    assert fitted("（未读出）", 10.5) == 10.5  # takes several lines


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_a_spreadsheet_takes_no_text_for_a_formula(text):
    assert harmless(text) == f"'{text}"
    assert harmless("元") == "元"
