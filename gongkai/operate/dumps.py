"""A whole database as one file, and back: a copy of it for SQLite, pg_dump's own format for PostgreSQL."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

from django.conf import settings
from django.db import connection, transaction

from gongkai.operate.archive import NotRestorable

SQLITE: Final = "sqlite"
IN_USE: Final = "数据库正在使用，请先停止平台（网页服务和后台任务），再恢复"
_OF_AN_INDEX: Final = re.compile(r"_fts(?:_(?:config|content|data|docsize|idx))?$")
"""Tables in which SQLite keeps a full-text index."""


class NotDumped(Exception):
    """Why the database cannot be backed up, as a sentence for the operator."""


class Content(NamedTuple):
    """What a dump holds, as it was at the moment of the dump."""

    rows: dict[str, int]
    migrations: list[str]
    audit: list[Any]


EMPTY: Final = Content({}, [], [0, ""])


def dump(to: Path) -> Content:
    """Write the database to a file while others go on writing to it; what is in the file belongs to one moment.

    Raises:
        NotDumped: PostgreSQL's programs are missing, or too old for the server.
    """
    return _dump_sqlite(to) if connection.vendor == SQLITE else _dump_postgresql(to)


def server_version() -> str:
    if connection.vendor == SQLITE:
        return sqlite3.sqlite_version
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return str(cursor.fetchone()[0])


def content() -> Content:
    """What the database of the installation holds now; nothing, if it was never made."""
    if connection.vendor == SQLITE and not _sqlite_file().exists():
        return EMPTY
    with transaction.atomic(), connection.cursor() as cursor:
        return _content(cursor, connection.introspection.table_names(cursor))


def put(new: Path, expected: Content, stamp: str) -> None:
    """Replace the database by the one of a dump, at once or not at all.

    What was there is kept: the file of SQLite with `stamp` added to its name, a dump of PostgreSQL in the data folder.

    Raises:
        NotRestorable: somebody uses the database, or the dump does not hold what is expected.
        NotDumped: PostgreSQL's programs are missing, too old, or failed.
    """
    connection.close()
    (_put_sqlite if connection.vendor == SQLITE else _put_postgresql)(new, expected, stamp)


def compare(found: Content, expected: Content) -> None:
    """See that a database holds what it should.

    Raises:
        NotRestorable: it does not.
    """
    tables = [table for table, rows in expected.rows.items() if found.rows.get(table) != rows]
    if tables or found != expected:
        where = "、".join(tables[:5]) or "操作日志或者结构"
        raise NotRestorable(f"备份里的数据库与备份时所记的不一致（{where}），请换一份备份")


def _content(cursor: Any, tables: Sequence[str]) -> Content:
    def query(sql: str) -> list[Any]:
        cursor.execute(sql)
        return list(cursor.fetchall())

    names = sorted(table for table in tables if not _OF_AN_INDEX.search(table))
    rows = {table: query(f'SELECT count(*) FROM "{table}"')[0][0] for table in names}
    applied = query("SELECT app, name FROM django_migrations ORDER BY id") if "django_migrations" in rows else []
    head = query("SELECT number, hash FROM audit_head WHERE id = 1") if "audit_head" in rows else []
    return Content(rows, [f"{app}.{name}" for app, name in applied], list(head[0]) if head else [0, ""])


# --- SQLite ---------------------------------------------------------------------------------------------------------


def _sqlite_file() -> Path:
    return Path(str(connection.settings_dict["NAME"]))


def _dump_sqlite(to: Path) -> Content:
    with closing(sqlite3.connect(_sqlite_file())) as source, closing(sqlite3.connect(to)) as copy:
        source.backup(copy)  # in one step: a snapshot, which in WAL mode holds nobody up
        copy.execute("PRAGMA journal_mode=DELETE")
        return _content_of_file(copy)


def _content_of_file(database: sqlite3.Connection) -> Content:
    tables = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return _content(database.cursor(), [name for (name,) in tables])


def _put_sqlite(new: Path, expected: Content, stamp: str) -> None:
    file = _sqlite_file()
    with closing(sqlite3.connect(new)) as database:
        try:
            said = database.execute("PRAGMA integrity_check").fetchone()[0]
            compare(_content_of_file(database), expected)
        except sqlite3.DatabaseError as error:
            said = str(error)
        if said != "ok":
            raise NotRestorable(f"备份里的数据库已经损坏（{said}），请换一份备份")
    if file.exists():
        _fold(file)
        file.rename(f"{file}{stamp}")
    new.rename(file)
    _sync(file.parent)


def _fold(file: Path) -> None:
    """Bring the log of a SQLite database into its file; only possible when nobody else has it open."""
    with closing(sqlite3.connect(file, timeout=2)) as database:
        try:
            database.execute("PRAGMA journal_mode=DELETE")
        except sqlite3.OperationalError as error:
            raise NotRestorable(IN_USE) from error


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    os.fsync(handle)
    os.close(handle)


# --- PostgreSQL -----------------------------------------------------------------------------------------------------

_EMPTY_POSTGRESQL: Final = b"""
DO $$ DECLARE made record; BEGIN
  FOR made IN SELECT c.oid::regclass AS name FROM pg_class c WHERE relnamespace = current_schema()::regnamespace
    AND relkind IN ('r', 'p') LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', made.name); END LOOP;
  FOR made IN SELECT p.oid::regprocedure AS name FROM pg_proc p WHERE pronamespace = current_schema()::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
    LOOP EXECUTE format('DROP ROUTINE IF EXISTS %s CASCADE', made.name); END LOOP;
