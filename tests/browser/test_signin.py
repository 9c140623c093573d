"""The door in a browser: a first sign-in with a phone, a passkey, and what axe sees."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewContext, Platform, grave_violations, sign_in
from tests.signin.people import Phone

pytestmark = pytest.mark.slow

MINE = "Haizhou-2026-mine"


def add(platform: Platform, username: str) -> str:
    """An account without a role; the password to hand over."""
    said = platform.run("people", "add", "钱一", "--username", username)
    return re.search(r"一次性密码：(\S+)", said)[1]


def at_localhost(context: NewContext, platform: Platform, **options: object) -> Page:
    """Browsers have passkeys for names only, and without HTTPS for this one name."""
    return context(base_url=platform.url.replace("127.0.0.1", "localhost"), **options).new_page()


def change_password(page: Page, old: str) -> None:
    page.get_by_label("现在的密码").fill(old)
    page.get_by_label("新密码", exact=True).fill(MINE)
    page.get_by_label("再输入一次新密码").fill(MINE)
    page.get_by_role("button", name="更换密码").click()
    page.wait_for_url(lambda url: "password/change" not in url)


def enrol(page: Page) -> Phone:
    page.goto("/account/second-factor/")
    page.get_by_role("link", name="用手机动态验证码").click()
    phone = Phone(page.locator(".secret").inner_text().replace(" ", ""))
    page.get_by_label("验证码").fill(phone.code())
    page.get_by_role("button", name="启用").click()
    expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
    return phone


def sign_out(page: Page) -> None:
    page.goto("/account/logout/")
    page.get_by_role("button", name="退出登录").click()
    page.wait_for_url(lambda url: "logout" not in url)


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desk", "phone"])
def test_a_first_sign_in_has_no_grave_barrier_from_the_door_to_the_recovery_codes(
    width: dict[str, int], context: NewContext, platform: Platform
):
    username = f"qian{width['width']}"
    password = add(platform, username)
    page = at_localhost(context, platform, viewport=width)

    def fine(*paths: str) -> None:
        for path in paths or (page.url,):
            page.goto(path)
            assert grave_violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width["width"], path

    fine("/account/login/", "/account/signup/", "/account/password/reset/", "/account/password/reset/key/1-x/")
    sign_in(page, username, password)
    fine("/account/password/change/")
    change_password(page, password)
    fine("/account/", "/account/second-factor/", "/account/2fa/totp/activate/", "/account/2fa/webauthn/add/")
    phone = enrol(page)
    fine()
    fine("/account/2fa/", "/account/2fa/totp/deactivate/", "/account/sessions/", "/account/logout/")
    sign_out(page)
    sign_in(page, username, MINE)
    assert page.url.endswith("/account/2fa/authenticate/")
    fine()
    page.get_by_label("验证码").fill("000000")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_text("验证码不对")).to_be_visible()
    page.get_by_label("验证码").fill(phone.code())
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(lambda url: "authenticate" not in url)
    for n in range(5):
        other = at_localhost(context, platform, viewport=width)
        other.goto("/account/login/")
        other.get_by_label("用户名").fill(username)
        other.get_by_label("密码", exact=True).fill(f"Wrong-{n}")
        other.get_by_role("button", name="登录", exact=True).click()
    expect(other.get_by_role("heading", name="暂时不能登录")).to_be_visible()
    assert grave_violations(other) == []


def test_a_passkey_is_added_and_opens_the_door_without_a_password(context: NewContext, platform: Platform):
    password = add(platform, "qiankey")
    page = at_localhost(context, platform)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
    always = {"isUserVerified": True, "automaticPresenceSimulation": True}
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options | always})
    sign_in(page, "qiankey", password)
    change_password(page, password)
    page.goto("/account/2fa/webauthn/add/")
    page.get_by_label("名称").fill("办公室的电脑")
    page.get_by_label("免密码").check()
    page.get_by_role("button", name="添加").click()
    expect(page.get_by_role("heading", name="恢复码")).to_be_visible()
    page.goto("/account/2fa/webauthn/")
    expect(page.get_by_text("办公室的电脑")).to_be_visible()
    assert grave_violations(page) == []
    sign_out(page)
    page.goto("/account/login/")
    page.get_by_role("button", name="用通行密钥登录").click()
    page.wait_for_url(lambda url: "/account/login/" not in url)
    page.goto("/account/")
    expect(page.get_by_text("qiankey")).to_be_visible()
    sign_out(page)
    sign_in(page, "qiankey", MINE)
    page.get_by_role("button", name="用安全密钥").click()
    page.wait_for_url(lambda url: "authenticate" not in url)
    page.goto("/account/")
    expect(page.get_by_text("qiankey")).to_be_visible()
