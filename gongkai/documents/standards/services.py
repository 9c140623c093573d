"""Directories taken in, confirmed, adopted by bodies, mapped to items; which of a body's duties stand empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F, Max, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body, BodyQuerySet
from gongkai.documents.enums import Attribute, Level, State
from gongkai.documents.models import Adoption, Directory, Duty, Entry, Fulfilment, Item, Release
from gongkai.documents.models.register import ItemQuerySet
from gongkai.documents.models.release import ReleaseQuerySet
from gongkai.documents.standards import likeness
from gongkai.documents.standards.likeness import Proposal
from gongkai.documents.standards.reading import NotADirectory, read_directories
from gongkai.documents.standards.terms import EVERY, due
from gongkai.law.workdays import WorkCalendar, calendar

# --- taking in ------------------------------------------------------------------------------------------------------


@transaction.atomic
def take_in(body: Body, data: bytes, name: str, stated: Mapping[str, Any], *, by: User) -> list[Directory]:
    """Read the directories of a file, to be looked at and confirmed; nobody can adopt them before. `stated` are level,
    version, validity and source, which the tables do not tell.

    Raises:
        PermissionDenied: `by` does not supervise the body.
        ValidationError: no directory is in the file, or something that was stated is not well formed.
    """
    require(by, Right.SUPERVISE, body)
    try:
        found = read_directories(data, name)
    except NotADirectory as refusal:
        raise ValidationError({"file": str(refusal)}) from refusal
    made = []
    for read in found:
        directory = Directory(
            body=body,
            title=read.title or read.field,
            field=read.field,
            file_name=name[-200:],
            unread=[list(each) for each in read.unread],
            created_by=by,
            **stated,
        )
        directory.full_clean(exclude=["created_by", "confirmed_at"])
        directory.save()
        Entry.objects.bulk_create(
            Entry(directory=directory, order=order, **entry) for order, entry in enumerate(read.entries, 1)
        )
        detail = {"名称": directory.title, "文件": name, "事项": len(read.entries), "没有读出": len(read.unread)}
        record("导入标准目录", by=by, subject=directory, body=body, detail=detail)
        made.append(directory)
    return made


@transaction.atomic
def confirm(directory: Directory, *, by: User) -> Directory:
    """Say that a directory was read as it is printed: from now on bodies may adopt it.

    Raises:
        PermissionDenied: `by` does not supervise its body.
        ValidationError: that was said already.
    """
    directory = _held(directory)
    require(by, Right.SUPERVISE, directory.body)
    if directory.confirmed_at is not None:
        raise ValidationError("这个目录已经确认")
    directory.confirmed_at = timezone.now()
    directory.save(update_fields=["confirmed_at"])
    record("确认标准目录", by=by, subject=directory, body=directory.body, detail={"名称": directory.title})
    return directory


@transaction.atomic
def discard(directory: Directory, *, by: User) -> None:
    """Throw a directory away that was not confirmed.

    Raises:
        PermissionDenied: `by` does not supervise its body.
        ValidationError: it was confirmed.
    """
    directory = _held(directory)
    require(by, Right.SUPERVISE, directory.body)
    if directory.confirmed_at is not None:
        raise ValidationError("已经确认的目录不能删除，不再施行的，请写明有效期")
    record("放弃导入的标准目录", by=by, subject=directory, body=directory.body, detail={"名称": directory.title})
    directory.delete()


@transaction.atomic
def end(directory: Directory, on: date, *, by: User) -> Directory:
    """State the last day of a directory, after which a new version holds.

    Raises:
        PermissionDenied: `by` does not supervise its body.
        ValidationError: it would end before it begins.
    """
    directory = _held(directory)
    require(by, Right.SUPERVISE, directory.body)
    directory.valid_until = on
    directory.full_clean(exclude=["created_by", "confirmed_at"])
    directory.save(update_fields=["valid_until"])
    detail = {"名称": directory.title, "有效期至": on.isoformat()}
    record("写明标准目录的有效期", by=by, subject=directory, body=directory.body, detail=detail)
    return directory


def _held(directory: Directory) -> Directory:
    return Directory.objects.select_for_update(of=("self",)).select_related("body").get(pk=directory.pk)


# --- adopting -------------------------------------------------------------------------------------------------------

LEVELS: Final = {BodyKind.TOWNSHIP: Level.TOWNSHIP}
"""The level on which a body of a kind publishes; all others are on that of the directory."""


def suited(directory: Directory, body: Body) -> QuerySet[Entry]:
    """The entries that name the body's level, or none."""
    level = LEVELS.get(BodyKind(body.kind), Level(directory.level))
    entries = list(directory.entries.all())
    numbers = [entry.pk for entry in entries if not entry.levels or level.value in entry.levels]
    return directory.entries.filter(pk__in=numbers)


