"""A report is begun for a body and a year, and counted from the records; what moved since is told."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.cases.enums import Procedure
from gongkai.documents.enums import Effect
from gongkai.filings.definitions import all_behind
from gongkai.filings.enums import Origin, Scope
from gongkai.filings.models import Filing
from gongkai.filings.services import compiling
from gongkai.filings.services.reports import report_of, totals
from gongkai.report import Severity, check
from gongkai.report.form import EDITION_2019, EDITION_2021, SECTION_TITLES
from tests.filings.people import ANSWERS, YEAR, Desk
from tests.filings.test_definitions import COLUMNS, DAYS
from tests.office.conftest import deeds

GENERATE = (Phase.explicit, Phase.generate)
"""Each example makes a report: making a failing one smaller would take minutes."""

# --- beginning ------------------------------------------------------------------------------------------------------


def test_a_report_begins_with_the_form_of_its_year_and_the_day_of_the_law(desk: Desk):
    filing = compiling.begin(desk.bureau, 2024, by=desk.officer)
    assert (filing.edition, filing.due_on, filing.body_name) == ("2021", date(2025, 1, 31), "海州市教育局")
    assert filing.title == "海州市教育局2024年政府信息公开工作年度报告"
    assert "统计期限自2024年1月1日起至12月31日止" in filing.preamble
    assert "国办公开办函〔2021〕30号" in filing.preamble
    assert list(filing.sections.order_by("pk").values_list("key", flat=True)) == list(SECTION_TITLES)
    assert compiling.begin(desk.bureau, 2020, by=desk.officer).edition == "2019"
    assert deeds().filter(deed="开始编制年度报告").count() == 2


@pytest.mark.parametrize(
    ("kind", "scope", "due"),
    [
        (BodyKind.DEPARTMENT, Scope.OWN, date(2025, 1, 31)),
        (BodyKind.GOVERNMENT, Scope.OWN, date(2025, 3, 31)),
        (BodyKind.TOWNSHIP, Scope.OWN, date(2025, 1, 31)),
        (BodyKind.DEPARTMENT, Scope.REGION, date(2025, 3, 31)),
    ],
)
def test_it_is_due_by_what_the_body_is(kind: BodyKind, scope: Scope, due: date):
    assert compiling.due_on(Body(name="某机关", kind=kind), 2024, scope) == due


def test_a_local_day_may_only_be_earlier(desk: Desk):
    local = date(2025, 1, 20)
    assert compiling.begin(desk.bureau, 2024, by=desk.officer, local=local).due_on == local
    with pytest.raises(ValidationError, match="地方规定只能提前"):
        compiling.begin(desk.city, 2024, by=desk.person("officer", "甲", desk.city), local=date(2025, 4, 1))


def test_there_is_one_report_a_body_year_and_scope(desk: Desk):
    desk.begun()
    with pytest.raises(ValidationError, match="已经有了"):
        compiling.begin(desk.bureau, YEAR, by=desk.officer)
    compiling.begin(desk.bureau, YEAR, Scope.REGION, by=desk.officer, origin=Origin.MERGED)


@pytest.mark.parametrize("year", [2007, 2026])
def test_only_years_that_have_reports_are_begun(year: int, desk: Desk):
    with pytest.raises(ValidationError, match="年度应在2008年到2025年之间"):
        compiling.begin(desk.bureau, year, by=desk.officer)


def test_who_may_not_register_begins_and_counts_nothing(desk: Desk):
    filing = desk.begun()
    for by in (
        desk.leader,
        desk.person("officer", "别处", desk.city.children.create(name="海州市水利局", kind="department")),
    ):
        with pytest.raises(PermissionDenied):
            compiling.begin(desk.bureau, 2023, by=by)
        with pytest.raises(PermissionDenied):
            compiling.compile_cells(filing, by=by)


# --- counting -------------------------------------------------------------------------------------------------------


def test_it_is_counted_anew_as_often_as_wanted_and_says_what_moved(desk: Desk):
    desk.case(date(2024, 3, 1), date(2024, 3, 10))
    filing = desk.begun()
    assert compiling.last_changes(filing) == []
    assert report_of(filing).number("requests.new.total") == 1
    desk.case(date(2024, 4, 1), date(2024, 4, 10), "partial", column="business")
    assert [str(each) for each in compiling.stale(filing)][:2] == [
        "一、本年新收政府信息公开申请数量 | 商业企业：0 → 1",
        "一、本年新收政府信息公开申请数量 | 总计：1 → 2",
    ]
    moved = compiling.compile_cells(filing, by=desk.officer)
    filing = desk.now(filing)
    assert compiling.last_changes(filing) == moved
    assert compiling.stale(filing) == []
    assert report_of(filing).number("requests.partial.business") == 1
    assert deeds().filter(deed="编制年度报告").count() == 2


def test_a_report_has_every_cell_of_its_form_that_is_counted_or_derived(desk: Desk):
    filing, older = desk.begun(2024), desk.begun(2020)
    for each, form in ((filing, EDITION_2021), (older, EDITION_2019)):
        cells = report_of(each).cells
        lacking = set(form.keys) - set(cells)
        assert {cell.split(".")[1] for cell in lacking} <= {
            "permits", "other_services", "penalties", "coercions", "fees", "procurement"
        }  # fmt: skip
        assert list(cells) == [cell for cell in form.keys if cell in cells]


def test_what_was_not_made_of_records_is_not_counted(desk: Desk):
    filing = compiling.begin(desk.bureau, YEAR, Scope.REGION, by=desk.officer, origin=Origin.MERGED)
    with pytest.raises(ValidationError, match="不由记录统计"):
        compiling.compile_cells(filing, by=desk.officer)


def test_the_frame_is_changed_by_one_at_a_time(desk: Desk):
    filing = desk.begun()
    seen = filing.edition_number
    compiling.set_frame(filing, {"title": "海州市教育局2024年度报告"}, seen=seen, by=desk.officer)
    with pytest.raises(ValidationError, match="刚刚有人改过"):
        compiling.set_frame(filing, {"title": "另一个"}, seen=seen, by=desk.second)
    with pytest.raises(ValidationError, match="地方规定只能提前"):
        compiling.set_frame(filing, {"due_on": date(2025, 2, 28)}, seen=seen + 1, by=desk.officer)
    assert desk.now(filing).title == "海州市教育局2024年度报告"


# --- whatever the records -------------------------------------------------------------------------------------------


@st.composite
def _case(draw: st.DrawFn) -> dict[str, Any]:
    came, settled = sorted((draw(DAYS), draw(DAYS)))
    return {
        "came": came,
        "settled": settled if draw(st.booleans()) else None,
        "answer": draw(st.sampled_from(ANSWERS)),
        "column": draw(st.sampled_from(COLUMNS)),
    }


@pytest.mark.usefixtures("_in_january")
@settings(max_examples=15, phases=GENERATE, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cases=st.lists(_case(), max_size=15),
    remedies=st.lists(st.tuples(DAYS, st.sampled_from(["upheld", "annulled", "pending", "withdrawn"])), max_size=4),
    documents=st.lists(st.tuples(DAYS, st.sampled_from([None, *Effect])), max_size=5),
    year=st.sampled_from([2020, 2023, 2024]),
)
def test_no_records_make_a_report_whose_sums_are_wrong(
    cases: list[dict[str, Any]],
    remedies: list[tuple[date, str]],
    documents: list[tuple[date, Effect | None]],
    year: int,
    db: None,
):
    with transaction.atomic():
        desk = Desk()
        made = [desk.case(**each) for each in cases]
        for (filed, result), case in zip(remedies, made, strict=False):
            decided = None if result == "pending" else filed
            desk.remedy(case, filed, decided, result, procedure=Procedure.LITIGATION)
        for formed, effect in documents:
            desk.document(formed, effect=effect or Effect.IN_FORCE, ended_on=formed)
        filing = desk.begun(year)
        desk.declare(filing)
        report = report_of(filing)
        wrong = [each for each in check(report).findings if each.code[0] == "A" and each.severity is Severity.ERROR]
        assert not wrong, wrong
        behind = all_behind(desk.bureau, year, report.form or EDITION_2021)
        for cell in report.form.keys if report.form else ():
            if cell not in totals(report.form) and cell in filing.counted:
                assert report.number(cell) == len(behind.get(cell, ()))
        transaction.set_rollback(True)


def test_a_number_is_kept_as_it_is(desk: Desk):
    filing = desk.begun()
    desk.declare(filing, fees__amount="43.788000")
    assert str(report_of(filing).number("proactive.fees.amount")) == "43.788"
    assert Filing.objects.get(pk=filing.pk).counted["requests.new.total"] == 0
