"""Single sign-on, against a real provider in a process of its own (`tests/signin/provider.py`)."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import LazySettings
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client

from gongkai.access import services as access
from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.persons.identity import check_character
from gongkai.persons.models import Applicant
from gongkai.persons.services import reveal
from gongkai.signin import services
from gongkai.signin.sso import configuration
from tests.signin import people
from tests.signin.people import deeds, enrol, staff

pytestmark = pytest.mark.django_db

ID = "35050319900307851" + check_character("35050319900307851")


class Provider(NamedTuple):
    address: str
    folder: Path

    def knows(self, login: str, /, **claims: Any) -> None:
        """Let somebody sign in there, of whom this is claimed."""
        file = self.folder / "people.json"
        file.write_text(json.dumps(json.loads(file.read_text("utf-8")) | {login: claims}), "utf-8")

    def does(self, misdeed: str) -> None:
        (self.folder / "misdeed").write_text(misdeed, "utf-8")


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Provider]:
    folder = tmp_path_factory.mktemp("provider")
    (folder / "people.json").write_text("{}", "utf-8")
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    command = [sys.executable, str(Path(__file__).with_name("provider.py")), str(folder)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Provider(process.stdout.readline().strip(), folder)
        process.terminate()


@pytest.fixture
def provider(running: Provider, tmp_path: Path, settings: LazySettings) -> Provider:
    """The provider, with nobody known to it and behaving well, and ourselves set up to use it."""
    (running.folder / "people.json").write_text("{}", "utf-8")
    running.does("")
    settings.SSO = str(tmp_path / "sso.json")
    common = {"issuer": f"{running.address}/o", "client_secret": "a-secret-of-the-tests"}
    claims = {"number": "id_card", "document": "id_type", "phone": "mobile", "kind": "user_type"}
    values = {"document": {"111": "resident_id"}, "kind": {"1": "natural_person", "2": "business"}}
    configured = [
        common | {"id": "city-staff", "client_id": "city-staff", "name": "市统一身份认证", "for": "staff"},
        common
        | {"id": "city-strict", "client_id": "city-strict", "name": "市双因素认证", "for": "staff"}
        | {"second_factor": {"amr": ["otp"], "acr": ["level-3"]}},
        common
        | {"id": "city-people", "client_id": "city-people", "name": "海州通", "for": "applicants"}
        | {"claims": claims, "values": values},
    ]
    Path(settings.SSO).write_text(json.dumps({"format": configuration.FORMAT, "providers": configured}), "utf-8")
    return running


def ways_out(client: Client, at: str) -> str:
    """Begin at our sign-in page; where it sends the browser."""
    assert f"/account/sso/{at}/login/" in client.get("/account/login/").content.decode()
    answer = client.post(f"/account/sso/{at}/login/")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def there(url: str, name: str) -> str:
    """What a browser does at the provider: sign in, and be sent back. Returns the address it is sent to."""
    session = requests.Session()
    page = session.get(url)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    data = {"username": name, "password": name, "csrfmiddlewaretoken": token}
    answer = session.post(page.url, data=data, allow_redirects=False)
    while answer.status_code == 302 and not answer.headers["Location"].startswith("http://testserver"):
        answer = session.get(requests.compat.urljoin(answer.url, answer.headers["Location"]), allow_redirects=False)
    assert answer.status_code == 302, answer.text
    return str(answer.headers["Location"])


def sign_on(client: Client, name: str, at: str = "city-staff") -> people.Answer:
    return client.get(there(ways_out(client, at), name).removeprefix("http://testserver"))


# --- out and back ---------------------------------------------------------------------------------------------------


def test_who_is_sent_out_takes_along_all_that_makes_sure_of_them(provider: Provider, browser: Client):
    query = parse_qs(urlsplit(ways_out(browser, "city-staff")).query)
    assert query["response_type"] == ["code"]
    assert query["client_id"] == ["city-staff"]
    assert query["redirect_uri"] == ["http://testserver/account/sso/city-staff/callback/"]
    assert query["code_challenge_method"] == ["S256"]
    assert len(query["code_challenge"][0]) == 43
    assert len(query["nonce"][0]) == 64
    assert len(query["state"][0]) >= 16
    assert set(query["scope"][0].split()) == {"openid", "profile"}


def test_nothing_can_be_slipped_to_the_provider_through_our_address(provider: Provider, browser: Client):
    url = browser.post("/account/sso/city-staff/login/?scope=admin&auth_params=prompt%3Dnone%26nonce%3Dx")["Location"]
    query = parse_qs(urlsplit(url).query)
    assert "prompt" not in query
    assert query["nonce"] != ["x"]
    assert "admin" not in query["scope"][0]


def test_a_link_does_not_send_anybody_out_unasked(provider: Provider, browser: Client):
    assert browser.get("/account/sso/city-staff/login/").status_code == 200


def test_an_unknown_provider_is_no_page(provider: Provider, browser: Client):
    assert browser.post("/account/sso/nowhere/login/").status_code == 404
    assert browser.get("/account/sso/nowhere/callback/?code=1&state=2").status_code == 404


# --- staff ----------------------------------------------------------------------------------------------------------


def test_staff_come_in_by_the_user_name_that_the_provider_states(provider: Provider, browser: Client):
    user = staff()
    provider.knows("p1", preferred_username="chen", name="陈一")
    assert sign_on(browser, "p1")["Location"] == "/office/"
    assert browser.get("/account/").wsgi_request.user == user
    assert SocialAccount.objects.get().user == user
    assert not browser.cookies["gongkai-session"]["max-age"], "it is gone with the browser's window"
    row = Deed.objects.get(deed="登录")
    assert row.detail == {"方式": "统一身份认证", "第二因素": "没有"}
    assert "关联统一身份" in deeds()


def test_the_second_factor_is_still_wanted(provider: Provider, browser: Client):
    staff()
    provider.knows("p1", preferred_username="chen")
    sign_on(browser, "p1")
    assert browser.get("/office/policy/")["Location"].startswith("/account/second-factor/")


def test_a_phone_that_is_set_up_is_asked_for(
    provider: Provider, browser: Client, django_capture_on_commit_callbacks: people.Answer
):
    staff()
    other = Client()
    people.sign_in(other, "chen")
    phone = enrol(other, django_capture_on_commit_callbacks)
    provider.knows("p1", preferred_username="chen")
    assert sign_on(browser, "p1")["Location"] == "/account/2fa/authenticate/"
    assert browser.get("/office/policy/").status_code == 302
    browser.post("/account/2fa/authenticate/", {"code": phone.code()})
    assert browser.get("/office/policy/").status_code == 200


@pytest.mark.parametrize(
    ("claims", "counts"),
    [({"amr": ["pwd", "otp"]}, True), ({"acr": "level-3"}, True), ({"amr": ["pwd"]}, False), ({}, False)],
)
def test_the_provider_s_second_factor_counts_where_it_shows(
    claims: dict[str, Any], counts: bool, provider: Provider, browser: Client
):
    staff()
    provider.knows("p1", preferred_username="chen", **claims)
    sign_on(browser, "p1", "city-strict")
    assert (browser.get("/office/policy/").status_code == 200) is counts


def test_it_counts_only_where_it_is_signed(provider: Provider, browser: Client):
    staff()
    provider.knows("p1", preferred_username="chen", amr=["otp"])
    provider.does("unsigned amr")
    sign_on(browser, "p1", "city-strict")
    assert browser.get("/office/policy/").status_code == 302


def test_it_does_not_count_at_a_provider_of_which_that_is_not_said(provider: Provider, browser: Client):
    staff()
    provider.knows("p1", preferred_username="chen", amr=["otp"], acr="level-3")
    sign_on(browser, "p1", "city-staff")
    assert browser.get("/office/policy/").status_code == 302


def test_where_it_counts_the_phone_is_not_asked_for_again(
    provider: Provider, browser: Client, django_capture_on_commit_callbacks: people.Answer
):
    staff()
    other = Client()
    people.sign_in(other, "chen")
    enrol(other, django_capture_on_commit_callbacks)
    provider.knows("p1", preferred_username="chen", amr=["otp"])
    assert sign_on(browser, "p1", "city-strict")["Location"] == "/office/"
    assert browser.get("/office/policy/").status_code == 200


def test_staff_are_never_made_by_it(provider: Provider, browser: Client):
    provider.knows("p1", preferred_username="nobody")
    answer = sign_on(browser, "p1")
    assert answer.status_code == 403
    assert "没有可用的工作人员账号" in answer.content.decode()
    assert not User.objects.exists()
    assert Deed.objects.get().detail == {"认证": "市统一身份认证", "原因": "没有可用的工作人员账号", "用户名": "nobody"}


@pytest.mark.parametrize("why", ["applicant", "closed", "unnamed"])
def test_only_an_open_account_of_staff_is_opened(why: str, provider: Provider, browser: Client):
    user = people.applicant("chen") if why == "applicant" else staff()
    if why == "closed":
        access.disable(user, by=None)
    provider.knows("p1", **({} if why == "unnamed" else {"preferred_username": "chen"}))
    assert sign_on(browser, "p1").status_code == 403
    assert browser.get("/account/").status_code == 302


def test_a_user_name_that_was_given_to_somebody_else_there_opens_nothing(provider: Provider, browser: Client):
    staff()
    provider.knows("p1", preferred_username="chen")
    sign_on(browser, "p1")
    provider.knows("p2", preferred_username="chen")
    answer = sign_on(Client(), "p2")
    assert answer.status_code == 403
    assert "换了人或者重建过" in answer.content.decode()
    assert Deed.objects.order_by("-number")[0].detail["原因"] == "与登记的身份不一致"


def test_an_identity_that_was_given_another_name_opens_nothing(provider: Provider, browser: Client):
    staff()
    staff("lin", Role.LEADER, "林一")
    provider.knows("p1", preferred_username="chen")
    sign_on(browser, "p1")
    provider.knows("p1", preferred_username="lin")
    assert sign_on(Client(), "p1").status_code == 403


def test_the_security_administrator_lets_a_new_identity_in(provider: Provider, browser: Client):
    user, by = staff(), staff("anquan", Role.SECURITY_ADMIN, "安一")
    provider.knows("p1", preferred_username="chen")
    sign_on(browser, "p1")
    assert services.forget_identity(user, by=by) == 1
    assert browser.get("/account/").status_code == 302
    provider.knows("p2", preferred_username="chen")
    assert sign_on(browser, "p2")["Location"] == "/office/"


def test_nobody_links_an_identity_to_the_account_they_are_signed_in_with(
    provider: Provider, browser: Client, settings: LazySettings
):
    settings.SECOND_FACTOR = "off"
    staff()
    people.sign_in(browser, "chen")
    provider.knows("p9", preferred_username="other")
    url = browser.post("/account/sso/city-staff/login/?process=connect")["Location"]
    answer = browser.get(there(url, "p9").removeprefix("http://testserver"))
    assert answer.status_code == 403
    assert not SocialAccount.objects.exists()


# --- applicants -----------------------------------------------------------------------------------------------------


def test_an_applicant_who_is_new_gets_an_account_and_what_is_vouched_for(provider: Provider, browser: Client):
    provider.knows("a1", name="李公民", id_card=ID, id_type="111", mobile="13800138000", user_type="1")
    assert sign_on(browser, "a1", "city-people")["Location"] == "/account/"
    user = User.objects.get()
    assert (user.name, user.is_staff, user.has_usable_password()) == ("李公民", False, False)
    applicant = Applicant.objects.get(user=user)
    assert (applicant.name, applicant.kind, applicant.document) == ("李公民", "natural_person", "resident_id")
    assert applicant.verified_at is not None
    assert reveal(applicant, "number", by=user, reason="本人") == ID
    assert reveal(applicant, "phone", by=user, reason="本人") == "13800138000"


def test_coming_again_the_applicant_is_the_same(provider: Provider):
    provider.knows("a1", name="李公民", id_card=ID)
    for name in ("李公民", "李改名"):
        provider.knows("a1", name=name, id_card=ID)
        sign_on(Client(), "a1", "city-people")
    assert User.objects.get().name == "李改名"
    assert Applicant.objects.get().name == "李改名"


def test_a_provider_that_states_no_name_keeps_nobody_out(provider: Provider, browser: Client):
    provider.knows("a1")
    assert sign_on(browser, "a1", "city-people")["Location"] == "/account/"
    assert User.objects.get().name


def test_a_long_name_is_the_applicant_s_in_full(provider: Provider):
    name = "海州市海洋渔业资源可持续利用与沿海生态环境保护综合技术研究服务中心（海州市水产品质量检验检测中心）"
    provider.knows("a1", name=name, user_type="2")
    for _ in range(2):
        assert sign_on(Client(), "a1", "city-people").status_code == 302
    assert User.objects.get().name == name[:40]
    assert Applicant.objects.get().name == name


def test_nothing_of_what_is_claimed_is_kept_but_sealed(provider: Provider, browser: Client):
    provider.knows("a1", name="李公民", id_card=ID, mobile="13800138000")
    sign_on(browser, "a1", "city-people")
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = str(cursor.fetchall())
            assert ID not in rows, table
            assert "13800138000" not in rows, table
    assert not SocialToken.objects.exists()
    assert ID not in str(dict(browser.session))


def test_an_applicant_who_was_made_staff_since_does_not_come_in_by_this_door(provider: Provider, browser: Client):
    provider.knows("a1", name="李公民")
    sign_on(browser, "a1", "city-people")
    User.objects.update(is_staff=True)
    answer = sign_on(Client(), "a1", "city-people")
    assert answer.status_code == 403
    assert "从工作人员的入口登录" in answer.content.decode()


def test_an_applicant_s_claim_to_a_staff_name_gives_nothing(provider: Provider, browser: Client):
    user = staff()
    provider.knows("a1", name="陈一", preferred_username="chen", email="chen@haizhou.gov.cn", email_verified=True)
    sign_on(browser, "a1", "city-people")
    assert browser.get("/account/").wsgi_request.user not in (user,)
    assert browser.get("/office/policy/").status_code != 200


# --- what is not believed -------------------------------------------------------------------------------------------

MISDEEDS = (
    "signature", "unsigned", "our secret", "nonce", "audience", "audiences", "issuer", "expired", "userinfo"
)  # fmt: skip


@pytest.mark.parametrize("misdeed", MISDEEDS)
@pytest.mark.parametrize("at", ["city-staff", "city-people"])
def test_a_token_that_is_not_right_in_every_way_opens_nothing(
    misdeed: str, at: str, provider: Provider, browser: Client
):
    staff()
    provider.knows("p1", preferred_username="chen", name="陈一")
    provider.does(misdeed)
    answer = sign_on(browser, "p1", at)
    assert answer.status_code == 401
    assert "统一身份认证没有成功" in answer.content.decode()
    assert browser.get("/account/").status_code == 302
    assert deeds()[-1] == "统一身份认证未通过"
    assert not SocialAccount.objects.exists()
    assert not Applicant.objects.exists()


def test_without_an_id_token_nobody_comes_in(provider: Provider, browser: Client, settings: LazySettings):
    file = Path(settings.SSO)
    read = json.loads(file.read_text("utf-8"))
    for each in read["providers"]:
        each["scope"] = ["profile"]
    file.write_text(json.dumps(read), "utf-8")
    staff()
    provider.knows("p1", preferred_username="chen")
    assert sign_on(browser, "p1").status_code == 401


def test_another_browser_s_way_back_is_not_ours(provider: Provider, browser: Client, settings: LazySettings):
    settings.SECOND_FACTOR = "off"
    staff()
    provider.knows("p1", preferred_username="chen")
    back = there(ways_out(browser, "city-staff"), "p1").removeprefix("http://testserver")
    assert Client().get(back).status_code == 401
    assert browser.get(back).status_code == 302
    assert browser.get(back).status_code == 401, "and a way back is gone once"


def test_a_code_of_another_sign_in_is_of_no_use(provider: Provider, browser: Client):
    """Whoever slips their own code into somebody's way back (PKCE, nonce)."""
    staff()
    provider.knows("p1", preferred_username="chen")
    provider.knows("thief", preferred_username="chen")
    stolen = parse_qs(urlsplit(there(ways_out(Client(), "city-staff"), "thief")).query)["code"][0]
    state = parse_qs(urlsplit(ways_out(browser, "city-staff")).query)["state"][0]
    assert browser.get(f"/account/sso/city-staff/callback/?code={stolen}&state={state}").status_code == 401


