"""Keeping out who guesses passwords or codes, without letting an outsider lock out whom they like.

Failures count for a name from a place, and, more generously, for a place whatever the name: nobody who stands elsewhere
is kept from signing in. What counts is what has not been quiet for `settings.AXES_COOLOFF_TIME`; tries that are refused
prolong nothing.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from ipaddress import IPv6Network, ip_address
from typing import Any, Final, NamedTuple

from axes.handlers.database import AxesDatabaseHandler
from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from gongkai.access.models import User
from gongkai.audit.middleware import address_of
from gongkai.audit.services import record

FOR_A_NAME: Final = settings.AXES_FAILURE_LIMIT
"""Failures for one name from one place."""

FOR_A_PLACE: Final = 50
"""Failures from one place, whatever the name: a whole town hall may stand behind one address."""


def place_of(request: HttpRequest) -> str | None:
    """From where a request comes, as failures are counted: an IPv4 address, or the network of an IPv6 address.

    Who has an IPv6 connection has a /64 (RFC 6177) and could use a new address for each try.
    """
    try:
        address = ip_address(address_of(request) or "")
    except ValueError:
        return None
    if address.version == 6:
        return str(address.ipv4_mapped or IPv6Network((address, 64), strict=False).network_address)
    return str(address)


def name_of(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The user name as failures are counted: allauth does not care for capitals."""
    given = credentials.get("username") if credentials is not None else None
    return unicodedata.normalize("NFKC", given or "").strip().lower()[:150]


class Handler(AxesDatabaseHandler):
    """Counts as said above, and records in the log of deeds."""

    def get_failures(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """The failures that weigh most, on the scale of those for a name."""
        name, place = (
            attempts.aggregate(count=Sum("failures_since_start"))["count"] or 0
            for attempts in self.get_user_attempts(request, credentials)
        )
        return max(name, place * FOR_A_NAME // FOR_A_PLACE)

    def reset_user_attempts(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> int:
        """Forget failures of who got in, for that name only: another's are not wiped out by an account of one's own."""
        return _forget(username=name_of(request, credentials), ip_address=request.axes_ip_address)  # type: ignore[attr-defined]

    def user_login_failed(
        self, sender: object, credentials: dict[str, Any], request: HttpRequest | None = None, **kwargs: Any
    ) -> None:
        refused = getattr(request, "axes_locked_out", False)
        super().user_login_failed(sender, credentials, request, **kwargs)
        if request is not None and not refused:
            _record_failure(name_of(request, credentials), locked=request.axes_locked_out)  # type: ignore[attr-defined]


@transaction.atomic
def _record_failure(name: str, *, locked: bool) -> None:
    """A name that nobody has is not quoted: it may be a password in the wrong field."""
    user = User.objects.filter(username__iexact=name).first()
    record("登录失败", by=None, subject=user or "", detail={} if user is not None else {"用户名": "不存在"})
    if locked:
        record("锁定登录", by=None, subject=user or "")


def _forget(**conditions: Any) -> int:
    count: int = AccessAttempt.objects.filter(**conditions).delete()[0]
    return count


class Lock(NamedTuple):
    """Who is kept out: a name from a place, or, with an empty name, a place. `until` unless they try on."""

    name: str
    place: str | None
    until: datetime


def locks() -> list[Lock]:
    """Who is kept out now."""
    counted = AccessAttempt.objects.filter(attempt_time__gte=timezone.now() - _cool_off())
    names = counted.values("username", "ip_address").annotate(count=Sum("failures_since_start"), last=_LAST)
    places = counted.values("ip_address").annotate(count=Sum("failures_since_start"), last=_LAST)
    over = (*names.filter(count__gte=FOR_A_NAME), *places.filter(count__gte=FOR_A_PLACE))
    return [Lock(row.get("username", ""), row["ip_address"], row["last"] + _cool_off()) for row in over]


_LAST: Final = Max("attempt_time")


def release(lock: Lock) -> int:
    """Forget the failures behind a lock."""
    of_name = {"username": lock.name} if lock.name else {}
    return _forget(ip_address=lock.place, **of_name)


def page(request: HttpRequest, response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """What who is kept out sees."""
    minutes = int(_cool_off().total_seconds() // 60)
    return render(request, "signin/locked.html", {"minutes": minutes}, status=429)


def _cool_off() -> timedelta:
    return settings.AXES_COOLOFF_TIME
