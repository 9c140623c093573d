"""The pages of standard directories, for officers and for those who supervise them."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from pytest_django import Settings

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.documents.models import Adoption, Directory, Entry, Fulfilment
from gongkai.documents.standards import services
from gongkai.documents.standards.reading import read_directories
from tests.documents.desk.conftest import Desk, text_of
from tests.documents.people import Office, holder
from tests.documents.standards.makers import as_xlsx
from tests.documents.standards.test_services import adopted, confirmed, entry, taken_in
from tests.office.reading import english

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _as_in_the_demo(settings: Settings) -> None:
    settings.SECOND_FACTOR = "off"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


@pytest.fixture
def supervisor(office: Office) -> User:
    return holder(Role.SUPERVISOR, office.city, "督查")


def test_from_the_printed_table_to_the_board_of_gaps(office: Office, supervisor: User):
    desk, officer = Desk(supervisor), Desk(office.officer)
    given = {"body": "海州市人民政府", "level": "county", "version": "2020年版", "valid_from": "2020-12-01"}
    answer = desk.do("documents_standards_import", **given, file=SimpleUploadedFile("目录.xlsx", as_xlsx()))
    assert "读出1个目录（义务教育）" in desk.said(answer)
    page = text_of(answer)
    assert "第7行：备注：本目录由市教育局解释" in page
    assert "20工作日内" in page
    directory = Directory.objects.get()
    assert officer.get("documents_standards_directory", directory.pk).status_code == 404
    desk.do("documents_standards_confirm", directory.pk)
    offered = officer.get("documents_standards_adopt", directory.pk)
    assert offered.context["form"].initial["entries"] == [entry("招生政策").pk, entry("教师培训计划").pk]
    answer = officer.do("documents_standards_adopt", directory.pk, entries=offered.context["form"].initial["entries"])
    assert "应公开2个事项" in officer.said(answer)
    release = office.published(title="关于招生政策的通知")
    adoption = Adoption.objects.get()
    page = officer.get("documents_standards_adoption", adoption.pk)
    assert "建议：关于招生政策的通知" in text_of(page)
    pair = f"{entry('招生政策').pk}-{release.item_id}"
    answer = officer.do("documents_standards_accept", adoption.pk, pair=[pair, f"999-{release.item_id}", "x"])
    assert "已对应1条信息" in officer.said(answer)
    board = text_of(desk.get("documents_standards_gaps"))
    assert "应公开2项，其中1项空缺或者逾期" in board
    assert "共2项，空缺1，逾期0" in board
    assert "没有采用目录的机关" in board
    rows = list(load_workbook(io.BytesIO(desk.get("documents_standards_gaps_table").content)).active.values)
    assert [(row[0], row[4], row[10]) for row in rows] == [
        ("机关", "二级事项", "状态"),
        ("海州市教育局", "招生政策", "已公开"),
        ("海州市教育局", "教师培训计划", "空缺"),
    ]
    officer.do("documents_standards_take_from", adoption.pk, Fulfilment.objects.get().pk)
    assert not Fulfilment.objects.exists()


def test_items_are_found_and_put_under_an_entry(office: Office, supervisor: User):
    adoption = adopted(office, supervisor)
    officer = Desk(office.officer)
    item = office.item(title="食堂收费公示")
    part = entry("招生政策").pk
    assert "没有名称相近的信息" in text_of(officer.get("documents_standards_map", adoption.pk, part))
    assert "食堂收费公示" in text_of(officer.get("documents_standards_map", adoption.pk, part, q="食堂"))
    assert "没有找到“云彩”" in text_of(officer.get("documents_standards_map", adoption.pk, part, q="云彩"))
    answer = officer.do("documents_standards_map", adoption.pk, part)
    assert "请至少选一条信息" in text_of(answer)
    officer.do("documents_standards_map", adoption.pk, part, items=[item.pk])
    assert Fulfilment.objects.get().item == item
    assert "食堂收费公示" in text_of(officer.get("documents_standards_adoption", adoption.pk))


def test_a_directory_taken_out_reads_the_same(office: Office, supervisor: User):
    directory = confirmed(office, supervisor)
    answer = Desk(supervisor).get("documents_standards_table", directory.pk)
    [read] = read_directories(answer.content, "目录.xlsx")
    kept = list(directory.entries.values(*read.entries[0]))
    assert read.entries == kept
    assert read.unread == []


def test_what_was_read_wrong_is_thrown_away_and_a_version_ends(office: Office, supervisor: User):
    desk = Desk(supervisor)
    directory = taken_in(office, supervisor)
    assert "已放弃" in desk.said(desk.do("documents_standards_discard", directory.pk))
    directory = confirmed(office, supervisor)
    assert "不能删除" in desk.said(desk.do("documents_standards_discard", directory.pk))
    desk.do("documents_standards_end", directory.pk, on="2025-12-31")
    directory.refresh_from_db()
    assert not Directory.objects.on().exists()
    answer = Desk(office.officer).do("documents_standards_adopt", directory.pk, entries=[Entry.objects.first().pk])
    assert "已经失效" in text_of(answer)


def test_pages_of_another_body_are_refused(office: Office, supervisor: User):
    adoption = adopted(office, supervisor)
    other = Body.objects.create(name="海州市体育局", kind=BodyKind.DEPARTMENT, parent=office.city)
    stranger = Desk(holder(Role.OFFICER, other))
    fulfilment = Fulfilment.objects.create(entry=entry("招生政策"), item=office.item())
    own = [adoption.pk]
    for name, args in (
        ("adoption", own),
        ("adoption_table", own),
        ("accept", own),
        ("give_up", own),
        ("map", [*own, entry("招生政策").pk]),
        ("take_from", [*own, fulfilment.pk]),
    ):
        url = reverse(f"documents_standards_{name}", args=args)
        assert stranger.client.get(url).status_code == 403
        assert stranger.client.post(url).status_code in (403, 405)
    assert Fulfilment.objects.exists()
    assert "海州市教育局采用的目录" not in text_of(stranger.get("documents_standards_own", body=office.bureau.pk))


def test_what_is_read_is_chinese(office: Office, supervisor: User):
    adoption = adopted(office, supervisor)
    desk, officer = Desk(supervisor), Desk(office.officer)
    pages: list[tuple[Desk, str, list[Any]]] = [
        (desk, "documents_standards", []),
        (desk, "documents_standards_import", []),
        (desk, "documents_standards_directory", [adoption.directory_id]),
        (desk, "documents_standards_end", [adoption.directory_id]),
        (desk, "documents_standards_gaps", []),
        (officer, "documents_standards_own", []),
        (officer, "documents_standards_adopt", [adoption.directory_id]),
        (officer, "documents_standards_adoption", [adoption.pk]),
        (officer, "documents_standards_map", [adoption.pk, entry("招生政策").pk]),
    ]
    names = frozenset({*User.objects.values_list("username", flat=True), "xlsx", "DOCX", "HTML"})
    found = {name: english(each.get(name, *args), names=names) for each, name, args in pages}
    assert {name: words for name, words in found.items() if words} == {}


def test_a_body_s_own_table_goes_out(office: Office, supervisor: User):
    adoption = adopted(office, supervisor)
    answer = Desk(office.leader).get("documents_standards_adoption_table", adoption.pk)
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert len(rows) == 4
    services.give_up(adoption, by=office.officer)
    assert "还没有采用目录" in text_of(Desk(office.officer).get("documents_standards_own"))
