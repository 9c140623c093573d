"""C13: percentages against the counts that they stand beside."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from gongkai.report.checks.claimed_change import told_changes
from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.narrative_lists import (
    ANSWERED,
    APPLICANTS,
    COUNTED,
    FLOWS,
    LEAVES,
    RESULTS,
    inflow,
    short,
)
from gongkai.report.checks.prose import place_of
from gongkai.report.checks.tally import amount, stated
from gongkai.report.model import Report
from gongkai.report.values import Claim, Number

_TOTAL: Final = "requests.total.total"


def c13(context: Context) -> Iterator[Hit | Skip]:
    """Percentages against the counts that they stand beside, and their sum."""
    report = context.report
    shares: list[tuple[Claim, Claim]] = []
    before: Claim | None = None
    for claim in report.claims:
        if claim.unit != "%":
            before = claim if claim.number is not None and claim.unit in COUNTED else None
            continue
        if claim.pattern in ("P65", "P66") and before is not None and before.section == claim.section:
            shares.append((before, claim))
    for count, share in shares:
        yield from _share(report, count, share)
    yield from _sum_of_shares(report, shares)
    yield from told_changes(report)


def _share(report: Report, count: Claim, share: Claim) -> Iterator[Hit | Skip]:
    bases = _bases(report, count)
    if not bases:
        yield Skip(f"“{share.text}”的基数没有读出")
        return
    assert count.number is not None
    assert share.number is not None
    ratios = [Decimal(100) * Decimal(count.number) / Decimal(base) for base in bases]
    if any(abs(ratio - Decimal(share.number)) <= _step(share.number) for ratio in ratios):
        return
    yield Hit(
        f"正文“{short(count)}”占{amount(share.number)}%，按{amount(count.number)}÷{amount(bases[0])}计算应为"
        f"{ratios[0]:.2f}%。",
        cells=count.cells,
        where=place_of(report, share),
        expected=f"{ratios[0]:.2f}%",
        found=f"{amount(share.number)}%",
    )


def _bases(report: Report, count: Claim) -> list[Number]:
    """What a share may be of: the figure that the count is a part of, all answered, all received."""
    numbers: list[Number | None] = []
    if count.part_of >= 0:
        numbers.append(report.claims[count.part_of].number)
    if count.pattern in RESULTS | LEAVES | {"P64"}:
        numbers.append(stated(report, _TOTAL))
    if count.pattern in RESULTS | LEAVES | {"P64", "P70"} | APPLICANTS | ANSWERED | FLOWS:
        numbers += inflow(report)
    return [number for number in numbers if number]


def _step(number: Number) -> Decimal:
    """The place of the last digit: rounding up, down and to the nearest are all met."""
    exponent = Decimal(number).as_tuple().exponent
    return Decimal(1).scaleb(min(exponent, 0)) if isinstance(exponent, int) else Decimal(1)


def _sum_of_shares(report: Report, shares: list[tuple[Claim, Claim]]) -> Iterator[Hit]:
    """Shares of all parts of a whole that do not make 100 %."""
    by_whole: dict[int, list[tuple[Claim, Claim]]] = {}
    for count, share in shares:
        by_whole.setdefault(count.part_of, []).append((count, share))
    for index, found in by_whole.items():
        if index < 0 or len(found) < 3 or report.claims[index].number != sum(count.number or 0 for count, _ in found):
            continue
        total = sum((Decimal(share.number or 0) for _, share in found), start=Decimal(0))
        if not Decimal("99.5") <= total <= Decimal("100.5") and abs(total - 100) > sum(
            _step(share.number or 0) for _, share in found
        ):
            yield Hit(
                f"正文所列占比合计{amount(total)}%，应为100%。",
                where=place_of(report, found[0][1]),
                expected="100%",
                found=f"{amount(total)}%",
            )


SHARES: Final = (
    Check(
        "C13",
        Severity.WARNING,
        "百分比与件数不符",
        "百分比应等于件数除以基数：办理结果以办结数为基数，渠道以收到数为基数；各项占比合计为100%；增减幅度应与文中所写的上年数相符。",
        "重新计算百分比。",
        c13,
    ),
)
