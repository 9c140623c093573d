"""A: the arithmetic of the tables."""

from __future__ import annotations

from gongkai.report.checks.equations import EQUATIONS
from gongkai.report.checks.plausible import PLAUSIBLE
from gongkai.report.checks.rows import ROWS

ARITHMETIC = tuple(sorted((*EQUATIONS, *ROWS, *PLAUSIBLE), key=lambda check: check.code))
