"""Looking into the index, with what changed since it was written put over it."""

from __future__ import annotations

import heapq
import logging
from collections.abc import Callable
from typing import Any, Final, NamedTuple

import tantivy

from gongkai.search.asking import Asked
from gongkai.search.engine import MOST_BEHIND, Unusable, View, changes_since, guarded, mark_broken, reader
from gongkai.search.facets import MOST_VALUES, Chosen, Counts, added, in_order
from gongkai.search.matching import NUMBER, Matching
from gongkai.search.text import fold, pinyin

log = logging.getLogger(__name__)

A_SCORE: Final = NUMBER / 100
"""Scores above are those of a document's number."""


class _Part(NamedTuple):
    view: View
    matching: Matching


class Looking:
    """One question, put to the index as of now.

    Raises:
        Unusable: no index can answer: there is none, it is broken, or too far behind.
    """

    def __init__(self, asked: Asked) -> None:
        view = reader.view()
        changes = changes_since(view.state, MOST_BEHIND + 1)
        if len(changes) > MOST_BEHIND:
            raise Unusable("too far behind")
        self.parts = [_Part(view, Matching(view.schema, view.searcher, asked, {change.key for change in changes}))]
        if (over := reader.over(changes)) is not None:
            self.parts.append(_Part(over, Matching(over.schema, over.searcher, asked)))

    def page(self, way: str, chosen: Chosen, order: str, offset: int, size: int) -> tuple[int, list[int]]:
        """How many there are, and the places of those on a page. `way` names a method of `Matching`."""
        total, scored = 0, []
        for part in self.parts:
            query = _query(part, way, chosen, ranked=order == "relevance")
            count, found = self._best(part, query, order, offset + size)
            scored.append(found)
            total += count
        if len(scored) == 1:
            return total, [place for _, place in scored[0]][offset:]
        if order == "relevance":
            scored[1] = _level(scored[0], scored[1])
        merged = heapq.merge(*scored, key=lambda each: -each[0])
        return total, [place for _, place in merged][offset : offset + size]

    def _best(self, part: _Part, query: tantivy.Query, order: str, most: int) -> tuple[int, list[tuple[float, int]]]:
        searcher = part.view.searcher
        by: dict[str, Any] = {"weight_by_field": "weight"} if order == "relevance" else {"order_by_field": "place"}
        result = self._asked(part, lambda: searcher.search(query, most, **by))
        places = searcher.fast_field_values("place", [address for _, address in result.hits])
        scores = [score for score, _ in result.hits]
        return result.count, list(zip(scores, [int(place or 0) for place in places], strict=True))

    def counted(self, way: str, chosen: Chosen, facets: list[str]) -> Counts:
        """How many there are of each value of some facets."""
        if not facets:
            return {}
        wanted = {facet: {"terms": {"field": facet, "size": MOST_VALUES}} for facet in facets}
        counts: Counts = {facet: {} for facet in facets}
        for part in self.parts:
            query = _query(part, way, chosen, ranked=False)
            answer = self._asked(part, lambda part=part, query=query: part.view.searcher.aggregate(query, wanted))  # type: ignore[misc]
            counts = added(counts, {facet: _buckets(facet, answer[facet]) for facet in facets})
        return counts

    def _asked(self, part: _Part, question: Callable[[], Any]) -> Any:
        """Ask, and if that fails, see whether the index is at fault."""
        try:
            return guarded(question)
        except Unusable:
            log.exception("the index did not answer")
            if part is self.parts[0]:
                _examine(part.view)
            raise


def _query(part: _Part, way: str, chosen: Chosen, *, ranked: bool) -> tantivy.Query:
    made: tantivy.Query = guarded(lambda: getattr(part.matching, way)(chosen, ranked=ranked))
    return made


def _buckets(facet: str, answer: dict[str, Any]) -> dict[Any, int]:
    return in_order(facet, {bucket["key"]: bucket["doc_count"] for bucket in answer["buckets"]})


def _examine(view: View) -> None:
    """Have an index made anew that does not even give all that it has."""
    try:
        guarded(lambda: view.searcher.search(tantivy.Query.all_query(), 10, order_by_field="place"))
    except Unusable:
        mark_broken(view.folder)


def _level(index: list[tuple[float, int]], over: list[tuple[float, int]]) -> list[tuple[float, int]]:
    """Scores of what lies over the index, brought level: they come from other frequencies of words."""
    best, other = (max((score for score, _ in part if score < A_SCORE), default=0.0) for part in (index, over))
    factor = best / other if best and other else 1.0
    return [(score * factor if score < A_SCORE else score, place) for score, place in over]


# --- what may have been meant ----------------------------------------------------------------------------------------


def near(asked: str, title: str) -> tuple[float, str]:
    """How far the most similar piece of a title is from what was asked, and the piece; infinitely, if it is another."""
    folded = fold(title)
    best = (float("inf"), "")
    sound = pinyin(asked)
    for length in range(max(len(asked) - 1, 2), len(asked) + 2):
        for start in range(len(folded) - length + 1):
            piece = folded[start : start + length]
            apart = _distance(asked, piece)
            if apart and apart > 1 and pinyin(piece) == sound:
                apart = 1
            if apart <= max(len(asked) // 4, 1) and (apart + abs(length - len(asked)) / 10) < best[0]:
                best = (apart + abs(length - len(asked)) / 10, title[start : start + length])
    return best


def _distance(one: str, other: str) -> int:
    """How many characters are to be changed, added or left out."""
    before = list(range(len(other) + 1))
    for row, a in enumerate(one, 1):
        now = [row]
        for column, b in enumerate(other, 1):
            now.append(min(before[column] + 1, now[-1] + 1, before[column - 1] + (a != b)))
        before = now
    return before[-1]
