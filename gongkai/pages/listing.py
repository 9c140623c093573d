"""Lists of what was published: plain rows, newest first, a page at a time."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.core.paginator import EmptyPage, PageNotAnInteger, Paginator
from django.core.paginator import Page as Slice
from django.db.models import F, QuerySet
from django.db.models.functions import Substr
from django.http import Http404, HttpRequest
from wagtail.models import Page

from gongkai.pages.cache import PAGED
from gongkai.pages.columns import Kind, place
from gongkai.pages.models import ArticlePage, ChannelPage, ColumnPage, TopicPage
from gongkai.pages.sites import PublicSite, sites

LENGTH: Final = 20
"""How many rows a page has."""
SHORT: Final = 6
"""How many rows stand under each heading of a home page."""


class Row(NamedTuple):
    """An entry of a list, as it is shown: `at` is when it was published, or on which day; `whose` the name of the body
    where a list gathers from several."""

    title: str
    url: str
    at: datetime | date | None
    whose: str = ""


def paged(request: HttpRequest, rows: Any) -> Slice[Any]:
    """The page that the address asks for, of rows that are counted and cut: a list, a query, a `Placed`.

    Raises:
        Http404: there is no such page.
    """
    setattr(request, PAGED, True)
    try:
        return Paginator(rows, LENGTH).page(request.GET.get("page", 1))
    except (EmptyPage, PageNotAnInteger) as error:
        raise Http404 from error


def articles(parent: Page) -> QuerySet[Any]:
    """The articles under a page, newest first."""
    return newest(ArticlePage.objects.live().child_of(parent))


def newest(found: QuerySet[Any]) -> QuerySet[Any]:
    return found.only("title", "url_path", "first_published_at").order_by(
        F("first_published_at").desc(nulls_last=True), "-pk"
    )


def row_of(page: Page, site: PublicSite, *, whose: str = "") -> Row:
    return Row(page.title, site.url_of(page.url_path), page.first_published_at, whose)


def listed(request: HttpRequest, site: PublicSite, found: QuerySet[Any]) -> Slice[Any]:
    """A page of rows out of a site's own pages."""
    page = paged(request, found)
    page.object_list = [row_of(each, site) for each in page.object_list]
    return page


class Heading(NamedTuple):
    """A heading of a home page, and the newest of what stands under it."""

    title: str
    url: str
    rows: list[Row]


def headings(site: PublicSite, home: Page) -> list[Heading]:
    """The channels of a home page that have something to show."""
    channels = ChannelPage.objects.live().child_of(home).order_by("path").only("title", "url_path", "path", "depth")
    made = [
        Heading(
            channel.title,
            site.url_of(channel.url_path),
            [row_of(each, site) for each in articles(channel)[:SHORT]],
        )
        for channel in channels
    ]
    return [heading for heading in made if heading.rows]


def topics(site: PublicSite, home: Page) -> list[Row]:
    found = TopicPage.objects.live().child_of(home)
    return [row_of(each, site) for each in newest(found)[:SHORT]]


def gathered_reports(site: PublicSite) -> QuerySet[Any]:
    """The annual reports on the sites of all bodies under this one's (国办公开办函〔2019〕61号)."""
    places = [each.root + place(Kind.ANNUAL) for each in sites().under(site)]
    columns = ColumnPage.objects.filter(url_path__in=places).values("path")
    above = Substr("path", 1, F("depth") * Page.steplen - Page.steplen)
    return newest(ArticlePage.objects.live().annotate(above=above).filter(above__in=columns))


def gathered(request: HttpRequest, site: PublicSite) -> Slice[Any]:
    page = paged(request, gathered_reports(site))
    rows = []
    for report in page.object_list:
        other = sites().of(report.url_path)
        if other is not None:
            link = site.link_to(other, report.url_path.removeprefix(other.root))
            rows.append(Row(report.title, link.url, report.first_published_at, other.body.name))
    page.object_list = rows
    return page
