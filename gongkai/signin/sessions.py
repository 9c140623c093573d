"""How long somebody stays signed in: until they have done nothing for a while, and never longer than a working day."""

from __future__ import annotations

import time
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest

from gongkai.access.models import User
from gongkai.signin.second_factor import is_staff

APPLICANTS_IDLE_MINUTES: Final = 120
LONGEST_HOURS: Final = 12
NOTED_EVERY: Final = 60
"""Seconds: a session is written at most so often only to note that its user is still there."""

PASSWORD: Final = "password"
PASSKEY: Final = "passkey"
IDENTITY: Final = "identity"
"""How somebody signed in: with a password, with a passkey, by single sign-on."""

BY: Final = "signed_in_by"
_SINCE: Final = "signed_in_at"
_SEEN: Final = "seen_at"


def begin(request: HttpRequest, by: str) -> None:
    """Note when and how somebody signed in."""
    now = int(time.time())
    request.session[BY], request.session[_SINCE], request.session[_SEEN] = by, now, now


def why_over(request: HttpRequest, user: User) -> str:
    """Why a session has to end; "" if it goes on."""
    now = int(time.time())
    minutes = settings.IDLE_MINUTES if is_staff(user) else APPLICANTS_IDLE_MINUTES
    if now - request.session.get(_SEEN, 0) >= minutes * 60:
        return f"{minutes}分钟没有操作"
    if now - request.session.get(_SINCE, 0) >= LONGEST_HOURS * 3600:
        return f"登录已满{LONGEST_HOURS}小时"
    return ""


def note_seen(request: HttpRequest) -> None:
    now = int(time.time())
    if now - request.session[_SEEN] >= NOTED_EVERY:
        request.session[_SEEN] = now


def end(request: HttpRequest, why: str) -> None:
    """Sign somebody out, and say why on the next page."""
    request.sign_out_reason = why  # type: ignore[attr-defined]
    logout(request)
    messages.warning(request, f"您{why}，已自动退出，请重新登录")
