"""The review of a report: sent in and frozen, decided step by step by others than who sent it in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import holders, may, require
from gongkai.filings.enums import RIGHTS, ROLES, Decision, Origin, State, Step
from gongkai.filings.models import Filing, FilingStep, SentIn
from gongkai.filings.services import history
from gongkai.filings.services.checking import UNSTATED, check_and_note
from gongkai.filings.services.compiling import stale
from gongkai.filings.services.declaring import lacking
from gongkai.filings.services.reports import data_of, report_of, restored
from gongkai.filings.services.tracing import behind_of, trace_of
from gongkai.filings.services.work import locked, tell, to_change, touch
from gongkai.office import notices
from gongkai.report.published import digest_of

_WHOLE: Final = (Step.CHECK, Step.SECRECY, Step.SIGN)
WAYS: Final[Mapping[str, tuple[Step, ...]]] = {
    Origin.COMPILED: _WHOLE,
    Origin.MERGED: _WHOLE,
    Origin.UPLOADED: (Step.SIGN,),
}
"""The steps of a review, in order, by how the report came to be. What had been public before was reviewed then; that it
was read rightly is for its officer to accept (`history`) and for a leader to sign."""
WITH_BASIS: Final = frozenset({Step.SECRECY})
"""Steps whose decision names what it rests on."""
REVIEWS: Final = notices.register("filings", "年度报告的审批", by_mail=False)
MOST_TOLD: Final = 8

# --- sending in -----------------------------------------------------------------------------------------------------


def hindrances(filing: Filing) -> list[str]:
    """What stands in the way of sending a report in, in Chinese sentences; nothing where it may be."""
    if not filing.may_change:
        return [f"报告{filing.get_state_display()}"]
    if filing.origin == Origin.UPLOADED:
        return history.hindrances(filing)
    told = []
    if filing.origin == Origin.COMPILED and filing.compiled_at is None:
        told.append("还没有由记录编制")
    elif moved := stale(filing):
        told.append(f"编制以后记录有变动，请重新编制：{_some([str(each) for each in moved])}")
    if missing := lacking(filing):
        told.append(f"还有{len(missing)}格没有填报：{_some([each.title for each in missing])}")
    if hindering := check_and_note(filing).hindering:
        told += [f"{each.code}：{each.sentence}" for each in hindering if each.code != UNSTATED]
    return told


def _some(sentences: list[str]) -> str:
    more = f"等{len(sentences)}处" if len(sentences) > MOST_TOLD else ""
    return "；".join(sentences[:MOST_TOLD]) + more


@transaction.atomic
def send_in(filing: Filing, *, by: User) -> SentIn:
    """Send a report in to be reviewed. What is reviewed, and published, is the report as it is now.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something stands in the way.
    """
    filing = to_change(filing, by=by)
    if filing.signed_on is None and filing.origin != Origin.UPLOADED:
        filing.signed_on = timezone.localdate()
        touch(filing)
    if whys := hindrances(filing):
        raise ValidationError(whys)
    report = report_of(filing)
    data = data_of(report)
    sent = SentIn.objects.create(
        filing=filing,
        round=(filing.sent_in.aggregate(last=Max("round"))["last"] or 0) + 1,
        digest=digest_of(restored(data)),
        data=data,
        trace=trace_of(filing, report),
        behind=behind_of(filing),
        by=by,
    )
    FilingStep.objects.bulk_create(
        FilingStep(filing=filing, round=sent.round, order=order, step=step, digest=sent.digest, sent_in_by=by)
        for order, step in enumerate(WAYS[filing.origin], 1)
    )
    filing.state = State.IN_REVIEW
    touch(filing)
    tell("年度报告送审", filing, by=by, 摘要值=sent.digest)
    _begin_next(filing, sent.round)
    return sent


@transaction.atomic
def take_back(filing: Filing, *, by: User) -> Filing:
    """Take a report back that is being reviewed, to change it.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not being reviewed.
    """
    filing = locked(filing)
    require(by, Right.REGISTER, filing.body)
    if filing.state != State.IN_REVIEW:
        raise ValidationError(f"报告{filing.get_state_display()}，不在审批中")
    _end_round(filing)
    filing.state = State.OPEN
    touch(filing)
    tell("撤回年度报告送审", filing, by=by)
    return filing


@transaction.atomic
def reopen(filing: Filing, why: str, *, by: User) -> Filing:
    """Work on a report again that was approved and is not published.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not approved, or there is no reason.
    """
    filing = locked(filing)
    require(by, Right.REGISTER, filing.body)
    if filing.state != State.APPROVED:
        raise ValidationError(f"报告{filing.get_state_display()}，不能这样退回")
    if not why.strip():
        raise ValidationError({"why": "请写明原因"})
    filing.state = State.RETURNED
    touch(filing)
    tell("退回已审定的年度报告", filing, by=by, 原因=why.strip()[:500])
    return filing


# --- deciding -------------------------------------------------------------------------------------------------------


def refusal(step: FilingStep, user: User) -> str | None:
    """Why somebody may not decide at a step."""
    kind, filing = Step(step.step), step.filing
    if not may(user, RIGHTS[kind], filing.body):
        return f"没有“{filing.body}”的{RIGHTS[kind].label}权限，请联系安全管理员授权"
    if user.pk == step.sent_in_by_id:
        return f"{kind.label}应由送审人以外的人作出"
    return None


@transaction.atomic
def decide(step: FilingStep, decision: Decision, *, by: User, opinion: str = "", basis: str = "") -> Filing:
    """Decide at a step: pass the report, or return it. The last step that passes approves it.

    Raises:
        PermissionDenied: `by` may not decide here.
        ValidationError: the step does not wait; an opinion or a basis is missing.
    """
    filing = locked(step.filing)
    step = filing.steps.select_related("sent_in_by").get(pk=step.pk)
    step.filing = filing
    if step.decision or step.begun_at is None or filing.state != State.IN_REVIEW:
        raise ValidationError("这一步已经办过，或者还没有轮到，请刷新页面")
    if why_not := refusal(step, by):
        raise PermissionDenied(why_not)
    opinion, basis = opinion.strip(), basis.strip()
    if decision == Decision.RETURNED and not opinion:
        raise ValidationError({"opinion": "退回的，请写明意见"})
    if decision == Decision.PASSED and step.step in WITH_BASIS and not basis:
        raise ValidationError({"basis": "请写明审查的依据"})
    step.decision, step.basis, step.opinion = decision, basis[:200], opinion[:500]
    step.decided_by, step.decided_at = by, timezone.now()
    step.save()
    label = Step(step.step).label
    tell("审查年度报告", filing, by=by, 步骤=label, 决定=decision.label, 意见=step.opinion, 摘要值=step.digest)
    if decision == Decision.RETURNED:
        _end_round(filing)
        filing.state = State.RETURNED
        _tell_sender(step, f"“{filing}”被退回：{opinion}")
    elif not _begin_next(filing, step.round):
        filing.state = State.APPROVED
        _tell_sender(step, f"“{filing}”已审定，可以公开")
    touch(filing)
    return filing


# --- parts ----------------------------------------------------------------------------------------------------------


def last_sent_in(filing: Filing) -> SentIn:
    """The report as it was sent in last.

    Raises:
        ValidationError: it never was.
    """
    found = filing.sent_in.order_by("-round").first()
    if found is None:
        raise ValidationError("报告没有送审过")
    return found


def _end_round(filing: Filing) -> None:
    """Steps that nobody has decided are no more."""
    filing.steps.filter(decision="").delete()


def _begin_next(filing: Filing, round: int) -> bool:
    """Have the next step wait. False where there is none."""
    step = filing.steps.filter(round=round, begun_at=None).order_by("order").first()
    if step is None:
        return False
    step.begun_at = timezone.now()
    step.save(update_fields=["begun_at"])
    url = reverse("filings_step", args=[step.pk])
    to = holders(ROLES[Step(step.step)], filing.body).exclude(pk=step.sent_in_by_id)
    notices.notify(to, REVIEWS, f"待{step.get_step_display()}：{filing}", url=url, body=filing.body)
    return True


def _tell_sender(step: FilingStep, title: str) -> None:
    url = reverse("filings_filing", args=[step.filing_id])
    notices.notify([step.sent_in_by], REVIEWS, title[:200], url=url, body=step.filing.body)
