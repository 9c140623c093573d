"""The annual report of a year that was lived again: begun, what other systems tell declared, its cells."""

from __future__ import annotations

from collections.abc import Mapping

from django.urls import reverse

from gongkai.bodies.models import Body
from gongkai.filings.models import Filing
from gongkai.filings.services.declaring import to_declare
from gongkai.filings.services.reports import report_of
from gongkai.office.fields import spelled
from replay.browser import Browser

SOURCE = "各承办科室的业务台账（虚构）"


def reported(
    browser: Browser, body: Body, year: int, declared: Mapping[str, int], over: Mapping[str, tuple[object, str]]
) -> dict[str, int | None]:
    """Begin the report, state what records do not have (nought where nothing is given), and, `over` what was counted,
    cells with their value and why."""
    browser.fill(reverse("filings_begin"), {"body": spelled(body), "year": year})
    filing = Filing.objects.get(body=body, year=year)
    figures = {each.cell: declared.get(each.cell, 0) for each in to_declare(filing)}
    browser.fill(reverse("filings_declare", args=[filing.pk]), figures | {"source": SOURCE})
    for cell, (value, why) in over.items():
        browser.fill(reverse("filings_declare_cell", args=[filing.pk, cell]), {"value": value, "source": why})
    report = report_of(Filing.objects.get(pk=filing.pk))
    return {key: int(number) if (number := report.number(key)) is not None else None for key in report.cells}
