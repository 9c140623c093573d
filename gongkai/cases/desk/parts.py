"""What the page of a case is made of: each module of the desk adds its panels, and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import may
from gongkai.bodies.models import Body
from gongkai.cases.desk.again import FilledAgain
from gongkai.cases.models import Case, CaseLetter, Happening
from gongkai.cases.services.course import current_calendar, happenings_of
from gongkai.law.clocks import Clock, clock
from gongkai.law.events import Kind
from gongkai.office import actions
from gongkai.office.deeds import DeedPage, Page

QUEUE = "依申请公开"


@dataclass(frozen=True)
class Stand:
    """A case with what its deeds depend on, worked out when it is first asked for."""

    case: Case
    user: User

    @cached_property
    def happenings(self) -> list[Happening]:
        return happenings_of(self.case)

    @cached_property
    def clock(self) -> Clock:
        return clock([each.event for each in self.happenings], current_calendar(), as_of=self.today)

    @cached_property
    def letters(self) -> list[CaseLetter]:
        return list(self.case.letters.standing().select_related("drafted_by", "docx", "pdf", "consultation"))

    @cached_property
    def anew(self) -> Happening | None:
        """By what the case was last taken up again."""
        return next((each for each in reversed(self.happenings) if each.kind == Kind.REOPENED), None)

    @cached_property
    def in_hand(self) -> list[CaseLetter]:
        """The letters of the decision in hand: without those that went before the case was taken up again."""
        anew = self.anew
        if anew is None:
            return self.letters
        since = (anew.on, anew.at)
        return [each for each in self.letters if each.served_on is None or (each.served_on, each.drafted_at) >= since]

    @property
    def is_open(self) -> bool:
        return self.case.is_open

    @property
    def today(self) -> date:
        return timezone.localdate()


Action = actions.Action[Stand]


class Panel(NamedTuple):
    """A part of the page: a template, with what it shows below the title, which the page puts above it as a heading.
    The template also has `case`, `at` (the Stand) and `may_register`."""

    title: str
    template: str
    context: Mapping[str, Any]


Panels = Callable[[Stand], Panel | None]
MORE_PANELS: Final[list[Panels]] = []
"""Panels of the apps above, which put them here when they are ready: which cells of the annual report a case moves."""


def url_of(case: Case) -> str:
    return reverse("cases_case", args=[case.pk])


class OfCase(Page):
    """A page about one case; the right is asked for its body."""

    header_icon = "mail"

    @cached_property
    def case(self) -> Case:
        found = Case.objects.select_related("body", "applicant", "handler", "agent", "split_from")
        return get_object_or_404(found, pk=self.kwargs["case"])

    @cached_property
    def at(self) -> Stand:
        return Stand(self.case, self.by)

    def body_of_request(self) -> Body:
        return self.case.body

    def trail(self) -> list[tuple[str, str]]:
        return [(QUEUE, reverse("cases_queue")), (self.case.number, url_of(self.case))]

    def may(self, right: Right) -> bool:
        return may(self.by, right, self.case.body)


class CaseDeed(FilledAgain, OfCase, DeedPage):
    """Something that is done to a case. Its form has a hidden `seen`: the last event that whoever fills it in knew of
    (`services.course.happen`)."""

    template_name = "cases/deed.html"
    right = Right.REGISTER

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.case.last_event}


def case_body(case: int, **rest: object) -> Body:
    """The body of a case, for `needs`."""
    return get_object_or_404(Case.objects.select_related("body"), pk=case).body
