"""Asking the applicant, putting the reply off, withdrawing: each by its article, and refused by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.cases.models import Case, CaseLetter
from gongkai.cases.services import asking, letters, papers
from gongkai.law.events import Kind
from gongkai.law.limits import Channel, ServedBy
from tests.cases.people import DAY, TODAY, Office, at
from tests.cases.serving import approved, ready, served

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_then")]
RECEIVED = date(2024, 10, 14)
POINTS = ["所需信息的名称或者文号", "所需信息的年度；"]
UNTIL = date(2024, 11, 11)


@pytest.fixture
def _then() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def office(db: None) -> Office:
    return ready(Office())


@pytest.fixture
def case(office: Office) -> Case:
    return office.case(RECEIVED)


def later(day: date) -> time_machine.travel:
    return time_machine.travel(at(day), tick=False)


def now(case: Case) -> Case:
    return Case.objects.get(pk=case.pk)


# --- supplement -----------------------------------------------------------------------------------------------------


def asked(office: Office, case: Case) -> Case:
    letter = asking.ask_supplement(case, POINTS, "可以写明项目名称", until=UNTIL, by=office.officer)
    return served(office, letter)


def test_one_notice_names_all_points_and_the_reasonable_term(office: Office, case: Case):
    letter = asking.ask_supplement(case, POINTS, "可以写明项目名称。", until=UNTIL, by=office.officer)
    text = letters.letter_of(letter).text
    assert "（1）所需信息的名称或者文号；（2）所需信息的年度。" in text
    assert "2024年11月11日前" in text
    case = served(office, letter)
    assert (case.state, case.next_due, case.next_due_on) == ("stopped", "supplement", UNTIL)


def test_the_supplement_is_kept_and_starts_the_time_anew(office: Office, case: Case):
    case = asked(office, case)
    with later(date(2024, 10, 25)):
        case = asking.receive_supplement(case, "要2023年的", [("目录.txt", "目录".encode())], on=date(2024, 10, 25))
    assert (case.state, case.reply_due_on) == ("restarted", date(2024, 11, 22))
    kept = case.papers.filter(kind="supplement")
    assert [(each.name, each.side, each.shown) for each in kept] == [
        ("补正内容（2024年10月25日）.txt", "applicant", True),
        ("目录.txt", "applicant", True),
    ]
    assert papers.content_of(kept[0]) == "要2023年的".encode()


def test_an_officer_enters_a_supplement_that_came_on_paper(office: Office, case: Case):
    case = asked(office, case)
    case = asking.receive_supplement(case, "要2023年的", [], on=TODAY, by=office.officer, seen=case.last_event)
    assert case.happenings.last().by == office.officer
    with pytest.raises(PermissionDenied):
        asking.receive_supplement(case, "再补", [], on=TODAY, by=office.leader)


def test_a_second_notice_is_refused_before_it_is_drafted(office: Office, case: Case):
    asking.receive_supplement(asked(office, case), "要2023年的", [], on=TODAY)
    with pytest.raises(ValidationError, match="条例第30条"):
        asking.ask_supplement(now(case), POINTS, "", until=UNTIL, by=office.officer)


def test_while_a_notice_is_under_way_there_is_no_other(office: Office, case: Case):
    asking.ask_supplement(case, POINTS, "说明", until=UNTIL, by=office.officer)
    with pytest.raises(ValidationError, match="已有一份补正告知书在办"):
        asking.ask_supplement(case, POINTS, "说明", until=UNTIL, by=office.officer)


def test_the_points_are_named_and_the_term_lies_ahead(office: Office, case: Case):
    with pytest.raises(ValidationError, match="一次告知"):
        asking.ask_supplement(case, [" "], "说明", until=UNTIL, by=office.officer)
    with pytest.raises(ValidationError, match="条例第30条"):
        asking.ask_supplement(case, POINTS, "说明", until=TODAY, by=office.officer)


def test_nothing_supplements_what_was_not_asked_for(case: Case):
    with pytest.raises(ValidationError, match="没有告知补正"):
        asking.receive_supplement(case, "要2023年的", [], on=TODAY)


def test_an_empty_supplement_is_none(office: Office, case: Case):
    case = asked(office, case)
    with pytest.raises(ValidationError, match="请写明内容"):
        asking.receive_supplement(case, " ", [], on=TODAY)
    assert now(case).state == "stopped"


def test_what_comes_too_late_needs_a_good_reason(office: Office, case: Case):
    case = asked(office, case)
    with later(UNTIL + timedelta(3)):
        with pytest.raises(ValidationError, match="条例第30条"):
            asking.receive_supplement(case, "要2023年的", [], on=UNTIL + timedelta(2))
        on = UNTIL + timedelta(2)
        case = asking.receive_supplement(
            case, "要2023年的", [], on=on, by=office.officer, good_reason="住院，有出院记录"
        )
        assert case.state == "restarted"


def test_what_was_not_supplemented_lapses_and_its_letter_is_proposed(office: Office, case: Case):
    case = asked(office, case)
    with later(UNTIL + timedelta(1)):
        found = asking.proposed(case)
        assert found is not None
        assert (found.key, found.label) == ("not_supplemented", "逾期不补正")
        letter = asking.draft_proposed(case, by=office.officer)
        assert asking.proposed(now(case)) is None
        assert letters.lacking(letter) == []
        case = served(office, letter)
    assert (case.state, case.outcome) == ("closed", "not_supplemented")


# --- reasons --------------------------------------------------------------------------------------------------------


def reasons_asked(office: Office, case: Case) -> Case:
    letter = asking.ask_reasons(case, ["一个月内提出30件申请的理由"], until=date(2024, 11, 4), by=office.officer)
    return served(office, letter)


def test_reasons_are_asked_for_given_and_the_reply_is_deferred_to_a_day(office: Office, case: Case):
    case = reasons_asked(office, case)
    asking.record_reasons(case, "编写校史需要", [], on=TODAY)
    assert [papers.content_of(each).decode() for each in papers.reasons_of(case)] == ["编写校史需要"]
    letter = asking.defer(case, date(2024, 12, 21), "所需信息涉及三十个年度", by=office.officer)
    assert "2024年12月23日前" in letters.letter_of(letter).text  # the 21st is a Saturday
    assert served(office, letter).reply_due_on == date(2024, 12, 23)


def explained(office: Office, case: Case) -> str:
    """What the letter that handles an excessive request no further says of the applicant's reasons."""
    given = {"findings": [{"outcome": "excessive", "reasons": "与所申请的内容没有关联"}]}
    letter = letters.draft(case, "excessive", given, by=office.officer)
    [line] = [line for line in letters.letter_of(letter).text.splitlines() if "说明的情况为" in line]
    return line.partition("说明的情况为：")[2]


