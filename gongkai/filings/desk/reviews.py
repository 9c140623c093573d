"""The review of a report: what waits for one, the report as it was sent in, and the decision."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.documents.desk.bases import BASES
from gongkai.documents.enums import Step as ItemStep
from gongkai.filings.desk.checks import LABELS
from gongkai.filings.desk.differences import Difference, between
from gongkai.filings.desk.parts import Action, FilingDeed, OfFiling, Panel, Panels, Stand, filing_body, url_of
from gongkai.filings.enums import Decision, Origin, State, Step
from gongkai.filings.models import Filing, FilingRelease, FilingStep, SentIn
from gongkai.filings.services import reviewing as services
from gongkai.filings.services.checking import Found, check_filing
from gongkai.filings.services.declaring import over_counted
from gongkai.filings.services.reports import restored
from gongkai.office.deeds import DeedPage, SureForm, user_of
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Title
from gongkai.office.tables import Text as Words
from gongkai.report import Report
from gongkai.report.interchange import from_dict
from gongkai.report.writers.html import parts

DESK: Final = "待我审批"


def step_url(step: FilingStep) -> str:
    return reverse("filings_step", args=[step.pk])


def html_of(report: Report) -> SafeString:
    """A report as it will be read. The kernel escapes all that it prints."""
    return mark_safe("\n".join(parts(report)))


# --- what waits -----------------------------------------------------------------------------------------------------


class Steps(Listing):
    """The steps at which the user may decide now."""

    name, model, right = "filings_steps", FilingStep, Right.SEE_BODY
    page_title = DESK
    header_icon = "tasks"
    permission_policy = RightsPermissionPolicy(FilingStep, view=Right.SEE_BODY)
    columns: ClassVar[list[Column]] = [
        Title("filing", label="报告", accessor=lambda step: str(step.filing), get_url=step_url),
        Words("get_step_display", label="步骤", sort_key="step"),
        Words("body", label="机关", accessor="filing.body"),
        Words("sent_in_by", label="送审人", accessor="sent_in_by.name"),
        Day("begun_at", label="到达时间", sort_key="begun_at", classname="whole"),
        Day("due_on", label="公开期限", accessor="filing.due_on", sort_key="filing__due_on", classname="whole"),
    ]
    default_ordering = ("filing__due_on", "pk")
    search_fields = ("filing__body_name", "filing__title")

    def get_base_queryset(self) -> QuerySet[FilingStep]:
        found = FilingStep.objects.waiting_for(user_of(self.request))
        return found.select_related("filing__body", "sent_in_by")


# --- one step -------------------------------------------------------------------------------------------------------


class DecideForm(forms.Form):
    decision = forms.ChoiceField(label="决定", choices=Decision.choices, widget=forms.RadioSelect)
    basis = forms.CharField(label="依据", max_length=200, required=False)
    opinion = forms.CharField(label="意见", max_length=500, required=False, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, with_basis: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not with_basis:
            del self.fields["basis"]


class Decide(DeedPage):
    """The report as it was sent in, what is different from before, what was explained; and the decision."""

    right = Right.SEE_BODY
    header_icon = "tasks"
    form_class = DecideForm
    template_name = "filings/step.html"
    button = "确定"

    @cached_property
    def step(self) -> FilingStep:
        found = FilingStep.objects.select_related("filing__body", "sent_in_by", "decided_by")
        return get_object_or_404(found, pk=self.kwargs["filing_step"])

    @cached_property
    def filing(self) -> Filing:
        return self.step.filing

    @property
    def kind(self) -> Step:
        return Step(self.step.step)

    def body_of_request(self) -> Body:
        return self.filing.body

    def get_page_title(self) -> str:
        return f"{self.kind.label}：{self.filing}"

    def trail(self) -> list[tuple[str, str]]:
        return [(DESK, reverse("filings_steps"))]

    @property
    def waits(self) -> bool:
        step = self.step
        return not step.decision and step.begun_at is not None and self.filing.state == State.IN_REVIEW

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"with_basis": self.kind in services.WITH_BASIS}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        sent = get_object_or_404(SentIn, filing=self.filing, round=self.step.round)
        report = from_dict(restored(sent.data))
        refusal = services.refusal(self.step, self.by)
        return super().get_context_data(**kwargs) | {
            "step": self.step,
            "filing": self.filing,
            "sent": sent,
            "report": html_of(report),
            "steps": self.filing.steps.filter(round=self.step.round).select_related("decided_by"),
            "waits": self.waits,
            "refusal": refusal if self.waits else None,
            "bases": BASES[ItemStep.SECRECY] if self.kind in services.WITH_BASIS else (),
            "explained": self.explained,
            "stated": [(cell, counted, each) for cell, (counted, each) in over_counted(self.filing).items()],
            **self.before(sent, report),
        }

    def explained(self) -> list[tuple[Found, str]]:
        """What the checks say and was explained, and what they remark."""
        return [(each, LABELS[each.severity]) for each in check_filing(self.filing).findings if not each.hinders]

    def before(self, sent: SentIn, report: Report) -> dict[str, Any]:
        """What is different from the round before, or from what is public."""
        earlier = SentIn.objects.filter(filing=self.filing, round__lt=sent.round).order_by("-round").first()
        public = FilingRelease.objects.current().filter(filing=self.filing).first()
        found = earlier.data if earlier is not None else public.data if public is not None else None
        if found is None:
            return {"difference": None, "compared": ""}
        difference: Difference = between(from_dict(restored(found)), report)
        return {"difference": difference, "compared": "上次送审" if earlier is not None else "公开的版本"}

    def do(self, values: dict[str, Any]) -> str:
        decision = Decision(values.pop("decision"))
        filing = services.decide(self.step, decision, by=self.by, **values)
        if decision == Decision.RETURNED:
            return f"已退回“{filing}”"
        following = FilingStep.objects.waiting().filter(filing=filing).first()
        return f"已通过，转到{following.get_step_display()}" if following is not None else f"“{filing}”已审定"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if (refusal := services.refusal(self.step, self.by)) is not None:
            raise PermissionDenied(refusal)
        return super().form_valid(form)

    def get_success_url(self) -> str:
        return reverse("filings_steps")


# --- on the side of who sends in ------------------------------------------------------------------------------------


class Review(OfFiling, TemplateView):
    """Every round of the review, and what stands in the way of the next."""

    right = Right.SEE_BODY
    page_title = "审批"
    template_name = "filings/review.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        rounds: dict[int, list[FilingStep]] = {}
        for step in self.filing.steps.select_related("sent_in_by", "decided_by"):
            rounds.setdefault(step.round, []).append(step)
        sent = {each.round: each for each in self.filing.sent_in.select_related("by").defer("data", "trace", "behind")}
        return super().get_context_data(**kwargs) | {
            "rounds": [(sent.get(number), rounds.get(number, [])) for number in sorted(sent, reverse=True)],
            "hindrances": services.hindrances(self.filing) if self.filing.may_change else [],
            "may_send_in": self.may(Right.REGISTER) and self.filing.may_change,
        }


class Send(FilingDeed):
    page_title = "送审"
    template_name = "filings/send_in.html"
    form_class = SureForm
    button = "送审"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return context | {"hindering": [] if context["form"].is_bound else services.hindrances(self.filing)}

    def get_about(self) -> str:
        steps = "、".join(step.label for step in services.WAYS[self.filing.origin])
        return f"送审后内容冻结：{steps}由送审人以外的人作出。审定和公开的，就是现在的内容。"

    def do(self, values: dict[str, Any]) -> str:
        services.send_in(self.filing, by=self.by)
        return "已送审"


class ReasonForm(forms.Form):
    why = forms.CharField(label="原因", max_length=500, widget=forms.Textarea({"rows": 3}))


class Reopen(FilingDeed):
    page_title = "退回修改"
    form_class = ReasonForm
    button = "退回"
    about = "已审定的报告在公开以前发现问题的，退回修改，改后重新送审。"

    def do(self, values: dict[str, Any]) -> str:
        services.reopen(self.filing, values["why"], by=self.by)
        return "已退回修改"


@needs(Right.REGISTER, body=filing_body)
@require_POST
def take_back(request: HttpRequest, filing: int) -> HttpResponseBase:
    found = get_object_or_404(Filing, pk=filing)
    try:
        services.take_back(found, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已撤回送审")
    return HttpResponseRedirect(url_of(found))


def _may_send(at: Stand) -> bool:
    if at.filing.origin == Origin.UPLOADED:
        return at.may_change and not services.hindrances(at.filing)
    return at.may_change and at.filing.compiled_at is not None


def review_panel(at: Stand) -> Panel | None:
    """The steps of the last round."""
    return Panel("审批", "filings/panels/review.html", {"steps": at.steps}) if at.steps else None


ACTIONS: tuple[Action, ...] = (
    Action("filings_send_in", "送审", _may_send, tone=""),
    Action("filings_take_back", "撤回送审", lambda at: at.filing.state == State.IN_REVIEW, at_once=True),
    Action("filings_reopen", "退回修改", lambda at: at.filing.state == State.APPROVED),
)
PANELS: tuple[Panels, ...] = (review_panel,)

urlpatterns: list[URLPattern] = [
    *Steps.addresses("filings/steps/"),
    path("filings/steps/<int:filing_step>/", Decide.as_view(), name="filings_step"),
    path("filings/<int:filing>/review/", Review.as_view(), name="filings_review"),
    path("filings/<int:filing>/send-in/", Send.as_view(), name="filings_send_in"),
    path("filings/<int:filing>/take-back/", take_back, name="filings_take_back"),
    path("filings/<int:filing>/reopen/", Reopen.as_view(), name="filings_reopen"),
]
