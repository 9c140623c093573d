"""The work queue: what is due first stands first, and one page of it costs the same however many cases there are."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from lxml import html

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.cases.desk import queue
from gongkai.cases.enums import Side
from gongkai.cases.models import Case
from gongkai.cases.services import handing, messages, voiding
from gongkai.law.events import Kind
from gongkai.law.limits import Channel
from tests.cases.people import TODAY, Office
from tests.documents.desk.conftest import Counted, Desk, text_of

pytestmark = pytest.mark.django_db


def listed(answer: Any) -> list[str]:
    rows = html.fromstring(answer.content).xpath("//a[contains(@class, 'office-row')]/text()")
    return [str(row).split()[0] for row in rows]


def test_the_queue_has_what_is_to_be_answered_with_its_limit(office: Office, officer: Desk):
    office.case()
    page = text_of(officer.get("cases_queue"))
    assert "2024-0001 2023年度学校建设项目清单" in page
    assert "答复 · 还有7个工作日" in page
    assert "陈**" in page
    assert "陈敬" not in page


def test_the_most_urgent_stands_first_and_what_is_overdue_is_red(office: Office, officer: Desk):
    office.case(date(2024, 10, 14))
    office.case(date(2024, 9, 9))
    office.case(date(2024, 10, 18), channel=Channel.INTERNET)
    answered = office.case()
    office.happen(answered, Kind.REPLIED, date(2024, 10, 20), outcome="disclosed", route="direct")
    voiding.void(office.case(), "误登", by=office.officer)
    page = officer.get("cases_queue")
    assert listed(page) == ["2024-0002", "2024-0003", "2024-0001"]
    tree = html.fromstring(page.content)
    assert tree.xpath("//*[@class='case-over']/text()") == ["已超期6个工作日"]
    assert tree.xpath("//*[@class='case-soon']/text()") == ["今天到期"]


def test_the_queue_is_narrowed_down(office: Office, officer: Desk):
    mine, late, web = office.case(), office.case(date(2024, 9, 9)), office.case(date(2024, 10, 18), Channel.INTERNET)
    handing.hand_over(late, office.holder(Role.OFFICER, name="何小雨"), by=office.officer)
    closed = office.happen(office.case(), Kind.REPLIED, date(2024, 10, 20), outcome="disclosed", route="direct")
    void = voiding.void(office.case(), "误登", by=office.officer)
    messages.say(web, "您好", side=Side.APPLICANT, by=None)
    for query, found in (
        ({"mine": "true"}, [web, mine]),
        ({"due": "overdue"}, [late]),
        ({"due": "soon"}, [web]),
        ({"due": "provisional"}, []),
        ({"state": "waiting"}, [web]),
        ({"state": "closed"}, [closed]),
        ({"channel": "internet"}, [web]),
        ({"outcome": "disclosed"}, [closed]),
        ({"scope": "closed"}, [closed]),
        ({"scope": "voided"}, [void]),
        ({"scope": "every"}, [closed, web, late, mine]),
        ({"unread": "true"}, [web]),
        ({"since": "2024-09-10"}, [mine]),
        ({"until": "2024-09-10"}, [late]),
        ({"body": "海州市教育局"}, [late, web, mine]),
        ({"body": "海州市财政局"}, []),
    ):
        assert listed(officer.get("cases_queue", **query)) == [each.number for each in found], query


def test_a_search_finds_by_number_title_description_and_document_number_and_not_by_name(office: Office, officer: Desk):
    case = office.case(document_number="海教〔2023〕9号")
    closed = office.happen(office.case(), Kind.REPLIED, date(2024, 10, 20), outcome="disclosed", route="direct")
    for typed in ("学校建设", "投资额", "海教〔2023〕9号", "2024-0001"):
        assert case.number in listed(officer.get("cases_queue", q=typed)), typed
    assert listed(officer.get("cases_queue", q=closed.number)) == [closed.number]
    for typed in ("陈敬", "陈", "13900001111"):
        assert listed(officer.get("cases_queue", q=typed)) == [], typed


def test_nobody_sees_cases_of_other_bodies(office: Office, desk: Callable[[User], Desk]):
    office.case()
    other = Body.objects.create(name="海州市财政局", kind="department", parent=office.city)
    assert listed(desk(office.holder(Role.OFFICER, other)).get("cases_queue")) == []
    assert len(listed(desk(office.holder(Role.SUPERVISOR, office.city)).get("cases_queue"))) == 1


def test_a_page_takes_the_same_queries_for_one_case_and_for_many(office: Office, officer: Desk):
    office.case()
    officer.get("cases_queue")
    with Counted() as few:
        officer.get("cases_queue")
    for _ in range(20):
        office.case(applicant=office.somebody(number="", name="周敏"))
    with Counted() as many:
        officer.get("cases_queue")
    assert few.count == many.count


def test_no_more_rows_are_counted_than_anybody_turns(office: Office, officer: Desk, monkeypatch: pytest.MonkeyPatch):
    for _ in range(4):
        office.case()
    monkeypatch.setattr(queue, "COUNTED", 3)
    assert "3条以上，请用筛选缩小范围" in text_of(officer.get("cases_queue"))
    monkeypatch.setattr(queue, "COUNTED", 10)
    assert "共4条" in text_of(officer.get("cases_queue"))


def test_the_queue_goes_out_as_a_table_without_names(office: Office, officer: Desk):
    office.case()
    answer = officer.get("cases_queue", export="csv")
    rows = list(csv.reader(io.StringIO(b"".join(answer).decode("utf-8-sig"))))
    assert rows[0][:3] == ["编号和所需信息", "最近的期限", "答复期限"]
    assert rows[1][1] == "答复 · 还有7个工作日 · 2024-10-30"
    assert "陈**" in rows[1]


def test_a_narrowed_queue_is_saved_under_a_name(office: Office, officer: Desk):
    officer.client.post("/office/searches/save/", {"listing": "cases_queue", "name": "快到期", "query": "due=soon"})
    assert "快到期" in text_of(officer.get("cases_queue"))


def test_sorting_by_another_column_keeps_its_order(office: Office, officer: Desk):
    office.case(date(2024, 10, 14))
    office.case(date(2024, 9, 9))
    assert listed(officer.get("cases_queue", ordering="-reply_due_on")) == ["2024-0001", "2024-0002"]
    assert Case.objects.filter(reply_due_on__gt=TODAY).count() == 1
