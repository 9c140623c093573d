"""Every kind of event in every state of a case, through the service that keeps it: what the law allows changes the case
as the kernel says, what it does not is refused with its article and changes nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.cases.models import Case, Happening
from gongkai.cases.services import course, intake
from gongkai.law.clocks import clock
from gongkai.law.events import Kind
from gongkai.law.limits import Channel
from gongkai.law.terms import Due, State
from gongkai.law.workdays import calendar
from gongkai.persons.services import register_applicant
from tests.documents.people import city_and_bureau, holder

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2024, 3, 4)
CALENDAR = calendar(provisional=True)
ARTICLE = re.compile(r"（(条例|信息处理费办法|行政复议法|行政诉讼法)第\d+条.*）$")

MEMBERS: Final[dict[Kind, dict[str, Any]]] = {
    Kind.RECEIVED: {"channel": "in_person"},
    Kind.SUPPLEMENT_NOTIFIED: {"until": 20},
    Kind.CONSULTATION_SENT: {"to": "third_party"},
    Kind.EXTENDED: {"days": 10},
    Kind.DEFERRED: {"until": 90},
    Kind.REPLIED: {"outcome": "disclosed", "route": "direct"},
    Kind.REOPENED: {"reopened_by": "court"},
}
"""What an event of a kind says; `until` is in how many days."""

PATHS: Final[dict[str, tuple[Channel, tuple[Kind | int, ...]]]] = {
    "not confirmed": (Channel.INTERNET, ()),
    "running": (Channel.IN_PERSON, ()),
    "confirmed": (Channel.INTERNET, (Kind.CONFIRMED,)),
    "supplement asked": (Channel.IN_PERSON, (Kind.SUPPLEMENT_NOTIFIED,)),
    "supplemented": (Channel.IN_PERSON, (Kind.SUPPLEMENT_NOTIFIED, Kind.SUPPLEMENT_RECEIVED)),
    "others asked": (Channel.IN_PERSON, (Kind.CONSULTATION_SENT,)),
    "letter delivered": (Channel.IN_PERSON, (Kind.CONSULTATION_SENT, Kind.CONSULTATION_DELIVERED)),
    "others answered": (
        Channel.IN_PERSON,
        (Kind.CONSULTATION_SENT, Kind.CONSULTATION_DELIVERED, Kind.CONSULTATION_ANSWERED),
    ),
    "reasons asked": (Channel.IN_PERSON, (Kind.REASONS_ASKED,)),
    "deferred": (Channel.IN_PERSON, (Kind.REASONS_ASKED, Kind.DEFERRED)),
    "fee notified": (Channel.IN_PERSON, (Kind.FEE_NOTIFIED,)),
    "fee paid": (Channel.IN_PERSON, (Kind.FEE_NOTIFIED, Kind.FEE_PAID)),
    "extended": (Channel.IN_PERSON, (Kind.EXTENDED,)),
    "overdue": (Channel.IN_PERSON, (50,)),
    "replied": (Channel.IN_PERSON, (Kind.REPLIED,)),
    "withdrawn": (Channel.IN_PERSON, (Kind.WITHDRAWN,)),
    "not supplemented": (Channel.IN_PERSON, (Kind.SUPPLEMENT_NOTIFIED, 50)),
    "fee not paid": (Channel.IN_PERSON, (Kind.FEE_NOTIFIED, 60)),
    "taken up again": (Channel.IN_PERSON, (Kind.REPLIED, Kind.REOPENED)),
    "overdue again": (Channel.IN_PERSON, (Kind.REPLIED, Kind.REOPENED, 60)),
}
"""How each state comes about: the channel, then events, two days apart, and numbers of days that pass."""

TABLE: Final = """
                  state      rec con sup-> ->sup ask-> dlv ->ask rsn fee-> ->fee ext def wdr rep reo