END $$;
"""
"""Everything of ours goes, and comes back, in one transaction."""


def _dump_postgresql(to: Path) -> Content:
    program = _program("pg_dump")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        snapshot = str(cursor.fetchone()[0])
        command = [
            program,
            "--format=custom",
            "--no-owner",
            "--no-privileges",
            f"--snapshot={snapshot}",
            f"--file={to}",
        ]
        _run([*command, *_where()])
        return _content(cursor, connection.introspection.table_names(cursor))


def _put_postgresql(new: Path, expected: Content, stamp: str) -> None:
    restore, psql = _program("pg_restore"), _program("psql")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        if cursor.fetchone()[0]:
            raise NotRestorable(IN_USE)
    if content().rows:
        _dump_postgresql(Path(settings.DATA) / f"database{stamp}.dump")
    connection.close()
    with tempfile.TemporaryFile() as said:
        taker = subprocess.Popen(
            [psql, "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", *_where()],
            env=_environment(), stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said,
        )  # fmt: skip
        assert taker.stdin is not None
        with suppress(BrokenPipeError):  # it gave up, and says why below
            taker.stdin.write(b"BEGIN;" + _EMPTY_POSTGRESQL)
            taker.stdin.flush()
            _run([restore, "--no-owner", "--no-privileges", "--file=-", str(new)], to=taker.stdin)
            taker.stdin.write(b"COMMIT;")
        with suppress(BrokenPipeError):
            taker.stdin.close()
        if taker.wait():
            said.seek(0)
            raise NotDumped(_failed(psql, said.read()))
    compare(content(), expected)


def _program(name: str) -> str:
    """PostgreSQL's program, if it is new enough for the server.

    Raises:
        NotDumped: it is not.
    """
    if (found := shutil.which(name)) is None:
        raise NotDumped(f"没有{name}：请安装PostgreSQL的客户端程序，Debian上是apt install postgresql-client")
    said = subprocess.run([found, "--version"], capture_output=True, text=True, check=True).stdout
    has, wants = int(re.findall(r"\d+", said)[0]), int(re.findall(r"\d+", server_version())[0])
    if has < wants:
        raise NotDumped(f"{name}是{has}版，数据库是{wants}版：请安装{wants}版的客户端程序（postgresql-client-{wants}）")
    return found


def _where() -> list[str]:
    at = connection.settings_dict
    options = {"--host": at["HOST"], "--port": at["PORT"], "--username": at["USER"], "--dbname": at["NAME"]}
    return ["--no-password", *(f"{option}={text}" for option, text in options.items() if text)]


def _environment() -> dict[str, str]:
    """The password goes by the environment, where no other user sees it."""
    return os.environ | {"PGPASSWORD": connection.settings_dict["PASSWORD"] or "", "PGCLIENTENCODING": "UTF8"}


def _run(command: Sequence[str], *, to: IO[bytes] | int = subprocess.DEVNULL) -> None:
    done = subprocess.run(command, env=_environment(), stdout=to, stderr=subprocess.PIPE, check=False)
    if done.returncode:
        raise NotDumped(_failed(command[0], done.stderr))


def _failed(program: str, said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return f"{Path(program).name}没有成功：{lines[0] if lines else '没有说明原因'}"
