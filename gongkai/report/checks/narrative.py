"""C01, C03, C04, C17, C22 and D01: each claim of the narrative against the cells that it speaks of; and all of C and
D.

What a sentence claims comes from `gongkai.report.claims`; here it is held against the tables. A blank or "/" is 0. A
cell that could not be read, or is not there, leaves the claim open.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.narrative_lists import LISTS
from gongkai.report.checks.narrative_shares import SHARES
from gongkai.report.checks.narrative_text import TEXTS
from gongkai.report.checks.narrative_words import WORDS
from gongkai.report.checks.prose import place_of
from gongkai.report.checks.tally import amount, has_table, hollow, labels, not_read, tally
from gongkai.report.level import is_government
from gongkai.report.model import Report
from gongkai.report.money import FEES_UNIT, TENS, convert
from gongkai.report.values import Claim, Number, Value

NEW: Final = ("requests.new.total",)
_PROCUREMENT: Final = "proactive.procurement.amount"
_ANY_UNIT: Final = ("元", "万元", "亿元")


# --- one claim ------------------------------------------------------------------------------------------------------


class Difference(NamedTuple):
    """A claim that its cells do not bear out, and what they add up to."""

    claim: Claim
    expected: Number
    reading: bool


def judged(report: Report, claim: Claim) -> Difference | Skip | None:
    """Whether the cells bear the claim out: None if they do, or if it speaks of none."""
    if not claim.cells:
        return None
    sums = [_sum(report, cells) for cells in (claim.cells, *claim.accept)]
    known = [number for number in sums if not isinstance(number, Skip)]
    if any(_agrees(report, claim, number) for number in known):
        return None
    if isinstance(sums[0], Skip):
        return sums[0]
    if len(known) < len(sums):
        return next(one for one in sums if isinstance(one, Skip))
    return Difference(claim, sums[0], _restored(report, claim.cells))


def _sum(report: Report, cells: tuple[str, ...]) -> Number | Skip:
    """What the cells add up to; a 总计 left blank is what its row or column makes it (A19 names it)."""
    total = tally(report, cells)
    if not total.known:
        return not_read(report, total)
    number = total.number
    if total.blank and report.form is not None:
        worked_out = hollow(report, report.form)
        number += sum(worked_out.get(key, 0) for key in total.blank)
    return number


def _restored(report: Report, cells: tuple[str, ...]) -> bool:
    return bool(tally(report, cells).inferred)


def _agrees(report: Report, claim: Claim, number: Number) -> bool:
    if claim.number is None:
        return number == 0
    if claim.unit in TENS:
        return _same_amount(report, claim, number)
    told, tolerance, held = Decimal(claim.number), Decimal(claim.tolerance), Decimal(number)
    return told - tolerance <= held if claim.relation == "<=" else abs(told - held) <= tolerance


def _same_amount(report: Report, claim: Claim, number: Number) -> bool:
    """Whether two amounts of money agree as precisely as the coarser of them is printed."""
    assert claim.number is not None
    units = _units(report, claim)
    return any(
        _close(convert(claim.number, claim.unit, unit), convert(claim.tolerance, claim.unit, unit), number)
        for unit in units
    )


def _units(report: Report, claim: Claim) -> tuple[str, ...]:
    value = report.cells.get(claim.cells[0], Value(None))
    if value.unit in TENS:
        return (value.unit,)
    return _ANY_UNIT if claim.cells[0] == _PROCUREMENT else (FEES_UNIT,)


def _close(told: Decimal, tolerance: Decimal, number: Number) -> bool:
    exponent = Decimal(number).as_tuple().exponent
    printed = Decimal(1).scaleb(exponent) / 2 if isinstance(exponent, int) else Decimal(0)
    return abs(told - number) <= max(tolerance, printed if exponent else Decimal(0))


# --- all claims -----------------------------------------------------------------------------------------------------


Wanted = Callable[[Claim], bool]


def differences(report: Report, wanted: Wanted) -> Iterator[Difference | Skip]:
    """Wanted claims that the tables do not bear out, or that cannot be held against them.

    Of one quantity told for two scopes, one must agree (P94).
    """
    scoped = {claim.cells for claim in report.claims if claim.scope and claim.cells}
    for claim in report.claims:
        if not claim.cells or not wanted(claim):
            continue
        found = judged(report, claim)
        if isinstance(found, Difference) and claim.cells in scoped and _another_scope(report, claim):
            continue
        if found is not None:
            yield found


def _another_scope(report: Report, claim: Claim) -> bool:
    """Whether the table holds the same quantity of another scope, or the scope told is not the table's."""
    others = [other for other in report.claims if other.cells == claim.cells and other.scope != claim.scope]
    if any(judged(report, other) is None for other in others):
        return True
    return not others and claim.scope == "own" and is_government(report.body or "")


