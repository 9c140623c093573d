"""What the public asks for of records: lists, an item, its files, the library of policies, the gazette, search."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from urllib.parse import quote

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.utils import timezone

from gongkai.documents import store
from gongkai.documents.models import Release, ReviewedFile
from gongkai.documents.services.publication import origin_note
from gongkai.law.proactive import each
from gongkai.pages import listing, showing
from gongkai.pages.columns import Kind
from gongkai.pages.records import item as items
from gongkai.pages.records import lists
from gongkai.pages.records.addresses import CALENDAR, file_path, item_path
from gongkai.pages.sites import Link, PublicSite
from gongkai.pages.views import on_site

FIRST_MONTH: Final = date(2008, 5, 1)
"""The calendar begins with the Regulations."""


# --- frames ---------------------------------------------------------------------------------------------------------


def of_platform(site: PublicSite, title: str, **context: Any) -> dict[str, Any]:
    """The frame of a page that stands under the column 政府信息公开 itself."""
    column = showing.statutory_column(Kind.PLATFORM, site)
    trail = (*showing.trail_to_column(Kind.PLATFORM, site), Link(Kind.PLATFORM.label, site.column(Kind.PLATFORM)))
    around = showing.frame(site, title=title, column=column, trail=trail)
    return around | {"side": showing.side_of(site, Kind.PLATFORM)} | context


def trail_to_topic(site: PublicSite, slug: str) -> tuple[Link, ...]:
    """What stands above a page under a topic of the directory, the topic itself last."""
    above = (
        *showing.trail_to_column(Kind.STATUTORY, site),
        Link(Kind.STATUTORY.label, site.column(Kind.STATUTORY)),
    )
    for topic in showing.topics_of(site):
        for part in (topic, *topic.parts):
            if part.slug == slug:
                steps = (topic,) if part is topic else (topic, part)
                return (*above, *(Link(step.title, showing.address_of(step, site)) for step in steps))
    return above


# --- lists ----------------------------------------------------------------------------------------------------------


@on_site
def topic(request: HttpRequest, site: PublicSite, slug: str) -> HttpResponse:
    """A topic of the statutory content, and the information published under it and its parts."""
    here = next((found for found in each(showing.topics_of(site)) if found.slug == slug), None)
    if here is None:
        raise Http404
    context = showing.frame(
        site,
        title=here.title,
        column=showing.statutory_column(Kind.STATUTORY, site),
        trail=trail_to_topic(site, slug)[:-1],
    )
    context |= {
        "topic": here,
        "parts": [Link(part.title, showing.address_of(part, site)) for part in here.parts],
        "rows": listing.paged(request, lists.under(site, slug)),
        "side": showing.side_of(site, Kind.STATUTORY, here),
        "feed": "rss.xml",
    }
    return render(request, "pages/topic_of_directory.html", context)


@on_site
def latest(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """All that was published, newest first."""
    context = of_platform(site, "最新公开", rows=listing.paged(request, lists.under(site, "")))
    return render(request, "pages/records/latest.html", context | {"calendar": site.path(CALENDAR)})


@on_site
def calendar(request: HttpRequest, site: PublicSite, year: int | None = None, month: int | None = None) -> HttpResponse:
    """A month, with how much was published on each day."""
    today = timezone.localdate()
    first = _first_of(year or today.year, month or today.month)
    found = lists.month_of(site, first)
    at = site.path(CALENDAR)
    context = {
        "month": found,
        "at": at,
        "before": _month_link(at, found.before) if found.before >= FIRST_MONTH else None,
        "after": _month_link(at, found.after) if found.after <= today else None,
    }
    return render(request, "pages/records/calendar.html", of_platform(site, "按日期查看", **context))


def _first_of(year: int, month: int) -> date:
    if not 1 <= month <= 12 or not FIRST_MONTH <= (first := date(max(year, 1), month, 1)) <= timezone.localdate():
        raise Http404
    return first


def _month_link(at: str, first: date) -> Link:
    return Link(f"{first.year}年{first.month}月", f"{at}{first:%Y/%m}/")


@on_site
def day(request: HttpRequest, site: PublicSite, year: int, month: int, day: int) -> HttpResponse:
    """What was published on a day."""
    try:
        on = date(year, month, day)
    except ValueError as error:
        raise Http404 from error
    rows = listing.paged(request, lists.of_day(site, on))
    context = of_platform(site, f"{on.year}年{on.month}月{on.day}日公开", rows=rows)
    return render(request, "pages/records/latest.html", context | {"calendar": f"{site.path(CALENDAR)}{on:%Y/%m}/"})


@on_site
def policies(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """The library of regulations, normative and other policy documents."""
    library = lists.Library(site, request.GET.dict())
    column = showing.statutory_column(Kind.POLICY, site)
    context = showing.frame(
        site, title=Kind.POLICY.label, column=column, trail=showing.trail_to_column(Kind.POLICY, site)
    )
    kept = "&".join(f"{name}={value}" for name, value in library.asked.items())
    context |= {
        "rows": listing.paged(request, library),
        "facets": library.facets(),
        "kept": f"{kept}&" if kept else "",
        "introduction": showing.introduction_of(site, Kind.POLICY),
        "side": showing.side_of(site, Kind.POLICY),
    }
    return render(request, "pages/records/policies.html", context)


@on_site
def gazette(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """The issues of the gazette, and what stood in them."""
    issues = lists.gazette(site)
    return render(request, "pages/records/gazette.html", of_platform(site, "政府公报", issues=issues))


# --- one item -------------------------------------------------------------------------------------------------------


@on_site
def item(request: HttpRequest, site: PublicSite, number: int) -> HttpResponse:
    """The page of an item; where it was withdrawn, what is to be said of that."""
    release = items.live_release(site, number)
    if release is None:
        return _withdrawn(request, site, number)
    column = showing.statutory_column(Kind.STATUTORY, site)
    facts = items.facts_of(release, site)
    context = showing.frame(
        site, title=release.title, column=column, item=facts, trail=trail_to_topic(site, release.category)
    )
    context |= {
        "release": release,
        "box": items.box(release),
        "ended": release.effect in items.ENDED,
        "files": items.files_of(release, site),
        "relatives": items.relatives(release, site),
        "corrections": items.corrections(release),
        "origin": origin_note(release),
        "canonical": facts.url,
        "qr": site.path(f"{item_path(number)}ewm.svg"),
    }
    return render(request, "pages/records/item.html", context)


def _withdrawn(request: HttpRequest, site: PublicSite, number: int) -> HttpResponse:
    release = items.last_release(site, number)
    if release is None:
        raise Http404
    context = showing.frame(site, title="信息已撤下", trail=trail_to_topic(site, release.category))
    return render(request, "pages/records/withdrawn.html", context | {"release": release}, status=410)


def _live_or_404(site: PublicSite, number: int) -> Release:
    release = items.live_release(site, number)
    if release is None:
        raise Http404
    return release


def _file_or_404(release: Release, number: int) -> ReviewedFile:
    found = ReviewedFile.objects.filter(review=release.review_id, number=number).select_related("file").first()
    if found is None:
        raise Http404
    return found


@on_site
def file(request: HttpRequest, site: PublicSite, number: int, file: int, name: str) -> Any:
    """A file of a public item. It runs nothing in the browser, whatever is in it."""
    release = _live_or_404(site, number)
    found = _file_or_404(release, file)
    if name != found.name:
        return HttpResponsePermanentRedirect(site.path(file_path(number, file, found.name)))
    shown = found.file.media_type in items.SHOWN_IN_PLACE
    answer = FileResponse(store.opened(found.file_id), content_type=found.file.media_type)
    answer.headers["Content-Disposition"] = (
        f"{'inline' if shown else 'attachment'}; filename*=UTF-8''{quote(found.name)}"
    )
    answer.headers["Content-Length"] = str(found.file.size)
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
    return answer


@on_site
def text_of_file(request: HttpRequest, site: PublicSite, number: int, file: int) -> HttpResponse:
    """What was read of a file that a browser does not show."""
    release = _live_or_404(site, number)
    found = _file_or_404(release, file)
    trail = (*trail_to_topic(site, release.category), Link(release.title, site.path(item_path(number))))
    context = showing.frame(site, title=found.name, trail=trail)
    context |= {
        "lines": [line for line in found.file.text.splitlines() if line.strip()],
        "url": site.path(file_path(number, file, found.name)),
        "size": items.size_of(found.file.size),
    }
    return render(request, "pages/records/file.html", context)


@on_site
def qr(request: HttpRequest, site: PublicSite, number: int) -> HttpResponse:
    """The address of an item's page as a drawing that a telephone reads."""
    release = _live_or_404(site, number)
    return HttpResponse(items.qr(items.canonical(release, site)), content_type="image/svg+xml")
