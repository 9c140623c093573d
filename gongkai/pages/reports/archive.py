"""Which reports a site shows: those of its body, of the bodies it came out of, and of those under it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django.db.models import Q

from gongkai.bodies.models import Body, Succession
from gongkai.filings.enums import Scope
from gongkai.filings.models import FilingRelease, FilingReleaseQuerySet
from gongkai.pages.reports.addresses import path_of
from gongkai.pages.sites import Link, PublicSite, sites

HEAVY: Final = ("data", "trace", "behind")
"""What of a release no list needs."""


def own(site: PublicSite) -> FilingReleaseQuerySet:
    """The reports of a site's body and of those that it took the place of, the newest year first."""
    return of_line(site.body)


def of_line(body: Body) -> FilingReleaseQuerySet:
    found = FilingRelease.objects.current().filter(body__in=line_of(body)).select_related("body")
    return found.defer(*HEAVY).order_by("-year", "scope", "body")


def line_of(body: Body) -> set[int]:
    """A body and those that it came out of, however far back."""
    return _along(body, "successor", "predecessor")


def heirs_of(body: Body) -> set[int]:
    """A body and those that came out of it."""
    return _along(body, "predecessor", "successor")


def _along(body: Body, here: str, there: str) -> set[int]:
    found, last = {body.pk}, {body.pk}
    while last:
        further = Succession.objects.filter(**{f"{here}__in": last}).values_list(there, flat=True)
        last = set(further) - found
        found |= last
    return found


def gathered(site: PublicSite) -> FilingReleaseQuerySet:
    """The reports of all bodies under a site's (国办公开办函〔2019〕61号)."""
    under = FilingRelease.objects.current().filter(body__path__startswith=site.body.path).exclude(body=site.body.pk)
    return under.select_related("body").defer(*HEAVY).order_by("-year", "body__order", "body__path", "scope")


def found(site: PublicSite, year: int, scope: Scope, version: int = 0, whose: int = 0) -> FilingRelease | None:
    """A report of the site's body, or of one it came out of, or of one that is named (`whose`) and has its reports
    shown here: the version that holds, or one by its number."""
    shown = _shown(site) & Q(body=whose) if whose else Q(body__in=line_of(site.body))
    line = FilingRelease.objects.filter(shown, year=year, scope=scope)
    asked = line.filter(version=version) if version else line.current()
    every = list(asked.select_related("body", "html", "docx", "pdf", "json").order_by("-pk"))
    return next((each for each in every if each.body_id == site.body.pk), every[0] if every else None)


def comparable(site: PublicSite) -> FilingReleaseQuerySet:
    """What may be put beside each other on a site."""
    return FilingRelease.objects.current().filter(_shown(site)).select_related("body")


def _shown(site: PublicSite) -> Q:
    return Q(body__in=line_of(site.body)) | Q(body__path__startswith=site.body.path)


def link_to(release: FilingRelease, site: PublicSite) -> Link:
    """A link to a report: on the site of its body where there is one, otherwise where it is shown."""
    there = next((each for each in sites() if each.body.pk == release.body_id and not each.closed), None)
    if there is None:
        return Link(release.title, site.path(path_of(release, site.body.pk, holds=True)))
    return Link(release.title, site.link_to(there, path_of(release, there.body.pk, holds=True)).url)


def numbers(releases: Iterable[FilingRelease], cell: str) -> tuple[Any, ...]:
    """A cell of several reports; None where one leaves it blank or lacks it."""
    return tuple(release.cells.get(cell) for release in releases)
