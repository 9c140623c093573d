"""The key ring: the keys that seal personal data, in a file of their own. Plain Python.

A key seals and, with a second secret, makes the index by which an equal value is found again. One key is current: it
seals whatever is written from now on. The others open what was sealed before, until `services.reseal` has brought
everything to the current one.
"""

from __future__ import annotations

import fcntl
import json
import os
import secrets
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

FILE: Final = "data-keys.json"
FORMAT: Final = "gongkai.data-keys/1"
AES: Final = "aes-256-gcm"
SM4: Final = "sm4-gcm"
SIZES: Final[Mapping[str, int]] = {AES: 32, SM4: 16}
"""How a key may seal, and how many bytes it then has. An index is made with HMAC-SHA-256 beside AES, with HMAC-SM3
beside SM4, and its secret has 32 bytes."""

REST: Final = timedelta(hours=1)
"""How long a key is kept after another took its place, because a request that began before may still write with it."""


class KeysError(Exception):
    """What is wrong with the key ring, as a Chinese sentence that says what to do."""


class NoKeys(KeysError):
    """There is no key ring."""

    def __init__(self, file: Path) -> None:
        super().__init__(f"没有数据密钥{file}：新装的请运行gongkai keys new，已有数据的请从备份取回这个文件")


class Key(NamedTuple):
    """A key. `since` is when it became current; None for one that waits to be."""

    id: str
    algorithm: str
    made: datetime
    since: datetime | None
    secret: bytes
    index_secret: bytes

    def __repr__(self) -> str:
        return f"<Key {self.id} {self.algorithm}>"


class Ring(NamedTuple):
    """The keys in the order in which they were made."""

    keys: tuple[Key, ...]

    def __repr__(self) -> str:
        return f"<Ring {' '.join(key.id for key in self.keys)}>"

    @property
    def current(self) -> Key:
        return max((key for key in self.keys if key.since is not None), key=lambda key: (key.since, key.made))

    @property
    def waiting(self) -> Key | None:
        """The key made last, if it has not been current yet."""
        return self.keys[-1] if self.keys[-1].since is None else None

    def get(self, id: str) -> Key | None:
        return next((key for key in self.keys if key.id == id), None)


def ring(folder: Path) -> Ring:
    """The key ring of an installation, read anew when its file has changed.

    Raises:
        NoKeys: there is none.
        KeysError: others may read the file, or it is damaged.
    """
    file = f"{folder}/{FILE}"
    try:
        found = os.stat(file)
    except FileNotFoundError:
        raise NoKeys(Path(file)) from None
    return _read(file, found.st_mode & 0o777, found.st_ino, found.st_mtime_ns)


@lru_cache(maxsize=8)
def _read(file: str, mode: int, _inode: int, _changed: int) -> Ring:
    if mode & 0o027:
        raise KeysError(f"数据密钥{file}可以被其他用户读写，请运行chmod 600 {file}")
    try:
        read = json.loads(Path(file).read_text("ascii"))
        if read["format"] != FORMAT:
            raise ValueError
        made = Ring(tuple(map(_key, read["keys"])))
        _ = made.current
    except (ValueError, KeyError, TypeError, AttributeError):
        raise KeysError(f"数据密钥{file}已经损坏，请从备份取回这个文件") from None
    return made


def _key(read: Mapping[str, str]) -> Key:
    since = read["since"]
    key = Key(
        read["id"],
        read["algorithm"],
        datetime.fromisoformat(read["made"]),
        datetime.fromisoformat(since) if since else None,
        b64decode(read["secret"], validate=True),
        b64decode(read["index_secret"], validate=True),
    )
    if len(key.secret) != SIZES[key.algorithm] or len(key.index_secret) != 32:
        raise ValueError
    return key


def add(folder: Path, algorithm: str) -> Key:
    """Make a key: the first is current at once, a later one waits for `make_current`.

    It waits so that it can be copied to every host before one of them seals with it.

    Raises:
        KeysError: a key is waiting already.
    """
    with _changing(folder) as was:
        if was is not None and was.waiting is not None:
            raise KeysError(f"密钥{was.waiting.id}还没有启用，请先运行gongkai keys rotate")
        number = max((int(key.id[1:]) for key in was.keys), default=0) + 1 if was is not None else 1
        now = datetime.now(UTC)
        key = Key(
            f"k{number}",
            algorithm,
            now,
            now if was is None else None,
            secrets.token_bytes(SIZES[algorithm]),
            secrets.token_bytes(32),
        )
        _write(folder, (*(was.keys if was is not None else ()), key))
    return key


def make_current(folder: Path) -> Key:
    """Let the key that waits seal from now on.

    Raises:
        KeysError: none waits.
    """
    with _changing(folder) as was:
        if was is None or was.waiting is None:
            raise KeysError("没有待启用的密钥，请先运行gongkai keys new")
        key = was.waiting._replace(since=datetime.now(UTC))
        _write(folder, (*was.keys[:-1], key))
    return key


def removable(was: Ring, id: str) -> Key:
    """The key of that id, if the ring can do without it.

    Raises:
        KeysError: there is no such key, it is current or waits to be, or another took its place only just now.
    """
    if (key := was.get(id)) is None:
        raise KeysError(f"没有密钥{id}，请用gongkai keys list查看")
    if key.since is None or key == was.current:
        raise KeysError(f"密钥{id}正在使用或者待启用，不能停用，请先运行gongkai keys rotate")
    replaced = min(other.since for other in was.keys if other.since is not None and other.since > key.since)
    if datetime.now(UTC) < replaced + REST:
        free = (replaced + REST).astimezone()
        raise KeysError(f"密钥{id}刚刚被替换，正在处理的请求可能还在用，请在{free:%Y-%m-%d %H:%M}以后再停用")
    return key


def remove(folder: Path, id: str) -> Key:
    """Take a key off the ring for good. Whoever calls has made sure that nothing is sealed with it.

    Raises:
        KeysError: it is not `removable`.
    """
    with _changing(folder) as was:
        if was is None:
            raise NoKeys(folder / FILE)
        key = removable(was, id)
        _write(folder, tuple(other for other in was.keys if other.id != id))
    return key


@contextmanager
def _changing(folder: Path) -> Iterator[Ring | None]:
    """Hold off other processes of this host while the ring is changed; None where there is no ring yet."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            was = ring(folder)
        except NoKeys:
            was = None
        yield was
    finally:
        os.close(lock)


def _write(folder: Path, keys: tuple[Key, ...]) -> None:
    content = {
        "format": FORMAT,
        "keys": [
            {
                "id": key.id,
                "algorithm": key.algorithm,
                "made": key.made.isoformat(timespec="microseconds"),
                "since": key.since.isoformat(timespec="microseconds") if key.since else "",
                "secret": b64encode(key.secret).decode(),
                "index_secret": b64encode(key.index_secret).decode(),
            }
            for key in keys
        ],
    }
    new = folder / f".{FILE}.{secrets.token_hex(4)}"
    handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with open(handle, "w", encoding="ascii") as file:
            json.dump(content, file, indent=1)
            file.flush()
            os.fsync(handle)
        new.replace(folder / FILE)
        at = os.open(folder, os.O_RDONLY)
        os.fsync(at)
        os.close(at)
    except BaseException:
        new.unlink(missing_ok=True)
        raise
