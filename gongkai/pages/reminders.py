"""What the public sites have to say on the home page of the back office."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from wagtail.models import Page

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.office import waiting
from gongkai.office.waiting import Item
from gongkai.pages.models import SiteHome


@waiting.register
def drafts(user: User) -> Iterator[Item]:
    """Pages of the sites that one edits, whose last changes the public does not see yet."""
    edited = SiteHome.objects.filter(body__in=bodies_where(user, Right.EDIT_SITE), closed_at=None)
    homes = {home.path: home for home in edited.select_related("body")}
    under = Q(pk__in=())
    for path in homes:
        under |= Q(path__startswith=path)
    paths = Page.objects.filter(under, has_unpublished_changes=True).values_list("path", flat=True) if homes else ()
    for path, count in Counter(_site_of(each, homes) for each in paths).items():
        home = homes[path]
        url = reverse("wagtailadmin_explore", args=[home.pk])
        yield Item(f"{count}个网页的修改还没有发布", url, Right.EDIT_SITE, home.body)


def _site_of(path: str, homes: dict[str, SiteHome]) -> str:
    """The nearest home page above: sites may stand within one another."""
    return max((home for home in homes if path.startswith(home)), key=len)
