"""B08: what the text says about last year and the change since (同比下降29%, 上年同期31件); C13's part of it, where
the text gives both figures itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from gongkai.report.checks.model import Hit
from gongkai.report.checks.prose import place_of
from gongkai.report.checks.tally import amount, stated
from gongkai.report.model import Report
from gongkai.report.values import Claim, Number

NEW: Final = "requests.new.total"
OLD: Final = "requests.carried_over.total"
DONE: Final = "requests.total.total"
_MEANINGS: Final[dict[tuple[str, ...], tuple[tuple[str, ...], ...]]] = {
    (NEW,): ((NEW,), (NEW, OLD)),
    (DONE,): ((DONE,), (NEW,), (NEW, OLD)),
}
"""What else a sentence about requests may count."""
_FALLS: Final = re.compile("下降|减少|降低|回落|缩减|降幅|[年度期]少")
_BEFORE: Final = "L04"
_CHANGE: Final = "P93"
_RATES: Final = ("%", "倍")


def stated_changes(report: Report, last: Report) -> Iterator[Hit]:
    """Sentences about last year, or the change since, that last year's report does not bear out.

    Where the words may mean two quantities (new requests, or with those carried over), either will do.
    """
    for index, claim in enumerate(report.claims):
        if not claim.about or claim.number is None or claim.period not in ("", str(report.year), str(last.year)):
            continue
        if claim.pattern == _BEFORE:
            yield from _stated_before(report, last, claim)
        elif claim.pattern == _CHANGE and _is_the_tables(report, report.claims[:index], claim.about):
            yield from _stated_change(report, last, claim)


def _is_the_tables(report: Report, before: tuple[Claim, ...], keys: tuple[str, ...]) -> bool:
    """Whether the figure that a change was told of is the table's: another (of the whole system) has another base."""
    own = next((claim for claim in reversed(before[-3:]) if claim.cells == keys), None)
    return own is None or own.number in [_sum(report, meaning) for meaning in _MEANINGS.get(keys, (keys,))]


def _stated_before(report: Report, last: Report, claim: Claim) -> Iterator[Hit]:
    known = [before for _, before in _pairs(report, last, claim)]
    assert claim.number is not None
    if known and all(abs(Decimal(before) - Decimal(claim.number)) > claim.tolerance for before in known):
        yield Hit(
            f"文中称“{claim.text}”，而{last.year}年度报告为{amount(known[0])}。",
            where=place_of(report, claim),
            expected=amount(known[0]),
            found=amount(claim.number),
        )


def _stated_change(report: Report, last: Report, claim: Claim) -> Iterator[Hit]:
    pairs = _pairs(report, last, claim)
    if not pairs or any(_agrees(claim, now, before) for now, before in pairs):
        return
    now, before = pairs[0]
    computed = _computed(claim.unit, now, before)
    yield Hit(
        f"文中称“{claim.text}”，而本年度为{amount(now)}，{last.year}年度报告为{amount(before)}，{computed}。",
        where=place_of(report, claim),
        expected=computed,
        found=claim.text,
    )


def _pairs(report: Report, last: Report, claim: Claim) -> list[tuple[Number, Number]]:
    """This year's figure and last year's, for each meaning that the words may have."""
    if report.edition != last.edition and not claim.about[0].startswith("requests."):
        return []  # across the seam of 2020 and 2021 only requests compare
    meanings = _MEANINGS.get(claim.about, (claim.about,))
    pairs = ((_sum(report, keys), _sum(last, keys)) for keys in meanings)
    return [(now, before) for now, before in pairs if now is not None and before is not None]


def _sum(report: Report, keys: tuple[str, ...]) -> Number | None:
    numbers = [stated(report, key) for key in keys]
    return sum(number for number in numbers if number is not None) if None not in numbers else None


def _agrees(claim: Claim, now: Number, before: Number) -> bool:
    assert claim.number is not None
    told = Decimal(claim.number) * (-1 if _FALLS.search(claim.text) else 1)
    if claim.unit not in _RATES:
        return abs(told - Decimal(now - before)) <= claim.tolerance
    if not before:
        return False
    rate = Decimal(now - before) / Decimal(before) * (1 if claim.unit == "倍" else 100)
    exponent = Decimal(claim.number).as_tuple().exponent
    step = Decimal(1).scaleb(min(exponent, 0) if isinstance(exponent, int) else 0)
    return abs(rate - told) <= max(step / 2, Decimal(claim.tolerance))


def _computed(unit: str, now: Number, before: Number) -> str:
    change = now - before
    if change == 0:
        return "没有变化"
    size = f"{'增加' if change > 0 else '减少'}{amount(change if change > 0 else -change)}件"
    if not before or unit not in _RATES:
        return size
    share = abs(Decimal(change)) * 100 / Decimal(before)
    return f"{size}（{share.quantize(Decimal('0.1'))}%）"


def told_changes(report: Report) -> Iterator[Hit]:
    """较2022年的43件增长13.3%: a rate against the two figures that the text and the table give."""
    base: Claim | None = None
    for claim in report.claims:
        if claim.pattern == _BEFORE and claim.about:
            base = claim
            continue
        if claim.pattern == _CHANGE and claim.unit in _RATES and base is not None and base.about == claim.about:
            yield from _against(report, base, claim)
        base = None


def _against(report: Report, base: Claim, change: Claim) -> Iterator[Hit]:
    assert base.number is not None
    sums = [_sum(report, keys) for keys in _MEANINGS.get(change.about, (change.about,))]
    known = [now for now in sums if now is not None]
    if base.tolerance or not known or any(_agrees(change, now, base.number) for now in known):
        return
    computed = _computed(change.unit, known[0], base.number)
    yield Hit(
        f"文中称“{base.text}”“{change.text}”，而本年度为{amount(known[0])}，应为{computed}。",
        cells=change.about,
        where=place_of(report, change),
        expected=computed,
        found=change.text,
    )
