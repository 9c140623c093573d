"""The reports of a body over the years, under whatever name it had: which there are, and whether one follows from the
one before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from django.utils import timezone

from gongkai.bodies.enums import Change
from gongkai.bodies.models import Body, Succession
from gongkai.filings.enums import Scope
from gongkai.filings.models import Filing, FilingRelease
from gongkai.filings.services.reports import report_of, report_of_release
from gongkai.report import NotMergeable, Report, merge
from gongkai.report.checks import Context, Finding, NotAssessed, check_in
from gongkai.report.checks.years import YEARS

FIRST_STATUTORY: Final = 2019
"""From here on reports have the statutory form."""
MOST_YEARS: Final = 30
_CHECKS: Final = tuple(check for check in YEARS if check.code != "B12")
"""What one year hands on to the next; the sum of subordinate bodies (B12) is no matter of years."""
_IS_THE_SAME: Final = (Change.RENAMED, Change.MERGED, Change.SPLIT)
"""Changes by which a body comes to be; a function that is moved goes to one that there is."""


class Entry(NamedTuple):
    """A report of a year: of this body, or of one that it came out of."""

    body: Body
    filing: Filing
    release: FilingRelease | None

    @property
    def edition(self) -> str:
        return self.filing.edition


class Year(NamedTuple):
    """A year of a body. `bodies` are what it was then: itself, or those that it came out of; of which `missing` have no
    report. What the checks found against the year before is in `findings`."""

    year: int
    bodies: tuple[Body, ...]
    entries: tuple[Entry, ...]
    findings: tuple[Finding, ...] = ()
    not_assessed: tuple[NotAssessed, ...] = ()

    @property
    def missing(self) -> tuple[Body, ...]:
        there = {each.body for each in self.entries}
        return tuple(body for body in self.bodies if body not in there)

    @property
    def is_public(self) -> bool:
        return bool(self.entries) and all(each.release is not None for each in self.entries) and not self.missing

    @property
    def left_open(self) -> list[tuple[str, str]]:
        """What could not be checked: why, and which checks."""
        codes: dict[str, list[str]] = defaultdict(list)
        for each in self.not_assessed:
            codes[each.reason].append(each.code)
        return [(reason, "、".join(dict.fromkeys(every))) for reason, every in codes.items()]

    @property
    def editions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(each.edition for each in self.entries))


class Lineage:
    """What a body was on any day: itself, or the bodies that it came out of, at any remove."""

    def __init__(self, body: Body) -> None:
        self.body = body
        self._origins: dict[int, list[Succession]] = defaultdict(list)
        found, asked = {body.pk: body}, [body.pk]
        while asked:
            changes = Succession.objects.filter(successor__in=asked, change__in=_IS_THE_SAME)
            asked = []
            for each in changes.select_related("predecessor"):
                self._origins[each.successor_id].append(each)
                if each.predecessor_id not in found:
                    found[each.predecessor_id] = each.predecessor
                    asked.append(each.predecessor_id)
        self.bodies: tuple[Body, ...] = tuple(found.values())

    def on(self, day: date) -> tuple[Body, ...]:
        """What the body was on a day; empty where there was none of it yet, or any more."""
        return tuple(dict.fromkeys(self._on(self.body, day, frozenset())))

    def _on(self, body: Body, day: date, passed: frozenset[int]) -> Iterator[Body]:
        if body.pk in passed:
            return
        began = self._began(body)
        if began is not None and day < began:
            for each in self._origins[body.pk]:
                yield from self._on(each.predecessor, day, passed | {body.pk})
        elif body.valid_until is None or day < body.valid_until:
            yield body

    def _began(self, body: Body) -> date | None:
        """Since when a body is; a rename tells where its own dates do not."""
        renamed = [each.on for each in self._origins[body.pk] if each.change == Change.RENAMED]
        return body.valid_from or min(renamed, default=None)


def became(body: Body) -> list[Succession]:
    """What became of a body."""
    return list(Succession.objects.filter(predecessor=body).select_related("successor"))


def years_of(body: Body, scope: Scope = Scope.OWN) -> list[Year]:
    """The years of a body from the first report on to the last that can be due, the newest first; not yet checked."""
    lineage = Lineage(body)
    by_year: dict[int, list[Entry]] = defaultdict(list)
    for entry in _entries(lineage.bodies, scope):
        by_year[entry.filing.year].append(entry)
    last = timezone.localdate().year - 1
    first = max(min(by_year, default=last), last - MOST_YEARS)
    years = []
    for year in range(last, first - 1, -1):
        then = lineage.on(date(year, 12, 31))
        entries = tuple(each for each in by_year[year] if each.body in then) or tuple(by_year[year])
        if then or entries:
            years.append(Year(year, then, entries))
    return years


def _entries(bodies: Iterable[Body], scope: Scope) -> Iterator[Entry]:
    filings = Filing.objects.filter(body__in=bodies, scope=scope).select_related("body").prefetch_related("sections")
    current = {each.filing_id: each for each in FilingRelease.objects.current().filter(filing__in=filings)}
    for filing in filings.order_by("-year", "body"):
        yield Entry(filing.body, filing, current.get(filing.pk))


def checked(years: list[Year]) -> list[Year]:
    """The years, each held against the one before: what was carried over against what was carried forward, and so on
    (checks B01–B11)."""
    reports = {each.year: [_report(entry) for entry in each.entries] for each in years}
    return [_against(each, reports[each.year], reports.get(each.year - 1, [])) for each in years]


def _against(year: Year, reports: list[Report], before: list[Report]) -> Year:
    findings: list[Finding] = []
    open_still: list[NotAssessed] = []
    for report in reports:
        result = check_in(Context(report=report, previous=tuple(_together(before))), _CHECKS)
        findings += result.findings
        open_still += result.not_assessed
    return year._replace(findings=tuple(findings), not_assessed=tuple(open_still))


def _report(entry: Entry) -> Report:
    return report_of_release(entry.release) if entry.release is not None else report_of(entry.filing)


def _together(reports: list[Report]) -> list[Report]:
    """The reports of the bodies that one came out of, added up, under all their names."""
    if len(reports) < 2:
        return reports
    try:
        whole = merge(reports).report
    except NotMergeable:
        return []
    return [replace(whole, body="、".join(each.body or "" for each in reports), notes=[])]
