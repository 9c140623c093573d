"""Corrections of one's own record at the desk (Art. 41): the list, entering one, its page, its papers, who handles it.
Its letters have their own pages (`desk.letters`)."""

from __future__ import annotations

from typing import Any, ClassVar, Final
from uuid import uuid4

import django_filters
from django import forms
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where, may, require
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.cases import archive
from gongkai.cases.desk import asker, exports, held, inside
from gongkai.cases.desk.intake import WAYS, PersonForm, moment
from gongkai.cases.desk.papers import IDENTIFYING
from gongkai.cases.desk.remedy_lists import named
from gongkai.cases.desk.sending import sent
from gongkai.cases.enums import CORRECTIONS, LetterState, PaperKind, Side
from gongkai.cases.models import RecordCorrection
from gongkai.cases.services import corrections as services
from gongkai.cases.services import handing, papers
from gongkai.documents.desk.forms import NAMES, FilesField, OneOf
from gongkai.documents.desk.pages import own_body
from gongkai.office.deeds import DeedPage, Page, user_of
from gongkai.office.fields import BodyField, DayField
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Only, Tag, Text, Title
from gongkai.persons.services import register_applicant
from gongkai.persons.vault import MOST

LIST: Final = "更正申请"
NO_LIMIT: Final = "条例没有规定更正的期限，应当尽快办理；有权更正并审核属实的，更正并告知申请人（条例第四十一条）。"
FILES: Final = {"proof": PaperKind.RECORD_PROOF, "identity": PaperKind.IDENTITY}
"""The files of the form, and what paper each becomes."""


def url_of_correction(correction: RecordCorrection) -> str:
    return reverse("cases_correction", args=[correction.pk])


def waits_long(correction: RecordCorrection) -> bool:
    return not correction.outcome and services.waits_since(correction) < timezone.localdate()


# --- the list -------------------------------------------------------------------------------------------------------


class CorrectionFilters(WagtailFilterSet):
    open = Only("没有办结的", method="by_outcome")
    mine = Only("我经办的", method="by_handler")
    outcome = django_filters.MultipleChoiceFilter(
        label="结果", choices=CORRECTIONS, widget=forms.CheckboxSelectMultiple
    )
    body = django_filters.CharFilter(label="机关", method="by_body", help_text="写全称或者简称，连同其下级")

    class Meta:
        model = RecordCorrection
        fields: ClassVar[list[str]] = []

    def by_outcome(self, queryset: QuerySet[RecordCorrection], name: str, value: str) -> QuerySet[RecordCorrection]:
        return queryset.filter(outcome="")

    def by_handler(self, queryset: QuerySet[RecordCorrection], name: str, value: str) -> QuerySet[RecordCorrection]:
        return queryset.filter(handler=self.request.user)

    def by_body(self, queryset: QuerySet[RecordCorrection], name: str, value: str) -> QuerySet[RecordCorrection]:
        return queryset.filter(body__in=named(value))


class Corrections(Listing):
    """The corrections of the bodies whose requests the user may look into."""

    name, model, right = "cases_corrections", RecordCorrection, Right.SEE_CASES
    page_title = LIST
    header_icon = "edit"
    permission_policy = RightsPermissionPolicy(
        RecordCorrection, lookup="body", body_of=lambda each: each.body, view=Right.SEE_CASES, add=Right.REGISTER
    )
    add_url_name = "cases_correction_enter"
    add_item_label = "登记更正申请"
    columns: ClassVar[list[Column]] = [
        Title("number", label="编号", sort_key="number", get_url=url_of_correction),
        Text("applicant", label="申请人"),
        Text("record", label="与本人有关的政府信息", accessor=lambda each: each.record[:40]),
        Day("submitted_at", label="提交时间", sort_key="submitted_at", classname="whole"),
        Text("handler", label="经办人", accessor=lambda each: each.handler.name if each.handler else ""),
        Tag(
            "standing",
            label="结果",
            accessor=lambda each: each.get_outcome_display() or ("久未办结" if waits_long(each) else "办理中"),
            tone=lambda each: "good" if each.outcome else "bad" if waits_long(each) else "",
        ),
        Day("closed_on", label="办结日期", sort_key="closed_on", classname="whole"),
        Text("body", label="机关"),
    ]
    default_ordering = "-pk"
    search_fields = ("number", "record")
    filterset_class = CorrectionFilters

    def get_base_queryset(self) -> QuerySet[RecordCorrection]:
        seen = bodies_where(self.request.user, self.right)
        return RecordCorrection.objects.filter(body__in=seen).select_related("applicant", "handler", "body")


# --- entering -------------------------------------------------------------------------------------------------------


