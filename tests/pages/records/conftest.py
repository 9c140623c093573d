"""A bureau with its register, on a site under that of its city."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.storage import storages
from pytest_django import Settings

from gongkai.bodies.models import Body
from gongkai.pages.models import SiteHome
from gongkai.pages.services import open_site
from tests.documents.people import Office


@pytest.fixture(autouse=True)
def _shelf_of_its_own(settings: Settings, tmp_path: Path) -> None:
    kept = settings.STORAGES["documents"]
    own = kept | {"OPTIONS": kept["OPTIONS"] | {"location": tmp_path / "documents"}}
    settings.STORAGES = settings.STORAGES | {"documents": own}
    settings.SEARCH = "database"
    storages._storages.pop("documents", None)


@pytest.fixture
def office(db: None) -> Office:
    return Office()


@pytest.fixture
def city(office: Office) -> Body:
    return office.city


@pytest.fixture
def education(office: Office) -> Body:
    return office.bureau


@pytest.fixture
def site(portal: SiteHome, education: Body) -> SiteHome:
    """The bureau's site, /jyj/."""
    return open_site(education, slug="jyj", parent=portal, by=None)
