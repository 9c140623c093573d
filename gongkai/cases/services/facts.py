"""What a case tells for its letters, so that nobody types a day, a fee or a search a second time.

What is not known is left out, and `gongkai.letters` names it. What an officer states goes before what the case tells;
who writes to whom about which request is never stated.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from datetime import date
from functools import cached_property
from typing import Any, Final

from django.utils import timezone

from gongkai.bodies.models import Body
from gongkai.cases.enums import Delivery, Form, LetterState
from gongkai.cases.models import (
    Case,
    CaseLetter,
    Consultation,
    FeeDecision,
    Happening,
    Paper,
    Practice,
    RecordCorrection,
)
from gongkai.cases.services import giving, papers, searching
from gongkai.cases.services.course import clock_of, current_calendar, happenings_of
from gongkai.cases.services.intake import is_repeated, like
from gongkai.cases.services.practice import practice_of
from gongkai.law.clocks import Clock, clock
from gongkai.law.errors import LawError
from gongkai.law.events import Event, Kind
from gongkai.law.fees import Charge, Method, propose
from gongkai.law.limits import Channel, Consulted, ServedBy
from gongkai.law.remedy import BodyKind
from gongkai.law.terms import Due
from gongkai.letters import DECISIONS, Facts, Finding, Issuer
from gongkai.letters.interchange import facts_from, members_from
from gongkai.letters.text import day
from gongkai.persons.enums import ApplicantKind
from gongkai.persons.keys import KeysError

BY_CASE: Final = frozenset(
    {
        *("issuer", "applicant", "natural", "number", "on", "registration", "received", "channel"),
        *("asked", "events", "charge", "wanted_form", "portal", "due"),
    }
)
"""Members of `Facts` that nobody states."""
STATED: Final = frozenset(each.name for each in fields(Facts)) - BY_CASE
"""Members of `Facts` that an officer may state."""
DAYS: Final = "days"
"""Stated beside them for an extension: by how many working days."""
ONLINE: Final = frozenset({Delivery.ONLINE, Delivery.EMAIL})


@dataclass(frozen=True)
class At:
    """A letter and what it is about, as of a day; each question is asked of the database once."""

    letter: CaseLetter
    today: date

    @cached_property
    def of(self) -> Case | RecordCorrection:
        found = self.letter.case or self.letter.correction
        assert found is not None
        return found

    @property
    def case(self) -> Case:
        assert self.letter.case is not None
        return self.letter.case

    @property
    def given(self) -> Mapping[str, Any]:
        given: Mapping[str, Any] = self.letter.given
        return given

    @cached_property
    def practice(self) -> Practice:
        return practice_of(self.letter.body)

    @cached_property
    def clock(self) -> Clock:
        return clock_of(self.case, as_of=self.today)

    @cached_property
    def happenings(self) -> list[Happening]:
        return happenings_of(self.case)

    @cached_property
    def events(self) -> list[Event]:
        return [each.event for each in self.happenings]

    @cached_property
    def third_parties(self) -> list[Consultation]:
        return list(self.case.consultations.filter(to=Consulted.THIRD_PARTY))

    @cached_property
    def giving(self) -> dict[str, Any]:
        """What is given and withheld by the reply in hand, as members of `Facts`."""
        return members_from(giving.for_letter(self.case)) if self.letter.case is not None else {}

    def last(self, kind: Kind) -> Happening | None:
        return next((each for each in reversed(self.happenings) if each.kind == kind), None)

    def with_event(self, event: Event) -> Clock:
        """The clock if this happened too.

        Raises:
            LawError: the law does not allow it.
        """
        return clock([*self.events, event], current_calendar(), as_of=self.today)


def facts_for(letter: CaseLetter, *, on: date | None = None) -> Facts:
    """The facts of a letter as the case stands: what the case tells, and before that what was stated.

    `on` is the day of the letter, today unless told otherwise.

    Raises:
        FactsNotReadable: what was stated is not well formed.
    """
    at = At(letter, timezone.localdate())
    stated = members_from({name: value for name, value in at.given.items() if name != DAYS})
    own = _of_case(at) if letter.case is not None else _of_correction(at)
    told = own | _TOLD.get(letter.key, _nothing)(at)
    if letter.key in DECISIONS:
        findings = stated.get("findings") or _findings(at)
        stated["findings"] = tuple(filled(each, at) for each in findings)
        told["attachments"] = at.giving.get("attachments", ()) if _gives(stated["findings"]) else ()
    if letter.key == "extension_notice":
        stated.pop("new_due", None)  # it follows from the working days
    said = {name: value for name, value in stated.items() if value not in ("", None, ())}
    return Facts(**{**told, "on": on or at.today, **said})


# --- of every letter ------------------------------------------------------------------------------------------------


def issuer_of(body: Body, practice: Practice) -> Issuer:
    return Issuer(
        name=body.name,
        kind=BodyKind(practice.kind),
        reviewers=tuple(practice.reviewers),
        address=body.address,
        phone=body.phone,
        person=practice.contact or body.office,
    )


def _of_case(at: At) -> dict[str, Any]:
    case = at.case
    form = "" if case.form == Form.OTHER else case.get_form_display()
    return {
        "issuer": issuer_of(at.letter.body, at.practice),
        "applicant": case.applicant.name,
        "natural": case.column == ApplicantKind.NATURAL_PERSON,
        "number": at.letter.number,
        "registration": case.number,
        "received": at.clock.receipt,
        "channel": Channel(case.channel),
        "asked": asked(case),
        "events": tuple(at.events),
        "form": form,
        "wanted_form": form,
        "route": case.get_delivery_display(),
        "online": case.delivery in ONLINE,
        "portal": at.practice.portal,
    }


def asked(case: Case) -> str:
    """What was asked, in the applicant's words: name, document number, description."""
    number = f"（{case.document_number}）" if case.document_number else ""
    name = f"{case.title}{number}"
    return "：".join(dict.fromkeys(filter(None, (name, case.description.strip().removesuffix("。")))))


