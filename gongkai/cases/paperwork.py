"""What letters have to say on the home page of the back office."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.cases.enums import RIGHTS, LetterState, Step
from gongkai.cases.models import CaseLetter, LetterStep
from gongkai.cases.services.approval import named
from gongkai.office import waiting
from gongkai.office.waiting import Item

MOST: Final = 20
"""How many of one kind are named; more are counted."""


def _due(letter: CaseLetter) -> date | None:
    return letter.case.reply_due_on if letter.case is not None and letter.case.is_open else None


@waiting.register
def steps(user: User) -> Iterator[Item]:
    """Letters that the user may decide on now."""
    found = LetterStep.objects.waiting_for(user).order_by("letter__case__reply_due_on", "pk")
    count = found.count()
    related = ("letter__body", "letter__case", "letter__correction")
    for step in found.select_related(*related)[:MOST] if count else []:
        kind, letter = Step(step.step), step.letter
        url = reverse("cases_approval", args=[step.pk])
        since = timezone.localdate(step.begun_at)
        yield Item(f"{kind.label}：{named(letter)}", url, RIGHTS[kind], letter.body, since=since, due=_due(letter))
    if count > MOST:
        yield Item(f"还有{count - MOST}份文书待审批", reverse("cases_approvals"))


@waiting.register
def letters(user: User) -> Iterator[Item]:
    """Letters of the user's, or of cases that he handles, that came back, and those approved that were not served."""
    mine = Q(drafted_by=user) | Q(case__handler=user)
    own = CaseLetter.objects.filter(mine, body__in=bodies_where(user, Right.REGISTER))
    for state, said in ((LetterState.RETURNED, "退回，待修改"), (LetterState.APPROVED, "已签发，待送达")):
        found = own.filter(Q(case__voided_at=None), state=state).order_by("case__reply_due_on", "pk")
        for letter in found.select_related("body", "case", "correction")[:MOST]:
            url = reverse("cases_letter", args=[letter.pk])
            since = timezone.localdate(letter.approved_at or letter.sent_in_at)
            yield Item(f"{said}：{named(letter)}", url, Right.REGISTER, letter.body, since=since, due=_due(letter))
