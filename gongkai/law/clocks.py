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
from itertools import groupby
from typing import Final, NamedTuple

from gongkai.law.articles import LITIGATION
from gongkai.law.course import Course
from gongkai.law.errors import EventNotReadable
from gongkai.law.events import Event, Kind
from gongkai.law.ledger import entries
from gongkai.law.limits import ServedBy
from gongkai.law.outcomes import outcome as outcome_of
from gongkai.law.remedy import LastDay, last_days
from gongkai.law.terms import Consultation, Entry, Remark, State, Term
from gongkai.law.workdays import WorkCalendar


@dataclass(frozen=True)
class Clock:
    """Where a case stands.

    Attributes:
        due: every limit that ran, met or not, by its key (`Due`, and what `gongkai.law.remedy` adds after a reply).
        open: the keys of those that are still to be met.
        receipt: the day of receipt by Art. 31; None while it is not confirmed.
        closed_on, outcome: when and how the case ended; an outcome may be unknown ("").
        in_time: whether it was answered in time; None before that, and where nobody had to answer.
        provisional: the keys of those that may still move: they lie in a year that has no holiday notice yet.
        terms: the counts of working days, the last being the one in force; empty while waiting.
        as_of: the day on which the case is looked at; None is right after the last event.
    """

    state: State
    due: dict[str, date]
    open: tuple[str, ...]
    receipt: date | None
    closed_on: date | None
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
        """Day by day what counted, what did not, and why. As many days count as the term is long."""
        horizon = self.as_of or self.events[-1].on
        return tuple(entries(self.terms, self.events, self.calendar, horizon=horizon, closed_on=self.closed_on))


def clock(events: Iterable[Event], calendar: WorkCalendar, *, as_of: date | None = None) -> Clock:
    """Work out where a case stands on a day, from what happened up to it.

    Events of one day are taken in the order of `Kind`, whatever order they come in. Without `as_of` nothing lapses
    after the last event, and who was asked and has not answered is taken to stay silent until the limit.

    Raises:
        EventNotReadable: there is no event.
        OutOfOrder: an event that the law, or what happened before, does not allow.
        NotYetLaw: the request came before 2008-05-01.
        CalendarNotPublished: a count reaches a year without a holiday notice, and the calendar is not provisional.
    """
    known = sorted(events, key=_by_day)
    if as_of is not None:
        known = [event for event in known if event.on <= as_of]
    if not known:
        raise EventNotReadable("没有事件" if as_of is None else f"截至{as_of.isoformat()}没有事件")
    course = Course(known[0], calendar, as_of or known[-1].on)
    for event in _in_turn(known[1:], course):
        course.take(event)
    course.finish(as_of)
    state, still_open = course.state(as_of)
    after_reply = _remedies(known, calendar) if state is State.CLOSED else {}
    due = course.due | {key: last.day for key, last in after_reply.items()}
    return Clock(
        state,
        due=due,
        open=still_open,
        receipt=course.receipt,
        closed_on=course.closed_on,
        outcome=course.outcome,
        in_time=course.in_time,
        provisional=frozenset(
            key for key, day in due.items() if calendar.is_provisional(day) or _is_provisional(after_reply.get(key))
        ),
        terms=tuple(course.terms),
        consultations=tuple(course.consultations),
        remarks=tuple(course.remarks),
        events=tuple(known),
        as_of=as_of,
        calendar=calendar,
    )


def _remedies(events: Sequence[Event], calendar: WorkCalendar) -> dict[str, LastDay]:
    """Until when the last reply may be challenged, from the day on which the applicant got it.

    A reply by post without that day has no such days: it counts as made on posting, but is known on arrival.
    """
    reply = next((event for event in reversed(events) if event.kind is Kind.REPLIED), None)
    if reply is None or events[-1].kind is Kind.WITHDRAWN:
        return {}
    served = reply.served or (reply.on if reply.route is not ServedBy.POST else None)
    if served is None or reply.on < LITIGATION.since:
        return {}
    letter = outcome_of(reply.outcome) if reply.outcome else None
    last = last_days(letter, decided=reply.on, served=served, work=calendar)
    if last is None:
        return {}
    return {"reconsideration": last.reconsideration} | ({"suit": last.suit} if last.suit is not None else {})


def _is_provisional(last: LastDay | None) -> bool:
    return last is not None and last.provisional


_TURN: Final = {kind: turn for turn, kind in enumerate(Kind)}


def _by_day(event: Event) -> tuple[date, int, str]:
    return event.on, _TURN[event.kind], event.ref or ""


def _in_turn(events: Sequence[Event], course: Course) -> Iterator[Event]:
    """The events as they come; on the day on which a closed case is reopened, that comes first."""
    if not any(event.kind is Kind.REOPENED for event in events):
        yield from events
        return
    for _, day in groupby(events, key=lambda event: event.on):
        closed = course.closed_on is not None
        yield from sorted(day, key=lambda event: closed and event.kind is not Kind.REOPENED)


class Moved(NamedTuple):
    """A date of an open case that another calendar moves; None where only one of the two has it."""

    ref: str
    key: str
    was: date | None
    now: date | None


def moved(
    cases: Iterable[tuple[str, Sequence[Event]]],
    before: WorkCalendar,
    after: WorkCalendar,
    *,
    as_of: date | None = None,
) -> Iterator[Moved]:
    """Which dates a new or revised holiday notice moves, of the cases that are open; each case has a name and events.

    Raises: as `clock` does.
    """
    for ref, events in cases:
        old = clock(events, before, as_of=as_of)
        if old.state is State.CLOSED:
            continue
        new = clock(events, after, as_of=as_of)
        for key in old.due | new.due:
            if (was := old.due.get(key)) != (now := new.due.get(key)):
                yield Moved(ref, key, was, now)
