"""Reports to hold the narrative against: `telling(text, cells)` is a correct report but for what they say."""

from __future__ import annotations

from typing import Any

from gongkai.report.model import Report
from tests.report.builders import Given, figures, full_report, remedies_table, requests_table

QUIET = "2023年，我局持续推进政府信息公开，按规定维护专栏。"
ROWS = {
    "new": {"natural_person": 8, "business": 2},
    "carried_over": {"natural_person": 2},
    "granted": {"natural_person": 4, "business": 1},
    "partial": {"natural_person": 2},
    "refused.internal_affairs": {"business": 1},
    "unavailable.not_held": {"natural_person": 2},
    "not_processed.petition": {"natural_person": 1},
}
"""10 new, 2 carried over; 5 granted, 2 in part, 1 refused, 2 not held, 1 petition: 11 answered; 1 carried forward."""


def telling(overview: str = QUIET, *, edition: str = "2021", cells: Given | None = None, **more: Any) -> Report:
    """A report whose section one is `overview`; table three as in `ROWS`, one suit and one reconsideration, both
    upheld."""
    year = more.pop("year", 2023 if edition == "2021" else 2020)
    table = figures(edition, year) | requests_table(edition, ROWS) | remedies_table((1, 0, 0, 0), (1, 0, 0, 0))
    return full_report(edition, year, cells=table | dict(cells or {}), texts={"overview": overview}, **more)
