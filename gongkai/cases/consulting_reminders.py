"""What is to be done about those who were asked, and about applicants who are to be told of an end, for the home page
of the back office. A limit that is still to come is spoken of with its case (`reminders`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.cases.models import Case, CaseLetter
from gongkai.cases.services.consulting import UNDELIVERED, Standing, unanswered
from gongkai.cases.services.course import current_calendar
from gongkai.office import waiting
from gongkai.office.waiting import Item

ENDED: Final = {"not_supplemented": "逾期不补正", "fee_unpaid": "逾期不缴费", "withdrawn": "撤回申请"}
"""Ends that come by themselves or by the applicant, of which a letter tells him."""
LATELY: Final = timedelta(days=60)
"""For how long after an end a letter that is lacking is spoken of."""
MOST: Final = 50


def _mine(user: User) -> Q:
    """What the user handles, or may take, for nobody does."""
    return Q(handler=user) | Q(handler=None)


@waiting.register
def consultations(user: User) -> Iterator[Item]:
    """Letters whose arrival nobody entered, and limits that passed without an answer."""
    asked = Case.objects.open().filter(
        _mine(user), body__in=bodies_where(user, Right.REGISTER), consultations__answer=""
    )
    numbers = list(asked.order_by("pk").values_list("pk", flat=True).distinct()[:MOST])
    for case, standing in unanswered(numbers) if numbers else ():
        if title := _said(standing):
            url = f"{reverse('cases_case', args=[case.pk])}#consulting"
            yield Item(f"{title}：{case.number}", url, Right.REGISTER, case.body, standing.sent, standing.limit)


def _said(standing: Standing) -> str:
    """What is to be done about somebody who was asked and did not answer; nothing, while there is time."""
    today, whom = timezone.localdate(), standing.consultation.get_to_display()
    assert standing.sent is not None
    if standing.is_over(today):
        return f"{whom}逾期未提出意见，请继续办理"
    if (
        standing.limit is None
        and standing.delivered is None
        and current_calendar().after(standing.sent, UNDELIVERED) <= today
    ):
        return f"登记征求意见书送达{whom}的日期"
    return ""


@waiting.register
def ends(user: User) -> Iterator[Item]:
    """Cases that ended without a reply, of which the applicant is still to be told."""
    told = CaseLetter.objects.standing().filter(case=OuterRef("pk"), key=OuterRef("outcome"))
    since = timezone.localdate() - LATELY
    found = Case.objects.valid().filter(
        _mine(user), ~Exists(told), body__in=bodies_where(user, Right.REGISTER), outcome__in=ENDED, closed_on__gte=since
    )
    for case in found.select_related("body").order_by("closed_on", "pk")[:MOST]:
        title = f"告知申请人{ENDED[case.outcome]}，办理终结：{case.number}"
        yield Item(title, reverse("cases_case", args=[case.pk]), Right.REGISTER, case.body, case.closed_on)
