"""Numbers and dates in running text, and the digits that are neither (L26).

Tables of expressions, put together in `lexer`, and what the found text means. Text is expected without spaces (save
between digits), quotes and titles of documents.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from gongkai.report.money import FEES_UNIT, TENS, convert
from gongkai.report.numerals import chinese_number
from gongkai.report.values import Number

D: Final = "[0-9０-９]"
_HAN: Final = "[零〇一二两三四五六七八九十百千]"
_MARK: Final = "[0-9A-Za-z_%+./?=&:#~\\-]"

DOCUMENT_NUMBER: Final = rf"[〔\[【﹝（(](?:19|20){D}{{2}}[〕\]】﹞）)]\s?第?\s?{D}+\s?号"
# L26: digits and letters that count nothing, each tried where a digit, a letter or a bracket stands.
NOT_FIGURES: Final = (
    (
        "address on the web",
        rf"https?[:：]//{_MARK}+|www\.{_MARK}+|[A-Za-z0-9._%+\-]{{1,64}}@[A-Za-z0-9.\-]+"
        rf"|[A-Za-z][A-Za-z0-9\-]{{0,63}}(?:\.[A-Za-z0-9\-]+)+(?:/{_MARK}*)?",
    ),
    ("number of a document", rf"{DOCUMENT_NUMBER}|{D}+号(?:令|文|公告)?(?:楼|院|门|窗口|楼宇)?|{D}{{4}}年第{D}+号"),
    (
        "telephone",
        rf"{D}{{3,4}}[-—－]{D}{{7,8}}(?:[-—－转]{D}+)?|1[3-9]{D}{{9}}(?!{D})"
        rf"|400[-—－]?{D}{{3,4}}[-—－]?{D}{{3,4}}",
    ),
    ("house, room, floor", rf"{D}+(?:[-—－]{D}+)?(?:室|楼|层(?!级)|栋|幢|座|单元|弄|巷|路)"),
    ("model, edition", rf"[A-Za-z]+[\-.]?{D}+(?:\.{D}+)*[A-Za-z]*|{D}+(?:\.{D}+)?[A-Za-z]+{D}*"),
    (
        "formula, ratio, time of day, range",
        rf"{D}+(?:\+(?:{D}+|[A-Za-zＮＸ]+))+|{D}+[·•×xX*:：/]{D}+(?![0-9])"
        rf"|{D}+(?:\.{D}+)?[%％]?[-—~～－至]{D}+(?:\.{D}+)?[%％]?(?:件|条|个|天|日|页|份|次|分|年|人|元|项)",
    ),
    (
        "span of time",
        rf"{D}+(?:\.{D}+)?(?:余|多)?个?(?:工作日|自然日|日内|小时|分钟|秒|天|周(?!边)|个月|月内)(?:以内|内)?"
        rf"|{D}{{1,3}}年(?!度)",
    ),
)
# The same, where a Chinese character begins it.
NOT_FIGURES_IN_WORDS: Final = (
    "第[0-9０-９一二三四五六七八九十百零〇两]{1,8}(?:[、至到—\\-][0-9０-９一二三四五六七八九十百]+)?"
    "(?:条|款|项|章|节|次|届|期|名|位|批|季|部分|轮|点|个|号)?(?![三方者])",
    "(?:电话|传真|手机|邮编|邮政编码|邮箱|号码|编号)(?:号码)?[：:为是]?[（(]?[0-9０-９][0-9０-９\\-—－\\s、/（）()]+",
    "[一二三四五六七八九十两半]{1,6}(?:余|多)?个?(?:工作日|自然日|小时|分钟|天|周(?!边)|个月|年(?:来|内|间|以上|期|的|制|多))",
    "[一二三四五六七八九十]{1,4}(?:楼|层(?=[，。）；、（]|会议))",
)
HOTLINES: Final = "12(?:345|315|333|329|369|388|318|348|328|350)(?![0-9.件条万起宗份次])"
MONTHS: Final = rf"{D}{{1,2}}月?(?:份)?[-—~～－至到]{D}{{1,2}}月(?:份)?(?!{D})"
ITEMS: Final = rf"[（(]{D}{{1,2}}[）)](?!{D})|(?<![\w%％.]){D}{{1,2}}(?:[.．、](?!{D}(?!{D}{{3}}年))|[）)])|[①-⑳]"
ITEMS_IN_WORDS: Final = "(?<![0-9一二三四五六七八九十第])[一二三四五六七八九]是(?!否)"
HEADS: Final = r"(?:(?<=[。；;！？\n：:])|\A)[（(][一二三四五六七八九十]+[）)][、.．]?"
HEADS_IN_WORDS: Final = r"(?<![^。；;！？\n：:])[一二三四五六七八九十](?:[一二三四五六七八九十]){0,3}、"

DATES: Final = (
    rf"(?:(?P<year>{D}{{4}})(?:年度?|[-./](?={D}{{1,2}}[-./]{D}))|(?={D}{{1,2}}月))"
    rf"(?:(?P<month>{D}{{1,2}})(?:月份?|[-./])(?:(?P<day>{D}{{1,2}})(?:日|号)?)?)?"
    rf"(?P<span>(?:起)?[-—~～－至到]+(?:{D}{{4}}年)?{D}{{1,2}}月(?:份|{D}{{1,2}}日)?)?"
    rf"(?P<edge>以来|起至今|至今|起|止|年?底|年?末|期间|初)?"
)
DATES_IN_WORDS: Final = "[二](?:[〇○零０0][一二三四五六七八九〇○零]{2})年度?"
PARTS: Final = (
    "[上下]半年(?:度)?|前[一二三1-3]个?季度|(?:第[1-4]|第?[一二三四])季度|(?<![年度])同期|当月|本月|当季"
    "|每(?:年|月|个月|季度|周)|月均|年均|平均|人均"
)

_UNITS: Final = (
    "件次|件|条次|条|份|宗|起|人次|户次|家次|例次|场次|车次|批次|次|项|篇|封|亿元|百万元|万元|千元|元"
    "|个百分点|百分点|[%％]|‰|倍"
    "|例|期|场|家|名|人|位|部|本|卷|册|页|处|笔|户|批|通|幅|段|则|支|台|套|种|类别|类|块|个|分|张|所|间|组|轮|档|字"
    "|公里|平方米|亩|吨|步|枚|只|辆|站|层次|方面"
)
FIGURES: Final = (
    rf"(?P<digits>{D}{{1,3}}(?:,{D}{{3}})+(?!{D})(?:\.{D}+)?|[０-９]{{1,3}}(?:，[０-９]{{3}})+"
    rf"|{D}+(?: {D}+)*(?:[.．]{D}+)?)"
    rf"(?P<more>余|多)?(?P<factor>[万亿](?!元)|百万(?!元)|千(?!元)|百(?!分))?(?P<more2>余|多)?"
    rf"(?P<unit>{_UNITS})?(?P<after>左右|以上)?"
)
FIGURES_IN_WORDS: Final = (
    "(?<![每第任同各逐统进])[零〇一二两三四五六七八九十百千](?:[零〇一二两三四五六七八九十百千]){0,16}"
    "(?:万[零〇一二两三四五六七八九十百千]{0,12})?(?:余|多)?"
    "(?:件(?!事)|条(?!例|件|龙)|部(?![门分委办长署级队署属\u4e00-\u9fff])|份|宗|起(?![\u4e00-\u9fff])|起(?=[案行诉政信])|次(?!性|会|全|办|又)|篇|封|例(?!外|行)|场"
    "|元(?!旦)|项(?![\u4e00-\u9fff]))"
    "|(?<=为|是)零(?:件|起|宗|份|条)?(?![a-z申复诉结])|(?<=数|量|结|复)零(?=[，。；、）])"
)
CUTS: Final = "，,；;。！？：:、）)\n"

_HAN_FIGURE: Final = re.compile(r"(?P<number>[零〇一二两三四五六七八九十百千万]+)(?P<more>余|多)?(?P<unit>.*)")
_WIDE: Final = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_FACTORS: Final = {"万": 10**4, "亿": 10**8, "百万": 10**6, "千": 1000, "百": 100}
ABOUT: Final = frozenset("约近过超逾破于少")
"""What ends the word before an approximate number: 大约, 将近, 超过, 突破, 不少于, 至少."""

MONEY_UNITS: Final = frozenset({"元", "千元", "万元", "百万元", "亿元"})


class Figure(NamedTuple):
    """A number as printed: its value, its unit, and half of its last place where it is approximate."""

    number: Number
    unit: str
    tolerance: Number = 0
    approximate: bool = False


def in_ten_thousands(found: Figure) -> Figure:
    """An amount in 万元, the unit of the fees in the form."""
    if found.unit not in TENS or found.unit == FEES_UNIT:
        return found
    amount, tolerance = (convert(part, found.unit, FEES_UNIT) for part in (found.number, found.tolerance))
    number: Number = int(amount) if amount == amount.to_integral_value() else amount.normalize()
    return Figure(number, FEES_UNIT, tolerance, found.approximate)


class Date(NamedTuple):
    """A time spoken of. `year` None: not named. `kind`: "full" the year in full, "part" a part of it, "ever" since
    then."""

    year: int | None
    kind: str


@lru_cache(maxsize=1)
def _figure_form() -> re.Pattern[str]:
    return re.compile(FIGURES)


@lru_cache(maxsize=1)
def _date_form() -> re.Pattern[str]:
    return re.compile(DATES)


@lru_cache(maxsize=16384)
def figure(text: str, about: bool) -> Figure | None:
    """The number that a found text states; None for digits that are none (rows of a table, 2023 without 年).

    `about` says that 约 or 近 stands before it.
    """
    if not text[0].isdigit():
        found = _HAN_FIGURE.fullmatch(text)
        number = chinese_number(found["number"]) if found else None
        if found is None or number is None:
            return None
        rounded = about or found["more"] is not None
        return Figure(number, found["unit"], _place(number) if rounded else 0, rounded)
    match = _figure_form().fullmatch(text)
    if match is None:
        return None
    unit = "%" if match["unit"] == "％" else match["unit"] or ""
    rounded = about or any(match[name] for name in ("more", "more2", "after"))
    return _arabic(match["digits"], match["factor"], unit, rounded)


def _arabic(digits: str, factor: str | None, unit: str, rounded: bool) -> Figure | None:
    if " " in digits and len(digits.split(" ")) > 2 and all(len(part) == 1 for part in digits.split(" ")):
        return None
    plain = digits.translate(_WIDE).replace(",", "").replace(" ", "")
    if len(plain) > 15 or (not unit and not factor and _looks_like_a_year(plain)):
        return None
    if "." not in plain and factor is None:
        number = int(plain)
        return Figure(number, unit, _place(number) if rounded else 0, rounded)
    value = Decimal(plain)
    step = Decimal(1).scaleb(-len(plain.partition(".")[2]))
    if factor:
        value, step = value * _FACTORS[factor], step * _FACTORS[factor]
    exact: Number = int(value) if value == value.to_integral_value() else value
    if factor is None and unit not in MONEY_UNITS and not rounded:
        return Figure(exact, unit)
    half: Number = step if rounded else step / 2
    return Figure(exact, unit, int(half) if half == int(half) else half, rounded or factor is not None)


def _looks_like_a_year(digits: str) -> bool:
    return len(digits) == 4 and "1990" <= digits <= "2060"


def _place(number: int) -> int:
    """The place of the last digit that is not zero: 1200 → 100."""
    place = 1
    while number and number % (place * 10) == 0:
        place *= 10
    return place


@lru_cache(maxsize=4096)
def date_of(text: str, up_to: bool) -> Date | None:
    """The time that a date speaks of: 2023年 in full, 截至2023年12月底 in full, 2023年6月 a part, 2019年以来 since
    then."""
    if not text[0].isdigit():
        return Date(chinese_number(text.rstrip("年度")), "full")
    match = _date_form().fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(match[name]) if match[name] else None for name in ("year", "month", "day"))
    edge = match["edge"] or ""
    if edge in ("以来", "起至今", "至今") or (edge == "起" and month is None):
        return Date(year, "ever")
    if month is None or (month == 12 and (up_to or day == 31 or edge.endswith(("底", "末")))):
        return Date(year, "full")
    if match["span"]:
        return Date(year, "full" if month == 1 and re.search("12月(?:份|31日)?$", match["span"]) else "part")
    return Date(year, "full" if (month, day) == (1, 1) else "part")
