"""Keys from a shell: made, listed, rotated while data stay, retired."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gongkai.persons import keys
from tests.database import sqlite_copy
from tests.persons.test_keys import rested

Run = Callable[..., "subprocess.CompletedProcess[str]"]

APPLICANT = """
import django; django.setup()
from gongkai.access.models import User
from gongkai.persons.services import register_applicant, reveal
user = User.objects.filter(username="lin").first() or User.objects.create(username="lin", name="林小英")
if not hasattr(user, "applicant"):
    members = {"kind": "natural_person", "name": "林小英", "document": "passport", "number": "E12345678"}
    register_applicant(members, by=user, user=user)
print(reveal(user.applicant, "number", by=user, reason="试"), user.applicant.number.sealed.split(":")[1])
"""


@pytest.fixture
def run(tmp_path: Path) -> Run:
    sqlite_copy(tmp_path)
    environment = os.environ | {
        "GONGKAI_DATABASE": f"sqlite:///{tmp_path}/gongkai.sqlite3",
        "GONGKAI_DATA": str(tmp_path),
        "GONGKAI_KEYS": str(tmp_path / "keys"),
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }

    def run(*args: object, python: str = "from gongkai.cli import main; main()") -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", python, *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    return run


def test_a_key_s_life(run: Run, tmp_path: Path):
    folder = tmp_path / "keys"
    for command in ("list", "rotate"):
        done = run("keys", command)
        assert (done.returncode, "新装的请运行gongkai keys new" in done.stderr) == (1, True)
    assert run("keys", "new").stdout == f"密钥k1（aes-256-gcm）写在{folder}/data-keys.json，已启用\n"
    assert run(python=APPLICANT).stdout == "E12345678 k1\n"
    assert "待启用，请运行gongkai keys rotate" in run("keys", "new").stdout
    assert run("keys", "rotate").stdout.splitlines()[0] == "密钥k2（aes-256-gcm）已启用"
    assert run(python=APPLICANT).stdout == "E12345678 k2\n"
    first, second = run("keys", "list").stdout.splitlines()
    assert (first[:20], first[-8:]) == ("k1  aes-256-gcm  已替换", "，0行，0个文件")
    assert (second[:20], second[-8:]) == ("k2  aes-256-gcm  使用中", "，1行，0个文件")
    assert "正在使用或者待启用" in run("keys", "retire", "k2").stderr
    assert "刚刚被替换" in run("keys", "retire", "k1").stderr
    rested(folder)
    assert run("keys", "retire", "k1").stdout == "密钥k1已停用\n"
    assert [key.id for key in keys.ring(folder).keys] == ["k2"]
    assert run(python=APPLICANT).stdout == "E12345678 k2\n"


def test_a_rotation_that_was_cut_short_is_finished_first(run: Run, tmp_path: Path):
    run("keys", "new")
    run(python=APPLICANT)
    run("keys", "new")
    keys.make_current(tmp_path / "keys")
    assert "上一次轮换还有1项没有改用密钥k2，接着做" in run("keys", "rotate").stdout
    assert "密钥k2刚刚启用，数据和文件都已改用它" in run("keys", "rotate").stdout, "as the second time on several hosts"
    run("keys", "new")
    assert "密钥k3" in run("keys", "rotate").stdout
    rested(tmp_path / "keys")
    assert "密钥k4" in run("keys", "rotate").stdout
