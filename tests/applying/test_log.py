"""The disclosure log: what was answered, without who asked, for everybody to read and find."""

from __future__ import annotations

import re
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.urls import reverse
from django.utils import timezone

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.cases.models import Case, LogEntry
from gongkai.search.models import StoredEntry
from gongkai.search.query import Query, search
from gongkai.search.services import refresh
from tests.applying.conftest import BASE, SECRETS, Citizen, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(citizen: Citizen) -> Case:
    return citizen.applied()[0]


def entry(case: Case, by: User, **members: Any) -> LogEntry:
    values = {
        "body": case.body,
        "title": "学校扩建项目立项批复的公开情况",
        "asked": "某学校扩建项目的立项批复",
        "answered": "该批复已经提供，其中个人信息隐去。",
        "outcome": "partial",
        "answered_on": date(2026, 3, 20),
        "by": by,
        "published_at": timezone.now(),
    }
    return LogEntry.objects.create(case=case, **values | members)


def test_the_desk_leads_to_where_the_public_reads_it(case: Case, officer: User, citizen: Citizen, signed_in: SignIn):
    draft = entry(case, officer, published_at=None)
    office = signed_in(officer).client
    page = office.get(page_of(case)).text
    assert f"dfml/{draft.pk}/" not in page
    LogEntry.objects.filter(pk=draft.pk).update(published_at=timezone.now(), published_by=officer)
    [link] = re.findall(rf'href="([^"]*{BASE}dfml/{draft.pk}/)">看公开的页面', office.get(page_of(case)).text)
    assert citizen.client.get(urlsplit(link).path).status_code == 200
    LogEntry.objects.filter(pk=draft.pk).update(withdrawn_at=timezone.now(), withdrawn_why="有误")
    assert "看公众看到的“已撤下”" in office.get(page_of(case)).text


def page_of(case: Case) -> str:
    return reverse("cases_log_entry", args=[case.pk])


def test_what_is_public_is_listed_and_read_on_the_site_and_on_the_portal(case: Case, officer: User, citizen: Citizen):
    made = entry(case, officer)
    assert made.title in citizen.get("dfml/").text
    page = citizen.get(f"dfml/{made.pk}/").text
    for text in (made.title, made.asked, made.answered, "部分公开", "海州市教育局"):
        assert text in page
    portal = Citizen("/zfxxgk/ysqgk/")
    assert made.title in portal.get("dfml/").text
    assert portal.get(f"dfml/{made.pk}/").status_code == 200


def test_drafts_are_nowhere_and_what_was_withdrawn_is_gone(case: Case, officer: User, citizen: Citizen):
    made = entry(case, officer, published_at=None)
    assert "还没有公开的答复" in citizen.get("dfml/").text
    assert citizen.get(f"dfml/{made.pk}/").status_code == 404
    made.published_at = timezone.now()
    made.save()
    made.withdrawn_at, made.withdrawn_why = timezone.now(), "涉及陈经办"
    made.save()
    answer = citizen.get(f"dfml/{made.pk}/")
    assert (answer.status_code, "陈经办" in answer.text) == (410, False)
    assert made.title not in citizen.get("dfml/").text


def test_another_body_s_entries_stand_on_its_site_and_above_alone(
    case: Case, officer: User, citizen: Citizen, city: Body
):
    made = entry(case, officer, body=city)
    assert citizen.get(f"dfml/{made.pk}/").status_code == 404
    assert Citizen("/zfxxgk/ysqgk/").get(f"dfml/{made.pk}/").status_code == 200


def test_a_list_of_several_bodies_is_cut_down_to_one(case: Case, officer: User, citizen: Citizen, city: Body):
    entry(case, officer)
    other = Case.objects.create(
        body=city, number="x", applicant=case.applicant, submitted_at=timezone.now(), state="waiting",
        counted_on=timezone.localdate(), description="x",
    )  # fmt: skip
    entry(other, officer, body=city, title="政府的答复")
    portal = Citizen("/zfxxgk/ysqgk/")
    page = portal.get(f"dfml/?body={city.pk}").text
    assert "政府的答复" in page
    assert "学校扩建项目" not in page
    assert portal.get("dfml/?page=2").status_code == 404


def test_an_answer_is_found_by_the_search_of_the_site_as_long_as_it_is_public(
    case: Case, officer: User, citizen: Citizen
):
    made = entry(case, officer)
    page = citizen.client.get("/jyj/ss/?q=扩建项目立项").text
    assert f'href="{BASE}dfml/{made.pk}/"' in page
    made.withdrawn_at = timezone.now()
    made.save()
    assert not search(Query(words="扩建项目")).hits


def test_the_kinds_of_what_was_found_are_told_apart(case: Case, officer: User, citizen: Citizen):
    entry(case, officer)
    page = citizen.client.get("/jyj/ss/?q=扩建项目&kind=answer").text
    assert "依申请公开答复" in page


def test_nothing_of_the_case_is_found(case: Case, officer: User):
    entry(case, officer)
    stored = StoredEntry.objects.get(source="answers")
    told = " ".join(str(value) for value in vars(stored).values())
    assert not any(secret in told for secret in (*SECRETS, case.number, str(case.key)))


def test_what_was_written_past_the_models_is_found_by_the_nightly_comparison(case: Case, officer: User):
    made = entry(case, officer, published_at=None)
    LogEntry.objects.filter(pk=made.pk).update(published_at=timezone.now())
    assert not StoredEntry.objects.exists()
    assert refresh("answers") == 1
    assert StoredEntry.objects.get().ident == made.pk
