"""The text of a report for checks on its wording: where each piece stood, and how to quote it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from gongkai.report.checks.prose import plain
from gongkai.report.model import Report
from gongkai.report.text import tidy


class Piece(NamedTuple):
    """A piece of text and what it is called: the title, the preamble, a section, or the rest of the page."""

    where: str
    text: str


def pieces(report: Report) -> Iterator[Piece]:
    """Title, preamble and sections: what the report itself says."""
    yield Piece("标题", report.title)
    yield Piece("导语", report.preamble)
    for section in report.sections:
        yield Piece(section.number + section.title, section.text)


def page(report: Report) -> Iterator[Piece]:
    """Everything on the page, line by line, each line under the section it belongs to; without a page, the report."""
    known = list(pieces(report))
    if report.seen is None or not report.seen.text:
        yield from known
        return
    for line in report.seen.text.split("\n"):
        text = tidy(line)
        if text:
            yield Piece(next((piece.where for piece in known if text in piece.text), "页面"), text)


def readable(report: Report) -> bool:
    """Whether any text was read; a report put together from figures has none."""
    return bool(report.sections or report.preamble or (report.seen and report.seen.text))


def prints_title(report: Report, title: str) -> bool:
    """Whether a section's title stands on the page with a number before it, be it in the middle of a line, as where
    columns ran into one another; the preamble may list it."""
    if report.seen is None:
        return False
    numbered = re.compile(f"(?:[一二三四五六七八九十][、.．,，]|第[一二三四五六七八九十]部分[、：:]?){title}")
    preamble = plain(report.preamble)
    return any(
        numbered.search(line) and line not in preamble
        for line in map(plain, report.seen.text.split("\n"))
        if title in line
    )


def quote(text: str, start: int, end: int, around: int = 10) -> str:
    """The words at a place with a little of what stands around them, for a message."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    left, right = max(line_start, start - around), min(line_end, end + around)
    return f"{'…' if left > line_start else ''}{text[left:right]}{'…' if right < line_end else ''}"


# --- figures in a text ----------------------------------------------------------------------------------------------

NO_FIGURE: Final = re.compile(
    r"(?:20|19)\d\d\s?年度?|\d{1,2}\s?月(?:\s?\d{1,2}\s?日)?|〔\s?\d{4}\s?〕\s?\d{1,6}\s?号|(?:第\s?)?\d{1,6}\s?号"
    r"|\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|https?://\S+|[\w.]{1,64}@[\w.]+|\d{3,4}-\d{7,8}|(?:^|(?<=\n)|(?<=。))\s{0,9}\d{1,2}[.、．]"
    r"|第\s?\d{1,6}\s?[条章款项届次]|5G|4G|IPV?\d|\b[A-Za-z]+\d+\b|7[×xX*]24|24小时|“[^“”]{0,200}”|《[^《》]{0,200}》",
    re.IGNORECASE,
)
"""Digits that count nothing: dates, document numbers, addresses, enumerators, names."""
FIGURE: Final = re.compile(
    r"\d|[一二两三四五六七八九十百千]{1,9}(?:余|多)?(?:件|条|份|篇|次|场|期|人|个|项|场次|人次|宗|起|名|家|部)(?![方层步])"
)
_SET_PHRASES: Final = re.compile(
    "一系列|一次性|一个[^，。]{0,6}(?:阶段|过程|台阶|时期)|第一|进一步|一项项|一件件|一条条|每一|一方面|五个|三个|四个"
)


def has_figure(text: str) -> bool:
    """Whether a text counts anything at all."""
    return FIGURE.search(_SET_PHRASES.sub("", NO_FIGURE.sub("", text))) is not None


def length(text: str) -> int:
    """How many characters a text has, spaces and line breaks not counted."""
    return len(re.sub(r"\s", "", text))
