"""The meanings of words as masks, grouped by what the reader does with them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from gongkai.report.claims.figures import MONEY_UNITS
from gongkai.report.claims.lookalikes import LOOKALIKES
from gongkai.report.claims.patterns import LEAVES
from gongkai.report.claims.rules import Rules, rules

CASE_UNITS: Final = frozenset(
    {"", "件", "宗", "起", "份", "次", "件次", "例", "封", "个", "人次", "条", "项", "条次", "批", "笔"}
)
ITEM_UNITS: Final = frozenset({"条", "项", "篇", "条次"})
DOCUMENT_UNITS: Final = frozenset({"", "件", "份", "部", "个", "条", "项", "篇"})
SHARE_UNITS: Final = frozenset({"%", "‰", "百分点", "个百分点", "倍"})

# Words that say nothing: what may stand between a number and the word that it belongs to.
_FILLER: Final = re.compile(
    r"(?>[2２][0０]\d\d年度?|(?:截[至止])?(?:目前|年底|年末)|告知|除|视为放弃|不再处理|行政机关|准予|严格|按时限|按期|按时|如期|依法|依规|规范|及时|按照?|规定|要求|法定|期限|时限|共计|总计|合计|累计|总共|一共|共有|总数|总量|总额"
    r"|数量|件数|数目|达到|分别|其中|本年度?|全年|年度|年内|仅|只|约|近|均|全部|原因|情形|情况|申请人|社会公众|公民个人|公众|公民|群众"
    r"|相关|有关|各类|各种|等|涉及|类|申请|事项|案件|案|件|政府信息|信息|决定|结果|答复|处理|予以|方式|渠道|途径|提交|提出|递交"
    r"|我[局委办厅镇乡县区市院站省州]|我街道?|本[局委办厅镇乡县区市院站]|本街道?|本机关|本单位"
    r"|[市县区镇乡省局厅委办]政府(?:办公室|办公厅|办)?|政府"
    r"|共|发生|计|总|数|量|为|是|有|达|了|的|已|各|其|型|因|而|或|和|及|与|被|由|则|在|中|内|上|对|就|向|以|于|属|系|经|也|仍|尚|另|余"
    r"|：|:|、|-|—|\.|,|，|；|;|□|《|》)*+"
)
_LONGEST_FILLER: Final = 80


@lru_cache(maxsize=8192)
def says_nothing(text: str) -> bool:
    """Whether text between a number and a word has no meaning of its own."""
    return len(text) <= _LONGEST_FILLER and _FILLER.fullmatch(text) is not None


_A_BODY: Final = re.compile(
    "^(?:[2２][0０]\\d\\d年度?)?[\u4e00-\u9fff]{2,16}?(?:委员会|办公室|办公厅|办事处|街道|中心|大队|支队"
    "|局|委|办|厅|镇|乡|处|站|所|院|馆|县|区|市)(?:共|累计)?"
)


def is_nobody_else(text: str) -> bool:
    """Whether text before a claim says nothing, or only who claims it."""
    return says_nothing(text) or says_nothing(_A_BODY.sub("", text))


def _kinds() -> dict[str, str]:
    kinds = {f"P{n}": "result" for n in range(39, 65)}
    kinds |= {f"P{n:02d}": "arrival" for n in range(1, 11)}
    kinds |= {f"P{n}": "carried_over" for n in range(18, 25)} | {f"P{n}": "carried_forward" for n in range(33, 38)}
    kinds |= {f"P{n}": "answered" for n in (11, 25, 26, 27, 28, 29, 31, 32)}
    kinds |= {"P67": "applicant", "P68": "applicant", "P69": "applicant", "P70": "channel"}
    kinds |= {f"P{n}": "remedy" for n in (71, 73, 74, 75, 76)} | {"P72": "outcome", "P79": "outcome"}
    return kinds | {f"P{n}": "document" for n in range(81, 86)} | {f"P{n}": "act" for n in range(86, 89)}


KINDS: Final = _kinds()
"""What sort of quantity a pattern states: lists are made of one sort."""


class Meanings:
    """The masks. `flag` and `subject` are the bits of what stands about, by name."""

    def __init__(self, table: Rules) -> None:
        mask = table.mask
        self.subject = {name: bit for name, bit in table.bits.items() if name[0] == "@"}
        self.flag = {name: bit for name, bit in table.bits.items() if name[0] == "#"}
        self.unit_flags: dict[str, int] = {}
        for name, units in (
            ("#case", CASE_UNITS),
            ("#items", ITEM_UNITS),
            ("#document", DOCUMENT_UNITS),
            ("#money", MONEY_UNITS),
        ):
            for unit in units:
                self.unit_flags[unit] = self.unit_flags.get(unit, 0) | self.flag[name]
        # time
        self.now, self.prev, self.next = mask("now"), mask("prev"), mask("next")
        self.ever, self.plan = mask("L05"), mask("L06")
        self.than, self.direction, self.level = mask("than"), mask("change"), mask("level")
        self.change = self.than | self.direction | self.level
        self.volume = mask("volume")
        self.carry = mask("carry|carried|forward|postponed")
        self.beside_years = self.carry | self.change
        self.temporal = self.beside_years | self.now | self.prev | self.next | self.ever | self.plan
        # requests
        self.ask, self.on_request_information = mask("ask"), mask("on_request_information")
        self.on_request = mask("on_request|on_request_information")
        self.asked = mask("ask|on_request|on_request_information|apply")
        self.verbs = mask("received|noted|newly|added|accepted|handled|raised|closed_out|answered|finished|amount")
        self.done = mask("closed_out|answered|finished|decided")
        senses = (*(sense for _, sense, _ in LEAVES), "petition|petition_kind")
        self.leaf_bits = tuple(mask(sense) for sense in senses)
        self.leaves = sum(self.leaf_bits)
        self.petition, self.apply, self.odd_apply = mask("petition"), mask("apply"), mask("odd_apply")
        self.reasons = self.leaves & ~self.petition
        self.groups = mask("refused|unavailable|not_processed")
        self.results = self.reasons | mask("granted|partial|refused|unavailable|not_processed|other_handling")
        self.outcome_words = mask("outcomes|outcome_total")
        self.by_kind = mask("by_kind")
        self.of_requests = mask("natural_person|organisations|research|legal_service")
        self.applicants = mask("natural_person|organisations|business|research|public_interest|legal_service")
        self.channels = mask("channel_net|channel_mail|channel_letter|channel_counter|channel_fax")
        # remedies
        self.recon, self.direct, self.after = mask("recon"), mask("direct"), mask("after")
        self.suits = mask("litig|direct|after")
        self.remedies = self.recon | self.suits
        self.court = mask("court")
        self.outcomes = mask("upheld|corrected|overturned|other_result|undecided|dismissed|closed")
        self.outcome_rows = (
            (mask("upheld"), "P72", "upheld"),
            (mask("corrected"), "P72", "corrected"),
            (mask("overturned"), "P79", "corrected"),
            (mask("other_result"), "P72", "other"),
            (mask("undecided"), "P72", "pending"),
        )
        self.sole_outcomes = mask("upheld|corrected|overturned|other_result|undecided|open")
        self.ended = mask("dismissed|withdrawn|all|no_loss")
        self.open, self.undecided, self.not_all = mask("open"), mask("undecided"), mask("undecided|closed")
        # other subjects
        self.norm, self.rules = mask("norm"), mask("rules")
        self.matter_subjects = tuple(
            (mask(names), subject)
            for names, subject in (
                ("rules", "@rules"),
                ("fee", "@fee"),
                ("procurement", "@procurement"),
                ("bill|infofee", "@bill"),
            )
        )
        self.matters = sum(bit for bit, _ in self.matter_subjects)
        self.disclosed, self.publish = mask("disclosed"), mask("disclosed|published_items")
        self.attribute = mask("attribute|L01|L02")
        self.lasting = mask("|".join(row.id for row in LOOKALIKES if row.lasting and row.id not in ("L01", "L02")))
        self.any_subject = (
            self.remedies | self.court | self.ask | self.on_request | self.lasting | self.attribute | self.norm
            | self.matters | self.publish | self.outcome_words | self.petition | self.apply | self.odd_apply
            | self.by_kind | self.of_requests | self.volume
        )  # fmt: skip
        self.acts = mask("permit|penalty|coercion|permit_decision|penalty_decision|coercion_decision")
        self.ogi = mask("ogi|ask|on_request|on_request_information")
        self.elsewhere_acts = mask("permit|penalty|coercion|L03|L18|enforcement")
        # lists
        self.each, self.respectively, self.etc = mask("each"), mask("respectively"), mask("etc")
        self.of_which = mask("of_which|including")
        self.continues = self.of_which | self.outcome_words
        self.listable = (
            self.results | self.applicants | self.channels | self.acts | self.done | self.remedies | self.outcomes
            | mask("issued|repealed|in_force|received|newly|noted|accepted|carried|forward|open")
        )  # fmt: skip
        self.many = self.leaves | self.channels | self.applicants | self.acts | self.outcomes
        # denials, scopes, shares
        self.none, self.denies, self.cause = mask("none"), mask("none|zero"), mask("cause")
        self.states = mask("none|zero|all|no_loss|upheld")
        self.rate, self.share = mask("rate"), mask("share")
        self.region, self.own, self.subordinate = mask("region"), mask("own"), mask("L15")
        self.scopes = self.region | self.own | self.subordinate
        # for the cutter
        self.kept_in_brackets = self.leaves | self.direct | self.after
        self.claiming = ~mask(
            "now|ogi|all|cause|of_which|including|besides|each|respectively|region|own|prev|next|outcomes|none|zero|share|change|than|level"
            "|by_kind|etc|within|still|continued|amount|any_form|court|enforcement"
        )


@lru_cache(maxsize=1)
def meanings() -> Meanings:
    return Meanings(rules())
