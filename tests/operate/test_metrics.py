"""/metrics: who may read it, and that the figures are those of the whole host."""

from __future__ import annotations

import re

import pytest
from django.db import OperationalError, connection, transaction
from django.test import Client, override_settings

from gongkai.audit.services import record
from tests.operate.arranged import failed, verified
from tests.operate.conftest import Installation, Server, until

WORD = {"Authorization": "Bearer let-me-see"}


def figures(text: str) -> dict[str, float]:
    return {name: float(value) for name, value in re.findall(r"^([a-z][^#\s]*(?:\{.*\})?) (\S+)$", text, re.M)}


SEEN = {
    "from this machine": (200, 0, "127.0.0.1", {}),
    "over IPv6": (200, 0, "::1", {}),
    "over a socket for both": (200, 0, "::ffff:127.0.0.1", {}),
    "from elsewhere": (403, 0, "203.0.113.9", {}),
    "through a proxy that nobody told us of": (403, 0, "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
    "through our proxy": (403, 1, "127.0.0.1", {"X-Forwarded-For": "203.0.113.9"}),
    "pretending to be local to our proxy": (403, 1, "127.0.0.1", {"X-Forwarded-For": "127.0.0.1, 203.0.113.9"}),
    "pretending to be local": (403, 0, "203.0.113.9", {"X-Forwarded-For": "127.0.0.1"}),
    "beside our proxy": (200, 1, "127.0.0.1", {}),
    "with the word": (200, 0, "203.0.113.9", WORD),
    "with another word": (403, 0, "203.0.113.9", {"Authorization": "Bearer let-me"}),
    "with no address": (403, 0, "", {}),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", SEEN)
def test_who_may_read_the_figures(how: str, client: Client, monkeypatch: pytest.MonkeyPatch):
    status, proxies, address, headers = SEEN[how]
    monkeypatch.setenv("GONGKAI_METRICS", "let-me-see")
    with override_settings(PROXIES=proxies):
        assert client.get("/metrics", REMOTE_ADDR=address, headers=headers).status_code == status


@pytest.mark.django_db
def test_no_word_set_is_no_word_known(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("GONGKAI_METRICS", raising=False)
    for word in ("", "Bearer", "Bearer "):
        assert client.get("/metrics", REMOTE_ADDR="203.0.113.9", headers={"Authorization": word}).status_code == 403


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_never_by_address(client: Client):
    before = figures(client.get("/metrics").content.decode())
    client.get("/account/login/")
    client.get("/office/pages/7/")
    client.get("/nowhere/3301021990010112345")
    client.generic("BREW", "/account/login/")
    text = client.get("/metrics").content.decode()
    after = figures(text)
    counted = 'gongkai_requests_total{method="GET",route="account_login",status="200"}'
    assert after[counted] == before.get(counted, 0) + 1
    assert 'route="wagtailadmin_pages:index"' in text or 'route="wagtailadmin_explore"' in text
    assert 'method="other"' in text
    assert "33010" not in text
    assert 'gongkai_request_seconds_bucket{le="0.5",route="account_login"}' in after


@pytest.mark.django_db
def test_the_database_is_asked_at_each_look(client: Client):
    with transaction.atomic():
        record("试验", by=None)
    seen = figures(client.get("/metrics").content.decode())
    assert seen["gongkai_audit_rows"] == 1
    assert seen['gongkai_jobs{state="failed"}'] == 0
    assert seen["gongkai_task_oldest_seconds"] == 0
    assert seen["gongkai_workers"] == 0
    assert seen["gongkai_sessions"] == 0
    assert seen["gongkai_disk_free_bytes"] > 0
    assert "gongkai_audit_breaks" not in seen
    verified(faults=2)
    failed()
    seen = figures(client.get("/metrics").content.decode())
    assert seen['gongkai_jobs{state="failed"}'] == 1
    assert seen["gongkai_audit_breaks"] == 2
    assert seen["gongkai_audit_verified_timestamp_seconds"] > 1.7e9


@pytest.mark.django_db
def test_an_error_of_the_database_is_counted(client: Client):
    name = 'gongkai_database_errors_total{kind="OperationalError"}'
    before = figures(client.get("/metrics").content.decode()).get(name, 0)

    def lost(*_: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    with pytest.raises(OperationalError), connection.execute_wrapper(lost), connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert figures(client.get("/metrics").content.decode())[name] == before + 1


@pytest.mark.slow
def test_the_counts_of_all_processes_are_added_and_outlive_them(installation: Installation):
    with Server(installation, "--workers", "2") as server:
        until(lambda: len([each for each in server.named(r"operate\.web") if each.ppid() != server.process.pid]) == 2)
        for _ in range(40):
            assert server.ask("/account/login/").status == 200
        name = 'gongkai_requests_total{method="GET",route="account_login",status="200"}'
        for _ in range(10):
            assert figures(server.ask("/metrics").text)[name] == 40
        next(each for each in server.named(r"operate\.web") if each.ppid() != server.process.pid).kill()
        assert until(lambda: figures(server.ask("/metrics").text)[name] == 40)
