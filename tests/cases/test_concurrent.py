"""Several enter something at one case at once, and one is killed: no event is lost or doubled, no number left out."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.services import verify
from gongkai.cases.models import Case, CaseCounter
from gongkai.cases.services import course, intake
from gongkai.law.clocks import clock
from gongkai.law.events import Kind
from gongkai.law.limits import Channel
from gongkai.law.workdays import calendar
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant
from tests.audit.test_writers import rest, running, said
from tests.documents.people import city_and_bureau, holder

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 4
T = TypeVar("T")
R = TypeVar("R")

ASKS = """
import sys
import django; django.setup()
from django.core.exceptions import ValidationError
from django.utils import timezone
from gongkai.access.models import User
from gongkai.cases.models import Case
from gongkai.cases.services import course
from gongkai.law.events import Kind
number, who = int(sys.argv[1]), sys.argv[2]
by = User.objects.get(username="officer")
for n in range(100_000):
    while True:
        case = Case.objects.get(pk=number)
        try:
            told = {"seen": case.last_event, "to": "other_organ", "ref": f"{who}{n}"}
            course.happen(case, Kind.CONSULTATION_SENT, timezone.localdate(), by=by, **told)
            break
        except ValidationError as refusal:
            assert "请看过以后再登记" in str(refusal), refusal
    print(f"{who}{n}", flush=True)
"""
STAYS_INSIDE = """
import sys, time
import django; django.setup()
from django.db import transaction
from django.utils import timezone
from gongkai.access.models import User
from gongkai.cases.models import Case
from gongkai.cases.services import course
from gongkai.law.events import Kind
by = User.objects.get(username="officer")
with transaction.atomic():
    case = Case.objects.get(pk=int(sys.argv[1]))
    course.happen(case, Kind.EXTENDED, timezone.localdate(), by=by, seen=case.last_event, days=5)
    print("inside", flush=True)
    time.sleep(600)
"""


class Desk:
    """A bureau with an officer, and a request received yesterday."""

    def __init__(self) -> None:
        _, self.body = city_and_bureau()
        self.officer: User = holder(Role.OFFICER, self.body, "林小满")
        User.objects.filter(pk=self.officer.pk).update(username="officer")
        given = {"kind": "natural_person", "name": "陈敬（虚构）", "document": "other", "number": "T1001"}
        self.asker: Applicant = register_applicant(given, by=self.officer, body=self.body)

    def case(self, **members: object) -> Case:
        return intake.enter(
            self.body,
            self.asker,
            {"description": "建设项目清单"},
            channel=Channel.IN_PERSON,
            submitted_at=timezone.now() - timedelta(days=1),
            by=self.officer,
            **members,  # type: ignore[arg-type]
        )

    def ask(self, case: Case, ref: str, seen: int | None = None) -> Case:
        """Somebody else is asked; by default whoever enters it has just looked."""
        seen = Case.objects.get(pk=case.pk).last_event if seen is None else seen
        told = {"to": "other_organ", "ref": ref}
        return course.happen(case, Kind.CONSULTATION_SENT, timezone.localdate(), by=self.officer, seen=seen, **told)


@pytest.fixture
def desk() -> Desk:
    return Desk()


def at_once(deed: Callable[[T], R], given: Iterable[T]) -> list[R]:
    def do(one: T) -> R:
        try:
            return deed(one)
        finally:
            connection.close()

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(do, given))


def whole(case: Case) -> list[str]:
    """Numbers run through, the case is what its events make of it, the log holds; the refs that were entered."""
    case = Case.objects.get(pk=case.pk)
    numbers = list(case.happenings.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, case.last_event + 1))
    told = clock(course.events_of(case), calendar(provisional=True), as_of=case.counted_on)
    assert (case.state, case.reply_due_on) == (told.state, told.due["reply"])
    assert verify() == []
    return [each.members["ref"] for each in course.happenings_of(case) if "ref" in each.members]


def test_threads_that_look_and_enter_at_once_lose_nothing_and_double_nothing(desk: Desk):
    case = desk.case()

    def enter(who: int) -> None:
        for n in range(6):
            while True:
                try:
                    desk.ask(case, f"{who}-{n}")
                    break
                except ValidationError as refusal:
                    if "请看过以后再登记" not in str(refusal):
                        raise

    at_once(enter, range(AT_ONCE))
    assert sorted(whole(case)) == sorted(f"{who}-{n}" for who in range(AT_ONCE) for n in range(6))


def test_of_those_who_saw_the_same_one_enters_and_the_others_are_told_who(desk: Desk):
    case = desk.case()

    def enter(who: int) -> str:
        try:
            desk.ask(case, str(who), seen=1)
        except ValidationError as refusal:
            return str(refusal)
        return ""

    told = at_once(enter, range(AT_ONCE))
    assert told.count("") == 1
    assert all("林小满刚刚登记了" in each for each in told if each)
    assert whole(case) == [str(told.index(""))]


def test_processes_enter_at_once_and_one_killed_loses_nothing_that_it_told(desk: Desk):
    case = desk.case()
    with running(ASKS, str(case.pk), "a") as one, running(ASKS, str(case.pk), "b") as other:
        told = said(one, 4) + said(other, 4)
        one.kill()
        told += rest(one) + said(other, 3)
        other.kill()
        told += rest(other)
    kept = whole(case)
    assert set(told) <= set(kept)
    assert len(set(kept)) == len(kept) <= len(told) + 2


def test_of_what_was_killed_in_its_middle_nothing_is_left_and_others_go_on(desk: Desk):
    case = desk.case()
    with running(STAYS_INSIDE, str(case.pk)) as process:
        assert said(process, 1) == ["inside"]
    desk.ask(case, "after", seen=1)
    assert whole(case) == ["after"]


def test_requests_that_come_at_once_get_every_number_once(desk: Desk):
    made = at_once(lambda _: [desk.case().number for _ in range(5)], range(AT_ONCE))
    year = timezone.localdate(timezone.now() - timedelta(days=1)).year
    count = AT_ONCE * 5
    assert sorted(number for numbers in made for number in numbers) == [f"{year}-{n:04}" for n in range(1, count + 1)]
    assert CaseCounter.objects.get(body=desk.body, year=year).last == count
    assert verify() == []


def test_a_form_that_is_sent_several_times_at_once_makes_one_case_and_takes_one_number(desk: Desk):
    submission = uuid4()
    made = at_once(lambda _: desk.case(submission=submission).pk, range(2 * AT_ONCE))
    assert len(set(made)) == 1
    assert desk.case().number.endswith("-0002")