@transaction.atomic
def adopt(body: Body, directory: Directory, entries: Iterable[Entry], *, by: User) -> Adoption:
    """Have a body publish by a directory: under these entries of it. Adopted already, its duties become these.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the directory is not confirmed, not for this body, or does not hold; or there are no entries.
    """
    require(by, Right.REGISTER, body)
    if not Directory.objects.on().for_body(body).filter(pk=directory.pk).exists():
        raise ValidationError("这个目录还没有确认、已经失效，或者不是本级编制的，不能采用")
    chosen = {entry.pk for entry in entries if entry.directory_id == directory.pk}
    if not chosen:
        raise ValidationError({"entries": "请至少选一个事项"})
    adoption, new = Adoption.objects.get_or_create(
        body=body, directory=directory, ended_at=None, defaults={"adopted_by": by}
    )
    before = set(adoption.duties.values_list("entry", flat=True))
    adoption.duties.exclude(entry__in=chosen).delete()
    Duty.objects.bulk_create(Duty(adoption=adoption, entry_id=number) for number in sorted(chosen - before))
    detail = {"目录": directory.title, "事项": len(chosen)}
    if not new:
        detail |= {"增加": len(chosen - before), "减少": len(before - chosen)}
    record("采用标准目录" if new else "调整应公开的事项", by=by, subject=adoption, body=body, detail=detail)
    return adoption


@transaction.atomic
def give_up(adoption: Adoption, *, by: User) -> Adoption:
    """Have a body publish by a directory no longer; what is mapped stays so.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: that was done already.
    """
    adoption = Adoption.objects.select_for_update(of=("self",)).select_related("body").get(pk=adoption.pk)
    require(by, Right.REGISTER, adoption.body)
    if adoption.ended_at is not None:
        raise ValidationError("已经停用")
    adoption.ended_at = timezone.now()
    adoption.save(update_fields=["ended_at"])
    record("停用标准目录", by=by, subject=adoption, body=adoption.body, detail={"目录": adoption.directory.title})
    return adoption


# --- mapping --------------------------------------------------------------------------------------------------------


@transaction.atomic
def put_under(entry: Entry, items: Iterable[Item], *, by: User) -> int:
    """Say that items belong under an entry. Returns how many did not before.

    Raises:
        PermissionDenied: `by` may not register for the body of one of them.
        ValidationError: one is not to be public.
    """
    count = 0
    for item in items:
        require(by, Right.REGISTER, item.body)
        if item.state == State.VOID or item.attribute not in ("", Attribute.PROACTIVE):
            raise ValidationError(f"“{item.title}”不是主动公开的信息")
        _, new = Fulfilment.objects.get_or_create(entry=entry, item=item, defaults={"by": by})
        if new:
            count += 1
            detail = {"信息": item.title, "目录": entry.directory.title, "事项": str(entry)}
            record("对应到标准目录", by=by, subject=item, body=item.body, detail=detail)
    return count


@transaction.atomic
def take_from(fulfilment: Fulfilment, *, by: User) -> None:
    """Take back that an item belongs under an entry."""
    item, entry = fulfilment.item, fulfilment.entry
    require(by, Right.REGISTER, item.body)
    detail = {"信息": item.title, "目录": entry.directory.title, "事项": str(entry)}
    record("取消标准目录的对应", by=by, subject=item, body=item.body, detail=detail)
    fulfilment.delete()


CONSIDERED: Final = 2000
"""The latest items of a register that are held against entries."""


def candidates(body: Body) -> ItemQuerySet:
    """Items that may be put under entries: to be public, not under one yet, the latest first."""
    items = Item.objects.counted().filter(body=body, attribute__in=["", Attribute.PROACTIVE], fulfilments=None)
    return items.order_by("-pk")


def proposed(adoption: Adoption) -> dict[int, list[Proposal]]:
    """For each entry of an adoption, by its number, items that may belong there by what they are called."""
    entries = list(Entry.objects.filter(duties__adoption=adoption))
    return likeness.best(entries, list(candidates(adoption.body)[:CONSIDERED]))


def proposed_for(entry: Entry, body: Body) -> list[Proposal]:
    return likeness.proposals(entry, list(candidates(body)[:CONSIDERED]))


def published_under(entry: Entry, body: Body | None = None) -> ReleaseQuerySet:
    """What is public under an entry, of a body or of all, the latest first: for the page of the directory."""
    found = Release.objects.live().filter(item__fulfilments__entry=entry)
    return (found.filter(body=body) if body is not None else found).order_by("-published_at", "-pk")


# --- gaps -----------------------------------------------------------------------------------------------------------


class Standing(models.TextChoices):
    """How a duty stands."""

    EMPTY = "empty", "空缺"
    STALE = "stale", "逾期"
    KEPT = "kept", "已公开"