def _checked(context: Context, wanted: Wanted) -> Iterator[Difference | Skip]:
    """As `differences`; one reason for all where there is no table."""
    report = context.report
    if has_table(report):
        yield from differences(report, wanted)
    elif any(claim.cells and wanted(claim) for claim in report.claims):
        yield Skip("没有读到表格，正文数字无从核对")


def _named(context: Context, wanted: Wanted) -> Iterator[Hit | Skip]:
    """A hit of D01's kind for each wanted claim that is not borne out."""
    for found in _checked(context, wanted):
        yield found if isinstance(found, Skip) else _differs(context.report, found)


_DENIALS: Final = frozenset({"P13", "P14", "P17", "P23", "P38", "P77", "P78"})


def told(claim: Claim) -> str:
    """What the text says: 12件, or 没有 and 全部办结 where it gives no figure."""
    if claim.number is None:
        return "全部办结"
    if claim.number == 0 and claim.pattern in _DENIALS:
        return "没有"
    return f"{amount(claim.number)}{claim.unit}"


def _hit(report: Report, found: Difference, message: str, severity: Severity | None = None) -> Hit:
    claim = found.claim
    return Hit(
        message=message,
        cells=claim.cells,
        where=place_of(report, claim),
        expected=amount(found.expected),
        found=told(claim),
        severity=severity,
        reading=found.reading,
    )


def _severity(claim: Claim) -> Severity | None:
    if claim.number is None:
        return Severity.NOTICE
    return Severity.WARNING if claim.relation == "~" else None


def _table(report: Report, found: Difference) -> str:
    """The table's side of a sentence."""
    claim = found.claim
    sum_of = "合计" if len(claim.cells) > 1 else ""
    value = report.cells.get(claim.cells[0])
    unit = (value.unit if value and value.unit else FEES_UNIT) if claim.cells[0] == "proactive.fees.amount" else ""
    return f"表中{labels(report, claim.cells)}{sum_of}为{amount(found.expected)}{unit}"


# --- D01 ------------------------------------------------------------------------------------------------------------


def d01(context: Context) -> Iterator[Hit | Skip]:
    """A sentence's number differs from the cell that its pattern names."""
    yield from _named(context, lambda claim: True)


def _differs(report: Report, found: Difference) -> Hit:
    claim = found.claim
    if claim.number is None:
        message = f"正文称“{claim.text}”，而{_table(report, found)}，请核对是否仍有未办结的申请。"
    elif claim.pattern == "P77":
        message = f"正文称“{claim.text}”，而{_table(report, found)}。"
    elif claim.relation == "<=":
        message = f"正文“{claim.text}”称{told(claim)}，超过{_table(report, found)}。"
    else:
        message = f"正文“{claim.text}”称{told(claim)}，而{_table(report, found)}，两者不一致。"
    return _hit(report, found, message, _severity(claim))


# --- C01, C03, C04, C17, C22 ----------------------------------------------------------------------------------------


def c01(context: Context) -> Iterator[Hit | Skip]:
    """The text says no requests and the table has some, or the reverse."""
    for found in _checked(context, lambda claim: claim.cells == NEW):
        if isinstance(found, Skip):
            yield found
        elif 0 in (found.claim.number, found.expected):
            yield _c01(context.report, found)


def _c01(report: Report, found: Difference) -> Hit:
    claim = found.claim
    if claim.number == 0:
        message = f"正文“{claim.text}”称本年没有收到申请，而{_table(report, found)}。"
    else:
        message = f"正文“{claim.text}”称本年收到申请{told(claim)}，而{_table(report, found)}。"
    return _hit(report, found, message, _severity(claim))


_NONE_OR_ALL: Final = frozenset({"P77", "P78"})
_REMEDIES: Final = frozenset({"P71", "P72", "P73", "P74", "P75", "P76", "P79"})


def _denies_remedies(claim: Claim) -> bool:
    return claim.pattern in _NONE_OR_ALL or (
        claim.pattern in _REMEDIES and claim.pattern not in ("P72", "P79") and claim.number == 0
    )


def c03(context: Context) -> Iterator[Hit | Skip]:
    """均获维持, 零败诉, 未发生 against table four."""
    report = context.report
    for found in _checked(context, _denies_remedies):
        yield found if isinstance(found, Skip) else _c03(report, found)
    for claim in report.claims:
        if claim.pattern == "P77" and claim.cells and all(key.endswith(".corrected") for key in claim.cells):
            yield from _beside_no_loss(report, claim)


