"""The log of deeds from a shell: taken out whole or by search, and verified where there is no platform."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.database import sqlite_copy

Run = Callable[..., "subprocess.CompletedProcess[str]"]

DEEDS = """
import django; django.setup()
from django.db import transaction
from gongkai.access.models import User
from gongkai.audit.services import record
chen = User.objects.create(username="chen", name="陈一")
with transaction.atomic():
    for deed in ("登录", "查看个人信息", "退出"):
        record(deed, by=chen, subject=chen, address="10.0.0.1")
    record("登录失败", by=None)
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs a command; without a database the platform cannot even be started."""

    def run(*args: object, database: bool = True, python: str = "") -> subprocess.CompletedProcess[str]:
        environment = os.environ | {
            "GONGKAI_DATABASE": f"sqlite:///{tmp_path}/gongkai.sqlite3" if database else "none://",
            "GONGKAI_DATA": str(tmp_path),
            "DJANGO_SETTINGS_MODULE": "config.settings",
        }
        command = [sys.executable, "-c", python or "from gongkai.cli import main; main()", *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    sqlite_copy(tmp_path)
    assert run(python=DEEDS).returncode == 0
    return run


def test_the_log_is_taken_out_and_verified_elsewhere(run: Run, tmp_path: Path):
    whole, part = tmp_path / "全部.jsonl", tmp_path / "部分.jsonl"
    head = run("audit", "head").stdout.strip()
    assert run("audit", "export", whole).stdout == f"{whole}：写出4条\n"
    assert run("audit", "export", part, "--actor", "陈一", "--deed", "退出").stdout == f"{part}：写出1条\n"
    done = run("audit", "verify", "--file", whole, "--last", head, database=False)
    assert (done.returncode, done.stdout) == (0, "共4条，没有发现改动\n")
    done = run("audit", "verify", "--file", part, database=False)
    assert done.returncode == 0
    assert done.stdout.splitlines() == [
        "这是部分日志（操作人陈一，操作退出）：各条有没有被改动可以校验，缺少哪些不能",
        "共1条，没有发现改动",
    ]
    assert "共6条，没有发现改动" in run("audit", "verify").stdout
    assert "共7条，没有发现改动" in run("audit", "verify", "--last", head).stdout


def test_an_altered_file_is_found_out(run: Run, tmp_path: Path):
    file = tmp_path / "全部.jsonl"
    run("audit", "export", file)
    lines = file.read_text("utf-8").splitlines(keepends=True)
    lines[2] = json.dumps(json.loads(lines[2]) | {"actor_name": "李四"}) + "\n"
    file.write_text("".join(lines), encoding="utf-8")
    done = run("audit", "verify", "--file", file, database=False)
    assert (done.returncode, done.stdout) == (1, "第2条：内容与校验值不符：这一条被改动\n共4条，发现1处问题\n")
    file.write_text("".join(lines[:3]), encoding="utf-8")
    done = run("audit", "verify", "--file", file, database=False)
    assert done.returncode == 1
    assert "文件不完整：读到2条以后没有结尾，请重新导出" in done.stderr
    assert "不是导出的操作日志" in run("audit", "verify", "--file", __file__, database=False).stderr


def test_options_are_searches(run: Run, tmp_path: Path):
    file = tmp_path / "日志.jsonl"
    for options, count in (
        (("--actor", "系统"), 1),
        (("--address", "10.0.0.1"), 3),
        (("--since", "2001-01-01", "--until", "2001-12-31"), 0),
        (("--body", "没有"), 0),
    ):
        assert f"写出{count}条" in run("audit", "export", file, *options).stdout
    assert "应是形如 2025-01-20 的日期" in run("audit", "export", file, "--since", "昨天").stderr
