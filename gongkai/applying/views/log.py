"""The disclosure log (答复目录): answered requests without who asked, for everybody."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from gongkai.applying.addresses import LOG, log_path
from gongkai.applying.frame import of_entry
from gongkai.bodies.models import Body
from gongkai.cases.models import LogEntry
from gongkai.pages import listing
from gongkai.pages.sites import Link, PublicSite
from gongkai.pages.views import on_site_now

TITLE = "答复目录"


def public(site: PublicSite) -> QuerySet[LogEntry]:
    """What stands on a site: of its body, and of those under it."""
    entries = LogEntry.objects.filter(published_at__isnull=False, withdrawn_at=None)
    return entries.filter(body__in=Body.objects.under(site.body)).select_related("body")


class Rows:
    """A list that `paged` cuts into pages."""

    def __init__(self, site: PublicSite, found: QuerySet[LogEntry]) -> None:
        self.site, self.found = site, found

    def count(self) -> int:
        return self.found.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[tuple[LogEntry, str]]:
        return [(entry, self.site.path(log_path(entry.pk))) for entry in self.found[part]]


@on_site_now
def entries(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """What was answered, the last first; `body` cuts it down to one."""
    found = public(site)
    bodies = list(Body.objects.filter(pk__in=found.order_by().values("body")).order_by("order", "pk"))
    chosen = next((body for body in bodies if str(body.pk) == request.GET.get("body")), None)
    if chosen is not None:
        found = found.filter(body=chosen)
    context = of_entry(
        site,
        TITLE,
        rows=listing.paged(request, Rows(site, found)),
        bodies=bodies if len(bodies) > 1 else [],
        chosen=chosen,
        side_is_menu=False,
    )
    return render(request, "applying/log/entries.html", context)


@on_site_now
def entry(request: HttpRequest, site: PublicSite, number: str) -> HttpResponse:
    """One of them; what was withdrawn is gone."""
    found = (
        LogEntry.objects.filter(pk=int(number), body__in=Body.objects.under(site.body)).select_related("body").first()
    )
    if found is None or found.published_at is None:
        raise Http404
    above = Link(TITLE, site.path(LOG))
    if not found.is_public:
        context = of_entry(site, "答复已撤下", above, entry=found, side_is_menu=False)
        return render(request, "applying/log/withdrawn.html", context, status=410)
    return render(
        request, "applying/log/entry.html", of_entry(site, found.title, above, entry=found, side_is_menu=False)
    )
