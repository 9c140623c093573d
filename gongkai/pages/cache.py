"""Public pages kept whole, for those who have not signed in.

Everything kept carries the versions of what it was made of (`versions`): that of its site and that of what concerns all
sites. Whatever changes what the public sees asks for new ones (`changed`), and what was kept under the old ones is
never shown again. `signals` says which change concerns which sites.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Collection
from functools import wraps
from time import time
from typing import Any, Final, NamedTuple

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.http import HttpRequest, HttpResponse

from gongkai.pages import versions

log = logging.getLogger(__name__)

LIFE: Final = 300
"""Seconds for which a page is kept when nothing changes: so long could one be out of date whose change was committed by
a process that was killed before it could say so."""
MAX_AGE: Final = 10
"""For how many seconds a browser may show a page again without asking."""

NEVER: Final = ("/office/", "/account/", "/api/", "/file/", settings.STATIC_URL, settings.MEDIA_URL)
"""What begins with these is somebody's own, or has a cache of its own."""

PAGED: Final = "is_paged"
"""What a list sets on the request when it answers with the page that was asked for."""

FOR_PROXY: Final = "X-Accel-Expires"
"""Until when nginx may keep an answer, in seconds since 1970; nginx takes it off. Other answers it does not keep."""

_ADDRESS: Final = re.compile(r"[\w.:\[\]-]{1,60}/[\w./-]{0,120}\?(?:page=[1-9]\d{0,4})?", re.ASCII)
"""Host, path and query of what is kept: all that our own addresses are made of."""
_DAY: Final = 86_400
_EAST: Final = 8 * 3600  # the clock of China, which knows no summer time

Concerned = Callable[[], Collection[int]]


class Kept(NamedTuple):
    """An answer, for which site and under which versions it was made; `headers` as Django's responses hold them."""

    site: int
    made_of: versions.Versions
    content: bytes
    headers: dict[str, tuple[str, str]]


def everything() -> Collection[int]:
    return (versions.ALL,)


def changed(concerned: Concerned = everything) -> None:
    """Something has changed that the public sees on the sites concerned (numbers of home pages, or `versions.ALL`).

    At once, so that what follows in this transaction sees it; and when it is committed, because others may have kept
    what they still saw meanwhile. Then it is asked again who is concerned: others may have committed what ties another
    site to the change.
    """
    before = frozenset(concerned())
    versions.renew(before)
    transaction.on_commit(lambda: versions.renew(before | _now(concerned)))


def _now(concerned: Concerned) -> frozenset[int]:
    try:
        return frozenset(concerned())
    except DatabaseError:
        log.exception("不清楚哪些网站的网页要更新，全部更新")
        return frozenset(everything())


LOOKED: Final = "gongkai.looked"
"""In the environment of a request for which was looked already (`kept_for`)."""


def kept_for(request: HttpRequest) -> HttpResponse | None:
    """The answer that is kept for a request, if one is and still holds."""
    key = _key(request)
    return _found(key) if key is not None else None


def _found(key: str) -> HttpResponse | None:
    found = cache.get(key)
    if found is None:
        return None
    kept = Kept(*found)
    return _again(kept) if kept.made_of == versions.of(kept.site) else None


def kept_pages(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """The first middleware: answers from what was kept, and keeps what a view declared public (`public`)."""
    from gongkai.pages.sites import site_of  # which keeps by the versions as well

    def middleware(request: HttpRequest) -> HttpResponse:
        key = _key(request)
        if key is None:
            return get_response(request)
        if LOOKED not in request.META and (found := _found(key)) is not None:
            return found
        now = int(time()) + _EAST
        with versions.held():
            site = site_of(request)
            home = site.home if site is not None else versions.ALL
            made_of = versions.of(home)
            response = get_response(request)
        if _is_for_all(response) and _asked_for_what_there_is(request):
            life = min(LIFE, _DAY - now % _DAY)  # some pages show what day it is
            if settings.PROXIES:
                response.headers[FOR_PROXY] = f"@{now - _EAST + life}"
            cache.set(key, tuple(Kept(home, made_of, response.content, _stored(response))), life)
        return response

    return middleware


def _key(request: HttpRequest) -> str | None:
    """Under what an answer would be kept today; None for what is not kept."""
    address = f"{request.META.get('HTTP_HOST')}{request.path}?{request.META.get('QUERY_STRING', '')}"
    if not _may_be_kept(request, address):
        return None
    return f"page:{(int(time()) + _EAST) // _DAY}:{request.scheme}:{address}"


def public(response: HttpResponse) -> HttpResponse:
    """Declare an answer to be the same for everybody."""
    response.headers["Cache-Control"] = f"public, max-age={MAX_AGE}"
    return response


def not_kept(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose answer is the same for everybody, and changes without our being told."""

    @wraps(view)
    def answer(*args: Any, **kwargs: Any) -> HttpResponse:
        response = view(*args, **kwargs)
        response.headers["Cache-Control"] = "no-cache"
        return response

    return answer


def _may_be_kept(request: HttpRequest, address: str) -> bool:
    return (
        request.method == "GET"
        and not request.path.startswith(NEVER)
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and _ADDRESS.fullmatch(address) is not None
    )


def _is_for_all(response: HttpResponse) -> bool:
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "public" in response.headers.get("Cache-Control", "")
        and "cookie" not in response.headers.get("Vary", "").lower()
    )


def _asked_for_what_there_is(request: HttpRequest) -> bool:
    """Whether the number of a page made a difference; otherwise one page could be kept under any number of names."""
    return not request.META.get("QUERY_STRING") or getattr(request, PAGED, False)


def _stored(response: HttpResponse) -> dict[str, tuple[str, str]]:
    return {name.lower(): (name, value) for name, value in response.items()}


def _again(kept: Kept) -> HttpResponse:
    response = HttpResponse(kept.content)
    response.headers._store = kept.headers  # one by one they would be checked again
    return response
