"""Deliveries to archives, library and service hall (两馆移送): what may go, batches, packing list, receipt, counts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.db.models import Count, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where, may
from gongkai.access.views import NeedsRight, needs
from gongkai.bodies.models import Body
from gongkai.documents.desk.files import batch_body
from gongkai.documents.desk.forms import DepositFilters, HandOverForm, PackForm, ReceiptForm, WhereForm
from gongkai.documents.desk.pages import own_body
from gongkai.documents.enums import Hall
from gongkai.documents.models import Batch, Deposit, Item
from gongkai.documents.services import outward
from gongkai.office import spreadsheet
from gongkai.office.deeds import DeedPage, Page
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Text, Title

LIST = "移送"
MOST = 300
"""How many items one batch offers; the rest comes with the next."""
HEADINGS = ("序号", "索引号", "名称", "文号", "种类", "形成日期", "公开日期", "份数")
HALLS = tuple(hall.label for hall in Hall)
QUARTERS = ((1, 3, 31), (4, 6, 30), (7, 9, 30), (10, 12, 31))


def _url(batch: Batch) -> str:
    return reverse("documents_batch", args=[batch.pk])


def standing(batch: Batch) -> str:
    if batch.received_on is not None:
        return "已接收"
    return "未移送" if batch.handed_on is None else "缺回执"


class Deposits(Listing):
    """The batches."""

    name, model, right = "documents_deposits", Batch, Right.SEE_REGISTER
    page_title = LIST
    header_icon = "folder-open-inverse"
    permission_policy = RightsPermissionPolicy(
        Batch, lookup="body", body_of=lambda batch: batch.body, view=Right.SEE_REGISTER, add=Right.REGISTER
    )
    add_url_name = "documents_pack"
    add_item_label = "建立移送批次"
    columns: ClassVar[list[Column]] = [
        Title("number", label="批次号", sort_key="number", get_url=_url),
        Text("get_hall_display", label="接收场所", sort_key="hall"),
        Text("hall_name", label="接收单位"),
        Text("count", label="件数", accessor="items_count"),
        Day("handed_on", label="移送日期", sort_key="handed_on", classname="whole"),
        Day("received_on", label="接收日期", sort_key="received_on", classname="whole"),
        Tag("standing", label="状态", accessor=standing, tone=lambda batch: "good" if batch.received_on else ""),
        Text("body", label="机关"),
    ]
    default_ordering = "-pk"
    search_fields = ("number", "hall_name", "receipt_number")
    filterset_class = DepositFilters

    def get_base_queryset(self) -> QuerySet[Batch]:
        own = Batch.objects.filter(body__in=bodies_where(self.request.user, self.right))
        return own.select_related("body").annotate(items_count=Count("deposits"))

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        counts = Button("季度移送数", url=reverse("documents_deposit_counts"), icon_name="table", priority=10)
        return [counts, *super().header_more_buttons]


class OfDeposits(Page):
    header_icon = "folder-open-inverse"

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("documents_deposits"))]


class OfBatch(OfDeposits):
    """A page about one batch; the right is asked for its body."""

    @cached_property
    def batch(self) -> Batch:
        found = Batch.objects.select_related("body", "receipt", "created_by")
        return get_object_or_404(found, pk=self.kwargs["batch"])

    def body_of_request(self) -> Body:
        return self.batch.body

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (self.batch.number, _url(self.batch))]


# --- making one -----------------------------------------------------------------------------------------------------


class Pack(OfDeposits, DeedPage):
    """Whose information, to which hall; then which items, all that did not go there yet unless told otherwise."""

    page_title = "建立移送批次"
    right = Right.REGISTER
    form_class = PackForm
    template_name = "documents/pack.html"
    button = "建立批次"
    made: Batch | None = None

    @cached_property
    def where(self) -> WhereForm:
        body = own_body(self.by, Right.REGISTER)
        asked = {"body": body, "hall": Hall.ARCHIVES} if "hall" not in self.request.GET else None
        return WhereForm(initial=asked) if asked is not None else WhereForm(self.request.GET)

    @cached_property
    def chosen(self) -> tuple[Body, Hall] | None:
        """The body and the hall, once they are chosen; a body that the user does not register for is none."""
        if self.where.is_bound:
            if not self.where.is_valid():
                return None
            body, hall = self.where.cleaned_data["body"], Hall(self.where.cleaned_data["hall"])
        else:
            body, hall = self.where.initial["body"], Hall(self.where.initial["hall"])
        return (body, hall) if body is not None and may(self.by, Right.REGISTER, body) else None

    def found(self) -> QuerySet[Item]:
        if self.chosen is None:
            return Item.objects.none()
        every = outward.to_deposit(*self.chosen)
        if self.request.method == "POST":
            return every
        return Item.objects.filter(pk__in=list(every.values_list("pk", flat=True)[:MOST])).order_by("pk")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"found": self.found()}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"where": self.where, "chosen": self.chosen, "most": MOST}

    def do(self, values: dict[str, Any]) -> str:
        assert self.chosen is not None  # a form without items is not valid
        body, hall = self.chosen
        self.made = outward.pack(body, hall, values["hall_name"], list(values["items"].order_by("pk")), by=self.by)
        return f"已建立批次{self.made.number}，共{len(values['items'])}件"

    def get_success_url(self) -> str:
        return _url(self.made) if self.made is not None else super().get_success_url()


# --- one batch ------------------------------------------------------------------------------------------------------


def deposits_of(batch: Batch) -> QuerySet[Deposit]:
    return batch.deposits.select_related("item").prefetch_related("item__releases").order_by("order")


def rows(batch: Batch) -> Iterator[tuple[str, ...]]:
    """The packing list (移交清单)."""
    for each in deposits_of(batch):
        item = each.item
        days = sorted(release.published_at for release in item.releases.all())
        published = f"{timezone.localtime(days[0]):%Y-%m-%d}" if days else ""
        formed = item.formed_on.isoformat() if item.formed_on is not None else ""
        yield (
            *(str(each.order), item.index_number, item.title, item.document_number, item.get_kind_display()),
            *(formed, published, str(each.copies)),
        )


class OneBatch(OfBatch, TemplateView):
    right = Right.SEE_REGISTER
    template_name = "documents/batch.html"

    def get_page_title(self) -> str:
        return self.batch.number

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "batch": self.batch,
            "standing": standing(self.batch),
            "deposits": deposits_of(self.batch),
            "may_register": may(self.by, Right.REGISTER, self.batch.body),
        }


class PrintedList(NeedsRight, TemplateView):
    """The packing list as a page to be printed and signed."""

    right = Right.SEE_REGISTER
    template_name = "documents/packing_list.html"

    @cached_property
    def batch(self) -> Batch:
        return get_object_or_404(Batch.objects.select_related("body"), pk=self.kwargs["batch"])

    def body_of_request(self) -> Body:
        return self.batch.body

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = list(rows(self.batch))
        return super().get_context_data(**kwargs) | {"batch": self.batch, "headings": HEADINGS, "rows": found}


@needs(Right.SEE_REGISTER, body=batch_body)
def table(request: HttpRequest, batch: int) -> HttpResponseBase:
    """The packing list as XLSX."""
    found = get_object_or_404(Batch, pk=batch)
    return spreadsheet.answer([HEADINGS, *rows(found)], form="xlsx", name=f"移交清单{found.number}")


class HandOver(OfBatch, DeedPage):
    page_title = "登记移送"
    right = Right.REGISTER
    form_class = HandOverForm

    def do(self, values: dict[str, Any]) -> str:
        return f"已登记{outward.hand_over(self.batch, values['on'], by=self.by).handed_on}移送"


class Receive(OfBatch, DeedPage):
    page_title = "登记回执"
    right = Right.REGISTER
    form_class = ReceiptForm

    def do(self, values: dict[str, Any]) -> str:
        file = values.pop("paper")
        paper = (file.name, file.read()) if file is not None else None
        outward.receipt(self.batch, values.pop("on"), by=self.by, paper=paper, **values)
        return "回执已登记"


# --- counts ---------------------------------------------------------------------------------------------------------


def _named(counts: list[int]) -> list[tuple[str, int]]:
    return list(zip(HALLS, counts, strict=True))


class Counts(OfDeposits, TemplateView):
    """How many items went to each hall in each quarter of a year."""

    page_title = "季度移送数"
    right = Right.SEE_REGISTER
    template_name = "documents/deposit_counts.html"

    @cached_property
    def year(self) -> int:
        said = self.request.GET.get("year", "")
        this = timezone.localdate().year
        return int(said) if said.isascii() and said.isdigit() and 2008 <= int(said) <= this else this

    @cached_property
    def body(self) -> Body | None:
        seen = bodies_where(self.by, self.right).on()
        said = self.request.GET.get("body", "")
        chosen = seen.filter(pk=int(said)).first() if said.isascii() and said.isdigit() else None
        return chosen or own_body(self.by, self.right) or seen.order_by("path").first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        counted = [list(self.quarter(*quarter)) for quarter in QUARTERS]
        this = timezone.localdate().year
        return super().get_context_data(**kwargs) | {
            "body": self.body,
            "bodies": bodies_where(self.by, self.right).on().order_by("path")[:200],
            "year": self.year,
            "years": range(this, this - 6, -1),
            "halls": HALLS,
            "quarters": [
                (f"第{number}季度", _named(counts)) for number, counts in zip("一二三四", counted, strict=True)
            ],
            "total": _named([sum(column) for column in zip(*counted, strict=True)]),
        }

    def quarter(self, first: int, last: int, day: int) -> Iterator[int]:
        if self.body is None:
            yield from (0 for _ in Hall)
            return
        yield from outward.deposited(self.body, date(self.year, first, 1), date(self.year, last, day)).values()
