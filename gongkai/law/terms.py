"""What the clock of a request is made of: states, limits, terms with their pauses, and the days of the ledger."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from gongkai.law.articles import Article
from gongkai.law.events import Kind
from gongkai.law.limits import Consulted, Rule


class State(StrEnum):
    """Where a case stands."""

    WAITING = "waiting"
    RUNNING = "running"
    STOPPED = "stopped"
    RESTARTED = "restarted"
    CLOSED = "closed"

    @property
    def label(self) -> str:
        return _STATES[self]


_STATES: Final = {
    State.WAITING: "待确认收到",
    State.RUNNING: "期限计算中",
    State.STOPPED: "期限停止计算",
    State.RESTARTED: "期限重新起算",
    State.CLOSED: "已办结",
}


class Due(StrEnum):
    """What is due. Values are the keys of `Clock.due`."""

    CONFIRMATION = "confirmation"
    SUPPLEMENT_NOTICE = "supplement_notice"
    SUPPLEMENT = "supplement"
    THIRD_PARTY_ANSWER = "third_party_answer"
    CO_MAKER_ANSWER = "co_maker_answer"
    PAYMENT = "payment"
    REPLY = "reply"

    @property
    def label(self) -> str:
        return _DUES[self]


_DUES: Final = {
    Due.CONFIRMATION: "与申请人确认收到",
    Due.SUPPLEMENT_NOTICE: "告知补正",
    Due.SUPPLEMENT: "申请人补正",
    Due.THIRD_PARTY_ANSWER: "第三方提出意见",
    Due.CO_MAKER_ANSWER: "共同制作机关提出意见",
    Due.PAYMENT: "申请人缴费",
    Due.REPLY: "答复",
}
ANSWERS: Final = {Consulted.THIRD_PARTY: Due.THIRD_PARTY_ANSWER, Consulted.CO_MAKER: Due.CO_MAKER_ANSWER}


class Consultation(NamedTuple):
    """Somebody who was asked. `limit` is the last day for the answer: None before the letter has arrived, and where the
    law sets none. `silence` is what it means that none came, once the limit has passed.
    """

    to: Consulted
    ref: str
    sent: date
    delivered: date | None = None
    answered: date | None = None
    limit: date | None = None
    silence: str = ""

    def is_open(self, on: date) -> bool:
        """Whether an answer is still awaited on a day."""
        return self.answered is None and (self.limit is None or on <= self.limit)


class Pause(NamedTuple):
    """Days d with after < d <= through do not count."""

    after: date
    through: date
    to: Consulted
    article: Article


class Term(NamedTuple):
    """One count of working days from a day nought.

    `began` is the kind of the event that opened it, `rule` the text of the Regulations by which it runs. `days` with
    `extension` is its length in working days. `ended` is the day on which a stop or an end made it void, None for the
    term that counts; `waits_for` is what the applicant then had to do. `fixed` is a day that took the place of the
    count (Art. 35, or an order to answer by then). `ordered` says that a reviewing body or a court set it.
    """

    since: date
    began: Kind
    rule: Rule
    why: str
    article: Article
    days: int
    due: date
    extension: int = 0
    fixed: date | None = None
    ordered: bool = False
    ended: date | None = None
    waits_for: Due | None = None
    pauses: tuple[Pause, ...] = ()


class Remark(NamedTuple):
    """Something that the organ did late, did not do, or that had to be taken for granted."""

    code: str
    on: date
    text: str
    article: Article


class Entry(NamedTuple):
    """One day of the ledger: whether it counts, the count so far (nought where none runs), why, and by what article."""

    on: date
    counts: bool
    n: int
    why: str
    article: str
