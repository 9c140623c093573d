"""Before Django: what is kept is answered at once, as the middleware would answer it, and everything else as ever."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from typing import Any

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from config.front import kept_first
from gongkai.pages.cache import kept_pages, public

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _cache_of_its_own(settings: Settings, tmp_path: Any) -> None:
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": str(tmp_path)}}
    settings.KEPT = tmp_path


def behind() -> tuple[list[str], Callable[..., Any]]:
    """What reached Django, and the front with a Django behind it of which the first middleware is left."""
    reached: list[str] = []

    def view(request: Any) -> HttpResponse:
        reached.append(request.get_full_path())
        return public(HttpResponse("页"))

    middleware = kept_pages(view)

    def django(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        response = middleware(WSGIRequest(environ))
        start_response("200 OK", list(response.items()))
        return [response.content]

    return reached, kept_first(django)


def ask(application: Callable[..., Any], path: str = "/", **members: Any) -> tuple[str, dict[str, str], bytes]:
    said: list[Any] = []
    environ = RequestFactory(HTTP_HOST="127.0.0.1").get(path, **members).environ | {"wsgi.input": io.BytesIO()}
    environ["PATH_INFO"] = path.encode().decode("latin-1")  # as web servers give it
    content = b"".join(application(environ, lambda *line: said.append(line)))
    [(status, headers)] = said
    return status, dict(headers), content


def test_the_second_request_does_not_reach_django(caplog: pytest.LogCaptureFixture):
    reached, application = behind()
    first = ask(application)
    with caplog.at_level(logging.INFO):
        second = ask(application)
    assert reached == ["/"]
    assert (second[0], second[2]) == (first[0], first[2])
    assert first[1].items() <= second[1].items()
    assert len(second[1]["X-Request-ID"]) == 16
    assert [record.getMessage() for record in caplog.records] == ["GET 200"]


@pytest.mark.parametrize(
    "members",
    [{"HTTP_COOKIE": "gongkai-session=x"}, {"REQUEST_METHOD": "HEAD"}, {"QUERY_STRING": "q=1"}],
)
def test_what_is_not_for_everybody_reaches_django(members: dict[str, Any]):
    reached, application = behind()
    ask(application)
    ask(application, **members)
    assert len(reached) == 2


def test_django_is_given_the_address_as_it_came():
    reached, application = behind()
    ask(application, "/附件/一.pdf")
    assert reached == ["/%E9%99%84%E4%BB%B6/%E4%B8%80.pdf"]


def test_what_was_forgotten_is_made_anew():
    reached, application = behind()
    ask(application)
    cache.clear()
    ask(application)
    assert len(reached) == 2


def test_the_web_server_is_given_it():
    from config import wsgi

    assert isinstance(wsgi.django, WSGIHandler)
    assert wsgi.application.__qualname__ == "kept_first.<locals>.answer"
