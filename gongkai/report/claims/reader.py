"""What the segments of a section claim: each number with the nearest words (the reading rules of D01).

Sentences give their segments a subject, a time, a scope and, in lists, the number that they are parts of. What the words
about a number claim is looked up in `rules`; this module gathers what else has to be known.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from gongkai.report.claims.figures import MONEY_UNITS, Date, Figure, in_ten_thousands
from gongkai.report.claims.lexer import lexer
from gongkai.report.claims.lookalikes import LOOKALIKES
from gongkai.report.claims.patterns import Pattern, cells_of
from gongkai.report.claims.plain import Plain
from gongkai.report.claims.rules import Rules, rules
from gongkai.report.claims.segments import Cutter, Segment
from gongkai.report.form import Edition
from gongkai.report.model import Claim, Number, Place

_CASE_UNITS: Final = frozenset({"", "件", "宗", "起", "份", "次", "件次", "例", "封", "个", "人次", "条", "项", "条次", "批", "笔"})
_ITEM_UNITS: Final = frozenset({"条", "项", "篇", "条次"})
_DOCUMENT_UNITS: Final = frozenset({"", "件", "份", "部", "个", "条", "项", "篇"})

# Words that say nothing: what may stand between a number and the word that it belongs to.
_FILLER: Final = re.compile(
    r"(?:严格|按时限|按期|按时|如期|依法|依规|规范|及时|按照?|规定|要求|法定|期限|时限|共计|总计|合计|累计|总共|一共|共有|总数|总量|总额|数量|件数|数目|达到|分别|其中|本年度?|全年|年度|年内|仅|只|约|近|均|全部|原因|情形|情况"
    r"|申请人|社会公众|公民个人|公众|公民|群众|相关|有关|各类|各种|等|涉及|类|申请|事项|案件|案|件|政府信息|信息|决定|结果|答复|处理|予以|方式|渠道|途径|提交|提出|递交"
    r"|我[局委办厅镇乡县区市院站省州]|我街道?|本[局委办厅镇乡县区市院站]|本街道?|本机关|本单位|[市县区镇乡省局厅委办]政府(?:办公室|办公厅|办)?|政府"
    r"|共|计|总|数|量|为|是|有|达|了|的|已|各|其|型|因|而|或|和|及|与|被|由|则|在|中|内|上|对|就|向|以|于|属|系|经|也|仍|尚|另|余|：|:|、|-|—|\.|,|，|；|;|□|《|》)*"
)
_LIST_MARKS: Final = tuple("、和及与或以，也")


@lru_cache(maxsize=8192)
def says_nothing(text: str) -> bool:
    """Whether text between a number and a word has no meaning of its own."""
    return _FILLER.fullmatch(text) is not None


class Body:
    """What of the report decides how its sentences are read. `aggregate`: a government's report speaks for its region."""

    __slots__ = ("aggregate", "edition", "justice", "year")

    def __init__(self, edition: Edition, year: int | None, name: str) -> None:
        self.edition = edition
        self.year = year
        self.justice = "司法" in name
        self.aggregate = name.endswith("人民政府") or name.endswith(("市政府", "县政府", "区政府"))


class Period(NamedTuple):
    year: int | None
    kind: str  # "full", or why it is not: "part", "ever", "plan", "compared", "several"


