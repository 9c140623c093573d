"""What the sentences so far have set: the subject, the time, the scope, and the number that a list belongs to."""

from __future__ import annotations

from typing import Final, NamedTuple

from gongkai.report.claims.figures import Date
from gongkai.report.claims.meanings import ITEM_UNITS, meanings
from gongkai.report.claims.segments import Segment
from gongkai.report.form import Edition
from gongkai.report.level import is_government
from gongkai.report.values import Claim


class Body:
    """What of the report decides how its sentences are read. `aggregate`: a government's report speaks for its
    region."""

    __slots__ = ("aggregate", "edition", "justice", "year")

    def __init__(self, edition: Edition, year: int | None, name: str) -> None:
        self.edition = edition
        self.year = year
        self.justice = "司法" in name
        self.aggregate = is_government(name)


class Period(NamedTuple):
    year: int | None
    kind: str  # "full", or why it is not: "part", "ever", "plan", "compared"


_BY_PERIOD: Final = {"part": "L14", "ever": "L05", "plan": "L06", "compared": "L04"}
_LASTS: Final = frozenset({"@requests", "@recon", "@litig", "@direct", "@after", "@remedies", "@elsewhere"})
"""Subjects that the next sentence goes on with."""
_LASTING_HOMES: Final = {
    "@requests": "@requests",
    "@published": "@published",
    "@remedies": "@remedies",
    "@recon": "@remedies",
    "@litig": "@remedies",
}


