"""A backup is made while others write, and what comes back is what was there, on either kind of database."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import connection

from gongkai.operate import backup
from gongkai.operate.archive import Archive, NotRestorable
from tests.database import ROOT
from tests.operate.conftest import Install, Installation

pytestmark = pytest.mark.slow

SQLITE = connection.vendor == "sqlite"
FILES = (
    "media/original_images/市徽.png",
    "media/documents/公报 第1期.pdf",
    "jobs/results/机关名录.csv",
    "documents/ab/cdef",
    "vault/0f/3b8f0f6b0c4bd2a3c1b0d9e8f7a6b5",
)
Rows = dict[str, list[str]]
Query = Callable[[str], list[tuple[Any, ...]]]


@contextmanager
def opened(at: Installation) -> Iterator[Query]:
    """The database as another program sees it, which may do anything."""
    if SQLITE:
        with closing(sqlite3.connect(at.database, isolation_level=None)) as database:
            yield lambda sql: database.execute(sql).fetchall()
        return
    with psycopg.connect(at.environment["GONGKAI_DATABASE"], autocommit=True) as server:

        def query(sql: str) -> list[tuple[Any, ...]]:
            cursor = server.execute(sql.encode())
            return cursor.fetchall() if cursor.description is not None else []

        yield query


def everything(at: Installation) -> Rows:
    """Every row of every table."""
    names = (
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        if SQLITE
        else "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
    )
    with opened(at) as query:
        return {name: sorted(map(repr, query(f'SELECT * FROM "{name}"'))) for (name,) in query(names)}


def destroy(at: Installation) -> None:
    """Lose the database and the files."""
    if SQLITE:
        for file in at.folder.glob("gongkai.sqlite3*"):
            file.unlink()
    else:
        with opened(at) as query:
            query("DROP SCHEMA public CASCADE")
            query("CREATE SCHEMA public")
    for name in ("media", "jobs", "documents", "vault"):
        shutil.rmtree(at.folder / name)


@contextmanager
def written(at: Installation) -> Iterator[Callable[[], list[str]]]:
    """Somebody who goes on writing deeds; each call gives number and hash of the next that was acknowledged."""
    command = [sys.executable, "-m", "tests.operate.writer"]
    with subprocess.Popen(command, env=at.environment, cwd=ROOT, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout is not None
        readline = writer.stdout.readline
        try:
            yield lambda: readline().split()
        finally:
            writer.kill()


@pytest.fixture(scope="module")
def city(install: Install, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The demo city and some files, to be copied and backed up; nobody changes it."""
    with install(tmp_path_factory.mktemp("city") / "data") as made:
        made.does("demo", GONGKAI_DEMO="1")
        for name in FILES:
            (file := made.folder / name).parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(name.encode() * 1000)
        yield made


def backup_of(at: Installation, folder: Path) -> Path:
    at.does("backup", str(folder))
    (file,) = folder.iterdir()
    return file


