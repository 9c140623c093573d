"""How long somebody stays signed in, and what is written in the log."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import pytest
from allauth.usersessions.models import UserSession
from django.conf import LazySettings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gongkai.access import services as access
from gongkai.audit.models import Deed
from gongkai.signin import services
from gongkai.signin.middleware import POLLED
from tests.signin.people import ANOTHER, PASSWORD, applicant, deeds, set_password, sign_in, staff

pytestmark = pytest.mark.django_db


class Clock:
    def __init__(self) -> None:
        self.ahead = 0.0

    def time(self) -> float:
        return time.time() + self.ahead

    def pass_(self, *, minutes: float) -> None:
        self.ahead += minutes * 60


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr("gongkai.signin.sessions.time", made)
    return made


@pytest.fixture(autouse=True)
def _without_a_phone(settings: LazySettings) -> None:
    settings.SECOND_FACTOR = "off"


def is_in(client: Client, url: str = "/account/") -> bool:
    return client.get(url).status_code == 200


def test_staff_who_do_nothing_are_signed_out_and_told_why(browser: Client, clock: Clock):
    staff()
    sign_in(browser, "chen")
    clock.pass_(minutes=29)
    assert is_in(browser, "/office/policy/")
    clock.pass_(minutes=29)
    assert is_in(browser, "/office/policy/")
    clock.pass_(minutes=30.1)
    answer = browser.get("/office/policy/", follow=True)
    assert answer.redirect_chain == [("/account/login/?next=/office/policy/", 302)]
    assert "您30分钟没有操作，已自动退出，请重新登录" in answer.content.decode()
    last = Deed.objects.order_by("-number")[0]
    assert (last.deed, last.detail) == ("退出", {"原因": "30分钟没有操作"})


def test_the_installation_says_how_long(browser: Client, clock: Clock, settings: LazySettings):
    settings.IDLE_MINUTES = 5
    staff()
    sign_in(browser, "chen")
    clock.pass_(minutes=5)
    assert not is_in(browser)


def test_nobody_stays_signed_in_for_more_than_twelve_hours(browser: Client, clock: Clock):
    staff()
    sign_in(browser, "chen")
    for _ in range(12 * 3 - 1):
        clock.pass_(minutes=20)
        assert is_in(browser)
    clock.pass_(minutes=20)
    assert "登录已满12小时" in browser.get("/account/", follow=True).content.decode()


def test_applicants_may_read_for_two_hours(browser: Client, clock: Clock):
    applicant()
    sign_in(browser, "gongmin")
    clock.pass_(minutes=119)
    assert is_in(browser)
    clock.pass_(minutes=120)
    assert not is_in(browser)


@pytest.mark.parametrize("url", [*POLLED])
def test_a_page_that_asks_by_itself_keeps_nobody_signed_in(url: str, browser: Client, clock: Clock):
    staff()
    sign_in(browser, "chen")
    for _ in range(3):
        clock.pass_(minutes=10)
        browser.get(f"{url}1/")
    assert not is_in(browser)


def test_a_session_is_written_once_a_minute_at_most(browser: Client, clock: Clock, django_assert_num_queries: object):
    staff()
    sign_in(browser, "chen")

    def writes() -> int:
        with CaptureQueriesContext(connection) as queries:
            browser.get("/account/")
        return sum("UPDATE" in query["sql"] and "django_session" in query["sql"] for query in queries)

    assert writes() == 0
    clock.pass_(minutes=1)
    assert (writes(), writes()) == (1, 0)


def test_who_has_no_session_gets_none(browser: Client):
    answer = browser.get("/")
    assert not answer.cookies
    assert "Cookie" not in answer.get("Vary", "")


def test_the_key_of_a_session_is_new_after_sign_in_and_after_a_change_of_password(browser: Client):
    applicant()
    browser.get("/account/login/")
    session = browser.session
    session["x"] = 1
    session.save()
    before = session.session_key
    sign_in(browser, "gongmin")
    signed_in = browser.session.session_key
    change = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    browser.post("/account/password/change/", change)
    assert len({before, signed_in, browser.session.session_key}) == 3


def test_a_change_of_password_ends_the_other_sessions(browser: Client):
    applicant()
    other = Client()
    sign_in(browser, "gongmin")
    sign_in(other, "gongmin")
    change = {"oldpassword": PASSWORD, "password1": ANOTHER, "password2": ANOTHER}
    assert browser.post("/account/password/change/", change).status_code == 302
    assert is_in(browser)
    assert not is_in(other)


def test_the_security_administrator_s_deeds_end_sessions(browser: Client):
    user = staff()
    for deed in (access.reset_password, access.disable):
        sign_in(browser, "chen")
        assert is_in(browser)
        deed(user, by=None)
        assert not is_in(browser)
        access.enable(user, by=None)
        set_password(user)
    sign_in(browser, "chen")
    services.remove_factors(user, by=None)
    assert not is_in(browser)


def test_one_sees_where_one_is_signed_in_and_signs_out_elsewhere(browser: Client):
    applicant()
    other = Client()
    windows = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0 Safari/537.36"
    )
    wechat = (
        "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/134.0 Mobile Safari/537.36 MicroMessenger/8.0.60"
    )
    sign_in(browser, "gongmin", headers={"user-agent": f"{windows} Edg/146.0"})
    sign_in(other, "gongmin", headers={"user-agent": wechat})
    page = browser.get("/account/sessions/").content.decode()
    assert "Windows Edge" in page
    assert "安卓手机 微信" in page
    browser.post("/account/sessions/")
    assert is_in(browser)
    assert not is_in(other)
    assert UserSession.objects.count() == 1


def test_coming_and_going_is_recorded(browser: Client):
    applicant()
    sign_in(browser, "gongmin", REMOTE_ADDR="203.0.113.9")
    browser.post("/account/logout/")
    rows = Deed.objects.filter(deed__in=["登录", "退出"]).order_by("number")
    assert [(row.deed, row.actor_name, row.detail) for row in rows] == [
        ("登录", "李公民", {"方式": "密码", "第二因素": "没有"}),
        ("退出", "李公民", {}),
    ]
    assert rows[0].address == "203.0.113.9"


def test_going_takes_a_button_not_a_link(browser: Client):
    applicant()
    sign_in(browser, "gongmin")
    assert browser.get("/account/logout/").status_code == 200
    assert is_in(browser)


def test_a_closed_account_is_told_so(browser: Client):
    access.disable(staff(), by=None)
    assert sign_in(browser, "chen")["Location"] == "/account/inactive/"
    assert "登录" not in deeds()


@pytest.mark.parametrize("https", [True, False])
def test_cookies_are_ours_alone(https: bool):
    """A cookie of `__Host-` is sent to the host that set it only, over HTTPS only (RFC 6265bis, 4.1.3.2)."""
    asked = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps([s.SESSION_COOKIE_NAME, s.CSRF_COOKIE_NAME, s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE,"
        "s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE]))"
    )
    origin = "https://gk.example.gov.cn" if https else "http://127.0.0.1:8000"
    environment = os.environ | {"GONGKAI_ORIGIN": origin, "DJANGO_SETTINGS_MODULE": "config.settings"}
    done = subprocess.run([sys.executable, "-c", asked], env=environment, capture_output=True, text=True, check=True)
    prefix = "__Host-" if https else ""
    assert json.loads(done.stdout) == [
        f"{prefix}gongkai-session", f"{prefix}gongkai-csrf", https, https, True, "Lax"
    ]  # fmt: skip
