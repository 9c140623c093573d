"""The shared cache on Redis, which may go away: then nothing is found and nothing is kept, and the sites go on."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final, TypeVar

from django.core.cache.backends.redis import RedisCache as DjangosRedisCache
from django.core.cache.backends.redis import RedisCacheClient

T = TypeVar("T")
log = logging.getLogger(__name__)

PAUSE: Final = 5.0
"""Seconds for which a server that did not answer is not asked again: a request asks many times, and each would wait."""
SPOKEN: Final = 60.0
"""Seconds between two lines of the log about the same server."""
OPTIONS: Final = {"socket_connect_timeout": 0.5, "socket_timeout": 1.0}
WRITES: Final = frozenset({"set", "delete", "incr", "set_many", "delete_many", "clear"})
"""What leaves an old value behind when it does not reach the server."""


@dataclass
class _Server:
    """What this process, with all its threads, knows of a server."""

    silent_until: float = 0.0
    spoke_at: float = -SPOKEN
    missed: bool = False
    """A write did not reach it: what it still holds may be out of date."""


_servers: Final[dict[str, _Server]] = {}


class Client(RedisCacheClient):
    """Asks the server, and answers for it while it is away. `prefix` begins each key of ours."""

    _lib: Any
    _pool_options: dict[str, Any]

    def __init__(self, servers: list[str], *, prefix: str = "", **options: Any) -> None:
        super().__init__(servers, **OPTIONS | options)
        redis = self._lib
        self._pool_options.setdefault("retry", redis.retry.Retry(redis.backoff.NoBackoff(), 1))
        self._away = (redis.RedisError, OSError)
        self._prefix = prefix
        self._server = _servers.setdefault(servers[0], _Server())

    def ask(self, name: str, deed: Callable[[], T], answer: Callable[[], T]) -> T:
        server = self._server
        if monotonic() >= server.silent_until:
            try:
                if server.missed:
                    self._forget_all()
                    server.missed = False
                return deed()
            except self._away as error:
                server.silent_until = monotonic() + PAUSE
                if monotonic() - server.spoke_at >= SPOKEN:
                    server.spoke_at = monotonic()
                    log.warning("缓存（GONGKAI_CACHE）没有应答，暂不使用：%s", error)
        server.missed |= name in WRITES
        return answer()

    def clear(self) -> bool:
        """Forget what is ours: others may have the same database of the server."""
        return self.ask("clear", self._forget_all, lambda: False)

    def _forget_all(self) -> bool:
        client = self.get_client(None, write=True)
        found: list[bytes] = []
        for key in client.scan_iter(match=f"{self._prefix}:*", count=1000):
            found.append(key)
            if len(found) == 1000:
                client.unlink(*found)
                found = []
        if found:
            client.unlink(*found)
        return True


def _no_such_key(self: Client, key: str, delta: int) -> int:
    raise ValueError(f"Key {key!r} not found.")  # as of a key that ran out


ANSWERS: Final[Mapping[str, Callable[..., Any]]] = {
    "add": lambda self, key, value, timeout: True,  # who adds first goes ahead: everybody does
    "get": lambda self, key, default: default,
    "set": lambda self, key, value, timeout: None,
    "touch": lambda self, key, timeout: False,
    "delete": lambda self, key: False,
    "get_many": lambda self, keys: {},
    "has_key": lambda self, key: False,
    "incr": _no_such_key,
    "set_many": lambda self, data, timeout: None,
    "delete_many": lambda self, keys: None,
}
"""What is answered for a server that is away, to each of the client's questions."""


def _answered(name: str, answer: Callable[..., Any]) -> Callable[..., Any]:
    asked = getattr(RedisCacheClient, name)

    def method(self: Client, *args: Any) -> Any:
        return self.ask(name, lambda: asked(self, *args), lambda: answer(self, *args))

    return method


for _name, _answer in ANSWERS.items():
    setattr(Client, _name, _answered(_name, _answer))


class RedisCache(DjangosRedisCache):
    """Django's, with a client that bears the server's absence."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = Client
        self._options: dict[str, Any] = {"prefix": self.key_prefix, **params.get("OPTIONS", {})}