class _Bits:
    """The masks that the reader asks for, by what it does with them."""

    def __init__(self, table: Rules) -> None:
        mask = table.mask
        self.carry = mask("carry|carried|forward|postponed")
        self.change, self.now, self.prev, self.next = mask("change"), mask("now"), mask("prev"), mask("next")
        self.ask = mask("ask")
        self.on_request = mask("on_request|on_request_information")
        self.on_request_information = mask("on_request_information")
        self.asked = mask("ask|on_request|on_request_information|apply")
        self.verbs = mask("received|noted|newly|added|accepted|handled|raised|closed_out|answered|finished|amount")
        self.recon, self.litig, self.direct, self.after = mask("recon"), mask("litig"), mask("direct"), mask("after")
        self.suits = mask("litig|direct|after")
        self.remedies = mask("recon|litig|direct|after")
        self.court = mask("court")
        self.outcomes = mask("upheld|corrected|overturned|other_result|undecided|dismissed|closed")
        self.open, self.undecided_bit = mask("open"), mask("undecided")
        self.outcome_bits = tuple(mask(name) for name in ("upheld", "corrected|overturned", "other_result", "undecided"))
        self.sole_outcomes = mask("upheld|corrected|overturned|other_result|undecided|open")
        self.ended = mask("dismissed|withdrawn|all|no_loss")
        self.norm, self.rules = mask("norm"), mask("rules")
        self.fee, self.procurement, self.bill = mask("fee"), mask("procurement"), mask("bill|infofee")
        self.disclosed = mask("disclosed")
        self.publish = mask("disclosed|published_items")
        self.attribute = mask("attribute|L01|L02")
        self.lasting = mask("|".join(row.id for row in LOOKALIKES if row.lasting and row.id not in ("L01", "L02")))
        self.leaves = mask(
            "state_secret|prohibited|security|third_party|internal|process|files|query|not_held|needs_creation|unclear|repeated"
            "|published|excessive|reconfirmed|not_supplemented|fee_unpaid|petition"
        )
        self.leaf_bits = tuple(mask(name) for name in (
            "state_secret", "prohibited", "security", "third_party", "internal", "process", "files", "query", "not_held",
            "needs_creation", "unclear", "repeated", "published", "excessive", "reconfirmed", "not_supplemented", "fee_unpaid",
            "petition",
        ))  # fmt: skip
        self.results = self.leaves | mask("granted|partial|refused|unavailable|not_processed|other_handling")
        self.outcome_words = mask("outcomes|outcome_total")
        self.applicants = mask("natural_person|organisations|business|research|public_interest|legal_service")
        self.channels = mask("channel_net|channel_mail|channel_letter|channel_counter|channel_fax")
        self.acts = mask("permit|penalty|coercion|permit_decision|penalty_decision|coercion_decision")
        self.done = mask("closed_out|answered|finished|decided")
        self.listable = (
            self.results | self.applicants | self.channels | self.acts | self.done | self.remedies | self.outcomes
            | mask("issued|repealed|in_force|received|newly|noted|accepted|carried|forward|open")
        )  # fmt: skip
        self.each, self.respectively = mask("each"), mask("respectively")
        self.of_which, self.including = mask("of_which|including"), mask("including|of_which|besides")
        self.none, self.zero, self.cause = mask("none"), mask("zero"), mask("cause")
        self.states = mask("none|zero|all|no_loss|upheld")
        self.undecided = mask("undecided|closed")
        self.rate, self.share = mask("rate"), mask("share")
        self.region, self.own, self.subordinate = mask("region"), mask("own"), mask("L15")
        self.ogi = mask("ogi|ask|on_request|on_request_information")
        self.elsewhere_acts = mask("permit|penalty|coercion|L03|L18|enforcement")
        self.ever, self.plan = mask("L05"), mask("L06")
        self.temporal = self.carry | self.change | self.now | self.prev | self.next | self.ever | self.plan
        self.matter_subjects = ((self.rules, "@rules"), (self.fee, "@fee"), (self.procurement, "@procurement"), (self.bill, "@bill"))
        self.matters = self.rules | self.fee | self.procurement | self.bill
        self.any_subject = (
            self.remedies | self.court | self.ask | self.on_request | self.lasting | self.attribute | self.norm | self.matters
            | self.publish | self.outcome_words
        )  # fmt: skip
        self.many = self.leaves | self.channels | self.applicants | self.acts | self.outcomes
        self.kept_in_brackets = self.leaves | self.direct | self.after
        self.quiet = mask(
            "now|ogi|all|cause|of_which|including|besides|each|respectively|region|own|prev|next|outcomes|none|zero|share|change"
            "|etc|within|still|continued|amount|any_form|court|enforcement"
        )
        self.claiming = ~self.quiet
        self.subject = {name: bit for name, bit in table.bits.items() if name[0] == "@"}
        self.flag = {name: bit for name, bit in table.bits.items() if name[0] == "#"}


