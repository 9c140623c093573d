"""Entering what came on paper, by e-mail, by fax or by word of mouth; splitting what asks for several things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final, NamedTuple
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import BaseFormSet, formset_factory
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where
from gongkai.bodies.models import Body
from gongkai.cases.desk import held
from gongkai.cases.desk.clock import received
from gongkai.cases.desk.parts import QUEUE, Action, CaseDeed, Panels, Stand, url_of
from gongkai.cases.enums import Delivery, Form, PaperKind, Side
from gongkai.cases.models import Case
from gongkai.cases.services import course, intake, papers
from gongkai.documents.desk.forms import NAMES, FilesField
from gongkai.documents.desk.pages import own_body
from gongkai.law.events import Kind
from gongkai.law.limits import Channel
from gongkai.office.deeds import DeedPage
from gongkai.office.fields import BodyField, DayField
from gongkai.persons.details import CONTACTS, tidy, wrong
from gongkai.persons.forms import ApplicantForm
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant, update_applicant
from gongkai.persons.vault import MOST

ANOTHER: Final = "another"
"""That nobody who is known is the applicant at hand."""
MOST_OTHERS: Final = 5


class Way(NamedTuple):
    """How a request came to the counter, and by what channel of Art. 31."""

    label: str
    channel: Channel
    said: str = ""
    """Put before the evidence where the channel alone does not tell."""
    rule: str = ""
    """What is to be known beside, or instead of, how Art. 31 fixes the day."""


WAYS: Final[Mapping[str, Way]] = {
    "counter": Way("当面提交", Channel.IN_PERSON),
    "registered": Way("挂号信、快递", Channel.REGISTERED_POST, rule="行政机关签收之日为收到申请之日，收发室签收的也算"),
    "ordinary": Way("平常信函", Channel.ORDINARY_POST),
    "email": Way("电子邮件", Channel.INTERNET, "电子邮件"),
    "web": Way("其他网上渠道", Channel.INTERNET, "其他网上渠道"),
    "fax": Way("传真", Channel.FAX),
    "oral": Way(
        "口头申请，由我代为填写",
        Channel.IN_PERSON,
        "口头申请",
        "书写确有困难的，可以口头提出，由本机关代为填写（条例第29条），提出之日为收到申请之日",
    ),
}
FILES: Final = {
    "application": PaperKind.APPLICATION,
    "identity": PaperKind.IDENTITY,
    "proxy": PaperKind.PROXY,
    "proof": PaperKind.EVIDENCE,
}
"""The files of the form, and what paper each becomes."""


def _ways() -> list[tuple[str, Any]]:
    return [
        (key, format_html('<span>{}<span class="case-rule">{}</span></span>', way.label, way.rule or way.channel.rule))
        for key, way in WAYS.items()
    ]


# --- who asks -------------------------------------------------------------------------------------------------------


class PersonForm(ApplicantForm):
    """Somebody as the application tells of them. The browser fills in nothing of the officer's own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    @sensitive_variables()
    def clean(self) -> dict[str, Any]:
        given = {name: text for name, text in self.cleaned_data.items() if isinstance(text, str)}
        for member, error in wrong(tidy(given)).items():
            if member not in self.errors:
                self.add_error(member, error)
        return self.cleaned_data


@dataclass(frozen=True)
class Known:
    """An applicant whom the body has entered before, with how many cases it has of him."""

    applicant: Applicant
    cases: int

    @property
    def key(self) -> str:
        return str(self.applicant.pk)


# --- the form -------------------------------------------------------------------------------------------------------