class EnterForm(forms.Form):
    """A correction as it came on paper or by word of mouth."""

    body = BodyField(source=NAMES, label="机关")
    way = forms.ChoiceField(
        label="收到方式", choices=[(key, way.label) for key, way in WAYS.items()], widget=forms.RadioSelect
    )
    on = DayField(label="收到的日期", initial=timezone.localdate)
    record = forms.CharField(
        label="与本人有关的政府信息", max_length=2000, widget=forms.Textarea({"rows": 3}), help_text="哪一份记录"
    )
    wrong = forms.CharField(label="不准确之处", max_length=2000, widget=forms.Textarea({"rows": 3}))
    right = forms.CharField(label="更正为", max_length=2000, widget=forms.Textarea({"rows": 3}))
    proof = FilesField(label="证明材料", required=False)
    identity = FilesField(label="身份证明", required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    """The files that came with the form before (`held`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.applicant = PersonForm(self.data if self.is_bound else None, prefix="applicant")

    def is_valid(self) -> bool:
        return all([super().is_valid(), self.applicant.is_valid()])


@method_decorator([sensitive_post_parameters(), sensitive_variables()], name="dispatch")
class Enter(DeedPage):
    """A correction that came any other way than by the applicant's own form on the site."""

    right = Right.REGISTER
    page_title = "登记更正申请"
    header_icon = "edit"
    template_name = "cases/corrections/enter.html"
    form_class = EnterForm
    button = "登记"
    about = (
        "申请人有证据证明行政机关提供的与其自身有关的政府信息记录不准确的，可以要求更正（条例第四十一条）；"
        "单独编号，不计入信息公开申请。"
    )
    made: RecordCorrection | None = None

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("cases_corrections"))]

    def get_initial(self) -> dict[str, Any]:
        return {"body": own_body(self.by, Right.REGISTER), "submission": uuid4()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form: EnterForm = context["form"]
        many = len(bodies_where(self.by, Right.REGISTER).on().values_list("pk")[:2]) > 1
        return context | {
            "many": many, "kept": self.kept(form), "parts": {name: form[name] for name in form.fields},
        }  # fmt: skip

    def kept(self, form: EnterForm) -> list[held.Held]:
        """The files that came before, but for those that were given up."""
        given_up = self.request.POST.getlist("give_up")
        waiting = held.held_by(str(form["kept"].value() or ""), self.by)
        return [each for each in waiting if each.vault not in given_up]

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        """The form again; it carries the files that came with it."""
        assert isinstance(form, EnterForm)
        fresh = [
            (field, papers.plain_name(str(file.name)), file.read())
            for field in FILES
            for file in self.request.FILES.getlist(field)
            if not file.seek(0) and 0 < (file.size or 0) <= MOST
        ]
        data = self.request.POST.copy()
        data["kept"] = held.token_of([*self.kept(form), *held.hold(fresh)], self.by)
        form.data = data
        return super().form_invalid(form)

    def form_valid(self, form: forms.Form) -> HttpResponse:
        assert isinstance(form, EnterForm)
        self.form = form
        return super().form_valid(form)

    @transaction.atomic
    def do(self, values: dict[str, Any]) -> str:
        body: Body = values["body"]
        require(self.by, Right.REGISTER, body)
        earlier = RecordCorrection.objects.filter(submission=values["submission"]).first()
        if earlier is not None:
            self.made = earlier
            return f"这份申请已经登记，编号{earlier.number}"
        self.made = services.enter(
            body,
            register_applicant(self.form.applicant.given(), by=self.by, body=body),
            {name: values[name] for name in services.MEMBERS},
            channel=WAYS[values["way"]].channel,
            submitted_at=moment(values["on"]),
            by=self.by,
            submission=values["submission"],
        )
        given = [(each.field, each.name, held.content_of(each)) for each in self.kept(self.form)]
        fresh = [(field, str(file.name), file.read()) for field in FILES for file in self.request.FILES.getlist(field)]
        for field, name, content in (*given, *fresh):
            papers.add(self.made, FILES[field], name, content, by=self.by, side=Side.APPLICANT)
        return f"已登记，编号{self.made.number}"

    def get_success_url(self) -> str:
        return url_of_correction(self.made) if self.made is not None else super().get_success_url()


# --- one of them ----------------------------------------------------------------------------------------------------


class OfCorrection(Page):
    """A page about one correction; the right is asked for its body."""

    header_icon = "edit"

    @cached_property
    def correction(self) -> RecordCorrection:
        found = RecordCorrection.objects.select_related("body", "applicant", "handler", "entered_by")
        return get_object_or_404(found, pk=self.kwargs["correction"])

    def body_of_request(self) -> Body:
        return self.correction.body

    def trail(self) -> list[tuple[str, str]]:
        return [
            (LIST, reverse("cases_corrections")),
            (self.correction.number, url_of_correction(self.correction)),
        ]


class OneCorrection(OfCorrection, TemplateView):
    """What is asked, with what proof; the letters; what may be done."""

    right = Right.SEE_CASES
    template_name = "cases/corrections/correction.html"

    def get_page_title(self) -> str:
        return self.correction.number

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        correction = self.correction
        registers = may(self.by, Right.REGISTER, correction.body)
        letters = list(correction.letters.exclude(state=LetterState.VOID).select_related("drafted_by", "pdf"))
        answers = [(label, reverse("cases_correction_letter", args=[correction.pk, key])) for key, label in CORRECTIONS]
        return super().get_context_data(**kwargs) | {
            "correction": correction,
            "waits_long": waits_long(correction),
            "no_limit": NO_LIMIT,
            "papers": correction.papers.filter(removed_at=None).exclude(kind=PaperKind.LETTER).select_related("by"),
            "identifying": IDENTIFYING,
            "may_reveal": may(self.by, Right.REVEAL_PERSON, correction.body),
            "letters": letters,
            "answers": answers if registers and not correction.outcome and not letters else [],
            "may_register": registers,
            "archives": not archive.refusal(correction) and may(self.by, Right.REVEAL_PERSON, correction.body),
            "corrects": registers and asker.may_correct(correction.applicant),
            "changes": asker.changes_of(correction.applicant, correction.body),
        }


class CorrectionDeed(OfCorrection, DeedPage):
    """Something that is done to a correction by a form."""

    right = Right.REGISTER
    template_name = "cases/deed.html"


class HandForm(forms.Form):
    handler = OneOf(User, lambda person: person.name, label="经办人")

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["handler"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = handing.handlers(body)


class Hand(CorrectionDeed):
    page_title = "交办"
    form_class = HandForm
    button = "交办"

    def get_initial(self) -> dict[str, Any]:
        return {"handler": self.correction.handler}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"body": self.correction.body}

    def do(self, values: dict[str, Any]) -> str:
        made = services.hand_to(self.correction, values["handler"], by=self.by)
        return f"已交由{made.handler.name if made.handler else ''}办理"


@method_decorator([sensitive_post_parameters(), sensitive_variables()], name="dispatch")
class CorrectApplicant(CorrectionDeed):
    """Whoever wants the record corrected, as they were entered."""

    page_title = "更正申请人资料"
    form_class = asker.PersonForm
    button = "更正"
    about = asker.PERSON

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"applicant": self.correction.applicant}

    def form_valid(self, form: forms.Form) -> HttpResponse:
        self.form = form
        return super().form_valid(form)

    def do(self, values: dict[str, Any]) -> str:
        return asker.correct(self.correction.applicant, self.form, by=self.by, body=self.correction.body)


