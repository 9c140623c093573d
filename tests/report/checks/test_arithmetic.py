"""A: the arithmetic of the tables."""

from __future__ import annotations

import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.checks import check
from gongkai.report.checks.equations import all_sides, slip
from gongkai.report.checks.model import Severity
from gongkai.report.checks.tally import COLUMNS, equations
from gongkai.report.form import EDITION_2019, EDITION_2021, EDITIONS, PENDING_AND_DECIDED
from gongkai.report.model import Report
from gongkai.report.seen import UnevenRow
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Mark, Place, Value
from tests.report.builders import (
    add_requests,
    change,
    copy_of,
    empty_report,
    found,
    full_report,
    left_open,
    remedies_table,
    requests_table,
    with_seen,
    without,
)
from tests.report.checks.examples import swapped


def only(code: str, report: Report, **context: object) -> str:
    """The message of the one finding of a check."""
    findings = found(code, report, **context)
    assert len(findings) == 1, findings
    return findings[0].message


# --- A01–A04 --------------------------------------------------------------------------------------------------------


def test_a_row_adds_up_to_its_total():
    report = full_report(cells={"requests.granted.total": 12})
    assert "“（一）予以公开”一行：自然人与五类法人或其他组织之和为8，而总计为12，相差4" in only("A01", report)


def test_a_blank_counts_as_zero_and_the_message_says_so():
    report = full_report(cells={"requests.granted.research": BLANK, "requests.granted.total": 9})
    assert "（其中1格空白或为“/”，按0计）" in only("A01", report)


def test_an_unread_cell_leaves_its_row_open_and_no_other():
    report = full_report(cells={"requests.granted.business": UNKNOWN, "requests.partial.total": 9})
    assert "（二）部分公开" in only("A01", report)
    reason = left_open("A01", report)
    assert "（一）予以公开" in reason
    assert "未能读出" in reason


def test_a_finding_on_an_inferred_cell_is_marked_as_a_doubt_of_reading():
    report = full_report(cells={"requests.granted.business": Value(3, Mark.INFERRED)})
    assert [finding.reading for finding in found("A01", report)] == [True]
    assert [finding.reading for finding in found("A01", full_report(cells={"requests.granted.business": 3}))] == [False]


def test_a_column_of_results_adds_up_to_its_total():
    report = full_report(cells={"requests.refused.third_party_rights.business": 2})
    assert "“商业企业”一列：各项办理结果之和为5，而（七）总计为3" in only("A02", report)


def test_a_missing_row_leaves_a_column_open_only_if_the_difference_could_be_that_row():
    could_be = without(full_report(cells={"requests.partial.business": 0}), ["requests.not_processed.excessive"])
    assert not found("A02", could_be)
    assert "无正当理由大量反复申请" in left_open("A02", could_be)
    too_many = without(full_report(cells={"requests.partial.business": 5}), ["requests.not_processed.excessive"])
    assert "之和为7" in only("A02", too_many)
    assert not left_open("A02", without(full_report(), ["requests.not_processed.excessive"]))


def test_what_came_in_equals_what_was_done_and_what_is_left():
    report = full_report(cells={"requests.carried_forward.total": 4})
    assert "第一项加第二项为15，而第三项（七）加第四项为18" in only("A03", report)


def test_each_block_of_table_four_adds_up():
    report = change(full_report(), remedies_table((3, 1, 0, 1)) | {"remedies.reconsideration.total": Value(6)})
    assert "行政复议：结果维持、结果纠正、其他结果、尚未审结之和为5，而总计为6" in only("A04", report)


@pytest.mark.parametrize("table", ["requests", "remedies"])
def test_a_table_that_was_not_read_is_not_assessed(table: str):
    report = without(full_report(), [key for key in full_report().cells if key.startswith(table)])
    code = {"requests": "A01", "remedies": "A04"}[table]
    assert not found(code, report)
    assert "没有读到" in left_open(code, report)