not confirmed     waiting     -   +   -     -     -     -   -     -   -     -     -   -   +   +   -
running           running     -   -   +     -     +     -   -     +   +     -     +   -   +   +   -
confirmed         running     -   -   +     -     +     -   -     +   +     -     +   -   +   +   -
supplement asked  stopped     -   -   -     +     -     -   -     +   -     -     -   -   +   +   -
supplemented      restarted   -   -   -     +     +     -   -     +   +     -     +   -   +   +   -
others asked      stopped     -   -   +     -     -     +   +     +   +     -     +   -   +   +   -
letter delivered  stopped     -   -   +     -     -     -   +     +   +     -     +   -   +   +   -
others answered   running     -   -   +     -     +     -   -     +   +     -     +   -   +   +   -
reasons asked     running     -   -   +     -     +     -   -     +   +     -     +   +   +   +   -
deferred          running     -   -   +     -     +     -   -     +   +     -     -   -   +   +   -
fee notified      stopped     -   -   -     -     -     -   -     +   -     +     -   -   +   +   -
fee paid          restarted   -   -   +     -     +     -   -     +   -     -     +   -   +   +   -
extended          running     -   -   +     -     +     -   -     +   +     -     -   -   +   +   -
overdue           running     -   -   -     -     +     -   -     +   -     -     -   -   +   +   +
replied           closed      -   -   -     -     -     -   -     -   -     -     -   -   -   -   +
withdrawn         closed      -   -   -     -     -     -   -     -   -     -     -   -   -   -   +
not supplemented  closed      -   -   -     -     -     -   -     -   -     -     -   -   -   +   +
fee not paid      closed      -   -   -     -     -     -   -     -   -     -     -   -   -   +   +
taken up again    restarted   -   -   +     -     +     -   -     +   +     -     +   -   +   +   -
overdue again     restarted   -   -   -     -     +     -   -     +   -     -     -   -   +   +   +
"""
"""What may happen in each state; the columns are `Kind`, in its order."""


def table() -> Iterator[tuple[str, str, Kind, bool]]:
    for line in TABLE.strip("\n").splitlines()[1:]:
        name, (state, *cells) = line[:18].strip(), line[18:].split()
        for kind, cell in zip(Kind, cells, strict=True):
            yield name, state, kind, cell == "+"


@contextmanager
def on(day: date) -> Iterator[None]:
    with time_machine.travel(datetime(day.year, day.month, day.day, 10, tzinfo=ZONE), tick=False):
        yield


class Walker:
    """A bureau, and one case at a time that goes its way day by day."""

    def __init__(self) -> None:
        _, self.body = city_and_bureau()
        self.officer: User = holder(Role.OFFICER, self.body, "林小满")
        self.officer.appointments.update(since=date(2020, 1, 1))
        given = {"kind": "natural_person", "name": "陈敬（虚构）", "document": "other", "number": "T1001"}
        self.asker = register_applicant(given, by=self.officer, body=self.body)

    def begin(self, channel: Channel) -> None:
        self.day = DAY
        with on(self.day):
            now = datetime(DAY.year, DAY.month, DAY.day, 9, tzinfo=ZONE)
            self.case = intake.enter(
                self.body,
                self.asker,
                {"description": "建设项目清单"},
                channel=channel,
                submitted_at=now,
                by=self.officer,
            )

    def wait(self, days: int) -> None:
        """Days pass, and the platform counts anew as it does every night."""
        self.day += timedelta(days=days)
        with on(self.day):
            course.count_anew(self.case.pk)
        self.case = Case.objects.get(pk=self.case.pk)

    def happen(self, kind: Kind) -> None:
        told = dict(MEMBERS.get(kind, {}))
        if "until" in told:
            told["until"] = self.day + timedelta(days=told["until"])
        with on(self.day):
            course.happen(self.case, kind, self.day, by=self.officer, seen=self.case.last_event, **told)
        self.case = Case.objects.get(pk=self.case.pk)

    def refused(self, kind: Kind) -> str:
        """What is said against an event; empty if it was let happen."""
        try:
            with transaction.atomic():
                self.happen(kind)
        except ValidationError as refusal:
            return "；".join(refusal.messages)
        return ""

    def refused_to_take_out(self, happening: Happening) -> str:
        """What is said against taking out an event; empty if it was taken out."""
        try:
            with on(self.day), transaction.atomic():
                course.take_out(happening, "登记有误", by=self.officer, seen=self.case.last_event)
        except ValidationError as refusal:
            return "；".join(refusal.messages)
        self.case = Case.objects.get(pk=self.case.pk)
        return ""

    def reach(self, name: str) -> None:
        channel, steps = PATHS[name]
        self.begin(channel)
        for step in steps:
            self.wait(step if isinstance(step, int) else 2)
            if not isinstance(step, int):
                self.happen(step)
        self.wait(1)

    def hold(self) -> None:
        """Every column that follows from the events is what the kernel says of them on the day."""
        case = Case.objects.get(pk=self.case.pk)
        told = clock(course.events_of(case), CALENDAR, as_of=self.day)
        waits = {key: told.due[key] for key in told.open if key in told.due}
        assert case.state == told.state
        assert case.received_on == told.receipt
        assert case.reply_due_on == (told.due.get(Due.REPLY) if told.receipt else None)
        assert (case.next_due, case.next_due_on) == min(
            ((str(key), day) for key, day in waits.items()), key=lambda each: each[1], default=("", None)
        )
        assert (case.closed_on, case.outcome) == (told.closed_on, told.outcome if told.closed_on else "")
        assert case.in_time == told.in_time
        assert case.provisional == (bool(case.next_due) and case.next_due in told.provisional)
        assert (case.came_on, case.settled_on, case.settled_as) == (
            told.receipt or told.closed_on,
            told.closed_on,
            case.outcome,
        )
        numbers = list(case.happenings.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, case.last_event + 1))
        assert (told.state is State.CLOSED) == (not case.is_open)


@pytest.fixture
def walker() -> Walker:
    return Walker()


def columns(case: Case) -> dict[str, Any]:
    return {name: value for name, value in vars(case).items() if not name.startswith("_")}


def test_the_table_has_every_kind_in_every_state():
    told = list(table())
    assert len({(name, kind) for name, _, kind, _ in told}) == len(told) == len(PATHS) * len(Kind)
    assert {state for _, state, _, _ in told} == set(State)


@pytest.mark.parametrize("name", PATHS)
def test_in_each_state_happens_what_the_law_allows_and_nothing_else(walker: Walker, name: str):
    for told, state, kind, allowed in table():
        if told != name:
            continue
        with transaction.atomic():
            walker.reach(name)
            assert walker.case.state == state
            walker.hold()
            before = columns(walker.case)
            said = walker.refused(kind)
            assert (said == "") == allowed, (name, kind, said)
            if allowed:
                assert walker.case.last_event == before["last_event"] + 1
            else:
                assert ARTICLE.search(said), said
                assert columns(Case.objects.get(pk=walker.case.pk)) == before
            walker.hold()
            transaction.set_rollback(True)


def ways(walker: Walker, length: int, passed: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Walk every path of at most so many steps, each on from where the one before it stood; the paths."""
    yield passed
    if length == 0:
        return
    for step in (*Kind, 45):
        before, day = walker.case, walker.day
        with transaction.atomic():
            walker.wait(step if isinstance(step, int) else 3)
            said = "" if isinstance(step, int) else walker.refused(step)
            walker.hold()
            if said:
                assert ARTICLE.search(said), (passed, step, said)
            else:
                yield from ways(walker, length - 1, (*passed, str(step)))
            transaction.set_rollback(True)
        walker.case, walker.day = before, day


