"""Who may do what: the whole policy on one page, and the one predicate that asks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.bodies.models import Body

GRANTS: Final[Mapping[Role, frozenset[Right]]] = {
    Role.OFFICER: frozenset({Right.SEE_BODY, Right.EDIT_BODY, Right.REGISTER, Right.REVEAL_PERSON}),
    Role.SECRECY_REVIEWER: frozenset({Right.SEE_BODY, Right.REVIEW_SECRECY}),
    Role.LEGAL_COUNSEL: frozenset({Right.SEE_BODY, Right.REVIEW_LEGALITY}),
    Role.LEADER: frozenset({Right.SEE_BODY, Right.SIGN}),
    Role.SUPERVISOR: frozenset({Right.SEE_BODY, Right.SUPERVISE}),
    Role.EDITOR: frozenset({Right.SEE_BODY, Right.EDIT_SITE}),
    Role.SYSTEM_ADMIN: frozenset({Right.MANAGE_SYSTEM, Right.EDIT_BODY}),
    Role.SECURITY_ADMIN: frozenset({Right.MANAGE_PEOPLE}),
    Role.AUDIT_ADMIN: frozenset({Right.READ_AUDIT}),
}


def may(user: User | AnonymousUser, right: Right, body: Body | None = None) -> bool:
    """Whether a role that the user holds today gives a right, for a body or for the installation.

    A role for a body holds for those under it. Being a superuser of Django gives nothing here.
    """
    if not isinstance(user, User) or not user.is_active:
        return False
    for appointment in user.appointments_on().select_related("body"):
        if right not in GRANTS[Role(appointment.role)]:
            continue
        if appointment.body is None or (body is not None and body.path.startswith(appointment.body.path)):
            return True
    return False


def require(user: User | AnonymousUser, right: Right, body: Body | None = None) -> None:
    """Raise PermissionDenied, with a sentence for the user, unless `may`."""
    if not may(user, right, body):
        whose = f"“{body}”的" if body is not None else ""
        raise PermissionDenied(f"没有{whose}{right.label}权限，请联系安全管理员授权")
