"""How the day on which a reply is due came about: the first one, and what moved it, each by the kernel's own count."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from gongkai.law import limits
from gongkai.law.articles import Article
from gongkai.law.clocks import Clock, clock
from gongkai.law.errors import LawError
from gongkai.law.events import Event, Kind
from gongkai.law.limits import REOPENED, Rule
from gongkai.law.notices import read_notices
from gongkai.law.terms import Due
from gongkai.law.workdays import WorkCalendar, calendar


class Shift(NamedTuple):
    """The due date as it became on a day, and why. `after` is None while no term runs; `article` may be empty."""

    on: date
    cause: str
    article: str
    before: date | None
    after: date | None


def shifts(counted: Clock) -> tuple[Shift, ...]:
    """What fixed and what moved the due date of the reply, in the order in which it happened.

    Each day is the kernel's for the events up to then, by the holiday notices that had been issued. The last is the due
    date of `counted` itself.
    """
    made: list[Shift] = []
    before: date | None = None
    for on, cause, article, seen in _moments(counted):
        try:
            after = seen().due.get(Due.REPLY)
        except LawError:  # by the notices of that day something later was not allowed yet
            continue
        if after != before:
            made.append(Shift(on, cause, article, before, after))
            before = after
    return tuple(made)


Moment = tuple[date, str, str, Callable[[], Clock]]


def _moments(counted: Clock) -> Iterator[Moment]:
    """What may have moved the date, each with the clock as it then was."""
    events = list(counted.events)
    end = counted.closed_on or counted.as_of or events[-1].on
    told = [(event.on, 1, _cause(event), _article(event, counted)) for event in events]
    told += [
        (notice.issued, 0, f"放假安排{notice.number}", "")
        for notice in read_notices()
        if events[0].on < notice.issued <= end
    ]
    done = 0
    for on, is_event, cause, article in sorted(told, key=lambda each: each[:2]):
        done += is_event
        yield on, cause, article, partial(clock, tuple(events[:done]), _calendar(on), as_of=on)
    pausing = next((pause for term in counted.terms[-1:] for pause in term.pauses if pause.through >= end), None)
    if pausing is not None:
        yield end, f"征求{pausing.to.label}意见还没有答复，所用时间不计入", pausing.article.short, lambda: counted
    yield end, "按现有的放假安排计算", "", lambda: counted


def _calendar(on: date) -> WorkCalendar:
    return calendar(as_of=on, provisional=True)


def _cause(event: Event) -> str:
    return _CAUSES.get(event.kind, event.kind.label)


_CAUSES: Final = {
    Kind.RECEIVED: "收到申请",
    Kind.CONFIRMED: "双方确认收到",
    Kind.SUPPLEMENT_NOTIFIED: "告知补正，等待申请人补正",
    Kind.SUPPLEMENT_RECEIVED: "收到补正，期限重新起算",
    Kind.CONSULTATION_DELIVERED: "征求意见书送达，所需时间不计入",
    Kind.CONSULTATION_ANSWERED: "收到征求意见的答复，恢复计算",
    Kind.FEE_NOTIFIED: "告知收费，等待申请人缴费",
    Kind.FEE_PAID: "缴清信息处理费，期限重新起算",
    Kind.EXTENDED: "延期答复",
    Kind.DEFERRED: "确定延迟答复的日期",
}


def _article(event: Event, counted: Clock) -> str:
    """The article by which an event moves the date."""
    rule = counted.terms[-1].rule if counted.terms else limits.RULES.on(event.on)
    channel = counted.events[0].channel
    if event.kind in (Kind.RECEIVED, Kind.CONFIRMED) and channel is not None:
        return rule.receipt[channel].short
    if event.kind is Kind.REOPENED:
        return REOPENED[event.by or "reconsideration"][1].short
    found = _ARTICLES[event.kind](rule) if event.kind in _ARTICLES else None
    return found.short if found is not None else ""


_ARTICLES: Final[dict[Kind, Callable[[Rule], Article | None]]] = {
    Kind.SUPPLEMENT_NOTIFIED: lambda rule: rule.supplement,
    Kind.SUPPLEMENT_RECEIVED: lambda rule: rule.supplement,
    Kind.CONSULTATION_SENT: lambda rule: rule.excluding,
    Kind.CONSULTATION_DELIVERED: lambda rule: rule.excluding,
    Kind.CONSULTATION_ANSWERED: lambda rule: rule.excluding,
    Kind.FEE_NOTIFIED: lambda rule: limits.PAYMENT,
    Kind.FEE_PAID: lambda rule: limits.PAYMENT,
    Kind.EXTENDED: lambda rule: rule.reply,
    Kind.DEFERRED: lambda rule: rule.excess,
}
