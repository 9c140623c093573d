from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from tests.signin import people


@pytest.fixture(autouse=True)
def _as_installed(settings: LazySettings) -> None:
    """The policy of an installation, and no memory of earlier tests."""
    settings.SECOND_FACTOR = "required"
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "signin"}}
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    people.forget_limits()


@pytest.fixture
def browser() -> Client:
    return Client()