@pytest.fixture(scope="module")
def backed_up(city: Installation, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The backup of the city."""
    return backup_of(city, tmp_path_factory.mktemp("backups"))


@pytest.fixture
def copy(install: Install, city: Installation, tmp_path: Path) -> Iterator[Installation]:
    """The city, to do something to."""
    with install(tmp_path / "copy", like=city) as made:
        yield made


# --- what comes back ------------------------------------------------------------------------------------------------


def test_what_was_there_comes_back_after_everything_is_lost(copy: Installation, tmp_path: Path):
    before = everything(copy)
    assert len(before["access_user"]) > 5
    file = backup_of(copy, tmp_path / "backups")
    assert file.stat().st_mode & 0o777 == 0o600
    destroy(copy)
    said = copy.does("restore", str(file), "--yes")
    assert "没有发现改动" in said
    after = everything(copy)
    assert len(after.pop("audit_deed")) == len(before.pop("audit_deed")) + 1  # that it was restored
    after.pop("audit_head"), before.pop("audit_head")
    assert {name: after.get(name) for name, rows in before.items() if after.get(name) != rows} == {}
    assert [name for name in FILES if (copy.folder / name).read_bytes() != name.encode() * 1000] == []
    assert copy.does("audit", "verify").endswith("没有发现改动\n")


def test_a_backup_is_of_one_moment_while_others_write(copy: Installation, installation: Installation, tmp_path: Path):
    with written(copy) as acknowledged:
        for _ in range(50):
            number, digest = acknowledged()
        file = backup_of(copy, tmp_path / "backups")
        assert acknowledged()
    installation.does("restore", str(file), "--yes")  # it compares every table with what was counted, and the log
    with opened(installation) as query:
        assert query(f"SELECT hash FROM audit_deed WHERE number = {number}") == [(digest,)]


def test_nothing_is_done_without_a_yes(city: Installation, backed_up: Path):
    before = everything(city)
    said = city.does("restore", str(backed_up))
    assert "备份完好" in said
    assert "将被替换" in said
    assert said.endswith("加 --yes 恢复\n")
    assert everything(city) == before


def test_what_is_replaced_is_kept_aside(installation: Installation, backed_up: Path):
    (installation.folder / "media").mkdir(exist_ok=True)
    (installation.folder / "media/旧.txt").write_text("旧", encoding="utf-8")
    installation.does("restore", str(backed_up), "--yes")
    (database,) = installation.folder.glob("gongkai.sqlite3.before-*" if SQLITE else "database.before-*.dump")
    (media,) = installation.folder.glob("media.before-*")
    assert database.stat().st_size > 100_000
    assert (media / "旧.txt").exists()
    assert not list(installation.folder.glob(".*"))


def test_a_database_in_use_is_not_replaced(copy: Installation, backed_up: Path):
    with written(copy) as acknowledged:
        acknowledged()
        done = copy.run("restore", str(backed_up), "--yes")
    assert done.returncode == 1
    assert done.stderr == "数据库正在使用，请先停止平台（网页服务和后台任务），再恢复\n"
    assert not list(copy.folder.glob("*before*"))


def test_an_older_backup_is_brought_up_to_date(copy: Installation, installation: Installation, tmp_path: Path):
    """As if a table had not been there yet when the backup was made."""
    with opened(copy) as query:
        query("DROP TABLE demo_mark")
        query("DELETE FROM django_migrations WHERE app = 'demo'")
    file = backup_of(copy, tmp_path / "backups")
    assert "数据库升级到当前版本，执行了1步" in installation.does("restore", str(file), "--yes")
    assert everything(installation)["demo_mark"] == []


def test_a_log_of_deeds_that_was_tampered_with_shows_at_the_restore(copy: Installation, tmp_path: Path):
    with opened(copy) as query:
        query("DROP TRIGGER audit_deed_no_update" if SQLITE else "ALTER TABLE audit_deed DISABLE TRIGGER USER")
        query("UPDATE audit_deed SET actor_name = '李四' WHERE number = 2")
    done = copy.run("restore", str(backup_of(copy, tmp_path / "backups")), "--yes")
    assert done.returncode == 1
    assert "操作日志有1处被改动，第一处是第2条" in done.stderr


@pytest.mark.skipif(SQLITE, reason="PostgreSQL's users")
def test_the_owner_of_a_database_restores_it_without_being_a_superuser(backed_up: Path, installation: Installation):
    name = f"{installation.database}_plain"
    server, _, _ = installation.environment["GONGKAI_DATABASE"].rpartition("/")
    at = installation._replace(
        environment=installation.environment | {"GONGKAI_DATABASE": f"{server.replace('postgres:', f'{name}:')}/{name}"}
    )
    with psycopg.connect(installation.environment["GONGKAI_DATABASE"], autocommit=True) as superuser:
        superuser.execute(f"CREATE ROLE {name} LOGIN".encode())
        superuser.execute(f"CREATE DATABASE {name} OWNER {name}".encode())
        try:
            at.does("restore", str(backed_up), "--yes")  # into an empty one
            at.does("restore", str(backed_up), "--yes")  # in place of what is there
            assert at.does("audit", "verify").endswith("没有发现改动\n")
        finally:
            superuser.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
            superuser.execute(f"DROP ROLE {name}".encode())


def test_another_key_of_the_same_name_does_not_pass_for_the_one_that_is_needed(
    installation: Installation, backed_up: Path
):
    (installation.folder / "keys/data-keys.json").unlink()
    installation.does("keys", "new")
    done = installation.run("restore", str(backed_up), "--yes")
    assert done.returncode == 0
    assert "缺少数据密钥k1，个人信息不能读出：请用gongkai restore-keys" in done.stderr


# --- what a backup is -----------------------------------------------------------------------------------------------


def test_no_key_is_in_a_backup(city: Installation, backed_up: Path):
    keys = [path.read_bytes().strip() for path in (city.folder / "keys").iterdir()]
    assert keys
    whole = backed_up.read_bytes()
    assert [key for key in keys if key in whole] == []


def test_it_can_be_checked_without_us(backed_up: Path, tmp_path: Path):
    with tarfile.open(backed_up) as tar:
        tar.extractall(tmp_path, filter="data")
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
    manifest = json.loads((tmp_path / "manifest.json").read_text("utf-8"))
    assert manifest["rows"]["access_user"] > 5
    assert manifest["audit"][0] > 10


def test_only_so_many_are_kept_and_others_files_are_left_alone(installation: Installation, tmp_path: Path):
    old = [tmp_path / f"gongkai-2026010{day}-030000.tar" for day in (1, 2, 3)]
    for path in (*old, other := tmp_path / "手工.tar"):
        path.touch()
    said = installation.does("backup", str(tmp_path), "--keep", "2")
    assert [path.exists() for path in old] == [False, False, True]
    assert other.exists()
    assert f"已删去旧的备份{old[0]}" in said


def test_a_backup_is_not_put_where_it_would_be_published(installation: Installation):
    done = installation.run("backup", str(installation.folder / "media/backups"))
    assert done.returncode == 1
    assert "备份不能放在" in done.stderr


@pytest.mark.skipif(SQLITE, reason="PostgreSQL's programs")
@pytest.mark.parametrize(
    ("version", "why"), [(None, "没有pg_dump"), ("9.6", "pg_dump是9版，数据库是")], ids=["missing", "too old"]
)
def test_programs_that_do_not_fit_are_named(version: str | None, why: str, installation: Installation, tmp_path: Path):
    (programs := tmp_path / "bin").mkdir()
    if version is not None:
        (programs / "pg_dump").write_text(f"#!/bin/sh\necho 'pg_dump (PostgreSQL) {version}'\n", encoding="utf-8")
        (programs / "pg_dump").chmod(0o755)
    done = installation.run("backup", str(tmp_path / "backups"), PATH=str(programs))
    assert done.returncode == 1
    assert why in done.stderr


# --- backups that are not what they were ----------------------------------------------------------------------------

Change = Callable[[str, bytes], bytes | None]


def rewritten(file: Path, to: Path, change: Change, *, sums: bool) -> Path:
    """The backup with some parts changed; with `sums` that fit, as somebody would do it who knows how."""
    parts: dict[str, bytes] = {}
    with tarfile.open(file) as tar:
        for member in tar:
            source = tar.extractfile(member)
            assert source is not None
            if (text := change(member.name, source.read())) is not None:
                parts[member.name] = text
    if sums:
        of = {name: hashlib.sha256(text).hexdigest() for name, text in parts.items() if name != "SHA256SUMS"}
        parts["SHA256SUMS"] = "".join(f"{digest}  {name}\n" for name, digest in of.items()).encode()
    with tarfile.open(to, "w") as tar:
        for name, text in parts.items():
            info = tarfile.TarInfo(name)
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text))
    return to


def saying(**changes: Any) -> Change:
    """Another manifest."""
    return lambda name, text: json.dumps(json.loads(text) | changes).encode() if name == "manifest.json" else text


def altered(name: str, text: bytes) -> bytes:
    return text[:-1] + b"x" if name.startswith("media/") else text


def left_out(name: str, text: bytes) -> bytes | None:
    return None if name.startswith("media/") else text


FAULTS: dict[str, tuple[Change, bool, str]] = {
    "a part is altered": (altered, False, "与校验值不符"),
    "a part is missing": (left_out, False, "校验清单不一致"),
    "another format": (saying(format="gongkai.backup/9"), True, "本程序只认gongkai.backup/1"),
    "another kind of database": (saying(engine="oracle"), True, "请用GONGKAI_DATABASE指定同一种数据库"),
    "a newer version": (saying(version="9.9", migrations=["audit.0099_to_come"]), True, "由更新的版本（9.9）所做"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("how", FAULTS)
def test_a_backup_that_does_not_fit_is_refused(how: str, backed_up: Path, tmp_path: Path):
    change, sums, why = FAULTS[how]
    bad = rewritten(backed_up, tmp_path / "bad.tar", change, sums=sums)
    with pytest.raises(NotRestorable, match=re.escape(why)), Archive(bad) as archive:
        backup.plan(archive)


def test_a_file_that_is_no_backup_or_half_of_one_is_refused(backed_up: Path, tmp_path: Path):
    (half := tmp_path / "half.tar").write_bytes(backed_up.read_bytes()[: backed_up.stat().st_size // 2])
    for file in (half, Path(__file__)):
        with pytest.raises(NotRestorable, match="不是备份，或者不完整"):
            Archive(file)


def test_a_part_that_would_be_put_elsewhere_is_refused(backed_up: Path, tmp_path: Path):
    def renamed(name: str, text: bytes) -> bytes:
        return text.replace(b"  media/", b"  media/../../") if name == "SHA256SUMS" else text

    bad = rewritten(backed_up, tmp_path / "bad.tar", renamed, sums=False)
    with tarfile.open(bad) as tar, tarfile.open(tmp_path / "worse.tar", "w") as worse:
        for member in tar:
            content = tar.extractfile(member)
            member.name, member.pax_headers = member.name.replace("media/", "media/../../"), {}
            worse.addfile(member, content)
    with pytest.raises(NotRestorable, match=r"备份里有不应有的内容：media/\.\./"):
        Archive(tmp_path / "worse.tar")


def test_a_database_that_is_none_leaves_things_as_they_were(
    installation: Installation, backed_up: Path, tmp_path: Path
):
    before = everything(installation)
    bad = rewritten(backed_up, tmp_path / "bad.tar", lambda name, text: b"x" if name == "database" else text, sums=True)
    done = installation.run("restore", str(bad), "--yes")
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert everything(installation) == before
    assert not (installation.folder / "media").exists()


def test_what_is_not_as_it_was_counted_is_said(installation: Installation, backed_up: Path, tmp_path: Path):
    bad = rewritten(backed_up, tmp_path / "bad.tar", saying(rows={"access_user": 1}), sums=True)
    assert "与备份时所记的不一致（access_user）" in installation.run("restore", str(bad), "--yes").stderr


# --- keys -----------------------------------------------------------------------------------------------------------


def test_keys_come_back_with_the_passphrase_and_only_with_it(installation: Installation, tmp_path: Path):
    keys = installation.folder / "keys"
    before = {path.name: path.read_bytes() for path in keys.iterdir() if not path.name.startswith(".")}
    assert before
    (word := tmp_path / "word").write_text("correct horse battery\n", encoding="utf-8")
    (other := tmp_path / "other").write_text("correct horse batteri\n", encoding="utf-8")
    sealed = tmp_path / "keys.sealed"
    installation.does("backup-keys", str(sealed), "--passphrase-file", str(word))
    assert sealed.stat().st_mode & 0o777 == 0o600
    assert all(text.strip() not in sealed.read_bytes() for text in before.values())
    shutil.rmtree(keys)
    wrong = installation.run("restore-keys", str(sealed), "--passphrase-file", str(other))
    assert (wrong.returncode, wrong.stderr) == (1, "口令不对，或者文件被改动\n")
    assert not keys.exists()
    installation.does("restore-keys", str(sealed), "--passphrase-file", str(word))
    assert {path.name: path.read_bytes() for path in keys.iterdir()} == before
    assert all(path.stat().st_mode & 0o777 == 0o600 for path in keys.iterdir())


def test_other_keys_are_replaced_only_after_a_yes_and_kept_aside(installation: Installation, tmp_path: Path):
    (word := tmp_path / "word").write_text("correct horse battery", encoding="utf-8")
    sealed, key = tmp_path / "keys.sealed", installation.folder / "keys/secret-key"
    installation.does("backup-keys", str(sealed), "--passphrase-file", str(word))
    was = key.read_text("ascii")
    key.write_text("another", encoding="ascii")
    refused = installation.run("restore-keys", str(sealed), "--passphrase-file", str(word))
    assert refused.returncode == 1
    assert "已有不同的secret-key" in refused.stderr
    installation.does("restore-keys", str(sealed), "--yes", "--passphrase-file", str(word))
    assert key.read_text("ascii") == was
    (aside,) = key.parent.glob("secret-key.before-*")
    assert aside.read_text("ascii") == "another"


def test_a_short_passphrase_is_refused_and_a_file_not_overwritten(installation: Installation, tmp_path: Path):
    (word := tmp_path / "word").write_text("short", encoding="utf-8")
    done = installation.run("backup-keys", str(tmp_path / "k"), "--passphrase-file", str(word))
    assert done.stderr == "口令至少12个字符\n"
    word.write_text("long enough to be one", encoding="utf-8")
    (tmp_path / "k").touch()
    done = installation.run("backup-keys", str(tmp_path / "k"), "--passphrase-file", str(word))
    assert "已经存在" in done.stderr


# --- kill -9 --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", range(4))
def test_nothing_acknowledged_is_lost_when_whoever_writes_is_killed(turn: int, installation: Installation):
    with written(installation) as acknowledged:
        said = [acknowledged() for _ in range(40 + turn * 37)]
    with opened(installation) as query:
        held = {str(number): digest for number, digest in query("SELECT number, hash FROM audit_deed")}
    assert [number for number, digest in said if held.get(number) != digest] == []
    installation.does("audit", "verify")
