"""What somebody typed, as what is asked: every text means something, none is an error."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gongkai.search.text import clean, fold, number_key, runs, telling, units

LONGEST: Final = 200
"""Characters of a query that count."""
MOST: Final = 24
"""Stretches of a query that count."""

_QUOTES: Final = str.maketrans("“”„‟「」『』＂〝〞", '"' * 11)
_ITEM: Final = re.compile(r'(?:(?<=\s)|^)(-?)"([^"]+)"|(?:(?<=\s)|^)-(?=[^\s-])([^\s"]+)|"([^"]+)"|([^\s"]+)')
_MINUS: Final = re.compile(r"(?:(?<=\s)|^)[−－﹣](?=\S)")


class Term(NamedTuple):
    """A stretch of a query, folded: its words, in any place, or, `literal`, it itself."""

    text: str
    literal: bool = False

    @property
    def words(self) -> list[str]:
        return telling(self.text)


class Asked(NamedTuple):
    """What has to be found and what must not be there.

    `number` is the query read as a document's number, `letters` the query if it may be pinyin; each may be empty.
    """

    said: str
    wanted: tuple[Term, ...]
    unwanted: tuple[str, ...]
    number: str
    letters: str

    @property
    def words(self) -> list[str]:
        """All words, once each."""
        return list(dict.fromkeys(word for term in self.wanted for word in term.words))

    @property
    def whole(self) -> str:
        """All that is wanted as one text, for comparing with titles."""
        return "".join(term.text for term in self.wanted)


def asked(typed: str) -> Asked:
    """Read a query. Words are parted by blanks, quotes hold words together, a minus before a word leaves it out."""
    said = clean(typed[: LONGEST * 4])[:LONGEST]
    folded = _MINUS.sub("-", fold(said.translate(_QUOTES)))
    wanted: list[Term] = []
    unwanted: list[str] = []
    for minus, quoted, without, inner, plain in _ITEM.findall(folded):
        found = runs(quoted or without or inner or plain)
        if minus or without:
            unwanted += found
        else:
            wanted += [Term(run, bool(quoted or inner)) for run in found]
    letters = re.sub(r"[\s']", "", folded)
    return Asked(
        said,
        tuple(dict.fromkeys(wanted))[:MOST],
        tuple(dict.fromkeys(unwanted))[:MOST],
        "" if unwanted else number_key(folded),
        letters if re.fullmatch("[a-zü]{2,40}", letters) else "",
    )


def single(run: str) -> bool:
    """Whether a stretch is one unit: one Han character, or one word or number in another script."""
    return len(units(run)) == 1