def test_the_single_cell_that_would_mend_all_equations_is_named_with_its_value():
    message = only("A02", full_report(cells={"requests.not_processed.petition.natural_person": 7}))
    assert "若把“（五）不予处理 1.信访举报投诉类申请 | 自然人”由7改为1，各等式即全部成立。" in message


def test_no_cell_is_named_where_several_would_do():
    report = change(full_report(), {"remedies.reconsideration.total": 6})
    assert "若把" not in only("A04", report)
    two_slips = full_report(cells={"requests.granted.business": 9, "requests.partial.natural_person": 9})
    assert all("若把" not in finding.message for finding in found("A01", two_slips))


@settings(deadline=None)
@given(
    edition=st.sampled_from(["2019", "2021"]),
    row=st.integers(0, 24),
    column=st.sampled_from(COLUMNS),
    more=st.integers(1, 500),
)
def test_any_single_slip_in_table_three_is_found_and_traced_to_its_cell(edition: str, row: int, column: str, more: int):
    form = EDITIONS[edition]
    key = f"requests.{form.rows[row % len(form.rows)].key}.{column}"
    right = full_report(edition)
    wrong = change(right, {key: (right.number(key) or 0) + more})
    assert found("A01", wrong) or found("A02", wrong) or found("A03", wrong)
    traced = slip(wrong, all_sides(wrong, form, "requests"))
    assert traced is not None
    assert (traced.key, traced.needed) == (key, right.number(key))


@settings(deadline=None)
@given(
    st.sampled_from(["2019", "2021"]),
    st.lists(st.tuples(st.integers(0, 20), st.sampled_from(COLUMNS[:-1]), st.integers(1, 60)), max_size=12),
)
def test_requests_added_with_their_totals_keep_every_equation(edition: str, steps: list[tuple[int, str, int]]):
    report = full_report(edition)
    leaves = (*EDITIONS[edition].leaves, "carried_forward")
    for place, column, count in steps:
        report = add_requests(report, count, row=leaves[place % len(leaves)], column=column)
    assert not any(found(code, report) for code in ("A01", "A02", "A03", "A04", "A09"))


def test_the_form_has_23_or_25_rows_7_columns_twice_and_3_blocks_of_equations():
    counts = {form.name: len(equations(form)) for form in (EDITION_2019, EDITION_2021)}
    assert counts == {"2019": 23 + 7 + 7 + 3, "2021": 25 + 7 + 7 + 3}


# --- A05–A09, A19, A22 ----------------------------------------------------------------------------------------------


def test_counts_are_whole_and_not_negative_but_a_change_of_items_may_be():
    assert "不能为负" in only("A05", full_report(cells={"requests.new.total": -1}))
    assert "应为整数" in only("A05", full_report(cells={"proactive.permits.decisions": Decimal("3.5")}))
    assert not found("A05", full_report("2019", cells={"proactive.permits.change": -3}))
    assert not found("A05", full_report(cells={"proactive.fees.amount": Decimal("43.788")}))
    assert found("A05", full_report(cells={"proactive.fees.amount": Decimal("-1.5")}))


def test_blank_cells_are_a_notice_and_a_warning_beside_zeros():
    row = {f"requests.new.{column}": BLANK for column in ("research", "public_interest", "legal_service", "other")}
    assert [finding.severity for finding in found("A06", full_report(cells=row))] == [Severity.NOTICE]
    mixed = found("A06", full_report(cells={"requests.new.research": BLANK}))
    assert [finding.severity for finding in mixed] == [Severity.WARNING]
    assert mixed[0].cells == ("requests.new.research",)


def test_placeholders_are_not_blank_cells():
    report = full_report(cells={"proactive.regulations.issued": NOT_APPLICABLE, "requests.new.research": BLANK})
    report = copy_of(report, printed={"requests.new.research": "—"})
    assert not found("A06", report)
    assert "有2格以“/”、“—”代替数字" in only("A07", report)


UNEVEN = UnevenRow("requests.granted", 7, ("7", "1", "0", "0", "0", "8"), Place(line=40), True, True)


