"""Lists of the back office: filters, search, sorting, saved searches, export, keys, and cards on a narrow screen.

    class Bodies(Listing):
        name, model, right = "office_bodies", Body, Right.SEE_BODIES
        columns = [Title("name", label="名称", get_url=…), Text("phone", label="电话", sort_key="phone")]
        search_fields = ("name", "credit_code")
        filterset_class = BodyFilters

        def get_base_queryset(self): return bodies_where(self.request.user, Right.SEE_BODIES).select_related("parent")

    urlpatterns = [*Bodies.addresses("bodies/"), …]

Rows are cut down with `bodies_where`, for the page and for the export alike, and joined with all that the columns
read: however many rows there are, the number of queries stays the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Any, ClassVar, Final

from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.http.response import HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django_filters import ChoiceFilter
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import Column, Table
from wagtail.admin.views.generic import IndexView

from gongkai.access.views import NeedsRight
from gongkai.office import searches, spreadsheet
from gongkai.office.deeds import user_of

SIZES: Final = (20, 50, 100, 200)
"""How many rows a page may have."""

LISTINGS: Final[set[str]] = set()
"""The names of the lists that there are."""

PASSING: Final = ("p", "export", "_w_filter_fragment")
"""What stands in the address of a list and is no part of the search."""


# --- cells ----------------------------------------------------------------------------------------------------------


class Text(Column):
    """A cell of text. It carries the heading of its column, which a narrow screen shows beside it."""

    def text(self, row: Any) -> str:
        """What the cell says, on the page and in an export."""
        value = self.get_value(row)
        return "" if value is None else str(value)

    def html(self, row: Any) -> SafeString:
        return conditional_escape(self.text(row))

    def render_cell_html(self, row: Any, parent_context: Any) -> SafeString:
        return format_html('<td class="{}" data-label="{}">{}</td>', self.classname or "", self.label, self.html(row))


class Title(Text):
    """The cell that names the row and leads to it."""

    def __init__(self, name: str, *, get_url: Any, **members: Any) -> None:
        super().__init__(name, classname="title", **members)
        self.get_url = get_url

    def html(self, row: Any) -> SafeString:
        return format_html('<a class="office-row" href="{}">{}</a>', self.get_url(row), self.text(row))


class Day(Text):
    """A date or a moment, as it is written in Chinese offices: 2026-03-01, 2026-03-01 09:30."""

    def text(self, row: Any) -> str:
        value = self.get_value(row)
        if isinstance(value, datetime):
            return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
        return value.isoformat() if isinstance(value, date) else ""


class Tag(Text):
    """A word in a frame; `tone` says of a row whether it is "good", "bad" or neither (empty)."""

    def __init__(self, name: str, *, tone: Any = lambda row: "", **members: Any) -> None:
        super().__init__(name, **members)
        self.tone = tone

    def html(self, row: Any) -> SafeString:
        text = self.text(row)
        return format_html('<span class="office-tag {}">{}</span>', self.tone(row), text) if text else mark_safe("")


class Rows(Table):
    """A table whose heading stays in sight."""

    classname = "listing office-table"


class Pages(WagtailPaginator):
    """Pages of a list, counted as we count."""

    @cached_property
    def items_count_label(self) -> str:
        return f"共{self.count}条"


class Only(ChoiceFilter):
    """A filter that is either asked for or not; `method` is called where it is."""

    def __init__(self, label: str, *, method: str) -> None:
        super().__init__(
            label=label, method=method, choices=[("true", "是")], empty_label="不限", widget=forms.RadioSelect
        )


# --- lists ----------------------------------------------------------------------------------------------------------


class Listing(NeedsRight, IndexView):
    """A list of rows, on Wagtail's. `name` names its address, and the searches that are saved of it."""

    name: ClassVar[str]
    table_class = Rows
    paginator_class = Pages
    template_name = "office/listing.html"
    results_template_name = "office/listing_results.html"
    search_backend_name = None
    list_export: ClassVar[tuple[str, ...]] = ("all",)  # where it is not empty, Wagtail offers one; ours writes it
    paginate_by = 50

    @classmethod
    def addresses(cls, route: str) -> list[URLPattern]:
        """Where the list stands, and the part of it that changes with the filters."""
        LISTINGS.add(cls.name)
        return [
            path(route, cls.as_view(), name=cls.name),
            path(f"{route}results/", cls.as_view(results_only=True), name=f"{cls.name}_results"),
        ]

    def get_index_url(self) -> str:
        return reverse(self.name)

    def get_index_results_url(self) -> str:
        return reverse(f"{self.name}_results")

    @cached_property
    def size(self) -> int:
        stated = self.request.GET.get("size", "")
        return int(stated) if stated in map(str, SIZES) else self.paginate_by

    def get_paginate_by(self, queryset: QuerySet[Model]) -> int | None:
        return None if self.is_export else self.size

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        query = searched(self.request.GET)
        tabs = list(searches.tabs(user_of(self.request), self.name, query))
        return context | {
            "query": query,
            "tabs": tabs,
            "saved": any(tab.current for tab in tabs),
            "bodies_to_share_with": searches.bodies_to_share_with(user_of(self.request)),
            "sizes": SIZES,
        }

    def get_filename(self) -> str:
        return f"{self.get_page_title()}{timezone.localdate():%Y%m%d}"

    def as_spreadsheet(self, queryset: Iterable[Any], spreadsheet_format: str) -> HttpResponseBase:
        rows = self._rows(queryset)
        return spreadsheet.answer(rows, form=spreadsheet_format, name=self.get_filename())

    def _rows(self, queryset: Iterable[Any]) -> Iterator[list[str]]:
        yield [str(column.label) for column in self.columns]
        for row in queryset:
            yield [column.text(row) for column in self.columns]


def searched(given: QueryDict) -> str:
    """What is searched for, of all that stands in a list's address: the same search gives the same text."""
    kept = QueryDict(mutable=True)
    for name in sorted(given.keys() - set(PASSING)):
        kept.setlist(name, sorted(value for value in given.getlist(name) if value))
    return kept.urlencode()
