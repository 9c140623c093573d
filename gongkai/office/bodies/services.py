"""What is done to public bodies: each deed asks for the right, changes, and records what was before and after.

`by` is who does it; None is the system itself. What a user can get wrong is a ValidationError with a Chinese sentence,
what they may not do a PermissionDenied.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any, Final

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import holders, may, require
from gongkai.audit.models import Deed
from gongkai.audit.services import record, record_import
from gongkai.bodies.enums import Change
from gongkai.bodies.exchange import Plan, apply
from gongkai.bodies.models import Body, Succession
from gongkai.office import notices

CONTACTS: Final = ("office", "address", "postcode", "hours", "phone", "fax", "email")
"""What a body's own officers look after."""

STRUCTURE: Final = (
    "name", "short_name", "kind", "credit_code", "site_code", "parent", "supervisor", "order",
    "valid_from", "valid_until",
)  # fmt: skip
"""What only the system administrator changes: who the body is, and its place in the tree."""


def fields_for(user: User, body: Body | None = None) -> tuple[str, ...]:
    """The members of a body that a user may change; of a new one, if none is given."""
    if may(user, Right.MANAGE_SYSTEM):
        return STRUCTURE + CONTACTS
    return CONTACTS if body is not None and may(user, Right.EDIT_BODY, body) else ()


@transaction.atomic
def add(values: Mapping[str, Any], *, by: User | None) -> Body:
    """Add a body.

    Raises:
        ValidationError: a member is not well formed, or the body would not fit among the others.
        PermissionDenied: `by` does not manage the system.
    """
    _may_manage(by)
    body = Body(**values)
    _save(body)
    record("新增机关", by=by, subject=body, body=body, detail=_told({name: ("", _text(body, name)) for name in values}))
    return body


@transaction.atomic
def change(body: Body, values: Mapping[str, Any], *, by: User | None) -> Body:
    """Change members of a body; officers its contacts, the system administrator all.

    Raises:
        ValidationError: a member is not well formed, or the body would not fit among the others.
        PermissionDenied: `by` may not change the body, or not one of these members.
    """
    if by is not None:
        require(by, Right.EDIT_BODY, body)
        if barred := [name for name in values if name not in fields_for(by, body)]:
            raise PermissionDenied(f"{_label(barred[0])}由系统管理员维护，需要更改请联系系统管理员")
    stored = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    was = {name: _text(stored, name) for name in values}
    for name, value in values.items():
        setattr(stored, name, value)
    _save(stored)
    if changed := _told({name: (was[name], _text(stored, name)) for name in values}):
        record("修改机关", by=by, subject=stored, body=stored, detail=changed)
    body.refresh_from_db()
    return body


@transaction.atomic
def rename(body: Body, *, name: str, on: date, basis: str, by: User | None) -> Succession:
    """Give a body another name from a day on. It stays the same body, with its people, sites and records.

    The name that it had is kept as a body that ended on that day, with the code of its time.

    Raises:
        ValidationError: the day is to come, or before the body began or after it ended; the name is none, or as before.
        PermissionDenied: `by` does not manage the system.
    """
    _may_manage(by)
    _not_to_come(on)
    stored = _living(body, begun_before=on)
    if not (name := name.strip()) or name == stored.name:
        raise ValidationError({"name": "请写新的名称"})
    earlier = Body.objects.get(pk=stored.pk)
    earlier.pk, earlier.path, earlier.valid_until = None, "", on
    earlier._state.adding = True
    was, stored.name, stored.valid_from = stored.name, name, on
    _save(stored)
    _save(earlier)
    for side in ("successor", "predecessor"):
        Succession.objects.filter(**{side: stored}).update(**{side: earlier})
    made = Succession(predecessor=earlier, successor=stored, on=on, change=Change.RENAMED, basis=basis.strip())
    _save(made)
    record(
        "机关更名",
        by=by,
        subject=stored,
        body=stored,
        detail={"名称": [was, name], "日期": str(on), "依据": made.basis},
    )
    _tell_security(f"“{was}”更名为“{name}”", f"自{on}起。任职没有变化，原名称作为已撤销的机关留在沿革里。", stored)
    body.refresh_from_db()
    return made


@transaction.atomic
def merge_into(body: Body, successor: Body, *, on: date, basis: str, by: User | None) -> Succession:
    """End a body on a day, another taking its place: also as the one above others, and as their lead department.

    Raises:
        ValidationError: the day is to come, or one of the two did not exist then; the other is the same, or under it.
        PermissionDenied: `by` does not manage the system.
    """
    _may_manage(by)
    _not_to_come(on)
    ended, taking = _living(body, begun_before=on), _living(successor, begun_before=on + timedelta(1))
    if taking.path.startswith(ended.path):
        raise ValidationError({"successor": f"“{taking}”就是“{ended}”，或者在它之下，不能由它承接"})
    ended.valid_until = on
    _save(ended)
    made = Succession(predecessor=ended, successor=taking, on=on, change=Change.MERGED, basis=basis.strip())
    _save(made)
    moved = [told for label in HANDED_OVER for told in _hand_over(ended, taking, label, by)]
    detail = {"并入": str(taking), "日期": str(on), "依据": made.basis} | ({"随之调整": moved} if moved else {})
    record("机关合并", by=by, subject=ended, body=ended, detail=detail)  # last: `_moved_by` reads the rows before it
    _tell_security(
        f"“{ended}”并入“{taking}”", f"自{on}起。“{ended}”的人员的任职没有变化，请按调整后的分工免去、授予。", ended
    )
    body.refresh_from_db()
    successor.refresh_from_db()
    return made


