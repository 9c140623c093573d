"""A report, or two beside each other, as text for a terminal. Han characters take two columns."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Any, Final

from gongkai.report.comparing import CellPair, Comparison, SectionPair
from gongkai.report.form import APPLICANTS, EDITIONS, GROUPS, REMEDIES, RESULTS
from gongkai.report.model import Report
from gongkai.report.numerals import spell
from gongkai.report.values import Mark, Value

MARKS: Final = {Mark.INFERRED: "*", Mark.UNKNOWN: "?"}


def as_text(report: Report, *, claims: bool = False) -> str:
    """The report's identity, its three tables, notes, and on request the figures that its narrative states."""
    lines = [report.title or "（没有标题）"]
    lines.append(f"机关：{report.body or '未识别'}　年度：{report.year or '未识别'}　格式：{_edition(report)}")
    if report.signed_by or report.signed_on:
        lines.append(f"落款：{report.signed_by} {report.signed_on or ''}".rstrip())
    if report.edition:
        lines += ["", *_proactive(report), "", *_requests(report), "", *_remedies(report)]
    marks = {value.mark for value in report.cells.values()}
    if Mark.INFERRED in marks or Mark.UNKNOWN in marks:
        lines += ["", "*＝按勾稽关系推断　?＝未能读出　空＝原文空白　/＝不适用　-＝原文没有此项"]
    if report.notes:
        lines += ["", "读取说明：", *(f"  {note}" for note in report.notes)]
    if claims:
        lines += ["", "正文陈述的数字：", *(f"  {line}" for line in _claims(report))]
    return "\n".join(lines)


def _edition(report: Report) -> str:
    return f"{report.edition}年版（{EDITIONS[report.edition].citation}）" if report.edition else "未找到表格"


def _cell(value: Value | None) -> str:
    if value is None:
        return "-"
    if value.mark is Mark.NOT_APPLICABLE:
        return "/"
    return spell(value.number) + value.unit + (MARKS.get(value.mark, "") if value.mark else "")


def _proactive(report: Report) -> list[str]:
    form = EDITIONS[report.edition or "2021"]
    lines = []
    for block in form.blocks:
        rows = [[block.heading, *(column.label for column in block.columns)]]
        for row in block.rows:
            keys = [f"proactive.{row.key}.{column.key}" for column in block.columns]
            rows.append([row.label, *(_cell(report.cells.get(key)) for key in keys)])
        lines += _columns(rows, [26, *([18] * len(block.columns))])
    return lines


def _requests(report: Report) -> list[str]:
    form = EDITIONS[report.edition or "2021"]
    rows = [["", *(column.label for column in APPLICANTS)]]
    groups: set[str] = set()
    for row in form.rows:
        if row.group in GROUPS and row.group not in groups:
            rows.append([("" if row.group == "results" else "  ") + GROUPS[row.group], *([""] * len(APPLICANTS))])
            groups.add(row.group)
        indent = {"": "", "results": "  "}.get(row.group, "    ")
        label = indent + row.number + row.label.split("（")[0]
        keys = [f"requests.{row.key}.{column.key}" for column in APPLICANTS]
        rows.append([label[:22], *(_cell(report.cells.get(key)) for key in keys)])
    return _columns(rows, [46, 8, 10, 10, 14, 14, 8, 8])


def _remedies(report: Report) -> list[str]:
    rows = [["", *(result.label for result in RESULTS)]]
    for block in REMEDIES:
        keys = [f"remedies.{block.key}.{result.key}" for result in RESULTS]
        rows.append([block.label, *(_cell(report.cells.get(key)) for key in keys)])
    return _columns(rows, [26, *([10] * len(RESULTS))])


def _claims(report: Report) -> Iterable[str]:
    for claim in report.claims:
        cells = " + ".join(claim.cells) or "不对应单元格"
        number = spell(claim.number) if claim.number is not None else "—"
        yield f"{number}{claim.unit}　{claim.pattern or '　　'}　{cells}　“{claim.text}”"


