"""B: one body across years, and a government against its departments."""

from __future__ import annotations

import pytest

from gongkai.report.checks.model import Severity
from gongkai.report.model import Report
from gongkai.report.values import BLANK, UNKNOWN
from tests.report.builders import add_requests, change, copy_of, empty_report, found, full_report, left_open, with_text

Y2022, Y2023 = full_report(year=2022), full_report(year=2023)


def severities(code: str, report: Report, *previous: Report) -> list[Severity]:
    return [finding.severity for finding in found(code, report, previous=previous)]


def test_what_was_left_open_last_year_is_carried_over_this_year():
    assert not found("B01", Y2023, previous=(Y2022,))
    last = change(Y2022, {"requests.carried_forward.natural_person": 3, "requests.carried_forward.total": 3})
    total, columns = found("B01", Y2023, previous=(last,))
    assert total.severity is Severity.ERROR
    assert "上年结转1件，而2022年度报告结转下年度3件" in total.message
    assert columns.severity is Severity.WARNING


def test_only_the_columns_differ_when_applicants_were_counted_otherwise():
    last = change(Y2022, {"requests.carried_forward.natural_person": 0, "requests.carried_forward.business": 1})
    assert severities("B01", Y2023, last) == [Severity.WARNING]


def test_requests_chain_across_the_two_editions():
    last = change(full_report(year=2020), {"requests.carried_forward.total": 4})
    assert severities("B01", full_report(year=2021), last) == [Severity.ERROR]


def test_a_reorganised_body_may_carry_over_something_else():
    last = change(full_report(year=2022, body="云溪市数字建设办公室"), {"requests.carried_forward.total": 4})
    findings = found("B01", Y2023, previous=(last,))
    assert [finding.severity for finding in findings] == [Severity.WARNING]
    assert "职责划转也会造成差异" in findings[0].message


def test_without_the_report_of_the_year_before_nothing_is_compared():
    assert "没有2022年度的报告（所给的是2020年度）" in left_open("B01", Y2023, previous=(full_report(year=2020),))
    assert "没有读到报告年度" in left_open("B01", copy_of(Y2023, year=None), previous=(Y2022,))


OTHERS = tuple(full_report(year=2022, body=body) for body in ("云溪市林业局", "云溪市司法局"))
YEARLY = ("B01", "B02", "B05", "B06", "B07", "B08", "B10", "B11", "G01", "G02", "G03")


def test_of_several_bodies_reports_last_years_is_that_of_the_same_body():
    last = change(Y2022, {"requests.carried_forward.natural_person": 3, "requests.carried_forward.total": 3})
    assert len(found("B01", Y2023, previous=(*OTHERS, last))) == 2
    assert not found("B01", Y2023, previous=(*OTHERS, copy_of(Y2022, body="湘源省云溪市数据局")))


@pytest.mark.parametrize("code", YEARLY)
def test_where_none_of_several_is_of_the_same_body_nothing_is_compared(code: str):
    assert not found(code, Y2023, previous=OTHERS)
    assert "没有本机关的（是云溪市林业局、云溪市司法局的）" in left_open(code, Y2023, previous=OTHERS)


def test_the_reports_of_one_other_body_are_its_predecessors_unless_several_bodies_are_checked():
    two = (full_report(year=2022, body="云溪市数字建设办公室"), full_report(year=2021, body="云溪市数字建设办公室"))
    for previous in (two, two[:1]):
        assert "当作前身机关来比较" in found("B11", Y2023, previous=previous)[0].message
        assert found("B11", Y2023, previous=previous, sole=False) == ()
        assert "没有本机关的" in left_open("B01", Y2023, previous=previous, sole=False)


def test_a_report_without_a_name_is_compared_with_the_only_one_there_is():
    last, nameless = change(Y2022, {"requests.carried_forward.total": 4}), copy_of(Y2023, body=None)
    assert found("B01", Y2023, previous=(copy_of(last, body=None),), sole=False)
    assert found("B01", nameless, previous=(last,), sole=False)
    assert "没有本机关的" in left_open("B01", nameless, previous=(last, *OTHERS))


def test_an_unread_cell_leaves_its_column_open():
    report = change(Y2023, {"requests.carried_over.total": UNKNOWN})
    assert not found("B01", report, previous=(Y2022,))
    assert "总计" in left_open("B01", report, previous=(Y2022,))


