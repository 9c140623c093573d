"""Who may do what: the whole policy on one page, and the one predicate that asks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.access.enums import Right, Role
from gongkai.access.models import Appointment, User
from gongkai.bodies.models import Body, BodyQuerySet

GRANTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.OFFICER: frozenset(
        {
            *(Right.SEE_BODIES, Right.SEE_BODY, Right.EDIT_BODY),
            *(Right.SEE_REGISTER, Right.SEE_CASES, Right.REGISTER, Right.CONNECT, Right.REVEAL_PERSON),
        }
    ),
    Role.SECRECY_REVIEWER: frozenset(
        {Right.SEE_BODIES, Right.SEE_BODY, Right.SEE_REGISTER, Right.SEE_CASES, Right.REVIEW_SECRECY}
    ),
    Role.LEGAL_COUNSEL: frozenset(
        {Right.SEE_BODIES, Right.SEE_BODY, Right.SEE_REGISTER, Right.SEE_CASES, Right.REVIEW_LEGALITY}
    ),
    Role.LEADER: frozenset({Right.SEE_BODIES, Right.SEE_BODY, Right.SEE_REGISTER, Right.SEE_CASES, Right.SIGN}),
    Role.SUPERVISOR: frozenset(
        {Right.SEE_BODIES, Right.SEE_BODY, Right.SEE_REGISTER, Right.SEE_CASES, Right.SUPERVISE}
    ),
    Role.EDITOR: frozenset({Right.SEE_BODIES, Right.SEE_BODY, Right.EDIT_SITE}),
    Role.SYSTEM_ADMIN: frozenset({Right.MANAGE_SYSTEM, Right.SEE_BODIES, Right.EDIT_BODY, Right.CONNECT}),
    Role.SECURITY_ADMIN: frozenset({Right.MANAGE_PEOPLE}),
    Role.AUDIT_ADMIN: frozenset({Right.READ_AUDIT}),
}


def may(user: User | AnonymousUser, right: Right, body: Body | None = None) -> bool:
    """Whether a role that the user holds today gives a right, for a body or for the installation.

    A role for a body holds for those under it. Being a superuser of Django gives nothing here.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    return any(
        held.body is None or (body is not None and body.path.startswith(held.body.path))
        for held in user.held
        if right in GRANTS[Role(held.role)]
    )


def require(user: User | AnonymousUser, right: Right, body: Body | None = None) -> None:
    """Raise PermissionDenied, with a sentence for the user, unless `may`."""
    if not may(user, right, body):
        whose = f"“{body}”的" if body is not None else ""
        raise PermissionDenied(f"没有{whose}{right.label}权限，请联系安全管理员授权")


def rights_of(user: User | AnonymousUser) -> frozenset[Right]:
    """Every right that a role held today gives, whatever the body it is for."""
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    return frozenset[Right]().union(*(GRANTS[Role(held.role)] for held in user.held))


def bodies_where(user: User | AnonymousUser, right: Right) -> BodyQuerySet:
    """The bodies for which `may` holds: what lists, searches, feeds and files are cut down to."""
    if not isinstance(user, User) or not user.is_active:
        return Body.objects.none()
    giving = [held.body for held in user.held if right in GRANTS[Role(held.role)]]
    if None in giving:
        return Body.objects.all()
    found = Q(pk__in=())
    for body in filter(None, giving):
        found |= Q(path__startswith=body.path)
    return Body.objects.filter(found)


def holders(role: Role, body: Body | None = None) -> models.QuerySet[User]:
    """Who holds a role today: for a body or one above it, or, for the three administrators, for the installation."""
    above = [int(number) for number in body.path.strip("/").split("/")] if body is not None else []
    today = timezone.localdate()
    held = Appointment.objects.filter(Q(until=None) | Q(until__gt=today), role=role, since__lte=today)
    held = held.filter(Q(body=None) | Q(body__in=above))
    return User.objects.filter(is_active=True, pk__in=held.values("user")).order_by("pk")
