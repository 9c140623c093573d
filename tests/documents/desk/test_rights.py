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
from gongkai.documents.desk.urls import urlpatterns
from tests.documents.desk.conftest import Desk
from tests.documents.people import Office, holder
from tests.office.reading import english
from tests.office.test_every_address import in_the_register

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
    url, right = address(pattern, in_the_register(office.bureau)), right_of(pattern)
    for role in Role:
        client = desk(holder(role, office.bureau)).client
        if right in GRANTS[role]:
            assert client.get(url).status_code in (200, 404, 405), role
        else:
            assert refusals(client, url) == {403}, role


@EVERY
def test_who_has_not_signed_in_or_holds_no_role_is_refused(pattern: URLPattern, office: Office, desk: At):
    url = address(pattern, in_the_register(office.bureau))
    assert Client().get(url)["Location"].startswith(reverse("account_login"))
    assert refusals(desk(User.objects.create(username="nobody", is_staff=True)).client, url) == {403}


@OF_ONE
def test_what_another_body_has_opens_to_nobody_here(pattern: URLPattern, office: Office, desk: At):
    other = Body.objects.create(name="海州市财政局", parent=office.city)
    url = address(pattern, in_the_register(other))
    for who in office.who.values():
        assert refusals(desk(who).client, url) == {403}


@pytest.mark.parametrize("role", [Role.OFFICER, Role.LEADER])
def test_what_is_read_is_chinese(role: Role, office: Office, desk: At):
    things, client = in_the_register(office.bureau), desk(holder(role, office.bureau)).client
    names = frozenset({"txt", *User.objects.values_list("username", flat=True)})
    pages = [address(pattern, things) for pattern in ADDRESSES if right_of(pattern) in GRANTS[role]]
    found = {url: english(client.get(url), names=names) for url in pages}
    assert len(found) > 15
    assert {url: words for url, words in found.items() if words} == {}
