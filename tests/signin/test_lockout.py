"""Who guesses is kept out for a while; nobody else is."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from axes.models import AccessAttempt
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.signin import services
from gongkai.signin.lockout import FOR_A_NAME, FOR_A_PLACE, Lock, locks, place_of
from tests.signin import people
from tests.signin.people import applicant, enrol, sign_in, staff

pytestmark = pytest.mark.django_db
Commit = people.Answer

TOWN_HALL, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def guess(client: Client, username: str, times: int, *, at: str = TOWN_HALL) -> list[int]:
    return [sign_in(client, username, f"Wrong-{n}-guess", REMOTE_ADDR=at).status_code for n in range(times)]


def gets_in(username: str, *, at: str = TOWN_HALL) -> bool:
    return sign_in(Client(), username, REMOTE_ADDR=at).status_code == 302


@pytest.fixture
def later(monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    """Lets time pass, for what counts failures."""
    passed = timedelta()
    real = timezone.now

    def now() -> datetime:
        return real() + passed

    def pass_(minutes: float) -> None:
        nonlocal passed
        passed += timedelta(minutes=minutes)

    for place in ("axes.handlers.proxy.now", "gongkai.signin.lockout.timezone.now"):
        monkeypatch.setattr(place, now)
    return pass_


def test_the_fifth_failure_locks_a_name_out_from_its_place(browser: Client):
    staff()
    assert guess(browser, "chen", 5) == [200, 200, 200, 200, 429]
    assert not gets_in("chen"), "though the password is right"
    page = sign_in(browser, "chen", REMOTE_ADDR=TOWN_HALL)
    assert page.status_code == 429
    assert "请等15分钟再试" in page.content.decode()
    assert "请安全管理员解除锁定" in page.content.decode()


def test_an_outsider_locks_nobody_out_who_sits_elsewhere(browser: Client):
    staff()
    guess(browser, "chen", 20, at=ELSEWHERE)
    assert gets_in("chen", at=TOWN_HALL)


def test_one_who_forgot_locks_no_colleague_out(browser: Client):
    staff()
    staff("lin", name="林一")
    guess(browser, "chen", 20)
    assert gets_in("lin")


def test_a_place_that_tries_name_after_name_is_locked_out(browser: Client):
    staff()
    answers = [status for n in range(FOR_A_PLACE) for status in guess(browser, f"name{n}", 1, at=ELSEWHERE)]
    assert answers[-2:] == [200, 429]
    assert not gets_in("chen", at=ELSEWHERE)
    assert gets_in("chen", at=TOWN_HALL)


def test_it_is_over_after_a_quarter_of_an_hour_and_trying_on_prolongs_nothing(browser: Client, later):
    staff()
    guess(browser, "chen", 5)
    later(10)
    assert guess(browser, "chen", 3) == [429, 429, 429]
    later(4.9)
    assert not gets_in("chen")
    later(0.2)
    assert gets_in("chen")


def test_getting_in_forgives_one_s_own_failures_and_nobody_else_s(browser: Client):
    staff()
    applicant()
    for _ in range(3):
        guess(browser, "gongmin", 4)
        assert gets_in("gongmin")
    guess(browser, "chen", 4)
    assert gets_in("gongmin"), "an account of one's own …"
    assert guess(browser, "chen", 1) == [429], "… is no way to guess on"


def test_capitals_and_spaces_are_no_new_name(browser: Client):
    staff()
    answers = [guess(browser, name, 1)[0] for name in ("chen", "CHEN", " chen", "Chen ", "chEN")]  # full-width C
    assert answers[-1] == 429


def test_a_network_is_one_place(rf: RequestFactory):
    for address, place in (
        ("192.0.2.1", "192.0.2.1"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
        ("", None),
        ("nonsense", None),
    ):
        assert place_of(rf.get("/", REMOTE_ADDR=address)) == place


def test_behind_our_proxy_the_client_is_the_place(browser: Client, settings: LazySettings):
    settings.PROXIES = 1
    staff()
    for n in range(5):
        forged = f"10.0.0.{n}, {ELSEWHERE}"
        sign_in(browser, "chen", "Wrong-guess-1", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": forged})
    assert [lock.place for lock in locks()] == [ELSEWHERE]
    answer = sign_in(browser, "chen", REMOTE_ADDR="127.0.0.1", headers={"x-forwarded-for": TOWN_HALL})
    assert answer.status_code == 302


def test_wrong_codes_count_as_wrong_passwords_do(browser: Client, django_capture_on_commit_callbacks: Commit):
    staff()
    sign_in(browser, "chen")
    phone = enrol(browser, django_capture_on_commit_callbacks)
    other = Client()
    sign_in(other, "chen")
    wrong = [other.post("/account/2fa/authenticate/", {"code": f"{n:06}"}).status_code for n in range(5)]
    assert wrong == [200, 200, 200, 200, 429]
    assert other.post("/account/2fa/authenticate/", {"code": phone.code()}).status_code == 429
    assert other.get("/office/").status_code == 302


def test_wrong_passwords_for_what_is_asked_again_count_too(browser: Client):
    applicant()
    sign_in(browser, "gongmin")
    url = "/account/reauthenticate/?next=/account/"
    wrong = [browser.post(url, {"password": f"Wrong-{n}"}).status_code for n in range(5)]
    assert wrong == [200, 200, 200, 200, 429]


def test_failures_are_recorded_and_a_lock_once(browser: Client):
    user = staff()
    before = Deed.objects.count()
    guess(browser, "chen", 9)
    rows = Deed.objects.filter(number__gt=before).order_by("number")
    assert [row.deed for row in rows] == ["登录失败"] * 5 + ["锁定登录"]
    assert {(row.actor_name, row.subject, row.address) for row in rows} == {
        ("系统", f"access.user:{user.pk}", TOWN_HALL)
    }


def test_a_name_that_nobody_has_is_not_recorded_for_it_may_be_a_password(browser: Client):
    sign_in(browser, "Geheim-2026-x", "chen")
    row = Deed.objects.get(deed="登录失败")
    assert (row.subject, row.detail) == ("", {"用户名": "不存在"})


def test_nothing_secret_is_kept_of_a_failure(browser: Client):
    staff()
    guess(browser, "chen", 1)
    kept = str(list(AccessAttempt.objects.values()))
    assert "Wrong-0-guess" not in kept


def test_the_security_administrator_sees_who_is_locked_out_and_lets_them_in(browser: Client):
    staff()
    by = staff("anquan", Role.SECURITY_ADMIN, "安一")
    guess(browser, "chen", 5)
    (lock,) = locks()
    assert (lock.name, lock.place) == ("chen", TOWN_HALL)
    assert timedelta(minutes=14) < lock.until - timezone.now() <= timedelta(minutes=15)
    assert services.unlock(lock, by=by) == 1
    assert not locks()
    assert gets_in("chen")
    row = Deed.objects.get(deed="解除登录锁定")
    assert (row.actor_name, row.detail) == ("安一", {"来源": TOWN_HALL})


def test_a_place_is_let_in_as_a_whole(browser: Client):
    for n in range(FOR_A_PLACE // FOR_A_NAME):
        guess(browser, f"name{n}", FOR_A_NAME, at=ELSEWHERE)
    place = Lock("", ELSEWHERE, timezone.now())
    assert any(lock._replace(until=place.until) == place for lock in locks())
    services.unlock(place, by=None)
    assert not locks()


def test_nobody_else_lets_anybody_in():
    with pytest.raises(PermissionDenied, match="没有人员授权权限"):
        services.unlock(Lock("chen", TOWN_HALL, timezone.now()), by=staff("lin"))


def test_allauth_s_own_limits_leave_the_counting_to_ours(browser: Client):
    """Else a right password is refused without a word on why."""
    staff()
    for n in range(60):
        staff(f"s{n}")
        assert gets_in(f"s{n}", at=ELSEWHERE)
