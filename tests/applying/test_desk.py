"""What the office sees of how many found what they sought before they asked."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.applying.models import Deflection
from gongkai.bodies.models import Body
from gongkai.pages.models import SiteHome
from tests.documents.people import holder
from tests.pages.conftest import SIGNED_IN_BY

pytestmark = pytest.mark.django_db
PATH = "/office/deflections/"


def client(user: User) -> Client:
    made = Client(headers={"host": "127.0.0.1"})
    made.force_login(user, SIGNED_IN_BY)
    return made


def test_an_officer_sees_the_numbers_of_their_bodies_alone(site: SiteHome, officer: User, bureau: Body, city: Body):
    Deflection.objects.create(body=bureau, on=date(2026, 11, 20), shown=1234, opened=56, found=7)
    Deflection.objects.create(body=city, on=date(2026, 11, 20), shown=98765)
    page = client(officer).get(PATH).text
    for number in ("1234", "56", "7", "2026-11-20", "海州市教育局"):
        assert f">{number}</td>" in page
    assert "98765" not in page
    table = b"".join(client(officer).get(f"{PATH}?export=csv").streaming_content).decode("utf-8-sig")
    assert "就是要找的，没有再申请" in table
    assert "98765" not in table
    assert PATH in client(officer).get("/office/").text


def test_others_do_not(site: SiteHome, bureau: Body):
    assert client(holder(Role.EDITOR, bureau)).get(PATH).status_code == 403
    assert Client(headers={"host": "127.0.0.1"}).get(PATH).status_code == 302
