"""A10–A18, A20, A21: figures that add up but cannot be, or hardly can (money: `amounts`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from gongkai.report.checks.amounts import AMOUNTS
from gongkai.report.checks.earlier import last_year
from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.tally import (
    amount,
    blanks_as_zero,
    count,
    has_table,
    inferred,
    label,
    labels,
    no_table,
    not_read,
    stated,
    tally,
)
from gongkai.report.level import Level, makes_rules, standing

DOCUMENT_ROWS: Final = {"regulations": "规章", "normative_documents": "规范性文件"}
ITEM_ROWS: Final = {
    "permits": "行政许可",
    "other_services": "其他对外管理服务事项",
    "penalties": "行政处罚",
    "coercions": "行政强制",
    "fees": "行政事业性收费",
}


def row(name: str, *columns: str) -> tuple[str, ...]:
    return tuple(f"proactive.{name}.{column}" for column in columns)


# --- A10, A11: documents --------------------------------------------------------------------------------------------


def in_force(context: Context) -> Iterator[Hit | Skip]:
    """现行有效 ≥ 制发 − 废止: whatever was issued and not repealed in the year is in force at its end."""
    report = context.report
    if not has_table(report, "proactive"):
        yield no_table("proactive")
        return
    for name, called in DOCUMENT_ROWS.items():
        cells = row(name, "issued", "repealed", "in_force")
        parts = tally(report, cells)
        if not parts.known:
            yield not_read(report, parts)
            continue
        issued, repealed, valid = (count(report, key) or 0 for key in cells)
        if valid < issued - repealed:
            yield Hit(
                f"{called}本年制发{amount(issued)}件、废止{amount(repealed)}件，"
                f"现行有效至少应有{amount(issued - repealed)}件，表中为{amount(valid)}件{blanks_as_zero(parts)}。",
                cells=cells,
                expected=f"≥{amount(issued - repealed)}",
                found=amount(valid),
                reading=inferred(report, cells),
            )
        elif issued > 0 and valid == 0:
            yield Hit(
                f"{called}本年制发{amount(issued)}件，现行有效却为0件；只有本年制发的已全部废止才会如此。",
                cells=cells,
                found="0",
                severity=Severity.NOTICE,
            )


FAR_ABOVE: Final = 3
"""How many times the published total 本年新制作 may be before it looks like a slip; and at least ten more."""


def disclosed_documents(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    if not has_table(report, "proactive"):
        yield no_table("proactive")
        return
    for name, called in DOCUMENT_ROWS.items():
        cells = row(name, "produced", "disclosed", "total")
        parts = tally(report, cells)
        if not parts.known:
            yield not_read(report, parts)
            continue
        produced, disclosed, total = (count(report, key) or 0 for key in cells)
        told = f"{called}本年新制作{amount(produced)}、本年新公开{amount(disclosed)}、对外公开总数量{amount(total)}"
        if disclosed > total:
            yield Hit(
                f"{told}：本年新公开的不会多于对外公开总数量{blanks_as_zero(parts)}。",
                cells=cells,
                expected=f"≥{amount(disclosed)}",
                found=amount(total),
                reading=inferred(report, cells),
            )
        elif produced > FAR_ABOVE * total and produced >= total + 10:
            yield Hit(
                f"{told}：新制作的远多于对外公开总数量{blanks_as_zero(parts)}。",
                cells=cells,
                reading=inferred(report, cells),
            )
        elif disclosed > produced:
            yield Hit(
                f"{told}：本年新公开多于本年新制作，只有补公开往年文件才会如此。", cells=cells, severity=Severity.NOTICE
            )


# --- A12, A16: items of 2019 ----------------------------------------------------------------------------------------


def decisions_as_items(context: Context) -> Iterator[Hit | Skip]:
    """上一年项目数量 + 本年增/减 = 处理决定数量: items are kinds of permits, decisions are cases; they hardly agree."""
    report = context.report
    if not has_table(report, "proactive"):
        yield no_table("proactive")
        return
    for name in ("permits", "other_services", "penalties", "coercions"):
        cells = row(name, "prior_items", "change", "decisions")
        parts = tally(report, cells)
        if not parts.known:
            yield not_read(report, parts)
            continue
        prior, change, decisions = (count(report, key) or 0 for key in cells)
        if decisions != 0 and prior + change == decisions:
            yield Hit(
                f"{ITEM_ROWS[name]}的上一年项目数量{amount(prior)}加本年增/减{amount(change)}恰等于处理决定数量"
                f"{amount(decisions)}，可能把处理决定件数当成了事项数。",
                cells=cells,
                reading=inferred(report, cells),
            )


def negative_items(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    if not has_table(report, "proactive"):
        yield no_table("proactive")
        return
    for name, called in ITEM_ROWS.items():
        cells = row(name, "prior_items", "change")
        parts = tally(report, cells)
        if not parts.known:
            yield not_read(report, parts)
        elif parts.number < 0:
            yield Hit(
                f"{called}的上一年项目数量加本年增/减为{amount(parts.number)}，项目数不能为负{blanks_as_zero(parts)}。",
                cells=cells,
                expected="≥0",
                found=amount(parts.number),
                reading=inferred(report, cells),
            )


# --- A13 ------------------------------------------------------------------------------------------------------------


def rule_makers(context: Context) -> Iterator[Hit | Skip]:
    """规章 other than 0 for a body that cannot make them.

    An error on the level of counties and townships, where no body can; a warning for departments above, of which the
    name does not always tell the level. A 市人民政府 may be of either kind of city and is left open.
    """
    report = context.report
    cells = [key for key in report.cells if key.startswith("proactive.regulations.") and count(report, key)]
    if not has_table(report, "proactive"):
        yield no_table("proactive")
        return
    if not cells:
        return
    if report.body is None:
        yield Skip("没有读到机关名称，不知能否制定规章")
        return
    may = makes_rules(report.body)
    if may is None:
        yield Skip(f"从“{report.body}”这一名称看不出能否制定规章")
    elif not may:
        level = standing(report.body).level
        certain = level in (Level.COUNTY, Level.TOWNSHIP)
        yield Hit(
            f"{report.body}{'不能' if certain else '一般不能'}制定规章，而{labels(report, cells)}不为0，"
            "可能把规范性文件填在了规章一行。",
            cells=tuple(cells),
            expected="0",
            found="、".join(amount(report.number(key)) for key in cells),
            severity=Severity.ERROR if certain else Severity.WARNING,
            reading=inferred(report, cells),
        )


# --- A17, A18: remedies ---------------------------------------------------------------------------------------------


def remedies_and_requests(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    keys = ("remedies.reconsideration.total", "requests.new.total", "requests.carried_over.total")
    remedies, new, old = (stated(report, key) for key in keys)
    if remedies is None or new is None or old is None:
        yield Skip("没有读到行政复议、本年新收或上年结转的总计")
    elif remedies > new + old:
        yield Hit(
            f"行政复议{amount(remedies)}件，多于本年新收与上年结转的申请之和{amount(new + old)}件；"
            "若是对往年答复提起的，属正常。",
            cells=keys,
            expected=f"≤{amount(new + old)}",
            found=amount(remedies),
        )


def suits_after_reconsideration(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    suits_key, key = "remedies.litigation_after_reconsideration.total", "remedies.reconsideration.total"
    suits, reconsidered = stated(report, suits_key), stated(report, key)
    if suits is None or reconsidered is None:
        yield Skip("没有读到行政复议或复议后起诉的总计")
        return
    if not suits or reconsidered:
        return
    last = last_year(context)
    if isinstance(last, Skip):
        yield last
    elif (before := stated(last, key)) is None:
        yield Skip("上一年度的行政复议总计未能读出")
    elif before == 0:
        yield Hit(
            f"复议后起诉{amount(suits)}件，而本年度和上一年度都没有行政复议。",
            cells=(suits_key, key),
            expected="0",
            found=amount(suits),
        )


# --- A20, A21 -------------------------------------------------------------------------------------------------------

LICENSING: Final = re.compile(
    "公安局|公安分局|市场监督管理|自然资源|住房和城乡建设|住房城乡建设|交通运输|卫生健康|应急管理|生态环境|城市管理|综合行政执法|综合执法"
    "|农业农村|行政审批|烟草专卖|林业|水利局|水务局|消防救援"
)
MANY_PERMITS: Final = 10_000


def outliers(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    keys = ("proactive.permits.decisions", "proactive.penalties.decisions")
    permits, penalties = (count(report, key) for key in keys)
    if report.body is None:
        yield Skip("没有读到机关名称")
    elif permits is None or penalties is None:
        yield Skip("没有读到行政许可或行政处罚的处理决定数量")
    elif LICENSING.search(standing(report.body).organ) and not permits and not penalties:
        yield Hit(f"{report.body}是许可或执法机关，而行政许可和行政处罚的处理决定数量都是0。", cells=keys, found="0")
    elif standing(report.body).level is Level.TOWNSHIP and permits >= MANY_PERMITS:
        yield Hit(
            f"{report.body}的行政许可处理决定达{amount(permits)}件，对乡镇、街道而言异常。",
            cells=keys[:1],
            found=amount(permits),
        )


def other_results(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    keys = ("requests.other.other.total", "requests.total.total")
    other, total = (stated(report, key) for key in keys)
    if other is None or total is None:
        yield Skip("没有读到（六）其他处理或（七）总计")
    elif total > 0 and other * 10 > total * 3:
        share = Decimal(other) * 100 / Decimal(total)
        yield Hit(
            f"{label(report, keys[0])}为{amount(other)}件，占办理结果总计{amount(total)}件的{share:.0f}%；"
            "撤回的申请应计入此项，其余应归入相应的结果。",
            cells=keys,
            expected="≤30%",
            found=f"{share:.0f}%",
        )


PLAUSIBLE = (
    *AMOUNTS,
    Check(
        "A10",
        Severity.ERROR,
        "现行有效少于本年制发",
        "现行有效件数不少于本年制发件数减本年废止件数。",
        "核对现行有效件数，它是截至年底有效文件的总数，包括往年制发的。",
        in_force,
        ("2021",),
    ),
    Check(
        "A11",
        Severity.WARNING,
        "新公开与公开总数",
        "对外公开总数量不少于本年新公开数量；本年新公开一般不多于本年新制作。",
        "核对三列，对外公开总数量是历年累计。",
        disclosed_documents,
        ("2019",),
    ),
    Check(
        "A12",
        Severity.WARNING,
        "事项数与决定数混填",
        "上一年项目数量、本年增/减是事项数，处理决定数量是案件数。",
        "确认前两列填的是事项（许可、处罚的种类）而不是案件数。",
        decisions_as_items,
        ("2019",),
    ),
    Check(
        "A13",
        Severity.ERROR,
        "无权制定规章",
        "规章只由国务院部门、省级、设区的市和自治州人民政府制定（规章制定程序条例）。",
        "规章一行填0，把规范性文件填入下一行。",
        rule_makers,
    ),
    Check(
        "A16",
        Severity.ERROR,
        "项目数为负",
        "上一年项目数量加本年增/减不小于0。",
        "核对上一年项目数量与增减数的正负号。",
        negative_items,
        ("2019",),
    ),
    Check(
        "A17",
        Severity.NOTICE,
        "复议多于申请",
        "针对本年答复的行政复议一般不多于申请数。",
        "确认多出的复议针对往年答复或其他信息公开行为。",
        remedies_and_requests,
    ),
    Check(
        "A18",
        Severity.NOTICE,
        "有诉讼而无复议",
        "复议后起诉的案件此前应有行政复议。",
        "确认案件应计入“复议后起诉”还是“未经复议直接起诉”。",
        suits_after_reconsideration,
    ),
    Check(
        "A20",
        Severity.NOTICE,
        "与机关性质不符的数字",
        "许可、执法机关一般有许可或处罚；乡镇、街道一般没有上万件许可。",
        "确认没有漏填或错填。",
        outliers,
    ),
    Check(
        "A21",
        Severity.NOTICE,
        "其他处理占比过高",
        "“3.其他”只收不属于前述各项的结果。",
        "逐件复核归入“其他”的申请。",
        other_results,
        ("2021",),
    ),
)
