"""Entering again what was taken out by mistake: at which form, and what that begins with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property

from gongkai.cases.enums import LetterState, PaperKind, Procedure
from gongkai.cases.models import Case, CaseLetter, Happening
from gongkai.cases.services import giving
from gongkai.law.events import Kind
from gongkai.letters.text import day

_FORMS: Final[Mapping[Kind, str]] = {
    Kind.CONFIRMED: "cases_confirm",
    Kind.SUPPLEMENT_RECEIVED: "cases_supplement",
    Kind.FEE_PAID: "cases_fee_paid",
    Kind.WITHDRAWN: "cases_withdraw",
}
_OF_CONSULTATIONS: Final[Mapping[Kind, str]] = {
    Kind.CONSULTATION_SENT: "cases_consultation_sent",
    Kind.CONSULTATION_DELIVERED: "cases_consultation_delivered",
    Kind.CONSULTATION_ANSWERED: "cases_consultation_answer",
}


class Again(NamedTuple):
    """Where something is entered again: the address of its form, with the event that fills it in, and what to say."""

    url: str
    label: str


def again(case: Case, out: Happening, letters: Iterable[CaseLetter]) -> Again | None:
    """Where the event is entered again that `out` took out; `letters` are those of the case."""
    happening = out.takes_out
    assert happening is not None
    kind, event = Kind(happening.kind), happening.event
    consultation = case.consultations.filter(ref=event.ref).first() if event.ref else None
    if (letter := _letter(out, letters)) is not None:
        return _to("cases_letter_serve", letter.pk, happening, f"重新登记送达：{letter}")
    if kind in _OF_CONSULTATIONS and consultation is not None and not out.members:
        return _to(_OF_CONSULTATIONS[kind], (case.pk, consultation.pk), happening)
    if kind in _FORMS:
        return _to(_FORMS[kind], case.pk, happening)
    if kind is Kind.REOPENED:
        return _reopened(case, happening)
    if kind is Kind.REPLIED and giving.may_answer_on_the_spot(case):
        return _to("cases_on_the_spot", case.pk, happening)
    return Again(reverse("cases_letter_new", args=[case.pk]), "没有可以送达的文书，重新拟写，签发后登记送达")


def _letter(out: Happening, letters: Iterable[CaseLetter]) -> CaseLetter | None:
    """The letter whose service was taken out, if it can be served."""
    waiting = [each for each in letters if each.state == LetterState.APPROVED]
    named = out.members.get("letter")
    return next((each for each in waiting if str(each.public_key) == named), None)


def _reopened(case: Case, happening: Happening) -> Again | None:
    if happening.event.by == "self":
        return _to("cases_reopen", case.pk, happening)
    procedure = Procedure.LITIGATION if happening.event.by == "court" else Procedure.RECONSIDERATION
    remedy = case.remedies.filter(procedure=procedure, decided_on__lte=happening.on).order_by("-decided_on").first()
    return _to("cases_remedy_reopen", remedy.pk, happening) if remedy is not None else None


def _to(name: str, of: int | tuple[int, ...], happening: Happening, label: str = "") -> Again:
    args = of if isinstance(of, tuple) else (of,)
    return Again(f"{reverse(name, args=args)}?again={happening.number}", label or "重新登记，已照原来的填好")


# --- what the form begins with --------------------------------------------------------------------------------------


class FilledAgain:
    """A form of a case that begins with what was taken out by mistake, where its address names that."""

    request: HttpRequest

    @cached_property
    def again(self) -> Happening | None:
        number = self.request.GET.get("again", "")
        of: Case | None = self.case  # type: ignore[attr-defined]  # of whoever mixes this in
        if not (number.isascii() and number.isdigit() and len(number) < 9) or of is None:
            return None
        return of.happenings.filter(takes_out__number=number).select_related("takes_out").first()

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()  # type: ignore[misc]
        if self.again is not None:
            kwargs["initial"] = kwargs["initial"] | said(self.again)
        return kwargs


def said(out: Happening) -> dict[str, Any]:
    """What was entered with an event that was taken out, by the names of the fields in which it is entered."""
    happening = out.takes_out
    assert happening is not None
    event = happening.event
    members = {name: value for name, value in event._asdict().items() if value is not None and name != "kind"}
    noted = dict.fromkeys(("evidence", "how", "why"), happening.note) if happening.note else {}
    served = {name: value for name, value in out.members.items() if name != "letter"}
    if "served_on" in served:
        served["on"] = served.pop("served_on")
    return noted | members | served | _MORE.get(event.kind, _nothing)(happening)


def _nothing(happening: Happening) -> dict[str, Any]:
    return {}


def _supplement(happening: Happening) -> dict[str, Any]:
    """What the applicant supplemented lies with the case already."""
    papers = happening.case.papers.filter(kind=PaperKind.SUPPLEMENT, removed_at=None, note=f"{day(happening.on)}补正")
    names = "、".join(f"“{paper.name}”" for paper in papers)
    return {"text": f"见已登记的补正材料{names}"} if names else {}


def _paid(happening: Happening) -> dict[str, Any]:
    fee = happening.case.fees.exclude(receipt_number="").order_by("-pk").first()
    return {"receipt_number": fee.receipt_number} if fee is not None else {}


_MORE: Final[Mapping[Kind, Callable[[Happening], dict[str, Any]]]] = {
    Kind.SUPPLEMENT_RECEIVED: _supplement,
    Kind.FEE_PAID: _paid,
}
