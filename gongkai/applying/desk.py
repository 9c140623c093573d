"""For the office: how many found what they sought before they asked, by body and day."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db.models import QuerySet
from django.urls import URLPattern, URLResolver, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where
from gongkai.applying.models import Deflection
from gongkai.cases.wagtail_hooks import OFFERED
from gongkai.office.frame import framed
from gongkai.office.menu import Entry
from gongkai.office.tables import Day, Listing, Text


class Deflections(Listing):
    name, model, right = "applying_deflections", Deflection, Right.SEE_CASES
    page_title = "申请前的提示"
    header_icon = "search"
    any_permission_required = None
    default_ordering = "-on"
    columns: ClassVar[list[Any]] = [
        Text("body", label="机关"),
        Day("on", label="日期", sort_key="on"),
        Text("shown", label="提示了已公开的信息", sort_key="shown"),
        Text("opened", label="打开看过", sort_key="opened"),
        Text("found", label="就是要找的，没有再申请", sort_key="found"),
    ]

    def get_base_queryset(self) -> QuerySet[Any]:
        mine = bodies_where(self.request.user, Right.SEE_CASES)
        return Deflection.objects.filter(body__in=mine).select_related("body").order_by("-on", "body__order", "body")


urlpatterns: list[URLPattern | URLResolver] = framed([*Deflections.addresses("deflections/")])


@hooks.register(OFFERED)
def entry() -> MenuItem:
    return Entry(
        Deflections.page_title,
        reverse(Deflections.name),
        right=Right.SEE_CASES,
        name="deflections",
        icon_name="search",
        order=900,
    )
