"""The report of the year before, and when there is none to compare with."""

from __future__ import annotations

from gongkai.report.checks.model import Context, Skip
from gongkai.report.model import Report


def last_year(context: Context) -> Report | Skip:
    """The report for the year before, of this body or its predecessor; why not, when it was not given."""
    year = context.report.year
    if year is None:
        return Skip("没有读到报告年度，无从与上一年度比较")
    for report in context.previous:
        if report.year == year - 1:
            return report
    given = "、".join(str(report.year) for report in context.previous if report.year is not None)
    return Skip(f"没有{year - 1}年度的报告" + (f"（所给的是{given}年度）" if given else ""))
