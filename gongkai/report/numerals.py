"""Numbers as reports print them: in a cell of a table, and in a sentence (Arabic, full-width or Chinese)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final

from gongkai.report.text import BLANKS, mend, simplified
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Number, Value

_WIDE: Final = str.maketrans("０１２３４５６７８９．，＋－−–／％　", "0123456789.,+---/% ")

# --- in a cell ------------------------------------------------------------------------------------------------------

LONGEST_NUMBER: Final = 15
"""Digits of the largest figure that a cell can hold; more is two figures run together."""
COUNT_UNITS: Final = "件条份宗起次项个篇封例人"
_MONEY_UNIT: Final = "亿元|百万元|万元|千元|元|万|亿"
_CELL: Final = re.compile(
    rf"""(?P<sign>[+-]|增加?|减少?|)[ ]?
    (?:[¥￥][ ]?)?
    (?P<digits>\d{{1,3}}(?:,\d{{3}})+|\d+)
    (?P<fraction>\.\d+)?
    [ ]?(?P<unit>{_MONEY_UNIT}|[{COUNT_UNITS}]|)
    [ ]?(?:人民币)?[ ]?
    (?:[(（](?!\d)[^()（）]{{1,40}}[)）])?\Z""",
    re.VERBOSE,
)
_BLANK_MARKS: Final = frozenset({"无", "*", "**", "空", "\\", "…", "……"})
_DASHES: Final = re.compile(r"[-—―─－–_]{1,8}\Z")
_NOT_APPLICABLE_MARKS: Final = frozenset({"/", "//", "／", "／／", "不适用", "不適用", "N/A", "n/a"})
UNREAD: Final = "（未读出）"
"""What our own files print in a cell that could not be read."""
_LONGEST_CELL: Final = 120
_STRIP: Final = re.compile(f"[{BLANKS}\u200b\ufeff]+")


@lru_cache(maxsize=8192)
def cell_value(text: str) -> Value | None:
    """What a printed cell holds; None when it is neither a number, a blank nor a placeholder.

    "1,234" → 1234; "+12" and 增12 → 12; "-3" and 减3 → -3; "251000元" → 251000 with its unit; "" and "—" and 无 →
    blank; "/" → not applicable; （未读出） → unknown. The number is never converted between units.
    """
    if text.isdigit() and text.isascii() and len(text) <= LONGEST_NUMBER:
        return Value(int(text))
    if len(text) > _LONGEST_CELL and len(text := _STRIP.sub(" ", text)) > _LONGEST_CELL:
        return None
    text = _STRIP.sub(" ", simplified(mend(text)))
    bare = text.replace(" ", "")
    if not bare or bare in _BLANK_MARKS or _DASHES.match(bare):
        return BLANK
    if bare in _NOT_APPLICABLE_MARKS:
        return NOT_APPLICABLE
    if bare == UNREAD:
        return UNKNOWN
    if bare == "零" or bare == "〇":
        return Value(0)
    match = _CELL.match(text.translate(_WIDE).strip())
    if match is None:
        return None
    digits = match["digits"].replace(",", "")
    if len(digits) > LONGEST_NUMBER:
        return None
    number: Number = Decimal(digits + match["fraction"]) if match["fraction"] else int(digits)
    if match["sign"].startswith(("-", "减")):
        number = -number
    return Value(number, None, match["unit"])


# --- in a sentence --------------------------------------------------------------------------------------------------

_DIGITS: Final = {"○": 0, "两": 2} | {
    char: value for row in ("〇一二三四五六七八九", "零壹贰叁肆伍陆柒捌玖") for value, char in enumerate(row)
}
_UNITS: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000}
_MYRIADS: Final = {"万": 10**4, "亿": 10**8}


def chinese_number(text: str) -> int | None:
    """A whole number in Chinese numerals: 二十三 → 23, 一百零五 → 105, 二〇二四 → 2024, 两 → 2; None if it is not
    one.
    """
    if not text or any(char not in _DIGITS and char not in _UNITS and char not in _MYRIADS for char in text):
        return None
    if all(char in _DIGITS for char in text):
        return int("".join(str(_DIGITS[char]) for char in text))
    total = section = digit = 0
    for char in text:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            section += (digit or (1 if _UNITS[char] == 10 else 0)) * _UNITS[char]
            digit = 0
        else:
            total = (total + section + digit) * _MYRIADS[char]
            section = digit = 0
    return total + section + digit


def arabic_number(text: str) -> Number | None:
    """A number in Arabic digits, half or full width, with separators: １，２３４．５ → Decimal("1234.5")."""
    plain = text.translate(_WIDE).replace(",", "").replace(" ", "")
    if not plain:
        return None
    try:
        return Decimal(plain) if "." in plain else int(plain)
    except (ValueError, ArithmeticError):
        return None


def spell(number: Number | None) -> str:
    """The number as a cell prints it: no exponent, no separators."""
    if number is None:
        return ""
    if isinstance(number, int):
        return str(number)
    return format(number, "f")
