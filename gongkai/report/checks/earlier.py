"""The earlier reports that are this body's, and that of the year before; why there are none to compare with."""

from __future__ import annotations

from gongkai.report.checks.model import Context, Skip
from gongkai.report.level import same_body
from gongkai.report.model import Report


def earlier_reports(context: Context) -> tuple[Report, ...] | Skip:
    """Of the reports given those of this body.

    A body may have been renamed: where none bears its name, but all bear another one's, they are its predecessor's if
    it is the only body under check. Where a name was not read, a single body's reports are taken for this one's.
    """
    report, given = context.report, context.previous
    own = tuple(each for each in given if same_body(each.body, report.body))
    if own or not given:
        return own
    first, *others = given
    alone = all(same_body(each.body, first.body) for each in others)
    if alone and (context.sole or report.body is None or first.body is None):
        return given
    names = list(dict.fromkeys(each.body or each.source or "未识别机关" for each in given))
    return Skip(f"所给的以前年度报告中没有本机关的（是{'、'.join(names[:3])}{'等' if len(names) > 3 else ''}的）")


def last_year(context: Context) -> Report | Skip:
    """The report for the year before, of this body or its predecessor; why not, when it was not given."""
    year = context.report.year
    if year is None:
        return Skip("没有读到报告年度，无从与上一年度比较")
    before = earlier_reports(context)
    if isinstance(before, Skip):
        return before
    for report in before:
        if report.year == year - 1:
            return report
    given = "、".join(str(report.year) for report in before if report.year is not None)
    return Skip(f"没有{year - 1}年度的报告" + (f"（所给的是{given}年度）" if given else ""))
