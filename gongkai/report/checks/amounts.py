"""A14, A15: amounts of money and the units they are in."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from gongkai.report.checks.earlier import last_year
from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.tally import amount, count
from gongkai.report.level import Kind, Level, standing
from gongkai.report.model import Report

FEES: Final = "proactive.fees.amount"
LARGE_FEES: Final = {Level.COUNTY: 10_000, Level.TOWNSHIP: 10_000}
LARGE_FEES_OF_DEPARTMENTS: Final = 100_000
"""From how many 万元 on an amount looks like 元: 1亿 on the level of a county, 10亿 for a department above it."""


def fee_unit(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    value = report.cells.get(FEES)
    if value is None or (value.number is None and count(report, FEES) is None):
        yield Skip("没有读到行政事业性收费金额")
        return
    fee = value.number or 0
    said = amount(fee)
    reasons = list(fee_doubts(context, Decimal(fee), value.unit))
    large = too_large(report, Decimal(fee))
    if reasons or large:
        yield Hit(
            f"行政事业性收费金额为“{said}{value.unit}”，{'，'.join([*reasons, *large])}，请核对单位。",
            cells=(FEES,),
            found=said + value.unit,
            severity=Severity.NOTICE if not reasons and _adds_up_bodies(report) else None,
        )


def fee_doubts(context: Context, fee: Decimal, unit: str) -> Iterator[str]:
    """Why the amount may not be in 万元, the unit that the form prints in the heading; its size is another matter."""
    if unit:
        yield f"格内另写了单位“{unit}”，格式的单位是万元"
    exponent = fee.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -6:
        yield "小数超过六位，折合不足一分"
    last = last_year(context)
    if isinstance(last, Report) and last.edition == "2021" and (before := last.number(FEES)):
        if fee == before * 10_000:
            yield f"恰为上一年度{amount(before)}的一万倍"
        elif fee * 10_000 == before:
            yield f"恰为上一年度{amount(before)}的万分之一"


def too_large(report: Report, fee: Decimal) -> list[str]:
    """What to say of an amount that looks like 元 by its size."""
    it = standing(report.body or "")
    limit = LARGE_FEES.get(it.level)
    if limit is None and it.kind in (Kind.DEPARTMENT, Kind.OFFICE, Kind.ZONE):
        limit = LARGE_FEES_OF_DEPARTMENTS
    return [f"按万元计达{amount(fee / 10_000)}亿元"] if limit is not None and fee >= limit else []


def _adds_up_bodies(report: Report) -> bool:
    """Whether the report is a county's own, or may be: what all its bodies take in may well be hundreds of millions."""
    it = standing(report.body or "")
    return it.level is Level.COUNTY and it.kind in (Kind.GOVERNMENT, Kind.OFFICE)


PROCUREMENT: Final = "proactive.procurement.amount"


def procurement_unit(context: Context) -> Iterator[Hit | Skip]:
    value = context.report.cells.get(PROCUREMENT)
    if value is None:
        yield Skip("没有读到采购总金额")
    elif value.number:
        printed = f"所写单位为“{value.unit}”" if value.unit else "格内没有写单位"
        yield Hit(
            f"采购总金额为{amount(value.number)}，{printed}。格式没有规定单位，比较和汇总时不作换算。",
            cells=(PROCUREMENT,),
            found=amount(value.number) + value.unit,
        )


AMOUNTS = (
    Check(
        "A14",
        Severity.WARNING,
        "收费金额单位",
        "本年收费金额以万元为单位。",
        "折算为万元后重填，格内不写单位。",
        fee_unit,
        ("2021",),
    ),
    Check(
        "A15",
        Severity.NOTICE,
        "采购金额单位",
        "采购总金额在格式中没有单位。",
        "在格内或注中写明元或万元。",
        procurement_unit,
        ("2019",),
    ),
)
