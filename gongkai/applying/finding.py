"""What of the disclosure log is found by the search of the sites: its own text alone, nothing of the case."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.db import transaction
from django.db.models import QuerySet
from django.db.models.signals import post_delete, post_save

from gongkai.applying.addresses import log_path
from gongkai.cases.models import LogEntry
from gongkai.pages.records.searching import KINDS
from gongkai.search.entries import Entry, Source, key_of, register
from gongkai.search.services import touched

NAME: Final = "answers"
KIND: Final = "answer"
"""How the search tells answers from items of the register."""
BATCH: Final = 500


def entries(numbers: Iterable[int]) -> Iterator[Entry]:
    """Those of some entries that are public now."""
    yield from map(_entry, _public().filter(pk__in=list(numbers)))


def every(after: int) -> Iterator[Entry]:
    """All that are public after one, in their order."""
    while found := list(_public().filter(pk__gt=after).order_by("pk")[:BATCH]):
        yield from map(_entry, found)
        after = found[-1].pk


def _public() -> QuerySet[LogEntry]:
    return LogEntry.objects.filter(published_at__isnull=False, withdrawn_at=None).select_related("body")


def _entry(entry: LogEntry) -> Entry:
    assert entry.published_at is not None
    return Entry(
        key=key_of(NAME, entry.pk),
        source=NAME,
        sites=(entry.body_id,),
        body=entry.body_id,
        body_name=entry.body.name,
        categories=(),
        kind=KIND,
        effect="",
        year=entry.answered_on.year,
        issued=entry.answered_on,
        published_at=entry.published_at,
        title=entry.title,
        number="",
        index_number="",
        keywords="",
        summary=entry.asked,
        text=f"{entry.asked}\n{entry.answered}",
        url=log_path(entry.pk),
        weight=0.9,
    )


LABEL: Final = "依申请公开答复"
register(Source(NAME, LABEL, entries, every))
KINDS[KIND] = LABEL


def _changed(instance: LogEntry, **_: Any) -> None:
    with transaction.atomic():
        touched(NAME, [instance.pk])


for _signal in (post_save, post_delete):
    _signal.connect(_changed, sender=LogEntry, dispatch_uid="applying.finding")
