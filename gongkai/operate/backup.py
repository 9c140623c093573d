"""Making a backup while the platform runs, and putting one back."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Final, NamedTuple

from django.conf import settings
from django.core.files.storage import storages
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from gongkai import __version__
from gongkai.audit.services import record, verify
from gongkai.operate import dumps, prepare
from gongkai.operate.archive import DATABASE, MANIFEST, Archive, Manifest, NotRestorable, Writer
from gongkai.operate.dumps import NotDumped
from gongkai.persons.keys import NoKeys, ring

NAME: Final = re.compile(r"gongkai-\d{8}-\d{6}\.tar")
PACKAGES: Final = ("django", "wagtail", "django-allauth")


class Made(NamedTuple):
    """A backup that was made."""

    file: Path
    size: int
    rows: int
    files: int
    removed: list[Path]


def folders() -> Mapping[str, Path]:
    """The folders with files that belong to the data, by their names in a backup."""
    shelves = {name: Path(storages[name].path("")) for name in ("jobs", "documents", "vault")}
    return {"media": Path(settings.MEDIA_ROOT), **shelves}


# --- making ---------------------------------------------------------------------------------------------------------


def make(folder: Path, *, keep: int | None = None) -> Made:
    """Make a backup in a folder; keep only the newest `keep` of ours there, if that is given.

    The database is taken first: a file that is added meanwhile is one too many, never one too few.

    Raises:
        NotDumped: it cannot be made, or not there.
    """
    _refuse_place(folder)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    file = folder / f"gongkai-{timezone.localtime():%Y%m%d-%H%M%S}.tar"
    half = file.with_suffix(".half")
    try:
        with tempfile.TemporaryDirectory(prefix=".gongkai-", dir=folder) as work:
            dumped = Path(work) / DATABASE
            content = dumps.dump(dumped)
            with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
                writer = Writer(out)
                writer.add_bytes(MANIFEST, _manifest(content).as_json())
                writer.add(DATABASE, dumped)
                files = sum(_add_folder(writer, name, place) for name, place in folders().items())
                writer.close()
                out.flush()
                os.fsync(out.fileno())
        half.rename(file)
    finally:
        half.unlink(missing_ok=True)
    removed = _remove_old(folder, keep) if keep is not None else []
    return Made(file, file.stat().st_size, sum(content.rows.values()), files, removed)


def _refuse_place(folder: Path) -> None:
    target = folder.resolve()
    for inside in (*folders().values(), Path(settings.STATIC_ROOT)):
        if target.is_relative_to(inside.resolve()):
            raise NotDumped(f"备份不能放在{inside}里，请另指定一个目录")
    for outside in folders().values():
        if Path(settings.KEYS).resolve().is_relative_to(outside.resolve()):
            raise NotDumped(f"密钥目录在{outside}里，会随备份带走，请用GONGKAI_KEYS另指定")


def _manifest(content: dumps.Content) -> Manifest:
    return Manifest(
        made_at=timezone.localtime().isoformat(timespec="seconds"),
        version=__version__,
        packages={name: version(name) for name in PACKAGES},
        engine=connection.vendor,
        server=dumps.server_version(),
        migrations=content.migrations,
        rows=content.rows,
        audit=content.audit,
        keys=_held_keys(),
    )


def _held_keys() -> dict[str, str]:
    """The data keys that are here: their names, and by what to tell them from others of the same name."""
    try:
        return {
            key.id: hashlib.sha256(b"gongkai data key" + key.secret).hexdigest() for key in ring(settings.KEYS).keys
        }
    except NoKeys:
        return {}


def _add_folder(writer: Writer, name: str, folder: Path) -> int:
    count = 0
    for path in sorted(folder.rglob("*")) if folder.is_dir() else ():
        if path.is_file() and not path.is_symlink():
            try:
                writer.add(f"{name}/{path.relative_to(folder).as_posix()}", path)
            except FileNotFoundError:  # deleted since
                continue
            count += 1
    return count


def _remove_old(folder: Path, keep: int) -> list[Path]:
    ours = sorted(path for path in folder.iterdir() if NAME.fullmatch(path.name))
    old = ours[:-keep]
    for path in old:
        path.unlink()
    return old


# --- putting back ---------------------------------------------------------------------------------------------------


class Plan(NamedTuple):
    """What putting a backup back would do."""

    archive: Archive
    replaces: dict[str, int]
    """What the database holds now: the tables that are not empty."""
    missing_keys: list[str]

    @property
    def files(self) -> int:
        return sum(len(self.archive.names(name)) for name in folders())


def plan(archive: Archive) -> Plan:
    """See whether a backup can be put back here.

    Raises:
        NotRestorable: it is of another kind of database, or of a newer version than this program.
    """
    made = archive.manifest
    if made.engine != connection.vendor:
        raise NotRestorable(
            f"备份是{made.engine}数据库的，当前是{connection.vendor}，请用GONGKAI_DATABASE指定同一种数据库"
        )
    known = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations or {}}
    ours = {name.partition(".")[0] for name in known}
    if newer := [name for name in made.migrations if name not in known and name.partition(".")[0] in ours]:
        raise NotRestorable(f"备份由更新的版本（{made.version}）所做，有本程序不认识的{newer[0]}，请先升级程序再恢复")
    held = _held_keys()
    return Plan(
        archive,
        replaces={name: rows for name, rows in dumps.content().rows.items() if rows},
        missing_keys=[name for name, digest in made.keys.items() if held.get(name) != digest],
    )


def restore(planned: Plan) -> Iterator[str]:
    """Put the backup back, and say what was done. The database comes back at once or not at all, then the files.

    Raises:
        NotRestorable: somebody uses the database, or what came back is not what was backed up.
        NotDumped: PostgreSQL's programs are missing or failed.
    """
    archive, made = planned.archive, planned.archive.manifest
    stamp = f".before-{timezone.localtime():%Y%m%d-%H%M%S}"
    Path(settings.DATA).mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".restoring-", dir=_database_folder()) as work:
        dumped = _unpack(archive, DATABASE, Path(work) / DATABASE)
        unpacked = {name: _unpack_folder(archive, name, place) for name, place in folders().items()}
        dumps.put(dumped, dumps.Content(made.rows, made.migrations, made.audit), stamp)
    yield f"数据库：{sum(made.rows.values())}行"
    for name, place in folders().items():
        if place.exists():
            place.rename(place.with_name(place.name + stamp))
        unpacked[name].rename(place)
        yield f"{place}：{len(archive.names(name))}个文件"
    if steps := prepare.migrate():
        yield f"数据库升级到当前版本，执行了{steps}步"
    if found := verify():
        raise NotRestorable(f"操作日志有{len(found)}处被改动，第一处是第{found[0].number}条：{found[0].why}")
    yield f"操作日志{made.audit[0]}条，没有发现改动"
    with transaction.atomic():
        record("恢复备份", by=None, subject="backup", detail={"备份": made.made_at, "版本": made.version})


def _database_folder() -> Path:
    """Where a database can be unpacked so that it only needs a new name to be the one."""
    if connection.vendor == dumps.SQLITE:
        folder = Path(str(connection.settings_dict["NAME"])).parent
        folder.mkdir(parents=True, exist_ok=True)
        return folder
    return Path(settings.DATA)


def _unpack(archive: Archive, name: str, to: Path) -> Path:
    with archive.open(name) as source, to.open("wb") as out:
        shutil.copyfileobj(source, out, 2**20)
        out.flush()
        os.fsync(out.fileno())
    return to


def _unpack_folder(archive: Archive, name: str, place: Path) -> Path:
    """Unpack beside the place where it belongs."""
    place.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(prefix=f".{place.name}-", dir=place.parent))
    new.chmod(0o755 if name == "media" else 0o700)
    for part in archive.names(name):
        target = new / part.removeprefix(f"{name}/")
        target.parent.mkdir(parents=True, exist_ok=True)
        _unpack(archive, part, target).chmod(archive.mode(part))
    return new


def moment(manifest: Manifest) -> str:
    return f"{datetime.fromisoformat(manifest.made_at):%Y-%m-%d %H:%M}"
