"""What a password must be like, and when it has to be changed."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.conf import LazySettings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from django.utils import timezone

from gongkai.access import services
from gongkai.access.models import User
from gongkai.signin.models import FormerPassword
from gongkai.signin.passwords import REMEMBERED
from tests.signin.people import ANOTHER, PASSWORD, applicant, bureau, deeds, sign_in, staff

pytestmark = pytest.mark.django_db

REFUSED = {
    "Ab3-efgh9": "至少10个字符",
    "abcdefghij12": "四类中的三类",
    "ABCDEFGHIJ-+": "四类中的三类",
    "一二三四五六七八九十": "四类中的三类",
    "Chenyi-2026": "与用户名太相似",
    "Password123": "太常见",
    "P@ssword123": "太常见",
    "Qwerty-12345": "太常见",
}


@pytest.mark.parametrize("password", REFUSED)
def test_a_weak_password_is_refused_with_a_reason(password: str):
    with pytest.raises(ValidationError, match=REFUSED[password]):
        validate_password(password, User(username="chenyi2026", name="陈一"))


@pytest.mark.parametrize("password", [PASSWORD, "公开为常态不公开为例外Ab1", "aB3 aB3 xy Z"])
def test_a_good_password_is_taken(password: str):
    validate_password(password, User(username="chenyi", name="陈一"))


def change(client: Client, old: str, new: str) -> str:
    data = {"oldpassword": old, "password1": new, "password2": new}
    answer = client.post("/account/password/change/", data)
    return answer["Location"] if answer.status_code == 302 else answer.content.decode()


def test_none_of_the_last_passwords_is_taken_again(browser: Client):
    user = applicant()
    sign_in(browser, "gongmin")
    used = [PASSWORD, *(f"Haizhou-{n}-abcd" for n in range(REMEMBERED - 1))]
    for old, new in pairwise(used):
        assert change(browser, old, new) == "/account/"
    for old in used:
        assert "不能使用最近5次用过的密码" in change(browser, used[-1], old)
    assert change(browser, used[-1], "Haizhou-9-abcd") == "/account/"
    assert change(browser, "Haizhou-9-abcd", PASSWORD) == "/account/"
    assert FormerPassword.objects.filter(user=user).count() == REMEMBERED
    assert PASSWORD not in str(list(FormerPassword.objects.values()))


def test_the_administrator_s_password_opens_nothing_until_it_is_changed(browser: Client, settings: LazySettings):
    settings.SECOND_FACTOR = "off"
    opened = services.add_user(username="chen", name="陈一", by=None)
    services.appoint(opened.user, role="officer", body=bureau(), by=None)
    sign_in(browser, "chen", opened.password)
    assert browser.get("/office/policy/")["Location"] == "/account/password/change/?next=/office/policy/"
    assert "请先换成只有您自己知道的密码" in browser.get("/account/password/change/").content.decode()
    assert "不能使用最近5次" in change(browser, opened.password, opened.password)
    assert change(browser, opened.password, PASSWORD) == "/account/"
    assert browser.get("/office/policy/").status_code == 200
    assert deeds()[-1] == "更换密码"


def test_a_password_is_changed_by_the_clock_only_where_that_is_asked_for(browser: Client, settings: LazySettings):
    settings.SECOND_FACTOR = "off"
    user = staff()
    FormerPassword.objects.filter(user=user).update(since=timezone.now() - timedelta(91))
    sign_in(browser, "chen")
    assert browser.get("/office/policy/").status_code == 200
    settings.PASSWORD_DAYS = 90
    assert browser.get("/office/policy/").status_code == 302
    assert change(browser, PASSWORD, ANOTHER) == "/account/"
    assert browser.get("/office/policy/").status_code == 200


def test_a_wrong_old_password_changes_nothing_and_counts_as_a_guess(browser: Client):
    applicant()
    sign_in(browser, "gongmin")
    pages = [change(browser, f"Wrong-{n}-guess", ANOTHER) for n in range(5)]
    assert "请输入现在的密码" in pages[0]
    assert "暂时不能登录" in pages[4]
    assert User.objects.get().check_password(PASSWORD)
