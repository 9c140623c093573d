"""The ledger of a clock: every day from receipt to the due date, whether it counts, and why.

The days that count are those of the term in force, as many as it is long. Days of a term that a restart made void, days
of waiting for the applicant, and days of consultation are there too, and do not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

from gongkai.law import limits
from gongkai.law.articles import Article
from gongkai.law.events import Event, Kind
from gongkai.law.limits import REOPENED, Channel, Rule
from gongkai.law.terms import Consultation, Due, Entry, Pause, Term
from gongkai.law.workdays import DayKind, WorkCalendar

_DAY: Final = timedelta(1)


class Case(NamedTuple):
    """What the ledger tells of. `horizon` is the last day that is looked at."""

    terms: Sequence[Term]
    events: Sequence[Event]
    consultations: Sequence[Consultation]
    calendar: WorkCalendar
    horizon: date
    closed_on: date | None
    lapsed: Due | None


def entries(case: Case) -> Iterator[Entry]:
    """The days from the first event to the due date, or to the last day that is looked at where that is later.

    Raises:
        CalendarNotPublished: it reaches a year without a holiday notice.
    """
    terms, calendar = case.terms, case.calendar
    first = case.events[0]
    running = bool(terms) and terms[-1].ended is None
    end = max(terms[-1].due if running else first.on, case.events[-1].on, case.closed_on or case.horizon)
    channel = first.channel or Channel.IN_PERSON
    happened = _happened(case, channel, end)
    beginnings = {term.since: term for term in terms}  # the last of those that begin on one day
    starts = sorted({first.on, *beginnings})
    for start, following in zip(starts, [*starts[1:], end + _DAY], strict=True):
        term = beginnings.get(start)
        days = [start + n * _DAY for n in range((following - start).days)]
        stretch: Iterable[Entry]
        if term is None:
            stretch = _unconfirmed(days, limits.RULES.on(first.on).receipt[channel], calendar)
        else:
            stretch = chain((_nought(term),), _counted(days[1:], term, case, following))
        for entry in stretch:
            notes = happened.get(entry.on)
            yield entry if notes is None else _with(entry, notes, term)


def _nought(term: Term) -> Entry:
    return Entry(term.since, False, 0, f"{term.why}，当日不计入，次日起算", term.article.short)


def _unconfirmed(days: Iterable[date], article: Article, calendar: WorkCalendar) -> Iterator[Entry]:
    for day in days:
        name, _, _ = _described(calendar, day)
        yield Entry(day, False, 0, f"{name}，尚未与申请人确认，期限没有开始", article.short)


def _counted(days: Iterable[date], term: Term, case: Case, following: date) -> Iterator[Entry]:
    """The days after the day nought of a term, up to the beginning of the next one."""
    calendar, rule = case.calendar, term.rule
    n = 0
    length = term.days + term.extension
    reply = rule.reply.short
    last_term = term is case.terms[-1]
    ended = term.ended or date.max
    awaited = (limits.PAYMENT if term.waits_for is Due.PAYMENT else rule.supplement).short
    closed = _closed(term, case, following)
    void = "" if last_term and term.ended is None else "答复期限后来重新起算，不再计入"
    if last_term and term.ended is not None:
        void = "期限后来停止计算，这一日不计入"
    voided = awaited if term.waits_for else reply
    for day in days:
        name, works, notice = _described(calendar, day)
        if term.waits_for is not None and ended < day <= closed:
            yield Entry(day, False, 0, f"{name}，等待{term.waits_for.label}，不计入期限", awaited)
        elif day > closed and (void or not works):
            yield Entry(day, False, n if not void else 0, f"{name}，已经办结，不计入期限", reply)
        elif not works:
            yield _resting(calendar, day, n, notice or reply)
        elif (pause := _pausing(day, term.pauses)) is not None:
            why = f"{name}，征求{pause.to.label}意见所需时间不计入期限"
            yield Entry(day, False, n, why, f"{pause.article.short}")
        elif void:
            n += 1
            yield Entry(day, False, n, f"{name}，第{n}个工作日，{void}", voided)
        elif n < length and (term.fixed is None or day <= term.fixed):
            n += 1
            extended = n - term.days if n > term.days else 0
            over = n == length and term.fixed is None
            entry = _working(calendar, day, n, extended, over, f"{reply}、{notice}" if notice else reply)
            yield entry._replace(why=f"{entry.why}（已经办结）") if day > closed else entry
        elif term.fixed is not None and day <= term.fixed:
            article = term.article if term.ordered else rule.excess or term.article
            yield Entry(day, False, n, f"{name}，答复日期确定为{term.fixed}", article.short)
        else:
            yield Entry(day, False, n, f"{name}，答复期限已经届满", reply)


def _closed(term: Term, case: Case, following: date) -> date:
    """The day on which the case was closed in a term, the last day there is if it was not."""
    if term is case.terms[-1]:
        return case.closed_on or date.max
    closing = (Kind.REPLIED, Kind.WITHDRAWN)
    return next((one.on for one in case.events if one.kind in closing and term.since <= one.on < following), date.max)


def _pausing(day: date, pauses: Iterable[Pause]) -> Pause | None:
    for pause in pauses:
        if pause.after < day <= pause.through:
            return pause
    return None


@lru_cache(maxsize=65_536)
def _working(calendar: WorkCalendar, day: date, n: int, extended: int, over: bool, article: str) -> Entry:
    name, _, _ = _described(calendar, day)
    which = f"（延长的第{extended}个工作日）" if extended else ""
    return Entry(day, True, n, f"{name}，计为第{n}个工作日{which}{'，答复期限届满' if over else ''}", article)


@lru_cache(maxsize=65_536)
def _resting(calendar: WorkCalendar, day: date, n: int, article: str) -> Entry:
    return Entry(day, False, n, f"{_described(calendar, day)[0]}，不是工作日", article)


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


class Note(NamedTuple):
    """What happened on a day, in a few words, and by what article; `kind` of the event, None for what lapsed."""

    text: str
    article: str
    kind: Kind | None = None


def _happened(case: Case, channel: Channel, end: date) -> dict[date, list[Note]]:
    notes: dict[date, list[Note]] = {}
    begun = {(term.since, term.began): term.rule for term in case.terms}
    rule = limits.RULES.on(case.terms[0].since if case.terms else case.events[0].on)
    for event in case.events:
        rule = begun.get((event.on, event.kind), rule)
        notes.setdefault(event.on, []).append(_note(event, rule, channel, case.consultations))
    for one in case.consultations:
        if one.limit is not None and one.answered is None and one.limit < end:
            notes.setdefault(one.limit + _DAY, []).append(Note(one.silence, rule.asking[one.to].short))
    if case.lapsed is not None and case.closed_on is not None:
        article = limits.PAYMENT if case.lapsed is Due.PAYMENT else rule.supplement
        what = "逾期未缴费" if case.lapsed is Due.PAYMENT else "逾期未补正"
        notes.setdefault(case.closed_on, []).append(Note(f"{what}，视为放弃申请，不再处理", article.short))
    return notes


def _with(entry: Entry, notes: Iterable[Note], term: Term | None) -> Entry:
    """The day with what happened on it, each with its article."""
    whys = [entry.why]
    articles = {entry.article: None}
    for note in notes:
        if term is not None and entry.on == term.since and note.kind is term.began:
            if (evidence := note.text.partition("（凭证：")[1:])[0]:
                whys[0] += "".join(evidence)
            continue  # the day nought has said the rest
        whys.append(note.text)
        articles[note.article] = None
    return entry._replace(why="；".join(whys), article="、".join(filter(None, articles)))


def _note(event: Event, rule: Rule, channel: Channel, consultations: Iterable[Consultation]) -> Note:
    evidence = f"（凭证：{event.evidence}）" if event.evidence else ""
    return Note(f"{_text(event)}{evidence}", _article(event, rule, channel, consultations), event.kind)


def _text(event: Event) -> str:
    ref = f"（{event.ref}）" if event.ref else ""
    match event.kind:
        case Kind.RECEIVED if event.channel:
            return f"收到申请（{event.channel.label}）"
        case Kind.SUPPLEMENT_NOTIFIED if event.until:
            return f"告知补正，限{event.until}前补正"
        case Kind.CONSULTATION_SENT if event.to:
            return f"发函征求{event.to.label}意见{ref}"
        case Kind.EXTENDED:
            return f"告知延期{event.days}个工作日"
        case Kind.DEFERRED if event.until:
            return f"告知延迟至{event.until}答复"
        case Kind.REPLIED if event.route:
            return f"答复（{event.route.label}）"
        case Kind.REOPENED:
            return f"{REOPENED[event.by or 'reconsideration'][0]}，重新处理"
    return f"{event.kind.label}{ref}"


def _article(event: Event, rule: Rule, channel: Channel, consultations: Iterable[Consultation]) -> str:
    """The article of an event; "" for what no article names."""
    match event.kind:
        case Kind.RECEIVED | Kind.CONFIRMED:
            return rule.receipt[channel].short
        case Kind.SUPPLEMENT_NOTIFIED | Kind.SUPPLEMENT_RECEIVED:
            return rule.supplement.short
        case Kind.CONSULTATION_SENT | Kind.CONSULTATION_DELIVERED | Kind.CONSULTATION_ANSWERED:
            to = event.to or next((one.to for one in consultations if one.ref == (event.ref or "")), None)
            return rule.asking[to].short if to is not None else rule.excluding.short
        case Kind.FEE_NOTIFIED | Kind.FEE_PAID:
            return limits.PAYMENT.short
        case Kind.REASONS_ASKED | Kind.DEFERRED:
            return rule.excess.short if rule.excess is not None else ""
        case Kind.EXTENDED:
            return rule.reply.short
        case Kind.REPLIED:
            return rule.decision.short
        case Kind.REOPENED:
            return REOPENED[event.by or "reconsideration"][1].short
    return ""
