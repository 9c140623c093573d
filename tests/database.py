"""A migrated database, made once and then copied, because migrating takes some fifteen seconds."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib.metadata import version
from itertools import count
from pathlib import Path

from django.conf import settings
from django.db import connection

ROOT = Path(__file__).resolve().parents[1]
MEMORY = Path("/dev/shm") if os.access("/dev/shm", os.W_OK) else Path(tempfile.gettempdir())
HOME = MEMORY / f"gongkai-tests-{os.getuid()}"
KEPT = 5
"""How many templates of other states of the migrations stay: runs that began earlier still copy from them."""


@cache
def state() -> str:
    """A name for what the migrations are."""
    digest = hashlib.sha256()
    for path in sorted((ROOT / "gongkai").glob("*/migrations/*.py")):
        digest.update(path.read_bytes())
    digest.update(" ".join(settings.INSTALLED_APPS).encode())
    for package in ("django", "wagtail", "django-allauth", "django-axes", "django-tasks-db"):
        digest.update(version(package).encode())
    return digest.hexdigest()[:12]


@contextmanager
def alone(name: str) -> Iterator[None]:
    """Hold off other processes."""
    HOME.mkdir(exist_ok=True)
    with (HOME / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrated(url: str) -> None:
    subprocess.run(
        [sys.executable, "-c", "from gongkai.cli import main; main()", "migrate"],
        env=os.environ | {"GONGKAI_DATABASE": url, "GONGKAI_KEYS": str(HOME / "keys")},
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=ROOT,
    )


def sqlite_template() -> Path:
    """The file of a migrated SQLite database; copy it, do not open it."""
    template = HOME / f"{state()}.sqlite3"
    with alone("template"):
        if not template.exists():
            for old in sorted(HOME.glob("*.sqlite3"), key=os.path.getmtime)[:-KEPT]:
                old.unlink()
            made = HOME / "made.sqlite3"
            migrated(f"sqlite://{made}")
            made.rename(template)
    return template


def sqlite_copy(folder: Path) -> Path:
    """A migrated SQLite database of one's own."""
    return Path(shutil.copy(sqlite_template(), folder / "gongkai.sqlite3"))


def postgresql_template() -> str:
    """The name of a migrated PostgreSQL database that others are made from."""
    name = f"gongkai_template_{state()}"
    with alone("postgresql"), connection._nodb_cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname LIKE 'gongkai_template_%'")
        found = {row[0] for row in cursor.fetchall()}
        if name not in found:
            for old in found if len(found) > KEPT else ():
                cursor.execute(f'DROP DATABASE "{old}"')
            half = f"{name}_half"
            cursor.execute(f'CREATE DATABASE "{half}"')
            at = connection.settings_dict
            migrated(f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{half}")
            cursor.execute(f'ALTER DATABASE "{half}" RENAME TO "{name}"')
    return name


@cache
def place() -> int:
    """A number that no other process of tests on this machine has, also of another run: held until this one ends."""
    HOME.mkdir(exist_ok=True)
    for number in count():
        lock = os.open(HOME / f"{number}.held", os.O_CREAT | os.O_WRONLY)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(lock)
        else:
            return number
    raise AssertionError


def make_test_database() -> None:
    """Make the database of one process of the tests, and name it in the connection's settings."""
    if connection.vendor == "sqlite":
        name = str(HOME / str(place()) / "gongkai.sqlite3")
    else:
        name = f"gongkai_test_{place()}"
    connection.settings_dict["TEST"]["NAME"] = name
    _copy_to(name)


def renew_test_database() -> None:
    """Put the database back as it was made: what a test with transactions of its own wrote cannot be rolled back."""
    connection.close()
    _copy_to(connection.settings_dict["NAME"])


def _copy_to(name: str) -> None:
    if connection.vendor == "sqlite":
        folder = Path(name).parent
        folder.mkdir(parents=True, exist_ok=True)
        for old in folder.glob("gongkai.sqlite3*"):
            old.unlink()
        sqlite_copy(folder)
    else:
        template = postgresql_template()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
            cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
