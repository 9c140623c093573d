"""/healthz and /readyz: what a load balancer sees, and what only the operator does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import DatabaseError
from django.db.migrations.recorder import MigrationRecorder
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from gongkai.jobs.recovery import beat
from gongkai.operate import health, state
from gongkai.operate.health import PARTS

FAR = {"REMOTE_ADDR": "203.0.113.9"}


@pytest.fixture(autouse=True)
def _nothing_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "_migrated", False)


def test_a_process_lives_without_a_database(client: Client):
    assert client.get("/healthz").content == b"ok\n"  # a test without django_db may not ask the database


def test_whoever_asks_by_address_is_answered_whatever_the_host(client: Client):
    assert client.get("/healthz", headers={"host": "10.0.0.7:8000"}).status_code == 200


@pytest.mark.django_db
def test_an_installation_in_order_is_ready(client: Client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["failed"] == []
    assert answer.json()["degraded"] == ["workers"], "nobody works in the background of a test"
    assert set(answer.json()["parts"]) == {part.name for part in PARTS}


@pytest.mark.django_db
def test_only_whoever_is_on_this_machine_sees_how_each_part_is(client: Client):
    assert client.get("/readyz", **FAR).json() == {"ready": True, "failed": [], "degraded": ["workers"]}
    assert "parts" not in client.get("/readyz", headers={"X-Forwarded-For": "203.0.113.9"}).json()


VITAL = {"database", "migrations"}
"""Without these nothing can be answered."""


def with_broken(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    def broken() -> str:
        raise DatabaseError("password authentication failed for user gongkai")

    parts = tuple(part._replace(look=broken if part.name == name else lambda: "好") for part in PARTS)
    monkeypatch.setattr(health, "PARTS", parts)


@pytest.mark.parametrize("name", [part.name for part in PARTS])
def test_each_part_that_fails_is_named_to_everybody_and_why_to_the_operator(
    name: str, client: Client, monkeypatch: pytest.MonkeyPatch
):
    with_broken(monkeypatch, name)
    answer = client.get("/readyz", **FAR)
    assert answer.json() == {
        "ready": name not in VITAL,
        "failed": [name] if name in VITAL else [],
        "degraded": [] if name in VITAL else [name],
    }
    assert client.get("/readyz").json()["parts"][name] == "DatabaseError"


@pytest.mark.parametrize("name", [part.name for part in PARTS])
def test_only_without_what_is_vital_no_requests_are_wanted(name: str, client: Client, monkeypatch: pytest.MonkeyPatch):
    """A cache or a worker that is away is so for all the processes: taking them out would take the site down."""
    with_broken(monkeypatch, name)
    assert client.get("/readyz").status_code == (503 if name in VITAL else 200)


@pytest.mark.django_db
@pytest.mark.parametrize("name", [part.name for part in PARTS])
def test_the_figures_tell_of_each_part(name: str, client: Client, monkeypatch: pytest.MonkeyPatch):
    with_broken(monkeypatch, name)
    told = [line for line in client.get("/metrics").content.decode().splitlines() if line.startswith("gongkai_part_")]
    assert sorted(told) == sorted(
        f'gongkai_part_well{{part="{part.name}",vital="{"yes" if part.name in VITAL else "no"}"}} '
        f"{0.0 if part.name == name else 1.0}"
        for part in PARTS
    )


def troubles(client: Client) -> dict[str, Any]:
    """What is wrong but for the workers, of which a test has none."""
    said = client.get("/readyz").json()
    return {name: said["parts"][name] for name in said["failed"] + said["degraded"] if name != "workers"}


@pytest.mark.django_db
def test_a_migration_that_is_missing_fails(client: Client):
    MigrationRecorder.Migration.objects.filter(app="demo").delete()
    assert troubles(client) == {"migrations": "数据库结构还差1步，请运行gongkai migrate"}


@pytest.mark.django_db
def test_a_task_that_nobody_takes_is_said(client: Client):
    assert state.oldest_task() == timedelta(0)
    task = DBTaskResult.objects.create(
        args_kwargs={"args": [], "kwargs": {}},
        priority=0,
        task_path="x",
        backend_name="default",
        run_after=get_date_max(),
    )
    DBTaskResult.objects.update(enqueued_at=timezone.now() - timedelta(minutes=61))
    assert troubles(client) == {"tasks": "有任务已等候61分钟，请检查后台任务进程（gongkai worker）"}
    task.run_after = timezone.now() + timedelta(minutes=1)
    task.save()
    assert troubles(client) == {}
    task.run_after = timezone.now() - timedelta(minutes=62)
    task.save()
    assert "62分钟" in troubles(client)["tasks"]


@pytest.mark.django_db
def test_a_disk_that_is_nearly_full_is_said(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(state, "free_disk", lambda: 50 * 2**20)
    assert troubles(client) == {"disk": "磁盘只剩50MB，请清理或者扩容"}


@pytest.mark.django_db
def test_a_cache_that_forgets_is_said(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cache, "set", lambda *_: None)
    assert troubles(client) == {"cache": "缓存没有记住写入的内容，请检查GONGKAI_CACHE所指的Redis"}


@pytest.mark.django_db
def test_a_worker_is_seen(client: Client):
    assert client.get("/readyz").json()["parts"]["workers"] == "没有在运行的后台任务进程，请启动gongkai worker"
    beat("host:1:a")
    assert client.get("/readyz").json()["degraded"] == []
    assert client.get("/readyz").json()["parts"]["workers"] == "1个"
