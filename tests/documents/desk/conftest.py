"""Browsers in which the people of the office are signed in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from gongkai.access.models import User
from tests.documents.people import Office


class Desk:
    """What somebody sees and does in the back office."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")

    def get(self, name: str, /, *args: object, **query: object) -> Any:
        return self.client.get(reverse(name, args=args), query)

    def do(self, name: str, /, *args: object, **data: object) -> Any:
        """Send a form and follow to the page that answers."""
        return self.client.post(reverse(name, args=args), data, follow=True)

    def said(self, answer: Any) -> str:
        """The message that the answer shows."""
        return "".join(str(each).strip() for each in answer.context["messages"])


class Counted:
    """How many queries a block takes."""

    def __enter__(self) -> Counted:
        self.held = CaptureQueriesContext(connection)
        self.held.__enter__()
        return self

    def __exit__(self, *what: object) -> None:
        self.held.__exit__(None, None, None)
        self.count = len(self.held)


def text_of(answer: Any) -> str:
    """All that a page says, without its markup."""
    return " ".join(html.fromstring(answer.content).text_content().split())


@pytest.fixture
def desk() -> Callable[[User], Desk]:
    return Desk


@pytest.fixture
def officer(office: Office) -> Desk:
    return Desk(office.officer)
