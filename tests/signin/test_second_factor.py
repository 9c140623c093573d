"""The second factor: who has to have one, and that no door leads past it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.conf import LazySettings
from django.contrib.auth.tokens import default_token_generator
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.encoding import force_bytes
from django.utils.http import int_to_base36 as int_to_36
from django.utils.http import urlsafe_base64_encode

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.signin.models import FactorSecret
from tests.signin import people
from tests.signin.people import PASSWORD, applicant, deeds, enrol, sign_in, staff

pytestmark = pytest.mark.django_db
Commit = Callable[..., Any]

OFFICE = "/office/policy/"


def may_enter(client: Client) -> bool:
    return client.get(OFFICE).status_code == 200


@pytest.fixture
def with_phone(django_capture_on_commit_callbacks: Commit) -> tuple[User, people.Phone]:
    """Somebody of staff with a phone set up, who is signed in nowhere."""
    user, client = staff(), Client()
    sign_in(client, "chen")
    return user, enrol(client, django_capture_on_commit_callbacks)


def test_staff_without_a_second_factor_are_sent_to_set_one_up(browser: Client):
    staff()
    assert sign_in(browser, "chen")["Location"] == "/office/"
    assert browser.get(OFFICE)["Location"] == f"/account/second-factor/?next={OFFICE}"
    page = browser.get("/account/second-factor/").content.decode()
    assert "/account/2fa/totp/activate/" in page
    assert "/account/2fa/webauthn/add/" in page


@pytest.mark.django_db(transaction=True)
def test_with_a_phone_set_up_the_office_opens(browser: Client):
    staff()
    sign_in(browser, "chen")
    enrol(browser)
    assert may_enter(browser)
    assert "启用第二因素" in deeds()


def test_the_phone_is_asked_for_at_the_next_sign_in(browser: Client, with_phone: tuple[User, people.Phone]):
    answer = sign_in(browser, "chen")
    assert answer["Location"] == "/account/2fa/authenticate/"
    assert not may_enter(browser)
    assert browser.post("/account/2fa/authenticate/", {"code": with_phone[1].code()}).status_code == 302
    assert may_enter(browser)
    deed = Deed.objects.filter(deed="登录").order_by("-number")[0]
    assert deed.detail == {"方式": "密码", "第二因素": "已通过"}


def test_a_code_is_good_once(browser: Client, with_phone: tuple[User, people.Phone]):
    sign_in(browser, "chen")
    code = with_phone[1].code()
    assert browser.post("/account/2fa/authenticate/", {"code": code}).status_code == 302
    other = Client()
    sign_in(other, "chen")
    people.forget_limits()  # another process remembers nothing of it but what the database does
    assert other.post("/account/2fa/authenticate/", {"code": code}).status_code == 200
    assert not may_enter(other)


def test_a_recovery_code_stands_in_for_a_lost_phone_once(browser: Client, with_phone: tuple[User, people.Phone]):
    codes = Authenticator.objects.get(user=with_phone[0], type="recovery_codes").wrap().get_unused_codes()
    for client, status in ((browser, 302), (Client(), 200)):
        sign_in(client, "chen")
        assert client.post("/account/2fa/authenticate/", {"code": codes[0]}).status_code == status
    assert may_enter(browser)
    assert "使用恢复码" in deeds()


def test_a_session_from_before_the_phone_is_asked_for_it_too(
    browser: Client, settings: LazySettings, django_capture_on_commit_callbacks: Commit
):
    settings.SECOND_FACTOR = "optional"
    staff()
    sign_in(browser, "chen")
    assert may_enter(browser)
    other = Client()
    sign_in(other, "chen")
    phone = enrol(other, django_capture_on_commit_callbacks)
    assert browser.get(OFFICE)["Location"] == f"/account/2fa/reauthenticate/?next={OFFICE}"
    assert browser.post(f"/account/2fa/reauthenticate/?next={OFFICE}", {"code": phone.code()})["Location"] == OFFICE
    assert may_enter(browser)


def test_who_has_not_passed_the_factor_there_is_adds_no_other_to_pass_instead(
    browser: Client, settings: LazySettings, django_capture_on_commit_callbacks: Commit
):
    settings.SECOND_FACTOR = "optional"
    staff()
    thief = Client()
    sign_in(thief, "chen")
    sign_in(browser, "chen")
    enrol(browser, django_capture_on_commit_callbacks)
    for url in (
        "/account/2fa/webauthn/add/", "/account/2fa/totp/activate/", "/account/2fa/totp/deactivate/",
        "/account/2fa/recovery-codes/", "/account/2fa/recovery-codes/generate/", "/account/password/change/",
        "/account/", "/account/sessions/", "/account/mailbox/",
    ):  # fmt: skip
        for answer in (thief.get(url), thief.post(url)):
            assert answer["Location"].startswith("/account/2fa/reauthenticate/"), url
    assert thief.get("/account/2fa/reauthenticate/").status_code == 200
    assert thief.get("/account/logout/").status_code == 200


@pytest.mark.parametrize("policy", ["required", "optional", "off", "nonsense"])
@pytest.mark.parametrize("role", [Role.OFFICER, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN])
def test_the_policy_says_of_whom_it_is_demanded(policy: str, role: Role, browser: Client, settings: LazySettings):
    settings.SECOND_FACTOR = policy
    staff(role=role)
    sign_in(browser, "chen")
    free = policy == "off" or (policy == "optional" and role == Role.OFFICER)
    assert may_enter(browser) is free


def test_applicants_are_not_asked_and_have_no_business_in_the_office(browser: Client):
    applicant()
    assert sign_in(browser, "gongmin")["Location"] == "/"
    assert browser.get("/account/").status_code == 200
    assert not may_enter(browser)


def test_what_is_not_finished_gives_no_rights_anywhere(browser: Client):
    user = staff()
    sign_in(browser, "chen")
    assert browser.get("/account/2fa/").wsgi_request.user == user, "one is somebody where it is settled"
    assert browser.get("/").wsgi_request.user.is_anonymous, "and nobody elsewhere"


def test_what_a_page_fetches_by_itself_is_refused_not_redirected(browser: Client):
    staff()
    sign_in(browser, "chen")
    assert browser.get(OFFICE, headers={"x-requested-with": "XMLHttpRequest"}).status_code == 403


def test_the_sign_in_page_does_not_send_in_circles(browser: Client):
    staff()
    sign_in(browser, "chen")
    assert browser.get(f"/account/login/?next={OFFICE}")["Location"] == f"/account/second-factor/?next={OFFICE}"


# --- other doors ----------------------------------------------------------------------------------------------------


def through_wagtail(client: Client, user: User) -> None:
    for url in ("/office/login/", "/_util/login/", "/office/login/?next=/office/", "/_util/login/x"):
        client.get(url)
        client.post(url, {"username": user.username, "login": user.username, "password": PASSWORD}, follow=True)


def through_django(client: Client, user: User) -> None:
    for url in ("/login/", "/admin/login/", "/django-admin/login/", "/accounts/login/", "/office/account/login/"):
        client.post(url, {"username": user.username, "password": PASSWORD}, follow=True)


def through_a_reset_of_the_password(client: Client, user: User) -> None:
    uid, token = urlsafe_base64_encode(force_bytes(user.pk)), default_token_generator.make_token(user)
    for url in (
        f"/office/password_reset/confirm/{uid}/{token}/",
        f"/office/password_reset/confirm/{uid}/set-password/",
    ):
        client.get(url, follow=True)
        client.post(url, {"new_password1": people.ANOTHER, "new_password2": people.ANOTHER}, follow=True)
    client.post("/office/password_reset/", {"email": user.email}, follow=True)
    page = client.get(f"/account/password/reset/key/{int_to_36(user.pk)}-{token}/", follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": people.ANOTHER, "password2": people.ANOTHER})
    assert answer["Location"] == "/account/password/reset/key/done/"
    client.get(answer["Location"])


def through_a_code_by_mail(client: Client, user: User) -> None:
    for url in ("/account/login/code/", "/account/login/code/confirm/"):
        assert client.post(url, {"email": user.email, "login": user.username, "code": "123456"}).status_code in (
            404,
            405,
        )


def through_a_confirmation_of_an_address(client: Client, user: User) -> None:
    for url in ("/account/confirm-email/", "/account/confirm-email/Mg:1abc/", "/account/email/"):
        assert client.post(url, {"email": user.email}).status_code in (404, 405)


def through_somebody_else_s_provider(client: Client, user: User) -> None:
    for url in ("/account/oidc/x/login/", "/account/sso/x/login/", "/account/3rdparty/", "/account/3rdparty/signup/"):
        assert client.post(url, {"username": user.username}).status_code in (404, 405)


def through_signing_up(client: Client, user: User) -> None:
    for name in (user.username, user.username.upper()):
        client.post(
            "/account/signup/", {"name": "陈一", "username": name, "password1": PASSWORD, "password2": PASSWORD}
        )


def through_half_of_the_door(client: Client, user: User) -> None:
    sign_in(client, user.username)
    client.post("/account/2fa/authenticate/", {"code": "000000"})
    client.get("/account/2fa/totp/activate/")
    client.post("/account/2fa/totp/deactivate/")
    client.post("/account/2fa/recovery-codes/generate/")
    client.get("/account/2fa/recovery-codes/")
    client.post("/account/2fa/webauthn/login/", {"credential": "{}"})
    client.post("/account/reauthenticate/", {"password": PASSWORD})


DOORS = {name: door for name, door in globals().items() if name.startswith("through_")}


@pytest.mark.parametrize("door", DOORS)
def test_no_other_door_leads_into_the_office(door: str, browser: Client, with_phone: tuple[User, people.Phone]):
    user, _ = with_phone
    user.email = "chen@example.org"
    user.save()
    DOORS[door](browser, user)
    assert not may_enter(browser)
    assert browser.get("/office/").status_code == 302
    assert Authenticator.objects.filter(user=user, type="totp").exists()


def test_the_front_door_leads_into_the_office(browser: Client, with_phone: tuple[User, people.Phone]):
    sign_in(browser, "chen")
    browser.post("/account/2fa/authenticate/", {"code": with_phone[1].code()})
    assert may_enter(browser), "or the test above would prove nothing"


def views(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[tuple[str, Any]]:
    found = []
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            found += views(pattern.url_patterns, prefix + str(pattern.pattern))
        else:
            found.append((prefix + str(pattern.pattern), pattern.callback))
    return found


def test_each_page_of_django_that_signs_in_stands_behind_one_that_does_not():
    doors = (LoginView, PasswordResetConfirmView)
    for route, view in views(get_resolver().url_patterns):
        while (inner := getattr(view, "__wrapped__", None)) is not None and not hasattr(view, "view_class"):
            view = inner
        if isinstance(view_class := getattr(view, "view_class", None), type) and issubclass(view_class, doors):
            path = "/" + re.sub(r"<[^>]+>", "x", route).replace("^", "").replace("$", "")
            match = get_resolver().resolve(path)
            assert match.func.view_class.__name__ == "RedirectView", path


# --- keeping and losing one -----------------------------------------------------------------------------------------


def test_the_secret_is_sealed_and_goes_with_the_factor(
    with_phone: tuple[User, people.Phone], settings: LazySettings, django_capture_on_commit_callbacks: Commit
):
    _, phone = with_phone
    data = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert phone.secret not in data
    assert FactorSecret.objects.count() == 2, "of the app, and of the recovery codes"
    settings.SECOND_FACTOR = "off"
    client = Client()
    sign_in(client, "chen")
    client.post("/account/2fa/authenticate/", {"code": phone.code()})
    client.post("/account/2fa/recovery-codes/generate/")
    assert FactorSecret.objects.count() == 2, "those of former codes are gone"
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/account/2fa/totp/deactivate/")
    assert not Authenticator.objects.exists()
    assert not FactorSecret.objects.exists()
    assert deeds().count("停用第二因素") == 2


def test_who_needs_a_factor_keeps_the_last_one(browser: Client, with_phone: tuple[User, people.Phone]):
    sign_in(browser, "chen")
    browser.post("/account/2fa/authenticate/", {"code": with_phone[1].code()})
    answer = browser.post("/account/2fa/totp/deactivate/")
    assert "不能停用最后一个" in answer.content.decode()
    assert Authenticator.objects.filter(type="totp").exists()
