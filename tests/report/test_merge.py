"""A government's report as the sum of its departments', nothing counted twice."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.errors import NotMergeable
from gongkai.report.form import APPLICANTS, EDITIONS
from gongkai.report.merging import Merged, Why, merge
from gongkai.report.model import Report
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Mark, Value
from tests.report.builders import add_requests, change, copy_of, empty_report, found, full_report, remedies_table

GOVERNMENT = "云溪市人民政府"
JUSTICE = full_report(body="云溪市司法局")
CIVIL = add_requests(full_report(body="云溪市民政局"), 7, row="unavailable.needs_creation", column="business")
DATA = add_requests(full_report(body="云溪市数据局"), 3, row="refused.internal_affairs", column="natural_person")
MEMBERS = (JUSTICE, CIVIL, DATA)


def whys(merged: Merged) -> list[Why]:
    return [issue.why for issue in merged.exceptions]


def plus(*reports: Report, body: str = GOVERNMENT) -> Report:
    """A report with the sums of others, as a government would have it."""
    cells = {key: Value(sum(report.number(key) or 0 for report in reports)) for key in reports[0].cells}
    return copy_of(full_report(body=body), cells=cells)


def test_every_cell_is_the_sum_of_the_members():
    merged = merge(MEMBERS, body=GOVERNMENT)
    assert merged.exceptions == ()
    assert merged.members == MEMBERS
    report = merged.report
    assert (report.body, report.year, report.edition) == (GOVERNMENT, 2023, "2021")
    assert report.title == "云溪市人民政府2023年政府信息公开工作年度报告"
    assert report.cells == plus(*MEMBERS).cells


def test_of_several_years_the_reports_that_differ_from_most_are_named():
    odd = full_report(year=2022, body="云溪市林业局")
    with pytest.raises(NotMergeable, match="不能汇总：云溪市林业局（2022），其余为2023年度。"):
        merge((odd, *MEMBERS))
    with pytest.raises(NotMergeable, match="云溪市林业局（2022），应为2023年度。"):
        merge((odd, JUSTICE), year=2023)


def test_where_as_many_reports_are_of_one_year_as_of_another_all_are_named():
    with pytest.raises(NotMergeable, match="云溪市林业局（2022）、云溪市司法局（2023）。"):
        merge((full_report(year=2022, body="云溪市林业局"), JUSTICE))


def test_years_and_editions_are_not_mixed():
    with pytest.raises(NotMergeable, match="年度不同"):
        merge((JUSTICE, full_report(year=2022)), body=GOVERNMENT)
    with pytest.raises(NotMergeable, match="年度不同"):
        merge((JUSTICE,), body=GOVERNMENT, year=2022)
    with pytest.raises(NotMergeable, match="格式不同"):
        merge((JUSTICE, full_report("2019", 2023, body="云溪市林业局")), body=GOVERNMENT)
    with pytest.raises(NotMergeable, match="没有读到表格"):
        merge((JUSTICE, Report(body="云溪市林业局", year=2023)), body=GOVERNMENT)
    with pytest.raises(NotMergeable, match="没有可以汇总的报告"):
        merge((), body=GOVERNMENT)


def test_the_same_report_twice_counts_once():
    merged = merge((*MEMBERS, copy_of(CIVIL, source="另一份.docx")), body=GOVERNMENT)
    assert whys(merged) == [Why.DUPLICATE]
    assert merged.report.cells == plus(*MEMBERS).cells


def test_two_different_reports_of_one_body_leave_open_where_they_differ():
    merged = merge((*MEMBERS, change(CIVIL, {"proactive.permits.decisions": 99})), body=GOVERNMENT)
    assert whys(merged) == [Why.CONFLICT, Why.UNKNOWN]
    assert merged.report.cells["proactive.permits.decisions"] == UNKNOWN
    assert merged.report.cells["requests.new.total"] == plus(*MEMBERS).cells["requests.new.total"]


def test_the_governments_own_report_is_left_out_by_its_name():
    merged = merge((*MEMBERS, full_report(body="湘源省云溪市人民政府")), body=GOVERNMENT)
    assert whys(merged) == [Why.AGGREGATE]
    assert merged.report.cells == plus(*MEMBERS).cells


def test_a_general_office_may_file_two_reports_and_only_its_own_counts():
    office = full_report(body="云溪市人民政府办公室")
    aggregate = plus(*MEMBERS, office, body="云溪市人民政府办公室")
    merged = merge((*MEMBERS, office, aggregate), body=GOVERNMENT)
    assert whys(merged) == [Why.AGGREGATE]
    assert merged.report.cells == plus(*MEMBERS, office).cells


def test_a_countys_sum_among_its_own_bodies_is_left_out():
    county = (
        full_report(body="云溪市溪北县财政局"),
        full_report(body="云溪市溪北县林业局"),
    )
    aggregate = plus(*county, full_report(), body="云溪市溪北县人民政府")
    merged = merge((*MEMBERS, *county, aggregate), body=GOVERNMENT)
    assert whys(merged) == [Why.AGGREGATE]
    assert "溪北县人民政府" in str(merged.exceptions[0])
    assert merged.report.cells == plus(*MEMBERS, *county).cells


def test_reports_that_are_known_to_be_apart_are_counted_whatever_they_look_like():
    office = plus(*MEMBERS, body="云溪市人民政府办公室")
    merged = merge((*MEMBERS, office), body=GOVERNMENT, sure=[office])
    assert Why.AGGREGATE not in whys(merged)
    assert merged.report.cells == plus(*MEMBERS, office).cells
    twins = (full_report(body="石桥镇人民政府"), full_report(body="石桥镇人民政府"))
    assert merge(twins, body=GOVERNMENT, sure=twins).report.cells == plus(*twins).cells
    assert whys(merge(twins, body=GOVERNMENT)) == [Why.DUPLICATE]


def test_a_countys_report_alone_counts_however_large_it_is():
    county = plus(*MEMBERS, *MEMBERS, *MEMBERS, body="云溪市溪北县人民政府")
    merged = merge((*MEMBERS, county), body=GOVERNMENT)
    assert county in merged.members


def test_a_large_department_counts_and_is_listed():
    police = plus(*MEMBERS, full_report(), body="云溪市公安局")
    merged = merge((*MEMBERS, police), body=GOVERNMENT)
    assert whys(merged) == [Why.PERHAPS_AGGREGATE]
    assert merged.report.cells == plus(*MEMBERS, police).cells


def test_a_sum_under_a_departments_name_is_told_when_it_is_exact():
    merged = merge((*MEMBERS, plus(*MEMBERS, body="云溪市大数据中心")), body=GOVERNMENT)
    assert whys(merged) == [Why.AGGREGATE]
    assert merged.report.cells == plus(*MEMBERS).cells


def test_equal_small_figures_are_no_sum():
    one = [add_requests(empty_report(body=f"云溪市{name}局")) for name in ("财政", "林业")]
    two = add_requests(empty_report(body="云溪市水利局"), 2)
    merged = merge((*one, two), body=GOVERNMENT)
    assert merged.report.number("requests.new.total") == 4


def test_a_blank_beside_numbers_keeps_the_numbers_and_is_listed():
    key = "proactive.regulations.issued"
    merged = merge((JUSTICE, change(CIVIL, {key: BLANK}), change(DATA, {key: NOT_APPLICABLE})), body=GOVERNMENT)
    assert merged.report.cells[key] == Value(0)
    assert [(issue.why, issue.cells, issue.bodies) for issue in merged.exceptions] == [
        (Why.BLANK, (key,), ("云溪市民政局", "云溪市数据局"))
    ]


@pytest.mark.parametrize(("values", "total"), [((BLANK, BLANK), BLANK), ((NOT_APPLICABLE,) * 2, NOT_APPLICABLE),
                                               ((BLANK, NOT_APPLICABLE), BLANK)])  # fmt: skip
def test_only_blanks_make_a_blank(values: tuple[Value, Value], total: Value):
    key = "proactive.regulations.issued"
    members = [change(report, {key: value}) for report, value in zip((JUSTICE, CIVIL), values, strict=True)]
    assert merge(members, body=GOVERNMENT).report.cells[key] == total


def test_an_unread_cell_makes_the_sum_unknown_and_is_listed():
    key = "requests.new.total"
    merged = merge((JUSTICE, change(CIVIL, {key: UNKNOWN})), body=GOVERNMENT)
    assert merged.report.cells[key] == UNKNOWN
    assert [(issue.why, issue.bodies) for issue in merged.exceptions] == [(Why.UNKNOWN, ("云溪市民政局",))]
    lacking = copy_of(CIVIL, cells={name: value for name, value in CIVIL.cells.items() if name != key})
    assert merge((JUSTICE, lacking), body=GOVERNMENT).report.cells[key] == UNKNOWN


def test_a_sum_with_an_inferred_cell_is_inferred():
    key = "requests.new.total"
    merged = merge((JUSTICE, change(CIVIL, {key: Value(21, Mark.INFERRED)})), body=GOVERNMENT)
    assert merged.report.cells[key].mark is Mark.INFERRED


def test_a_report_without_a_name_counts_and_is_listed():
    nameless = copy_of(full_report(cells={"proactive.permits.decisions": 5}), body=None, source="无名.docx")
    merged = merge((*MEMBERS, nameless), body=GOVERNMENT)
    assert whys(merged) == [Why.UNNAMED]
    assert len(merged.members) == 4


def test_a_report_without_a_name_that_equals_another_is_taken_for_it():
    merged = merge((*MEMBERS, copy_of(MEMBERS[0], body=None, source="无名.docx")), body=GOVERNMENT)
    assert whys(merged) == [Why.DUPLICATE]
    assert merged.report.cells == merge(MEMBERS, body=GOVERNMENT).report.cells


def test_a_governments_report_already_has_its_bodies_and_a_smaller_one_is_doubted():
    county = copy_of(full_report(), body="云溪市政府")
    more = copy_of(add_requests(full_report(), 9), body="云溪市司法局")
    merged = merge((county, more))
    assert [member.body for member in merged.members] == ["云溪市司法局"]
    assert "小于所属1个机关之和，请核对" in merged.exceptions[0].message
    assert merged.report.notes[0] == "由1份报告汇总：云溪市司法局"


def test_a_sum_may_go_without_a_name():
    report = merge(MEMBERS).report
    assert (report.body, report.title) == (None, "2023年政府信息公开工作年度报告")


PROCUREMENT, FEES = "proactive.procurement.amount", "proactive.fees.amount"


def bought(*values: Value) -> Merged:
    members = [full_report("2019", body=f"云溪市{name}局", cells={PROCUREMENT: value})
               for name, value in zip(("财政", "林业", "水利"), values, strict=False)]  # fmt: skip
    return merge(members, body=GOVERNMENT)


@pytest.mark.parametrize(
    ("values", "total", "why"),
    [
        ((Value(10, None, "元"), Value(20, None, "元")), Value(30, None, "元"), []),
        (
            (Value(251000, None, "元"), Value(Decimal("25.6"), None, "万元")),
            Value(Decimal("50.7"), None, "万元"),
            [Why.UNIT],
        ),
        ((Value(251000), Value(Decimal("25.6"), None, "万元")), UNKNOWN, [Why.UNIT]),
        ((Value(251000), Value(25)), UNKNOWN, [Why.UNIT]),
        ((Value(251000), Value(0), Value(0)), Value(251000), []),
        ((Value(0), Value(0)), Value(0), []),
    ],
)
def test_amounts_are_added_only_in_units_that_are_known(values: tuple[Value, ...], total: Value, why: list[Why]):
    merged = bought(*values)
    assert merged.report.cells[PROCUREMENT] == total
    assert whys(merged) == why


def test_fees_are_in_ten_thousand_yuan_by_the_form_and_keep_every_cent():
    members = [
        full_report(body="云溪市财政局", cells={FEES: Decimal("0.000001")}),
        full_report(body="云溪市林业局", cells={FEES: Value(123456, None, "元")}),
    ]
    assert merge(members, body=GOVERNMENT).report.cells[FEES] == Value(Decimal("12.345601"))


COLUMNS = [column.key for column in APPLICANTS[:-1]]


@st.composite
def members(draw: st.DrawFn) -> list[Report]:
    edition = draw(st.sampled_from(["2019", "2021"]))
    leaves = (*EDITIONS[edition].leaves, "carried_forward")
    reports = []
    for number in range(draw(st.integers(2, 5))):
        report = empty_report(edition, body=f"云溪市第{'一二三四五'[number]}局")
        for _ in range(draw(st.integers(0, 6))):
            report = add_requests(
                report,
                draw(st.integers(1, 90)),
                row=draw(st.sampled_from(leaves)),
                column=draw(st.sampled_from(COLUMNS)),
                source=draw(st.sampled_from(["new", "carried_over"])),
            )
        block = st.tuples(*[st.integers(0, 9)] * 4)
        report = change(report, remedies_table(draw(block), draw(block), draw(block)))
        if draw(st.booleans()):
            zeros = [key for key, value in report.cells.items() if value.number == 0]
            report = change(report, dict.fromkeys(draw(st.lists(st.sampled_from(zeros), max_size=5)), BLANK))
        reports.append(report)
    return reports


@settings(max_examples=40, deadline=None)
@given(members())
def test_a_sum_of_reports_that_add_up_adds_up(reports: list[Report]):
    merged = merge(reports, body=GOVERNMENT)
    for code in ("A01", "A02", "A03", "A04", "A05", "A09"):
        assert not found(code, merged.report)
    for key in merged.report.cells:
        assert (merged.report.number(key) or 0) == sum(member.number(key) or 0 for member in merged.members)


@settings(max_examples=25, deadline=None)
@given(members(), st.randoms())
def test_the_order_of_the_members_does_not_matter(reports: list[Report], random: object):
    shuffled = list(reports)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    one, other = merge(reports, body=GOVERNMENT), merge(shuffled, body=GOVERNMENT)
    if {member.body for member in one.members} == {member.body for member in other.members}:
        assert one.report.cells == other.report.cells
