"""The menu, in the groups of the work; what somebody's rights do not allow is not in it.

An app adds to it by Wagtail's own hooks: `register_admin_menu_item` for an entry of its own,
`register_settings_menu_item` for one under 系统, `register_reports_menu_item` for one under 网站; a group of an app
may name a hook of its own for the apps above it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.http import HttpRequest
from django.urls import resolve, reverse
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, reports_menu, settings_menu

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import rights_of

HIDDEN: Final = frozenset({"help", "reports", "settings"})
"""Wagtail's groups: what of them is of use here stands in ours."""

OF_THE_SITES: Final = ("explorer", "images", "documents", "snippets")


class Entry(MenuItem):
    """An entry for whoever has the right, for any body at all."""

    def __init__(self, label: str, url: str, *, right: Right | None = None, **members: Any) -> None:
        super().__init__(label, url, **members)
        self.right = right

    def is_shown(self, request: HttpRequest) -> bool:
        return self.right is None or self.right in rights_of(request.user)


class Link(MenuItem):
    """Another entry's link, without the panel that unfolds from it."""

    def __init__(self, entry: MenuItem) -> None:
        super().__init__(
            entry.label, entry.url, name=entry.name, icon_name=entry.icon_name, attrs=entry.attrs, order=entry.order
        )


class Chosen(Menu):
    """Entries that were chosen for the request at hand already."""

    def menu_items_for_request(self, request: HttpRequest) -> list[MenuItem]:
        return list(self.initial_menu_items)


def opens(request: HttpRequest, entry: MenuItem) -> bool:
    """Whether what an entry leads to would let the user in, as its view or `gate` says."""
    view = resolve(entry.url).func
    who = getattr(view, "needs", None) or getattr(getattr(view, "view_class", None), "right", None)
    return who is None or who in rights_of(request.user)


def group(label: str, entries: Iterable[MenuItem], **members: Any) -> list[SubmenuMenuItem]:
    """The entries under one heading, in a list; an empty one if there are none."""
    found = list(entries)
    return [SubmenuMenuItem(label, Chosen(items=found), **members)] if found else []


def arrange(request: HttpRequest, entries: list[MenuItem]) -> None:
    """Put the entries that Wagtail and the apps offer into our groups."""
    if isinstance(request.user, User):
        request.user.first_name = request.user.name  # type: ignore[assignment]  # what Wagtail writes there
    taken = [Link(entry) for entry in entries if entry.name in OF_THE_SITES]
    taken, reports, settings = (
        [entry for entry in offered if opens(request, entry)]
        for offered in (
            taken,
            reports_menu.menu_items_for_request(request),
            settings_menu.menu_items_for_request(request),
        )
    )
    entries[:] = [
        *(entry for entry in entries if entry.name not in HIDDEN and entry.name not in OF_THE_SITES),
        *group("网站", [*taken, *reports], name="sites-of-bodies", icon_name="site", order=300),
        *group("系统", settings, name="system", icon_name="cogs", order=700),
    ]


def home() -> MenuItem:
    return Entry("工作台", reverse("wagtailadmin_home"), name="home", icon_name="home", order=10)


def bodies() -> MenuItem:
    return Entry(
        "机关", reverse("office_bodies"), right=Right.SEE_BODIES, name="bodies", icon_name="building", order=400
    )


def people() -> MenuItem:
    return Entry(
        "人员", reverse("office_people"), right=Right.MANAGE_PEOPLE, name="people", icon_name="group", order=500
    )


def jobs() -> MenuItem:
    return Entry("后台任务", reverse("office_jobs"), name="jobs", icon_name="tasks", order=650)


def log() -> MenuItem:
    return Entry("操作日志", reverse("office_log"), right=Right.READ_AUDIT, name="log", icon_name="history", order=600)


def policy() -> MenuItem:
    return Entry("权限一览", reverse("office_policy"), name="policy", icon_name="key", order=900)


def shortcuts() -> MenuItem:
    """Opens Wagtail's own dialogue; its group, "help", is left out."""
    return Entry(
        "快捷键",
        "#",
        name="keyboard-shortcuts-trigger",
        icon_name="keyboard",
        order=1000,
        attrs={
            "role": "button",
            "data-a11y-dialog-show": "keyboard-shortcuts-dialog",
            "data-action": "w-action#noop:prevent:stop",
            "data-controller": "w-kbd w-action",
            "data-w-kbd-key-value": "?",
        },
    )
