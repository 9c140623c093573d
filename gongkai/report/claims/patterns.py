"""What a clause claims: P01–P94 of the catalogue as tables of data, over the meanings in `words`.

`when` is read against the meanings found around a number. Its parts are separated by spaces and must all hold: `a|b`
one of them, `!a|b` none of them. Besides the meanings of `words` and the ids of `lookalikes` there are

* the subject of the sentence so far: `@requests`, `@recon`, `@litig`, `@direct`, `@after`, `@remedies` (both),
  `@norm`, `@rules`, `@published`, `@attribute`, `@elsewhere` (a look-alike), `@fee`, `@procurement`, `@bill`,
  `@none`;
* what stands about: `#first` the number precedes its words, `#listed` a result stands earlier in the sentence,
  `#same` the subject was named in this sentence, `#last_year`, `#next_year` beside 结转, `#ogi` the sentence or what
  leads to it says 信息公开, `#ogi_here` the clause does, `#elsewhere` the sentence is about other acts, `#answered`
  something was answered earlier in the sentence, `#by_result` 按办理结果 or the like began it, `#asks` a denial is
  about requests, `#justice` the body is a department of justice;
* two of a kind in one clause: `#several` reasons, `#several_outcomes`, `#channels`, `#applicants`, `#acts`;
* `#part` a part of another number: of a result `#of_result`, of what was answered `#of_answered`, `#of_carried_over`,
  `#of_carried_forward`, of documents `#of_disclosed`, of items `#of_published` (`#after_published` goes on with such
  a list); `#with_carried` includes those carried over;
* its unit: `#case` 件 宗 起 份 … or none, `#items` 条 or 项, `#document` 件 份 部 个 条 or none, `#money`.

The first row that holds decides. `cells` is a formula: terms joined by ` + `; `new` is short for
`requests.new.total`, `new:natural_person` for another column, `refused.*` for all rows of a group, `{block}` and
`{document}` stand for the subject. A term that the edition lacks is nothing; a formula without any cell left speaks
of no cell.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from gongkai.report.form import ORGANISATIONS, Edition


class Pattern(NamedTuple):
    """`relation` and `accept` as in `Claim`.

    `near` asks that no unknown word stands at the other side of the number either, `alone` that none stands anywhere
    before it. `over` rows come before the look-alikes.
    """

    id: str
    when: str
    cells: str = ""
    relation: str = "="
    accept: tuple[str, ...] = ()
    near: bool = False
    over: bool = False
    alone: bool = False


_INFLOW: Final = "new + carried_over"
_ASK: Final = "ask|on_request"
_ASKED: Final = "ask|on_request|on_request_information"
_REMEDY: Final = "@recon|@litig|@direct|@after|@remedies"
_ELSEWHERE: Final = "!@published|@attribute|@elsewhere|attribute"
_OUTCOMES: Final = "upheld|corrected|overturned|other_result|undecided|dismissed|closed|withdrawn"
_DONE: Final = "closed_out|answered|finished|decided"
_ORGANISATIONS: Final = " + ".join(f"new:{column}" for column in ORGANISATIONS)
_ORGANISATIONS_ANSWERED: Final = " + ".join(f"total:{column}" for column in ORGANISATIONS)

LEAVES: Final = (
    # pattern, meaning, row: the rows of （三）（四）（五）（六）
    ("P43", "state_secret", "refused.state_secret"),
    ("P44", "prohibited", "refused.prohibited_by_law"),
    ("P45", "security", "refused.security_and_stability"),
    ("P46", "third_party", "refused.third_party_rights"),
    ("P47", "internal", "refused.internal_affairs"),
    ("P48", "process", "refused.deliberative_process"),
    ("P49", "files", "refused.enforcement_files"),
    ("P50", "query", "refused.administrative_query"),
    ("P52", "not_held", "unavailable.not_held"),
    ("P53", "needs_creation", "unavailable.needs_creation"),
    ("P54", "unclear", "unavailable.still_unclear"),
    ("P57", "repeated", "not_processed.repeated"),
    ("P58", "published", "not_processed.published_material"),
    ("P59", "excessive", "not_processed.excessive"),
    ("P60", "reconfirmed", "not_processed.reconfirmation"),
    ("P62", "not_supplemented", "other.not_supplemented"),
    ("P63", "fee_unpaid", "other.fee_unpaid"),
)
_OUTCOME_CELLS: Final = (
    ("P72", "upheld", "upheld"),
    ("P72", "corrected", "corrected"),
    ("P72", "other_result", "other"),
    ("P72", "other_bare", "other"),
    ("P72", "undecided", "pending"),
    ("P79", "overturned", "corrected"),
)
_APPLICANT_CELLS: Final = (
    ("P67", "natural_person", "new:natural_person", "total:natural_person"),
    ("P68", "organisations", _ORGANISATIONS, _ORGANISATIONS_ANSWERED),
    ("P69", "business", "new:business", "total:business"),
    ("P69", "research", "new:research", "total:research"),
    ("P69", "public_interest", "new:public_interest", "total:public_interest"),
    ("P69", "legal_service", "new:legal_service", "total:legal_service"),
)

_REMEDY_ROWS: Final = (
    Pattern("P80", "withdrawn recon|@recon !#first"),
    *(
        Pattern(code, f"{sense} {_REMEDY} !dismissed|#several_outcomes", f"remedies.{{block}}.{row}", over=True)
        for code, sense, row in _OUTCOME_CELLS
    ),
    Pattern("P76", f"recon litig|direct|after !{_OUTCOMES}|{_DONE}|L19", "remedies.{block}.total"),
    Pattern("P74", f"direct !{_OUTCOMES}|{_DONE}", "remedies.{block}.total", over=True),
    Pattern("P75", f"after !{_OUTCOMES}|{_DONE}", "remedies.{block}.total", over=True),
    Pattern("P73", f"litig !{_OUTCOMES}|{_DONE}|court", "remedies.{block}.total"),
    Pattern("P71", f"recon !{_OUTCOMES}|{_DONE}", "remedies.{block}.total"),
)
_CARRY_ROWS: Final = (
    Pattern("P34", "carry|postponed #next_year !prev", "carried_forward"),
    Pattern("P36", "postponed next|#next_year", "carried_forward"),
    Pattern("P35", "forward|carry #first next|forward !prev|carried", "carried_forward"),
    Pattern("P33", "forward !prev|carried", "carried_forward"),
    Pattern("P33", "carry next !prev|carried", "carried_forward"),
    Pattern("P24", "handled carried", "carried_over"),
    Pattern("P24", "handled carry prev|#last_year", "carried_over"),
    Pattern("P22", "besides carried", "carried_over"),
    Pattern("P22", "besides carry prev|#last_year", "carried_over"),
    Pattern("P21", "including carried", "carried_over"),
    Pattern("P21", "including carry !continued|still", "carried_over"),
    Pattern("P20", "carried", "carried_over"),
    Pattern("P18", "carry prev", "carried_over"),
    Pattern("P19", "carry #last_year", "carried_over"),
    Pattern("P33", "carry continued|still", "carried_forward"),
    Pattern("P33", "carry #answered", "carried_forward"),
    Pattern("P37", "open ask|on_request|@requests !recon|litig", "carried_forward", near=True),
    Pattern("P37", "still within @requests", "carried_forward"),
    Pattern("", "carry|postponed"),
)
_RESULT_ROWS: Final = (
    Pattern("P56", f"petition_kind @requests|@none {_ELSEWHERE}|#several", "not_processed.petition", over=True),
    Pattern(
        "P56",
        f"petition not_processed|#listed @requests|@none {_ELSEWHERE}|#several|handled|accepted|received|channel_net",
        "not_processed.petition",
        over=True,
    ),
    Pattern("P42", f"refused etc|#several @requests|@none {_ELSEWHERE}", "refused.*"),
    Pattern("P51", f"unavailable etc|#several @requests|@none {_ELSEWHERE}", "unavailable.*"),
    Pattern("P55", f"not_processed etc|#several @requests|@none {_ELSEWHERE}", "not_processed.*", over=True),
    Pattern("", "#several"),
    *(Pattern(code, f"{sense} !etc @requests|@none {_ELSEWHERE}", row) for code, sense, row in LEAVES),
    Pattern("P41", f"granted partial @requests|@none {_ELSEWHERE}", "granted + partial"),
    Pattern("P40", f"partial @requests|@none {_ELSEWHERE}", "partial"),
    Pattern("P39", f"granted @requests|@none {_ELSEWHERE}", "granted"),
    Pattern("P39", f"published_items #by_result @requests {_ELSEWHERE}|#items|disclosed", "granted", near=True),
    Pattern("P42", f"refused @requests|@none {_ELSEWHERE}", "refused.*"),
    Pattern("P51", f"unavailable @requests|@none {_ELSEWHERE}", "unavailable.*"),
    Pattern("P55", f"not_processed @requests|@none {_ELSEWHERE}", "not_processed.*"),
    Pattern("P61", f"other_handling @requests|@none {_ELSEWHERE}", "other + other.*"),
    Pattern("P61", f"other_case #listed @requests|@none {_ELSEWHERE}", "other + other.*"),
    Pattern("P64", f"withdrawn @requests {_ELSEWHERE}", "other + other.other", "<="),
    Pattern("", "withdrawn|overturned|unlisted|other_case|other_bare"),
)
_APPLICANT_ROWS: Final = (
    Pattern(
        "",
        "natural_person|organisations|business|research|public_interest|legal_service #of_result|#of_carried_over"
        "|#of_carried_forward|#applicants",
    ),
    *(
        Pattern(code, f"{sense} @requests #of_answered", cells, accept=(answered,), near=True)
        for code, sense, cells, answered in _APPLICANT_CELLS
    ),
    *(Pattern(code, f"{sense} @requests", cells, near=True) for code, sense, cells, _ in _APPLICANT_CELLS),
    Pattern("P70", "channel_net|channel_mail|channel_letter|channel_counter|channel_fax @requests !#channels|etc"),
)
_ANSWER_ROWS: Final = (
    Pattern("P28", "outcome_total @requests|@none", "total"),
    Pattern(
        "P11",
        f"received|noted|newly|accepted|handled {_DONE} {_ASKED}|apply|@requests",
        "total",
        "~",
        ("new", _INFLOW),
    ),
    Pattern(
        "P31",
        f"closed_out|answered|finished|decided #first {_ASKED}|apply|@requests !recon|litig",
        "total",
        near=True,
    ),
    Pattern("P25", f"closed_out {_ASKED}", "total"),
    Pattern("P25", "closed_out @requests !recon|litig", "total", near=True),
    Pattern("P27", f"finished {_ASKED}", "total"),
    Pattern("P27", "finished @requests !recon|litig", "total", near=True),
    Pattern("P29", "decided @requests !recon|litig", "total", near=True),
    Pattern("P26", f"answered {_ASKED}", "total"),
    Pattern("P26", "answered @requests !recon|litig", "total", near=True),
    Pattern("P32", f"handled #with_carried {_ASKED}|apply|@requests", _INFLOW, accept=("total",)),
    Pattern("P11", f"handled {_ASKED}|apply @requests", "total", "~", ("new", _INFLOW)),
    Pattern("P11", "handled @requests #same !carry", "total", "~", ("new", _INFLOW), near=True),
)
_RECEIPT_ROWS: Final = (
    Pattern(
        "P10",
        f"#with_carried received|noted|newly|added|accepted|raised|amount|{_ASKED}|apply @requests",
        "new",
        "~",
        (_INFLOW,),
    ),
    Pattern("", f"received cause #first {_ASK}|apply"),
    Pattern("P02", f"newly {_ASKED}|apply @requests|#ogi", "new"),
    Pattern("P02", "newly @requests", "new", near=True),
    Pattern("P03", f"added {_ASKED}|apply @requests|#ogi", "new"),
    Pattern("P05", "received|noted on_request|on_request_information @requests", "new"),
    Pattern("P09", f"anyone {_ASKED}|apply|raised @requests|#ogi !accepted|handled", "new"),
    Pattern("P06", f"noted {_ASK}|apply @requests|#ogi", "new"),
    Pattern("P07", f"received {_ASK}|apply #first @requests|#ogi !cause", "new"),
    Pattern("P01", f"received {_ASK}|apply @requests|#ogi", "new"),
    Pattern("P01", "received|noted @requests !published_items|disclosed|on_request_information", "new", near=True),
    Pattern("P04", f"accepted {_ASKED}|apply @requests|#ogi", "new", "~", (_INFLOW,)),
    Pattern("P04", "accepted @requests #same", "new", "~", (_INFLOW,), near=True),
    Pattern("P09", f"raised {_ASKED}|apply @requests|#ogi", "new", near=True),
    Pattern("P10", "amount ask|on_request|apply @requests|#ogi !handed_out|@attribute|@published", "new", near=True),
    Pattern("P10", "ask @requests !handed_out", "new", "~", (_INFLOW,), near=True, alone=True),
    Pattern("P10", "apply @requests #same !handed_out", "new", "~", (_INFLOW,), near=True, alone=True),
    Pattern("P08", "on_request @requests !handed_out", "new", "~", (_INFLOW,), near=True, alone=True),
)
_DOCUMENT_ROWS: Final = (
    Pattern("", "norm rules"),
    Pattern("P84", "in_force @rules #document !disclosed|published_items|L16", "proactive.{document}.in_force"),
    Pattern("P84", "repealed @rules #document !issued|in_force|#of_disclosed", "proactive.{document}.repealed"),
    Pattern(
        "P84",
        "issued|added @rules #document !repealed|in_force|revised|disclosed|published_items|#of_disclosed",
        "proactive.{document}.issued + proactive.{document}.produced",
    ),
    Pattern("P83", "in_force @norm #document !disclosed|published_items", "proactive.{document}.in_force"),
    Pattern("P82", "repealed @norm #document !issued|in_force|#of_disclosed", "proactive.{document}.repealed"),
    Pattern(
        "P81",
        "issued|added @norm #document !repealed|in_force|revised|disclosed|published_items|#of_disclosed",
        "proactive.{document}.issued + proactive.{document}.produced",
    ),
    Pattern("P85", "disclosed_total #document", "proactive.normative_documents.total"),
    Pattern(
        "P85",
        "disclosed|published_items norm #document !in_force|repealed|revised",
        "proactive.{document}.disclosed",
    ),
    Pattern(
        "P85",
        "norm @norm including|of_which|#part #document #of_published",
        "proactive.{document}.disclosed",
        "~",
    ),
)
_ACT_ROWS: Final = (
    Pattern("P86", "permit_decision #case !published_items|disclosed|accepted", "proactive.permits.decisions"),
    Pattern("P87", "penalty_decision #case !published_items|disclosed|accepted", "proactive.penalties.decisions"),
    Pattern("P88", "coercion_decision #case !published_items|disclosed", "proactive.coercions.decisions"),
    Pattern("P86", "permit make #case", "proactive.permits.decisions", near=True),
    Pattern("P87", "penalty make #case", "proactive.penalties.decisions", near=True),
    Pattern("P88", "coercion make #case", "proactive.coercions.decisions", near=True),
    Pattern(
        "P86",
        "permit #case !published_items|accepted|odd_apply|apply|#acts",
        "proactive.permits.decisions",
        near=True,
    ),
    Pattern(
        "P87",
        "penalty #case !published_items|accepted|#acts",
        "proactive.penalties.decisions",
        near=True,
    ),
    Pattern(
        "P88",
        "coercion #case !published_items|accepted|#acts",
        "proactive.coercions.decisions",
        near=True,
    ),
)
_MONEY_ROWS: Final = (
    Pattern("P91", "bill|@bill|infofee"),
    Pattern("P89", "fee #money", "proactive.fees.amount"),
    Pattern("P89", "@fee money #money", "proactive.fees.amount"),
    Pattern("P90", "procurement !#money", "proactive.procurement.items", near=True),
    Pattern("P90", "procurement|@procurement #money", "proactive.procurement.amount"),
)

PATTERNS: Final = (
    *_MONEY_ROWS[:1],
    *_CARRY_ROWS,
    *_REMEDY_ROWS,
    *_RESULT_ROWS,
    *_APPLICANT_ROWS,
    *_ANSWER_ROWS,
    *_RECEIPT_ROWS,
    *_DOCUMENT_ROWS,
    *_ACT_ROWS,
    *_MONEY_ROWS[1:],
)  # fmt: skip


class Statement(NamedTuple):
    """A claim made without a figure: that there were none (`number` 0), or that all were done (None).

    Every row that holds is a claim, but only the first of each `family`.
    """

    id: str
    family: str
    when: str
    cells: str = ""
    number: int | None = 0
    relation: str = "="
    near: bool = False


STATEMENTS: Final = (
    Statement("P23", "carried", "none carried", "carried_over"),
    Statement("P23", "carried", "none carry prev|#last_year !next", "carried_over"),
    Statement("P38", "forward", "none forward", "carried_forward"),
    Statement("P38", "forward", "none carry next|#next_year !prev", "carried_forward"),
    Statement(
        "P17",
        "requests",
        f"none any_form {_ASKED} #asks !carry|carried|forward|late|answered|closed_out|finished|open|charge|infofee"
        "|fee|bill|permit|penalty|petition|petition_kind|L03|L07|L08|L09",
        "new",
    ),
    Statement(
        "P14",
        "requests",
        f"none accepted {_ASKED}|apply #asks !carry|carried|forward|late|answered|closed_out|finished|open|charge"
        "|infofee|fee|bill|permit|penalty|petition|petition_kind|L03|L07|L08|L09",
        "new",
    ),
    Statement(
        "P13",
        "requests",
        f"none received|noted|newly|added {_ASKED}|apply #asks !carry|carried|forward|late|answered|closed_out"
        "|finished|open|charge|infofee|fee|bill|permit|penalty|petition|petition_kind|L03|L07|L08|L09",
        "new",
    ),
    Statement(
        "P14",
        "requests",
        f"none {_ASKED} #asks !carry|carried|forward|late|answered|closed_out|finished|open|charge|infofee|fee|bill"
        "|permit|penalty|petition|petition_kind|L03|L07|L08|L09",
        "new",
    ),
    Statement(
        "P14",
        "requests",
        "none apply|raised #asks @requests|#ogi !carry|carried|forward|late|answered|closed_out|finished|open"
        "|charge|infofee|fee|bill|permit|penalty|petition|petition_kind|L03|L07|L08|L09",
        "new",
    ),
    Statement(
        "P13",
        "requests",
        "none received|noted|newly|accepted @requests #same !carry|carried|forward|late|answered|closed_out"
        "|finished|open|charge|infofee|fee|bill|permit|penalty|petition|petition_kind|L03|L07|L08|L09",
        "new",
        near=True,
    ),
    Statement("P15", "requests", "zero @requests|#ogi|@none", "new"),
    Statement("P77", "no_loss", f"no_loss {_REMEDY}|@requests|@none", "remedies.{block}.corrected"),
    Statement(
        "P79",
        "no_loss",
        f"none corrected|overturned {_REMEDY}|@requests !undecided",
        "remedies.{block}.corrected",
    ),
    Statement(
        "P78",
        "recon",
        "none recon !no_loss|#elsewhere|corrected|overturned|undecided",
        "remedies.reconsideration.total",
    ),
    Statement(
        "P78",
        "litig",
        "none direct !litig|after|no_loss|corrected|overturned",
        "remedies.litigation_direct.total",
    ),
    Statement(
        "P78",
        "litig",
        "none after !litig|direct|no_loss|corrected|overturned",
        "remedies.litigation_after_reconsideration.total",
    ),
    Statement(
        "P78", "litig", "none litig !no_loss|#elsewhere|corrected|overturned|undecided",
        "remedies.litigation_direct.total + remedies.litigation_after_reconsideration.total",
    ),
    Statement(
        "P77", "upheld", f"upheld all|each {_REMEDY}",
        "remedies.{block}.corrected + remedies.{block}.other + remedies.{block}.pending",
    ),
    Statement("P92", "fee", "none infofee|charge|bill !permit|penalty|fee", ""),
    Statement("P89", "fees", "none fee", "proactive.fees.amount"),
    Statement(
        "P81",
        "issued",
        "none issued|added norm !L16",
        "proactive.normative_documents.issued + proactive.normative_documents.produced",
    ),
    Statement("P82", "repealed", "none repealed norm !L16", "proactive.normative_documents.repealed"),
    Statement("P86", "permits", "none make permit|permit_decision !L03|L18", "proactive.permits.decisions"),
    Statement("P87", "penalties", "none make penalty|penalty_decision !L03|L18", "proactive.penalties.decisions"),
    Statement("P88", "coercions", "none make coercion|coercion_decision !L03|L18", "proactive.coercions.decisions"),
    Statement("P87", "penalties", "none penalty !L03|L18|charge", "proactive.penalties.decisions", near=True),
    Statement("P88", "coercions", "none coercion !L03|L18|charge", "proactive.coercions.decisions", near=True),
    Statement("P30", "all", f"all {_DONE} @requests !none|recon|litig|upheld|rate", "carried_forward", None, "~"),
)  # fmt: skip

COMPOSED: Final = {
    # Rows of the catalogue that the general rules give, and where.
    "P12": "依申请公开件N，上年度结转N，共办结N，结转N: P08, P18, P25 and P33, each by its own words.",
    "P16": "收到申请数0，办结0: P01 and P25.",
    "P65": "占X% after a result: a share, compared by check C13.",
    "P66": "N件，占X% after a channel: the same.",
    "P93": "同比增长X%: a change against the year before, compared by check B08.",
    "P94": "全区N，本级N: two scopes, kept in `Claim.scope`.",
}


# --- formulas -------------------------------------------------------------------------------------------------------

BLOCKS: Final = {
    "@recon": ("reconsideration",),
    "@litig": ("litigation_direct", "litigation_after_reconsideration"),
    "@direct": ("litigation_direct",),
    "@after": ("litigation_after_reconsideration",),
    "@remedies": ("reconsideration", "litigation_direct", "litigation_after_reconsideration"),
}
DOCUMENTS: Final = {"@norm": "normative_documents", "@rules": "regulations"}


@lru_cache(maxsize=4096)
def cells_of(formula: str, edition: Edition, subject: str) -> tuple[str, ...]:
    """The cells whose sum a formula is, in an edition; () where it has none of them."""
    if not formula:
        return ()
    blocks = BLOCKS.get(subject, BLOCKS["@remedies"])
    keys: dict[str, None] = {}
    for term in formula.replace("{document}", DOCUMENTS.get(subject, "")).split(" + "):
        for block in blocks if "{block}" in term else ("",):
            for key in _keys(term.replace("{block}", block), edition):
                keys[key] = None
    return tuple(keys)


def _keys(term: str, edition: Edition) -> tuple[str, ...]:
    if not term.startswith(("proactive.", "remedies.")):
        row, _, column = term.partition(":")
        term = f"requests.{row}.{column or 'total'}"
    head, star, tail = term.partition("*")
    if not star:
        return (term,) if term in edition.key_set else ()
    least = len(head + tail)
    return tuple(key for key in edition.keys if key.startswith(head) and key.endswith(tail) and len(key) > least)
