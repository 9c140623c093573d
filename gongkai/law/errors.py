"""What the law does not allow, or what we do not know. Messages are Chinese sentences that say what to do."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date


class LawError(Exception):
    """Base of the errors of this package. `str(error)` is a Chinese sentence for the person who gave the input."""


class NotYetLaw(LawError):
    """A day before the rule that was asked for came into being."""

    def __init__(self, day: date, since: date) -> None:
        super().__init__(f"{day.isoformat()}早于该规定的施行日期{since.isoformat()}，当时没有可适用的规定")
        self.day = day
        self.since = since


class CalendarNotPublished(LawError):
    """A count of working days reaches a year whose holiday notice we do not have."""

    def __init__(self, year: int, *, first: int, last: int) -> None:
        super().__init__(
            f"没有{year}年的放假安排（现有{first}年至{last}年），不能计算该年的工作日："
            f"请把国务院办公厅关于{year}年部分节假日安排的通知写进放假通知文件，或者允许暂定结果"
        )
        self.year = year


class NoticeNotReadable(LawError):
    """A file of holiday notices that lacks something. The message names the file, the notice and the cause."""


class UnknownOutcome(LawError):
    """A key that names no outcome and no letter of the request procedure."""

    def __init__(self, key: str, near: Sequence[str], kind: str = "答复类型") -> None:
        which = f"，是否指 {'、'.join(near)}" if near else ""
        super().__init__(f"没有{kind}“{key}”{which}")
        self.key = key
        self.near = tuple(near)


class EventNotReadable(LawError):
    """An event of a case that lacks something. The message names the member and what it may be."""


class OutOfOrder(LawError):
    """An event that cannot have happened then: the law, or what happened before, does not allow it."""

    def __init__(self, on: date, label: str, reason: str, article: str) -> None:
        super().__init__(f"{on.isoformat()}“{label}”不成立：{reason}（{article}）")
        self.on = on
        self.reason = reason
        self.article = article
