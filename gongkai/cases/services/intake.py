"""Entering requests: by which channel, from whom, for what; each gets its number and its first event."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, F, Q
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.cases.models import Case, CaseCounter, Happening
from gongkai.cases.models.case import CaseQuerySet
from gongkai.cases.services.access import digest_of
from gongkai.cases.services.course import check, current_calendar, happen, happenings_of, locked, put
from gongkai.law.clocks import clock
from gongkai.law.errors import LawError
from gongkai.law.events import Kind, event_from
from gongkai.law.limits import Channel
from gongkai.persons.identity import tidied
from gongkai.persons.models import Applicant
from gongkai.persons.services import same_as
from gongkai.report.text import fold

MEMBERS: Final = ("title", "document_number", "description", "form", "delivery")
"""What a request says (Regulations, Art. 29), beside who asks. Never why: nobody is asked for his purpose."""
SAID: Final = ("title", "document_number", "description")
"""What of it says which information is meant."""
MOST_PARTS: Final = 20
MOST_LIKE: Final = 20


@transaction.atomic
def enter(
    body: Body,
    applicant: Applicant,
    given: Mapping[str, Any],
    *,
    channel: Channel,
    submitted_at: datetime,
    by: User | None,
    evidence: str = "",
    agent: Applicant | None = None,
    needs_help: str = "",
    submission: UUID | None = None,
    code: str = "",
    split_from: Case | None = None,
) -> Case:
    """Enter a request. `by` is the officer who enters what came on paper; None for the applicant's own form.

    `submission` names the form that was sent: what is sent again is the case that was made the first time. `code` opens
    the case to the applicant (`services.access`).

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something is missing or not well formed, or the time is to come.
    """
    if by is not None:
        require(by, Right.REGISTER, body)
    if (made := _sent_before(submission)) is not None:
        return made
    if unknown := given.keys() - set(MEMBERS):
        raise TypeError(f"no members of a request: {', '.join(sorted(unknown))}")
    if submitted_at > timezone.now():
        raise ValidationError({"submitted_at": "提交时间还没有到"})
    on = timezone.localdate(submitted_at)
    members = {"channel": str(channel), **({"evidence": evidence.strip()} if evidence.strip() else {})}
    try:
        event = event_from({"kind": str(Kind.RECEIVED), "on": on.isoformat(), **members})
        counted = clock([event], current_calendar(), as_of=timezone.localdate())
    except LawError as refusal:
        raise ValidationError({"submitted_at": str(refusal)}) from refusal
    case = Case(
        body=body,
        applicant=applicant,
        column=applicant.kind,
        channel=str(channel),
        submitted_at=submitted_at,
        agent=agent,
        needs_help=needs_help.strip(),
        submission=submission,
        code_digest=digest_of(code) if code else split_from.code_digest if split_from is not None else "",
        split_from=split_from,
        handler=by,
        entered_by=by,
        state=str(counted.state),
        counted_on=timezone.localdate(),
        last_event=1,
        **{name: value.strip() if isinstance(value, str) else value for name, value in given.items()},
    )
    case.asked_index = index_of(case)
    check(case, *given, "channel", "needs_help")
    try:
        with transaction.atomic():  # who sends the same form at the same moment takes no number
            case.number = _number(body, on.year)
            case.save(force_insert=True)
    except IntegrityError:
        if (made := _sent_before(submission)) is None:
            raise
        return made
    Happening.objects.create(case=case, number=1, kind=str(Kind.RECEIVED), on=on, members=members, by=by)
    put(case, counted)
    detail = {"编号": case.number, "渠道": channel.label, "提交日期": on.isoformat()}
    record("登记依申请公开", by=by, subject=case, body=body, detail=detail)
    return case


def _sent_before(submission: UUID | None) -> Case | None:
    if submission is None:
        return None
    return Case.objects.filter(submission=submission).select_related("body", "applicant").first()


def _number(body: Body, year: int) -> str:
    """The next number of a body's cases in a year: 2026-0001."""
    counters = CaseCounter.objects.filter(body=body, year=year)
    if not counters.update(last=F("last") + 1):
        CaseCounter.objects.bulk_create([CaseCounter(body=body, year=year, last=0)], ignore_conflicts=True)
        counters.update(last=F("last") + 1)
    return f"{year}-{counters.values_list('last', flat=True).get():04}"


