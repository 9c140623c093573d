"""Full text in the database, newest first: what answers where there is no index, or one too far behind.

Words are tokens of `search_fts`, and so are facets (`body:17`) and numbers (`no:2024-3`), which is much faster than a
join. What stands in quotes is found here by its words only.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection

from gongkai.search.asking import Asked
from gongkai.search.facets import COUNTED, FACETS, Chosen, Counts, Value, in_order, sideways
from gongkai.search.models import StoredEntry
from gongkai.search.text import fold, telling, words

MOST_COUNTED: Final = 10_000
"""Beyond so many hits the total and the counts are lower bounds."""
FIRST: Final = 1000
"""How many entries of a number come before the others."""
EVERY: Final = "any:1"
"""A token that every entry has."""
_UNSAFE: Final = re.compile(r"[^\w:-]")


class Answer(NamedTuple):
    """Places of a page of hits; how many there are, or, if `more`, how many at least."""

    places: list[int]
    total: int
    more: bool
    counts: Counts


# --- writing --------------------------------------------------------------------------------------------------------


def replace(old: Sequence[int], rows: Sequence[StoredEntry]) -> None:
    """Take words of entries away and put those of others in."""
    if connection.vendor == "sqlite":
        away = "DELETE FROM search_fts WHERE rowid = %s"
        put, made = "INSERT INTO search_fts (rowid, tokens) VALUES (%s, %s)", " ".join
    else:
        away = "DELETE FROM search_fts WHERE place = %s"
        put, made = "INSERT INTO search_fts (place, tokens) VALUES (%s, array_to_tsvector(%s::text[]))", list  # type: ignore[assignment]
    with connection.cursor() as cursor:
        cursor.executemany(away, [(place,) for place in old])
        cursor.executemany(put, [(row.place, made(sorted(tokens(row)))) for row in rows])


def tokens(row: StoredEntry) -> set[str]:
    """All by which an entry is found."""
    facets = {token(facet, value) for facet in FACETS for value in values(row, facet)}
    return {EVERY, *facets, *(token("no", key) for key in row.number_keys.split()), *words(fold(searched(row)))}


def searched(row: StoredEntry) -> str:
    """All of an entry that is searched, as one text."""
    parts = (row.title, row.number, row.index_number, row.body_name, row.keywords, row.summary, row.text)
    return "\n".join(part for part in parts if part)


def values(row: StoredEntry, facet: str) -> list[Value]:
    """What an entry has of a facet."""
    match facet:
        case "sites":
            return [int(site) for site in row.sites.split()]
        case "category":
            return list(row.categories.split())
    value: Value = getattr(row, facet)
    return [value] if value != "" else []


def token(name: str, value: Value) -> str:
    return _UNSAFE.sub("_", f"{name}:{value}")


# --- asking ---------------------------------------------------------------------------------------------------------


class _Dialect(NamedTuple):
    """How a database writes what is to be found, and the question itself."""

    every: str
    any: str
    but: str
    word: str
    question: str


_DIALECTS: Final = {
    "sqlite": _Dialect(
        " AND ", " OR ", " NOT ", '"{}"', "SELECT rowid AS place FROM search_fts WHERE search_fts MATCH %s"
    ),
    "postgresql": _Dialect(
        " & ", " | ", " & !", "'{}'", "SELECT place FROM search_fts WHERE tokens @@ (%s::text)::tsquery"
    ),
}


def answer(asked: Asked, chosen: Chosen, *, offset: int, size: int) -> Answer:
    """What is found, newest first; entries that have the query as their number come before."""
    number = [token("no", asked.number)] if asked.number else []
    numbered = _places(_expression(number, [], chosen), limit=FIRST) if number else []
    rest = _expression(_wanted(asked), [*_unwanted(asked), *([number] if number else [])], chosen)
    found = _places(rest, limit=size, offset=max(offset - len(numbered), 0))
    total = _total(_whole(asked, number, chosen))
    counts = sideways(lambda narrowed, facets: _counted(_whole(asked, number, narrowed), facets), chosen)
    places = [*numbered[offset:], *found][:size]
    return Answer(places, min(total, MOST_COUNTED), total > MOST_COUNTED, counts)


def _wanted(asked: Asked) -> list[str]:
    return asked.words or [EVERY]


def _unwanted(asked: Asked) -> list[list[str]]:
    return [telling(run) for run in asked.unwanted]


def _expression(wanted: Iterable[str], unwanted: Iterable[list[str]], chosen: Chosen) -> str:
    """What is to be found, as the database at hand writes it."""
    dialect = _DIALECTS[connection.vendor]
    groups = [[word] for word in wanted]
    groups += [[token(facet, value) for value in sorted(some, key=str)] for facet, some in sorted(chosen.items())]
    found = dialect.every.join(_joined(group, dialect.any) for group in groups)
    return f"({found}){''.join(dialect.but + _joined(words, dialect.every) for words in unwanted)}"


def _joined(group: Iterable[str], by: str) -> str:
    return f"({by.join(_DIALECTS[connection.vendor].word.format(word) for word in group)})"


def _places(expression: str, *, limit: int, offset: int = 0) -> list[int]:
    question = _DIALECTS[connection.vendor].question
    with connection.cursor() as cursor:
        cursor.execute(f"{question} ORDER BY 1 DESC LIMIT %s OFFSET %s", [expression, limit, offset])
        return [place for (place,) in cursor.fetchall()]


def _whole(asked: Asked, number: list[str], chosen: Chosen) -> str:
    """What is found by words, or as a number."""
    expression = _expression(_wanted(asked), _unwanted(asked), chosen)
    if not number:
        return expression
    return f"({expression}){_DIALECTS[connection.vendor].any}{_expression(number, [], chosen)}"


def _total(expression: str) -> int:
    """How many there are, up to one more than are counted."""
    question = _DIALECTS[connection.vendor].question
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({question} LIMIT %s) AS found", [expression, MOST_COUNTED + 1])
        return int(cursor.fetchone()[0])


def _counted(expression: str, facets: Iterable[str]) -> Counts:
    """How many there are of each value among the newest."""
    question = _DIALECTS[connection.vendor].question
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.body, e.categories, e.kind, e.year, e.effect, count(*) "
            f"FROM ({question} ORDER BY 1 DESC LIMIT %s) AS found "
            "JOIN search_storedentry AS e ON e.place = found.place GROUP BY 1, 2, 3, 4, 5",
            [expression, MOST_COUNTED],
        )
        rows = cursor.fetchall()
    return {facet: in_order(facet, _values(rows, COUNTED.index(facet))) for facet in facets}


def _values(rows: Iterable[tuple[Any, ...]], column: int) -> Counter[Value]:
    counted: Counter[Value] = Counter()
    for row in rows:
        found = row[column].split() if COUNTED[column] == "category" else [row[column]]
        for value in found:
            if value != "":
                counted[value] += row[-1]
    return counted
