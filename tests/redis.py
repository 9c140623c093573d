"""What the tests leave on a Redis, which others use too."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit


def forget(cache: dict[str, Any]) -> None:
    """Take away what was written to a cache, by Django's settings for it, and nothing else."""
    if urlsplit(str(cache.get("LOCATION", ""))).scheme != "redis":
        return
    from redis import Redis

    with Redis.from_url(cache["LOCATION"]) as client:
        for key in client.scan_iter(match=f"{cache['KEY_PREFIX']}:*", count=1000):
            client.delete(key)