def _columns(rows: Sequence[Sequence[str]], widths: Sequence[int]) -> list[str]:
    """Rows padded to columns: the first to the left, the others to the right."""
    lines = []
    for row in rows:
        first = row[0] + " " * max(widths[0] - _width(row[0]), 1)
        rest = "".join(
            " " * max(width - _width(cell), 1) + cell for cell, width in zip(row[1:], widths[1:], strict=True)
        )
        lines.append((first + rest).rstrip())
    return lines


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


# --- two reports ----------------------------------------------------------------------------------------------------


def comparison_as_text(comparison: Comparison, *, everything: bool = False) -> str:
    """The cells that differ (or all), those that may not be compared, and how alike the sections are."""
    first, second = comparison.first, comparison.second
    lines = [f"甲：{_whose(first)}", f"乙：{_whose(second)}", ""]
    pairs = [pair for pair in comparison.cells if pair.comparable and (everything or _differs(pair))]
    rows = [["项目", "甲", "乙", "增减", "增幅"]]
    rows += [[pair.label, _cell(pair.first), _cell(pair.second), _signed(pair), _percent(pair)] for pair in pairs]
    notes = ["", *(f"　{pair.note}" if pair.note else "" for pair in pairs)]
    table = [line + note for line, note in zip(_columns(rows, [64, 12, 12, 12, 10]), notes, strict=True)]
    lines += table if pairs else ["可比的单元格没有差别"]
    apart = [pair for pair in comparison.cells if not pair.comparable]
    if apart:
        reasons: dict[str, int] = {}
        for pair in apart:
            reasons[pair.note] = reasons.get(pair.note, 0) + 1
        lines += ["", "不可比：", *(f"  {count}项：{reason}" for reason, count in reasons.items())]
    lines += ["", "乙的各部分文字有多少见于甲（去掉年份、数字和机关名称）："]
    lines += [f"  {pair.title}：{_alike(pair)}" for pair in comparison.sections]
    return "\n".join(lines)


def _differs(pair: CellPair) -> bool:
    return bool(pair.difference) or (pair.difference is None and pair.first != pair.second)


def _alike(pair: SectionPair) -> str:
    """How much of the second text is in the first, or why that says nothing."""
    if pair.first_length and pair.second_length:
        return f"{pair.overlap.of_second:.0%}"
    if pair.first_length or pair.second_length:
        return f"{'乙' if pair.first_length else '甲'}没有文字"
    return "都没有文字"


def comparison_as_dict(comparison: Comparison) -> dict[str, Any]:
    """The comparison for machines."""
    return {
        "first": _identity(comparison.first),
        "second": _identity(comparison.second),
        "cells": [
            {
                "key": pair.key,
                "first": pair.first.number if pair.first else None,
                "second": pair.second.number if pair.second else None,
                "difference": pair.difference,
                "change": pair.change,
                "comparable": pair.comparable,
                "note": pair.note,
            }
            for pair in comparison.cells
        ],
        "sections": [
            {
                "key": pair.key,
                "title": pair.title,
                "lengths": [pair.first_length, pair.second_length],
                "overlap": round(pair.overlap.of_second, 4) if pair.first_length and pair.second_length else None,
            }
            for pair in comparison.sections
        ],
    }


def _identity(report: Report) -> dict[str, Any]:
    return {"source": report.source, "body": report.body, "year": report.year, "edition": report.edition}


def _whose(report: Report) -> str:
    return f"{report.body or '未识别机关'} {report.year or '未识别年度'}（{report.source}）"


def _signed(pair: CellPair) -> str:
    if pair.difference is None:
        return ""
    return ("+" if pair.difference > 0 else "") + spell(pair.difference)


def _percent(pair: CellPair) -> str:
    return f"{pair.change:+.1%}" if pair.change is not None else ""
