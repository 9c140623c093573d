"""What each letter must say, as a table: by outcome in the order of `Outcome.says`, by letter in that of `Letter.says`.

An element names the slots that the facts must fill, and how a text reads that has it; so both the facts and an edited
text are held against the same table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

from gongkai.law.articles import Article
from gongkai.law.events import Kind as Event
from gongkai.law.outcomes import outcome
from gongkai.law.remedy import Remedies, Route
from gongkai.letters.letter import Kind, Must
from gongkai.letters.slots import SLOTS, Scope
from gongkai.letters.text import day


class Element(NamedTuple):
    """Something that a letter must say.

    Attributes:
        label: what it is called when it is lacking; by default what its slot is called.
        slots: what the facts must have; one of them is enough if `one` is true.
        sign: how a text reads that says it (searched without spaces, brackets and commas in full width).
        strict: whether the value itself must stand in the text, and no other wording.
        fits: what a value must look like.
        read: whether the text need not have the value itself, and only its sign is looked for.
        needed: when it is required at all.
    """

    slots: tuple[str, ...] = ()
    label: str = ""
    sign: str = ""
    strict: bool = False
    one: bool = False
    read: bool = False
    fits: str = ""
    needed: Callable[[Scope], bool] = lambda scope: True
    kind: Kind | None = None

    @property
    def name(self) -> str:
        return self.label or "、".join(SLOTS[slot] for slot in self.slots)

    def must(self, scope: Scope, where: str = "", item: int = 0, part: int = 0) -> Must:
        values = tuple(value for slot in self.slots if (value := scope.value(slot)))
        enough = bool(values) if self.one else len(values) == len(self.slots)
        fitting = not self.fits or all(re.search(self.fits, value) for value in values)
        given = enough and fitting
        # A value that does not fit counts as none: the text must then read as it should.
        return Must(
            label=self.name,
            given=given,
            values=values if given and not self.read else (),
            sign=self.sign or (self.fits if not fitting else ""),
            strict=self.strict,
            kind=self.kind,
            item=item,
            part=part,
            where=where,
            gaps=tuple(SLOTS[slot] for slot in self.slots),
        )


def _exact(*slots: str, **more: object) -> Element:
    return Element(slots, strict=True, **more)  # type: ignore[arg-type]


def _said(sign: str, label: str) -> Element:
    """Something that the template says, whatever the facts."""
    return Element((), label, sign)


DATE: Final = r"\d{4}年\d{1,2}月\d{1,2}日"
REASONS: Final = Element(("reasons",), "理由", r"理由(?:是|为|如下)?[：，][^。；]{6,}|(?:因为|由于|鉴于)[^。；]{8,}")
REFUSED: Final = REASONS._replace(label="不予公开的理由")
WHERE: Final = Element(("where",), sign=r"https?：//|公报[^。]{0,12}\d|查阅[^。]{0,20}(?:地点|场所|室|楼)")
HINT: Final = Element(
    ("channel_hint",), sign=r"渠道(?:咨询|办理|反映)?[^。：]{0,4}：[^。]{4,}|可以(?:直接)?(?:向|拨打|到)[^。]{4,}"
)
TERM: Final = r"视为放弃申请"
_LAWS: Final = (
    r"《(?!中华人民共和国政府信息公开条例)(?:[^》]*(?:(?<!办)法|条例)|国务院[^》]*(?:规定|办法))"
    r"(?:（[^》]*）)?》[^。]{0,6}第[^。]{1,8}条"
)
_AFFAIRS: Final = r"人事管理|后勤管理|内部工作流程"
_DRAFTS: Final = r"讨论记录|过程稿|磋商信函|请示报告"

_PROVIDED: Final = (
    Element(("form",), sign=r"以[^。，]{1,12}形式提供"),
    Element(("route",), sign=r"途径为[^。]{2,}|通过[^。，]{2,20}提供"),
    Element(
        ("form_reason",),
        sign=r"原因是[：，][^。]{4,}",
        needed=lambda scope: scope.facts.wanted_form not in ("", scope.facts.form),
    ),
)
"""In what form and by what route information is given (Regulations, art. 40)."""

# The days themselves are wanted of every decision: `_HAPPENED`.
_SUPPLEMENTED: Final = Element(("supplement_course",), sign=r"补正", read=True)
_ASKED_WHY: Final = Element(("reasons_course",), sign=r"要求[^。，]*说明[^。，]*理由", read=True)

SAYS: Final[dict[str, tuple[tuple[Element, ...], ...]]] = {
    # --- decisions ---
    "already_public": ((WHERE,),),
    "disclosed": (
        (
            Element(
                ("given", "where"),
                "所提供的政府信息，或者获取的方式、途径和时间",
                r"提供的政府信息为[：，][^。]{2,}|获取[^。]{0,16}：[^。]{6,}",
                one=True,
            ),
        ),
        _PROVIDED,
    ),
    "partial": (
        (Element(("given",), "所提供内容的清单", r"提供的政府信息为[：，][^。]{2,}"),),
        (),  # of each part: PART
        (Element(("method",), sign=r"遮盖|遮挡|摘录|删除|涂黑|隐去"), *_PROVIDED),
    ),
    "state_secret": (
        (
            _said(r"(?:确定为|属于)国家秘密", "已经依法确定为国家秘密的告知"),
            Element(("level",), sign=r"绝密|机密|秘密级|密级为[^。，]{2,}"),
        ),
        (REFUSED,),
    ),
    "prohibited_by_law": (
        (
            Element(
                ("provision",),
                sign=_LAWS,
                fits=_LAWS,
            ),
        ),
        (REFUSED,),
    ),
    "security_and_stability": ((Element(("harm",), sign=r"危害[：，][^。]{6,}"),), (REFUSED,)),
    "third_party_rights": (
        (Element(("interest",), sign=r"商业秘密|个人隐私", fits=r"商业秘密|个人隐私"),),
        (Element(("opinion",), sign=r"征求意见的情况为[：，][^。]{6,}|第三方[^。]{0,20}不同意"),),
        (Element(("public_interest",), sign=r"公共利益[^。：]{0,12}：[^。]{6,}|对公共利益造成重大影响"),),
        (REFUSED,),
    ),
    "internal_affairs": (
        (
            Element(
                ("category",),
                "属于三类内部事务信息中的哪一类",
                _AFFAIRS,
                fits=_AFFAIRS,
            ),
        ),
        (REFUSED,),
    ),
    "deliberative_process": (
        (
            Element(
                ("category",),
                "属于四类过程性信息中的哪一类",
                _DRAFTS,
                fits=_DRAFTS,
            ),
        ),
        (REFUSED,),
    ),
    "enforcement_files": (
        (Element(("case_file",), sign=r"案件为[^。，]{3,}"),),
        (_said(r"依照[^。]{0,12}程序法[^。]{0,8}查阅案卷", "当事人可以依照有关程序法查阅案卷的说明"),),
        (REFUSED,),
    ),
    "administrative_query": (
        (Element(("special_rule",), sign=r"特别规定[：，]?[^。]{0,6}《[^》]+》"),),
        (Element(("where",), "办理查询的机关、地点和方式", r"(?:机关|地点|方式)为[：，][^。]{6,}"),),
    ),
    "not_held": (
        (
            Element(("search_where",), sign=r"检索的?范围[为是：，][^。]{4,}"),
            Element(("search_how",), sign=r"检索的?方法[为是：，][^。]{4,}"),
            Element(("search_by",), sign=r"由(?!进行|负责)[^。，]{2,}检索"),
        ),
        (_said(r"信息不存在", "该政府信息不存在的告知"),),
    ),
    "not_ours": (
        (REASONS._replace(label="不属于本机关负责公开的理由"),),
        (
            Element(
                ("organ",),
                "负责公开的机关的名称",
                r"向[^。，]{3,}(?:提出|申请)",
                needed=lambda scope: not scope.value("organ_unknown"),
            ),
            Element(
                ("organ_contact",),
                "负责公开的机关的联系方式",
                r"联系(?:方式|电话)[^。]{0,2}[：，][^。]{4,}",
                needed=lambda scope: not scope.value("organ_unknown"),
            ),
        ),
    ),
    "needs_creation": (
        (_said(r"没有现成", "没有现成信息的说明"),),
        (Element(("work_needed",), sign=r"加工、分析[^。]{0,6}[：，]?具体是[：，][^。]{4,}"),),
    ),
    "still_unclear": (
        (_SUPPLEMENTED,),
        (Element(("unclear",), sign=r"不明确之处[：，][^。]{4,}"),),
    ),
    "petition": (
        (_said(r"不作为政府信息公开申请处理", "不作为政府信息公开申请处理的告知"),),
        (),  # a channel may be named, and need not
    ),
    "repeated": (
        (_exact("earlier_number"), _exact("earlier_on")),
        (_said(r"不予重复处理", "不予重复处理的告知"),),
    ),
    "published_material": ((WHERE._replace(label="获取该出版物的途径", sign=r"途径[^。]{0,2}[：，][^。]{4,}"),),),
    "excessive": (
        (
            _ASKED_WHY,
            Element(("explained",), sign=r"说明的情况[为是][：，][^。]{4,}"),
        ),
        (REASONS._replace(label="理由不合理之处"),),
        (_said(r"不予处理", "不予处理的告知"),),
    ),
    "reconfirmation": (
        (Element(("obtained",), sign=r"情况为[：，][^。]{4,}"),),
        (_said(r"不予处理", "不予处理的告知"),),
    ),
    "not_supplemented": (
        (
            _exact("notice_on", label="补正告知书的日期"),
            Element(("notice_served",), "补正告知书的送达情况", r"送达情况为[：，][^。，]{4,}"),
            _exact("notice_term", label="补正期限"),
        ),
        (_said(TERM + r"[^。]*不再处理", "视为放弃申请、不再处理的告知"),),
    ),
    "fee_unpaid": (
        (
            _exact("notice_on", label="收费通知的日期"),
            Element(("notice_served",), "收费通知的送达情况", r"送达情况为[：，][^。，]{4,}"),
            _exact("notice_amount"),
            _exact("notice_term", label="缴纳期限"),
        ),
        (_said(TERM + r"[^。]*不再处理", "视为放弃申请、不再处理的告知"),),
    ),
    "enquiry": (
        (_said(r"不是申请公开现有的?政府信息", "所提事项不是申请公开现有政府信息的说明"),),
        (HINT,),
    ),
    "not_government_information": (
        (REASONS._replace(label="所申请的内容不属于政府信息的理由"),),
        (HINT,),
    ),
    "withdrawn": (
        (_exact("withdrawn_on"), Element(("withdrawn_how",), sign=r"以[^。，]{2,}方式撤回")),
        (_said(r"办理终结|终结办理", "办理终结的告知"),),
    ),
    "correction_made": (
        (Element(("correction",), sign=r"内容为[：，][^。]{4,}"),),
        (_exact("corrected_on"),),
    ),
    "correction_forwarded": (
        (_exact("organ", label="有权更正的机关"),),
        (
            Element(
                (),
                "转送的日期，或者向该机关提出的告知",
                rf"{DATE}将[^。]*转送|向该机关提出",
            ),
        ),
    ),
    "correction_refused": (
        (Element(("checked",), sign=r"审核的?经过为[：，][^。]{4,}"),),
        (REASONS._replace(label="不予更正的理由"),),
    ),
    # --- letters on the way ---
    "acknowledgement": (
        (_exact("registration"),),
        (_exact("received"),),
        (_exact("due"),),
        (_exact("contact", kind=Kind.CONTACT),),
    ),
    "supplement_notice": (
        (Element(("points",), "全部需要补正的事项", r"下列(?:全部)?事项[：，][^。]{4,}"),),
        (Element(("guidance",), sign=r"说明[：，][^。]{6,}"),),
        (_exact("reply_by", label="补正的期限"),),
        (_said(TERM, "逾期不补正视为放弃申请的告知"),),
    ),
    "reasons_notice": (
        (Element(("points",), "需要说明的内容", r"下列(?:内容|事项)[：，][^。]{4,}"),),
        (_exact("reply_by", label="说明的期限"),),
    ),
    "extension_notice": (
        (Element(("reason",), "延期的理由", r"(?:事由|理由|原因)是[：，][^。]{4,}"),),
        (_exact("new_due"),),
        (
            Element(("consent_by",), "政府信息公开工作机构负责人的同意", r"负责人[^。，]{2,}同意"),
            _exact("consent_on"),
        ),
    ),
    "delay_notice": ((_exact("new_due", label="延迟答复的合理期限"),),),
    "third_party_consultation": (
        (Element(("content",), "拟公开的内容", r"下列信息[^。：]{0,40}：[^。]{4,}"),),
        (Element(("question",), sign=r"征求意见[：，][^。]{4,}"),),
        (_said(r"自收到本?.{0,8}之日起15个工作日内", "自收到征求意见书之日起15个工作日内答复的期限"),),
        (_said(r"逾期[^。]*由(?:本|行政)机关决定", "逾期不答复由行政机关决定的告知"),),
    ),
    "co_maker_consultation": (
        (
            Element(("content",), "征求意见所涉及的信息", r"下列信息[^。：]{0,40}：[^。]{4,}"),
            Element(("question",), sign=r"征求意见[：，][^。]{4,}"),
        ),
        (_said(r"自收到本?.{0,8}之日起15个工作日内", "自收到征求意见书之日起15个工作日内提出意见的期限"),),
        (_said(r"逾期[^。]*视为同意公开", "逾期未提出意见视为同意公开的告知"),),
    ),
    "organ_consultation": (
        (Element(("content",), "征求意见所涉及的信息", r"下列信息[^。：]{0,40}：[^。]{4,}"),),
        (Element(("question",), sign=r"征求意见[：，][^。]{4,}"),),
        (
            _said(r"书面(?:函复|答复|回复)", "请对方书面函复的请求"),
            Element(("reply_by",), "请对方函复的日期", needed=lambda scope: False),
        ),
    ),
    "consultation_notice": (
        (
            _said(r"正在[^。，]{0,6}征求", "正在征求意见的告知"),
            Element(("consulted",), sign=r"第三方|其他(?:行政)?机关|共同制作"),
        ),
        (_exact("since"),),
    ),
    "third_party_disclosure": (
        (Element(("content",), "决定公开的内容", r"不同意公开[：，][^。]{4,}"),),
        (Element(("reason",), "决定公开的理由", r"理由[是为][：，][^。]{6,}"),),
        (),  # of what may be done: `of_remedy`
    ),
    "fee_notice": (
        (),  # the law, as in every letter
        (Element(("rate",), sign=r"每[件页]\d+元|[件页]×\d+元"),),
        (Element(("amount",), sign=r"金额[^。，]{0,4}\d+元", read=True), _exact("sum")),
        (Element(("pay_how",), sign=r"缴纳方式为[：，][^。]{4,}"),),
        (_said(r"自收到本?通知次日起20个工作日内", "自收到通知次日起20个工作日内缴纳的期限"),),
        (_said(TERM, "逾期不缴纳视为放弃申请的告知"),),
    ),
    "forwarding": (
        (_exact("received", label="机关收到申请的日期"),),
        (_exact("forwarded_on", label="转交的日期"),),
    ),
}

_REFUSES: Final = r"不予公开(?!的)"
DISPOSED: Final = {
    "already_public": r"已经?主动公开",
    "disclosed": r"(?:可以|予以)公开",
    "partial": r"部分公开",
    "state_secret": _REFUSES,
    "prohibited_by_law": _REFUSES,
    "security_and_stability": _REFUSES,
    "third_party_rights": _REFUSES,
    "internal_affairs": _REFUSES,
    "deliberative_process": _REFUSES,
    "enforcement_files": _REFUSES,
    "administrative_query": r"(?:按照|依照)[^。]*查询",
    "not_ours": r"不属于本机关(?:负责)?公开(?!的)",
    "needs_creation": r"(?:不予|不能|无法)提供",
    "still_unclear": r"(?:不予|不能|无法)提供",
    "published_material": r"公开出版物",
    "not_government_information": r"不属于政府信息",
    "correction_made": r"(?:作出|予以|已经?)更正",
    "correction_refused": r"不予更正(?!的)",
}
"""How a letter reads that says what became of the request, where no element of `SAYS` is just that."""

PART: Final = (
    Element(("asked",), "不予公开的内容", r"部分为[：，][^。]{2,}"),
    REFUSED,
)
"""Of each withheld part, beside the law applied to it."""

TO_OTHERS: Final = frozenset(
    {"third_party_consultation", "co_maker_consultation", "organ_consultation", "third_party_disclosure"}
)
"""Letters that do not go to the applicant and say nothing of him."""
UNNUMBERED: Final = frozenset({"acknowledgement", "forwarding"})

NUMBER: Final = Element(
    ("number",), "文号", r"^\S{2,}〔\d{4}〕[1-9]\d*号$", fits=r"^\S{2,}〔\d{4}〕[1-9]\d*号$", kind=Kind.NUMBER
)
EVERY: Final = (
    Element((), "标题", r".{4,}", kind=Kind.TITLE),
    Element(("issuer",), "落款（本机关名称）", strict=True, kind=Kind.SIGNATURE),
    Element(("on",), "成文日期", rf"^{DATE}$", kind=Kind.DATE),
    Element(("contact",), "联系方式", r"\d{5,}", kind=Kind.CONTACT),
)
"""What every letter has."""
REQUEST: Final = (
    _exact("received"),
    _exact("registration"),
    _exact("asked"),
)
"""How a letter names the request to which it belongs."""
DECISION: Final = (Element(("channel",), sign=r"以[^。，]{2,}方式(?:提出|提交)|通过[^。，]{2,}(?:提交|提出)"),)

_HAPPENED: Final = {
    Event.SUPPLEMENT_NOTIFIED: "告知补正",
    Event.SUPPLEMENT_RECEIVED: "收到补正",
    Event.CONSULTATION_SENT: "征求意见",
    Event.CONSULTATION_ANSWERED: "收到征求意见的答复",
    Event.REASONS_ASKED: "要求说明理由",
    Event.FEE_NOTIFIED: "告知收费",
    Event.FEE_PAID: "缴费",
    Event.EXTENDED: "延期",
    Event.DEFERRED: "延迟答复",
}
"""Of what happened on the way a decision gives the day."""


def of_letter(key: str, scope: Scope, to: str) -> Iterator[Must]:
    """What a letter on the way must say, but for the remedy."""
    yield from _frame(scope, to, numbered=key not in UNNUMBERED)
    if key not in TO_OTHERS:
        yield from (element.must(scope) for element in _request(key))
    yield _law(scope)
    for elements in SAYS[key]:
        yield from (element.must(scope) for element in elements if element.needed(scope))


def _request(key: str) -> tuple[Element, ...]:
    """The request as a letter names it; the hand-over inside comes before its registration."""
    return tuple(each for each in REQUEST if key != "forwarding" or each.slots != ("registration",))


def of_decision(scope: Scope, to: str) -> Iterator[Must]:
    """What a decision letter must say, but for the remedy."""
    facts = scope.facts
    yield from _frame(scope, to, numbered=True)
    yield from (element.must(scope) for element in (*REQUEST, *DECISION))
    for event in facts.events:
        if event.kind in _HAPPENED:
            yield Must(f"{_HAPPENED[event.kind]}的日期", True, (day(event.on),), strict=True)
    several = len(facts.findings) > 1
    for at, finding in enumerate(facts.findings, 1):
        yield from _finding(scope.within(finding, at), f"第{at}项" if several else "", at)
    if not facts.findings:
        yield Must("认定：所依据的条、款、项和理由", False, strict=True)
    if facts.attachments:
        yield Must("附件", True, facts.attachments, strict=True, kind=Kind.ATTACHMENT)


def _finding(scope: Scope, where: str, at: int) -> Iterator[Must]:
    finding = scope.finding
    assert finding is not None
    if scope.articles or outcome(finding.outcome).articles:
        yield _law(scope, where, at)
    key = outcome(finding.outcome).key
    if key in DISPOSED:
        yield _said(DISPOSED[key], "处理结果").must(scope, where, at)
    for elements in SAYS[key]:
        yield from (element.must(scope, where, at) for element in elements if element.needed(scope))
    if key != "partial":
        return
    if not finding.parts:
        yield Must("不予公开的每一部分及其依据和理由", False, (), r"不予提供的", False, None, at, 0, where)
    for number, part in enumerate(finding.parts, 1):
        within, named = scope.of_part(part, number), f"{where}不予公开的第{number}部分"
        yield from (element.must(within, named, at, number) for element in PART)
        yield _law(within, named, at, number)


def _frame(scope: Scope, to: str, *, numbered: bool) -> Iterator[Must]:
    if numbered:
        yield NUMBER.must(scope)
    yield Element((to,), "收件人", strict=True, kind=Kind.ADDRESSEE).must(scope)
    yield from (element.must(scope) for element in EVERY)


_LAW: Final = "所依据的条、款、项"


def _law(scope: Scope, where: str = "", item: int = 0, part: int = 0) -> Must:
    articles = scope.articles
    values = tuple(_cited(article) for article in articles)
    return Must(_LAW, bool(values), values, "《[^》]+》第[^。]{1,12}条", True, None, item, part, where)


def _cited(article: Article) -> str:
    """The article without the title of its law, which a letter gives once."""
    return article.full.removeprefix(article.law.title)


def of_remedy(remedies: Remedies) -> Iterator[Must]:
    """What must be said of what may be done: before whom, in which order, how long."""
    if remedies.route is Route.NONE:
        return
    first, apart = remedies.route is Route.FIRST, remedies.route is Route.PARTS_FIRST
    ahead = r"先向[^。；]{2,}申请行政复议"
    either = r"申请行政复议，或者[^。；]*提起行政诉讼"
    terms = [remedies.reconsideration, remedies.suit, remedies.suit_after if first or apart else None]
    names = tuple(str(reviewer) for reviewer in remedies.reviewers)
    yield Must("行政复议机关", bool(names), names, strict=True)
    yield Must(
        "申请行政复议、提起行政诉讼的期限", True, tuple(f"起{term.span}内" for term in terms if term), strict=True
    )
    if first or apart:
        yield Must("应当先申请行政复议的告知", True, (), ahead)
    if not first:
        yield Must("可以申请行政复议或者提起行政诉讼的告知", True, (), either)
