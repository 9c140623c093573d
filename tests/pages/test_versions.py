"""Versions: one for each site, the same for every process, and what nginx reads of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from pytest_django import Settings

from gongkai.pages import versions
from tests.pages.test_cache import REDIS, redis_answers
from tests.redis import forget


def test_a_site_has_a_version_that_lasts(settings: Settings):
    first = versions.of(1, 2)
    assert versions.of(1, 2) == first
    assert len(set(first)) == 3


@pytest.mark.parametrize(
    ("renewed", "same"), [([1], [True, False, True]), ([versions.ALL], [False, True, True]), ([], [True] * 3)]
)
def test_only_what_is_named_gets_a_new_one(renewed: list[int], same: list[bool]):
    before = versions.of(1, 2)
    versions.renew(renewed)
    assert [new == old for new, old in zip(versions.of(1, 2), before, strict=True)] == same


def test_a_request_keeps_to_what_it_saw_first_unless_it_changes_something_itself():
    with versions.held():
        before = versions.of(1)
        (Path(versions.settings.KEPT) / "1").unlink()  # as if another process had renewed it
        assert versions.of(1) == before
        versions.renew([2])
        assert versions.of(1) != before


def state(settings: Settings) -> str:
    return Path(settings.KEPT, "now").resolve().name


def test_nginx_is_led_to_another_state_by_each_change(settings: Settings):
    settings.PROXIES = 1
    versions.start()
    before = state(settings)
    versions.renew([7])
    assert state(settings) != before
    assert Path(settings.KEPT, "now").resolve().is_dir()


def test_without_proxies_nothing_is_made_for_nginx(settings: Settings):
    versions.renew([7])
    assert not Path(settings.KEPT, "now").exists()


def test_states_that_are_past_are_cleared_away(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    settings.PROXIES = 1
    for _ in range(3):
        versions.renew([7])
    monkeypatch.setattr(versions, "_OLD", -1.0)
    versions.renew([7])
    assert [each.name for each in Path(settings.KEPT, "states").iterdir()] == [state(settings)]


@pytest.fixture
def _shared(settings: Settings) -> Any:
    if not redis_answers():
        pytest.skip("no Redis at 127.0.0.1:6379")
    shared = {"BACKEND": "config.cache.RedisCache", "LOCATION": REDIS, "KEY_PREFIX": f"test-{uuid4().hex}"}
    settings.CACHES = {"default": shared}
    settings.PROXIES = 1
    yield
    forget(shared)


@pytest.mark.usefixtures("_shared")
def test_a_host_follows_what_another_one_changed(settings: Settings, tmp_path: Path):
    versions.renew([7])
    here, changed = settings.KEPT, state(settings)
    settings.KEPT = tmp_path / "there"
    versions.look()
    assert state(settings) == changed
    versions.renew([7])
    there, settings.KEPT = state(settings), here
    assert state(settings) != there
    versions.look()
    assert state(settings) == there


@pytest.mark.usefixtures("_shared")
def test_versions_are_asked_for_in_one_turn(monkeypatch: pytest.MonkeyPatch):
    versions.of(1, 2)
    turns: list[str] = []
    client = cache._cache.get_client(None)
    asked = type(client).execute_command
    monkeypatch.setattr(
        type(client), "execute_command", lambda self, *a, **o: (turns.append(a[0]), asked(self, *a, **o))[1]
    )
    versions.of(1, 2)
    assert turns == ["MGET"]
