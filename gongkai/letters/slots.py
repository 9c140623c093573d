"""The slots of templates: their Chinese names, and how each gets its value from the facts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import groupby
from typing import Any, Final

from gongkai.law.articles import Article, chinese
from gongkai.law.events import Event, Kind
from gongkai.law.limits import Consulted
from gongkai.law.outcomes import CORRECTION, LETTERS, Outcome, letter, outcome
from gongkai.letters.facts import Facts, Finding
from gongkai.letters.text import day, listed, plain, quoted

SLOTS: Final = {
    # the request and the applicant
    "you": "对申请人的称呼",
    "kind": "申请的种类",
    "applicant": "申请人",
    "recipient": "收件人",
    "issuer": "本机关名称",
    "number": "文号",
    "received": "收到申请的日期",
    "channel": "提交申请的途径",
    "registration": "登记编号",
    "asked": "申请内容",
    "law": "所依据的条、款、项",
    "ordinal": "序号",
    "contact": "联系方式",
    # findings
    "reasons": "理由",
    "where": "获取的方式和途径",
    "given": "所提供的政府信息",
    "method": "区分处理的方法",
    "form": "提供的形式",
    "form_reason": "不按申请的形式提供的原因",
    "route": "提供的途径",
    "level": "密级",
    "provision": "禁止公开的法律、行政法规名称和条款",
    "harm": "公开后可能造成的具体危害",
    "interest": "涉及商业秘密还是个人隐私",
    "opinion": "征求第三方意见的经过和第三方的意见",
    "public_interest": "不公开是否会对公共利益造成重大影响",
    "category": "所属的信息类别",
    "case_file": "所属的案件",
    "special_rule": "适用的特别规定",
    "search_where": "检索的范围",
    "search_how": "检索的方法",
    "search_by": "检索的经办部门",
    "organ": "有权办理的机关",
    "organ_contact": "该机关的联系方式",
    "organ_unknown": "不能确定负责公开的机关",
    "work_needed": "需要加工、分析的内容",
    "unclear": "仍不明确之处",
    "channel_hint": "可以通过的渠道",
    "earlier_number": "上次答复的文号",
    "earlier_on": "上次答复的日期",
    "explained": "申请人说明的理由",
    "obtained": "申请人已经获取该信息的情况",
    "notice_on": "告知书或者通知的日期",
    "notice_served": "告知书或者通知的送达情况",
    "notice_term": "补正或者缴费的期限",
    "notice_amount": "金额",
    "withdrawn_on": "撤回申请的日期",
    "withdrawn_how": "撤回申请的方式",
    "correction": "更正的内容",
    "corrected_on": "更正的日期",
    "forwarded_on": "转送或者转交的日期",
    "checked": "审核的经过",
    "supplement_course": "补正的经过",
    "reasons_course": "要求说明理由的经过",
    # events
    "on": "日期",
    "until": "期限",
    "days": "工作日数",
    "whom": "征求意见的对象",
    # letters on the way
    "due": "答复期限的最后一日",
    "new_due": "新的答复期限",
    "reply_by": "补正或者说明的期限",
    "points": "需要补正或者说明的事项",
    "guidance": "指导和释明",
    "reason": "事由",
    "consent_by": "同意延期的负责人",
    "consent_on": "同意延期的日期",
    "content": "拟公开或者决定公开的内容",
    "question": "征求意见的事项",
    "consulted": "征求意见的对象",
    "since": "开始不计算期限的日期",
    "rate": "收费标准",
    "amount": "收费金额",
    "sum": "计算过程",
    "pay_how": "缴纳方式",
    "from_office": "转交的机构",
    "to_office": "接收的机构",
    "received_by": "收到申请的情况",
}
"""Every slot that a template may use, and what it is called where it is empty."""


@dataclass(frozen=True)
class Scope:
    """Where a text stands: the facts, and as far in as it goes the item, the withheld part, the event."""

    key: str
    facts: Facts
    finding: Finding | None = None
    part: Finding | None = None
    event: Event | None = None
    at: int = 0
    """Of the item or part among its like, from one."""

    def value(self, slot: str) -> str:
        """What a slot says here; empty where that is not known."""
        made = _MADE.get(slot)
        return _spelled(made(self) if made else self._member(slot))

    def within(self, finding: Finding, at: int) -> Scope:
        return replace(self, finding=finding, at=at)

    def of_part(self, part: Finding, at: int) -> Scope:
        return replace(self, part=part, at=at)

    def of(self, event: Event) -> Scope:
        return replace(self, event=event)

    @property
    def articles(self) -> tuple[Article, ...]:
        """The law applied: to the part, to the item, or by the letter."""
        about = self.part or self.finding
        if about is None:
            charge = self.facts.charge
            by_letter = letter(self.key).articles if self.key in _ON_THE_WAY else ()
            return (*by_letter, charge.method.article) if charge else by_letter
        return about.articles or grounds(about, self.facts)

    def _member(self, slot: str) -> Any:
        for owner in (self.event, self.part, self.finding, self.facts):
            if owner is not None and hasattr(owner, slot):
                return getattr(owner, slot)
        return None


_ON_THE_WAY: Final = frozenset(each.key for each in LETTERS)


def grounds(finding: Finding, facts: Facts) -> tuple[Article, ...]:
    """What a finding stands on where nobody said so: by its outcome and the day of receipt."""
    known = outcome(finding.outcome)
    return known.articles if facts.received is None else known.grounds(facts.received)


def cited(articles: Sequence[Article]) -> str:
    """Articles as a letter cites them, the title of a law once: 《…条例》第十四条、第三十六条第（三）项."""
    parts = []
    for law, group in groupby(articles, lambda each: each.law):
        parts.append(law.title + "、".join(each.full.removeprefix(law.title) for each in group))
    return "、".join(parts)


def _spelled(value: Any) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "是"
        case date():
            return day(value)
        case tuple():
            return listed(value)
        case _:
            return plain(str(value))


def _kind(scope: Scope) -> str:
    about: Outcome | None = None if scope.key in _ON_THE_WAY else outcome(scope.key)
    return "政府信息更正申请" if about is not None and about.letter == CORRECTION else "政府信息公开申请"


def _course(*kinds: Kind) -> Callable[[Scope], str]:
    """The days on which events of these kinds happened, told in order."""

    def told(scope: Scope) -> str:
        days = [f"{day(each.on)}{_TOLD[each.kind]}" for each in scope.facts.events if each.kind in kinds]
        return "，".join(days)

    return told


_TOLD: Final = {
    Kind.SUPPLEMENT_NOTIFIED: "本机关告知补正",
    Kind.SUPPLEMENT_RECEIVED: "收到补正材料",
    Kind.REASONS_ASKED: "本机关要求说明理由",
}
_WHOM: Final = {Consulted.THIRD_PARTY: "第三方", Consulted.CO_MAKER: "共同制作机关", Consulted.OTHER_ORGAN: "其他机关"}


def _rate(scope: Scope) -> str:
    charge = scope.facts.charge
    return f"{charge.method.label}，" + "；".join(map(str, charge.lines)) if charge else ""


def _contact(scope: Scope) -> str:
    issuer = scope.facts.issuer
    named = (("联系人", issuer.person), ("联系电话", issuer.phone), ("地址", issuer.address))
    return "，".join(f"{name}：{plain(value)}" for name, value in named if value)


_MADE: Final[dict[str, Callable[[Scope], Any]]] = {
    "you": lambda scope: "你" if scope.facts.natural else "你单位",
    "kind": _kind,
    "issuer": lambda scope: scope.facts.issuer.name,
    "channel": lambda scope: scope.facts.channel.label if scope.facts.channel else "",
    "asked": lambda scope: quoted(plain(scope._member("asked") or "")),
    "law": lambda scope: cited(scope.articles),
    "ordinal": lambda scope: chinese(scope.at) if scope.at else "",
    "contact": _contact,
    "supplement_course": _course(Kind.SUPPLEMENT_NOTIFIED, Kind.SUPPLEMENT_RECEIVED),
    "reasons_course": _course(Kind.REASONS_ASKED),
    "whom": lambda scope: _WHOM[scope.event.to] if scope.event and scope.event.to else "",
    "rate": _rate,
    "amount": lambda scope: f"{scope.facts.charge.amount}元" if scope.facts.charge else "",
    "sum": lambda scope: scope.facts.charge.sum if scope.facts.charge else "",
}
