"""What became of a draft: paragraphs added, removed, changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Final, NamedTuple

from gongkai.letters.letter import Letter

ALIKE: Final = 0.5
"""Two paragraphs at the same place with so much in common are one that was changed."""


class Change(StrEnum):
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"

    @property
    def label(self) -> str:
        return {"added": "增加", "removed": "删去", "changed": "修改"}[self]


class Difference(NamedTuple):
    """One paragraph that differs. `before` is empty for one that was added, `after` for one removed."""

    change: Change
    before: str
    after: str


def difference(draft: Letter, approved: Letter) -> list[Difference]:
    """The paragraphs in which two letters differ, in the order of the letter; an empty list if they say the same."""
    old, new = ([block.text for block in letter.blocks] for letter in (draft, approved))
    found: list[Difference] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found += _between(old[i1:i2], new[j1:j2])
    return found


def _between(old: Sequence[str], new: Sequence[str]) -> Iterator[Difference]:
    """Paragraphs at one place: each with the next one that is like it, what has none is added or removed."""
    at = 0
    for before in old:
        match = next((n for n in range(at, len(new)) if _alike(before, new[n])), None)
        if match is None:
            yield Difference(Change.REMOVED, before, "")
            continue
        yield from (Difference(Change.ADDED, "", text) for text in new[at:match])
        yield Difference(Change.CHANGED, before, new[match])
        at = match + 1
    yield from (Difference(Change.ADDED, "", text) for text in new[at:])


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= ALIKE
