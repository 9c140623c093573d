"""The work queue: what is to be answered, the most urgent first, each with its next limit."""

from __future__ import annotations

import re
from typing import ClassVar, Final

import django_filters
from django import forms
from django.core.paginator import Page
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import URLPattern
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.bodies.models import Body
from gongkai.cases.desk.parts import QUEUE, url_of
from gongkai.cases.enums import ANSWERS, CHANNELS, OPEN, STATES, Side
from gongkai.cases.models import Case, Message
from gongkai.cases.models.case import CaseQuerySet
from gongkai.cases.services.course import current_calendar
from gongkai.cases.terms import SOON, label_of, left, said
from gongkai.office.deeds import user_of
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Only, Pages, Tag, Text, Title

SCOPES: Final = (("closed", "已办结"), ("every", "全部"), ("voided", "已作废"))
NUMBER: Final = re.compile(r"\d{4}-\d{1,}")
COUNTED: Final = 10_000
"""How many rows are counted; that there are more is all that is said beyond."""


class UpTo(Pages):
    """Pages of which no more are counted than anybody turns: a million rows are not counted for one page of them. Which
    rows stand on a page is told by an index alone; only those are read."""

    def page(self, number: int | str) -> Page[Case]:
        at = self.validate_number(number)
        first = (at - 1) * self.per_page
        keys = list(self.object_list.values_list("pk", flat=True)[first : first + self.per_page])
        return Page(self.object_list.filter(pk__in=keys), at, self)

    @cached_property
    def count(self) -> int:
        rows = self.object_list
        if not isinstance(rows, QuerySet):
            return min(len(rows), COUNTED)
        return min(rows.order_by().values("pk")[: COUNTED + 1].count(), COUNTED)  # an index alone tells it

    @cached_property
    def items_count_label(self) -> str:
        return f"{COUNTED}条以上，请用筛选缩小范围" if self.count == COUNTED else f"共{self.count}条"


class Limit(Text):
    """The next limit of a case: what it is for, how many working days are left, the day."""

    def text(self, row: Case) -> str:
        if row.next_due_on is None:
            return ""
        end = "（暂定）" if row.provisional else ""
        return f"{label_of(row.next_due)} · {said(row.next_due_on)} · {row.next_due_on.isoformat()}{end}"

    def html(self, row: Case) -> SafeString:
        if row.next_due_on is None:
            return format_html("{}", "")
        days = left(row.next_due_on)
        return format_html(
            '<div>{} · <span class="{}">{}</span><p>{}{}</p></div>',
            label_of(row.next_due),
            "case-over" if days < 0 else "case-soon" if days <= SOON else "",
            said(row.next_due_on),
            row.next_due_on.isoformat(),
            " 暂定" if row.provisional else "",
        )


def _state(row: Case) -> str:
    return "已作废" if row.voided_at is not None else row.get_outcome_display() or row.get_state_display()


