"""The desk of reviewers: what waits for one, and one step with all that it takes to decide."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import holders, may
from gongkai.bodies.models import Body
from gongkai.documents.desk.bases import BASES
from gongkai.documents.desk.differences import Difference, between, spelled
from gongkai.documents.desk.forms import AssignForm, DecideForm, ReasonForm
from gongkai.documents.desk.item import safe, shown
from gongkai.documents.desk.register import DueDay
from gongkai.documents.enums import RIGHTS, ROLES, WITH_BASIS, Attribute, Decision, Outcome, Step
from gongkai.documents.grounds import BY_KEY
from gongkai.documents.models import Review, ReviewStep, Scan
from gongkai.documents.services import review as services
from gongkai.office.deeds import DeedPage, Page
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Text, Title

DESK = "待我审查"


def url_of(step: ReviewStep) -> str:
    return reverse("documents_step", args=[step.pk])


class Reviews(Listing):
    """The steps at which the user may decide now, what is due first."""

    name, model, right = "documents_reviews", ReviewStep, Right.SEE_REGISTER
    page_title = DESK
    header_icon = "tasks"
    permission_policy = RightsPermissionPolicy(ReviewStep, view=Right.SEE_REGISTER)
    columns: ClassVar[list[Column]] = [
        Title("title", label="名称", get_url=url_of, accessor="review.title"),
        Text("get_step_display", label="步骤", sort_key="step"),
        Text("attribute", label="公开属性", accessor=lambda step: step.review.get_attribute_display()),
        Text("body", label="机关", accessor="review.body"),
        Text("opened_by", label="送审人", accessor=lambda step: getattr(step.review.opened_by, "name", "")),
        Day("begun_at", label="到达时间", sort_key="begun_at", classname="whole"),
        DueDay(
            "due_on",
            label="期限",
            sort_key="due_on",
            classname="whole",
            tone=lambda step: "bad" if step.due_on and step.due_on <= timezone.localdate() else "",
        ),
        Text("assigned", label="交由", accessor=lambda step: getattr(step.assigned_to, "name", "")),
    ]
    default_ordering = ("due_on", "pk")
    search_fields = ("review__title", "review__item__index_number")

    def get_base_queryset(self) -> QuerySet[ReviewStep]:
        user = self.request.user
        assert isinstance(user, User)
        return ReviewStep.objects.waiting_for(user).select_related("review__body", "review__opened_by", "assigned_to")


class OfStep(Page):
    """A page about one step; it is open to whoever sees the register of the body, or to whom it was referred."""

    header_icon = "tasks"
    right = Right.SEE_REGISTER

    @cached_property
    def step(self) -> ReviewStep:
        found = ReviewStep.objects.select_related(
            "review__item__body", "review__item__created_by", "review__body__parent", "review__opened_by",
            "assigned_to", "referred_to__parent", "decided_by",
        )  # fmt: skip
        return get_object_or_404(found, pk=self.kwargs["step"])

    @property
    def kind(self) -> Step:
        return Step(self.step.step)

    @property
    def where(self) -> Body:
        """The body that decides."""
        return self.step.referred_to or self.step.review.body

    def body_of_request(self) -> Body:
        return self.step.review.body

    def trail(self) -> list[tuple[str, str]]:
        return [(DESK, reverse("documents_reviews")), (self.step.review.title, url_of(self.step))]

    @property
    def waits(self) -> bool:
        step = self.step
        return not step.decision and step.begun_at is not None and not step.review.outcome


class Decide(OfStep, DeedPage):
    """What was sent in, what was found in it, what others decided; and the decision."""

    form_class = DecideForm
    template_name = "documents/step.html"
    button = "确定"

    def get_page_title(self) -> str:
        return f"{self.kind.label}：{self.step.review.title}"

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:1]

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"step": self.kind, "review": self.step.review}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review = self.step.review
        scan = Scan.objects.filter(item=review.item_id, digest=review.digest).first()
        refusal = services.refusal(self.step, self.by)
        return super().get_context_data(**kwargs) | {
            "step": self.step,
            "review": review,
            "text": safe(review.text),
            "facts": [(name, value) for name, value in spelled(review.facts) if value],
            "ground": BY_KEY.get(review.ground),
            "files": review.files.select_related("file"),
            "steps": review.steps.select_related("decided_by", "assigned_to", "referred_to").order_by("order"),
            "scan": scan,
            "findings": list(shown(list(scan.findings.select_related("justified_by")))) if scan is not None else [],
            "waits": self.waits,
            "refusal": refusal if self.waits else None,
            "may_hand_on": self.waits and may(self.by, RIGHTS[self.kind], self.where),
            "may_refer": self.waits and refusal is None and self.where.parent is not None,
            "bases": BASES[self.kind],
            "with_basis": self.kind in WITH_BASIS,
            "before": self.before,
            "difference": self.difference,
        }

    @cached_property
    def before(self) -> Review | None:
        """What was last public, or else last reviewed, of the same item."""
        earlier = Review.objects.filter(item=self.step.review.item_id, pk__lt=self.step.review_id)
        earlier = earlier.prefetch_related("files").order_by("-pk")
        return earlier.filter(release__live=True).first() or earlier.exclude(outcome=Outcome.TAKEN_BACK).first()

    @cached_property
    def difference(self) -> Difference | None:
        return between(self.before, self.step.review) if self.before is not None else None

    def do(self, values: dict[str, Any]) -> str:
        attribute = values.pop("attribute", None)
        decision = Decision(values.pop("decision"))
        if decision == Decision.RETURNED:
            attribute = None
        review = services.decide(
            self.step, decision, by=self.by, attribute=Attribute(attribute) if attribute else None, **values
        )
        if decision == Decision.RETURNED:
            return f"已退回“{review.title}”"
        following = ReviewStep.objects.waiting().filter(review=review).first()
        return f"已通过，转到{following.get_step_display()}" if following is not None else f"“{review.title}”已审定"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if (refusal := services.refusal(self.step, self.by)) is not None:
            raise PermissionDenied(refusal)
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("documents_reviews")


class HandOn(OfStep, DeedPage):
    """A step that is handed to somebody else. The right is asked for the body that decides."""

    def get_about(self) -> str:
        return self.about if self.waits else "这一步已经办过，或者还没有轮到。"


class Assign(HandOn):
    page_title = "转交他人办理"
    form_class = AssignForm
    button = "转交"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"people": holders(ROLES[self.kind], self.where)}

    def do(self, values: dict[str, Any]) -> str:
        made = services.assign(self.step, values["to"], by=self.by)
        return f"已交由{made.assigned_to.name}" if made.assigned_to is not None else "已不指定办理人"


class Refer(HandOn):
    page_title = "报请上级审查"
    form_class = ReasonForm
    button = "报请"
    about = "不能确定能否公开的，报上级机关确定（《政府信息公开条例》第十七条）。由上级机关同一角色的人决定这一步。"

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["why"].label = "不能确定的问题"
        return form

    def do(self, values: dict[str, Any]) -> str:
        made = services.refer(self.step, values["why"], by=self.by)
        return f"已报请{made.referred_to}"
