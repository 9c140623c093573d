from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

import tests.jobs.sample.background as sample
from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body


@pytest.fixture(autouse=True)
def _a_shelf_of_its_own(settings: Any, tmp_path: Path) -> None:
    shelf = settings.STORAGES["jobs"] | {
        "OPTIONS": settings.STORAGES["jobs"]["OPTIONS"] | {"location": tmp_path / "jobs"}
    }
    settings.STORAGES = settings.STORAGES | {"jobs": shelf}


@pytest.fixture
def effect_table(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sample.EFFECT)


@pytest.fixture
def bureau(db: None) -> Body:
    return Body.objects.create(name="海州市教育局", kind=BodyKind.DEPARTMENT)


@pytest.fixture
def officer(bureau: Body) -> User:
    user = User.objects.create(username="chen", name="陈一")
    Appointment.objects.create(user=user, role=Role.OFFICER, body=bureau)
    return user


@pytest.fixture
def system_admin(db: None) -> User:
    user = User.objects.create(username="xitong", name="孙一")
    Appointment.objects.create(user=user, role=Role.SYSTEM_ADMIN)
    return user
