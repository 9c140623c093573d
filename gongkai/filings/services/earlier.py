"""The reports that a report is held against: of the body and its predecessors, of the bodies beside it."""

from __future__ import annotations

from collections.abc import Iterable

from gongkai.bodies.models import Body, Succession
from gongkai.filings.enums import Scope
from gongkai.filings.models import Filing, FilingRelease
from gongkai.filings.services.reports import report_of_release
from gongkai.report import Report


def line_of(body: Body) -> list[int]:
    """The numbers of a body and of all that it came out of."""
    found, ahead = [body.pk], [body.pk]
    while ahead:
        before = Succession.objects.filter(successor__in=ahead).values_list("predecessor", flat=True)
        ahead = [number for number in before if number not in found]
        found += dict.fromkeys(ahead)
    return found


def earlier_releases(filing: Filing) -> Iterable[FilingRelease]:
    """What the body and those before it published for this year and earlier ones, the newest first."""
    found = FilingRelease.objects.current().filter(body__in=line_of(filing.body), scope=filing.scope)
    return found.filter(year__lte=filing.year).defer("trace", "behind").order_by("-year", "-version")


def previous_reports(filing: Filing) -> list[Report]:
    """Earlier years alone: a correction is not held against what it corrects."""
    return [report_of_release(each) for each in earlier_releases(filing) if each.year < filing.year]


def former_report(filing: Filing) -> Report | None:
    """The report for the year before; of the body itself before one of its predecessors."""
    found = [each for each in earlier_releases(filing) if each.year == filing.year - 1]
    found.sort(key=lambda each: each.body_id != filing.body_id)
    return report_of_release(found[0]) if found else None


def siblings(filing: Filing) -> list[Report]:
    """What other bodies of the same government published for the year."""
    if filing.body.parent_id is None or filing.scope != Scope.OWN:
        return []
    found = FilingRelease.objects.current().filter(
        body__parent=filing.body.parent_id, year=filing.year, scope=Scope.OWN
    )
    return [report_of_release(each) for each in found.exclude(body=filing.body_id).defer("trace", "behind")]