class Duly(NamedTuple):
    """A duty and how it stands: what is public under it, since when, and why it is not in order."""

    body: Body
    entry: Entry
    standing: Standing
    number: int
    latest: datetime | None
    why: str


class Tally(NamedTuple):
    """How a body stands by a directory."""

    adoption: Adoption
    total: int
    empty: int
    stale: int

    @property
    def kept(self) -> int:
        return self.total - self.empty - self.stale


def duties(adoptions: Sequence[Adoption], today: date | None = None) -> list[Duly]:
    """Every duty of some adoptions in the order of the tables, with how it stands: four queries, however many."""
    today, days = today or timezone.localdate(), calendar(provisional=True)
    public, waiting = _public(adoptions), _waiting(adoptions)
    held = Duty.objects.filter(adoption__in=adoptions).select_related("entry__directory", "adoption__body")
    found = []
    for duty in held.order_by("adoption", "entry__order"):
        key = (duty.adoption.body_id, duty.entry_id)
        count, latest = public.get(key, (0, None))
        standing, why = _stand(duty.entry, count, latest, waiting.get(key, ()), today, days)
        found.append(Duly(duty.adoption.body, duty.entry, standing, count, latest, why))
    return found


def _public(adoptions: Sequence[Adoption]) -> dict[tuple[int, int], tuple[int, datetime | None]]:
    """How much is public under each entry, and since when the latest: a correction counts as of its own day."""
    entries = Entry.objects.filter(duties__adoption__in=adoptions)
    bodies = {adoption.body_id for adoption in adoptions}
    found = Fulfilment.objects.filter(entry__in=entries, item__body__in=bodies, item__releases__live=True)
    own, corrected = "item__releases__published_at", Q(item__releases__corrects__isnull=False)
    counted = found.values("item__body", "entry").annotate(
        count=Count("item", distinct=True),
        latest=Max(own),
        corrected=Max("item__releases__released_at", filter=corrected),
    )
    return {
        (row["item__body"], row["entry"]): (
            row["count"],
            max(filter(None, (row["latest"], row["corrected"])), default=None),
        )
        for row in counted
    }


def _waiting(adoptions: Sequence[Adoption]) -> dict[tuple[int, int], tuple[tuple[date, str], ...]]:
    """What is mapped and not public, with the day from which its term runs."""
    entries = Entry.objects.filter(duties__adoption__in=adoptions)
    found = Fulfilment.objects.filter(entry__in=entries, item__body__in={adoption.body_id for adoption in adoptions})
    found = found.exclude(item__releases__live=True).exclude(item__state__in=[State.VOID, State.WITHDRAWN])
    dated = found.annotate(day=Coalesce(F("item__changed_on"), F("item__formed_on"))).exclude(day=None)
    told: dict[tuple[int, int], list[tuple[date, str]]] = {}
    for body, entry, day, title in dated.values_list("item__body", "entry", "day", "item__title"):
        told.setdefault((body, entry), []).append((day, title))
    return {key: tuple(sorted(each)) for key, each in told.items()}


def _stand(
    entry: Entry,
    count: int,
    latest: datetime | None,
    waiting: Sequence[tuple[date, str]],
    today: date,
    days: WorkCalendar,
) -> tuple[Standing, str]:
    for formed, title in waiting:
        last = due(formed, entry.limit, entry.span, days)
        if last is not None and last < today:
            return Standing.STALE if count else Standing.EMPTY, f"“{title}”应在{last.isoformat()}前公开，还没有公开"
    if latest is None:
        return Standing.EMPTY, "没有公开的信息"
    span = next((span for limit, span in EVERY.items() if limit == entry.limit), None)
    day = timezone.localtime(latest).date()
    if span is not None and day + span < today:
        return Standing.STALE, f"应{entry.get_limit_display()}公开，最近一次是{day.isoformat()}"
    return Standing.KEPT, ""


def in_force(bodies: BodyQuerySet) -> QuerySet[Adoption]:
    """What bodies publish by today."""
    found = Adoption.objects.filter(body__in=bodies, ended_at=None, directory__in=Directory.objects.on())
    return found.select_related("body", "directory").order_by("body__path", "directory__field", "pk")


def tallies(adoptions: Sequence[Adoption], today: date | None = None) -> list[Tally]:
    """How bodies stand by their directories, in the order given."""
    return tallied(adoptions, duties(adoptions, today))


def tallied(adoptions: Sequence[Adoption], held: Iterable[Duly]) -> list[Tally]:
    """The same of duties that were looked at already."""
    counted: dict[tuple[int, int], list[Standing]] = {}
    for each in held:
        counted.setdefault((each.body.pk, each.entry.directory_id), []).append(each.standing)
    found = []
    for adoption in adoptions:
        own = counted.get((adoption.body_id, adoption.directory_id), [])
        found.append(Tally(adoption, len(own), own.count(Standing.EMPTY), own.count(Standing.STALE)))
    return found
