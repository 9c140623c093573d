"""Characters: what a page made of them, and the shape in which we compare them.

Two operations. `tidy` gives text as a person would retype it (radicals mended, stray spaces out, still readable and
still traditional if it was); `fold` gives a key to compare labels by (simplified, no punctuation, no spaces).
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Chromium and other PDF printers give some Han characters as Kangxi or CJK radicals (⼀ for 一), and old converters as
# compatibility ideographs. Only these blocks are mended; a full NFKC would also turn full-width punctuation into ASCII.
_RADICALS: Final = {
    code: unicodedata.normalize("NFKC", chr(code))
    for first, last in ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))
    for code in range(first, last + 1)
    if unicodedata.normalize("NFKC", chr(code)) != chr(code)
}
# CJK radical supplements that NFKC leaves alone although fonts draw them as the plain character.
_RADICALS.update(
    zip(
        map(ord, "⺠⻅⻋⻓⻔⻚⻢⻬⻆⻘⻜⻩⻰⻳⺩⺶⺼⻄⺗⺝⺫⺮⻐⺋⺦⻁⻊⻌"),
        "民见车长门页马齐角青飞黄龙龟王羊月西小月目竹钅卩丬虎足辶",
        strict=True,
    )
)
_RADICAL: Final = re.compile("[\u2e80-\u2fdf\uf900-\ufaff]")
_INVISIBLE: Final = re.compile(
    "[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\ufff9-\ufffb\x00-\x08\x0b\x0e-\x1f\x7f]"
)

BLANKS: Final = " \t\r\n\f\v\u00a0\u1680" + "".join(map(chr, range(0x2000, 0x200B))) + "\u202f\u205f\u3000"
"""Everything that prints as nothing and has a width."""
_SPACES: Final = re.compile(f"[{BLANKS}]+")
# A space beside a Han character or full-width mark is a trace of type-setting; one between Latin words is spelling.
_HAN: Final = "\u2e80-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u2014\u2018-\u201d\u2026"
_LOOSE: Final = re.compile(f"(?<=[{_HAN}]) +| +(?=[{_HAN}])")


def mend(text: str) -> str:
    """Turn radical and compatibility code points into the characters they stand for and drop invisible ones."""
    if not text.isascii() and _RADICAL.search(text):
        text = text.translate(_RADICALS)
    return text if text.isprintable() else _INVISIBLE.sub("", text)


def half_widths(text: str) -> int:
    """How wide text is, in half ems: a Han character or full-width mark is two (Unicode Standard Annex 11)."""
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def glue(line: str, following: str) -> str:
    """What goes between two lines of one paragraph: a space between Latin words, nothing between Han characters."""
    between = line[-1:] + following[:1]
    return " " if between.isascii() and between.isalpha() and len(between) == 2 else ""


def tidy(text: str) -> str:
    """One line of text without the spaces that type-setting put there; words in Latin letters keep theirs."""
    text = _single_spaced(mend(text))
    return _LOOSE.sub("", text) if " " in text else text


def _single_spaced(text: str) -> str:
    """The text with one plain space for each run of blanks, and none at its ends."""
    if text.isprintable() and "  " not in text:  # a plain space is the only blank that counts as printable
        return text.strip(" ")
    return _SPACES.sub(" ", text).strip()


_GAP: Final = re.compile("[ \t]*(?:\u00a0[ \t]*|\u3000[ \t]*){2,}")
_FIGURE: Final = re.compile("[+\\-]?\\d[\\d,.]*|[/—-]")


def with_gaps(text: str) -> str:
    """A line with its wide gaps as tabs where they seem to part cells: where what they part are figures or words of two
    characters and more. A heading set wide (总　　则) is one word. Other spaces are single ones.
    """
    if "\t" not in text and "\u00a0" not in text and "\u3000" not in text:
        return _single_spaced(mend(text))
    words = [tidy(word) for part in text.split("\t") for word in _GAP.split(part)]
    first = next((word for word in words if word), "")
    while words and not words[0] and not _FIGURE.fullmatch(first):  # an indent, not cells
        del words[0]
    while words and not words[-1] and "\t" not in text:
        del words[-1]
    if len(words) > 1 and all(len(word) != 1 or _FIGURE.fullmatch(word) for word in words):
        return "\t".join(words)
    return _single_spaced(mend(text))


# --- traditional characters -----------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _converter() -> object:
    from opencc import OpenCC

    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _traditional() -> re.Pattern[str]:
    """Any character that has another simplified form."""
    han = [chr(code) for code in range(0x4E00, 0x9FFF)]
    plain = _converter().convert("\n".join(han)).split("\n")  # type: ignore[attr-defined]
    return re.compile(f"[{''.join(one for one, two in zip(han, plain, strict=True) if one != two)}]")


def simplified(text: str) -> str:
    """The text in simplified characters, of the same length; unchanged when it shows no traditional character."""
    if text.isascii() or not _traditional().search(text):
        return text
    converted: str = _converter().convert(text)  # type: ignore[attr-defined]
    return converted if len(converted) == len(text) else text


# --- the key to compare labels by -----------------------------------------------------------------------------------

_PINYIN: Final = re.compile(r"[(（\[【]\s*[A-Za-zÀ-ÿāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜüńňǹḿ'’·\s\-]{1,60}[)）\]】]")
_NOT_WORD: Final = re.compile(r"[^0-9A-Za-z\u3400-\u4dbf\u4e00-\u9fff〇]+")


_LONGEST_LABEL: Final = 120


def fold(text: str) -> str:
    """A label without spaces, punctuation, width, pinyin in brackets and traditional forms: equal labels fold equal."""
    return _fold(text) if len(text) > _LONGEST_LABEL else _folded(text)


@lru_cache(maxsize=16384)
def _folded(text: str) -> str:
    return _fold(text)


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", mend(text))
    if text.isascii():
        return _NOT_WORD.sub("", text).lower()
    if "(" in text:
        text = _PINYIN.sub("", text)
    return _NOT_WORD.sub("", simplified(text)).lower()