@transaction.atomic
def split(case: Case, wanted: Sequence[Mapping[str, str]], *, by: User) -> list[Case]:
    """Make a case of each thing that one request asks for (一事一申请); the first stays with the case itself, and so do
    its papers. Each part says title, document_number, description.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there are fewer than two, too many, one says nothing, or the case went on already.
    """
    case = locked(case, by)
    parts = [
        part for part in ({name: part.get(name, "").strip() for name in SAID} for part in wanted) if any(part.values())
    ]
    if not 2 <= len(parts) <= MOST_PARTS:
        raise ValidationError(f"请写出要拆分的各件，二至{MOST_PARTS}件")
    if silent := [number for number, part in enumerate(parts, 1) if not part["description"]]:
        raise ValidationError(f"第{'、'.join(map(str, silent))}件没有写内容描述")
    holding = happenings_of(case)
    if any(each.kind not in (Kind.RECEIVED, Kind.CONFIRMED) for each in holding):
        raise ValidationError("已经开始办理的申请不能拆分")
    for name, text in parts[0].items():
        setattr(case, name, text)
    case.asked_index = index_of(case)
    check(case, *SAID)
    case.save(update_fields=[*SAID, "asked_index"])
    made = [_part(case, part, holding, by) for part in parts[1:]]
    record("拆分依申请公开", by=by, subject=case, body=case.body, detail={"编号": case.number, "件数": len(parts)})
    return [case, *made]


def _part(case: Case, said: Mapping[str, str], holding: Sequence[Happening], by: User) -> Case:
    """A part of a case that came, and was confirmed, with it."""
    part = enter(
        case.body,
        case.applicant,
        {**said, "form": case.form, "delivery": case.delivery},
        channel=Channel(case.channel),
        submitted_at=case.submitted_at,
        by=by,
        evidence=holding[0].members.get("evidence", ""),
        agent=case.agent,
        needs_help=case.needs_help,
        split_from=case,
    )
    part.handler, part.office = case.handler, case.office
    part.save(update_fields=["handler", "office"])
    for each in holding[1:]:
        part = happen(part, Kind(each.kind), each.on, by=by, seen=part.last_event, note=each.note, **each.members)
    return part


# --- the same again -------------------------------------------------------------------------------------------------


def index_of(case: Case) -> str:
    """Stands for what a case asks by its words, however they are spaced and punctuated."""
    words = fold(case.title) or fold(case.description)
    return hashlib.sha256(words.encode()).hexdigest()[:32] if words else ""


def like(case: Case) -> list[Case]:
    """Earlier cases of the same body that ask for the same, with the same words or by the same document number: a
    repeated request (Art. 36, item 6), or one that others have made (Art. 44)."""
    same = Q(asked_index=case.asked_index) & ~Q(asked_index="")
    if case.document_number:
        same |= Q(document_number=case.document_number)
    earlier = Case.objects.valid().filter(same, body=case.body, pk__lt=case.pk)
    return list(earlier.select_related("applicant", "body").order_by("-pk")[:MOST_LIKE])


def is_repeated(case: Case, other: Case) -> bool:
    """Whether two cases are of the same applicant, as far as the number of his document tells."""
    one, two = case.applicant, other.applicant
    return one.pk == two.pk or (
        bool(one.number_index) and (one.document, one.number_index) == (two.document, two.number_index)
    )


def of_same_applicant(case: Case) -> CaseQuerySet:
    """The body's cases of whoever asks in this one, this one among them."""
    whose = Q(applicant=case.applicant_id) | Q(applicant__in=same_as(case.applicant))
    return Case.objects.valid().filter(whose, body=case.body_id)


class Numbers(NamedTuple):
    """How much an applicant has asked of a body up to a case, itself included: in thirty days, in the calendar month
    and in the year of its submission."""

    thirty_days: int
    month: int
    year: int


def numbers(case: Case) -> Numbers:
    """How often whoever asks has asked the body: facts for judging whether it is beyond reason (Art. 35)."""
    at = case.submitted_at
    on = timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    until = of_same_applicant(case).filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lte=case.pk))
    since = {"thirty_days": on - timedelta(days=29), "month": on.replace(day=1), "year": on.replace(month=1, day=1)}
    counts = {name: Count("pk", filter=Q(submitted_at__gte=first)) for name, first in since.items()}
    return Numbers(**until.filter(submitted_at__gte=min(since.values())).aggregate(**counts))


@sensitive_variables()
def known(body: Body, document: str, number: str, *, by: User) -> list[Applicant]:
    """Applicants with a document whom the body has entered, or who asked it before; others it does not get to see, nor
    accounts of which nobody knows whose they are.

    Raises:
        PermissionDenied: `by` may not register for the body.
    """
    require(by, Right.REGISTER, body)
    sure = Q(user=None) | Q(verified_at__isnull=False)
    theirs = Q(body=body) | Q(pk__in=Case.objects.filter(body=body).values("applicant"))
    return list(Applicant.objects.known_by(document, tidied(number)).filter(sure, theirs))
