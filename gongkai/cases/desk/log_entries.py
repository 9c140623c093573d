"""The disclosure log at the desk (答复目录): what is public and what is being written, an entry beside what it came of,
publishing by another, withdrawing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where
from gongkai.access.views import needs
from gongkai.cases.desk.parts import Action, CaseDeed, OfCase, Panel, Panels, Stand, case_body, url_of
from gongkai.cases.desk.remedy_lists import named
from gongkai.cases.enums import ANSWERS
from gongkai.cases.models import LogEntry
from gongkai.cases.services import disclosure_log as services
from gongkai.cases.services.practice import practice_of
from gongkai.documents.desk.forms import ReasonForm
from gongkai.office.deeds import user_of
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Text, Title

LIST: Final = "答复目录"


def url_of_entry(entry: LogEntry) -> str:
    return reverse("cases_log_entry", args=[entry.case_id])


def standing(entry: LogEntry) -> str:
    if entry.withdrawn_at is not None:
        return "已撤下"
    return "公开" if entry.published_at is not None else "待公开"


# --- the list -------------------------------------------------------------------------------------------------------


class LogFilters(WagtailFilterSet):
    standing = django_filters.ChoiceFilter(
        label="状态",
        method="by_standing",
        choices=[("draft", "待公开"), ("public", "公开"), ("withdrawn", "已撤下")],
        empty_label="不限",
        widget=forms.RadioSelect,
    )
    outcome = django_filters.MultipleChoiceFilter(
        label="答复类型", choices=[each for each in ANSWERS if each[0] in services.LOGGED]
    )
    body = django_filters.CharFilter(label="机关", method="by_body", help_text="写全称或者简称，连同其下级")

    class Meta:
        model = LogEntry
        fields: ClassVar[list[str]] = []

    def by_standing(self, queryset: QuerySet[LogEntry], name: str, value: str) -> QuerySet[LogEntry]:
        return {
            "draft": queryset.filter(published_at=None),
            "public": queryset.filter(published_at__isnull=False, withdrawn_at=None),
            "withdrawn": queryset.filter(withdrawn_at__isnull=False),
        }[value]

    def by_body(self, queryset: QuerySet[LogEntry], name: str, value: str) -> QuerySet[LogEntry]:
        return queryset.filter(body__in=named(value))


class Log(Listing):
    """The entries of the bodies whose requests the user may look into."""

    name, model, right = "cases_log", LogEntry, Right.SEE_CASES
    page_title = LIST
    header_icon = "globe"
    permission_policy = RightsPermissionPolicy(
        LogEntry, lookup="body", body_of=lambda entry: entry.body, view=Right.SEE_CASES
    )
    columns: ClassVar[list[Column]] = [
        Title("title", label="标题", get_url=url_of_entry),
        Text("case", label="编号", accessor="case.number"),
        Text("get_outcome_display", label="答复类型", sort_key="outcome"),
        Day("answered_on", label="答复日期", sort_key="answered_on", classname="whole"),
        Tag("standing", label="状态", accessor=standing, tone=lambda each: "good" if each.is_public else ""),
        Day("published_at", label="公开时间", sort_key="published_at", classname="whole"),
        Text("by", label="编写人", accessor="by.name"),
        Text("body", label="机关"),
    ]
    default_ordering = "-answered_on"
    search_fields = ("title", "case__number")
    filterset_class = LogFilters

    def get_base_queryset(self) -> QuerySet[LogEntry]:
        seen = bodies_where(self.request.user, self.right)
        return LogEntry.objects.filter(body__in=seen).select_related("case", "by", "body")


# --- the entry of a case --------------------------------------------------------------------------------------------


class OfEntry(OfCase):
    """A page about the entry of a case."""

    header_icon = "globe"

    @cached_property
    def entry(self) -> LogEntry:
        entry = get_object_or_404(LogEntry.objects.select_related("body", "by", "published_by"), case=self.case)
        entry.case = self.case
        return entry


PUBLIC_AT: Final[list[Callable[[LogEntry], str]]] = []
"""How the address is found at which the public reads an entry, empty where there is none. The applicant's side stands
above the desk, and tells it."""


class OneEntry(OfEntry, TemplateView):
    """The entry as the public reads it, what hinders it or should be looked at, what may be done."""

    right = Right.SEE_CASES
    page_title = LIST
    template_name = "cases/log/entry.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entry = self.entry
        draft = entry.published_at is None
        hindrances = services.hindrances(entry)
        refusal = services.publishing_refused(entry, self.by)
        return super().get_context_data(**kwargs) | {
            "case": self.case,
            "entry": entry,
            "standing": standing(entry),
            "public_url": next(filter(None, (find(entry) for find in PUBLIC_AT)), "") if entry.published_at else "",
            "hindrances": hindrances if not entry.withdrawn_at else [],
            "remarks": services.remarks(entry) if draft else [],
            "refusal": refusal if draft else "",
            "may_publish": draft and not refusal and not hindrances,
            "may_withdraw": entry.is_public and (self.may(Right.REGISTER) or self.may(Right.SIGN)),
            "may_register": self.may(Right.REGISTER),
        }


class WriteForm(forms.Form):
    title = forms.CharField(label="标题", max_length=200)
    asked = forms.CharField(label="申请内容", max_length=2000, widget=forms.Textarea({"rows": 6}))
    answered = forms.CharField(label="答复内容", max_length=10000, widget=forms.Textarea({"rows": 12}))


class Write(CaseDeed):
    """Write an entry beside what it came of."""

    page_title = "编写答复目录"
    header_icon = "globe"
    template_name = "cases/log/write.html"
    form_class = WriteForm
    button = "保存"
    about = (
        "给公众看的是申请了什么、怎样答复的，不写谁申请的。系统已遮盖查到的个人信息和申请人的姓名、证件、联系方式，请对照原文核对；"
        "由编写人以外的人公开。"
    )

    @cached_property
    def proposal(self) -> services.Proposal:
        return services.propose(self.case)

    def get_initial(self) -> dict[str, Any]:
        entry = LogEntry.objects.filter(case=self.case).first()
        if entry is None:
            return dict(self.proposal.masked)
        return {name: getattr(entry, name) for name in services.TEXTS}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        pairs = [(context["form"][name], self.proposal.original[name]) for name in services.TEXTS]
        return context | {"pairs": pairs, "why_not": services.why_not(self.case)}

    def do(self, values: dict[str, Any]) -> str:
        services.write(self.case, values, by=self.by)
        return "已保存，由编写人以外的人核对后公开"

    def get_success_url(self) -> str:
        written = LogEntry.objects.filter(case=self.case).exists()
        return reverse("cases_log_entry", args=[self.case.pk]) if written else url_of(self.case)


@needs(Right.SEE_CASES, body=case_body)
@require_POST
def publish(request: HttpRequest, case: int) -> HttpResponseBase:
    """Publish the entry of a case; the service asks who may."""
    entry = get_object_or_404(LogEntry, case=case)
    try:
        services.publish(entry, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已公开")
    return redirect(url_of_entry(entry))


class Withdraw(OfEntry, CaseDeed):
    """Take an entry from the public; the service asks who may."""

    right = Right.SEE_CASES
    page_title = "撤下答复目录"
    form_class = ReasonForm
    button = "撤下"
    grave = True
    about = "公众打开原来的地址，看到的是“已撤下”和这里写的原因。"

    def do(self, values: dict[str, Any]) -> str:
        services.withdraw(self.entry, values["why"], by=self.by)
        return "已撤下"

    def get_success_url(self) -> str:
        return url_of_entry(self.entry)


@needs(Right.REGISTER, body=case_body)
@require_POST
def give_up(request: HttpRequest, case: int) -> HttpResponseBase:
    """Throw away an entry that was never public."""
    entry = get_object_or_404(LogEntry.objects.select_related("case"), case=case)
    try:
        services.give_up(entry, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, "已删除")
    return redirect("cases_case", case)


# --- on the page of the case ----------------------------------------------------------------------------------------


def _entry_of(at: Stand) -> LogEntry | None:
    return LogEntry.objects.filter(case=at.case).select_related("by", "published_by").first()


def panel(at: Stand) -> Panel | None:
    """Where the entry of the case stands; nothing where there is none."""
    entry = _entry_of(at)
    return Panel(LIST, "cases/panels/log.html", {"entry": entry, "standing": standing(entry)}) if entry else None


def _may_write(at: Stand) -> bool:
    if services.why_not(at.case) or not practice_of(at.case.body).publishes_answers:
        return False
    return not LogEntry.objects.filter(case=at.case).exists()


ACTIONS: tuple[Action, ...] = (Action("cases_log_write", "编写答复目录", _may_write),)
PANELS: tuple[Panels, ...] = (panel,)

OF: Final = "cases/<int:case>/log/"
urlpatterns: list[URLPattern] = [
    *Log.addresses("cases/log/"),
    path(OF, OneEntry.as_view(), name="cases_log_entry"),
    path(f"{OF}write/", Write.as_view(), name="cases_log_write"),
    path(f"{OF}publish/", publish, name="cases_log_publish"),
    path(f"{OF}withdraw/", Withdraw.as_view(), name="cases_log_withdraw"),
    path(f"{OF}give-up/", give_up, name="cases_log_give_up"),
]
