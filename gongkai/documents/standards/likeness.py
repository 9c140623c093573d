"""Which items of a register may belong under which entry: by pairs of characters that their names share.

Five-character runs, by which whole texts are compared (`gongkai.report.likeness`), are too long for names.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from gongkai.documents.models import Entry, Item
from gongkai.report.text import fold

ENOUGH: Final = 0.5
"""The share of an entry's name that an item's has to have."""
MOST: Final = 5
"""Items that are proposed for an entry."""
_EMPTY: Final = re.compile(
    "政府信息|公开|信息|情况|有关|关于|相关|工作|的|及其|及|和|与|等|通知|公告|通告|公示|印发|办法|标准目录|事项|\\d+|年度?|"
    "[〇一二三四五六七八九]{4}年"
)


class Proposal(NamedTuple):
    """`share` is how much of the entry's name the item has, from 0 to 1."""

    item: Item
    share: float

    @property
    def percent(self) -> int:
        return round(self.share * 100)


@lru_cache(maxsize=8192)
def pairs(text: str) -> frozenset[str]:
    """The pairs of characters of a name, without words that say little."""
    found: set[str] = set()
    for part in re.split(r"[\s·、，,（）()/]+", text):
        bare = _EMPTY.sub("", fold(part))
        found |= {bare[at : at + 2] for at in range(len(bare) - 1)}
    return frozenset(found)


def likeness(entry: Entry, item: Item) -> float:
    """How much of the entry's name an item's title, keywords and summary have: of its second name, or, where it has
    none, of its first; the other one tells between those that are equal."""
    name, above = (entry.part or entry.subject or entry.content[:40]), entry.subject
    wanted = pairs(name)
    if not wanted:
        return 0.0
    said = pairs(item.title) | pairs(item.keywords) | pairs(item.summary)
    share = len(wanted & said) / len(wanted)
    context = pairs(above)
    return min(1.0, share * 0.9 + (0.1 * len(context & said) / len(context) if context and share else 0.0))


def proposals(entry: Entry, items: Iterable[Item]) -> list[Proposal]:
    """Items for an entry, the likest first."""
    found = [Proposal(item, share) for item in items if (share := likeness(entry, item)) >= ENOUGH]
    return sorted(found, key=lambda each: (-each.share, -each.item.pk))[:MOST]


def best(entries: Sequence[Entry], items: Iterable[Item]) -> dict[int, list[Proposal]]:
    """For each entry, by its number, the items that are likest to it and to no other entry more."""
    found: dict[int, list[Proposal]] = {}
    for item in items:
        shares = [(share, entry.pk) for entry in entries if (share := likeness(entry, item)) >= ENOUGH]
        top = max((share for share, _ in shares), default=0.0)
        for share, number in shares:
            if share == top:
                found.setdefault(number, []).append(Proposal(item, share))
    return {number: sorted(each, key=lambda one: (-one.share, -one.item.pk))[:MOST] for number, each in found.items()}
