"""Who is told that a limit comes near, or has passed: each once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.cases import background
from gongkai.cases.background import count_all, remind_all
from gongkai.cases.models import Case
from gongkai.cases.services import course, intake, reminding, voiding
from gongkai.jobs.kinds import KINDS
from gongkai.law.events import Kind
from gongkai.law.limits import Channel
from gongkai.law.workdays import calendar
from gongkai.office.waiting import waiting_for
from tests.cases.people import DAY, TODAY, Office, at

pytestmark = pytest.mark.django_db
DUE = date(2024, 10, 30)


def titles(user: User) -> list[str]:
    return list(user.notices.order_by("pk").values_list("title", flat=True))


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(1)


def pass_days(first: date, last: date) -> None:
    """What the clock does each day."""
    for day in days(first, last):
        with time_machine.travel(at(day, 8), tick=False):
            for number in list(course.to_count_anew()):
                course.count_anew(number)
            for number in list(reminding.near()):
                reminding.remind(number)


@pytest.fixture
def supervisor(office: Office) -> User:
    return office.holder(Role.SUPERVISOR, office.city, "郑督查")


def test_the_handler_is_told_five_two_and_no_days_before_and_after_it_more_and_more_people(
    office: Office, supervisor: User
):
    with time_machine.travel(at(DAY), tick=False):
        office.case()
    pass_days(DAY, date(2024, 11, 15))
    assert titles(office.officer) == [
        "2024-0001的答复期限2024-10-30，还有5个工作日",
        "2024-0001的答复期限2024-10-30，还有2个工作日",
        "2024-0001的答复期限2024-10-30，今天到期",
        "2024-0001已超期1个工作日未答复",
    ]
    assert titles(office.leader) == ["2024-0001已超期1个工作日未答复"]
    assert titles(supervisor) == ["海州市教育局的2024-0001已超期3个工作日未答复"]
    assert not office.counsel.notices.exists()


def test_a_limit_that_was_moved_is_spoken_of_anew(office: Office):
    with time_machine.travel(at(DAY), tick=False):
        case = office.case()
    pass_days(DAY, date(2024, 10, 28))
    with time_machine.travel(at(date(2024, 10, 29)), tick=False):
        office.happen(case, Kind.EXTENDED, date(2024, 10, 29), days=20)
    pass_days(date(2024, 10, 29), date(2024, 11, 20))
    assert titles(office.officer) == [
        "2024-0001的答复期限2024-10-30，还有5个工作日",
        "2024-0001的答复期限2024-10-30，还有2个工作日",
        "2024-0001的答复期限2024-11-27，还有5个工作日",
    ]


def test_of_a_case_that_is_entered_late_only_what_is_nearest_is_told(office: Office):
    with time_machine.travel(at(date(2024, 10, 29)), tick=False):
        office.case()
        number = Case.objects.get().pk
        assert [reminding.remind(number), reminding.remind(number)] == [1, 0]
    assert titles(office.officer) == ["2024-0001的答复期限2024-10-30，还有1个工作日"]


def test_a_receipt_that_nobody_confirms_is_spoken_of_after_a_working_day(office: Office):
    with time_machine.travel(at(date(2024, 10, 18)), tick=False):
        office.case(date(2024, 10, 18), channel=Channel.INTERNET, by=None)
    pass_days(date(2024, 10, 18), date(2024, 10, 21))
    assert titles(office.officer) == []
    pass_days(date(2024, 10, 22), date(2024, 10, 25))
    assert titles(office.officer) == ["2024-0001还没有与申请人确认收到"]


def test_nobody_is_told_of_what_is_answered_void_or_waits_for_the_applicant(office: Office, supervisor: User):
    with time_machine.travel(at(date(2024, 10, 10)), tick=False):
        answered, void, waits = office.case(), office.case(), office.case()
        office.happen(answered, Kind.REPLIED, date(2024, 10, 10), outcome="disclosed")
        voiding.void(void, "误登", by=office.officer)
        office.happen(waits, Kind.SUPPLEMENT_NOTIFIED, date(2024, 10, 10), until=date(2024, 12, 31))
    pass_days(date(2024, 10, 10), date(2024, 11, 8))
    assert [titles(each) for each in (office.officer, office.leader, supervisor)] == [[], [], []]


def test_what_lies_idle_over_a_weekend_is_overdue_on_the_next_day(office: Office):
    with time_machine.travel(at(DAY), tick=False):
        office.case(channel=Channel.IN_PERSON)
    friday = date(2024, 11, 1)
    Case.objects.update(reply_due_on=friday, next_due_on=friday, counted_on=date(2024, 12, 31))
    with time_machine.travel(at(date(2024, 11, 2)), tick=False):
        reminding.remind(Case.objects.get().pk)
    assert titles(office.leader) == ["2024-0001已超期未答复"]


# --- by the clock ---------------------------------------------------------------------------------------------------


class Work:
    def watch(self, rows: list[int]) -> list[int]:
        return rows


def test_the_jobs_of_the_clock_count_and_remind(office: Office):
    assert {"cases.count", "cases.remind"} <= KINDS.keys()
    with time_machine.travel(at(DAY), tick=False):
        office.case()
    with time_machine.travel(at(date(2024, 10, 28)), tick=False):
        assert count_all(Work()) == {"计算": 1, "期限变动": 0}  # type: ignore[arg-type]
        assert remind_all(Work()) == {"提醒": 1}  # type: ignore[arg-type]
        assert remind_all(Work()) is None  # type: ignore[arg-type]


def test_a_holiday_notice_that_moves_a_case_is_told_with_both_days_and_its_number(
    office: Office, monkeypatch: pytest.MonkeyPatch
):
    with time_machine.travel(at(date(2020, 1, 21)), tick=False):
        for module in (course, intake):
            monkeypatch.setattr(module, "current_calendar", lambda: calendar(as_of=date(2020, 1, 21)))
        office.case(date(2020, 1, 20))
    with time_machine.travel(at(date(2020, 1, 28)), tick=False):
        for module in (course, background):
            monkeypatch.setattr(module, "current_calendar", lambda: calendar(as_of=date(2020, 1, 28)))
        count_all(Work())  # type: ignore[arg-type]
    notice = office.officer.notices.get()
    assert notice.title == "2020-0001的答复期限由2020-02-21变为2020-02-25"
    assert "国办发明电〔2020〕1号" in notice.text


def test_that_nobody_answered_yet_moves_the_date_and_is_no_news(office: Office):
    with time_machine.travel(at(date(2024, 10, 10)), tick=False):
        case = office.happen(office.case(), Kind.CONSULTATION_SENT, date(2024, 10, 10), to="other_organ")
    before = case.reply_due_on
    with time_machine.travel(at(TODAY), tick=False):
        assert course.count_anew(case.pk) is None
    case.refresh_from_db()
    assert case.reply_due_on > before


# --- the home page --------------------------------------------------------------------------------------------------


def test_the_home_page_names_what_is_ones_own_and_what_nobody_handles_by_what_is_due_first(
    office: Office, supervisor: User
):
    other = office.holder(Role.OFFICER, name="何小雨")
    with time_machine.travel(at(TODAY), tick=False):
        later, first = office.case(), office.case(date(2024, 9, 20))
        web = office.case(date(2024, 10, 21), channel=Channel.INTERNET, by=None)
        shown = waiting_for(office.officer)
        said = [item.title for item in (*shown.soon, *shown.now) if "：2024-" in item.title]
        assert [each.split("：")[0] for each in said] == ["与申请人确认收到（尚无经办人）", "答复", "答复"]
        assert [each.split("：")[1][:9] for each in said] == [web.number, first.number, later.number]
        assert [item.title[:14] for item in waiting_for(other).soon] == ["与申请人确认收到（尚无经办人）"[:14]]
    with time_machine.travel(at(date(2024, 11, 1)), tick=False):
        for who in (office.leader, supervisor):
            assert [item.title for item in waiting_for(who).soon] == ["2件申请超期未答复"]
