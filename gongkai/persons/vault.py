"""Files that concern a person, sealed as they lie on the disk: copies of documents, requests, replies.

A file is `gk:<key>:` and then the bytes of `sealing.seal_bytes`; its place is its name, so one put under another's name
does not open. Who may see which file is the business of whoever keeps the names: a model that does is made known by
`named_in`, or its files are thrown away after a day.
"""

from __future__ import annotations

import os
import uuid
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

from django.core.files.storage import storages
from django.db.models import Model
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables

from gongkai.persons.fields import current_ring
from gongkai.persons.keys import Key, KeysError
from gongkai.persons.sealing import MARK, Place, SealBroken, seal_bytes, unseal_bytes

MOST: Final = 50 * 2**20
"""Bytes of one file."""
GRACE: Final = timedelta(days=1)
"""How long a file may be there before somebody has to name it."""
TOGETHER: Final = 500
"""How many files are asked for at once."""
NAMED_BY: Final[list[Callable[[Collection[str]], Iterable[str]]]] = []
"""Each tells which of some names are still in use."""
_MARK: Final = MARK.encode()
_LONGEST_HEAD: Final = 32


class FileBroken(SealBroken):
    """A file was altered, cut off, put under another's name, or sealed by another installation."""

    def __init__(self, name: str) -> None:
        KeysError.__init__(
            self,
            f"材料文件{name}打不开：被改动、截断或者与别的文件调换，或者密钥来自另一个安装；请核对操作日志，从备份恢复这个文件",
        )


def named_in(model: type[Model], *columns: str) -> None:
    """Let what stands in columns of a model name files here."""
    for column in columns:
        rows = model._default_manager.order_by().values_list(column, flat=True)
        NAMED_BY.append(lambda found, rows=rows, column=column: rows.filter(**{f"{column}__in": found}))  # type: ignore[misc]


def folder() -> Path:
    return Path(storages["vault"].path(""))


def path_of(name: str) -> str:
    return f"{name[:2]}/{name[2:]}"


# --- keeping and reading --------------------------------------------------------------------------------------------


@sensitive_variables()
def keep(content: bytes) -> str:
    """Put a file into the vault; the name under which it is read again."""
    name = uuid.uuid4().hex
    _put(name, content, current_ring().current)
    return name


@sensitive_variables()
def read(name: str) -> bytes:
    """The content of a file.

    Raises:
        FileNotFoundError: there is none.
        KeysError: the key is missing, or the file was altered or put under another's name.
    """
    stored = (folder() / path_of(name)).read_bytes()
    id = _key_of(stored[:_LONGEST_HEAD])
    if not id:
        raise FileBroken(name)
    try:
        return unseal_bytes(stored[len(_MARK) + len(id) + 1 :], id, _place(name), current_ring())
    except SealBroken:
        raise FileBroken(name) from None


def discard(name: str) -> None:
    """Delete a file that nothing names any more."""
    (folder() / path_of(name)).unlink(missing_ok=True)


@sensitive_variables()
def _put(name: str, content: bytes, key: Key) -> None:
    """Write a file, whole or not at all."""
    path = folder() / path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = folder() / f".{uuid.uuid4().hex}"
    try:
        with open(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(b"".join((_MARK, key.id.encode(), b":", seal_bytes(content, _place(name), key))))
            out.flush()
            os.fsync(out.fileno())
        half.replace(path)
    except BaseException:
        half.unlink(missing_ok=True)
        raise


def _place(name: str) -> Place:
    return Place("vault", "content", name)


# --- all of it ------------------------------------------------------------------------------------------------------


def names() -> Iterator[str]:
    """All that is here, in the order of the names."""
    yield from (name for name, _ in _files())


def key_of(name: str) -> str:
    """The id of the key that sealed a file; "" for one that was never sealed, or is gone."""
    try:
        with (folder() / path_of(name)).open("rb") as file:
            return _key_of(file.read(_LONGEST_HEAD))
    except FileNotFoundError:
        return ""


def keys_in_use() -> Mapping[str, int]:
    """How many files each key has sealed."""
    return Counter(filter(None, map(key_of, names())))


def not_under(key: Key) -> Iterator[str]:
    """The files that another key has sealed."""
    yield from (name for name in names() if key_of(name) not in ("", key.id))


@sensitive_variables()
def reseal(name: str, key: Key) -> None:
    """Seal a file anew, in its place. One that was thrown away meanwhile is passed over.

    Raises:
        KeysError: it cannot be opened.
    """
    try:
        content = read(name)
    except FileNotFoundError:
        return
    _put(name, content, key)


def old(now: datetime | None = None) -> Iterator[list[str]]:
    """The files that have been here for longer than `GRACE`, some at a time."""
    last = _last(now)
    found = (name for name, at in _files() if at < last)
    while part := list(islice(found, TOGETHER)):
        yield part


def clear(found: Collection[str]) -> int:
    """Throw away those of some files that nobody names. Returns how many.

    Raises:
        RuntimeError: no application has said what it names.
    """
    if not NAMED_BY:
        raise RuntimeError("nobody says what is named: everything would be thrown away")
    named = {name for ask in NAMED_BY for name in ask(found)}
    loose = [name for name in found if name not in named]
    for name in loose:
        discard(name)
    return len(loose)


def clear_halves(now: datetime | None = None) -> int:
    """Throw away what was half written when something stopped it. Returns how many."""
    last = _last(now)
    halves = [half for half in folder().glob(".*") if half.is_file() and half.stat().st_mtime < last]
    for half in halves:
        half.unlink(missing_ok=True)
    return len(halves)


def _last(now: datetime | None) -> float:
    return ((now or timezone.now()) - GRACE).timestamp()


def _files() -> Iterator[tuple[str, float]]:
    """Names and times of what is here."""
    root = folder()
    for part in sorted(each.name for each in root.iterdir() if each.is_dir()) if root.is_dir() else ():
        for file in sorted(os.scandir(root / part), key=lambda each: each.name):
            try:
                yield part + file.name, file.stat().st_mtime
            except FileNotFoundError:  # thrown away since
                continue


def _key_of(head: bytes) -> str:
    mark, _, rest = head.partition(b":")
    id, colon, _ = rest.partition(b":")
    return id.decode("ascii", "replace") if colon and mark + b":" == _MARK else ""