class EnterForm(forms.Form):
    """A request as it came. Nothing is asked but what Art. 29 names: never what it is wanted for."""

    body = BodyField(source=NAMES, label="机关")
    way = forms.ChoiceField(label="收到方式", choices=_ways, widget=forms.RadioSelect)
    on = DayField(label="提交、签收、收到的日期", initial=timezone.localdate)
    evidence = forms.CharField(
        label="凭证", max_length=200, required=False, help_text="如邮件号和签收人、邮件的发送时间、传真号码"
    )
    confirmed_on = DayField(label="已与申请人确认收到的，确认日期", required=False)
    confirmed_how = forms.CharField(
        label="怎样确认的", max_length=200, required=False, help_text="如电话告知，通话时间；回复邮件，发送时间"
    )
    has_agent = forms.BooleanField(label="由代理人提出", required=False)
    title = forms.CharField(label="所需信息的名称", max_length=200, required=False)
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    description = forms.CharField(
        label="内容描述",
        max_length=2000,
        widget=forms.Textarea({"rows": 5}),
        help_text="照申请书填写；不填、也不要求申请人说明用途",
    )
    form = forms.ChoiceField(label="获取信息的方式", choices=Form)
    delivery = forms.ChoiceField(label="获取信息的途径", choices=Delivery, initial=Delivery.POST)
    needs_help = forms.CharField(
        label="需要的协助", max_length=200, required=False, help_text="阅读困难、视力听力障碍等（条例第四十三条）"
    )
    application = FilesField(label="申请书", required=False)
    identity = FilesField(label="身份证明", required=False)
    proxy = FilesField(label="授权委托材料", required=False)
    proof = FilesField(label="信封、签收单等凭证", required=False)
    submission = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    known = forms.CharField(required=False)
    """The key of an applicant whom the body has entered before and who is this one, or `ANOTHER`."""
    kept = forms.CharField(widget=forms.HiddenInput, required=False)
    """The files that came with the form before (`held`)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        data = self.data if self.is_bound else None
        self.applicant, self.agent = (PersonForm(data, prefix=prefix) for prefix in ("applicant", "agent"))

    @property
    def chosen(self) -> str:
        """The applicant that was chosen of those who are known."""
        said = str(self["known"].value() or "")
        return "" if said == ANOTHER else said

    def is_valid(self) -> bool:
        """Also who asks, unless he is known already; also who acts for him, if somebody does."""
        parts = [super().is_valid(), bool(self.chosen) or self.applicant.is_valid()]
        return all([*parts, not self.cleaned_data.get("has_agent") or self.agent.is_valid()])

    def unsaid(self) -> None:
        """Leave it as it was typed, without a word against it."""
        for form in (self, self.applicant, self.agent):
            form.errors.clear()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        way, on, confirmed = WAYS.get(given.get("way", "")), given.get("on"), given.get("confirmed_on")
        if on is not None and on > timezone.localdate():
            self.add_error("on", "日期还没有到")
        if way is None or confirmed is None:
            return given
        if not way.channel.waits:
            self.add_error("confirmed_on", f"{way.label}的不需要确认：{way.channel.rule}")
        elif on is not None and confirmed < on:
            self.add_error("confirmed_on", "确认日期不早于收到的日期")
        elif confirmed > timezone.localdate():
            self.add_error("confirmed_on", "日期还没有到")
        elif not given.get("confirmed_how"):
            self.add_error("confirmed_how", "请写明怎样确认的")
        return given


def moment(on: date) -> datetime:
    """When something that came on a day was submitted: now, or noon of that day."""
    now = timezone.localtime()
    return now if on == now.date() else timezone.make_aware(datetime.combine(on, time(12)))


@method_decorator([sensitive_post_parameters(), sensitive_variables()], name="dispatch")
class Enter(DeedPage):
    """A request that came any other way than by the applicant's own form on the site."""

    right = Right.REGISTER
    page_title = "登记申请"
    header_icon = "mail"
    template_name = "cases/enter.html"
    form_class = EnterForm
    button = "登记"
    made: Case | None = None

    def trail(self) -> list[tuple[str, str]]:
        return [(QUEUE, reverse("cases_queue"))]

    @cached_property
    def before(self) -> Case | None:
        """The case that was made void, in place of which this one is entered."""
        number = self.request.GET.get("for", "")
        if not (number.isascii() and number.isdigit()):
            return None
        mine = Case.objects.filter(body__in=bodies_where(self.by, Right.REGISTER), voided_at__isnull=False)
        return mine.select_related("body", "applicant").filter(pk=int(number)).first()

    def get_initial(self) -> dict[str, Any]:
        if (before := self.before) is None:
            return {"body": own_body(self.by, Right.REGISTER), "submission": uuid4()}
        said = {name: getattr(before, name) for name in (*intake.MEMBERS, "needs_help")}
        on = timezone.localdate(before.submitted_at)
        return said | {"body": before.body, "known": before.applicant_id, "on": on, "submission": uuid4()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        form: EnterForm = context["form"]
        many = len(bodies_where(self.by, Right.REGISTER).on().values_list("pk")[:2]) > 1
        return context | {
            "many": many,
            "before": self.before,
            "found": self.found(form),
            "another": ANOTHER,
            "kept": self.kept(form),
            "waiting": [key for key, way in WAYS.items() if way.channel.waits],
            "parts": {name: form[name] for name in form.fields},
        }

    # --- who asks ---

    def found(self, form: EnterForm) -> list[Known]:
        """Those who have the document that was typed, as far as the body knows them; the one of the case before."""
        body = self.body_of(form)
        if body is None:
            return []
        if self.before is not None and form.chosen == str(self.before.applicant_id):
            every = [self.before.applicant]
        else:
            document, number = (str(form.applicant[name].value() or "") for name in ("document", "number"))
            every = intake.known(body, document, number, by=self.by) if number.strip() else []
        return [Known(each, Case.objects.filter(applicant=each, body=body).count()) for each in every]

    def body_of(self, form: EnterForm) -> Body | None:
        """The body that is named in the form, if the user registers for it."""
        field = form.fields["body"]
        try:
            body: Body | None = field.clean(field.prepare_value(form["body"].value()))
        except ValidationError:
            return None
        return bodies_where(self.by, Right.REGISTER).filter(pk=body.pk).first() if body is not None else None

    # --- the form again ---

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "find" not in request.POST:
            return super().post(request, *args, **kwargs)
        form = self.get_form()
        form.unsaid()
        self.carry(form)
        if not self.found(form):
            messages.info(request, "没有登记过用这个证件的申请人")
        return self.render_to_response(self.get_context_data(form=form))

    def form_invalid(self, form: forms.Form) -> HttpResponse:
        assert isinstance(form, EnterForm)
        self.carry(form)
        return super().form_invalid(form)

    def carry(self, form: EnterForm) -> None:
        """Have the form carry the files that came with it."""
        fresh = [
            (field, papers.plain_name(str(file.name)), content)
            for field in FILES
            for file in self.request.FILES.getlist(field)
            if 0 < (file.size or 0) <= MOST and (content := _whole(file))
        ]
        data = self.request.POST.copy()
        data["kept"] = held.token_of([*self.kept(form), *held.hold(fresh)], self.by)
        form.data = data

    def kept(self, form: EnterForm) -> list[held.Held]:
        """The files that came before, but for those that were given up."""
        given_up = self.request.POST.getlist("give_up")
        waiting = held.held_by(str(form["kept"].value() or ""), self.by)
        return [each for each in waiting if each.vault not in given_up]

    # --- saving ---

    def form_valid(self, form: forms.Form) -> HttpResponse:
        assert isinstance(form, EnterForm)
        found = self.found(form)
        keys = [each.key for each in found]
        if form.chosen and form.chosen not in keys:
            form.add_error("known", "所选的申请人与证件号码不符，请重新查找")
        elif found and not form["known"].value():
            form.add_error("known", "登记过用这个证件的申请人，请选择是不是同一人")
        if form.errors:
            return self.form_invalid(form)
        self.form = form
        return super().form_valid(form)

    @transaction.atomic
    def do(self, values: dict[str, Any]) -> str:
        body: Body = values["body"]
        Body.objects.select_for_update(no_key=True).get(pk=body.pk)  # the same form, sent twice at once, comes second
        earlier = Case.objects.filter(submission=values["submission"]).first()
        if earlier is not None:
            self.made = earlier
            return f"这份申请已经登记，编号{earlier.number}"
        way = WAYS[values["way"]]
        case = intake.enter(
            body,
            self.applicant(body),
            {name: values[name] for name in intake.MEMBERS},
            channel=way.channel,
            submitted_at=moment(values["on"]),
            by=self.by,
            evidence="；".join(filter(None, [way.said, values["evidence"].strip()])),
            agent=self.person(self.form.agent, body) if values["has_agent"] else None,
            needs_help=values["needs_help"],
            submission=values["submission"],
        )
        if values["confirmed_on"] is not None:
            case = course.happen(
                case,
                Kind.CONFIRMED,
                values["confirmed_on"],
                by=self.by,
                seen=case.last_event,
                evidence=values["confirmed_how"].strip(),
            )
        self.file(case)
        self.made = case
        if alike := intake.like(case):
            messages.warning(self.request, f"有{len(alike)}件以前的申请内容相同，见下面的“相同的申请”")
        return f"已登记，编号{case.number}，{received(case)}"

    @sensitive_variables()
    def applicant(self, body: Body) -> Applicant:
        """Who asks: entered anew, or the one who was chosen, with what is new of how to reach him."""
        if not self.form.chosen:
            return self.person(self.form.applicant, body)
        chosen = get_object_or_404(Applicant, pk=self.form.chosen)
        typed = {name: str(self.form.applicant[name].value() or "").strip() for name in CONTACTS}
        contacts = {name: text for name, text in typed.items() if text}
        if contacts and chosen.user_id is None:
            return update_applicant(chosen, contacts, by=self.by, body=body)
        return chosen

    @sensitive_variables()
    def person(self, form: PersonForm, body: Body) -> Applicant:
        return register_applicant(form.given(), by=self.by, body=body)

    def file(self, case: Case) -> None:
        """Put the files into the case."""
        given = [(each.field, each.name, held.content_of(each)) for each in self.kept(self.form)]
        fresh = [(field, str(file.name), file.read()) for field in FILES for file in self.request.FILES.getlist(field)]
        for field, name, content in (*given, *fresh):
            kind = FILES[field]
            side = Side.BODY if kind == PaperKind.EVIDENCE else Side.APPLICANT
            papers.add(case, kind, name, content, by=self.by, side=side)

    def get_success_url(self) -> str:
        return url_of(self.made) if self.made is not None else super().get_success_url()


def _whole(file: Any) -> bytes:
    file.seek(0)
    content: bytes = file.read()
    return content


# --- splitting ------------------------------------------------------------------------------------------------------


class PartForm(forms.Form):
    title = forms.CharField(label="名称", max_length=200, required=False)
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    description = forms.CharField(label="内容描述", max_length=2000, required=False, widget=forms.Textarea({"rows": 3}))


PartFormSet = formset_factory(PartForm, extra=0, min_num=2, max_num=intake.MOST_PARTS, absolute_max=intake.MOST_PARTS)


class SplitForm(forms.Form):
    """The parts are a formset of their own; this holds what goes for all."""


class Split(CaseDeed):
    """One request that asks for several things becomes a case of each (一事一申请)."""

    page_title = "拆分申请"
    form_class = SplitForm
    template_name = "cases/split.html"
    button = "拆分"
    about = (
        "一份申请要求几件不同的信息的，可以按一事一申请拆开，分别编号、分别答复。第一件保留原来的编号和材料，其余各件另编号，"
        "收到日期、申请人、获取方式与它相同，可以看到它的材料。"
    )

    def get_initial(self) -> dict[str, Any]:
        return {}

    @cached_property
    def parts(self) -> BaseFormSet[PartForm]:
        if self.request.method != "POST":
            first = {name: getattr(self.case, name) for name in intake.SAID}
            return PartFormSet(initial=[first, {}], prefix="part")
        data = self.request.POST.copy()
        if "more" in data:
            total = int(data.get("part-TOTAL_FORMS") or 2) if str(data.get("part-TOTAL_FORMS", "")).isdigit() else 2
            data["part-TOTAL_FORMS"] = str(min(total + 1, intake.MOST_PARTS))
        return PartFormSet(data, prefix="part")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "more" in request.POST:
            return self.render_to_response(self.get_context_data())
        if not self.parts.is_valid():
            return self.form_invalid(self.get_form())
        return super().post(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"parts": self.parts, "most": intake.MOST_PARTS}

    def do(self, values: dict[str, Any]) -> str:
        made = intake.split(self.case, [part.cleaned_data for part in self.parts], by=self.by)
        return f"已拆分为{len(made)}件：{'、'.join(each.number for each in made)}"


def _untouched(at: Stand) -> bool:
    return at.is_open and {each.kind for each in at.clock.events} <= {Kind.RECEIVED, Kind.CONFIRMED}


urlpatterns: list[URLPattern] = [
    path("cases/enter/", Enter.as_view(), name="cases_enter"),
    path("cases/<int:case>/split/", Split.as_view(), name="cases_split"),
]
ACTIONS: tuple[Action, ...] = (Action("cases_split", "拆分", _untouched),)
PANELS: tuple[Panels, ...] = ()