@pytest.mark.parametrize(
    ("recovered", "reading", "severity"),
    [
        (True, True, Severity.NOTICE),
        (False, True, Severity.WARNING),
        (False, False, Severity.WARNING),
        (True, False, Severity.WARNING),
    ],
)
def test_a_short_row_is_the_bodys_only_where_the_container_keeps_cells_apart(
    recovered: bool, reading: bool, severity: Severity
):
    row = UNEVEN._replace(recovered=recovered, reading=reading)
    findings = found("A08", with_seen(full_report(), uneven=[row]))
    assert [(finding.severity, finding.reading) for finding in findings] == [(severity, reading)]


def test_too_few_values_in_table_four_are_not_assessed_where_a_group_could_not_be_read():
    row = UnevenRow("remedies", 15, ("0",) * 14, Place(line=60), False, True)
    group = [f"remedies.litigation_after_reconsideration.{result}" for result in PENDING_AND_DECIDED]
    cut_off = with_seen(full_report(cells=dict.fromkeys(group, UNKNOWN)), uneven=[row])
    assert not found("A08", cut_off)
    assert "应有15个值，读到14个" in left_open("A08", cut_off)
    for short in (with_seen(full_report(), uneven=[row]), with_seen(cut_off, uneven=[row._replace(reading=False)])):
        assert [finding.severity for finding in found("A08", short)] == [Severity.WARNING]


def test_a_short_row_that_adds_up_is_said_to_lack_a_zero():
    assert "若缺的是1个0，则各列之和等于总计" in only(
        "A08", with_seen(full_report(), uneven=[UNEVEN._replace(recovered=False)])
    )


def test_a_row_shifted_by_one_is_told_by_its_blank_total():
    shifted = {
        f"requests.new.{column}": value for column, value in zip(COLUMNS, (9, 4, 0, 0, 0, 13, BLANK), strict=True)
    }
    assert "整行右移一列" in only("A08", full_report(cells=shifted))


def test_nothing_is_said_of_short_rows_without_a_page():
    assert "没有页面信息" in left_open("A08", copy_of(full_report(), seen=None))


def test_columns_in_the_wrong_order_are_told_by_the_sums():
    assert "“自然人”与“总计”两列互换后" in only("A09", swapped(full_report(), "natural_person", "total"))
    assert "“其他”与“总计”两列互换后" in only("A09", swapped(full_report(), "other", "total"))


def test_no_component_is_larger_than_the_total():
    message = only("A09", full_report(cells={"requests.new.total": 3, "requests.granted.other": 5}))
    assert "“自然人”（11）大于总计（3）" in message


def test_one_wrong_number_is_not_also_a_swap():
    report = full_report(cells={"requests.new.total": 3})
    assert found("A01", report)
    assert not found("A09", report)


def test_rows_that_add_up_once_two_columns_change_places_are_not_wrong_one_by_one():
    assert not found("A01", swapped(full_report(), "natural_person", "total"))


def test_a_blank_total_is_offered_its_sum_and_is_a_warning_not_an_error():
    report = full_report(cells={"requests.granted.total": BLANK})
    assert "“（一）予以公开 | 总计”应为8" in only("A19", report)
    result = check(report)
    assert not {"A01", "A02", "A03", "A09"} & {finding.code for finding in result.findings}
    assert result.ok


def test_a_blank_total_of_nothing_is_only_blank():
    assert not found("A19", empty_report(cells={"requests.granted.total": BLANK}))


def test_split_digits_are_joined_only_where_reading_takes_text_apart():
    cells = {"requests.new.natural_person": 1, "requests.new.business": 4}  # 14 in the table of 2023
    pdf = with_seen(full_report(cells=cells), kind="pdf", exact=False)
    findings = found("A22", pdf)
    assert [(finding.severity, finding.reading) for finding in findings] == [(Severity.WARNING, True)]
    assert "1和4合写为14" in findings[0].message
    assert not found("A22", full_report(cells=cells))
    eight = UnevenRow("requests.new", 7, ("1", "1", "3", "0", "0", "0", "0", "14"), Place(), False, True)
    assert "合写为11" in only("A22", with_seen(full_report(), exact=False, uneven=[eight]))


