"""The review before release: sent in by the drafter, decided step by step, frozen when it ends."""

from __future__ import annotations

from typing import Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import holders, may, require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.documents.content import content_of
from gongkai.documents.enums import (
    BY_ANOTHER,
    RIGHTS,
    ROLES,
    WITH_BASIS,
    Attribute,
    Decision,
    Kind,
    Outcome,
    State,
    Step,
)
from gongkai.documents.grounds import grounds_of
from gongkai.documents.models import Item, Review, ReviewedFile, ReviewStep
from gongkai.documents.services import gate
from gongkai.documents.services.register import locked, missing, to_change, touch
from gongkai.documents.services.routes import way_of
from gongkai.law.workdays import calendar
from gongkai.office import notices

REVIEWS: Final = notices.register("reviews", "待我审查、审查结果", by_mail=False)


# --- sending in, taking back ----------------------------------------------------------------------------------------


def submit(item: Item, *, by: User, quiet: bool = False) -> Review:
    """Send a draft to review. What is reviewed is frozen, and searched for personal data. Where it is one of a batch,
    `quiet`, nobody is told of it by itself.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is no draft, or something is missing.
    """
    require(by, Right.REGISTER, item.body)
    current = Item.objects.select_related("body").get(pk=item.pk)
    if current.may_change and current.attribute == Attribute.PROACTIVE and not missing(current):
        gate.scan(current)  # before the transaction: it may take its time
    return _submit(item, by, quiet)


@transaction.atomic
def _submit(item: Item, by: User, quiet: bool) -> Review:
    item = to_change(item, by=by)
    if lacking := missing(item):
        raise ValidationError(f"还不能送审，缺少：{'、'.join(lacking)}")
    content = content_of(item)
    review = Review.objects.create(
        item=item,
        body=item.body,
        digest=content.digest,
        title=content.title,
        text=content.text,
        facts=dict(content.facts),
        proposed=item.attribute,
        attribute=item.attribute,
        ground=item.ground,
        reason=item.reason,
        opened_by=by,
    )
    ReviewedFile.objects.bulk_create(
        ReviewedFile(review=review, file_id=file.digest, name=file.name, number=number)
        for number, file in enumerate(content.files, 1)
    )
    way = way_of(item.body, Attribute(item.attribute), Kind(item.kind))
    ReviewStep.objects.bulk_create(
        ReviewStep(review=review, order=order, step=step) for order, step in enumerate(way.steps, 1)
    )
    if item.attribute == Attribute.PROACTIVE:
        gate.scan(item)
    item.state = State.IN_REVIEW
    touch(item, by)
    detail = {"名称": item.title, "公开属性": item.get_attribute_display(), "步骤": [step.label for step in way.steps]}
    record("送审", by=by, subject=item, body=item.body, detail=detail)
    _begin_next(review, way.days, quiet=quiet)
    return review


@transaction.atomic
def take_back(review: Review, *, by: User) -> Item:
    """Take an item back that was sent in, to change it.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the review has ended.
    """
    review = _open(review)
    require(by, Right.REGISTER, review.body)
    record("撤回送审", by=by, subject=review.item, body=review.body, detail={"名称": review.title})
    return _close(review, Outcome.TAKEN_BACK, State.DRAFT, by)


# --- deciding -------------------------------------------------------------------------------------------------------


def may_decide(step: ReviewStep, user: User) -> bool:
    """Whether somebody may decide at a step now."""
    return refusal(step, user) is None


def refusal(step: ReviewStep, user: User) -> str | None:
    """Why somebody may not decide at a step."""
    kind = Step(step.step)
    if not may(user, RIGHTS[kind], step.referred_to or step.review.body):
        where = step.referred_to or step.review.body
        return f"没有“{where}”的{RIGHTS[kind].label}权限，请联系安全管理员授权"
    if kind in BY_ANOTHER and user.pk in (step.review.opened_by_id, step.review.item.created_by_id):
        return f"{kind.label}应由拟稿人、送审人以外的人作出"
    if step.assigned_to_id is not None and step.assigned_to_id != user.pk:
        return f"这一步已交由{step.assigned_to.name}办理" if step.assigned_to is not None else "这一步已交由他人办理"
    return None


