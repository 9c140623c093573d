"""A backup: one tar with the database, the files, a manifest, and SHA256SUMS over all of them.

Unpacked, it can be checked with `sha256sum -c SHA256SUMS`. Keys are never part of it (`gongkai.operate.keychain`).
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path, PurePosixPath
from typing import IO, Any, Final, NamedTuple

FORMAT: Final = "gongkai.backup/1"
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
DATABASE: Final = "database"


class NotRestorable(Exception):
    """What is wrong with a backup, or with putting it back here, as a sentence for the operator."""


class Manifest(NamedTuple):
    """What was backed up. `rows` counts the tables; `audit` is number and hash of the last deed; `keys` names the data
    keys without which personal data cannot be read, and says what their hash is."""

    made_at: str
    version: str
    packages: dict[str, str]
    engine: str
    server: str
    migrations: list[str]
    rows: dict[str, int]
    audit: list[Any]
    keys: dict[str, str]

    def as_json(self) -> bytes:
        return json.dumps({"format": FORMAT, **self._asdict()}, ensure_ascii=False, indent=1).encode()


class Writer:
    """Writes parts one after another, and their sums in the end."""

    def __init__(self, file: IO[bytes]) -> None:
        self._tar = tarfile.TarFile(fileobj=file, mode="w", format=tarfile.PAX_FORMAT)
        self._sums: dict[str, str] = {}

    def add(self, name: str, source: Path) -> int:
        """Add a file under a name; its size."""
        with source.open("rb") as opened:
            info = self._tar.gettarinfo(arcname=name, fileobj=opened)
            info.uid = info.gid = 0
            info.uname = info.gname = ""
            self._add(info, opened)
        return info.size

    def add_bytes(self, name: str, content: bytes) -> None:
        info = tarfile.TarInfo(name)
        info.size, info.mode = len(content), 0o600
        self._add(info, io.BytesIO(content))

    def _add(self, info: tarfile.TarInfo, source: IO[bytes]) -> None:
        hashed = _Hashed(source)
        self._tar.addfile(info, hashed)
        self._sums[info.name] = hashed.digest.hexdigest()

    def close(self) -> None:
        sums = "".join(f"{digest}  {name}\n" for name, digest in self._sums.items())
        self.add_bytes(SUMS, sums.encode())
        self._tar.close()


class _Hashed:
    """A file that is hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self.digest = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        read = self._file.read(size)
        self.digest.update(read)
        return read


class Archive(AbstractContextManager["Archive"]):
    """A backup that is read: every part has been held against its sum."""

    def __init__(self, file: Path) -> None:
        """Open it, and read all of it once.

        Raises:
            NotRestorable: it is none, is cut off, or a part is not what it was.
        """
        self._file = file.open("rb")
        try:
            self._tar = tarfile.TarFile(fileobj=self._file)
            self._members = {member.name: member for member in self._tar}
            self._check()
            self.manifest = self._manifest()
        except (tarfile.TarError, OSError, EOFError) as error:
            self._file.close()
            raise NotRestorable(f"{file}不是备份，或者不完整，请换一份备份") from error
        except NotRestorable:
            self._file.close()
            raise

    def _check(self) -> None:
        if SUMS not in self._members or MANIFEST not in self._members:
            raise tarfile.TarError
        sums = dict(_sums(self.read(SUMS).decode()))
        if set(sums) != set(self._members) - {SUMS}:
            raise NotRestorable("备份里的文件与校验清单不一致，请换一份备份")
        for name, expected in sums.items():
            member = self._members[name]
            if not member.isfile() or ".." in PurePosixPath(name).parts or name.startswith("/"):
                raise NotRestorable(f"备份里有不应有的内容：{name}")
            with self.open(name) as part:
                if _digest(part) != expected:
                    raise NotRestorable(f"备份里的{name}与校验值不符，已经损坏或者被改动，请换一份备份")

    def _manifest(self) -> Manifest:
        read: Mapping[str, Any] = json.loads(self.read(MANIFEST))
        if read.get("format") != FORMAT:
            raise NotRestorable(f"备份的格式是{read.get('format')}，本程序只认{FORMAT}，请用做备份的版本恢复")
        return Manifest(**{name: read[name] for name in Manifest._fields})

    def names(self, folder: str) -> list[str]:
        """The parts in a folder of the archive."""
        return [name for name in self._members if name.startswith(f"{folder}/")]

    def open(self, name: str) -> IO[bytes]:
        found = self._tar.extractfile(self._members[name])
        assert found is not None, "checked to be a file"
        return found

    def mode(self, name: str) -> int:
        """Who may read a part, as it was on the disk; nobody may run it."""
        return self._members[name].mode & 0o666

    def read(self, name: str) -> bytes:
        with self.open(name) as part:
            return part.read()

    def __exit__(self, *_: object) -> None:
        self._file.close()


def _digest(part: IO[bytes]) -> str:
    hashed = _Hashed(part)
    while hashed.read(2**20):
        pass
    return hashed.digest.hexdigest()


def _sums(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest
