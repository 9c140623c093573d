"""The home page names whom to ask again, what to enter, and whom to tell of an end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest
import time_machine

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.cases.models import Case
from gongkai.cases.services import asking, consulting
from gongkai.law.limits import ServedBy
from gongkai.office.waiting import Item, waiting_for
from tests.cases.people import TODAY, Office, at
from tests.cases.serving import ready
from tests.cases.test_consulting import asked

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_then")]


@pytest.fixture
def _then() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def office(db: None) -> Office:
    return ready(Office())


@pytest.fixture
def case(office: Office) -> Case:
    return office.case(date(2024, 10, 14))


def told(user: User, day: date = TODAY) -> list[Item]:
    words = ("送达第三方", "逾期未提出意见", "办理终结")
    with time_machine.travel(at(day), tick=False):
        every = waiting_for(User.objects.get(pk=user.pk))
        return [each for each in (*every.now, *every.soon) if any(word in each.title for word in words)]


def test_what_was_posted_and_never_seen_to_arrive_is_spoken_of_after_some_days(office: Office, case: Case):
    asked(office, case)
    assert told(office.officer) == []
    (item,) = told(office.officer, date(2024, 10, 24))
    assert item.title == "登记征求意见书送达第三方的日期：2024-0001"


def test_a_limit_that_passed_is_spoken_of_until_there_is_an_answer(office: Office, case: Case):
    made = asked(office, case, route=ServedBy.DIRECT)
    (over,) = told(office.officer, date(2024, 11, 12))
    assert over.title == "第三方逾期未提出意见，请继续办理：2024-0001"
    assert over.due == date(2024, 11, 11)
    with time_machine.travel(at(date(2024, 11, 12)), tick=False):
        consulting.answer(
            made,
            "consent",  # type: ignore[arg-type]
            reasons="",
            answered_by="王平",
            on=date(2024, 11, 12),
            by=office.officer,
        )
    assert told(office.officer, date(2024, 11, 13)) == []


def test_an_end_is_spoken_of_until_its_letter_is_drafted(office: Office, case: Case):
    case = asking.withdraw(case, on=TODAY, how="网上提交")
    assert [each.title for each in told(office.officer)] == ["告知申请人撤回申请，办理终结：2024-0001"]
    asking.draft_proposed(case, by=office.officer)
    assert told(office.officer) == []


def test_nobody_else_is_told(office: Office, case: Case):
    asking.withdraw(case, on=TODAY, how="网上提交")
    assert told(office.holder(Role.OFFICER, name="别人")) == []
    assert told(office.leader) == []
