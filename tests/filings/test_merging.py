"""A government's report of its region: everybody once, who is missing, what moved since."""

from __future__ import annotations

import time
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.filings.enums import Origin, Scope, State
from gongkai.filings.models import Filing, FilingRelease
from gongkai.filings.services import declaring, history, merging, publishing
from gongkai.filings.services.compiling import due_on
from gongkai.filings.services.publishing import Frozen, put
from gongkai.filings.services.reports import data_of, report_of
from gongkai.filings.services.tracing import trace_of
from gongkai.report import Report, Value
from gongkai.report.form import edition_for
from tests.documents.people import holder
from tests.filings.archive import Archive
from tests.report.builders import add_requests, change, full_report

pytestmark = pytest.mark.django_db
YEAR = 2023
NEW = "requests.new.total"


class Region(Archive):
    """The city of the archive with a county and its bodies."""

    def __init__(self) -> None:
        super().__init__()
        self.county = self.body("清河县人民政府", kind=BodyKind.GOVERNMENT)
        self.town = self.body("清河县石桥镇人民政府", kind=BodyKind.TOWNSHIP, parent=self.county)
        self.bureau = self.body("清河县教育局", parent=self.county)

    def filed(
        self, body: Body, report: Report | None = None, scope: Scope = Scope.OWN, year: int = YEAR
    ) -> FilingRelease:
        """A report that is public, without the way there. The files beside it are of no concern here."""
        report = report or full_report(year=year, body=body.name)
        filing = Filing.objects.create(
            body=body,
            year=year,
            scope=scope,
            edition=edition_for(year).name,
            body_name=body.name,
            due_on=due_on(body, year, scope),
        )
        frozen = Frozen(data_of(report), {}, {})
        return put(filing, frozen, by=None, files=dict.fromkeys(("html", "docx", "pdf"), body.name.encode()))

    def corrected(self, release: FilingRelease, cells: dict[str, Any]) -> FilingRelease:
        report = change(full_report(year=release.year, body=release.body.name), cells)
        Filing.objects.filter(pk=release.filing_id).update(correcting="更正")
        frozen = Frozen(data_of(report), {}, {})
        filing = Filing.objects.get(pk=release.filing_id)
        return put(filing, frozen, by=None, files=dict.fromkeys(("html", "docx", "pdf"), b"2"))


@pytest.fixture
def region(db: None) -> Region:
    return Region()


def number(filing: Filing, cell: str = NEW) -> Any:
    value = report_of(Filing.objects.get(pk=filing.pk)).cells[cell]
    return value.number


ONE = full_report(year=YEAR, body="x").number(NEW)
assert ONE


def test_each_member_counts_once(region: Region):
    for body in (region.education, region.data):
        region.filed(body)
    made = merging.begin(region.city, YEAR, by=region.officer)
    assert (made.scope, made.origin, made.state) == (Scope.REGION, Origin.MERGED, State.OPEN)
    assert [(each.name, each.scope) for each in merging.taken_in(made)] == [
        ("云溪市教育局", "own"),
        ("云溪市数据局", "own"),
    ]
    assert number(made) == 2 * ONE
    assert report_of(made).title == "云溪市人民政府2023年政府信息公开工作年度报告"


def test_of_a_lower_government_its_regions_report_is_taken_and_not_its_bodies(region: Region):
    region.filed(region.education)
    region.filed(region.town)
    region.filed(region.bureau)
    made = merging.begin(region.city, YEAR, by=region.officer)
    assert number(made) == 3 * ONE
    assert "“清河县人民政府”的本地区的报告没有计入：还没有报告，所属各机关的报告逐份计入" in said(made)
    whole = add_requests(full_report(year=YEAR, body="清河县人民政府"), 7, row="granted", column="business")
    region.filed(region.county, whole, Scope.REGION)
    assert [str(each.said) for each in merging.moved(made)] == [
        "汇总以后公开的，还没有计入",
        "计入过，现在由本地区的报告代替，或者已不是成员单位",
        "计入过，现在由本地区的报告代替，或者已不是成员单位",
    ]
    merging.refresh(made, by=region.officer)
    assert number(made) == 2 * ONE + 7
    assert [each.name for each in merging.taken_in(Filing.objects.get(pk=made.pk))] == [
        "云溪市教育局",
        "清河县人民政府",
    ]


def names_in(filing: Filing) -> list[str]:
    return [each.name for each in merging.taken_in(Filing.objects.get(pk=filing.pk))]


def said(filing: Filing) -> list[str]:
    return [each["said"] for each in Filing.objects.get(pk=filing.pk).read["exceptions"]]


