"""Searching: what is asked, what is found, and suggestions.

The index of the host answers, with what changed since it was written put over it from the database: nothing published
is missing, nothing withdrawn is shown. Where there is no index, or one too far behind, the database answers, newest
first.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal, NamedTuple

from django.conf import settings
from django.db.models.functions import Substr
from django.utils.safestring import SafeString

from gongkai.search import database
from gongkai.search.asking import Asked, asked
from gongkai.search.engine import Unusable
from gongkai.search.facets import COUNTED, Chosen, Counts, Value, sideways
from gongkai.search.looking import Looking, near
from gongkai.search.models import StoredEntry
from gongkai.search.showing import LOOKED_AT, excerpt, marked, pattern

log = logging.getLogger(__name__)

LAST: Final = 10_000
"""Hits that can be paged through."""
LARGEST: Final = 100
"""Hits of a page."""
SUGGESTED: Final = 8


@dataclass(frozen=True, kw_only=True)
class Query:
    """What is asked. What is empty is not asked for; of several values of a facet one has to fit."""

    words: str = ""
    sites: Iterable[int] = ()
    bodies: Iterable[int] = ()
    categories: Iterable[str] = ()
    kinds: Iterable[str] = ()
    years: Iterable[int] = ()
    effects: Iterable[str] = ()
    order: Literal["relevance", "newest"] = "relevance"
    page: int = 1
    size: int = 20

    @property
    def chosen(self) -> Chosen:
        given: dict[str, Iterable[Value]] = {
            "sites": self.sites,
            "body": self.bodies,
            "category": self.categories,
            "kind": self.kinds,
            "year": self.years,
            "effect": self.effects,
        }
        return {facet: values for facet, some in given.items() if (values := frozenset(some))}

    @property
    def offset(self) -> int:
        return max(min((self.page - 1) * self.limit, LAST - self.limit), 0)

    @property
    def limit(self) -> int:
        return max(min(self.size, LARGEST), 1)


class Hit(NamedTuple):
    """An entry that was found; `title_html` and `excerpt` have marked what was asked for."""

    key: str
    source: str
    body: int
    body_name: str
    categories: tuple[str, ...]
    kind: str
    effect: str
    year: int
    issued: date | None
    published_at: datetime
    title: str
    number: str
    index_number: str
    summary: str
    url: str
    sites: tuple[int, ...]
    title_html: SafeString
    excerpt: SafeString


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is found. `total` is a lower bound if there are `more`; `loosely`, if not all that was asked for was found.

    `counts` has for each facet (`facets.COUNTED`) its values and how many entries each would give. `suggestion` is what
    may have been meant, empty if nothing was found to suggest.
    """

    total: int
    hits: list[Hit]
    counts: Counts
    suggestion: str = ""
    how: Literal["engine", "database"] = "engine"
    more: bool = False
    loosely: bool = False


_BEGINNING: Final = "beginning"
NOTHING: Final[Counts] = {facet: {} for facet in COUNTED}


def search(query: Query) -> Found:
    """What is public and fits."""
    question = asked(query.words)
    if query.words.strip() and not (question.wanted or question.unwanted):
        return Found(total=0, hits=[], counts=NOTHING)
    if settings.SEARCH == "tantivy":
        try:
            return _by_engine(query, question)
        except Unusable as error:
            log.info("the database answers: %s", error)
    return _by_database(query, question)


def suggest(prefix: str, sites: Iterable[int] = (), size: int = SUGGESTED) -> list[str]:
    """Titles that complete what was begun, in characters or in pinyin; on some sites, if any are given."""
    question = asked(prefix)
    query = Query(words=prefix, sites=sites, size=size * 3)
    if not question.wanted:
        return []
    if settings.SEARCH == "tantivy":
        try:
            _, places = Looking(question).page("titles", query.chosen, "relevance", 0, query.limit)
            return _titles(places, query)[:size]
        except Unusable as error:
            log.info("the database completes: %s", error)
    return _titles(database.answer(question, query.chosen, offset=0, size=query.limit).places, query)[:size]


def _titles(places: Iterable[int], query: Query) -> list[str]:
    return list(dict.fromkeys(row.title for row in _rows(places, query)))


# --- by the index ----------------------------------------------------------------------------------------------------


def _by_engine(query: Query, question: Asked) -> Found:
    looking = Looking(question)
    way, suggestion = "strictly", ""
    total, places = looking.page(way, query.chosen, _order(query, question), query.offset, query.limit)
    if not total and question.wanted:
        way, suggestion = "loosely", _meant(looking, question, query)
        total, places = looking.page(way, query.chosen, "relevance", query.offset, query.limit)
    return Found(
        total=total,
        hits=_shown(_rows(places, query), question),
        counts=sideways(lambda chosen, facets: looking.counted(way, chosen, facets), query.chosen),
        suggestion=suggestion,
        loosely=way == "loosely" and total > 0,
    )


def _order(query: Query, question: Asked) -> str:
    return query.order if question.wanted else "newest"


def _meant(looking: Looking, question: Asked, query: Query) -> str:
    """What of a title is most like what was asked for, if it is like it at all."""
    _, places = looking.page("alike", query.chosen, "relevance", 0, SUGGESTED)
    found = [near(question.whole, row.title) for row in _rows(places, query)]
    return min(found, key=lambda each: each[0])[1] if found else ""


# --- by the database -------------------------------------------------------------------------------------------------


def _by_database(query: Query, question: Asked) -> Found:
    answer = database.answer(question, query.chosen, offset=query.offset, size=query.limit)
    return Found(
        total=answer.total,
        hits=_shown(_rows(answer.places, query), question),
        counts=answer.counts,
        how="database",
        more=answer.more,
    )


# --- hits ------------------------------------------------------------------------------------------------------------


def _rows(places: Iterable[int], query: Query) -> list[StoredEntry]:
    """The entries at these places as they stand now: one that is withdrawn just now, or leaves a site, is left out."""
    wanted = list(places)
    rows = (
        StoredEntry.objects.filter(place__in=wanted)
        .defer("text", "keywords")
        .annotate(**{_BEGINNING: Substr("text", 1, LOOKED_AT)})
    )
    found = {row.place: row for row in rows}
    sites = query.chosen.get("sites")
    there = (found[place] for place in wanted if place in found)
    return [row for row in there if sites is None or sites & set(database.values(row, "sites"))]


def _shown(rows: Iterable[StoredEntry], question: Asked) -> list[Hit]:
    found = pattern(question)
    return [
        Hit(
            key=row.key,
            source=row.source,
            body=row.body,
            body_name=row.body_name,
            categories=tuple(row.categories.split()),
            kind=row.kind,
            effect=row.effect,
            year=row.year,
            issued=row.issued,
            published_at=row.published_at,
            title=row.title,
            number=row.number,
            index_number=row.index_number,
            summary=row.summary,
            url=row.url,
            sites=tuple(int(site) for site in row.sites.split()),
            title_html=marked(row.title, found),
            excerpt=excerpt(row.summary, getattr(row, _BEGINNING), found),
        )
        for row in rows
    ]
