"""The lists of reconsiderations and suits: the register of them, and what was learnt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import ClassVar, Final

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where
from gongkai.bodies.models import Body
from gongkai.cases.enums import Procedure, Stage
from gongkai.cases.models import Remedy
from gongkai.cases.services import remedies as services
from gongkai.cases.services.course import current_calendar
from gongkai.cases.terms import SOON, left, said
from gongkai.law.remedy import RESULTS
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Text, Title

LIST: Final = "复议诉讼"
LESSONS: Final = "复议诉讼的原因分析"


def url_of_remedy(remedy: Remedy) -> str:
    return reverse("cases_remedy", args=[remedy.pk])


def title_of(remedy: Remedy) -> str:
    """行政诉讼二审 2024-0001."""
    return f"{remedy.get_procedure_display()}{services.instance_of(remedy)} {remedy.case.number}"


def joined(remedies: QuerySet[Remedy]) -> QuerySet[Remedy]:
    return remedies.select_related("case__body", "letter", services.INSTANCES)


class Due(Tag):
    """What the body still has to do, and by when; in a frame when that is near or past."""

    def text(self, row: Remedy) -> str:
        return "；".join(f"{limit.what} {limit.day} {said(limit.day)}" for limit in services.limits_of(row))

    def html(self, row: Remedy) -> SafeString:
        limits = (
            format_html(
                '<div>{}<p><span class="{}">{}</span> {}</p></div>',
                limit.what,
                "case-over" if left(limit.day) < 0 else "case-soon" if left(limit.day) <= SOON else "",
                said(limit.day),
                limit.day,
            )
            for limit in services.limits_of(row)
        )
        return format_html_join("", "{}", ((each,) for each in limits))


class Court(Text):
    """Who reviews, and below it under what number."""

    def html(self, row: Remedy) -> SafeString:
        return (
            format_html("<div>{}<p>{}</p></div>", row.authority, row.number)
            if row.number
            else conditional_escape(row.authority)
        )


class RemedyFilters(WagtailFilterSet):
    procedure = django_filters.ChoiceFilter(
        label="程序", choices=Procedure, empty_label="不限", widget=forms.RadioSelect
    )
    stage = django_filters.MultipleChoiceFilter(label="阶段", choices=Stage, widget=forms.CheckboxSelectMultiple)
    result = django_filters.MultipleChoiceFilter(label="结果", choices=[(each.key, each.label) for each in RESULTS])
    due = django_filters.ChoiceFilter(
        label="期限",
        method="by_limit",
        choices=[
            ("answer", "有待提交答复、答辩"),
            ("soon", f"{SOON}个工作日内到期"),
            ("overdue", "已过期限"),
            ("perform", "有待履行"),
        ],
        empty_label="不限",
        widget=forms.RadioSelect,
    )
    since = django_filters.DateFilter(
        field_name="filed_on",
        lookup_expr="gte",
        label="申请、起诉日期自",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    until = django_filters.DateFilter(
        field_name="filed_on",
        lookup_expr="lte",
        label="申请、起诉日期至",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    body = django_filters.CharFilter(label="机关", method="by_body", help_text="写全称或者简称，连同其下级")

    class Meta:
        model = Remedy
        fields: ClassVar[list[str]] = []

    def by_limit(self, queryset: QuerySet[Remedy], name: str, value: str) -> QuerySet[Remedy]:
        answer, perform = services.unanswered(), services.unperformed()
        if value in ("soon", "overdue"):
            today = timezone.localdate()
            last = current_calendar().after(today, SOON)
            span = (today, last) if value == "soon" else (date.min, today - date.resolution)
            answer, perform = answer.filter(answer_due_on__range=span), perform.filter(perform_by__range=span)
        found = {"answer": Q(pk__in=answer.values("pk")), "perform": Q(pk__in=perform.values("pk"))}
        return queryset.filter(found.get(value) or found["answer"] | found["perform"])

    def by_body(self, queryset: QuerySet[Remedy], name: str, value: str) -> QuerySet[Remedy]:
        return queryset.filter(case__body__in=named(value))


def named(typed: str) -> QuerySet[Body]:
    """The bodies of a name, with those under them."""
    found = Q(pk__in=())
    for body in Body.objects.filter(Q(name=typed) | Q(short_name=typed)):
        found |= Q(path__startswith=body.path)
    return Body.objects.filter(found)


class Remedies(Listing):
    """The register of reconsiderations and suits."""

    name, model, right = "cases_remedies", Remedy, Right.SEE_CASES
    page_title = LIST
    header_icon = "history"
    template_name = "cases/queue.html"
    permission_policy = RightsPermissionPolicy(
        Remedy, lookup="case__body", body_of=lambda remedy: remedy.case.body, view=Right.SEE_CASES
    )
    columns: ClassVar[list[Column]] = [
        Title("case", label="案件", accessor=title_of, get_url=url_of_remedy),
        Court("authority", label="受理机关、案号"),
        Tag("get_stage_display", label="阶段", sort_key="stage"),
        Text("get_result_display", label="结果", sort_key="result"),
        Day("filed_on", label="提出", sort_key="filed_on", classname="whole"),
        Day("decided_on", label="决定、裁判", sort_key="decided_on", classname="whole"),
        Due("limits", label="期限"),
        Text("body", label="机关", accessor="case.body"),
    ]
    exported: ClassVar[list[Text]] = [
        Text("case", label="登记编号", accessor="case.number"),
        Text("procedure", label="程序", accessor=lambda each: title_of(each).split()[0]),
        Text("letter", label="所针对的文书", accessor=lambda each: each.letter or ""),
        Text("authority", label="受理机关"),
        Text("number", label="案号"),
        Text("claim", label="请求"),
        Day("filed_on", label="提出日期"),
        Day("notified_on", label="收到通知日期"),
        Day("answer_due_on", label="答复、答辩期限"),
        Day("answered_on", label="提交日期"),
        Text("get_stage_display", label="阶段"),
        Text("get_result_display", label="结果"),
        Day("decided_on", label="决定、裁判日期"),
        Text("orders", label="责令的内容"),
        Day("perform_by", label="履行期限"),
        Day("performed_on", label="履行日期"),
        Text("lesson", label="原因分析和改进"),
        Text("body", label="机关", accessor="case.body"),
    ]
    """What a file tells; the page has less room."""
    default_ordering = "-filed_on"
    search_fields = ("case__number", "number", "authority")
    filterset_class = RemedyFilters

    def get_base_queryset(self) -> QuerySet[Remedy]:
        seen = bodies_where(self.request.user, self.right)
        return joined(Remedy.objects.filter(case__body__in=seen, case__voided_at=None))

    def _rows(self, queryset: Iterable[Remedy]) -> Iterator[list[str]]:
        yield [str(column.label) for column in self.exported]
        for row in queryset:
            yield [column.text(row) for column in self.exported]

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        lessons = Button(LESSONS, url=reverse("cases_lessons"), icon_name="help", priority=10)
        return [lessons, *super().header_more_buttons]


class LessonFilters(WagtailFilterSet):
    result = django_filters.MultipleChoiceFilter(label="结果", choices=services.OPEN_TO)
    since = django_filters.DateFilter(
        field_name="decided_on",
        lookup_expr="gte",
        label="决定、裁判日期自",
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    body = django_filters.CharFilter(label="机关", method="by_body", help_text="写全称或者简称，连同其下级")

    class Meta:
        model = Remedy
        fields: ClassVar[list[str]] = []

    def by_body(self, queryset: QuerySet[Remedy], name: str, value: str) -> QuerySet[Remedy]:
        return queryset.filter(case__body__in=named(value))


class Lessons(Listing):
    """What was learnt of them."""

    name, model, right = "cases_lessons", Remedy, Right.SEE_CASES
    page_title = LESSONS
    header_icon = "help"
    permission_policy = RightsPermissionPolicy(Remedy, view=Right.SEE_CASES)
    columns: ClassVar[list[Column]] = [
        Title("case", label="案件", accessor=title_of, get_url=url_of_remedy),
        Text(
            "outcome", label="原答复", accessor=lambda remedy: remedy.letter.get_key_display() if remedy.letter else ""
        ),
        Text("get_result_display", label="结果", sort_key="result"),
        Text("lesson", label="原因分析和改进"),
        Day("decided_on", label="决定、裁判", sort_key="decided_on", classname="whole"),
        Text("body", label="机关", accessor="case.body"),
    ]
    default_ordering = "-decided_on"
    search_fields = ("case__number", "lesson")
    filterset_class = LessonFilters

    def get_base_queryset(self) -> QuerySet[Remedy]:
        seen = bodies_where(self.request.user, self.right)
        return joined(Remedy.objects.filter(case__body__in=seen, case__voided_at=None).exclude(lesson=""))


urlpatterns: list[URLPattern] = [
    *Remedies.addresses("cases/remedies/"),
    *Lessons.addresses("cases/remedies/lessons/"),
]