def test_a_general_office_counts_once_and_the_government_is_not_added_to_itself(region: Region):
    office = region.body("云溪市人民政府办公室")
    for body in (region.education, region.data, office):
        region.filed(body)
    region.filed(region.city, scope=Scope.OWN)
    made = merging.begin(region.city, YEAR, by=region.officer)
    assert number(made) == 4 * ONE
    with pytest.raises(ValidationError, match="已经有了"):
        merging.begin(region.city, YEAR, by=region.officer)


def test_an_office_that_filed_the_sum_as_its_own_is_left_out_until_somebody_says_why_it_counts(region: Region):
    office = region.body("云溪市人民政府办公室")
    reports = [
        add_requests(full_report(year=YEAR, body=body.name), 3 + at, row=row, column="business")
        for at, (body, row) in enumerate([(region.education, "granted"), (region.data, "partial")])
    ]
    for body, report in zip((region.education, region.data), reports, strict=True):
        region.filed(body, report)
    cells = {key: Value(sum(each.number(key) or 0 for each in reports)) for key in reports[0].cells}
    region.filed(office, change(full_report(year=YEAR, body=office.name), cells))
    made = merging.begin(region.city, YEAR, by=region.officer)
    whole = sum(each.number(NEW) or 0 for each in reports)
    assert number(made) == whole
    assert any("云溪市人民政府办公室" in each and "汇总数" in each for each in said(made))
    assert merging.moved(Filing.objects.get(pk=made.pk)) == []
    merging.count_anyway(made, office, "核对过，是本机关的", by=region.officer)
    assert number(made) == 2 * whole


def test_a_member_is_left_out_for_a_reason_and_taken_in_again(region: Region):
    for body in (region.education, region.data):
        region.filed(body)
    made = merging.begin(region.city, YEAR, by=region.officer)
    merging.leave_out(made, region.data, "数字正在核查", by=region.officer)
    assert number(made) == ONE
    assert "“云溪市数据局”的报告没有计入：数字正在核查" in said(made)
    merging.leave_out(made, region.data, "", by=region.officer)
    assert number(made) == 2 * ONE
    with pytest.raises(ValidationError, match="不是这份报告的成员单位"):
        merging.leave_out(made, region.centre, "早已撤销", by=region.officer)


def test_members_are_those_of_the_last_day_of_the_year(region: Region):
    region.filed(region.centre, year=2020)
    region.filed(region.education, year=2020)
    names = [each.body.name for each in merging.members_of(region.city, 2020)]
    assert "云溪市大数据中心" in names
    assert "云溪市数据局" not in names
    assert len(merging.taken_in(merging.begin(region.city, 2020, by=region.officer))) == 2


def test_two_towns_of_one_name_are_two(region: Region):
    other = region.body("柳林县人民政府", kind=BodyKind.GOVERNMENT)
    for county in (region.county, other):
        region.filed(region.body("石桥镇人民政府", kind=BodyKind.TOWNSHIP, parent=county))
    made = merging.begin(region.city, YEAR, by=region.officer)
    assert number(made) == 2 * ONE
    assert {each.name for each in merging.taken_in(made)} == {
        "石桥镇人民政府（清河县人民政府）",
        "石桥镇人民政府（柳林县人民政府）",
    }


def test_nothing_to_add_up_is_said(region: Region):
    with pytest.raises(ValidationError, match="没有可以汇总的"):
        merging.begin(region.city, YEAR, by=region.officer)
    assert not Filing.objects.exists()
    with pytest.raises(ValidationError, match="还没有结束"):
        merging.begin(region.city, date.today().year, by=region.officer)


def test_who_does_not_register_for_the_government_adds_nothing_up(region: Region):
    region.filed(region.education)
    for user in (holder(Role.OFFICER, region.education), region.leader, holder(Role.SUPERVISOR, region.city)):
        with pytest.raises(PermissionDenied):
            merging.begin(region.city, YEAR, by=user)
    made = merging.begin(region.city, YEAR, by=region.officer)
    with pytest.raises(PermissionDenied):
        merging.refresh(made, by=holder(Role.OFFICER, region.education))


def test_a_member_that_corrects_is_seen_and_taken_anew(region: Region):
    release = region.filed(region.education)
    made = merging.begin(region.city, YEAR, by=region.officer)
    region.corrected(release, {"proactive.permits.decisions": 77})
    assert [str(each.said) for each in merging.moved(made)] == ["计入的是第1版，已更正为第2版"]
    merging.refresh(made, by=region.officer)
    assert number(made, "proactive.permits.decisions") == 77
    assert merging.moved(Filing.objects.get(pk=made.pk)) == []


