"""The addresses of a host's pages and records, for crawlers: an index of parts, each no larger than it may be."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from wagtail.models import Page

from gongkai.documents.models import Release
from gongkai.documents.models.release import ReleaseQuerySet
from gongkai.filings.models import FilingRelease
from gongkai.pages.records.addresses import item_path
from gongkai.pages.reports.addresses import report_path
from gongkai.pages.sites import PublicSite, sites
from gongkai.pages.views import on_site

MOST: Final = 50_000
"""How many addresses a part may hold (sitemaps.org)."""


@on_site
def index(request: HttpRequest, site: PublicSite) -> HttpResponse:
    parts = -(-_records(site).count() // MOST)
    urls = [reverse("sitemap_pages"), *(reverse("sitemap_records", args=[part]) for part in range(1, parts + 1))]
    context = {"urls": [site.origin + url for url in urls]}
    return render(request, "pages/sitemap_index.xml", context, content_type="application/xml")


@on_site
def pages(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """The pages of a host; the newest, where there are more than a part may hold."""
    found = Page.objects.live().filter(url_path__startswith=site.host_root).order_by("-last_published_at")
    shut = tuple(other.root for other in sites() if other.closed)
    rows = [
        (site.origin + site.url_of(url_path), at)
        for url_path, at in found.values_list("url_path", "last_published_at")
        if not url_path.startswith(shut)
    ]
    return _part(request, [*_reports(site), *rows][:MOST])


def _reports(site: PublicSite) -> list[tuple[str, datetime | None]]:
    """The annual reports of the bodies whose sites are on a host."""
    at = {each.body.pk: each for each in _on_host(site)}
    found = FilingRelease.objects.current().filter(body__in=at).order_by("-year", "body")
    rows = found.values_list("body_id", "year", "scope", "published_at")
    return [(site.origin + at[body].path(report_path(year, scope)), when) for body, year, scope, when in rows]


@on_site
def records(request: HttpRequest, site: PublicSite, part: int) -> HttpResponse:
    """A part of the records of those bodies whose sites are on this host."""
    rows = _records(site).order_by("item_id").values_list("body_id", "item_id", "released_at")
    found = list(rows[(part - 1) * MOST : part * MOST]) if part > 0 else []
    if not found:
        raise Http404
    at = {each.body.pk: each for each in _on_host(site)}
    return _part(request, [(site.origin + at[body].path(item_path(item)), when) for body, item, when in found])


def _records(site: PublicSite) -> ReleaseQuerySet:
    return Release.objects.live().filter(body__in=[each.body.pk for each in _on_host(site)])


def _on_host(site: PublicSite) -> list[PublicSite]:
    return [each for each in sites() if each.origin == site.origin and not each.closed]


def _part(request: HttpRequest, rows: list[tuple[str, datetime | None]]) -> HttpResponse:
    return render(request, "pages/sitemap.xml", {"pages": rows}, content_type="application/xml")