def ends(walker: Walker) -> bool:
    """Whether a reply is possible from where the case stands, and closes it: no path is a dead end."""
    if not walker.case.is_open:
        return True
    with transaction.atomic():
        closed = walker.refused(Kind.REPLIED) == "" and walker.case.state == State.CLOSED
        transaction.set_rollback(True)
    return closed


@pytest.mark.parametrize("channel", [Channel.IN_PERSON, Channel.INTERNET])
def test_every_path_of_two_steps_can_be_ended_by_a_reply(walker: Walker, channel: Channel):
    _walk(walker, channel, 2)


@pytest.mark.slow
@pytest.mark.parametrize("channel", [Channel.REGISTERED_POST, Channel.FAX])
def test_every_path_of_three_steps_can_be_ended_by_a_reply(walker: Walker, channel: Channel):
    assert _walk(walker, channel, 3) > 100


def _walk(walker: Walker, channel: Channel, length: int) -> int:
    walker.begin(channel)
    walked = set()
    for path in ways(walker, length):
        standing = walker.case, walker.day
        assert ends(walker), path
        walker.case, walker.day = standing
        walked.add(path)
    return len(walked)


class Going(RuleBasedStateMachine):
    """A case to which anything may be tried at any time."""

    walker: Walker

    @initialize(channel=st.sampled_from(Channel))
    def receive(self, channel: Channel) -> None:
        self.walker.begin(channel)

    @rule(kind=st.sampled_from(Kind), days=st.integers(0, 9))
    def try_it(self, kind: Kind, days: int) -> None:
        self.walker.wait(days)
        before = self.walker.case.last_event
        said = self.walker.refused(kind)
        assert self.walker.case.last_event == before + (said == "")
        assert not said or ARTICLE.search(said), said

    @rule(days=st.integers(10, 70))
    def wait(self, days: int) -> None:
        self.walker.wait(days)

    @precondition(lambda self: self.walker.case.last_event > 1)
    @rule(back=st.integers(0, 5))
    def take_out(self, back: int) -> None:
        held = course.happenings_of(self.walker.case)
        if back >= len(held) - 1:
            return
        said = self.walker.refused_to_take_out(held[-1 - back])
        assert not said or "其余的办理过程不成立" in said

    @invariant()
    def as_the_kernel_says(self) -> None:
        self.walker.hold()


@pytest.mark.slow
def test_whatever_is_tried_in_whatever_order_the_case_is_as_the_kernel_says(walker: Walker):
    class Machine(Going):
        pass

    Machine.walker = walker
    health = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
    run_state_machine_as_test(
        Machine, settings=settings(max_examples=25, stateful_step_count=20, suppress_health_check=health)
    )  # type: ignore[no-untyped-call]
