"""RSS and Atom feeds of what a site publishes: all of it, or under a topic of the directory."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed

from gongkai.documents.directory import titles
from gongkai.documents.models import Release
from gongkai.law.proactive import each
from gongkai.pages import showing
from gongkai.pages.columns import Kind
from gongkai.pages.records import lists
from gongkai.pages.records.addresses import item_path
from gongkai.pages.records.item import canonical
from gongkai.pages.sites import PublicSite
from gongkai.pages.views import on_site

LENGTH: Final = 50
FORMATS: Final[dict[str, type[Rss201rev2Feed] | type[Atom1Feed]]] = {"rss": Rss201rev2Feed, "atom": Atom1Feed}


@on_site
def feed(request: HttpRequest, site: PublicSite, form: str, slug: str = "") -> HttpResponse:
    """The newest of what stands on a site under a topic, or at all."""
    topic = next((found for found in each(showing.topics_of(site)) if found.slug == slug), None)
    if slug and topic is None:
        raise Http404
    title = f"{site.name}：{titles()[slug] if slug else '最新公开'}"
    link = site.origin + (showing.address_of(topic, site) if topic is not None else site.column(Kind.PLATFORM))
    made = FORMATS[form](
        title=title,
        link=link,
        description=title,
        language="zh-CN",
        feed_url=site.origin + request.path,
        author_name=site.duties.organiser,
    )
    for release in _newest(site, slug):
        made.add_item(**_entry(release, site))
    return HttpResponse(made.writeString("utf-8"), content_type=made.content_type)


def _newest(site: PublicSite, slug: str) -> list[Release]:
    return lists.releases_of(lists.placed(site, slug)[:LENGTH])


def _entry(release: Release, site: PublicSite) -> dict[str, Any]:
    at: datetime = release.published_at
    return {
        "title": release.title,
        "link": canonical(release, site),
        "description": release.summary or release.title,
        "pubdate": at,
        "updateddate": release.released_at,
        "unique_id": f"{site.origin}{site.path(item_path(release.item_id))}",
        "unique_id_is_permalink": False,
        "author_name": release.issuer,
        "categories": [titles()[release.category]] if release.category in titles() else [],
    }
