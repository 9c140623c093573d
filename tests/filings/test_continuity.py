"""The reports of a body over the years, under all its names."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.bodies.enums import Change
from gongkai.bodies.models import Body, Succession
from gongkai.filings.models import Filing
from gongkai.filings.services import continuity
from gongkai.filings.services.reports import put_cells
from tests.filings.test_merging import Region
from tests.report.builders import add_requests, change, full_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def region(db: None) -> Region:
    return Region()


def strip(body: Body) -> dict[int, list[str]]:
    """Of each year whose report there is, or whose is missing."""
    return {
        year.year: [each.body.name for each in year.entries] + [f"缺{each.name}" for each in year.missing]
        for year in continuity.years_of(body)
    }


def test_a_renamed_body_has_its_predecessors_years(region: Region):
    for year in (2019, 2020):
        region.filed(region.centre, year=year)
    region.filed(region.data, year=2022)
    found = strip(region.data)
    assert {year: found[year] for year in range(2019, 2024)} == {
        2019: ["云溪市大数据中心"],
        2020: ["云溪市大数据中心"],
        2021: ["缺云溪市数据局"],
        2022: ["云溪市数据局"],
        2023: ["缺云溪市数据局"],
    }
    assert max(found) == date.today().year - 1
    assert [each.successor for each in continuity.became(region.centre)] == [region.data]
    assert max(strip(region.centre)) == 2020


def test_the_edition_of_each_year_is_told(region: Region):
    region.filed(region.education, year=2020)
    region.filed(region.education, year=2021)
    years = {each.year: each for each in continuity.years_of(region.education)}
    assert (years[2020].editions, years[2021].editions) == (("2019",), ("2021",))
    assert years[2020].is_public
    assert not years[2022].is_public


def codes(body: Body, year: int) -> list[str]:
    found = continuity.checked(continuity.years_of(body))
    return [each.code for each in next(each for each in found if each.year == year).findings]


def test_years_that_follow_from_each_other_are_without_findings(region: Region):
    for year in (2022, 2023):
        region.filed(region.education, year=year)
    assert codes(region.education, 2023) == []


def test_what_was_carried_forward_is_carried_over(region: Region):
    region.filed(region.education, year=2022)
    wrong = add_requests(full_report(year=2023, body="云溪市教育局"), 4, row="granted", column="business")
    cells = {
        "requests.carried_over.business": 4,
        "requests.carried_over.total": (wrong.number("requests.carried_over.total") or 0) + 4,
    }
    region.filed(region.education, change(wrong, cells), year=2023)
    assert "B01" in codes(region.education, 2023)


def test_a_predecessors_report_is_the_year_before_and_says_so(region: Region):
    region.filed(region.centre, year=2020)
    region.filed(region.data, year=2021)
    found = next(each for each in continuity.checked(continuity.years_of(region.data)) if each.year == 2021)
    assert [each.code for each in found.findings] == ["B11"]
    assert all(each.severity != "error" for each in found.findings)


def test_a_missing_year_is_not_assessed_across(region: Region):
    region.filed(region.education, year=2021)
    region.filed(region.education, year=2023)
    found = next(each for each in continuity.checked(continuity.years_of(region.education)) if each.year == 2023)
    assert "B01" in [each.code for each in found.not_assessed]
    assert "B12" not in [each.code for each in found.not_assessed]


def test_bodies_that_were_merged_are_held_against_it_together(region: Region):
    made = date(2023, 3, 1)
    one, other = region.body("云溪市林业局", valid_until=made), region.body("云溪市水利局", valid_until=made)
    whole = region.body("云溪市自然资源局", valid_from=made)
    for before in (one, other):
        Succession.objects.create(predecessor=before, successor=whole, on=made, change=Change.MERGED)
        region.filed(before, year=2022)
    region.filed(whole, year=2023)
    found = {each.year: each for each in continuity.checked(continuity.years_of(whole))}
    assert [each.body.name for each in found[2022].entries] == ["云溪市林业局", "云溪市水利局"]
    b01 = next(each for each in found[2023].findings if each.code == "B01")
    assert b01.severity == "warning"
    assert "云溪市林业局、云溪市水利局" in b01.message


def test_one_of_two_predecessors_that_has_no_report_is_missing(region: Region):
    made = date(2023, 3, 1)
    one, other = region.body("云溪市林业局", valid_until=made), region.body("云溪市水利局", valid_until=made)
    whole = region.body("云溪市自然资源局", valid_from=made)
    for before in (one, other):
        Succession.objects.create(predecessor=before, successor=whole, on=made, change=Change.MERGED)
    region.filed(one, year=2022)
    assert strip(whole)[2022] == ["云溪市林业局", "缺云溪市水利局"]


def test_functions_that_moved_bring_no_years_along(region: Region):
    region.filed(region.centre, year=2020)
    Succession.objects.create(
        predecessor=region.centre, successor=region.education, on=date(2021, 3, 1), change=Change.MOVED
    )
    assert 2020 not in {year for year, told in strip(region.education).items() if "云溪市大数据中心" in told}


def test_bodies_that_came_out_of_each_other_in_a_ring_end(region: Region):
    Succession.objects.create(
        predecessor=region.data, successor=region.centre, on=date(2021, 3, 1), change=Change.RENAMED
    )
    assert strip(region.data)


def test_what_is_not_public_is_held_against_the_year_before_as_it_is_worked_on(region: Region):
    region.filed(region.education, year=2022)
    report = full_report(year=2023, body="云溪市教育局")
    wrong = change(report, {"requests.carried_over.total": (report.number("requests.carried_over.total") or 0) + 1})
    filing = Filing(
        body=region.education, year=2023, edition="2021", body_name="云溪市教育局", due_on=date(2024, 1, 31)
    )
    put_cells(filing, wrong.cells)
    filing.origin = "merged"
    filing.save()
    found = next(each for each in continuity.years_of(region.education) if each.year == 2023)
    assert not found.is_public
    assert found.entries[0].release is None
    assert codes(region.education, 2023) == []  # totals follow from their parts
