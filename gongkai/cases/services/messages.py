"""Words between an applicant and the office. They are no events: nothing is due by them, and no limit moves."""

from __future__ import annotations

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from gongkai.access.models import User
from gongkai.audit.services import record
from gongkai.cases.enums import Side
from gongkai.cases.models import Case, Message
from gongkai.cases.services.course import locked
from gongkai.cases.services.handing import charged
from gongkai.office import notices

WRITTEN = notices.register("case_message", "申请人留言", by_mail=True)


@transaction.atomic
def say(case: Case, text: str, *, side: Side, by: User | None) -> Message:
    """Write to the other side. `by` is the officer, or the applicant's account where there is one. Who handles the case
    is told that the applicant wrote, not what.

    Raises:
        PermissionDenied: an officer who may not register for the body.
        ValidationError: it is empty or too long, or the case was made void.
    """
    case = locked(case, by if side == Side.BODY else None)
    made = Message(case=case, side=side, text=text.strip(), by=by)
    made.clean_fields(exclude=["case", "by", "read_at"])
    made.save()
    record("案件留言", by=by, subject=case, body=case.body, detail={"编号": case.number, "发送方": Side(side).label})
    if side == Side.APPLICANT:
        url = reverse("cases_case", args=[case.pk]) + "#messages"
        notices.notify(charged(case), WRITTEN, f"{case.number}的申请人留言", url=url, body=case.body)
    return made


@transaction.atomic
def mark_read(case: Case, *, side: Side, by: User | None) -> int:
    """That one side has read what the other wrote. Returns how much it had not."""
    locked(case, by if side == Side.BODY else None)
    unread = case.messages.filter(read_at=None).exclude(side=side)
    return unread.update(read_at=timezone.now())
