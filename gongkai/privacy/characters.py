"""Text in the shape in which it is searched, character for character the same length as what was given."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from gongkai.report.text import BLANKS

_RANGES: Final = ((0x2E80, 0x2FE0), (0xF900, 0xFB00), (0xFF01, 0xFF5F), (0x1D7CE, 0x1D800))
"""Radicals, compatibility ideographs, full-width forms, digits of mathematics."""
ZERO_WIDTH: Final = (
    "\u00ad\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\ufeff"
)
"""What prints as nothing and has no width."""
_DASHES: Final = "\u2010\u2011\u2012\u2013\u2014\u2212\ufe58\ufe63"
_PLAIN: Final = {
    **{
        code: form
        for first, last in _RANGES
        for code in range(first, last)
        if len(form := unicodedata.normalize("NFKC", chr(code))) == 1 and form != chr(code)
    },
    **dict.fromkeys((ord(char) for char in BLANKS if char not in "\t\n"), " "),
    **dict.fromkeys(map(ord, ZERO_WIDTH), "\u200b"),
    **dict.fromkeys((*range(9), *range(0x0E, 0x20), *range(0x7F, 0xA0)), "\u200b"),
    **dict.fromkeys(map(ord, _DASHES), "-"),
    0xFF0D: "-",
}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_INSIGNIFICANT: Final = re.compile(r"[\s\u200b\-]+")
_WITHIN: Final = re.compile(r"[^\S\n\t]+|[\u200b\-]+")
_TELLING: Final = 7
LONG: Final = 8
"""A value of so many characters is looked for across cells, lines and paragraphs too; a shorter one would be found in
what only happens to stand side by side."""


def plain(text: str) -> str:
    """The text with half-width digits, letters and marks, plain spaces and one kind of hyphen; of the same length."""
    return text if text.isascii() and not _CONTROL.search(text) else text.translate(_PLAIN)


def core(value: str) -> str:
    """What is left of a value without blanks, hyphens and differences of width and case: the key it is sought by."""
    return _INSIGNIFICANT.sub("", plain(unicodedata.normalize("NFKC", value))).lower()


def significant(text: str) -> tuple[str, list[int]]:
    """The core of a text, and for each of its characters the place in the text that it comes from."""
    kept: list[str] = []
    at: list[int] = []
    for index, char in enumerate(plain(text)):
        if char.isspace() or char in "\u200b-":
            continue
        for one in unicodedata.normalize("NFKC", char).lower():
            if not one.isspace():
                kept.append(one)
                at.append(index)
    return "".join(kept), at


def folded(text: str) -> str:
    """The core of each line of a text; lines and cells stay apart."""
    return _WITHIN.sub("", unicodedata.normalize("NFKC", plain(text))).lower()


def holds(text: str, cores: tuple[str, ...]) -> list[str]:
    """Which of the values stand in a text, however they are spaced. A short value is sought within lines."""
    lines = folded(text)
    if any(len(each) >= LONG for each in cores):
        whole = _INSIGNIFICANT.sub("", lines)
        return [each for each in cores if each in (whole if len(each) >= LONG else lines)]
    return [each for each in cores if each in lines]


def telling(cores: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the values that can be told from what formats are made of: names of tags, colours, measures."""
    return tuple(each for each in cores if len(each) >= _TELLING or not each.isascii())


def occurrences(text: str, cores: tuple[str, ...]) -> list[tuple[int, int]]:
    """Where the values stand in a text; spans that do not overlap, in order. As for `holds`."""
    there = tuple(holds(text, cores))
    if not there:
        return []
    found: list[tuple[int, int]] = []
    long = tuple(each for each in there if len(each) >= LONG)
    short = tuple(each for each in there if len(each) < LONG)
    if long:
        found += _spans(text, 0, long)
    if short:
        start = 0
        for line in re.split(r"(?<=[\n\t])", text):
            found += _spans(line, start, short)
            start += len(line)
    return _merged(found)


def _spans(text: str, start: int, cores: tuple[str, ...]) -> list[tuple[int, int]]:
    joined, at = significant(text)
    found: list[tuple[int, int]] = []
    for each in cores:
        position = joined.find(each) if each else -1
        while position >= 0:
            found.append((start + at[position], start + at[position + len(each) - 1] + 1))
            position = joined.find(each, position + 1)
    return found


def _merged(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
