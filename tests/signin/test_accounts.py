"""Accounts that people make for themselves, the mailbox of one, and a password that was forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.conf import LazySettings
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from gongkai.access.enums import ADMINISTRATORS, Role
from gongkai.access.models import User
from gongkai.signin import services
from gongkai.signin.models import Mailbox
from tests.signin import people
from tests.signin.people import ANOTHER, PASSWORD, applicant, deeds, enrol, sign_in, staff

pytestmark = pytest.mark.django_db


def sign_up(client: Client, username: str, **more: str) -> people.Answer:
    data = {"name": "李公民", "username": username, "password1": PASSWORD, "password2": PASSWORD}
    return client.post("/account/signup/", data | more)


def test_whoever_likes_makes_an_account_which_gives_no_role(browser: Client):
    assert sign_up(browser, "gongmin")["Location"] == "/account/"
    user = User.objects.get(username="gongmin")
    assert (user.name, user.is_staff, user.held) == ("李公民", False, ())
    assert browser.get("/account/").status_code == 200
    assert browser.get("/office/").status_code != 200
    assert set(deeds()) == {"注册账号", "登录"}


def test_nobody_makes_themself_staff_by_what_they_post(browser: Client):
    sign_up(browser, "gongmin", is_staff="on", is_superuser="on", role="officer", password_is_temporary="")
    assert not User.objects.get(username="gongmin").is_staff


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("13800138000", "不要用手机号码"),
        ("350503199001011234", "不要用身份证号码"),
        ("35050319900101123x", "不要用身份证号码"),
        ("li@example.org", "不能含有@"),
        ("CHEN", "这个用户名已经"),
    ],
)
def test_a_name_that_tells_too_much_or_is_taken_is_refused(name: str, why: str, browser: Client):
    staff()
    assert why in sign_up(browser, name).content.decode()
    assert User.objects.count() == 1


def test_a_weak_password_is_refused(browser: Client):
    page = sign_up(browser, "gongmin", password1="abc", password2="abc").content.decode()
    assert "密码至少10个字符" in page


# --- the mailbox ----------------------------------------------------------------------------------------------------

EMAIL = "Li.Gongmin@example.org"


def link(number: int = -1) -> str:
    return re.search(r"http://testserver(\S+)", mail.outbox[number].body)[1]


@pytest.fixture
def with_mailbox(browser: Client) -> User:
    user = applicant()
    sign_in(browser, "gongmin")
    browser.post("/account/mailbox/", {"email": EMAIL})
    assert Client().post(link()).status_code == 302
    return user


def test_a_mailbox_counts_once_its_owner_has_shown_that_letters_arrive(browser: Client):
    user = applicant()
    sign_in(browser, "gongmin")
    browser.post("/account/mailbox/", {"email": EMAIL})
    assert mail.outbox[0].to == [EMAIL.lower()]
    assert services.mailbox_of(user) == ""
    assert sign_in(Client(), EMAIL).status_code == 200
    other = Client()
    assert "确认" in other.get(link()).content.decode()
    assert services.mailbox_of(user) == "", "some programs open every link"
    other.post(link())
    assert services.mailbox_of(user) == EMAIL.lower()
    assert deeds()[-1] == "登记邮箱"


def test_the_address_is_nowhere_in_the_database_in_plain_text(with_mailbox: User):
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            assert "gongmin@example" not in str(cursor.fetchall()).lower(), table


def test_the_address_shows_masked(with_mailbox: User, browser: Client):
    page = browser.get("/account/mailbox/").content.decode()
    assert "example.org" in page
    assert "li.gongmin@" not in page


def test_one_signs_in_by_the_mailbox_too(with_mailbox: User):
    assert sign_in(Client(), EMAIL).status_code == 302
    assert sign_in(Client(), EMAIL, "Wrong-1-guess").status_code == 200


def test_the_former_mailbox_stays_until_the_new_one_is_confirmed(with_mailbox: User, browser: Client):
    browser.post("/account/mailbox/", {"email": "new@example.org"})
    assert services.mailbox_of(with_mailbox) == EMAIL.lower()
    Client().post(link())
    assert services.mailbox_of(with_mailbox) == "new@example.org"
    assert Mailbox.objects.count() == 1


def test_a_link_works_once_and_is_not_forged(with_mailbox: User, browser: Client):
    browser.post("/account/mailbox/", {"email": "new@example.org"})
    first = link()
    browser.post("/account/mailbox/", {"email": "newer@example.org"})
    assert Client().post(first).status_code == 404
    assert Client().post("/account/mailbox/IjEi:1abc:forged/").status_code == 404


def test_two_accounts_do_not_share_a_mailbox(with_mailbox: User):
    other, client = applicant("other"), Client()
    sign_in(client, "other")
    client.post("/account/mailbox/", {"email": EMAIL})
    page = client.post(link(), follow=True).content.decode()
    assert "已经登记在另一个账号上" in page
    assert services.mailbox_of(other) == ""


def test_a_mailbox_is_forgotten_on_request(with_mailbox: User, browser: Client):
    browser.post("/account/mailbox/", {"remove": "1"})
    assert not Mailbox.objects.exists()


def test_nobody_has_the_platform_write_to_strangers_without_end(with_mailbox: User, browser: Client):
    answers = [browser.post("/account/mailbox/", {"email": f"x{n}@example.org"}).status_code for n in range(6)]
    assert answers[-1] == 429


# --- a forgotten password -------------------------------------------------------------------------------------------


def ask(given: str) -> str:
    return Client().post("/account/password/reset/", {"email": given}, follow=True).content.decode()


@pytest.mark.parametrize("given", ["gongmin", "GONGMIN", EMAIL])
def test_a_forgotten_password_is_replaced_by_a_link(given: str, with_mailbox: User):
    mail.outbox.clear()
    assert "如果有这个账号" in ask(given)
    assert mail.outbox[0].to == [EMAIL.lower()]
    client = Client()
    page = client.get(link(), follow=True)
    client.post(page.request["PATH_INFO"], {"password1": ANOTHER, "password2": ANOTHER})
    assert client.get("/account/").status_code == 302, "it does not sign in"
    assert sign_in(client, "gongmin", ANOTHER).status_code == 302
    assert "更换密码" in deeds()


def test_the_link_works_once(with_mailbox: User):
    ask("gongmin")
    for new, works in ((ANOTHER, True), ("Haizhou-3-third", False)):
        client = Client()
        page = client.get(link(), follow=True)
        client.post(page.request["PATH_INFO"], {"password1": new, "password2": new})
        assert User.objects.get(username="gongmin").check_password(new) is works


def test_the_policy_holds_for_the_new_password_too(with_mailbox: User):
    ask("gongmin")
    client = Client()
    page = client.get(link(), follow=True)
    answer = client.post(page.request["PATH_INFO"], {"password1": PASSWORD, "password2": PASSWORD})
    assert "不能使用最近5次用过的密码" in answer.content.decode()


@pytest.mark.parametrize("given", ["chen", "Chen@haizhou.gov.cn"])
def test_staff_are_written_to_where_the_administrator_says(given: str):
    staff(email="chen@haizhou.gov.cn")
    ask(given)
    assert mail.outbox[0].to == ["chen@haizhou.gov.cn"]


def test_an_address_that_two_of_staff_share_stands_for_neither():
    for username in ("chen", "lin"):
        staff(username, email="office@haizhou.gov.cn")
    ask("office@haizhou.gov.cn")
    assert not mail.outbox


@pytest.mark.parametrize("given", ["nobody", "nobody@example.org", "closed", "without"])
def test_whether_there_is_such_an_account_is_not_told(given: str):
    staff("closed", email="closed@example.org")
    User.objects.filter(username="closed").update(is_active=False)
    applicant("without")
    assert ask(given) == ask("nobody")
    assert not mail.outbox


def test_a_letter_that_cannot_be_sent_tells_no_more(with_mailbox: User, settings: LazySettings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    assert ask("gongmin") == ask("nobody")


def test_without_mail_the_page_says_whom_to_ask(settings: LazySettings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    assert "请安全管理员重置密码" in Client().get("/account/password/reset/").content.decode()


# --- a lost phone ---------------------------------------------------------------------------------------------------


def test_the_security_administrator_takes_away_a_lost_factor(
    browser: Client, django_capture_on_commit_callbacks: Callable[..., people.Answer]
):
    user, by = staff(), staff("anquan", Role.SECURITY_ADMIN, "安一")
    sign_in(browser, "chen")
    enrol(browser, django_capture_on_commit_callbacks)
    assert services.remove_factors(user, by=by) == 2
    assert browser.get("/account/").status_code == 302, "what was signed in with it is signed out"
    assert sign_in(browser, "chen")["Location"] == "/office/"
    assert deeds().count("重置第二因素") == 1


@pytest.mark.parametrize("role", sorted(ADMINISTRATORS))
def test_but_not_an_administrator_s_whom_it_could_then_become(role: Role):
    by = staff("anquan", Role.SECURITY_ADMIN, "安一")
    with pytest.raises(PermissionDenied, match="只能在服务器上重置"):
        services.remove_factors(staff("other", role), by=by)
    services.remove_factors(User.objects.get(username="other"), by=None)


@pytest.mark.parametrize("deed", [services.remove_factors, services.forget_identity])
def test_nobody_does_it_to_themself_or_without_the_right(deed: Callable[..., int]):
    by = staff("anquan", Role.SECURITY_ADMIN, "安一")
    for user, doer in ((by, by), (staff(), staff("lin"))):
        with pytest.raises(PermissionDenied):
            deed(user, by=doer)
