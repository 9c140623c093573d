"""What the deeds on the way to a reply share: a case that may be worked on, and what the law would say of an event."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from gongkai.access.models import User
from gongkai.cases.models import Case
from gongkai.cases.services.course import current_calendar, events_of, locked
from gongkai.law.clocks import Clock, clock
from gongkai.law.errors import LawError
from gongkai.law.events import Kind, event_from

Files = Sequence[tuple[str, bytes]]
"""Names and contents of files that somebody hands in."""


def to_handle(case: Case, by: User | None) -> Case:
    """An open case, held until the transaction ends.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the case is closed, or was made void.
    """
    case = locked(case, by)
    if case.voided_at is not None:
        raise ValidationError(f"{case.number}已经作废")
    if not case.is_open:
        raise ValidationError(f"{case.number}已于{case.closed_on}办结")
    return case


def would(case: Case, kind: Kind, on: date, **members: Any) -> Clock:
    """Where the case would stand if something happened on a day. Nothing is kept.

    Raises:
        ValidationError: the law does not allow it; in the law's sentence, with its article.
    """
    spelled = {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in members.items()
        if value is not None
    }
    try:
        event = event_from({"kind": str(kind), "on": on.isoformat(), **spelled})
        return clock([*events_of(case), event], current_calendar(), as_of=max(on, timezone.localdate()))
    except LawError as refusal:
        raise ValidationError(str(refusal)) from refusal
