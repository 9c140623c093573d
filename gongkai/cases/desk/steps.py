"""How far a case has come on its way to a reply: told from what is on record, and kept nowhere. Of a case that was
taken up again, how far the new decision has come; what led to the one that was annulled counts no more."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from django.db.models import Q

from gongkai.cases.desk.parts import Stand
from gongkai.cases.enums import Decision, Depth, LetterState, Step
from gongkai.cases.models import CaseLetter, LetterStep
from gongkai.cases.services.approval import way_of
from gongkai.cases.services.practice import practice_of
from gongkai.law.events import Kind
from gongkai.law.limits import REOPENED
from gongkai.law.terms import Consultation
from gongkai.letters import DECISIONS


class Mark(StrEnum):
    """How a step stands. `SKIPPED` was not needed."""

    DONE = "done"
    NOW = "now"
    TODO = "todo"
    SKIPPED = "skipped"

    @property
    def label(self) -> str:
        return {"done": "已完成", "now": "进行中", "todo": "未到", "skipped": "未经过"}[self]


class Record:
    """What is on record of a case, as far as its steps depend on it."""

    def __init__(self, at: Stand) -> None:
        self.at, self.case, self.clock = at, at.case, at.clock

    @cached_property
    def kinds(self) -> frozenset[Kind]:
        """What happened, since it was taken up again."""
        kinds = [event.kind for event in self.clock.events]
        return frozenset(kinds[len(kinds) - kinds[::-1].index(Kind.REOPENED) :] if self.at.anew is not None else kinds)

    @cached_property
    def searched(self) -> bool:
        since = Q(on__gt=self.at.anew.on) | Q(at__gte=self.at.anew.at) if self.at.anew is not None else Q()
        return self.case.searches.filter(since).exists()

    @cached_property
    def consultations(self) -> list[Consultation]:
        """Those who were asked; since it was taken up again."""
        return [each for each in self.clock.consultations if self.at.anew is None or each.sent >= self.at.anew.on]

    @property
    def waits_for_others(self) -> bool:
        """Whether somebody who was asked may still answer."""
        return any(each.is_open(self.at.today) for each in self.consultations) and self.case.is_open

    @cached_property
    def decision(self) -> CaseLetter | None:
        """The letter that decides: the last one that stands."""
        return next((each for each in reversed(self.at.in_hand) if each.key in DECISIONS), None)

    @cached_property
    def round(self) -> dict[Step, LetterStep]:
        """The steps of its last round of approval."""
        steps = list(self.decision.steps.order_by("round", "order")) if self.decision is not None else []
        return {Step(each.step): each for each in steps if each.round == steps[-1].round}

    def passed(self, step: Step) -> bool:
        return step in self.round and (self.signed or self.round[step].decision == Decision.PASSED)

    def needs(self, step: Step) -> bool:
        """Whether a decision goes through a step: as it did, or as it would."""
        if self.closed or self.round:
            return not self.closed and step in self.round
        return step in way_of(self.depth, self.decision.key if self.decision is not None else "disclosed")

    @cached_property
    def depth(self) -> Depth:
        return Depth(practice_of(self.case.body).depth)

    @property
    def signed(self) -> bool:
        return self.decision is not None and self.decision.state in (LetterState.APPROVED, LetterState.SERVED)

    @property
    def closed(self) -> bool:
        return self.clock.closed_on is not None


class Stage(NamedTuple):
    """A step of the handling. `needed` says whether the case has to take it at all."""

    label: str
    done: Callable[[Record], bool]
    needed: Callable[[Record], bool] = lambda record: not record.closed


def _approval(step: Step) -> Stage:
    return Stage(step.label, lambda record: record.passed(step), lambda record: record.needs(step))


STAGES: Final = (
    Stage("登记", lambda record: record.clock.receipt is not None, lambda record: True),
    Stage(
        "审查",
        lambda record: (
            bool(record.kinds - {Kind.RECEIVED, Kind.CONFIRMED}) or record.searched or bool(record.at.in_hand)
        ),
    ),
    Stage("检索", lambda record: record.searched, lambda record: record.decision is None and not record.closed),
    Stage(
        "征求意见",
        lambda record: bool(record.consultations) and not record.waits_for_others,
        lambda record: record.waits_for_others,
    ),
    Stage("拟稿", lambda record: record.decision is not None),
    *(_approval(step) for step in Step),
    Stage("送达", lambda record: record.closed and Kind.REPLIED in record.kinds, lambda record: not record.closed),
)
"""From registration to service, in their order."""


class Stood(NamedTuple):
    label: str
    mark: Mark


class Bar(NamedTuple):
    """The stages of a case, each with how it stands. `anew` says since when and by what a new decision is made."""

    steps: list[Stood]
    anew: str


def bar_of(at: Stand) -> Bar:
    """The first stage that is needed and not done is the one at hand."""
    record = Record(at)
    at_hand = False
    found = []
    for stage in STAGES:
        if stage.done(record):
            mark = Mark.DONE
        elif not stage.needed(record):
            mark = Mark.SKIPPED
        else:
            mark = Mark.TODO if at_hand else Mark.NOW
            at_hand = True
        found.append(Stood(stage.label, mark))
    return Bar(found, _anew(record))


def _anew(record: Record) -> str:
    if record.at.anew is None:
        return ""
    why, _ = REOPENED[record.at.anew.event.by or "reconsideration"]
    return f"{record.at.anew.on}起依据{why}重新处理，下面是重新答复的步骤；原来的答复及其审批留在“文书”和“办理过程”里"
