"""Finds words, numbers, dates and punctuation, by expressions put together from the tables.

All forms that begin with one character make one expression, compiled when that character is first met; a table of first
and second characters tells where it is worth trying.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import Final

from gongkai.report.claims import figures
from gongkai.report.claims.lookalikes import LOOKALIKES
from gongkai.report.claims.prefixes import seconds, unfold
from gongkai.report.claims.words import WORDS, Word

# What a token is, where it is not a word.
CUT, OPEN, FIGURE, DATE, SPAN, ITEM, HEAD, SKIP = range(-1, -9, -1)
_GROUPS: Final = {"skip": SKIP, "item": ITEM, "head": HEAD, "date": DATE, "figure": FIGURE, "open": OPEN, "span": SPAN}
_BEFORE: Final = (
    (HEAD, figures.HEADS_IN_WORDS),
    (ITEM, figures.ITEMS_IN_WORDS),
    (SPAN, figures.PARTS),
    *((SKIP, form) for form in figures.NOT_FIGURES_IN_WORDS),
    (DATE, figures.DATES_IN_WORDS),
)
_AFTER: Final = ((FIGURE, figures.FIGURES_IN_WORDS),)
_NAMED: Final = re.compile(r"\(\?P<\w+>")
# Words of claims that would else be taken for those of a look-alike that is tried first.
_EARLY: Final = frozenset(
    {
        "permit_decision",
        "penalty_decision",
        "coercion_decision",
        "petition_kind",
        "petition",
        "infofee",
        "bill",
        "fee_unpaid",
        "files",
        "query",
        "disclosed_total",
    }
)
_DIGITS: Final = "0123456789０１２３４５６７８９"
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_BRACKETS: Final = "(（〔[【①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_IN_BRACKETS: Final = frozenset("0123456789０１２３４５６７８９一二三四五六七八九十")
# What most digits are: tried before all that they could be.
_QUICK: Final = "(?P<figure>[0-9]{1,6}[件条份宗])(?!次)|(?P<date>20[0-9]{2}年度?)(?![第0-9底末起以至到—\\-])"

# What a character may begin.
_WORD, _MARK, _DIGIT, _LETTER, _BRACKET = range(1, 6)

_Match = Callable[[str, int], "re.Match[str] | None"]


def lexicon() -> tuple[Word, ...]:
    """All words in the order in which they are tried; the words of a look-alike mean its id."""
    early = tuple(word for word in WORDS if word.sense in _EARLY)
    first = tuple(Word(row.id, row.forms) for row in LOOKALIKES if row.forms and row.first)
    late = tuple(Word(row.id, row.forms) for row in LOOKALIKES if row.forms and not row.first)
    return (*early, *first, *(word for word in WORDS if word.sense not in _EARLY), *late)


class _Forms:
    """The forms that begin with one character, compiled for each second character when it is first met."""

    __slots__ = ("_first", "_ready", "_rests")

    def __init__(self, first: str) -> None:
        self._first = first
        self._rests: dict[str, tuple[int, set[str] | None]] = {}
        self._ready: dict[str, tuple[_Match, tuple[int, ...]] | None] = {}

    def add(self, rest: str, what: int) -> None:
        if rest not in self._rests:
            self._rests[rest] = what, seconds(rest)

    def before(self, second: str) -> tuple[_Match, tuple[int, ...]] | None:
        """What to try where this second character follows; None if nothing can match."""
        try:
            return self._ready[second]
        except KeyError:
            rests = [(rest, what) for rest, (what, more) in self._rests.items() if more is None or second in more]
            compiled = None
            if rests:
                form = f"{self._first}(?:{'|'.join(f'({rest})' for rest, _ in rests)})"
                compiled = re.compile(form).match, tuple(what for _, what in rests)
            self._ready[second] = compiled
            return compiled


class Lexer:
    """The tables, ready to read. `bits` gives each meaning its bit."""

    def __init__(self) -> None:
        words = lexicon()
        self.bits: dict[str, int] = {}
        for word in words:
            self.bits.setdefault(word.sense, 1 << len(self.bits))
        self._groups = _GROUPS | {"hotline": self.bits["L07"]}
        self._forms: dict[str, _Forms] = {}
        for what, form in (*_BEFORE, *((self.bits[word.sense], word.forms) for word in words), *_AFTER):
            for first, rest in unfold(form):
                self._forms.setdefault(first, _Forms(first)).add(rest, what)
        self._ready: dict[str, tuple[_Match, tuple[int, ...]] | None] = {}
        self._quick = re.compile(_QUICK).match
        self._digits = _named(
            hotline=figures.HOTLINES,
            span=figures.MONTHS,
            skip="|".join(form for _, form in figures.NOT_FIGURES),
            item=figures.ITEMS,
            date=figures.DATES,
            figure=figures.FIGURES,
        )
        self._letters = _named(skip="|".join(form for _, form in figures.NOT_FIGURES) + "|[A-Za-z]+")
        self._brackets = _named(skip=figures.DOCUMENT_NUMBER, head=figures.HEADS, item=figures.ITEMS, open="[(（]")
        self._kinds = dict.fromkeys(self._forms, _WORD) | dict.fromkeys(figures.CUTS, _MARK)
        self._kinds |= (
            dict.fromkeys(_DIGITS, _DIGIT) | dict.fromkeys(_LETTERS, _LETTER) | dict.fromkeys(_BRACKETS, _BRACKET)
        )

    def tokens(self, text: str, start: int, end: int) -> list[tuple[int, int, int]]:
        """(what, start, end) of each token, `what` being a word's bit or one of the kinds above."""
        kind_of, ready = self._kinds.get, self._ready
        found: list[tuple[int, int, int]] = []
        add = found.append
        place = start
        for first, char in enumerate(text[start:end], start):
            kind = kind_of(char)
            if kind is None or first < place:
                continue
            if kind == _WORD:
                pair = text[first : first + 2]
                try:
                    tried = ready[pair]
                except KeyError:
                    tried = ready[pair] = self._forms[char].before(pair[1:])
                if tried is not None:
                    hit = tried[0](text, first)
                    if hit is not None:
                        place = hit.end()
                        add((tried[1][hit.lastindex - 1], first, place))  # type: ignore[operator]
            elif kind == _MARK:
                add((CUT, first, first + 1))
            elif kind == _BRACKET and char in "(（" and text[first + 1 : first + 2] not in _IN_BRACKETS:
                add((OPEN, first, first + 1))
            else:
                hit = self._number(text, first, kind)
                if hit is not None:
                    place = hit.end()
                    add((self._groups[hit.lastgroup or ""], first, place))
        return found

    def _number(self, text: str, place: int, kind: int) -> re.Match[str] | None:
        """What a digit, a letter or a bracket begins."""
        if kind == _DIGIT:
            return self._quick(text, place) or self._digits(text, place)
        return self._letters(text, place) if kind == _LETTER else self._brackets(text, place)


def _named(**forms: str) -> _Match:
    return re.compile("|".join(f"(?P<{name}>{_NAMED.sub('(?:', form)})" for name, form in forms.items())).match


@lru_cache(maxsize=1)
def lexer() -> Lexer:
    return Lexer()
