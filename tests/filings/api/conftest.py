"""A system with a credential, as it asks and states."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.filings.services import credentials
from gongkai.filings.services.credentials import ROWS, Made
from tests.filings.people import Desk


class System:
    """Another system: no browser, no session, and its secret in a header."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.client = Client(enforce_csrf_checks=True)

    def get(self, year: int = 2024, **members: Any) -> Any:
        return self.client.get(f"/api/figures/{year}", headers={"authorization": f"Bearer {self.secret}"}, **members)

    def post(self, sent: Any, year: int = 2024, query: str = "", content_type: str = "application/json") -> Any:
        content = sent if isinstance(sent, bytes) else json.dumps(sent)
        return self.client.post(
            f"/api/figures/{year}{query}",
            content,
            content_type=content_type,
            headers={"authorization": f"Bearer {self.secret}"},
        )


Give = Callable[..., Made]


@pytest.fixture
def desk_of_the_city(desk: Desk) -> Desk:
    """The officer is the city's as well, and so of each body under it."""
    desk.officer.appointments.create(role=Role.OFFICER, body=desk.city, since=date(2015, 1, 1))
    desk.officer = User.objects.get(pk=desk.officer.pk)
    return desk


@pytest.fixture
def give(desk: Desk) -> Give:
    def made(rows: Iterable[str] = tuple(ROWS), body: Body | None = None, until: date = date(2025, 12, 31)) -> Made:
        return credentials.make(
            body or desk.bureau, system="行政审批系统", rows=rows, valid_until=until, by=desk.officer
        )

    return made


@pytest.fixture
def system(give: Give) -> System:
    return System(give().secret)


@pytest.fixture(autouse=True)
def _nothing_was_sent_before() -> None:
    cache.clear()