def _of_correction(at: At) -> dict[str, Any]:
    correction = at.letter.correction
    assert correction is not None
    return {
        "issuer": issuer_of(at.letter.body, at.practice),
        "applicant": correction.applicant.name,
        "natural": correction.applicant.kind == ApplicantKind.NATURAL_PERSON,
        "number": at.letter.number,
        "registration": correction.number,
        "received": timezone.localdate(correction.submitted_at),
        "channel": Channel(correction.channel),
        "asked": f"将“{correction.record}”中的“{correction.wrong}”更正为“{correction.right}”",
        "portal": at.practice.portal,
    }


# --- of letters on the way ------------------------------------------------------------------------------------------


def _nothing(at: At) -> dict[str, Any]:
    return {}


def _due(at: At) -> dict[str, Any]:
    return {"due": at.clock.due.get(Due.REPLY)}


def _reply_by(at: At) -> dict[str, Any]:
    return {"reply_by": current_calendar().after(at.today, at.practice.supplement_days)}


def _extension(at: At) -> dict[str, Any]:
    days = at.given.get(DAYS)
    extended = None
    if isinstance(days, int):
        with suppress(LawError):  # the letter will be refused with the law's own sentence
            extended = at.with_event(Event(Kind.EXTENDED, at.today, days=days)).due.get(Due.REPLY)
    return {**_due(at), "new_due": extended}


def _consulted(at: At) -> dict[str, Any]:
    asked_of = at.letter.consultation
    if asked_of is None:
        return {}
    return {"recipient": asked_of.name, "content": asked_of.content, "question": asked_of.question}


_WHOM: Final = {
    Consulted.THIRD_PARTY: "第三方的合法权益",
    Consulted.CO_MAKER: "共同制作的其他行政机关",
    Consulted.OTHER_ORGAN: "其他行政机关",
}


