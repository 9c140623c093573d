"""How a limit is told: what it is for, and how many working days are left."""

from __future__ import annotations

from datetime import date
from typing import Final

from django.utils import timezone

from gongkai.cases.services.course import current_calendar
from gongkai.law.terms import Due

SOON: Final = 5
"""Working days within which a limit is spoken of as near."""
AFTER: Final = {"reconsideration": "申请人可以申请行政复议", "suit": "申请人可以提起诉讼"}


def label_of(key: str) -> str:
    """What is due, as a user reads it."""
    return Due(key).label if key in set(Due) else AFTER.get(key, key)


def left(due: date, today: date | None = None) -> int:
    """Working days that are left until a day; below nought once it is past."""
    today = today or timezone.localdate()
    if due >= today:
        return current_calendar().count(today, due)
    return min(-1, -current_calendar().count(due, today))


def said(due: date, today: date | None = None) -> str:
    """还有3个工作日, 今天到期, 已超期2个工作日."""
    today = today or timezone.localdate()
    if due == today:
        return "今天到期"
    if due > today:
        return f"还有{left(due, today)}个工作日"
    days = current_calendar().count(due, today)
    return f"已超期{days}个工作日" if days else "已超期"
