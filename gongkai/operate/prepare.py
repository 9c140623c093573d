"""What must be there before the first request: the database and the static files, and the key that signs."""

from __future__ import annotations

import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

MIGRATING = 0x676F6E67  # the number of PostgreSQL's advisory lock: "gong"


def make_secret_key(folder: Path) -> bool:
    """Write a signing key for this installation unless it has one. Says whether it did."""
    file = folder / "secret-key"
    if file.exists():
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    new = folder / f".{file.name}.{secrets.token_hex(4)}"
    new.touch(mode=0o600)
    new.write_text(secrets.token_urlsafe(50), encoding="ascii")
    try:
        file.hardlink_to(new)  # whoever comes second leaves the first one's key alone
    except FileExistsError:
        return False
    finally:
        new.unlink()
    return True


def migrate() -> int:
    """Make the database, or bring it up to date; the number of steps that took. Several hosts may ask at once."""
    if connection.vendor == "sqlite":
        Path(str(connection.settings_dict["NAME"])).parent.mkdir(parents=True, exist_ok=True)
    with _one_at_a_time():
        executor = MigrationExecutor(connection)
        steps = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        if steps:
            call_command("migrate", verbosity=0, interactive=False)
    return steps


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [MIGRATING])
            try:
                yield
            finally:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [MIGRATING])
        return
    with _holding(Path(str(connection.settings_dict["NAME"])).parent):
        yield


@contextmanager
def _holding(folder: Path) -> Iterator[None]:
    """Keep out other processes of this host that ask for the same folder."""
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def collect_static() -> int:
    """Bring the static files together where the web server finds them; 0 if they are there already."""
    root = Path(settings.STATIC_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    with _holding(root):
        if is_collected():
            return 0
        call_command("collectstatic", verbosity=0, interactive=False)
        wanted, count = _fingerprint()
        _stamp().write_text(wanted, encoding="ascii")
    return count


def is_collected() -> bool:
    """Whether the static files of this very release are where the web server finds them."""
    return _stamp().exists() and _stamp().read_text("ascii") == _fingerprint()[0]


def _stamp() -> Path:
    return Path(settings.STATIC_ROOT) / ".collected"


def _fingerprint() -> tuple[str, int]:
    """Stands for all static files of this release, by name, size and time."""
    digest, count = hashlib.sha256(), 0
    for finder in get_finders():
        for name, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
            count += 1
    return digest.hexdigest(), count
