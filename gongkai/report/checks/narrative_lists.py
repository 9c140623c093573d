"""C02, C12, C13, C14, C15, C18: figures of the narrative against one another.

其中 and brackets make a figure a part of another (`Claim.part_of`); parts of one kind are added up.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final, NamedTuple

from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.prose import place_of
from gongkai.report.checks.tally import amount, stated
from gongkai.report.model import Report
from gongkai.report.values import Claim, Number

_TOTAL: Final = "requests.total.total"
_NEW: Final = "requests.new.total"
_CARRIED_OVER: Final = "requests.carried_over.total"

RESULTS: Final = frozenset({"P39", "P40", "P41", "P42", "P51", "P55", "P61"})
LEAVES: Final = frozenset(f"P{n}" for n in (*range(43, 51), 52, 53, 54, *range(56, 61), 62, 63))
ANSWERED: Final = frozenset({"P11", "P25", "P26", "P27", "P28", "P29", "P31"})
ARRIVED: Final = frozenset({"P01", "P02", "P03", "P04", "P05", "P06", "P07", "P08", "P09", "P10", "P32"})
FLOWS: Final = frozenset(f"P{n}" for n in (*range(18, 25), *range(33, 38)))
APPLICANTS: Final = frozenset({"P67", "P68", "P69"})
COUNTED: Final = frozenset({"件", "宗", "起", "份", "条", "项", "篇", "个", "次", ""})


def _listed(parts: list[Claim]) -> str:
    return "、".join(f"{amount(part.number)}{part.unit}" for part in parts)


def _kind(claim: Claim) -> str:
    """What sort of part a claim is: only parts of one sort add up."""
    code = claim.pattern
    for codes, kind in (
        (RESULTS | LEAVES | {"P64"}, "result"),
        (APPLICANTS, "applicant"),
        ({"P70"}, "channel"),
        (ANSWERED | FLOWS | ARRIVED, "flow"),
        ({"P71", "P73", "P74", "P75", "P76"}, "remedy"),
        ({"P72", "P79"}, "outcome"),
        ({"P81", "P82", "P83", "P84", "P85", "L17"}, "document"),
        ({"P93", "L30"}, "other"),
    ):
        if code in codes:
            return kind
    return "item"


class Group(NamedTuple):
    """A figure of the text and its parts of one sort."""

    whole: Claim
    kind: str
    parts: list[Claim]


def groups(report: Report) -> Iterator[Group]:
    """All figures that are broken down, with their parts of one sort and one unit."""
    claims = report.claims
    by_whole: dict[int, list[Claim]] = {}
    for claim in claims:
        if claim.part_of >= 0 and claim.number is not None and claim.unit != "%":
            by_whole.setdefault(claim.part_of, []).append(claim)
    for index, parts in by_whole.items():
        whole = claims[index]
        for kind, found in groupby(sorted(parts, key=_kind), key=_kind):
            yield Group(whole, kind, list(found))


def _tail(report: Report, claim: Claim) -> str:
    """The text from the end of a claim's clause to the end of its sentence."""
    text = report.text(claim.section)
    return re.split("[。\n]", text[claim.start + len(claim.text) :], maxsplit=1)[0]


# --- C02 ------------------------------------------------------------------------------------------------------------


def c02(context: Context) -> Iterator[Hit | Skip]:
    """The listed results against the number answered."""
    report = context.report
    for listed in _result_lists(report):
        total = sum((claim.number or 0 for claim in listed), start=0)
        wholes = _answered(report, listed)
        if not wholes:
            yield Skip("办理结果的总数没有读出，无从核对所列各项")
            continue
        if total in wholes:
            continue
        six = {claim.pattern for claim in listed} >= {"P39", "P40", "P42", "P51", "P55", "P61"}
        more = total > max(wholes)
        yield Hit(
            f"正文所列办理结果{_listed(listed)}合计{amount(total)}件，与办理总数{amount(wholes[0])}件不一致。",
            cells=(_TOTAL,),
            where=place_of(report, listed[0]),
            expected=amount(wholes[0]),
            found=amount(total),
            severity=Severity.ERROR if six or more else Severity.NOTICE,
        )


