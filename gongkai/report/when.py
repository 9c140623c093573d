"""Dates as reports and pages write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from gongkai.report.numerals import chinese_number

_DIGIT: Final = "[0-9０-９]"
_HAN: Final = "[〇○零ＯO一二三四五六七八九十]"
_DATE: Final = re.compile(
    rf"(?P<year>{_DIGIT}{{4}}|{_HAN}{{4}})\s*[年\-/.．]\s*(?P<month>{_DIGIT}{{1,2}}|{_HAN}{{1,3}})\s*[月\-/.．]\s*"
    rf"(?P<day>{_DIGIT}{{1,2}}|{_HAN}{{1,3}})\s*[日号]?"
)
_WIDE: Final = str.maketrans("０１２３４５６７８９ＯO", "0123456789〇〇")


def _number(text: str) -> int | None:
    text = text.translate(_WIDE)
    return int(text) if text.isdigit() and text.isascii() else chinese_number(text)


def dates_in(text: str) -> list[tuple[date, int, int]]:
    """Every full date in the text with its start and end: 2020年1月3日, 2020-01-03, 二〇二〇年一月三日."""
    found = []
    for match in _DATE.finditer(text):
        year, month, day = (_number(match[name]) for name in ("year", "month", "day"))
        if year is None or month is None or day is None or not 1949 <= year <= 2100:
            continue
        try:
            found.append((date(year, month, day), match.start(), match.end()))
        except ValueError:
            continue
    return found


def date_in(text: str) -> date | None:
    """The first full date in the text, or None."""
    found = dates_in(text) if text else []
    return found[0][0] if found else None
