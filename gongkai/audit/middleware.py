"""From where a request comes, for the log of deeds: known to `record` without every service handing it on."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import lru_cache
from ipaddress import ip_address

from django.conf import settings
from django.http import HttpRequest, HttpResponse

address: ContextVar[str | None] = ContextVar("address", default=None)
"""The address of the request at hand; None outside requests."""


def where_from(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        token = address.set(address_of(request))
        try:
            return get_response(request)
        finally:
            address.reset(token)

    return middleware


def address_of(request: HttpRequest) -> str | None:
    """The client's address: the peer's, or, behind our own proxies, what the outermost of those saw.

    Each proxy appends the address of who called it to X-Forwarded-For, so the entry that counts stands
    `settings.PROXIES` from the end; what stands before it was written by the client and proves nothing.
    """
    named = [each.strip() for each in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if each.strip()]
    seen = named[-settings.PROXIES] if 0 < settings.PROXIES <= len(named) else None
    return plain(seen) or plain(request.META.get("REMOTE_ADDR"))


@lru_cache(maxsize=1024)
def plain(address: str | None) -> str | None:
    """An address as one writes it, also where IPv4 arrives on a socket for IPv6; None for what is none."""
    try:
        found = ip_address(address or "")
    except ValueError:
        return None
    return str(getattr(found, "ipv4_mapped", None) or found)
