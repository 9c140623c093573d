"""Accounts and roles in the hands of the security administrator."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from axes.models import AccessAttempt
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.bodies.models import Body
from tests.office.conftest import Holder, SignIn, deeds

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


@pytest.fixture
def security(holder: Holder) -> User:
    return holder(Role.SECURITY_ADMIN, name="安一")


@pytest.fixture
def client(security: User, sign_in: SignIn) -> Client:
    return sign_in(security)


@pytest.fixture
def chen(holder: Holder) -> User:
    return holder(Role.OFFICER)


def names_of(client: Client, query: str = "") -> list[str]:
    return [user.username for user in client.get(f"{reverse('office_people')}?{query}").context["object_list"]]


def page(name: str, user: User, *more: int) -> str:
    return reverse(f"office_person{name}", args=[user.pk, *more])


def locked(name: str) -> None:
    AccessAttempt.objects.create(
        username=name, ip_address="10.0.0.9", user_agent="x", failures_since_start=5, get_data="", post_data=""
    )


def test_a_new_user_s_password_is_shown_once_and_lets_them_in(client: Client):
    answer = client.post(reverse("office_person_add"), {"username": "lin", "name": "林二", "email": ""})
    said = answer.content.decode()
    (password,) = re.findall(r"<code[^>]*>([^<]+)</code>", said)
    assert "只显示这一次" in said
    assert "no-store" in answer["Cache-Control"]
    user = User.objects.get(username="lin")
    assert user.check_password(password)
    assert user.password_is_temporary
    assert password not in client.get(page("", user)).content.decode()
    assert not any(password in str(deed.detail) for deed in deeds())


def test_a_name_that_is_taken_is_said_beside_the_field(client: Client, chen: User):
    answer = client.post(reverse("office_person_add"), {"username": chen.username, "name": "林二"})
    assert answer.status_code == 422
    assert User.objects.filter(username=chen.username).count() == 1


def test_a_role_is_given_and_its_holder_is_told(client: Client, security: User, bureau: Body, holder: Holder):
    lin = holder(None, name="林二")
    sent = {"role": "leader", "body": "海州市教育局", "since": "2026-01-01", "until": ""}
    assert client.post(page("_appoint", lin), sent).status_code == 302
    made = lin.appointments.get()
    assert (made.role, made.body) == (Role.LEADER, bureau)
    assert lin.notices.get().title == "您自2026-01-01起担任海州市教育局分管领导"
    deed = deeds().get(deed="授予角色")
    assert (deed.actor, deed.body) == (security, bureau)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"role": "system_admin"}, "三员分立"),
        ({"role": "officer", "body": "海州市教育局"}, "已经担任"),
        ({"role": "leader", "body": ""}, "必须写明机关"),
        ({"role": "leader", "body": "没有的局"}, "没有叫“没有的局”的机关"),
        ({"role": "leader", "body": "海州市教育局", "until": "2020-01-01"}, "截止日期应在开始日期之后"),
    ],
)
def test_a_role_that_cannot_be_given_is_refused_with_a_reason(
    sent: dict[str, str], why: str, client: Client, chen: User
):
    answer = client.post(page("_appoint", chen), {"since": str(timezone.localdate())} | sent)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert chen.appointments.count() == 1
    assert not chen.notices.exists()


def test_a_role_is_taken_and_its_holder_is_told(client: Client, bureau: Body, holder: Holder):
    today = timezone.localdate()
    chen = holder(Role.OFFICER, since=today - 30 * DAY)
    held = chen.appointments.get()
    assert client.post(page("_dismiss", chen, held.pk), {"on": str(today)}).status_code == 302
    held.refresh_from_db()
    assert held.until == today
    assert "不再担任海州市教育局经办人" in chen.notices.get().title
    assert "以前的角色" in client.get(page("", chen)).content.decode()


def test_another_user_s_role_is_not_taken_by_this_user_s_page(client: Client, chen: User, holder: Holder):
    other = holder(Role.LEADER).appointments.get()
    assert client.post(page("_dismiss", chen, other.pk), {"on": str(timezone.localdate())}).status_code == 404


def test_an_account_is_closed_and_opened_again(client: Client, chen: User):
    assert client.post(page("_disable", chen)).status_code == 302
    assert not User.objects.get(pk=chen.pk).is_active
    assert client.post(page("_enable", chen)).status_code == 302
    assert User.objects.get(pk=chen.pk).is_active
    assert sorted(deeds().values_list("deed", flat=True)) == ["停用账号", "启用账号"]


def test_a_forgotten_password_is_replaced(client: Client, chen: User):
    said = client.post(page("_password", chen)).content.decode()
    (password,) = re.findall(r"<code[^>]*>([^<]+)</code>", said)
    assert User.objects.get(pk=chen.pk).check_password(password)


def test_a_second_factor_is_taken_away_with_a_word_on_how_the_person_was_known(client: Client, chen: User):
    Authenticator.objects.create(user=chen, type=Authenticator.Type.TOTP, data={})
    url = page("_factor", chen)
    assert client.post(url, {"reason": " "}).status_code == 422
    assert Authenticator.objects.exists()
    assert client.post(url, {"reason": "当面核对工作证"}).status_code == 302
    assert not Authenticator.objects.exists()
    assert deeds().get(deed="核实身份").detail["核实"] == "当面核对工作证"


def test_who_has_no_second_factor_has_none_to_lose(client: Client, chen: User):
    answer = client.post(page("_factor", chen), {"reason": "当面核对工作证"})
    assert answer.status_code == 422
    assert "没有设置第二因素" in answer.content.decode()
    assert not deeds().exists()


def test_an_identity_that_was_made_anew_elsewhere_is_let_in_again(client: Client, chen: User):
    url = page("_identity", chen)
    assert url not in client.get(page("", chen)).content.decode()
    SocialAccount.objects.create(user=chen, provider="city-staff", uid="1")
    assert url in client.get(page("", chen)).content.decode()
    assert client.post(url).status_code == 302
    assert not SocialAccount.objects.exists()
    assert deeds().get().deed == "解除统一身份关联"


@pytest.mark.parametrize("deed", ["_change", "_appoint", "_disable", "_password", "_factor", "_identity"])
def test_nobody_manages_themselves(deed: str, client: Client, security: User, bureau: Body):
    sent = {
        "name": "甲", "email": "", "role": "leader", "body": "海州市教育局", "since": "2026-01-01", "reason": "本人",
    }  # fmt: skip
    answer = client.post(page(deed, security), sent)
    assert answer.status_code == 403
    assert "不能" in answer.content.decode()
    assert not deeds().exists()


def test_one_s_own_page_offers_nothing_to_do(client: Client, security: User):
    said = client.get(page("", security)).content.decode()
    assert "由另一名安全管理员办理" in said
    assert "重置密码" not in said
    assert "授予角色" not in said


def test_who_is_locked_out_is_listed_and_let_in_again(client: Client, chen: User):
    locked(chen.username)
    said = client.get(reverse("office_person_locks")).content.decode()
    assert chen.username in said
    assert "被锁定" in client.get(page("", chen)).content.decode()
    assert names_of(client, "status=locked") == [chen.username]
    sent = {"name": chen.username, "place": "10.0.0.9"}
    assert client.post(reverse("office_person_unlock"), sent).status_code == 302
    assert not AccessAttempt.objects.exists()
    assert deeds().get().deed == "解除登录锁定"
    assert client.post(reverse("office_person_unlock"), sent).status_code == 302
    assert deeds().count() == 1


def test_the_list_is_filtered(client: Client, security: User, bureau: Body, city: Body, holder: Holder):
    today = timezone.localdate()
    officer = holder(Role.OFFICER)
    leader = holder(Role.LEADER, city, until=today + 10 * DAY, since=today - DAY)
    gone = holder(Role.EDITOR, since=today - 10 * DAY, until=today)
    gone.is_active = False
    gone.save()
    Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    User.objects.create(username="citizen", name="申请人")
    every = [security.username, officer.username, leader.username, gone.username]
    for query, found in {
        "": every,
        "role=officer": [officer.username],
        "role=officer&role=leader": [officer.username, leader.username],
        "body=市教育局": [officer.username],
        "body=海州市人民政府": [officer.username, leader.username],
        "status=disabled": [gone.username],
        "status=active": every[:3],
        "status=idle": [gone.username],
        "factor=with": [officer.username],
        "factor=without": [security.username, leader.username, gone.username],
        "ending=true": [leader.username],
        f"q={leader.username}": [leader.username],
    }.items():
        assert names_of(client, query) == found, query


def test_the_list_takes_the_same_number_of_queries_for_any_number_of_people(
    client: Client, holder: Holder, bureau: Body
):
    url = reverse("office_people_results")
    client.get(url)
    with CaptureQueriesContext(connection) as few:
        client.get(url)
    for _ in range(30):
        holder(Role.OFFICER)
    with CaptureQueriesContext(connection) as many:
        assert len(client.get(url).context["object_list"]) == 31
    assert len(many) == len(few) <= 9


def test_an_applicant_is_nowhere_in_these_pages(client: Client):
    applicant = User.objects.create(username="citizen", name="申请人")
    assert client.get(page("", applicant)).status_code == 404
    assert client.post(page("_appoint", applicant)).status_code == 404


def test_an_appointment_to_come_is_shown_and_not_yet_held(client: Client, bureau: Body, holder: Holder):
    lin = holder(None, name="林二")
    Appointment.objects.create(user=lin, role=Role.LEADER, body=bureau, since=timezone.localdate() + 5 * DAY)
    assert "将自" in client.get(page("", lin)).content.decode()
    assert names_of(client, "role=leader") == []
