"""The clock of a request: from what happened, and when, to where the case stands, what is due, and why.

A pure function of the events and of a calendar: the same case gives the same answer years later. How it reads where the
law is silent is said in `docs/decisions/`.

- The day of receipt is day nought (Art. 31); the reply is due on the 20th working day after it (Art. 33, para. 2).
- A supplement that was asked for, and payment of a fee, start a fresh term on the day after (Art. 30; Letter 109).
- Working days d with sent < d <= answered, or <= the 15-working-day limit if no answer came, do not count while others
  are consulted (Art. 33, para. 3). Consultations that overlap are excluded once.
- One extension a term, told to the applicant not later than the day on which the reply is due (Art. 33, para. 2).
- What the applicant lets lapse closes the case (Art. 30; Letter 109); what the organ lets lapse is a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain, permutations
from typing import Final, NamedTuple

from gongkai.law.articles import LITIGATION
from gongkai.law.course import Course
from gongkai.law.errors import EventNotReadable, LawError, OutOfOrder
from gongkai.law.events import Event, Kind
from gongkai.law.ledger import Case, entries
from gongkai.law.limits import ServedBy
from gongkai.law.outcomes import outcome as outcome_of
from gongkai.law.remedy import LastDay, last_days
from gongkai.law.terms import Consultation, Due, Entry, Remark, State, Term
from gongkai.law.workdays import WorkCalendar


@dataclass(frozen=True)
class Clock:
    """Where a case stands.

    Attributes:
        due: every limit that ran, met or not, by its key (`Due`, and what `gongkai.law.remedy` adds after a reply).
        open: the keys of those that are still to be met.
        receipt: the day of receipt by Art. 31; None while it is not confirmed.
        closed_on, outcome: when and how the case ended; an outcome may be unknown (""). lapsed: what the applicant let
            lapse, if that ended it.
        in_time: whether it was answered in time; None without a reply, and for one that records what lapsed.
        provisional: the keys of those that may still move: they lie in a year that has no holiday notice yet.
        terms: the counts of working days, the last being the one in force; empty while waiting.
        as_of: the day on which the case is looked at; None is the day of the last event.
    """

    state: State
    due: dict[str, date]
    open: tuple[str, ...]
    receipt: date | None
    closed_on: date | None
    lapsed: Due | None
    outcome: str
    in_time: bool | None
    provisional: frozenset[str]
    terms: tuple[Term, ...]
    consultations: tuple[Consultation, ...]
    remarks: tuple[Remark, ...]
    events: tuple[Event, ...]
    as_of: date | None
    calendar: WorkCalendar = field(repr=False, compare=False)

    @cached_property
    def ledger(self) -> tuple[Entry, ...]:
        """Day by day what counted, what did not, and why. Where a term runs, as many days count as it is long."""
        horizon = self.as_of or self.events[-1].on
        case = Case(self.terms, self.events, self.consultations, self.calendar, horizon, self.closed_on, self.lapsed)
        return tuple(entries(case))


def clock(events: Iterable[Event], calendar: WorkCalendar, *, as_of: date | None = None) -> Clock:
    """Work out where a case stands on a day, from what happened up to it.

    Events of one day are taken in the order of `Kind`; where the law does not allow that, in the order in which they
    are given, or in any that it allows. Without `as_of` the case is looked at on the day of its last event. Who was
    asked and has not answered is taken to stay silent until the limit.

    Raises:
        EventNotReadable: there is no event, or one lacks what its kind must say.
        OutOfOrder: an event that the law, or what happened before, does not allow.
        NotYetLaw: the request came before 2008-05-01.
        CalendarNotPublished: a count reaches a year without a holiday notice, and the calendar is not provisional.
    """
    given = list(events)
    if as_of is not None:
        given = [_known(event, as_of) for event in given if event.on <= as_of]
    if not given:
        raise EventNotReadable("没有事件" if as_of is None else f"截至{as_of.isoformat()}没有事件")
    ordered = sorted(given, key=_by_day)
    course = Course(ordered[0], calendar, as_of or ordered[-1].on)
    at = 1
    while at < len(ordered):
        end = at + 1
        while end < len(ordered) and ordered[end].on == ordered[at].on:
            end += 1
        if end == at + 1:
            course.take(ordered[at])
        else:
            course, ordered[at:end] = _one_day(course, ordered[at:end], given)
        at = end
    course.finish()
    state, still_open = course.state()
    remedies = _remedies(course, state)
    due = course.due | {key: last.day for key, last in remedies.items()}
    if course.reply is not None and not remedies and course.reply.route is ServedBy.POST:
        text = "没有写明申请人收到答复的日期，救济期限无从计算"
        course.remarks.append(Remark("served_missing", course.reply.on, text, course.rule.decision))
    return Clock(
        state,
        due=due,
        open=still_open,
        receipt=course.receipt,
        closed_on=course.closed_on,
        lapsed=course.lapsed,
        outcome=course.outcome,
        in_time=course.in_time,
        provisional=frozenset(
            key
            for key, day in due.items()
            if calendar.is_provisional(day) or (key in remedies and remedies[key].provisional)
        ),
        terms=tuple(course.terms),
        consultations=tuple(course.consultations),
        remarks=tuple(course.remarks),
        events=tuple(ordered),
        as_of=as_of,
        calendar=calendar,
    )


def _known(event: Event, as_of: date) -> Event:
    """What is known of an event on a day."""
    return event._replace(served=None) if event.served is not None and event.served > as_of else event


_TURN: Final = {kind: turn for turn, kind in enumerate(Kind)}
_MOST_ORDERS: Final = 5
"""Events of one day of which every order is tried."""


def _by_day(event: Event) -> tuple[date, int, str]:
    return event.on, _TURN[event.kind], event.ref or ""


def _one_day(course: Course, events: list[Event], given: Sequence[Event]) -> tuple[Course, list[Event]]:
    """The course after the events of a day, in the first order that the law allows, and that order. A case that may be
    taken up again is, before anything else: the reply of that day is then the new one.

    Raises:
        OutOfOrder: it allows none; of the order by kind.
    """
    refused: LawError | None = None
    as_given = [event for event in given if event.on == events[0].on and event in events]
    others = permutations(events) if len(events) <= _MOST_ORDERS else iter(())
    anew = sorted(events, key=lambda event: event.kind is not Kind.REOPENED)
    for order in chain((anew,) if anew != events else (), (events, as_given), others):
        fork = course.fork()
        try:
            for event in order:
                fork.take(event)
        except OutOfOrder as error:
            refused = error if order is events else refused or error
        else:
            return fork, list(order)
    assert refused is not None
    raise refused


def _remedies(course: Course, state: State) -> dict[str, LastDay]:
    """Until when the reply that closed the case may be challenged, from the day on which the applicant got it; of a
    case that is overdue, until when the silence may be.

    A reply by post without that day has no such days: it counts as made on posting, but is known on arrival.
    """
    reply = course.reply
    if reply is not None:
        decided, served = reply.on, reply.served or (reply.on if reply.route is not ServedBy.POST else None)
        letter = outcome_of(reply.outcome) if reply.outcome else None
    elif state is not State.CLOSED and course.horizon > (due := course.due.get(Due.REPLY, date.max)):
        decided = served = due
        letter = None
    else:
        return {}
    if served is None or decided < LITIGATION.since:
        return {}
    last = last_days(letter, decided=decided, served=served, work=course.calendar)
    if last is None:
        return {}
    return {"reconsideration": last.reconsideration} | ({"suit": last.suit} if last.suit is not None else {})


# --- a changed notice -----------------------------------------------------------------------------------------------


class Moved(NamedTuple):
    """A date of an open case that another calendar moves; None where only one of the two has it.

    `error` says why the case cannot be worked out by one of the two; there is then neither key nor date.
    """

    ref: str
    key: str
    was: date | None
    now: date | None
    error: str = ""


def moved(
    cases: Iterable[tuple[str, Sequence[Event]]],
    before: WorkCalendar,
    after: WorkCalendar,
    *,
    as_of: date | None = None,
) -> Iterator[Moved]:
    """Which dates a new or revised holiday notice moves, of the cases that are open by either calendar; each case has a
    name and events. A case that cannot be worked out is told, and does not stop the others.
    """
    for ref, events in cases:
        try:
            old, new = (clock(events, work, as_of=as_of) for work in (before, after))
        except LawError as error:
            yield Moved(ref, "", None, None, str(error))
            continue
        if old.state is new.state is State.CLOSED:
            continue
        for key in old.due | new.due:
            if (was := old.due.get(key)) != (now := new.due.get(key)):
                yield Moved(ref, key, was, now)
