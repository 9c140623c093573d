"""The pages of the archive: uploaded, looked at beside the source, accepted; years and members."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from lxml import html

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.filings.enums import Scope
from gongkai.filings.models import Filing, UploadedReport
from gongkai.filings.services import history, merging
from gongkai.office.waiting import waiting_for
from gongkai.report import dumps
from tests.documents.desk.conftest import Counted, Desk, text_of
from tests.documents.people import holder
from tests.filings.archive import lost_cells, of, work_off
from tests.filings.test_history import GRANTED
from tests.filings.test_merging import YEAR, Region
from tests.report.builders import full_report

pytestmark = pytest.mark.django_db
At = Callable[[User], Desk]


@pytest.fixture
def region(db: None) -> Region:
    return Region()


@pytest.fixture
def officer(region: Region) -> Desk:
    return Desk(region.officer)


def upload(officer: Desk, *files: tuple[str, bytes]) -> Any:
    given = [SimpleUploadedFile(name, content) for name, content in files]
    answer = officer.do("filings_upload_new", body="云溪市人民政府", reports=given)
    work_off()
    return answer


def taken(officer: Desk, name: str, content: bytes) -> Filing:
    upload(officer, (name, content))
    found = UploadedReport.objects.latest("pk")
    assert found.whose is not None
    officer.do("filings_upload", found.pk, whose=found.whose.name, year=found.year, scope=found.scope)
    return Filing.objects.latest("pk")


# --- uploading ------------------------------------------------------------------------------------------------------


def test_from_the_upload_to_acceptance_in_the_browser(region: Region, officer: Desk):
    answer = upload(officer, ("教育局.txt", lost_cells()), of("云溪市数据局", 2023))
    assert officer.said(answer) == "收下2个文件，正在读取"
    listed = text_of(officer.get("filings_uploads"))
    assert "教育局.txt" in listed
    assert "待取用" in listed
    found = UploadedReport.objects.get(name="教育局.txt")
    shown = text_of(officer.get("filings_upload", found.pk))
    assert "云溪市教育局2019年政府信息公开工作年度报告" in shown
    assert "推断的4" in shown
    answer = officer.do("filings_upload", found.pk, whose="云溪市教育局", year="2019", scope="own")
    filing = Filing.objects.get()
    assert answer.redirect_chain[-1][0] == reverse("filings_history", args=[filing.pk])
    assert "请对照原文核对" in officer.said(answer)
    page = html.fromstring(answer.content)
    fields = [each.get("name") for each in page.xpath("//input[starts-with(@name, 'cell-')]")]
    assert fields == [f"cell-{key}" for key in GRANTED]
    answer = officer.do(
        "filings_history_state",
        filing.pk,
        seen=filing.edition_number,
        row="requests.granted",
        **{f"cell-{key}": "0" for key in GRANTED},
    )
    assert officer.said(answer) == "已核对4格"
    filing.refresh_from_db()
    data = {"seen": filing.edition_number, "first_published_on": "2020-01-21", "published_where": "市政府网站"}
    answer = officer.do("filings_history_accept", filing.pk, **data)
    assert "已采信" in officer.said(answer)
    assert history.hindrances(filing) == []
    assert "市政府网站" in text_of(officer.get("filings_filing", filing.pk))


def test_every_marked_cell_stands_in_the_form_with_its_note_and_leads_to_its_line(region: Region, officer: Desk):
    filing = taken(officer, "教育局.txt", lost_cells())
    page = html.fromstring(officer.get("filings_history", filing.pk).content)
    marked = {each.get("data-cell"): each.get("class") for each in page.xpath("//td[@data-cell]") if each.get("class")}
    blank = {f"remedies.reconsideration.{key}": "blank" for key in ("upheld", "corrected", "other", "pending", "total")}
    assert marked == dict.fromkeys(GRANTED, "inferred") | blank
    assert len(page.xpath("//td[@data-cell]")) == 198
    [cell] = page.xpath(f"//td[@data-cell='{GRANTED[0]}']")
    assert cell.get("title") == "（一）予以公开 | 科研机构，推断"
    [where] = cell.xpath(".//a[@class='archive-where']/@href")
    [line] = page.xpath(f"//*[@id='{where[1:]}']")
    assert "予以公开" in line.text_content()
    assert "wanted" in line.get("class")
    assert "勾稽关系只允许这一种填法" in page.xpath("string(//p[@class='archive-note'])")
    [money] = page.xpath("//td[@data-cell='proactive.procurement.amount']")
    assert money.text_content().strip() == "251000元"


def test_a_pdf_is_shown_as_pages_with_its_cells_framed(region: Region, officer: Desk):
    filing = taken(officer, *of("云溪市教育局", 2023, "pdf"))
    page = html.fromstring(officer.get("filings_history", filing.pk).content)
    pictures = page.xpath("//figure/img/@src")
    assert len(pictures) >= 2
    assert len(page.xpath("//rect[starts-with(@id, 'b-requests.')]")) == 175
    answer = officer.client.get(pictures[0])
    assert answer["Content-Type"] == "image/png"
    assert answer.content.startswith(b"\x89PNG")
    assert officer.client.get(pictures[0].replace("/page/1/", "/page/99/")).status_code == 404


@pytest.mark.parametrize("form", ["docx", "html", "xlsx"])
def test_cells_of_tables_are_found_in_the_source(region: Region, officer: Desk, form: str):
    filing = taken(officer, *of("云溪市教育局", 2023, form))
    reading = history.Reading(filing)
    page = html.fromstring(officer.get("filings_history", filing.pk).content)
    ids = set(page.xpath("//*[@class='archive-lines']//@id"))
    from gongkai.filings.desk.beside import anchor_of

    anchors = {anchor_of(cell.place) for cell in reading.cells.values()}
    assert anchors <= ids


def test_what_is_typed_wrong_comes_again_with_all_that_was_typed(region: Region, officer: Desk):
    filing = taken(officer, "教育局.txt", lost_cells())
    typed = {f"cell-{key}": "0" for key in GRANTED} | {f"cell-{GRANTED[1]}": "三件"}
    answer = officer.do("filings_history_state", filing.pk, seen=filing.edition_number, all="1", **typed)
    assert answer.status_code == 422
    assert "“三件”不是数字" in text_of(answer)
    assert 'value="三件"' in answer.content.decode()
    assert not filing.declarations.exists()
    stale = officer.do("filings_history_state", filing.pk, seen="99", all="1", **typed | {f"cell-{GRANTED[1]}": "7"})
    assert "别人刚刚改过" in text_of(stale)
    assert 'value="7"' in stale.content.decode()
    none = officer.do("filings_history_state", filing.pk, seen=filing.edition_number, **typed)
    assert "请勾选核对过的行" in text_of(none)


def test_one_cell_is_corrected_on_its_page(region: Region, officer: Desk):
    filing = taken(officer, *of("云溪市教育局", 2023))
    shown = text_of(officer.get("filings_history_cell", filing.pk, "requests.new.total"))
    assert "一、本年新收政府信息公开申请数量" in shown
    answer = officer.do(
        "filings_history_cell",
        filing.pk,
        "requests.new.total",
        seen=filing.edition_number,
        value="99",
        reason="原件如此",
    )
    assert officer.said(answer) == "已改正"
    [declared] = filing.declarations.all()
    assert (declared.value, declared.source, declared.by) == ("99", "人工核对：原件如此", region.officer)
    wrong = officer.do(
        "filings_history_cell", filing.pk, "requests.new.total", seen=filing.edition_number + 1, value="x", reason=""
    )
    assert "“x”不是数字" in text_of(wrong)
    assert officer.get("filings_history_cell", filing.pk, "requests.no.such").status_code == 404


def test_acceptance_is_refused_with_a_sentence_where_cells_are_open(region: Region, officer: Desk):
    filing = taken(officer, "教育局.txt", lost_cells())
    answer = officer.do(
        "filings_history_accept", filing.pk, seen=filing.edition_number, first_published_on="2020-01-21"
    )
    assert "还有4格没有核对" in text_of(answer)


def test_bad_files_are_named_and_the_rest_is_kept(region: Region, officer: Desk):
    answer = upload(officer, ("空.txt", b""), of("云溪市教育局", 2023))
    assert "没有收下1个文件：“空.txt”文件是空的" in text_of(answer)
    assert UploadedReport.objects.count() == 1
    again = upload(officer, of("云溪市教育局", 2023))
    assert officer.said(again) == "这些文件以前都上传过"
    none = officer.do("filings_upload_new", body="云溪市人民政府", reports=[SimpleUploadedFile("空.txt", b"")])
    assert none.status_code == 422
    assert "空" in text_of(none)
    upload(officer, ("坏.pdf", b"%PDF-1.7 x"))
    refused = UploadedReport.objects.latest("pk")
    assert "PDF不完整或已损坏" in text_of(officer.get("filings_upload", refused.pk))
    officer.do("filings_upload_away", refused.pk)
    assert not UploadedReport.objects.filter(pk=refused.pk).exists()


def test_what_is_without_doubt_is_taken_at_one_press(region: Region, officer: Desk):
    upload(officer, of("云溪市教育局", 2023), of("云溪市教育局", 2022), of("临江市林业局", 2022))
    assert "云溪市教育局，2023年度" in text_of(officer.get("filings_upload_take_all"))
    answer = officer.do("filings_upload_take_all")
    assert "取用2份报告" in officer.said(answer)
    assert Filing.objects.count() == 2


def test_an_ended_body_is_found_by_its_full_name(region: Region, officer: Desk):
    upload(officer, of("云溪市大数据中心", 2020))
    found = UploadedReport.objects.get()
    page = officer.get("filings_upload", found.pk)
    assert page.context["form"]["whose"].value() == "云溪市大数据中心（云溪市人民政府）"
    officer.do("filings_upload", found.pk, whose="云溪市大数据中心（云溪市人民政府）", year="2020", scope="own")
    assert Filing.objects.get().body == region.centre


def test_wrongly_taken_it_is_put_right_on_a_page(region: Region, officer: Desk):
    filing = taken(officer, *of("云溪市教育局", 2023))
    officer.do("filings_history_reassign", filing.pk, whose="云溪市数据局", year="2022", scope="own")
    filing.refresh_from_db()
    assert (filing.body, filing.year) == (region.data, 2022)


# --- who may --------------------------------------------------------------------------------------------------------


def test_who_may_not_register_sees_and_changes_nothing(region: Region, officer: Desk):
    filing = taken(officer, "教育局.txt", lost_cells())
    found = UploadedReport.objects.get()
    stranger = Desk(holder(Role.OFFICER, region.data, "别人"))
    leader = Desk(region.leader)
    for name, number in (
        ("filings_history", filing.pk),
        ("filings_upload", found.pk),
        ("filings_upload_original", found.pk),
    ):
        assert stranger.get(name, number).status_code == 403
        answer = leader.get(name, number)
        assert answer.status_code == 200
        assert answer.getvalue()
    for desk in (stranger, leader):
        assert desk.do("filings_history_state", filing.pk, all="1", seen="1").status_code == 403
        assert desk.do("filings_history_accept", filing.pk).status_code == 403
        assert desk.do("filings_history_cell", filing.pk, GRANTED[0]).status_code == 403
        assert desk.do("filings_upload_away", found.pk).status_code == 403
    page = html.fromstring(leader.get("filings_history", filing.pk).content)
    assert not page.xpath("//input[starts-with(@name, 'cell-')]")
    assert not filing.declarations.exists()


def test_the_pages_about_old_reports_are_of_no_other(region: Region, officer: Desk):
    region.filed(region.education)
    filing = Filing.objects.get()
    for name in ("filings_history", "filings_history_accept"):
        assert officer.get(name, filing.pk).status_code == 404


# --- years and members ----------------------------------------------------------------------------------------------


def test_the_strip_of_years_tells_what_is_missing(region: Region, officer: Desk):
    region.filed(region.centre, year=2020)
    region.filed(region.data, year=2022)
    page = text_of(officer.get("filings_years", region.data.pk))
    assert "当时名为“云溪市大数据中心”" in page
    assert "缺报告" in page
    former = text_of(officer.get("filings_years", region.centre.pk))
    assert "更名： 云溪市数据局" in former or "更名：云溪市数据局" in former


def test_the_board_of_members_and_the_sum(region: Region, officer: Desk):
    region.filed(region.education)
    region.filed(region.data)
    listed = text_of(officer.get("filings_regions"))
    assert "清河县人民政府" in listed
    board = text_of(officer.get("filings_region", region.city.pk, YEAR))
    assert "应报告的5 已公开2" in board
    answer = officer.do("filings_region_begin", region.city.pk, YEAR)
    assert officer.said(answer) == "已汇总2份报告"
    made = Filing.objects.get(scope=Scope.REGION)
    assert "由2份报告汇总" in text_of(answer)
    one = full_report(year=YEAR, body="x").number("requests.new.total")
    shown = text_of(officer.get("filings_contributions", made.pk, "requests.new.total"))
    assert f"云溪市教育局云溪市教育局{YEAR}年政府信息公开工作年度报告，第1版{one}" in shown
    answer = officer.do("filings_leave_out", made.pk, region.data.pk, reason="正在核查")
    assert "不计入，已重新汇总" in officer.said(answer)
    assert "不计入：正在核查" in text_of(officer.get("filings_region", region.city.pk, YEAR))
    assert len(merging.taken_in(Filing.objects.get(pk=made.pk))) == 1
    assert "“云溪市数据局”的报告没有计入：正在核查" in text_of(officer.get("filings_filing", made.pk))


def test_the_board_takes_as_many_queries_however_many_members(region: Region, officer: Desk):
    region.filed(region.education)
    officer.get("filings_region", region.city.pk, YEAR)
    with Counted() as few:
        officer.get("filings_region", region.city.pk, YEAR)
    for at in range(5):
        region.filed(region.body(f"云溪市第{at}局"))
    with Counted() as many:
        officer.get("filings_region", region.city.pk, YEAR)
    assert many.count <= few.count


def test_a_year_that_is_not_over_has_no_board(region: Region, officer: Desk):
    assert officer.get("filings_region", region.city.pk, date.today().year).status_code == 404


def test_who_only_looks_adds_nothing_up(region: Region):
    region.filed(region.education)
    leader = Desk(region.leader)
    assert "汇总已公开的报告" not in text_of(leader.get("filings_region", region.city.pk, YEAR))
    assert leader.do("filings_region_begin", region.city.pk, YEAR).status_code == 403
    bureau = Desk(holder(Role.OFFICER, region.education))
    assert bureau.get("filings_region", region.city.pk, YEAR).status_code == 403


def test_a_report_in_json_says_that_there_is_no_source(region: Region, officer: Desk):
    content = dumps(full_report(year=2023, body="云溪市教育局"), "json")
    filing = taken(officer, "数据.json", content)
    assert "没有原文可以对照" in text_of(officer.get("filings_history", filing.pk))


def test_what_waits_is_told_on_the_home_page(region: Region, officer: Desk):
    upload(officer, of("云溪市教育局", 2023))
    assert "认定上传的历史报告（1份）" in titles(region)
    taken(officer, *of("云溪市教育局", 2022))
    assert "核对历史报告（1份）" in titles(region)
    last = date.today().year - 1
    release = region.filed(region.data, year=last)
    merging.begin(region.city, last, by=region.officer)
    assert not [each for each in titles(region) if "重新汇总" in each]
    region.corrected(release, {"proactive.permits.decisions": 77})
    assert [each for each in titles(region) if "重新汇总" in each and "1个成员单位有变动" in each]


def titles(region: Region) -> list[str]:
    found = waiting_for(User.objects.get(pk=region.officer.pk))
    return [each.title for each in (*found.now, *found.soon)]
