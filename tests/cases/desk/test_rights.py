"""Every address of the desk, asked for by each role, by nobody in particular, and for a body that is not one's own."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import pytest
from django.test import Client
from django.urls import URLPattern, reverse

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import GRANTS
from gongkai.bodies.models import Body
from gongkai.cases.desk.case import MODULES
from gongkai.cases.desk.urls import urlpatterns
from tests.cases.people import Office, on_record
from tests.documents.desk.conftest import Desk
from tests.office.reading import english

pytestmark = [pytest.mark.django_db, pytest.mark.walk]
At = Callable[[User], Desk]
ADDRESSES: Final = [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]
EVERY = pytest.mark.parametrize("pattern", ADDRESSES, ids=lambda pattern: str(pattern.name))
OF_ONE = pytest.mark.parametrize(
    "pattern", [each for each in ADDRESSES if each.pattern.converters], ids=lambda pattern: str(pattern.name)
)


def right_of(pattern: URLPattern) -> Right:
    view = pattern.callback
    return view.view_class.right if hasattr(view, "view_class") else view.needs


def address(pattern: URLPattern, things: dict[str, object]) -> str:
    return reverse(str(pattern.name), args=[things[name] for name in pattern.pattern.converters])


def refusals(client: Client, url: str) -> set[int]:
    return {ask(url, headers={"x-requested-with": "XMLHttpRequest"}).status_code for ask in (client.get, client.post)}


@EVERY
def test_a_page_opens_to_the_roles_that_have_its_right_and_to_no_others(pattern: URLPattern, office: Office, desk: At):
    url, right = address(pattern, on_record(office.bureau)), right_of(pattern)
    for role in Role:
        client = desk(office.holder(role)).client
        if right in GRANTS[role]:
            assert client.get(url).status_code in (200, 302, 403, 404, 405), role
        else:
            assert refusals(client, url) == {403}, role


@EVERY
def test_who_has_not_signed_in_or_holds_no_role_is_refused(pattern: URLPattern, office: Office, desk: At):
    url = address(pattern, on_record(office.bureau))
    assert Client().get(url)["Location"].startswith(reverse("account_login"))
    assert refusals(desk(User.objects.create(username="nobody", is_staff=True)).client, url) == {403}


@OF_ONE
def test_what_belongs_to_another_body_is_refused_to_whoever_has_the_right_elsewhere(
    pattern: URLPattern, office: Office, desk: At
):
    url, right = address(pattern, on_record(office.bureau)), right_of(pattern)
    other = Body.objects.create(name="海州市财政局", kind="department", parent=office.city)
    for role in (role for role in Role if right in GRANTS[role]):
        assert refusals(desk(office.holder(role, other)).client, url) == {403}, role


@EVERY
def test_what_is_read_is_chinese(pattern: URLPattern, office: Office, officer: Desk):
    answer = officer.client.get(address(pattern, on_record(office.bureau)))
    names = frozenset(User.objects.values_list("username", flat=True))
    assert english(answer, names=names) == set()


def test_each_action_on_the_page_of_a_case_leads_somewhere_and_asks_for_no_less_than_it_says(office: Office):
    by_name = {pattern.name: pattern for pattern in ADDRESSES}
    for action in (each for module in MODULES for each in module.ACTIONS):
        assert right_of(by_name[action.name]) == action.right, action.name


def test_the_menu_leads_who_may_to_the_queue(office: Office, officer: Desk, desk: At):
    assert reverse("cases_queue") in officer.client.get("/office/").content.decode()
    editor = desk(office.holder(Role.EDITOR))
    assert reverse("cases_queue") not in editor.client.get("/office/").content.decode()
