"""What is asked of the applicant on the way to a reply, and what he answers: the supplement (Art. 30), the reasons for
asking so much (Art. 35); how the reply is put off (Arts. 33 and 35); and the withdrawal.

A letter is only drafted when its event would be allowed today (`handling.would`). What happens
is entered when the letter is served (`services.letters.serve`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.models import User
from gongkai.audit.services import record
from gongkai.cases.enums import LETTERS, LetterState, PaperKind, Side
from gongkai.cases.models import Case, CaseLetter, Consultation
from gongkai.cases.services import letters, papers
from gongkai.cases.services.course import clock_of, current_calendar, events_of, happen, happenings_of, locked
from gongkai.cases.services.facts import DAYS
from gongkai.cases.services.handling import Files, to_handle, would
from gongkai.law.clocks import Clock
from gongkai.law.events import Kind
from gongkai.law.limits import RULES
from gongkai.law.terms import Due
from gongkai.letters import Facts, Issuer
from gongkai.letters.interchange import as_dict
from gongkai.letters.text import day

_LABELS: Final = dict(LETTERS)
_MOST_WORDS: Final = 2000


# --- what all of these deeds share ----------------------------------------------------------------------------------


def stated(**members: Any) -> dict[str, Any]:
    """What an officer states for a letter, as `letters.draft` takes it: members of `gongkai.letters.Facts`."""
    said = as_dict(Facts(issuer=Issuer(name="本机关"), **members))
    del said["issuer"]
    return said


def draft(
    case: Case, key: str, given: Mapping[str, Any], *, by: User, consultation: Consultation | None = None
) -> CaseLetter:
    """Draft a letter, unless one of its kind is under way.

    Raises:
        ValidationError: one is.
    """
    under_way = case.letters.standing().exclude(state=LetterState.SERVED).filter(key=key, consultation=consultation)
    if under_way.exists():
        raise ValidationError(f"已有一份{_LABELS[key]}在办，请先送达；不用的，请先作废")
    return letters.draft(case, key, given, by=by, consultation=consultation)


def after(days: int, since: date | None = None) -> date:
    """The last of so many working days after a day, today unless told otherwise."""
    return current_calendar().after(since or timezone.localdate(), days)


def _words(text: str, name: str) -> str:
    if len(said := text.strip()) > _MOST_WORDS:
        raise ValidationError({name: f"不能超过{_MOST_WORDS}字，更长的请作为文件上传"})
    return said


def _lines(lines: Sequence[str], why: str) -> tuple[str, ...]:
    found = tuple(line.strip().rstrip("；。;") for line in lines if line.strip())
    if not found:
        raise ValidationError({"points": why})
    return found


def _keep(case: Case, kind: PaperKind, called: str, text: str, files: Files, *, by: User | None, note: str) -> None:
    """Keep what an applicant wrote, as a text, and the files beside it. He may see them again."""
    if not text and not files:
        raise ValidationError({"text": "请写明内容，或者上传文件"})
    written = [(f"{called}.txt", text.encode())] if text else []
    for name, content in (*written, *files):
        papers.add(case, kind, name, content, by=by, side=Side.APPLICANT, shown=True, note=note)


# --- supplement (Art. 30) -------------------------------------------------------------------------------------------


@transaction.atomic
def ask_supplement(case: Case, points: Sequence[str], guidance: str, *, until: date, by: User) -> CaseLetter:
    """Draft the one notice of all that is to be supplemented.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: nothing is named, the law does not allow it, or a notice is under way.
    """
    case = to_handle(case, by)
    named = _lines(points, "请写明需要补正的全部事项，补正应当一次告知（条例第30条）")
    would(case, Kind.SUPPLEMENT_NOTIFIED, timezone.localdate(), until=until)
    given = stated(points=named, guidance=guidance.strip().rstrip("。"), reply_by=until)
    return draft(case, "supplement_notice", given, by=by)


@transaction.atomic
def receive_supplement(
    case: Case,
    text: str,
    files: Files,
    *,
    on: date,
    by: User | None = None,
    seen: int | None = None,
    good_reason: str = "",
) -> Case:
    """Enter what the applicant supplements: by an officer, what came on paper; by None, his own form. The time for the
    reply starts anew. After the limit it is only taken with a good reason, which the officer states.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is nothing in it, none was asked for, or it comes too late.
    """
    case = locked(case, by)
    members = {"good_reason": good_reason.strip(), "evidence": "" if by is not None else "申请人网上提交"}
    seen = case.last_event if seen is None else seen
    case = happen(case, Kind.SUPPLEMENT_RECEIVED, on, by=by, seen=seen, **members)
    words = _words(text, "text")
    _keep(case, PaperKind.SUPPLEMENT, f"补正内容（{day(on)}）", words, files, by=by, note=f"{day(on)}补正")
    return case


# --- reasons for asking so much (Art. 35) ---------------------------------------------------------------------------


@transaction.atomic
def ask_reasons(case: Case, points: Sequence[str], *, until: date, by: User) -> CaseLetter:
    """Draft the notice that asks for the reasons of a number or frequency clearly beyond reason.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: nothing is named, the term is past, the law does not allow it, or a notice is under way.
    """
    case = to_handle(case, by)
    named = _lines(points, "请写明需要申请人说明的内容")
    if until <= timezone.localdate():
        raise ValidationError({"until": "说明的期限应在今天以后"})
    would(case, Kind.REASONS_ASKED, timezone.localdate())
    return draft(case, "reasons_notice", stated(points=named, reply_by=until), by=by)


@transaction.atomic
def record_reasons(case: Case, text: str, files: Files, *, on: date, by: User | None = None) -> Case:
    """Keep the reasons that an applicant gives.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is nothing in it, none were asked for, or the day is not between asking and today.
    """
    case = to_handle(case, by)
    asked = [event.on for event in events_of(case) if event.kind is Kind.REASONS_ASKED]
    if not asked:
        raise ValidationError("没有要求申请人说明理由（条例第35条）")
    if not asked[-1] <= on <= timezone.localdate():
        raise ValidationError({"on": f"日期应在要求说明理由之日{asked[-1]}以后、今天以前"})
    words = _words(text, "text")
    _keep(case, PaperKind.OTHER, f"说明的理由（{day(on)}）", words, files, by=by, note=papers.REASONS)
    record("登记申请人说明的理由", by=by, subject=case, body=case.body, detail={"编号": case.number})
    return case


@transaction.atomic
def defer(case: Case, until: date, reason: str, *, by: User) -> CaseLetter:
    """Draft the notice of a later day for the reply: the reasons are good, the time is not enough.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no reason, the applicant gave none, the law does not allow it, or a notice is under
            way.
    """
    case = to_handle(case, by)
    if not reason.strip():
        raise ValidationError({"reason": "请写明不能按期答复的事由"})
    counted = would(case, Kind.DEFERRED, timezone.localdate(), until=until)
    if not papers.reasons_of(case):
        raise ValidationError("还没有登记申请人说明的理由，不能认定理由合理（条例第35条）")
    given = stated(new_due=counted.due[Due.REPLY], reason=reason.strip().rstrip("。"))
    return draft(case, "delay_notice", given, by=by)


# --- extension (Art. 33) --------------------------------------------------------------------------------------------


def most_extension(case: Case) -> int:
    """Working days by which the reply may be put off at most, by the law of the day of receipt."""
    return RULES.on(case.received_on or timezone.localdate()).most_extension


@transaction.atomic
def extend(case: Case, days: int, reason: str, *, by: User) -> CaseLetter:
    """Draft the notice of an extension. Whoever signs it consents as head of the office for disclosure; it holds once
    it is served, which must be by the day on which the reply is due now.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no reason, the law does not allow it, or a notice is under way.
    """
    case = to_handle(case, by)
    if not reason.strip():
        raise ValidationError({"reason": "请写明不能按期答复的事由"})
    would(case, Kind.EXTENDED, timezone.localdate(), days=days)
    given = stated(reason=reason.strip().rstrip("。"))
    return draft(case, "extension_notice", given | {DAYS: days}, by=by)


# --- withdrawal, and what lapsed ------------------------------------------------------------------------------------


@transaction.atomic
def withdraw(
    case: Case, *, on: date, how: str, by: User | None = None, seen: int | None = None, files: Files = ()
) -> Case:
    """Enter that the applicant withdraws: by an officer, from paper; by None, online.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not said how, or the case is closed.
    """
    case = locked(case, by)
    if not how.strip():
        raise ValidationError({"how": "请写明撤回的方式，如“当面提交书面撤回申请”"})
    seen = case.last_event if seen is None else seen
    case = happen(case, Kind.WITHDRAWN, on, by=by, seen=seen, note=how)
    for name, content in files:
        papers.add(case, PaperKind.EVIDENCE, name, content, by=by, side=Side.APPLICANT, note=f"{day(on)}撤回申请")
    return case


class Proposed(NamedTuple):
    """A letter that is to go out since something lapsed or was withdrawn; `given` is what is stated for it."""

    key: str
    why: str
    given: dict[str, Any]

    @property
    def label(self) -> str:
        return _LABELS[self.key]


_LAPSED: Final = {Due.SUPPLEMENT: "not_supplemented", Due.PAYMENT: "fee_unpaid"}


def proposed(case: Case, counted: Clock | None = None) -> Proposed | None:
    """The letter that tells the applicant of the end, where the case ended by itself or by him, and none is drafted."""
    counted = counted or clock_of(case)
    if counted.lapsed is not None:
        why = f"{counted.lapsed.label}的期限{counted.due[counted.lapsed]}已过，视为放弃申请，不再处理"
        found = Proposed(_LAPSED[counted.lapsed], why, {})
    elif counted.outcome == "withdrawn":
        found = _withdrawn(case)
    else:
        return None
    since = case.happenings.order_by("-number").values_list("at", flat=True).first()
    if case.letters.standing().filter(key=found.key, drafted_at__gte=since).exists():
        return None
    return found


def _withdrawn(case: Case) -> Proposed:
    told = next(each for each in reversed(happenings_of(case)) if each.kind == Kind.WITHDRAWN)
    how = told.note.removesuffix("方式").removesuffix("撤回")
    finding = {"outcome": "withdrawn", **({"withdrawn_how": how} if how else {})}
    return Proposed("withdrawn", f"申请人于{told.on}撤回申请", {"findings": [finding]})


@transaction.atomic
def draft_proposed(case: Case, *, by: User) -> CaseLetter:
    """Draft the letter that is proposed.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: none is.
    """
    case = locked(case, by)
    found = proposed(case)
    if found is None:
        raise ValidationError("没有需要拟写的结案文书，或者已经拟好")
    return draft(case, found.key, found.given, by=by)
