"""The pages: upload, look, run, watch; the batch's review; each opens to whom it is for."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pytest_django import Settings

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.documents.enums import State, Step
from gongkai.documents.models import Intake, Item, Release
from gongkai.jobs.models import Job
from gongkai.jobs.tasks import perform
from tests.documents.bulk.tables import NOTICE, PLAN, RECORD, ROWS, as_csv, as_zip, received, taken_in
from tests.documents.bulk.test_batch import PRIVATE, STATED, sent_in
from tests.documents.desk.conftest import Counted, Desk, text_of
from tests.documents.people import Office, holder
from tests.office.reading import english

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_in_the_demo(settings: Settings) -> None:
    settings.SECOND_FACTOR = "off"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def work_off() -> None:
    """Do the jobs that wait."""
    for job in Job.objects.open():
        perform(job.ticket)


def test_from_the_upload_to_the_public_page_in_the_browser(office: Office):
    officer = Desk(office.officer)
    files = {
        "table": SimpleUploadedFile("原网站.csv", as_csv([PLAN, NOTICE, RECORD | {"体裁": "打油诗"}, PRIVATE])),
        "archive": SimpleUploadedFile("附件.zip", as_zip()),
    }
    answer = officer.do("documents_bulk_upload", body="海州市教育局", **files)
    assert "正在核对" in officer.said(answer)
    assert "核对批量导入的表格" in text_of(answer)
    work_off()
    intake = Intake.objects.get()
    page = text_of(officer.get("documents_bulk_intake", intake.pk))
    assert "第4行“局务会议记录”，种类：“打油诗”不是信息种类" in page
    assert not Item.objects.exists()
    officer.do("documents_bulk_run", intake.pk)
    work_off()
    assert Item.objects.count() == 3
    rows = text_of(officer.get("documents_bulk_rows", intake=intake.pk, outcome="refused"))
    assert "局务会议记录" in rows
    assert NOTICE["标题"] not in rows
    officer.do("documents_bulk_statement", intake.pk, **STATED)
    work_off()
    page = text_of(officer.get("documents_bulk_intake", intake.pk))
    assert "资助名单" in page
    assert "13800138000" not in page
    for step in (Step.CONFIRM, Step.SECRECY, Step.SIGN):
        desk = Desk(office.who[step])
        shown = desk.get("documents_bulk_decide", intake.pk, step)
        assert "原公开于2025-01-10" in text_of(shown)
        seal = shown.context["form"]["seal"].value()
        decided = {"decision": "passed", "basis": "保密法第三十五条", "opinion": "同意", "seal": seal}
        assert "正在逐条写入" in desk.said(desk.do("documents_bulk_decide", intake.pk, step, **decided))
        work_off()
    officer.do("documents_bulk_publish", intake.pk)
    work_off()
    assert set(Release.objects.values_list("title", flat=True)) == {PLAN["标题"], NOTICE["标题"]}
    assert Item.objects.get(title="资助名单").state == State.DRAFT


def test_what_is_refused_is_said_beside_the_field(office: Office):
    officer = Desk(office.officer)
    table = SimpleUploadedFile("a.csv", "甲,乙\n1,2\n".encode())
    answer = officer.do("documents_bulk_upload", body="海州市教育局", table=table)
    assert answer.status_code == 422
    assert "没有找到列名" in text_of(answer)


def test_rows_to_leave_out_are_written_as_people_write_them(office: Office):
    intake = sent_in(office)
    officer = Desk(office.officer)
    seal = officer.get("documents_bulk_decide", intake.pk, "confirm").context["form"]["seal"].value()
    given = {"decision": "passed", "basis": "x", "opinion": "同意", "seal": seal}
    assert "请写行号" in text_of(officer.do("documents_bulk_decide", intake.pk, "confirm", **given, without="第三行"))
    officer.do("documents_bulk_decide", intake.pk, "confirm", **given, without="3、5-9")
    work_off()
    waiting = Item.objects.filter(reviews__steps__step="secrecy", reviews__steps__begun_at__isnull=False)
    assert [item.title for item in waiting] == [PLAN["标题"]]


def test_a_register_is_taken_out_from_its_page(office: Office):
    officer = Desk(office.officer)
    answer = officer.do("documents_bulk_export", body="海州市教育局")
    assert "正在后台导出" in officer.said(answer)
    work_off()
    assert Job.objects.get(kind="documents.export").file_name.endswith(".zip")


NAMES = ("intake", "look", "run", "statement", "publish", "discard")


@pytest.mark.parametrize("name", NAMES)
def test_pages_of_another_body_s_table_are_refused(name: str, office: Office):
    intake = received(office)
    other = office.city.children.create(name="海州市体育局")
    stranger = Desk(holder(Role.OFFICER, other))
    url = reverse(f"documents_bulk_{name}", args=[intake.pk])
    assert stranger.client.get(url).status_code == 403
    assert stranger.client.post(url).status_code in (403, 405)
    assert Intake.objects.filter(pk=intake.pk).exists()
    assert not text_of(stranger.get("documents_bulk")).count(intake.name)
    assert not text_of(stranger.get("documents_bulk_rows", intake=intake.pk)).count(NOTICE["标题"])


def pages_of(intake: Intake) -> list[tuple[str, list[Any]]]:
    return [
        ("documents_bulk", []),
        ("documents_bulk_rows", []),
        ("documents_bulk_upload", []),
        ("documents_bulk_export", []),
        ("documents_bulk_intake", [intake.pk]),
        ("documents_bulk_statement", [intake.pk]),
        ("documents_bulk_decide", [intake.pk, "confirm"]),
    ]


def test_what_is_read_is_chinese(office: Office):
    intake = sent_in(office)
    officer = Desk(office.officer)
    names = frozenset({*User.objects.values_list("username", flat=True), "haizhou", "example", "csv"})
    found = {name: english(officer.get(name, *args), names=names) for name, args in pages_of(intake)}
    assert {name: words - {"ZIP", "Lines"} for name, words in found.items() if words - {"ZIP", "Lines"}} == {}


def test_a_longer_list_takes_no_more_queries(office: Office):
    taken_in(received(office))
    officer = Desk(office.officer)
    officer.get("documents_bulk_rows")
    with Counted() as few:
        officer.get("documents_bulk_rows")
        officer.get("documents_bulk")
    for number in range(5):
        taken_in(received(office, [{**row, "编号": f"{number}-{row['编号']}"} for row in ROWS]))
    with Counted() as many:
        officer.get("documents_bulk_rows")
        officer.get("documents_bulk")
    assert many.count <= few.count + 1
