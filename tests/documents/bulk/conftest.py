"""Tables of items on their way in, and jobs that are done at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def _jobs_of_its_own(settings: Any, tmp_path: Path) -> None:
    kept = settings.STORAGES["jobs"]
    own = kept | {"OPTIONS": kept["OPTIONS"] | {"location": tmp_path / "jobs"}}
    settings.STORAGES = settings.STORAGES | {"jobs": own}
