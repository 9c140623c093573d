"""The log of running: a record for each event, with what is needed to follow it and nothing personal."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory, override_settings
from django.urls import path

from gongkai.access.models import User
from gongkai.operate import middleware
from gongkai.operate.logs import FORMATS, Json, Text, logging_config, masked
from gongkai.operate.middleware import observed
from tests.operate.conftest import Server

Records = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def records(caplog: pytest.LogCaptureFixture) -> Iterator[Records]:
    """What the log says as JSON. Formatted as it comes, because the request at hand is part of it."""
    lines: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            lines.append(self.format(record))

    handler = Kept()
    handler.setFormatter(Json())

    def keep(record: logging.LogRecord) -> bool:
        handler.handle(record)
        return True

    caplog.handler.addFilter(keep)  # it is the same for every test
    caplog.set_level(logging.INFO)
    yield lambda: [json.loads(line) for line in lines]
    caplog.handler.removeFilter(keep)


def of_access(records: Records) -> dict[str, Any]:
    return next(each for each in reversed(records()) if each["logger"] == "gongkai.access")


@pytest.mark.django_db
def test_a_request_is_one_record(client: Client, records: Records):
    answer = client.get("/account/login/?next=/office/&phone=13800138000", headers={"user-agent": "x"})
    seen = of_access(records)
    assert seen["time"].endswith("+08:00")
    assert (seen["level"], seen["message"], seen["route"]) == ("INFO", "GET 200", "account_login")
    assert seen["address"] == "127.0.0.1"
    assert seen["ms"] > 0
    assert seen["request"] == answer.headers["X-Request-ID"]
    assert seen["path"] == "/account/login/"
    assert "13800138000" not in json.dumps(records())


@pytest.mark.django_db
def test_who_asked_is_told_by_number(client: Client, records: Records):
    user = User.objects.create(username="chen", name="陈一")
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    client.get("/office/")
    assert of_access(records)["user"] == user.pk
    assert "陈一" not in json.dumps(records(), ensure_ascii=False)


@pytest.mark.django_db
def test_a_link_that_lets_somebody_in_is_not_logged(client: Client, records: Records):
    client.get("/account/password/reset/key/1-cz5x9d-0f3e/")
    client.get("/account/nothing/cz5x9d-0f3e/")
    said = json.dumps(records(), ensure_ascii=False)
    assert "cz5x9d" not in said
    assert "/account/…" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("proxies", "given", "taken"),
    [(1, "0123456789abcdef", True), (0, "0123456789abcdef", False), (1, "short", False), (1, "a b\nc-1234567", False)],
)
def test_the_number_of_a_request_is_taken_from_proxies_only(proxies: int, given: str, taken: bool, client: Client):
    with override_settings(PROXIES=proxies):
        answer = client.get("/account/login/", headers={"X-Request-ID": given})
    assert (answer.headers["X-Request-ID"] == given) is taken
    assert len(answer.headers["X-Request-ID"]) == 16


PROXIES = {
    "none, and none told of": (0, "", ""),
    "one that nobody told of": (0, "203.0.113.9", "GONGKAI_PROXIES却是0"),
    "one as told": (1, "203.0.113.9", ""),
    "one, and something that the client made up": (1, "10.0.0.1, 203.0.113.9", ""),
    "one too few": (2, "203.0.113.9", "没有经过GONGKAI_PROXIES所写的那么多层"),
    "one that was gone around": (1, "", "没有经过GONGKAI_PROXIES所写的那么多层"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", PROXIES)
def test_proxies_that_are_not_as_told_are_said_once(how: str, client: Client, records: Records):
    told, forwarded, said = PROXIES[how]
    middleware._warn.cache_clear()
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}
    with override_settings(PROXIES=told):
        for _ in range(3):
            client.get("/account/login/", headers=headers)
    warnings = [each["message"] for each in records() if each["level"] == "WARNING"]
    assert len(warnings) == (1 if said else 0)
    assert all(said in each for each in warnings)


def fails(request: HttpRequest, secret: str) -> HttpResponse:
    raise ValueError("refused 330102199003070012 of zhang@example.com")


urlpatterns = [path("fails/<str:secret>", fails, name="fails")]


@override_settings(ROOT_URLCONF=__name__)
@pytest.mark.django_db
def test_an_exception_is_one_record_that_names_the_request_and_nobody(client: Client, records: Records):
    client.raise_request_exception = False
    answer = client.get("/fails/cz5x9d")
    assert answer.status_code == 500
    (error,) = [each for each in records() if each["level"] == "ERROR"]
    assert error["request"] == answer.headers["X-Request-ID"]
    assert error["message"] == "回答请求时出错"
    assert "Traceback" in error["exception"]
    assert "ValueError: refused *** of ***" in error["exception"]


def test_what_looks_personal_is_masked():
    assert masked("身份证330102199003070012，电话13800138000，zhang.san@mail.gov.cn") == "身份证***，电话***，***"
    assert masked("信用代码11330100002489559G，2026-01-20，第12345678901234567890号") == (
        "信用代码11330100002489559G，2026-01-20，第12345678901234567890号"
    )
    assert masked("duplicate key\nDETAIL:  Key (name)=(张三) already exists.") == "duplicate key\nDETAIL: ***"


def _record(message: str, **extra: object) -> logging.LogRecord:
    record = logging.LogRecord("gongkai.试验", logging.WARNING, __file__, 1, message, (), None)
    record.created = 1795000000.5
    record.__dict__.update(extra)
    return record


def test_text_cannot_pass_for_another_line():
    line = Text().format(_record("甲\n2026-01-01 INFO 乙", facts={"path": "/a\r\nb", "status": 200}))
    assert line == (
        "2026-11-18 19:06:40.500+08:00 WARNING gongkai.试验 甲\\x0a2026-01-01 INFO 乙 path=/a\\x0d\\x0ab status=200"
    )


def test_a_traceback_is_set_in_below_its_line():
    try:
        raise KeyError("x")
    except KeyError:
        record = _record("坏了")
        record.exc_info = sys.exc_info()
    first, *rest = Text().format(record).splitlines()
    assert first.endswith("坏了")
    assert rest[-1] == "    KeyError: 'x'"
    assert all(line.startswith("    ") for line in rest)
    assert len(Json().format(record).splitlines()) == 1


@pytest.mark.parametrize("form", FORMATS)
def test_each_form_can_be_set(form: str):
    logging.config.dictConfigClass(logging_config(form))
    assert logging_config(form)["formatters"]["event"]["()"].endswith(form.title())


def test_a_form_that_is_none_is_refused():
    with pytest.raises(ValueError, match="GONGKAI_LOG应是text或者json：xml"):
        logging_config("xml")


def test_the_first_middleware_sees_everything(rf: RequestFactory, settings: Any):
    assert settings.MIDDLEWARE[0] == f"{observed.__module__}.{observed.__name__}"


@pytest.mark.slow
def test_all_processes_log_one_json_object_a_line(server: Server):
    answer = server.ask("/account/login/")
    lines = [line for line in server.said.splitlines() if "已" not in line]
    events = [json.loads(line) for line in lines]
    assert any(each.get("request") == answer.headers["X-Request-ID"] for each in events)
    assert {"time", "level", "logger", "message"} <= set(events[0])
