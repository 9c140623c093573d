"""Before Django: who asks for a page that is kept is answered without the rest being woken."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse

from gongkai.operate.middleware import observed
from gongkai.pages.cache import LOOKED, kept_for

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def kept_first(application: Application) -> Application:
    """A web application that answers with what is kept, as the middleware would, logged and counted like the rest."""
    told = observed(_found)

    def answer(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] != "GET":
            return application(environ, start_response)
        request = WSGIRequest(environ.copy())  # it writes the path into it, otherwise spelled
        found = kept_for(request)
        environ[LOOKED] = True
        if found is None:
            return application(environ, start_response)
        request.kept_answer = found  # type: ignore[attr-defined]
        response = told(request)
        start_response("200 OK", list(response.items()))
        return [found.content]

    return answer


def _found(request: HttpRequest) -> HttpResponse:
    found: HttpResponse = request.kept_answer  # type: ignore[attr-defined]
    return found
