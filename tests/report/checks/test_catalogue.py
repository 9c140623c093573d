"""The whole catalogue: every code is there, every check can fail, correct reports pass, findings come in order."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from pathlib import Path

import pytest

from gongkai.report.checks import CATALOGUE, ORDER, check
from gongkai.report.checks.model import Severity
from gongkai.report.form import EDITIONS
from gongkai.report.model import Report
from tests.report.builders import BODY, empty_report, found, full_report, left_open
from tests.report.checks.examples import EXAMPLES, UNREADABLE

NARRATIVE = [*(f"C{number:02}" for number in range(1, 23)), "D01"]
CODES = [
    *(f"A{number:02}" for number in range(1, 23)),
    *(f"B{number:02}" for number in range(1, 13)),
    *NARRATIVE,
    *(f"E{number:02}" for number in range(1, 23)),
    *(f"F{number:02}" for number in range(1, 7)),
    *(f"G{number:02}" for number in range(1, 7)),
]
OWN = [code for code in CODES if code not in NARRATIVE]


def test_the_catalogue_has_every_code_in_order():
    assert list(CATALOGUE) == CODES


@pytest.mark.parametrize("code", OWN)
def test_each_row_says_what_it_looks_at_what_rule_it_rests_on_and_what_to_do(code: str):
    row = CATALOGUE[code]
    assert row.code == code
    assert re.search("[\u4e00-\u9fff]{2}", row.title)
    assert row.rule.endswith("。")
    assert row.advice.endswith("。")
    assert all(edition in EDITIONS for edition in row.editions)


@pytest.mark.parametrize("code", [code for code in OWN if code != "B09"])
def test_every_check_can_fail(code: str):
    example = EXAMPLES[code]()
    findings = found(code, example.report, **example.context)
    assert findings
    assert all(finding.message.endswith("。") for finding in findings)


@pytest.mark.parametrize("code", [code for code in OWN if code != "A15"])
def test_every_check_passes_a_correct_report(code: str):
    for year in (2020, 2023):
        report = full_report(year=year)
        assert not found(
            code,
            report,
            previous=(full_report(year=year - 1),),
            siblings=(full_report(year=year, body="云溪市司法局", variant=year + 1),),
            expected_bodies=(BODY, "云溪市司法局"),
            published=date(year + 1, 1, 20),
            url=f"https://www.yunxi.example/xxgk/{year + 1}-01/20/content_1.html",
        )


def test_the_seam_of_2020_and_2021_is_named_and_never_a_finding():
    assert "只比较申请与复议诉讼" in left_open("B09", full_report(year=2021), previous=(full_report(year=2020),))
    assert not left_open("B09", full_report(year=2022), previous=(full_report(year=2021),))


@pytest.mark.parametrize("year", range(2019, 2026))
@pytest.mark.parametrize("make", [full_report, empty_report])
def test_a_correct_report_has_neither_errors_nor_warnings(make: type[Report], year: int):
    earlier = [make(year=before) for before in range(max(2019, year - 3), year)]
    result = check(
        make(year=year),
        previous=earlier,
        siblings=[full_report(year=year, body="云溪市司法局", variant=year + 1)],
        expected_bodies=[BODY, "云溪市司法局"],
        url=f"https://www.yunxi.example/xxgk/ndbg/{year + 1}-01/20/content_1.html",
    )
    assert [finding for finding in result.findings if finding.severity is not Severity.NOTICE] == []


def test_findings_come_in_the_order_of_work_and_the_gravest_of_a_group_first():
    report = EXAMPLES["A01"]().report
    result = check(report, previous=(EXAMPLES["B02"]().context["previous"][0],), url=EXAMPLES["F04"]().context["url"])
    places = [(ORDER.index(finding.code[0]), list(Severity).index(finding.severity)) for finding in result.findings]
    assert places == sorted(places)
    assert {"F04", "A01", "B02"} <= {finding.code for finding in result.findings}
    assert not result.ok
    assert {finding.code for finding in result.errors} >= {"A01"}


def test_nothing_is_found_where_nothing_could_be_read():
    result = check(UNREADABLE)
    arithmetic = [finding for finding in result.findings if finding.code[0] in "AB"]
    assert arithmetic == []
    assert {"A01", "A02", "A03", "A04"} <= {each.code for each in result.not_assessed}


def test_a_report_without_tables_and_text_is_not_assessed_and_not_at_fault():
    result = check(Report())
    assert result.findings == ()
    assert {each.code for each in result.not_assessed} >= {"A01", "E01", "E05", "F01"}


def test_an_exception_in_a_check_is_not_hidden():
    with pytest.raises(AttributeError):
        check(None)  # type: ignore[arg-type]


def test_checks_of_the_other_edition_are_neither_found_nor_open():
    result = check(full_report("2021"))
    assert not {"A11", "A12", "B03", "E08"} & {each.code for each in (*result.findings, *result.not_assessed)}


@lru_cache(maxsize=1)
def seeds() -> tuple[Report, ...]:
    from gongkai.report.reader import read

    return tuple(read(path) for path in sorted(SEEDS.glob("*.txt")))


SEEDS = Path("/work/shared/seeds")


@pytest.mark.skipif(not SEEDS.exists(), reason="the five real reports are not on this machine")
class TestSeeds:
    """What §8 of annual-report.md says of the five real reports."""

    @staticmethod
    def codes(report: Report) -> set[str]:
        return {finding.code for finding in check(report).findings if finding.code[0] in "ABEFG"}

    def test_none_has_an_error(self):
        for report in seeds():
            assert [finding for finding in check(report).errors if finding.code[0] in "ABEFG"] == []

    def test_quanzhou_2019_has_a_covering_letter_a_field_code_and_other_titles(self):
        assert self.codes(seeds()[0]) == {"E02", "E10", "E11", "E20"}

    def test_fuzhou_2019_has_altered_heads_and_a_long_section_one(self):
        assert self.codes(seeds()[1]) == {"E07", "E19"}

    def test_fengze_2020_lost_cells_in_eleven_rows_which_is_a_doubt_of_reading(self):
        short = [finding for finding in check(seeds()[2]).findings if finding.code == "A08"]
        assert len(short) == 1
        assert short[0].severity is Severity.NOTICE
        assert short[0].reading
        assert "11行" in short[0].message

    def test_quanzhou_2024_repeats_what_its_predecessor_wrote_in_2019(self):
        codes = {finding.code for finding in check(seeds()[3], previous=[seeds()[0]]).findings}
        assert {"B11", "G01"} <= codes

    def test_shishi_2019_leaves_reconsideration_blank_and_types_decisions_as_items(self):
        assert {"A06", "A12", "E12", "E13"} <= self.codes(seeds()[4])