def test_what_the_applicant_gave_as_reasons_stands_in_the_letter_that_does_not_hold_them_good(
    office: Office, case: Case
):
    case = reasons_asked(office, case)
    asking.record_reasons(case, "编写校史需要。\n各件之间没有重复。", [], on=TODAY)
    asking.record_reasons(case, "", [("说明.pdf", b"%PDF")], on=TODAY)
    assert explained(office, case) == "编写校史需要；各件之间没有重复。"


def test_of_reasons_that_came_as_a_file_the_letter_says_when(office: Office, case: Case):
    case = reasons_asked(office, case)
    asking.record_reasons(case, "", [("说明.pdf", b"%PDF")], on=TODAY)
    assert explained(office, case) == "见2024年10月21日登记的书面说明。"


def test_of_reasons_that_did_not_come_in_time_the_letter_says_so(office: Office, case: Case):
    case = reasons_asked(office, case)
    assert "〔待填：申请人说明的理由〕" in explained(office, case)
    with time_machine.travel(at(date(2024, 11, 5)), tick=False):
        assert explained(office, case) == "在2024年11月4日以前没有说明理由。"


def test_without_being_asked_there_are_no_reasons_and_without_reasons_no_deferral(office: Office, case: Case):
    with pytest.raises(ValidationError, match="条例第35条"):
        asking.record_reasons(case, "编写校史", [], on=TODAY)
    with pytest.raises(ValidationError, match="条例第35条"):
        asking.defer(case, date(2024, 12, 20), "来不及", by=office.officer)
    case = reasons_asked(office, case)
    with pytest.raises(ValidationError, match=r"还没有登记申请人说明的理由.*条例第35条"):
        asking.defer(case, date(2024, 12, 20), "来不及", by=office.officer)


def test_a_deferral_is_no_shorter_than_the_time_that_runs(office: Office, case: Case):
    case = reasons_asked(office, case)
    asking.record_reasons(case, "编写校史需要", [], on=TODAY)
    with pytest.raises(ValidationError, match="条例第35条"):
        asking.defer(case, date(2024, 10, 30), "来不及", by=office.officer)


def test_requests_from_before_2019_are_never_beyond_reason(office: Office):
    with later(date(2019, 5, 10)):
        old = office.case(date(2019, 5, 8))
        with pytest.raises(ValidationError, match="条例第35条"):
            asking.ask_reasons(old, ["理由"], until=date(2019, 5, 20), by=office.officer)


# --- extension ------------------------------------------------------------------------------------------------------