# --- A10–A18, A20, A21 ----------------------------------------------------------------------------------------------


def documents(issued: int, repealed: int, valid: int) -> Report:
    names = ("issued", "repealed", "in_force")
    numbers = dict(zip(names, (issued, repealed, valid), strict=True))
    return full_report(cells={f"proactive.normative_documents.{name}": number for name, number in numbers.items()})


def test_what_was_issued_and_not_repealed_is_in_force():
    assert "现行有效至少应有2件，表中为0件" in only("A10", documents(2, 0, 0))
    assert found("A10", documents(5, 1, 3))[0].severity is Severity.ERROR
    assert not found("A10", documents(5, 2, 3))


def test_all_of_the_years_documents_repealed_within_the_year_is_possible_but_worth_a_look():
    assert found("A10", documents(1, 1, 0))[0].severity is Severity.NOTICE


def published(produced: int, disclosed: int, total: int) -> Report:
    names = ("produced", "disclosed", "total")
    numbers = dict(zip(names, (produced, disclosed, total), strict=True))
    return full_report(
        "2019", cells={f"proactive.normative_documents.{name}": number for name, number in numbers.items()}
    )


def test_no_more_was_disclosed_in_the_year_than_in_all():
    assert found("A11", published(2, 8, 7))[0].severity is Severity.WARNING
    assert "远多于" in only("A11", published(198, 7, 21))
    assert found("A11", published(1, 4, 9))[0].severity is Severity.NOTICE
    assert not found("A11", published(6, 6, 25))


def test_decisions_typed_as_items_are_told_by_their_sum():
    def items(prior: int, change_: int, decisions: int) -> Report:
        names = {"prior_items": prior, "change": change_, "decisions": decisions}
        return full_report("2019", cells={f"proactive.penalties.{name}": number for name, number in names.items()})

    assert "61加本年增/减36恰等于处理决定数量97" in only("A12", items(61, 36, 97))
    assert not found("A12", items(0, 0, 0))
    assert not found("A12", items(20, -2, 4))


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        ("云溪区溪北镇人民政府", Severity.ERROR),
        ("云溪区溪畔街道办事处", Severity.ERROR),
        ("云溪县财政局", Severity.ERROR),
        ("澄江市云溪区人民政府", Severity.ERROR),
        ("澄江市云溪区人民政府办公室", Severity.ERROR),
        ("云溪市司法局", Severity.WARNING),
        ("湘源省司法厅", Severity.WARNING),
        ("湘源省人民政府", None),
        ("云溪自治州人民政府", None),
        ("司法部", None),
    ],
)
def test_rules_are_made_by_state_council_departments_provinces_and_cities_with_districts(
    body: str, severity: Severity | None
):
    report = full_report(body=body, cells={"proactive.regulations.in_force": 6})
    assert [finding.severity for finding in found("A13", report)] == ([severity] if severity else [])


def test_whether_a_city_has_districts_is_not_guessed():
    report = full_report(body="云溪市人民政府", cells={"proactive.regulations.in_force": 6})
    assert not found("A13", report)
    assert "看不出" in left_open("A13", report)
    assert not left_open("A13", full_report(body="云溪市人民政府"))


@pytest.mark.parametrize(
    ("value", "word"),
    [
        (Value(Decimal("43.788"), None, "万元"), "格内另写了单位"),
        (Value(437880, None, "元"), "格内另写了单位"),
        (Value(Decimal("1.1234567")), "小数超过六位"),
    ],
)
def test_fees_are_in_ten_thousand_yuan_and_without_a_unit(value: Value, word: str):
    assert word in only("A14", full_report(cells={"proactive.fees.amount": value}))


