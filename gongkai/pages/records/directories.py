"""The standard directories that a body has adopted, and what it has published under their entries."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.documents.models import Adoption, Entry, Release
from gongkai.pages.records.addresses import address, item_path
from gongkai.pages.records.views import of_platform
from gongkai.pages.sites import Link, PublicSite
from gongkai.pages.views import on_site_now

MOST: Final = 5
"""Items that are named under an entry; the rest is counted."""


class Row(NamedTuple):
    """An entry, its ticked channels, and what stands under it."""

    entry: Entry
    channels: str
    links: list[Link]
    more: int


@on_site_now
def directories(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """The directories that hold for the body of a site."""
    adoptions = Adoption.objects.filter(body=site.body, ended_at=None).select_related("directory")
    at = request.path
    rows = [(Link(each.directory.title, f"{at}{each.directory_id}/"), each.directory) for each in adoptions]
    return render(
        request, "pages/records/directories.html", of_platform(site, "基层政务公开标准目录", directories=rows)
    )


@on_site_now
def directory(request: HttpRequest, site: PublicSite, number: int) -> HttpResponse:
    """One of them, entry by entry."""
    adoption = Adoption.objects.filter(body=site.body, directory=number, ended_at=None).select_related("directory")
    found = adoption.first()
    if found is None:
        raise Http404
    rows = _rows(found, site)
    context = of_platform(site, found.directory.title, directory=found.directory, rows=rows)
    return render(request, "pages/records/directory.html", context)


def _rows(adoption: Adoption, site: PublicSite) -> list[Row]:
    under: dict[int, list[Link]] = {}
    live = Release.objects.live().filter(body=site.body, item__fulfilments__entry__duties__adoption=adoption)
    named = live.order_by("-published_at", "-pk").values_list("item__fulfilments__entry", "item_id", "title")
    for entry, item, title in named.distinct():
        under.setdefault(entry, []).append(Link(title, address(site, site.body.pk, item_path(item))))
    return [
        Row(entry, _ticked(entry), under.get(entry.pk, [])[:MOST], max(len(under.get(entry.pk, [])) - MOST, 0))
        for entry in adoption.entries.order_by("order")
    ]


def _ticked(entry: Entry) -> str:
    return "、".join(channel["name"] for channel in entry.channels if channel["ticked"])
