"""E: structure and form."""

from __future__ import annotations

from gongkai.report.checks.persons import PERSONS
from gongkai.report.checks.skeleton import SKELETON
from gongkai.report.checks.titles import TITLES
from gongkai.report.checks.wording import WORDING

STRUCTURE = tuple(sorted((*SKELETON, *WORDING, *TITLES, *PERSONS), key=lambda check: check.code))
