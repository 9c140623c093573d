"""The clock of a case: when the reply is due and what moved that, each limit, what happened; confirming the receipt,
taking out what was entered by mistake."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import cached_property

from gongkai.cases.derivation import shifts
from gongkai.cases.desk.again import Again, again
from gongkai.cases.desk.parts import Action, CaseDeed, Panel, Panels, Stand, url_of
from gongkai.cases.enums import PaperKind
from gongkai.cases.models import Case, Happening
from gongkai.cases.services import course, papers
from gongkai.cases.telling import Fact, told
from gongkai.cases.terms import label_of, left, said
from gongkai.documents.desk.forms import ReasonForm
from gongkai.law.events import Kind
from gongkai.law.limits import Channel
from gongkai.law.terms import Due, Entry, State
from gongkai.office.fields import DayField


class Limit(NamedTuple):
    """A limit that is still to be met, or that ran."""

    label: str
    day: date
    said: str
    late: bool
    open: bool
    provisional: bool


class Month(NamedTuple):
    """A month of the ledger; `counts` is how many of its days count, `current` whether it is this one."""

    first: date
    counts: int
    current: bool
    days: list[Entry]


def limits_of(at: Stand) -> list[Limit]:
    """What is still to be met first, then what ran."""
    clock = at.clock
    return [
        Limit(
            label_of(key),
            day,
            said(day, at.today) if key in clock.open else "",
            key in clock.open and left(day, at.today) < 0,
            key in clock.open,
            key in clock.provisional,
        )
        for key, day in sorted(clock.due.items(), key=lambda each: (each[0] not in clock.open, each[1]))
    ]


def months_of(ledger: tuple[Entry, ...], today: date) -> list[Month]:
    groups = ((month, list(days)) for month, days in groupby(ledger, key=lambda each: each.on.replace(day=1)))
    return [
        Month(month, sum(each.counts for each in days), month == today.replace(day=1), days) for month, days in groups
    ]


def panel(at: Stand) -> Panel:
    """The due date with all that made it, each limit, what the kernel remarks, the ledger day by day."""
    clock = at.clock
    moved, limits = shifts(clock), limits_of(at)
    due = clock.due.get(Due.REPLY)
    context = {
        "clock": clock,
        "due": due,
        "first": next((each.after for each in moved if each.after is not None), None),
        "late": Due.REPLY in clock.open and due is not None and due < at.today,
        "provisional": Due.REPLY in clock.provisional and at.is_open,
        "any_provisional": any(each.provisional and each.open for each in limits),
        "shifts": moved,
        "limits": limits,
        "used": sum(each.counts for each in clock.ledger if each.on <= at.today),
        "length": clock.terms[-1].days + clock.terms[-1].extension if clock.terms else 0,
        "months": months_of(clock.ledger, at.today),
    }
    return Panel("期限", "cases/panels/clock.html", context)


# --- what happened --------------------------------------------------------------------------------------------------


class Row(NamedTuple):
    """Something that was entered. `out` is what took it out, if it was; `again` where it is entered once more, while
    nothing of its kind was since."""

    happening: Happening
    facts: list[Fact]
    out: Happening | None
    may_take_out: bool
    again: Again | None


def timeline(at: Stand) -> Panel:
    """All that was entered, the last first; what was taken out stands there still, struck through."""
    every = list(at.case.happenings.select_related("by", "takes_out").order_by("number"))
    out = {each.takes_out_id: each for each in every if each.takes_out_id}
    valid = at.case.voided_at is None
    rows = []
    for each in reversed(every):
        if each.kind:
            gone = out.get(each.pk)
            again_at = (
                again(at.case, gone, at.letters) if valid and gone is not None and _is_missing(gone, every) else None
            )
            may_take_out = valid and gone is None and each.kind != Kind.RECEIVED
            rows.append(Row(each, told(each), gone, may_take_out, again_at))
    return Panel("办理过程", "cases/panels/timeline.html", {"rows": rows})


def _is_missing(out: Happening, every: list[Happening]) -> bool:
    """Whether nothing of the kind of what was taken out was entered since, or at once instead."""
    gone = out.takes_out
    assert gone is not None
    return not any(
        each.kind == gone.kind and each.number > out.number and each.event.ref == gone.event.ref for each in every
    )


def received(case: Case) -> str:
    """Where a case that was just entered or confirmed stands, in a sentence."""
    if case.received_on is None:
        return f"请在{case.next_due_on}前与申请人确认收到，期限自确认之日起算"
    return f"收到申请之日{case.received_on}，答复期限{case.reply_due_on}"


# --- confirming -----------------------------------------------------------------------------------------------------


class ConfirmForm(forms.Form):
    on = DayField(label="确认日期", initial=timezone.localdate)
    evidence = forms.CharField(
        label="怎样确认的", max_length=200, help_text="如电话告知，通话时间；回复邮件，发送时间；申请人回复"
    )
    proof = forms.FileField(label="凭证", required=False, help_text="通话记录、邮件截图等")
    seen = forms.IntegerField(widget=forms.HiddenInput)


class Confirm(CaseDeed):
    """That both sides have confirmed that the request was received (Art. 31)."""

    page_title = "确认收到"
    form_class = ConfirmForm
    button = "确认"

    def get_about(self) -> str:
        channel = Channel(self.case.channel)
        return f"{channel.rule}（条例第31条）。办理期限自确认之日的次日起算；不能以不确认拖延。"

    @transaction.atomic
    def do(self, values: dict[str, Any]) -> str:
        evidence = values["evidence"].strip()
        case = course.happen(
            self.case, Kind.CONFIRMED, values["on"], by=self.by, seen=values["seen"], evidence=evidence
        )
        if (file := values["proof"]) is not None:
            papers.add(case, PaperKind.EVIDENCE, file.name, file.read(), by=self.by)
        return f"已确认，{received(case)}"


# --- taking out -----------------------------------------------------------------------------------------------------


class TakeOut(CaseDeed):
    """An event that was entered by mistake."""

    page_title = "更正办理过程"
    button = "去掉这一条"
    grave = True

    class form_class(ReasonForm):  # noqa: N801  (as Django names it)
        seen = forms.IntegerField(widget=forms.HiddenInput)

    @cached_property
    def happening(self) -> Happening:
        return get_object_or_404(self.case.happenings.exclude(kind=""), number=self.kwargs["number"])

    def get_about(self) -> str:
        said = f"{self.happening.on}“{self.happening.get_kind_display()}”登记错了的，去掉以后重新登记。"
        letter = getattr(self.happening, "letter", None)
        served = f"“{letter}”回到已签发，网上不再能下载，重新登记送达后恢复。" if letter is not None else ""
        given = (
            "随答复提供的信息申请人也不能再下载；公开了答复目录的，随之撤下。"
            if self.happening.kind == Kind.REPLIED
            else ""
        )
        lost = "去掉以后不能恢复；去错了的，在“办理过程”里这一条的下面按“重新登记”，表单已照原来的填好。"
        return f"{said}这一条划去，不删除，连同原因留在办理过程里；期限按其余的重新计算。{served}{given}{lost}"

    def do(self, values: dict[str, Any]) -> str:
        case = course.take_out(self.happening, values["why"], by=self.by, seen=values["seen"])
        due = f"，答复期限{case.reply_due_on}" if case.is_open and case.reply_due_on is not None else ""
        return f"已更正{due}。要重新登记的，在“办理过程”里这一条的下面按“重新登记”"

    def get_success_url(self) -> str:
        return f"{url_of(self.case)}#timeline"


urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/confirm/", Confirm.as_view(), name="cases_confirm"),
    path("cases/<int:case>/happenings/<int:number>/take-out/", TakeOut.as_view(), name="cases_take_out"),
]
ACTIONS: tuple[Action, ...] = (
    Action("cases_confirm", "确认收到", lambda at: at.is_open and at.clock.state is State.WAITING, tone=""),
)
PANELS: tuple[Panels, ...] = (panel,)
