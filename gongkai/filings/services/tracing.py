"""How each cell of a report came about, frozen with it: what the public may read of it, and what only the office."""

from __future__ import annotations

from typing import Any

from gongkai.filings import definitions
from gongkai.filings.definitions import Definition
from gongkai.filings.enums import Origin
from gongkai.filings.models import Declaration, Filing
from gongkai.filings.services import merging
from gongkai.filings.services.declaring import value_of_or_none
from gongkai.filings.services.reports import cells_in, last_declarations, stored
from gongkai.report import Report, Value
from gongkai.report.form import EDITIONS
from gongkai.report.writers.flow import printed

STATED = "stated"
READ = "read"
ADDED = "added"


def trace_of(filing: Filing, report: Report) -> dict[str, Any]:
    """By cell: what it is, how it came about (`definitions.How`, or `stated` where it was stated over what was counted)
    and the figures of its parts. There are no names of people in it.

    A cell of an old report was `read` or, of a government's, `added` up of its members' (`members`: the number of the
    release, the member's name, its figure)."""
    form = EDITIONS[filing.edition]
    if filing.origin == Origin.UPLOADED:
        return _of_source(filing, report)
    counted, stated = cells_in(filing.counted), last_declarations(filing)
    told = {
        cell: _trace(each, report, counted.get(cell), stated.get(cell))
        for cell, each in definitions.definitions(form).items()
        if cell in report.cells
    }
    return _of_members(filing, told) if filing.origin == Origin.MERGED else told


def _of_source(filing: Filing, report: Report) -> dict[str, Any]:
    stated = last_declarations(filing)
    return {
        cell: {
            "how": STATED if cell in stated else READ,
            "text": "以前公开的报告所载，人工核对" if cell in stated else "以前公开的报告所载",
            "source": stated[cell].source if cell in stated else "以前公开的报告",
            "value": printed(value),
        }
        for cell, value in report.cells.items()
    }


def _of_members(filing: Filing, told: dict[str, Any]) -> dict[str, Any]:
    members = merging.contributions_by_cell(filing)
    for cell, each in told.items():
        if each["how"] != STATED:
            each |= {"how": ADDED, "text": "各成员单位公开的报告中同一格的数之和", "source": "成员单位公开的报告"}
        each["members"] = [
            [given.taken.release, given.taken.name, stored(given.value.number)]
            for given in members.get(cell, [])
            if given.value is not None and given.value.number
        ]
    return told


def _trace(each: Definition, report: Report, counted: Value | None, stated: Declaration | None) -> dict[str, Any]:
    value = value_of_or_none(stated) if stated is not None else None
    over = value is not None and counted is not None and value != counted
    told: dict[str, Any] = {
        "how": STATED if over else str(each.how),
        "text": each.text,
        "source": stated.source if stated is not None and value is not None else each.source,
        "articles": [article.short for article in each.articles],
        "unsure": [str(doubt) for doubt in each.unsure],
        "value": printed(report.cells.get(each.cell)),
    }
    if counted is not None:
        told["counted"] = stored(counted.number)
    if each.parts:
        told["parts"] = {part: stored(report.number(part)) for part in each.parts if part in report.cells}
    return told


def behind_of(filing: Filing) -> dict[str, list[int]]:
    """The numbers of the records behind each counted cell as they are now: for the office alone."""
    if filing.origin != Origin.COMPILED:
        return {}
    return definitions.all_behind(filing.body, filing.year, EDITIONS[filing.edition])
