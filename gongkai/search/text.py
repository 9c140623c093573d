"""Characters and words: the shape in which texts and queries are compared.

`clean` is how a text is kept, `fold` how it is compared; `fold` keeps the length, so that a place in the folded text is
the same place in the text. Words are those of rjieba and of `words.txt`, to which terms of the field may be added
(the index is then made anew, see `VERSION`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from gongkai.report.text import mend
from gongkai.search.readings import syllables

if TYPE_CHECKING:
    from rjieba import Jieba

LONGEST_WORD: Final = 40
"""Characters of a word that count; what is longer is no word."""
INITIALS: Final = 10
"""How many initials a title is found by, from the beginning of each of its words."""

HAN: Final = "〇㐀-䶿一-鿿\uf900-\ufaff\U00020000-\U000323af"
_UNIT: Final = re.compile(f"[{HAN}]|(?:(?![{HAN}])[^\\W_])+")
_MIXED: Final = re.compile(f"[^{HAN}]")
_RUN: Final = re.compile(r"[^\W_]+")
_UNUSABLE: Final = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]+")
_BLANK: Final = re.compile(r"\s+")


def _data(name: str) -> str:
    return resources.files("gongkai.search").joinpath(name).read_text("utf-8")


@lru_cache(maxsize=1)
def version() -> str:
    """A name for how texts are cut: an index made with another is made anew."""
    return sha256(_data("words.txt").encode()).hexdigest()[:8]


def clean(text: str) -> str:
    """One line that any database takes: no control characters, no invisible ones, no halves of characters."""
    return _BLANK.sub(" ", _UNUSABLE.sub(" ", mend(text))).strip()


# --- folding --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _folds() -> dict[int, str]:
    """What stands for a character: narrow, simplified, in lower case; always one character for one."""
    from opencc import OpenCC

    codes = [*range(0x21, 0xD800), *range(0xF900, 0xFFFE), *range(0x1D400, 0x1D800), *range(0x20000, 0x323B0)]
    drawn = [_single(chr(code)) for code in codes]
    simplified = str(OpenCC("t2s").convert("\n".join(drawn))).split("\n")
    pairs = zip(codes, drawn, simplified, strict=True)
    plain = {code: to if len(to) == 1 else was for code, was, to in pairs}
    return {code: to for code, to in plain.items() if to != chr(code)}


def _single(char: str) -> str:
    for form in (unicodedata.normalize("NFKC", char).lower(), char.lower()):
        if len(form) == 1 and not form.isspace():
            return form
    return char


def fold(text: str) -> str:
    """A text as it is compared: half width, simplified, lower case; of the same length."""
    return text.lower() if text.isascii() else text.translate(_folds())


# --- cutting --------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _jieba() -> Jieba:
    from rjieba import Jieba

    made = Jieba()
    for word in _data("words.txt").split():
        made.add_word(word, 20_000, "n")
    return made


def runs(folded: str) -> list[str]:
    """The stretches of a folded text that no punctuation parts."""
    return _RUN.findall(folded)


def units(run: str) -> list[str]:
    """What a run is made of: single Han characters, and words or numbers in other scripts."""
    return [unit[:LONGEST_WORD] for unit in _UNIT.findall(run)]


def grams(folded: str) -> list[str]:
    """Each two neighbours in a run, and the last unit of each: whatever is part of the text is found by them."""
    found: list[str] = []
    for run in runs(folded):
        parts = units(run) if _MIXED.search(run) else run
        found += [parts[at] + parts[at + 1] for at in range(len(parts) - 1)]
        found.append(parts[-1])
    return found


def pairs(run: str) -> list[str]:
    """What a run of a query asks of `grams`; one unit alone is the beginning of a pair or the last unit."""
    found = units(run)
    return [one + two for one, two in pairwise(found)] or found


def words(folded: str) -> list[str]:
    """The words of a folded text, each with those inside it."""
    found = _proper(_jieba().cut_for_search(folded))
    return found + [inner for word in found if len(word) > 4 for inner in _inside(word)]


def cut(folded: str) -> list[str]:
    """The words of a folded text, one after another."""
    return _proper(_jieba().cut(folded))


@lru_cache(maxsize=65536)
def _inside(word: str) -> tuple[str, ...]:
    """The longer words inside a word, which rjieba leaves out."""
    spans = ((start, end) for start in range(len(word) - 3) for end in range(start + 4, len(word) + 1))
    found = {word[start:end] for start, end in spans} - {word}
    return tuple(sorted(one for one in found if _jieba().has_word(one)))


def _proper(found: Iterable[str]) -> list[str]:
    """Without what is no word; a number with a point is two."""
    parts = (part for word in found for part in ((word,) if word.isalnum() else _RUN.findall(word)))
    return [part[:LONGEST_WORD] for part in parts]


IDLE: Final = frozenset(
    "的 了 和 与 及 或 在 是 有 为 等 之 对 以 关于 有关 怎么 怎样 如何 什么 哪里 哪些 多少 吗 呢 请问".split()
)
"""Words of a query that need not be found."""


def telling(run: str) -> list[str]:
    """The words of a run that have to be found: without the idle ones, unless there are no others."""
    found = list(dict.fromkeys(cut(run)))
    return [word for word in found if word not in IDLE] or found


# --- numbers of documents -------------------------------------------------------------------------------------------

_PART: Final = re.compile(f"[0-9]+|[a-z]+|[{HAN}]+")
_YEAR_AND_NUMBER: Final = re.compile(r"(?:^|-)((?:19|20)[0-9]{2}-[0-9]+)$")


def number_key(folded: str) -> str:
    """A document's number, however it is spelled: 海政办发〔2024〕3号 and 海政办发（2024）第3号 are 海政办发-2024-3.

    Empty, if it has no digit.
    """
    spelled = re.sub(r"(?<=[0-9])\s*[年号]|第(?=\s*[0-9])", " ", folded)
    key = "-".join(_PART.findall(spelled))
    return key if re.search("[0-9]", key) else ""


def number_keys(number: str, index_number: str) -> list[str]:
    """By which a document is found: its number, year and number alone, its index number."""
    key = number_key(fold(number))
    tail = _YEAR_AND_NUMBER.search(key)
    found = (key, tail[1] if tail else "", number_key(fold(index_number)))
    return [one for one in dict.fromkeys(found) if one]


# --- pinyin ---------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=65536)
def _syllables(word: str) -> tuple[str, ...]:
    return tuple(part.lower() for part in syllables(word) if part.isalnum())


def pinyin(folded: str) -> list[str]:
    """The syllables of a text; words in other scripts as they are."""
    return [syllable for word in cut(folded) for syllable in _syllables(word)]


def initials(folded: str) -> list[str]:
    """The first letters of the syllables, from the beginning of each word on."""
    letters = [""] * len(folded)
    for word, start, _ in _jieba().tokenize(folded):
        for at, syllable in enumerate(_syllables(word)):
            letters[start + at] = syllable[0]
    starts = sorted({start for _, start, _ in _jieba().tokenize(folded, "search")})
    found = ("".join(letters[start : start + 2 * INITIALS])[:INITIALS] for start in starts if letters[start])
    return [one for one in dict.fromkeys(found) if len(one) > 1]


@lru_cache(maxsize=1)
def _known_syllables() -> frozenset[str]:
    return frozenset(_data("syllables.txt").split())


def as_syllables(letters: str, *, unfinished: bool = False) -> list[str]:
    """Letters as the fewest syllables of pinyin; none if they are not pinyin. The last may be `unfinished`."""
    known = _known_syllables()
    best: list[list[str] | None] = [[]] + [None] * len(letters)
    for end in range(1, len(letters) + 1):
        for start in range(max(end - 6, 0), end):
            before, part = best[start], letters[start:end]
            last = unfinished and end == len(letters) and any(one.startswith(part) for one in known)
            if before is None or not (part in known or last):
                continue
            current = best[end]
            if current is None or len(before) + 1 < len(current):
                best[end] = [*before, part]
    return best[-1] or []
