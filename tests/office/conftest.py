"""A small city, people with roles in it, and browsers in which they are signed in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db.models import QuerySet
from django.test import Client
from pytest_django import Settings

from gongkai.access.enums import ADMINISTRATORS, Role
from gongkai.access.models import Appointment, User
from gongkai.audit.models import Deed
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body

Holder = Callable[..., User]
SignIn = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _as_in_the_demo(settings: Settings) -> None:
    settings.SECOND_FACTOR = "off"
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def deeds() -> QuerySet[Deed]:
    """What was recorded, but for the signing in."""
    return Deed.objects.exclude(deed="登录")


@pytest.fixture
def city() -> Body:
    return Body.objects.create(name="海州市人民政府", kind=BodyKind.GOVERNMENT)


@pytest.fixture
def bureau(city: Body) -> Body:
    return Body.objects.create(
        name="海州市教育局", short_name="市教育局", kind=BodyKind.DEPARTMENT, parent=city, phone="0595-1234567"
    )


@pytest.fixture
def other(city: Body) -> Body:
    return Body.objects.create(name="海州市财政局", kind=BodyKind.DEPARTMENT, parent=city)


@pytest.fixture
def holder(bureau: Body) -> Holder:
    """Makes somebody who holds a role, for the bureau unless told otherwise."""

    def make(role: Role | None, body: Body | None = None, *, name: str = "陈一", **members: object) -> User:
        number = User.objects.count() + 1
        user = User.objects.create(username=f"u{number}", name=name, is_staff=True)
        if role is not None:
            of = None if role in ADMINISTRATORS else body or bureau
            Appointment.objects.create(user=user, role=role, body=of, **members)
        return user

    return make


@pytest.fixture
def sign_in() -> SignIn:
    """Somebody's browser, as it is after signing in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
