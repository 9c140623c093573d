"""The shared cache: on a real Redis, on none, and on one that goes away and comes back."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.cache import BaseCache, caches
from django.test import Client

from config import cache as module

lib = pytest.importorskip("redis", reason="redis is of the extra “server”")
REDIS = os.environ.get("GONGKAI_TEST_REDIS", "redis://127.0.0.1:6379/15")
DEAD = "redis://127.0.0.1:1/0"


def on(url: str, prefix: str) -> BaseCache:
    """The platform's cache, on a server."""
    return module.RedisCache(url, {"KEY_PREFIX": prefix})


@pytest.fixture(autouse=True)
def _nothing_is_known_of_servers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_servers", {})


@pytest.fixture
def redis(request: pytest.FixtureRequest) -> Iterator[BaseCache]:
    """The cache on the Redis of the tests, under a prefix of its own."""
    parts = urlsplit(REDIS)
    try:
        socket.create_connection((parts.hostname or "", parts.port or 6379), timeout=1).close()
    except OSError:
        pytest.skip(f"没有可用的Redis（{parts.netloc}）；用GONGKAI_TEST_REDIS指定")
    prefix = f"test-{os.getpid()}-{time.monotonic_ns()}"
    yield on(REDIS, prefix)
    with lib.Redis.from_url(REDIS) as client:
        for key in client.scan_iter(match=f"{prefix}:*"):
            client.delete(key)


def answers(cache: BaseCache) -> list[Any]:
    """One of everything that can be asked of a cache."""
    return [
        cache.set("a", {"甲": 1}, 60),
        cache.get("a"),
        cache.get("none", "default"),
        cache.add("a", 2),
        cache.add("b", 2),
        cache.touch("a", 60),
        "a" in cache,
        cache.set_many({"c": 3, "d": 4}),
        cache.get_many(["c", "d"]),
        cache.delete("c"),
        cache.delete_many(["d"]),
        cache.get_or_set("e", lambda: 5, 60),
        cache.get("e"),
    ]


def test_on_a_redis_what_is_kept_is_found(redis: BaseCache):
    assert answers(redis) == [
        None, {"甲": 1}, "default", False, True, True, True, [], {"c": 3, "d": 4}, True, None, 5, 5,
    ]  # fmt: skip
    redis.set("n", 1)
    assert redis.incr("n", 4) == 5
    assert redis.decr("n") == 4


def test_who_forgets_all_leaves_what_others_keep(redis: BaseCache):
    other = on(REDIS, f"other-{redis.key_prefix}")
    other.set("a", 1, 60)
    redis.set("a", 1)
    redis.clear()
    assert (redis.get("a"), other.get("a")) == (None, 1)


def test_without_a_redis_nothing_is_found_and_nothing_fails():
    assert answers(on(DEAD, "test")) == [
        None, None, "default", True, True, False, False, [], {}, False, None, 5, None,
    ]  # fmt: skip
    assert on(DEAD, "test").clear() is False
    with pytest.raises(ValueError, match="not found"):
        on(DEAD, "test").incr("n")


def test_a_redis_that_is_away_is_spoken_of_once_a_minute(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(module, "PAUSE", 0)
    caches_of_threads = [on(DEAD, "test") for _ in range(3)]
    for cache in caches_of_threads * 20:
        cache.get("a")
    assert len(caplog.records) == 1
    assert "暂不使用" in caplog.text
    module._servers[DEAD].spoke_at -= module.SPOKEN
    caches_of_threads[0].get("a")
    assert len(caplog.records) == 2


def test_a_redis_that_is_away_costs_no_time():
    cache = on(DEAD, "test")
    begun = time.perf_counter()
    for _ in range(20_000):
        cache.get("a")
    assert time.perf_counter() - begun < 2


@pytest.fixture
def own_redis(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """The address and the number of a Redis that the test may halt."""
    if (program := shutil.which("redis-server")) is None:
        pytest.skip("没有安装redis-server")
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    with lib.Redis(port=port) as client:
        while True:
            try:
                client.ping()
                break
            except lib.RedisError:
                time.sleep(0.05)
    yield f"redis://127.0.0.1:{port}/0", process.pid
    process.kill()
    process.wait()


def test_what_a_redis_held_while_it_was_away_is_out_of_date(
    own_redis: tuple[str, int], monkeypatch: pytest.MonkeyPatch
):
    url, number = own_redis
    monkeypatch.setattr(module, "PAUSE", 0.2)
    monkeypatch.setattr(module, "OPTIONS", {"socket_connect_timeout": 0.2, "socket_timeout": 0.2})
    ours, others = on(url, "ours"), on(url, "others")
    ours.set("version", 1, 60)
    ours.set("page", "旧", 60)
    others.set("theirs", 1, 60)
    os.kill(number, signal.SIGSTOP)
    ours.set("version", 2, 60)
    assert ours.get("version") is None
    os.kill(number, signal.SIGCONT)
    time.sleep(0.3)
    assert [ours.get("version"), ours.get("page"), others.get("theirs")] == [None, None, 1]
    ours.set("version", 3, 60)
    assert ours.get("version") == 3


def test_a_redis_that_was_away_without_missing_a_write_is_used_as_before(
    own_redis: tuple[str, int], monkeypatch: pytest.MonkeyPatch
):
    url, number = own_redis
    monkeypatch.setattr(module, "PAUSE", 0.2)
    monkeypatch.setattr(module, "OPTIONS", {"socket_connect_timeout": 0.2, "socket_timeout": 0.2})
    cache = on(url, "ours")
    cache.set("page", "现", 60)
    os.kill(number, signal.SIGSTOP)
    assert cache.get("page") is None
    os.kill(number, signal.SIGCONT)
    time.sleep(0.3)
    assert cache.get("page") == "现"


def _settings(url: str) -> dict[str, Any]:
    return {"default": {"BACKEND": "config.cache.RedisCache", "LOCATION": url, "KEY_PREFIX": f"test-{os.getpid()}"}}


@pytest.mark.django_db
def test_the_site_answers_without_its_cache(settings: Any, client: Client):
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.CACHES = _settings(DEAD)
    assert client.get("/account/login/").status_code == 200


@pytest.mark.usefixtures("redis")
def test_a_change_of_the_public_pages_is_known_to_every_process(settings: Any, db: None):
    from gongkai.pages import versions

    settings.CACHES = _settings(REDIS)
    before = versions.of(1, 2)
    with ThreadPoolExecutor(1) as elsewhere:  # each thread has a connection of its own, as each process has
        assert elsewhere.submit(versions.of, 1, 2).result() == before
        versions.renew([2])
        assert elsewhere.submit(versions.of, 1, 2).result() == versions.of(1, 2)
        assert [new == old for new, old in zip(versions.of(1, 2), before, strict=True)] == [True, True, False]
    caches["default"].delete_many([f"version:{name}" for name in (0, 1, 2, "any")])


def test_sign_ins_outlive_the_cache():
    assert settings.SESSION_ENGINE == "django.contrib.sessions.backends.db"
