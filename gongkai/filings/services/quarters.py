"""The quarterly table: opened and counted by the body, handed in, sent back or collected by its supervisor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import bodies_where, holders, require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.filings.enums import QuarterState
from gongkai.filings.models import Quarter
from gongkai.filings.quarterly import DECLARED, FIGURES, count, due_of, period_of
from gongkai.office import notices

QUARTERS = notices.register("quarters", "季度统计的报送、退回", by_mail=False)
OPEN_TO_CHANGE = (QuarterState.OPEN, QuarterState.RETURNED)
MOST = 10_000_000


@transaction.atomic
def open_quarter(body: Body, year: int, quarter: int, *, by: User) -> Quarter:
    """Begin the table of a quarter that has begun, or find it begun, and count it.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is no such quarter yet.
    """
    require(by, Right.REGISTER, body)
    if not 1 <= quarter <= 4 or not 2008 <= year <= 2099 or period_of(year, quarter)[0] > timezone.localdate():
        raise ValidationError("请选择已经开始的季度")
    made, new = Quarter.objects.get_or_create(
        body=body, year=year, quarter=quarter, defaults={"due_on": due_of(year, quarter)}
    )
    if new:
        record("开始季度统计", by=by, subject=made, body=body, detail=_detail(made))
    return recount(made, by=by) if made.state in OPEN_TO_CHANGE else made


@transaction.atomic
def recount(table: Quarter, *, by: User) -> Quarter:
    """Count from the records as they are now.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was handed in.
    """
    table = _to_change(table, by)
    table.counted = count(table.body, table.year, table.quarter)
    table.save(update_fields=["counted"])
    return table


@transaction.atomic
def declare(table: Quarter, figures: Mapping[str, int | None], note: str, *, by: User, edition: int) -> Quarter:
    """State figures: those that no record gives, and others that differ from what was counted, for which the note has
    to say why. None takes a statement back.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was handed in, changed meanwhile, or a figure cannot be.
    """
    table = _to_change(table, by)
    if table.edition != edition:
        raise ValidationError("别人刚刚改过这张表，请看过以后再保存；您填写的内容没有保存")
    errors = {key: f"“{FIGURES[key].title}”应是0至{MOST}的整数" for key, value in figures.items() if not _fits(value)}
    if errors:
        raise ValidationError(errors)
    declared = {**table.declared, **figures}
    table.declared = {key: value for key, value in declared.items() if value is not None}
    table.note = note.strip()
    if table.note == "" and (other := _differing(table)):
        raise ValidationError({"note": f"与系统统计不一致的，请说明原因：{'、'.join(other)}"})
    table.edition += 1
    table.save(update_fields=["declared", "note", "edition"])
    record("填报季度统计", by=by, subject=table, body=table.body, detail=_detail(table))
    return table


@transaction.atomic
def submit(table: Quarter, *, by: User) -> Quarter:
    """Hand the table in; its figures stay as they are now.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the quarter has not ended, or something has no figure.
    """
    table = _to_change(table, by)
    if period_of(table.year, table.quarter)[1] >= timezone.localdate():
        raise ValidationError("这个季度还没有结束，结束以后再报送")
    table.counted = count(table.body, table.year, table.quarter)
    if lacking := [FIGURES[key].title for key in FIGURES if key in DECLARED and key not in table.declared]:
        raise ValidationError(f"还没有填报：{'、'.join(lacking)}；没有的填0")
    if table.note == "" and (other := _differing(table)):
        raise ValidationError({"note": f"与系统统计不一致的，请说明原因：{'、'.join(other)}"})
    table.state, table.submitted_by, table.submitted_at = QuarterState.SUBMITTED, by, timezone.now()
    table.save()
    record("报送季度统计", by=by, subject=table, body=table.body, detail=_detail(table))
    above = table.body.supervised_by() or table.body.parent
    if above is not None:
        notices.notify(holders(Role.SUPERVISOR, above), QUARTERS, f"{table}已报送", body=above)
    return table


@transaction.atomic
def send_back(table: Quarter, why: str, *, by: User) -> Quarter:
    """Send a table back that was handed in.

    Raises:
        PermissionDenied: `by` does not supervise the body.
        ValidationError: it was not handed in, or there is no reason.
    """
    table = _supervised(table, by)
    if table.state not in (QuarterState.SUBMITTED, QuarterState.COLLECTED):
        raise ValidationError("这张表还没有报送")
    if not why.strip():
        raise ValidationError({"why": "请写明退回的原因"})
    table.state, table.returned_why = QuarterState.RETURNED, why.strip()
    table.collected_by = table.collected_at = None
    table.save()
    record("退回季度统计", by=by, subject=table, body=table.body, detail=_detail(table) | {"原因": why.strip()})
    if table.submitted_by is not None:
        notices.notify([table.submitted_by], QUARTERS, f"{table}被退回", text=why.strip(), body=table.body)
    return table


@transaction.atomic
def collect(tables: Iterable[Quarter], *, by: User) -> list[Quarter]:
    """Take tables that were handed in into the whole.

    Raises:
        PermissionDenied: `by` does not supervise one of the bodies.
        ValidationError: one was not handed in.
    """
    taken = []
    for each in tables:
        table = _supervised(each, by)
        if table.state != QuarterState.SUBMITTED:
            raise ValidationError(f"{table}还没有报送，或者已经汇总")
        table.state, table.collected_by, table.collected_at = QuarterState.COLLECTED, by, timezone.now()
        table.save()
        record("汇总季度统计", by=by, subject=table, body=table.body, detail=_detail(table))
        taken.append(table)
    return taken


# --- the whole ------------------------------------------------------------------------------------------------------


class Whole(NamedTuple):
    """The tables of many bodies together: `begun` are those of the missing that they have begun, by body. `sums` has
    nothing for a figure that no table has."""

    tables: list[Quarter]
    missing: list[Body]
    begun: dict[int, Quarter]
    sums: dict[str, int]


def whole(user: User, year: int, quarter: int) -> Whole:
    """The quarter of all bodies that somebody supervises and that existed at its end: their tables that were handed
    in, who has not, and the sums."""
    until = period_of(year, quarter)[1]
    bodies = bodies_where(user, Right.SUPERVISE).on(until)
    found = Quarter.objects.filter(body__in=bodies, year=year, quarter=quarter).select_related("body", "submitted_by")
    every = list(found.order_by("body__order", "body_id"))
    handed_in = [each for each in every if each.state not in OPEN_TO_CHANGE]
    begun = {each.body_id: each for each in every if each.state in OPEN_TO_CHANGE}
    filed = {each.body_id for each in handed_in}
    sums: dict[str, int] = {}
    for table in handed_in:
        for key in FIGURES:
            if (value := value_of(table, key)) is not None:
                sums[key] = sums.get(key, 0) + value
    return Whole(handed_in, [body for body in bodies if body.pk not in filed], begun, sums)


def value_of(table: Quarter, key: str) -> int | None:
    """A figure of a table: as declared, otherwise as counted; None where there is neither."""
    value: Any = table.declared.get(key, table.counted.get(key))
    return None if value is None else int(value)


# --- parts ----------------------------------------------------------------------------------------------------------


def _to_change(table: Quarter, by: User) -> Quarter:
    table = Quarter.objects.select_for_update(of=("self",)).select_related("body").get(pk=table.pk)
    require(by, Right.REGISTER, table.body)
    if table.state not in OPEN_TO_CHANGE:
        raise ValidationError("这张表已经报送，要改的，请主管部门退回")
    return table


def _supervised(table: Quarter, by: User) -> Quarter:
    table = Quarter.objects.select_for_update(of=("self",)).select_related("body", "submitted_by").get(pk=table.pk)
    require(by, Right.SUPERVISE, table.body)
    return table


def _fits(value: int | None) -> bool:
    return value is None or (isinstance(value, int) and 0 <= value <= MOST)


def _differing(table: Quarter) -> list[str]:
    """What is stated otherwise than it was counted."""
    return [
        FIGURES[key].title
        for key, value in table.declared.items()
        if key in table.counted and table.counted[key] != value
    ]


def _detail(table: Quarter) -> dict[str, object]:
    return {"年度": table.year, "季度": table.quarter}
