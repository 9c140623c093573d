"""The home page of the back office: what waits for me, what is due, and in which roles I am here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpRequest
from wagtail.admin.ui.components import Component

from gongkai.access.models import User
from gongkai.office.waiting import Item, waiting_for

MOST: Final = 20
"""How many items a panel shows; how many there are it says."""


class Items(Component):
    """One of the two lists. An empty one says so."""

    template_name = "office/home/items.html"

    def __init__(self, name: str, heading: str, nothing: str, items: list[Item], *, order: int) -> None:
        self.name, self.heading, self.nothing, self.items, self.order = name, heading, nothing, items, order

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        return {"panel": self, "shown": self.items[:MOST], "count": len(self.items)}


class Roles(Component):
    """The roles that the user holds today, for which body and until when."""

    name = "roles"
    order = 900
    template_name = "office/home/roles.html"

    def __init__(self, user: User) -> None:
        self.user = user

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
        return {"held": self.user.held}


def panels(request: HttpRequest) -> list[Component]:
    user = request.user
    assert isinstance(user, User)
    waiting = waiting_for(user)
    return [
        Items("waiting", "等我办理", "没有等您办理的事项。", waiting.now, order=100),
        Items("soon", "即将到期", "七天之内没有到期的事项。", waiting.soon, order=200),
        Roles(user),
    ]