def _c03(report: Report, found: Difference) -> Hit:
    return _hit(report, found, f"正文称“{found.claim.text}”，而{_table(report, found)}。")


def _beside_no_loss(report: Report, claim: Claim) -> Iterator[Hit]:
    """零败诉 beside cases that are still open or ended otherwise: not a contradiction in every reading."""
    cells = tuple(key.replace(".corrected", f".{result}") for result in ("other", "pending") for key in claim.cells)
    total = tally(report, cells)
    if total.known and total.number:
        yield Hit(
            f"正文称“{claim.text}”，而表中{labels(report, cells)}合计为{amount(total.number)}，请核对表述是否准确。",
            cells=cells,
            where=place_of(report, claim),
            expected="0",
            found=amount(total.number),
            severity=Severity.NOTICE,
        )


def c04(context: Context) -> Iterator[Hit | Skip]:
    """What the text says of reconsideration and litigation against the cells of table four."""
    yield from _named(context, lambda claim: claim.pattern in _REMEDIES)


_APPLICANTS: Final = frozenset({"P67", "P68", "P69"})


def c17(context: Context) -> Iterator[Hit | Skip]:
    """自然人 and 法人或其他组织 make up what was received, in the text and against the table."""
    yield from _named(context, lambda claim: claim.pattern in _APPLICANTS)
    report = context.report
    for index, whole in enumerate(report.claims):
        if whole.cells != NEW or whole.number is None:
            continue
        parts = [part for part in report.claims if part.part_of == index and part.pattern in _APPLICANTS]
        total = sum(part.number or 0 for part in parts)
        others = [claim.number for claim in report.claims if claim.cells == NEW and claim.scope != whole.scope]
        if whole.tolerance or total == whole.number or total in others:
            continue
        if {part.pattern for part in parts} >= {"P67", "P68"}:
            yield Hit(
                f"正文中{'、'.join(f'“{part.text}”' for part in parts)}合计{amount(total)}件，"
                f"与“{whole.text}”的{told(whole)}不一致。",
                cells=NEW,
                where=place_of(report, whole),
                expected=told(whole),
                found=f"{amount(total)}件",
            )


_DOCUMENTS: Final = frozenset({"P81", "P82", "P83", "P84"})


def c22(context: Context) -> Iterator[Hit | Skip]:
    """Documents issued, repealed and in force, as told in section one, against table two."""
    yield from _named(context, lambda claim: claim.pattern in _DOCUMENTS)


# --- the catalogue --------------------------------------------------------------------------------------------------

CLAIMS: Final = (
    Check(
        "C01",
        Severity.ERROR,
        "有无申请前后不一",
        "正文关于有无收到申请的表述应与第三部分表格第一项“本年新收”一致。",
        "核对登记簿，改正正文或表格。",
        c01,
    ),
    Check(
        "C03",
        Severity.ERROR,
        "复议诉讼总体表述与表不符",
        "“均获维持”“零败诉”“未发生”等表述应与第四部分表格一致：有纠正、其他结果或尚未审结的，不能称均获维持。",
        "按案件实际结果改写正文，或者改正表格。",
        c03,
    ),
    Check(
        "C04",
        Severity.ERROR,
        "复议诉讼数字与表不符",
        "正文所列行政复议、行政诉讼的件数和结果应与第四部分表格对应格一致。",
        "逐案核对结果，改正正文或表格。",
        c04,
    ),
    Check(
        "C17",
        Severity.ERROR,
        "申请人类别与新收数不符",
        "自然人与法人或其他组织的申请数之和等于本年新收申请数，并与表格各列一致。",
        "核对申请人类别的登记。",
        c17,
    ),
    Check(
        "C22",
        Severity.ERROR,
        "文件制发废止有效数与表不符",
        "政府信息管理部分所列规章、行政规范性文件的制发、废止、现行有效件数应与第二部分表格一致。",
        "与文件清理目录核对后改正。",
        c22,
    ),
    Check(
        "D01",
        Severity.ERROR,
        "正文数字与表格不符",
        "正文中的数字应等于其所指的表格单元格；以万、亿或约数表述的，按所写的精度比较。",
        "核对台账，改正正文或表格。",
        d01,
    ),
)

NARRATIVE: tuple[Check, ...] = tuple(sorted((*CLAIMS, *LISTS, *SHARES, *TEXTS, *WORDS), key=lambda check: check.code))
"""C01–C22 and D01."""
