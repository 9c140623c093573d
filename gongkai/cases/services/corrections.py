"""Correcting the record of oneself (政府信息更正, Art. 41): entered, handled, ended by the letter that says what became
of it. No limit runs by the Regulations; what waits for long is spoken of all the same."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import may, require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.cases.enums import CORRECTIONS
from gongkai.cases.models import CaseLetter, LetterCounter, RecordCorrection
from gongkai.cases.services.course import current_calendar
from gongkai.cases.services.lengths import require_lengths
from gongkai.law.limits import Channel
from gongkai.persons.models import Applicant

MEMBERS: Final = ("record", "wrong", "right")
"""What is asked: which record of oneself, what in it is wrong, and what would be right."""
SERIES: Final = "更"
"""What stands before the numbers, and the series in which they are counted; no letter's series is a single sign."""
WAITS: Final = 20
"""Working days after which a correction without a result is spoken of. Art. 41 sets no limit: this is our own, as long
as the one for a reply."""


@transaction.atomic
def enter(
    body: Body,
    applicant: Applicant,
    given: Mapping[str, str],
    *,
    channel: Channel,
    submitted_at: datetime,
    by: User | None,
    submission: UUID | None = None,
) -> RecordCorrection:
    """Enter that somebody wants a record corrected. `by` is the officer who enters what came on paper; None for the
    applicant's own form, of which `submission` is the mark: sent twice, it is entered once.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: something is missing or too long, or the time is to come.
    """
    if by is not None:
        require(by, Right.REGISTER, body)
    if unknown := given.keys() - set(MEMBERS):
        raise TypeError(f"no members of a correction: {', '.join(sorted(unknown))}")
    if submitted_at > timezone.now():
        raise ValidationError({"submitted_at": "提交时间还没有到"})
    if (sent := _sent(submission)) is not None:
        return sent
    made = RecordCorrection(
        body=body,
        applicant=applicant,
        channel=str(channel),
        submitted_at=submitted_at,
        submission=submission,
        handler=by,
        entered_by=by,
        **{name: given.get(name, "").strip() for name in MEMBERS},
    )
    made.clean_fields(exclude=["number", "closed_on", "entered_by"])
    require_lengths(made)
    try:
        with transaction.atomic():
            made.number = _number(body, timezone.localdate(submitted_at).year)
            made.save(force_insert=True)
    except IntegrityError:
        if (sent := _sent(submission)) is None:
            raise
        return sent
    detail = {"编号": made.number, "渠道": channel.label}
    record("登记更正申请", by=by, subject=made, body=body, detail=detail)
    return made


def _sent(submission: UUID | None) -> RecordCorrection | None:
    """What was entered of a form already."""
    return RecordCorrection.objects.filter(submission=submission).first() if submission is not None else None


def _number(body: Body, year: int) -> str:
    """The next number of a body's corrections in a year: 更2026-0001."""
    counters = LetterCounter.objects.filter(body=body, series=SERIES, year=year)
    if not counters.update(last=F("last") + 1):
        LetterCounter.objects.bulk_create(
            [LetterCounter(body=body, series=SERIES, year=year, last=0)], ignore_conflicts=True
        )
        counters.update(last=F("last") + 1)
    return f"{SERIES}{year}-{counters.values_list('last', flat=True).get():04}"


@transaction.atomic
def hand_to(correction: RecordCorrection, handler: User, *, by: User) -> RecordCorrection:
    """Give a correction to somebody to handle.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: whom it is given to may not either, or it is closed.
    """
    correction = locked(correction, by)
    _require_open(correction)
    if not may(handler, Right.REGISTER, correction.body):
        raise ValidationError({"handler": f"{handler.name}不是“{correction.body}”的经办人，请另选一位"})
    correction.handler = handler
    correction.save(update_fields=["handler"])
    detail = {"编号": correction.number, "经办人": handler.name}
    record("交办更正申请", by=by, subject=correction, body=correction.body, detail=detail)
    return correction


@transaction.atomic
def closed_by(letter: CaseLetter, *, by: User | None) -> RecordCorrection:
    """What the letter that was served makes of its correction: made, forwarded or refused, as of the day of service.

    Raises:
        ValidationError: it is closed already, or the letter says nothing of what becomes of it.
    """
    assert letter.correction_id is not None
    correction = locked(RecordCorrection(pk=letter.correction_id), by)
    _require_open(correction)
    if letter.key not in dict(CORRECTIONS):
        raise ValidationError(f"“{letter.get_key_display()}”不是更正申请的答复")
    correction.outcome, correction.closed_on = letter.key, letter.served_on
    correction.save(update_fields=["outcome", "closed_on"])
    detail = {"编号": correction.number, "结果": correction.get_outcome_display(), "文号": letter.number}
    record("办结更正申请", by=by, subject=correction, body=correction.body, detail=detail)
    return correction


def waits_since(correction: RecordCorrection) -> date:
    """From which day on an open correction has waited for long."""
    return current_calendar().after(timezone.localdate(correction.submitted_at), WAITS)


def locked(correction: RecordCorrection, by: User | None) -> RecordCorrection:
    """The correction, held until the transaction ends.

    Raises:
        PermissionDenied: `by` may not register for the body.
    """
    found = RecordCorrection.objects.select_for_update(of=("self",)).select_related("body").get(pk=correction.pk)
    if by is not None:
        require(by, Right.REGISTER, found.body)
    return found


def _require_open(correction: RecordCorrection) -> None:
    if correction.closed_on is not None:
        raise ValidationError(f"{correction.number}已于{correction.closed_on}办结")
