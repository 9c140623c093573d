"""Who may see how the installation fares: somebody on this machine, or who knows the word for it."""

from __future__ import annotations

from hmac import compare_digest
from ipaddress import ip_address

from django.http import HttpRequest

from config.environment import value
from gongkai.audit.middleware import address_of

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_FORWARDED", "HTTP_VIA")


def may_look(request: HttpRequest) -> bool:
    """Whether the request comes from this machine and through no proxy, or bears the word of GONGKAI_METRICS."""
    word = value("GONGKAI_METRICS")
    if word and compare_digest(request.META.get("HTTP_AUTHORIZATION", "").encode(), f"Bearer {word}".encode()):
        return True
    # A proxy on this machine that PROXIES does not tell of must not make all the world local.
    address = address_of(request)
    return (
        address is not None
        and ip_address(address).is_loopback
        and not any(request.META.get(name) for name in _FORWARDED)
    )
