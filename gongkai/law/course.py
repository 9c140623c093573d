"""The course of a case: its events taken one by one, each allowed or refused by what the law says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from copy import copy
from datetime import date, timedelta
from typing import Final, NoReturn, TypeVar

from gongkai.law import limits
from gongkai.law.articles import Article
from gongkai.law.errors import EventNotReadable, OutOfOrder
from gongkai.law.events import Event, Kind
from gongkai.law.fees import PAY_DAYS
from gongkai.law.limits import REOPENED, Channel, Consulted
from gongkai.law.outcomes import outcome as outcome_of
from gongkai.law.terms import ANSWERS, Consultation, Due, Pause, Remark, State, Term
from gongkai.law.workdays import WorkCalendar

_DAY: Final = timedelta(1)
T = TypeVar("T")


class Course:
    """A case while its events are taken one by one."""

    def __init__(self, received: Event, calendar: WorkCalendar, horizon: date) -> None:
        """`horizon` is the last day that is looked at.

        Raises:
            OutOfOrder: the event is not that the request was received.
            NotYetLaw: it was received before 2008-05-01.
        """
        if received.kind is not Kind.RECEIVED:
            rule = limits.RULES.on(received.on)
            _refuse(received, "在此之前没有收到申请", rule.receipt[Channel.IN_PERSON])
        self.calendar = calendar
        self.horizon = horizon
        self.channel = _told(received, received.channel, "channel")
        self.rule = limits.RULES.on(received.on)
        self.receipt: date | None = None
        self.terms: list[Term] = []
        self.consultations: list[Consultation] = []
        self.supplement_asked: date | None = None
        self.waits_for: Due | None = None
        self.reasons_asked = False
        self.confirmed = False
        self.reopened_on = received.on
        """From when on letters to others stop the clock: those of a decision that was annulled do so no more."""
        self.untouched = True
        """Whether nothing has happened yet but receipt and its confirmation."""
        self.closed_on: date | None = None
        self.lapsed: Due | None = None
        """What the applicant let lapse, if that closed the case."""
        self.reply: Event | None = None
        """The reply that closed the case."""
        self.outcome = ""
        self.in_time: bool | None = None
        self.due: dict[str, date] = {}
        self.remarks: list[Remark] = []
        if not (self.channel.waits and self.rule.confirms):
            self._receive(received, f"收到申请（{self.channel.label}）")
        elif self.channel is Channel.ORDINARY_POST:  # to be contacted on the day it comes (Art. 31, item 2)
            self.due[Due.CONFIRMATION] = received.on
        else:  # our own bound, so that "both confirm" cannot mean never [inference]
            self.due[Due.CONFIRMATION] = calendar.after(received.on, 1)

    def fork(self) -> Course:
        """A copy that goes its own way."""
        other = copy(self)
        other.terms = list(self.terms)
        other.consultations = list(self.consultations)
        other.due = dict(self.due)
        other.remarks = list(self.remarks)
        return other

    # --- what happens ---

    def take(self, event: Event) -> None:
        """Let an event happen.

        Raises:
            OutOfOrder: the law, or what happened before, does not allow it.
        """
        kind = event.kind
        self._lapse(event.on)
        if self.closed_on is not None and kind not in _WHEN_CLOSED and not self._revives(event):
            self._refuse_closed(event)
        if self.receipt is None and kind not in _BEFORE_RECEIPT:
            _refuse(event, "尚未与申请人确认收到，期限没有开始", self.rule.receipt[self.channel])
        if self.waits_for is not None and kind not in _WHILE_WAITING:
            _refuse(event, f"正在等待{self.waits_for.label}，答复期限没有计算", self._awaits())
        _TAKE[kind](self, event)
        self.untouched = self.untouched and kind is Kind.CONFIRMED

    def _revives(self, event: Event) -> bool:
        """Whether an event may follow although the applicant let something lapse: a good reason, or our own reply."""
        return self.lapsed is not None and (
            event.kind is Kind.REPLIED or (self.lapsed is Due.SUPPLEMENT and bool(event.good_reason))
        )

    def _refuse_closed(self, event: Event) -> NoReturn:
        if self.lapsed is None:
            _refuse(event, f"申请已于{self.closed_on}办结", self.rule.decision)
        advice = "，有正当理由的请写明good_reason" if event.kind is Kind.SUPPLEMENT_RECEIVED else ""
        reason = f"{self.lapsed.label}的期限{self.due[self.lapsed]}已过，视为放弃申请，不再处理"
        _refuse(event, f"{reason}{advice}；申请人可以另行申请", self._awaits(self.lapsed))

    def _awaits(self, awaited: Due | None = None) -> Article:
        return limits.PAYMENT if (awaited or self.waits_for) is Due.PAYMENT else self.rule.supplement

    def on_received(self, event: Event) -> None:
        _refuse(event, "已经收到过申请，另一件申请应另行登记", self.rule.receipt[self.channel])

    def on_confirmed(self, event: Event) -> None:
        settled = self.confirmed or not self.channel.waits or (self.receipt is not None and not self.untouched)
        if settled or self.closed_on is not None:
            day = f"确定为{self.receipt}" if self.receipt is not None else "不再需要确认"
            _refuse(event, f"收到申请之日已经{day}", self.rule.receipt[self.channel])
        self.confirmed = True
        self.rule = limits.RULES.on(event.on)
        self.terms.clear()
        self._receive(event, f"双方确认收到申请（{self.channel.label}）")
        if (last := self.due.get(Due.CONFIRMATION)) is not None and event.on > last:
            article = self.rule.receipt[self.channel]
            self._remark("confirmation_late", event.on, f"应于{last}前与申请人确认收到", article)

    def _receive(self, event: Event, why: str) -> None:
        self.receipt = event.on
        self._start(event, self.rule.reply_days, why, self.rule.receipt[self.channel])
        if self.rule.notice_days:
            self.due[Due.SUPPLEMENT_NOTICE] = self.calendar.after(event.on, self.rule.notice_days)

    def on_supplement_notified(self, event: Event) -> None:
        article = self.rule.supplement
        if self.supplement_asked is not None:
            _refuse(event, f"{self.supplement_asked}已经告知过补正，补正应当一次告知", article)
        if event.until is not None and event.until <= event.on:
            _refuse(event, f"补正的最后一日{event.until}应在告知之后，期限应当合理", article)
        if event.on > (due := self._reply_due()):
            _refuse(event, f"答复期限{due}已过，补正应在期限届满前告知", article)
        if (last := self.due.get(Due.SUPPLEMENT_NOTICE)) is not None and event.on > last:
            self._remark("supplement_notice_late", event.on, f"应于{last}前告知补正", article)
        self.supplement_asked = event.on
        self._wait(event.on, Due.SUPPLEMENT)
        if event.until is not None:
            self.due[Due.SUPPLEMENT] = self._working(event.until)
        else:
            self._remark("supplement_term_missing", event.on, "补正告知书应当写明合理的补正期限", article)

    def on_supplement_received(self, event: Event) -> None:
        article = self.rule.supplement
        if self.supplement_asked is None:
            _refuse(event, "没有告知补正", article)
        if self.waits_for is Due.SUPPLEMENT or self.lapsed is Due.SUPPLEMENT:
            self._restart(event, "收到补正，答复期限重新起算", article)
        else:
            self._remark("supplement_again", event.on, "已经收到过补正，再次补正不重新起算期限", article)

    def on_consultation_sent(self, event: Event) -> None:
        to = _told(event, event.to, "to")
        ref = event.ref or ""
        article = self.rule.asking[to]
        if any(one.ref == ref and (ref or (one.answered is None and one.to is to)) for one in self.consultations):
            _refuse(event, f"“{ref}”已经发过征求意见书" if ref else "另有未答复的征求意见，请以ref区分", article)
        self.consultations.append(Consultation(to, ref, event.on, silence=to.silence))

    def on_consultation_delivered(self, event: Event) -> None:
        at, one = self._consultation(event)
        if one.delivered is not None:
            _refuse(event, f"已经记有送达日期{one.delivered}", self.rule.asking[one.to])
        days = self.rule.limit(one.to)
        limit = self.calendar.after(event.on, days) if days else None
        self.consultations[at] = one._replace(delivered=event.on, limit=limit)

    def on_consultation_answered(self, event: Event) -> None:
        at, one = self._consultation(event)
        if one.answered is not None:
            _refuse(event, "该征求意见已有答复", self.rule.asking[one.to])
        self.consultations[at] = one._replace(answered=event.on)

    def _consultation(self, event: Event) -> tuple[int, Consultation]:
        """The one that an event speaks of: by its ref, or the only one that is open, of those whom it names."""
        found = [
            (at, one)
            for at, one in enumerate(self.consultations)
            if (one.ref == event.ref if event.ref is not None else one.answered is None)
            and (event.to is None or one.to is event.to)
        ]
        article = self.rule.asking[found[0][1].to if found else Consulted.THIRD_PARTY]
        if not found:
            _refuse(event, f"没有发出过“{event.ref}”征求意见书" if event.ref else "没有未答复的征求意见", article)
        if len(found) > 1:
            _refuse(event, "有几件未答复的征求意见，请以ref说明是哪一件", article)
        return found[0]

    def on_reasons_asked(self, event: Event) -> None:
        self._excess(event)
        self.reasons_asked = True

    def _excess(self, event: Event) -> Article:
        if self.rule.excess is None:
            _refuse(event, f"{limits.ORDER_711}以前收到的申请不适用这一规定", limits.EXCESS)
        return self.rule.excess

    def on_fee_notified(self, event: Event) -> None:
        if (self.receipt or event.on) < (since := PAY_DAYS.since[0]):
            _refuse(event, f"{since}起收到的申请才可以收取信息处理费", limits.PAYMENT)
        if Due.PAYMENT in self.due:
            _refuse(event, "已经告知过收费", limits.PAYMENT)
        if event.on > (last := self._reply_due()):
            _refuse(event, f"收费通知应在答复期限{last}前发出", limits.PAYMENT)
        self._wait(event.on, Due.PAYMENT)
        self.due[Due.PAYMENT] = self.calendar.after(event.on, PAY_DAYS.on(event.on))

    def on_fee_paid(self, event: Event) -> None:
        if self.waits_for is not Due.PAYMENT:
            _refuse(event, "没有告知收费，或者已经缴费", limits.PAYMENT)
        self._restart(event, "缴清信息处理费，答复期限重新起算", limits.PAYMENT)

    def on_extended(self, event: Event) -> None:
        term = self.terms[-1]
        days = _told(event, event.days, "days")
        if not 1 <= days <= self.rule.most_extension:
            _refuse(event, f"延长的期限最长不得超过{self.rule.most_extension}个工作日", self.rule.reply)
        if term.extension:
            _refuse(event, "已经延期一次", self.rule.reply)
        if term.ordered or term.fixed is not None:
            _refuse(event, "答复期限已经另行确定，不能再按条例延长", self.rule.reply)
        if event.on > (last := self._reply_due()):
            _refuse(event, f"答复期限{last}已过，延期应在期限届满前告知申请人", self.rule.reply)
        self.terms[-1] = term._replace(extension=days)

    def on_deferred(self, event: Event) -> None:
        until = _told(event, event.until, "until")
        article = self._excess(event)
        if not self.reasons_asked:
            _refuse(event, "没有要求申请人说明理由", article)
        if self.terms[-1].fixed is not None:
            _refuse(event, "答复日期已经确定", article)
        if event.on > (last := self._reply_due()):
            _refuse(event, f"答复期限{last}已过", article)
        if until < last:
            _refuse(event, f"延迟答复的日期早于答复期限{last}", article)
        self.terms[-1] = self.terms[-1]._replace(fixed=self._working(until))

    def on_withdrawn(self, event: Event) -> None:
        self._close(event.on, "withdrawn")

    def on_replied(self, event: Event) -> None:
        if event.served is not None and event.served < event.on:
            _refuse(event, f"申请人收到之日{event.served}早于答复", self.rule.decision)
        outcome = outcome_of(event.outcome).key if event.outcome is not None else ""
        self._permits(event, outcome)
        lapsed = self.lapsed is not None
        if self.waits_for is None and self.terms and not lapsed:
            due = self._reply_due()
            self.in_time = event.on <= due
            if not self.in_time:
                self._remark("reply_late", event.on, f"应于{due}前答复", self.rule.reply)
        elif not lapsed:
            self.in_time = True  # no time was running
        self._close(event.on, outcome)
        self.reply = event

    def _permits(self, event: Event, outcome: str) -> None:
        """Outcomes that something must, or should, have gone before."""
        match outcome:
            case "not_supplemented" | "fee_unpaid":
                awaited = Due.SUPPLEMENT if outcome == "not_supplemented" else Due.PAYMENT
                if self.waits_for is awaited and awaited in self.due:
                    _refuse(event, f"{awaited.label}的期限{self.due[awaited]}未过", self._awaits(awaited))
                if self.lapsed is not awaited and self.waits_for is not awaited:
                    _refuse(event, f"没有在等待{awaited.label}", self._awaits(awaited))
            case "excessive" if not self.reasons_asked:
                _refuse(event, "应当先要求申请人说明理由", self._excess(event))
            case "still_unclear" if self.supplement_asked is None:
                self._remark(
                    "supplement_missing", event.on, "答复申请内容不明确之前，应当告知补正", self.rule.supplement
                )
            case "third_party_rights" if not any(one.to is Consulted.THIRD_PARTY for one in self.consultations):
                article = self.rule.asking[Consulted.THIRD_PARTY]
                self._remark(
                    "consultation_missing", event.on, "以第三方合法权益为由不予公开的，应当书面征求第三方意见", article
                )
            case _:
                pass

    def on_reopened(self, event: Event) -> None:
        what, article = _told(event, REOPENED.get(event.by or "reconsideration"), "by")
        if self.closed_on is None:
            if not self.terms or self.waits_for is not None or event.on <= (due := self._reply_due()):
                _refuse(event, "申请尚未办结，答复期限也没有过", self.rule.decision)
            self._remark("overdue", event.on, f"答复期限{due}已过，没有答复", self.rule.reply)
        if event.until is not None and event.days is not None:
            _refuse(event, "days和until只能写一个", article)
        if event.until is not None and event.until <= event.on:
            _refuse(event, f"限定的答复日期{event.until}应在收到决定之后", article)
        self.closed_on = self.in_time = self.waits_for = self.lapsed = self.reply = self.supplement_asked = None
        self.outcome = ""
        self.reasons_asked = False
        self.due = {key: day for key, day in self.due.items() if key == Due.CONFIRMATION}
        self.receipt = self.receipt or event.on
        self.reopened_on = event.on
        self.rule = limits.RULES.on(event.on)
        self._end(event.on)
        self._start(event, event.days or limits.REOPENED_DAYS, f"{what}，重新处理", article)
        ordered = event.days is not None or event.until is not None
        fixed = self._working(event.until) if event.until is not None else None
        self.terms[-1] = self.terms[-1]._replace(fixed=fixed, ordered=ordered)

    # --- terms ---

    def _start(self, event: Event, days: int, why: str, article: Article) -> None:
        self.terms.append(Term(event.on, event.kind, self.rule, why, article, days, due=event.on))

    def _restart(self, event: Event, why: str, article: Article) -> None:
        self.waits_for = self.lapsed = self.closed_on = None
        self.outcome = ""
        self._start(event, self.rule.reply_days, why, article)

    def _wait(self, on: date, awaited: Due) -> None:
        self.waits_for = awaited
        self._end(on)

    def _end(self, on: date) -> None:
        if self.terms and self.terms[-1].ended is None:
            term = self.terms[-1]
            self.terms[-1] = term._replace(ended=on, waits_for=self.waits_for, pauses=self._pauses(term))

    def _pauses(self, term: Term) -> tuple[Pause, ...]:
        """Who was asked, and until when that stops the count: until the answer, the limit, the end of the case, or,
        while nothing bounds it, as long as we look.
        """
        found = []
        for one in self.consultations:
            if not self._stops(one, term):
                continue
            ends = [day for day in (one.answered, one.limit, self.closed_on) if day is not None]
            through = min(ends) if ends else self.horizon
            if through > max(one.sent, term.since):
                found.append(Pause(one.sent, through, one.to, term.rule.excluding))
        return tuple(found)

    def _stops(self, one: Consultation, term: Term) -> bool:
        """Whether asking somebody stops a term: not one that an order or a letter has set."""
        return (
            one.to in term.rule.consulted and one.sent >= self.reopened_on and term.fixed is None and not term.ordered
        )

    def _reply_due(self) -> date:
        term = self.terms[-1]
        return term.fixed or due_day(term.since, term.days + term.extension, self._pauses(term), self.calendar)

    def _working(self, day: date) -> date:
        """The day, or the next working day after a rest day (Civil Code, Art. 203)."""
        return self.calendar.next_working(day)

    def _lapse(self, on: date) -> None:
        """What the applicant has let lapse before a day closes the case."""
        awaited = self.waits_for
        if awaited is None or (last := self.due.get(awaited)) is None or on <= last:
            return
        self._close(last + _DAY, "fee_unpaid" if awaited is Due.PAYMENT else "not_supplemented")
        self.lapsed = awaited

    def _close(self, on: date, outcome: str) -> None:
        self.closed_on = on
        self.outcome = outcome
        self.waits_for = self.lapsed = None

    def _remark(self, code: str, on: date, text: str, article: Article) -> None:
        self.remarks.append(Remark(code, on, text, article))

    # --- where it stands ---

    def finish(self) -> None:
        """Nothing more happens up to the horizon: work out what is due, and what has lapsed or is overdue."""
        self._lapse(self.horizon)
        rule = self.rule
        if self.receipt is None and self.closed_on is None and self.horizon > (last := self.due[Due.CONFIRMATION]):
            text = f"应于{last}前与申请人确认收到，尚未确认"
            self._remark("confirmation_late", self.horizon, text, rule.receipt[self.channel])
        if self.terms and self.terms[-1].ended is None:
            term = self.terms[-1]
            due = self._reply_due()
            self.terms[-1] = term._replace(due=due, pauses=self._pauses(term))
            self.due[Due.REPLY] = due
            if self.closed_on is None and self.horizon > due:
                self._remark("overdue", self.horizon, f"答复期限{due}已过，尚未答复", rule.reply)
        for to, key in ANSWERS.items():
            limits_of = [(one.is_open(self.horizon), one.limit) for one in self.consultations if one.to is to]
            still = [limit for is_open, limit in limits_of if is_open and limit is not None]
            over = [limit for _, limit in limits_of if limit is not None]
            if over:
                self.due[key] = min(still) if still and self.closed_on is None else max(over)
        for one in self.consultations:
            term = self.terms[-1]
            stops = self.closed_on is None and term.ended is None and one.sent < term.due and self._stops(one, term)
            if one.answered is None and one.limit is None and stops:
                whose = f"（{one.ref}）" if one.ref else ""
                undelivered = one.delivered is None and rule.limit(one.to)
                text = "征求意见书的送达日期没有写明" if undelivered else "尚无答复，法律没有规定答复的期限"
                text = f"征求{one.to.label}意见{whose}：{text}，答复期限暂按截至{self.horizon}计算，以后还会推迟"
                self._remark("consultation_open", self.horizon, text, rule.asking[one.to])

    def state(self) -> tuple[State, tuple[str, ...]]:
        """Where the case stands on the horizon, and the keys of what is still to be met."""
        if self.closed_on is not None:
            return State.CLOSED, ()
        if self.receipt is None:
            return State.WAITING, (Due.CONFIRMATION,)
        if self.waits_for is not None:
            return State.STOPPED, (self.waits_for,) if self.waits_for in self.due else ()
        term = self.terms[-1]
        unanswered = [one for one in self.consultations if one.is_open(self.horizon) and one.sent < self.due[Due.REPLY]]
        keys = {key: None for one in unanswered if one.limit and (key := ANSWERS.get(one.to)) is not None}
        awaited = (*keys, Due.REPLY)
        if any(self._stops(one, term) for one in unanswered):
            return State.STOPPED, awaited
        return State.RUNNING if len(self.terms) == 1 else State.RESTARTED, awaited


_BEFORE_RECEIPT: Final = frozenset({Kind.RECEIVED, Kind.CONFIRMED, Kind.REPLIED, Kind.WITHDRAWN, Kind.REOPENED})
_OTHERS: Final = frozenset({Kind.CONSULTATION_DELIVERED, Kind.CONSULTATION_ANSWERED})
"""What others do, whatever has become of the case."""
_WHEN_CLOSED: Final = _OTHERS | {Kind.REOPENED, Kind.RECEIVED, Kind.CONFIRMED}
_WHILE_WAITING: Final = _OTHERS | {
    Kind.SUPPLEMENT_RECEIVED,
    Kind.FEE_PAID,
    Kind.REASONS_ASKED,
    Kind.REPLIED,
    Kind.WITHDRAWN,
    Kind.RECEIVED,
    Kind.CONFIRMED,
    Kind.REOPENED,
}
_TAKE: Final[dict[Kind, Callable[[Course, Event], None]]] = {kind: getattr(Course, f"on_{kind}") for kind in Kind}


def due_day(since: date, days: int, pauses: Iterable[Pause], calendar: WorkCalendar) -> date:
    """The last of `days` working days after `since` that lie in no pause.

    Raises:
        CalendarNotPublished: the count reaches a year without a holiday notice.
    """
    due = calendar.after(since, days)
    reached = since
    for pause in sorted(pauses):
        start = max(pause.after, reached)
        if pause.after >= due or pause.through <= start:
            continue
        due = calendar.after(due, calendar.count(start, pause.through))
        reached = pause.through
    return due


def _refuse(event: Event, reason: str, article: Article) -> NoReturn:
    raise OutOfOrder(event.on, event.kind.label, reason, article.short)


def _told(event: Event, value: T | None, name: str) -> T:
    if value is None:
        raise EventNotReadable(f"“{event.kind.label}”（{event.kind}）没有写{name}")
    return value
