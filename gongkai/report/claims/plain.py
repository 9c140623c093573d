"""Text made plain for the expressions that read it, and the way back to the text as printed.

Gone are spaces (save between digits), quotes, marks of emphasis and line ends within a sentence; traditional characters
become simplified ones, titles of documents 《…》 blank
(of a letter its kind stays). Line ends between paragraphs stay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import Final

from gongkai.report.text import BLANKS, simplified

_DROPPED: Final = re.compile(f'([{BLANKS}*#“”"‘’「」『』\u200b\ufeff]+)')
_LINE_ENDS: Final = re.compile(f"[\\r\\n][{BLANKS}]*")
_IN_NUMBERS: Final = re.compile(f"([0-9０-９])([{BLANKS}]+)(?=[0-9０-９])")
_KEPT_END, _KEPT_SPACE = "\x01", "\x02"
_TITLE: Final = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|〈[^〈〉]*〉|<[^<>\n]{2,80}>")
_LETTER: Final = re.compile("(?:(?:告知|答复|通知|决定|意见|受理|登记)(?:书|函|单)|回执)(?=.$)")
_STARTS_ANEW: Final = re.compile(
    r"[（(]?[一二三四五六七八九十]+[）)、.．]|[（(]?[0-9]{1,2}[）)、.．](?![0-9])|[*#|●◆■▲①-⑳]|第[一二三四五六七八九十]+[章节条部]|[一二三四五六]是"
)
_NUMBER: Final = "[0-9０-９][0-9０-９,.，．]*"
_A_NUMBER: Final = re.compile(_NUMBER)
_AFTER_NUMBER: Final = "[件条份宗起次例封项个篇期场名人家户批笔部种类万亿元年月日%％，。；、）)]"
_A_NUMBER_COMES: Final = re.compile(rf"{_NUMBER}\s*[\r\n]\s*{_AFTER_NUMBER}")
_GOES_ON_BEHIND_NUMBER: Final = re.compile(_AFTER_NUMBER)
_ENDED: Final = "。！？；：;!?:》|"
_LINE_IS_PROSE: Final = 15


class Plain:
    """`text` is what is read; `at` gives the place in the original of a place in it."""

    __slots__ = ("_gaps", "_removed", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        base = simplified(source)
        if "\n" in base or "\r" in base:
            base = _LINE_ENDS.sub(_line_end, base)
        base = _IN_NUMBERS.sub(_space, base)
        parts = _DROPPED.split(base)
        lengths = [*map(len, parts)]
        text = "".join(parts[::2]).replace(_KEPT_END, "\n").replace(_KEPT_SPACE, " ")
        self.text = _TITLE.sub(_blank, text) if "《" in text or "<" in text or "〈" in text else text
        self._gaps = [0, *accumulate(lengths[::2])]
        self._removed = [0, *accumulate(lengths[1::2])]

    def at(self, place: int) -> int:
        """Where a character of `text` stood in the source."""
        return place + self._removed[bisect_right(self._gaps, place) - 1]

    def printed(self, start: int, end: int) -> tuple[int, str]:
        """The piece of the source that became `text[start:end]`, and where it begins."""
        first = self.at(start)
        return first, self.source[first : self.at(end - 1) + 1] if end > start else ""


def _line_end(match: re.Match[str]) -> str:
    """As long as what was found, so that places stay: a mark where a paragraph ends, else spaces."""
    start, end = match.span()
    return (" " if _goes_on(match.string, start, end) else _KEPT_END) + " " * (end - start - 1)


def _space(match: re.Match[str]) -> str:
    return match[1] + _KEPT_SPACE + " " * (len(match[2]) - 1)


def _blank(match: re.Match[str]) -> str:
    """□ for each character, save what says that a letter or notice is meant: 《补正告知书》."""
    found = match[0]
    letter = _LETTER.search(found)
    kept = letter[0] if letter else ""
    return found[0] + "□" * (len(found) - 2 - len(kept)) + kept + found[-1]


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a sentence runs on across a line end: the line above is prose without an end, the one below no new
    item; or a number stands on a line of its own (收到申请, 12, 件)."""
    line = text[text.rfind("\n", 0, start) + 1 : start].strip()
    if line and line[-1] not in "。！？" and _A_NUMBER_COMES.match(text, end):
        return True
    if _A_NUMBER.fullmatch(line) and _GOES_ON_BEHIND_NUMBER.match(text, end):
        return True
    if not line or end >= len(text) or line[-1] in _ENDED or _STARTS_ANEW.match(text, end):
        return False
    if _STARTS_ANEW.match(line) and not any(mark in line for mark in "，。；,;"):
        return False
    return len(line) >= _LINE_IS_PROSE or any(mark in line for mark in "，,。")
