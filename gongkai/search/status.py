"""How the search of this host stands, for whoever runs it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from django.db.models import Max

from gongkai.search.engine import Reader, Unusable, changes_since
from gongkai.search.models import Change, StoredEntry


class Status(NamedTuple):
    """`folder` is that of the index, None if none can be used; `behind` counts changes that are not in it yet."""

    entries: int
    last: int
    folder: Path | None = None
    indexed: int = 0
    size: int = 0
    number: int = 0
    behind: int = 0


def status() -> Status:
    entries, last = StoredEntry.objects.count(), Change.objects.aggregate(last=Max("number"))["last"] or 0
    try:
        view = Reader().view()
        changes_since(view.state, 1)
    except Unusable:
        return Status(entries, last)
    size = sum(path.stat().st_size for path in view.folder.rglob("*") if path.is_file())
    number = view.state.number
    return Status(entries, last, view.folder, view.searcher.num_docs, size, number, last - number)
