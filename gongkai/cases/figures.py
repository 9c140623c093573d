"""Sections three and four of the annual report, counted from the records. What a cell counts is said once (`REQUESTS`,
`REMEDIES`): the report, the records behind a cell and the cells that a case moves are all made of that.

How a request is counted that was decided twice, or not confirmed, or settled late: decision 0030.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from gongkai.bodies.models import Body
from gongkai.cases.enums import Procedure
from gongkai.cases.models import Case, Remedy
from gongkai.law.outcomes import OUTCOMES
from gongkai.law.remedy import RESULTS
from gongkai.report.form import APPLICANTS, Edition, edition_for
from gongkai.report.form import REMEDIES as BLOCKS
from gongkai.report.form import RESULTS as RESULT_COLUMNS

When = Callable[[date, date], Q]
"""A condition on records, by the first and the last day of a year."""


class Counted(NamedTuple):
    """What is counted: in Chinese for who follows a figure to its records, and as a condition."""

    means: str
    when: When


def years(year: int) -> tuple[date, date]:
    """The statistical period of a year's report."""
    return date(year, 1, 1), date(year, 12, 31)


# --- section three: requests ----------------------------------------------------------------------------------------


def _not_settled_before(day: date) -> Q:
    return Q(settled_on=None) | Q(settled_on__gte=day)


def _settled(first: date, last: date) -> Q:
    return Q(settled_on__range=(first, last))


REQUESTS: Final[Mapping[str, Counted]] = {
    "new": Counted("收到申请之日在本年的申请", lambda first, last: Q(came_on__range=(first, last))),
    "carried_over": Counted(
        "收到申请之日在本年以前、到本年1月1日尚未办结的申请",
        lambda first, last: Q(came_on__lt=first) & _not_settled_before(first),
    ),
    "total": Counted("本年办结的申请", _settled),
    "carried_forward": Counted(
        "收到申请之日不晚于本年12月31日、到该日尚未办结的申请",
        lambda first, last: Q(came_on__lte=last) & (Q(settled_on=None) | Q(settled_on__gt=last)),
    ),
}
"""The rows that count whatever the outcome; each of the others has the outcomes that `gongkai.law.outcomes` puts into
it."""


@cache
def rows_of(edition: Edition) -> Mapping[str, Counted]:
    """The rows of section three in the order of the form."""
    return {row.key: REQUESTS.get(row.key) or _result_row(edition, row.key) for row in edition.rows}


def _result_row(edition: Edition, key: str) -> Counted:
    found = [each for each in OUTCOMES if getattr(each, f"row_{edition.name}") == f"requests.{key}"]
    keys = [each.key for each in found]
    means = f"本年以“{'”“'.join(each.label for each in found)}”办结的申请"
    return Counted(means, lambda first, last: _settled(first, last) & Q(settled_as__in=keys))


def _columns(row: str) -> Iterable[tuple[str, str]]:
    for column in APPLICANTS:
        yield f"requests.{row}.{column.key}", "" if column.key == "total" else column.key


# --- section four: reconsiderations and suits -----------------------------------------------------------------------

_RECONSIDERED: Final = Q(
    *((f"{'__'.join(['after'] * instances)}__procedure", Procedure.RECONSIDERATION) for instances in (1, 2, 3)),
    _connector=Q.OR,
)
"""Before a suit, or the suit of which it is the appeal or the retrial, there was a reconsideration."""


def _last_instance(last: date) -> Q:
    """Not a judgment that was appealed against by a day."""
    appeals = Remedy.objects.filter(after=OuterRef("pk"), procedure=Procedure.LITIGATION, filed_on__lte=last)
    return ~Q(Exists(appeals))


_PROCEDURES: Final[Mapping[str, Counted]] = {
    "reconsideration": Counted("行政复议案件", lambda first, last: Q(procedure=Procedure.RECONSIDERATION)),
    "litigation_direct": Counted(
        "没有经过行政复议的行政诉讼案件，上诉的以最后一审计",
        lambda first, last: Q(procedure=Procedure.LITIGATION) & ~_RECONSIDERED & _last_instance(last),
    ),
    "litigation_after_reconsideration": Counted(
        "经过行政复议的行政诉讼案件，上诉的以最后一审计",
        lambda first, last: Q(procedure=Procedure.LITIGATION) & _RECONSIDERED & _last_instance(last),
    ),
}


def _decided(column: str) -> Counted:
    found = [each for each in RESULTS if each.column == column]
    keys = [each.key for each in found]
    means = f"本年作出决定、裁判，结果为“{'”“'.join(each.label for each in found)}”"
    return Counted(means, lambda first, last: Q(decided_on__range=(first, last), result__in=keys))


