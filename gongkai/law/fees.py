"""The information-processing fee (信息处理费): what it may come to, by item and by volume. All amounts in whole yuan.

The fee is optional and steers requesters who go beyond a number or frequency (Fee Measures, arts. 2 and 3). What is
worked out here is a proposal: an officer decides, by `decide`, whether to charge and by which of the two methods. They
are never added up.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final, NamedTuple

from gongkai.law.articles import FEES, REGULATIONS, Article, Unsure
from gongkai.law.dated import Dated
from gongkai.law.errors import LawError, NotYetLaw


class Method(StrEnum):
    BY_ITEM = "by_item"
    BY_VOLUME = "by_volume"

    @property
    def label(self) -> str:
        return "按件计收" if self is Method.BY_ITEM else "按量计收"

    @property
    def unit(self) -> str:
        return "件" if self is Method.BY_ITEM else "页"

    @property
    def article(self) -> Article:
        return Article(FEES, 4 if self is Method.BY_ITEM else 5)


class Scale(NamedTuple):
    """A marginal progressive scale (超额累进): `tiers` are (first unit, yuan a unit).

    Where `step` is not nought the last tier is `step` units wide, and each further step costs `rise` yuan a unit more.
    """

    tiers: tuple[tuple[int, int], ...]
    step: int = 0
    rise: int = 0

    def bands(self, first: int, last: int) -> Iterator[tuple[int, int, int]]:
        """What units `first` to `last` cost: first and last unit of a band, yuan a unit."""
        for start, end, rate in self._all():
            if start > last:
                return
            if end is None or end >= first:
                yield max(start, first), last if end is None else min(end, last), rate
            if end is None:
                return

    def _all(self) -> Iterator[tuple[int, int | None, int]]:
        for (start, rate), (following, _) in zip(self.tiers, self.tiers[1:], strict=False):
            yield start, following - 1, rate
        start, rate = self.tiers[-1]
        if not self.step:
            yield start, None, rate
            return
        while True:
            yield start, start + self.step - 1, rate
            start, rate = start + self.step, rate + self.rise


_SINCE: Final = FEES.since

SCALES: Final = {
    Method.BY_ITEM: Dated({_SINCE: Scale(((1, 0), (11, 100), (31, 200)), step=10, rise=100)}),
    Method.BY_VOLUME: Dated({_SINCE: Scale(((1, 0), (31, 10), (101, 20), (201, 40)))}),
}
"""Fee Measures, arts. 4 and 5: items of one applicant in a calendar month, pages of one request."""

PAY_DAYS: Final = Dated({_SINCE: 20})
"""Working days to pay in, counted from the day after the notice was received (Fee Measures, art. 6)."""

MOST: Final = 100_000
"""More items in a month, or pages of a request, than this are a slip of the hand."""

FIRST_STEP: Final = Unsure(
    "“31件以上以10件为一档”，第31至40件按每件200元计算",
    "推断",
    "the text says that each step raises the rate by 100; 31-40 as the first step at 200 is the usual reading",
)
PER_BODY: Final = Unsure(
    "件数按同一机关收到的申请累计，按收到申请的日期归入自然月",
    "推断",
    "art. 4 says one applicant, one calendar month; neither whose count nor which day",
)
PER_REQUEST: Final = Unsure(
    "页数按每件申请单独计算，不累计；一页指不大于A4纸的一面",
    "凭记忆",
    "last sentence of art. 5, not read",
)
IN_FORCE: Final = Unsure(
    "信息处理费办法自2021年1月1日起施行，缴费期限20个工作日",
    "凭记忆",
    "art. 6 and the day of coming into force, not read",
)


class FeeNotYetLaw(NotYetLaw):
    """A request of a time when there was no such fee."""

    def __init__(self, day: date, since: date) -> None:
        super().__init__(day, since)
        self.args = (f"信息处理费自{since.isoformat()}起才可以收取，{day.isoformat()}收到的申请不收费（{FEES.title}）",)


class WrongCount(LawError):
    """A number of items or pages that cannot be."""


class WrongDecision(LawError):
    """A decision on the fee that the proposal does not allow."""


# --- computing ------------------------------------------------------------------------------------------------------


class Line(NamedTuple):
    """A step of the computation: the units of one band, and what they cost in yuan."""

    first: int
    last: int
    rate: int
    unit: str

    @property
    def number(self) -> int:
        return self.last - self.first + 1

    @property
    def amount(self) -> int:
        return self.number * self.rate

    def __str__(self) -> str:
        span = f"第{self.first}{self.unit}" if self.number == 1 else f"第{self.first}—{self.last}{self.unit}"
        if not self.rate:
            return f"{span}：不收费"
        return f"{span}：{self.number}{self.unit}×{self.rate}元={self.amount}元"


class Charge(NamedTuple):
    """What a method comes to."""

    method: Method
    lines: tuple[Line, ...]

    @property
    def amount(self) -> int:
        """Yuan."""
        return sum(line.amount for line in self.lines)

    @property
    def sum(self) -> str:
        """The sum in a line: 2000元+200元=2200元."""
        parts = [f"{line.amount}元" for line in self.lines if line.amount]
        return f"{'+'.join(parts)}={self.amount}元" if len(parts) > 1 else f"{self.amount}元"


def by_item(month_count_before: int, items: int = 1, *, on: date | None = None) -> Charge:
    """What `items` more items cost an applicant who has made `month_count_before` in the calendar month.

    Every kind of decision counts, also a refusal; a form with several matters may be split into the smallest reasonable
    units (Fee Measures, art. 4). `on` is the day the request was received; without it the scale of today's law.

    Raises:
        WrongCount: a number that cannot be.
        FeeNotYetLaw: there was no fee on that day.
    """
    before = _whole("本月此前的件数", month_count_before)
    items = _whole("件数", items, least=1)
    return _charge(Method.BY_ITEM, before + 1, before + items, on)


def by_volume(pages: int, *, on: date | None = None) -> Charge:
    """What the pages of one request cost. Several requests are never added up (Fee Measures, art. 5).

    Raises:
        WrongCount: a number that cannot be.
        FeeNotYetLaw: there was no fee on that day.
    """
    return _charge(Method.BY_VOLUME, 1, _whole("页数", pages), on)


def _charge(method: Method, first: int, last: int, on: date | None) -> Charge:
    scale = SCALES[method]
    day = scale.since[-1] if on is None else on
    if day < scale.since[0]:
        raise FeeNotYetLaw(day, scale.since[0])
    return Charge(method, tuple(Line(*band, method.unit) for band in scale.on(day).bands(first, last)))


def _whole(what: str, number: int, *, least: int = 0) -> int:
    if isinstance(number, bool) or not isinstance(number, int):
        raise WrongCount(f"{what}应是整数，而不是{number!r}")
    if number < least:
        raise WrongCount(f"{what}应是不小于{least}的整数，而不是{number}")
    if number > MOST:
        raise WrongCount(f"{what}为{number}，超过{MOST}，请核对")
    return number


# --- proposing and deciding -----------------------------------------------------------------------------------------


class Proposal(NamedTuple):
    """What may be charged for a request, by each method that applies. Not a bill: an officer decides."""

    on: date
    charges: tuple[Charge, ...]

    @property
    def free(self) -> bool:
        """Whether nothing can be charged by any method."""
        return not any(charge.amount for charge in self.charges)

    def charge(self, method: Method) -> Charge | None:
        return next((charge for charge in self.charges if charge.method is method), None)

    @property
    def basis(self) -> tuple[Article, ...]:
        return (Article(REGULATIONS, 42), *(charge.method.article for charge in self.charges))

    @property
    def unsure(self) -> tuple[Unsure, ...]:
        volume = (PER_REQUEST,) if self.charge(Method.BY_VOLUME) else ()
        return (FIRST_STEP, PER_BODY, *volume, IN_FORCE)

    def says(self) -> str:
        """What it comes to, in a Chinese sentence."""
        if self.free:
            return "未超出免费的件数或者页数，不收取信息处理费。"
        asked = [f"{charge.method.label}{charge.amount}元" for charge in self.charges if charge.amount]
        choice = "，两种方式只能选用一种，不得相加" if len(self.charges) > 1 else ""
        return f"可以收取信息处理费：{'，或者'.join(asked)}{choice}。是否收取由行政机关决定，也可以写明理由不收。"

    def payment(self) -> str:
        """How long the applicant has, and what follows, in a Chinese sentence."""
        days = PAY_DAYS.on(self.on)
        return (
            f"收费通知应在答复期限内发出；申请人自收到通知次日起{days}个工作日内缴纳，逾期视为放弃申请，不再处理；"
            "缴清的，答复期限自次日起重新计算。"
        )


def propose(*, on: date, before: int = 0, items: int = 1, pages: int | None = None) -> Proposal:
    """What may be charged for one request received `on` a day.

    Args:
        before: how many items of the same applicant the body received before it in the same calendar month.
        items: into how many items the request was split.
        pages: how many pages are asked for on paper, by e-mail or as copied data; None where no copies are asked for,
            so that charging by volume is out of the question.

    Raises:
        WrongCount: a number that cannot be.
        FeeNotYetLaw: there was no fee on that day.
    """
    charges = [by_item(before, items, on=on)]
    if pages is not None:
        charges.append(by_volume(pages, on=on))
    return Proposal(on, tuple(charges))


class Decision(NamedTuple):
    """What an officer decided: the charge, or None and the reason for not charging."""

    charge: Charge | None
    reason: str = ""

    @property
    def amount(self) -> int:
        """Yuan."""
        return self.charge.amount if self.charge else 0


def decide(proposal: Proposal, method: Method | None, *, reason: str = "") -> Decision:
    """Charge by one method, or by none with a reason.

    Raises:
        WrongDecision: the method does not apply or comes to nothing, or not charging lacks a reason.
    """
    if method is None:
        if not proposal.free and not reason.strip():
            raise WrongDecision("不收取信息处理费的，请写明理由")
        return Decision(None, reason.strip())
    charge = proposal.charge(method)
    if charge is None:
        raise WrongDecision(f"申请人没有要求提供复制件，不能{method.label}")
    if not charge.amount:
        raise WrongDecision(f"{method.label}未超出免费的数量，不能收费")
    return Decision(charge, reason.strip())


def in_wan(yuan: int) -> Decimal:
    """An amount in 万元, the unit of the annual report (行政事业性收费 | 本年收费金额)."""
    return Decimal(yuan) / 10_000


# --- counting an applicant's month ----------------------------------------------------------------------------------


class Received(NamedTuple):
    """A request of the applicant: the day it was received, and into how many items it was split."""

    on: date
    items: int = 1


def month_counts(requests: Iterable[Received]) -> dict[tuple[int, int], int]:
    """How many items of one applicant fall in each calendar month, keyed by (year, month), earliest first."""
    counts: dict[tuple[int, int], int] = {}
    for request in sorted(requests):
        month = (request.on.year, request.on.month)
        counts[month] = counts.get(month, 0) + _whole("件数", request.items, least=1)
    return counts


def counted_before(requests: Iterable[Received]) -> list[tuple[Received, int]]:
    """Each request with the items of the same month before it, in order of receipt: what `propose` takes as `before`.

    Requests of one day keep the order in which they were given.
    """
    counts: dict[tuple[int, int], int] = {}
    numbered = []
    for request in sorted(requests, key=lambda each: each.on):
        month = (request.on.year, request.on.month)
        numbered.append((request, counts.get(month, 0)))
        counts[month] = counts.get(month, 0) + _whole("件数", request.items, least=1)
    return numbered
