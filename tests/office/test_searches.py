"""Searches that are saved under a name, and shared within a body."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.test import Client
from django.urls import reverse

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.office import searches
from gongkai.office.models import SavedSearch
from gongkai.office.tables import searched
from tests.office.conftest import Holder, SignIn

pytestmark = pytest.mark.django_db

LIST = "office_bodies"


@pytest.fixture
def chen(holder: Holder) -> User:
    return holder(Role.OFFICER)


def save(client: Client, **sent: object) -> int:
    return client.post(reverse("office_search_save"), {"listing": LIST, "query": "kind=department", **sent}).status_code


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("q=a&p=3&export=csv&_w_filter_fragment=1", "q=a"),
        ("kind=b&kind=a&q=", "kind=a&kind=b"),
        ("size=100&ordering=-name", "ordering=-name&size=100"),
        ("", ""),
    ],
)
def test_the_same_search_is_the_same_text_whatever_page_one_is_on(given: str, kept: str):
    assert searched(QueryDict(given)) == kept


def test_a_search_is_saved_and_stands_as_a_tab_that_knows_when_it_is_shown(chen: User, sign_in: SignIn):
    client = sign_in(chen)
    shown = client.get(f"{reverse(LIST)}?kind=department").content.decode()
    assert "保存当前筛选" in shown
    assert save(client, name="部门") == 302
    shown = client.get(f"{reverse(LIST)}?p=1&kind=department").content.decode()
    assert 'href="/office/bodies/?kind=department" aria-current="page">部门' in shown
    assert "保存当前筛选" not in shown
    assert "部门" in client.get(reverse(LIST)).content.decode()


def test_saving_under_the_same_name_changes_the_search(chen: User, sign_in: SignIn):
    client = sign_in(chen)
    save(client, name="部门")
    save(client, name="部门", query="kind=township")
    assert SavedSearch.objects.get().query == "kind=township"


def test_a_shared_search_is_seen_by_those_who_hold_a_role_in_that_body(
    chen: User, bureau: Body, other: Body, holder: Holder, sign_in: SignIn
):
    save(sign_in(chen), name="部门", body=bureau.pk)
    colleague, stranger = holder(Role.LEADER), holder(Role.LEADER, other)
    assert "部门<span" in sign_in(colleague).get(reverse(LIST)).content.decode()
    assert "部门<span" not in sign_in(stranger).get(reverse(LIST)).content.decode()
    search = SavedSearch.objects.get()
    assert sign_in(colleague).post(reverse("office_search_forget", args=[search.pk])).status_code == 404
    assert SavedSearch.objects.exists()


def test_nobody_shares_with_a_body_in_which_they_hold_no_role(chen: User, other: Body):
    with pytest.raises(PermissionDenied, match="不在“海州市财政局”任职"):
        searches.save(chen, listing=LIST, name="甲", query="q=a", body=other)


def test_a_list_has_so_many_saved_searches_and_no_more(chen: User):
    for number in range(searches.MOST):
        searches.save(chen, listing=LIST, name=str(number), query="q=a", body=None)
    with pytest.raises(ValidationError, match="最多存20个"):
        searches.save(chen, listing=LIST, name="又一个", query="q=a", body=None)
    searches.save(chen, listing=LIST, name="0", query="q=b", body=None)
    searches.save(chen, listing="office_jobs", name="又一个", query="q=a", body=None)


def test_one_s_own_search_is_deleted(chen: User, sign_in: SignIn):
    client = sign_in(chen)
    save(client, name="部门")
    answer = client.post(reverse("office_search_forget", args=[SavedSearch.objects.get().pk]))
    assert answer["Location"] == reverse(LIST)
    assert not SavedSearch.objects.exists()


@pytest.mark.parametrize(
    "sent",
    [
        {"name": ""},
        {"name": "长" * 21},
        {"name": "甲", "listing": "没有的表"},
        {"name": "甲", "listing": "no_such_list"},
    ],
)
def test_what_cannot_be_saved_is_said(sent: dict[str, str], chen: User, sign_in: SignIn):
    client = sign_in(chen)
    assert save(client, **sent) == 302
    assert "没有保存" in client.get("/office/").content.decode()
    assert not SavedSearch.objects.exists()
