"""Numbers and dates in running text, and the digits that are neither (L26).

One expression finds all of them in one pass, together with the punctuation; it is put together with the words in `lexer`.
Text is expected without spaces (save between digits), quotes and titles of documents.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final, NamedTuple

from gongkai.report.model import Number
from gongkai.report.numerals import chinese_number

D: Final = "[0-9０-９]"
_HAN: Final = "[零〇一二两三四五六七八九十百千]"

# L26: digits that count nothing.
NOT_FIGURES: Final = (
    ("address on the web", r"https?[:：]//[A-Za-z0-9./?=&%_:#~+\-]+|www\.[A-Za-z0-9./?=&%_\-]+|[A-Za-z0-9._%+\-]+@[A-Za-z0-9.\-]+|[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.(?:gov|com|cn|org|net)(?:[./][A-Za-z0-9./?=&%_\-]*)?"),
    ("number of a document", rf"[〔\[【﹝（(]\s*(?:19|20){D}{{2}}\s*[〕\]】﹞）)]\s*第?\s*{D}+\s*号|(?:国务院)?令?第?{D}+号(?:令|文|公告)?|{D}{{4}}年第?{D}+号"),
    ("article, rank, order", rf"第[0-9０-９一二三四五六七八九十百零〇两]+(?:[、至到—\-][0-9０-９一二三四五六七八九十百]+)?(?:条|款|项|章|节|次|届|期|名|位|批|[一二三四]?季度|季|方|部分|轮|点|个)?(?!者|三)"),
    ("telephone, fax, post code", rf"(?:电话|传真|热线|手机|邮编|邮政编码|QQ|qq|邮箱|号码|监督电话)[：:为是]?[（(]?{D}[0-9０-９\-—－\s、/（）()]{{2,}}|{D}{{3,4}}[-—－]{D}{{7,8}}|1[3-9]{D}{{9}}(?!{D})"),
    ("house, room, floor", rf"{D}+(?:[-—－]{D}+)?(?:号(?!令)(?:楼|院|门|窗口)?|室|楼|层(?!级)|栋|幢|座|单元|弄|巷|路|楼层)|{_HAN}+(?:楼|层(?=[，。）；、（]|会议))"),
    ("model, edition", rf"(?:[A-Za-z]+[\-.]?{D}+(?:\.{D}+)*[A-Za-z]*)|{D}+(?:\.{D}+)?[A-Za-z]+{D}*"),
    ("formula, ratio, time of day, range", rf"{D}+(?:\+(?:{D}+|[A-Za-zＮＸ]+))+|{D}+[·•×xX*:：/]{D}+(?![0-9])|{D}+(?:\.{D}+)?[%％]?[-—~～－至]{D}+(?:\.{D}+)?[%％]?(?:件|条|个|天|日|页|份|次|分|年|人|元|项)"),
    ("span of time", rf"(?:{D}+(?:\.{D}+)?|{_HAN}+|半)(?:余|多)?(?:个)?(?:工作日|自然日|日内|小时|分钟|秒|天|周(?!边)|个月|月内|时)(?:以内|内)?|(?<![0-9０-９二〇]){D}{{1,3}}年(?!度)|[一二三四五六七八九十两]年(?:来|内|间|以上|期|的|制|多)"),
)  # fmt: skip

ORDINALS: Final = rf"(?:(?<=[：:；;，,。、！？）)\n])|(?<![\w\u4e00-\u9fff）)]))(?:[（(]{D}{{1,2}}[）)]|{D}{{1,2}}[.．、](?!{D})|{D}{{1,2}}[）)]|[①-⑳])|[①-⑳]|(?<![0-9一二三四五六七八九十])[一二三四五六七八九]是(?!否)"
HEADS: Final = r"(?:(?<=[。；;！？\n：:])|\A)(?:[（(][一二三四五六七八九十]+[）)][、.．]?|[一二三四五六七八九十]+、)"

_MONTHS: Final = r"[0-9０-９]{1,2}|十[一二]?|[一二三四五六七八九]"
DATES: Final = (
    rf"(?:截[至止到]|至|到|自|从|止于|截止到|截止)?(?:于)?(?:(?P<year>{D}{{4}}|[二2][〇○零][一二三四五六七八九〇○零]{{2}})(?:年度?|[-./](?={D}{{1,2}}[-./]{D}))"
    rf"|(?<![0-9０-９年月])(?={D}{{1,2}}月|[一二三四五六七八九十]{{1,2}}月))"
    rf"(?:(?P<month>{_MONTHS})(?:月份?|[-./])(?:(?P<day>{D}{{1,2}}|[一二三]?十[一二三四五六七八九]?|[一二三四五六七八九])(?:日|号)?)?)?"
    rf"(?P<span>[-—~～－至到]+(?:{D}{{4}}年)?(?:{D}{{1,2}})月(?:份?)(?:{D}{{1,2}}日)?)?(?P<edge>以来|起至今|至今|起|止|底|末|年底|年末|期间|初)?"
)
PARTS: Final = (
    r"(?:上|下)半年(?:度)?|前[一二三1-3]季度|第?[一二三四1-4]季度|[1-9][-—~～至]1?[0-9]月份?|同期|当月|本月|当季|每(?:年|月|季度|周)|月均|年均|平均|人均|期末|期初"
)

_UNITS: Final = (
    "人次|件次|户次|家次|条次|例次|场次|车次|批次|亿元|百万元|万元|千元|元|个百分点|百分点|[%％]|‰|倍|"
    "件|条|份|宗|起|次|项|篇|封|例|期|场|家|名|人|位|部|本|卷|册|页|处|笔|户|批|通|幅|段|则|支|台|套|种|类|块|类别|个|分|张|所|间|组|轮|档|字|公里|平方米|亩|吨|步|枚|只|辆|站|层次|方面"
)
FIGURES: Final = (
    rf"(?P<lead>约|近|大约|将近|超过|超|逾|突破|达到?近|不少于|至少)?(?:(?P<digits>{D}{{1,3}}(?:[,]{D}{{3}})+(?!{D})(?:\.{D}+)?|[０-９]{{1,3}}(?:，[０-９]{{3}})+|{D}+(?: {D}+)*(?:[.．]{D}+)?)"
    rf"(?P<more>余|多)?(?P<factor>[万亿](?!元)|百万(?!元)|千(?!元)|百(?!分))?(?P<more2>余|多)?(?P<unit>{_UNITS})?"
    rf"|(?P<han>{_HAN}+(?:[万]{_HAN}*)?)(?P<more3>余|多)?(?P<hanunit>件(?!事)|条(?!例|件|龙)|份|宗|起(?=[，。；、）（案行诉政信]|$)|次(?!性|会|全)|篇|封|例(?!外|行)|场|名(?=[专兼工])|项(?=[，。；、）]))|(?<=为)零(?![a-z申复诉结])(?P<zerounit>件|起|宗|份|条)?)(?P<after>左右|以上)?"
)
CUTS: Final = "[，,；;。！？：:、（()）\n]"

_WIDE: Final = str.maketrans("０１２３４５６７８９．，", "0123456789.,")
_FACTORS: Final = {"万": 10**4, "亿": 10**8, "百万": 10**6, "千": 1000, "百": 100}


class Figure(NamedTuple):
    """A number as printed: its value, its unit, and half of its last place where it is approximate."""

    number: Number
    unit: str
    tolerance: Number
    approximate: bool
    chinese: bool = False


MONEY_UNITS: Final = frozenset({"元", "千元", "万元", "百万元", "亿元"})


def figure_of(match: re.Match[str]) -> Figure | None:
    """The number that the expression found; None for digits that are none (rows of a table, 2023 without 年)."""
    groups = match.groupdict()
    unit = groups["unit"] or groups["hanunit"] or groups["zerounit"] or ""
    unit = "%" if unit == "％" else unit
    rounded = bool(groups["lead"] or groups["more"] or groups["more2"] or groups["more3"] or groups["after"])
    if groups["han"]:
        number = chinese_number(groups["han"])
        return None if number is None else Figure(number, unit, _place(number) if rounded else 0, rounded, True)
    if groups["digits"] is None:
        return Figure(0, unit, 0, False, True)
    return _arabic(groups["digits"], groups["factor"], unit, rounded)


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
    half: Number = step / 2
    if half == int(half):
        half = int(half)
    if factor is None and unit not in MONEY_UNITS and not rounded:
        return Figure(exact, unit, 0, False)
    return Figure(exact, unit, half * 2 if rounded else half, rounded or factor is not None)


def _looks_like_a_year(digits: str) -> bool:
    return len(digits) == 4 and "1990" <= digits <= "2060"


def _place(number: int) -> int:
    """The place of the last digit that is not zero: 1200 → 100."""
    place = 1
    while number and number % (place * 10) == 0:
        place *= 10
    return place
