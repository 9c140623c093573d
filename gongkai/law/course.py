"""The course of a case: its events taken one by one, each allowed or refused by what the law says of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Final, NoReturn, TypeVar

from gongkai.law import limits
from gongkai.law.articles import Article
from gongkai.law.errors import EventNotReadable, OutOfOrder
from gongkai.law.events import REOPENED_BY, Event, Kind
from gongkai.law.fees import PAY_DAYS
from gongkai.law.limits import Channel, Consulted
from gongkai.law.outcomes import outcome as outcome_of
from gongkai.law.terms import ANSWERS, Consultation, Due, Pause, Remark, State, Term
from gongkai.law.workdays import WorkCalendar

_DAY: Final = timedelta(1)
T = TypeVar("T")


class Course:
    """A case while its events are taken one by one."""

    def __init__(self, received: Event, calendar: WorkCalendar, horizon: date) -> None:
        """`horizon` is the last day that is looked at."""
        if received.kind is not Kind.RECEIVED:
            _refuse(received, "在此之前没有收到申请", limits.RECEIPT[Channel.IN_PERSON])
        self.calendar = calendar
        self.horizon = horizon
        self.received_on = received.on
        self.channel = _told(received, received.channel, "channel")
        self.rule = limits.RULES.on(received.on)
        self.receipt: date | None = None
        self.terms: list[Term] = []
        self.consultations: list[Consultation] = []
        self.supplement_asked: date | None = None
        self.waits_for: Due | None = None
        self.reasons_asked = False
        self.confirmed = False
        self.closed_on: date | None = None
        self.outcome = ""
        self.in_time: bool | None = None
        self.due: dict[str, date] = {}
        self.remarks: list[Remark] = []
        if not (self.channel.waits and self.rule.confirms):
            self._receive(received.on, f"收到申请（{self.channel.label}）")
        elif self.channel is Channel.ORDINARY_POST:  # to be contacted on the day it comes (Art. 31, item 2)
            self.due[Due.CONFIRMATION] = received.on
        else:  # our own bound, so that "both confirm" cannot mean never [inference]
            self.due[Due.CONFIRMATION] = calendar.after(received.on, 1)

    # --- what happens ---

    def take(self, event: Event) -> None:
        """Let an event happen.

        Raises:
            OutOfOrder: the law, or what happened before, does not allow it.
        """
        kind = event.kind
        if self.closed_on is not None and kind in _TOO_LATE_TO_MATTER:
            return
        if self.closed_on is not None and kind is not Kind.REOPENED:
            _refuse(event, f"申请已于{self.closed_on.isoformat()}办结", limits.DECIDED)
        if self.receipt is None and kind not in _BEFORE_RECEIPT:
            _refuse(event, "尚未与申请人确认收到，期限没有开始", limits.RECEIPT[self.channel])
        if self.waits_for is not None:
            self._while_waiting(event, self.waits_for)
        _TAKE[kind](self, event)

    def _while_waiting(self, event: Event, awaited: Due) -> None:
        """While the applicant is to supplement or to pay, little else can happen; nothing after that has lapsed."""
        last = self.due.get(awaited)
        article = self.rule.supplement if awaited is Due.SUPPLEMENT else limits.PAYMENT
        if event.kind not in _WHILE_WAITING:
            _refuse(event, f"正在等待{awaited.label}，答复期限没有计算", article)
        if last is not None and event.on > last and event.kind not in _AFTER_LAPSE and not event.good_reason:
            _refuse(event, f"{awaited.label}的期限{last.isoformat()}已过，视为放弃申请，不再处理", article)

    def on_received(self, event: Event) -> None:
        _refuse(event, "已经收到过申请，另一件申请应另行登记", limits.RECEIPT[self.channel])

    def on_confirmed(self, event: Event) -> None:
        article = limits.RECEIPT[self.channel]
        if self.confirmed or not self.channel.waits or len(self.terms) > 1 or self.waits_for is not None:
            _refuse(event, f"收到申请之日已经确定为{self.receipt}", article)
        self.confirmed = True
        self.rule = limits.RULES.on(event.on)
        self.terms.clear()
        self._receive(event.on, f"双方确认收到申请（{self.channel.label}）")
        if (last := self.due.get(Due.CONFIRMATION)) is not None and event.on > last:
            self._remark("confirmation_late", event.on, f"应于{last.isoformat()}前与申请人确认收到", article)

    def _receive(self, on: date, why: str) -> None:
        self.receipt = on
        self._start(on, self.rule.reply_days, why, limits.RECEIPT[self.channel])
        if self.rule.notice_days:
            self.due[Due.SUPPLEMENT_NOTICE] = self.calendar.after(on, self.rule.notice_days)

    def on_supplement_notified(self, event: Event) -> None:
        article = self.rule.supplement
        if self.supplement_asked is not None:
            _refuse(event, f"{self.supplement_asked.isoformat()}已经告知过补正，补正应当一次告知", article)
        if event.until is not None and event.until <= event.on:
            _refuse(event, f"补正的最后一日{event.until.isoformat()}应在告知之后，期限应当合理", article)
        if event.on > (due := self._reply_due()):
            _refuse(event, f"答复期限{due.isoformat()}已过，补正应在期限届满前告知", article)
        if (last := self.due.get(Due.SUPPLEMENT_NOTICE)) is not None and event.on > last:
            self._remark("supplement_notice_late", event.on, f"应于{last.isoformat()}前告知补正", article)
        self.supplement_asked = event.on
        self.waits_for = Due.SUPPLEMENT
        self._end(event.on)
        if event.until is not None:
            self.due[Due.SUPPLEMENT] = event.until
        else:
            self._remark("supplement_term_missing", event.on, "补正告知书应当写明合理的补正期限", article)

    def on_supplement_received(self, event: Event) -> None:
        if self.waits_for is not Due.SUPPLEMENT:
            _refuse(event, "没有告知补正，或者已经收到补正", self.rule.supplement)
        self._restart(event.on, "收到补正，答复期限重新起算", self.rule.supplement)

    def on_consultation_sent(self, event: Event) -> None:
        to = _told(event, event.to, "to")
        ref = event.ref or ""
        article = limits.CONSULTATION[to]
        if any(one.ref == ref and (ref or (one.answered is None and one.to is to)) for one in self.consultations):
            _refuse(event, f"“{ref}”已经发过征求意见书" if ref else "另有未答复的征求意见，请以ref区分", article)
        self.consultations.append(Consultation(to, ref, event.on, limit=self._limit(to, event.on)))
        self._limit_of_answers(to)

    def on_consultation_delivered(self, event: Event) -> None:
        at, one = self._consultation(event)
        if one.delivered is not None:
            _refuse(event, f"已经记有送达日期{one.delivered.isoformat()}", limits.CONSULTATION[one.to])
        self.consultations[at] = one._replace(delivered=event.on, limit=self._limit(one.to, event.on))
        self._limit_of_answers(one.to)

    def on_consultation_answered(self, event: Event) -> None:
        at, one = self._consultation(event)
        self.consultations[at] = one._replace(answered=event.on)

    def _consultation(self, event: Event) -> tuple[int, Consultation]:
        """The one that an event speaks of: by its ref, or the only one that is open, of those whom it names."""
        found = [
            (at, one)
            for at, one in enumerate(self.consultations)
            if (one.ref == event.ref if event.ref is not None else one.answered is None)
            and (event.to is None or one.to is event.to)
        ]
        article = limits.CONSULTATION[found[0][1].to if found else Consulted.THIRD_PARTY]
        if not found:
            _refuse(event, f"没有发出过“{event.ref}”征求意见书" if event.ref else "没有未答复的征求意见", article)
        if len(found) > 1:
            _refuse(event, "有几件未答复的征求意见，请以ref说明是哪一件", article)
        if found[0][1].answered is not None:
            _refuse(event, "该征求意见已有答复", article)
        return found[0]

    def _limit(self, to: Consulted, delivered: date) -> date | None:
        return self.calendar.after(delivered, to.limit) if to.limit else None

    def _limit_of_answers(self, to: Consulted) -> None:
        if (due := ANSWERS.get(to)) is not None:
            self.due[due] = max(one.limit for one in self.consultations if one.to is to and one.limit is not None)

    def on_reasons_asked(self, event: Event) -> None:
        self.reasons_asked = True

    def on_fee_notified(self, event: Event) -> None:
        if (self.receipt or event.on) < (since := PAY_DAYS.since[0]):
            _refuse(event, f"{since.isoformat()}起收到的申请才可以收取信息处理费", limits.PAYMENT)
        if Due.PAYMENT in self.due:
            _refuse(event, "已经告知过收费", limits.PAYMENT)
        if event.on > (last := self._reply_due()):
            _refuse(event, f"收费通知应在答复期限{last.isoformat()}前发出", limits.PAYMENT)
        self.waits_for = Due.PAYMENT
        self._end(event.on)
        self.due[Due.PAYMENT] = self.calendar.after(event.on, PAY_DAYS.on(event.on))

    def on_fee_paid(self, event: Event) -> None:
        if self.waits_for is not Due.PAYMENT:
            _refuse(event, "没有告知收费，或者已经缴费", limits.PAYMENT)
        self._restart(event.on, "缴清信息处理费，答复期限重新起算", limits.PAYMENT)

    def on_extended(self, event: Event) -> None:
        term = self.terms[-1]
        article = self.rule.reply
        days = _told(event, event.days, "days")
        if days > self.rule.most_extension:
            _refuse(event, f"延长的期限最长不得超过{self.rule.most_extension}个工作日", article)
        if term.extension:
            _refuse(event, "已经延期一次", article)
        if event.on > (last := self._reply_due()):
            _refuse(event, f"答复期限{last.isoformat()}已过，延期应在期限届满前告知申请人", article)
        self.terms[-1] = term._replace(extension=days)

    def on_deferred(self, event: Event) -> None:
        until = _told(event, event.until, "until")
        if not self.reasons_asked:
            _refuse(event, "没有要求申请人说明理由", limits.EXCESS)
        if event.on > (last := self._reply_due()):
            _refuse(event, f"答复期限{last.isoformat()}已过", limits.EXCESS)
        if until < last:
            _refuse(event, f"延迟答复的日期早于答复期限{last.isoformat()}", limits.EXCESS)
        self.terms[-1] = self.terms[-1]._replace(deferred=until)

    def on_withdrawn(self, event: Event) -> None:
        self._close(event.on, "withdrawn")

    def on_replied(self, event: Event) -> None:
        if event.served is not None and event.served < event.on:
            _refuse(event, f"申请人收到之日{event.served.isoformat()}早于答复", limits.DECIDED)
        outcome = outcome_of(event.outcome).key if event.outcome is not None else ""
        self._permits(event, outcome)
        if self.waits_for is None and self.terms:
            due = self._reply_due()
            self.in_time = event.on <= due
            if not self.in_time:
                self._remark("reply_late", event.on, f"应于{due.isoformat()}前答复", self.rule.reply)
        self._close(event.on, outcome)

    def _permits(self, event: Event, outcome: str) -> None:
        """Outcomes that something must have gone before."""
        match outcome:
            case "not_supplemented" | "fee_unpaid":
                awaited = Due.SUPPLEMENT if outcome == "not_supplemented" else Due.PAYMENT
                article = limits.PAYMENT if awaited is Due.PAYMENT else self.rule.supplement
                if self.waits_for is not awaited:
                    _refuse(event, f"没有在等待{awaited.label}", article)
                if (last := self.due.get(awaited)) is not None and event.on <= last:
                    _refuse(event, f"{awaited.label}的期限{last.isoformat()}未过", article)
            case "excessive" if not self.reasons_asked:
                _refuse(event, "应当先要求申请人说明理由", limits.EXCESS)
            case _:
                pass

    def on_reopened(self, event: Event) -> None:
        if self.closed_on is None:
            _refuse(event, "申请尚未办结", limits.DECIDED)
        self.closed_on = self.in_time = self.waits_for = None
        self.outcome = ""
        self.supplement_asked = None
        self.reasons_asked = False
        self.consultations.clear()
        self.due = {key: day for key, day in self.due.items() if key == Due.CONFIRMATION}
        by = REOPENED_BY[event.by or "reconsideration"]
        self.receipt = self.receipt or event.on
        self.rule = limits.RULES.on(event.on)
        self._end(event.on)
        self._start(event.on, event.days or limits.REOPENED_DAYS, f"{by}，重新处理", self.rule.reply)

    # --- terms ---

    def _start(self, since: date, days: int, why: str, article: Article) -> None:
        self.terms.append(Term(since, why, article, days, since))

    def _restart(self, since: date, why: str, article: Article) -> None:
        self.waits_for = None
        self._start(since, self.rule.reply_days, why, article)

    def _end(self, on: date) -> None:
        if self.terms and self.terms[-1].ended is None:
            self.terms[-1] = self.terms[-1]._replace(
                ended=on, waits_for=self.waits_for, pauses=self._pauses(self.terms[-1])
            )

    def _pauses(self, term: Term) -> tuple[Pause, ...]:
        """Who was asked, and until when that stops the count: until the answer, the limit, or as long as we look."""
        found = []
        for one in self.consultations:
            if one.to not in self.rule.consulted:
                continue
            through = min(one.answered or date.max, one.limit or date.max)
            if through == date.max:
                through = self.horizon
            if through > max(one.sent, term.since):
                found.append(Pause(one.sent, through, one.to, self.rule.consultation))
        return tuple(found)

    def _reply_due(self) -> date:
        term = self.terms[-1]
        return term.deferred or due_day(term.since, term.days + term.extension, self._pauses(term), self.calendar)

    def _close(self, on: date, outcome: str) -> None:
        self.closed_on = on
        self.outcome = outcome

    def _remark(self, code: str, on: date, text: str, article: Article) -> None:
        self.remarks.append(Remark(code, on, text, article))

    # --- where it stands ---

    def finish(self, as_of: date | None) -> None:
        """Nothing more happens up to `as_of`: work out what is due; what the applicant let lapse closes the case."""
        if self.waits_for is not None and self.closed_on is None:
            self._lapse(self.waits_for, as_of)
        last = self.due.get(Due.CONFIRMATION)
        if self.receipt is None and self.closed_on is None and as_of is not None and last is not None and as_of > last:
            article = limits.RECEIPT[self.channel]
            self._remark("confirmation_late", as_of, f"应于{last.isoformat()}前与申请人确认收到，尚未确认", article)
        if self.terms and self.terms[-1].ended is None:
            term = self.terms[-1]
            due = self._reply_due()
            self.terms[-1] = term._replace(due=due, pauses=self._pauses(term))
            self.due[Due.REPLY] = due
            if self.closed_on is None and as_of is not None and as_of > due:
                self._remark("overdue", as_of, f"答复期限{due.isoformat()}已过，尚未答复", self.rule.reply)

    def _lapse(self, awaited: Due, as_of: date | None) -> None:
        """What the applicant has let lapse closes the case."""
        last = self.due.get(awaited)
        if as_of is not None and last is not None and as_of > last:
            self._close(last + _DAY, "fee_unpaid" if awaited is Due.PAYMENT else "not_supplemented")

    def state(self, as_of: date | None) -> tuple[State, tuple[str, ...]]:
        """Where the case stands, and the keys of what is still to be met."""
        if self.closed_on is not None:
            return State.CLOSED, ()
        if self.receipt is None:
            return State.WAITING, (Due.CONFIRMATION,)
        if self.waits_for is not None:
            return State.STOPPED, (self.waits_for,)
        unanswered = [
            one
            for one in self.consultations
            if one.answered is None
            and (as_of is None or one.limit is None or as_of <= one.limit)
            and one.sent < self.due[Due.REPLY]
        ]
        awaited = tuple({key: None for one in unanswered if (key := ANSWERS.get(one.to)) is not None})
        if any(one.to in self.rule.consulted for one in unanswered):
            return State.STOPPED, (*awaited, Due.REPLY)
        return State.RUNNING if len(self.terms) == 1 else State.RESTARTED, (*awaited, Due.REPLY)


_BEFORE_RECEIPT: Final = frozenset({Kind.RECEIVED, Kind.CONFIRMED, Kind.REPLIED, Kind.WITHDRAWN, Kind.REOPENED})
_TOO_LATE_TO_MATTER: Final = frozenset({Kind.CONSULTATION_DELIVERED, Kind.CONSULTATION_ANSWERED})
"""What others still do after the reply."""
_AFTER_LAPSE: Final = frozenset({Kind.REPLIED, Kind.WITHDRAWN, Kind.CONSULTATION_ANSWERED, Kind.CONSULTATION_DELIVERED})
_WHILE_WAITING: Final = _AFTER_LAPSE | {Kind.SUPPLEMENT_RECEIVED, Kind.FEE_PAID, Kind.REASONS_ASKED, Kind.RECEIVED}
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