def _result_lists(report: Report) -> Iterator[list[Claim]]:
    """Runs of at least two results of one sentence that are not parts of another result."""
    claims = report.claims
    run: list[Claim] = []
    for claim in claims:
        inner = claim.part_of >= 0 and _kind(claims[claim.part_of]) == "result"
        if inner or claim.unit == "%":
            continue
        takes_part = _kind(claim) == "result" or (run and not claim.cells and _is_a_result(claim))
        if run and (not takes_part or not _same_sentence(report, run[-1], claim)):
            if len(run) > 1:
                yield run
            run = []
        if takes_part and claim.number is not None and (claim.cells or run):
            run.append(claim)
    if len(run) > 1:
        yield run


def _is_a_result(claim: Claim) -> bool:
    """A figure among results that the form has no row for (不属于政府信息4件)."""
    return claim.pattern == "" and claim.number is not None and claim.unit in COUNTED


def _same_sentence(report: Report, one: Claim, other: Claim) -> bool:
    if one.section != other.section:
        return False
    return not re.search("[。\n]", report.text(one.section)[one.start : other.start])


def _answered(report: Report, listed: list[Claim]) -> list[Number]:
    """Numbers that the results may add up to: the one that they are parts of, else what the table answers."""
    whole = report.claims[listed[0].part_of] if listed[0].part_of >= 0 else None
    numbers: list[Number] = []
    if whole is not None and whole.number is not None and whole.pattern in ANSWERED | ARRIVED:
        numbers.append(whole.number)
        if whole.pattern in ANSWERED and whole.relation != "~":
            return numbers
    total = stated(report, _TOTAL)
    return numbers if total is None else [*numbers, total]


# --- C12 ------------------------------------------------------------------------------------------------------------

_OPEN_END: Final = re.compile("等(?!级|待|候|次|保)")
_REST: Final = re.compile("其[他它]|其余")
_NEARLY: Final = Decimal("0.9")


def c12(context: Context) -> Iterator[Hit | Skip]:
    """其中 parts do not add up to the whole, or exceed it."""
    report = context.report
    for group in groups(report):
        if (
            group.kind not in ("item", "document", "applicant", "remedy", "result", "channel")
            or group.whole.number is None
        ):
            continue
        if group.kind == "result" and len(group.parts) > 1 and _kind(group.whole) != "result":
            continue  # C02
        parts = [part for part in group.parts if part.unit == group.whole.unit and part.period == group.whole.period]
        if not parts or group.whole.tolerance or any(part.tolerance for part in parts):
            continue
        total = sum((part.number or 0 for part in parts), start=0)
        if total == group.whole.number or _unlike(group, parts):
            continue
        if sum((part.number or 0 for part in _before_semicolon(report, parts)), start=0) == group.whole.number:
            continue  # what follows speaks of something else: 其中自然人2件，法人4件；办结6件
        if total <= max(_other_wholes(report, group, parts), default=0):
            continue
        if total < group.whole.number and not _meant_to_be_whole(report, group, parts, total):
            continue
        if group.kind == "channel" and max(part.number or 0 for part in parts) <= group.whole.number:
            continue  # C14
        over = total > group.whole.number
        yield Hit(
            f"正文“{short(group.whole)}”称{amount(group.whole.number)}{group.whole.unit}，所列各项{_listed(parts)}合计"
            f"{amount(total)}{group.whole.unit}，{'超过' if over else '少于'}总数。",
            cells=group.whole.cells,
            where=place_of(report, group.whole),
            expected=amount(group.whole.number),
            found=amount(total),
        )


def _before_semicolon(report: Report, parts: list[Claim]) -> list[Claim]:
    """The parts that stand before the first semicolon among them."""
    for at, (one, other) in enumerate(pairwise(parts), 1):
        if "；" in report.text(one.section)[one.start : other.start]:
            return parts[:at]
    return parts


