"""A01–A04: the sums of the form, and the one cell that would mend them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.tally import (
    COLUMNS,
    Equation,
    Tally,
    amount,
    blanks_as_zero,
    count,
    equations,
    has_table,
    hollow,
    inferred,
    label,
    no_table,
    not_read,
    tally,
)
from gongkai.report.form import Edition
from gongkai.report.model import Report
from gongkai.report.values import Number


class Sides(NamedTuple):
    """Both sides of an equation in one report. `open` says why it cannot be assessed, "" when it can."""

    equation: Equation
    parts: Tally
    whole: Tally
    open: str = ""

    @property
    def difference(self) -> Number:
        """By how much the parts exceed the whole."""
        return self.parts.number - self.whole.number

    @property
    def broken(self) -> bool:
        return not self.open and self.difference != 0


def sides(report: Report, equation: Equation) -> Sides:
    """Add both sides up. A 总计 left blank is what its parts make it: nothing that is printed contradicts it (A19).

    A row of results that the table lacks (E06) leaves its column open only if the difference could be that row's: a sum
    that already exceeds （七）总计 is wrong whatever stood there (catalogue, A02).
    """
    parts, whole = (_filled(report, tally(report, keys)) for keys in (equation.parts, equation.whole))
    found = Sides(equation, parts, whole)
    if parts.known and whole.known:
        return found
    if equation.code == "A02" and whole.known and not parts.unread and found.difference >= 0:
        return found
    return found._replace(open=not_read(report, parts, whole).reason)


def _filled(report: Report, found: Tally) -> Tally:
    if not found.blank or report.form is None:
        return found
    worked_out = hollow(report, report.form)
    return found._replace(
        number=found.number + sum(worked_out.get(key, 0) for key in found.blank),
        blank=tuple(key for key in found.blank if key not in worked_out),
    )


def all_sides(report: Report, form: Edition, table: str) -> list[Sides]:
    codes = ("A04",) if table == "remedies" else ("A01", "A02", "A03")
    return [sides(report, equation) for equation in equations(form) if equation.code in codes]


class Slip(NamedTuple):
    """One cell that, with another number, makes all equations of its table hold."""

    key: str
    found: Number
    needed: Number


def slip(report: Report, found: list[Sides]) -> Slip | None:
    """The single cell whose change mends every broken equation and breaks none; None if there is none or a choice."""
    broken = [each for each in found if each.broken]
    if not broken:
        return None
    sound = {key for each in found if not each.broken and not each.open for key in each.equation.cells}
    shared = set(broken[0].equation.cells).intersection(*(each.equation.cells for each in broken[1:])) - sound
    slips = []
    for key in shared:
        steps = {each.difference if key in each.equation.whole else -each.difference for each in broken}
        value = report.cells.get(key)
        if value is None or len(steps) != 1:
            continue
        before = value.number or 0
        after = before + steps.pop()
        if after >= 0:
            slips.append(Slip(key, before, after))
    return slips[0] if len(slips) == 1 else None


def swapped_with_total(report: Report, form: Edition) -> str | None:
    """The column that, changed places with 总计, makes every row of table three add up; None if none does.

    Only the place of 总计 can be told from the sums: the other six columns may change places without breaking one.
    """
    rows = row_numbers(report, form).values()
    if len(rows) < 2 or all(2 * numbers[-1] == sum(numbers) for numbers in rows):
        return None
    return next(
        (
            column
            for place, column in enumerate(COLUMNS[:-1])
            if all(2 * numbers[place] == sum(numbers) for numbers in rows)
        ),
        None,
    )


def row_numbers(report: Report, form: Edition) -> dict[Equation, list[Number]]:
    """The seven numbers of each row of table three that is not empty, blanks as 0; without the rows of which one could
    not be read, is not there, or whose 总计 is blank."""
    blank_totals = hollow(report, form)
    found = {}
    for each in equations(form):
        if each.code == "A01" and each.whole[0] not in blank_totals:
            numbers = [number for key in each.cells if (number := count(report, key)) is not None]
            if len(numbers) == len(each.cells) and any(numbers):
                found[each] = numbers
    return found


_SAID = {
    "A01": ("“{name}”一行：自然人与五类法人或其他组织之和为{parts}", "总计为{whole}"),
    "A02": ("“{name}”一列：各项办理结果之和为{parts}", "（七）总计为{whole}"),
    "A03": ("“{name}”一列：第一项加第二项为{parts}", "第三项（七）加第四项为{whole}"),
    "A04": ("{name}：结果维持、结果纠正、其他结果、尚未审结之和为{parts}", "总计为{whole}"),
}


def run(code: str, table: str, context: Context) -> Iterator[Hit | Skip]:
    """Say which equations of this check do not hold; not of rows that hold once two columns change places (A09)."""
    report = context.report
    form = report.form
    if form is None or not has_table(report, table):
        yield no_table(table)
        return
    found = all_sides(report, form, table)
    if code == "A01" and swapped_with_total(report, form):
        return
    mend = slip(report, found)
    for each in found:
        equation = each.equation
        if equation.code != code:
            continue
        if each.open:
            yield Skip(f"{equation.name}：{each.open}")
        elif each.difference != 0:
            left, right = _SAID[code]
            message = (
                f"{left.format(name=equation.name, parts=amount(each.parts.number))}，"
                f"而{right.format(whole=amount(each.whole.number))}{blanks_as_zero(each.parts, each.whole)}，"
                f"相差{amount(max(each.difference, -each.difference))}。"
            )
            if mend is not None:
                message += (
                    f"若把{label(report, mend.key)}由{amount(mend.found)}改为{amount(mend.needed)}，各等式即全部成立。"
                )
            yield Hit(
                message,
                cells=equation.cells,
                expected=amount(each.parts.number),
                found=amount(each.whole.number),
                reading=inferred(report, equation.cells),
            )


def row_sums(context: Context) -> Iterator[Hit | Skip]:
    yield from run("A01", "requests", context)


def column_sums(context: Context) -> Iterator[Hit | Skip]:
    yield from run("A02", "requests", context)


def balances(context: Context) -> Iterator[Hit | Skip]:
    yield from run("A03", "requests", context)


def remedies(context: Context) -> Iterator[Hit | Skip]:
    yield from run("A04", "remedies", context)


EQUATIONS = (
    Check(
        "A01",
        Severity.ERROR,
        "申请表每行之和",
        "第三部分每一行：自然人与五类法人或其他组织之和等于总计。",
        "核对该行各列与总计，改正录入有误的一格。",
        row_sums,
    ),
    Check(
        "A02",
        Severity.ERROR,
        "办理结果每列之和",
        "第三部分每一列：（七）总计等于各项办理结果之和。",
        "核对该列各项办理结果与（七）总计，部分公开的申请只计入（二）。",
        column_sums,
    ),
    Check(
        "A03",
        Severity.ERROR,
        "申请表勾稽关系",
        "格式自注：第一项加第二项之和，等于第三项加第四项之和。",
        "核对新收、上年结转、办理结果总计与结转下年度四项。",
        balances,
    ),
    Check(
        "A04",
        Severity.ERROR,
        "复议诉讼表之和",
        "第四部分三组各自：结果维持、结果纠正、其他结果、尚未审结之和等于总计。",
        "核对该组四项结果与总计。",
        remedies,
    ),
)