def _pending(first: date, last: date) -> Q:
    return Q(filed_on__lte=last) & (Q(decided_on=None) | Q(decided_on__gt=last))


_RESULTS: Final[Mapping[str, Counted]] = {
    **{column: _decided(column) for column in ("upheld", "corrected", "other")},
    "pending": Counted("到本年12月31日尚未审结", _pending),
    "total": Counted(
        "本年作出决定、裁判，或者到本年12月31日尚未审结",
        lambda first, last: Q(decided_on__range=(first, last)) | _pending(first, last),
    ),
}


def _remedy(block: str, result: str) -> Counted:
    procedure, became = _PROCEDURES[block], _RESULTS[result]
    return Counted(
        f"{procedure.means}；{became.means}",
        lambda first, last: procedure.when(first, last) & became.when(first, last),
    )


REMEDIES: Final[Mapping[str, Counted]] = {
    f"remedies.{block.key}.{column.key}": _remedy(block.key, column.key)
    for block in BLOCKS
    for column in RESULT_COLUMNS
}

# --- the three questions --------------------------------------------------------------------------------------------


def cells_of(body: Body, year: int, edition: Edition | None = None) -> dict[str, int]:
    """Every cell of both sections for a body and a year, in the order of the form; the year's own edition unless
    another is wanted. One statement for each section."""
    cases, remedies = Case.objects.filter(body=body), Remedy.objects.filter(case__body=body)
    return _cells(cases, remedies, year, edition or edition_for(year))


def cases_behind(body: Body, year: int, cell: str, edition: Edition | None = None) -> QuerySet[Any]:
    """What a cell counts, one by one: cases, or for section four remedies, each with its case.

    Raises:
        KeyError: the edition has no such cell in these sections.
    """
    first, last = years(year)
    if cell in REMEDIES:
        return _remedies(Remedy.objects.filter(case__body=body)).filter(REMEDIES[cell].when(first, last))
    row, column = _cases_of(edition or edition_for(year))[cell]
    found = _cases(Case.objects.filter(body=body)).filter(row.when(first, last))
    return found.filter(column=column) if column else found


def cells_moved_by(case: Case, year: int, edition: Edition | None = None) -> list[str]:
    """The cells of a year that count a case, or a remedy over it, in the order of the form."""
    cases, remedies = Case.objects.filter(pk=case.pk), Remedy.objects.filter(case=case)
    return [cell for cell, number in _cells(cases, remedies, year, edition or edition_for(year)).items() if number]


def meaning_of(cell: str, edition: Edition) -> str:
    """What a cell counts, in a sentence for who looks at it."""
    return REMEDIES[cell].means if cell in REMEDIES else _cases_of(edition)[cell][0].means


@cache
def _cases_of(edition: Edition) -> Mapping[str, tuple[Counted, str]]:
    """Of each cell of section three its row, and the kind of applicant; none for the column of sums."""
    return {cell: (row, column) for key, row in rows_of(edition).items() for cell, column in _columns(key)}


def _cases(cases: QuerySet[Case]) -> QuerySet[Case]:
    return cases.filter(voided_at=None)


def _remedies(remedies: QuerySet[Remedy]) -> QuerySet[Remedy]:
    return remedies.filter(case__voided_at=None)


def _cells(cases: QuerySet[Case], remedies: QuerySet[Remedy], year: int, edition: Edition) -> dict[str, int]:
    first, last = years(year)
    counts = {
        f"row{at}": Count("body", filter=row.when(first, last)) for at, row in enumerate(rows_of(edition).values())
    }
    counted = Q(came_on__lte=last) & _not_settled_before(first)  # new or carried over, as one range of an index
    asked: QuerySet[Case, Any] = _cases(cases).filter(counted).order_by().values("column").annotate(**counts)
    grouped = {found["column"]: found for found in asked}
    cells: dict[str, int] = {}
    for at, key in enumerate(rows_of(edition)):
        for cell, column in _columns(key):
            chosen = grouped.values() if not column else filter(None, [grouped.get(column)])
            cells[cell] = sum(found[f"row{at}"] for found in chosen)
    decided = {f"cell{at}": Count("pk", filter=each.when(first, last)) for at, each in enumerate(REMEDIES.values())}
    found = _remedies(remedies).filter(_RESULTS["total"].when(first, last)).aggregate(**decided)
    return cells | {cell: found[f"cell{at}"] for at, cell in enumerate(REMEDIES)}
