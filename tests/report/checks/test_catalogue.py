"""The whole catalogue: every code is there, every check can fail, correct reports pass, findings come in order."""

from __future__ import annotations

import re
from datetime import date

import pytest

from gongkai.report.checks import CATALOGUE, ORDER, check
from gongkai.report.checks.model import Severity
from gongkai.report.form import EDITIONS
from gongkai.report.model import Report
from tests.report.builders import BODY, empty_report, found, full_report, left_open
from tests.report.checks.examples import EXAMPLES, UNREADABLE

GROUPS = {"A": 22, "B": 12, "C": 22, "D": 1, "E": 22, "F": 6, "G": 6}
CODES = [f"{group}{number:02}" for group, count in GROUPS.items() for number in range(1, count + 1)]
OWN = [code for code in CODES if code[0] not in "CD"]  # C and D: test_narrative.py


def test_the_catalogue_has_every_code_in_order():
    assert list(CATALOGUE) == CODES


@pytest.mark.parametrize("code", CODES)
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
