"""The auditor's view of the log: searched, seen row by row, verified and taken out; reading is recorded too."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.exchange import Exported
from gongkai.audit.models import Deed
from gongkai.audit.search import Search
from gongkai.audit.services import record, verify
from gongkai.bodies.models import Body
from gongkai.jobs.enums import State
from gongkai.jobs.models import Job, shelf
from tests.audit.test_log import _unguarded
from tests.jobs.test_background import done
from tests.office.conftest import Holder, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_shelf_of_its_own(settings: Settings, tmp_path: Path) -> None:
    options = settings.STORAGES["jobs"]["OPTIONS"] | {"location": tmp_path / "jobs"}
    settings.STORAGES = settings.STORAGES | {"jobs": settings.STORAGES["jobs"] | {"OPTIONS": options}}


@pytest.fixture
def auditor(holder: Holder) -> User:
    return holder(Role.AUDIT_ADMIN, name="周一")


@pytest.fixture
def officer(holder: Holder) -> User:
    return holder(Role.OFFICER, name="陈一")


@pytest.fixture
def browser(auditor: User, sign_in: SignIn) -> Client:
    return sign_in(auditor)


@pytest.fixture
def log(officer: User, bureau: Body, browser: Client) -> list[Deed]:
    """Forty rows after that of the auditor's sign-in."""
    cache.delete_many(["audit-deeds", "audit-kinds"])
    with transaction.atomic():
        return [
            record(
                "查看个人信息" if n % 4 == 0 else "登录",
                by=officer if n % 2 == 0 else None,
                subject=f"access.user:{officer.pk}" if n % 4 else "persons.applicant:7",
                body=bureau if n % 4 == 0 else None,
                detail={"项目": ["联系电话"], "改": ["旧", "新"], "序": n},
                address=f"10.0.0.{n}",
            )
            for n in range(40)
        ]


def numbers(page: str) -> list[int]:
    return [int(number) for number in re.findall(r'href="/office/log/(\d+)/"', page)]


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def of_the_log(client: Client, url: str) -> list[str]:
    """What the log's tables are asked for a page."""
    with CaptureQueriesContext(connection) as queries:
        text(client, url)
    return [query["sql"] for query in queries if "audit_" in query["sql"] or "bodies_body" in query["sql"]]


def last() -> Deed:
    return Deed.objects.order_by("-number")[0]


def test_the_latest_stands_first_and_one_walks_back_and_forth(log: list[Deed], browser: Client):
    first = log[0].number
    newest = text(browser, "/office/log/?size=20")
    assert numbers(newest) == list(range(first + 39, first + 19, -1))
    assert 'rel="prev"' not in newest
    older = re.search(r'href="([^"]*)" rel="next"', newest)
    assert older is not None
    page = text(browser, older[1].replace("&amp;", "&"))
    assert numbers(page) == list(range(first + 19, first - 1, -1))
    newer = re.search(r'href="([^"]*)" rel="prev"', page)
    assert newer is not None
    assert numbers(text(browser, newer[1].replace("&amp;", "&"))) == numbers(newest)


def test_a_page_takes_as_few_queries_however_long_the_log_is(log: list[Deed], browser: Client):
    text(browser, "/office/log/")
    with CaptureQueriesContext(connection) as few:
        text(browser, "/office/log/?size=20")
    with CaptureQueriesContext(connection) as many:
        text(browser, "/office/log/?size=50")
    assert len(many) == len(few)
    assert not any(
        "COUNT" in query["sql"] or "OFFSET" in query["sql"] for query in many if "audit_deed" in query["sql"]
    )


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("actor=陈一", 20),
        ("actor=系统", 20),
        ("actor=没有", 0),
        ("deed=查看个人信息", 10),
        ("body=市教育局", 10),
        ("subject=persons.applicant:7", 10),
        ("kind=persons.applicant", 10),
        ("kind=access.user&deed=登录", 30),
        ("kind=没有的类别", 0),
        ("address=10.0.0.7", 1),
        ("address=x", 0),
        ("actor=陈一&deed=登录", 10),
        ("since=2001-01-01&until=2001-12-31", 0),
        ("since=昨天", 0),
        ("deed=没有的操作", 0),
        ("p=b0", None),
        ("p=x", None),
    ],
)
def test_filters_hold_together(log: list[Deed], browser: Client, query: str, count: int | None):
    page = text(browser, f"/office/log/?{query}&size=100")
    found = [number for number in numbers(page) if number in {deed.number for deed in log}]
    assert len(found) == (40 if count is None else count)
    assert browser.get(f"/office/log/results/?{query}").status_code == 200


def test_kinds_of_subjects_are_offered_by_their_chinese_names(log: list[Deed], browser: Client):
    page = text(browser, "/office/log/")
    assert '<option value="persons.applicant">申请人</option>' in page
    assert '<option value="access.user">用户</option>' in page


def test_a_search_by_kind_is_read_along_its_index(log: list[Deed]):
    found = Search(kind="persons.applicant").deeds().order_by("-at", "-number")[:20]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off; SET LOCAL enable_bitmapscan = off"
            )
        assert "audit_deed_by_kind" in found.explain()
    assert len(found) == 10


