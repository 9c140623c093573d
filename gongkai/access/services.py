"""Making accounts for staff, giving and taking roles: the security administrator's deeds, and nobody else's.

`by` is who does it; None is the system itself, that is somebody at the command line of the server. Nobody does any of
this to themselves. Every deed is recorded in its transaction. What a user can get wrong is a ValidationError with a
Chinese sentence, what they may not do a PermissionDenied.
"""

from __future__ import annotations

import secrets
from datetime import date
from typing import Final, NamedTuple

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.enums import Right, Role
from gongkai.access.models import Appointment, User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.models import Body

_LETTERS: Final = ("ABCDEFGHJKLMNPQRSTUVWXYZ", "abcdefghijkmnpqrstuvwxyz", "23456789")
"""What a first password is made of: nothing that is read for another letter on paper or over the telephone."""


class Opened(NamedTuple):
    """An account that was made, and the password to hand over, which nobody can read again."""

    user: User
    password: str


@transaction.atomic
def add_user(*, username: str, name: str, email: str = "", by: User | None) -> Opened:
    """Make an account for staff, with a first password that has to be changed at the first sign-in.

    Raises:
        ValidationError: the name is taken, or one of the members is not well formed.
        PermissionDenied: `by` does not manage people.
    """
    _may_manage(by)
    user = User(username=username.strip(), name=name.strip(), email=email.strip(), is_staff=True)
    password = _give_first_password(user)
    user.full_clean()
    if User.objects.filter(username__iexact=user.username).exists():  # who signs in need not mind capitals
        raise ValidationError({"username": f"用户名“{user.username}”已经有人用了，请另取一个"})
    user.save()
    record("新增用户", by=by, subject=user, detail={"用户名": user.username, "姓名": user.name})
    return Opened(user, password)


@transaction.atomic
def change_user(user: User, *, name: str, email: str, by: User | None) -> User:
    """Correct the name or the e-mail address of a member of staff.

    Raises:
        ValidationError: one of them is not well formed.
        PermissionDenied: `by` does not manage people, or is the user.
    """
    locked = _locked(user, by)
    was = {"姓名": locked.name, "电子邮箱": locked.email}
    locked.name, locked.email = name.strip(), email.strip()
    locked.full_clean(exclude=["password"])
    locked.save(update_fields=["name", "email"])
    now = {"姓名": locked.name, "电子邮箱": locked.email}
    record("修改用户", by=by, subject=user, detail={key: [was[key], now[key]] for key in was if was[key] != now[key]})
    return _as_stored(user)


@transaction.atomic
def appoint(
    user: User,
    *,
    role: Role,
    body: Body | None = None,
    since: date | None = None,
    until: date | None = None,
    by: User | None,
) -> Appointment:
    """Give a role for a body and those under it, from a day (today) to the day before another (open).

    Raises:
        ValidationError: the account is an applicant's or disabled, the role is held already, an administrator would
            hold a second role, the body is missing or too much, or the days are in the wrong order.
        PermissionDenied: `by` does not manage people, or is the user.
    """
    locked = _locked(user, by)
    if not locked.is_staff:
        raise ValidationError(f"“{locked.username}”是公众自己注册的账号，不能授予角色，请为本人另建工作人员账号")
    if not locked.is_active:
        raise ValidationError(f"“{locked.username}”已经停用，请先启用账号")
    made = Appointment(user=locked, role=role, body=body, since=since or timezone.localdate(), until=until)
    made.full_clean()
    made.save()
    record("授予角色", by=by, subject=user, body=body, detail=_described(made))
    _as_stored(user)
    return made


@transaction.atomic
def dismiss(appointment: Appointment, *, on: date | None = None, by: User | None) -> Appointment | None:
    """End a role on a day (today), from which it is no longer held. Returns it, or None if it never began before that.

    Raises:
        ValidationError: the role ends earlier anyway.
        PermissionDenied: `by` does not manage people, or is the user.
    """
    day = on or timezone.localdate()
    _locked(appointment.user, by)
    held = Appointment.objects.select_for_update(of=("self",)).select_related("user", "body").get(pk=appointment.pk)
    if held.until is not None and held.until <= day:
        raise ValidationError(f"{held.user.name}自{held.until}起已经不再担任{held.get_role_display()}")
    never_began = day <= held.since
    record("免去角色", by=by, subject=held.user, body=held.body, detail=_described(held) | {"至": day.isoformat()})
    if never_began:
        held.delete()
    else:
        held.until = day
        held.save(update_fields=["until"])
    _as_stored(appointment.user)
    return None if never_began else held


@transaction.atomic
def disable(user: User, *, by: User | None) -> User:
    """Close an account: its sessions end with the next request. The roles stay written, and give nothing.

    Raises:
        PermissionDenied: `by` does not manage people, or is the user.
    """
    return _switch(user, active=False, deed="停用账号", by=by)


@transaction.atomic
def enable(user: User, *, by: User | None) -> User:
    """Open an account again that was closed.

    Raises:
        PermissionDenied: `by` does not manage people, or is the user.
    """
    return _switch(user, active=True, deed="启用账号", by=by)


@transaction.atomic
def reset_password(user: User, *, by: User | None) -> str:
    """Replace a forgotten password by one that has to be changed at the next sign-in; every session ends.

    Raises:
        PermissionDenied: `by` does not manage people, or is the user.
    """
    locked = _locked(user, by)
    password = _give_first_password(locked)
    locked.save(update_fields=["password", "password_is_temporary"])
    record("重置密码", by=by, subject=user)
    _as_stored(user)
    return password


def _may_manage(by: User | None) -> None:
    if by is not None:
        require(by, Right.MANAGE_PEOPLE)


def _locked(user: User, by: User | None) -> User:
    """The user as the database has it, held until the transaction ends, so that no two deeds pass each other by."""
    _may_manage(by)
    if by is not None and by.pk == user.pk:
        raise PermissionDenied("不能管理自己的账号和角色，请由另一名安全管理员办理；自己的密码在“账号”页更换")
    return User.objects.select_for_update().get(pk=user.pk)


def _as_stored(user: User) -> User:
    """Bring the caller's object up to date, the roles it remembers included."""
    user.refresh_from_db()
    user.__dict__.pop("held", None)
    return user


def _switch(user: User, *, active: bool, deed: str, by: User | None) -> User:
    locked = _locked(user, by)
    if locked.is_active is not active:
        locked.is_active = active
        locked.save(update_fields=["is_active"])
        record(deed, by=by, subject=user)
    return _as_stored(user)


def _give_first_password(user: User) -> str:
    """Four letters of each kind in a random order, in groups that can be read out."""
    letters = [secrets.choice(kind) for kind in _LETTERS for _ in range(4)]
    secrets.SystemRandom().shuffle(letters)
    password = "-".join("".join(letters[n : n + 4]) for n in (0, 4, 8))
    user.set_password(password)
    user.password_is_temporary = True
    return password


def _described(held: Appointment) -> dict[str, str]:
    until = {"至": held.until.isoformat()} if held.until is not None else {}
    return {"角色": held.get_role_display(), "自": held.since.isoformat()} | until
