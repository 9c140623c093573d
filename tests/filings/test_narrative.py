"""The text is drafted from the figures and says nothing that the tables do not bear out; somebody works it over."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.bodies.models import Body, Succession
from gongkai.cases.enums import Procedure
from gongkai.cases.models import FeeDecision, Happening
from gongkai.filings.enums import Origin
from gongkai.filings.services import compiling, narrative
from gongkai.filings.services.narrative import drafts
from gongkai.filings.services.reports import report_of
from gongkai.law.events import Kind
from gongkai.report import Severity, check
from tests.filings.people import PROBLEMS, YEAR, Desk
from tests.filings.test_compiling import DAYS, GENERATE, _case
from tests.office.conftest import deeds

IN_2024 = date(2024, 6, 3)


def overview(desk: Desk, year: int = YEAR) -> str:
    return drafts(desk.begun(year))["overview"].text


# --- drafts ---------------------------------------------------------------------------------------------------------


def test_a_year_without_requests_says_so(desk: Desk):
    text = overview(desk)
    assert "2024年没有收到政府信息公开申请" in text
    assert "没有发生政府信息公开行政复议、行政诉讼" in text


def test_the_draft_tells_the_figures_of_the_tables(desk: Desk):
    for day in range(1, 5):
        desk.case(date(2024, 3, day), date(2024, 3, 20), "partial" if day == 4 else "disclosed")
    desk.case(date(2023, 12, 25), date(2024, 1, 10), "not_held")
    late = desk.case(date(2024, 5, 6), date(2024, 8, 1), in_time=False)
    desk.case(date(2024, 12, 30))
    desk.remedy(late, date(2024, 9, 1), date(2024, 10, 8), "annulled")
    desk.document(date(2024, 2, 1))
    found = drafts(desk.begun())
    overview, problems = found["overview"].text, found["problems"].text
    assert "新收政府信息公开申请6件；上年结转1件。共办结申请6件，" in overview
    assert "其中予以公开4件、部分公开1件、无法提供1件。结转下年度继续办理1件。" in overview
    assert "办结的申请中，1件超过期限答复。" in overview
    assert "政府信息公开行政复议案件1件，其中结果纠正1件。" in overview
    assert "制发行政规范性文件1件，废止0件，现行有效1件" in overview
    assert problems.startswith("存在的主要问题：一是答复时限把握不严，1件申请的答复超过了法定期限；二是")
    assert "答复的事实和依据不够扎实，行政复议案件结果纠正1件。" in problems
    assert problems.count("一是") == problems.count("二是") == 2


def test_where_the_records_show_no_problem_none_is_made_up(desk: Desk):
    found = drafts(desk.begun())["problems"]
    assert found.text == ""
    assert "请写明实际存在的问题" in found.hints[0]


def test_what_the_records_do_not_tell_is_named_beside_the_draft(desk: Desk):
    found = drafts(desk.begun())["overview"]
    assert "监督保障" not in found.text
    assert any("“监督保障情况”：记录里没有" in hint for hint in found.hints)


def told_fee(desk: Desk, amount: int, *, paid: bool, on: date = IN_2024) -> None:
    case = desk.case(date(2024, 5, 6))
    FeeDecision.objects.create(case=case, method="by_item", before=12, amount=amount, by=desk.officer)
    Happening.objects.create(case=case, number=1, kind=Kind.FEE_NOTIFIED, on=on, by=desk.officer)
    if paid:
        Happening.objects.create(case=case, number=2, kind=Kind.FEE_PAID, on=on, by=desk.officer)


def test_section_six_states_the_fees_by_what_was_told_and_paid(desk: Desk):
    told_fee(desk, 100, paid=True)
    told_fee(desk, 200, paid=False)
    told_fee(desk, 400, paid=True, on=date(2025, 1, 6))
    undecided = desk.case(date(2024, 5, 6))
    FeeDecision.objects.create(case=undecided, method="by_item", before=12, amount=900, by=desk.officer)
    text = drafts(desk.begun())["other"].text
    assert text.startswith("本年发出收费通知2件，总金额300元，实际收取100元。")


def test_that_no_fee_was_charged_is_stated_since_there_is_one(desk: Desk):
    assert "本年未收取信息处理费" in drafts(desk.begun())["other"].text
    assert drafts(desk.begun(2020))["other"].text == "没有其他需要报告的事项。"


@pytest.mark.usefixtures("_in_january")
@settings(max_examples=15, phases=GENERATE, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    cases=st.lists(_case(), max_size=25),
    remedies=st.lists(
        st.tuples(DAYS, st.sampled_from(["upheld", "annulled", "pending", "withdrawn"]), st.sampled_from(Procedure)),
        max_size=4,
    ),
    documents=st.lists(DAYS, max_size=5),
    late=st.booleans(),
    year=st.sampled_from([2020, 2023, 2024]),
)
def test_no_draft_says_what_the_tables_do_not(
    cases: list[dict[str, Any]],
    remedies: list[tuple[date, str, Procedure]],
    documents: list[date],
    late: bool,
    year: int,
    db: None,
):
    with transaction.atomic():
        desk = Desk()
        made = [desk.case(**each, in_time=not late if each["settled"] else None) for each in cases]
        for (filed, result, procedure), case in zip(remedies, made, strict=False):
            decided = None if result == "pending" else filed
            desk.remedy(case, filed, decided, result, procedure=procedure)
        for formed in documents:
            desk.document(formed)
        filing = desk.ready(year)
        if drafted := drafts(filing)["problems"].text:
            desk.write(filing, "problems", drafted)
        report = report_of(desk.now(filing))
        told = [each for each in check(report).findings if each.code[0] in "ACD"]
        wrong = [each for each in told if each.severity is not Severity.NOTICE]
        assert not wrong, [(each.code, each.message) for each in wrong]
        transaction.set_rollback(True)


# --- writing --------------------------------------------------------------------------------------------------------


def test_drafts_are_put_where_nothing_is_written_yet(desk: Desk):
    filing = desk.begun()
    desk.write(filing, "overview", "自己写的。")
    assert narrative.put_drafts(filing, by=desk.officer) == ["other"]
    texts = dict(filing.sections.values_list("key", "text"))
    assert texts["overview"] == "自己写的。"
    assert deeds().filter(deed="撰写年度报告").count() == 2


def test_two_who_write_in_a_section_at_once_do_not_overwrite_each_other(desk: Desk):
    filing = desk.begun()
    narrative.write(filing, "overview", "甲的。\n\n  第二段。 ", edition=1, by=desk.officer)
    with pytest.raises(ValidationError, match="林小满在09:00改过这一部分"):
        narrative.write(filing, "overview", "乙的。", edition=1, by=desk.second)
    assert filing.sections.get(key="overview").text == "甲的。\n第二段。"
    narrative.write(filing, "problems", PROBLEMS, edition=1, by=desk.second)


def test_a_section_may_have_another_title_and_is_not_too_long(desk: Desk):
    filing = desk.begun()
    section = narrative.write(filing, "other", "无。", title="需要说明的事项", edition=1, by=desk.officer)
    found = report_of(desk.now(filing)).section("other")
    assert found is not None
    assert found.title == "需要说明的事项"
    with pytest.raises(ValidationError, match="超过20000字"):
        narrative.write(filing, "other", "长" * 20001, edition=section.edition, by=desk.officer)


def test_who_may_not_register_writes_nothing_and_nobody_in_an_uploaded_report(desk: Desk):
    filing = desk.begun()
    with pytest.raises(PermissionDenied):
        narrative.write(filing, "other", "无。", edition=1, by=desk.leader)
    filing.origin = Origin.MERGED
    filing.save()
    narrative.write(filing, "other", "无。", edition=1, by=desk.officer)


# --- last year's text -----------------------------------------------------------------------------------------------


def test_last_years_text_lies_beside_with_how_much_of_it_is_found_again(desk: Desk):
    desk.public_in_january(2023)
    filing = desk.ready(2024)
    former = narrative.former_texts(filing)
    assert former["problems"].text == PROBLEMS
    assert former["problems"].likeness.of_first == 1
    assert former["other"].title == "海州市教育局2023年政府信息公开工作年度报告"
    desk.write(filing, "problems", "存在的问题是办公场所公开栏更新慢。下一步每周更新公开栏，并安排专人核对。")
    assert narrative.former_texts(filing)["problems"].likeness.of_first < 0.2
    assert narrative.former_texts(desk.begun(2022)) == {}


def test_a_figure_is_told_against_last_years(desk: Desk):
    for day in (1, 2, 3):
        desk.case(date(2023, 5, day), date(2023, 5, 20))
    desk.case(date(2024, 5, 6), date(2024, 5, 20))
    desk.public_in_january(2023)
    assert "新收政府信息公开申请1件，比上年减少2件" in overview(desk)


def test_the_text_of_a_body_that_it_came_out_of_counts_as_its_own(desk: Desk):
    before = Body.objects.create(name="海州市教育委员会", kind="department", parent=desk.city)
    Succession.objects.create(predecessor=before, successor=desk.bureau, on=date(2024, 1, 1), change="renamed")
    desk.officer.appointments.create(role="officer", body=before, since=date(2015, 1, 1))
    for each in (desk.counsel, desk.secrecy, desk.leader):
        held = each.appointments.get()
        each.appointments.create(role=held.role, body=before, since=date(2015, 1, 1))
    for each in (desk.officer, desk.counsel, desk.secrecy, desk.leader):
        each.__dict__.pop("held", None)
    desk.public_in_january(2023, before)
    former = narrative.former_texts(desk.ready(2024))
    assert former["problems"].title.startswith("海州市教育委员会2023")
    assert compiling.last_changes(desk.now(desk.begun(2022))) == []