def test_requests_left_open_must_not_vanish():
    none = change(Y2023, {"requests.carried_over.natural_person": 0, "requests.carried_over.total": 0})
    assert severities("B10", none, Y2022) == [Severity.ERROR]
    assert not found("B10", none, previous=(change(Y2022, {"requests.carried_forward.total": 0}),))


def test_a_blank_total_over_filled_columns_is_not_taken_for_nothing():
    report = change(Y2023, {"requests.carried_over.total": BLANK})
    assert not found("B10", report, previous=(Y2022,))
    assert not found("B01", report, previous=(Y2022,))
    assert "“总计”一列没有读到" in left_open("B01", report, previous=(Y2022,))


def test_documents_in_force_chain_from_year_to_year():
    wrong = change(Y2023, {"proactive.normative_documents.in_force": 20})
    finding = found("B02", wrong, previous=(Y2022,))[0]
    assert finding.severity is Severity.WARNING
    assert (finding.expected, finding.found) == ("11", "20")


def test_a_clean_up_that_the_text_explains_is_a_notice():
    wrong = change(Y2023, {"proactive.normative_documents.in_force": 20})
    told = with_text(wrong, "proactive", "本年对行政规范性文件开展清理，现行有效件数以本年度报告为准。")
    assert severities("B02", told, Y2022) == [Severity.NOTICE]
    other = with_text(wrong, "proactive", "本年对公开栏目作了调整。")
    assert severities("B02", other, Y2022) == [Severity.WARNING]


def test_what_is_in_force_never_chains_to_what_was_published():
    assert not found("B02", full_report(year=2021), previous=(full_report(year=2020),))
    assert "口径不同" in left_open("B02", full_report(year=2021), previous=(full_report(year=2020),))


def test_items_of_2020_are_those_of_2019_and_the_change():
    last = full_report(year=2019, cells={"proactive.permits.change": 4})
    finding = found("B03", full_report(year=2020), previous=(last,))[0]
    assert finding.severity is Severity.WARNING
    assert (finding.expected, finding.found) == ("12", "9")


def test_the_published_total_does_not_shrink_unless_repeals_are_explained():
    last = full_report(year=2019, cells={"proactive.normative_documents.total": 30})
    report = full_report(year=2020)
    assert severities("B04", report, last) == [Severity.NOTICE]
    assert not found("B04", with_text(report, "proactive", "本年废止规范性文件21件。"), previous=(last,))


@pytest.mark.parametrize("block", ["reconsideration", "litigation_direct"])
def test_a_pending_case_turns_up_again(block: str):
    last = change(Y2022, {f"remedies.{block}.pending": 1, f"remedies.{block}.total": 2})
    gone = change(Y2023, {f"remedies.{block}.upheld": 0, f"remedies.{block}.total": 0})
    assert severities("B05", gone, last) == [Severity.NOTICE]
    assert not found("B05", Y2023, previous=(last,))


def test_a_table_copied_from_last_year_is_told_by_its_figures():
    copy = copy_of(Y2023, year=2022)
    assert severities("B06", Y2023, copy) == [Severity.WARNING]
    assert "全部200格" in found("B06", Y2023, previous=(copy,))[0].message


def test_a_copied_requests_table_is_told_even_if_table_two_is_new():
    copy = change(copy_of(Y2023, year=2022), {"proactive.permits.decisions": 12})
    message = found("B06", Y2023, previous=(copy,))[0].message
    assert "第三部分的表格的全部175格" in message


def test_tables_of_nothing_or_of_stocks_only_may_well_repeat():
    quiet = {"proactive.normative_documents.in_force": 4}
    this, last = empty_report(year=2023, cells=quiet), empty_report(year=2022, cells=quiet)
    assert not found("B06", this, previous=(last,))


def test_a_single_request_in_both_years_is_no_more_than_a_notice():
    def one(year: int) -> Report:
        return add_requests(empty_report(year=year))

    assert severities("B06", one(2023), one(2022)) == [Severity.NOTICE]


@pytest.mark.parametrize(("before", "now", "jumps"), [(4000, 39, True), (51, 0, True), (50, 0, False), (1, 15, False)])
def test_a_figure_that_jumps_tenfold_is_worth_a_look(before: int, now: int, jumps: bool):
    key = "proactive.permits.decisions"
    assert bool(found("B07", change(Y2023, {key: now}), previous=(change(Y2022, {key: before}),))) is jumps