def test_each_members_part_of_a_cell_is_told(region: Region):
    region.filed(region.education)
    region.filed(region.data, change(full_report(year=YEAR, body="云溪市数据局"), {"proactive.permits.decisions": 5}))
    made = merging.begin(region.city, YEAR, by=region.officer)
    found = merging.contributions(made, "proactive.permits.decisions")
    own = full_report(year=YEAR, body="云溪市教育局").number("proactive.permits.decisions")
    assert [(each.taken.name, each.value.number) for each in found if each.value] == [
        ("云溪市教育局", own),
        ("云溪市数据局", 5),
    ]
    trace = trace_of(made, report_of(made))["proactive.permits.decisions"]
    assert trace["how"] == "added"
    assert [name for _, name, _ in trace["members"]] == ["云溪市教育局", "云溪市数据局"]


def test_amounts_keep_every_cent(region: Region):
    cents = {"proactive.fees.amount": Decimal("0.000001")}
    region.filed(region.education, change(full_report(year=YEAR, body="云溪市教育局"), cents))
    region.filed(
        region.data, change(full_report(year=YEAR, body="云溪市数据局"), {"proactive.fees.amount": Decimal("43.788")})
    )
    made = merging.begin(region.city, YEAR, by=region.officer)
    assert number(made, "proactive.fees.amount") == Decimal("43.788001")


def test_the_sum_can_be_stated_over_with_a_source_and_stays_so(region: Region):
    region.filed(region.education)
    made = merging.begin(region.city, YEAR, by=region.officer)
    declaring.declare(made, {"proactive.permits.decisions": "999"}, source="市政务服务系统", by=region.officer)
    merging.refresh(Filing.objects.get(pk=made.pk), by=region.officer)
    assert number(made, "proactive.permits.decisions") == 999


def test_a_form_of_the_other_edition_is_not_added(region: Region):
    region.filed(region.education)
    old = region.filed(region.data)
    Filing.objects.filter(pk=old.filing_id).update(edition="2019")
    made = merging.begin(region.city, YEAR, by=region.officer)
    assert number(made) == ONE
    assert "“云溪市数据局”的报告没有计入：用的是2019年版的格式，不能与其余的相加" in said(made)


def test_how_complete_it_is(region: Region):
    region.filed(region.education)
    Filing.objects.create(
        body=region.data, year=YEAR, edition="2021", body_name="云溪市数据局", due_on=date(2024, 1, 31),
        checked={"edition": 1, "errors": 2, "warnings": 0, "notices": 0, "open": 2},
    )  # fmt: skip
    region.body("云溪市供水公司", kind=BodyKind.UTILITY)
    found = merging.completeness(region.city, YEAR)
    assert [each.body.name for each in found.public] == ["云溪市教育局"]
    assert [each.body.name for each in found.working] == [each.body.name for each in found.hindered] == ["云溪市数据局"]
    assert found.working[0].is_late
    assert [each.body.name for each in found.missing] == ["清河县人民政府", "清河县石桥镇人民政府", "清河县教育局"]
    assert [each.required for each in found.members if each.body.name == "云溪市供水公司"] == [False]


def test_whose_amounts_are_in_another_unit_is_told(region: Region):
    year, cell = 2020, "proactive.procurement.amount"
    for body, value in (
        (region.education, Value(251000, None, "元")),
        (region.centre, Value(Decimal("3.5"), None, "万元")),
    ):
        region.filed(body, change(full_report(year=year, body=body.name), {cell: value}), year=year)
    [units] = merging.completeness(region.city, year).units
    assert units.names == {"元": ["云溪市教育局"], "万元": ["云溪市大数据中心"]}


def test_a_city_of_sixty_bodies_is_added_up_in_seconds(region: Region):
    for at in range(60):
        body = region.body(f"云溪市第{at + 1}局")
        region.filed(body, add_requests(full_report(year=YEAR, body=body.name), at, row="granted", column="business"))
    began = time.perf_counter()
    made = merging.begin(region.city, YEAR, by=region.officer)
    took = time.perf_counter() - began
    assert number(made) == 60 * ONE + sum(range(60))
    assert took < 5
    began = time.perf_counter()
    assert len(merging.contributions(made, NEW)) == 60
    assert time.perf_counter() - began < 1


def test_published_it_says_which_releases_it_was_made_of(region: Region):
    release = region.filed(region.education)
    made = merging.begin(region.city, YEAR, by=region.officer)
    report = report_of(made)
    frozen = Frozen(data_of(report), trace_of(made, report), {})
    whole = put(made, frozen, by=None, files=dict.fromkeys(("html", "docx", "pdf"), b"1"))
    assert whole.trace[NEW]["members"] == [[release.pk, "云溪市教育局", ONE]]
    assert history.original_of(made) is None
    with pytest.raises(ValidationError, match="已公开，不能改动"):
        merging.refresh(made, by=region.officer)
    publishing.correct(made, "成员单位更正", by=region.officer)
    region.corrected(release, {"proactive.permits.decisions": 77})
    assert merging.moved(made)
    merging.refresh(made, by=region.officer)
