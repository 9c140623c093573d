"""Before they ask: what is public already, whom to ask, and how often that spared the asking."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from gongkai.applying.models import Deflection, Draft
from gongkai.applying.services import guidance
from gongkai.bodies.models import Body
from gongkai.cases.models import Case
from gongkai.cases.services.practice import practice_of
from gongkai.pages.models import SiteHome
from gongkai.pages.sites import sites
from gongkai.search import database
from gongkai.search.entries import Entry
from gongkai.search.models import StoredEntry
from gongkai.search.services import stored
from tests.applying.conftest import BASE, WANTED, Citizen, png, wrong

pytestmark = pytest.mark.django_db

Publish = Callable[..., StoredEntry]


@pytest.fixture
def publish(settings: Any) -> Publish:
    """Something public of a body, as the search has it."""
    settings.SEARCH = "database"

    def make(body: Body, title: str, kind: str = "notice", ident: int = 0) -> StoredEntry:
        ident = ident or StoredEntry.objects.count() + 1
        row = stored(
            Entry(
                key=f"documents:{ident}", source="documents", sites=(body.pk,), body=body.pk, body_name=body.name,
                categories=(), kind=kind, effect="", year=2026, issued=date(2026, 3, 1), published_at=timezone.now(),
                title=title, number="", index_number="", keywords="", summary="", text=title,
                url=f"zfxxgk/fdzdgknr/{ident}/",
            )
        )  # fmt: skip
        row.save(force_insert=True)
        database.replace([], [row])
        return row

    return make


def counted(body: Body) -> tuple[int, int, int]:
    found = Deflection.objects.filter(body=body, on=timezone.localdate()).first()
    return (found.shown, found.opened, found.found) if found is not None else (0, 0, 0)


# --- what is public already -----------------------------------------------------------------------------------------


def test_while_somebody_types_what_is_public_is_offered_and_counted_once_for_a_form(
    citizen: Citizen, bureau: Body, publish: Publish
):
    publish(bureau, "2026年义务教育招生计划")
    for _ in range(3):
        answer = citizen.post("sq/ts/", {"title": "义务教育招生", "mark": "one"})
    [offer] = answer.json()["offers"]
    assert (offer["plain"], offer["key"]) == ("2026年义务教育招生计划", "documents-1")
    assert "<mark>" in offer["title"]
    assert offer["url"] == f"{BASE}sq/dk/documents/1/"
    assert counted(bureau) == (1, 0, 0)
    citizen.post("sq/ts/", {"title": "义务教育招生", "mark": "another"})
    assert counted(bureau) == (2, 0, 0)


def test_what_nobody_has_published_is_no_offer(citizen: Citizen, bureau: Body, city: Body, publish: Publish):
    publish(city, "政府工作报告")
    for given in ({"title": "政府工作报告"}, {"title": "x"}, {}):
        assert citizen.post("sq/ts/", given).json() == {"offers": []}
    assert counted(bureau) == (0, 0, 0)
    assert Citizen("/zfxxgk/ysqgk/").post("sq/ts/", {"title": "政府工作报告"}).json()["offers"]


def test_what_is_typed_stands_in_no_address(citizen: Citizen):
    assert citizen.get("sq/ts/", query_params={"title": "x"}).status_code == 405
    assert citizen.get("sq/zn/", query_params={"sought": "x"}).status_code == 405


def test_one_that_was_opened_leads_there_and_is_counted(citizen: Citizen, bureau: Body, publish: Publish):
    publish(bureau, "招生计划")
    answer = citizen.get("sq/dk/documents/1/")
    assert answer.url == "/jyj/zfxxgk/fdzdgknr/1/"
    citizen.get("sq/dk/documents/1/")
    assert counted(bureau) == (0, 1, 0)
    assert citizen.get("sq/dk/documents/7/").status_code == 404
    assert citizen.get("sq/dk/elsewhere/1/").status_code == 404


def test_without_a_script_a_button_looks_it_up_and_who_found_it_leaves(
    citizen: Citizen, bureau: Body, publish: Publish
):
    publish(bureau, "2026年义务教育招生计划")
    page = citizen.fill("suggest", {"title": "义务教育招生"})
    assert "这些已经公开" in page.text
    assert WANTED["description"] in page.text
    assert counted(bureau) == (1, 0, 0)
    draft = Draft.objects.get()
    answer = citizen.post(f"sq/{draft.pk}/", WANTED | {"do": "found:documents-1"})
    assert answer.url == "/jyj/zfxxgk/fdzdgknr/1/"
    assert counted(bureau) == (1, 0, 1)
    assert not Draft.objects.exists()
    assert not Case.objects.exists()


@pytest.mark.parametrize("what", ["found:documents-9", "found:x", "found:documents-", "found:"])
def test_what_cannot_be_found_leaves_the_form_as_it_is(citizen: Citizen, what: str):
    answer = citizen.fill(what)
    assert (answer.status_code, WANTED["description"] in answer.text) == (200, True)
    assert not Deflection.objects.exists()


def test_nothing_but_numbers_is_kept_of_it(citizen: Citizen, bureau: Body, publish: Publish):
    publish(bureau, "招生计划")
    citizen.post("sq/ts/", {"title": "招生计划", "mark": "m"})
    [row] = Deflection.objects.values()
    assert set(row) == {"id", "body_id", "on", "shown", "opened", "found"}


# --- whom to ask ----------------------------------------------------------------------------------------------------


@pytest.fixture
def portal_citizen(site: SiteHome) -> Citizen:
    return Citizen("/zfxxgk/ysqgk/")


def test_on_a_bureau_s_own_site_nobody_is_asked_whom(citizen: Citizen):
    assert 'name="body"' not in citizen.get("sq/").text


def test_on_a_portal_one_chooses_among_those_that_are_there_and_may_be_asked(portal_citizen: Citizen, city: Body):
    Body.objects.create(name="海州市水务公司", kind="utility", parent=city)
    Body.objects.create(name="海州市旧局", kind="department", parent=city, valid_until=date(2020, 1, 1))
    page = portal_citizen.get("sq/").text
    assert "海州市教育局</option>" in page
    assert "水务公司" not in page
    assert "旧局" not in page
    assert wrong(portal_citizen.fill(file_identity=png())) == ["请选择向哪个机关申请"]


def test_many_bodies_take_no_more_questions_to_the_database(
    portal_citizen: Citizen, city: Body, django_assert_max_num_queries: Any
):
    for number in range(40):
        Body.objects.create(name=f"海州市第{number}局", kind="department", parent=city)
    portal_citizen.get("sq/")
    with django_assert_max_num_queries(12):
        assert "海州市第39局" in portal_citizen.get("sq/").text


def test_what_is_asked_on_the_portal_goes_to_the_body_that_was_chosen(portal_citizen: Citizen, bureau: Body):
    case, _ = portal_citizen.applied({"body": str(bureau.pk)})
    assert case.body == bureau
    answer = portal_citizen.fill(given={"body": "999"}, file_identity=png())
    assert wrong(answer) == ["请从列出的选项里选择向哪个机关申请"]


def test_bodies_are_found_by_name_by_functions_and_by_what_they_published(
    portal_citizen: Citizen, bureau: Body, city: Body, publish: Publish
):
    finance = Body.objects.create(name="海州市财政局", kind="department", parent=city)
    publish(finance, "市财政局机构职能：工资发放", kind="functions")
    publish(bureau, "教师工资标准")
    [site] = [each for each in sites() if each.body == city]
    bodies = guidance.bodies_of(site)
    assert [(hint.body, hint.why) for hint in guidance.hints(bodies, "工资")] == [
        (finance, "职能相符、公开过1条有关的信息"),
        (bureau, "公开过1条有关的信息"),
    ]
    assert guidance.hints(bodies, "教育局")[0].why.startswith("名称相符")
    assert guidance.hints(bodies, "工") == []
    found = portal_citizen.post("sq/zn/", {"sought": "工资"}).json()["hints"]
    assert [each["name"] for each in found] == ["海州市财政局", "海州市教育局"]


def test_without_a_script_a_button_guides_and_another_chooses(portal_citizen: Citizen, bureau: Body, publish: Publish):
    publish(bureau, "小学招生")
    page = portal_citizen.fill("guide", {"sought": "小学招生"}).text
    assert f'value="body:{bureau.pk}"' in page
    page = portal_citizen.fill(f"body:{bureau.pk}").text
    assert f'<option value="{bureau.pk}" selected>' in page


def test_a_body_that_does_not_take_requests_online_says_how_else(citizen: Citizen, bureau: Body):
    practice = practice_of(bureau)
    practice.channels = ["fax"]
    practice.save()
    assert "没有开通网上申请，请当面或者邮寄提交" in citizen.get("sq/").text
    answer = citizen.send(citizen.looked())
    assert (answer.status_code, Case.objects.count()) == (422, 0)
    practice.channels = []
    practice.save()
    assert citizen.send(citizen.looked()).status_code == 302  # it announced nothing: the applicant's choice stands
