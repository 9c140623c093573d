"""What the security administrator does, so that whom it concerns is told: over `access.services`, `signin.services`."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.urls import reverse

from gongkai.access import services
from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.office import notices
from gongkai.signin.lockout import locks
from gongkai.signin.second_factor import FACTORS
from gongkai.signin.services import remove_factors


def with_factor() -> Exists:
    """That a user has a second factor."""
    return Exists(Authenticator.objects.filter(user=OuterRef("pk"), type__in=FACTORS))


@transaction.atomic
def appoint(
    user: User, *, role: Role, body: Body | None, since: date, until: date | None, by: User | None
) -> Appointment:
    """`access.services.appoint`, and tell the user."""
    made = services.appoint(user, role=role, body=body, since=since, until=until, by=by)
    end = f"，至{until}止" if until else ""
    notices.notify(
        [user], notices.ROLES, f"您自{since}起担任{_spelled(made)}{end}", url=reverse("office_policy"), body=body
    )
    return made


@transaction.atomic
def dismiss(appointment: Appointment, *, on: date, by: User | None) -> None:
    """`access.services.dismiss`, and tell the user."""
    spelled = _spelled(appointment)
    services.dismiss(appointment, on=on, by=by)
    notices.notify([appointment.user], notices.ROLES, f"您自{on}起不再担任{spelled}", body=appointment.body)


@transaction.atomic
def remove_second_factor(user: User, *, reason: str, by: User | None) -> None:
    """Take every second factor from somebody who lost it, once their identity was checked: `reason` says how.

    Raises:
        ValidationError: there is none, or nothing is said of how the identity was checked.
        PermissionDenied: as `signin.services.remove_factors`.
    """
    if not (reason := reason.strip()):
        raise ValidationError({"reason": "请写明怎样核实了本人身份"})
    if not remove_factors(user, by=by):
        raise ValidationError(f"“{user.name}”没有设置第二因素")
    record("核实身份", by=by, subject=user, detail={"事由": "重置第二因素", "核实": reason})


def locked_names() -> list[str]:
    """The user names, in small letters, that are kept from signing in at this moment, from wherever."""
    return [lock.name for lock in locks() if lock.name]


def _spelled(held: Appointment) -> str:
    return f"{held.body or ''}{held.get_role_display()}"
