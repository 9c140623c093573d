"""The pages of quarterly tables, as those who fill in and those who collect use them."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.filings.enums import QuarterState
from gongkai.filings.models import Quarter
from gongkai.filings.quarterly import DECLARED, FIGURES
from tests.cases.test_course import Desk, at
from tests.documents.people import holder

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def desk():
    with time_machine.travel(at(date(2024, 12, 20)), tick=True):
        yield Desk()


def begun(desk: Desk, officer: Client) -> Quarter:
    stated = {"body": desk.bureau.pk, "year": 2024, "quarter": 3}
    answer = officer.post(reverse("filings_quarter_open"), stated)
    table = Quarter.objects.get()
    assert answer.url == reverse("filings_quarter", args=[table.pk])
    return table


def test_an_officer_fills_the_table_in_and_hands_it_in(desk: Desk):
    desk.case(date(2024, 9, 27))
    officer = signed_in(desk.officer)
    table = begun(desk, officer)
    page = officer.get(reverse("filings_quarter", args=[table.pk])).content.decode()
    assert all(figure.title in page for figure in FIGURES.values())
    form = reverse("filings_quarter_declare", args=[table.pk])
    refused = officer.post(form, {"seen": table.edition, "responses": "-1", "note": "说明"})
    assert refused.status_code == 422
    assert "说明" in refused.content.decode()
    officer.post(form, {"seen": table.edition, "note": "", **dict.fromkeys(DECLARED, 0)})
    officer.post(reverse("filings_quarter_submit", args=[table.pk]))
    table.refresh_from_db()
    assert (table.state, table.submitted_by) == (QuarterState.SUBMITTED, desk.officer)


def test_counting_anew_has_what_was_entered_meanwhile(desk: Desk):
    officer = signed_in(desk.officer)
    table = begun(desk, officer)
    desk.case(date(2024, 9, 27))
    officer.post(reverse("filings_quarter_recount", args=[table.pk]))
    assert Quarter.objects.get().counted["requests.new"] == 1


def test_a_supervisor_collects_all_and_takes_the_sums_away_as_a_table(desk: Desk):
    desk.case(date(2024, 9, 27))
    officer = signed_in(desk.officer)
    table = begun(desk, officer)
    Quarter.objects.update(declared=dict.fromkeys(DECLARED, 0))
    officer.post(reverse("filings_quarter_submit", args=[table.pk]))
    above = signed_in(holder(Role.SUPERVISOR, desk.city, "督查员"))
    whole = reverse("filings_whole", args=[2024, 3])
    assert '没有报送 <span class="office-count">1</span>' in above.get(whole).content.decode()
    assert above.post(whole).url == whole
    assert Quarter.objects.get().state == QuarterState.COLLECTED
    lines = b"".join(above.get(reverse("filings_whole_table", args=[2024, 3, "csv"])).streaming_content).decode()
    assert "依申请公开,本年新收政府信息公开申请数量,件,1,1" in lines
    sent_back = above.post(reverse("filings_quarter_send_back", args=[table.pk]), {"why": "渠道数不对"})
    assert sent_back.status_code == 302
    assert "渠道数不对" in officer.get(reverse("filings_quarter", args=[table.pk])).content.decode()


@pytest.mark.parametrize("name", ["filings_quarter_submit", "filings_quarter_declare", "filings_quarter_recount"])
def test_nobody_fills_in_another_bodys_table(desk: Desk, name: str):
    table = begun(desk, signed_in(desk.officer))
    other = signed_in(holder(Role.LEADER, desk.bureau))
    assert other.post(reverse(name, args=[table.pk])).status_code == 403


@pytest.mark.parametrize("when", [[2024, 5], [1999, 1]])
def test_a_quarter_that_is_none_is_not_found(desk: Desk, when: list[int]):
    above = signed_in(holder(Role.SUPERVISOR, desk.city))
    assert above.get(reverse("filings_whole", args=when)).status_code == 404
