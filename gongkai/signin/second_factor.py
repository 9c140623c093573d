"""Who needs a second factor, who has one, and whether this session has passed it."""

from __future__ import annotations

from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest

from gongkai.access.enums import ADMINISTRATORS
from gongkai.access.models import User

REQUIRED: Final = "required"
OPTIONAL: Final = "optional"
OFF: Final = "off"
POLICIES: Final = (REQUIRED, OPTIONAL, OFF)

FACTORS: Final = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What is a factor by itself; recovery codes only stand in for one."""

_PASSED: Final = "second_factor"
"""In the session: the number of the user who passed it. Signing out, or in as another, empties the session."""


def is_staff(user: User) -> bool:
    """Whether a second factor is any business of ours: an account made for staff, or one that holds a role anyhow."""
    return user.is_staff or bool(user.held)


def is_demanded_of(user: User) -> bool:
    """Whether the installation wants a second factor of a member of staff; an unknown policy wants it."""
    if settings.SECOND_FACTOR == OFF:
        return False
    return settings.SECOND_FACTOR != OPTIONAL or any(held.role in ADMINISTRATORS for held in user.held)


def factors_of(user: User) -> list[Authenticator]:
    return list(Authenticator.objects.filter(user=user, type__in=FACTORS))


def was_passed(request: HttpRequest, user: User) -> bool:
    return request.session.get(_PASSED) == user.pk


def mark_passed(request: HttpRequest, user: User) -> None:
    request.session[_PASSED] = user.pk


def forget_passed(request: HttpRequest) -> None:
    request.session.pop(_PASSED, None)
