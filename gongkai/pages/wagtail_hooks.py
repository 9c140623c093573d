"""What Wagtail asks of us in the back office."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest
from django.urls import URLPattern, URLResolver, reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from gongkai.access.enums import Right
from gongkai.office.menu import Entry
from gongkai.pages import managing


@hooks.register("register_admin_urls")
def addresses() -> list[URLPattern | URLResolver]:
    return managing.urlpatterns


@hooks.register("register_settings_menu_item")
def entry_of_sites() -> MenuItem:
    return Entry(
        managing.LIST, reverse("office_sites"), right=Right.MANAGE_SYSTEM, name="sites", icon_name="site", order=100
    )


@hooks.register("construct_page_chooser_queryset")
def drafts_of_others_are_not_for_choosing(pages: PageQuerySet, request: HttpRequest) -> PageQuerySet:
    """A link may lead to any page that the public sees, and to what one edits oneself."""
    own = page_permission_policy.instances_user_has_permission_for(request.user, "change")
    return pages.filter(Q(live=True) | Q(pk__in=own.values("pk")))


@hooks.register("before_move_page")
def nobody_looks_at_a_move_that_is_not_theirs(request: HttpRequest, page: Page, destination: Page) -> None:
    """Wagtail refuses the move itself, but shows both pages before."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied
