"""What a supervisor sees of the bodies under it over a period: in time or not, with what outcomes, corrected how often;
whose reports are there. One grouped query a kind of record, however many bodies."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.bodies.models import Body
from gongkai.cases.figures import rows_of
from gongkai.cases.models import Case, Remedy
from gongkai.filings.charts import Chart, Series, bars, lines, stacked
from gongkai.filings.enums import Scope
from gongkai.filings.models import Filing, FilingRelease, Quarter
from gongkai.filings.quarterly import period_of
from gongkai.filings.services.quarters import OPEN_TO_CHANGE
from gongkai.law.remedy import RESULTS
from gongkai.report.form import EDITIONS

FORM: Final = EDITIONS["2021"]
OUTCOMES: Final = {
    "granted": "予以公开",
    "partial": "部分公开",
    "refused": "不予公开",
    "unavailable": "无法提供",
    "not_processed": "不予处理",
    "other": "其他处理",
}
"""The groups of table three that say what became of a request."""
GROUNDS: Final = {row.key: row.label for row in FORM.rows if row.key.startswith("refused.")}
MOST_COMPARED: Final = 12
"""Bodies in one chart."""


class Period(NamedTuple):
    """A year, or a quarter of it."""

    year: int
    quarter: int = 0

    @property
    def days(self) -> tuple[date, date]:
        if self.quarter:
            return period_of(self.year, self.quarter)
        return date(self.year, 1, 1), date(self.year, 12, 31)

    def __str__(self) -> str:
        return f"{self.year}年{f'第{self.quarter}季度' if self.quarter else ''}"


@dataclass
class Row:
    """One body, or all of them together (`body` is None).

    Counts are of requests but for `decided` and `corrected`, which are of reconsiderations and suits that ended in the
    period. `overdue` are those past their limit today. A rate is None where there is nothing to take it of.
    """

    body: Body | None
    received: int = 0
    settled: int = 0
    late: int = 0
    open: int = 0
    overdue: int = 0
    outcomes: dict[str, int] = field(default_factory=lambda: dict.fromkeys(OUTCOMES, 0))
    grounds: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GROUNDS, 0))
    decided: int = 0
    corrected: int = 0
    quarters: int = 0
    filing: Filing | None = None
    published_on: date | None = None

    @property
    def in_time(self) -> float | None:
        """The share of what was settled that was settled in time."""
        return 1 - self.late / self.settled if self.settled else None

    @property
    def in_time_shown(self) -> str:
        return "—" if self.in_time is None else f"{self.in_time:.1%}"

    @property
    def corrected_rate(self) -> float | None:
        return self.corrected / self.decided if self.decided else None

    @property
    def filed_late(self) -> bool:
        """Whether its report is public after its due day, or due and not public."""
        if self.filing is None:
            return False
        return (self.published_on or timezone.localdate()) > self.filing.due_on

    def add(self, other: Row) -> None:
        for name in ("received", "settled", "late", "open", "overdue", "decided", "corrected", "quarters"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for name, count in other.outcomes.items():
            self.outcomes[name] += count
        for name, count in other.grounds.items():
            self.grounds[name] += count


@dataclass(frozen=True)
class Board:
    period: Period
    rows: list[Row]
    whole: Row


def board(user: User, period: Period) -> Board:
    """The bodies that somebody supervises and that existed at the end of a period, in their order."""
    first, last = period.days
    bodies = list(bodies_where(user, Right.SUPERVISE).on(min(last, timezone.localdate())).order_by("order", "path"))
    rows = {body.pk: Row(body) for body in bodies}
    for number, counts in _requests(rows, first, last):
        _take_requests(rows[number], counts)
    for number, counts in _remedies(rows, first, last):
        rows[number].decided, rows[number].corrected = counts["decided"], counts["corrected"]
    _take_reports(rows, period)
    whole = Row(None)
    for row in rows.values():
        whole.add(row)
    return Board(period, list(rows.values()), whole)


# --- counting -------------------------------------------------------------------------------------------------------


def _requests(bodies: Iterable[int], first: date, last: date) -> Iterator[tuple[int, Mapping[str, int]]]:
    settled = Q(settled_on__range=(first, last))
    conditions = {key.replace(".", "__"): row.when(first, last) for key, row in rows_of(FORM).items()}
    conditions |= {
        "late": settled & Q(in_time=False),
        "overdue": Q(closed_on=None, reply_due_on__lt=timezone.localdate()),
    }
    yield from _by_body(Case.objects.valid().filter(body__in=bodies), "body", conditions)


def _take_requests(row: Row, counts: Mapping[str, int]) -> None:
    row.received, row.settled, row.open = counts["new"], counts["total"], counts["carried_forward"]
    row.late, row.overdue = counts["late"], counts["overdue"]
    for name, count in counts.items():
        group, _, ground = name.partition("__")
        if group in row.outcomes:
            row.outcomes[group] += count
        if group == "refused":
            row.grounds[f"refused.{ground}"] = count


def _remedies(bodies: Iterable[int], first: date, last: date) -> Iterator[tuple[int, Mapping[str, int]]]:
    decided = Q(decided_on__range=(first, last))
    corrected = [each.key for each in RESULTS if each.column == "corrected"]
    conditions = {"decided": decided, "corrected": decided & Q(result__in=corrected)}
    found = Remedy.objects.filter(case__body__in=bodies, case__voided_at=None)
    yield from _by_body(found, "case__body", conditions)


def _by_body(found: QuerySet[Any], body: str, conditions: Mapping[str, Q]) -> Iterator[tuple[int, Mapping[str, int]]]:
    counts = {f"n_{name}": Count("pk", filter=condition) for name, condition in conditions.items()}
    for row in found.order_by().values(body).annotate(**counts):
        yield row[body], {name: row[f"n_{name}"] for name in conditions}


def _take_reports(rows: Mapping[int, Row], period: Period) -> None:
    own = {"body__in": rows, "year": period.year, "scope": Scope.OWN}
    for filing in Filing.objects.filter(**own).defer("counted", "read"):
        rows[filing.body_id].filing = filing
    for number, day in FilingRelease.objects.current().filter(**own).values_list("body", "first_published_on"):
        rows[number].published_on = day
    handed_in = Quarter.objects.filter(body__in=rows, year=period.year).exclude(state__in=OPEN_TO_CHANGE)
    if period.quarter:
        handed_in = handed_in.filter(quarter=period.quarter)
    for number, count in handed_in.order_by().values_list("body").annotate(Count("pk")):
        rows[number].quarters = count


# --- over the years -------------------------------------------------------------------------------------------------

TREND: Final = {
    "requests.new.total": "新收申请",
    "requests.total.total": "办结申请",
    "requests.carried_forward.total": "结转下年",
}


class Trend(NamedTuple):
    """Sums of the published reports of bodies, by year; `reports` is how many there are of each year."""

    years: tuple[int, ...]
    reports: tuple[int, ...]
    values: Mapping[str, tuple[int | None, ...]]


def trend(bodies: Iterable[Body], last: int, *, count: int = 6) -> Trend:
    """What published reports say of some years up to one. A year without any report has no value; a cell that a report
    leaves blank adds nothing."""
    years = tuple(range(last - count + 1, last + 1))
    found = FilingRelease.objects.current().filter(body__in=list(bodies), year__in=years, scope=Scope.OWN)
    by_year: dict[int, list[Mapping[str, Any]]] = {year: [] for year in years}
    for year, cells in found.values_list("year", "cells"):
        by_year[year].append(cells)
    values = {
        cell: tuple(
            sum(int(each.get(cell) or 0) for each in by_year[year]) if by_year[year] else None for year in years
        )
        for cell in TREND
    }
    return Trend(years, tuple(len(by_year[year]) for year in years), values)


# --- charts ---------------------------------------------------------------------------------------------------------


def name_of(body: Body | None) -> str:
    return "合计" if body is None else body.short_name or body.name


def charts(found: Board, over: Trend) -> list[str]:
    """The charts of a board as SVG: trend, outcomes, grounds, who has how many requests, who was late."""
    busiest = sorted((row for row in found.rows if row.received or row.settled), key=lambda row: -row.settled)
    busiest = busiest[:MOST_COMPARED]
    names = tuple(name_of(row.body) for row in busiest)
    made = []
    if any(over.reports):
        series = tuple(Series(label, over.values[cell]) for cell, label in TREND.items())
        made.append(lines(Chart("历年申请（已公开的年度报告）", tuple(map(str, over.years)), series, "件")))
    if busiest:
        outcomes = tuple(Series(label, tuple(row.outcomes[key] for row in busiest)) for key, label in OUTCOMES.items())
        made.append(stacked(Chart(f"{found.period}办理结果", names, outcomes, "件")))
        late = (
            Series("办结", tuple(row.settled for row in busiest)),
            Series("逾期", tuple(row.late for row in busiest)),
        )
        made.append(bars(Chart(f"{found.period}办结和逾期", names, late, "件")))
    if grounds := {key: count for key, count in found.whole.grounds.items() if count}:
        labels = tuple(GROUNDS[key] for key in grounds)
        made.append(
            bars(Chart(f"{found.period}不予公开的理由", labels, (Series("件数", tuple(grounds.values())),), "件"))
        )
    return made