def _other_wholes(report: Report, group: Group, parts: list[Claim]) -> list[Number]:
    """What else parts may be of: results of all that was answered, applicants and channels of what came in, and the
    same quantity told for another scope (全县收到60件，本级收到21件，其中…)."""
    whole = group.whole
    found = [
        claim.number
        for claim in report.claims
        if claim.cells and claim.cells == whole.cells and claim.scope != whole.scope and claim.number is not None
    ]
    if group.kind == "result":
        found += _answered(report, parts)
    if group.kind in ("applicant", "channel") and whole.pattern in ANSWERED:
        found += _received(report, parts)
    return found


def short(claim: Claim) -> str:
    return re.split("[（(]", claim.text, maxsplit=1)[0]


def _unlike(group: Group, parts: list[Claim]) -> bool:
    """Whether the parts may overlap or be of something else: copies on several channels, actions, people reached."""
    return group.whole.unit not in COUNTED or (len(parts) == 1 and (parts[0].number or 0) <= (group.whole.number or 0))


def inflow(report: Report) -> list[Number]:
    """What came in: new, and new with those carried over."""
    new, carried = stated(report, _NEW), stated(report, _CARRIED_OVER)
    return [number for number in (new, None if new is None or carried is None else new + carried) if number is not None]


def _meant_to_be_whole(report: Report, group: Group, parts: list[Claim], total: Number) -> bool:
    """Whether a list that falls short was meant to be complete: it names the rest, or all but misses the whole."""
    whole = group.whole
    if len(parts) < 3 or group.kind == "applicant":
        return False
    if _OPEN_END.match(_tail(report, parts[-1])) or _OPEN_END.search(parts[-1].text):
        return False
    assert whole.number is not None
    return _REST.search(parts[-1].text) is not None or Decimal(total) >= _NEARLY * Decimal(whole.number)


# --- C14 ------------------------------------------------------------------------------------------------------------


def c14(context: Context) -> Iterator[Hit | Skip]:
    """Channels against the number received, with or without those carried over."""
    report = context.report
    for parts in _channels(report):
        total = sum((part.number or 0 for part in parts), start=0)
        bases = _received(report, parts)
        if not bases:
            yield Skip("收到申请的总数没有读出，无从核对各渠道数")
        elif total not in bases:
            yield Hit(
                f"正文所列各渠道{'、'.join(f'“{part.text}”' for part in parts)}合计{amount(total)}件，"
                f"与收到申请{amount(bases[0])}件不一致。",
                cells=(_NEW,),
                where=place_of(report, parts[0]),
                expected=amount(bases[0]),
                found=amount(total),
            )


def _channels(report: Report) -> Iterator[list[Claim]]:
    """Channels told in one sentence, at least two of them, with what is told as the others."""
    run: list[Claim] = []
    for claim in report.claims:
        other = (
            bool(run) and claim.pattern == "" and _REST.search(claim.text) is not None and claim.unit == run[-1].unit
        )
        takes_part = claim.pattern == "P70" or other
        if claim.unit == "%":
            continue
        if run and (not takes_part or not _same_sentence(report, run[-1], claim)):
            if len(run) > 1:
                yield run
            run = []
        if takes_part:
            run.append(claim)
    if len(run) > 1:
        yield run


def _received(report: Report, parts: list[Claim]) -> list[Number]:
    whole = report.claims[parts[0].part_of] if parts[0].part_of >= 0 else None
    numbers = [
        whole.number if whole is not None else None,
        *inflow(report),
        stated(report, _TOTAL) if whole is not None and whole.pattern in ANSWERED else None,
    ]
    return [number for number in numbers if number is not None]


# --- C15 ------------------------------------------------------------------------------------------------------------

_NEUTRAL: Final = re.compile(
    "本年度?|全年|年内|一年来|我[局委办厅镇乡区县市街道]+|本机关|本单位|各类|共计|共|累计|总计|合计|主动|了|的|[，、：:\\s]|截至.*?[，,]|\\d{4}年度?"
)
_OVERALL: Final = re.compile("^(?:对外)?公开(?:政府|政务)?信息(?:总数|总量|数量|数)?$")


