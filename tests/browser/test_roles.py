"""Each role signs in as a person does, finds its own work, and signs out."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from gongkai.access.enums import Right, Role
from gongkai.access.rights import GRANTS
from gongkai.demo.city import PEOPLE
from tests.browser.conftest import grave_violations, sign_in

pytestmark = pytest.mark.slow

ONE_OF_EACH = {role: person for person in reversed(PEOPLE) for role, _ in person.roles if len(person.roles) == 1}
MENU = {"人员": Right.MANAGE_PEOPLE, "网站": Right.EDIT_SITE}
"""Entries of the menu that only one right opens."""


def test_there_is_somebody_of_each_role_in_the_demo():
    assert set(ONE_OF_EACH) == set(Role)


@pytest.mark.parametrize("role", Role)
def test_a_role_signs_in_sees_what_is_its_own_and_signs_out(role: Role, page: Page):
    person = ONE_OF_EACH[role]
    sign_in(page, person.username)
    page.goto("/office/")
    expect(page.get_by_role("main")).to_contain_text(role.label)
    assert grave_violations(page) == []
    menu = page.locator(".sidebar-main-menu")
    for entry, right in MENU.items():
        assert bool(menu.get_by_text(entry, exact=True).count()) is (right in GRANTS[role]), entry
    page.goto("/account/logout/")
    page.get_by_role("button", name="退出").click()
    page.goto("/office/")
    assert "/account/login/" in page.url
