"""What Wagtail's admin frame takes from us: the menu, the home page, icons, styles and keys."""

from __future__ import annotations

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from wagtail import hooks
from wagtail.admin.search import SearchArea
from wagtail.admin.ui.components import Component

from gongkai.access.enums import Right
from gongkai.access.rights import rights_of
from gongkai.office import home, menu

for entry in (menu.home, menu.bodies, menu.people, menu.jobs, menu.log, menu.policy, menu.shortcuts):
    hooks.register("register_admin_menu_item", entry)
hooks.register("construct_main_menu", menu.arrange, order=1000)


@hooks.register("construct_homepage_panels")
def panels_of_the_home_page(request: HttpRequest, panels: list[Component]) -> None:
    panels[:] = home.panels(request)


@hooks.register("construct_homepage_summary_items", order=1000)
def no_numbers_of_pages(request: HttpRequest, items: list[Component]) -> None:
    items.clear()


@hooks.register("register_icons")
def icons(known: list[str]) -> list[str]:
    return [*known, "office/icons/bell.svg", "office/icons/building.svg"]


@hooks.register("insert_global_admin_css")
def styles() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("office/office.css"))


@hooks.register("insert_global_admin_js")
def keys() -> SafeString:
    return format_html('<script src="{}" defer></script>', static("office/office.js"))


class BodiesSearchArea(SearchArea):
    def is_shown(self, request: HttpRequest) -> bool:
        return Right.SEE_BODIES in rights_of(request.user)


@hooks.register("register_admin_search_area")
def search_for_bodies() -> SearchArea:
    return BodiesSearchArea("机关", reverse("office_bodies"), name="bodies", icon_name="building", order=500)
