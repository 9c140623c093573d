"""The register as a list: its filters, its search, its export; who sees what."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from openpyxl import load_workbook

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.documents import terms
from gongkai.documents.enums import Attribute, Kind
from gongkai.documents.models import Item
from gongkai.documents.services import publication, register
from gongkai.law.limits import publication_due
from gongkai.law.workdays import calendar
from tests.documents.desk.conftest import Counted, Desk, text_of
from tests.documents.people import WITHHELD, Office, holder

pytestmark = pytest.mark.django_db


def titles(answer: Any) -> list[str]:
    return html.fromstring(answer.content).xpath("//a[@class='office-row']/text()")


@pytest.fixture
def three(office: Office) -> list[Item]:
    notice = office.item(title="招生通知", formed_on=date(2026, 3, 2))
    budget = office.item(
        title="部门预算",
        kind=Kind.BUDGET,
        category="czxx-ys",
        document_number="海教财〔2026〕1号",
        formed_on=date(2026, 1, 20),
    )
    record = office.item(**WITHHELD | {"title": "会议记录", "category": "", "document_number": ""})
    return [notice, budget, record]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["会议记录", "部门预算", "招生通知"]),
        ({"q": "预算"}, ["部门预算"]),
        ({"q": "海教财"}, ["部门预算"]),
        ({"q": "2026-00001"}, ["招生通知"]),
        ({"kind": "budget"}, ["部门预算"]),
        ({"attribute": "withheld"}, ["会议记录"]),
        ({"state": "published"}, []),
        ({"category": "czxx"}, ["部门预算"]),
        ({"category": "msbz-jy"}, ["招生通知"]),
        ({"since": "2026-02-01", "until": "2026-03-02"}, ["招生通知"]),
        ({"body": "海州市教育局"}, ["会议记录", "部门预算", "招生通知"]),
        ({"body": "海州市人民政府"}, ["会议记录", "部门预算", "招生通知"]),
        ({"body": "没有的机关"}, []),
        ({"due": "overdue"}, ["部门预算", "招生通知"]),
        ({"due": "soon"}, []),
        ({"mine": "true"}, ["会议记录", "部门预算", "招生通知"]),
    ],
)
@pytest.mark.usefixtures("three")
def test_the_list_is_filtered_and_searched(officer: Desk, query: dict[str, str], found: list[str]):
    assert titles(officer.get("documents_register", **query)) == found


def test_what_others_registered_is_not_mine(office: Office, desk: Callable[[User], Desk]):
    office.item()
    assert titles(desk(holder(Role.OFFICER, office.bureau)).get("documents_register", mine="true")) == []


def test_what_was_made_void_is_shown_when_asked_for(office: Office, officer: Desk):
    register.void(office.item(), "重复", by=office.officer)
    assert titles(officer.get("documents_register")) == []
    assert len(titles(officer.get("documents_register", state="void"))) == 1


def test_each_sees_the_register_of_their_bodies(office: Office, desk: Callable[[User], Desk], three: list[Item]):
    assert len(titles(desk(holder(Role.SUPERVISOR, office.city)).get("documents_register"))) == 3
    other = office.city.__class__.objects.create(name="海州市财政局", parent=office.city)
    assert titles(desk(holder(Role.OFFICER, other)).get("documents_register")) == []


def test_the_list_is_taken_along_as_a_spreadsheet(officer: Desk, three: list[Item]):
    answer = officer.get("documents_register", export="xlsx")
    rows = list(load_workbook(io.BytesIO(answer.content)).active.values)
    assert rows[0][:4] == ("名称", "索引号", "文号", "种类")
    assert rows[1][0] == "会议记录"
    assert [row[7] for row in rows[1:]] == [None, "2026-02-24", "2026-03-30"]


def test_the_list_takes_no_more_queries_for_more_rows(office: Office, officer: Desk):
    office.item()
    officer.get("documents_register_results")
    with Counted() as few:
        officer.get("documents_register_results")
    for _ in range(9):
        office.item()
    with Counted() as many:
        assert len(titles(officer.get("documents_register_results"))) == 10
    assert many.count == few.count


# --- terms ----------------------------------------------------------------------------------------------------------


@given(st.dates(date(2020, 1, 1), date(2026, 12, 31)), st.integers(0, 60))
def test_an_item_is_overdue_in_the_database_when_its_term_is_over(today: date, before: int):
    since = today - timedelta(days=before)
    due = publication_due(since, calendar(provisional=True))
    assert (since <= terms._last_due_before(today)) == (due < today)


def test_what_ends_within_a_week_is_told_from_what_is_over(office: Office):
    days = calendar(provisional=True)
    today = date(2026, 4, 1)
    for number in range(60):
        office.item(formed_on=today - timedelta(days=number))
    items = Item.objects.all()
    over = {item.formed_on for item in terms.overdue(items, today)}
    soon = {item.formed_on for item in terms.ending(items, today)}
    every = {item.formed_on for item in items}
    assert over == {day for day in every if publication_due(day, days) < today}
    assert soon == {day for day in every if today <= publication_due(day, days) <= today + terms.SOON}


def test_the_term_runs_from_the_last_change_and_for_what_is_to_be_public(office: Office):
    item = office.item(formed_on=date(2026, 1, 5), changed_on=date(2026, 3, 2))
    term = terms.term_of(item, today=date(2026, 3, 30))
    assert term is not None
    assert (term.due, term.left, term.overdue) == (date(2026, 3, 30), 0, False)
    assert term.steps[0] == "变更日期2026-03-02，当日不计"
    assert terms.term_of(office.item(**WITHHELD | {"category": "", "document_number": ""})) is None


def test_a_term_is_over_on_the_next_day_be_it_a_rest_day(office: Office):
    item = office.item(formed_on=date(2026, 3, 6))
    term = terms.term_of(item, today=date(2026, 4, 4))
    assert term is not None
    assert (term.due, term.overdue) == (date(2026, 4, 3), True)


def test_what_is_public_or_not_to_be_is_never_late(office: Office):
    office.published()
    office.item(**WITHHELD | {"category": "", "document_number": ""})
    assert not terms.overdue(Item.objects.all(), timezone.localdate() + timedelta(days=400))


def test_what_is_being_corrected_is_not_late(office: Office, officer: Desk):
    release = office.published()
    publication.correct(release.item, "日期", by=office.officer)
    assert not terms.overdue(Item.objects.all())
    assert "公开的内容未变" in text_of(officer.get("documents_item", release.item_id))
    assert Item.objects.get().attribute == Attribute.PROACTIVE
