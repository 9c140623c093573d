"""Accounts and roles: the security administrator's deeds, and the three administrators kept apart."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import close_old_connections, connection
from django.utils import timezone

from gongkai.access import services
from gongkai.access.enums import ADMINISTRATORS, Right, Role
from gongkai.access.models import Appointment, User
from gongkai.access.rights import may
from gongkai.audit.models import Deed
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body

pytestmark = pytest.mark.django_db

DAY = timedelta(1)


@pytest.fixture
def bureau() -> Body:
    return Body.objects.create(name="海州市教育局", kind=BodyKind.DEPARTMENT)


@pytest.fixture
def security() -> User:
    user = services.add_user(username="anquan", name="安一", by=None).user
    services.appoint(user, role=Role.SECURITY_ADMIN, by=None)
    return user


@pytest.fixture
def chen(security: User) -> User:
    return services.add_user(username="chen", name="陈一", email="chen@example.org", by=security).user


def last_deed() -> tuple[str, str, dict[str, object]]:
    deed = Deed.objects.order_by("-number")[0]
    return deed.deed, deed.actor_name, deed.detail


def test_a_new_account_comes_with_a_password_that_must_be_changed(security: User):
    opened = services.add_user(username=" chen ", name="陈一", by=security)
    assert opened.user.username == "chen"
    assert opened.user.check_password(opened.password)
    assert opened.user.password_is_temporary
    assert opened.user.is_staff
    assert len(opened.password) == 14
    assert last_deed() == ("新增用户", "安一", {"用户名": "chen", "姓名": "陈一"})
    assert opened.password not in str(list(Deed.objects.values()))


@pytest.mark.parametrize("username", ["chen", "CHEN"])
def test_a_user_name_is_given_once(username: str, security: User, chen: User):
    with pytest.raises(ValidationError) as refused:
        services.add_user(username=username, name="陈二", by=security)
    assert list(refused.value.message_dict) == ["username"]


def test_a_role_is_given_and_taken(security: User, chen: User, bureau: Body):
    assert not may(chen, Right.REGISTER, bureau)
    held = services.appoint(chen, role=Role.OFFICER, body=bureau, by=security)
    assert may(chen, Right.REGISTER, bureau)
    assert last_deed() == ("授予角色", "安一", {"角色": "经办人", "自": timezone.localdate().isoformat()})
    assert services.dismiss(held, on=timezone.localdate() + DAY, by=security).until == timezone.localdate() + DAY
    assert may(chen, Right.REGISTER, bureau)
    assert services.dismiss(held, by=security) is None
    assert last_deed()[0] == "免去角色"
    chen = User.objects.get(pk=chen.pk)
    assert not may(chen, Right.REGISTER, bureau)


def test_a_role_that_was_held_for_days_stays_on_record(security: User, chen: User, bureau: Body):
    held = services.appoint(chen, role=Role.OFFICER, body=bureau, since=timezone.localdate() - DAY, by=security)
    assert services.dismiss(held, by=security).until == timezone.localdate()
    with pytest.raises(ValidationError, match="已经不再担任经办人"):
        services.dismiss(held, by=security)


@pytest.mark.parametrize("first", sorted(ADMINISTRATORS))
@pytest.mark.parametrize("second", Role)
def test_no_administrator_holds_a_second_role(first: Role, second: Role, security: User, chen: User, bureau: Body):
    services.appoint(chen, role=first, by=security)
    with pytest.raises(ValidationError, match="不必重复授权" if second == first else "三员分立"):
        services.appoint(chen, role=second, body=None if second in ADMINISTRATORS else bureau, by=security)


def test_whoever_has_another_role_does_not_become_an_administrator(security: User, chen: User, bureau: Body):
    services.appoint(chen, role=Role.OFFICER, body=bureau, by=security)
    services.appoint(chen, role=Role.LEADER, body=bureau, by=security)
    for role in ADMINISTRATORS:
        with pytest.raises(ValidationError, match="请先免去原来的角色，或者另选一人"):
            services.appoint(chen, role=role, by=security)


def test_an_administrator_s_role_may_follow_another_but_not_overlap(security: User, chen: User, bureau: Body):
    today = timezone.localdate()
    services.appoint(chen, role=Role.OFFICER, body=bureau, until=today + 10 * DAY, by=security)
    for since, until in ((today + 9 * DAY, None), (today - DAY, today + DAY)):
        with pytest.raises(ValidationError, match="三员分立"):
            services.appoint(chen, role=Role.AUDIT_ADMIN, since=since, until=until, by=security)
    services.appoint(chen, role=Role.AUDIT_ADMIN, since=today + 10 * DAY, by=security)


def test_the_same_role_for_another_body_is_another_role(security: User, chen: User, bureau: Body):
    other = Body.objects.create(name="海州市财政局", kind=BodyKind.DEPARTMENT)
    for body in (bureau, other):
        services.appoint(chen, role=Role.OFFICER, body=body, by=security)
    with pytest.raises(ValidationError, match="已经担任“海州市财政局经办人”"):
        services.appoint(chen, role=Role.OFFICER, body=other, by=security)


def test_a_role_for_a_body_names_it(security: User, chen: User):
    with pytest.raises(ValidationError, match="其他角色必须写明机关"):
        services.appoint(chen, role=Role.OFFICER, by=security)


def test_applicants_and_closed_accounts_are_given_no_role(security: User, chen: User, bureau: Body):
    applicant = User.objects.create(username="gongmin", name="公民")
    services.disable(chen, by=security)
    for user, why in ((applicant, "公众自己注册的账号"), (chen, "请先启用账号")):
        with pytest.raises(ValidationError, match=why):
            services.appoint(user, role=Role.OFFICER, body=bureau, by=security)


def test_an_account_is_closed_and_opened_again(security: User, chen: User, bureau: Body):
    services.appoint(chen, role=Role.OFFICER, body=bureau, by=security)
    services.disable(chen, by=security)
    assert not may(chen, Right.REGISTER, bureau)
    assert last_deed()[0] == "停用账号"
    services.enable(chen, by=security)
    assert may(chen, Right.REGISTER, bureau)
    deeds = Deed.objects.count()
    services.enable(chen, by=security)
    assert Deed.objects.count() == deeds, "nothing was done, nothing is recorded"


def test_a_forgotten_password_is_replaced(security: User, chen: User):
    User.objects.filter(pk=chen.pk).update(password_is_temporary=False)
    session = chen.get_session_auth_hash()
    password = services.reset_password(chen, by=security)
    assert chen.check_password(password)
    assert chen.password_is_temporary
    assert chen.get_session_auth_hash() != session, "sessions hold the old one"
    assert last_deed() == ("重置密码", "安一", {})


def test_what_is_changed_about_a_user_is_recorded(security: User, chen: User):
    services.change_user(chen, name="陈壹", email="chen@example.org", by=security)
    assert chen.name == "陈壹"
    assert last_deed() == ("修改用户", "安一", {"姓名": ["陈一", "陈壹"]})
    with pytest.raises(ValidationError):
        services.change_user(chen, name="陈壹", email="无", by=security)


DEEDS: dict[str, Callable[[User, User], object]] = {
    "add": lambda user, by: services.add_user(username="new", name="新", by=by),
    "change": lambda user, by: services.change_user(user, name="新", email="", by=by),
    "appoint": lambda user, by: services.appoint(user, role=Role.AUDIT_ADMIN, by=by),
    "dismiss": lambda user, by: services.dismiss(
        Appointment.objects.get_or_create(user=user, role=Role.SECURITY_ADMIN)[0], by=by
    ),
    "disable": lambda user, by: services.disable(user, by=by),
    "enable": lambda user, by: services.enable(user, by=by),
    "reset password": lambda user, by: services.reset_password(user, by=by),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
@pytest.mark.parametrize("role", sorted(set(Role) - {Role.SECURITY_ADMIN}))
def test_nobody_but_the_security_administrator_does_any_of_this(
    deed: Callable[[User, User], object], role: Role, security: User, chen: User, bureau: Body
):
    other = services.add_user(username="other", name="别人", by=security).user
    services.appoint(other, role=role, body=None if role in ADMINISTRATORS else bureau, by=security)
    with pytest.raises(PermissionDenied, match="没有人员授权权限"):
        deed(chen, other)


@pytest.mark.parametrize("name", sorted(set(DEEDS) - {"add"}))
def test_nobody_does_any_of_this_to_themselves(name: str, security: User):
    with pytest.raises(PermissionDenied, match="请由另一名安全管理员办理"):
        DEEDS[name](security, security)


@pytest.mark.django_db(transaction=True)
def test_two_who_appoint_at_once_do_not_make_one_person_two_administrators():
    chen = services.add_user(username="chen", name="陈一", by=None).user
    together, refused = Barrier(2), []

    def run(role: Role) -> None:
        close_old_connections()
        together.wait()
        try:
            services.appoint(User.objects.get(pk=chen.pk), role=role, by=None)
        except ValidationError as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(role,)) for role in (Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Appointment.objects.count() == len(refused) == 1
