"""The quarterly tables: a body's own to fill in and hand in, and all of those that somebody supervises, added up."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Final

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where, may, rights_of
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.filings.desk.filings import DueDay
from gongkai.filings.enums import QuarterState
from gongkai.filings.models import Quarter
from gongkai.filings.quarterly import FIGURES, GROUPS, Figure, due_of
from gongkai.filings.services import quarters
from gongkai.filings.services.quarters import MOST, OPEN_TO_CHANGE, value_of
from gongkai.office import spreadsheet
from gongkai.office.deeds import DeedPage, Page, SureForm, at_once, user_of
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Text, Title

LIST: Final = "季度统计"
TONES: Final = {QuarterState.COLLECTED: "good", QuarterState.RETURNED: "bad"}


def url_of(table: Quarter) -> str:
    return reverse("filings_quarter", args=[table.pk])


def last_quarter() -> tuple[int, int]:
    """The quarter that ended last."""
    today = timezone.localdate()
    ended = (today.month - 1) // 3
    return (today.year, ended) if ended else (today.year - 1, 4)


# --- the list -------------------------------------------------------------------------------------------------------


def lateness(table: Quarter) -> str:
    """Whether a table is not there that should be, or came late."""
    came = timezone.localdate(table.submitted_at) if table.submitted_at and table.state not in OPEN_TO_CHANGE else None
    return "bad" if table.due_on < (came or timezone.localdate()) else ""


class QuarterFilters(WagtailFilterSet):
    year = django_filters.NumberFilter(label="年度")
    quarter = django_filters.ChoiceFilter(
        label="季度", choices=[(each, f"第{each}季度") for each in range(1, 5)], empty_label="不限"
    )
    state = django_filters.MultipleChoiceFilter(
        label="状态", choices=QuarterState.choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Quarter
        fields: ClassVar[list[str]] = []


class Quarters(Listing):
    """The tables of the bodies whose work the user may look into."""

    name, model, right = "filings_quarters", Quarter, Right.SEE_BODY
    page_title = LIST
    header_icon = "table"
    permission_policy = RightsPermissionPolicy(
        Quarter, lookup="body", body_of=lambda table: table.body, view=Right.SEE_BODY, add=Right.REGISTER
    )
    add_url_name = "filings_quarter_open"
    add_item_label = "填报"
    columns: ClassVar[list[Column]] = [
        Title("title", label="统计表", accessor=str, get_url=url_of),
        Text("body", label="机关"),
        Tag(
            "get_state_display",
            label="状态",
            sort_key="state",
            tone=lambda table: TONES.get(QuarterState(table.state), ""),
        ),
        DueDay("due_on", label="报送期限", sort_key="due_on", tone=lateness, classname="whole"),
        Day("submitted_at", label="报送时间", sort_key="submitted_at", classname="whole"),
        Text("submitted_by", label="报送人", accessor=lambda table: table.submitted_by and table.submitted_by.name),
    ]
    default_ordering = ("-year", "-quarter", "body__path")
    search_fields = ("body__name", "body__short_name")
    filterset_class = QuarterFilters

    def get_base_queryset(self) -> QuerySet[Quarter]:
        own = Quarter.objects.filter(body__in=bodies_where(self.request.user, self.right))
        return own.select_related("body", "submitted_by")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        more = super().header_more_buttons
        if Right.SUPERVISE not in rights_of(user_of(self.request)):
            return list(more)
        url = reverse("filings_whole", args=last_quarter())
        return [Button("汇总", url=url, icon_name="table", priority=10), *more]


class OfQuarters(Page):
    header_icon = "table"

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("filings_quarters"))]


class OpenForm(forms.Form):
    body = forms.ModelChoiceField(Body.objects.none(), label="机关")
    year = forms.IntegerField(label="年度", min_value=2008, max_value=2099)
    quarter = forms.TypedChoiceField(
        label="季度", coerce=int, choices=[(each, f"第{each}季度") for each in range(1, 5)]
    )

    def __init__(self, *args: Any, bodies: QuerySet[Body], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["body"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = bodies


class Open(OfQuarters, DeedPage):
    """Begin the table of a quarter."""

    page_title = "填报季度统计"
    right = Right.REGISTER
    form_class = OpenForm
    button = "开始"
    made: Quarter | None = None

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"bodies": bodies_where(self.by, Right.REGISTER).on()}

    def get_initial(self) -> dict[str, Any]:
        year, quarter = last_quarter()
        own = bodies_where(self.by, Right.REGISTER).on().order_by("path").first()
        return {"body": own, "year": year, "quarter": quarter}

    def do(self, values: dict[str, Any]) -> str:
        self.made = quarters.open_quarter(values["body"], values["year"], values["quarter"], by=self.by)
        return f"已统计{self.made}"

    def get_success_url(self) -> str:
        return url_of(self.made) if self.made is not None else super().get_success_url()


# --- one table ------------------------------------------------------------------------------------------------------


def quarter_body(table: int, **rest: object) -> Body:
    return get_object_or_404(Quarter.objects.select_related("body"), pk=table).body


class OfQuarter(OfQuarters):
    """A page about one table; the right is asked for its body."""

    @cached_property
    def table(self) -> Quarter:
        found = Quarter.objects.select_related("body", "submitted_by", "collected_by")
        return get_object_or_404(found, pk=self.kwargs["table"])

    def body_of_request(self) -> Body:
        return self.table.body

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (str(self.table), url_of(self.table))]


class OneQuarter(OfQuarter, TemplateView):
    """A table: what was counted, what was stated, and what may be done."""

    right = Right.SEE_BODY
    template_name = "filings/quarter.html"

    def get_page_title(self) -> str:
        return str(self.table)

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        table = self.table
        open_to_change = table.state in OPEN_TO_CHANGE
        return super().get_context_data(**kwargs) | {
            "table": table,
            "groups": [(group.title, [_row(table, figure) for figure in group.figures]) for group in GROUPS],
            "may_change": open_to_change and may(self.by, Right.REGISTER, table.body),
            "may_supervise": not open_to_change and may(self.by, Right.SUPERVISE, table.body),
            "to_collect": table.state == QuarterState.SUBMITTED,
            "late": lateness(table),
        }


def _row(table: Quarter, figure: Figure) -> dict[str, Any]:
    counted, declared = table.counted.get(figure.key), table.declared.get(figure.key)
    return {"figure": figure, "counted": counted, "declared": declared, "value": value_of(table, figure.key)}


class FiguresForm(forms.Form):
    """A field a figure, named as its key; what is left empty is as it was counted."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label="说明",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="填报数与系统统计不一致的，在这里说明原因",
    )

    def __init__(self, *args: Any, table: Quarter, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for figure in FIGURES.values():
            counted = table.counted.get(figure.key)
            self.fields[figure.key] = forms.IntegerField(
                label=figure.title,
                required=False,
                min_value=0,
                max_value=MOST,
                help_text=f"{figure.unit}；系统统计{counted}" if counted is not None else figure.unit,
            )

    def groups(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for group in GROUPS:
            yield group.title, [self[figure.key] for figure in group.figures]


class Declare(OfQuarter, DeedPage):
    """State figures."""

    page_title = "填报"
    right = Right.REGISTER
    form_class = FiguresForm
    template_name = "filings/quarter_form.html"
    about = "系统统计的不用填；要改的，填上实际数并说明原因。没有发生的填0。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"table": self.table}

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.table.edition, "note": self.table.note, **self.table.declared}

    def do(self, values: dict[str, Any]) -> str:
        figures = {key: values[key] for key in FIGURES}
        quarters.declare(self.table, figures, values["note"], by=self.by, edition=values["seen"])
        return "已保存"


class Submit(OfQuarter, DeedPage):
    page_title = "报送"
    right = Right.REGISTER
    form_class = SureForm
    button = "报送"
    about = "报送前按现有记录重新统计一次；报送以后，数字不再随记录变动，要改须由主管部门退回。"

    def do(self, values: dict[str, Any]) -> str:
        quarters.submit(self.table, by=self.by)
        return "已报送"


@needs(Right.REGISTER, body=quarter_body)
@require_POST
def recount(request: HttpRequest, table: int) -> HttpResponse:
    """Count from the records as they are now."""
    found = get_object_or_404(Quarter, pk=table)
    return at_once(request, lambda: quarters.recount(found, by=user_of(request)), "已按现有记录重新统计", url_of(found))


@needs(Right.SUPERVISE, body=quarter_body)
@require_POST
def collect(request: HttpRequest, table: int) -> HttpResponse:
    """Take one table into the whole."""
    found = get_object_or_404(Quarter, pk=table)
    return at_once(request, lambda: quarters.collect([found], by=user_of(request)), "已汇总", url_of(found))


class WhyForm(forms.Form):
    why = forms.CharField(label="原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class SendBack(OfQuarter, DeedPage):
    page_title = "退回"
    right = Right.SUPERVISE
    form_class = WhyForm
    button = "退回"

    def do(self, values: dict[str, Any]) -> str:
        quarters.send_back(self.table, values["why"], by=self.by)
        return "已退回"


# --- the whole ------------------------------------------------------------------------------------------------------


class TheWhole(OfQuarters, DeedPage):
    """All tables of a quarter that one supervises: who has handed in, the sums; to be collected at once."""

    right = Right.SUPERVISE
    template_name = "filings/whole.html"
    form_class = SureForm
    button = "汇总已报送的"

    @property
    def when(self) -> tuple[int, int]:
        return self.kwargs["year"], self.kwargs["quarter"]

    def get_page_title(self) -> str:
        return "{}年第{}季度汇总".format(*self.when)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = quarters.whole(self.by, *_known(*self.when))
        groups = [(group.title, [(figure, found.sums.get(figure.key)) for figure in group.figures]) for group in GROUPS]
        year, quarter = self.when
        return super().get_context_data(**kwargs) | {
            "whole": found,
            "missing": [(body, found.begun.get(body.pk)) for body in found.missing],
            "due": (due := due_of(year, quarter)),
            "late": due < timezone.localdate(),
            "groups": groups,
            "to_collect": any(table.state == QuarterState.SUBMITTED for table in found.tables),
            "before": (year, quarter - 1) if quarter > 1 else (year - 1, 4),
            "after": (year, quarter + 1) if quarter < 4 else (year + 1, 1),
            "when": self.when,
        }

    def do(self, values: dict[str, Any]) -> str:
        found = quarters.whole(self.by, *_known(*self.when))
        waiting = [table for table in found.tables if table.state == QuarterState.SUBMITTED]
        if not waiting:
            raise ValidationError("没有已报送、还没有汇总的统计表")
        return f"已汇总{len(quarters.collect(waiting, by=self.by))}个机关的统计表"

    def get_success_url(self) -> str:
        return reverse("filings_whole", args=self.when)


@needs(Right.SUPERVISE)
def table_of_whole(request: HttpRequest, year: int, quarter: int, form: str) -> HttpResponseBase:
    """The whole as a file: a figure a row, a body a column."""
    found = quarters.whole(user_of(request), *_known(year, quarter))
    return spreadsheet.answer(_rows(found), form=form, name=f"{year}年第{quarter}季度统计汇总")


def _rows(found: quarters.Whole) -> Iterator[tuple[str, ...]]:
    yield ("类别", "指标", "单位", "合计", *(table.body.name for table in found.tables))
    for group in GROUPS:
        for figure in group.figures:
            values = (value_of(table, figure.key) for table in found.tables)
            total = _spelled(found.sums.get(figure.key))
            yield (group.title, figure.title, figure.unit, total, *map(_spelled, values))


def _spelled(value: int | None) -> str:
    return "" if value is None else str(value)


def _known(year: int, quarter: int) -> tuple[int, int]:
    if not 2008 <= year <= 2099 or not 1 <= quarter <= 4:
        raise Http404
    return year, quarter


WHOLE = "quarters/<int:year>/<int:quarter>/"
urlpatterns: list[URLPattern] = [
    *Quarters.addresses("quarters/"),
    path("quarters/open/", Open.as_view(), name="filings_quarter_open"),
    path("quarters/<int:table>/", OneQuarter.as_view(), name="filings_quarter"),
    path("quarters/<int:table>/figures/", Declare.as_view(), name="filings_quarter_declare"),
    path("quarters/<int:table>/recount/", recount, name="filings_quarter_recount"),
    path("quarters/<int:table>/collect/", collect, name="filings_quarter_collect"),
    path("quarters/<int:table>/submit/", Submit.as_view(), name="filings_quarter_submit"),
    path("quarters/<int:table>/send-back/", SendBack.as_view(), name="filings_quarter_send_back"),
    path(WHOLE, TheWhole.as_view(), name="filings_whole"),
    path(f"{WHOLE}table.<str:form>", table_of_whole, name="filings_whole_table"),
]
