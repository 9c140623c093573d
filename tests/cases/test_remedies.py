"""Reconsiderations and suits: their limits, their results, what they order, and how section four counts them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases import figures
from gongkai.cases.after import remind_remedies
from gongkai.cases.enums import PaperKind, Procedure, Stage
from gongkai.cases.models import Case, CaseLetter, Remedy
from gongkai.cases.services import letters, papers, remedies
from gongkai.cases.services.course import clock_of
from gongkai.jobs.models import Job
from gongkai.jobs.work import Work
from gongkai.law.events import Kind
from gongkai.law.remedy import RESULTS
from gongkai.law.remedy import Procedure as Counted
from gongkai.office.waiting import waiting_for
from tests.cases.people import DAY, Office, at
from tests.cases.serving import ready, served

pytestmark = pytest.mark.django_db
REPLIED = date(2024, 10, 20)
TODAY = date(2025, 3, 10)
RECONSIDERED: dict[str, Any] = {
    "procedure": Procedure.RECONSIDERATION,
    "authority": "海州市人民政府",
    "filed_on": date(2024, 11, 4),
}
SUED: dict[str, Any] = {
    "procedure": Procedure.LITIGATION,
    "authority": "海州市中级人民法院",
    "filed_on": date(2025, 1, 6),
}


@pytest.fixture(autouse=True)
def _then() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def case(office: Office) -> Case:
    """A request that was answered in October."""
    return office.happen(office.case(), Kind.REPLIED, REPLIED, outcome="not_held", route="direct", served=REPLIED)


def filed(office: Office, case: Case, after: Remedy | None = None, **members: Any) -> Remedy:
    given = (SUED if after is not None else RECONSIDERED) | members
    way = given.pop("way", "")
    return remedies.file(case, given, by=office.officer, way=way, after=after)


def decided(office: Office, remedy: Remedy, result: str = "ordered", **members: Any) -> Remedy:
    given: dict[str, Any] = {"decided_on": date(2024, 12, 30), "received_on": date(2025, 1, 2)} | members
    if remedy.procedure == Procedure.LITIGATION and "decided_on" not in members:
        given |= {"decided_on": date(2025, 2, 20), "received_on": date(2025, 2, 24)}
    return remedies.decided(remedy, result, by=office.officer, **given)


# --- until when the body answers ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "notified", "due", "article"),
    [
        ("ordinary", date(2024, 11, 8), date(2024, 11, 22), "行政复议法第48条"),  # ten working days
        ("ordinary", date(2024, 9, 26), date(2024, 10, 15), "行政复议法第48条"),  # the National Day holidays between
        ("summary", date(2024, 11, 8), date(2024, 11, 15), "行政复议法第54条第1款"),
        ("ordinary", date(2023, 11, 8), date(2023, 11, 20), "原行政复议法第23条第1款"),  # a Saturday, moved on
        ("suit", date(2025, 1, 10), date(2025, 1, 26), "行政诉讼法第67条第1款"),  # a Saturday; that Sunday was worked
        ("suit", date(2024, 11, 4), date(2024, 11, 19), "行政诉讼法第67条第1款"),
    ],
)
def test_the_answer_is_due_by_the_law_of_the_procedure(way: str, notified: date, due: date, article: str):
    found = remedies.answer_due(way, notified)
    assert (found.day, found.answering.article.short, found.provisional) == (due, article, False)


def test_what_was_not_yet_law_is_said():
    with pytest.raises(ValidationError):
        remedies.answer_due("summary", date(2023, 6, 1))


def test_a_notice_to_answer_sets_the_day_and_may_set_another(office: Office, case: Case):
    remedy = filed(office, case)
    assert (remedy.stage, remedy.answer_due_on) == (Stage.FILED, None)
    remedy = remedies.accepted(remedy, date(2024, 11, 8), by=office.officer, number="海政复〔2024〕31号", way="summary")
    assert (remedy.stage, remedy.number, remedy.answer_due_on) == (
        Stage.ACCEPTED,
        "海政复〔2024〕31号",
        date(2024, 11, 15),
    )
    remedy = remedies.accepted(remedy, date(2024, 11, 8), by=office.officer, answer_due_on=date(2024, 11, 20))
    assert (remedy.number, remedy.answer_due_on) == ("海政复〔2024〕31号", date(2024, 11, 20))


def test_with_the_day_of_notice_at_once_it_counts_as_accepted(office: Office, case: Case):
    remedy = filed(office, case, notified_on=date(2024, 11, 8), way="ordinary")
    assert (remedy.stage, remedy.answer_due_on) == (Stage.ACCEPTED, date(2024, 11, 22))


# --- its course -----------------------------------------------------------------------------------------------------


def test_a_reconsideration_from_filing_to_performance(office: Office, case: Case):
    remedy = remedies.accepted(filed(office, case), date(2024, 11, 8), by=office.officer)
    remedy = remedies.answered(remedy, date(2024, 11, 20), by=office.officer)
    assert (remedy.stage, remedy.answered_on) == (Stage.ANSWERED, date(2024, 11, 20))
    remedy = remedies.hearing(remedy, date(2024, 12, 5), by=office.officer)
    assert (remedy.stage, remedy.hearing_on) == (Stage.HEARD, date(2024, 12, 5))
    remedy = decided(
        office, remedy, "ordered", orders="责令自收到决定书之日起20个工作日内答复", perform_by=date(2025, 2, 7)
    )
    assert (remedy.stage, remedy.result) == (Stage.DECIDED, "ordered")
    remedy = remedies.performed(remedy, date(2025, 1, 20), by=office.officer)
    assert (remedy.stage, remedy.performed_on) == (Stage.PERFORMED, date(2025, 1, 20))
    remedy = remedies.lesson(remedy, " 检索范围应包括移交前的档案 ", by=office.officer)
    assert (remedy.lesson, remedy.stage) == ("检索范围应包括移交前的档案", Stage.PERFORMED)


def test_a_hearing_to_come_is_noted_and_takes_it_no_further(office: Office, case: Case):
    remedy = remedies.hearing(filed(office, case), date(2025, 4, 1), by=office.officer)
    assert (remedy.hearing_on, remedy.stage) == (date(2025, 4, 1), Stage.FILED)


def test_an_answer_after_the_hearing_does_not_take_it_back(office: Office, case: Case):
    remedy = remedies.hearing(filed(office, case), date(2024, 12, 5), by=office.officer)
    assert remedies.answered(remedy, date(2024, 12, 6), by=office.officer).stage == Stage.HEARD


def test_what_is_decided_is_answered_no_more_and_decided_once(office: Office, case: Case):
    remedy = decided(office, filed(office, case), "upheld")
    for deed in (
        lambda: remedies.accepted(remedy, date(2025, 1, 3), by=office.officer),
        lambda: remedies.answered(remedy, date(2025, 1, 3), by=office.officer),
        lambda: remedies.hearing(remedy, date(2025, 1, 3), by=office.officer),
        lambda: decided(office, remedy, "annulled"),
    ):
        with pytest.raises(ValidationError, match="已于2024-12-30作出决定、裁判"):
            deed()


def test_what_is_not_decided_is_neither_final_nor_performed(office: Office, case: Case):
    remedy = filed(office, case)
    for deed in (
        lambda: remedies.final(remedy, by=office.officer),
        lambda: remedies.performed(remedy, TODAY, by=office.officer),
        lambda: remedies.reopen(remedy, TODAY, by=office.officer, seen=2),
    ):
        with pytest.raises(ValidationError, match="还没有登记决定、裁判的结果"):
            deed()


def test_where_nothing_was_ordered_nothing_is_performed(office: Office, case: Case):
    remedy = remedies.final(decided(office, filed(office, case), "upheld"), by=office.officer)
    assert remedy.stage == Stage.FINAL
    with pytest.raises(ValidationError, match="没有需要本机关履行的内容"):
        remedies.performed(remedy, TODAY, by=office.officer)


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"filed_on": date(2025, 3, 11)}, "filed_on"),  # to come
        ({"filed_on": date(2024, 9, 1)}, "filed_on"),  # before the request
        ({"notified_on": date(2024, 11, 1)}, "notified_on"),  # before it was filed
        ({"authority": ""}, "authority"),
        ({"procedure": "appeal"}, "procedure"),
        ({"claim": "请" * 1001}, "claim"),
    ],
)
def test_what_does_not_fit_is_said_at_its_field(office: Office, case: Case, members: dict[str, Any], field: str):
    with pytest.raises(ValidationError) as refused:
        filed(office, case, **members)
    assert [*refused.value.message_dict] == [field]
    assert not Remedy.objects.exists()


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"decided_on": date(2024, 11, 1)}, "decided_on"),
        ({"decided_on": date(2025, 3, 20), "received_on": None}, "decided_on"),
        ({"received_on": date(2024, 12, 20)}, "received_on"),
        ({"perform_by": date(2024, 12, 1)}, "perform_by"),
        ({"orders": "责" * 1001}, "orders"),
    ],
)
def test_the_days_of_a_decision_come_in_their_order(office: Office, case: Case, members: dict[str, Any], field: str):
    remedy = filed(office, case)
    with pytest.raises(ValidationError) as refused:
        decided(office, remedy, **members)
    assert [*refused.value.message_dict] == [field]
    assert Remedy.objects.get().result == "pending"


def test_a_result_is_one_of_the_table(office: Office, case: Case):
    remedy = filed(office, case)
    for result in ("pending", "won", ""):
        with pytest.raises(ValidationError, match="请选择结果"):
            decided(office, remedy, result)
    assert {key for key, _ in remedies.OPEN_TO} == {each.key for each in RESULTS} - {"pending"}


def test_the_letter_is_one_of_the_case_that_was_served(office: Office, case: Case):
    ready(office)
    other = office.case(date(2024, 12, 2))
    draft = letters.draft(other, "acknowledgement", {}, by=office.officer)
    for of in (case, other):
        with pytest.raises(ValidationError, match="请选择本案已经送达的文书"):
            filed(office, of, letter=draft, filed_on=date(2025, 1, 3))


def test_the_database_itself_wants_a_day_with_a_result(office: Office, case: Case):
    remedy = filed(office, case)
    for members in ({"result": "upheld"}, {"decided_on": TODAY}, {"after": remedy}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Remedy.objects.filter(pk=remedy.pk).update(**members)


def test_who_may_not_register_changes_nothing(office: Office, case: Case):
    remedy = decided(office, filed(office, case))
    for who in (
        office.leader,
        office.counsel,
        office.holder(Role.OFFICER, Body.objects.create(name="海州市财政局")),
    ):
        for deed in (
            lambda who=who: remedies.file(case, RECONSIDERED, by=who),
            lambda who=who: remedies.lesson(remedy, "改", by=who),
            lambda who=who: remedies.final(remedy, by=who),
            lambda who=who: remedies.reopen(remedy, TODAY, by=who, seen=2),
            lambda who=who: remedies.attach(remedy, "决定书.pdf", b"%PDF", by=who),
        ):
            with pytest.raises(PermissionDenied):
                deed()


def test_the_log_names_the_case_and_neither_court_nor_claim(office: Office, case: Case):
    remedy = filed(office, case, claim="请求责令向陈敬公开")
    remedies.lesson(remedy, "陈敬的申请检索不够", by=office.officer)
    said = "".join(str(deed.detail) for deed in Deed.objects.filter(deed__contains="复议"))
    assert "2024-0001" in said
    assert not any(word in said for word in ("陈敬", "人民政府", "检索"))


def test_files_lie_with_the_matter_and_with_the_case(office: Office, case: Case):
    remedy = filed(office, case)
    paper = remedies.attach(remedy, "行政复议决定书.pdf", b"%PDF-1.7 ...", by=office.officer, note="正本")
    assert [*remedy.papers.all()] == [paper] == [*case.papers.all()]
    assert (paper.kind, papers.content_of(paper)) == (PaperKind.REMEDY, b"%PDF-1.7 ...")


# --- how it is counted ----------------------------------------------------------------------------------------------


def test_a_suit_is_counted_by_whether_a_reconsideration_went_before(office: Office, case: Case):
    first = decided(office, filed(office, case), "upheld")
    suit = decided(office, filed(office, case, after=first), "claim_dismissed")
    appeal = filed(office, case, after=suit, filed_on=date(2025, 3, 3), authority="福建省高级人民法院（虚构）")
    direct = filed(office, case, **SUED)
    kinds = [remedies.procedure_of(each) for each in (first, suit, appeal, direct)]
    assert kinds == [
        Counted.RECONSIDERATION,
        Counted.LITIGATION_AFTER,
        Counted.LITIGATION_AFTER,
        Counted.LITIGATION_DIRECT,
    ]
    assert [remedies.instance_of(each) for each in (first, suit, appeal, direct)] == ["", "一审", "二审", "一审"]
    assert Remedy.objects.get(pk=suit.pk).stage == Stage.APPEALED
    assert Remedy.objects.get(pk=first.pk).stage == Stage.DECIDED
    counted = figures.cells_of(office.bureau, 2025)
    assert {cell: number for cell, number in counted.items() if number and cell.startswith("remedies")} == {
        "remedies.litigation_direct.pending": 1,
        "remedies.litigation_direct.total": 1,
        "remedies.litigation_after_reconsideration.pending": 1,
        "remedies.litigation_after_reconsideration.total": 1,
    }


def test_after_a_decision_only_a_suit_follows_and_one_appeal(office: Office, case: Case):
    first = filed(office, case)
    with pytest.raises(ValidationError, match="还没有结果"):
        filed(office, case, after=first)
    first = decided(office, first, "upheld")
    with pytest.raises(ValidationError, match="只能是诉讼"):
        filed(office, case, after=first, **RECONSIDERED | {"filed_on": date(2025, 1, 6)})
    suit = decided(office, filed(office, case, after=first), "claim_dismissed")
    filed(office, case, after=suit, filed_on=date(2025, 3, 3))
    with pytest.raises(ValidationError, match="已经登记过上诉"):
        filed(office, case, after=suit, filed_on=date(2025, 3, 3))
    with pytest.raises(ValidationError, match="请在二审上登记"):
        remedies.final(suit, by=office.officer)
    other = office.happen(office.case(), Kind.REPLIED, REPLIED, outcome="not_held", route="direct")
    with pytest.raises(ValidationError, match="之后只能是诉讼"):
        filed(office, other, after=first)


@pytest.mark.parametrize(("outcome", "first"), [("internal_affairs", True), ("not_held", False)])
def test_a_suit_that_skips_the_reconsideration_is_told(office: Office, outcome: str, first: bool):
    case = office.happen(office.case(), Kind.REPLIED, REPLIED, outcome=outcome, route="direct")
    letter = CaseLetter(case=case, body=office.bureau, key=outcome, on=REPLIED)
    suit = Remedy(case=case, letter=letter, procedure=Procedure.LITIGATION, filed_on=TODAY)
    assert remedies.skips_reconsideration(suit) is first
    suit.after = Remedy(case=case, procedure=Procedure.RECONSIDERATION, filed_on=TODAY)
    assert not remedies.skips_reconsideration(suit)


# --- the case is opened again ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("result", "orders", "opens"),
    [
        ("annulled", "", True),
        ("ordered", "", True),
        ("found_unlawful", "", False),
        ("found_unlawful", "责令采取补救措施", True),
        ("changed", "", False),
        ("upheld", "", False),
        ("upheld", "诉讼费由原告负担", False),
        ("withdrawn", "", False),
        ("mediated", "", False),
    ],
)
def test_what_annuls_or_orders_opens_the_case(office: Office, case: Case, result: str, orders: str, opens: bool):
    remedy = decided(office, filed(office, case), result, orders=orders)
    assert remedies.reopens(remedy) is opens
    if not opens:
        with pytest.raises(ValidationError, match="没有撤销答复"):
            remedies.reopen(remedy, date(2025, 1, 2), by=office.officer, seen=2)


def test_an_annulled_reply_is_made_anew_in_a_new_term_on_the_same_case(office: Office, case: Case):
    remedy = decided(office, filed(office, case), "annulled", orders="撤销答复，责令重新作出")
    remedy = remedies.reopen(remedy, date(2025, 1, 2), by=office.officer, seen=2)
    case = Case.objects.get(pk=case.pk)
    assert (case.state, case.closed_on, case.outcome, case.is_open) == ("restarted", None, "", True)
    assert case.reply_due_on == clock_of(case).due["reply"] == date(2025, 2, 6)
    assert remedy.perform_by == case.reply_due_on
    case = office.happen(case, Kind.REPLIED, date(2025, 1, 20), outcome="disclosed", route="direct")
    assert (case.outcome, case.in_time) == ("disclosed", True)
    assert remedies.performed(remedy, date(2025, 1, 20), by=office.officer).stage == Stage.PERFORMED


@pytest.mark.parametrize(
    ("terms", "due"),
    [({"days": 15}, date(2025, 1, 23)), ({"until": date(2025, 1, 31)}, date(2025, 2, 5)), ({}, date(2025, 2, 6))],
)
def test_the_new_term_is_the_one_that_was_ordered(office: Office, case: Case, terms: dict[str, Any], due: date):
    remedy = decided(office, filed(office, case), "annulled")
    remedy = remedies.reopen(remedy, date(2025, 1, 2), by=office.officer, seen=2, **terms)
    assert remedy.case.reply_due_on == due
    assert remedy.perform_by == due
    assert clock_of(remedy.case).due["reply"] == due


def test_a_judgment_opens_it_as_a_court_and_a_day_that_was_set_stays(office: Office, case: Case):
    suit = decided(office, filed(office, case, **SUED), "annulled", perform_by=date(2025, 4, 1))
    suit = remedies.reopen(suit, date(2025, 2, 24), by=office.officer, seen=2, until=date(2025, 4, 1))
    assert suit.case.happenings.get(number=3).members == {"by": "court", "until": "2025-04-01"}
    assert (suit.perform_by, suit.case.reply_due_on) == (date(2025, 4, 1), date(2025, 4, 1))


def test_who_had_no_answer_gets_one_by_order(office: Office):
    """The suit of a request that was never answered: it is opened again while it is overdue."""
    case = office.case()
    suit = decided(office, filed(office, case, **SUED), "ordered", orders="判决在判决生效之日起15个工作日内答复")
    suit = remedies.reopen(suit, date(2025, 2, 24), by=office.officer, seen=1, days=15)
    assert (suit.case.is_open, suit.case.reply_due_on) == (True, date(2025, 3, 17))


def test_what_somebody_entered_meanwhile_is_seen_first(office: Office, case: Case):
    remedy = decided(office, filed(office, case), "annulled")
    with pytest.raises(ValidationError, match="刚刚登记了"):
        remedies.reopen(remedy, date(2025, 1, 2), by=office.officer, seen=1)


def test_a_case_is_opened_once_by_a_decision(office: Office, case: Case):
    remedy = decided(office, filed(office, case), "annulled")
    remedy = remedies.reopen(remedy, date(2025, 1, 2), by=office.officer, seen=2)
    with pytest.raises(ValidationError):
        remedies.reopen(remedy, date(2025, 1, 3), by=office.officer, seen=3)


def test_the_body_itself_takes_its_reply_back_for_a_reason(office: Office, case: Case):
    with pytest.raises(ValidationError, match="请写明自行纠正的原因"):
        remedies.reopen_by_self(case, date(2025, 1, 2), " ", by=office.officer, seen=2)
    case = remedies.reopen_by_self(case, date(2025, 1, 2), "漏查了移交前的档案", by=office.officer, seen=2)
    assert (case.is_open, case.happenings.get(number=3).members) == (True, {"by": "self"})
    assert case.happenings.get(number=3).note == "漏查了移交前的档案"


def test_a_case_that_is_open_is_not_taken_back(office: Office):
    with time_machine.travel(at(DAY), tick=False):
        case = office.case()
    with time_machine.travel(at(date(2024, 10, 10)), tick=False), pytest.raises(ValidationError, match="尚未办结"):
        remedies.reopen_by_self(case, date(2024, 10, 10), "看错了", by=office.officer, seen=1)


def test_the_new_decision_is_a_letter_of_the_same_case(office: Office):
    ready(office)
    with time_machine.travel(at(date(2024, 12, 2)), tick=False):
        case = office.case(date(2024, 12, 2))
        given = {"findings": [{"outcome": "needs_creation", "work_needed": "按年汇总并计算平均值"}]}
        case = served(office, letters.draft(case, "needs_creation", given, by=office.officer))
    first = case.letters.get()
    remedy = remedies.file(case, RECONSIDERED | {"letter": first, "filed_on": date(2024, 12, 9)}, by=office.officer)
    remedy = decided(office, remedy, "annulled")
    remedies.reopen(remedy, date(2025, 1, 2), by=office.officer, seen=case.last_event)
    with time_machine.travel(at(date(2025, 1, 13)), tick=False):
        given = {"findings": [{"outcome": "already_public", "where": "本机关网站“统计”栏目"}]}
        case = served(office, letters.draft(case, "already_public", given, by=office.officer))
    assert [letter.key for letter in case.letters.order_by("pk")] == ["needs_creation", "already_public"]
    assert (case.outcome, case.closed_on, case.in_time) == ("already_public", date(2025, 1, 13), True)
    assert remedy.letter == first


# --- reminding ------------------------------------------------------------------------------------------------------


def titles(user: Any) -> list[str]:
    return list(user.notices.filter(kind="remedy_due").order_by("pk").values_list("title", flat=True))


def test_who_handles_it_is_told_three_days_and_one_before_and_the_leaders_after(office: Office, case: Case):
    filed(office, case, notified_on=date(2024, 11, 8))  # due on Friday the 22nd
    for day in (15, 18, 19, 20, 21, 22, 25, 26, 27):
        with time_machine.travel(at(date(2024, 11, day)), tick=False):
            remind_remedies(Work(Job(kind="cases.remedies")))
    assert titles(office.officer) == [
        "2024-0001的行政复议：提交行政复议答复的期限2024-11-22，还有3个工作日",
        "2024-0001的行政复议：提交行政复议答复的期限2024-11-22，还有1个工作日",
        "2024-0001的行政复议：提交行政复议答复的期限2024-11-22，已超期1个工作日",
    ]
    assert titles(office.leader) == titles(office.officer)[2:]


def test_what_was_answered_is_spoken_of_no_more_and_a_new_day_anew(office: Office, case: Case):
    remedy = filed(office, case, notified_on=date(2024, 11, 8))
    with time_machine.travel(at(date(2024, 11, 21)), tick=False):
        remind_remedies(Work(Job(kind="cases.remedies")))
    remedies.answered(remedy, date(2024, 11, 21), by=office.officer)
    assert remind_remedies(Work(Job(kind="cases.remedies"))) is None
    decided(office, remedy, "ordered", perform_by=date(2025, 3, 11))
    remind_remedies(Work(Job(kind="cases.remedies")))
    assert titles(office.officer)[1:] == ["2024-0001的行政复议：履行决定、裁判的期限2025-03-11，还有1个工作日"]


def test_what_is_due_stands_on_the_home_page(office: Office, case: Case):
    with time_machine.travel(at(date(2024, 11, 18)), tick=False):
        remedy = filed(office, case, notified_on=date(2024, 11, 8))
        soon = waiting_for(office.officer).soon
        assert [(item.title, item.due) for item in soon] == [("提交行政复议答复：2024-0001", date(2024, 11, 22))]
        assert not waiting_for(office.leader).soon
    remedies.hearing(remedy, date(2025, 3, 14), by=office.officer)
    assert ("开庭、听证：2024-0001", date(2025, 3, 14)) in [
        (item.title, item.due) for item in waiting_for(office.officer).soon
    ]
    decided(office, remedy, "ordered", orders="责令答复", perform_by=date(2025, 3, 14))
    found = [item.title for item in (*waiting_for(office.officer).soon, *waiting_for(office.officer).now)]
    assert "履行决定、裁判：2024-0001" in found
