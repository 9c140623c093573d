"""The ledger of a clock: every day from receipt to the due date, whether it counts, and why.

The days that count are those of the term in force, as many as it is long. Days of a term that a restart made void, days
of waiting for the applicant, and days of consultation are there too, and do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import Final

from gongkai.law import limits
from gongkai.law.articles import Article
from gongkai.law.events import REOPENED_BY, Event, Kind
from gongkai.law.limits import Rule
from gongkai.law.terms import Due, Entry, Pause, Term
from gongkai.law.workdays import DayKind, WorkCalendar

_DAY: Final = timedelta(1)


def entries(
    terms: Sequence[Term], events: Sequence[Event], calendar: WorkCalendar, *, horizon: date, closed_on: date | None
) -> Iterator[Entry]:
    """The days from the first event to the due date, or to the last day that is looked at while nothing runs.

    Raises:
        CalendarNotPublished: it reaches a year without a holiday notice.
    """
    happened: dict[date, list[Event]] = {}
    for event in events:
        happened.setdefault(event.on, []).append(event)
    rule = limits.RULES.on(terms[0].since if terms else events[0].on)
    running = bool(terms) and terms[-1].ended is None
    end = max(terms[-1].due if running else (closed_on or horizon), events[-1].on)
    beginnings = {term.since: term for term in terms}  # the last of those that begin on one day
    starts = sorted({events[0].on, *beginnings})
    for start, following in zip(starts, [*starts[1:], end + _DAY], strict=True):
        term = beginnings.get(start)
        days = [start + n * _DAY for n in range((following - start).days)]
        if term is None:
            stretch = _unconfirmed(days, calendar)
        else:
            counts = running and term is terms[-1]
            void = "答复期限后来重新起算，不再计入" if term is not terms[-1] else "期限后来停止计算，这一日不计入"
            stretch = chain((_nought(term),), _counted(days[1:], term, rule, calendar, void="" if counts else void))
        for entry in stretch:
            here = happened.get(entry.on)
            yield entry if here is None else _with(entry, here, rule)


def _nought(term: Term) -> Entry:
    return Entry(term.since, False, 0, f"{term.why}，当日不计入，次日起算", term.article.short)


def _unconfirmed(days: Iterable[date], calendar: WorkCalendar) -> Iterator[Entry]:
    article = limits.RECEIPT[limits.Channel.INTERNET].short
    for day in days:
        yield Entry(day, False, 0, f"{_described(calendar, day)[0]}，尚未确认收到申请，期限没有开始", article)


def _counted(days: Iterable[date], term: Term, rule: Rule, calendar: WorkCalendar, *, void: str) -> Iterator[Entry]:
    """The days after the day nought of a term, up to the beginning of the next one; `void` is why none counts."""
    n = 0
    length = term.days + term.extension
    reply = rule.reply.short
    ended = term.ended or date.max
    for day in days:
        name, works, notice = _described(calendar, day)
        if day > ended:
            waiting = f"等待{term.waits_for.label}" if term.waits_for else "已经办结"
            awaited = limits.PAYMENT if term.waits_for is Due.PAYMENT else rule.supplement
            yield Entry(day, False, 0, f"{name}，{waiting}，不计入期限", awaited.short)
        elif not works:
            yield Entry(day, False, n, f"{name}，不是工作日", notice or reply)
        elif (pause := _pausing(day, term.pauses)) is not None:
            yield Entry(day, False, n, f"{name}，征求{pause.to.label}意见所需时间不计入期限", pause.article.short)
        elif void:
            yield Entry(day, False, n, f"{name}，{void}", reply)
        elif n < length:
            n += 1
            extended = f"（延长的第{n - term.days}个工作日）" if n > term.days else ""
            last = "，答复期限届满" if n == length and term.deferred is None else ""
            yield Entry(day, True, n, f"{name}，计为第{n}个工作日{extended}{last}", reply)
        elif term.deferred is not None and day <= term.deferred:
            yield Entry(day, False, n, f"{name}，延迟至{term.deferred.isoformat()}答复", limits.EXCESS.short)
        else:
            yield Entry(day, False, n, f"{name}，期限已经届满", reply)


def _pausing(day: date, pauses: Iterable[Pause]) -> Pause | None:
    for pause in pauses:
        if pause.after < day <= pause.through:
            return pause
    return None


@lru_cache(maxsize=16_384)
def _described(calendar: WorkCalendar, day: date) -> tuple[str, bool, str]:
    """What a day is called, whether it is a working day, and the notice that says so."""
    what = calendar.day(day)
    match what.kind:
        case DayKind.MAKE_UP:
            name = "周末调休上班"
        case DayKind.HOLIDAY:
            name = f"{what.name}放假"
        case kind:
            name = kind.label
    return f"{name}（暂定）" if what.provisional else name, what.works, what.notice


# --- what happened on a day -----------------------------------------------------------------------------------------


def _with(entry: Entry, events: Sequence[Event], rule: Rule) -> Entry:
    """The day with what happened on it, each with its article."""
    whys = [entry.why]
    articles = {entry.article: None}
    for event in events:
        if event.kind in _NOUGHT and not entry.n and not entry.counts and event.kind.label in entry.why:
            continue  # the day nought has said it
        whys.append(_told(event))
        articles[_article(event, rule).short] = None
    return entry._replace(why="；".join(whys), article="、".join(articles))


_NOUGHT: Final = frozenset({Kind.RECEIVED, Kind.CONFIRMED, Kind.SUPPLEMENT_RECEIVED, Kind.FEE_PAID, Kind.REOPENED})


def _told(event: Event) -> str:
    """What happened, in a few words."""
    ref = f"（{event.ref}）" if event.ref else ""
    match event.kind:
        case Kind.RECEIVED if event.channel:
            return f"收到申请（{event.channel.label}）"
        case Kind.SUPPLEMENT_NOTIFIED if event.until:
            return f"告知补正，限{event.until.isoformat()}前补正"
        case Kind.CONSULTATION_SENT if event.to:
            return f"发函征求{event.to.label}意见{ref}"
        case Kind.EXTENDED:
            return f"告知延期{event.days}个工作日"
        case Kind.DEFERRED if event.until:
            return f"告知延迟至{event.until.isoformat()}答复"
        case Kind.REPLIED if event.route:
            return f"答复（{event.route.label}）"
        case Kind.REOPENED if event.by:
            return f"{REOPENED_BY[event.by]}，重新处理"
    return f"{event.kind.label}{ref}"


def _article(event: Event, rule: Rule) -> Article:
    match event.kind:
        case Kind.RECEIVED | Kind.CONFIRMED:
            return limits.RECEIPT[event.channel or limits.Channel.INTERNET]
        case Kind.SUPPLEMENT_NOTIFIED | Kind.SUPPLEMENT_RECEIVED:
            return rule.supplement
        case Kind.CONSULTATION_SENT | Kind.CONSULTATION_DELIVERED | Kind.CONSULTATION_ANSWERED:
            return rule.consultation
        case Kind.FEE_NOTIFIED | Kind.FEE_PAID:
            return limits.PAYMENT
        case Kind.REASONS_ASKED | Kind.DEFERRED:
            return limits.EXCESS
        case Kind.EXTENDED:
            return rule.reply
    return limits.DECIDED
