"""How far a case has come on its way to a reply: told from what is on record, and kept nowhere."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import cached_property
from typing import Final, NamedTuple

from gongkai.cases.desk.parts import Stand
from gongkai.cases.enums import Decision, Depth, LetterState, Step
from gongkai.cases.models import CaseLetter, LetterStep
from gongkai.cases.services.approval import way_of
from gongkai.cases.services.practice import practice_of
from gongkai.law.events import Kind
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
        return frozenset(event.kind for event in self.clock.events)

    @cached_property
    def searched(self) -> bool:
        return self.case.searches.exists()

    @property
    def waits_for_others(self) -> bool:
        """Whether somebody who was asked may still answer."""
        return any(each.is_open(self.at.today) for each in self.clock.consultations) and self.case.is_open

    @cached_property
    def decision(self) -> CaseLetter | None:
        """The letter that decides: the last one that stands."""
        return next((each for each in reversed(self.at.letters) if each.key in DECISIONS), None)

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
            bool(record.kinds - {Kind.RECEIVED, Kind.CONFIRMED}) or record.searched or bool(record.at.letters)
        ),
    ),
    Stage("检索", lambda record: record.searched, lambda record: record.decision is None and not record.closed),
    Stage(
        "征求意见",
        lambda record: bool(record.clock.consultations) and not record.waits_for_others,
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


def steps_of(at: Stand) -> list[Stood]:
    """The stages of a case, each with how it stands; the first that is needed and not done is the one at hand."""
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
    return found
