"""A government's report as the sum of its departments' reports, nothing counted twice.

Every decision that a person may want to look at is listed as an `Issue`: a report left out, a cell that could not be
added up, an amount without a unit. A blank stays a blank unless another report has a number; a cell that one report
leaves unknown is unknown in the sum. Nothing is ever estimated.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from gongkai.report.errors import NotMergeable
from gongkai.report.form import EDITIONS, MONEY, Edition
from gongkai.report.level import Kind, Level, same_body, standing
from gongkai.report.model import Report
from gongkai.report.money import TENS, convert, unit_of
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Mark, Number, Value


class Why(StrEnum):
    """What an issue is about."""

    DUPLICATE = "duplicate"
    """The same report given twice: counted once."""
    CONFLICT = "conflict"
    """Two different reports of one body for one year: where they differ the sum is unknown."""
    AGGREGATE = "aggregate"
    """A government's own sum among its members: left out."""
    PERHAPS_AGGREGATE = "perhaps-aggregate"
    """A department's figures are at least the sum of all others': counted, but worth a look."""
    UNNAMED = "unnamed"
    """A report without a body's name: counted; whether it came twice cannot be told."""
    BLANK = "blank"
    """A cell blank in some reports and a number in others: the numbers are added up."""
    UNKNOWN = "unknown"
    """A cell that could not be read in some report: unknown in the sum."""
    UNIT = "unit"
    """An amount converted to another unit, or not added up for want of one."""


class Issue(NamedTuple):
    """Something about the sum that a person should know. `message` is a Chinese sentence."""

    why: Why
    message: str
    bodies: tuple[str, ...] = ()
    cells: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.message


@dataclass(frozen=True)
class Merged:
    """A sum of reports: the report, whose reports were added up, and what to know about it."""

    report: Report
    members: tuple[Report, ...]
    exceptions: tuple[Issue, ...]


def merge(
    reports: Iterable[Report], *, body: str | None = None, year: int | None = None, sure: Collection[Report] = ()
) -> Merged:
    """Add up the reports of a government's departments.

    Args:
        reports: the members' reports for one year on one edition of the form. body: the government; without it
            the sum has no name, and the government's own report among the members is not told by its name.
        year: the reporting year; without it the reports' own, if they agree.
        sure: those of the reports that are known to be of bodies apart and no sums of others: they are counted, and
            not taken for copies.

    Raises:
        NotMergeable: no reports, or reports for different years or on different editions, or without tables.
    """
    given = list(reports)
    form, year = _common(given, year)
    issues: list[Issue] = []
    known = {id(report) for report in sure}
    counted = _without_copies(given, form, issues, known)
    counted = _without_aggregates(counted, body or "", form, issues, known)
    counted = _each_body_once(counted, form, issues, known)
    cells = {key: _sum(key, form.labels[key], counted, issues) for key in form.keys}
    report = Report(
        edition=form.name,
        body=body,
        year=year,
        title=f"{body or ''}{year}年政府信息公开工作年度报告",
        cells=cells,
        notes=[_origin(counted), *(issue.message for issue in issues)],
    )
    return Merged(report, tuple(counted), tuple(issues))


def _origin(counted: Sequence[Report]) -> str:
    """What a sum was made of."""
    return f"由{len(counted)}份报告汇总：{'、'.join(_name(report) for report in counted)}"


def _common(reports: Sequence[Report], year: int | None) -> tuple[Edition, int]:
    if not reports:
        raise NotMergeable("没有可以汇总的报告，请先选定各机关的报告。")
    if bare := [_name(report) for report in reports if report.edition is None]:
        raise NotMergeable(f"{'、'.join(bare)}没有读到表格，无法汇总，请换用带表格的文件或先剔除。")
    wanted = year if year is not None else _usual_year(reports)
    if odd := [f"{_name(each)}（{each.year or '年度不明'}）" for each in reports if each.year != wanted or not wanted]:
        rest = f"，应为{wanted}年度" if year is not None else f"，其余为{wanted}年度" if wanted else ""
        raise NotMergeable(f"各报告的年度不同，不能汇总：{'、'.join(odd)}{rest}。请只选同一年度的报告。")
    assert wanted is not None
    editions = sorted({report.edition or "" for report in reports})
    if len(editions) > 1:
        told = "、".join(f"{_name(each)}（{each.edition}版）" for each in reports if each.edition != editions[-1])
        raise NotMergeable(f"各报告所用的格式不同，不能汇总：{told}，其余为{editions[-1]}版。")
    return EDITIONS[editions[0]], wanted


def _usual_year(reports: Sequence[Report]) -> int | None:
    """The year of most reports; None where no year has the most."""
    ranked = Counter(report.year for report in reports if report.year).most_common(2)
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return None
    return ranked[0][0]


