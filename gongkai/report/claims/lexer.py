"""One expression that finds words, numbers, dates and punctuation in one pass, put together from the tables on first use."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from gongkai.report.claims.figures import CUTS, DATES, FIGURES, HEADS, NOT_FIGURES, ORDINALS, PARTS, Figure, figure_of
from gongkai.report.claims.lookalikes import LOOKALIKES
from gongkai.report.claims.words import WORDS, Word
from gongkai.report.numerals import chinese_number

_NAMED: Final = re.compile(r"\(\?P<\w+>")


def lexicon() -> tuple[Word, ...]:
    """All words in the order in which they are tried; the words of a look-alike mean its id."""
    first = tuple(Word(row.id, row.forms) for row in LOOKALIKES if row.forms and row.first)
    late = tuple(Word(row.id, row.forms) for row in LOOKALIKES if row.forms and not row.first)
    return (*EXCEPTIONS, *first, *WORDS, *late)


# Words of claims that would otherwise be taken for those of a look-alike that is tried first.
EXCEPTIONS: Final[tuple[Word, ...]] = tuple(
    word for word in WORDS if word.sense in ("permit_decision", "penalty_decision", "coercion_decision", "petition", "infofee", "bill")
)


class Date(NamedTuple):
    """A time spoken of. `year` None: not named. `kind`: "full" the year in full, "part" a part of it, "ever" since then."""

    year: int | None
    kind: str


class Lexer:
    """The compiled tables. `bits` gives each meaning its bit, `sense` the meaning of a found word as a mask."""

    def __init__(self) -> None:
        words = lexicon()
        self.bits: dict[str, int] = {}
        for word in words:
            self.bits.setdefault(word.sense, 1 << len(self.bits))
        self._rows = words
        self._expressions: list[tuple[re.Pattern[str], int]] | None = None
        self._known: dict[str, int] = {}
        groups = (
            ("skip", "|".join(f"(?:{form})" for _, form in NOT_FIGURES)),
            ("head", HEADS),
            ("item", ORDINALS),
            ("date", DATES),
            ("span", PARTS),
            ("word", "|".join(f"(?:{word.forms})" for word in words)),
            ("figure", FIGURES),
            ("cut", CUTS),
        )
        self.find = re.compile("|".join(f"(?P<{name}>{_NAMED.sub('(?:', form)})" for name, form in groups)).finditer
        self.figure_form = re.compile(FIGURES)
        self.date_form = re.compile(DATES)

    def sense(self, match: re.Match[str]) -> int:
        """The meaning of a word that was found: of the first row that matches here with the same length."""
        text = match[0]
        known = self._known.get(text)
        if known is not None:
            return known
        if self._expressions is None:
            self._expressions = [(re.compile(word.forms), self.bits[word.sense]) for word in self._rows]
        start, end = match.span()
        for expression, bit in self._expressions:
            found = expression.match(match.string, start)
            if found and found.end() == end:
                if text not in _CONTEXTUAL:
                    self._known[text] = bit
                return bit
        raise AssertionError(f"no word means {text!r}")


# The same word with two meanings, by what stands about it: never remembered.
_CONTEXTUAL: Final = frozenset({"申请", "申请书", "申请件", "申请表", "申请量", "申请数", "申请事项", "申请案件", "申请数量", "申请总数", "申请总量"})


@lru_cache(maxsize=1)
def lexer() -> Lexer:
    return Lexer()


@lru_cache(maxsize=8192)
def figure(text: str) -> Figure | None:
    match = lexer().figure_form.fullmatch(text)
    return figure_of(match) if match else None


@lru_cache(maxsize=2048)
def date_of(text: str) -> Date | None:
    """The time that a date speaks of: 2023年 in full, 截至2023年12月底 in full, 2023年6月 a part, 2019年以来 since then."""
    match = lexer().date_form.fullmatch(text)
    if match is None:
        return None
    year = _number(match["year"])
    month, day = _number(match["month"]), _number(match["day"])
    if match["edge"] in ("以来", "起至今", "至今") or (match["edge"] == "起" and month is None):
        return Date(year, "ever")
    if month is None:
        return Date(year, "full")
    span = match["span"]
    if span:
        return Date(year, "full" if month == 1 and re.search(r"12月(?:份|31日)?$", span) else "part")
    up_to = text[0] in "截至到止"
    if month == 12 and (up_to or day == 31 or match["edge"] in ("底", "末")):
        return Date(year, "full")
    if month == 1 and day == 1:
        return Date(year, "full")
    return Date(year, "part")


def _number(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) if text.isdigit() and not any(char in "一二三四五六七八九十" for char in text) else chinese_number(text.replace("2", "二"))
