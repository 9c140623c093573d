"""How often one may do what costs others something. Reading is never counted.

Counts are of a span of time, in the cache; there stands a keyed hash of whoever is counted, nothing that tells who it
is. Where each process has a memory of its own for a cache, each counts for itself. A cache that is away counts nothing.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.core.checks import CheckMessage, Error, register
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from config.environment import VARIABLES
from gongkai.signin.lockout import place_of

_UNITS: Final = {"m": 60, "h": 3600, "d": 86_400}
_WRITTEN: Final = re.compile(r"([a-z]+)=(\d+)/(\d*)([mhd])")
_DEFAULT: Final = next(each.default for each in VARIABLES if each.name == "GONGKAI_APPLYING_LIMITS")

WAIT: Final = "已经填写的都在，没有丢。急的，也可以当面或者邮寄提交"
SENTENCES: Final = {
    "send": f"从这个网络地址提交得太多，请{{minutes}}分钟后再提交。{WAIT}",
    "question": f"不用脚本提交的次数有限，请{{minutes}}分钟后再提交，或者打开浏览器的脚本（JavaScript）。{WAIT}",
    "number": f"用这个证件号码提交得太多，请{{minutes}}分钟后再提交。{WAIT}",
    "draft": "从这个网络地址填写得太多，请{minutes}分钟后再试。急的，也可以当面或者邮寄提交",
    "upload": f"从这个网络地址上传的文件太多，请{{minutes}}分钟后再试。{WAIT}",
    "guess": "这个编号的查询码输错太多次，请{minutes}分钟后再试。忘记查询码的，请联系受理机关重新发给",
    "place": "从这个网络地址输错查询码太多次，请{minutes}分钟后再试。忘记查询码的，请联系受理机关重新发给",
}
"""What is said to whom a limit stops, by its name."""


class Limit(NamedTuple):
    """So many in so many seconds."""

    most: int
    seconds: int


class TooMany(Exception):
    """A limit is reached. `str(error)` is a sentence for who reached it."""


def limits_from(written: str) -> dict[str, Limit]:
    """The limits that a text like `send=20/h guess=5/15m` sets.

    Raises:
        ValueError: it sets none such; a Chinese sentence.
    """
    found = {}
    for part in written.split():
        match = _WRITTEN.fullmatch(part)
        if match is None or match[1] not in SENTENCES or int(match[3] or 1) == 0:
            raise ValueError(f"“{part}”应形如send=20/h或者guess=5/15m，名称是{'、'.join(SENTENCES)}之一")
        found[match[1]] = Limit(int(match[2]), int(match[3] or 1) * _UNITS[match[4]])
    return found


@lru_cache(maxsize=8)
def _in_force(written: str) -> Mapping[str, Limit]:
    return limits_from(_DEFAULT) | limits_from(written)


def limit(name: str) -> Limit:
    return _in_force(settings.APPLYING_LIMITS)[name]


@register
def _written_well(**_: object) -> list[CheckMessage]:
    try:
        limits_from(settings.APPLYING_LIMITS)
    except ValueError as error:
        return [Error(f"GONGKAI_APPLYING_LIMITS：{error}", id="applying.E001")]
    return []


def spend(name: str, *whose: str, count: int = 1) -> None:
    """Count one more, or refuse it.

    Raises:
        TooMany: there were as many as may be.
    """
    require(name, *whose)
    key, seconds = _key(name, whose)
    cache.add(key, 0, seconds)
    try:
        cache.incr(key, count)
    except ValueError:  # it ran out just now, or there is no cache
        cache.set(key, count, seconds)


def require(name: str, *whose: str) -> None:
    """Count nothing.

    Raises:
        TooMany: there were as many as may be.
    """
    key, seconds = _key(name, whose)
    if cache.get(key, 0) >= limit(name).most:
        left = seconds - int(time.time()) % seconds
        raise TooMany(SENTENCES[name].format(minutes=-(-left // 60)))


def forget(name: str, *whose: str) -> None:
    cache.delete(_key(name, whose)[0])


def _key(name: str, whose: tuple[str, ...]) -> tuple[str, int]:
    """Under what is counted now, and for how long."""
    seconds = limit(name).seconds
    who = salted_hmac("gongkai.applying.limits", "\0".join(whose), algorithm="sha256").hexdigest()
    return f"limit:{name}:{who}:{int(time.time()) // seconds}", seconds


def place(request: HttpRequest) -> str:
    """From where a request comes, as is counted."""
    return place_of(request) or ""
