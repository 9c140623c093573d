"""Who edits what, as Wagtail asks it: answered from the roles held today, not from groups.

Somebody with `Right.EDIT_SITE` for a body has the pages of its site and of the sites of all bodies under it, and the
images and documents of those. An appointment that has ended gives nothing at the next request.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from django.contrib.auth.models import AnonymousUser
from wagtail.models import Collection, Page
from wagtail.permission_policies.collections import CollectionPermissionLookupMixin
from wagtail.permission_policies.pages import PagePermissionPolicy

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.pages.models import SiteHome

PAGES: Final = ("add_page", "change_page", "publish_page")
FILES: Final = tuple(f"{deed}_{what}" for what in ("image", "document") for deed in ("add", "change", "choose"))


class Permission(NamedTuple):
    codename: str


class OnPages(NamedTuple):
    """What Wagtail reads of a GroupPagePermission: it holds for a page and those under it."""

    permission: Permission
    page: Page

    @property
    def page_id(self) -> int:
        return int(self.page.pk)


class OnCollection(NamedTuple):
    """What Wagtail reads of a GroupCollectionPermission."""

    permission: Permission
    collection: Collection

    @property
    def collection_id(self) -> int:
        return int(self.collection.pk)


def pages_of(policy: object, user: User | AnonymousUser) -> list[OnPages]:
    return [OnPages(Permission(codename), home) for home in _homes(user) for codename in PAGES]


def files_of(policy: object, user: User | AnonymousUser) -> list[OnCollection]:
    return [OnCollection(Permission(codename), home.collection) for home in _homes(user) for codename in FILES]


def _homes(user: User | AnonymousUser) -> list[SiteHome]:
    """The home pages of what somebody edits, kept with the user for the request at hand."""
    if not isinstance(user, User):
        return []
    found: list[SiteHome] | None = getattr(user, "_homes_to_edit", None)
    if found is None:
        bodies = bodies_where(user, Right.EDIT_SITE)
        found = list(SiteHome.objects.filter(body__in=bodies).select_related("collection").defer_streamfields())
        user._homes_to_edit = found  # type: ignore[attr-defined]
    return found


def answer_for_wagtail() -> None:
    """Take the place of groups in all of Wagtail's policies: it makes new ones here and there, so in their classes."""
    PagePermissionPolicy.get_all_permissions_for_user = pages_of
    CollectionPermissionLookupMixin.get_all_permissions_for_user = files_of
