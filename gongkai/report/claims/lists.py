"""Which number is a part of which: 其中, brackets, and lists that go on in the next sentence."""

from __future__ import annotations

from typing import Final

from gongkai.report.claims.meanings import CASE_UNITS, KINDS
from gongkai.report.claims.patterns import cells_of
from gongkai.report.claims.rules import rules
from gongkai.report.claims.scene import Body, Scene
from gongkai.report.claims.segments import Segment

_LISTS_OF_REQUESTS: Final = frozenset({"result", "applicant", "channel"})
_FLOWS: Final = frozenset({"answered", "carried_forward", "carried_over"})
_OF_ANOTHER_TIME: Final = frozenset({"L04", "L05", "L06", "L14", "P93"})
_BEGINS_ANEW: Final = frozenset({"arrival", "remedy"})


class Lists(Scene):
    """A scene that knows what its numbers are parts of. `first` is the index in the report of its first claim."""

    def __init__(self, body: Body, section: str, first: int) -> None:
        super().__init__(body, section)
        self.first = first
        self.rules = rules()

    def settle(self) -> None:
        """5件当场答复，9件书面答复: beside another, a number before 答复 is not all that was answered (P31)."""
        if len(self.claims) - self.begin < 2:
            return
        answered = {index for index in range(self.begin, len(self.claims)) if self._tells_of_answers(index)}
        for index in answered:
            if self.claims[index].pattern == "P31" and {index - 1, index + 1} & answered:
                self.claims[index] = self.claims[index]._replace(cells=(), accept=(), relation="=")

    def _tells_of_answers(self, index: int) -> bool:
        claim = self.claims[index]
        if claim.number is None or claim.unit not in CASE_UNITS:
            return False
        return KINDS.get(claim.pattern) == "answered" or (
            not claim.pattern and bool(self.masks[index] & self.bits.done)
        )

    def last_counted(self, begin: int) -> int:
        for index in range(len(self.claims) - 1, begin - 1, -1):
            claim = self.claims[index]
            if claim.unit != "%" and claim.pattern != "P93" and claim.number is not None:
                return index
        return -1

    def go_on(self, segment: Segment) -> None:
        """其中: a list of parts begins. At the head of a sentence it goes on with the one before, its time and its
        scope."""
        if segment.outer is not None:
            return
        if len(self.claims) > self.begin:
            if segment.mask & self.bits.of_which:
                self.head, self.kind = self._broken_down(), ""
        elif self.begin > self.begun:
            self.period, self.scope, self.subject = self.before
            self.lasting = self.period
            if segment.mask & self.bits.of_which:
                main = self._main(self.begun, self.begin)
                self.head, self.kind = main if main >= 0 else self.last_counted(self.begun), ""

    def _broken_down(self) -> int:
        """What 其中 breaks down: the number before it, but not what was carried forward if more was told."""
        last = self.last_counted(self.begin)
        if last >= 0 and KINDS.get(self.claims[last].pattern) in ("carried_over", "carried_forward"):
            main = self._main(self.begin, last)
            return main if main >= 0 else last
        return last

    def _main(self, begin: int, end: int) -> int:
        """What was answered, else what came in; -1 if neither was told."""
        for kind in ("answered", "arrival"):
            for index in range(end - 1, begin - 1, -1):
                if KINDS.get(self.claims[index].pattern) == kind and self.claims[index].number is not None:
                    return index
        return -1

    def told(self) -> bool:
        """Whether the sentence has told how a case ended."""
        return any(KINDS.get(claim.pattern) == "outcome" for claim in self.claims[self.begin :])

    def part_of(self, code: str, unit: str) -> int:
        """The number that this one is a part of; ends the list where another matter begins."""
        if unit == "%" or code in _OF_ANOTHER_TIME:
            return -1
        kind, before = KINDS.get(code, "item"), self.kind
        if self.outer is None:
            anew = kind in _BEGINS_ANEW and KINDS.get(self.claims[self.head].pattern) != kind
            both = {kind, before}
            if anew or (before and kind != before and not both <= _LISTS_OF_REQUESTS and not both <= _FLOWS):
                self.head = -1
                return -1
        self.kind = kind
        return self.first + self.head

    def end_list(self, segment: Segment) -> None:
        """Behind ； a list has ended if the parts told so far make up the whole, or if there was only one part and
        this number is too large for another."""
        if self.head < 0 or self.outer is not None or segment.figure is None:
            return
        whole, index = self.claims[self.head], self.first + self.head
        parts = [claim for claim in self.claims[self.head + 1 :] if claim.part_of == index and claim.unit == whole.unit]
        told, all_told = sum(claim.number or 0 for claim in parts), whole.number or 0
        if parts and (told == all_told or (len(parts) == 1 and told < all_told < told + segment.figure.number)):
            self.head = -1

    def flags_of_whole(self) -> int:
        """Of what the number is a part."""
        flag, whole = self.bits.flag, self.claims[self.head]
        flags = flag["#part"] | flag.get(f"#of_{KINDS.get(whole.pattern, '')}", 0)
        if whole.pattern in ("P85", "L17"):
            flags |= flag["#of_disclosed"]
        elif not whole.cells and self.masks[self.head] & (
            self.bits.subject["@published"] | self.bits.subject["@attribute"]
        ):
            flags |= flag["#of_published"]
        return flags

    def with_carried(self, head: int) -> None:
        """收到12件（含上年结转2件）: what the number before means now that it includes those carried over (P32,
        L10)."""
        whole = self.claims[head]
        if KINDS.get(whole.pattern) not in ("arrival", "answered"):
            return
        row = self.rules.pattern(self.masks[head] | self.bits.flag["#with_carried"])
        if row is not None and row.id in ("P10", "P32"):
            edition = self.body.edition
            self.claims[head] = whole._replace(
                pattern=row.id,
                cells=cells_of(row.cells, edition, "@requests"),
                relation=row.relation,
                accept=tuple(cells_of(formula, edition, "@requests") for formula in row.accept),
            )
