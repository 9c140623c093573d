"""B: one body across years (what is handed on: `chains`), and a government against its departments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from gongkai.report.checks.chains import CHAINS
from gongkai.report.checks.claimed_change import stated_changes
from gongkai.report.checks.earlier import earlier_reports, last_year
from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.tally import (
    NO_TABLES,
    amount,
    count,
    has_table,
    label,
    stated,
)
from gongkai.report.level import is_government, same_body
from gongkai.report.model import Report
from gongkai.report.values import Number

# --- B06, B07 -------------------------------------------------------------------------------------------------------

STOCKS: Final = re.compile(r"\.(?:in_force|prior_items|total)$|^proactive\.procurement\.")
"""Cells that may well be the same in two years: what is in force, what there was, and sums of other cells."""
SUMS: Final = re.compile(r"\.total$|^requests\.total\.")


def _weight(report: Report, keys: Sequence[str]) -> int:
    """How much happened that does not repeat itself by chance: each deed counts, up to ten of a kind."""
    deeds = (report.number(key) or 0 for key in keys if not STOCKS.search(key) and not SUMS.search(key))
    return sum(min(int(max(deed, -deed)), 10) for deed in deeds)


SCOPES: Final = {"": ("三张表", 5), "requests.": ("第三部分的表格", 20), "proactive.": ("第二部分的表格", 20)}
"""Scopes of likeness: their name, and the weight from which equality is not chance."""


def same_tables(context: Context) -> Iterator[Hit | Skip]:
    """Every figure is last year's.

    Tables that are all 0, or hold stocks only, may well repeat; with very few deeds it is a notice.
    """
    report, last = context.report, last_year(context)
    if isinstance(last, Skip):
        yield last
        return
    if not has_table(report):
        yield NO_TABLES
        return
    for scope, (called, enough) in SCOPES.items():
        if scope != "requests." and last.edition != report.edition:
            continue
        keys = [key for key in report.cells if key.startswith(scope)]
        if not keys or any(key not in last.cells or count(report, key) is None for key in keys):
            continue
        if any(count(report, key) != count(last, key) for key in keys):
            continue
        weight = _weight(report, keys)
        if weight and (weight >= enough or not scope):
            yield Hit(
                f"{called}的全部{len(keys)}格与{last.year}年度报告完全相同，可能沿用了上一年度的表格。",
                cells=(f"{scope}*",),
                severity=None if weight >= enough else Severity.NOTICE,
            )
            return


WATCHED: Final = (
    "requests.new.total",
    "proactive.permits.decisions",
    "proactive.penalties.decisions",
    "proactive.fees.amount",
)
AT_LEAST: Final = 20
FROM: Final = 50


def jumps(context: Context) -> Iterator[Hit | Skip]:
    """× 10, ÷ 10, or to zero from more than 50; small numbers jump by nature and are left alone."""
    report, last = context.report, last_year(context)
    if isinstance(last, Skip):
        yield last
        return
    if not has_table(report):
        yield NO_TABLES
        return
    for key in WATCHED:
        if not key.startswith("requests.") and last.edition != report.edition:
            continue
        now, before = stated(report, key), stated(last, key)
        if now is None or before is None:
            continue
        small, large = sorted((now, before))
        vanished = now == 0 and before > FROM
        if vanished or (small > 0 and large >= 10 * small and large >= AT_LEAST):
            how = "降为0" if vanished else f"{'增至' if now > before else '降至'}{amount(now)}"
            yield Hit(
                f"{label(report, key)}由{last.year}年度的{amount(before)}{how}，变化达十倍以上，请确认口径与数字。",
                cells=(key,),
                expected=amount(before),
                found=amount(now),
            )


# --- B08 ------------------------------------------------------------------------------------------------------------


def stated_change(context: Context) -> Iterator[Hit | Skip]:
    """What the text says about last year or the change since, against last year's report."""
    last = last_year(context)
    if isinstance(last, Skip):
        yield last
        return
    yield from stated_changes(context.report, last)


# --- B09, B11, B12 --------------------------------------------------------------------------------------------------


def seam(context: Context) -> Iterator[Hit | Skip]:
    last = last_year(context)
    if isinstance(last, Report) and last.edition != context.report.edition:
        yield Skip("上一年度与本年度格式不同，只比较申请与复议诉讼，不比较第二部分（B02、B03、B04不适用）")


