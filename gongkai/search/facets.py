"""By what one narrows a search, and how entries are counted for that."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Set
from typing import Final

SITES: Final = "sites"
COUNTED: Final = ("body", "category", "kind", "year", "effect")
"""The facets of which one is shown how many entries each value has."""
FACETS: Final = (SITES, *COUNTED)
NUMBERS: Final = (SITES, "body", "year")
"""Facets whose values are numbers."""

Value = int | str
Chosen = Mapping[str, Set[Value]]
"""The values that are wanted, by facet; a facet that is not there leaves all in."""
Counts = dict[str, dict[Value, int]]
MOST_VALUES: Final = 500
"""Values of a facet that are counted."""


def without(chosen: Chosen, facet: str) -> Chosen:
    return {name: values for name, values in chosen.items() if name != facet}


def sideways(counted: Callable[[Chosen, list[str]], Counts], chosen: Chosen) -> Counts:
    """Counts that also say what those values of a facet would give that are not chosen.

    `counted` counts some facets under a choice: a facet in which something is chosen is counted as if it were not.
    """
    counts = counted(chosen, [facet for facet in COUNTED if facet not in chosen])
    for facet in COUNTED:
        if facet in chosen:
            counts |= counted(without(chosen, facet), [facet])
    return {facet: counts[facet] for facet in COUNTED}


def added(one: Counts, other: Counts) -> Counts:
    return {facet: in_order(facet, Counter(values) + Counter(other[facet])) for facet, values in one.items()}


def in_order(facet: str, counts: Mapping[Value, int]) -> dict[Value, int]:
    """Years from the last one on, other values from the most frequent on."""
    if facet == "year":
        return dict(sorted(counts.items(), reverse=True))
    return dict(sorted(counts.items(), key=lambda item: (-item[1], str(item[0]))))
