"""Personal data in text: `scan_text`, and what it stands on for the text of files."""

from __future__ import annotations

from bisect import bisect_right
from typing import Final, NamedTuple

from gongkai.privacy.characters import plain
from gongkai.privacy.findings import Finding, Place
from gongkai.privacy.kinds import KINDS, Weight
from gongkai.privacy.lookalikes import AFTER, BEFORE, lookalike
from gongkai.privacy.masking import masked
from gongkai.privacy.patterns import PATTERNS, Text

MOST_FINDINGS: Final = 10_000
"""A text with more is not listed further: it is not fit for publication anyway."""


class Found(NamedTuple):
    """A value in a text, before anybody says where that stands."""

    start: int
    end: int
    code: str
    weight: Weight


def scan_text(text: str) -> tuple[Finding, ...]:
    """The personal data in a text, in order; each with its line and its span."""
    ends = [at for at, char in enumerate(text) if char == "\n"]
    return tuple(finding(text, each, Place(line=bisect_right(ends, each.start - 1) + 1)) for each in find(text))


def finding(text: str, found: Found, place: Place) -> Finding:
    """What was found, as it is told."""
    value = text[found.start : found.end]
    return Finding(
        found.code, value, masked(found.code, plain(value)), place, found.weight, KINDS[found.code].why,
        (found.start, found.end),
    )  # fmt: skip


def find(text: str) -> list[Found]:
    """Where personal data stand in a text. Of two that overlap the one whose kind comes first counts."""
    searched = Text(plain(text))
    taken = bytearray(len(text) + 1)
    found: list[Found] = []
    for code, pattern, test in PATTERNS:
        for match in pattern.finditer(searched.text):
            start, end = match.span("value")
            if taken[start] or taken[end - 1]:
                continue
            hit = test(match, searched)
            if hit is None:
                continue
            weight = _weight(code, searched, hit.start, hit.end, hit.weight or KINDS[code].weight)
            if weight is None:
                continue
            taken[hit.start : hit.end] = b"\1" * (hit.end - hit.start)
            found.append(Found(hit.start, hit.end, code, weight))
            if len(found) >= MOST_FINDINGS:
                return sorted(found)
    return sorted(found)


def _weight(code: str, text: Text, start: int, end: int, usual: Weight) -> Weight | None:
    """The weight of a value, None for a look-alike."""
    row = lookalike(code, text.before(start, BEFORE), text.text[end : end + AFTER])
    if row is None or (code == "P01" and row.id in ("N02", "N03") and usual is Weight.BLOCKS):
        return usual  # an identity number proves itself, whatever it is called
    return Weight.WARNS if row.warns else None
