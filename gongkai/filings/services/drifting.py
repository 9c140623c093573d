"""What the records say by now beside what was published: the report stays as it is, and the difference is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from gongkai.cases.models import Case, Remedy
from gongkai.documents.models import Item
from gongkai.filings import definitions
from gongkai.filings.models import FilingRelease
from gongkai.report.form import EDITIONS


class Moved(NamedTuple):
    """A record that moves a cell now and did not when the report was frozen, or the reverse."""

    record: Item | Case | Remedy
    came: bool
    why: str


class Drift(NamedTuple):
    """A cell that the records would fill otherwise by now."""

    cell: str
    title: str
    frozen: int
    now: int
    moved: tuple[Moved, ...]


MODELS = {"proactive": Item, "requests": Case, "remedies": Remedy}


def drift_of(release: FilingRelease) -> list[Drift]:
    """The cells of a release that would be counted otherwise now, in the order of the form, and which records moved
    them. Totals follow from the others and are left out."""
    if not release.behind:
        return []
    form = EDITIONS[release.data["edition"]]
    now = definitions.all_behind(release.body, release.year, form)
    differing = [
        (cell, set(release.behind.get(cell, ())), set(now.get(cell, ())))
        for cell in form.keys
        if release.behind.get(cell, []) != now.get(cell, [])
    ]
    records = _records(differing)
    sent = release.filing.sent_in.filter(digest=release.digest).order_by("-round").first()
    frozen_at = sent.at if sent is not None else release.published_at
    found = []
    for cell, then, since in differing:
        kept = records[cell.split(".")[0]]
        moved = [
            *(Moved(kept[number], True, _why_came(kept[number], frozen_at)) for number in sorted(since - then)),
            *(Moved(kept[number], False, _why_went(kept[number])) for number in sorted(then - since) if number in kept),
        ]
        found.append(Drift(cell, form.labels[cell], len(then), len(since), tuple(moved)))
    return found


def _records(differing: Iterable[tuple[str, set[int], set[int]]]) -> dict[str, dict[int, Any]]:
    wanted: dict[str, set[int]] = {table: set() for table in MODELS}
    for cell, then, since in differing:
        wanted[cell.split(".")[0]] |= then ^ since
    related = {"remedies": ("case",)}
    return {
        table: model._default_manager.select_related(*related.get(table, ())).in_bulk(sorted(wanted[table]))
        for table, model in MODELS.items()
    }


def _why_came(record: Item | Case | Remedy, frozen_at: datetime) -> str:
    entered = record.created_at if isinstance(record, Item) else record.entered_at
    return "送审以后补登记" if entered > frozen_at else "登记的内容有更正"


def _why_went(record: Item | Case | Remedy) -> str:
    if isinstance(record, Case) and record.voided_at is not None:
        return "已作废"
    return "登记的内容有更正"
