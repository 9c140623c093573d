"""`gongkai people …`: as somebody at the server runs it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unittest.mock import patch

import pytest
from click.testing import CliRunner, Result
from django.core import mail
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.cli.platform.people import main
from gongkai.office.notices import send_mails
from tests.signin.people import sign_in, staff

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _django_is_set_up_already() -> Iterator[None]:
    with patch("django.setup"):
        yield


def run(*args: str) -> Result:
    return CliRunner().invoke(main, args)


def password_in(result: Result) -> str:
    return re.search(r"一次性密码：(\S+)", result.output)[1]


def test_the_first_security_administrator_is_made_at_the_server(client):
    result = run("add", "安一", "--username", "anquan", "--role", "security_admin")
    assert result.output.startswith("已建立账号“anquan”（安一），角色：安全管理员\n")
    user = User.objects.get()
    assert [held.role for held in user.held] == [Role.SECURITY_ADMIN]
    assert list(Deed.objects.values_list("deed", "actor_name")) == [("新增用户", "系统"), ("授予角色", "系统")]
    assert sign_in(client, "anquan", password_in(result))["Location"] == "/office/"
    assert client.get("/office/")["Location"].startswith("/account/password/change/")


def test_a_role_is_called_as_people_call_it_and_a_body_by_its_name():
    Body.objects.create(name="海州市教育局", kind=BodyKind.DEPARTMENT)
    assert run("add", "陈一", "--username", "chen", "--role", "经办人", "--body", "海州市教育局").exit_code == 0
    assert run("add", "林一", "--username", "lin").exit_code == 0
    assert run("list").output == "chen  陈一  海州市教育局经办人\nlin  林一  没有角色\n"


def test_who_is_given_a_role_at_the_server_is_told_as_by_the_security_administrator(settings: Settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    Body.objects.create(name="海州市教育局", kind=BodyKind.DEPARTMENT)
    run(
        "add", "陈一", "--username", "chen", "--role", "officer", "--body", "海州市教育局", "--email", "chen@example.cn"
    )
    notice = User.objects.get().notices.get()
    assert notice.title == f"您自{timezone.localdate()}起担任海州市教育局经办人"
    send_mails.call(*DBTaskResult.objects.get(task_path=send_mails.module_path).args_kwargs["args"])
    assert [(each.to, each.subject) for each in mail.outbox] == [(["chen@example.cn"], f"〔公开〕{notice.title}")]


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("--username", "x", "--role", "boss"), "没有角色“boss”，可用的是officer（经办人）"),
        (("--username", "x", "--role", "officer"), "其他角色必须写明机关"),
        (("--username", "x", "--role", "officer", "--body", "无"), "没有机关“无”，请写全称"),
        (("--username", "x y"), "用户名"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(args: tuple[str, ...], why: str):
    result = run("add", "陈一", *args)
    assert result.exit_code != 0
    assert why in result.output
    assert not User.objects.exists()
    assert not Deed.objects.exists()


def test_a_password_and_a_lost_factor_are_reset_even_an_administrator_s(client):
    staff("shenji", Role.AUDIT_ADMIN, "审一")
    result = run("reset", "shenji", "--second-factor")
    assert "已重置“shenji”（审一）的密码，去掉第二因素0个" in result.output
    assert sign_in(client, "shenji", password_in(result)).status_code == 302
    assert list(Deed.objects.order_by("-number").values_list("deed", flat=True)[1:3]) == ["重置第二因素", "重置密码"]
    assert "没有工作人员账号“x”" in run("reset", "x").output
