"""What happens to a case: each event is held against the law before it is kept, and the case counted anew from all."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.cases.enums import LetterState
from gongkai.cases.models import Case, CaseLetter, Happening, Paper
from gongkai.law.clocks import Clock, clock
from gongkai.law.errors import LawError
from gongkai.law.events import KINDS, Event, Kind, event_from
from gongkai.law.outcomes import OUTCOMES
from gongkai.law.terms import Due
from gongkai.law.workdays import WorkCalendar, calendar

COUNTED: Final = frozenset(each.key for each in OUTCOMES if each.row_2021 is not None)
"""The outcomes of a request: those that the annual report has a row for."""
TOGETHER: Final = 500
"""Cases that are counted anew between two looks at the clock."""


def current_calendar() -> WorkCalendar:
    """The working days as they are known now; years without a notice are counted provisionally, and marked."""
    return calendar(provisional=True)


# --- reading --------------------------------------------------------------------------------------------------------


def happenings_of(case: Case) -> list[Happening]:
    """What holds of what was entered: without what was taken out, and what took it out."""
    entered = list(case.happenings.order_by("number"))
    out = {each.takes_out_id for each in entered}
    return [each for each in entered if each.kind and each.pk not in out]


def events_of(case: Case) -> list[Event]:
    return [each.event for each in happenings_of(case)]


def clock_of(case: Case, *, as_of: date | None = None) -> Clock:
    """Where a case stands on a day, today unless told otherwise, with the ledger that says why."""
    return clock(events_of(case), current_calendar(), as_of=as_of or timezone.localdate())


# --- writing --------------------------------------------------------------------------------------------------------


@transaction.atomic
def happen(
    case: Case,
    kind: Kind,
    on: date,
    *,
    by: User | None,
    seen: int,
    note: str = "",
    reopened_by: str = "",
    **members: Any,
) -> Case:
    """Enter that something happened to a case on a day. `seen` is the last event that whoever enters it knew of,
    `reopened_by` the event's own member `by`: what made the body take a case up again (`gongkai.law.limits.REOPENED`).

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the law does not allow it then, something is missing, or somebody else entered something
            meanwhile.
    """
    case = locked(case, by)
    _require_seen(case, seen)
    if on > timezone.localdate():
        raise ValidationError({"on": f"“{KINDS[kind].label}”的日期还没有到"})
    members = {name: value for name, value in {**members, "by": reopened_by}.items() if value not in (None, "")}
    spelled = {name: value.isoformat() if isinstance(value, date) else value for name, value in members.items()}
    try:
        event = event_from({"kind": str(kind), "on": on.isoformat(), **spelled})
        counted = clock([*events_of(case), event], current_calendar(), as_of=timezone.localdate())
    except LawError as refusal:
        raise ValidationError(str(refusal)) from refusal
    if counted.closed_on is not None and counted.outcome not in COUNTED:
        raise ValidationError({"outcome": "请选择对这件申请的答复类型"})
    _add(case, by, kind=str(kind), on=on, members=_members(event), note=note.strip())
    put(case, counted)
    detail = {"编号": case.number, "事件": KINDS[kind].label, "日期": on.isoformat()}
    record("办理依申请公开", by=by, subject=case, body=case.body, detail=detail)
    return case


@transaction.atomic
def take_out(happening: Happening, why: str, *, by: User, seen: int) -> Case:
    """Take out an event that was entered by mistake; it stays on record, with who took it out and why. The letter whose
    service it was counts as not served: the applicant downloads it no more until it is served anew.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no reason, it is out already or the receipt, or the rest would not hold without it.
    """
    case = locked(happening.case, by)
    _require_seen(case, seen)
    if not why.strip():
        raise ValidationError({"why": "请写明更正的原因"})
    counted = _without(case, happening)
    letter = CaseLetter.objects.filter(happening=happening).first()
    served = {} if letter is None else _not_served(letter)
    _add(case, by, kind="", on=timezone.localdate(), members=served, note=why.strip(), takes_out=happening)
    put(case, counted)
    detail = {"编号": case.number, "更正": str(happening), "原因": why.strip()}
    told = {} if letter is None else {"不再送达": str(letter)}
    record("更正办理过程", by=by, subject=case, body=case.body, detail=detail | told)
    for follow in AFTER_TAKEN_OUT:
        follow(case, happening, by)
    return case


AFTER_TAKEN_OUT: Final[list[Callable[[Case, Happening, User], None]]] = []
"""What else follows, in the same transaction, when an event was taken out: called with the case, the event, and who
took it out."""


@transaction.atomic
def amend(happening: Happening, why: str, *, by: User, seen: int, **members: Any) -> Case:
    """Enter an event once more, with members that were not known before, in place of itself. What follows of it stands.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is out already, or the law does not allow it so.
    """
    case = locked(happening.case, by)
    _require_seen(case, seen)
    spelled = {name: value.isoformat() if isinstance(value, date) else value for name, value in members.items()}
    try:
        event = event_from({**happening.event.as_dict(), **spelled})
    except LawError as refusal:
        raise ValidationError(str(refusal)) from refusal
    counted = _without(case, happening, event)
    _add(case, by, kind="", on=timezone.localdate(), members={}, note=why, takes_out=happening)
    _add(case, by, kind=happening.kind, on=happening.on, members=_members(event), note=happening.note)
    put(case, counted)
    detail = {"编号": case.number, "更正": str(happening), "原因": why}
    record("更正办理过程", by=by, subject=case, body=case.body, detail=detail)
    return case


def _without(case: Case, happening: Happening, *instead: Event) -> Clock:
    """How a case is counted without an event.

    Raises:
        ValidationError: it is out already or the receipt, or the rest does not hold without it.
    """
    holding = happenings_of(case)
    if happening.pk not in {each.pk for each in holding}:
        raise ValidationError("这一条已经更正过")
    if happening.kind == Kind.RECEIVED:
        raise ValidationError("收到申请这一条不能更正；登记错了的，请作废后重新登记")
    rest = [each.event for each in holding if each.pk != happening.pk]
    try:
        return clock([*rest, *instead], current_calendar(), as_of=timezone.localdate())
    except LawError as refusal:
        what = "更正这一条" if instead else "去掉这一条"
        raise ValidationError(f"{what}后，其余的办理过程不成立：{refusal}") from refusal


def _not_served(letter: CaseLetter) -> dict[str, Any]:
    """Have a letter count as not served, and the applicant download it no more. Returns which it is and how it was
    served, as it stays on record with what took its event out."""
    was = {name: getattr(letter, name) for name in SERVED}
    files = [pk for pk in (letter.docx_id, letter.pdf_id) if pk is not None]
    Paper.objects.filter(pk__in=files, shown=True).update(shown=False)
    none = {"served_on": None, "reached_on": None, "route": "", "tracking_number": "", "happening": None}
    CaseLetter.objects.filter(pk=letter.pk).update(state=LetterState.APPROVED, edition=F("edition") + 1, **none)
    spelled = {name: value.isoformat() if isinstance(value, date) else value for name, value in was.items() if value}
    return {"letter": str(letter.public_key), **spelled}


SERVED: Final = ("served_on", "route", "reached_on", "tracking_number")
"""Members of a letter that say how it was served."""


def locked(case: Case, by: User | None) -> Case:
    """The case, held until the transaction ends.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was made void.
    """
    case = Case.objects.select_for_update(of=("self",)).select_related("body", "applicant", "handler").get(pk=case.pk)
    if by is not None:
        require(by, Right.REGISTER, case.body)
    if case.voided_at is not None:
        raise ValidationError(f"{case.number}已经作废")
    return case


def check(case: Case, *names: str) -> None:
    """Hold some members of a case against what they may be.

    Raises:
        ValidationError: one is too long, or no choice.
    """
    case.clean_fields(exclude=[field.name for field in Case._meta.fields if field.name not in names])


def _require_seen(case: Case, seen: int) -> None:
    if case.last_event != seen:
        last = case.happenings.order_by("-number").select_related("by").first()
        who = last.by.name if last is not None and last.by is not None else "系统"
        raise ValidationError(f"{who}刚刚登记了“{last}”，请看过以后再登记；您填写的内容没有保存")


def _add(case: Case, by: User | None, **members: Any) -> Happening:
    case.last_event += 1
    return Happening.objects.create(case=case, number=case.last_event, by=by, **members)


def _members(event: Event) -> dict[str, Any]:
    return {name: value for name, value in event.as_dict().items() if name not in ("kind", "on")}


def put(case: Case, counted: Clock) -> None:
    """Write into a case what was worked out of it."""
    waiting = {key: counted.due[key] for key in counted.open if key in counted.due}
    first = min(waiting, key=lambda key: waiting[key], default="")
    case.state = str(counted.state)
    case.received_on = counted.receipt
    case.reply_due_on = counted.due.get(Due.REPLY) if counted.receipt is not None else None
    case.next_due, case.next_due_on = str(first), waiting.get(first)
    case.provisional = bool(first) and first in counted.provisional
    case.closed_on = counted.closed_on
    case.outcome = counted.outcome if counted.closed_on is not None else ""
    case.in_time = counted.in_time
    case.counted_on = counted.as_of or timezone.localdate()
    case.came_on, case.settled_on, case.settled_as = _settled(counted)
    case.save()


def _settled(counted: Clock) -> tuple[date | None, date | None, str]:
    """By which days and which outcome the annual report counts a case: as it stood at the end of the first year that it
    did not end open, whatever became of it later; until there is such a year, as it stands now (decision 0030)."""
    ends = (
        date(year, 12, 31) for year in range(counted.events[0].on.year, (counted.as_of or timezone.localdate()).year)
    )
    looks = (clock(counted.events, counted.calendar, as_of=end) for end in ends)
    found = next((look for look in looks if look.closed_on is not None), counted)
    if found.closed_on is None:
        return found.receipt, None, ""
    return found.receipt or found.closed_on, found.closed_on, found.outcome


# --- the passing of days --------------------------------------------------------------------------------------------


def to_count_anew(today: date | None = None) -> Iterable[int]:
    """The open cases that were not counted since a day began: a limit may have passed, or a notice moved it."""
    today = today or timezone.localdate()
    return Case.objects.open().filter(counted_on__lt=today).order_by("pk").values_list("pk", flat=True)


@transaction.atomic
def count_anew(number: int) -> tuple[Case, date] | None:
    """Count a case as of today. Returns it with the reply's former due date if a holiday notice moved that, and nothing
    if none did: that somebody who was asked has still not answered moves it too, day by day, and is no news."""
    case = Case.objects.select_for_update(of=("self",)).select_related("body", "handler").get(pk=number)
    before, was_open = case.reply_due_on, case.is_open
    noticed = clock_of(case, as_of=case.counted_on).due.get(Due.REPLY) != before
    put(case, clock_of(case))
    if was_open and not case.is_open:
        record(
            "逾期自动办结", by=None, subject=case, body=case.body, detail={"编号": case.number, "类型": case.outcome}
        )
    moved = noticed and case.is_open and case.reply_due_on != before
    return (case, before) if moved and before is not None else None
