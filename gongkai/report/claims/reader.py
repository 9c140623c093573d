"""What the segments of a section claim: each number with the nearest words (the reading rules of D01)."""

from __future__ import annotations

import re
from typing import Final

from gongkai.report.claims.figures import Figure, in_ten_thousands
from gongkai.report.claims.lexer import lexer
from gongkai.report.claims.lists import Lists
from gongkai.report.claims.meanings import (
    CASE_UNITS,
    KINDS,
    SHARE_UNITS,
    is_nobody_else,
    says_nothing,
)
from gongkai.report.claims.patterns import Pattern, cells_of
from gongkai.report.claims.plain import Plain
from gongkai.report.claims.published import published_lists
from gongkai.report.claims.scene import Body
from gongkai.report.claims.segments import Cutter, Segment
from gongkai.report.values import Claim, Number, Place

_LIST_MARKS: Final = tuple("、和及与或以，也")
_ENDS: Final = ("；", ";", "。")
_GOES_ON: Final = ("，", ",", "、")
_HEADING_ENDS: Final = re.compile("[。！？：:\n]")
_TOPIC: Final = re.compile(
    "(?:[0-9]{1,2}[.．、]|[（(][0-9]{1,2}[）)]|[一二三四五六七八九]是|[①-⑳])?(?:在|关于|做好|抓好|强化|加强|推进|规范|深化)?"
    "(?:政府信息|政务)?(?:主动公开|依申请公开|公开平台|信息管理|管理|平台|监督|保障|行政?复议)(?:政府信息)?"
    "(?:[、和与及]?(?:工作|办理|处理|建设|保障|监督|管理|诉讼|行政诉讼|渠道|申请))*(?:的?(?:情况|方面))?(?=[，,。：:\n])"
)
"""What a paragraph begins with where it has no heading: 依申请公开方面，…"""
_ANY_UNIT: Final = frozenset({"P90", "P91"})