def _name(report: Report) -> str:
    return report.body or report.source or "（机关不明）"


# --- nothing twice --------------------------------------------------------------------------------------------------


def _without_copies(given: list[Report], form: Edition, issues: list[Issue], known: set[int]) -> list[Report]:
    """Of equal reports of one body only the first; a report without a name that equals another is taken for it."""
    kept: list[Report] = []
    for report in given:
        others = [each for each in kept if not {id(each), id(report)} <= known]
        if any(_may_be_one(each, report) and not _differing(each, report, form) for each in others):
            name = _name(report)
            issues.append(Issue(Why.DUPLICATE, f"“{name}”的报告给了两份，内容相同，只计一份。", (name,)))
        else:
            kept.append(report)
    return kept


def _may_be_one(one: Report, other: Report) -> bool:
    if one.body is None or other.body is None:
        return any(value.number for value in one.cells.values())
    return same_body(one.body, other.body)


def _differing(first: Report, second: Report, form: Edition) -> list[str]:
    return [key for key in form.keys if first.cells.get(key) != second.cells.get(key)]


def _without_aggregates(
    given: list[Report], body: str, form: Edition, issues: list[Issue], known: set[int]
) -> list[Report]:
    """The reports without those that are themselves sums of the others.

    One is, if it bears the government's own name; if it is a government's (art. 49: it reports for all its bodies) and
    covers others; if it is a general office's (which may file both reports), covers others, and none of its figures is
    below their sum; or if its figures are exactly the sum of all the others, and so many that this is no chance.
    """
    figures = {id(report): _figures(report, form) for report in given}
    total = _added(figures.values())
    kept = list(given)
    for report in (each for each in given if id(each) not in known):
        others = [each for each in kept if each is not report]
        if not others:
            break
        own = figures[id(report)]
        rest = {key: number - own.get(key, 0) for key, number in total.items() if number != own.get(key, 0)}
        reason = _aggregate(report, others, body, own, figures)
        if not reason and len(others) > 1 and own == rest and len(own) >= ENOUGH:
            reason = f"的各格恰为其余{len(others)}份报告之和，是汇总数"
        name = _name(report)
        if reason:
            kept, total = others, rest
            issues.append(Issue(Why.AGGREGATE, f"“{name}”{reason}，没有计入，以免重复。", (name,)))
        elif len(others) > 1 and len(rest) >= ENOUGH and _at_least(own, rest):
            told = f"“{name}”的各格都不小于其余报告之和，可能已是汇总数，请确认；这里仍计入。"
            issues.append(Issue(Why.PERHAPS_AGGREGATE, told, (name,)))
    return kept


ENOUGH = 6
"""With fewer figures than these (totals aside) that two sums agree may be chance."""

Figures = dict[str, Number]


def _figures(report: Report, form: Edition) -> Figures:
    """The counts that are not 0, without the totals that follow from them."""
    keys = (key for key in (*form.proactive_keys, *form.requests_keys) if key not in MONEY and key[-6:] != ".total")
    return {key: number for key in keys if (number := report.number(key)) and not key.startswith("requests.total.")}


def _added(several: Iterable[Figures]) -> Figures:
    total: Figures = {}
    for figures in several:
        for key, number in figures.items():
            total[key] = total.get(key, 0) + number
    return {key: number for key, number in total.items() if number}


def _at_least(own: Figures, rest: Figures) -> bool:
    return all(own.get(key, 0) >= number for key, number in rest.items())


def _aggregate(report: Report, others: Sequence[Report], body: str, own: Figures, figures: dict[int, Figures]) -> str:
    """Why a government's or a general office's report is a sum of others, "" if it is none."""
    it = standing(report.body or "")
    if it.kind not in (Kind.GOVERNMENT, Kind.PREFECTURE, Kind.OFFICE) or not it.places:
        return ""
    if it.kind is not Kind.OFFICE and same_body(report.body, body):
        return "是本级政府自己的汇总报告"
    below = [each for each in others if _covers(report, each)]
    rest = _added(figures[id(each)] for each in below)
    if it.kind is not Kind.OFFICE:
        if not below:
            return ""
        lower = [key for key, number in rest.items() if own.get(key, 0) < number]
        doubt = f"（但有{len(lower)}格小于所属{len(below)}个机关之和，请核对）" if lower else ""
        return f"是一级政府的报告，已包含所属机关{doubt}"
    if len(below) > 1 and rest and _at_least(own, rest):
        return f"的各格都不小于所属{len(below)}个机关之和，是汇总数"
    return ""


def _covers(government: Report, other: Report) -> bool:
    """Whether a body belongs to a government, by the places in their names: a township alone names no county."""
    above, below = standing(government.body or ""), standing(other.body or "")
    if above.places[-1] in below.places:
        return True
    alone = len(below.places) == 1 and below.level is Level.TOWNSHIP
    return alone and above.level is not Level.TOWNSHIP


