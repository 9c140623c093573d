"""Pages kept whole: for those who have not signed in, until something changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.conf import settings as installed
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from pytest_django import Settings
from wagtail.documents import get_document_model
from wagtail.models import Site

from gongkai.access.enums import Role
from gongkai.pages import versions
from gongkai.pages.cache import PAGED, changed, kept_pages, public
from gongkai.pages.models import SiteHome
from gongkai.pages.services import close_site
from tests.pages.conftest import article, channel, signed_in
from tests.redis import forget

Get = Callable[..., Any]

REDIS = "redis://127.0.0.1:6379/15"
pytestmark = pytest.mark.django_db


def version() -> versions.Versions:
    """Of what concerns all, and of each site that there is."""
    return versions.of(*SiteHome.objects.order_by("pk").values_list("pk", flat=True))


def redis_answers() -> bool:
    import redis

    try:
        return bool(redis.Redis.from_url(REDIS).ping())
    except redis.RedisError:
        return False


@pytest.fixture(params=["in each process", "redis"], autouse=True)
def _each_cache(request: pytest.FixtureRequest, settings: Settings) -> Iterator[None]:
    if request.param != "redis":
        yield
        return
    if not redis_answers():
        pytest.skip("no Redis at 127.0.0.1:6379")
    backend = "django.core.cache.backends.redis.RedisCache"
    cache = {"BACKEND": backend, "LOCATION": REDIS, "KEY_PREFIX": f"test-{uuid4().hex}"}
    settings.CACHES = {"default": cache}
    yield
    forget(cache)


def counting(answer: Callable[[HttpRequest], HttpResponse]) -> tuple[list[str], Callable[[HttpRequest], HttpResponse]]:
    """The middleware before a view, and what reached the view."""
    reached: list[str] = []

    def view(request: HttpRequest) -> HttpResponse:
        reached.append(request.get_full_path())
        return answer(request)

    return reached, kept_pages(view)


def ask(middleware: Callable[[HttpRequest], HttpResponse], path: str = "/", **members: Any) -> HttpResponse:
    return middleware(RequestFactory().get(path, **members))


def test_a_public_page_is_made_once():
    reached, middleware = counting(lambda request: public(HttpResponse("页", headers={"X-Frame-Options": "DENY"})))
    first, second = ask(middleware), ask(middleware)
    assert reached == ["/"]
    assert (second.status_code, second.content, dict(second.items())) == (200, first.content, dict(first.items()))
    assert second.headers["Cache-Control"] == "public, max-age=10"


@pytest.mark.parametrize(
    "members",
    [{"path": "/other/"}, {"HTTP_HOST": "czj.haizhou.test"}, {"secure": True}],
)
def test_another_address_is_another_page(members: dict[str, Any]):
    reached, middleware = counting(lambda request: public(HttpResponse("页")))
    ask(middleware)
    ask(middleware, **members)
    assert len(reached) == 2


def refusing(**headers: str) -> HttpResponse:
    return HttpResponse("页", headers=headers)


def with_cookie(request: HttpRequest) -> HttpResponse:
    response = public(HttpResponse("页"))
    response.set_cookie("a", "b")
    return response


@pytest.mark.parametrize(
    "answer",
    [
        lambda request: HttpResponse("页"),
        lambda request: public(HttpResponse("页", status=404)),
        lambda request: public(HttpResponse("页", headers={"Vary": "Cookie"})),
        lambda request: HttpResponse("页", headers={"Cache-Control": "private"}),
        with_cookie,
    ],
    ids=["not declared public", "not found", "varies by cookie", "private", "sets a cookie"],
)
def test_what_is_not_the_same_for_everybody_is_not_kept(answer: Callable[[HttpRequest], HttpResponse]):
    reached, middleware = counting(answer)
    ask(middleware)
    ask(middleware)
    assert len(reached) == 2


@pytest.mark.parametrize(
    "path",
    ["/office/", "/account/login/", "/file/1/a.pdf", "/static/a.css", "/media/images/a.png", "/?q=1", "/?page=0"],
)
def test_some_addresses_are_never_kept(path: str):
    reached, middleware = counting(lambda request: public(HttpResponse("页")))
    ask(middleware, path)
    ask(middleware, path)
    assert len(reached) == 2


def test_the_number_of_a_page_counts_where_there_are_pages():
    def view(request: HttpRequest) -> HttpResponse:
        setattr(request, PAGED, request.path == "/list/")
        return public(HttpResponse("页"))

    reached, middleware = counting(view)
    for path in ("/list/?page=2", "/list/?page=2", "/?page=2", "/?page=2"):
        ask(middleware, path)
    assert reached == ["/list/?page=2", "/?page=2", "/?page=2"]


def test_who_has_signed_in_gets_nothing_kept_and_leaves_nothing():
    reached, middleware = counting(lambda request: public(HttpResponse("页")))
    cookie = f"{installed.SESSION_COOKIE_NAME}=x"
    ask(middleware, HTTP_COOKIE=cookie)
    ask(middleware)
    ask(middleware, HTTP_COOKIE=cookie)
    ask(middleware)
    assert len(reached) == 3


def test_only_reading_is_answered():
    reached, middleware = counting(lambda request: public(HttpResponse("页")))
    ask(middleware)
    for method in ("post", "head", "options"):
        middleware(getattr(RequestFactory(), method)("/"))
    assert len(reached) == 4


def test_what_was_begun_before_a_change_is_not_kept_after_it():
    def view(request: HttpRequest) -> HttpResponse:
        answer = public(HttpResponse("旧"))
        changed()
        return answer

    reached, middleware = counting(view)
    ask(middleware)
    ask(middleware)
    assert len(reached) == 2


def test_the_version_lasts_until_a_change():
    assert version() == version()
    before = version()
    changed()
    assert version() != before


# --- with the sites -------------------------------------------------------------------------------------------------


def test_a_kept_page_asks_the_database_nothing(by_path: SiteHome, get: Get, django_assert_num_queries: Any):
    get("/jyj/zfxxgk/")
    with django_assert_num_queries(0):
        assert get("/jyj/zfxxgk/").status_code == 200


def publish(home: SiteHome) -> None:
    article(channel(home), "开学").save_revision().publish()


def rename_the_body(home: SiteHome) -> None:
    home.body.phone = "0599-8000009"
    home.body.save()


def rename_the_home_page(home: SiteHome) -> None:
    home.title = "教育"
    home.save_revision().publish()


def change_the_host(home: SiteHome) -> None:
    Site.objects.get().save()


def add_a_document(home: SiteHome) -> None:
    get_document_model().objects.create(title="附件")


@pytest.mark.parametrize(
    "change",
    [
        publish,
        rename_the_body,
        rename_the_home_page,
        change_the_host,
        add_a_document,
        lambda home: channel(home).save_revision().publish(),
        lambda home: close_site(home, by=None),
    ],
)
def test_whatever_the_public_sees_is_seen_at_once(change: Callable[[SiteHome], None], by_path: SiteHome):
    before = version()
    change(by_path)
    assert version() != before


def test_taking_back_moving_and_deleting_are_changes_too(by_path: SiteHome):
    made = article(channel(by_path), "开学")
    other = channel(by_path, "政务动态", "zwdt")
    for deed in (made.unpublish, lambda: made.move(other, "last-child")):
        before = version()
        deed()
        assert version() != before
    published = article(other, "会议")
    before = version()
    published.delete()
    assert version() != before


def test_a_draft_changes_nothing(by_path: SiteHome):
    made = article(channel(by_path), "开学")
    before = version()
    made.title = "开学了"
    made.save_revision()
    assert version() == before


def test_a_published_page_is_seen_though_the_list_was_kept(by_path: SiteHome, get: Get):
    parent = channel(by_path)
    parent.save_revision().publish()
    assert "本栏目暂无信息" in get("/jyj/tzgg/").text
    article(parent, "开学").save_revision().publish()
    assert "开学" in get("/jyj/tzgg/").text


def test_the_back_office_is_never_kept(by_path: SiteHome):
    editor = signed_in(Role.EDITOR, by_path.body)
    assert "public" not in editor.get("/office/").headers.get("Cache-Control", "")
    assert Client().get("/office/").status_code == 302
    assert editor.get("/office/").status_code == 200
