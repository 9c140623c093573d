"""Approving letters at the desk: what waits for one, and one step with all that it takes to decide, on a phone too."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.bodies.models import Body
from gongkai.cases.desk.letters import composed, rounds_of, shown
from gongkai.cases.desk.parts import Action, Panels
from gongkai.cases.enums import Decision, LetterState, Step
from gongkai.cases.models import CaseLetter, LetterStep
from gongkai.cases.services import approval, giving
from gongkai.cases.services import letters as services
from gongkai.cases.terms import SOON, left, said
from gongkai.letters import DECISIONS, Difference, Letter, difference
from gongkai.office.deeds import DeedPage, user_of
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Text, Title

DESK = "待我审批的文书"


def url_of(step: LetterStep) -> str:
    return reverse("cases_approval", args=[step.pk])


def due_of(letter: CaseLetter) -> date | None:
    """When the reply of the letter's case is due."""
    return letter.case.reply_due_on if letter.case is not None and letter.case.is_open else None


def number_of(step: LetterStep) -> str:
    of = step.letter.case or step.letter.correction
    return of.number if of is not None else ""


def _due(step: LetterStep) -> str:
    day = due_of(step.letter)
    return f"{day} {said(day)}" if day is not None else ""


def _tone(step: LetterStep) -> str:
    day = due_of(step.letter)
    return "bad" if day is not None and left(day) <= SOON else ""


class Approvals(Listing):
    """The steps at which the user may decide now, what is due first."""

    name, model, right = "cases_approvals", LetterStep, Right.SEE_CASES
    page_title = DESK
    header_icon = "tasks"
    permission_policy = RightsPermissionPolicy(LetterStep, view=Right.SEE_CASES)
    columns: ClassVar[list[Column]] = [
        Title("letter", label="文书", get_url=url_of),
        Text("get_step_display", label="步骤", sort_key="step"),
        Text("number", label="登记编号", accessor=number_of, classname="whole"),
        Tag("due", label="答复期限", accessor=_due, tone=_tone, classname="whole"),
        Text("drafted_by", label="拟稿人", accessor=lambda step: getattr(step.letter.drafted_by, "name", "")),
        Text("body", label="机关", accessor="letter.body"),
        Day("begun_at", label="到达时间", sort_key="begun_at", classname="whole"),
    ]
    default_ordering = ("letter__case__reply_due_on", "pk")
    search_fields = ("letter__number", "letter__case__number", "letter__case__title")

    def get_base_queryset(self) -> QuerySet[LetterStep]:
        found = LetterStep.objects.waiting_for(user_of(self.request))
        return found.select_related("letter__body", "letter__case", "letter__correction", "letter__drafted_by")


class DecideForm(forms.Form):
    decision = forms.ChoiceField(label="决定", choices=Decision.choices, widget=forms.RadioSelect)
    opinion = forms.CharField(
        label="意见",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="退回的必须写明",
    )


class Decide(DeedPage):
    """The letter as it was sent in, what changed since it was last decided on, the time that is left; the decision."""

    right = Right.SEE_CASES
    header_icon = "tasks"
    template_name = "cases/letters/step.html"
    form_class = DecideForm
    button = "确定"

    @cached_property
    def step(self) -> LetterStep:
        found = LetterStep.objects.select_related(
            "letter__body", "letter__case__body", "letter__case__applicant", "letter__correction__applicant",
            "letter__drafted_by", "letter__consultation", "decided_by",
        )  # fmt: skip
        return get_object_or_404(found, pk=self.kwargs["step"])

    def body_of_request(self) -> Body:
        return self.step.letter.body

    def get_page_title(self) -> str:
        return f"{self.step.get_step_display()}：{self.step.letter}"

    def trail(self) -> list[tuple[str, str]]:
        return [(DESK, reverse("cases_approvals"))]

    @property
    def waits(self) -> bool:
        step = self.step
        return not step.decision and step.begun_at is not None and step.letter.state == LetterState.IN_REVIEW

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        letter = self.step.letter
        current, problems = composed(letter)
        due = due_of(letter)
        return super().get_context_data(**kwargs) | {
            "step": self.step,
            "letter": letter,
            "case": letter.case,
            "paper": shown(current.blocks) if current is not None else [],
            "problems": problems,
            "due": due,
            "due_said": said(due) if due is not None else "",
            "due_soon": due is not None and left(due) <= SOON,
            "changes": self.changes(current) if current is not None else None,
            "rounds": rounds_of(letter),
            "given": giving.given_of(letter.case) if letter.case is not None and letter.key in DECISIONS else [],
            "withheld": giving.withheld_of(letter.case) if letter.case is not None and letter.key in DECISIONS else [],
            "waits": self.waits,
            "refusal": approval.refusal(self.step, self.by) if self.waits else None,
        }

    def changes(self, current: Letter) -> list[Difference] | None:
        """What changed since the round before; None in the first."""
        before = self.step.letter.steps.filter(round__lt=self.step.round).exclude(decision="").last()
        return difference(current.edited(before.text), current) if before is not None else None

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if self.waits and (why_not := approval.refusal(self.step, self.by)) is not None:
            raise PermissionDenied(why_not)
        return super().form_valid(form)

    def do(self, values: dict[str, Any]) -> str:
        decision = Decision(values["decision"])
        letter = services.decide(self.step, decision, by=self.by, opinion=values["opinion"])
        if decision == Decision.RETURNED:
            return f"已退回“{letter}”"
        following = LetterStep.objects.waiting().filter(letter=letter).first()
        if following is not None:
            return f"已通过，转到{Step(following.step).label}"
        return f"已签发“{letter}”，文号和日期已经固定，可以送达"

    def get_success_url(self) -> str:
        return reverse("cases_approvals")


urlpatterns: list[URLPattern] = [
    *Approvals.addresses("cases/approvals/"),
    path("cases/approvals/<int:step>/", Decide.as_view(), name="cases_approval"),
]
ACTIONS: tuple[Action, ...] = ()
PANELS: tuple[Panels, ...] = ()
