"""A question as tantivy is asked it.

A stretch of a query is found by its words, in any place, or as it stands, by pairs of neighbours: what is a part of a
text is found however the text was cut. Titles count more; the query as a document's number comes before all.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from tantivy import Occur, Query, Schema, Searcher

from gongkai.search.asking import Asked, Term, single
from gongkai.search.facets import Chosen, Value
from gongkai.search.text import INITIALS, as_syllables, pairs, pinyin, units

NUMBER: Final = 1e6
TITLE: Final = 3.0
TITLE_WHOLE: Final = 6.0
LOOSELY: Final = 0.6
"""Which part of a query's words or pairs is enough, when all of them are nowhere together."""
COMMON: Final = 10_000
"""Where each word and each pair of a stretch is in more entries, its words are enough: comparing places takes long."""
LONGEST_TYPO: Final = 40
"""Units of a query that are compared with titles."""


class Matching:
    """Queries for one index."""

    def __init__(self, schema: Schema, searcher: Searcher, asked: Asked, changed: Iterable[str] = ()) -> None:
        self.schema = schema
        self.searcher = searcher
        self.asked = asked
        self.changed = sorted(changed)

    # --- the whole question

    def strictly(self, chosen: Chosen, *, ranked: bool) -> Query:
        """Everything wanted is found; if it is not `ranked`, what only ranks is left out."""
        if not self.asked.wanted:
            return self._narrowed(Query.all_query(), chosen)
        ways = [self._all_wanted(ranked=ranked)]
        if self.asked.number:
            ways.append(Query.const_score_query(self._term("numbers", self.asked.number), NUMBER))
        if self.asked.letters:
            ways += self._by_letters(self.asked.letters)
        return self._narrowed(_any(ways), chosen)

    def loosely(self, chosen: Chosen, *, ranked: bool) -> Query:
        """Much of what is wanted is found, or titles that sound or look like it."""
        whole = self.asked.whole
        ways = []
        if len(words := self.asked.words) > 1:
            ways.append(_most([self._term("text", word) for word in words]))
        if 2 < len(units(whole)) <= LONGEST_TYPO:
            ways.append(Query.boost_query(_most([self._term("title_grams", pair) for pair in pairs(whole)]), TITLE))
        ways += self._alike()
        return self._narrowed(_any(ways), chosen) if ways else Query.empty_query()

    def titles(self, chosen: Chosen, *, ranked: bool) -> Query:
        """Titles that have the words, for completing; the last word may be unfinished."""
        ways = []
        for term in self.asked.wanted:
            if single(term.text):
                ways.append(_any([self._begins("title_grams", term.text), self._term("title", term.text)]))
            else:
                ways.append(self._neighbours("title_grams", term.text))
        found = [_all(ways)] if ways else []
        if self.asked.letters:
            found += self._by_letters(self.asked.letters)
        return self._narrowed(_any(found), chosen) if found else Query.empty_query()

    def alike(self, chosen: Chosen, *, ranked: bool) -> Query:
        """Titles that sound or look like what is wanted."""
        whole = self.asked.whole
        ways = self._alike()
        if 2 < len(units(whole)) <= LONGEST_TYPO:
            ways.append(_most([self._term("title_grams", pair) for pair in pairs(whole)]))
        return self._narrowed(_any(ways), chosen) if ways else Query.empty_query()

    # --- its parts

    def _all_wanted(self, *, ranked: bool) -> Query:
        wanted = [self._wanted(term) for term in self.asked.wanted]
        if not ranked:
            return _all(wanted)
        titles = [Query.boost_query(self._term("title", word), TITLE) for word in self.asked.words]
        titles += [
            Query.boost_query(self._neighbours("title_grams", term.text), TITLE_WHOLE)
            for term in self.asked.wanted
            if not single(term.text) and not self._common("title_grams", term.text)
        ]
        parts = [(Occur.Must, each) for each in wanted] + [(Occur.Should, title) for title in titles]
        return Query.boolean_query(parts)

    def _wanted(self, term: Term) -> Query:
        if single(term.text):
            return _any([self._term("text", term.text), self._begins("grams", term.text)])
        by_words = _all([self._term("text", word) for word in term.words])
        frequent = all(self.searcher.doc_freq("text", word) > COMMON for word in term.words)
        if frequent and (not term.literal or term.words == [term.text]) and self._common("grams", term.text):
            return by_words
        literally = self._neighbours("grams", term.text)
        return literally if term.literal or len(units(term.text)) == 2 else _any([literally, by_words])

    def _by_letters(self, letters: str) -> list[Query]:
        """Titles by their pinyin or the initials of it."""
        ways = [self._begins("initials", letters)] if len(letters) <= INITIALS else []
        syllables = as_syllables(letters.replace("ü", "v"), unfinished=True)
        if len(syllables) > 1:
            *finished, last = syllables
            ways.append(Query.phrase_prefix_query(self.schema, "pinyin", [*finished, last]))
        return ways

    def _alike(self) -> list[Query]:
        """Titles that sound the same; for words in Latin letters, titles one letter off."""
        whole = self.asked.whole
        if len(units(whole)) > LONGEST_TYPO:
            return []
        ways = []
        if not whole.isascii() and len(syllables := pinyin(whole)) > 1:
            ways.append(Query.boost_query(Query.phrase_query(self.schema, "pinyin", list(syllables)), TITLE_WHOLE))
        near = [
            Query.fuzzy_term_query(self.schema, "title", word)
            for word in self.asked.words
            if word.isascii() and word.isalpha() and 3 < len(word) < 20
        ]
        return [*ways, *near]

    def _narrowed(self, query: Query, chosen: Chosen) -> Query:
        """Only what was chosen, nothing that is unwanted, nothing that has changed since."""
        must = [query]
        must += [
            Query.const_score_query(self._one_of(facet, sorted(values, key=str)), 0.0)
            for facet, values in chosen.items()
        ]
        never = [
            self._begins("grams", run) if single(run) else self._neighbours("grams", run) for run in self.asked.unwanted
        ]
        if self.changed:
            never.append(Query.term_set_query(self.schema, "key", self.changed))
        parts = [(Occur.Must, each) for each in must] + [(Occur.MustNot, each) for each in never]
        return Query.boolean_query(parts) if len(parts) > 1 else query

    def _common(self, field: str, run: str) -> bool:
        """Whether each pair of a stretch is in many entries."""
        return all(self.searcher.doc_freq(field, pair) > COMMON for pair in pairs(run))

    def _one_of(self, facet: str, values: list[Value]) -> Query:
        if len(values) == 1:
            return Query.term_query(self.schema, facet, values[0], "basic")
        return Query.term_set_query(self.schema, facet, values)

    def _term(self, field: str, value: str) -> Query:
        return Query.term_query(self.schema, field, value, "freq")

    def _begins(self, field: str, prefix: str) -> Query:
        return Query.fuzzy_term_query(self.schema, field, prefix, distance=0, prefix=True)

    def _neighbours(self, field: str, run: str) -> Query:
        """A stretch as it stands."""
        found = pairs(run)
        if len(found) == 1:
            return self._term(field, found[0])
        return Query.phrase_query(self.schema, field, list(found))


def _any(ways: list[Query]) -> Query:
    return ways[0] if len(ways) == 1 else Query.boolean_query([(Occur.Should, way) for way in ways])


def _all(parts: list[Query]) -> Query:
    return parts[0] if len(parts) == 1 else Query.boolean_query([(Occur.Must, part) for part in parts])


def _most(parts: list[Query]) -> Query:
    least = max(round(len(parts) * LOOSELY), 1)
    return Query.boolean_query([(Occur.Should, part) for part in parts], least)
