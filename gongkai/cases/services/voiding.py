"""A case that was entered by mistake is made void: it leaves the queue and the figures, and its number is not used
again."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.models import User
from gongkai.audit.services import record
from gongkai.cases.enums import LetterState
from gongkai.cases.models import Case
from gongkai.cases.services.course import check, happenings_of, locked
from gongkai.law.events import Kind


def hindrance(case: Case) -> str:
    """Why a case cannot be made void; empty where it can. What the applicant was told stands."""
    if case.voided_at is not None:
        return f"{case.number}已经作废"
    if any(each.kind == Kind.REPLIED for each in happenings_of(case)):
        return "已经答复的申请不能作废；答复有错误的，依法纠正后重新处理"
    if case.letters.filter(state__in=(LetterState.APPROVED, LetterState.SERVED)).exists():
        return "已有签发、送达的文书，不能作废"
    return ""


@transaction.atomic
def void(case: Case, why: str, *, by: User) -> Case:
    """Make a case void that should not have been entered: twice, for another body, by the wrong channel.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no reason, it is void already, or the applicant was told something.
    """
    case = locked(case, by)
    if not why.strip():
        raise ValidationError({"why": "请写明作废的原因"})
    if said := hindrance(case):
        raise ValidationError(said)
    case.voided_at, case.voided_by, case.voided_why = timezone.now(), by, why.strip()
    check(case, "voided_why")
    case.save(update_fields=["voided_at", "voided_by", "voided_why"])
    record("作废依申请公开", by=by, subject=case, body=case.body, detail={"编号": case.number, "原因": why.strip()})
    return case
