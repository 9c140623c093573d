"""What every deed on a report begins and ends with."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.filings.models import Filing


class NotOpen(ValidationError):
    """A report cannot be changed now: it is being reviewed, or is public."""


def locked(filing: Filing) -> Filing:
    """The report as it is now, held until the transaction ends."""
    return Filing.objects.select_for_update(of=("self",)).select_related("body").get(pk=filing.pk)


def to_change(filing: Filing, *, by: User | None) -> Filing:
    """The report, held, to be changed. `by` is None for what an import or the demonstration does.

    Raises:
        PermissionDenied: `by` may not register for the body.
        NotOpen: it is being reviewed, or is public.
    """
    filing = locked(filing)
    if by is not None:
        require(by, Right.REGISTER, filing.body)
    require_open(filing)
    return filing


def require_open(filing: Filing) -> None:
    """
    Raises:
        NotOpen: it is being reviewed, or is public.
    """
    if not filing.may_change:
        raise NotOpen(f"报告{filing.get_state_display()}，不能改动；公开后要改的，先办理更正")


def touch(filing: Filing) -> None:
    """Save what was changed, so that who works on an older state is told."""
    filing.edition_number += 1
    filing.save()


def tell(deed: str, filing: Filing, *, by: User | None, **detail: Any) -> None:
    """Record a deed."""
    record(deed, by=by, subject=filing, body=filing.body, detail={"报告": str(filing), **detail})
