"""What disclosure on request has to say on the home page of the back office."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.cases.enums import Side
from gongkai.cases.models import Case, Message
from gongkai.cases.models.case import CaseQuerySet
from gongkai.cases.terms import label_of
from gongkai.office import waiting
from gongkai.office.waiting import Item

MOST: Final = 20
"""How many cases are named; more are counted."""


@waiting.register
def cases(user: User) -> Iterator[Item]:
    """What the user handles, and what nobody does, by what is due first."""
    found = _own(user).queue()
    count = found.count()
    for case in found.select_related("body")[:MOST] if count else []:
        what = label_of(case.next_due)
        title = f"{what}：{case}" if case.handler_id is not None else f"{what}（尚无经办人）：{case}"
        url = reverse("cases_case", args=[case.pk])
        since = timezone.localdate(case.entered_at)
        yield Item(title[:120], url, Right.REGISTER, case.body, since=since, due=case.next_due_on)
    if count > MOST:
        yield Item(f"还有{count - MOST}件申请待办", reverse("cases_queue"))


@waiting.register
def messages(user: User) -> Iterator[Item]:
    """What applicants wrote and nobody has read."""
    unread = Message.objects.filter(side=Side.APPLICANT, read_at=None, case__in=_own(user))
    first = unread.order_by("at").values_list("at", flat=True).first()
    if first is not None:
        count = unread.values("case").distinct().count()
        yield Item(f"{count}件申请有未读留言", f"{reverse('cases_queue')}?unread=true", since=timezone.localdate(first))


@waiting.register
def overdue(user: User) -> Iterator[Item]:
    """For leaders and supervisors: how much of their bodies is past its limit."""
    for right in (Right.SIGN, Right.SUPERVISE):
        late = Case.objects.open().filter(body__in=bodies_where(user, right), reply_due_on__lt=timezone.localdate())
        first = late.order_by("reply_due_on").values_list("reply_due_on", flat=True).first()
        if first is not None:
            yield Item(f"{late.count()}件申请超期未答复", f"{reverse('cases_queue')}?due=overdue", due=first)


def _own(user: User) -> CaseQuerySet:
    """The open cases that the user handles, or may take, for nobody does."""
    mine = Q(handler=user) | Q(handler=None)
    return Case.objects.open().filter(mine, body__in=bodies_where(user, Right.REGISTER))