def test_a_row_is_shown_with_its_hash_and_its_neighbours(log: list[Deed], browser: Client):
    deed = log[8]
    page = text(browser, f"/office/log/{deed.number}/")
    for seen in (deed.hash, deed.previous, "查看个人信息", "陈一", "海州市教育局", "10.0.0.8", "联系电话", "旧 → 新"):
        assert seen in page
    assert "没有发现改动" in page
    assert numbers(page) == [deed.number + 1, deed.number - 1]
    assert browser.get("/office/log/999999/").status_code == 404


@pytest.mark.parametrize(
    ("sql", "seen"),
    [
        ("UPDATE audit_deed SET actor_name = '李四' WHERE number = {n}", "第{n}条：内容与校验值不符"),
        ("DELETE FROM audit_deed WHERE number = {n} - 1", "第{n}条：前面缺少第"),
        ("UPDATE audit_deed SET address = '10.9.9.9' WHERE number = {n} + 1", "条：内容与校验值不符"),
        ("DELETE FROM audit_deed WHERE number > {n}", "条：末尾缺少第"),
    ],
)
def test_a_row_that_was_tampered_with_or_stands_beside_one_says_so(
    log: list[Deed], browser: Client, sql: str, seen: str
):
    number = log[8].number
    _unguarded(sql.format(n=number))
    assert seen.format(n=number) in text(browser, f"/office/log/{number}/")


def test_what_an_auditor_reads_is_recorded_after_it_was_read(log: list[Deed], auditor: User, browser: Client):
    top = last().number
    assert numbers(text(browser, "/office/log/?actor=陈一&size=20&p=b20"))[0] < 20
    read = last()
    assert (read.number, read.deed, read.actor, read.subject) == (top + 1, "查阅操作日志", auditor, "audit.log")
    assert read.detail == {"条件": "操作人陈一", "位置": "b20"}
    text(browser, f"/office/log/{log[0].number}/")
    assert last().detail == {"序号": log[0].number}
    assert verify() == []


def test_the_log_is_verified_in_the_background_and_the_list_says_how_it_stands(
    log: list[Deed], auditor: User, browser: Client
):
    assert "还没有校验过" in text(browser, "/office/log/")
    answer = browser.post("/office/log/verify/")
    job = Job.objects.get(kind="audit.verify")
    assert answer["Location"] == f"/office/jobs/{job.pk}/"
    assert done(job).state == State.DONE
    assert "校验，没有发现改动" in text(browser, "/office/log/")
    _unguarded(f"UPDATE audit_deed SET actor_name = '李四' WHERE number = {log[3].number}")
    browser.post("/office/log/verify/")
    assert done(Job.objects.order_by("-pk")[0]).state == State.FAILED
    assert "有1处被改动" in text(browser, "/office/log/")


@pytest.mark.parametrize(
    ("given", "count"), [({"form": "jsonl"}, None), ({"form": "jsonl", "actor": "陈一", "deed": "登录"}, 10)]
)
def test_a_search_is_taken_out_and_verified_outside(
    log: list[Deed], auditor: User, browser: Client, given: dict[str, str], count: int | None
):
    browser.post("/office/log/export/", given)
    job = done(Job.objects.get(kind="audit.export"))
    assert job.state == State.DONE
    with shelf().open(job.file) as file:
        exported = Exported(file)
        assert list(exported.breaks()) == []
    assert exported.whole is (count is None)
    assert count is None or exported.count == count
    deed = Deed.objects.filter(deed="导出操作日志").get()
    assert (deed.actor, deed.detail) == (auditor, {"条件": "全部" if count is None else "操作人陈一，操作登录"})


def test_as_a_table_it_is_read_in_a_spreadsheet(log: list[Deed], browser: Client):
    browser.post("/office/log/export/", {"form": "csv", "subject": "persons.applicant:7"})
    job = done(Job.objects.get(kind="audit.export"))
    with shelf().open(job.file) as file:
        lines = file.read().decode("utf-8-sig").splitlines()
    assert lines[0].startswith("序号,时间,操作人,来源地址,操作,机关,对象,内容")
    assert len(lines) == 11
    assert "陈一,10.0.0.0,查看个人信息,海州市教育局,persons.applicant:7" in lines[1]
    assert lines[1].endswith(log[0].hash)


def test_the_export_begins_with_what_was_searched_for(log: list[Deed], browser: Client):
    page = text(browser, "/office/log/export/?actor=陈一&since=2026-01-01&p=b3")
    assert 'value="陈一"' in page
    assert 'value="2026-01-01"' in page
    assert browser.get("/office/log/?actor=陈一&export=csv")["Location"].startswith("/office/log/export/?actor=")


def test_the_menu_has_it_for_the_auditor_alone(browser: Client, officer: User, sign_in: SignIn):
    assert "/office/log/" in text(browser, "/office/")
    assert "/office/log/" not in text(sign_in(officer), "/office/")
