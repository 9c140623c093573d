"""What is written is read back: `read(write(report, format)) == report`, for every format that is both."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from gongkai.report import Report, dumps, read, write
from gongkai.report.values import UNKNOWN
from tests.report.builders import full_report
from tests.report.strategies import reports

REGULATIONS = [f"proactive.regulations.{column}" for column in ("issued", "repealed", "in_force")]
EXAMPLES = {"json": 60, "txt": 60, "md": 60, "html": 60, "docx": 50, "xlsx": 30, "pdf": 25}


@pytest.mark.parametrize("kind", EXAMPLES)
@pytest.mark.slow
def test_a_random_report_is_read_back(kind: str):
    @settings(max_examples=EXAMPLES[kind], deadline=None, suppress_health_check=list(HealthCheck))
    @given(reports())
    def comes_back(report: Report) -> None:
        assert read(dumps(report, kind), name=f"report.{kind}") == report

    comes_back()


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("kind", EXAMPLES)
def test_a_plain_report_is_read_back(kind: str, edition: str, tmp_path: Path):
    report = full_report(edition)
    path = tmp_path / f"report.{kind}"
    write(report, path)
    again = read(path)
    assert again == report
    assert again.source == str(path)


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("kind", [kind for kind in EXAMPLES if kind != "json"])
@pytest.mark.parametrize("lost", ["proactive.regulations.", "requests.granted.", "remedies.", "proactive.", ""])
def test_what_could_not_be_read_is_unknown_again_when_it_is_read_back(lost: str, kind: str, edition: str):
    report = full_report(edition)
    report.cells |= {key: UNKNOWN for key in report.cells if key.startswith(lost)}
    again = read(dumps(report, kind), name=f"report.{kind}")
    assert again == report
    unread = sum(value == UNKNOWN for value in report.cells.values())
    assert again.notes == [f"有{unread}格印作“（未读出）”，未知"]


def test_a_row_that_lost_a_figure_stays_unknown_through_every_format():
    row = "规章\t0\t0\t0\n"
    page = dumps(full_report(cells=dict.fromkeys(REGULATIONS, 0)), "txt").decode()
    report = read(page.replace(row, "规章\t0\t0\n").encode())
    assert [report.cells[key] for key in REGULATIONS] == [UNKNOWN] * 3
    for kind in EXAMPLES:
        assert read(dumps(report, kind), name=f"report.{kind}").cells == report.cells


@pytest.mark.parametrize("kind", [kind for kind in EXAMPLES if kind != "json"])
def test_a_report_that_was_read_back_has_nothing_to_say_about_its_form(kind: str):
    seen = read(dumps(full_report("2021"), kind), name=f"report.{kind}").seen
    assert seen is not None
    assert (seen.altered, seen.missing, seen.extra, seen.uneven) == ([], [], [], [])
    assert seen.tables == {"proactive": "2021", "requests": "2021", "remedies": ""}
    assert seen.other_rows == 3


def test_a_report_that_mixes_the_forms_of_both_editions_keeps_all_its_cells():
    """Table two as edition 2019 has it, table three as edition 2021: seen in one report of ten."""
    report = full_report("2021")
    old = full_report("2019")
    cells = {key: value for key, value in old.cells.items() if key.startswith("proactive.")}
    report.cells = cells | {key: value for key, value in report.cells.items() if not key.startswith("proactive.")}
    for kind in EXAMPLES:
        again = read(dumps(report, kind), name=f"report.{kind}")
        assert again.cells == report.cells, kind
        assert again.edition == "2021"
        assert again.seen is None or again.seen.tables["proactive"] == "2019"
