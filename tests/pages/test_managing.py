"""The system administrator opens and closes sites in the back office, or with `gongkai sites`; nobody else does."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cli import group
from gongkai.pages.models import SiteHome
from tests.pages.conftest import signed_in

Get = Callable[..., Any]
pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> Client:
    return signed_in(Role.SYSTEM_ADMIN, None)


def addresses(home: SiteHome) -> list[str]:
    return [
        "/office/public-sites/",
        "/office/public-sites/results/",
        "/office/public-sites/open/",
        f"/office/public-sites/{home.pk}/close/",
        f"/office/public-sites/{home.pk}/open/",
    ]


def test_the_list_says_where_each_site_is_and_what_its_foot_lacks(admin: Client, by_path: SiteHome, by_host: SiteHome):
    text = admin.get("/office/public-sites/").text
    for said in ("http://127.0.0.1:8000/jyj/", "http://czj.haizhou.test:8000/", "ICP备案号", "开通网站"):
        assert said in text


def test_a_site_is_opened_closed_and_opened_again(admin: Client, portal: SiteHome, education: Body, get: Get):
    form = {"body": "海州市教育局", "slug": "jyj", "under": "海州市人民政府", "host": ""}
    assert admin.post("/office/public-sites/open/", form).status_code == 302
    home = SiteHome.objects.get(body=education)
    assert get("/jyj/").status_code == 200
    assert admin.get(f"/office/public-sites/{home.pk}/close/").status_code == 200
    assert admin.post(f"/office/public-sites/{home.pk}/close/").status_code == 302
    assert get("/jyj/").status_code == 410
    assert admin.post(f"/office/public-sites/{home.pk}/open/").status_code == 302
    assert get("/jyj/").status_code == 200
    by = Deed.objects.filter(body=education).values_list("actor__username", flat=True)
    assert set(by) == {User.objects.get().username}


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"under": "海州市财政局"}, "还没有网站"),
        ({"slug": "office"}, "已经用了"),
        ({"under": "", "host": "x.test"}, "请先把它写进GONGKAI_HOSTS"),
    ],
)
def test_what_is_refused_is_said_beside_the_form(
    changed: dict[str, str], said: str, admin: Client, portal: SiteHome, education: Body, finance: Body
):
    form = {"body": "海州市教育局", "slug": "jyj", "under": "海州市人民政府", "host": ""}
    answer = admin.post("/office/public-sites/open/", form | changed)
    assert answer.status_code == 422
    assert said in answer.text


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.SYSTEM_ADMIN])
def test_nobody_else_gets_there(role: Role, by_path: SiteHome):
    other = signed_in(role, by_path.body)
    for url in addresses(by_path):
        assert other.get(url).status_code == 403
        assert other.post(url).status_code in (403, 405)
    assert Client().get("/office/public-sites/").status_code == 302
    by_path.refresh_from_db()
    assert by_path.closed_at is None


@pytest.mark.parametrize("role", Role)
def test_wagtail_s_own_pages_about_hosts_are_nobody_s(role: Role, portal: SiteHome):
    assert signed_in(role, portal.body).get("/office/sites/").status_code in (302, 403, 404)


# --- gongkai sites --------------------------------------------------------------------------------------------------


def run(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(group, ["sites", *words])
    return done.exit_code, done.stderr if done.exit_code else done.stdout


def test_the_command_opens_lists_and_closes(city: Body, education: Body):
    assert run("open", "海州市人民政府", "--slug", "haizhou") == (0, "海州市人民政府：http://127.0.0.1:8000/\n")
    assert run("open", "海州市教育局", "--slug", "jyj", "--under", "海州市人民政府")[0] == 0
    assert run("open", "海州市教育局", "--slug", "jyj", "--under", "海州市人民政府")[0] == 0
    said = run("list")[1].splitlines()
    assert said[0].startswith("海州市人民政府  http://127.0.0.1:8000/  缺ICP备案号")
    assert run("close", "海州市教育局") == (0, "海州市教育局：已经关停\n")
    assert run("list")[1].splitlines()[1].endswith("已经关停")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("open", "没有局", "--slug", "x"), "没有机关“没有局”"),
        (("open", "海州市教育局", "--slug", "x", "--under", "海州市教育局"), "“海州市教育局”没有网站"),
        (("open", "海州市教育局", "--slug", "x", "--by", "谁"), "没有用户“谁”"),
        (("open", "海州市教育局", "--slug", "教"), "不能用作网址"),
        (("close", "海州市教育局"), "“海州市教育局”没有网站"),
    ],
)
def test_the_command_says_what_is_wrong(words: tuple[str, ...], said: str, education: Body):
    code, output = run(*words)
    assert code != 0
    assert said in output


def test_the_command_asks_for_the_right_of_whom_it_names(education: Body):
    signed_in(Role.EDITOR, education)
    code, output = run("open", "海州市教育局", "--slug", "jyj", "--by", User.objects.get().username)
    assert code != 0
    assert "没有系统管理权限" in output
