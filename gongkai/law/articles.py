"""The laws that this package applies, and how an article of one is cited."""

from __future__ import annotations

from datetime import date
from typing import Final, Literal, NamedTuple


class Law(NamedTuple):
    """A law, regulation or document. `short` is how a ledger names it, `title` how a letter does."""

    title: str
    short: str
    number: str
    since: date
    """The day on which it came into force."""
    until: date | None = None
    """The first day on which it was no longer in force."""
    source: str = ""
    """Where its text was read, or "from memory"."""


REGULATIONS: Final = Law(
    "《中华人民共和国政府信息公开条例》", "条例", "国务院令第711号", date(2019, 5, 15), source="full text read"
)
REGULATIONS_2007: Final = Law(
    "《中华人民共和国政府信息公开条例》（2007年公布）",
    "2007年条例",
    "国务院令第492号",
    date(2008, 5, 1),
    date(2019, 5, 15),
    source="secondary sources",
)
RECONSIDERATION: Final = Law(
    "《中华人民共和国行政复议法》", "行政复议法", "2023年修订", date(2024, 1, 1), source="full text read"
)
RECONSIDERATION_1999: Final = Law(
    "《中华人民共和国行政复议法》（2017年修正）",
    "原行政复议法",
    "1999年公布",
    date(1999, 10, 1),
    date(2024, 1, 1),
    source="full text read",
)
LITIGATION: Final = Law(
    "《中华人民共和国行政诉讼法》", "行政诉讼法", "2017年修正", date(2015, 5, 1), source="full text read"
)
CIVIL_PROCEDURE: Final = Law(
    "《中华人民共和国民事诉讼法》", "民事诉讼法", "2023年修正", date(2024, 1, 1), source="full text read"
)
PENALTIES: Final = Law(
    "《中华人民共和国行政处罚法》", "行政处罚法", "2021年修订", date(2021, 7, 15), source="articles read"
)
FEES: Final = Law(
    "《政府信息公开信息处理费管理办法》",
    "信息处理费办法",
    "国办函〔2020〕109号",
    date(2021, 1, 1),
    source="arts. 1-5 read; art. 6 ff. and the day of coming into force from memory",
)
SUPREME_COURT_2018: Final = Law(
    "《最高人民法院关于适用〈中华人民共和国行政诉讼法〉的解释》",
    "法释〔2018〕1号",
    "法释〔2018〕1号",
    date(2018, 2, 8),
    source="from memory",
)
SUPREME_COURT_2025: Final = Law(
    "《最高人民法院关于审理政府信息公开行政案件适用法律若干问题的解释》",
    "法释〔2025〕8号",
    "法释〔2025〕8号",
    date(2025, 6, 1),
    source="arts. 1-3 read",
)


class Article(NamedTuple):
    """An article, paragraph or item of a law: counted from one, nought where it is not named."""

    law: Law
    number: int
    paragraph: int = 0
    item: int = 0

    @property
    def short(self) -> str:
        """As a ledger cites it: 条例第33条第2款."""
        paragraph = f"第{self.paragraph}款" if self.paragraph else ""
        item = f"第{self.item}项" if self.item else ""
        return f"{self.law.short}第{self.number}条{paragraph}{item}"

    @property
    def full(self) -> str:
        """As a letter cites it: 《中华人民共和国政府信息公开条例》第三十三条第二款."""
        paragraph = f"第{chinese(self.paragraph)}款" if self.paragraph else ""
        item = f"第（{chinese(self.item)}）项" if self.item else ""
        return f"{self.law.title}第{chinese(self.number)}条{paragraph}{item}"


class Unsure(NamedTuple):
    """A fact that the text of no law at hand states. Whoever relies on it is told so."""

    fact: str
    """What is held to be so: a Chinese sentence."""
    kind: Literal["推断", "凭记忆"]
    """Whether it was concluded from the text, or is remembered without it."""
    source: str
    """For developers: where it comes from, and what would settle it."""

    def __str__(self) -> str:
        return f"{self.fact}（{self.kind}）"


_DIGITS: Final = "〇一二三四五六七八九"


def chinese(number: int) -> str:
    """A number from 1 to 999 as an article of a law is numbered: 十, 三十三, 一百零一.

    Raises:
        ValueError: there is no such article.
    """
    if not 1 <= number <= 999:
        raise ValueError(f"no article is numbered {number} here")
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else _DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
