"""B01–B05, B10: what one year hands on to the next.

The seam between the editions lies between 2020 and 2021. Only table three (`other` of 2019 is the sum of its three rows
of 2021) and table four compare across it: 对外公开总数量 and 现行有效件数 are different things (catalogue, B09).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gongkai.report.checks.earlier import last_year
from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.plausible import DOCUMENT_ROWS, ITEM_ROWS
from gongkai.report.checks.tally import COLUMN_LABELS, COLUMNS, amount, count, inferred, not_read, stated, tally
from gongkai.report.form import REMEDIES
from gongkai.report.level import same_body
from gongkai.report.model import Report

SEAM: Final = Skip("上一年度用2019版格式，对外公开总数量、项目数量与本年度各列口径不同，不作比较")


def same_form(context: Context, edition: str) -> Report | Skip:
    """The report of the year before if it is on this edition of the form."""
    last = last_year(context)
    if isinstance(last, Skip) or last.edition == edition:
        return last
    return SEAM if last.edition == "2019" else Skip("上一年度报告没有读到可比较的表格")


def explained(report: Report, words: str) -> bool:
    """Whether a sentence of the text speaks of documents and of `words` (清理, 调整 …)."""
    return any(
        re.search("规范性文件|规章|现行有效|对外公开总数", sentence) and re.search(words, sentence)
        for section in report.sections
        for sentence in re.split("[。；;\n]", section.text)
    )


# --- B01, B10, B05: what was open at the end of the year ------------------------------------------------------------


def carried_over(context: Context) -> Iterator[Hit | Skip]:
    """二、上年结转 of this year is 四、结转下年度 of the last. A reorganised body may differ: then a warning."""
    report, last = context.report, last_year(context)
    if isinstance(last, Skip):
        yield last
        return
    moved = (
        ""
        if same_body(report.body, last.body)
        else f"；上一年度报告的机关是{last.body or '（不明）'}，职责划转也会造成差异"
    )
    differing = []
    for column in COLUMNS:
        key, before_key = f"requests.carried_over.{column}", f"requests.carried_forward.{column}"
        now, before = stated(report, key), stated(last, before_key)
        if now is None or before is None:
            yield Skip(f"“{COLUMN_LABELS[column]}”一列没有读到上年结转或上一年度的结转下年度")
        elif now == before:
            continue
        elif column == "total":
            yield Hit(
                f"上年结转{amount(now)}件，而{last.year}年度报告结转下年度{amount(before)}件{moved}。",
                cells=(key,),
                expected=amount(before),
                found=amount(now),
                severity=Severity.WARNING if moved else None,
                reading=inferred(report, (key,)) or inferred(last, (before_key,)),
            )
        else:
            differing.append((column, key, now, before))
    if differing:
        told = "、".join(
            f"“{COLUMN_LABELS[column]}”{amount(this)}件（上一年度结转{amount(other)}件）"
            for column, _, this, other in differing
        )
        yield Hit(
            f"上年结转的申请人情况与{last.year}年度报告不一致：{told}{moved}。",
            cells=tuple(key for _, key, _, _ in differing),
            expected="、".join(amount(other) for *_, other in differing),
            found="、".join(amount(this) for _, _, this, _ in differing),
            severity=Severity.WARNING,
            reading=inferred(report, [key for _, key, _, _ in differing]),
        )


def lost_requests(context: Context) -> Iterator[Hit | Skip]:
    report, last = context.report, last_year(context)
    if isinstance(last, Skip):
        yield last
        return
    key = "requests.carried_over.total"
    now, before = stated(report, key), stated(last, "requests.carried_forward.total")
    if now is None or before is None:
        yield Skip("没有读到上年结转或上一年度的结转下年度总计")
    elif before > 0 and now == 0:
        yield Hit(
            f"{last.year}年度结转下年度{amount(before)}件，本年度上年结转为0，这{amount(before)}件申请没有下落。",
            cells=(key,),
            expected=amount(before),
            found="0",
            severity=None if same_body(report.body, last.body) else Severity.WARNING,
            reading=inferred(report, (key,)),
        )


def pending_remedies(context: Context) -> Iterator[Hit | Skip]:
    report, last = context.report, last_year(context)
    if isinstance(last, Skip):
        yield last
        return
    for block in REMEDIES:
        pending_key, total_key = f"remedies.{block.key}.pending", f"remedies.{block.key}.total"
        pending, now = count(last, pending_key), stated(report, total_key)
        if pending is None or now is None:
            yield Skip(f"{block.label}：没有读到尚未审结或总计")
        elif pending > 0 and now == 0:
            yield Hit(
                f"{block.label}：{last.year}年度尚未审结{amount(pending)}件，本年度该组没有案件，结果没有下落。",
                cells=(total_key,),
                expected=f"≥{amount(pending)}",
                found="0",
            )


# --- B02–B04: stocks of documents and items -------------------------------------------------------------------------


def in_force_chain(context: Context) -> Iterator[Hit | Skip]:
    report, last = context.report, same_form(context, "2021")
    if isinstance(last, Skip):
        yield last
        return
    told = explained(report, "清理|调整|以本年度报告为准|失效|口径|划转|重新统计|更正")
    for name, called in DOCUMENT_ROWS.items():
        keys = [f"proactive.{name}.{column}" for column in ("issued", "repealed", "in_force")]
        parts, before = tally(report, keys), tally(last, keys[2:])
        if not (parts.known and before.known):
            yield not_read(report, parts, before)
            continue
        issued, repealed, valid = (count(report, key) or 0 for key in keys)
        expected = before.number + issued - repealed
        if valid != expected:
            yield Hit(
                f"{called}：{last.year}年度现行有效{amount(before.number)}件，加本年制发{amount(issued)}件、"
                f"减本年废止{amount(repealed)}件，应为{amount(expected)}件，表中为{amount(valid)}件"
                f"{'（文中说明了清理或调整）' if told else ''}。",
                cells=tuple(keys),
                expected=amount(expected),
                found=amount(valid),
                severity=Severity.NOTICE if told else None,
                reading=inferred(report, keys) or inferred(last, keys[2:]),
            )


def items_chain(context: Context) -> Iterator[Hit | Skip]:
    report, last = context.report, same_form(context, "2019")
    if isinstance(last, Skip):
        yield last
        return
    for name, called in ITEM_ROWS.items():
        key, change = f"proactive.{name}.prior_items", f"proactive.{name}.change"
        now, before = tally(report, (key,)), tally(last, (key, change))
        if not (now.known and before.known):
            yield not_read(report, now, before)
        elif now.number != before.number:
            yield Hit(
                f"{called}：上一年项目数量为{amount(now.number)}，而{last.year}年度的上一年项目数量"
                f"{amount(count(last, key))}加本年增/减{amount(count(last, change))}为{amount(before.number)}。",
                cells=(key,),
                expected=amount(before.number),
                found=amount(now.number),
                reading=inferred(report, (key,)),
            )


def disclosed_chain(context: Context) -> Iterator[Hit | Skip]:
    report, last = context.report, same_form(context, "2019")
    if isinstance(last, Skip):
        yield last
        return
    if explained(report, "废止|失效|清理|调整"):
        return
    for name, called in DOCUMENT_ROWS.items():
        total, disclosed = f"proactive.{name}.total", f"proactive.{name}.disclosed"
        now, more, before = tally(report, (total,)), tally(report, (disclosed,)), tally(last, (total,))
        if not (now.known and more.known and before.known):
            yield not_read(report, now, more, before)
        elif now.number < before.number + more.number:
            yield Hit(
                f"{called}：对外公开总数量{amount(now.number)}，少于{last.year}年度的{amount(before.number)}"
                f"加本年新公开{amount(more.number)}，文中没有说明废止或清理。",
                cells=(total, disclosed),
                expected=f"≥{amount(before.number + more.number)}",
                found=amount(now.number),
            )


CHAINS = (
    Check(
        "B01",
        Severity.ERROR,
        "上年结转",
        "本年度“二、上年结转”等于上一年度“四、结转下年度继续办理”。",
        "与上一年度报告核对，改正有误的一方；确有变化的在第六部分说明。",
        carried_over,
    ),
    Check(
        "B02",
        Severity.WARNING,
        "现行有效件数的衔接",
        "现行有效件数等于上一年度现行有效件数加本年制发、减本年废止。",
        "核对三列；因清理或口径调整造成差异的，在表下说明。",
        in_force_chain,
        ("2021",),
    ),
    Check(
        "B03",
        Severity.WARNING,
        "项目数量的衔接",
        "上一年项目数量等于上一年度报告的上一年项目数量加本年增/减。",
        "与上一年度报告核对。",
        items_chain,
        ("2019",),
    ),
    Check(
        "B04",
        Severity.NOTICE,
        "公开总数的衔接",
        "对外公开总数量不少于上一年度的总数加本年新公开数量，除非有文件废止。",
        "核对总数；有文件废止或失效的，在文中说明。",
        disclosed_chain,
        ("2019",),
    ),
    Check(
        "B05",
        Severity.NOTICE,
        "未审结案件的下落",
        "上一年度尚未审结的案件，本年度应计入其结果或仍未审结。",
        "查明这些案件的结果，计入第四部分。",
        pending_remedies,
    ),
    Check(
        "B10",
        Severity.ERROR,
        "结转的申请没有下落",
        "上一年度结转下年度的申请，应在本年度计入上年结转。",
        "补填上年结转及其办理结果。",
        lost_requests,
    ),
)
