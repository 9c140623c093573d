"""What comes after a reply, by the clock and on the home page: limits of reconsiderations and suits, corrections that
wait, entries of the disclosure log; and files that nobody names are thrown away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.cases.enums import OPEN
from gongkai.cases.models import LogEntry, RecordCorrection, Remedy
from gongkai.cases.services import corrections, remedies
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.work import Work
from gongkai.office import waiting
from gongkai.office.waiting import Item
from gongkai.persons import vault

MOST: Final = 20
"""How many of one kind are named."""

# --- by the clock ---------------------------------------------------------------------------------------------------


@job("cases.vault", "清理没有材料使用的文件", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def sweep(work: Work) -> Result:
    """Files of the vault that no row names: a deed that was undone, a draft that was given up."""
    cleared = sum(map(vault.clear, work.watch(vault.old()))) + vault.clear_halves()
    return {"文件": cleared} if cleared else None


@job("cases.remedies", "提醒复议诉讼的期限", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def remind_remedies(work: Work) -> Result:
    """Who handles a reconsideration or a suit is told before its limits, the leaders too once one has passed."""
    numbers = list(remedies.near().values_list("pk", flat=True))
    told = sum(remedies.remind(number) for number in work.watch(numbers))
    return {"提醒": told} if told else None


# --- on the home page -----------------------------------------------------------------------------------------------


@waiting.register
def limits(user: User) -> Iterator[Item]:
    """Answers to reviewing bodies and courts, and what was ordered and is not done."""
    found = (remedies.unanswered() | remedies.unperformed()).filter(**_registered(user))
    for remedy in found.select_related("case__body").order_by("pk")[:MOST]:
        for limit in remedies.limits_of(remedy):
            yield Item(
                f"{limit.what}：{remedy.case.number}", _page(remedy), Right.REGISTER, remedy.case.body, due=limit.day
            )


@waiting.register
def hearings(user: User) -> Iterator[Item]:
    """Hearings of the next days."""
    today = timezone.localdate()
    found = Remedy.objects.filter(result=remedies.PENDING, hearing_on__range=(today, today + timedelta(days=14)))
    for remedy in found.filter(**_registered(user)).select_related("case__body").order_by("hearing_on")[:MOST]:
        title = f"开庭、听证：{remedy.case.number}"
        yield Item(title, _page(remedy), Right.REGISTER, remedy.case.body, due=remedy.hearing_on)


@waiting.register
def long_open(user: User) -> Iterator[Item]:
    """Corrections without a result: new ones, and those that have waited for long."""
    found = RecordCorrection.objects.filter(outcome="", body__in=bodies_where(user, Right.REGISTER))
    for correction in found.select_related("body").order_by("submitted_at")[:MOST]:
        late = corrections.waits_since(correction) < timezone.localdate()
        title = f"更正申请{'久未办结' if late else '待办'}：{correction.number}"
        url = reverse("cases_correction", args=[correction.pk])
        since = timezone.localdate(correction.submitted_at)
        yield Item(title, url, Right.REGISTER, correction.body, since=since)


@waiting.register
def to_publish(user: User) -> Iterator[Item]:
    """Entries of the disclosure log that somebody else wrote and the user may publish; public ones whose case is open
    again."""
    drafts = LogEntry.objects.filter(published_at=None).exclude(by=user)
    for entry in _of(drafts, user, Right.REGISTER, Right.SIGN):
        yield Item(f"公开答复目录：{entry.case.number}", _entry(entry), since=timezone.localdate(entry.at))
    open_again = LogEntry.objects.filter(published_at__isnull=False, withdrawn_at=None, case__state__in=OPEN)
    for entry in _of(open_again, user, Right.REGISTER):
        yield Item(f"撤下答复目录，申请正在重新处理：{entry.case.number}", _entry(entry), Right.REGISTER, entry.body)


def _registered(user: User) -> dict[str, object]:
    return {"case__body__in": bodies_where(user, Right.REGISTER), "case__voided_at": None}


def _of(entries: QuerySet[LogEntry], user: User, *rights: Right) -> QuerySet[LogEntry]:
    theirs = Q(pk__in=())
    for right in rights:
        theirs |= Q(body__in=bodies_where(user, right))
    return entries.filter(theirs).select_related("case", "body").order_by("pk")[:MOST]


def _page(remedy: Remedy) -> str:
    return reverse("cases_remedy", args=[remedy.pk])


def _entry(entry: LogEntry) -> str:
    return reverse("cases_log_entry", args=[entry.case_id])
