"""What names the present state of each site, for all processes: a version for each, and one for what concerns them all.

Where there is a cache that all share, the versions are in it. Otherwise the platform has one host, and they are links
in a folder that all its processes see. There is also one name for the present state of everything, as the real path of
the link `now` in the same folder: nginx reads it at every request and makes it part of the key of what it keeps.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from shutil import rmtree
from threading import Thread
from time import sleep, time
from typing import Final
from uuid import uuid4

from django.conf import settings
from django.core.cache import cache, caches
from django.core.cache.backends.locmem import LocMemCache

log = logging.getLogger(__name__)

ALL: Final = 0
"""Stands for all sites; a site is named by the number of its home page."""

_ANY: Final = "version:any"
_LOOK: Final = 0.3
"""Seconds between two looks at whether another host changed something."""
_OLD: Final = 600.0
"""Seconds after which nobody asks any more for a state that is past."""

Versions = tuple[str, ...]
_held: ContextVar[dict[int, str] | None] = ContextVar("held", default=None)


def of(*sites: int) -> Versions:
    """The version of what concerns all, then that of each site. Asks a shared cache once."""
    names = (ALL, *sites)
    held = _held.get()
    if held is None:
        return _read(names)
    if missing := [name for name in names if name not in held]:
        held.update(zip(missing, _read(missing), strict=True))
    return tuple(held[name] for name in names)


def renew(sites: Iterable[int]) -> None:
    """Give sites a new version, or all with `ALL`: what was kept of them is never found again."""
    new = {site: uuid4().hex for site in sites}
    if not new:
        return
    _held.set(None)
    if _on_one_host():
        for site, version in new.items():
            _lead(_folder() / str(site), version)
        follow(uuid4().hex)
    else:
        state = uuid4().hex
        cache.set_many({_key(site): version for site, version in new.items()} | {_ANY: state}, None)
        follow(state)


@contextmanager
def held() -> Iterator[None]:
    """Ask for each version once, whatever happens elsewhere meanwhile: what is read now is kept under what it was."""
    token = _held.set({})
    try:
        yield
    finally:
        _held.reset(token)


def _read(names: Sequence[int]) -> Versions:
    if _on_one_host():
        return tuple(_linked(name) for name in names)
    found = cache.get_many([_key(name) for name in names])
    return tuple(found.get(_key(name)) or str(cache.get_or_set(_key(name), _new, None)) for name in names)


def _new() -> str:
    return uuid4().hex


def _key(site: int) -> str:
    return f"version:{site}"


def _on_one_host() -> bool:
    return isinstance(caches["default"], LocMemCache)


# --- links ----------------------------------------------------------------------------------------------------------


def _folder() -> Path:
    return Path(settings.KEPT)


def _linked(name: int) -> str:
    at = f"{settings.KEPT}/{name}"
    try:
        return os.readlink(at)
    except FileNotFoundError:
        _folder().mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):  # who comes second takes the first one's
            os.symlink(uuid4().hex, at)
        return os.readlink(at)


def _lead(link: Path, to: str) -> None:
    """Have a link lead elsewhere, from one moment to the next."""
    new = link.with_name(f".{uuid4().hex}")
    try:
        new.symlink_to(to)
    except FileNotFoundError:
        link.parent.mkdir(parents=True, exist_ok=True)
        new.symlink_to(to)
    new.replace(link)


# --- what nginx reads -----------------------------------------------------------------------------------------------


def follow(state: str) -> None:
    """Have this host's nginx forget what it keeps, unless it keeps by this state. Nothing where none was ever led."""
    link = _folder() / "now"
    led = link.readlink().name if link.is_symlink() else ""
    if led == state or not (led or settings.PROXIES):
        return
    states = _folder() / "states"
    (states / state).mkdir(parents=True, exist_ok=True)
    _lead(link, f"states/{state}")
    for other in states.iterdir():
        with suppress(FileNotFoundError):
            if other.name != state and other.stat().st_mtime < time() - _OLD:
                rmtree(other)


def start() -> None:
    """Begin serving: everything anew, as after a loss of power, or when a backup was restored, links and cache may be
    older than the database; with a shared cache, in step with what other hosts change."""
    renew([ALL])
    if settings.PROXIES and not _on_one_host():
        Thread(target=_keep_looking, daemon=True, name="versions").start()


def look() -> None:
    """Follow what other hosts changed. A cache that does not answer has no state: nothing is kept meanwhile."""
    follow(str(cache.get_or_set(_ANY, _new, None)))


def _keep_looking() -> None:
    while True:
        sleep(_LOOK)
        try:
            look()
        except Exception:
            log.exception("不能让nginx跟上别的主机的变化，稍后再试")
