"""What every test of the register has: files of its own, and a bureau to work in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from pytest_django import Settings

from tests.documents.people import Office


@pytest.fixture(autouse=True)
def _shelf_of_its_own(settings: Settings, tmp_path: Path) -> None:
    kept: dict[str, Any] = settings.STORAGES["documents"]
    own = kept | {"OPTIONS": kept["OPTIONS"] | {"location": tmp_path / "documents"}}
    settings.STORAGES = settings.STORAGES | {"documents": own}
    storages._storages.pop("documents", None)


@pytest.fixture
def office(db: None) -> Office:
    return Office()