# Y2022 has 13 new requests, Y2023 has 14: +7.7 %
@pytest.mark.parametrize(
    ("sentence", "right"),
    [
        ("全年新收政府信息公开申请14件，同比增长7.7%。", True),
        ("全年新收政府信息公开申请14件，同比增长8%。", True),
        ("全年新收政府信息公开申请14件，比上年增加1件。", True),
        ("全年新收政府信息公开申请14件，较2022年的13件有所增加。", True),
        ("2022年收到政府信息公开申请13件，今年收到14件。", True),
        ("主动公开政府信息85条，同比增长50%。", True),
        ("收到政府信息公开申请77件（全系统），同比增长50%。", True),
        ("申请量同比增长7.7%。", True),
        ("与上年同期13件相比，增长7.7%。", True),
        ("全年新收政府信息公开申请14件，比2021年增加9件。", True),
        ("申请量同比下降7.7%。", False),
        ("与上年同期19件相比，增长7.7%。", False),
        ("相比2022年收到的19件政府信息公开申请有所变化。", False),
        ("全年新收政府信息公开申请14件，同比下降29%。", False),
        ("全年新收政府信息公开申请14件，同比增长7.9%。", False),
        ("全年新收政府信息公开申请14件，比上年增加6件。", False),
        ("全年新收政府信息公开申请14件，与去年持平。", False),
        ("全年新收政府信息公开申请14件，上年同期31件。", False),
        ("2022年收到政府信息公开申请22件。", False),
    ],
)
def test_what_the_text_says_of_last_year_agrees_with_last_years_report(sentence: str, right: bool):
    report = with_text(Y2023, "requests", sentence)
    findings = found("B08", report, previous=(Y2022,))
    assert [finding.severity for finding in findings] == ([] if right else [Severity.WARNING]), findings


def test_from_thirty_one_to_twenty_two_is_minus_29_percent():
    key = "requests.new.total"
    report = with_text(change(Y2023, {key: 22}), "requests", "共收到政府信息公开申请22件，同比下降29%。")
    assert not found("B08", report, previous=(change(Y2022, {key: 31}),))


def test_a_renamed_body_is_linked_to_its_predecessor():
    last = full_report(year=2022, body="云溪市数字建设办公室")
    finding = found("B11", Y2023, previous=(last,))[0]
    assert finding.severity is Severity.NOTICE
    assert "应在第六部分说明" in finding.message
    told = with_text(Y2023, "other", "因机构改革，由云溪市数字建设办公室更名。")
    assert "第六部分说明了机构变化" in found("B11", told, previous=(last,))[0].message
    assert not found("B11", Y2023, previous=(full_report(year=2022, body="湘源省云溪市数据局"),))


DEPARTMENTS = (full_report(body="云溪市司法局"), full_report(body="云溪市民政局"))


def government(more: int = 0) -> Report:
    cells = {key: sum(int(each.number(key) or 0) for each in DEPARTMENTS) for key in DEPARTMENTS[0].cells}
    report = change(full_report(body="云溪市人民政府"), cells)
    return change(report, {"proactive.permits.decisions": cells["proactive.permits.decisions"] + more})


def test_a_governments_figures_are_the_sum_of_its_departments():
    assert not found("B12", government(), children=DEPARTMENTS)
    finding = found("B12", government(5), children=DEPARTMENTS)[0]
    assert finding.severity is Severity.NOTICE
    assert finding.cells == ("proactive.permits.decisions",)


def test_only_a_governments_report_is_held_against_its_departments_and_others_are_told_so():
    office = copy_of(government(5), body="云溪市人民政府办公室")
    assert not found("B12", office, children=DEPARTMENTS)
    assert "只有一级政府的报告" in left_open("B12", office, children=DEPARTMENTS)


def test_an_incomplete_set_of_departments_is_not_added_up():
    names = ("云溪市司法局", "云溪市民政局", "云溪市林业局")
    assert not found("B12", government(5), children=DEPARTMENTS, expected_bodies=names)
    assert "缺云溪市林业局" in left_open("B12", government(5), children=DEPARTMENTS, expected_bodies=names)
