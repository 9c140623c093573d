"""The information-processing fee on the page of a case: what it may come to, the decision, the payment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import URLPattern, path
from django.utils.functional import cached_property

from gongkai.cases.desk.handling import Drafting, SeenForm, SomeFiles, contents, today_field, under_way
from gongkai.cases.desk.parts import Action, CaseDeed, Panel, Panels, Stand, url_of
from gongkai.cases.services import fees
from gongkai.law.events import Kind
from gongkai.law.fees import MOST, Method, Proposal
from gongkai.law.terms import Due

NONE = "none"


class DecideForm(forms.Form):
    pages = forms.IntegerField(required=False, min_value=0, max_value=MOST, widget=forms.HiddenInput)
    method = forms.ChoiceField(label="决定", widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=300, required=False, help_text="不收费的，必须写明理由")


class Decide(Drafting):
    """Both methods with how they are worked out; the number of pages works the second out anew."""

    page_title = "信息处理费"
    form_class = DecideForm
    template_name = "cases/fee.html"
    button = "决定"

    @cached_property
    def pages(self) -> int | None:
        typed = (self.request.POST if self.request.method == "POST" else self.request.GET).get("pages", "").strip()
        return int(typed) if typed.isascii() and typed.isdigit() and int(typed) <= MOST else None

    @cached_property
    def proposal(self) -> Proposal | None:
        try:
            return fees.proposal_for(self.case, self.pages)
        except ValidationError as refusal:
            self.refusal = "；".join(refusal.messages)
            return None

    refusal = ""

    def get_initial(self) -> dict[str, Any]:
        return {"pages": self.pages}

    def get_form(self, form_class: Any = None) -> Any:
        form = super().get_form(form_class)
        charges = self.proposal.charges if self.proposal is not None else ()
        choices = [(str(each.method), f"{each.method.label}：{each.amount}元") for each in charges if each.amount]
        form.fields["method"].choices = [*choices, (NONE, "不收费")] if choices else []
        return form

    def get_about(self) -> str:
        if self.proposal is None:
            return f"{self.refusal}。"
        number = fees.before(self.case) + 1
        return f"这是申请人本月向本机关提出的第{number}件申请。{self.proposal.says()}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"proposal": self.proposal}

    def do(self, values: dict[str, Any]) -> str:
        method = None if values["method"] == NONE else Method(values["method"])
        made, self.letter = fees.decide(self.case, method, pages=values["pages"], reason=values["reason"], by=self.by)
        return f"已决定收取{made.amount}元，收费通知已拟稿" if self.letter is not None else "已决定不收费"


class PayForm(SeenForm):
    on = today_field("缴清的日期")
    receipt_number = forms.CharField(label="缴款凭证号", max_length=60, help_text="财政票据或者非税收入凭证的号码")
    added = SomeFiles(label="缴款凭证")


class Pay(CaseDeed):
    page_title = "登记缴费"
    form_class = PayForm
    button = "登记"

    def do(self, values: dict[str, Any]) -> str:
        files = contents(values.pop("added"))
        case = fees.pay(self.case, **values, files=files, by=self.by)
        return f"已登记，答复期限自缴清次日起重新计算，为{case.reply_due_on}"

    def get_success_url(self) -> str:
        return f"{url_of(self.case)}#fees"


def panel(at: Stand) -> Panel | None:
    """The decision with its notice and payment; before that, that something could be charged."""
    every = list(at.case.fees.select_related("by").order_by("-pk"))
    number = fees.before(at.case) + 1 if at.case.received_on else 0
    charges = at.is_open and not every and number > 1 and _may_charge(at)
    if not every and not charges:
        return None
    days = {event.kind: event.on for event in at.clock.events}
    context = {
        "decision": every[0] if every else None,
        "former": every[1:],
        "number": number,
        "told": days.get(Kind.FEE_NOTIFIED),
        "paid": days.get(Kind.FEE_PAID),
        "due": at.clock.due.get(Due.PAYMENT),
        "lapsed": at.clock.lapsed is Due.PAYMENT,
    }
    return Panel("信息处理费", "cases/panels/fees.html", context)


def _may_charge(at: Stand) -> bool:
    try:
        return not fees.proposal_for(at.case).free
    except ValidationError:
        return False


urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/fee/", Decide.as_view(), name="cases_fee"),
    path("cases/<int:case>/fee/paid/", Pay.as_view(), name="cases_fee_paid"),
]
ACTIONS: tuple[Action, ...] = (
    Action("cases_fee_paid", "登记缴费", lambda at: at.is_open and Due.PAYMENT in at.clock.open, tone=""),
    Action(
        "cases_fee",
        "信息处理费",
        lambda at: (
            at.is_open
            and at.clock.receipt is not None
            and Due.PAYMENT not in at.clock.due
            and not under_way(at, fees.NOTICE)
        ),
    ),
)
PANELS: tuple[Panels, ...] = (panel,)
