"""How well the product reads and checks what the generator makes: the promises that a change must keep."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.defects import DEFECTS
from tests.corpus.layouts import LAYOUTS
from tests.corpus.score import Figures, Job, Result, figures, jobs, run, score

SEED, COUNT, PARTS = 20_260, 1000, 4
"""A few files in every layout, and every defect several times: half a minute on one core, in parts for several."""

QUICK = [layout for layout in LAYOUTS.values() if not layout.slow]


@pytest.mark.parametrize("layout", [layout.name for layout in QUICK if layout.readable])
def test_every_layout_is_read_exactly_and_nothing_is_said_against_a_correct_report(layout: str, tmp_path: Path):
    found = run(Job(SEED, layout, "", str(tmp_path)))
    assert (found.crash, found.refused) == ("", "")
    assert (found.wrong, found.missing, found.identity) == ([], [], [])
    assert found.false == []


@pytest.mark.parametrize("layout", [layout.name for layout in QUICK if not layout.readable])
def test_of_a_layout_that_cannot_be_read_no_cell_is_made_up(layout: str, tmp_path: Path):
    found = run(Job(SEED, layout, "", str(tmp_path)))
    assert (found.crash, found.wrong) == ("", [])


@pytest.mark.parametrize("defect", [name for name, kind in DEFECTS.items() if not kind.debatable])
def test_every_defect_is_named_by_its_code(defect: str, tmp_path: Path):
    found = run(Job(SEED, "", defect, str(tmp_path)))
    assert (found.crash, found.wrong) == ("", [])
    assert set(found.codes) <= {code for code, _, _ in found.findings}


def listed(results: list[Result]) -> str:
    return "\n".join(f"{each.layout} {each.defect} {each.path}" for each in results)


@pytest.mark.slow
@pytest.mark.parametrize("part", range(PARTS))
def test_generated_reports_are_read_exactly_and_their_defects_and_no_others_are_found(part: int, tmp_path: Path):
    results = score(jobs(SEED, COUNT, str(tmp_path))[part::PARTS], processes=1)
    found = figures(results)
    assert [each.crash for each in results if each.crash] == []
    assert [f"{each.path} {each.wrong}" for each in results if each.wrong] == []
    assert [f"{each.path} {each.false}" for each in results if each.false] == []
    assert found.exact.rate >= 0.98, listed([each for each in results if not each.exact])
    assert found.defective_exact.rate >= 0.98, listed([each for each in results if not each.exact])
    assert found.refused.rate == 1
    assert found.named.rate >= 0.95, listed([each for each in results if each.defect and not each.named])


# --- the score itself -----------------------------------------------------------------------------------------------


def result(**more: object) -> Result:
    return Result(**({"path": "a.html", "layout": "html_clean"} | more))  # type: ignore[arg-type]


def test_the_score_counts_what_went_wrong():
    error, warning = ("A01", "error", "…"), ("E13", "warning", "…")
    found = figures(
        [
            result(),
            result(wrong=["requests.new.total: 3 read as 8"]),
            result(missing=["requests.new.total: 3 not known"], false=[error]),
            result(identity=["year 2023 read as 2022"], false=[error, warning]),
            result(crash="KeyError"),
            result(refused="没有文字层"),
            result(readable=False, refused="没有文字层"),
            result(readable=False, wrong=["requests.new.total: given although the page is not readable"]),
            result(defect="A01", codes=["A01"], findings=[error]),
            result(defect="A02", codes=["A02"], instead=["A01"], findings=[error]),
            result(defect="A03", codes=["A01", "A03"], findings=[error]),
            result(defect="A04", codes=["A01"], findings=[error], debatable=True),
        ]
    )
    assert found == Figures(
        exact=(1, 6),
        wrong=1,
        refused=(1, 2),
        with_error=2,
        with_warning=1,
        named=(1, 3),
        named_or_alike=(2, 3),
        debatable_named=(1, 1),
        defective_exact=(3, 3),
        crashed=1,
    )


def test_a_share_of_nothing_is_no_failure():
    assert figures([]).named.rate == 1
    assert str(figures([]).named) == "none"
    assert str(figures([result()]).exact) == "1/1 = 100.0%"
