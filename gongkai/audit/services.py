"""Recording deeds, in the transaction of the deed itself, and verifying what was recorded."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from gongkai.audit import middleware
from gongkai.audit.chain import BEGINNING, NATIONAL, SHA256, Break, Row, breaks, hash_of
from gongkai.audit.exchange import Export
from gongkai.audit.models import Deed, DeedQuerySet, Head
from gongkai.audit.search import Search

if TYPE_CHECKING:
    from gongkai.access.models import User
    from gongkai.bodies.exchange import Line
    from gongkai.bodies.models import Body

VERIFIED: Final = "校验操作日志"
EXPORTED: Final = "导出操作日志"
READ: Final = "查阅操作日志"
THE_LOG: Final = "audit.log"
"""The subject of deeds that concern the log itself."""

COLUMNS: Final = tuple({"actor": "actor_id", "body": "body_id"}.get(member, member) for member in Row._fields)


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

    `by` is None for what the system does by itself; `address` is that of the request at hand unless given. `detail`
    is JSON without fractions, which databases write in their own way; what is secret is named there, never quoted.
    Others wait to add their rows until the transaction ends: a deed that takes its time is recorded last.

    Raises:
        TransactionManagementError: there is no transaction.
        TypeError: the detail is not of that kind.
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
        address=middleware.plain(address) if address else middleware.address.get(),
        deed=deed,
        body=body.pk if body is not None else None,
        subject=subject if isinstance(subject, str) else f"{subject._meta.label_lower}:{subject.pk}",
        detail=_plain(detail or {}),
        previous=head.hash,
        algorithm=NATIONAL if settings.NATIONAL_ALGORITHMS else SHA256,
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


def rows(*, after: int = -1, until: int | None = None) -> Iterator[Row]:
    """The log as it stands, or the rows after one number and up to another, without holding it in memory."""
    deeds = Deed.objects.filter(number__gt=after)
    return rows_of(deeds if until is None else deeds.filter(number__lte=until))


def rows_of(deeds: DeedQuerySet) -> Iterator[Row]:
    """Rows of a search, in the order of their numbers."""
    for number, at, *rest in deeds.order_by("number").values_list(*COLUMNS).iterator(chunk_size=2000):
        yield Row(number, _moment(at), *rest)


def end_of_log() -> tuple[int, tuple[int, str]]:
    """The number up to which there are rows now, and the number and hash that the last of them must have."""
    top: int = Deed.objects.aggregate(top=models.Max("number"))["top"] or 0
    head = Head.objects.filter(pk=1).first()  # read second: it is never behind the rows, whatever is added meanwhile
    last = (head.number, head.hash) if head is not None else (0, BEGINNING)
    return max(top, last[0]), last


def verify(*, last: tuple[int, str] | None = None) -> list[Break]:
    """Every place at which the log was altered, cut or moved; none for a log that holds.

    The end is held against the head of the chain, and against `last`, number and hash noted outside the database. Rows
    that are added meanwhile are left for the next time.
    """
    until, head = end_of_log()
    found = list(breaks(rows(until=until), last=head))
    if last is not None:
        number, expected = last
        noted = Deed.objects.filter(number=number).values_list("hash", flat=True).first()
        if noted != expected:
            found.append(Break(number, "与另外记下的校验值不符" if noted else "另外记下的这一条已不存在"))
    return found


def verify_on_record(*, by: User | None, last: tuple[int, str] | None = None) -> list[Break]:
    """`verify`, and record in the log that this was done and what was found."""
    found = verify(last=last)
    with transaction.atomic():
        record_verification(len(found), [f"第{each.number}条：{each.why}" for each in found], by=by)
    return found


@transaction.atomic
def export(search: Search, *, by: User | None) -> Export:
    """What is found as of now, to be written to a file; that it was taken out is recorded first."""
    until, head = end_of_log()
    said = str(search)
    record(EXPORTED, by=by, subject=THE_LOG, detail={"条件": said or "全部"})
    return Export(rows_of(search.deeds().filter(number__lte=until)), not said, head, said)


def record_verification(wrong: int, named: list[str], *, by: User | None) -> Deed:
    """Record that the log was verified: at how many places it does not hold, and the first of them in words."""
    return record(VERIFIED, by=by, subject=THE_LOG, detail={"问题": wrong, "各处": named[:20]})


def last_verification() -> Deed | None:
    """The row about the verification done last."""
    return Deed.objects.filter(subject=THE_LOG, deed=VERIFIED).order_by("-number").first()


def _plain(detail: Any) -> Any:
    """A detail as any database gives it back: keys are texts, sequences are lists."""
    match detail:
        case dict():
            return {str(key): _plain(value) for key, value in detail.items()}
        case list() | tuple():
            return [_plain(value) for value in detail]
        case str() | int() | None:
            return detail
    raise TypeError(f"a detail has no {type(detail).__name__}")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
