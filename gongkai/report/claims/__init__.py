"""The counts that a report's narrative states: `find_claims`.

`words` are the words, `patterns` and `lookalikes` what they claim and what only looks like it (P01–P94, L01–L30 of the
catalogue), `figures` the numbers, `published` tables of published items; `segments` cuts the text, `reader` binds
numbers to words. All tables are compiled on first use.
"""

from __future__ import annotations

from collections.abc import Sequence

from gongkai.report.values import Claim, Text


def find_claims(
    edition: str | None, year: int | None, body: str, preamble: str, sections: Sequence[Text]
) -> tuple[Claim, ...]:
    """Every count that the narrative of a body's report for a year states, in the order of the text; of the preamble
    only figures. The cells are those of the edition, without one of the year's."""
    from gongkai.report.claims.reader import Reader
    from gongkai.report.claims.scene import Body
    from gongkai.report.form import EDITION_2021, EDITIONS, edition_for

    form = EDITIONS[edition] if edition else edition_for(year) if year is not None else EDITION_2021
    speaker = Body(form, year, body)
    claims: list[Claim] = []
    if preamble:
        claims += Reader(speaker, "preamble", preamble, 0, ()).read()
    for section in sections:
        if section.text:
            claims += Reader(speaker, section.key, section.text, len(claims), section.lines).read()
    return tuple(claims)
