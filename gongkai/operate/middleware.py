"""Around every request: its number, its line in the log, its place in the figures."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from gongkai.audit.middleware import address_of
from gongkai.operate import health, metrics
from gongkai.operate.logs import ACCESS, current

log = logging.getLogger(ACCESS)

Answer = Callable[[HttpRequest], HttpResponseBase]
MONITORING: Final[Mapping[str, Answer]] = {
    "/healthz": health.alive,
    "/readyz": health.ready,
    "/metrics": metrics.page,
}
"""Answered before anything else, because whoever watches asks by address, and for any host."""

_ID: Final = re.compile(r"[0-9A-Za-z-]{8,64}")


class _Request:
    """What the log says of the request at hand (`logs.Context`)."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        given = request.META.get("HTTP_X_REQUEST_ID", "") if settings.PROXIES else ""
        _look_at_proxies(request.META.get("HTTP_X_FORWARDED_FOR", ""), settings.PROXIES)
        self.id = given if _ID.fullmatch(given) else secrets.token_hex(8)
        self.address = address_of(request)

    def facts(self) -> dict[str, Any]:
        user = getattr(self.request, "_cached_user", None)  # only if somebody asked: no query for the log's sake
        return {"request": self.id, "user": getattr(user, "pk", None), "address": self.address}


def _look_at_proxies(forwarded: str, stated: int) -> None:
    """Say once in each process that the proxies are not those of the settings: addresses would be wrong unnoticed."""
    if forwarded and not stated:
        _warn("请求经过了代理，GONGKAI_PROXIES却是0，来源地址都记成了代理的：请写成代理的层数")
    elif stated and len(forwarded.split(",")) < stated + (not forwarded):
        _warn("请求没有经过GONGKAI_PROXIES所写的那么多层代理，来源地址可能不对：请改成实际的层数，或者不让绕过代理访问")


@cache
def _warn(text: str) -> None:
    log.warning(text)


def observed(get_response: Answer) -> Answer:
    """The first of all middleware: what it does not see has not happened."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if (answer := MONITORING.get(request.path)) is not None:
            return answer(request)
        began, seen = time.perf_counter(), _Request(request)
        token = current.set(seen)
        try:
            response = get_response(request)
            took = time.perf_counter() - began
            response.headers["X-Request-ID"] = seen.id
            route = route_of(request)
            metrics.count(request.method or "", route, response.status_code, took)
            facts = {"path": path_of(request), "route": route, "ms": round(took * 1000, 1)}
            _tell(f"{request.method} {response.status_code}", facts)
        finally:
            current.reset(token)
        return response

    return middleware


def _tell(message: str, facts: dict[str, Any]) -> None:
    """`log.info`, without looking for the line of code that called: of one's kind, it takes as long as all the rest."""
    if log.isEnabledFor(logging.INFO):
        record = logging.LogRecord(log.name, logging.INFO, __file__, 0, message, None, None)
        record.facts = facts
        log.handle(record)


def route_of(request: HttpRequest) -> str:
    """The name of the view that answered; for what no view answered, a word for the kind."""
    if (match := request.resolver_match) is not None:
        return match.view_name or match.route
    return "static" if request.path.startswith(settings.STATIC_URL) else "none"


def path_of(request: HttpRequest) -> str:
    """The path, but where it may be a secret (links that let somebody in), the pattern that it fits."""
    if not request.path.startswith("/account/"):
        return request.path
    route = request.resolver_match.route if request.resolver_match is not None else ""
    return f"/{route}" if route.startswith("account/") else "/account/…"
