"""Changing the key: whatever is sealed is brought to the current one, row by row and file by file; an old one goes when
nothing is left that needs it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Final

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q, QuerySet, Value
from django.db.models.lookups import StartsWith
from django.views.decorators.debug import sensitive_variables

from gongkai.audit.services import record
from gongkai.persons import keys, vault
from gongkai.persons.fields import current_ring, sealed_fields, text_of
from gongkai.persons.keys import Key, KeysError, NoKeys
from gongkai.persons.sealing import MARK, key_of

BATCH: Final = 500


def make_first_key() -> Key | None:
    """Give a new installation its first key; None where there is a ring already.

    Raises:
        NoKeys: there is none, but something is sealed: another host has the ring, or it was lost.
    """
    file = settings.KEYS / keys.FILE
    if file.exists():
        return None
    if any(_sealed(model).exists() for model in _models()) or any(vault.names()):
        raise NoKeys(file)
    return keys.add(settings.KEYS, _algorithm())


def make_key() -> Key:
    """Add a key, to be copied to every host before `begin` makes it current; the first of all is so at once.

    Raises:
        KeysError: a key is waiting already.
    """
    return keys.add(settings.KEYS, _algorithm())


def begin() -> Key:
    """Let a key seal from now on: the one that waits, or else a new one.

    Raises:
        NoKeys: there is no ring.
    """
    if current_ring().waiting is None:
        make_key()
    with transaction.atomic():
        key = keys.make_current(settings.KEYS)
        record("启用数据密钥", by=None, detail={"密钥": key.id, "算法": key.algorithm})
    return key


def just_begun() -> Key | None:
    """The current key, if it took another's place within `keys.REST` and none waits: rotating again finishes that."""
    ring = current_ring()
    fresh = ring.current.since is not None and datetime.now(UTC) < ring.current.since + keys.REST
    return ring.current if fresh and ring.waiting is None and len(ring.keys) > 1 else None


def check() -> None:
    """See that the ring can be read and opens what is sealed here; a row of each table, and a file, stand for all.

    Raises:
        KeysError: it cannot, or it does not.
    """
    current_ring()
    for model in _models():
        for row in _sealed(model)[:1]:
            for field in sealed_fields(model):
                text_of(row, field.name)
    for name in islice(vault.names(), 1):
        vault.read(name)


def outdated() -> int:
    """How many rows and files hold something that is not under the current key."""
    key = current()
    rows = sum(_not_under(model, key).count() for model in _models())
    return rows + sum(1 for _ in vault.not_under(key))


def reseal(tell: Callable[[int], object] = lambda count: None) -> int:
    """Bring every row to the current key, in batches, each a transaction, then every file: cut short, it goes on where
    it was.

    `tell` hears how many were done since it last did. Returns how many were.

    Raises:
        KeyIsMissing, SealBroken: a row or a file cannot be opened; those before it are done.
    """
    done = 0
    key = current()
    for count in chain(*(_batches(model, key) for model in _models()), _files(key)):
        tell(count)
        done += count
    return done


def current() -> Key:
    return current_ring().current


def uses() -> dict[Key, int]:
    """How many rows hold something sealed by each key."""
    return {key: sum(_sealed(model, key.id).count() for model in _models()) for key in current_ring().keys}


def retire(id: str) -> Key:
    """Take a key off the ring that no row and no file needs. Older backups cannot be read without it.

    Raises:
        KeysError: a row or a file needs it, or it is not `keys.removable`.
    """
    keys.removable(current_ring(), id)
    rows, files = sum(_sealed(model, id).count() for model in _models()), vault.keys_in_use().get(id, 0)
    if left := "、".join(filter(None, (f"{rows}行" if rows else "", f"{files}个文件" if files else ""))):
        raise KeysError(f"还有{left}用密钥{id}加密，请先运行gongkai keys rotate")
    with transaction.atomic():
        key = keys.remove(settings.KEYS, id)
        record("停用数据密钥", by=None, detail={"密钥": id})
    return key


def _algorithm() -> str:
    return keys.SM4 if settings.NATIONAL_ALGORITHMS else keys.AES


def _models() -> list[type[Model]]:
    return [model for model in apps.get_models() if sealed_fields(model)]


def _sealed(model: type[Model], id: str = "") -> QuerySet[Model]:
    """The rows with something sealed, by one key if `id` is given."""
    begins = Value(f"{MARK}{id}:" if id else MARK)
    found = Q(pk__in=())
    for field in sealed_fields(model):
        found |= Q(StartsWith(F(field.name), begins))
    return model._base_manager.filter(found)


def _not_under(model: type[Model], key: Key) -> QuerySet[Model]:
    found = Q(pk__in=())
    for field in sealed_fields(model):
        found |= ~Q(**{field.name: ""}) & ~Q(StartsWith(F(field.name), Value(f"{MARK}{key.id}:")))
    return model._base_manager.filter(found)


def _files(key: Key) -> Iterator[int]:
    for name in vault.not_under(key):
        vault.reseal(name, key)
        yield 1


@sensitive_variables()
def _batches(model: type[Model], key: Key) -> Iterator[int]:
    fields = sealed_fields(model)
    written = [name for field in fields for name in (field.name, field.index) if name]
    todo = _not_under(model, key).order_by("pk")
    while True:
        with transaction.atomic():
            rows = list(todo.select_for_update(of=("self",))[:BATCH])
            for row in rows:
                for field in fields:
                    if (was := getattr(row, field.name)) and key_of(was.sealed) != key.id:
                        field.seal_in(row, text_of(row, field.name), key)
                model._base_manager.filter(pk=row.pk).update(**{name: getattr(row, name) for name in written})
        if not rows:
            return
        yield len(rows)
        todo = todo.filter(pk__gt=rows[-1].pk)