class Scene:
    """The state of one section's reading.

    `subject` is what is spoken of, `home` what the heading says, `base` what the section is about. `said` has the
    meanings of the sentence's earlier segments, `lead` is the last of them with words of its own. The claims of this
    sentence are those from `begin` on, of its item (一是…) from `itemed`, those of the sentence before it from
    `begun` on; `before` is that one's time, scope and subject. `head` is the number that a list belongs to.
    """

    def __init__(self, body: Body, section: str) -> None:
        self.body = body
        self.bits = meanings()
        self.base = {"requests": "@requests", "remedies": "@remedies"}.get(section, "@none")
        self.home = self.subject = self.base
        self.heading = 0
        self.claims: list[Claim] = []
        self.masks: list[int] = []
        self.outer: Segment | None = None
        self.saved: list[tuple[str, Period, int, str, str, int, Segment | None]] = []
        self.this_year = self.period = Period(body.year, "full")
        self.scope = ""
        self.begin = 0
        self.itemed = -1
        self.passing = False
        self.new_sentence()

    # --- sentences, brackets ---

    def new_sentence(self) -> None:
        if len(self.claims) > self.begin or not self.claims:
            self.before, self.begun = (self.period, self.scope, self.subject), self.begin
        if self.subject == "@elsewhere" and len(self.claims) == self.begin and self.passing:
            self.subject = self.home
        self.passing = self.parted = False
        self.period = self.lasting = self.this_year
        self.told_of: object = None
        self.scoped: object = None
        self.said = self.blocks = self.earlier_blocks = self.shared = 0
        self.same = False
        self.scope = self.kind = ""
        self.head = -1
        self.begin = len(self.claims)
        self.lead: Segment | None = None
        self.queue: list[int] = []
        self.dates: list[Date] = []

    def open(self, how: str, heading: int) -> None:
        """A sentence, a paragraph, a heading or a listed item begins; `heading` is where the words of a heading, or of
        a topic that a paragraph names first, end (0 without)."""
        if self.outer is not None:
            self.bracket(None)
        if how == "item":
            if self.head >= self.itemed >= 0:
                self.head, self.kind = -1, ""
            self.itemed = len(self.claims)
            if self.home != "@none" or self.subject == "@elsewhere":
                self.subject = self.home
            return
        self.new_sentence()
        if how != "sentence":
            self.heading = heading
            if heading:
                self.home = self.subject = self.base
            self.begun = self.begin
            self.itemed = -1
        if how == "paragraph" or self.subject not in _LASTS:
            self.subject = self.home

    def take_heading(self) -> None:
        """What a heading like （二）依申请公开情况 names is the subject of what stands under it."""
        self.heading = 0
        self.home = _LASTING_HOMES.get(self.subject, self.home)

    def bracket(self, outer: Segment | None) -> None:
        """Enters or leaves brackets: within, a list belongs to the number before; after, all is as it was."""
        depth = 0 if outer is None else outer.depth() + 1
        while len(self.saved) > depth:
            subject, self.period, self.head, self.kind, self.scope, count, self.lead = self.saved.pop()
            if len(self.claims) > count:
                self.subject = subject
        if len(self.saved) < depth and outer is not None:
            self.saved.append(
                (self.subject, self.period, self.head, self.kind, self.scope, len(self.claims), self.lead)
            )
            self.kind = ""
            if outer.index >= 0:
                self.head, self.lead = outer.index, None
            else:
                self.turn(outer, outer.mask)
                self.lead = outer
        self.outer = outer

    # --- time ---

    def local(self, segment: Segment) -> None:
        """A time or a scope told beside a number (上半年发布3条) is forgotten where a new part of the sentence turns
        to another matter; a time told before all numbers (上半年，…) stays for the sentence."""
        bits = self.bits
        topic = (self.subject, segment.mask & bits.acts, segment.mask & bits.publish)
        if segment.mask & bits.scopes:
            self.scoped = topic
        elif self.scope and self.parted and topic != self.scoped and not self.body.aggregate:
            self.scope = ""
        if self.period == self.lasting:
            return
        if segment.dates or segment.spans or segment.mask & bits.temporal:
            if segment.figure is None and len(self.claims) == self.begin:
                self.lasting = self.period
            self.told_of, self.parted = None if segment.mask & bits.change else topic, False
        elif self.parted and topic != self.told_of:
            self.period = self.lasting

    def when(self, segment: Segment) -> int:
        """Takes up the time spoken of; answers the flags for a year that stands beside 结转."""
        bits, mask, year = self.bits, segment.mask, self.body.year
        if not segment.dates and not segment.spans and not mask & bits.temporal:
            return 0
        if mask & bits.beside_years:
            return self._beside(segment)
        if segment.dates:
            self.period = self.period_of(segment.dates[-1])
        elif mask & bits.now:
            self.period = self.this_year
        if mask & bits.prev and not segment.dates:
            self.period = Period(None if year is None else year - 1, "compared")
        if mask & bits.next:
            self.period = Period(None if year is None else year + 1, "plan")
        since = mask & bits.ever and not mask & bits.now and not (segment.dates and segment.dates[-1].year == year)
        for found, kind in ((segment.spans, "part"), (since, "ever"), (mask & bits.plan, "plan")):
            if found:
                self.period = Period(self.period.year, kind)
        return 0

    def _beside(self, segment: Segment) -> int:
        flag, year = self.bits.flag, self.body.year
        flags = 0
        if year is not None:
            years = {date.year for date in segment.dates}
            flags = (flag["#last_year"] if year - 1 in years else 0) | (flag["#next_year"] if year + 1 in years else 0)
        if not segment.mask & self.bits.carry and segment.dates and segment.dates[-1].year not in (None, year):
            self.period = Period(segment.dates[-1].year, "compared")
        return flags

    def period_of(self, date: Date) -> Period:
        """The time of a date; since the beginning of the reporting year is the year."""
        year = self.body.year
        if date.year is None or year is None:
            return Period(year, date.kind)
        return Period(date.year, "full" if date.kind == "ever" and date.year == year else date.kind)

    def by_period(self) -> str:
        """The look-alike that a figure of this time is, "" for the year under report."""
        (told, kind), year = self.period, self.body.year
        if kind == "full" and told is not None and year is not None:
            return "L04" if told < year else "L06" if told > year else ""
        return _BY_PERIOD.get(kind, "")

    # --- subject and scope ---

    def turn(self, segment: Segment, mask: int) -> None:
        """Takes up the subject that the words name."""
        if not mask & self.bits.any_subject:
            return
        subject = self._subject_of(segment, mask)
        if subject:
            self.subject = subject
            self.same = True
        self.blocks |= mask & self.bits.remedies

    def _subject_of(self, segment: Segment, mask: int) -> str:
        bits = self.bits
        if mask & bits.remedies:
            return self._block(mask)
        if mask & bits.court and self.subject in ("@recon", "@remedies"):
            return "@litig"
        if mask & bits.ask:
            return "@requests"
        if mask & bits.on_request:
            return "@requests" if self._means_requests(segment, mask) else "@attribute"
        if self._means_another_matter(segment, mask):
            return "@elsewhere"
        if mask & (bits.by_kind | bits.volume) or (mask & (bits.apply | bits.of_requests) and self.home == "@requests"):
            return "@requests"
        if mask & bits.attribute and not (self.subject == "@requests" and self.same):
            return "@attribute"
        if mask & bits.norm:
            return "@none" if mask & bits.rules else "@norm"
        if mask & bits.matters:
            return next(subject for bit, subject in bits.matter_subjects if mask & bit)
        if mask & bits.publish and self._means_publishing(segment):
            return "@published"
        return "@requests" if mask & bits.outcome_words and self.subject == "@none" else ""

    def _block(self, mask: int) -> str:
        bits = self.bits
        if mask & bits.recon:
            return "@remedies" if mask & bits.suits else "@recon"
        if bool(mask & bits.direct) != bool(mask & bits.after):
            return "@direct" if mask & bits.direct else "@after"
        return "@litig"

    def _means_requests(self, segment: Segment, mask: int) -> bool:
        """Whether 依申请公开 speaks of requests and not of the attribute of information (L01, L02)."""
        bits = self.bits
        if mask & (bits.verbs | bits.denies) or self.heading > 0:
            return True
        if mask & bits.on_request_information or self.subject == "@attribute":
            return False
        if segment.figure is None:
            return True
        if segment.figure.unit in ITEM_UNITS:
            return False
        if self.subject == "@published" and self.same and len(self.claims) > self.begin:
            return self.claims[-1].unit == "条" and self.head < 0 and segment.figure.unit in ("件", "宗", "起", "份")
        return True

    def _means_another_matter(self, segment: Segment, mask: int) -> bool:
        """Whether hotlines, proposals, petitions or applications for permits are spoken of, here and in what
        follows."""
        bits = self.bits
        if mask & bits.lasting:
            return not (mask & bits.reasons and self.subject == "@requests")
        if mask & bits.petition:
            return not ((mask | self.said) & bits.results and self.subject == "@requests")
        return bool(mask & bits.odd_apply and (segment.figure is not None or mask & bits.verbs))

    def _means_publishing(self, segment: Segment) -> bool:
        if self.subject in ("@none", "@published", "@attribute") or self.heading > 0:
            return True
        if self.subject != "@requests":
            return bool(segment.mask & self.bits.disclosed) or segment.figure is not None
        return segment.figure is not None and segment.figure.unit in ITEM_UNITS

    def new_part(self) -> None:
        """；, or an item begins (二是…)."""
        self.parted = True
        self.earlier_blocks |= self.blocks
        self.blocks = 0

    def take_scope(self, mask: int) -> None:
        bits = self.bits
        if mask & bits.own:
            self.scope = "own"
        elif mask & bits.region or (self.body.aggregate and mask & bits.subordinate):
            self.scope = "region"

    def surroundings(self, mask: int, before: str) -> int:
        """The flags for what stands about, and the subject."""
        bits, flag = self.bits, self.bits.flag
        flags = bits.subject[self.subject]
        if self.same:
            flags |= flag["#same"]
        if self.said & bits.results:
            flags |= flag["#listed"]
        if self.said & bits.done:
            flags |= flag["#answered"]
        if self.said & bits.outcome_words:
            flags |= flag["#by_result"]
        told = self.said | mask
        if told & bits.ogi or before == "@requests" or self.home in ("@requests", "@remedies"):
            flags |= flag["#ogi"]
        if mask & bits.ogi:
            flags |= flag["#ogi_here"]
        elif told & bits.elsewhere_acts and not told & bits.ogi:
            flags |= flag["#elsewhere"]
        if self.body.justice:
            flags |= flag["#justice"]
        return flags | self._several(mask) if mask & bits.many else flags

    def _several(self, mask: int) -> int:
        """The flags for two reasons, two channels … beside one number."""
        bits, flag, flags = self.bits, self.bits.flag, 0
        if mask & bits.leaves and sum(bool(mask & leaf) for leaf in bits.leaf_bits) > 1:
            flags |= flag["#several"]
        for group, name in (
            (bits.channels, "#channels"),
            (bits.applicants, "#applicants"),
            (bits.acts, "#acts"),
            (bits.outcomes, "#several_outcomes"),
        ):
            found = mask & group
            if found & (found - 1):
                flags |= flag[name]
        return flags

    # --- numbers that wait ---

    def line_up(self, segment: Segment, mask: int) -> None:
        """予以公开、部分公开分别为2件、3件: the words, or the years, wait for their numbers."""
        bits = self.bits
        limit = segment.figure_start if segment.figure is not None else segment.end
        waiting = [bit for start, _, bit in segment.words if bit & bits.listable and start < limit]
        source = segment.mask
        if len(waiting) < 2 and self.lead is not None and self.lead is not segment:
            earlier = [bit for _, _, bit in self.lead.words if bit & bits.listable]
            if len(earlier) > 1:
                waiting, source = earlier, self.lead.mask | segment.mask
        if not mask & bits.respectively:
            return
        if len(waiting) < 2 and len(segment.dates) > 1:
            self.dates = list(segment.dates)
            waiting = [source & bits.listable] * len(self.dates) if source & bits.listable else []
        if len(waiting) > 1:
            self.queue = waiting
            self.shared = source & ~bits.listable & ~bits.respectively

    def each(self, segment: Segment, mask: int) -> list[int]:
        """予以公开、部分公开各2件: the number is said of each word."""
        bits = self.bits
        words = [word for word in segment.words if word[0] < segment.figure_start]
        if sum(bool(word[2] & bits.listable) for word in words) < 2 and self.lead is not None:
            words = self.lead.words
        listed = [bit for _, _, bit in words if bit & bits.listable]
        if len(listed) < 2:
            return [mask]
        shared = mask & ~bits.listable & ~bits.each
        return [shared | bit for bit in listed]