class Reader(Lists):
    """Reads one section; `claims` holds what it found, in the order of the text."""

    def __init__(self, body: Body, section: str, text: str, first: int, lines: tuple[Place, ...]) -> None:
        super().__init__(body, section, first)
        self.section = section
        self.plain = Plain(text)
        self.text = self.plain.text
        self.lines = lines
        self.published = published_lists(text)

    def read(self) -> list[Claim]:
        for segment in Cutter(lexer(), self.bits).cut(self.text):
            if segment.opens:
                self.settle()
                self.open(segment.opens, self._heading(segment))
            if segment.start >= self.heading:
                self.heading = 0
            if segment.outer is not self.outer:
                self.bracket(segment.outer)
            if segment.opens == "item" or (not segment.opens and self._ended(segment)):
                self.new_part()
                self.end_list(segment)
            if segment.figure is not None:
                self._with_figure(segment)
            elif segment.mask or segment.dates or segment.spans:
                self._without_figure(segment)
            else:
                continue
            if self.heading:
                self.take_heading()
        self.settle()
        return self.claims

    def _heading(self, segment: Segment) -> int:
        if segment.opens == "heading":
            end = _HEADING_ENDS.search(self.text, segment.start)
            return end.start() if end else len(self.text)
        if segment.opens == "paragraph":
            topic = _TOPIC.match(self.text, self.text.rfind("\n", 0, segment.start) + 1)
            return topic.end() if topic else 0
        return 0

    def _ended(self, segment: Segment) -> bool:
        """Whether a segment stands behind a mark that may end a list."""
        return self.text[segment.start - 1 : segment.start] in _ENDS

    # --- a clause without a number ---

    def _without_figure(self, segment: Segment) -> None:
        bits, mask = self.bits, segment.mask
        before = self.subject
        if mask & bits.continues:
            self.go_on(segment)
        flags = self.when(segment)
        self.turn(segment, mask)
        self.local(segment)
        if self.subject == "@elsewhere" != before:
            self.passing = self.text[segment.start - 1 : segment.start] in _GOES_ON
        if mask & bits.respectively:
            self.line_up(segment, mask)
        else:
            self.queue = []
        self.said |= mask
        if mask & bits.states and self.section != "preamble":
            self._state(segment, mask | flags, before)
        if mask & bits.level and mask & bits.than:
            self._add(segment, mask, 0, "P93", about=self._compared(segment, mask))
        if mask & bits.sole_outcomes and not mask & bits.none:
            self._sole_outcome(segment, mask)
        if mask & bits.claiming:
            self.lead = segment

    def _state(self, segment: Segment, mask: int, before: str) -> None:
        """未收到申请, 均获维持 and the like."""
        bits = self.bits
        subject = self.subject
        if mask & bits.asked and self._denies_requests(segment):
            mask |= bits.flag["#asks"]
        blocks = self.blocks or self.earlier_blocks
        if not mask & bits.remedies and blocks & bits.recon and blocks & bits.suits and not self.told():
            self.subject = "@remedies"
        if self.said & bits.not_all:
            mask |= bits.flag["#several_outcomes"]
        mask |= self.surroundings(mask, before)
        for row in self.rules.statements(mask):
            if row.near and not says_nothing(self.text[segment.words[-1][1] : segment.end]):
                continue
            if self.period == self.this_year:
                self._add(
                    segment,
                    mask,
                    row.number,
                    row.id,
                    cells_of(row.cells, self.body.edition, self.subject),
                    row.relation,
                )
            else:
                self._add(segment, mask, row.number, self.by_period())
        self.subject = subject

    def _sole_outcome(self, segment: Segment, mask: int) -> None:
        """行政诉讼1件，被责令限期答复: the outcome of a single case, told without its number."""
        lead = self.lead
        if lead is None or lead.index < 0 or lead.figure is None or lead.index != len(self.claims) - 1:
            return
        claim = self.claims[lead.index]
        if KINDS.get(claim.pattern) != "remedy" or claim.number != 1 or not claim.cells:
            return
        bits = self.bits
        if mask & bits.open and not mask & bits.outcomes:
            mask |= bits.undecided
        told = [(code, row) for bit, code, row in bits.outcome_rows if mask & bit]
        if len(told) == 1 and not mask & bits.ended:
            code, row = told[0]
            self._add(segment, mask, 1, code, tuple(key.replace(".total", f".{row}") for key in claim.cells))

    def _denies_requests(self, segment: Segment) -> bool:
        """未收到申请和行政复议 denies both, 无因申请引起的行政复议 only what the requests led to."""
        bits = self.bits
        if not segment.mask & bits.remedies:
            return True
        denial = next((start for start, _, bit in segment.words if bit & bits.denies), 0)
        for start, end, bit in segment.words:
            if start > denial and bit & bits.cause:
                return False
            if start >= denial and bit & bits.asked:
                return self.text[end : end + 1] in _LIST_MARKS
        return False

    # --- a number ---

    def _with_figure(self, segment: Segment) -> None:
        bits = self.bits
        before = self.subject
        own = segment.mask
        mask = (own if own & bits.claiming else self._inherit(segment)) | self._reason_before(segment)
        if own & bits.continues:
            self.go_on(segment)
        flags = self.when(segment)
        if self.queue and own & bits.claiming:
            self.queue = []
        self.turn(segment, mask)
        self.local(segment)
        scope = self.scope
        if mask & bits.scopes:
            self.take_scope(mask)
        if mask & bits.respectively:
            self.line_up(segment, mask)
        if self.queue:
            mask = self.shared | self.queue.pop(0)
            self.turn(segment, mask)
        if self.dates:
            self.period = self.period_of(self.dates.pop(0))
        if mask & bits.each:
            for one in self.each(segment, mask):
                self.turn(segment, one)
                self._resolve(segment, one | flags, before)
        else:
            self._resolve(segment, mask | flags, before)
        if scope == "region" and own & bits.of_which:
            self.scope = scope  # 全县收到60件，其中本级21件: what follows is the county's again
        self.said |= own
        if own & bits.claiming:
            self.lead = segment

    def _inherit(self, segment: Segment) -> int:
        """The words about a number that has none: those of the clause before (收到的政府信息公开申请，共计12件)."""
        mask, lead = segment.mask, self.lead
        if lead is None or self.queue or (lead.figure is not None and not mask & (self.bits.own | self.bits.region)):
            return mask
        if says_nothing(self._uncovered(segment)):
            segment.gap = segment.figure_start
            return mask | lead.mask
        return mask

    def _reason_before(self, segment: Segment) -> int:
        """因补正后仍不明确，无法提供3件: the reason told before the comma."""
        bits, lead = self.bits, self.lead
        if lead is None or lead.figure is not None or not segment.mask & bits.groups or segment.mask & bits.leaves:
            return 0
        return lead.mask & (bits.leaves | bits.etc)

    def _uncovered(self, segment: Segment) -> str:
        """The text before the number that is no word."""
        pieces, last = [], segment.start
        for start, end, _ in segment.words:
            if start >= segment.figure_start:
                break
            pieces.append(self.text[last:start])
            last = end
        pieces.append(self.text[max(last, min(segment.gap, segment.figure_start)) : segment.figure_start])
        return "".join(pieces)

    def _behind(self, segment: Segment, first: int, last: int) -> str:
        """The text between two places behind the number that is no word."""
        pieces = []
        for start, end, _ in segment.words[-segment.right :]:
            if start < last:
                pieces.append(self.text[first:start])
                first = end
        pieces.append(self.text[first:last])
        return "".join(pieces)

    def _resolve(self, segment: Segment, mask: int, before: str) -> None:
        """Looks up what is claimed and adds the claim."""
        bits, found = self.bits, segment.figure
        assert found is not None
        if found.unit in SHARE_UNITS or (not found.unit and mask & bits.rate):
            self._add_share(segment, mask, found)
            return
        if mask & bits.change:
            base = mask & bits.than and not segment.left & bits.direction and found.unit in CASE_UNITS
            self._add(segment, mask, found.number, "L04" if base else "P93", about=self._compared(segment, mask))
            return
        if self.body.aggregate:
            mask &= ~bits.subordinate
        row = self.rules.pattern(mask | self.surroundings(mask, before) | self._position(segment, found.unit))
        if row is not None and (not mask & bits.none or row.id[0:1] == "L"):
            self._add_row(segment, mask, found, row)
        else:
            code = "" if self.period == self.this_year else self.by_period()
            bare = code == "L04" and not mask & bits.claiming
            self._add(segment, mask, found.number, code, about=self._compared(segment, mask) if bare else ())

    def _compared(self, segment: Segment, mask: int) -> tuple[str, ...]:
        """What a change is of: what was counted before it in the list, else the requests received."""
        if len(self.claims) > self.begin and not mask & self.bits.volume and not self._ended(segment):
            return self.claims[-1].cells or self.claims[-1].about
        return cells_of("new", self.body.edition, "@requests") if self.subject == "@requests" else ()

    def _position(self, segment: Segment, unit: str) -> int:
        """The flags for where the number stands, its unit, and what it is a part of."""
        bits = self.bits
        flags = bits.unit_flags.get(unit, 0)
        if segment.right and not segment.left & bits.claiming:
            flags |= bits.flag["#first"]
        if len(self.claims) > self.begin and self.claims[-1].pattern == "L03" and not self._ended(segment):
            flags |= bits.flag["#after_published"]
        return flags | self.flags_of_whole() if self.head >= 0 else flags

    def _add_row(self, segment: Segment, mask: int, found: Figure, row: Pattern) -> None:
        code = row.id
        current = self.period == self.this_year
        cells: tuple[str, ...] = ()
        if code == "L19":
            self.subject = "@elsewhere"
        if code[0:1] == "P" and not (self._fits(row, found) and self._adjoins(segment, row)):
            code = ""
        elif row.cells:
            cells = cells_of(row.cells, self.body.edition, self.subject)
        if cells and cells[0].startswith("proactive.") and self._is_published_item(segment):
            code, cells = "L03", ()
        if self.scope == "region" and cells and not self.body.aggregate:
            code, cells = "L15", ()
        if not current and (cells or not code):
            self._add(segment, mask, found.number, self.by_period(), about=cells)
            return
        if code == "P89" and cells:
            found = segment.figure = in_ten_thousands(found)
        accept = tuple(cells_of(formula, self.body.edition, self.subject) for formula in row.accept) if cells else ()
        self._add(segment, mask, found.number, code, cells, row.relation if cells else "=", accept)
        if self.head >= 0 and KINDS.get(code) == "carried_over":
            self.with_carried(self.head)

    def _is_published_item(self, segment: Segment) -> bool:
        """Whether the number stands in a little table of items published."""
        if not self.published:
            return False
        at = self.plain.at(segment.figure_start)
        return any(start <= at < end for start, end in self.published)

    def _fits(self, row: Pattern, found: Figure) -> bool:
        """Whether the number's unit can count such things."""
        return found.unit in CASE_UNITS or row.id in _ANY_UNIT or "#document" in row.when or "#money" in row.when

    def _adjoins(self, segment: Segment, row: Pattern) -> bool:
        """Whether nothing unknown stands between the number and its words."""
        text, claiming = self.text, self.bits.claiming
        start, end = segment.figure_start, segment.figure_end
        right = None
        if segment.right:
            right = next((word[0] for word in segment.words[-segment.right :] if word[2] & claiming), None)
        if right is not None and not segment.left & claiming:
            between = _before_bracket(self._behind(segment, end, right))
            return says_nothing(between) and says_nothing(self._uncovered(segment))
        if segment.gap < start and not says_nothing(text[segment.gap : start]):
            return False
        if row.alone and not is_nobody_else(self._uncovered(segment)):
            return False
        if not row.near:
            return True
        after = segment.words[-segment.right][0] if segment.right else segment.end
        return after <= end or says_nothing(_before_bracket(text[end:after]))

    def _add_share(self, segment: Segment, mask: int, found: Figure) -> None:
        bits = self.bits
        before = self.last_counted(self.begin)
        about: tuple[str, ...] = ()
        code = ""
        if mask & bits.change:
            code, about = "P93", self._compared(segment, mask)
        elif mask & bits.rate or not (mask & bits.share or segment.outer is not None):
            code = "L30"
        elif before >= 0:
            code = "P66" if self.claims[before].pattern == "P70" else "P65"
        if code in ("P65", "P66") and before >= 0:
            about = self.claims[before].cells or self.claims[before].about
        self._add(segment, mask, found.number, code, about=about)

    # --- claims ---

    def _add(
        self,
        segment: Segment,
        mask: int,
        number: Number | None,
        code: str,
        cells: tuple[str, ...] = (),
        relation: str = "=",
        accept: tuple[tuple[str, ...], ...] = (),
        about: tuple[str, ...] = (),
    ) -> None:
        found = segment.figure
        unit, tolerance = (found.unit, found.tolerance) if found is not None else ("", 0)
        start, text = self.plain.printed(segment.start, segment.end)
        told, kind = self.period
        part_of = self.part_of(code, unit) if self.head >= 0 and found is not None else -1
        segment.index = len(self.claims)
        self.claims.append(
            Claim(
                text,
                self.section,
                number,
                unit,
                tolerance,
                self._noun(segment, bool(cells)),
                str(told) if told is not None and kind in ("full", "compared") else "",
                code,
                cells,
                relation,
                accept,
                start,
                self._place(start) if self.lines else None,
                about,
                self.scope,
                part_of,
            )
        )
        self.masks.append(mask | self.bits.subject[self.subject])

    def _place(self, start: int) -> Place | None:
        line = self.plain.source.count("\n", 0, start)
        return self.lines[line] if line < len(self.lines) else None

    def _noun(self, segment: Segment, bound: bool) -> str:
        """What is counted: the words bound to the number, else the text before it, else that behind it."""
        text = self.text
        if (bound and segment.words) or segment.figure is None:
            start, end, _ = max(segment.words, key=_length)
            return text[start - 2 * (text[start - 2 : start] in ("政府", "政务")) : end]
        return (
            _trimmed(text[segment.start : segment.figure_start])[-24:]
            or _trimmed(_before_bracket(text[segment.figure_end : segment.end]))[:24]
        )


def _length(word: tuple[int, int, int]) -> int:
    return word[1] - word[0]


def _before_bracket(text: str) -> str:
    return text.partition("（")[0].partition("(")[0]


_LEADING: Final = re.compile(
    r"(?:其中|本年度?|全年|年度|年内|我[局委办厅镇乡县区市]|[，、：:；。（()）\s]|\d{4}年度?|共|累计|已|均|总共|合计|通过|的)*"
)
_TRAILING: Final = "共计为是有达了的：:（(、，数约近"
_ENDINGS: Final = ("总", "合", "累", "总数", "数量", "达到", "分别")


def _trimmed(text: str) -> str:
    """The noun without what leads to it and without the words that lead from it to the number."""
    leading = _LEADING.match(text)
    text = text[leading.end() if leading else 0 :].rstrip(_TRAILING)
    while text.endswith(_ENDINGS):
        text = text[: -2 if text[-2:] in _ENDINGS else -1].rstrip(_TRAILING)
    return text