def test_what_anybody_may_do_without_end_is_not_written_into_the_log_that_never_shrinks(
    provider: Provider, browser: Client
):
    state = parse_qs(urlsplit(ways_out(browser, "city-staff")).query)["state"][0]
    for query in ("", "code=1&state=2", "error=x", f"code=made-up&state={state}"):
        assert browser.get(f"/account/sso/city-staff/callback/?{query}").status_code == 401
    assert not deeds()


def test_a_provider_that_is_away_is_said_to_be(provider: Provider, browser: Client, settings: LazySettings):
    file = Path(settings.SSO)
    file.write_text(file.read_text("utf-8").replace(provider.address, "http://127.0.0.1:9"), "utf-8")
    answer = browser.post("/account/sso/city-staff/login/")
    assert answer.status_code == 401
    assert "统一身份认证没有成功" in answer.content.decode()


# --- the file -------------------------------------------------------------------------------------------------------

GOOD = dict.fromkeys(("id", "name", "client_id", "client_secret"), "x") | {"for": "staff", "issuer": "https://sso.test"}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("", "不对"),
        ("[]", "不对"),
        ({"format": "gongkai.sso/9", "providers": []}, "format应为gongkai.sso/1"),
        ({"format": configuration.FORMAT}, "缺少providers"),
        ({"format": configuration.FORMAT, "providers": [{}]}, "缺少for"),
        ({"format": configuration.FORMAT, "providers": [GOOD | {"for": "all"}]}, "for应为staff或者applicants"),
        ({"format": configuration.FORMAT, "providers": [GOOD | {"claims": {"phone": "x"}}]}, "phone不认识"),
        ({"format": configuration.FORMAT, "providers": [GOOD, GOOD]}, "id有重复"),
    ],
)
def test_what_is_wrong_with_the_file_is_said(content: object, why: str, tmp_path: Path, settings: LazySettings):
    settings.SSO = str(tmp_path / "sso.json")
    Path(settings.SSO).write_text(content if isinstance(content, str) else json.dumps(content), "utf-8")
    with pytest.raises(configuration.SsoNotConfigured, match=why):
        configuration.providers()


def test_a_file_that_is_missing_is_said_to_be(tmp_path: Path, settings: LazySettings):
    settings.SSO = str(tmp_path / "none.json")
    with pytest.raises(configuration.SsoNotConfigured, match="读不了"):
        configuration.providers()


def test_without_a_file_there_is_no_such_door(browser: Client):
    assert configuration.providers() == ()
    assert "/account/sso/" not in browser.get("/account/login/").content.decode()


def test_only_the_security_administrator_forgets_an_identity():
    with pytest.raises(PermissionDenied):
        services.forget_identity(staff(), by=staff("lin"))