class GiveCode(inside.GivesCode, CorrectionDeed):
    @property
    def of(self) -> RecordCorrection:
        return self.correction


class Archive(exports.Archives, CorrectionDeed):
    @property
    def of(self) -> RecordCorrection:
        return self.correction


class AttachForm(forms.Form):
    kind = forms.ChoiceField(
        label="种类",
        choices=[
            (each.value, each.label)
            for each in (PaperKind.RECORD_PROOF, PaperKind.IDENTITY, PaperKind.EVIDENCE, PaperKind.OTHER)
        ],
    )
    added = FilesField(label="文件", help_text="可以一次选几个，每个不超过50 MB")
    side = forms.ChoiceField(label="由谁提交", choices=Side.choices, initial=Side.APPLICANT)
    note = forms.CharField(label="说明", max_length=300, required=False)


class Attach(CorrectionDeed):
    page_title = "添加材料"
    form_class = AttachForm
    button = "添加"
    about = "材料加密保存，下载记入操作日志。"

    @transaction.atomic
    def do(self, values: dict[str, Any]) -> str:
        for file in values["added"]:
            papers.add(
                self.correction,
                PaperKind(values["kind"]),
                file.name,
                file.read(),
                by=self.by,
                side=Side(values["side"]),
                note=values["note"],
            )
        return f"已添加{len(values['added'])}份材料"


def correction_body(correction: int, **rest: object) -> Body:
    return get_object_or_404(RecordCorrection.objects.select_related("body"), pk=correction).body


@needs(Right.SEE_CASES, body=correction_body)
def download(request: HttpRequest, correction: int, paper: int) -> HttpResponseBase:
    """A paper of a correction; who got which is recorded."""
    found = get_object_or_404(RecordCorrection.objects.select_related("body"), pk=correction)
    held_paper = get_object_or_404(found.papers, pk=paper, removed_at=None)
    if held_paper.kind in IDENTIFYING:
        require(user_of(request), Right.REVEAL_PERSON, found.body)
    return sent(request, held_paper, found, back=url_of_correction(found))


CORRECTION: Final = "cases/corrections/<int:correction>/"
urlpatterns: list[URLPattern] = [
    *Corrections.addresses("cases/corrections/"),
    path("cases/corrections/enter/", Enter.as_view(), name="cases_correction_enter"),
    path(CORRECTION, OneCorrection.as_view(), name="cases_correction"),
    path(f"{CORRECTION}hand/", Hand.as_view(), name="cases_correction_hand"),
    path(f"{CORRECTION}code/", GiveCode.as_view(), name="cases_correction_code"),
    path(f"{CORRECTION}archive/", Archive.as_view(), name="cases_correction_archive"),
    path(f"{CORRECTION}person/", CorrectApplicant.as_view(), name="cases_correction_person"),
    path(f"{CORRECTION}papers/add/", Attach.as_view(), name="cases_correction_attach"),
    path(f"{CORRECTION}papers/<int:paper>/", download, name="cases_correction_paper"),
]
