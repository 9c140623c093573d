"""The same examples in every run, so that a red test is the change's; `GONGKAI_RANDOM=1` looks for new ones."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Final
from uuid import uuid4

import hypothesis
import pytest
from django.conf import settings
from django.test import TransactionTestCase, override_settings
from pytest_django import DjangoDbBlocker
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from gongkai.persons import keys
from tests.database import make_test_database, renew_test_database
from tests.redis import forget

hypothesis.settings.register_profile("fixed", derandomize=True, deadline=None)
hypothesis.settings.register_profile("random", deadline=None)
hypothesis.settings.load_profile("random" if os.environ.get("GONGKAI_RANDOM") else "fixed")

for cache in settings.CACHES.values():
    cache["KEY_PREFIX"] = f"test-{uuid4().hex}"  # a Redis is shared with other tests, and with those of earlier runs
    if cache["BACKEND"] == "config.cache.RedisCache":
        cache["OPTIONS"] = {"socket_timeout": 30}  # on a busy machine it is late, which is not what is tested

settings.SECOND_FACTOR = "off"  # somebody signed in by `force_login` has passed none; tests/signin is about it
settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]  # a good one takes its time


# --- which process runs what ----------------------------------------------------------------------------------------

TOGETHER: Final = "tests/browser/"
"""One process has the platform and its demo city, which take a while to make."""
APART: Final = ("tests/replay/", "tests/operate/test_serve.py", "tests/office/test_every_address.py")
"""Long tests that share nothing."""


class Scheduling(LoadScopeScheduling):
    """A file stays with one process, which makes once what its tests share."""

    def _split_scope(self, nodeid: str) -> str:
        if nodeid.startswith(TOGETHER):
            return TOGETHER
        return nodeid if nodeid.startswith(APART) else nodeid.partition("::")[0]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    return Scheduling(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with long tests first: with the short ones at the end, all processes end at about the same time."""
    long = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in long)


# --- what is no installation's --------------------------------------------------------------------------------------


@pytest.fixture(autouse=True, scope="session")
def _keys_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A key ring that is no installation's."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(settings, "KEYS", tmp_path_factory.mktemp("keys"))
        keys.add(settings.KEYS, keys.AES)
        yield


@pytest.fixture(autouse=True, scope="session")
def _versions_of_the_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What pages are kept by is no installation's either."""
    with override_settings(KEPT=tmp_path_factory.mktemp("kept")):
        yield


@pytest.fixture(autouse=True, scope="session")
def _static_files_as_they_lie(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Pages name static files without their having been collected; the vault is no installation's."""
    vault = settings.STORAGES["vault"]
    own = vault | {"OPTIONS": vault["OPTIONS"] | {"location": tmp_path_factory.mktemp("vault")}}
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}, "vault": own}
    with override_settings(STATIC_ROOT=tmp_path_factory.mktemp("static"), STORAGES=settings.STORAGES | plain):
        yield


@pytest.fixture(autouse=True, scope="session")
def _a_redis_is_left_as_it_was() -> Iterator[None]:
    ours = list(settings.CACHES.values())
    yield
    for cache in ours:
        forget(cache)


@pytest.fixture(scope="session")
def django_db_keepdb() -> bool:
    """The database is a copy made just now (`tests.database`); nothing is left of an earlier run."""
    return True


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker: DjangoDbBlocker) -> None:
    with django_db_blocker.unblock():
        make_test_database()


@pytest.fixture(autouse=True, scope="session")
def _what_a_transaction_left_is_taken_back() -> Iterator[None]:
    """Django would empty every table instead, and what migrations had put there would be gone."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda self: renew_test_database())
        yield