@transaction.atomic
def decide(
    step: ReviewStep,
    decision: Decision,
    *,
    by: User,
    opinion: str = "",
    basis: str = "",
    attribute: Attribute | None = None,
    ground: str = "",
    reason: str = "",
    quiet: bool = False,
) -> Review:
    """Decide at a step: pass it, or return the item to its drafter. The last step that passes ends the review. Where it
    is one of a batch, `quiet`, nobody is told of it by itself.

    Whoever confirms the public attribute may change it, with its ground and reason; the steps that follow are then
    those of the new attribute.

    Raises:
        PermissionDenied: `by` may not decide here.
        ValidationError: the step does not wait; an opinion, a basis or a ground is missing.
    """
    step, review = _waiting(step)
    if why_not := refusal(step, by):
        raise PermissionDenied(why_not)
    kind = Step(step.step)
    opinion, basis = opinion.strip(), basis.strip()
    if decision == Decision.RETURNED and not opinion:
        raise ValidationError({"opinion": "退回的，请写明意见"})
    if decision == Decision.PASSED and kind in WITH_BASIS and not basis:
        raise ValidationError({"basis": "请写明审查的依据"})
    if attribute is not None and attribute != review.attribute:
        _settle(review, kind, attribute, ground, reason)
    step.decision, step.basis, step.opinion = decision, basis, opinion
    step.decided_by, step.decided_at = by, timezone.now()
    step.save()
    detail = {"步骤": kind.label, "决定": decision.label, "依据": basis, "意见": opinion}
    if attribute is not None:
        detail["公开属性"] = Attribute(review.attribute).label
    record("审查", by=by, subject=review.item, body=review.body, detail=detail)
    if decision == Decision.RETURNED:
        if not quiet:
            _tell_drafter(review, f"“{review.title}”被退回：{opinion}")
        _close(review, Outcome.RETURNED, State.RETURNED, by)
    elif not _begin_next(review, quiet=quiet):
        _pass(review, by, quiet=quiet)
    return review


def _settle(review: Review, kind: Step, attribute: Attribute, ground: str, reason: str) -> None:
    """Give the item another attribute, and the review the steps that go with it."""
    if kind != Step.CONFIRM:
        raise ValidationError({"attribute": "公开属性在“公开属性确认”时改；不同意的，请退回并写明意见"})
    if attribute != Attribute.PROACTIVE:
        if ground not in {each.key for each in grounds_of(attribute)}:
            raise ValidationError({"ground": "请选择与公开属性相符的依据"})
        if not reason.strip():
            raise ValidationError({"reason": "请写明理由"})
    elif not review.facts["category"]:
        raise ValidationError({"attribute": "改为主动公开的，应有公开目录的类目，请退回拟稿人补充"})
    review.attribute = attribute
    review.ground, review.reason = ("", "") if attribute == Attribute.PROACTIVE else (ground, reason.strip())
    review.save(update_fields=["attribute", "ground", "reason"])
    way = way_of(review.body, attribute, Kind(review.facts["kind"]))
    review.steps.filter(begun_at=None).delete()
    done = review.steps.count()
    rest = [step for step in way.steps if step != Step.CONFIRM]
    ReviewStep.objects.bulk_create(
        ReviewStep(review=review, order=order, step=step) for order, step in enumerate(rest, done + 1)
    )
    if attribute == Attribute.PROACTIVE:
        gate.scan(review.item)


def _pass(review: Review, by: User, *, quiet: bool) -> None:
    item = _close(review, Outcome.PASSED, State.DECIDED, by)
    item.attribute, item.ground, item.reason = review.attribute, review.ground, review.reason
    item.save(update_fields=["attribute", "ground", "reason"])
    if not quiet:
        _tell_drafter(review, f"“{review.title}”审定：{item.get_attribute_display()}")


def _close(review: Review, outcome: Outcome, state: State, by: User) -> Item:
    review.outcome, review.closed_at = outcome, timezone.now()
    review.save(update_fields=["outcome", "closed_at"])
    item = locked(review.item)
    item.state = state
    touch(item, by)
    return item


