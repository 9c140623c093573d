"""How a hit is shown: its title and a piece of its text, what was asked for marked, as HTML that is safe."""

from __future__ import annotations

import re
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from gongkai.search.asking import Asked
from gongkai.search.text import fold

LOOKED_AT: Final = 10_000
"""Characters of a text in which a piece to show is looked for."""
SHOWN: Final = 140
BEFORE: Final = 30
_SENTENCE: Final = re.compile(r"[。！？；\s]")


def pattern(asked: Asked) -> re.Pattern[str] | None:
    """What is marked: the query's stretches as they stand, and its words."""
    whole = [term.text for term in asked.wanted]
    parts = [word for term in asked.wanted if not term.literal for word in term.words if len(word) > 1]
    alternatives = sorted(dict.fromkeys([*whole, *parts]), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, alternatives))) if alternatives else None


def marked(text: str, found: re.Pattern[str] | None) -> SafeString:
    """A text with what was asked for in `<mark>`."""
    if found is None:
        return SafeString(escape(text))
    pieces, at = [], 0
    for match in found.finditer(fold(text)):
        pieces += [escape(text[at : match.start()]), "<mark>", escape(text[match.start() : match.end()]), "</mark>"]
        at = match.end()
    return mark_safe("".join([*pieces, escape(text[at:])]).replace("</mark><mark>", ""))  # every piece is escaped


def excerpt(summary: str, text: str, found: re.Pattern[str] | None) -> SafeString:
    """A piece of the text around what was asked for; the beginning, or the summary, if it is not there."""
    if found is not None:
        for source in (summary, text[:LOOKED_AT]):
            if (first := _best(fold(source), found)) is not None:
                return marked(_piece(source, first), found)
    return marked(_piece(summary or text, 0), found)


def _best(folded: str, found: re.Pattern[str]) -> int | None:
    """Where the longest of what was asked for is first."""
    best: re.Match[str] | None = None
    for number, match in enumerate(found.finditer(folded)):
        if best is None or len(match[0]) > len(best[0]):
            best = match
        if number == 50:
            break
    return best.start() if best is not None else None


def _piece(text: str, around: int) -> str:
    """So much of a text as is shown, from the beginning of a sentence if one begins near."""
    start = max(around - BEFORE, 0)
    if start and (sentence := [match.end() for match in _SENTENCE.finditer(text, start, around)]):
        start = sentence[-1] if around - sentence[-1] > 5 else sentence[0]
    end = start + SHOWN
    return f"{'…' if start else ''}{text[start:end].strip()}{'…' if end < len(text) else ''}"
