"""Who may do what: the policy, walked row by row."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from gongkai.access.enums import ADMINISTRATORS, Right, Role
from gongkai.access.models import Appointment, User
from gongkai.access.rights import GRANTS, holders, may, require
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> Body:
    return Body.objects.create(name="海州市人民政府", kind=BodyKind.GOVERNMENT)


@pytest.fixture
def bureau(city: Body) -> Body:
    return Body.objects.create(name="海州市教育局", kind=BodyKind.DEPARTMENT, parent=city)


@pytest.fixture
def other(city: Body) -> Body:
    return Body.objects.create(name="海州市财政局", kind=BodyKind.DEPARTMENT, parent=city)


def holder(role: Role, body: Body | None, **members: object) -> User:
    user = User.objects.create(username=f"u{User.objects.count()}", name="陈一")
    Appointment.objects.create(user=user, role=role, body=None if role in ADMINISTRATORS else body, **members)
    return user


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("right", Right)
def test_a_role_gives_the_rights_of_its_row_and_no_others(role: Role, right: Right, bureau: Body, other: Body):
    user = holder(role, bureau)
    assert may(user, right, bureau) is (right in GRANTS[role])
    if role not in ADMINISTRATORS:
        assert not may(user, right, other)
        assert not may(user, right)


def test_every_role_has_a_row_and_every_right_somebody_who_has_it():
    assert GRANTS.keys() == set(Role)
    assert set(Right) == set().union(*GRANTS.values())


def test_none_of_the_three_administrators_can_do_another_s_work_or_an_officer_s():
    own = [GRANTS[role] for role in sorted(ADMINISTRATORS)]
    assert not own[0] & own[1] | own[0] & own[2] | own[1] & own[2]
    for role in ADMINISTRATORS:
        assert not GRANTS[role] & {Right.REVEAL_PERSON, Right.SIGN, Right.REVIEW_SECRECY, Right.REGISTER}


def test_a_role_for_a_body_holds_for_those_under_it(city: Body, bureau: Body):
    assert may(holder(Role.SUPERVISOR, city), Right.SUPERVISE, bureau)
    assert not may(holder(Role.SUPERVISOR, bureau), Right.SUPERVISE, city)


def test_a_role_holds_from_its_first_day_to_the_day_before_its_end(bureau: Body):
    today = timezone.localdate()
    day = timedelta(1)
    for since, until, holds in (
        (today, None, True),
        (today + day, None, False),
        (today - day, today, False),
        (today - day, today + day, True),
    ):
        assert may(holder(Role.OFFICER, bureau, since=since, until=until), Right.REGISTER, bureau) is holds


def test_the_database_has_no_superusers():
    with pytest.raises(IntegrityError):
        User.objects.create_superuser(username="root", password="x")


def test_nobody_without_a_role_may_do_anything(bureau: Body):
    nobody = User.objects.create(username="nobody", name="无", is_staff=True)
    gone = holder(Role.OFFICER, bureau)
    gone.is_active = False
    gone.save()
    for user in (nobody, gone, AnonymousUser()):
        assert not any(may(user, right, bureau) for right in Right)


def test_who_may_not_is_told_what_is_missing_and_whom_to_ask(bureau: Body):
    with pytest.raises(PermissionDenied, match="没有“海州市教育局”的审签权限，请联系安全管理员授权"):
        require(holder(Role.OFFICER, bureau), Right.SIGN, bureau)


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AUDIT_ADMIN])
def test_an_administrator_has_no_body_and_everybody_else_has_one(role: Role, bureau: Body):
    user = User.objects.create(username="x", name="某")
    with pytest.raises(IntegrityError):
        Appointment.objects.create(user=user, role=role, body=bureau if role in ADMINISTRATORS else None)


def test_the_database_refuses_a_role_that_ends_before_it_begins(bureau: Body):
    with pytest.raises(IntegrityError):
        holder(Role.OFFICER, bureau, since=date(2024, 3, 1), until=date(2024, 2, 1))


def test_who_holds_a_role_for_a_body_is_found_among_those_who_hold_it_for_a_body_above(city: Body, bureau: Body):
    yesterday = timezone.localdate() - timedelta(1)
    above, here = holder(Role.OFFICER, city), holder(Role.OFFICER, bureau)
    holder(Role.LEADER, bureau)
    holder(Role.OFFICER, bureau, since=yesterday, until=timezone.localdate())
    gone = holder(Role.OFFICER, bureau)
    gone.is_active = False
    gone.save()
    assert list(holders(Role.OFFICER, bureau)) == [above, here]
    assert list(holders(Role.OFFICER, city)) == [above]
    administrator = holder(Role.AUDIT_ADMIN, None)
    assert list(holders(Role.AUDIT_ADMIN)) == [administrator]
