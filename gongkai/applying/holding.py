"""What a browser has opened: drafts and cases, by key, in its session. It lapses when nobody has looked for a while,
for many fill in such a form on a computer that is everybody's."""

from __future__ import annotations

import time
from typing import Final
from uuid import UUID

from django.http import HttpRequest

IDLE: Final = 30 * 60
"""Seconds after which what nobody looked at is closed."""
MOST: Final = 20
_NAME: Final = "applying"
_APART: Final = 60
"""Seconds between two notes in the session that something was looked at."""


def hold(request: HttpRequest, key: UUID) -> None:
    """Open something for this browser; the session gets another key, so that nobody who set the old one comes along."""
    held = _held(request)
    if not held:
        request.session.cycle_key()
    held[str(key)] = int(time.time())
    request.session[_NAME] = dict(sorted(held.items(), key=lambda each: each[1])[-MOST:])


def holds(request: HttpRequest, key: UUID) -> bool:
    """Whether this browser has opened it, and looked at it of late."""
    held = _held(request)
    if str(key) not in held:
        return False
    if time.time() - held[str(key)] > _APART:
        request.session[_NAME] = held | {str(key): int(time.time())}
    return True


def let_go(request: HttpRequest, key: UUID) -> None:
    held = _held(request)
    held.pop(str(key), None)
    request.session[_NAME] = held


def let_all_go(request: HttpRequest) -> None:
    request.session.pop(_NAME, None)


def _held(request: HttpRequest) -> dict[str, int]:
    found: dict[str, int] = request.session.get(_NAME, {})
    return {key: at for key, at in found.items() if time.time() - at <= IDLE}
