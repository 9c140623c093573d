"""Writing what is public: in the transaction of the deed, so that what is published is found, and nothing else is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice
from typing import Final, TypeVar
from zlib import crc32

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from gongkai.search import database
from gongkai.search.entries import SOURCES, Entry, ident_of, key_of
from gongkai.search.models import Change, StoredEntry
from gongkai.search.text import clean, number_keys

T = TypeVar("T")

BATCH: Final = 500
KEPT: Final = timedelta(days=7)
"""How long the outbox is kept: a host that was away for longer makes its index anew."""
MOST_TEXT: Final = 200_000
"""Characters of a text that are searched; what follows in a longer one is not."""


def touched(source: str, ids: Iterable[int]) -> None:
    """Say that rows of a source changed: whatever of them is public now is found, the rest is no longer.

    Whoever calls is inside the transaction of the deed and has written it already: both are kept, or neither. Of two
    deeds about one row the second waits here for the first, and only then asks the source.

    Raises:
        TransactionManagementError: there is no transaction.
        KeyError: no such source is registered.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("what is found changes in the transaction of the deed itself")
    entries = SOURCES[source].entries
    for part in batches(sorted(set(ids)), BATCH):
        held = StoredEntry.objects.select_for_update().filter(source=source, ident__in=part).order_by("ident")
        there = {row.key: row for row in held}
        wanted = {entry.key: stored(entry) for entry in entries(part)}
        if strange := wanted.keys() - {key_of(source, ident) for ident in part}:
            raise ValueError(f"entries were given that nobody asked for: {sorted(strange)[:3]}")
        _replace(there, wanted)


def refresh(source: str) -> int:
    """Compare all that a source has with what is stored, and write what differs; how many entries that were.

    Needed when something else than a row of the source decides what its entries say, such as the name of a body.
    """
    changed, after = 0, -1
    every = iter(SOURCES[source].every(after))
    while part := list(islice(every, BATCH)):
        last = ident_of(part[-1].key)
        changed += _bring_up(source, after, last, part)
        after = last
    last = StoredEntry.objects.filter(source=source).aggregate(last=Max("ident"))["last"]
    return changed + (_bring_up(source, after, last, []) if last is not None and last > after else 0)


def _bring_up(source: str, after: int, until: int, entries: list[Entry]) -> int:
    """Write what a source has between two of its numbers where it differs from what is stored."""
    there = {row.key: row for row in StoredEntry.objects.filter(source=source, ident__gt=after, ident__lte=until)}
    wanted = {entry.key: stored(entry) for entry in entries}
    differ = [ident_of(key) for key in there.keys() | wanted.keys() if not _same(there.get(key), wanted.get(key))]
    with transaction.atomic():
        touched(source, differ)
    return len(differ)


def trim() -> int:
    """Drop what of the outbox every host has had time for. The last change always stays: it says how far one is."""
    last = Change.objects.aggregate(last=Max("number"))["last"]
    old = Change.objects.filter(at__lt=timezone.now() - KEPT, number__lt=last or 0)
    return old.delete()[0]


def batches(items: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def stored(entry: Entry) -> StoredEntry:
    """An entry as a row, its texts as any database takes them."""
    number, index_number = clean(entry.number), clean(entry.index_number)
    return StoredEntry(
        place=_place(entry),
        key=entry.key,
        source=entry.source,
        ident=ident_of(entry.key),
        sites=_list(map(str, entry.sites)),
        body=entry.body,
        body_name=clean(entry.body_name),
        categories=_list(entry.categories),
        kind=entry.kind,
        effect=entry.effect,
        year=entry.year,
        issued=entry.issued,
        published_at=entry.published_at,
        title=clean(entry.title),
        number=number,
        index_number=index_number,
        number_keys=_list(number_keys(number, index_number)),
        keywords=clean(entry.keywords),
        summary=clean(entry.summary),
        text=clean(entry.text[:MOST_TEXT]),
        url=entry.url,
        weight=entry.weight,
    )


def _list(items: Iterable[str]) -> str:
    joined = " ".join(items)
    return f" {joined} " if joined else ""


def _place(entry: Entry) -> int:
    """Seconds of publication, and what tells apart what was published in one second."""
    apart = (ident_of(entry.key) & 0x1FF_FFFF) << 3 | crc32(entry.source.encode()) & 7
    return int(entry.published_at.timestamp()) << 28 | apart


MEMBERS: Final = tuple(field.attname for field in StoredEntry._meta.concrete_fields if field.attname != "place")


def _same(one: StoredEntry | None, other: StoredEntry | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(getattr(one, member) == getattr(other, member) for member in MEMBERS)


def _replace(there: dict[str, StoredEntry], wanted: dict[str, StoredEntry]) -> None:
    """Write what differs between what is stored and what is to be, and note it in the outbox.

    A row that stays is changed in its place, so that whoever waits for it finds it.
    """
    gone = [row for key, row in there.items() if key not in wanted]
    rows = [row for key, row in wanted.items() if not _same(there.get(key), row)]
    changed = [row for row in rows if row.key in there]
    _give_places(rows, there)
    StoredEntry.objects.filter(place__in=[row.place for row in gone]).delete()
    for row in changed:
        members = {member: getattr(row, member) for member in ("place", *MEMBERS)}
        StoredEntry.objects.filter(key=row.key).update(**members)
    StoredEntry.objects.bulk_create([row for row in rows if row.key not in there])
    database.replace([row.place for row in (*gone, *(there[row.key] for row in changed))], rows)
    now = timezone.now()
    Change.objects.bulk_create([Change(key=row.key, at=now) for row in (*gone, *rows)])


def _give_places(rows: list[StoredEntry], there: dict[str, StoredEntry]) -> None:
    """Let a row keep its place if it still fits; move one on whose place another one is, which is rare."""
    places, keys = [row.place for row in rows], [row.key for row in rows]
    others = StoredEntry.objects.filter(place__in=places).exclude(key__in=keys)
    taken = set(others.values_list("place", flat=True))
    for row in rows:
        before = there.get(row.key)
        if before is not None and before.published_at == row.published_at:
            row.place = before.place
        while row.place in taken:
            row.place += 1
            if StoredEntry.objects.filter(place=row.place).exclude(key=row.key).exists():
                taken.add(row.place)
        taken.add(row.place)
