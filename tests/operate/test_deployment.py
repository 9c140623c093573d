"""gongkai check-deploy: every check can fail, each says what to do, and an installation in order passes."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.core.checks import Tags
from django.core.checks.registry import registry
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from pytest_django.fixtures import Settings

from config.settings import UNSAFE_SECRET_KEY
from gongkai.access.enums import ADMINISTRATORS
from gongkai.access.models import Appointment, User
from gongkai.cli import group
from gongkai.jobs.models import Worker
from gongkai.operate import deployment, prepare, state
from gongkai.operate.deployment import CHECKS, DJANGO, OTHERWISE, findings
from tests.operate.arranged import verified, working

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)

Patch = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def _in_order(tmp_path: Path, monkeypatch: Patch, settings: Settings) -> None:
    """An installation with which nothing is wrong."""
    for name in ("data/media", "keys"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "keys").chmod(0o700)
    for name, text in {
        "GONGKAI_EMAIL": "smtp://mail.example.gov.cn",
        "GONGKAI_CACHE": "redis://127.0.0.1:6379/0",
        "GONGKAI_METRICS": "",
    }.items():
        monkeypatch.setenv(name, text)
    monkeypatch.setattr(prepare, "is_collected", lambda: True)
    monkeypatch.setattr(deployment, "run_checks", lambda **_: [])
    monkeypatch.setattr(deployment, "CHECKS", [check for check in CHECKS if check.code != "D19"])
    for role in ADMINISTRATORS:
        Appointment.objects.create(user=User.objects.create(username=role, name="某"), role=role)
    working()
    verified()
    for name, to in {
        "SECRET_KEY": "k8Jd0-sLw92mQx7ZbTnVyRc5uHgFe3aP4iOoB1vNtKqWjXzMlS",
        "ORIGIN": "https://zwgk.example.gov.cn",
        "HTTPS": True,
        "ALLOWED_HOSTS": ["zwgk.example.gov.cn"],
        "PROXIES": 1,
        "SECOND_FACTOR": "required",
        "EMAIL_FROM": "zwgk@example.gov.cn",
        "DATA": tmp_path / "data",
        "MEDIA_ROOT": tmp_path / "data/media",
        "STATIC_ROOT": tmp_path / "data/static",
        "KEYS": tmp_path / "keys",
    }.items():
        setattr(settings, name, to)


def said() -> dict[str, str]:
    return {each.code: each.text for each in findings()}


def test_an_installation_in_order_passes():
    assert said() == {}


# --- each check can fail --------------------------------------------------------------------------------------------


class Given(NamedTuple):
    patch: Patch
    settings: Settings


def settings(**changes: Any) -> Callable[[Given], None]:
    def change(given: Given) -> None:
        for name, to in changes.items():
            setattr(given.settings, name, to)

    return change


def environment(name: str, text: str) -> Callable[[Given], None]:
    return lambda given: given.patch.setenv(name, text)


def keys_open_to_others(given: Given) -> None:
    (given.settings.KEYS / "data-keys.json").touch()
    (given.settings.KEYS / "data-keys.json").chmod(0o644)


def keys_among_the_data(given: Given) -> None:
    given.settings.KEYS = given.settings.DATA / "keys"
    given.settings.KEYS.mkdir(mode=0o700)


def no_keys(given: Given) -> None:
    given.settings.KEYS.rmdir()


def demo_data(given: Given) -> None:
    apps.get_model("demo", "Mark").objects.create()


def no_worker(given: Given) -> None:
    Worker.objects.update(seen_at=LONG_AGO)


def no_auditor(given: Given) -> None:
    Appointment.objects.filter(role="audit_admin").update(since=date(2020, 1, 1), until=date(2020, 2, 1))


def not_verified(given: Given) -> None:
    given.patch.setattr(deployment, "LONGEST_UNVERIFIED", timedelta(0))


def migration_missing(given: Given) -> None:
    MigrationRecorder.Migration.objects.filter(app="demo").delete()


def static_of_another(given: Given) -> None:
    given.patch.setattr(prepare, "is_collected", lambda: False)


def nearly_full(given: Given) -> None:
    given.patch.setattr(state, "free_disk", lambda: 2**30)


def no_shared_cache(given: Given) -> None:
    given.patch.delenv("GONGKAI_CACHE")
    working("乙")


def never_writable(given: Given) -> None:
    given.patch.setattr("os.access", lambda *_: False)


FAULTS: dict[str, tuple[str, Callable[[Given], object], str]] = {
    "the key that everybody knows": ("D01", settings(SECRET_KEY=UNSAFE_SECRET_KEY), "没有签名密钥"),
    "a short key": ("D01", settings(SECRET_KEY="abc"), "太短"),
    "a key of one letter": ("D01", settings(SECRET_KEY="a" * 60), "太简单"),
    "plain http": ("D02", settings(HTTPS=False, ORIGIN="http://zwgk.example.gov.cn", PROXIES=0), "不加密传送"),
    "any host": ("D03", settings(ALLOWED_HOSTS=["*"]), "任何主机名"),
    "no host": ("D03", settings(ALLOWED_HOSTS=["127.0.0.1", "localhost", "[::1]"]), "只有本机"),
    "another host": ("D03", settings(ALLOWED_HOSTS=["www.example.gov.cn"]), "zwgk.example.gov.cn不在GONGKAI_HOSTS里"),
    "no second factor": ("D04", settings(SECOND_FACTOR="optional"), "第二因素"),
    "a demo": ("D05", settings(DEMO=True), "演示环境"),
    "the demo's data": ("D05", demo_data, "演示数据"),
    "keys open to others": ("D06", keys_open_to_others, "chmod go= "),
    "keys among the data": ("D06", keys_among_the_data, "会随数据一起复制"),
    "no keys": ("D06", no_keys, "没有密钥目录"),
    "no mail": ("D07", environment("GONGKAI_EMAIL", ""), "GONGKAI_EMAIL"),
    "a local sender": ("D07", settings(EMAIL_FROM="gongkai@localhost"), "GONGKAI_EMAIL_FROM"),
    "hosts without a shared cache": ("D08", no_shared_cache, "GONGKAI_CACHE"),
    "a proxy not told of": ("D09", settings(PROXIES=0), "GONGKAI_PROXIES"),
    "another time zone": ("D11", settings(TIME_ZONE="UTC"), "Asia/Shanghai"),
    "a disk nearly full": ("D12", nearly_full, "磁盘只剩1.0GB"),
    "static files of another release": ("D13", static_of_another, "--static"),
    "no worker": ("D14", no_worker, "gongkai-worker"),
    "a log not verified": ("D15", not_verified, "天以上没有校验"),
    "a log altered": ("D16", lambda _: verified(faults=3), "发现3处被改动"),
    "an administrator is missing": ("D17", no_auditor, "没有审计管理员"),
    "a migration is missing": ("D18", migration_missing, "还差1步"),
    "a short word for the figures": ("D20", environment("GONGKAI_METRICS", "secret"), "GONGKAI_METRICS"),
    "a folder not writable": ("D21", never_writable, "不能写"),
}  # fmt: skip


@pytest.mark.parametrize("how", FAULTS)
def test_each_fault_is_found_and_says_what_to_do(how: str, monkeypatch: Patch, settings: Settings):
    code, arrange, text = FAULTS[how]
    arrange(Given(monkeypatch, settings))
    found = said()
    assert text in found[code]
    assert re.search("：|请", found[code])


def test_a_log_that_was_never_verified_is_told_of(monkeypatch: Patch):
    monkeypatch.setattr("gongkai.audit.services.last_verification", lambda: None)
    assert "7天以上没有校验" in said()["D15"]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="about SQLite")
def test_several_workers_on_sqlite_are_told_of():
    working()
    assert "请改用PostgreSQL" in said()["D10"]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="about PostgreSQL")
def test_a_superuser_of_postgresql_is_told_of(monkeypatch: Patch):
    monkeypatch.undo()
    assert "超级用户" in said()["D19"]


def test_every_check_has_a_fault_that_it_finds():
    assert {code for code, _, _ in FAULTS.values()} | {"D10", "D19"} == {check.code for check in CHECKS}
    assert len({check.code for check in CHECKS}) == len(CHECKS)


def test_a_database_that_does_not_answer_is_said_once_a_check(monkeypatch: Patch):
    def lost(*_: object) -> None:
        raise OperationalError("connection refused")

    with connection.execute_wrapper(lost):
        found = said()
    assert found["D17"] == "不能检查，数据库没有应答（OperationalError）：请检查GONGKAI_DATABASE"


# --- Django's -------------------------------------------------------------------------------------------------------


def test_all_that_django_says_of_security_is_said_in_chinese_or_left_out_for_a_reason():
    import django.core.checks.security.base as base
    import django.core.checks.security.csrf as csrf
    import django.core.checks.security.sessions as sessions

    ids = {
        message.id
        for module in (base, csrf, sessions)
        for message in vars(module).values()
        if getattr(message, "id", "").startswith("security.W")
    }
    alike = {"security.W010", "security.W011", "security.W013", "security.W014", "security.W015", "security.W017"}
    assert ids - alike - {"security.W026"} <= set(DJANGO) | set(OTHERWISE)


def test_what_the_applications_check_before_going_into_service_is_said(monkeypatch: Patch):
    monkeypatch.undo()
    assert Tags.security in registry.tags_available(deployment_checks=True)
    with override_settings(SECOND_FACTOR="off", DEMO=False):
        found = {each.code: each for each in findings()}
    assert found["signin.E002"].grave
    assert not {code for code in found if code in OTHERWISE}


# --- the command ----------------------------------------------------------------------------------------------------


def test_the_command_ends_with_1_for_an_error_and_not_for_a_reminder():
    run = CliRunner()
    done = run.invoke(group, ["check-deploy"], standalone_mode=False)
    assert (done.return_value, done.output) == (0, "可以上线，没有发现问题\n")
    with override_settings(SECOND_FACTOR="optional"):
        done = run.invoke(group, ["check-deploy"], standalone_mode=False)
    assert done.return_value == 0
    assert done.output.startswith("提醒 D04 ")
    with override_settings(SECOND_FACTOR="optional", PROXIES=0):
        done = run.invoke(group, ["check-deploy"], standalone_mode=False)
    assert done.return_value == 1
    assert [line[:6] for line in done.output.splitlines()] == ["错误 D09", "提醒 D04", "错误1处，提"]
