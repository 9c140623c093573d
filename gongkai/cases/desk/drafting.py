"""Drafting a letter: which one, and what is stated for it. The form has the fields that this letter takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.bodies.models import Body
from gongkai.cases.desk.letters import OfLetter, url_of_letter
from gongkai.cases.desk.parts import Action, OfCase, Panels, Stand
from gongkai.cases.desk.wording import PARTS, LetterForm, Shape, changed, items_to_add, shape_from, shape_of
from gongkai.cases.enums import LetterState
from gongkai.cases.models import Case, CaseLetter, RecordCorrection
from gongkai.cases.services import letters as services
from gongkai.cases.services.facts import At, facts_for
from gongkai.cases.services.letters import OF_CORRECTIONS
from gongkai.law.errors import LawError
from gongkai.law.events import Event, Kind
from gongkai.law.outcomes import LETTERS, OUTCOMES, Outcome
from gongkai.law.outcomes import Letter as OnTheWay
from gongkai.letters import DECISIONS
from gongkai.office.deeds import DeedPage

HERE: Final = ("acknowledgement", "forwarding")
"""Letters on the way that are drafted from here; the others from where their occasion is entered."""
GROUPS: Final = (
    ("granted", "予以公开"),
    ("partial", "部分公开"),
    ("refused", "不予公开"),
    ("unavailable", "无法提供"),
    ("not_processed", "不予处理"),
    ("other", "其他处理"),
)
"""The groups of rows of the annual report, in their order."""


# --- which letter ---------------------------------------------------------------------------------------------------


class Offer(NamedTuple):
    """A letter that may be drafted: what it is for, on what it stands, what it must say; and what the law would say
    against sending it now."""

    key: str
    label: str
    when: str
    articles: str
    says: tuple[str, ...]
    url: str
    refused: str = ""


def offers(case: Case) -> Iterator[tuple[str, list[Offer]]]:
    """The answers by the groups of the annual report, and the letters on the way that are drafted here."""
    at = At(CaseLetter(case=case, body=case.body), timezone.localdate())
    for group, label in GROUPS:
        of_group = [each for each in OUTCOMES if f"{each.row_2021}.".startswith(f"requests.{group}.")]
        yield label, [_offer(each, case, _refused(at, each.key)) for each in of_group]
    yield "办理过程中的文书", [_offer(each, case) for each in LETTERS if each.key in HERE]


def _offer(about: Outcome | OnTheWay, case: Case, refused: str = "") -> Offer:
    articles = "、".join(each.short for each in about.articles)
    url = reverse("cases_letter_draft", args=[case.pk, about.key])
    return Offer(about.key, about.label, about.when, articles, about.says, url, refused)


def _refused(at: At, key: str) -> str:
    if key == "withdrawn":
        return "" if at.last(Kind.WITHDRAWN) is not None else "还没有登记申请人撤回申请"
    try:
        at.with_event(Event(Kind.REPLIED, at.today, outcome=key))
    except LawError as refusal:
        return str(refusal)
    return ""


class Choose(OfCase, TemplateView):
    """Which letter to draft."""

    right = Right.REGISTER
    page_title = "拟写文书"
    template_name = "cases/letters/choose.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "case": self.case,
            "groups": list(offers(self.case)),
            "under_way": [each for each in self.at.letters if each.state != LetterState.SERVED],
        }


# --- what is stated for it ------------------------------------------------------------------------------------------


class Stated(DeedPage):
    """The form of a letter. Buttons beside saving add an item or a part to it, or take one away."""

    template_name = "cases/letters/stated.html"
    right = Right.REGISTER

    @cached_property
    def letter(self) -> CaseLetter:
        raise NotImplementedError

    def start(self) -> tuple[Shape, ...]:
        return shape_of(facts_for(self.letter)) if self.letter.key in DECISIONS else ()

    def get_form(self, form_class: Any = None) -> forms.Form:
        if self.request.method != "POST":
            return LetterForm(of=self.letter, shape=self.start())
        shape = shape_from(self.request.POST) or self.start()
        return LetterForm(self.request.POST, of=self.letter, shape=shape)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if (other := changed(request.POST)) is not None:
            form = LetterForm(of=self.letter, shape=other.shape, initial=other.typed)
            return self.render_to_response(self.get_context_data(form=form))
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        form = context["form"]
        given = {"edition": self.letter.edition} | {k: v for k, v in kwargs.items() if k == "edition" and v}
        return (
            context
            | given
            | {
                "letter": self.letter,
                "case": self.letter.case,
                "boxes": form.boxes() if self.letter.key in DECISIONS else [],
                "fields": form.plain(),
                "new_items": items_to_add(self.letter) if len(form.shape) else [],
                "new_parts": PARTS,
            }
        )

    def refused(self, form: forms.Form, refusal: ValidationError) -> HttpResponse:
        for each in refusal.messages:
            form.add_error(None, each)
        return self.form_invalid(form)


class New(Stated):
    """A letter that is not there yet."""

    button = "拟稿"

    def get_page_title(self) -> str:
        return f"拟写：{self.letter.get_key_display()}"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        assert isinstance(form, LetterForm)
        of = self.letter.case or self.letter.correction
        assert of is not None
        try:
            made = services.draft(of, self.letter.key, form.given(), by=self.by)
        except ValidationError as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, f"已拟写“{made}”，请核对正文")
        return redirect(url_of_letter(made))


class Draft(OfCase, New):
    """A new letter of a case."""

    @cached_property
    def letter(self) -> CaseLetter:
        key = self.kwargs["key"]
        if key in OF_CORRECTIONS or key not in (*DECISIONS, *HERE):
            raise Http404
        return CaseLetter(case=self.case, body=self.case.body, key=key)


class DraftOfCorrection(New):
    """A new letter of a correction."""

    header_icon = "mail"

    @cached_property
    def correction(self) -> RecordCorrection:
        found = RecordCorrection.objects.select_related("body", "applicant")
        return get_object_or_404(found, pk=self.kwargs["correction"])

    def body_of_request(self) -> Body:
        return self.correction.body

    def trail(self) -> list[tuple[str, str]]:
        return [(self.correction.number, reverse("cases_correction", args=[self.correction.pk]))]

    @cached_property
    def letter(self) -> CaseLetter:
        if self.kwargs["key"] not in OF_CORRECTIONS:
            raise Http404
        return CaseLetter(correction=self.correction, body=self.correction.body, key=self.kwargs["key"])


class Edit(OfLetter, Stated):
    """What is stated for a letter that is still a draft."""

    button = "保存"

    def get_page_title(self) -> str:
        return f"填写内容：{self.letter.get_key_display()}"

    def form_valid(self, form: forms.Form) -> HttpResponse:
        assert isinstance(form, LetterForm)
        stated = self.request.POST.get("edition", "")
        edition = int(stated) if stated.isascii() and stated.isdigit() else 0
        try:
            services.revise(self.letter, by=self.by, edition=edition, given=form.given())
        except ValidationError as refusal:
            return self.refused(form, refusal)
        messages.success(self.request, "已保存，请核对正文")
        return redirect(url_of_letter(self.letter))


def _answers(at: Stand) -> bool:
    """Whether what is to be written now is an answer."""
    return at.is_open and not any(each.key in DECISIONS for each in at.in_hand)


urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/letters/new/", Choose.as_view(), name="cases_letter_new"),
    path("cases/<int:case>/letters/new/<slug:key>/", Draft.as_view(), name="cases_letter_draft"),
    path("cases/letters/<int:letter>/edit/", Edit.as_view(), name="cases_letter_edit"),
    path(
        "cases/corrections/<int:correction>/letters/<slug:key>/",
        DraftOfCorrection.as_view(),
        name="cases_correction_letter",
    ),
]
ACTIONS: tuple[Action, ...] = (
    Action("cases_letter_new", "拟写答复书", _answers, tone=""),
    Action("cases_letter_new", "拟写文书", lambda at: at.case.voided_at is None and not _answers(at)),
)
PANELS: tuple[Panels, ...] = ()
