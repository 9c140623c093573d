"""Recording deeds, in the transaction of the deed itself, and verifying what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from gongkai.audit.chain import BEGINNING, Break, Row, breaks, hash_of
from gongkai.audit.models import Deed, Head

if TYPE_CHECKING:
    from gongkai.access.models import User
    from gongkai.bodies.exchange import Line
    from gongkai.bodies.models import Body


def record(
    deed: str,
    *,
    by: User | None,
    subject: models.Model | str = "",
    body: Body | None = None,
    detail: dict[str, Any] | None = None,
    address: str | None = None,
) -> Deed:
    """Add a row to the log. Whoever calls is inside the transaction of the deed: both are kept, or neither.

    `by` is None for what the system does by itself. `detail` is JSON; what is secret is named there, never quoted.

    Raises:
        TransactionManagementError: there is no transaction.
    """
    connection = transaction.get_connection()
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a deed is recorded in the transaction of the deed itself")
    head, _ = Head.objects.select_for_update().get_or_create(pk=1, defaults={"number": 0, "hash": BEGINNING})
    row = Row(
        number=head.number + 1,
        at=_moment(timezone.now()),
        actor=by.pk if by is not None else None,
        actor_name=by.get_full_name() or by.get_username() if by is not None else "系统",
        address=address,
        deed=deed,
        body=body.pk if body is not None else None,
        subject=subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}",
        detail=detail or {},
        previous=head.hash,
        algorithm=settings.AUDIT_HASH,
    )
    row = row._replace(hash=hash_of(row))
    added = Deed(
        **row._asdict() | {"at": datetime.fromisoformat(row.at), "actor": by, "body": body},
    )
    added.insert()
    head.number, head.hash = row.number, row.hash
    head.save(update_fields=["number", "hash"])
    return added


def record_import(line: Line, *, by: User | None) -> Deed:
    """Record what one line of a table of bodies did."""
    return record(
        "新增机关" if line.was_added else "修改机关",
        by=by,
        subject=line.body or line.name,
        body=line.body,
        detail={change.heading: [change.was, change.now] for change in line.changes},
    )


def rows() -> Iterator[Row]:
    """The log as it stands, row by row, without holding it in memory."""
    for deed in Deed.objects.order_by("number").iterator(chunk_size=2000):
        yield row_of(deed)


def row_of(deed: Deed) -> Row:
    return Row(
        deed.number,
        _moment(deed.at),
        deed.actor_id,
        deed.actor_name,
        deed.address,
        deed.deed,
        deed.body_id,
        deed.subject,
        deed.detail,
        deed.previous,
        deed.algorithm,
        deed.hash,
    )


def verify(*, last: tuple[int, str] | None = None) -> list[Break]:
    """Every place at which the log was altered, cut or moved; none for a log that holds.

    The end is held against the head of the chain, and against `last`, number and hash noted outside the database.
    """
    head = Head.objects.filter(pk=1).first()
    found = list(breaks(rows(), last=(head.number, head.hash) if head is not None else (0, BEGINNING)))
    if last is not None:
        number, expected = last
        noted = Deed.objects.filter(number=number).values_list("hash", flat=True).first()
        if noted != expected:
            found.append(Break(number, "与另外记下的校验值不符" if noted else "另外记下的这一条已不存在"))
    return found


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