@lru_cache(maxsize=1)
def _bits() -> _Bits:
    return _Bits(rules())


def _kinds() -> dict[str, str]:
    """What sort of quantity a pattern states: lists are made of one sort."""
    kinds = {f"P{n}": "result" for n in range(39, 65)}
    kinds |= {f"P{n:02d}": "arrival" for n in range(1, 11)}
    kinds |= {f"P{n}": "carried_over" for n in range(18, 25)} | {f"P{n}": "carried_forward" for n in range(33, 38)}
    kinds |= {f"P{n}": "answered" for n in (11, 25, 26, 27, 28, 29, 31, 32)}
    kinds |= {"P67": "applicant", "P68": "applicant", "P69": "applicant", "P70": "channel"}
    kinds |= {"P71": "remedy", "P73": "remedy", "P74": "remedy", "P75": "remedy", "P76": "remedy", "P72": "outcome", "P79": "outcome"}
    kinds |= {f"P{n}": "document" for n in range(81, 86)} | {f"P{n}": "act" for n in range(86, 89)}
    return kinds


KINDS: Final = _kinds()
_LISTS_OF_REQUESTS: Final = frozenset({"result", "applicant", "channel"})
_ENDS_A_LIST: Final = frozenset({"arrival", "remedy"})
_BY_PERIOD: Final = {"part": "L14", "ever": "L05", "plan": "L06", "compared": "L04", "several": "L04"}


