"""Other channels with their evidence; deliveries to archives, library and service hall (两馆移送); re-assessment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.documents.enums import Attribute, Channel, Hall, Reassessed, State
from gongkai.documents.models import Batch, Deposit, Item, Outlet, Reassessment
from gongkai.documents.models.register import ItemQuerySet
from gongkai.documents.services.register import keep_file, locked, plain_name, touch

AGAIN_AFTER: Final = 365
"""Days after which what is withheld is looked at again. Art. 18 names no span; a year is usual [inference]."""


# --- other channels -------------------------------------------------------------------------------------------------


@transaction.atomic
def record_outlet(
    item: Item,
    channel: Channel,
    *,
    name: str,
    on: date,
    by: User | None,
    url: str = "",
    evidence: tuple[str, bytes] | None = None,
) -> Outlet:
    """Record that a public item went out by another channel, with what shows it: an address, or a file (name, content).

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not public, the day is to come, or nothing shows it.
    """
    item = locked(item)
    if by is not None:
        require(by, Right.REGISTER, item.body)
    if not item.releases.exists():
        raise ValidationError("没有审查、公开的信息不能在其他渠道公开，请先公开")
    if on > timezone.localdate():
        raise ValidationError({"on": "日期还没有到"})
    made = Outlet(item=item, channel=channel, name=name.strip(), on=on, url=url, recorded_by=by)
    if evidence is not None:
        made.evidence, made.evidence_name = keep_file(evidence[1], evidence[0]), plain_name(evidence[0])
    made.full_clean()
    made.save()
    detail = {"名称": item.title, "渠道": str(made), "日期": on.isoformat()}
    record("登记其他渠道公开", by=by, subject=item, body=item.body, detail=detail)
    return made


# --- deliveries -----------------------------------------------------------------------------------------------------


def to_deposit(body: Body, hall: Hall) -> ItemQuerySet:
    """What is public, or was, and went to no hall of this kind yet."""
    done = Deposit.objects.filter(batch__hall=hall).values("item")
    return Item.objects.filter(body=body, releases__isnull=False).exclude(pk__in=done).distinct().order_by("pk")


@transaction.atomic
def pack(body: Body, hall: Hall, hall_name: str, items: Sequence[Item], *, by: User | None) -> Batch:
    """Make a batch of public items for a hall, in the order given.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is none, or one that was never public, of another body, or went there before.
    """
    if by is not None:
        require(by, Right.REGISTER, body)
    if not items:
        raise ValidationError("请选择要移送的信息")
    fit = set(to_deposit(body, hall).values_list("pk", flat=True))
    if wrong := [item.title for item in items if item.pk not in fit]:
        raise ValidationError(f"不能移送（没有公开过、不是本机关的，或者已经移送）：{'、'.join(wrong[:5])}")
    made = Batch(body=body, hall=hall, hall_name=hall_name.strip(), number=_batch_number(body), created_by=by)
    made.full_clean()
    made.save()
    Deposit.objects.bulk_create(Deposit(batch=made, item=item, order=order) for order, item in enumerate(items, 1))
    detail = {"批次号": made.number, "接收单位": made.hall_name, "件数": len(items)}
    record("建立移送批次", by=by, subject=made, body=body, detail=detail)
    return made


def _batch_number(body: Body) -> str:
    """`YS-<body>-<year>-<number>`: 移送, one series a body and year."""
    head = f"YS-{body.pk}-{timezone.localdate().year}-"
    last = Batch.objects.filter(number__startswith=head).aggregate(last=Max("number"))["last"]
    return f"{head}{int(last.rpartition('-')[2]) + 1 if last else 1:03}"


@transaction.atomic
def hand_over(batch: Batch, on: date, *, by: User | None) -> Batch:
    """Record that a batch was handed over on a day.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was already, or the day is to come.
    """
    batch = _held(batch, by)
    if batch.handed_on is not None:
        raise ValidationError(f"已经在{batch.handed_on}移送")
    if on > timezone.localdate():
        raise ValidationError({"on": "日期还没有到"})
    batch.handed_on = on
    batch.save(update_fields=["handed_on"])
    record("移送", by=by, subject=batch, body=batch.body, detail={"批次号": batch.number, "日期": on.isoformat()})
    return batch


@transaction.atomic
def receipt(
    batch: Batch,
    on: date,
    *,
    received_by: str,
    by: User | None,
    number: str = "",
    paper: tuple[str, bytes] | None = None,
) -> Batch:
    """Record the receipt of a batch: by whom, on which day, its number and a scan of it (name, content).

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it was not handed over, or has its receipt.
    """
    batch = _held(batch, by)
    if batch.handed_on is None:
        raise ValidationError("还没有移送，不能登记回执")
    if batch.received_on is not None:
        raise ValidationError("已经登记过回执")
    batch.received_on, batch.received_by, batch.receipt_number = on, received_by.strip(), number.strip()
    if paper is not None:
        batch.receipt, batch.receipt_name = keep_file(paper[1], paper[0]), plain_name(paper[0])
    batch.full_clean()
    batch.save()
    detail = {"批次号": batch.number, "日期": on.isoformat(), "接收人": batch.received_by}
    record("登记移送回执", by=by, subject=batch, body=batch.body, detail=detail)
    return batch


def _held(batch: Batch, by: User | None) -> Batch:
    found = Batch.objects.select_for_update(of=("self",)).select_related("body").get(pk=batch.pk)
    if by is not None:
        require(by, Right.REGISTER, found.body)
    return found


def deposited(body: Body, since: date, until: date) -> dict[Hall, int]:
    """How many items went to each kind of hall from one day to another, both included: the quarter's count."""
    found = Deposit.objects.filter(batch__body=body, batch__handed_on__range=(since, until))
    counts = dict.fromkeys(Hall, 0)
    for hall in found.values_list("batch__hall", flat=True):
        counts[Hall(hall)] += 1
    return counts


# --- re-assessment --------------------------------------------------------------------------------------------------


def to_reassess(today: date | None = None) -> ItemQuerySet:
    """What is withheld and was neither decided nor assessed within a year (Regulations, Art. 18)."""
    since = (today or timezone.localdate()) - timedelta(days=AGAIN_AFTER)
    withheld = Item.objects.filter(state=State.DECIDED, attribute=Attribute.WITHHELD)
    old = withheld.annotate(
        decided=Max("reviews__closed_at", filter=Q(reviews__outcome="passed")), assessed=Max("reassessments__on")
    )
    return old.filter(Q(assessed=None, decided__date__lte=since) | Q(assessed__lte=since)).order_by("pk")


@transaction.atomic
def reassess(item: Item, result: Reassessed, reason: str, *, by: User, on: date | None = None) -> Reassessment:
    """Look at whether a withheld item may be disclosed now. One that may is made a draft again, to be reviewed.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is not withheld, or there is no reason.
    """
    item = locked(item)
    require(by, Right.REGISTER, item.body)
    if (item.state, item.attribute) != (State.DECIDED, Attribute.WITHHELD):
        raise ValidationError("只有审定为不予公开的信息要定期评估")
    if not reason.strip():
        raise ValidationError({"reason": "请写明理由"})
    made = Reassessment.objects.create(
        item=item, on=on or timezone.localdate(), result=result, reason=reason.strip()[:300], by=by
    )
    if result == Reassessed.OPENED:
        item.state = State.DRAFT
        item.attribute, item.ground, item.reason = Attribute.PROACTIVE, "", ""
    touch(item, by)
    detail = {"名称": item.title, "结果": result.label, "理由": made.reason}
    record("动态调整评估", by=by, subject=item, body=item.body, detail=detail)
    return made
