"""What Django and Wagtail call permissions, answered from `rights`; groups play no part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.backends import BaseBackend
from django.contrib.auth.models import AnonymousUser
from django.db.models import Model

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import rights_of

ENTER: Final = "wagtailadmin.access_admin"
"""Whoever holds any role may enter the back office; what they see there is a question for each page."""

PERMISSIONS: Final[Mapping[Right, frozenset[str]]] = {
    Right.MANAGE_SYSTEM: frozenset(f"wagtailredirects.{deed}_redirect" for deed in ("add", "change", "delete", "view")),
}
"""For each right, the permissions it gives that concern no single body."""


class RightsBackend(BaseBackend):
    """Says what somebody may do; lets nobody in (that is allauth's work)."""

    def get_all_permissions(self, user_obj: User | AnonymousUser, obj: Model | None = None) -> set[str]:
        if obj is not None:
            return set()
        held = rights_of(user_obj)
        given: set[str] = {ENTER} if held else set()
        return given.union(*(PERMISSIONS.get(right, frozenset()) for right in held))

    def has_module_perms(self, user_obj: User | AnonymousUser, app_label: str) -> bool:
        return any(each.startswith(f"{app_label}.") for each in self.get_all_permissions(user_obj))