def _consulting(at: At) -> dict[str, Any]:
    sent = next((each for each in at.events if each.kind is Kind.CONSULTATION_SENT and _is_open(each, at)), None)
    if sent is None or sent.to is None:
        return {}
    return {"consulted": _WHOM[sent.to], "since": sent.on}


def _is_open(sent: Event, at: At) -> bool:
    return any(each.ref == (sent.ref or "") and each.is_open(at.today) for each in at.clock.consultations)


def fee_of(case: Case) -> FeeDecision | None:
    """What was decided last on the fee, if that is to charge."""
    last = case.fees.order_by("-pk").first()
    return last if last is not None and last.method else None


def charge_of(case: Case, received: date | None) -> Charge | None:
    """The charge that was decided, with how it is worked out."""
    fee = fee_of(case)
    if fee is None or received is None:
        return None
    charge = propose(on=received, before=fee.before, pages=fee.pages).charge(Method(fee.method))
    return charge if charge is not None and charge.amount == fee.amount else None


def _fee(at: At) -> dict[str, Any]:
    return {"charge": charge_of(at.case, at.clock.receipt), "pay_how": at.practice.pay_how}


def _forwarding(at: At) -> dict[str, Any]:
    case = at.case
    came = f"{day(timezone.localdate(case.submitted_at))}以{Channel(case.channel).label}方式收到"
    return {"recipient": case.office, "to_office": case.office, "received_by": came, "forwarded_on": at.today}


_TOLD: Final[Mapping[str, Callable[[At], dict[str, Any]]]] = {
    "acknowledgement": _due,
    "supplement_notice": _reply_by,
    "reasons_notice": _reply_by,
    "extension_notice": _extension,
    "third_party_consultation": _consulted,
    "co_maker_consultation": _consulted,
    "organ_consultation": _consulted,
    "third_party_disclosure": _consulted,
    "consultation_notice": _consulting,
    "fee_notice": _fee,
    "forwarding": _forwarding,
}


# --- of findings ----------------------------------------------------------------------------------------------------


def filled(finding: Finding, at: At) -> Finding:
    """A finding with what the case tells for it, where nobody stated it."""
    told = _FOUND.get(finding.outcome, _nothing)(at) if at.letter.case is not None else {}
    return replace(finding, **{name: value for name, value in told.items() if not getattr(finding, name)})


def _searched(at: At) -> dict[str, Any]:
    return searching.for_letter(at.case)


def _opinions(at: At) -> dict[str, Any]:
    """How third parties were asked and what they said: without who they are."""
    told = []
    for one in at.third_parties:
        days = {each.kind: each.on for each in at.events if each.ref in (one.ref, None)}
        sent, answered = days.get(Kind.CONSULTATION_SENT), days.get(Kind.CONSULTATION_ANSWERED)
        if sent is None:
            continue
        said = f"{day(answered)}收到其意见，第三方{one.get_answer_display()}" if answered and one.answer else ""
        told.append(f"{day(sent)}书面征求第三方意见，{said or '第三方没有提出意见'}")
    return {"opinion": "；".join(told)}


def _findings(at: At) -> tuple[Finding, ...]:
    """What was settled in giving and withholding, where the letter is about that; or what its outcome says."""
    settled: tuple[Finding, ...] = at.giving.get("findings", ())
    fits = any(each.outcome == at.letter.key for each in settled)
    return settled if fits else (Finding(outcome=at.letter.key),)


def _gives(findings: Iterable[Finding]) -> bool:
    return any(each.outcome in ("disclosed", "partial") for each in findings)


def _given(at: At) -> dict[str, Any]:
    settled: tuple[Finding, ...] = at.giving.get("findings", ())
    for each in settled:
        if each.given:
            return {"given": each.given}
    return {}


def _partly(at: At) -> dict[str, Any]:
    settled: tuple[Finding, ...] = at.giving.get("findings", ())
    for each in settled:
        if each.outcome == "partial":
            return {"given": each.given, "parts": each.parts, "method": each.method}
    return _given(at)


