"""What every test of reports has: files of its own, a bureau, and a day in January."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.storage import storages
from pytest_django import Settings

from tests.filings.people import JANUARY, Desk


@pytest.fixture(autouse=True)
def _shelf_of_its_own(settings: Settings, tmp_path: Path) -> None:
    kept: dict[str, Any] = settings.STORAGES["documents"]
    own = kept | {"OPTIONS": kept["OPTIONS"] | {"location": tmp_path / "documents"}}
    settings.STORAGES = settings.STORAGES | {"documents": own}
    storages._storages.pop("documents", None)


@pytest.fixture
def _in_january() -> Iterator[None]:
    """Reports for 2024 are made; the clock goes on."""
    with time_machine.travel(JANUARY):
        yield


@pytest.fixture
def desk(db: None, _in_january: None) -> Desk:
    return Desk()