# --- handing on -----------------------------------------------------------------------------------------------------


@transaction.atomic
def assign(step: ReviewStep, to: User | None, *, by: User) -> ReviewStep:
    """Hand a step to somebody who may take it, or, with None, back to all who may.

    Raises:
        PermissionDenied: `by` may not decide here himself.
        ValidationError: the step does not wait, or the other one may not take it.
    """
    step, review = _waiting(step)
    require(by, RIGHTS[Step(step.step)], step.referred_to or review.body)
    step.assigned_to = to
    if to is not None and (why_not := refusal(step, to)):
        raise ValidationError({"to": f"不能交由{to.name}：{why_not}"})
    step.save(update_fields=["assigned_to"])
    record(
        "转交审查",
        by=by,
        subject=review.item,
        body=review.body,
        detail={"步骤": step.get_step_display(), "交由": to.name if to else "不指定"},
    )
    if to is not None:
        _tell([to], step, review)
    return step


@transaction.atomic
def refer(step: ReviewStep, why: str, *, by: User) -> ReviewStep:
    """Lay a case of doubt before the body above: its reviewer decides the step (Regulations, Art. 17).

    Raises:
        PermissionDenied: `by` may not decide here.
        ValidationError: the step does not wait, there is nobody above, or no reason.
    """
    step, review = _waiting(step)
    if why_not := refusal(step, by):
        raise PermissionDenied(why_not)
    here: Body = step.referred_to or review.body
    if here.parent is None:
        raise ValidationError("没有上级机关可以报请，请与保密行政管理部门联系后决定")
    if not why.strip():
        raise ValidationError({"why": "请写明不能确定的问题"})
    step.referred_to, step.referred_why, step.assigned_to = here.parent, why.strip(), None
    step.save(update_fields=["referred_to", "referred_why", "assigned_to"])
    detail = {"步骤": step.get_step_display(), "报请": step.referred_to.name, "原因": step.referred_why}
    record("报请上级审查", by=by, subject=review.item, body=review.body, detail=detail)
    _tell(holders(ROLES[Step(step.step)], step.referred_to), step, review)
    return step


# --- parts ----------------------------------------------------------------------------------------------------------


def _open(review: Review) -> Review:
    found = Review.objects.select_for_update(of=("self",)).select_related("body", "item").get(pk=review.pk)
    if found.outcome:
        raise ValidationError(f"这次审查已经结束（{found.get_outcome_display()}）")
    return found


def _waiting(step: ReviewStep) -> tuple[ReviewStep, Review]:
    """A step and its review, held, if it is the one that waits."""
    review = _open(step.review)
    found = ReviewStep.objects.select_related("referred_to__parent", "assigned_to").get(pk=step.pk)
    found.review = review
    if found.decision or found.begun_at is None:
        raise ValidationError("这一步已经办过，或者还没有轮到，请刷新页面")
    return found, review


def _begin_next(review: Review, days: int | None = None, *, quiet: bool = False) -> bool:
    """Have the next step wait. False where there is none."""
    step = review.steps.filter(begun_at=None).order_by("order").first()
    if step is None:
        return False
    if days is None:
        days = way_of(review.body, Attribute(review.attribute), Kind(review.facts["kind"])).days
    step.begun_at = timezone.now()
    step.due_on = calendar(provisional=True).after(timezone.localdate(), days)
    step.save(update_fields=["begun_at", "due_on"])
    if not quiet:
        _tell(holders(ROLES[Step(step.step)], review.body), step, review)
    return True


def _tell(to: object, step: ReviewStep, review: Review) -> None:
    notices.notify(
        to,  # type: ignore[arg-type]
        REVIEWS,
        f"待{step.get_step_display()}：{review.title}",
        url=reverse("documents_item", args=[review.item_id]),
        body=review.body,
    )


def _tell_drafter(review: Review, title: str) -> None:
    if review.opened_by is not None:
        url = reverse("documents_item", args=[review.item_id])
        notices.notify([review.opened_by], REVIEWS, title[:200], url=url, body=review.body)
