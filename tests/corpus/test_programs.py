"""Layouts that a browser or an office prints."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.layouts import LAYOUTS
from tests.corpus.score import Job, jobs, run

PRINTED = [layout for layout in LAYOUTS.values() if layout.slow]
RULED = [layout for layout in PRINTED if layout.sound]


@pytest.mark.slow
@pytest.mark.parametrize("layout", RULED, ids=[layout.name for layout in RULED])
def test_a_report_that_a_program_printed_is_read_exactly(layout, tmp_path: Path):
    if not layout.runs:
        pytest.skip("Chromium or LibreOffice is not installed: scripts/need chromium libreoffice")
    found = run(Job(7, layout.name, "", str(tmp_path)))
    assert (found.crash, found.refused) == ("", "")
    assert (found.wrong, found.missing, found.identity, found.false) == ([], [], [], [])


def test_the_score_starts_programs_only_where_it_is_asked_to():
    assert {job.layout for job in jobs(1, 10_000, "")} & {layout.name for layout in PRINTED} == set()
    asked = {job.layout for job in jobs(1, 10_000, "", slow=True)}
    assert {layout.name for layout in PRINTED if layout.runs} <= asked
