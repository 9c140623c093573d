"""The home page: what waits for me, what is due; and a menu with what I may do."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from axes.models import AccessAttempt
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem, admin_menu

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import GRANTS
from gongkai.bodies.models import Body
from gongkai.cases import wagtail_hooks as cases
from gongkai.filings import wagtail_hooks as filings
from gongkai.jobs.enums import State
from gongkai.jobs.models import Job
from gongkai.office import notices, waiting
from gongkai.office.reminders import CONTACTS
from gongkai.office.waiting import Item, waiting_for
from tests.office.conftest import Holder, SignIn

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Item]:
    """What an app above would name; nothing else is asked."""
    items: list[Item] = []
    monkeypatch.setattr(waiting, "_providers", [])
    waiting.register(lambda user: items)
    return items


def titles(items: list[Item]) -> list[str]:
    return [item.title for item in items]


def test_what_is_due_stands_apart_and_the_most_urgent_first(asked: list[Item], bureau: Body, holder: Holder):
    today = timezone.localdate()
    asked += [
        Item("远", "/", due=today + 30 * DAY),
        Item("久", "/", since=today - 30 * DAY),
        Item("近", "/", due=today + 7 * DAY),
        Item("过期", "/", due=today - DAY),
        Item("新", "/", since=today),
    ]
    found = waiting_for(holder(Role.OFFICER))
    assert titles(found.soon) == ["过期", "近"]
    assert titles(found.now) == ["远", "久", "新"]
    assert found.soon[0].overdue
    assert not found.soon[1].overdue


def test_nobody_is_shown_what_they_may_not_do(asked: list[Item], bureau: Body, other: Body, holder: Holder):
    asked += [
        Item("审签本机关的", "/", Right.SIGN, bureau),
        Item("审签别的机关的", "/", Right.SIGN, other),
        Item("保密审查", "/", Right.REVIEW_SECRECY, bureau),
        Item("系统管理", "/", Right.MANAGE_SYSTEM),
    ]
    assert titles(waiting_for(holder(Role.LEADER)).now) == ["审签本机关的"]
    assert titles(waiting_for(holder(Role.SYSTEM_ADMIN)).now) == ["系统管理"]


def test_an_empty_page_says_so_and_names_the_roles(asked: list[Item], bureau: Body, holder: Holder, sign_in: SignIn):
    said = sign_in(holder(Role.LEADER)).get("/office/").content.decode()
    for each in ("没有等您办理的事项", "七天之内没有到期的事项", "分管领导", "海州市教育局", "陈一，您好"):
        assert each in said


def test_a_long_list_is_cut_and_says_how_long_it_is(asked: list[Item], holder: Holder, sign_in: SignIn):
    asked += [Item(f"第{n}项事", "/") for n in range(25)]
    said = sign_in(holder(Role.LEADER)).get("/office/").content.decode()
    assert "共25项" in said
    assert said.count("项事</a>") == 20


def test_the_officer_is_reminded_of_what_the_guide_lacks(bureau: Body, holder: Holder):
    officer = holder(Role.OFFICER)
    (item,) = waiting_for(officer).now
    assert item.title == "补充机关资料：工作机构、办公地址、办公时间"
    assert item.url == reverse("office_body_edit", args=[bureau.pk])
    for name in CONTACTS:
        setattr(bureau, name, "有")
    bureau.save()
    assert waiting_for(User.objects.get(pk=officer.pk)).now == []


def test_everybody_is_reminded_of_their_own_role_s_end(holder: Holder):
    today = timezone.localdate()
    soon = waiting_for(holder(Role.LEADER, until=today + 3 * DAY)).soon
    assert "分管领导" in soon[0].title
    assert waiting_for(holder(Role.LEADER, until=today + 20 * DAY)).now != []
    assert waiting_for(holder(Role.LEADER, until=today + 60 * DAY)).now == []


def test_the_security_administrator_is_told_of_people_to_look_after(holder: Holder, settings: Settings):
    today = timezone.localdate()
    security, _ = holder(Role.SECURITY_ADMIN), holder(Role.LEADER, until=today + 20 * DAY)
    settings.SECOND_FACTOR = "required"
    AccessAttempt.objects.create(
        username="u2", ip_address="10.0.0.9", user_agent="x", failures_since_start=5, get_data="", post_data=""
    )
    assert titles(waiting_for(security).now) == [
        "1项任职将在三十天内到期",
        "2名担任角色的用户没有设置第二因素",
        "1处登录因连续输错密码被锁定",
    ]
    settings.SECOND_FACTOR = "off"
    assert len(waiting_for(security).now) == 2
    assert not any("任职" in title for title in titles(waiting_for(holder(Role.SYSTEM_ADMIN)).now))


def test_the_system_administrator_is_told_of_jobs_that_failed(bureau: Body, holder: Holder):
    now = timezone.now()
    for ended in (now, now - 8 * DAY):
        Job.objects.create(kind="jobs.clear", ticket=uuid4(), state=State.FAILED, error="甲", ended_at=ended)
    assert titles(waiting_for(holder(Role.SYSTEM_ADMIN)).now) == ["1项后台任务最近七天没有完成"]
    assert waiting_for(holder(Role.LEADER)).now == []


def test_unread_notices_and_running_jobs_are_waiting(bureau: Body, holder: Holder):
    leader = holder(Role.LEADER)
    notices.notify([leader], notices.ROLES, "甲")
    Job.objects.create(kind="bodies.export", ticket=uuid4(), started_by=leader)
    assert titles(waiting_for(leader).now) == ["1条未读通知", "1项后台任务正在执行"]


# --- the menu -------------------------------------------------------------------------------------------------------

GROUPS = {"依申请公开": cases.ENTRIES, "年度报告": filings.ENTRIES}


def in_groups(role: Role) -> set[str]:
    """What a role finds under the groups that say for each entry whose it is."""
    found = {group: {label for label, _, _, right in rows if right in GRANTS[role]} for group, rows in GROUPS.items()}
    if Right.SEE_CASES in GRANTS[role]:
        found["依申请公开"].add("申请前的提示")
    return {label for group, labels in found.items() if labels for label in (group, *labels)}


REGISTER = {"信息公开", "登记簿", "待我审查", "移送", "动态调整", "审查流程", "批量导入导出", "标准目录"}
MENU = {
    Role.OFFICER: {"工作台", "机关", "后台任务", "权限一览", "快捷键", *REGISTER, *in_groups(Role.OFFICER)},
    Role.LEADER: {"工作台", "机关", "后台任务", "权限一览", "快捷键", *REGISTER, *in_groups(Role.LEADER)},
    Role.SYSTEM_ADMIN: {
        *("工作台", "机关", "后台任务", "权限一览", "快捷键", "系统", "网站一览", "重定向"),
        *in_groups(Role.SYSTEM_ADMIN),
    },
    Role.SECURITY_ADMIN: {"工作台", "人员", "后台任务", "权限一览", "快捷键"},
}


def entries_of(user: User, menu: Menu = admin_menu) -> list[MenuItem]:
    """What somebody's menu has, with what is in its groups."""
    request = RequestFactory().get("/office/")
    request.user = user
    found = menu.menu_items_for_request(request)
    inner = [
        each
        for entry in found
        if isinstance(entry, SubmenuMenuItem)
        for each in entry.menu.menu_items_for_request(request)
    ]
    return [*found, *inner]


