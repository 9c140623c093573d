"""Where a case stands, as its applicant may read it: what happened, what is due and why, what may be done. No names of
those who handle it, none of those who were consulted, nothing of what is noted for the office alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import groupby
from typing import Final, NamedTuple

from django.db.models import QuerySet
from django.utils import timezone

from gongkai.cases.derivation import Shift, shifts
from gongkai.cases.enums import LetterState, Side
from gongkai.cases.models import Case, CaseLetter, FeeDecision, Message, Paper, Practice
from gongkai.cases.services.course import current_calendar, events_of
from gongkai.cases.services.letters import SHOWN_TO_NOBODY
from gongkai.cases.services.practice import practice_of
from gongkai.law import remedy
from gongkai.law.clocks import Clock, clock
from gongkai.law.errors import LawError
from gongkai.law.events import Event, Kind
from gongkai.law.limits import REOPENED, ServedBy
from gongkai.law.outcomes import OUTCOMES, outcome
from gongkai.law.terms import Due, Entry, State

_DECISIONS: Final = frozenset(each.key for each in OUTCOMES)
_NUMBER: Final = re.compile(r"(?<=第)\d+(?=个)")


class Step(NamedTuple):
    """Something that happened, on a day, in a sentence."""

    on: date
    text: str


class Span(NamedTuple):
    """Days one after another that count, or do not, for the same reason."""

    first: date
    last: date
    counts: bool
    why: str
    article: str


class Recourse(NamedTuple):
    """A way to challenge the reply or its absence: before whom, and until when."""

    name: str
    whom: str
    until: date | None
    provisional: bool
    note: str = ""


@dataclass(frozen=True)
class Standing:
    """A case as its applicant sees it on a day."""

    case: Case

    @property
    def today(self) -> date:
        return timezone.localdate()

    @cached_property
    def clock(self) -> Clock:
        """The clock without the evidence that officers noted with events."""
        events = [event._replace(evidence=None) for event in events_of(self.case)]
        return clock(events, current_calendar(), as_of=self.today)

    @cached_property
    def practice(self) -> Practice:
        return practice_of(self.case.body)

    # Where it stands

    @property
    def label(self) -> str:
        if self.case.voided_at is not None:
            return "已作废"
        return "已超过期限" if self.overdue else _LABELS[State(self.case.state)]

    @property
    def sentence(self) -> str:
        """Where it stands, and what comes next."""
        if self.case.voided_at is not None:
            return "这件申请登记有误，已经作废。有疑问的，请联系受理机关"
        if self.overdue:
            return f"答复期限{self.due}已过，还没有作出答复。可以联系受理机关，也可以按下面的途径寻求救济"
        return _SENTENCES[State(self.case.state)](self)

    @property
    def due(self) -> date | None:
        """The last day for the reply; None where no term runs."""
        return self.clock.due.get(Due.REPLY) if self.clock.receipt is not None else None

    @property
    def overdue(self) -> bool:
        due = self.clock.due.get(Due.REPLY)
        return self.case.is_open and Due.REPLY in self.clock.open and due is not None and due < self.today

    @property
    def provisional(self) -> bool:
        return Due.REPLY in self.clock.provisional

    @property
    def waits_for(self) -> Due | None:
        """What the applicant has to do so that it goes on."""
        waiting = (Due.SUPPLEMENT, Due.PAYMENT)
        return next((due for due in waiting if due in self.clock.open), None) if self.case.is_open else None

    @property
    def until(self) -> date | None:
        """Until when the applicant has to do it."""
        return self.clock.due.get(self.waits_for) if self.waits_for is not None else None

    @property
    def may_explain(self) -> bool:
        """Whether the applicant was asked for the reasons of asking so much, and may still give them."""
        return self.case.is_open and any(event.kind is Kind.REASONS_ASKED for event in self.clock.events)

    # How it came there

    @cached_property
    def history(self) -> list[Step]:
        """What happened, the last first."""
        steps = [Step(event.on, _told(event, self.clock)) for event in self.clock.events]
        if self.clock.lapsed is not None and self.clock.closed_on is not None:
            steps.append(Step(self.clock.closed_on, _LAPSED[self.clock.lapsed]))
        steps = sorted([*steps, *self.not_served], key=lambda step: step.on)
        return steps[::-1]

    @cached_property
    def not_served(self) -> list[Step]:
        """The letters that counted as served by mistake: they may have been read, and are no more to be downloaded."""
        taken = self.case.happenings.filter(kind="", members__has_key="letter").select_related("takes_out")
        letters = {str(each.public_key): each for each in self._letters}
        found = [(each, letters.get(each.members["letter"])) for each in taken.order_by("number")]
        return [Step(each.on, f"{_called(letter)}{_NOT_SERVED}") for each, letter in found if letter is not None]

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        return shifts(self.clock)

    @cached_property
    def ledger(self) -> list[Span]:
        """Day by day what counted and what did not, days of one kind together; without the marks by which the office
        tells consultations apart."""
        marks = [f"（{one.ref}）" for one in self.clock.consultations if one.ref]
        return list(spans(entry._replace(why=_without(entry.why, marks)) for entry in self.clock.ledger))

    # What there is to read

    @cached_property
    def papers(self) -> list[Paper]:
        """What the applicant may download, the last first."""
        return list(self.case.papers.filter(shown=True, removed_at=None).order_by("-pk"))

    @cached_property
    def letters(self) -> list[CaseLetter]:
        """The letters to the applicant that were served, the last first."""
        served = self._letters.filter(state=LetterState.SERVED)
        return list(served.select_related("pdf").order_by("-served_on", "-pk"))

    @property
    def _letters(self) -> QuerySet[CaseLetter]:
        """The letters to the applicant, whether they were served or not."""
        return self.case.letters.filter(consultation=None).exclude(key__in=SHOWN_TO_NOBODY)

    def documents(self) -> list[tuple[str, CaseLetter]]:
        """The same letters, each with what it is called."""
        return [(_called(letter), letter) for letter in self.letters]

    @cached_property
    def others(self) -> list[Paper]:
        """What may be downloaded beside the letters."""
        own = {letter.pdf_id for letter in self.letters} | {letter.docx_id for letter in self.letters}
        return [paper for paper in self.papers if paper.pk not in own]

    @cached_property
    def messages(self) -> list[Message]:
        return list(self.case.messages.exclude(side=Side.OTHER))

    @cached_property
    def fee(self) -> FeeDecision | None:
        """The fee that was asked for, if one was."""
        told = any(event.kind is Kind.FEE_NOTIFIED for event in self.clock.events)
        return self.case.fees.exclude(method="").order_by("-pk").first() if told else None

    # What may be done against it

    @cached_property
    def recourses(self) -> list[Recourse]:
        """By what ways the reply, or that there is none, may be challenged, and until when."""
        if not {"reconsideration", "suit"} & self.clock.due.keys():
            return []
        found = self._remedies()
        whom = "或者".join(map(str, found.reviewers)) if found is not None else "行政复议机关"
        first = found is not None and found.first
        ways = [self._recourse("行政复议", whom, "reconsideration", "应当先申请行政复议" if first else "")]
        if "suit" in self.clock.due:
            note = "不予公开的部分，应当先申请行政复议" if first else ""
            ways.append(self._recourse("行政诉讼", remedy.COURT, "suit", note))
        else:
            after = found.suit_after.span if found is not None and found.suit_after is not None else "15日"
            note = f"对行政复议决定不服的，自收到决定书之日起{after}内起诉"
            ways.append(Recourse("行政诉讼", remedy.COURT, None, False, note))
        return ways

    def _recourse(self, name: str, whom: str, key: str, note: str) -> Recourse:
        return Recourse(name, whom, self.clock.due.get(key), key in self.clock.provisional, note)

    def _remedies(self) -> remedy.Remedies | None:
        practice = self.practice
        body = remedy.Body(remedy.BodyKind(practice.kind), self.case.body.name, tuple(practice.reviewers))
        letter = next((each for each in self.letters if each.key in _DECISIONS), None)
        try:
            if self.case.is_open:
                return remedy.remedies_for_silence(self.clock.due[Due.REPLY], body=body, work=current_calendar())
            if letter is None or letter.on is None:
                return None
            online = letter.route == ServedBy.ELECTRONIC
            parts = _parts(letter) if letter.key == "partial" else ()
            decided = outcome(letter.key)
            return remedy.remedies(decided, decided=letter.on, body=body, refused_parts=parts, online=online)
        except LawError:
            return None

    @property
    def portal(self) -> str:
        """Where reconsideration is applied for online."""
        return self.practice.portal


def _called(letter: CaseLetter) -> str:
    if letter.key not in _DECISIONS:
        return letter.get_key_display()
    decided = outcome(letter.key)
    return f"{decided.letter}（{decided.label}）"


def _parts(letter: CaseLetter) -> tuple[str, ...]:
    """On what grounds the parts of a partial disclosure were withheld, as the letter has it."""
    findings = letter.facts.get("findings", [])
    return tuple(dict.fromkeys(part["outcome"] for finding in findings for part in finding.get("parts", ())))


# --- in words -------------------------------------------------------------------------------------------------------

_NOT_SERVED: Final = "的送达登记有误，已经更正，不再提供下载；重新送达后可以下载"
_LABELS: Final = {
    State.WAITING: "待确认",
    State.RUNNING: "办理中",
    State.STOPPED: "等待您补充",
    State.RESTARTED: "办理中",
    State.CLOSED: "已办结",
}
_STOPPED: Final = {
    Due.SUPPLEMENT: "需要您补正，请在{until}以前补正。逾期不补正又没有正当理由的，视为放弃申请，不再处理（条例第30条）",
    Due.PAYMENT: "需要您缴纳信息处理费，请在{until}以前缴纳。逾期不缴纳的，视为放弃申请，不再处理",
}
_SENTENCES: Final[dict[State, Callable[[Standing], str]]] = {
    State.WAITING: lambda at: (
        "已经提交，受理机关会与您确认收到。通过互联网提交的，双方确认之日为收到申请之日，答复期限从次日起算（条例第31条）"
    ),
    State.RUNNING: lambda at: f"正在办理，最迟{at.due}答复",
    State.STOPPED: lambda at: _STOPPED[at.waits_for].format(until=at.until) if at.waits_for else "期限停止计算",
    State.RESTARTED: lambda at: f"正在办理，期限已经重新起算，最迟{at.due}答复",
    State.CLOSED: lambda at: f"已经办结：{outcome(at.case.outcome).label}" if at.case.outcome else "已经办结",
}
_LAPSED: Final = {
    Due.SUPPLEMENT: "逾期没有补正，视为放弃申请，不再处理",
    Due.PAYMENT: "逾期没有缴费，视为放弃申请，不再处理",
}
_TOLD: Final[dict[Kind, Callable[[Event, str], str]]] = {
    Kind.RECEIVED: lambda event, to: f"提交申请（{event.channel.label if event.channel else ''}）",
    Kind.CONFIRMED: lambda event, to: "受理机关与您确认收到，这一天为收到申请之日",
    Kind.SUPPLEMENT_NOTIFIED: lambda event, to: f"请您补正{f'，补正期限{event.until}' if event.until else ''}",
    Kind.SUPPLEMENT_RECEIVED: lambda event, to: "收到您的补正，答复期限重新起算",
    Kind.CONSULTATION_SENT: lambda event, to: f"发函征求{to}的意见",
    Kind.CONSULTATION_DELIVERED: lambda event, to: f"{to}收到征求意见书，所需时间不计入答复期限",
    Kind.CONSULTATION_ANSWERED: lambda event, to: f"{to}答复了意见",
    Kind.REASONS_ASKED: lambda event, to: "申请的数量、频次较多，请您说明理由",
    Kind.FEE_NOTIFIED: lambda event, to: "告知您缴纳信息处理费",
    Kind.FEE_PAID: lambda event, to: "费用缴清，答复期限重新起算",
    Kind.EXTENDED: lambda event, to: f"告知您延期{event.days}个工作日答复",
    Kind.DEFERRED: lambda event, to: f"告知您延迟至{event.until}答复",
    Kind.WITHDRAWN: lambda event, to: "您撤回申请，办理终结",
    Kind.REPLIED: lambda event, to: _replied(event),
    Kind.REOPENED: lambda event, to: f"依据{REOPENED[event.by or 'reconsideration'][0]}，重新处理",
}
"""What an applicant is told of each kind of event; the second is who was consulted, by kind and never by name."""


def _told(event: Event, counted: Clock) -> str:
    asked = {one.ref: one.to.label for one in counted.consultations}
    to = event.to.label if event.to is not None else asked.get(event.ref or "", "有关方面")
    return _TOLD[event.kind](event, to)


def _replied(event: Event) -> str:
    what = f"：{outcome(event.outcome).label}" if event.outcome else ""
    how = f"（{event.route.label}）" if event.route else ""
    return f"作出答复{what}{how}"


def _without(text: str, marks: Iterable[str]) -> str:
    for mark in marks:
        text = text.replace(mark, "")
    return text


def spans(entries: Iterable[Entry]) -> Iterator[Span]:
    """Days of a ledger, those together that follow one another and differ in nothing but the count."""
    for _, group in groupby(entries, key=lambda entry: (entry.counts, _NUMBER.sub("", entry.why), entry.article)):
        days = list(group)
        first, last = days[0], days[-1]
        yield Span(first.on, last.on, first.counts, _from_to(first.why, last.why), first.article)


def _from_to(first: str, last: str) -> str:
    """第3个工作日 and 第7个工作日 as 第3至7个工作日."""
    ends = iter(_NUMBER.findall(last))

    def both(match: re.Match[str]) -> str:
        end = next(ends)
        return match[0] if match[0] == end else f"{match[0]}至{end}"

    return _NUMBER.sub(both, first)