def merger_to_undo(body: Body) -> Succession | None:
    """The merger by which a body ended, if that was entered today."""
    if body.valid_until is None or (entered := _entry_of_merger(body)) is None:
        return None
    if timezone.localdate(entered.at) != timezone.localdate():
        return None
    mergers = body.successions.filter(change=Change.MERGED, on=body.valid_until)
    return mergers.select_related("successor").first()


@transaction.atomic
def undo_merger(body: Body, *, by: User | None) -> int:
    """Take back a merger that was a mistake, on the day on which it was entered: the body goes on as before.

    What came under the other body by it, as the log of deeds has it, comes back, unless it was moved on since. The
    log keeps both, the merger and that it was taken back. Returns how many were brought back.

    Raises:
        ValidationError: there is no such merger of today; the other body was renamed or ended since, or a third one
            has taken what only one may have.
        PermissionDenied: `by` does not manage the system.
    """
    _may_manage(by)
    ended = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    made, entered = merger_to_undo(ended), _entry_of_merger(ended)
    if made is None or entered is None:
        raise ValidationError(f"“{ended}”没有今天登记的并入，不能撤回；以后发现有误的，请新增机关")
    taking = made.successor
    if taking.valid_until is not None:
        raise ValidationError(f"“{taking}”随后已经更名或者撤销，不能撤回并入")
    made.delete()
    ended.valid_until = None
    _save(ended)
    brought = [told for moved in _moved_by(entered) if (told := _bring_back(moved, ended, taking, by))]
    detail: dict[str, Any] = {"原并入": str(taking), "日期": str(made.on), "撤回的记录": entered.number}
    record("撤回机关合并", by=by, subject=ended, body=ended, detail=detail | ({"随之调整": brought} if brought else {}))
    _tell_security(f"“{ended}”并入“{taking}”已撤回", "登记有误。合并以后办理过免去、授予的，请核对。", ended)
    body.refresh_from_db()
    return len(brought)


@transaction.atomic
def take_in(made: Plan, *, by: User | None) -> int:
    """Do what a table of bodies says, all or nothing. Returns how many bodies were added or changed.

    Raises:
        TableNotReadable: the table has errors, or is refused as a whole.
        PermissionDenied: `by` does not manage the system.
    """
    _may_manage(by)
    return apply(made, tell=partial(record_import, by=by))


# --- helpers --------------------------------------------------------------------------------------------------------


def _may_manage(by: User | None) -> None:
    if by is not None:
        require(by, Right.MANAGE_SYSTEM)


def _save(made: Body | Succession) -> None:
    made.full_clean(exclude=["path"] if isinstance(made, Body) else None)
    made.save()


def _not_to_come(on: date) -> None:
    if on > timezone.localdate():
        raise ValidationError({"on": "日期不能晚于今天，请到那一天再办理"})


def _living(body: Body, *, begun_before: date) -> Body:
    """The body as the database has it, held until the transaction ends: one that exists, and did before the day."""
    held = Body.objects.select_for_update(of=("self",)).get(pk=body.pk)
    if held.valid_until is not None:
        raise ValidationError({"on": f"“{held}”已于{held.valid_until}撤销，不能再更名、合并"})
    if held.valid_from is not None and held.valid_from >= begun_before:
        raise ValidationError({"on": f"“{held}”自{held.valid_from}才设立，请核对日期"})
    return held


def _hand_over(ended: Body, taking: Body, label: str, by: User | None) -> list[str]:
    """Point those that named the ended body to the one that takes its place; returns what was done, for the log."""
    name, told = HANDED_OVER[label], []
    for other in Body.objects.filter(**{name: ended, "valid_until": None}):
        setattr(other, name, taking)
        other.save()
        record("修改机关", by=by, subject=other, body=other, detail={label: [str(ended), str(taking)]})
        told.append(f"{other}的{label}")
    return told


HANDED_OVER: Final = {"上级机关": "parent", "主管部门": "supervisor"}


def _entry_of_merger(body: Body) -> Deed | None:
    """The row of the log about the body's last merger."""
    about = Deed.objects.filter(deed="机关合并", subject=f"{body._meta.label_lower}:{body.pk}")
    return about.order_by("-number").first()


def _moved_by(merger: Deed) -> list[Deed]:
    """The rows about what was handed over with a merger: those right before its own, in the same transaction."""
    count = len(merger.detail.get("随之调整", ()))
    return list(Deed.objects.filter(number__gte=merger.number - count, number__lt=merger.number).order_by("number"))


def _bring_back(moved: Deed, ended: Body, taking: Body, by: User | None) -> str:
    """Point a body again to the one that it named before; "" if it no longer names the one that took its place."""
    ((label, _),) = moved.detail.items()
    name = HANDED_OVER[label]
    other = Body.objects.filter(pk=moved.subject.rpartition(":")[2], **{name: taking}).first()
    if other is None:
        return ""
    setattr(other, name, ended)
    other.save()
    record("修改机关", by=by, subject=other, body=other, detail={label: [str(taking), str(ended)]})
    return f"{other}的{label}"


def _tell_security(title: str, text: str, body: Body) -> None:
    url = f"{reverse('office_people')}?{urlencode({'body': str(body)})}"
    notices.notify(holders(Role.SECURITY_ADMIN), notices.BODIES, title, text=text, url=url, body=body)


def _label(name: str) -> str:
    return str(Body._meta.get_field(name).verbose_name)  # type: ignore[union-attr]


def _text(body: Body, name: str) -> str:
    if name == "kind":
        return body.get_kind_display()
    value = getattr(body, name)
    return "" if value is None else str(value)


def _told(changes: Mapping[str, tuple[str, str]]) -> dict[str, list[str]]:
    return {_label(name): [was, now] for name, (was, now) in changes.items() if was != now}
