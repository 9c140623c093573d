"""What holds for each of our pages in Wagtail's frame, as `wagtail.admin.urls` does it for Wagtail's own."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import URLPattern, URLResolver
from django.views.decorators.cache import never_cache
from wagtail.utils.urlpatterns import decorate_urlpatterns

from gongkai.access.backend import ENTER

Answer = Callable[..., HttpResponseBase]


def framed(patterns: list[URLPattern | URLResolver]) -> list[URLPattern | URLResolver]:
    """The same addresses; what is refused or missing is said in the frame to those who may enter it."""
    decorated: list[URLPattern | URLResolver] = decorate_urlpatterns(patterns, _in_frame)
    return decorate_urlpatterns(decorated, never_cache)  # type: ignore[no-any-return]


def _in_frame(view: Answer) -> Answer:
    def framed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        partly = request.headers.get("x-requested-with") == "XMLHttpRequest"
        if partly and request.user.is_anonymous:
            raise PermissionDenied("请先登录")  # the page would show the form to sign in among its rows
        try:
            return view(request, *args, **kwargs)
        except PermissionDenied as refusal:
            if partly or not request.user.has_perm(ENTER):
                raise
            return render(request, "office/403.html", {"why": str(refusal)}, status=403)
        except Http404:
            return render(request, "wagtailadmin/404.html", status=404)

    return framed
