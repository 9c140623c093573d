"""When the annual report is due (Regulations, art. 49). The report for a year is due in the year after it."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from gongkai.law.articles import REGULATIONS, REGULATIONS_2007, Article, Unsure
from gongkai.law.dated import Dated
from gongkai.law.errors import LawError


class Filer(StrEnum):
    """Whose report it is."""

    DEPARTMENT = "department"
    """A department at county level or above: submits to the lead department and publishes."""
    GOVERNMENT = "government"
    """A local government at county level or above: its lead department publishes."""
    TOWNSHIP = "township"
    """A township government or a street office: the text gives them no date."""

    @property
    def label(self) -> str:
        return {"department": "部门", "government": "县级以上地方人民政府", "township": "乡镇人民政府、街道办事处"}[
            self
        ]


class Rule(NamedTuple):
    """Month and day by kind of filer, and the article that says so."""

    days: dict[Filer, tuple[int, int]]
    article: Article


DUE: Final = Dated(
    {
        date(2008, 5, 1): Rule(dict.fromkeys(Filer, (3, 31)), Article(REGULATIONS_2007, 31)),
        date(2019, 5, 15): Rule({Filer.DEPARTMENT: (1, 31), Filer.GOVERNMENT: (3, 31)}, Article(REGULATIONS, 49)),
    }
)

ORDER_492: Final = Unsure(
    "2019年5月15日以前，各级行政机关的年度报告均应于3月31日前公布",
    "凭记忆",
    "Order 492, art. 31, was not at hand; 国办公开办函〔2019〕60号 confirms that 31 March was the earlier date",
)
NO_ROLL_OVER: Final = Unsure(
    "截止日期遇休息日不顺延",
    "推断",
    "art. 49 names a calendar day and no roll-over; 31 January 2021 and 31 March 2024 were Sundays",
)


class LocalDateNotAllowed(LawError):
    """A local due date that the Regulations do not leave room for."""


class AnnualDue(NamedTuple):
    """The last day on which a report is in time.

    Attributes:
        day: None where neither the Regulations nor a local rule sets one.
        statutory: the day of the Regulations, None where they set none.
        local: whether a stricter local day counts.
    """

    year: int
    filer: Filer
    day: date | None
    statutory: date | None
    article: Article
    local: bool
    unsure: tuple[Unsure, ...]

    def says(self) -> str:
        """When the report is due and why, in a Chinese sentence."""
        if self.day is None:
            return f"条例没有规定{self.filer.label}{self.year}年度报告的截止日期，按当地规定"
        why = "当地规定" if self.local else self.article.short
        return f"{self.filer.label}{self.year}年度报告应于{self.day.isoformat()}前（含当日）公布（{why}）"


def annual_due(year: int, filer: Filer, *, local: date | None = None) -> AnnualDue:
    """When the report for `year` is due; `local` is a day set by a local rule, which may only be stricter.

    The day does not move when it is a rest day.

    Raises:
        LocalDateNotAllowed: the local day is later than the day of the Regulations, or not in the year after `year`.
        NotYetLaw: there was no annual report then.
        LawError: `year` is no year.
    """
    if not 1949 <= year <= 9998:
        raise LawError(f"报告年度应是四位数的年份，而不是{year}")
    rule = DUE.on(date(year + 1, 1, 31))
    statutory = date(year + 1, *rule.days[filer]) if filer in rule.days else None
    if local is not None:
        if local.year != year + 1:
            raise LocalDateNotAllowed(f"{year}年度报告的当地期限应在{year + 1}年，而不是{local.isoformat()}")
        if statutory is not None and local > statutory:
            raise LocalDateNotAllowed(
                f"当地期限{local.isoformat()}晚于{rule.article.short}规定的{statutory.isoformat()}，"
                "地方规定只能提前，不能推后"
            )
    unsure = (NO_ROLL_OVER,) if rule.article.law is REGULATIONS else (ORDER_492, NO_ROLL_OVER)
    return AnnualDue(year, filer, local or statutory, statutory, rule.article, local not in (None, statutory), unsure)
