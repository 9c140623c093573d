"""A city, its officer, and two applicants: one with an account, one entered from paper."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytest_django import Settings

from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.persons import keys
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant

LIN = {
    "kind": "natural_person",
    "name": "林小英",
    "document": "resident_id",
    "number": "11010519491231002X",
    "phone": "13850001234",
    "email": "lin@example.com",
    "address": "福建省海州市东街100号2幢301室",
    "postcode": "362000",
}
SECRETS = [LIN[member] for member in ("number", "phone", "email", "address", "postcode")]


@pytest.fixture
def folder(tmp_path: Path, settings: Settings) -> Path:
    """A key ring with a first key, for a test that changes it."""
    settings.KEYS = tmp_path / "keys"
    keys.add(settings.KEYS, keys.AES)
    return settings.KEYS


@pytest.fixture(autouse=True)
def shelf(settings: Settings, tmp_path: Path) -> Path:
    """A vault in which no other test has put anything."""
    kept = settings.STORAGES["vault"]
    own = kept | {"OPTIONS": kept["OPTIONS"] | {"location": tmp_path / "vault"}}
    settings.STORAGES = settings.STORAGES | {"vault": own}
    return tmp_path / "vault"


@pytest.fixture
def bureau() -> Body:
    return Body.objects.create(name="海州市教育局", kind=BodyKind.DEPARTMENT)


@pytest.fixture
def elsewhere() -> Body:
    return Body.objects.create(name="海州市财政局", kind=BodyKind.DEPARTMENT)


@pytest.fixture
def officer(bureau: Body) -> User:
    user = User.objects.create(username="chen", name="陈一", is_staff=True)
    Appointment.objects.create(user=user, role=Role.OFFICER, body=bureau)
    return user


@pytest.fixture
def lin() -> User:
    return User.objects.create(username="lin", name="林小英")


@pytest.fixture
def applicant(lin: User) -> Applicant:
    return register_applicant(LIN, by=lin, user=lin)


@pytest.fixture
def on_paper(officer: User, bureau: Body) -> Applicant:
    return register_applicant(LIN, by=officer, body=bureau)