def renamed(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    if not context.previous:
        yield Skip("没有以前年度的报告")
        return
    if report.body is None:
        yield Skip("没有读到机关名称")
        return
    before = earlier_reports(context)
    if isinstance(before, Skip):
        yield before
        return
    others = {last.body: last.year for last in before if last.body and not same_body(report.body, last.body)}
    for body, year in others.items():
        told = re.search("机构改革|更名|组建|合并|划入|划转|整合|撤销|新成立|新设立", report.text("other"))
        yield Hit(
            f"{year}年度报告的机关是“{body}”，本年度是“{report.body}”，这里当作前身机关来比较；"
            + ("第六部分说明了机构变化。" if told else "机构更名、合并或职责划转应在第六部分说明。"),
            expected=body,
            found=report.body,
        )


def aggregate(context: Context) -> Iterator[Hit | Skip]:
    """A government's figures against the sum of its departments'; requests passed on between them count twice."""
    report = context.report
    if not context.children:
        yield Skip("没有所属机关的报告")
        return
    if report.body is not None and not is_government(report.body):
        yield Skip("只有一级政府的报告与所属机关的报告之和核对")
        return
    if not has_table(report):
        yield NO_TABLES
        return
    children = [child for child in context.children if child.year == report.year]
    missing = [
        name for name in context.expected_bodies if not any(same_body(name, c.body) for c in (*children, report))
    ]
    if missing:
        yield Skip(f"所属机关的报告不全，缺{'、'.join(missing[:5])}{'等' if len(missing) > 5 else ''}")
        return
    children = [child for child in children if child.edition == report.edition]
    if not children:
        yield Skip("所属机关的报告与本报告年度或格式不同")
        return
    differing: list[tuple[str, Number, Number]] = []
    for key in report.cells:
        now = count(report, key)
        parts = [count(child, key) for child in children]
        if now is None or None in parts or (key.endswith(".amount") and _units(report, children, key) > 1):
            continue
        total: Number = sum((part for part in parts if part is not None), start=Decimal(0))
        if now != total:
            differing.append((key, now, total))
    if differing:
        told = "；".join(
            f"{label(report, key)}为{amount(now)}，所属机关合计{amount(_whole(total))}"
            for key, now, total in differing[:6]
        )
        yield Hit(
            f"本级汇总与{len(children)}个所属机关的报告有{len(differing)}格不一致："
            f"{told}{'等' if len(differing) > 6 else ''}。机关之间转办的申请会重复计数。",
            cells=tuple(key for key, _, _ in differing),
        )


def _units(report: Report, children: Sequence[Report], key: str) -> int:
    return len({held.cells[key].unit for held in (report, *children) if key in held.cells and held.number(key)})


def _whole(number: Number) -> Number:
    return int(number) if number == int(number) else number


OTHERS = (
    Check(
        "B06",
        Severity.WARNING,
        "表格与上年相同",
        "两个年度的数字不会全部相同。",
        "确认没有沿用上一年度的表格。",
        same_tables,
    ),
    Check(
        "B07",
        Severity.NOTICE,
        "数字骤变",
        "许可、处罚、收费、新收申请与上一年度相差十倍以上，或由50以上降为0。",
        "确认统计口径、单位与数字；确有变化的在文中说明。",
        jumps,
    ),
    Check(
        "B08",
        Severity.WARNING,
        "文中的同比",
        "文中所述上一年度数字、同比增减与上一年度报告一致。",
        "按上一年度报告重算。",
        stated_change,
    ),
    Check(
        "B09",
        Severity.NOTICE,
        "格式更替",
        "2020年度与2021年度格式不同，只有申请和复议诉讼可以比较。",
        "无须处理。",
        seam,
    ),
    Check(
        "B11",
        Severity.NOTICE,
        "机构变化",
        "机关更名、合并、分设的，以前身机关的报告作比较。",
        "在第六部分说明机构变化。",
        renamed,
    ),
    Check(
        "B12",
        Severity.NOTICE,
        "汇总与所属机关",
        "政府的报告一般是所属机关各表之和。",
        "逐格核对，确认转办、重复计数与遗漏。",
        aggregate,
    ),
)

YEARS = tuple(sorted((*CHAINS, *OTHERS), key=lambda check: check.code))
