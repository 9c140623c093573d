"""Commands that need the database: as a person runs them, each in a process of its own."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.database import sqlite_copy

Run = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    environment = os.environ | {
        "GONGKAI_DATA": str(tmp_path),
        "GONGKAI_DATABASE": f"sqlite:///{tmp_path}/gongkai.sqlite3",
    }

    def run(*args: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from gongkai.cli import main; main()", *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, env=environment, check=False)

    return run


def test_a_database_is_brought_up_to_date(run: Run, tmp_path: Path):
    """From an earlier state; from nothing it is made in tests/operate/test_serve.py."""
    assert "请先运行gongkai migrate" in run("audit", "verify").stderr
    with sqlite3.connect(sqlite_copy(tmp_path)) as database:
        database.execute("DROP TABLE demo_mark")
        database.execute("DELETE FROM django_migrations WHERE app = 'demo'")
    database.close()
    assert run("migrate").stdout.startswith("数据库已升级")
    assert run("migrate").stdout == "数据库已是当前版本\n"


def test_bodies_are_imported_after_a_look_and_the_log_shows_tampering(run: Run, tmp_path: Path):
    sqlite_copy(tmp_path)
    table = tmp_path / "机关.csv"
    table.write_text(
        "名称,类别,上级机关\n海州市人民政府,人民政府,\n海州市教育局,政府部门,海州市人民政府\n", encoding="utf-8"
    )
    look = run("bodies", "import", table)
    assert look.stdout.splitlines() == [
        "新增  海州市人民政府",
        "新增  海州市教育局",
        "新增2个，改动0个，不变0个，有误0处",
        "以上只是预告，加 --yes 导入",
    ]
    assert run("audit", "head").stdout.startswith("0:0000")
    assert run("bodies", "import", table, "--yes").stdout.endswith("已导入\n")
    head = run("audit", "head").stdout.strip()
    assert run("audit", "verify", "--last", head).stdout == "共2条，没有发现改动\n"
    out = tmp_path / "导出.xlsx"
    assert "写出2个机关" in run("bodies", "export", out).stdout
    assert "不变2个" in run("bodies", "import", out).stdout

    with sqlite3.connect(tmp_path / "gongkai.sqlite3") as database:
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            database.execute("UPDATE audit_deed SET actor_name = '李四' WHERE number = 1")
        database.execute("DROP TRIGGER audit_deed_no_update")
        database.execute("UPDATE audit_deed SET actor_name = '李四' WHERE number = 1")
    database.close()
    verified = run("audit", "verify")
    assert verified.returncode == 1
    assert verified.stdout == "第1条：内容与校验值不符：这一条被改动\n共3条，发现1处问题\n"


@pytest.mark.parametrize(
    ("args", "why"),
    [
        (("bodies", "export", "x.pdf"), "只能写成.csv或者.xlsx"),
        (("bodies", "import", "没有.csv"), "没有.csv"),
        (("audit", "verify", "--last", "3"), "序号:校验值"),
    ],
)
def test_what_is_wrong_is_said_in_one_chinese_line(run: Run, tmp_path: Path, args: tuple[str, ...], why: str):
    sqlite_copy(tmp_path)
    done = run(*args)
    assert done.returncode
    assert why in done.stderr
    assert "Traceback" not in done.stderr