class Reader:
    """Reads one section; `claims` holds what it found, in the order of the text."""

    def __init__(self, body: Body, section: str, text: str, first: int, lines: tuple[Place, ...]) -> None:
        self.body = body
        self.section = section
        self.plain = Plain(text)
        self.text = self.plain.text
        self.first = first
        self.lines = lines
        self.bits = _bits()
        self.rules = rules()
        self.base = {"requests": "@requests", "remedies": "@remedies"}.get(section, "@none")
        self.home = self.subject = self.base
        self.heading = False
        self.claims: list[Claim] = []
        self.masks: list[int] = []
        self.outer: Segment | None = None
        self.saved: list[tuple[str, Period, int, bool, str, str, int]] = []
        self._sentence()

    def read(self) -> list[Claim]:
        for segment in Cutter(lexer(), self.bits.claiming, self.bits.kept_in_brackets, self.bits.carry).cut(self.text):
            if segment.opens:
                self._open(segment.opens)
            if segment.outer is not self.outer:
                self._bracket(segment.outer)
            if segment.figure is None:
                self._without_figure(segment)
            else:
                self._with_figure(segment)
            if self.heading and not segment.empty:
                self._take_heading()
        return self.claims

    # --- sentences, brackets ---

    def _sentence(self) -> None:
        self.period = Period(self.body.year, "full")
        self.said = self.blocks = 0
        self.same = False
        self.scope = ""
        self.head, self.parts, self.kind = -1, False, ""
        self.begin = len(self.claims)
        self.lead: Segment | None = None
        self.queue: list[int] = []
        self.dates: list[Date] = []
        self.shared = 0

    def _open(self, how: str) -> None:
        if self.outer is not None:
            self._bracket(None)
        if how == "item":
            if self.home != "@none" or self.subject == "@elsewhere":
                self.subject = self.home
            return
        self._sentence()
        if how == "paragraph":
            self.subject = self.home
        elif how == "heading":
            self.home = self.subject = self.base
            self.heading = True

    def _take_heading(self) -> None:
        """What a heading like （二）依申请公开情况 names is the subject of what stands under it."""
        self.heading = False
        if self.subject in ("@requests", "@published", "@remedies"):
            self.home = self.subject
        elif self.subject in ("@recon", "@litig"):
            self.home = "@remedies"

    def _bracket(self, outer: Segment | None) -> None:
        """Enters or leaves brackets: within, a list belongs to the number before; after, all is as it was."""
        depth = 0 if outer is None else outer.depth() + 1
        while len(self.saved) > depth:
            subject, self.period, self.head, self.parts, self.kind, self.scope, count = self.saved.pop()
            if len(self.claims) > count:
                self.subject = subject
        if len(self.saved) < depth and outer is not None:
            self.saved.append(
                (self.subject, self.period, self.head, self.parts, self.kind, self.scope, len(self.claims))
            )
            self.kind = ""
            if outer.figure is not None and outer.index >= 0:
                self.head, self.parts = outer.index, True
            elif outer.index < 0:
                self._turn(outer, outer.mask)
            self.lead = outer if outer.index < 0 else None
        self.outer = outer

    # --- what every segment tells ---

    def _when(self, segment: Segment) -> int:
        """Takes up the time spoken of; answers the flags for a year that stands beside 结转."""
        bits, mask, year = self.bits, segment.mask, self.body.year
        if not segment.dates and not segment.spans and not mask & bits.temporal:
            return 0
        if mask & (bits.carry | bits.change):
            return self._beside(segment)
        if segment.dates:
            self.period = self._period(segment.dates[-1])
        elif mask & bits.now:
            self.period = Period(year, "full")
        if mask & bits.prev and not segment.dates:
            self.period = Period(None if year is None else year - 1, "compared")
        if mask & bits.next:
            self.period = Period(None if year is None else year + 1, "plan")
        since = mask & bits.ever and not mask & bits.now and not (segment.dates and segment.dates[-1].year == year)
        for found, kind in ((segment.spans, "part"), (since, "ever"), (mask & bits.plan, "plan")):
            if found:
                self.period = Period(self.period.year, kind)
        return 0

    def _period(self, date: Date) -> Period:
        """The time of a date; since the beginning of the reporting year is the year."""
        year = self.body.year
        if date.year is None or year is None:
            return Period(year, date.kind)
        return Period(date.year, "full" if date.kind == "ever" and date.year == year else date.kind)

    def _beside(self, segment: Segment) -> int:
        bits, year = self.bits, self.body.year
        flags = 0
        if year is not None:
            years = {date.year for date in segment.dates}
            flags = (bits.flag["#last_year"] if year - 1 in years else 0) | (bits.flag["#next_year"] if year + 1 in years else 0)
        if not segment.mask & bits.carry and segment.dates and segment.dates[-1].year not in (None, year):
            self.period = Period(segment.dates[-1].year, "compared")
        return flags

    def _turn(self, segment: Segment, mask: int) -> None:
        """Takes up the subject that the words name."""
        subject = self._subject_of(segment, mask)
        if subject:
            self.subject = subject
            self.same = True
        self.blocks |= mask & self.bits.remedies

    def _subject_of(self, segment: Segment, mask: int) -> str:
        bits = self.bits
        if not mask & bits.any_subject:
            return ""
        if mask & bits.remedies:
            return self._block(mask)
        if mask & bits.court and self.subject in ("@recon", "@remedies"):
            return "@litig"
        if mask & bits.ask:
            return "@requests"
        if mask & bits.on_request:
            return "@requests" if self._means_requests(segment, mask) else "@attribute"
        if mask & bits.lasting and not (mask & bits.leaves and self.subject == "@requests"):
            return "@elsewhere"
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
        if mask & (bits.verbs | bits.none | bits.zero) or self.heading:
            return True
        if mask & bits.on_request_information or self.subject == "@attribute":
            return False
        if segment.figure is None:
            return True
        if segment.figure.unit in _ITEM_UNITS:
            return False
        if self.subject == "@published" and self.same and len(self.claims) > self.begin:
            return self.claims[-1].unit == "条" and not self.parts and segment.figure.unit in ("件", "宗", "起", "份")
        return True

    def _means_publishing(self, segment: Segment) -> bool:
        if self.subject in ("@none", "@published", "@attribute") or self.heading:
            return True
        if self.subject != "@requests":
            return bool(segment.mask & self.bits.disclosed) or segment.figure is not None
        return segment.figure is not None and segment.figure.unit in _ITEM_UNITS

    def _surroundings(self, mask: int, before: str) -> int:
        """The flags for what stands about, and the subject."""
        bits, flag = self.bits, self.bits.flag
        flags = bits.subject[self.subject]
        if self.same:
            flags |= flag["#same"]
        if self.said & bits.results:
            flags |= flag["#listed"]
        if self.said & bits.done:
            flags |= flag["#answered"]
        if (self.said | mask) & bits.ogi or before == "@requests" or self.home in ("@requests", "@remedies"):
            flags |= flag["#ogi"]
        elif (self.said | mask) & bits.elsewhere_acts:
            flags |= flag["#elsewhere"]
        if self.body.justice:
            flags |= flag["#justice"]
        return flags | self._several(mask) if mask & bits.many else flags

    def _several(self, mask: int) -> int:
        """The flags for two reasons, channels … beside one number."""
        bits, flag, flags = self.bits, self.bits.flag, 0
        if mask & bits.leaves and sum(bool(mask & leaf) for leaf in bits.leaf_bits) > 1:
            flags |= flag["#several"]
        for group, name in ((bits.channels, "#channels"), (bits.applicants, "#applicants"), (bits.acts, "#acts"), (bits.outcomes, "#several_outcomes")):
            found = mask & group
            if found & (found - 1):
                flags |= flag[name]
        return flags

    # --- a clause without a number ---

    def _without_figure(self, segment: Segment) -> None:
        bits, mask = self.bits, segment.mask
        if segment.empty:
            return
        before = self.subject
        flags = self._when(segment)
        if mask & bits.of_which and len(self.claims) > self.begin and segment.outer is None:
            self._begin_list(self._last_counted())
        self._turn(segment, mask)
        if mask & bits.respectively or len(segment.dates) > 1:
            self._line_up(segment, mask)
        else:
            self.queue = []
        self.said |= mask
        if mask & bits.states and self.section != "preamble":
            self._state(segment, mask | flags, before)
        if mask & bits.sole_outcomes and not mask & bits.none:
            self._sole_outcome(segment, mask)
        if mask & bits.claiming:
            self.lead = segment

    def _state(self, segment: Segment, mask: int, before: str) -> None:
        bits = self.bits
        subject = self.subject
        if mask & bits.asked and self._denies_requests(segment):
            mask |= bits.flag["#asks"]
        if not mask & bits.remedies and self.blocks & bits.recon and self.blocks & bits.suits:
            self.subject = "@remedies"
        if self.said & bits.undecided:
            mask |= bits.flag["#several_outcomes"]
        mask |= self._surroundings(mask, before)
        current = self.period.kind == "full" and self.period.year == self.body.year
        for row in self.rules.statements(mask):
            if row.near and not says_nothing(self.text[segment.words[-1][1] : segment.end]):
                continue
            cells = cells_of(row.cells, self.body.edition, self.subject) if current else ()
            self._add(segment, mask, row.number, row.id if current else self._by_period(), cells, row.relation)
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
            mask |= bits.undecided_bit
        if mask & bits.ended or sum(bool(mask & bit) for bit in bits.outcome_bits) != 1:
            return
        row = self.rules.pattern((mask & ~bits.remedies) | self._surroundings(mask, self.subject) | bits.flag["#case"])
        if row is not None and row.id in ("P72", "P79"):
            self._add(segment, mask, 1, row.id, cells_of(row.cells, self.body.edition, self.subject))

    def _denies_requests(self, segment: Segment) -> bool:
        """未收到申请和行政复议 denies both, 无因申请引起的行政复议 only what the requests led to."""
        bits = self.bits
        if not segment.mask & bits.remedies:
            return True
        denial = next((word[0] for word in segment.words if word[2] & (bits.none | bits.zero)), 0)
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
        mask = self._inherit(segment)
        flags = self._when(segment)
        if self.queue and segment.mask & bits.claiming:
            self.queue = []
        if segment.mask & bits.of_which and len(self.claims) > self.begin and segment.outer is None:
            self._begin_list(self._last_counted())
        self._turn(segment, mask)
        self._scope(mask)
        if mask & bits.respectively or (len(segment.dates) > 1 and mask & bits.listable):
            self._line_up(segment, mask)
        if self.queue:
            mask = self.shared | self.queue.pop(0)
            self._turn(segment, mask)
        if self.dates:
            self.period = self._period(self.dates.pop(0))
        for one in self._each(segment, mask):
            self._turn(segment, one) if one != mask else None
            self._resolve(segment, one | flags, before)
        self.said |= segment.mask
        if segment.mask & bits.claiming:
            self.lead = segment

    def _inherit(self, segment: Segment) -> int:
        """The words about a number; those of the clause before where it has none: 收到的政府信息公开申请，共计12件."""
        mask, lead = segment.mask, self.lead
        if mask & self.bits.claiming or lead is None or self.queue:
            return mask
        if lead.figure is not None and not mask & (self.bits.own | self.bits.region):
            return mask
        if says_nothing(self._uncovered(segment)):
            segment.gap = max(segment.gap, segment.figure_start)
            return mask | lead.mask
        return mask

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

    def _line_up(self, segment: Segment, mask: int) -> None:
        """予以公开、部分公开分别为2件、3件: the words wait for their numbers."""
        bits = self.bits
        limit = segment.figure_start if segment.figure is not None else segment.end
        waiting = [bit for start, _, bit in segment.words if bit & bits.listable and start < limit]
        source = segment.mask
        if len(waiting) < 2 and self.lead is not None and self.lead is not segment:
            earlier = [bit for _, _, bit in self.lead.words if bit & bits.listable]
            if len(earlier) > 1:
                waiting, source = earlier, self.lead.mask | segment.mask
        if len(waiting) > 1 and mask & bits.respectively:
            self.queue = waiting
            self.shared = source & ~bits.listable & ~bits.respectively
        elif len(segment.dates) > 1 and mask & bits.respectively:
            self.dates = list(segment.dates)
            self.queue = [source & bits.listable] * len(self.dates) if source & bits.listable else []
            self.shared = source & ~bits.listable & ~bits.respectively

    def _each(self, segment: Segment, mask: int) -> list[int]:
        """予以公开、部分公开各2件: the number is said of each word."""
        bits = self.bits
        if not mask & bits.each:
            return [mask]
        words = [word for word in segment.words if word[0] < segment.figure_start]
        if sum(bool(word[2] & bits.listable) for word in words) < 2 and self.lead is not None:
            words = self.lead.words
        listed = [bit for _, _, bit in words if bit & bits.listable]
        if len(listed) < 2:
            return [mask]
        shared = mask & ~bits.listable & ~bits.each
        return [shared | bit for bit in listed]

    def _resolve(self, segment: Segment, mask: int, before: str) -> None:
        """Looks up what is claimed and adds the claim."""
        bits, found = self.bits, segment.figure
        assert found is not None
        if found.unit in ("%", "‰", "百分点", "个百分点", "倍"):
            self._add_share(segment, mask, found)
            return
        if mask & bits.change:
            about = self.claims[-1].cells or self.claims[-1].about if len(self.claims) > self.begin else ()
            self._add(segment, mask, found.number, "P93", about=about)
            return
        flags = self._surroundings(mask, before) | self._position(segment, found)
        if self.body.aggregate:
            mask &= ~bits.subordinate
        row = self.rules.pattern(mask | flags)
        if mask & bits.none:
            row = Pattern(row.id, "") if row is not None and row.id[:1] == "L" else None
        self._add_row(segment, mask, found, row)

    def _position(self, segment: Segment, found: Figure) -> int:
        flag = self.bits.flag
        flags = 0
        if segment.right and not any(start < segment.figure_start and bit & self.bits.claiming for start, _, bit in segment.words):
            flags |= flag["#first"]
        unit = found.unit
        if unit in _CASE_UNITS:
            flags |= flag["#case"]
        if unit in _ITEM_UNITS:
            flags |= flag["#items"]
        if unit in _DOCUMENT_UNITS:
            flags |= flag["#document"]
        if unit in MONEY_UNITS:
            flags |= flag["#money"]
        if self.parts and self.head >= 0:
            flags |= flag["#part"] | self._of(self.head)
        return flags

    def _of(self, head: int) -> int:
        """Of what the number is a part."""
        flag, whole = self.bits.flag, self.claims[head]
        kind = KINDS.get(whole.pattern, "")
        flags = {
            "result": flag["#of_result"],
            "answered": flag["#of_answered"],
            "carried_over": flag["#of_carried"],
            "carried_forward": flag["#of_carried"],
        }.get(kind, 0)
        if whole.pattern in ("P85", "L17"):
            flags |= flag["#of_disclosed"]
        elif not whole.cells and self.masks[head] & (self.bits.subject["@published"] | self.bits.subject["@attribute"]):
            flags |= flag["#of_published"]
        return flags

    def _add_row(self, segment: Segment, mask: int, found: Figure, row: Pattern | None) -> None:
        code, cells, relation, accept, about = "", (), "=", (), ()
        if row is not None:
            code = row.id
            if code == "L19":
                self.subject = "@elsewhere"
            if code[:1] == "P" and not (self._fits(row, found) and self._adjoins(segment, row, mask)):
                code = ""
            elif row.cells:
                code, cells, relation, accept, about = self._cells(row)
        if not code and not (self.period.kind == "full" and self.period.year == self.body.year):
            code = self._by_period()
        if code == "P89" and cells:
            found = segment.figure = in_ten_thousands(found)
        self._add(segment, mask, found.number, code, cells, relation, accept, about)
        if KINDS.get(code) == "carried_over" and self.parts and self.head >= 0:
            self._with_carried(self.head)

    def _cells(self, row: Pattern) -> tuple[str, tuple[str, ...], str, tuple[tuple[str, ...], ...], tuple[str, ...]]:
        """What a row says of this report: its cells, or none of them for another time or another body."""
        edition = self.body.edition
        cells = cells_of(row.cells, edition, self.subject)
        if self.period.kind != "full" or self.period.year != self.body.year:
            return self._by_period(), (), "=", (), cells
        if self.scope == "region" and not self.body.aggregate:
            return "L15", (), "=", (), ()
        accept = tuple(cells_of(formula, edition, self.subject) for formula in row.accept)
        return row.id, cells, row.relation if cells else "=", tuple(a for a in accept if a) if cells else (), ()

    def _by_period(self) -> str:
        period, year = self.period, self.body.year
        if period.kind == "full" and period.year is not None and year is not None:
            return "L04" if period.year < year else "L06" if period.year > year else ""
        return _BY_PERIOD.get(period.kind, "")

    def _fits(self, row: Pattern, found: Figure) -> bool:
        """Whether the number's unit can count such things."""
        return "#document" in row.when or "#money" in row.when or row.id in ("P90", "P91") or found.unit in _CASE_UNITS

    def _adjoins(self, segment: Segment, row: Pattern, mask: int) -> bool:
        """Whether nothing unknown stands between the number and its words."""
        text = self.text
        bits = self.bits
        right = next((start for start, _, bit in segment.words if start >= segment.figure_end and bit & bits.claiming), None)
        left = any(start < segment.figure_start and bit & bits.claiming for start, _, bit in segment.words)
        if left or right is None:
            if not says_nothing(text[min(segment.gap, segment.figure_start) : segment.figure_start]):
                return False
            if row.near:
                after = min((start for start, _, _ in segment.words if start >= segment.figure_end), default=segment.end)
                return says_nothing(text[segment.figure_end : after].partition("（")[0].partition("(")[0])
            return True
        if not says_nothing(text[segment.figure_end : right].partition("（")[0]):
            return False
        return says_nothing(self._uncovered(segment))

    def _with_carried(self, head: int) -> None:
        """收到12件（含上年结转2件）: what the number before means now that it includes those carried over (P32, L10)."""
        whole = self.claims[head]
        if KINDS.get(whole.pattern) not in ("arrival", "answered"):
            return
        row = self.rules.pattern(self.masks[head] | self.bits.flag["#with_carried"])
        if row is not None and row.id in ("P10", "P32"):
            edition, subject = self.body.edition, "@requests"
            self.claims[head] = whole._replace(
                pattern=row.id,
                cells=cells_of(row.cells, edition, subject),
                relation=row.relation,
                accept=tuple(cells_of(formula, edition, subject) for formula in row.accept),
            )

    def _add_share(self, segment: Segment, mask: int, found: Figure) -> None:
        bits = self.bits
        before = self._last_counted()
        about: tuple[str, ...] = ()
        code = ""
        if mask & bits.change:
            code = "P93"
        elif mask & bits.rate or not (mask & bits.share or segment.outer is not None):
            code = "L30"
        elif before >= 0:
            code = "P66" if self.claims[before].pattern == "P70" else "P65"
        if code in ("P65", "P66", "P93") and before >= 0:
            about = self.claims[before].cells or self.claims[before].about
        self._add(segment, mask, found.number, code, about=about)

    # --- lists ---

    def _last_counted(self) -> int:
        for index in range(len(self.claims) - 1, self.begin - 1, -1):
            claim = self.claims[index]
            if claim.unit != "%" and claim.pattern != "P93" and claim.number is not None:
                return index
        return -1

    def _begin_list(self, head: int) -> None:
        self.head, self.parts, self.kind = head, head >= 0, ""

    def _part_of(self, code: str, unit: str) -> int:
        """The number that this one is a part of; ends the list where another matter begins."""
        if not self.parts or unit == "%":
            return -1
        kind = KINDS.get(code, "item")
        head = self.claims[self.head]
        if kind in _ENDS_A_LIST and KINDS.get(head.pattern) != kind and self.outer is None:
            self.parts = False
            return -1
        if self.kind and kind != self.kind and not {kind, self.kind} <= _LISTS_OF_REQUESTS and self.outer is None:
            flows = {"answered", "carried_forward", "carried_over"}
            if not {kind, self.kind} <= flows:
                self.parts = False
                return -1
        self.kind = kind
        return self.first + self.head

    def _scope(self, mask: int) -> None:
        if mask & self.bits.own:
            self.scope = "own"
        elif mask & self.bits.region or (self.body.aggregate and mask & self.bits.subordinate):
            self.scope = "region"

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
        found = segment.figure if number is not None else None
        unit = found.unit if found is not None else ""
        tolerance: Number = found.tolerance if found is not None else 0
        start, text = self.plain.printed(segment.start, segment.end)
        period = self.period
        segment.index = len(self.claims)
        part_of = self._part_of(code, unit) if found is not None else -1
        self.claims.append(
            Claim(
                text.strip(),
                self.section,
                number,
                unit,
                tolerance,
                self._noun(segment),
                str(period.year) if period.kind in ("full", "compared") and period.year is not None else "",
                code,
                cells,
                relation,
                accept,
                start + len(text) - len(text.lstrip()),
                self._place(start),
                about,
                self.scope,
                part_of,
            )
        )
        self.masks.append(mask | self.bits.subject[self.subject])

    def _place(self, start: int) -> Place | None:
        if not self.lines:
            return None
        line = self.plain.source.count("\n", 0, start)
        return self.lines[line] if line < len(self.lines) else None

    def _noun(self, segment: Segment) -> str:
        """What is counted: the words before the number, or those behind it."""
        if segment.figure is None:
            return self.text[segment.words[-1][0] : segment.words[-1][1]] if segment.words else ""
        before = self.text[segment.start : segment.figure_start]
        noun = _LEADING.sub("", _TRAILING.sub("", before))
        if noun:
            return noun[-24:]
        return _LEADING.sub("", self.text[segment.figure_end : segment.end].partition("（")[0])[:24]


_TRAILING: Final = re.compile(r"(?:严格|按时限|按期|按时|如期|依法|依规|规范|及时|按照?|规定|要求|法定|期限|时限|共计|总计|合计|累计|共有|总数|数量|达到|分别|[共计为是有达了的：:（(、，数约近]|（[^）]*）)+$")
_LEADING: Final = re.compile(
    r"^(?:其中|本年度?|全年|年度|年内|我[局委办厅镇乡县区市]|[，、：:；。（()）\s]|\d{4}年度?|(?:共|累计|已|均|总共|合计|通过)|的)+"
)
