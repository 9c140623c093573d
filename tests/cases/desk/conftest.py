"""Browsers in which the people of the bureau are signed in, on a day of 2024."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import time_machine

from gongkai.access.models import User
from tests.cases.people import TODAY, Office, at
from tests.documents.desk.conftest import Desk


@pytest.fixture(autouse=True)
def _on_a_day_of_2024() -> Iterator[None]:
    with time_machine.travel(at(TODAY), tick=False):
        yield


@pytest.fixture
def desk() -> Callable[[User], Desk]:
    return Desk


@pytest.fixture
def officer(office: Office) -> Desk:
    return Desk(office.officer)