@pytest.mark.parametrize("role", Role)
def test_every_entry_of_the_menu_leads_somewhere(role: Role, holder: Holder, sign_in: SignIn):
    user = holder(role)
    client = sign_in(user)
    for entry in entries_of(user):
        if entry.url != "#":
            assert client.get(entry.url, follow=True).status_code == 200, entry.url


@pytest.mark.parametrize("role", MENU)
def test_the_menu_has_what_the_role_allows(role: Role, holder: Holder, sign_in: SignIn):
    entries = {str(entry.label) for entry in entries_of(holder(role))}
    assert entries - {"日志"} == MENU[role]


def test_the_frame_is_ours(holder: Holder, sign_in: SignIn, settings: Settings):
    client, url = sign_in(holder(Role.LEADER)), reverse("office_policy")
    said = client.get(url).content.decode()
    assert "<title>权限一览 - 公开</title>" in " ".join(said.split()).replace("<title> ", "<title>")
    assert "office/logo.svg" in said
    assert "演示" not in said
    settings.DEMO = True
    assert "演示<span>数据" in client.get(url).content.decode()


@pytest.mark.parametrize("path", ["/office/", "/office/bodies/", "/office/policy/"])
def test_nothing_is_fetched_from_elsewhere(path: str, holder: Holder, sign_in: SignIn):
    said = sign_in(holder(Role.OFFICER)).get(path).content.decode()
    fetched = re.findall(r"""<(?:script|link|img)[^>]+(?:src|href)=["'](https?:[^"']+)""", said)
    assert fetched == []


def test_a_page_that_is_not_there_is_said_in_the_frame(holder: Holder, sign_in: SignIn):
    answer = sign_in(holder(Role.SYSTEM_ADMIN)).get(reverse("office_body", args=[99]))
    assert answer.status_code == 404
    assert "office/logo.svg" in answer.content.decode()


def test_nobody_is_signed_out_by_a_link(holder: Holder, sign_in: SignIn):
    client = sign_in(holder(Role.OFFICER))
    answer = client.get("/office/logout/")
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("account_logout"))
    assert "退出" in client.get(answer.headers["Location"]).content.decode()
    assert client.get("/office/").status_code == 200, "still signed in"
    client.post("/office/logout/")
    assert client.get("/office/").status_code == 302
