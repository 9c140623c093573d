"""Text made plain for the expressions that read it, and the way back to the text as printed.

Gone are spaces (save between digits), quotes, marks of emphasis and line ends within a sentence; traditional characters
become simplified ones, titles of documents 《…》 blank. Line ends between paragraphs stay.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

from gongkai.report.text import BLANKS, simplified

_DROPPED: Final = re.compile(f"[{BLANKS}*#“”\"‘’「」『』\u200b\ufeff]+")
_TITLE: Final = re.compile(r"《[^《》]*(?:《[^《》]*》[^《》]*)*》|〈[^〈〉]*〉|<[^<>\n]{2,80}>")
_STARTS_ANEW: Final = re.compile(
    r"[（(]?[一二三四五六七八九十]+[）)、.．]|[（(]?[0-9]{1,2}[）)、.．](?![0-9])|[*#|●◆■▲①-⑳]|第[一二三四五六七八九十]+[章节条部]|[一二三四五六]是"
)
_ENDED: Final = "。！？；：;!?:》|"
_LINE_IS_PROSE: Final = 15


class Plain:
    """`text` is what is read; `at` gives the place in the original of a place in it."""

    __slots__ = ("_gaps", "_removed", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        base = simplified(source)
        pieces: list[str] = []
        gaps, removed = [0], [0]
        length = last = gone = 0
        for match in _DROPPED.finditer(base):
            start, end = match.span()
            kept = ""
            if end - start > 1 or base[start] in "\r\n":
                found = match[0]
                if ("\n" in found or "\r" in found) and not _goes_on(base, start, end):
                    kept = "\n"
            if not kept and base[start].isspace() and base[start - 1 : start].isdigit() and base[end : end + 1].isdigit():
                continue
            piece = base[last:start] + kept
            pieces.append(piece)
            length += len(piece)
            gone += end - start - len(kept)
            last = end
            gaps.append(length)
            removed.append(gone)
        pieces.append(base[last:])
        text = "".join(pieces)
        self.text = _TITLE.sub(_blank, text) if "《" in text or "<" in text or "〈" in text else text
        self._gaps, self._removed = gaps, removed

    def at(self, place: int) -> int:
        """Where a character of `text` stood in the source."""
        return place + self._removed[bisect_right(self._gaps, place) - 1]

    def printed(self, start: int, end: int) -> tuple[int, str]:
        """The piece of the source that became `text[start:end]`, and where it begins."""
        first = self.at(start)
        return first, self.source[first : self.at(end - 1) + 1] if end > start else ""


def _blank(match: re.Match[str]) -> str:
    found = match[0]
    return found[0] + "□" * (len(found) - 2) + found[-1]


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether a sentence runs on across a line end: the line above is prose without an end, the one below no new item."""
    if start == 0 or end >= len(text) or text[start - 1] in _ENDED or _STARTS_ANEW.match(text, end):
        return False
    line = text[text.rfind("\n", 0, start) + 1 : start].strip()
    if _STARTS_ANEW.match(line) and not any(mark in line for mark in "，。；,;"):
        return False
    return len(line) >= _LINE_IS_PROSE or any(mark in line for mark in "，,。")