class QueueFilters(WagtailFilterSet):
    """Filters of the queue. Without one of them, what is to be answered."""

    scope = django_filters.ChoiceFilter(
        label="范围", method="by_scope", choices=SCOPES, empty_label="在办", widget=forms.RadioSelect
    )
    mine = Only("我经办的", method="by_handler")
    due = django_filters.ChoiceFilter(
        label="期限",
        method="by_limit",
        choices=[("overdue", "已超期"), ("soon", f"{SOON}个工作日内到期"), ("provisional", "暂定")],
        empty_label="不限",
        widget=forms.RadioSelect,
    )
    state = django_filters.MultipleChoiceFilter(label="状态", choices=STATES, widget=forms.CheckboxSelectMultiple)
    channel = django_filters.MultipleChoiceFilter(
        label="提交渠道", choices=CHANNELS, widget=forms.CheckboxSelectMultiple
    )
    outcome = django_filters.MultipleChoiceFilter(label="答复类型", choices=ANSWERS)
    unread = Only("有未读留言", method="by_messages")
    since = django_filters.DateFilter(
        field_name="received_on", lookup_expr="gte", label="收到日期自", widget=forms.DateInput(attrs={"type": "date"})
    )
    until = django_filters.DateFilter(
        field_name="received_on", lookup_expr="lte", label="收到日期至", widget=forms.DateInput(attrs={"type": "date"})
    )
    body = django_filters.CharFilter(label="机关", method="by_body", help_text="写全称或者简称，连同其下级")

    class Meta:
        model = Case
        fields: ClassVar[list[str]] = []

    @property
    def chosen(self) -> str:
        """The scope: what is open, unless an outcome, a state or a scope is asked for."""
        given = self.form.cleaned_data
        closed = given["outcome"] or set(given["state"]) - set(OPEN)
        return given["scope"] or ("every" if closed else "open")

    def filter_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        found: CaseQuerySet = super().filter_queryset(queryset)
        return found if self.form.cleaned_data["scope"] else self.by_scope(found, "scope", self.chosen)

    def by_scope(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        return {
            "open": queryset.open,
            "closed": lambda: queryset.valid().filter(closed_on__isnull=False),
            "every": queryset.valid,
            "voided": lambda: queryset.filter(voided_at__isnull=False),
        }[value]()

    def by_handler(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        return queryset.filter(handler=self.request.user)

    def by_limit(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        today = timezone.localdate()
        return queryset.filter(
            {
                "overdue": Q(next_due_on__lt=today),
                "soon": Q(next_due_on__gte=today, next_due_on__lte=current_calendar().after(today, SOON)),
                "provisional": Q(provisional=True),
            }[value]
        )

    def by_messages(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        unread = Message.objects.filter(case=OuterRef("pk"), side=Side.APPLICANT, read_at=None)
        return queryset.filter(Exists(unread))

    def by_body(self, queryset: CaseQuerySet, name: str, value: str) -> CaseQuerySet:
        under = Q(pk__in=())
        for body in Body.objects.filter(Q(name=value) | Q(short_name=value)):
            under |= Q(path__startswith=body.path)
        return queryset.filter(body__in=Body.objects.filter(under))


class Queue(Listing):
    """The cases of the bodies whose requests the user may look into."""

    name, model, right = "cases_queue", Case, Right.SEE_CASES
    page_title = QUEUE
    header_icon = "mail"
    template_name = "cases/queue.html"
    add_url_name = "cases_enter"
    add_item_label = "登记申请"
    paginator_class = UpTo
    permission_policy = RightsPermissionPolicy(
        Case, lookup="body", body_of=lambda case: case.body, view=Right.SEE_CASES, add=Right.REGISTER
    )
    columns: ClassVar[list[Column]] = [
        Title("number", label="编号和所需信息", accessor=str, get_url=url_of),
        Limit("next_due", label="最近的期限", sort_key="next_due_on", classname="case-limit"),
        Day("reply_due_on", label="答复期限", sort_key="reply_due_on", classname="whole"),
        Tag("state", label="状态", accessor=_state, tone=lambda row: "bad" if row.in_time is False else ""),
        Text("applicant", label="申请人", classname="whole"),
        Text("get_channel_display", label="渠道"),
        Text("body", label="机关"),
        Text("handler.name", label="经办人", classname="whole"),
    ]
    default_ordering = ("next_due_on", "pk")
    search_fields = ("title", "description", "document_number")
    filterset_class = QueueFilters

    def get_base_queryset(self) -> CaseQuerySet:
        return Case.objects.seen_by(user_of(self.request)).select_related("body", "applicant", "handler")

    def filter_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        """A case that is named by its number is found wherever it stands."""
        if NUMBER.fullmatch(self.search_query.strip()) and self.filters and not self.filters.data.get("scope"):
            return queryset
        found: CaseQuerySet = super().filter_queryset(queryset)
        return found

    def search_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        if NUMBER.fullmatch(typed := self.search_query.strip()):
            return queryset.filter(number=typed)
        found: CaseQuerySet = super().search_queryset(queryset)
        return found

    def order_queryset(self, queryset: CaseQuerySet) -> CaseQuerySet:
        """By limit; what has none, the newest first."""
        if self.is_explicitly_ordered or self._is_open:
            ordering = self.ordering
            return queryset.order_by(*((ordering, "pk") if isinstance(ordering, str) else ordering))
        return queryset.order_by("-pk")

    @property
    def _is_open(self) -> bool:
        filters = self.filters
        return not filters or not filters.is_valid() or filters.chosen == "open"


urlpatterns: list[URLPattern] = Queue.addresses("cases/")
