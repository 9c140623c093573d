"""The time limits of the Regulations, each with the days from which it has been what it is, and where it is written.

Spans are in working days unless a name says otherwise. The day of the event is day nought; the limit is the n-th
working day after it, and the last day for what is counted in calendar days moves to the next working day (Civil Code,
Arts. 201 and 203; Civil Procedure Law, Art. 85).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from gongkai.law.articles import (
    FEES,
    LITIGATION,
    PENALTIES,
    RECONSIDERATION,
    REGULATIONS,
    REGULATIONS_2007,
    Article,
    Law,
)
from gongkai.law.dated import Dated
from gongkai.law.workdays import WorkCalendar

ORDER_492: Final = date(2008, 5, 1)
ORDER_711: Final = date(2019, 5, 15)

REOPENED: Final = {
    "reconsideration": ("行政复议决定", Article(RECONSIDERATION, 77)),  # articles from memory
    "court": ("法院判决", Article(LITIGATION, 94)),
    "self": ("自行纠正", Article(REGULATIONS, 33, 2)),
}
"""By what a closed case is opened again, and the article that makes the organ do so."""
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


class _Consulted(NamedTuple):
    label: str
    silence: str


_CONSULTED: Final = {
    Consulted.THIRD_PARTY: _Consulted("第三方", "第三方逾期未提出意见，由行政机关依照条例决定是否公开"),
    Consulted.CO_MAKER: _Consulted("共同制作机关", "共同制作机关逾期未提出意见，视为同意公开"),
    Consulted.OTHER_ORGAN: _Consulted("其他机关", ""),
}


class Rule(NamedTuple):
    """What one text of the Regulations says of a request: articles, and spans in working days.

    Attributes:
        receipt: how the day of receipt is fixed, by channel.
        confirms: whether receipt by ordinary post, internet and fax waits for confirmation.
        reply, reply_days: the time for the reply. most_extension: the longest extension.
        supplement, notice_days: how an unclear request is supplemented, the time to ask for it; nought for none.
        asking: by what article others are asked. excluding: by what article that time is not counted.
        consulted: whose consultation is not counted. answer_days: their time to answer; nought for none.
        excess: how requests beyond reason are met; None where the text knows nothing of it.
        decision: how a request is answered.
    """

    law: Law
    receipt: Mapping[Channel, Article]
    confirms: bool
    reply: Article
    reply_days: int
    most_extension: int
    supplement: Article
    notice_days: int
    asking: Mapping[Consulted, Article]
    excluding: Article
    consulted: frozenset[Consulted]
    answer_days: int
    excess: Article | None
    decision: Article

    def limit(self, to: Consulted) -> int:
        """Working days for an answer, from receipt of the letter; nought where no limit is set."""
        return self.answer_days if to.silence else 0


def _now(number: int, paragraph: int = 0, item: int = 0) -> Article:
    return Article(REGULATIONS, number, paragraph, item)


def _then(number: int, paragraph: int = 0, item: int = 0) -> Article:
    return Article(REGULATIONS_2007, number, paragraph, item)


RULES: Final = Dated(
    {
        # Order 492: days from secondary sources, Arts. 23 to 25 read, Arts. 21 and 24 (1) from memory; receipt by
        # Letter 207 of 2015, of which the first part was read: the day on which the mail system has it.
        ORDER_492: Rule(
            REGULATIONS_2007,
            receipt=dict.fromkeys(Channel, _then(24, 1)),
            confirms=False,
            reply=_then(24, 2),
            reply_days=15,
            most_extension=15,
            supplement=_then(21, item=4),
            notice_days=0,
            asking=dict.fromkeys(Consulted, _then(23)),
            excluding=_then(24, 3),
            consulted=frozenset({Consulted.THIRD_PARTY}),
            answer_days=0,
            excess=None,
            decision=_then(21),
        ),
        ORDER_711: Rule(
            REGULATIONS,
            receipt={
                Channel.IN_PERSON: _now(31, item=1),
                Channel.REGISTERED_POST: _now(31, item=2),
                Channel.ORDINARY_POST: _now(31, item=2),
                Channel.INTERNET: _now(31, item=3),
                Channel.FAX: _now(31, item=3),
            },
            confirms=True,
            reply=_now(33, 2),
            reply_days=20,
            most_extension=20,
            supplement=_now(30),
            notice_days=7,
            asking={
                Consulted.THIRD_PARTY: _now(32),
                Consulted.CO_MAKER: _now(34),
                Consulted.OTHER_ORGAN: _now(33, 3),
            },
            excluding=_now(33, 3),
            consulted=frozenset(Consulted),
            answer_days=15,
            excess=_now(35),
            decision=_now(36),
        ),
    }
)
"""The Regulations in force on the day of receipt govern a request until its decision; one that is annulled is made anew
by those then in force [inference]."""
PAYMENT: Final = Article(FEES, 6)
EXCESS: Final = Article(REGULATIONS, 35)

# --- limits outside a request ---------------------------------------------------------------------------------------


PUBLICATION_DAYS: Final = Dated({ORDER_492: 20, ORDER_711: 20})  # Order 492, Art. 18 [from memory]; Order 711, Art. 26
WITHDRAWAL_DAYS: Final = Dated({PENALTIES.since: 3})  # Art. 48, para. 2; 日 there means working days, Art. 85


def publication_due(formed: date, calendar: WorkCalendar) -> date:
    """The last day to publish what was formed or changed on a day, unless another law says otherwise (Art. 26).

    Raises:
        NotYetLaw: before 2008-05-01.
        CalendarNotPublished: the count reaches a year without a holiday notice.
    """
    return calendar.after(formed, PUBLICATION_DAYS.on(formed))


def penalty_withdrawal_due(changed: date, calendar: WorkCalendar) -> date:
    """The last day to withdraw a published penalty decision that was changed, annulled or found unlawful or void, and
    to say why (Penalty Law, Art. 48, para. 2).

    Raises:
        NotYetLaw: before 2021-07-15.
        CalendarNotPublished: the count reaches a year without a holiday notice.
    """
    return calendar.after(changed, WITHDRAWAL_DAYS.on(changed))
