"""Whoever asks, and who asked the same: masked, and as facts; and correcting what is known of them."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import may
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases.desk.parts import Action, CaseDeed, Panel, Panels, Stand
from gongkai.cases.services import intake
from gongkai.persons.forms import ApplicantForm
from gongkai.persons.models import Applicant
from gongkai.persons.services import corrected, update_applicant

MOST_OTHERS: Final = 5
"""How many other cases of the applicant are named."""
MOST_CHANGES: Final = 20
"""How many corrections of what is known of them are listed."""


def same(at: Stand) -> Panel | None:
    """Earlier cases that ask for the same: the applicant's own (Art. 36, item 6), and those of others (Art. 44)."""
    alike = intake.like(at.case)
    if not alike:
        return None
    own = [each for each in alike if intake.is_repeated(at.case, each)]
    context = {
        "own": own,
        "others": [each for each in alike if each not in own],
        "may_answer": at.is_open and any(each.closed_on is not None for each in own),
    }
    return Panel("相同的申请", "cases/panels/same.html", context)


class Change(NamedTuple):
    """That something of an applicant was corrected; what it was and is, is told nowhere."""

    deed: Deed
    who: str
    what: str
    why: str


def changes_of(person: Applicant, body: Body, whose: str = "") -> list[Change]:
    """What was corrected, the last first. Who it was at another body, and why, is that body's own."""
    return [_change(deed, person, body, whose) for deed in corrected(person).select_related("body")[:MOST_CHANGES]]


def _change(deed: Deed, person: Applicant, body: Body, whose: str) -> Change:
    ours = deed.body_id == body.pk
    who = deed.actor_name if ours else "本人" if deed.actor_id == person.user_id else str(deed.body or "")
    return Change(deed, who, f"{whose}{'、'.join(deed.detail['项目'])}", deed.detail.get("理由", "") if ours else "")


def applicant(at: Stand) -> Panel:
    """Who asks, masked; how much he has asked of the body, and what last: facts, no judgment."""
    others = intake.of_same_applicant(at.case).exclude(pk=at.case.pk)
    case, changes = at.case, changes_of(at.case.applicant, at.case.body)
    people = {"applicant": case.applicant}
    if case.agent is not None:
        people["agent"] = case.agent
        changes += changes_of(case.agent, case.body, "代理人的")
    registers = may(at.user, Right.REGISTER, case.body)
    corrects = {name: reverse("cases_person", args=[case.pk, name]) for name in people if may_correct(people[name])}
    context = {
        "changes": changes,
        "corrects": corrects if registers else {},
        "numbers": intake.numbers(at.case),
        "others": others.order_by("-pk")[:MOST_OTHERS],
        "may_reveal": may(at.user, Right.REVEAL_PERSON, at.case.body),
    }
    return Panel("申请人", "cases/panels/applicant.html", context)


def parts(at: Stand) -> Panel | None:
    """The other parts of a request that was split."""
    first = at.case.split_from or at.case
    parts = list(first.parts.select_related("applicant").order_by("pk"))
    if not parts:
        return None
    return Panel("拆分的各件", "cases/panels/parts.html", {"parts": [first, *parts]})


def may_correct(person: Applicant) -> bool:
    """Whether officers correct what is known of somebody: not of who has an account, and corrects it there."""
    return person.user_id is None


# --- correcting what is known of them -------------------------------------------------------------------------------


class PersonForm(ApplicantForm):
    """What was entered wrongly or has changed. What is sealed is never filled in: left empty it stays as it is."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"] = forms.CharField(
            label="更正的理由",
            max_length=200,
            widget=forms.Textarea({"rows": 2}),
            help_text="如“申请人来电，号码登记错了一位”；记入操作日志，不要写资料本身",
        )
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def given(self) -> dict[str, str]:
        return {name: text for name, text in super().given().items() if name != "reason"}


PERSON: Final = (
    "更正登记错了、有变化的资料。证件号码和联系方式不显示原来的，不填的不变；改了哪几项、谁、什么时候、为什么改，"
    "记入操作日志并列在页面上，改前改后的内容不记。已经签发的文书不变，以后的文书按更正以后的拟写。"
)


@sensitive_variables()
def correct(person: Applicant, form: forms.Form, *, by: User, body: Body) -> str:
    """Correct what is known of somebody as the form says.

    Raises:
        ValidationError: it is the person's own account, nothing is changed, or something is not well formed.
    """
    assert isinstance(form, PersonForm)
    if not may_correct(person):
        raise ValidationError("申请人有账号，资料由本人登录后在“我的资料”里修改")
    before = corrected(person).count()
    update_applicant(person, form.given(), by=by, body=body, reason=form.cleaned_data["reason"])
    if corrected(person).count() == before:
        raise ValidationError("没有改动：不改的不用提交，要改的请填写新的内容")
    return "已更正，记入操作日志"


@method_decorator([sensitive_post_parameters(), sensitive_variables()], name="dispatch")
class CorrectPerson(CaseDeed):
    """Whoever asks, or acts for them."""

    form_class = PersonForm
    button = "更正"
    about = PERSON

    @property
    def person(self) -> Applicant:
        found = {"applicant": self.case.applicant, "agent": self.case.agent}.get(self.kwargs["person"])
        if found is None:
            raise Http404
        return found

    def get_page_title(self) -> str:
        return "更正代理人资料" if self.kwargs["person"] == "agent" else "更正申请人资料"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"applicant": self.person, "initial": {}}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.form = form
        return super().form_valid(form)

    def do(self, values: dict[str, Any]) -> str:
        return correct(self.person, self.form, by=self.by, body=self.case.body)


urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/person/<slug:person>/", CorrectPerson.as_view(), name="cases_person"),
]
ACTIONS: tuple[Action, ...] = ()
PANELS: tuple[Panels, ...] = (same, applicant, parts)
