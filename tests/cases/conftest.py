"""What every test of requests has: a vault of its own, and a bureau that answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages
from pytest_django import Settings

from tests.cases.people import Office


@pytest.fixture(autouse=True)
def _vault_of_its_own(settings: Settings, tmp_path: Path) -> None:
    kept: dict[str, Any] = settings.STORAGES["vault"]
    own = kept | {"OPTIONS": kept["OPTIONS"] | {"location": tmp_path / "vault"}}
    settings.STORAGES = settings.STORAGES | {"vault": own}
    storages._storages.pop("vault", None)


@pytest.fixture
def office(db: None) -> Office:
    return Office()