def test_large_fees_look_like_yuan():
    assert "按万元计达43.788亿元" in only(
        "A14", full_report(body="云溪县自然资源局", cells={"proactive.fees.amount": 437880})
    )
    assert not found("A14", full_report(body="云溪县自然资源局", cells={"proactive.fees.amount": Decimal("8123.45")}))
    assert not found("A14", full_report(body="云溪市人民政府", cells={"proactive.fees.amount": 46438}))
    assert not found("A14", full_report(body="湘源省人民政府", cells={"proactive.fees.amount": 4378800}))


@pytest.mark.parametrize(
    ("body", "severity"),
    [
        ("云溪县人民政府", "notice"),
        ("云溪县人民政府办公室", "notice"),
        ("云溪县财政局", "warning"),
        ("云溪县白沙镇人民政府", "warning"),
    ],
)
def test_hundreds_of_millions_in_fees_are_worth_a_look_in_a_countys_report_and_doubtful_in_that_of_one_body(
    body, severity
):
    (finding,) = found("A14", full_report(body=body, cells={"proactive.fees.amount": 46438}))
    assert finding.severity == severity


def test_a_countys_fees_printed_with_another_unit_are_doubtful_however_large():
    value = Value(Decimal(46438), None, "元")
    (finding,) = found("A14", full_report(body="云溪县人民政府", cells={"proactive.fees.amount": value}))
    assert finding.severity == "warning"


def test_fees_exactly_ten_thousand_times_last_years_look_like_yuan():
    last = full_report(year=2022, cells={"proactive.fees.amount": Decimal("0.85")})
    now = full_report(year=2023, cells={"proactive.fees.amount": 8500})
    assert "恰为上一年度0.85的一万倍" in only("A14", now, previous=(last,))


def test_the_unit_of_procurement_is_recorded_and_never_converted():
    assert "格内没有写单位" in only("A15", full_report("2019", cells={"proactive.procurement.amount": 251000}))
    assert "所写单位为“万元”" in only("A15", full_report("2019"))
    assert not found("A15", full_report("2019", cells={"proactive.procurement.amount": 0}))


def test_there_are_never_fewer_items_than_none():
    cells = {"proactive.fees.prior_items": 2, "proactive.fees.change": -3}
    assert "项目数不能为负" in only("A16", full_report("2019", cells=cells))


def test_more_reconsiderations_than_requests_are_worth_a_look():
    cells = {"remedies.reconsideration.upheld": 144, "remedies.reconsideration.total": 144}
    assert "多于本年新收与上年结转" in only("A17", full_report(cells=cells))


def test_a_suit_after_reconsideration_had_one_this_year_or_last():
    suit = remedies_table(after=(1, 0, 0, 0))
    report = change(full_report(year=2023), suit)
    without_any = change(full_report(year=2022), remedies_table())
    assert "都没有行政复议" in only("A18", report, previous=(without_any,))
    assert not found("A18", report, previous=(full_report(year=2022),))
    assert "没有2022年度的报告" in left_open("A18", report)


def test_a_licensing_body_without_permits_and_penalties_is_worth_a_look():
    none = {"proactive.permits.decisions": 0, "proactive.penalties.decisions": 0}
    assert found("A20", full_report(body="云溪市自然资源局", cells=none))
    assert not found("A20", full_report(body="云溪市档案馆", cells=none))
    many = {"proactive.permits.decisions": 10_000}
    assert found("A20", full_report(body="云溪区溪北镇人民政府", cells=many))


def test_other_results_are_few():
    def others(count: int, total: int) -> Report:
        return full_report(cells={"requests.other.other.total": count, "requests.total.total": total})

    assert "占办理结果总计20件的35%" in only("A21", others(7, 20))
    assert not found("A21", others(6, 20))


def test_tables_built_from_results_hold():
    cells = requests_table("2019", {"new": {"other": 5}, "other": {"other": 4}})
    report = empty_report("2019", cells=cells)
    assert report.number("requests.carried_forward.total") == 1
    assert not [finding for finding in check(report).findings if re.match("A0[1-4]", finding.code)]
