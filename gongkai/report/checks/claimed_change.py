"""B08: what the text says about last year and the change since (同比下降29%, 上年同期31件)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Final, NamedTuple

from gongkai.report.checks.model import Hit
from gongkai.report.checks.tally import amount, stated
from gongkai.report.model import Number, Report
from gongkai.report.numerals import arabic_number

NUMBER: Final = r"(?P<{}>[0-9０-９][0-9０-９,，]*(?:[.．][0-9０-９]+)?)"


class Quantity(NamedTuple):
    """What a sentence counts: the words that name it and the sums of cells that it may mean."""

    words: re.Pattern[str]
    meanings: tuple[tuple[str, ...], ...]


NEW: Final = "requests.new.total"
OLD: Final = "requests.carried_over.total"
DONE: Final = "requests.total.total"
QUANTITIES: Final = (
    Quantity(
        re.compile("(?:收到|新收|接收|接到|受理|登记)[^，。；]{0,24}申请|依申请公开(?:事项|件|申请)?"),
        ((NEW,), (NEW, OLD)),
    ),
    Quantity(re.compile("(?:办结|答复|办理|处理)[^，。；]{0,20}申请"), ((DONE,), (NEW,), (NEW, OLD))),
    Quantity(re.compile("行政许可[^，。；信息]{0,10}决定"), (("proactive.permits.decisions",),)),
    Quantity(re.compile("行政处罚[^，。；信息]{0,10}决定"), (("proactive.penalties.decisions",),)),
)

LAST: Final = "上年|上一年|去年|上年度|上一年度"
CHANGE: Final = re.compile(
    rf"(?:同比|[较比](?:{LAST}|(?P<than>20\d\d)年)(?:度|同期)?(?:相比)?)[，、]?"
    r"(?P<way>增长|上升|增加|提高|增|上涨|下降|减少|降低|回落|减|降)(?:了)?(?P<about>约|近|超)?"
    rf"{NUMBER.format('number')}(?P<unit>%|％|件|宗|份|条|个|倍)"
)
BEFORE: Final = re.compile(
    rf"(?:(?:{LAST})(?:度)?同期|去年|(?P<year>20\d\d)年)(?:度)?(?:的|为|共|收到|新收|受理|是)*"
    r"(?:政府信息公开|依申请公开|信息公开|申请)*"
    rf"(?:的|为|共|是)?{NUMBER.format('number')}(?:件|宗|份|条)(?!.{{0,3}}以上)"
)
LEVEL: Final = re.compile(rf"(?:同比|[与和](?:{LAST}|20\d\d年)(?:度|同期)?(?:相比)?)持平")
FALLS: Final = ("下降", "减少", "降低", "回落", "减", "降")
FIGURE: Final = re.compile(NUMBER.format("number"))


def stated_changes(report: Report, last: Report) -> Iterator[Hit]:
    """Sentences about a change that last year's report does not bear out.

    A sentence counts only if the figure it gives for this year is the table's: then its base is known. Where the words
    may mean two bases (new requests, or with those carried over), either will do.
    """
    for section in report.sections:
        for sentence in re.split("[。；;\n]", section.text):
            yield from _in_sentence(report, last, section.title, sentence)


def _in_sentence(report: Report, last: Report, title: str, sentence: str) -> Iterator[Hit]:
    start = 0
    for match in CHANGE.finditer(sentence):
        clause, start = sentence[start : match.start()], match.end()
        if match["than"] and int(match["than"]) != last.year:
            continue
        bases = _bases(report, last, clause)
        if bases and not any(_agrees(match, now, before) for now, before in bases):
            now, before = bases[0]
            yield Hit(
                f"文中称“{match[0]}”，而本年度为{amount(now)}，{last.year}年度报告为"
                f"{amount(before)}，{_computed(match['unit'], now, before)}。",
                where=title,
                expected=_computed(match["unit"], now, before),
                found=match[0],
            )
    for match in LEVEL.finditer(sentence):
        bases = _bases(report, last, sentence[: match.start()])
        if bases and all(now != before for now, before in bases):
            now, before = bases[0]
            yield Hit(
                f"文中称“{match[0]}”，而本年度为{amount(now)}，{last.year}年度报告为{amount(before)}。",
                where=title,
                expected=amount(before),
                found=amount(now),
            )
    for match in BEFORE.finditer(sentence):
        number = arabic_number(match["number"])
        if number is None or (match["year"] and int(match["year"]) != last.year):
            continue
        clause = sentence[: match.start()] + match[0]
        quantity = next((each for each in QUANTITIES if each.words.search(clause)), None)
        if quantity is None:
            continue
        sums = [_sum(last, meaning) for meaning in quantity.meanings]
        known = [each for each in sums if each is not None]
        if known and number not in known:
            yield Hit(
                f"文中称“{match[0]}”，而{last.year}年度报告为{amount(known[0])}。",
                where=title,
                expected=amount(known[0]),
                found=amount(number),
            )


def _sum(report: Report, keys: tuple[str, ...]) -> Number | None:
    numbers = [stated(report, key) for key in keys]
    return sum(number for number in numbers if number is not None) if None not in numbers else None


def _bases(report: Report, last: Report, clause: str) -> list[tuple[Number, Number]]:
    """This year's figure and last year's, for each meaning by which the clause gives the table's figure."""
    figures = {arabic_number(match["number"]) for match in FIGURE.finditer(clause)}
    meanings = [meaning for each in QUANTITIES if each.words.search(clause) for meaning in each.meanings]
    pairs = ((_sum(report, meaning), _sum(last, meaning)) for meaning in meanings if _compare(report, last, meaning))
    return [(now, before) for now, before in pairs if now is not None and before is not None and now in figures]


def _compare(report: Report, last: Report, meaning: tuple[str, ...]) -> bool:
    """Across the seam of 2020 and 2021 only requests compare."""
    return report.edition == last.edition or meaning[0].startswith("requests.")


def _agrees(match: re.Match[str], now: Number, before: Number) -> bool:
    number = arabic_number(match["number"])
    if number is None:
        return True
    stated = Decimal(number) * (-1 if match["way"] in FALLS else 1)
    decimals = len(match["number"].partition(".")[2])
    slack = Decimal(1).scaleb(-decimals) * (Decimal(1) if match["about"] else Decimal("0.5"))
    if match["unit"] not in ("%", "％", "倍"):
        return stated == now - before or bool(match["about"])
    if not before:
        return False
    rate = Decimal(now - before) / Decimal(before)
    actual = rate if match["unit"] == "倍" else rate * 100
    return abs(actual - stated) <= slack


def _computed(unit: str, now: Number, before: Number) -> str:
    change = now - before
    way = "增加" if change > 0 else "减少"
    if change == 0:
        return "没有变化"
    size = amount(change if change > 0 else -change)
    if not before or unit not in ("%", "％", "倍"):
        return f"{way}{size}件"
    share = abs(Decimal(change) * 100 / Decimal(before))
    return f"{way}{size}件（{share.quantize(Decimal('0.1'))}%）"
