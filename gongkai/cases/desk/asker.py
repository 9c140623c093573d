"""Whoever asks, and who asked the same: masked, and as facts."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern

from gongkai.access.enums import Right
from gongkai.access.rights import may
from gongkai.cases.desk.parts import Action, Panel, Panels, Stand
from gongkai.cases.services import intake

MOST_OTHERS: Final = 5
"""How many other cases of the applicant are named."""


def same(at: Stand) -> Panel | None:
    """Earlier cases that ask for the same: the applicant's own (Art. 36, item 6), and those of others (Art. 44)."""
    alike = intake.like(at.case)
    if not alike:
        return None
    own = [each for each in alike if intake.is_repeated(at.case, each)]
    context = {
        "own": own,
        "others": [each for each in alike if each not in own],
        "may_answer": at.is_open and any(each.closed_on is not None for each in own),
    }
    return Panel("相同的申请", "cases/panels/same.html", context)


def applicant(at: Stand) -> Panel:
    """Who asks, masked; how much he has asked of the body, and what last: facts, no judgment."""
    others = intake.of_same_applicant(at.case).exclude(pk=at.case.pk)
    context = {
        "numbers": intake.numbers(at.case),
        "others": others.order_by("-pk")[:MOST_OTHERS],
        "may_reveal": may(at.user, Right.REVEAL_PERSON, at.case.body),
    }
    return Panel("申请人", "cases/panels/applicant.html", context)


def parts(at: Stand) -> Panel | None:
    """The other parts of a request that was split."""
    first = at.case.split_from or at.case
    parts = list(first.parts.select_related("applicant").order_by("pk"))
    if not parts:
        return None
    return Panel("拆分的各件", "cases/panels/parts.html", {"parts": [first, *parts]})


urlpatterns: list[URLPattern] = []
ACTIONS: tuple[Action, ...] = ()
PANELS: tuple[Panels, ...] = (same, applicant, parts)
