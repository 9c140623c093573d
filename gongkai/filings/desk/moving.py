"""On the page of a case: which cells of the annual report it moves, in which year."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from django.urls import reverse

from gongkai.access.enums import Right
from gongkai.access.rights import may
from gongkai.cases.desk.parts import Panel, Stand
from gongkai.cases.models import Case
from gongkai.filings.definitions import How, definition_of, moved_by
from gongkai.filings.enums import Scope
from gongkai.filings.models import Filing
from gongkai.report.form import edition_for

MOST: Final = 6
"""Years that are looked at: a case that is open for longer is carried forward in each."""


class Moved(NamedTuple):
    """The cells of a year that count a case: what each is called, what it counts, and where it is looked at."""

    year: int
    cells: list[tuple[str, str, str]]


def moved(at: Stand) -> Panel | None:
    """The cells that the case moves, without those that add others up."""
    found = [Moved(year, list(_cells(at, year))) for year in _years(at)]
    shown = [each for each in found if each.cells]
    return Panel("计入年度报告", "filings/panels/moved.html", {"years": shown}) if shown else None


def _years(at: Stand) -> list[int]:
    case: Case = at.case
    if case.voided_at is not None or case.came_on is None:
        return []
    years = {case.came_on.year, (case.settled_on or at.today).year}
    for filed, decided in case.remedies.values_list("filed_on", "decided_on"):
        years |= {filed.year, (decided or at.today).year}
    return list(range(min(years), max(years) + 1))[-MOST:]


def _cells(at: Stand, year: int) -> Iterator[tuple[str, str, str]]:
    form = edition_for(year)
    sees = may(at.user, Right.SEE_BODY, at.case.body)
    filing = Filing.objects.filter(body=at.case.body, year=year, scope=Scope.OWN).only("pk").first() if sees else None
    for cell in moved_by(at.case, year, form):
        definition = definition_of(cell, form)
        if definition.how != How.DERIVED:
            url = reverse("filings_cell", args=[filing.pk, cell]) if filing is not None else ""
            yield definition.title, definition.text, url
