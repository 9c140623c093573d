"""The counts that a report's narrative states: `find_claims`.

`words` are the words, `patterns` and `lookalikes` what they claim and what only looks like it (P01–P94, L01–L30 of the
catalogue), `figures` the numbers; `segments` cuts the text, `reader` binds numbers to words. All tables are compiled on
first use.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gongkai.report.model import Claim, Report


def find_claims(report: Report) -> tuple[Claim, ...]:
    """Every count that the narrative states, in the order of the text; of the preamble only figures."""
    from gongkai.report.claims.reader import Reader
    from gongkai.report.claims.scene import Body
    from gongkai.report.form import EDITION_2021, edition_for

    form = report.form or (edition_for(report.year) if report.year is not None else EDITION_2021)
    body = Body(form, report.year, report.body or "")
    claims: list[Claim] = []
    if report.preamble:
        claims += Reader(body, "preamble", report.preamble, 0, ()).read()
    for section in report.sections:
        if section.text:
            claims += Reader(body, section.key, section.text, len(claims), section.lines).read()
    return tuple(claims)
