"""The list of reports."""

from __future__ import annotations

from typing import Any, ClassVar, Final

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import URLPattern
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.bodies.models import Body
from gongkai.filings.desk.parts import FILINGS, url_of
from gongkai.filings.enums import Origin, Scope, State
from gongkai.filings.models import Filing, FilingQuerySet
from gongkai.office.deeds import user_of
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Only, Tag, Title
from gongkai.office.tables import Text as Words

TONES: Final = {State.PUBLISHED: "good", State.RETURNED: "bad"}


def hindering(filing: Filing) -> str:
    """How many findings of the last check still hinder a report."""
    if filing.state == State.PUBLISHED:
        return ""
    if filing.checked is None:
        return "没有检查"
    if filing.checked["edition"] != filing.edition_number:
        return "改动后没有检查"
    return f"{filing.checked['open']}条" if filing.checked["open"] else "没有"


def lateness(filing: Filing) -> str:
    """Whether a report is late. An old one had been published long ago, one that is being corrected is public."""
    public = filing.origin == Origin.UPLOADED or filing.state == State.PUBLISHED or filing.correcting
    return "bad" if not public and filing.due_on < timezone.localdate() else ""


def standing(filing: Filing) -> str:
    return f"更正，{filing.get_state_display()}" if filing.correcting else filing.get_state_display()


class DueDay(Tag):
    """The day by which a report is due, framed when it is past and the report not public."""

    def text(self, row: Filing) -> str:
        return row.due_on.isoformat()

    def html(self, row: Filing) -> Any:
        return super().html(row) if self.tone(row) else Words.html(self, row)


class FilingFilters(WagtailFilterSet):
    year = django_filters.NumberFilter(label="年度")
    state = django_filters.MultipleChoiceFilter(
        label="状态", choices=State.choices, widget=forms.CheckboxSelectMultiple
    )
    origin = django_filters.MultipleChoiceFilter(
        label="来源", choices=Origin.choices, widget=forms.CheckboxSelectMultiple
    )
    scope = django_filters.ChoiceFilter(
        label="范围", choices=Scope.choices, empty_label="不限", widget=forms.RadioSelect
    )
    late = Only("过了期限没有公开", method="by_lateness")
    body = django_filters.CharFilter(label="机关", method="by_body", help_text="写全称或者简称，连同其下级")

    class Meta:
        model = Filing
        fields: ClassVar[list[str]] = []

    def by_lateness(self, queryset: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        late = queryset.filter(due_on__lt=timezone.localdate(), correcting="").exclude(origin=Origin.UPLOADED)
        return late.exclude(state=State.PUBLISHED)

    def by_body(self, queryset: QuerySet[Filing], name: str, value: str) -> QuerySet[Filing]:
        under = Q(pk__in=())
        for body in Body.objects.filter(Q(name=value) | Q(short_name=value)):
            under |= Q(path__startswith=body.path)
        return queryset.filter(body__in=Body.objects.filter(under))


class Filings(Listing):
    """The reports of the bodies whose work the user may look into."""

    name, model, right = "filings_filings", Filing, Right.SEE_BODY
    page_title = FILINGS
    header_icon = "form"
    permission_policy = RightsPermissionPolicy(
        Filing, lookup="body", body_of=lambda filing: filing.body, view=Right.SEE_BODY, add=Right.REGISTER
    )
    add_url_name = "filings_begin"
    add_item_label = "编制年度报告"
    columns: ClassVar[list[Column]] = [
        Title("title", label="报告", accessor=str, get_url=url_of),
        Words("year", label="年度", sort_key="year"),
        Words("body", label="机关"),
        Words("get_scope_display", label="范围"),
        Words("get_origin_display", label="来源"),
        Tag(
            "state",
            label="状态",
            accessor=standing,
            sort_key="state",
            tone=lambda each: TONES.get(State(each.state), ""),
        ),
        DueDay("due_on", label="公开期限", sort_key="due_on", tone=lateness, classname="whole"),
        Words("open", label="待处理的检查意见", accessor=hindering),
        Day("compiled_at", label="最近编制", sort_key="compiled_at", classname="whole"),
    ]
    default_ordering = ("-year", "body__path", "scope")
    search_fields = ("body_name", "title", "body__name", "body__short_name")
    filterset_class = FilingFilters

    def get_base_queryset(self) -> FilingQuerySet:
        found = Filing.objects.seen_by(user_of(self.request))
        return found.select_related("body").defer("counted", "counted_before", "read", "preamble")


urlpatterns: list[URLPattern] = Filings.addresses("filings/")
