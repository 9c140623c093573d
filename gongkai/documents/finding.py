"""What of the register is found: the live releases, as entries of the search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from django.db.models import Prefetch

from gongkai.documents.directory import with_those_above
from gongkai.documents.enums import Effect
from gongkai.documents.markup import plain
from gongkai.documents.models import Placing, Release, ReviewedFile
from gongkai.documents.models.release import ReleaseQuerySet
from gongkai.search.entries import Entry, Source, key_of, register

NAME: Final = "documents"
LIGHT: Final = frozenset({Effect.REPEALED, Effect.LAPSED, Effect.SUPERSEDED})
"""What is no longer in force comes after what is, other things being equal."""
BATCH: Final = 500


def entries(items: Iterable[int]) -> Iterator[Entry]:
    """Those of some items that are public now."""
    yield from map(_entry, _whole(Release.objects.live().filter(item__in=list(items))))


def every(after: int) -> Iterator[Entry]:
    """All that is public of the items after one, in their order."""
    live = Release.objects.live().order_by("item_id")
    while found := list(_whole(live.filter(item_id__gt=after))[:BATCH]):
        yield from map(_entry, found)
        after = found[-1].item_id


def _whole(releases: ReleaseQuerySet) -> ReleaseQuerySet:
    placings = Prefetch("placings", Placing.objects.filter(topic="").order_by("site"), to_attr="shown")
    files = Prefetch("review__files", ReviewedFile.objects.select_related("file"), to_attr="released")
    return releases.select_related("body", "review").prefetch_related(placings, files)


def _entry(release: Release) -> Entry:
    texts = [plain(release.text), *(file.file.text for file in release.review.released)]  # type: ignore[attr-defined]
    return Entry(
        key=key_of(NAME, release.item_id),
        source=NAME,
        sites=tuple(placing.site_id for placing in release.shown),  # type: ignore[attr-defined]
        body=release.body_id,
        body_name=release.body.name,
        categories=tuple(slug for slug in with_those_above(release.category) if slug),
        kind=release.kind,
        effect=release.effect,
        year=release.formed_on.year,
        issued=release.formed_on,
        published_at=release.published_at,
        title=release.title,
        number=release.document_number,
        index_number=release.index_number,
        keywords=release.keywords,
        summary=release.summary,
        text="\n".join(filter(None, texts)),
        url=f"zfxxgk/fdzdgknr/{release.item_id}/",
        weight=0.6 if release.effect in LIGHT else 1.0,
    )


register(Source(NAME, "政府信息", entries, every))