def c15(context: Context) -> Iterator[Hit | Skip]:
    """One quantity with two values in the text."""
    report = context.report
    seen: dict[tuple[object, ...], Claim] = {}
    for claim in report.claims:
        key = _quantity(claim)
        if key is None:
            continue
        first = seen.setdefault(key, claim)
        assert first.number is not None
        assert claim.number is not None
        if abs(Decimal(first.number) - Decimal(claim.number)) > Decimal(first.tolerance) + Decimal(claim.tolerance):
            yield Hit(
                f"同一数量前后不一：“{short(first)}”称{amount(first.number)}{first.unit}，“{short(claim)}”称{amount(claim.number)}{claim.unit}。",
                cells=claim.cells,
                where=place_of(report, claim),
                expected=f"{amount(first.number)}{first.unit}",
                found=f"{amount(claim.number)}{claim.unit}",
            )


def _quantity(claim: Claim) -> tuple[object, ...] | None:
    """What names a quantity: its cells, or 主动公开政府信息; None for figures that need not agree."""
    if claim.number is None or claim.unit == "%" or claim.relation != "=":
        return None
    if claim.cells and not claim.accept:
        return (claim.cells, claim.scope)
    if claim.pattern == "" and claim.part_of < 0 and "累计" not in claim.text:
        noun = _NEUTRAL.sub("", claim.noun)
        if "主动公开" in claim.noun and _OVERALL.match(noun):
            return ("公开信息", claim.unit, claim.period, claim.scope)
    return None


# --- C18 ------------------------------------------------------------------------------------------------------------

_SLIPS: Final = (10**4, 10**8)


def c18(context: Context) -> Iterator[Hit | Skip]:
    """A factor of 万 too many or too few: 173769万条 where the parts make 173769."""
    report = context.report
    for group in groups(report):
        whole, parts = group.whole, [part for part in group.parts if part.unit in ("", group.whole.unit)]
        total = sum((part.number or 0 for part in parts), start=0)
        if not whole.number or not total:
            continue
        for slip in _SLIPS:
            if whole.number == total * slip or total == whole.number * slip:
                yield Hit(
                    f"“{short(whole)}”与所列各项合计{amount(total)}{whole.unit}相差{slip}倍，疑多写或漏写“万”“亿”。",
                    cells=whole.cells,
                    where=place_of(report, whole),
                    expected=amount(total),
                    found=amount(whole.number),
                )
    for claim in report.claims:
        number = stated(report, claim.cells[0]) if len(claim.cells) == 1 else None
        if (
            claim.number
            and number
            and any(Decimal(claim.number) in (Decimal(number) * s, Decimal(number) / s) for s in _SLIPS)
        ):
            yield Hit(
                f"“{short(claim)}”与表中的{amount(number)}相差一万倍的整数次方，疑多写或漏写“万”“亿”。",
                cells=claim.cells,
                where=place_of(report, claim),
                expected=amount(number),
                found=amount(claim.number),
            )


LISTS: Final = (
    Check(
        "C02",
        Severity.ERROR,
        "办理结果各项之和与总数不符",
        "正文列出的各种办理结果之和，应等于办理（答复）总数和表中（七）总计。六种结果列全而不等的为错误。",
        "补列遗漏的结果，或者改正数字。",
        c02,
    ),
    Check(
        "C12",
        Severity.WARNING,
        "“其中”各项与总数不符",
        "“其中”所列各项之和不应超过总数；列全的应等于总数。",
        "核对分项和总数。",
        c12,
    ),
    Check(
        "C14",
        Severity.WARNING,
        "申请渠道之和与收到数不符",
        "各申请渠道之和应等于本年新收申请数，或者新收与结转之和。",
        "核对各渠道的登记数。",
        c14,
    ),
    Check(
        "C15",
        Severity.WARNING,
        "同一数量前后不一",
        "同一数量在正文各处应相同。",
        "查明正确的数字，统一改正。",
        c15,
    ),
    Check(
        "C18",
        Severity.WARNING,
        "数量级有误",
        "带“万”“亿”的数字应与分项或表格处在同一数量级。",
        "核对是否多写或漏写“万”“亿”。",
        c18,
    ),
)