def _notice(at: At, key: str, kind: Kind, due: Due) -> dict[str, Any]:
    """A notice that the applicant let pass: when it was made, how it reached them, until when it was to be followed."""
    happened = at.last(kind)
    if happened is None:
        return {}
    letter = at.case.letters.filter(key=key, state=LetterState.SERVED, happening=happened).first()
    term = happened.event.until or at.clock.due.get(due)
    served = f"{day(happened.on)}告知申请人"
    if letter is not None and letter.served_on is not None:
        served = f"{day(letter.served_on)}{ServedBy(letter.route).label}"
        if letter.reached_on is not None and letter.reached_on != letter.served_on:
            served += f"（{day(letter.reached_on)}收到）"
    return {
        "notice_on": letter.on if letter is not None else happened.on,
        "notice_served": served,
        "notice_term": day(term) if term is not None else "",
    }


def _not_supplemented(at: At) -> dict[str, Any]:
    return _notice(at, "supplement_notice", Kind.SUPPLEMENT_NOTIFIED, Due.SUPPLEMENT)


def _fee_unpaid(at: At) -> dict[str, Any]:
    fee = fee_of(at.case)
    amount = {"notice_amount": f"{fee.amount}元"} if fee is not None else {}
    return {**_notice(at, "fee_notice", Kind.FEE_NOTIFIED, Due.PAYMENT), **amount}


_LONGEST: Final = 1500
"""Of the applicant's reasons, how much a letter quotes."""


def _explained(at: At) -> dict[str, Any]:
    """What the applicant gave as reasons for asking so much, in one sentence; or that no reasons came in time."""
    asked = at.last(Kind.REASONS_ASKED)
    given = [each for each in papers.reasons_of(at.case) if asked is not None and each.at >= asked.at]
    if given:
        said = [_words(paper) for paper in given]
        told = (
            "；".join(dict.fromkeys(each for each in said if each))
            or f"见{day(timezone.localdate(given[-1].at))}登记的书面说明"
        )
        return {"explained": told if len(told) <= _LONGEST else f"{told[:_LONGEST]}……（全文见申请人提交的说明）"}
    letter = at.case.letters.filter(key="reasons_notice", state=LetterState.SERVED, happening=asked).first()
    until = facts_from(letter.facts).reply_by if asked is not None and letter is not None else None
    return {"explained": f"在{day(until)}以前没有说明理由"} if until is not None and until < at.today else {}


def _words(paper: Paper) -> str:
    with suppress(FileNotFoundError, KeysError, ValueError):
        lines = (line.strip().rstrip("。；;") for line in papers.words_of(paper).replace("。", "\n").splitlines())
        return "；".join(line for line in lines if line)
    return ""


def _withdrawn(at: At) -> dict[str, Any]:
    happened = at.last(Kind.WITHDRAWN)
    if happened is None:
        return {}
    how = happened.note.removesuffix("方式") or ("网上" if happened.by_id is None else "书面")
    return {"withdrawn_on": happened.on, "withdrawn_how": how}


def _earlier(at: At) -> dict[str, Any]:
    """The last answer to the same request of the same applicant."""
    same = [each.pk for each in like(at.case) if is_repeated(at.case, each)]
    answers = CaseLetter.objects.filter(case__in=same, state=LetterState.SERVED, key__in=DECISIONS).order_by("-pk")
    last = answers.first()
    return {"earlier_number": last.number, "earlier_on": last.on} if last is not None else {}


_FOUND: Final[Mapping[str, Callable[[At], dict[str, Any]]]] = {
    "disclosed": _given,
    "partial": _partly,
    "third_party_rights": _opinions,
    "not_held": _searched,
    "repeated": _earlier,
    "excessive": _explained,
    "not_supplemented": _not_supplemented,
    "fee_unpaid": _fee_unpaid,
    "withdrawn": _withdrawn,
}
