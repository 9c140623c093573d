"""Old reports: received, read, proposed, taken, looked at cell by cell, accepted."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.documents import store
from gongkai.documents.models import StoredFile
from gongkai.filings.enums import Decision, Origin, Scope, State, Step
from gongkai.filings.models import Declaration, Filing, FilingStep, UploadedReport
from gongkai.filings.services import history, publishing, reviewing, uploads
from gongkai.filings.services.checking import check_filing, give_reason
from gongkai.filings.services.reports import report_of, report_of_release
from gongkai.report import Mark, Value
from gongkai.report.values import UNKNOWN
from tests.documents.people import holder
from tests.filings.archive import Archive, lost_cells, of, work_off, zipped

pytestmark = pytest.mark.django_db

GRANTED = [f"requests.granted.{column}" for column in ("research", "public_interest", "legal_service", "other")]


@pytest.fixture
def archive(db: None) -> Archive:
    return Archive()


# --- receiving ------------------------------------------------------------------------------------------------------


def test_several_files_and_a_folder_as_zip_are_received_at_once(archive: Archive):
    folder = zipped(
        [(f"年报/2022/{of('云溪市教育局', 2022)[0]}", of("云溪市教育局", 2022)[1]), ("年报/.DS_Store", b"x")]
    )
    found = archive.upload(of("云溪市教育局", 2023), of("云溪市数据局", 2023, "html"), ("年报.zip", folder))
    assert [(each.whose.name, each.year) for each in found] == [
        ("云溪市教育局", 2023),
        ("云溪市数据局", 2023),
        ("云溪市教育局", 2022),
    ]
    assert found[2].name == "年报/2022/云溪市教育局2022.docx"
    assert Deed.objects.filter(deed="上传历史报告").get().detail == {"文件数": 3}


def test_the_same_file_twice_is_one(archive: Archive):
    archive.upload(of("云溪市教育局", 2023))
    again = uploads.receive(
        archive.city, [SimpleUploadedFile("又.docx", of("云溪市教育局", 2023)[1])], by=archive.officer
    )
    assert (again.uploads, again.again) == ([], 1)


def test_names_in_gbk_are_read(archive: Archive):
    stand_in = b"abcdefghijkl.txt"
    packed = zipped([(stand_in.decode(), lost_cells())]).replace(stand_in, "云溪市教育局.txt".encode("gbk"))
    [upload] = archive.upload(("年报.zip", packed))
    assert (upload.name, upload.year) == ("云溪市教育局.txt", 2019)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("空.docx", b"", "文件是空的"),
        ("图.png", b"\x89PNG\r\n\x1a\n" + b"0" * 200, "这是图片"),
        ("信.txt", "关于召开会议的通知".encode(), "不是政府信息公开工作年度报告"),
        ("坏.pdf", b"%PDF-1.7 x", "PDF不完整或已损坏"),
        ("坏.docx", b"PK\x03\x04" + b"0" * 99, "压缩包结构读不出"),
    ],
)
def test_what_is_no_report_says_why_and_stays(archive: Archive, name: str, content: bytes, said: str):
    if not content:
        with pytest.raises(ValidationError, match=said):
            archive.upload((name, content))
        return
    [upload] = archive.upload((name, content))
    assert said in upload.refused
    assert upload.read == {}
    assert store.read(upload.file_id) == content
    with pytest.raises(ValidationError, match=said):
        uploads.take(upload, by=archive.officer, whose=archive.education, year=2019, scope=Scope.OWN)


def test_a_bomb_is_refused_and_the_other_files_are_kept(archive: Archive):
    bomb = zipped([("炸弹.txt", b"0" * (uploads.LARGEST + 1)), of("云溪市教育局", 2023)])
    given = [SimpleUploadedFile("年报.zip", bomb), SimpleUploadedFile(*of("云溪市教育局", 2022))]
    received = uploads.receive(archive.city, given, by=archive.officer)
    assert [(each.name, each.why) for each in received.refused] == [("炸弹.txt", "解开后超过64 MB，不像年度报告")]
    assert len(received.uploads) == 2
    office = zipped([("word/document.xml", b"0" * (200 * 2**20)), ("[Content_Types].xml", b"<x/>")])
    [upload] = archive.upload(("炸弹.docx", office))
    assert upload.refused == "压缩包解开后过大，疑似压缩炸弹，已拒绝读取"


def test_too_many_and_too_large_are_told_by_name(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(uploads, "MOST_FILES", 2)
    given = [SimpleUploadedFile(f"{number}.txt", b"%d" % number) for number in range(4)]
    received = uploads.receive(archive.city, given, by=archive.officer)
    assert [each.name for each in received.refused] == ["2.txt"]
    assert "一次最多上传2个文件" in received.refused[0].why
    monkeypatch.setattr(uploads, "MOST_BYTES", 10)
    large = [SimpleUploadedFile("大.txt", b"0123456789a")]
    with pytest.raises(ValidationError, match="合计不能超过"):
        uploads.receive(archive.city, large, by=archive.officer)


def test_a_state_secret_is_kept_nowhere(archive: Archive, django_capture_on_commit_callbacks: Any):
    content = "机密★\n".encode() + lost_cells()
    with django_capture_on_commit_callbacks(execute=True):
        assert archive.upload(("密.txt", content)) == []
    digest = store.digest_of(content)
    assert not StoredFile.objects.filter(pk=digest).exists()
    assert not store.shelf().exists(store.path_of(digest))


def test_who_may_not_register_uploads_nothing(archive: Archive):
    for role in (Role.LEADER, Role.SUPERVISOR, Role.EDITOR):
        with pytest.raises(PermissionDenied):
            archive.upload(of("云溪市教育局", 2023), by=holder(role, archive.city))
    with pytest.raises(PermissionDenied):
        archive.upload(of("云溪市教育局", 2023), by=holder(Role.OFFICER, archive.education))


def test_put_away_takes_the_file_along_unless_something_else_has_it(archive: Archive):
    name, content = of("云溪市教育局", 2023)
    [one] = archive.upload((name, content))
    [other] = archive.upload((name, content), body=archive.education)
    uploads.put_away(one, by=archive.officer)
    assert store.read(other.file_id) == content
    uploads.put_away(other, by=archive.officer)
    assert not StoredFile.objects.exists()


# --- whose, and when ------------------------------------------------------------------------------------------------


def test_a_report_is_of_the_body_that_was_then(archive: Archive):
    [old, new] = archive.upload(of("云溪市大数据中心", 2020), of("云溪市数据局", 2022))
    assert (old.whose, old.year) == (archive.centre, 2020)
    assert (new.whose, new.year) == (archive.data, 2022)
    assert uploads.doubts(old) == uploads.doubts(new) == []


def test_a_former_name_leads_to_who_took_its_place_where_one_has_no_say_over_the_former(archive: Archive):
    own = holder(Role.OFFICER, archive.data)
    [upload] = archive.upload(of("云溪市大数据中心", 2020), body=archive.data, by=own)
    assert upload.whose == archive.data
    assert [each.said for each in uploads.doubts(upload)] == ["2020年底还没有“云溪市数据局”，或者已经撤销"]
    filing = uploads.take(upload, by=own, whose=archive.data, year=2020, scope=Scope.OWN)
    assert filing.body_name == "云溪市大数据中心"


def test_a_government_reports_for_its_region(archive: Archive):
    [upload] = archive.upload(of("云溪市人民政府", 2022))
    assert (upload.whose, upload.scope) == (archive.city, Scope.REGION)


def test_what_the_report_does_not_say_the_files_name_may(archive: Archive):
    bare = (
        lost_cells()
        .replace("云溪市教育局".encode(), b"")
        .replace("2019年".encode(), b"")
        .replace("2020年1月20日".encode(), b"")
    )
    [upload] = archive.upload(("2019年度云溪市教育局.txt", bare))
    assert (upload.read["body"], upload.read["year"]) == (None, None)
    assert (upload.whose, upload.year) == (archive.education, 2019)
    said = [each.said for each in uploads.doubts(upload)]
    assert said == ["报告没有写明机关，文件名写的是“云溪市教育局”", "报告没有写明年度，文件名写的是2019年"]


def test_what_cannot_be_is_said_and_hinders(archive: Archive):
    [unknown] = archive.upload(of("临江市林业局", 2022))
    assert [(each.said, each.hinders) for each in uploads.doubts(unknown)] == [
        ("报告写的机关是“临江市林业局”，没有找到这个机关", True)
    ]
    chosen = uploads.doubts(unknown, archive.education, 2021)
    assert [each.said for each in chosen] == [
        "报告写的机关是“临江市林业局”，与“云溪市教育局”不同",
        "报告写的年度是2022年，与2021年不同",
    ]
    [named] = archive.upload(("2018年.docx", of("云溪市教育局", 2022)[1]))
    assert "文件名里有2018，报告写的年度是2022年" in [each.said for each in uploads.doubts(named)]


def test_a_form_of_the_other_edition_is_named_and_kept(archive: Archive):
    content = (
        lost_cells().replace("2019年".encode(), "2022年".encode()).replace("2020年1月".encode(), "2023年1月".encode())
    )
    [upload] = archive.upload(("报告.txt", content))
    assert "表格是2019年版的格式，2022年度应是2021年版" in [each.said for each in uploads.doubts(upload)]
    filing = uploads.take(upload, by=archive.officer, whose=archive.education, year=2022, scope=Scope.OWN)
    assert filing.edition == "2019"


def test_there_is_one_report_a_year(archive: Archive):
    archive.taken(*of("云溪市教育局", 2023))
    [other] = archive.upload(of("云溪市教育局", 2023, "html"))
    with pytest.raises(ValidationError, match="2023年度的报告已经有了"):
        uploads.take(other, by=archive.officer, whose=archive.education, year=2023, scope=Scope.OWN)


def test_what_is_without_doubt_is_taken_at_once(archive: Archive):
    found = archive.upload(of("云溪市教育局", 2023), of("云溪市教育局", 2022), of("临江市林业局", 2022))
    made = uploads.take_all(found, by=archive.officer)
    assert sorted((each.body.name, each.year) for each in made) == [("云溪市教育局", 2022), ("云溪市教育局", 2023)]
    assert UploadedReport.objects.waiting().get().whose is None


def test_taking_it_makes_nothing_public_and_changes_nothing(archive: Archive):
    filing = archive.taken(*of("云溪市教育局", 2023))
    assert (filing.origin, filing.state, filing.edition) == (Origin.UPLOADED, State.OPEN, "2021")
    report, kept = report_of(filing), uploads.report_in(filing.uploaded)
    assert report.cells == kept.cells
    assert [each[:4] for each in report.sections] == [each[:4] for each in kept.sections]
    assert filing.source_id == store.digest_of(of("云溪市教育局", 2023)[1])
    assert not filing.releases.exists()


def test_money_keeps_its_digits(archive: Archive):
    filing = archive.taken("教育局.txt", lost_cells())
    assert report_of(filing).cells["proactive.procurement.amount"] == Value(251000, None, "元")
    edition = filing.edition_number
    history.state(filing, {"proactive.procurement.amount": "25.100000万元"}, by=archive.officer, edition=edition)
    assert report_of(filing).cells["proactive.procurement.amount"] == Value(Decimal("25.100000"), None, "万元")


# --- cell by cell ---------------------------------------------------------------------------------------------------


def read_of(filing: Filing) -> history.Reading:
    return history.Reading(Filing.objects.get(pk=filing.pk))


def test_what_was_inferred_waits_with_its_note(archive: Archive):
    reading = read_of(archive.taken("教育局.txt", lost_cells()))
    assert [cell.key for cell in reading.open] == GRANTED
    [line] = reading.lines(reading.open)
    assert line.label == "（一）予以公开"
    assert "勾稽关系只允许这一种填法，推断" in line.notes[0]
    assert str(line.place) == line.notes[0].partition("：")[0]
    blank = [cell.key for cell in reading.cells.values() if cell.kind == history.Kind.BLANK]
    assert blank == [f"remedies.reconsideration.{key}" for key in ("upheld", "corrected", "other", "pending", "total")]
    assert reading.cells["proactive.procurement.amount"].printed == "251000元"


def test_nothing_is_accepted_before_each_inferred_cell_was_stated(archive: Archive):
    filing = archive.taken("教育局.txt", lost_cells())
    with pytest.raises(ValidationError, match="还有4格没有核对"):
        accept(archive, filing)
    assert history.hindrances(filing)[0].startswith("还有4格没有核对：“（一）予以公开 | 科研机构”")
    state(archive, filing, dict.fromkeys(GRANTED, "0"))
    assert Declaration.objects.filter(filing=filing, source=history.SOURCE, by=archive.officer).count() == 4
    assert history.hindrances(filing) == ["还没有采信"]
    accept(archive, filing)
    assert history.hindrances(filing) == []
    cells = report_of(filing).cells
    assert {cells[key] for key in GRANTED} == {Value(0)}
    assert cells["remedies.reconsideration.total"].mark is Mark.BLANK


def state(archive: Archive, filing: Filing, typed: dict[str, str], **more: str) -> int:
    edition = Filing.objects.get(pk=filing.pk).edition_number
    return history.state(filing, typed, by=archive.officer, edition=edition, **more)


def accept(archive: Archive, filing: Filing, **more: object) -> Filing:
    edition = Filing.objects.get(pk=filing.pk).edition_number
    day = date(filing.year + 1, 1, 20)
    given = {"by": archive.officer, "edition": edition, "first_published_on": day} | more
    return history.accept(filing, **given)  # type: ignore[arg-type]


def test_an_inferred_cell_can_be_corrected_and_what_was_read_stays(archive: Archive):
    filing = archive.taken("教育局.txt", lost_cells())
    state(archive, filing, {GRANTED[0]: "1"})
    cell = read_of(filing).cells[GRANTED[0]]
    assert (cell.value, cell.read, cell.kind) == (Value(1), Value(0, Mark.INFERRED), history.Kind.SETTLED)


def test_left_unknown_wants_a_reason(archive: Archive):
    filing = archive.taken("教育局.txt", lost_cells())
    with pytest.raises(ValidationError) as refused:
        state(archive, filing, dict.fromkeys(GRANTED, "？"))
    assert "请写明原因" in refused.value.message_dict["reason"][0]
    state(archive, filing, dict.fromkeys(GRANTED, "？"), reason="原件缺页")
    assert {report_of(filing).cells[key] for key in GRANTED} == {UNKNOWN}
    assert Declaration.objects.filter(filing=filing).first().source == "人工核对：原件缺页"  # type: ignore[union-attr]
    accept(archive, filing)


@pytest.mark.parametrize("typed", ["三件", "1.5", "-1", "12 34 x"])
def test_what_cannot_stand_in_a_cell_is_said_at_the_cell(archive: Archive, typed: str):
    filing = archive.taken("教育局.txt", lost_cells())
    with pytest.raises(ValidationError) as refused:
        state(archive, filing, {GRANTED[0]: typed})
    assert list(refused.value.message_dict) == [GRANTED[0]]
    assert not filing.declarations.exists()


def test_what_is_changed_after_acceptance_has_to_be_accepted_again(archive: Archive):
    filing = archive.taken(*of("云溪市教育局", 2023))
    accept(archive, filing)
    assert history.hindrances(filing) == []
    state(archive, filing, {"requests.new.total": "99"})
    assert history.hindrances(filing) == ["采信以后有改动，请重新采信"]
    accept(archive, filing)
    assert history.hindrances(filing) == []


def test_what_the_form_of_the_source_lacks_is_acknowledged_and_stays_out(archive: Archive):
    text = lost_cells().decode()
    content = "\n".join(
        line for line in text.split("\n") if not line.startswith(("政府集中采购", "第二十条第（九）", "信息内容\t采购"))
    ).encode()
    filing = archive.taken("教育局.txt", content)
    state(archive, filing, dict.fromkeys(GRANTED, "0"))
    assert [cell.key for cell in read_of(filing).absent] == [
        "proactive.procurement.items",
        "proactive.procurement.amount",
    ]
    with pytest.raises(ValidationError, match="原文缺少2格"):
        accept(archive, filing)
    accept(archive, filing, without_absent=True)
    assert "proactive.procurement.items" not in report_of(filing).cells


@pytest.mark.parametrize("day", [None, date(2022, 1, 1), date(2100, 1, 1)])
def test_the_day_of_its_publication_is_stated_and_can_be(archive: Archive, day: date | None):
    filing = archive.taken(*of("云溪市教育局", 2023))
    with pytest.raises(ValidationError) as refused:
        accept(archive, filing, first_published_on=day)
    assert list(refused.value.message_dict) == ["first_published_on"]


def test_two_who_look_at_once_do_not_overwrite_each_other(archive: Archive):
    filing = archive.taken("教育局.txt", lost_cells())
    seen = filing.edition_number
    history.state(filing, {GRANTED[0]: "0"}, by=archive.officer, edition=seen)
    with pytest.raises(ValidationError, match="别人刚刚改过"):
        history.state(filing, {GRANTED[0]: "1"}, by=archive.officer, edition=seen)


def test_only_who_registers_for_the_body_states_and_accepts(archive: Archive):
    filing = archive.taken("教育局.txt", lost_cells())
    for user in (archive.leader, holder(Role.OFFICER, archive.data)):
        with pytest.raises(PermissionDenied):
            history.state(filing, {GRANTED[0]: "0"}, by=user, edition=filing.edition_number)
        with pytest.raises(PermissionDenied):
            history.accept(filing, by=user, edition=filing.edition_number, first_published_on=date(2020, 1, 20))


def test_taken_for_the_wrong_body_it_is_put_right(archive: Archive):
    filing = archive.taken(*of("云溪市教育局", 2023))
    made = history.reassign(filing, by=archive.officer, whose=archive.data, year=2022, scope=Scope.OWN)
    assert (made.body, made.year, made.due_on) == (archive.data, 2022, date(2023, 1, 31))
    assert [each.said for each in history.doubts_of(made)] == [
        "报告写的机关是“云溪市教育局”，与“云溪市数据局”不同",
        "报告写的年度是2023年，与2022年不同",
        "文件名里有2023，报告写的年度是2023年",
    ][:2]
    archive.taken(*of("云溪市教育局", 2021))
    with pytest.raises(ValidationError, match="已经有了"):
        history.reassign(made, by=archive.officer, whose=archive.education, year=2021, scope=Scope.OWN)


def test_the_original_is_offered_only_if_it_was_accepted_with_the_report(archive: Archive):
    filing = archive.taken(*of("云溪市教育局", 2023))
    assert history.original_of(filing) is None
    accept(archive, filing, shows_original=True)
    assert history.original_of(filing) == filing.uploaded


# --- published ------------------------------------------------------------------------------------------------------


def test_signed_by_a_leader_it_is_published_as_it_was_accepted(archive: Archive):
    filing = archive.taken("教育局.txt", lost_cells())
    with pytest.raises(ValidationError, match="还有4格没有核对"):
        reviewing.send_in(filing, by=archive.officer)
    state(archive, filing, dict.fromkeys(GRANTED, "0"))
    with pytest.raises(ValidationError, match="还没有采信"):
        reviewing.send_in(filing, by=archive.officer)
    accept(archive, filing, first_published_on=date(2020, 1, 21))
    release = archive.publish(filing)
    assert (release.version, release.first_published_on, release.year) == (1, date(2020, 1, 21), 2019)
    assert [each.step for each in filing.steps.all()] == [Step.SIGN]
    published = report_of_release(release)
    assert published.cells == report_of(filing).cells
    assert published.signed_on == date(2020, 1, 20)
    assert release.cells["proactive.procurement.amount"] == 251000
    assert {release.trace[key]["how"] for key in GRANTED} == {"stated"}
    assert release.trace["requests.new.total"]["how"] == "read"


def test_who_accepted_it_does_not_sign(archive: Archive):
    archive.officer.appointments.create(role=Role.LEADER, body=archive.city)
    filing = archive.accepted(*of("云溪市教育局", 2023))
    reviewing.send_in(filing, by=archive.officer)
    with pytest.raises(PermissionDenied, match="送审人以外"):
        reviewing.decide(FilingStep.objects.waiting().get(), Decision.PASSED, by=archive.officer)


def test_errors_of_long_ago_are_said_and_hinder_nothing(archive: Archive):
    content = lost_cells().decode().replace("收到政府信息公开申请3件", "收到政府信息公开申请5件").encode()
    filing = archive.taken("教育局.txt", content)
    state(archive, filing, dict.fromkeys(GRANTED, "0"))
    found = check_filing(filing)
    error = next(each for each in found.findings if each.code == "D01")
    assert error.severity == "error"
    assert not found.hindering
    assert {"A06", "A08"} <= {each.code for each in found.findings}
    give_reason(filing, "D01", error.mark, "原文如此", by=archive.officer)
    assert [each.reason.reason for each in check_filing(filing).findings if each.reason] == ["原文如此"]
    accept(archive, filing)
    assert archive.publish(filing).version == 1


def test_a_mistake_found_later_is_corrected_as_a_new_version(archive: Archive):
    filing = archive.published(*of("云溪市教育局", 2023)).filing
    publishing.correct(filing, "总计录错", by=archive.officer)
    state(archive, filing, {"requests.new.total": "99"})
    accept(archive, filing)
    release = archive.publish(filing)
    assert (release.version, release.cells["requests.new.total"]) == (2, 99)


def test_a_report_in_our_own_json_has_no_source_to_compare(archive: Archive):
    [upload] = archive.upload(of("云溪市教育局", 2023, "json"))
    assert upload.read["lines"] == []
    assert upload.whose == archive.education


def test_reading_again_after_it_was_refused(archive: Archive, monkeypatch: pytest.MonkeyPatch):
    [upload] = archive.upload(("坏.pdf", b"%PDF-1.7 x"))
    uploads.read_again(upload, by=archive.officer)
    work_off()
    upload.refresh_from_db()
    assert upload.refused
    assert upload.read_at is not None
