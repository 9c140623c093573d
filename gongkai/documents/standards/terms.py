"""What a term of publication (公开时限) says: a number of days, a rhythm, at once.

A text that says two different things, or none of these, stays text.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from gongkai.documents.enums import Limit
from gongkai.law.workdays import WorkCalendar


class Term(NamedTuple):
    limit: Limit
    span: int | None = None

    def __str__(self) -> str:
        return f"{self.span}{self.limit.label}" if self.span is not None else self.limit.label


_NUMBER: Final = r"(\d{1,3}|[一二两三四五六七八九十]{1,3})"
NUMBERED: Final = (
    (Limit.WORKING_DAYS, re.compile(_NUMBER + r"\s*个?\s*工作日")),
    (Limit.HOURS, re.compile(_NUMBER + r"\s*个?\s*小时")),
    (Limit.MONTHS, re.compile(_NUMBER + r"\s*个月")),
    (Limit.DAYS, re.compile(_NUMBER + r"\s*(?:个自然日|日|天)(?:之?内|以内)")),
)
"""Spans of time, the most telling first."""
RHYTHMS: Final = (
    (Limit.YEARLY, re.compile("每年|按年|每年度|年度更新|一年一次|逐年")),
    (Limit.QUARTERLY, re.compile("每季|按季|季度更新")),
    (Limit.MONTHLY, re.compile("每个?月|按月|月度更新")),
    (Limit.WEEKLY, re.compile("每周|按周")),
)
OTHERS: Final = (
    (Limit.AT_ONCE, re.compile("实时|即时|随时|立即")),
    (Limit.PROMPTLY, re.compile("及时|动态")),
    (Limit.PERMANENT, re.compile("长期|永久|常年")),
)
_DIGITS: Final = {sign: number for number, sign in enumerate("一二三四五六七八九", 1)} | {"两": 2}


def parsed(text: str) -> Term | None:
    """The limit that a text states; None where it states none, or two spans that differ."""
    for limit, pattern in NUMBERED:
        if found := {_whole(number) for number in pattern.findall(text)} - {0}:
            return Term(limit, found.pop()) if len(found) == 1 else None
    for limit, pattern in (*RHYTHMS, *OTHERS):
        if pattern.search(text):
            return Term(limit)
    return None


def _whole(number: str) -> int:
    if number.isdecimal():
        return int(number)
    tens, ten, ones = number.rpartition("十")
    return (_DIGITS.get(tens, 1) * 10 if ten else 0) + _DIGITS.get(ones, 0)


EVERY: Final = {
    Limit.YEARLY: timedelta(days=366),
    Limit.QUARTERLY: timedelta(days=92),
    Limit.MONTHLY: timedelta(days=31),
    Limit.WEEKLY: timedelta(days=7),
}
"""How old the latest item under an entry may be, where it is to come again and again."""
AT_ONCE: Final = timedelta(days=1)


def due(formed: date, limit: str, span: int | None, days: WorkCalendar) -> date | None:
    """The last day to publish something that was formed on a day; None where the term fixes none."""
    match limit:
        case Limit.WORKING_DAYS:
            return days.after(formed, span or 0)
        case Limit.DAYS:
            return formed + timedelta(days=span or 0)
        case Limit.MONTHS:
            return formed + timedelta(days=31 * (span or 0))
        case Limit.HOURS:
            return formed + timedelta(days=-(-(span or 0) // 24))
        case Limit.AT_ONCE:
            return formed + AT_ONCE
    return None
