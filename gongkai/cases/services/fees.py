"""The information-processing fee of a case (信息处理费): worked out, decided by an officer, told, paid.

Nothing is ever charged by itself (Fee Measures, Arts. 2 and 3): what is worked out is a proposal, an officer charges by
one method, or by none for a reason.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from gongkai.access.models import User
from gongkai.audit.services import record
from gongkai.cases.enums import LetterState, PaperKind, Side
from gongkai.cases.models import Case, CaseLetter, FeeDecision
from gongkai.cases.services import papers
from gongkai.cases.services.asking import draft
from gongkai.cases.services.course import happen, locked
from gongkai.cases.services.handling import Files, to_handle, would
from gongkai.law import fees
from gongkai.law.errors import LawError
from gongkai.law.events import Kind
from gongkai.law.fees import Method, Proposal
from gongkai.letters.text import day
from gongkai.persons.services import same_as

NOTICE: Final = "fee_notice"


# --- the proposal ---------------------------------------------------------------------------------------------------


def before(case: Case) -> int:
    """How many requests of the same applicant the body received before this one in the calendar month: same by account
    or entry, or by the number of the document. What was entered by mistake does not count."""
    if case.received_on is None:
        return 0
    first = case.received_on.replace(day=1)
    month = Q(received_on__gte=first, received_on__lt=case.received_on)
    same_day = Q(received_on=case.received_on, pk__lt=case.pk)
    whose = Q(applicant=case.applicant) | Q(applicant__in=same_as(case.applicant))
    return Case.objects.valid().filter(whose, month | same_day, body=case.body_id).count()


def proposal_for(case: Case, pages: int | None = None) -> Proposal:
    """What may be charged for a case, by each method that applies; `pages` where copies are asked for.

    Raises:
        ValidationError: receipt is not confirmed yet, there was no such fee then, or the number cannot be.
    """
    if case.received_on is None:
        raise ValidationError("还没有与申请人确认收到申请，不能计算（条例第31条）")
    try:
        return fees.propose(on=case.received_on, before=before(case), pages=pages)
    except LawError as refusal:
        raise ValidationError(str(refusal)) from refusal


# --- deciding, telling, paying --------------------------------------------------------------------------------------


def decision_of(case: Case) -> FeeDecision | None:
    """The decision that holds: the last."""
    return case.fees.order_by("-pk").first()


@transaction.atomic
def decide(
    case: Case, method: Method | None, *, pages: int | None = None, reason: str = "", by: User
) -> tuple[FeeDecision, CaseLetter | None]:
    """Charge by one method, or by none for a reason. Where something is charged, the notice of it is drafted.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the method does not apply or comes to nothing, not charging has no reason, the law does not
            allow to tell of a fee now, or a notice is under way or was served.
    """
    case = to_handle(case, by)
    proposal = proposal_for(case, pages)
    try:
        decided = fees.decide(proposal, method, reason=reason)
    except LawError as refusal:
        raise ValidationError({"method" if method is not None else "reason": str(refusal)}) from refusal
    if decided.charge is None and not decided.reason:
        raise ValidationError("未超出免费的件数或者页数，没有可以收取的费用，不需要决定")
    if case.letters.standing().exclude(state=LetterState.SERVED).filter(key=NOTICE).exists():
        raise ValidationError("收费通知正在办理，改变决定的，请先作废收费通知")
    if decided.charge is not None:
        would(case, Kind.FEE_NOTIFIED, timezone.localdate())
    made = FeeDecision.objects.create(
        case=case,
        method=str(decided.charge.method) if decided.charge is not None else "",
        before=before(case),
        pages=pages,
        amount=decided.amount,
        reason=decided.reason,
        by=by,
    )
    detail = {"编号": case.number, "方式": made.get_method_display() or "不收费", "金额": made.amount}
    record("决定信息处理费", by=by, subject=case, body=case.body, detail=detail)
    if decided.charge is None:
        return made, None
    return made, draft(case, NOTICE, {}, by=by)


@transaction.atomic
def pay(case: Case, *, on: date, receipt_number: str, files: Files = (), by: User, seen: int) -> Case:
    """Enter that the fee was paid; the time for the reply starts anew on the day after.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no number of the receipt, or no payment is awaited.
    """
    case = locked(case, by)
    if not receipt_number.strip():
        raise ValidationError({"receipt_number": "请填写缴款凭证号"})
    case = happen(case, Kind.FEE_PAID, on, by=by, seen=seen)
    charged = case.fees.exclude(method="").order_by("-pk").first()
    if charged is not None:
        charged.receipt_number = receipt_number.strip()
        charged.clean_fields(exclude=["reason"])
        charged.save(update_fields=["receipt_number"])
    for name, content in files:
        papers.add(case, PaperKind.FEE, name, content, by=by, side=Side.APPLICANT, note=f"{day(on)}缴费")
    return case
