"""Pages of the back office by which sites are opened and closed; what is on them is edited in Wagtail's explorer."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils.functional import cached_property

from gongkai.access.enums import Right
from gongkai.office.deeds import DeedPage, Page
from gongkai.office.fields import BodyField
from gongkai.office.frame import framed
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Listing, Tag, Text, Title
from gongkai.pages.models import SiteHome
from gongkai.pages.services import SiteRefused, close_site, open_site
from gongkai.pages.sites import sites

LIST: Final = "网站一览"
NAMES: Final = "office_body_names"


def _address(home: SiteHome) -> str:
    site = sites().of(home.url_path)
    return site.address if site is not None else ""


def _missing(home: SiteHome) -> str:
    site = sites().of(home.url_path)
    return "、".join(site.duties.missing()) if site is not None else ""


def _next_deed(home: SiteHome) -> str:
    return reverse("office_site_open_again" if home.closed_at else "office_site_close", args=[home.pk])


class SiteList(Listing):
    name, model, right = "office_sites", SiteHome, Right.MANAGE_SYSTEM
    page_title = LIST
    header_icon = "site"
    permission_policy = RightsPermissionPolicy(SiteHome, view=Right.MANAGE_SYSTEM, add=Right.MANAGE_SYSTEM)
    add_url_name = "office_site_open"
    add_item_label = "开通网站"
    columns: ClassVar[list[Text]] = [
        Title("title", label="名称", sort_key="title", get_url=_next_deed),
        Text("body", label="机关", sort_key="body__name"),
        Text("address", label="网址", accessor=_address),
        Text("missing", label="页脚还缺", accessor=_missing),
        Tag(
            "state",
            label="状态",
            accessor=lambda home: "已经关停" if home.closed_at else "开通",
            tone=lambda home: "bad" if home.closed_at else "good",
        ),
    ]
    default_ordering = "body__path"
    search_fields = ("title", "body__name")

    def get_base_queryset(self) -> QuerySet[Any]:
        found: QuerySet[Any] = SiteHome.objects.select_related("body").defer_streamfields()
        return found


class OfSites(Page):
    header_icon = "site"
    right = Right.MANAGE_SYSTEM

    def trail(self) -> list[tuple[str, str]]:
        return [(LIST, reverse("office_sites"))]


class OpenForm(forms.Form):
    body = BodyField(source=NAMES, label="机关")
    slug = forms.SlugField(
        label="英文简称", max_length=60, help_text="设在别的网站之下时就是网址，如jyj；只用英文字母、数字和连字符"
    )
    under = BodyField(
        source=NAMES, label="设在哪个机关的网站之下", required=False, help_text="和域名写一个；第一个网站都不写"
    )
    host = forms.CharField(label="自己的域名", required=False, max_length=200, help_text="先要写进GONGKAI_HOSTS")


class OpenSite(OfSites, DeedPage):
    page_title = "开通网站"
    form_class = OpenForm
    button = "开通"
    about = "网站开通时就有政府信息公开的全部法定栏目；机关和它的上级机关的网站编辑可以编辑它。"

    def do(self, values: dict[str, Any]) -> str:
        parent = None
        if values["under"] is not None:
            parent = SiteHome.objects.filter(body=values["under"]).first()
            if parent is None:
                raise ValidationError({"under": f"“{values['under']}”还没有网站"})
        try:
            home = open_site(
                values["body"], slug=values["slug"], host=values["host"] or None, parent=parent, by=self.by
            )
        except SiteRefused as error:
            raise ValidationError(str(error)) from error
        return f"“{home.title}”已经开通：{home.full_url}"


class OfOneSite(OfSites, DeedPage):
    form_class = forms.Form

    @cached_property
    def home(self) -> SiteHome:
        home: SiteHome = get_object_or_404(SiteHome.objects.select_related("body"), pk=self.kwargs["pk"])
        return home

    def get_page_title(self) -> str:
        return f"{self.page_title}：{self.home.title}"


class CloseSite(OfOneSite):
    page_title = "关停网站"
    button = "关停"
    grave = True
    about = "内容都留着，随时可以重新开通；关停期间，它的每个网址都说明网站已经关停，并指向上级机关的网站。"

    def do(self, values: dict[str, Any]) -> str:
        close_site(self.home, by=self.by)
        return f"“{self.home.title}”已经关停"


class OpenSiteAgain(OfOneSite):
    page_title = "重新开通网站"
    button = "重新开通"

    def do(self, values: dict[str, Any]) -> str:
        open_site(self.home.body, slug=self.home.slug, by=self.by)
        return f"“{self.home.title}”已经重新开通"


urlpatterns: list[URLPattern | URLResolver] = framed(
    [
        *SiteList.addresses("public-sites/"),
        path("public-sites/open/", OpenSite.as_view(), name="office_site_open"),
        path("public-sites/<int:pk>/close/", CloseSite.as_view(), name="office_site_close"),
        path("public-sites/<int:pk>/open/", OpenSiteAgain.as_view(), name="office_site_open_again"),
    ]
)
