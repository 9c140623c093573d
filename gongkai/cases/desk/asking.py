"""Asking the applicant and hearing what he answers, putting the reply off, withdrawal, on the page of a case."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property

from gongkai.access.models import User
from gongkai.cases.desk.handling import (
    Drafting,
    SeenForm,
    SomeFiles,
    allowed,
    area,
    at_once,
    contents,
    today_field,
    under_way,
)
from gongkai.cases.desk.parts import Action, CaseDeed, Panel, Panels, Stand
from gongkai.cases.enums import PaperKind
from gongkai.cases.models import Case, Paper
from gongkai.cases.services import asking, papers
from gongkai.cases.services.handling import would
from gongkai.cases.services.practice import practice_of
from gongkai.law.events import Kind
from gongkai.law.terms import Due
from gongkai.office.fields import DayField
from gongkai.persons.keys import KeysError

POINTS: Final = "一行写一项"
HOWS: Final = (*("当面提交书面申请", "邮寄书面申请", "传真书面申请", "电子邮件", "网上提交", "电话（已经核实身份）"),)
"""In what ways a request is withdrawn; letters say 以……方式."""


# --- supplement -----------------------------------------------------------------------------------------------------


class SupplementForm(forms.Form):
    points = area("需要补正的全部事项", 5, max_length=2000, help_text=f"{POINTS}；补正只能告知一次，请一次写全")
    guidance = area("指导和释明", 4, max_length=1000, help_text="怎样补正，如“可以写明项目名称、年度或者文号”")
    until = DayField(label="补正的最后一日")


class AskSupplement(Drafting):
    page_title = "告知补正"
    form_class = SupplementForm

    def get_initial(self) -> dict[str, Any]:
        return {"until": asking.after(practice_of(self.case.body).supplement_days)}

    def get_about(self) -> str:
        days = practice_of(self.case.body).supplement_days
        return (
            f"{_notice_by(self.at)}期限按{days}个工作日算到下面的日期，可以改；申请人补正后，答复期限重新计算，"
            "无正当理由逾期不补正的，视为放弃申请（条例第30条）。"
        )

    def do(self, values: dict[str, Any]) -> str:
        points = values["points"].splitlines()
        self.letter = asking.ask_supplement(self.case, points, values["guidance"], until=values["until"], by=self.by)
        return "补正告知书已拟稿，送达后停止计算期限"


def _notice_by(at: Stand) -> str:
    """By when the notice is to go out."""
    last = at.clock.due.get(Due.SUPPLEMENT_NOTICE)
    if last is None:
        return ""
    if at.today <= last:
        return f"应当在{last}以前告知（收到申请之日起7个工作日内）。"
    return f"告知补正的期限{last}已过，仍然可以告知，但会记为逾期告知。"


class ReceivedSupplementForm(SeenForm):
    on = today_field("收到补正的日期")
    text = area("补正的内容", 4, max_length=2000, required=False)
    added = SomeFiles(label="补正材料")
    good_reason = forms.CharField(
        label="逾期的正当理由",
        max_length=300,
        required=False,
        help_text="期限已过的，写明理由和证明；没有正当理由的不再处理",
    )


class ReceiveSupplement(CaseDeed):
    page_title = "收到补正"
    form_class = ReceivedSupplementForm
    button = "登记"

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        if self.at.clock.lapsed is None and self.request.method != "POST":
            form.fields["good_reason"].widget = forms.HiddenInput()
        return form

    def do(self, values: dict[str, Any]) -> str:
        case = asking.receive_supplement(
            self.case,
            values["text"],
            contents(values["added"]),
            on=values["on"],
            by=self.by,
            seen=values["seen"],
            good_reason=values["good_reason"],
        )
        return f"已登记，答复期限重新计算，为{case.reply_due_on}"


# --- reasons --------------------------------------------------------------------------------------------------------


class ReasonsForm(forms.Form):
    points = area(
        "需要说明的内容", 4, max_length=2000, help_text=f"{POINTS}，如“一个月内就同一事项提出二十件申请的理由”"
    )
    until = DayField(label="说明的最后一日")


class AskReasons(Drafting):
    page_title = "要求说明理由"
    form_class = ReasonsForm
    about = "申请公开的数量、频次明显超过合理范围的，可以要求说明理由（条例第35条）。不影响答复期限。"

    def get_initial(self) -> dict[str, Any]:
        return {"until": asking.after(practice_of(self.case.body).supplement_days)}

    def do(self, values: dict[str, Any]) -> str:
        self.letter = asking.ask_reasons(self.case, values["points"].splitlines(), until=values["until"], by=self.by)
        return "说明理由告知书已拟稿"


class GivenReasonsForm(forms.Form):
    on = today_field("收到的日期")
    text = area("申请人说明的理由", 4, max_length=2000, required=False)
    added = SomeFiles(label="材料")


class RecordReasons(CaseDeed):
    page_title = "登记申请人说明的理由"
    form_class = GivenReasonsForm
    button = "登记"
    about = "理由不合理的，答复不予处理；理由合理但不能按期答复的，可以确定延迟答复的合理期限（条例第35条）。"

    def get_initial(self) -> dict[str, Any]:
        return {}

    def do(self, values: dict[str, Any]) -> str:
        asking.record_reasons(self.case, values["text"], contents(values["added"]), on=values["on"], by=self.by)
        return "已登记"


class DeferForm(forms.Form):
    until = DayField(label="答复的日期", help_text="遇休息日的，顺延到下一个工作日")
    reason = area("不能按期答复的事由", 3, max_length=500)


class Defer(Drafting):
    page_title = "确定延迟答复的期限"
    form_class = DeferForm

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_about(self) -> str:
        due = self.at.clock.due.get(Due.REPLY)
        return f"现在的答复期限是{due}。延迟答复须经负责人签发，在期限届满前告知申请人（条例第35条）。"

    def do(self, values: dict[str, Any]) -> str:
        self.letter = asking.defer(self.case, values["until"], values["reason"], by=self.by)
        return "延迟答复告知书已拟稿"


# --- extension ------------------------------------------------------------------------------------------------------


class ExtendForm(forms.Form):
    days = forms.TypedChoiceField(label="延长", coerce=int)
    reason = area("不能按期答复的事由", 3, max_length=500, help_text="如“需要查阅2003年以前的纸质档案”")


class Extend(Drafting):
    """The form has each length with the day to which it leads; what the law refuses is said instead."""

    page_title = "延期答复"
    form_class = ExtendForm

    def get_initial(self) -> dict[str, Any]:
        return {}

    @cached_property
    def lengths(self) -> list[tuple[int, str]]:
        found = []
        for days in range(1, asking.most_extension(self.case) + 1):
            counted = would(self.case, Kind.EXTENDED, self.at.today, days=days)
            unsure = "（暂定：放假安排公布以前不能写进文书）" if Due.REPLY in counted.provisional else ""
            found.append((days, f"{days}个工作日，至{counted.due[Due.REPLY]}{unsure}"))
        return found

    @cached_property
    def refusal(self) -> str:
        """Why the law allows no extension now."""
        try:
            _ = self.lengths
        except ValidationError as refusal:
            return "；".join(refusal.messages)
        return ""

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        form.fields["days"].choices = [] if self.refusal else self.lengths
        return form

    def get_about(self) -> str:
        if self.refusal:
            return f"不能延期：{self.refusal}。"
        due = self.at.clock.due[Due.REPLY]
        return (
            f"现在的答复期限是{due}。延期须经政府信息公开工作机构负责人同意（在文书上签发），并在{due}以前告知申请人；"
            "只能延期一次，最长20个工作日（条例第33条第2款）。"
        )

    def do(self, values: dict[str, Any]) -> str:
        self.letter = asking.extend(self.case, values["days"], values["reason"], by=self.by)
        return "延期答复告知书已拟稿，送达后延期才成立"


# --- withdrawal, and what lapsed ------------------------------------------------------------------------------------


class WithdrawForm(SeenForm):
    on = today_field("撤回的日期")
    how = forms.ChoiceField(label="撤回的方式", choices=[(how, how) for how in HOWS])
    added = SomeFiles(label="撤回申请书")


class Withdraw(CaseDeed):
    page_title = "申请人撤回申请"
    form_class = WithdrawForm
    button = "登记撤回"
    grave = True
    about = "撤回后办理终结，并告知申请人。申请人可以另行申请。"

    def do(self, values: dict[str, Any]) -> str:
        files = contents(values["added"])
        asking.withdraw(self.case, on=values["on"], how=values["how"], by=self.by, seen=values["seen"], files=files)
        return "已登记撤回，请拟写结案告知书"


def _draft_proposed(case: Case, by: User) -> tuple[str, str]:
    made = asking.draft_proposed(case, by=by)
    return f"已拟写{made}，请核对正文", reverse("cases_letter", args=[made.pk])


close = at_once(_draft_proposed)


# --- the page of the case -------------------------------------------------------------------------------------------


class Said(NamedTuple):
    """What the applicant wrote: a paper, and its text where it is one."""

    paper: Paper
    text: str


def said(found: list[Paper]) -> list[Said]:
    return [Said(each, _text_of(each)) for each in found]


def _text_of(paper: Paper) -> str:
    try:
        return papers.words_of(paper)
    except (FileNotFoundError, KeysError, ValueError):
        return "（打不开）"


def panel(at: Stand) -> Panel | None:
    """What the applicant supplemented and gave as reasons, and what is to be told him of the end."""
    supplements = list(at.case.papers.filter(kind=PaperKind.SUPPLEMENT, removed_at=None))
    reasons = papers.reasons_of(at.case)
    found = _proposed(at)
    if not (supplements or reasons or found):
        return None
    context = {"supplements": said(supplements), "reasons": said(reasons), "proposed": found}
    return Panel("申请人的补正和说明", "cases/panels/asking.html", context)


def _proposed(at: Stand) -> asking.Proposed | None:
    return asking.proposed(at.case, at.clock) if at.case.voided_at is None else None


def _awaits_supplement(at: Stand) -> bool:
    """Whether a supplement may come: it is awaited, or lapsed and may be excused."""
    awaited = Due.SUPPLEMENT in at.clock.open or at.clock.lapsed is Due.SUPPLEMENT
    return awaited and at.case.voided_at is None


def _asked(at: Stand, kind: Kind) -> bool:
    return any(event.kind is kind for event in at.clock.events)


urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/supplement/ask/", AskSupplement.as_view(), name="cases_supplement_ask"),
    path("cases/<int:case>/supplement/", ReceiveSupplement.as_view(), name="cases_supplement"),
    path("cases/<int:case>/reasons/ask/", AskReasons.as_view(), name="cases_reasons_ask"),
    path("cases/<int:case>/reasons/", RecordReasons.as_view(), name="cases_reasons"),
    path("cases/<int:case>/defer/", Defer.as_view(), name="cases_defer"),
    path("cases/<int:case>/extend/", Extend.as_view(), name="cases_extend"),
    path("cases/<int:case>/withdraw/", Withdraw.as_view(), name="cases_withdraw"),
    path("cases/<int:case>/close/", close, name="cases_close"),
]
ACTIONS: tuple[Action, ...] = (
    Action("cases_close", "拟写结案告知书", lambda at: _proposed(at) is not None, True, ""),
    Action(
        "cases_supplement",
        "收到补正",
        _awaits_supplement,
        tone="",
    ),
    Action(
        "cases_supplement_ask",
        "告知补正",
        lambda at: (
            at.is_open
            and not under_way(at, "supplement_notice")
            and allowed(at, Kind.SUPPLEMENT_NOTIFIED, until=asking.after(1))
        ),
    ),
    Action(
        "cases_extend",
        "延期答复",
        lambda at: at.is_open and not under_way(at, "extension_notice") and allowed(at, Kind.EXTENDED, days=1),
    ),
    Action(
        "cases_reasons_ask",
        "要求说明理由",
        lambda at: (
            at.is_open
            and not _asked(at, Kind.REASONS_ASKED)
            and not under_way(at, "reasons_notice")
            and allowed(at, Kind.REASONS_ASKED)
        ),
    ),
    Action("cases_reasons", "登记说明的理由", lambda at: at.is_open and _asked(at, Kind.REASONS_ASKED)),
    Action(
        "cases_defer",
        "延迟答复",
        lambda at: (
            at.is_open
            and _asked(at, Kind.REASONS_ASKED)
            and not under_way(at, "delay_notice")
            and bool(papers.reasons_of(at.case))
            and allowed(at, Kind.DEFERRED, until=at.clock.due.get(Due.REPLY))
        ),
    ),
    Action("cases_withdraw", "申请人撤回", lambda at: at.is_open, tone="button-secondary no"),
)
PANELS: tuple[Panels, ...] = (panel,)