def test_an_extension_is_signed_by_the_head_and_served_before_the_time_is_over(office: Office, case: Case):
    letter = asking.extend(case, 20, "需要查阅历史档案", by=office.officer)
    letter = approved(office, letter)
    assert "2024年10月21日经政府信息公开工作机构负责人高远同意，答复期限延长至2024年12月9日" in letter.text
    case = served_of(office, letter)
    assert case.reply_due_on == date(2024, 12, 9)
    with pytest.raises(ValidationError, match=r"已经延期一次.*条例第33条"):
        asking.extend(case, 5, "还要查阅", by=office.officer)


def served_of(office: Office, letter: CaseLetter) -> Case:
    letters.serve(letter, by=office.officer, on=TODAY, route=ServedBy.DIRECT, seen=1)
    return Case.objects.get()


@pytest.mark.parametrize("days", [0, 21, 100])
def test_an_extension_is_of_one_to_twenty_working_days(office: Office, case: Case, days: int):
    with pytest.raises(ValidationError):
        asking.extend(case, days, "需要查阅历史档案", by=office.officer)
    assert not case.letters.exists()


def test_after_the_time_is_over_nothing_is_extended(office: Office, case: Case):
    with later(date(2024, 11, 12)), pytest.raises(ValidationError, match="条例第33条"):
        asking.extend(case, 5, "需要查阅历史档案", by=office.officer)


def test_an_extension_drafted_in_time_and_served_too_late_does_not_hold(office: Office, case: Case):
    letter = approved(office, asking.extend(case, 5, "需要查阅历史档案", by=office.officer))
    with later(date(2024, 11, 12)), pytest.raises(ValidationError, match="条例第33条"):
        letters.serve(letter, by=office.officer, on=date(2024, 11, 12), route=ServedBy.DIRECT, seen=1)


def test_what_waits_for_its_confirmation_is_neither_extended_nor_supplemented(office: Office):
    case = office.case(date(2024, 10, 18), channel=Channel.INTERNET)
    with pytest.raises(ValidationError, match="条例第31条"):
        asking.extend(case, 5, "需要查阅", by=office.officer)
    with pytest.raises(ValidationError, match="条例第31条"):
        asking.ask_supplement(case, POINTS, "说明", until=UNTIL, by=office.officer)


def test_a_reason_is_stated_for_an_extension(office: Office, case: Case):
    with pytest.raises(ValidationError, match="事由"):
        asking.extend(case, 5, " ", by=office.officer)


# --- withdrawal -----------------------------------------------------------------------------------------------------


def test_the_applicant_withdraws_online_and_gets_a_closing_letter(office: Office, case: Case):
    case = asking.withdraw(case, on=TODAY, how="网上提交")
    assert (case.state, case.outcome) == ("closed", "withdrawn")
    letter = asking.draft_proposed(case, by=office.officer)
    assert "2024年10月21日以网上提交方式撤回该申请" in letters.letter_of(letter).text
    assert served(office, letter).last_event == case.last_event


def test_a_withdrawal_on_paper_keeps_the_paper(office: Office, case: Case):
    files = [("撤回.png", b"png")]
    case = asking.withdraw(case, on=TODAY, how="当面提交书面申请", by=office.officer, seen=1, files=files)
    assert case.papers.get().name == "撤回.png"


def test_what_is_answered_is_not_withdrawn(office: Office, case: Case):
    office.happen(case, Kind.REPLIED, TODAY, outcome="enquiry", route="direct")
    with pytest.raises(ValidationError, match=r"已于2024-10-21办结.*条例第36条"):
        asking.withdraw(case, on=TODAY, how="网上提交")


def test_who_withdraws_says_how(case: Case):
    with pytest.raises(ValidationError, match="方式"):
        asking.withdraw(case, on=TODAY, how=" ")


# --- all of them ----------------------------------------------------------------------------------------------------


def test_a_closed_case_and_one_entered_by_mistake_take_nothing(office: Office, case: Case):
    Case.objects.filter(pk=case.pk).update(voided_at=at(TODAY), voided_by=office.officer, voided_why="重复登记")
    with pytest.raises(ValidationError, match="已经作废"):
        asking.extend(case, 5, "需要查阅", by=office.officer)
    other = office.happen(office.case(DAY), Kind.REPLIED, TODAY, outcome="enquiry", route="direct")
    with pytest.raises(ValidationError, match="已于2024-10-21办结"):
        asking.ask_supplement(other, POINTS, "说明", until=UNTIL, by=office.officer)


def test_only_who_registers_for_the_body_asks(office: Office, case: Case):
    for ask in (
        lambda: asking.extend(case, 5, "需要", by=office.leader),
        lambda: asking.ask_supplement(case, POINTS, "说明", until=UNTIL, by=office.leader),
        lambda: asking.ask_reasons(case, ["理由"], until=UNTIL, by=office.leader),
        lambda: asking.withdraw(case, on=TODAY, how="书面", by=office.leader),
    ):
        with pytest.raises(PermissionDenied):
            ask()
