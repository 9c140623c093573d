"""The time limits of the Regulations, each with the days from which it has been what it is, and where it is written.

Spans are in working days unless a name says otherwise. The day of the event is day nought; the limit is the n-th
working day after it, and the last day for what is counted in calendar days moves to the next working day (Civil Code,
Arts. 201 and 203; Civil Procedure Law, Art. 85).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from gongkai.law.articles import FEES, PENALTIES, REGULATIONS, REGULATIONS_2007, SERVICE, Article, Law
from gongkai.law.dated import Dated
from gongkai.law.workdays import WorkCalendar

ORDER_492: Final = date(2008, 5, 1)
ORDER_711: Final = date(2019, 5, 15)

CONSULTATION_DAYS: Final = 15  # Order 711, Arts. 32 and 34, from receipt of the letter
PUBLICATION_DAYS: Final = 20  # Order 711, Art. 26; Order 492, Art. 18 [from memory]
WITHDRAWAL_DAYS: Final = 3  # Penalty Law, Art. 48; 日 there means working days, Art. 85
REOPENED_DAYS: Final = 20
"""After a decision is annulled, where the decision of the reviewing body or court sets no term [inference: Art. 33]."""


class Channel(StrEnum):
    """How a request came in; it fixes the day of receipt (Art. 31)."""

    IN_PERSON = "in_person"
    REGISTERED_POST = "registered_post"
    ORDINARY_POST = "ordinary_post"
    INTERNET = "internet"
    FAX = "fax"

    @property
    def label(self) -> str:
        return _CHANNELS[self].label

    @property
    def waits(self) -> bool:
        """Whether the day of receipt is the day on which it is confirmed with the applicant."""
        return _CHANNELS[self].waits

    @property
    def rule(self) -> str:
        """How Art. 31 fixes the day of receipt."""
        return _CHANNELS[self].rule


class _Channel(NamedTuple):
    label: str
    waits: bool
    rule: str


_CHANNELS: Final = {
    Channel.IN_PERSON: _Channel("当面提交", False, "当面提交的，提交之日为收到申请之日"),
    Channel.REGISTERED_POST: _Channel("挂号或者特快专递", False, "以邮寄方式提交的，行政机关签收之日为收到申请之日"),
    Channel.ORDINARY_POST: _Channel(
        "平常信函", True, "以平常信函等无需签收的邮寄方式提交的，与申请人确认之日为收到申请之日"
    ),
    Channel.INTERNET: _Channel("互联网", True, "通过互联网渠道提交的，以双方确认之日为收到申请之日"),
    Channel.FAX: _Channel("传真", True, "通过传真提交的，以双方确认之日为收到申请之日"),
}
RECEIPT: Final = {
    Channel.IN_PERSON: Article(REGULATIONS, 31, item=1),
    Channel.REGISTERED_POST: Article(REGULATIONS, 31, item=2),
    Channel.ORDINARY_POST: Article(REGULATIONS, 31, item=2),
    Channel.INTERNET: Article(REGULATIONS, 31, item=3),
    Channel.FAX: Article(REGULATIONS, 31, item=3),
}


class ServedBy(StrEnum):
    """How a decision was served; it fixes the day on which it was made (Letter 235 of 2016)."""

    DIRECT = "direct"
    ENTRUSTED = "entrusted"
    POST = "post"
    ELECTRONIC = "electronic"

    @property
    def label(self) -> str:
        return {"direct": "直接送达", "entrusted": "委托送达", "post": "邮寄送达", "electronic": "电子送达"}[self]


class Consulted(StrEnum):
    """Who was asked before a decision."""

    THIRD_PARTY = "third_party"
    CO_MAKER = "co_maker"
    OTHER_ORGAN = "other_organ"

    @property
    def label(self) -> str:
        return _CONSULTED[self].label

    @property
    def silence(self) -> str:
        """What it means that no answer came within the limit; empty where the law sets none."""
        return _CONSULTED[self].silence

    @property
    def limit(self) -> int:
        """Working days for the answer, from receipt of the letter; nought where the law sets none."""
        return CONSULTATION_DAYS if self is not Consulted.OTHER_ORGAN else 0


class _Consulted(NamedTuple):
    label: str
    silence: str


_CONSULTED: Final = {
    Consulted.THIRD_PARTY: _Consulted("第三方", "第三方逾期未提出意见，由行政机关依照条例决定是否公开"),
    Consulted.CO_MAKER: _Consulted("共同制作机关", "共同制作机关逾期未提出意见，视为同意公开"),
    Consulted.OTHER_ORGAN: _Consulted("其他机关", ""),
}
CONSULTATION: Final = {
    Consulted.THIRD_PARTY: Article(REGULATIONS, 32),
    Consulted.CO_MAKER: Article(REGULATIONS, 34),
    Consulted.OTHER_ORGAN: Article(REGULATIONS, 33, 3),
}


class Rule(NamedTuple):
    """What one text of the Regulations says of a request: articles, and spans in working days.

    Attributes:
        reply, reply_days: the time for the reply.
        most_extension: the longest extension.
        supplement, notice_days: how an unclear request is supplemented, the time to ask for it; nought for none.
        consultation, consulted: whose consultation is not counted.
        confirms: whether receipt by ordinary post, internet and fax waits for confirmation.
    """

    law: Law
    reply: Article
    reply_days: int
    most_extension: int
    supplement: Article
    notice_days: int
    consultation: Article
    consulted: frozenset[Consulted]
    confirms: bool


RULES: Final = Dated(
    {
        ORDER_492: Rule(
            REGULATIONS_2007,
            reply=Article(REGULATIONS_2007, 24, 2),  # days: secondary sources; articles: from memory
            reply_days=15,
            most_extension=15,
            supplement=Article(REGULATIONS_2007, 21, item=4),
            notice_days=0,
            consultation=Article(REGULATIONS_2007, 24, 3),
            consulted=frozenset({Consulted.THIRD_PARTY}),
            confirms=False,  # Letter 207 of 2015: the day on which the mail system receives it, first part read
        ),
        ORDER_711: Rule(
            REGULATIONS,
            reply=Article(REGULATIONS, 33, 2),
            reply_days=20,
            most_extension=20,
            supplement=Article(REGULATIONS, 30),
            notice_days=7,
            consultation=Article(REGULATIONS, 33, 3),
            consulted=frozenset(Consulted),
            confirms=True,
        ),
    }
)
"""The Regulations in force on the day of receipt govern a request to its end [inference]."""
PAYMENT: Final = Article(FEES, 6)
EXCESS: Final = Article(REGULATIONS, 35)
DECIDED: Final = Article(REGULATIONS, 36)
SERVED: Final = SERVICE


# --- limits outside a request ---------------------------------------------------------------------------------------


class Limit(NamedTuple):
    """A limit that stands by itself: what must be done, in how many working days, by which article."""

    key: str
    label: str
    days: int
    article: Article
    trigger: str


STANDING: Final = (
    Limit("publication", "主动公开", PUBLICATION_DAYS, Article(REGULATIONS, 26), "信息形成或者变更之日"),
    Limit(
        "penalty_withdrawal",
        "撤回行政处罚决定信息",
        WITHDRAWAL_DAYS,
        Article(PENALTIES, 48, 2),
        "决定被变更、撤销、确认违法或者无效之日",
    ),
)


def publication_due(formed: date, calendar: WorkCalendar) -> date:
    """The last day to publish what was formed or changed on a day, unless another law says otherwise (Art. 26).

    Raises:
        CalendarNotPublished: the count reaches a year without a holiday notice.
    """
    return calendar.after(formed, PUBLICATION_DAYS)


def penalty_withdrawal_due(changed: date, calendar: WorkCalendar) -> date:
    """The last day to withdraw a published penalty decision that was changed, annulled or found unlawful or void, and
    to say why (Penalty Law, Art. 48, para. 2).

    Raises:
        CalendarNotPublished: the count reaches a year without a holiday notice.
    """
    return calendar.after(changed, WITHDRAWAL_DAYS)


STANDING_DUE: Final[dict[str, Callable[[date, WorkCalendar], date]]] = {
    "publication": publication_due,
    "penalty_withdrawal": penalty_withdrawal_due,
}
