"""What personal data look like in text, P01–P11: a pattern each, and what must hold beyond it.

Patterns are for text that went through `characters.plain`. Every repetition is bounded, and a blank is never matched by
two neighbours, so that the time is linear in the text whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cached_property
from itertools import pairwise
from typing import Final, NamedTuple

from gongkai.privacy.kinds import Weight
from gongkai.privacy.names import Persons
from gongkai.privacy.numbers import (
    is_card,
    is_domestic_card,
    is_hong_kong,
    is_identity,
    is_old_identity,
)

_GAP: Final = r"[\s\u200b\-]{0,3}"
"""What may stand between two digits of one number: a space, the edge of a cell, the end of a line."""


class Text:
    """A text that is searched, and the persons in it, which are looked for when they are first asked for."""

    def __init__(self, text: str) -> None:
        self.text = text

    @cached_property
    def persons(self) -> Persons:
        return Persons(self.text)

    def before(self, at: int, count: int) -> str:
        """What stands before a place, at most so much."""
        return self.text[max(0, at - count) : at]


class Hit(NamedTuple):
    """From where to where a value reaches, and the weight that its surroundings give it."""

    start: int
    end: int
    weight: Weight | None = None


Test = Callable[[re.Match[str], Text], Hit | None]


class Pattern(NamedTuple):
    """`group` “value” of the pattern is what is found; `test` has the last word."""

    code: str
    pattern: re.Pattern[str]
    test: Test


def _whole(match: re.Match[str], weight: Weight | None = None) -> Hit:
    return Hit(*match.span("value"), weight)


def _digits(value: str) -> str:
    return re.sub(r"[\s\u200b\-]", "", value)


_ABOUT_IDENTITY: Final = re.compile(r"(?:身份证|证件|公民身份|身份号|居民证)[^\n。；]{0,14}\Z")


def _identity(match: re.Match[str], text: Text) -> Hit | None:
    number = _digits(match["value"])
    return _whole(match) if is_identity(number) else None


def _old_identity(match: re.Match[str], text: Text) -> Hit | None:
    number = _digits(match["value"])
    if not is_old_identity(number) or not _in_one_piece(match, text):
        return None
    told = _ABOUT_IDENTITY.search(text.before(match.start("value"), 24))
    return _whole(match, None if told else Weight.WARNS)


_HONG_KONG: Final = re.compile(r"[A-Z]{1,2}\d{6}\(?[\dA]\)?\Z")


def _permit(match: re.Match[str], text: Text) -> Hit | None:
    value = match["value"]
    if match["kind"] in ("香港身份证", "香港居民身份证") and not (
        _HONG_KONG.match(value) and is_hong_kong(re.sub(r"[()]", "", value))
    ):
        return None
    return _whole(match) if sum(map(str.isdecimal, value)) >= 7 else None


_USUAL_MOBILE: Final = re.compile(
    r"(?:\d{3}[ \-]\d{4}[ \-]\d{4}|\d{3}[ \-]\d{8}|\d{7}[ \-]\d{4}|\d{4}[ \-]\d{4}[ \-]\d{3}|\d{3}[ \-]\d{3}[ \-]\d{5})\Z"
)


_FIGURE: Final = re.compile(r"(?<![\d.])(?!1[3-9]\d{9}(?!\d))\d{6,14}(?:\.\d{1,4})?(?=\t|\Z)")


def _mobile(match: re.Match[str], text: Text) -> Hit | None:
    value = match["value"].replace("\u200b", "")
    if not _in_one_piece(match, text):
        return None
    gaps = re.findall(r"[\s\-]+", value)
    apart = len(gaps) == 10 and len(set(gaps)) == 1
    if apart and _goes_on(match, text, gaps[0]):
        return None
    if gaps and not apart and "\n" not in value and "\t" not in value and not _USUAL_MOBILE.match(value):
        return None
    if "\t" in value and not apart:  # two cells with figures
        return None
    return _whole(match, Weight.WARNS if _among_figures(match, text) else None)


def _among_figures(match: re.Match[str], text: Text) -> bool:
    """Whether a number stands in a row of a table with other large figures, so that it may be an amount."""
    start, end = match.span("value")
    row = text.before(start, 200).rpartition("\n")[2] + text.text[end : end + 200].partition("\n")[0]
    return len(_FIGURE.findall(row)) >= 2


def _goes_on(match: re.Match[str], text: Text, gap: str) -> bool:
    """Whether digits that stand apart are part of a longer row of such."""
    start, end = match.span("value")
    behind = text.text[end : end + len(gap) + 1]
    before = text.before(start, len(gap) + 1)
    return (behind[:-1] == gap and behind[-1].isdecimal()) or (before[1:] == gap and before[0].isdecimal())


def _in_one_piece(match: re.Match[str], text: Text) -> bool:
    """Whether a number that goes over the end of a line does so once, and does not begin its line as a figure does that
    stands under another.
    """
    value, start = match["value"], match.start("value")
    if "\n" not in value:
        return True
    if value.count("\n") > 1 and not re.fullmatch(r"\d(?:\n\d)+", value):
        return False
    lead = text.before(start, 40).rpartition("\n")[2]
    return bool(re.search(r"[^\d\s.,%\-]", lead))


_ABOUT_CARD: Final = re.compile(
    r"(?:卡号|账号|帐号|账户|帐户|银行卡|存折|开户|一卡通|社保卡|工行|农行|中行|建行|信用社|农商|邮储|银行)[^\n。；]{0,16}\Z"
)


def _card(match: re.Match[str], text: Text) -> Hit | None:
    number = _digits(match["value"])
    if not is_card(number) or not _in_one_piece(match, text):
        return None
    told = _ABOUT_CARD.search(text.before(match.start("value"), 28)) is not None
    if not told and (len(number) in (17, 18) or not is_domestic_card(number)):
        return _whole(match, Weight.WARNS) if len(number) not in (17, 18) else None
    return _whole(match)


_HOME: Final = re.compile(
    r"(?:家庭|住宅|家里|家中|私人|个人)(?:联系)?(?:电话|座机|号码)[:： ]{0,3}\Z|(?:住宅电话|宅电)[:： ]{0,3}\Z"
)


def _landline(match: re.Match[str], text: Text) -> Hit | None:
    start = match.start("value")
    if _HOME.search(text.before(start, 14)) or text.persons.private_before(start, 16):
        return _whole(match)
    return None


_PUBLIC_MAIL: Final = (
    "qq.com|vip.qq.com|foxmail.com|163.com|vip.163.com|126.com|yeah.net|188.com|sina.com|sina.cn|sina.com.cn|sohu.com|139.com|189.cn|wo.cn|aliyun.com|"
    "gmail.com|hotmail.com|outlook.com|live.com|msn.com|icloud.com|me.com|yahoo.com|yahoo.com.cn|yahoo.cn|21cn.com|tom.com|263.net"
)


def _mail(match: re.Match[str], text: Text) -> Hit | None:
    start = match.start("value")
    sure = text.persons.private_before(start, 24)
    return _whole(match, Weight.BLOCKS if sure else None)


_DOOR: Final = re.compile(r"\d{1,5}(?:号|室|栋|幢|单元|弄|座|楼)|[一二三四五六七八九十百]{1,5}号")
_SURE_HOME: Final = frozenset(
    "家庭住址 家庭地址 户籍地址 户籍所在地 户籍地 户口所在地 居住地址 居住地 现住址 现住 现居住地 经常居住地 家住 住家地址 身份证住址 身份证地址".split()
)


def _home(match: re.Match[str], text: Text) -> Hit | None:
    if not _DOOR.search(match["value"]):
        return None
    if match["label"] in _SURE_HOME or text.persons.private_before(match.start(), 90):
        return _whole(match)
    return None


def _plate(match: re.Match[str], text: Text) -> Hit | None:
    return _whole(match) if sum(map(str.isdecimal, match["value"])) >= 3 else None


def _birth(match: re.Match[str], text: Text) -> Hit | None:
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        return None
    start = match.start("value")
    if year < 1930 and text.persons.before(start) is None:
        return None
    if text.persons.private_before(start) or text.persons.after(match.end("value")):
        return _whole(match)
    return _whole(match, Weight.WARNS)


def _health(match: re.Match[str], text: Text) -> Hit | None:
    person = text.persons.before(match.start("value"), 40)
    return _whole(match) if person is not None and not person.official else None


def _coordinates(match: re.Match[str], text: Text) -> Hit | None:
    numbers = [float(part) for part in re.findall(r"\d{1,3}\.\d{4,12}", match["value"])]
    if numbers and not any(_in_china(one, two) for one, two in pairwise(numbers)):
        return None
    return _whole(match)


def _in_china(one: float, two: float) -> bool:
    longitude, latitude = max(one, two), min(one, two)
    return 73 <= longitude <= 136 and 3 <= latitude <= 54


_DISEASE: Final = (
    "艾滋病|HIV(?:感染|抗体阳性)|梅毒|淋病|乙肝|乙型肝炎|丙肝|肺结核|结核病|麻风病|精神分裂症?|精神病|精神障碍|抑郁症|双相情感障碍|躁郁症|自闭症|癫痫|"
    "智力残疾|精神残疾|恶性肿瘤|癌症?|[肺肝胃肠乳腺宫颈食道胰腺膀胱前列血骨]{1,4}癌|白血病|尿毒症|脑瘫|帕金森病?|阿尔茨海默病?|红斑狼疮|糖尿病|不孕不育?|流产|吸毒"
)
_PROVINCE: Final = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


def _number(body: str) -> re.Pattern[str]:
    """A number wherever it begins; the next one may begin within it."""
    return re.compile(rf"(?<!\d)(?<!\d\.)(?=(?P<value>{body}))", re.ASCII)


_LONGITUDE: Final = r"(?:7[3-9]|[89]\d|1[0-2]\d|13[0-5])\.\d{4,12}°?[EN]?"
_LATITUDE: Final = r"(?:[3-9]|[1-4]\d|5[0-3])\.\d{4,12}°?[EN]?"
_EAST, _NORTH = r"(?:东经|经度|E)[:： ]{0,2}", r"(?:北纬|纬度|N)[:： ]{0,2}"
_BETWEEN: Final = r"[,，、; \t]{1,3}"
_SECONDS: Final = r"(?:东经|北纬)\d{1,3}°\d{1,2}[′']\d{1,2}(?:\.\d{1,6})?[″\"]"
_PAIR: Final = (
    rf"(?:(?:{_EAST})?{_LONGITUDE}{_BETWEEN}(?:{_NORTH})?{_LATITUDE}"
    rf"|(?:{_NORTH})?{_LATITUDE}{_BETWEEN}(?:{_EAST})?{_LONGITUDE}|{_SECONDS}[,，、 ]{{0,2}}{_SECONDS})"
)
"""Four decimals are some ten metres; degrees and minutes alone outline a county."""
_DATE: Final = r"(?P<y>(?:19|20)\d\d)[ ]?[年.\-/][ ]?(?P<m>\d{1,2})[ ]?[月.\-/][ ]?(?P<d>\d{1,2})(?!\d)[ ]?日?"

PATTERNS: Final = (
    Pattern("P01", _number(rf"[1-9](?:{_GAP}\d){{16}}{_GAP}[\dXx](?!\d)"), _identity),
    Pattern("P01", _number(rf"[1-8](?:{_GAP}\d){{14}}(?!{_GAP}[\dXx])"), _old_identity),
    Pattern(
        "P02",
        re.compile(
            r"(?P<kind>护照|(?:港澳|台湾|往来|来往|大陆|内地)[\u4e00-\u9fff]{0,10}通行证|回乡证|台胞证|台湾居民居住证|旅行证|香港居民身份证|香港身份证|军官证|士兵证)"
            r"[^\nA-Za-z0-9]{0,12}(?P<value>[A-Z]{1,2}\d{6,10}(?:\([\dA]\))?|\d{8}(?:\d{2})?)(?![A-Za-z0-9])"
        ),
        _permit,
    ),
    Pattern(
        "P03",
        re.compile(
            r"(?<![\dA-Za-z.])(?:(?:\+?86|0086)[ \-]{0,2}|(?<!\d)0)?(?=(?P<value>1[ \-\n\t\u200b]{0,2}[3-9](?:[ \-\n\t\u200b]{0,2}\d){9}(?![\da-z])))(?<!\d-)",
            re.ASCII,
        ),
        _mobile,
    ),
    Pattern("P04", _number(rf"[3-69](?:{_GAP}\d){{14,18}}(?!\d)"), _card),
    Pattern(
        "P05",
        re.compile(r"(?<![\d\-])(?P<value>(?:\(0\d{2,3}\)|0\d{2,3})[ \-]{0,2}[2-8]\d{6,7})(?![\d\-])", re.ASCII),
        _landline,
    ),
    Pattern(
        "P06",
        re.compile(rf"(?<![\w.\-+])(?P<value>[A-Za-z0-9][\w.\-+]{{1,40}}@(?:{_PUBLIC_MAIL}))(?![\w\-])", re.ASCII),
        _mail,
    ),
    Pattern(
        "P07",
        re.compile(
            rf"(?P<label>{'|'.join(sorted(_SURE_HOME, key=len, reverse=True))}|住址|住所地|住所|地址|住)[ \t:：为是于在]{{0,5}}"
            r"(?P<value>[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z0-9\-#·]{3,50})"
        ),
        _home,
    ),
    Pattern(
        "P08",
        re.compile(
            rf"(?P<value>[{_PROVINCE}][A-HJ-NP-Z][·• .\-]?"
            r"(?:[A-HJ-NP-Z0-9]{5}|[DF][A-HJ-NP-Z0-9]\d{4}|\d{5}[DF]|[A-HJ-NP-Z0-9]{4}[学警港澳挂]))(?![A-Za-z0-9])"
        ),
        _plate,
    ),
    Pattern(
        "P09",
        re.compile(rf"(?:出生日期|出生年月日?|出生时间|出生于|生日|生于|出生)[ \t:：为是]{{0,4}}(?P<value>{_DATE})"),
        _birth,
    ),
    Pattern(
        "P09",
        re.compile(rf"(?<!\d)(?P<value>{_DATE})(?=[ ]?(?:出生(?!效|人口|率|医学|缺陷|登记)|生(?![产效成态])))"),
        _birth,
    ),
    Pattern(
        "P10",
        re.compile(
            rf"(?P<value>(?:(?:患有?|罹患|确诊(?:为|患)?|诊断为|查出|感染)[^\n，。；]{{0,6}}(?:{_DISEASE})|"
            r"(?:视力|听力|言语|肢体|智力|精神|多重)残疾(?:[一二三四]级|[（(][一二三四]级[）)])|(?:[一二三四]级)(?:视力|听力|言语|肢体|智力|精神|多重)残疾))"
        ),
        _health,
    ),
    Pattern("P11", re.compile(rf"(?<![\d.~～])(?P<value>{_PAIR})(?![\d.])(?!\s?[~～至])"), _coordinates),
)