def _each_body_once(reports: list[Report], form: Edition, issues: list[Issue], known: set[int]) -> list[Report]:
    """One report for each body: of different ones for the same body what they agree on."""
    once: list[Report] = []
    for report in reports:
        name = _name(report)
        if report.body is None:
            told = f"“{name}”没有读到机关名称，不知是否与其他报告重复；这里计入。"
            issues.append(Issue(Why.UNNAMED, told, (name,)))
            once.append(report)
            continue
        alike = (at for at, each in enumerate(once) if same_body(each.body, report.body))
        place = next((at for at in alike if not {id(once[at]), id(report)} <= known), None)
        if place is None:
            once.append(report)
        else:
            once[place] = _agreed(once[place], report, form, issues)
    return once


def _agreed(first: Report, second: Report, form: Edition, issues: list[Issue]) -> Report:
    """What two different reports of one body agree on; the rest is unknown."""
    differing = _differing(first, second, form)
    name = _name(first)
    labels = "、".join(f"“{form.labels[key]}”" for key in differing[:4])
    told = (
        f"“{name}”有两份不同的报告，{labels}{f'等{len(differing)}格' if len(differing) > 4 else ''}不一致，"
        "这些格的汇总数不明，请确定以哪一份为准。"
    )
    issues.append(Issue(Why.CONFLICT, told, (name,), tuple(differing)))
    cells = {key: UNKNOWN if key in differing else first.cells.get(key, UNKNOWN) for key in form.keys}
    return Report(edition=first.edition, body=first.body, year=first.year, source=first.source, cells=cells)


# --- adding up ------------------------------------------------------------------------------------------------------


def _sum(key: str, label: str, reports: Sequence[Report], issues: list[Issue]) -> Value:
    """One cell of the sum."""
    held = {id(report): report.cells.get(key, UNKNOWN) for report in reports}
    unread = [_name(report) for report in reports if held[id(report)].mark is Mark.UNKNOWN]
    if unread:
        issues.append(
            Issue(Why.UNKNOWN, f"“{label}”：{_some(unread)}的这一格未能读出，汇总数不明。", tuple(unread), (key,))
        )
        return UNKNOWN
    numbers = [(report, held[id(report)]) for report in reports if held[id(report)].number is not None]
    if not numbers:
        return NOT_APPLICABLE if all(value == NOT_APPLICABLE for value in held.values()) else BLANK
    blank = [_name(report) for report in reports if held[id(report)].number is None]
    if blank:
        issues.append(
            Issue(Why.BLANK, f"“{label}”：{_some(blank)}的这一格空白，汇总数只含其余机关。", tuple(blank), (key,))
        )
    mark = Mark.INFERRED if any(value.mark is Mark.INFERRED for _, value in numbers) else None
    if key in MONEY:
        return _money(key, label, numbers, mark, issues)
    total: Number = sum(value.number for _, value in numbers if value.number is not None)
    return Value(total, mark)


def _money(
    key: str, label: str, numbers: Sequence[tuple[Report, Value]], mark: Mark | None, issues: list[Issue]
) -> Value:
    """Amounts in one unit. Zero needs no unit; an amount whose unit is not known is added to none."""
    amounts = [(report, value) for report, value in numbers if value.number]
    if not amounts:
        return Value(0, mark)
    units = {unit_of(key, value) for _, value in amounts}
    if len(amounts) == 1 or (len(units) == 1 and "" not in units):
        total = sum((Decimal(value.number or 0) for _, value in amounts), start=Decimal(0))
        whole = all(isinstance(value.number, int) for _, value in amounts)
        return Value(int(total) if whole else total, mark, amounts[0][1].unit)
    if "" in units:
        without = [_name(report) for report, value in amounts if not unit_of(key, value)]
        issues.append(
            Issue(Why.UNIT, f"“{label}”：{_some(without)}没有写明单位，不能相加，汇总数不明。", tuple(without), (key,))
        )
        return UNKNOWN
    to = "万元" if "万元" in units else min(units, key=lambda unit: TENS[unit])
    converted = [_name(report) for report, value in amounts if unit_of(key, value) != to]
    issues.append(Issue(Why.UNIT, f"“{label}”：{_some(converted)}的金额已换算为{to}。", tuple(converted), (key,)))
    total = sum((convert(value.number or 0, unit_of(key, value), to) for _, value in amounts), start=Decimal(0))
    return Value(total, mark, "" if key == "proactive.fees.amount" else to)


def _some(names: Sequence[str]) -> str:
    return "、".join(names[:3]) + (f"等{len(names)}个机关" if len(names) > 3 else "")
