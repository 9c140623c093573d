"""A section cut into segments: pieces of a clause that hold at most one number, each with the words about it.

Clauses are split at ，；。： and at brackets, at 、 和 及 only behind a number. A number in a bracket stands deeper
than the words before the bracket; what follows the bracket goes on with them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gongkai.report.claims.figures import ABOUT, Date, Figure, date_of, figure
from gongkai.report.claims.lexer import CUT, DATE, FIGURE, HEAD, ITEM, OPEN, SPAN, Lexer
from gongkai.report.claims.meanings import Meanings

_JOINS: Final = frozenset("和及与以并且或暨同")
_HOUSES: Final = ("栋", "楼", "座", "幢", "室", "路", "区", "院", "层", "巷", "厦")
_UP_TO: Final = ("至", "到", "止", "截")


_OF_A_DOCUMENT: Final = re.compile(
    '度?(?:(?:本级|部门|单位|财政|政府|和|、|市级|县级|区级)*(?:预算|决算|预决算|[“"]?三公)'
    "|(?:政府信息公开|政务公开|政府)?(?:工作)?(?:年度报告|年报|要点|规划))"
)
"""2019年决算, 2022年年报: the year is a part of a name."""
_SENTENCE: Final = re.compile("[^。！？\n]+[。！？\n]*")
_COUNTS: Final = re.compile(
    "[0-9０-９一二三四五六七八九十两百]"
    "(?:(?<=[0-9０-９])(?![0-9０-９年月日号])|(?<![0-9０-９])(?:余|多)?(?:件|份|条|起|宗|例|封|万?元|项(?![\u4e00-\u9fff])))"
)
_DENIES: Final = re.compile("未|没有|无(?![法关误障偿线])|零|不存在|均|全部|维持")
_MATTERS: Final = re.compile("申请|复议|诉讼|公开[件事0]|办结|答复|结转|败诉|费|规范性|许可|处罚|强制|维持")
_SETS_THE_SUBJECT: Final = re.compile("申请|复议|诉讼|热线|信箱|留言|工单|诉求|建议|提案|属性|规范性|结果|公开政府")
_IS_HEADING: Final = re.compile(
    "[（(]?[一二三四五六七八九十]{1,3}[）)、]|[一二三四五六七八九]是|[0-9]{1,2}[.．、](?![0-9])"
)


def _worth_reading(text: str) -> Iterator[tuple[int, int, bool]]:
    """The sentences that may claim something, headings, and what comes right before and may name the subject.

    With each, whether a paragraph ended in what was passed over before it.
    """
    before: tuple[int, int] | None = None
    ended = False
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        if _COUNTS.search(text, start, end) or (_DENIES.search(text, start, end) and _MATTERS.search(text, start, end)):
            if before is not None:
                yield *before, ended
                ended = False
            yield start, end, ended
        elif _IS_HEADING.match(text, start):
            yield start, end, ended
        else:
            ended = ended or text[end - 1] == "\n" or (before is not None and text[before[1] - 1] == "\n")
            before = (start, end) if text[end - 1] != "\n" and _SETS_THE_SUBJECT.search(text, start, end) else None
            continue
        before, ended = None, False


class Segment:
    """`words` are (start, end, meaning as a bit), `mask` all their meanings, `left` those before the number and
    `right` how many words stand behind it; `gap` is where the text before the number begins that no word covers.

    `outer` is the segment that a bracket stands in. `opens` says how a segment begins: "" goes on, "sentence",
    "paragraph", "heading" (（二）…) or "item" (一是…, 1.…). `index` is the claim that was made of it, `counted` says
    that a bracket behind its words has a number.
    """

    mask = left = right = figure_start = figure_end = 0
    figure: Figure | None = None
    dates: tuple[Date, ...] = ()
    spans = counted = False
    index = -1

    def __init__(self, start: int, outer: Segment | None, opens: str = "") -> None:
        self.start = self.end = self.gap = start
        self.outer = outer
        self.opens = opens
        self.words: list[tuple[int, int, int]] = []

    @property
    def empty(self) -> bool:
        return not self.words and self.figure is None and not self.dates and not self.spans

    def depth(self) -> int:
        count, outer = 0, self.outer
        while outer is not None:
            count, outer = count + 1, outer.outer
        return count


class Cutter:
    """Cuts a text. A segment with a number comes before those of the brackets behind it, one without after them."""

    def __init__(self, lexer: Lexer, bits: Meanings) -> None:
        self.lexer = lexer
        self.claiming = bits.claiming
        self.kept = bits.kept_in_brackets
        self.carry = bits.carry
        self.change = bits.direction

    def cut(self, text: str) -> list[Segment]:
        self.text = text
        self.found: list[Segment] = []
        self.segment = Segment(0, None, "paragraph")
        self.listed = False
        self.stack: list[bool] = []
        for start, end, ended in _worth_reading(text):
            if ended and self.segment.opens != "heading":
                self.segment.opens = "paragraph"
            self.segment.start = self.segment.gap = start
            self._read(start, end)
        self._leave_brackets(len(text))
        self._close(len(text))
        return self.found

    def _read(self, first: int, last: int) -> None:
        text = self.text
        for what, start, end in self.lexer.tokens(text, first, last):
            if what > 0:
                segment = self.segment
                if segment.figure is None:
                    segment.words.append((start, end, what))
                    segment.mask |= what
                    segment.gap = end
                else:
                    self._word(start, end, what)
            elif what == CUT:
                segment = self.segment
                if (
                    segment.words
                    or segment.figure is not None
                    or segment.dates
                    or segment.spans
                    or text[start] not in "，：；,;:"
                ):
                    self._mark(text[start], start, end)
                else:
                    segment.start = segment.gap = end
            elif what == FIGURE:
                self._figure(start, end)
            else:
                self._other(what, start, end)

    def _other(self, what: int, start: int, end: int) -> None:
        if what == DATE:
            self._date(start, end)
        elif what == OPEN:
            self._open(end)
        elif what == SPAN:
            self.segment.spans = True
        elif what == ITEM:
            self._next(start, end, "item")
        elif what == HEAD:
            self._leave_brackets(start)
            self._next(start, end, "heading")

    def _close(self, end: int) -> None:
        segment = self.segment
        segment.end = end
        if not self.listed and (not segment.empty or segment.opens):
            self.found.append(segment)
        self.listed = False

    def _next(self, end: int, start: int, opens: str = "") -> None:
        """Ends a segment and begins another; a beginning that nothing has followed yet is handed on.

        A heading stays a segment of its own even where it says nothing (（三）政府信息管理), and so does what begins
        right before an item.
        """
        before = self.segment
        if before.empty and not self.listed and not (opens and before.opens == "heading") and opens != "item":
            opens = opens or before.opens
            before.opens = ""
        self._close(end)
        self.segment = Segment(start, before.outer, opens)

    def _word(self, start: int, end: int, bit: int) -> None:
        segment = self.segment
        behind = segment.figure_end
        if segment.figure is not None and not segment.right and start > behind and self.text[behind] in _JOINS:
            self._next(behind, behind)
            segment = self.segment
        segment.words.append((start, end, bit))
        segment.mask |= bit
        if segment.figure is None:
            segment.gap = end
        else:
            segment.right += 1

    def _date(self, start: int, end: int) -> None:
        found = date_of(self.text[start:end], self.text[start - 1 : start] in _UP_TO)
        if found is None or _OF_A_DOCUMENT.match(self.text, end):
            return
        segment = self.segment
        if segment.figure is not None and not segment.mask & self.carry:
            self._next(segment.figure_end, segment.figure_end)
            segment = self.segment
        segment.dates = (*segment.dates, found)
        if segment.figure is None:
            segment.gap = end

    def _figure(self, start: int, end: int) -> None:
        before = self.text[start - 1 : start]
        found = figure(self.text[start:end], before in ABOUT)
        if found is None or (before in _HOUSES and not found.unit):
            return
        if self.segment.figure is not None:
            self._split()
        segment = self.segment
        segment.figure = found
        segment.left = segment.mask
        segment.figure_start, segment.figure_end = start, end

    def _split(self) -> None:
        """A second number in a segment: the words between go to it, unless the first one has no words of its own."""
        segment = self.segment
        left = [word for word in segment.words if word[0] < segment.figure_start]
        right = [word for word in segment.words if word[0] > segment.figure_start]
        cut = segment.figure_end
        if right and not right[0][2] & self.change and not any(word[2] & self.claiming for word in left):
            cut = right[0][1]
            left.append(right.pop(0))
            while right and right[0][0] - cut <= 1:
                cut = right[0][1]
                left.append(right.pop(0))
        segment.words, segment.right = left, 0
        segment.mask = segment.left
        for word in left:
            segment.mask |= word[2]
            segment.right += word[0] > segment.figure_start
        self._next(cut, cut)
        for word in right:
            self._word(*word)

    def _mark(self, mark: str, start: int, end: int) -> None:
        if mark in "，：；,;:":
            self._next(start, end)
        elif mark == "、":
            if self.segment.figure is not None or self.segment.counted:
                self._next(start, end)
        elif mark in "）)":
            self._leave(start, end)
        else:
            self._leave_brackets(start)
            self._next(start, end, "paragraph" if mark == "\n" else "sentence")

    def _open(self, end: int) -> None:
        if self.segment.figure is not None and not self.listed:
            self.found.append(self.segment)
            self.listed = True
        self._enter(end)

    def _enter(self, end: int) -> None:
        outer = self.segment
        self.segment = Segment(end, outer, "" if self.listed else outer.opens)
        if not self.listed:
            outer.opens = ""
        self.stack.append(self.listed)
        self.listed = False

    def _leave(self, start: int, end: int) -> None:
        inner = self.segment
        if inner.outer is None:
            return
        self._close(start)
        outer = self.segment = inner.outer
        self.listed = self.stack.pop()
        if outer.figure is None:
            outer.gap = end
            outer.counted = outer.counted or inner.figure is not None
            kept = inner.mask & self.kept
            if kept and inner.figure is None:
                outer.words.append((start, start, kept))
                outer.mask |= kept

    def _leave_brackets(self, end: int) -> None:
        while self.segment.outer is not None:
            self._leave(end, end)
