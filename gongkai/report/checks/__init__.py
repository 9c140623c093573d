"""Checks on an annual report: `check(report, …)` → what was found, and what could not be assessed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from gongkai.report.checks.catalogue import CATALOGUE, ORDER
from gongkai.report.checks.model import Check, Context, Finding, Hit, NotAssessed, Severity, Skip
from gongkai.report.checks.tally import TABLES
from gongkai.report.form import edition_for
from gongkai.report.model import Report

__all__ = ["CATALOGUE", "Context", "Finding", "NotAssessed", "Result", "Severity", "check", "check_in"]

_RANK = {severity: rank for rank, severity in enumerate(Severity)}
MOST_REASONS = 4


class Result(NamedTuple):
    """What the checks found, in the catalogue's order of work and the gravest of a group first; what was left open."""

    findings: tuple[Finding, ...]
    not_assessed: tuple[NotAssessed, ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.severity is severity)

    def without(self, code: str) -> Result:
        """All but what one check says."""
        return Result(
            tuple(finding for finding in self.findings if finding.code != code),
            tuple(item for item in self.not_assessed if item.code != code),
        )

    @property
    def errors(self) -> tuple[Finding, ...]:
        return self.of(Severity.ERROR)

    @property
    def warnings(self) -> tuple[Finding, ...]:
        return self.of(Severity.WARNING)

    @property
    def notices(self) -> tuple[Finding, ...]:
        return self.of(Severity.NOTICE)

    @property
    def ok(self) -> bool:
        """No error: the report does not contradict itself, the form or the law, as far as it could be assessed."""
        return not self.errors


def check(
    report: Report,
    *,
    previous: Iterable[Report] = (),
    children: Iterable[Report] = (),
    siblings: Iterable[Report] = (),
    expected_bodies: Iterable[str] = (),
    published: date | None = None,
    url: str = "",
    due: date | None = None,
    overview_limit: int | None = 1000,
    sole: bool = True,
) -> Result:
    """Check a report by the whole catalogue.

    Args:
        report: the report under check.
        previous: earlier reports of the same body or its predecessor, and other versions of this one. Those of other
            bodies are passed over.
        children: reports of the subordinate bodies for the same year, when this is a government's.
        siblings: reports of other bodies of the same government.
        expected_bodies: names of the bodies that must report.
        published, url: when and where it was published, if known beside what the page says.
        due: a local due date stricter than the law's.
        overview_limit: most characters of section one, None for no limit.
        sole: whether this is the only report checked against `previous`. Then earlier reports that are all of one other
            body are taken for its predecessor's.
    """
    return check_in(
        Context(
            report=report,
            previous=tuple(sorted(previous, key=lambda each: each.year or 0, reverse=True)),
            children=tuple(children),
            siblings=tuple(siblings),
            expected_bodies=tuple(expected_bodies),
            published=published,
            url=url,
            due=due,
            overview_limit=overview_limit,
            sole=sole,
        )
    )


def check_in(context: Context, checks: Iterable[Check] | None = None) -> Result:
    """Run some checks, or all that are for the report's edition. An exception in a check is not caught."""
    report = context.report
    edition = report.edition or (edition_for(report.year).name if report.year else None)
    findings: list[Finding] = []
    not_assessed: list[NotAssessed] = []
    for each in CATALOGUE.values() if checks is None else checks:
        if each.editions and edition is not None and edition not in each.editions:
            continue
        reasons: dict[str, None] = {}
        for found in each.run(context):
            if isinstance(found, Skip):
                reasons.setdefault(found.reason)
            else:
                findings.append(_finding(report, each, found))
        if reasons:
            not_assessed.append(NotAssessed(each.code, _joined(list(reasons))))
    findings.sort(key=lambda finding: (ORDER.index(finding.code[0]), _RANK[finding.severity], finding.code))
    return Result(tuple(findings), tuple(not_assessed))


def _finding(report: Report, each: Check, hit: Hit) -> Finding:
    return Finding(
        code=each.code,
        severity=hit.severity or each.severity,
        message=hit.message,
        cells=hit.cells,
        where=hit.where or _place(report, hit.cells),
        expected=hit.expected,
        found=hit.found,
        rule=each.rule,
        advice=each.advice,
        reading=hit.reading,
    )


def _place(report: Report, cells: tuple[str, ...]) -> str:
    """Where cells stood: the table, and its row or from which row to which."""
    places = [report.places[key]._replace(column=0, box=None) for key in cells if key in report.places]
    if not places:
        return ""
    table = TABLES[next(key for key in cells if key in report.places).partition(".")[0]]
    rows = list(dict.fromkeys(str(place) for place in sorted(places, key=lambda each: each[:5])))
    return f"{table}，{rows[0]}" if len(rows) == 1 else f"{table}，{rows[0]}至{rows[-1]}"


def _joined(reasons: list[str]) -> str:
    more = f"等{len(reasons)}处" if len(reasons) > MOST_REASONS else ""
    return "；".join(reasons[:MOST_REASONS]) + more
