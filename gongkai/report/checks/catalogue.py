"""All checks by their code, in the order of the catalogue."""

from __future__ import annotations

from gongkai.report.checks.arithmetic import ARITHMETIC
from gongkai.report.checks.model import Check
from gongkai.report.checks.narrative import NARRATIVE
from gongkai.report.checks.sameness import SAMENESS
from gongkai.report.checks.structure import STRUCTURE
from gongkai.report.checks.timeliness import TIMELINESS
from gongkai.report.checks.years import YEARS

CATALOGUE: dict[str, Check] = {
    check.code: check
    for check in sorted(
        (*ARITHMETIC, *YEARS, *NARRATIVE, *STRUCTURE, *TIMELINESS, *SAMENESS), key=lambda check: check.code
    )
}
"""A01–A22 arithmetic, B01–B12 across years, C01–C22 and D01 the narrative, E01–E22 structure, F01–F06 time and place,
G01–G06 sameness."""

ORDER = "EFADCBG"
"""Groups in the catalogue's order of work: form and time first, then the tables, then the text against them, then
other reports."""
