"""What all pages of the applicant's side have in common: the frame of the site, and that none of them is kept."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from gongkai.pages import showing
from gongkai.pages.columns import Kind
from gongkai.pages.sites import Link, PublicSite, site_of
from gongkai.pages.views import closed

LARGEST: Final = 60 * 2**20
"""Bytes of a request: some files at once, of which each has its own limit."""

View = Callable[..., HttpResponseBase]


def personal(*methods: str) -> Callable[[View], View]:
    """A view of a site for one person: called with the request and the site, by these methods alone. Nobody keeps its
    answer, no crawler names it, and a request too large is refused before it is read."""

    def decorate(view: View) -> View:
        guarded = csrf_protect(sensitive_post_parameters()(view))

        @csrf_exempt  # `guarded` asks, once the size is known
        @require_http_methods(["HEAD", *methods])
        @wraps(view)
        def answer(request: HttpRequest, prefix: str = "", **kwargs: Any) -> HttpResponseBase:
            site = site_of(request)
            if site is None or site.prefix != f"/{prefix}":
                raise Http404
            if site.closed:
                return closed(request, site)
            return unkept(guarded(request, site, **kwargs) if _fits(request) else too_large(request, site))

        return answer

    return decorate


def unkept(response: HttpResponseBase) -> HttpResponseBase:
    add_never_cache_headers(response)
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


def typed(request: HttpRequest, name: str, most: int = 20_000) -> str:
    """What was typed into a field, without signs that no database takes."""
    return request.POST.get(name, "")[:most].replace("\0", "")


def _fits(request: HttpRequest) -> bool:
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdigit() or int(length) <= LARGEST


def too_large(request: HttpRequest, site: PublicSite) -> HttpResponse:
    context = of_entry(site, "文件太大")
    return render(request, "applying/too_large.html", context, status=413)


def said(request: HttpRequest, site: PublicSite, title: str, sentence: str, status: int) -> HttpResponse:
    """A page with one sentence, where there is no form to say it in."""
    return render(request, "applying/said.html", of_entry(site, title, sentence=sentence), status=status)


def of_entry(site: PublicSite, title: str, *above: Link, **context: Any) -> dict[str, Any]:
    """The frame of a page that stands under the column 依申请公开."""
    kind = Kind.ON_REQUEST
    column = showing.statutory_column(kind, site)
    trail = (*showing.trail_to_column(kind, site), Link(kind.label, site.column(kind)), *above)
    beside = {"side": showing.side_of(site, kind), "side_is_menu": True}
    return showing.frame(site, title=title, column=column, trail=trail) | beside | context
