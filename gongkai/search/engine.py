"""The index of a host: made from the stored entries, kept up with the outbox, read by the web processes.

`settings.DATA/search/` has a folder an index, `7/`, and the name of the one that serves in the file `current`. An index
folder is tantivy's, with a file `state.json` beside it: the last change that is in the index, and how it was made. The
index is written first and its state second, a reader looks at the state first and the index second: an index may hold
more than its state says, never less. Applying a change again does no harm.

The host's writers hold `writing.lock` while they write, `rebuilding.lock` while they make an index anew.
"""

from __future__ import annotations

import errno
import fcntl
import json
import logging
import os
import shutil
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any, Final, NamedTuple, TypeVar

from django.conf import settings
from tantivy import Document, Index, IndexWriter, Schema, SchemaBuilder, Searcher

from gongkai.search import text
from gongkai.search.database import searched, values
from gongkai.search.facets import COUNTED, FACETS, NUMBERS
from gongkai.search.models import Change, StoredEntry

log = logging.getLogger(__name__)

T = TypeVar("T")

VERSION: Final = 1
"""Raised when the schema or what is put into it changes: the index is then made anew."""
HEAP: Final = 50_000_000
"""Bytes that a writer may use."""
SMALL_HEAP: Final = 15_000_000
"""The least that tantivy takes."""
CHUNK: Final = 500
"""Entries that are read at a time."""
BATCH: Final = 1000
"""Changes that are applied at a time."""
LOOK: Final = 1.0
"""Seconds between two looks at whether there is a newer index."""
MOST_BEHIND: Final = 500
"""Changes that a search puts over the index; beyond that the database answers alone."""


_FULL: Final = f"os error {errno.ENOSPC}"


class Unusable(Exception):
    """There is no index that can answer."""


class Busy(Exception):
    """Another process of this host writes."""


class State(NamedTuple):
    """How far an index is: the last change in it, and when that was written, which tells one database from another."""

    number: int
    at: str
    made_by: str

    @classmethod
    def of(cls, change: Change | None) -> State:
        return cls(change.number or 0, mark(change.at), made_by()) if change is not None else cls(0, "", made_by())


def mark(at: datetime) -> str:
    return str(int(at.timestamp() * 1_000_000))


def made_by() -> str:
    """What an index must have been made by to be read here."""
    return f"{VERSION}-{text.version()}"


def guarded(deed: Callable[[], T]) -> T:
    """Do something with tantivy, which says what is wrong by several kinds of exceptions, one of them no `Exception`.

    Raises:
        Unusable: it cannot be done with this index.
        OSError: the disk is full, which is no fault of the index.
    """
    try:
        return deed()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        if _FULL in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)) from error
        if isinstance(error, (ValueError, OverflowError, OSError)) or type(error).__name__ == "PanicException":
            raise Unusable(str(error)) from error
        raise


# --- what is in an index ---------------------------------------------------------------------------------------------


def schema() -> Schema:
    builder = SchemaBuilder()
    builder.add_text_field("key", tokenizer_name="raw", index_option="basic")
    builder.add_integer_field("place", fast=True)
    builder.add_float_field("weight", fast=True)
    for field in ("title", "text"):
        builder.add_text_field(field, tokenizer_name="whitespace", index_option="freq")
    for field in ("grams", "title_grams", "pinyin"):
        builder.add_text_field(field, tokenizer_name="whitespace")
    for field in ("numbers", "initials"):
        builder.add_text_field(field, tokenizer_name="raw", index_option="basic")
    for facet in FACETS:
        if facet in NUMBERS:
            builder.add_integer_field(facet, indexed=True, fast=facet in COUNTED)
        else:
            builder.add_text_field(facet, tokenizer_name="raw", index_option="basic", fast=True)
    return builder.build()


def document(row: StoredEntry) -> Document:
    title = text.fold(row.title)
    whole = text.fold(searched(row))
    made = Document()
    made.add_text("key", row.key)
    made.add_integer("place", row.place)
    made.add_float("weight", row.weight * freshness(row))
    made.add_text("title", " ".join(text.words(title)))
    made.add_text("text", " ".join(text.words(whole)))
    made.add_text("title_grams", " ".join(text.grams(title)))
    made.add_text("grams", " ".join(text.grams(whole)))
    made.add_text("pinyin", " ".join(text.pinyin(title)))
    for key in row.number_keys.split():
        made.add_text("numbers", key)
    for letters in text.initials(title):
        made.add_text("initials", letters)
    for facet in FACETS:
        add = made.add_integer if facet in NUMBERS else made.add_text
        for value in values(row, facet):
            add(facet, value)  # type: ignore[arg-type]
    return made


HALVED: Final = 15 * 365.25
"""Days by which an entry must be newer to count twice as much as one that matches as well."""


def freshness(row: StoredEntry) -> float:
    """Grows with the day of publication, so that no day of asking is needed."""
    days = (row.published_at.timestamp() - 946_684_800) / 86_400
    return float(2.0 ** (max(min(days, 40_000), -40_000) / HALVED))


# --- folders and locks -----------------------------------------------------------------------------------------------


def home() -> Path:
    return Path(settings.DATA) / "search"


@contextmanager
def alone(name: str, *, wait: bool = True) -> Iterator[None]:
    """Hold off the other writers of this host; what a process held is free when it ends, however it ends.

    Raises:
        Busy: another has it, and one does not want to wait.
    """
    home().mkdir(parents=True, exist_ok=True)
    with (home() / f"{name}.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise Busy(name) from error
        yield


def write_whole(path: Path, content: str) -> None:
    """Put a file in its place at once, on disk."""
    new = path.with_name(f"{path.name}.{os.getpid()}.{threading.get_ident()}.new")
    try:
        with new.open("w", encoding="utf-8") as out:
            out.write(content)
            out.flush()
            os.fsync(out.fileno())
        new.rename(path)
    finally:
        new.unlink(missing_ok=True)


def current() -> Path | None:
    """The folder of the index that serves, if there is one."""
    try:
        name = (home() / "current").read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return home() / name if name.isdecimal() else None


def state_of(folder: Path) -> State | None:
    """How far an index is; None if it cannot be read or was made by other rules."""
    try:
        found = State(**json.loads((folder / "state.json").read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None
    return found if found.made_by == made_by() else None


def open_index(folder: Path) -> Index:
    return guarded(lambda: Index.open(str(folder / "index")))


def mark_broken(folder: Path) -> None:
    """Have the index made anew: what cannot be read has no state."""
    with suppress(OSError):
        (folder / "state.json").unlink(missing_ok=True)


# --- writing ---------------------------------------------------------------------------------------------------------


class Trimmed(Unusable):
    """The outbox no longer has what the index lacks, or belongs to another database."""


def changes_since(state: State, most: int) -> list[Change]:
    """The changes after the one an index ends with, in order.

    Raises:
        Trimmed: that one is not in the outbox as it was.
    """
    found = list(Change.objects.filter(number__gte=state.number).order_by("number")[: most + 1])
    if state.number == 0:
        if found and (found[0].number or 0) > 1:
            raise Trimmed("the outbox begins later")
        if not found and StoredEntry.objects.exists():
            raise Trimmed("the outbox is empty")
        return found[:most]
    if not found or found[0].number != state.number or mark(found[0].at) != state.at:
        raise Trimmed("the outbox does not have the change that the index ends with")
    return found[1:]


def catch_up() -> int:
    """Apply what is in the outbox to the index that serves; how many changes that were.

    Raises:
        Unusable: there is no index that could be kept up; one has to be made anew.
        Busy: another process of this host is at it.
    """
    with alone("writing", wait=False):
        if (folder := current()) is None:
            raise Unusable("no index")
        return _follow(folder)


def _follow(folder: Path) -> int:
    applied = 0
    while True:
        if (state := state_of(folder)) is None:
            raise Unusable("an index without a state")
        changes = changes_since(state, BATCH)
        if not changes:
            return applied
        _apply(folder, {change.key for change in changes})
        write_whole(folder / "state.json", json.dumps(State.of(changes[-1])._asdict()))
        applied += len(changes)


def _apply(folder: Path, keys: set[str]) -> None:
    index = open_index(folder)
    writer = guarded(lambda: index.writer(SMALL_HEAP if len(keys) < CHUNK else HEAP, 1))
    with closing_writer(writer):
        for key in keys:
            guarded(lambda key=key: writer.delete_documents_by_term("key", key))  # type: ignore[misc]
        put(writer, StoredEntry.objects.filter(key__in=keys))
        guarded(writer.commit)


@contextmanager
def closing_writer(writer: IndexWriter) -> Iterator[None]:
    """Let a writer end: with its merging done if all went well, at once if not. What was not committed is gone."""
    try:
        yield
    except BaseException:
        with suppress(Unusable):
            guarded(writer.rollback)
        raise
    finally:
        with suppress(Unusable):
            guarded(writer.wait_merging_threads)


def put(writer: IndexWriter, rows: Iterable[StoredEntry]) -> int:
    count = 0
    for row in rows:
        made = document(row)
        guarded(lambda made=made: writer.add_document(made))  # type: ignore[misc]
        count += 1
    return count


def rebuild(tell: Callable[[int], None] = lambda done: None, *, wait: bool = True) -> int:
    """Make an index anew beside the one that serves, and let it serve; how many entries it has.

    Raises:
        Busy: another process of this host is at it, and one does not want to wait.
    """
    with alone("rebuilding", wait=wait):
        folder = _new_folder()
        try:
            count = _fill(folder, tell)
            with alone("writing"):
                _follow(folder)
                write_whole(home() / "current", folder.name)
                _remove_others(folder)
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    return count


def _new_folder() -> Path:
    numbers = [int(path.name) for path in home().iterdir() if path.name.isdecimal()]
    folder = home() / str(max(numbers, default=0) + 1)
    (folder / "index").mkdir(parents=True)
    return folder


def _fill(folder: Path, tell: Callable[[int], None]) -> int:
    state = State.of(Change.objects.exclude(number=None).order_by("-number").first())
    index = guarded(lambda: Index(schema(), str(folder / "index")))
    writer = guarded(lambda: index.writer(HEAP, 1))
    count = 0
    with closing_writer(writer):
        for rows in _stored_rows():
            count += put(writer, rows)
            tell(count)
        guarded(writer.commit)
    write_whole(folder / "state.json", json.dumps(state._asdict()))
    return count


def _stored_rows() -> Iterator[list[StoredEntry]]:
    """All stored entries, in portions; what is written meanwhile is in the outbox."""
    rows: list[StoredEntry] = list(StoredEntry.objects.order_by("place")[:CHUNK])
    while rows:
        yield rows
        rows = list(StoredEntry.objects.filter(place__gt=rows[-1].place).order_by("place")[:CHUNK])


def _remove_others(folder: Path) -> None:
    """Remove the indexes that no longer serve. Whoever still reads one has its files open."""
    for path in home().iterdir():
        if path.name.isdecimal() and path != folder:
            shutil.rmtree(path, ignore_errors=True)


# --- reading ---------------------------------------------------------------------------------------------------------


class View(NamedTuple):
    """An index as of one moment."""

    schema: Schema
    searcher: Searcher
    state: State
    folder: Path


class Reader:
    """What a process reads: the index that serves, looked after at most once a second."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._looked = float("-inf")
        self._seen: Any = None
        self._index: Index | None = None
        self._view: View | None = None
        self._over: tuple[Sequence[int], View] | None = None

    def view(self) -> View:
        """The index.

        Raises:
            Unusable: there is none that can be read.
        """
        with self._lock:
            if monotonic() - self._looked >= LOOK:
                self._look()
                self._looked = monotonic()
            if self._view is None:
                raise Unusable("no index")
            return self._view

    def _look(self) -> None:
        folder = current()
        seen = (folder, _stamp(folder / "state.json")) if folder is not None else None
        if seen == self._seen:
            return
        old, self._view = self._view, None
        self._seen = seen
        if folder is None or (state := state_of(folder)) is None:
            return
        try:
            if old is None or old.folder != folder or self._index is None:
                self._index = open_index(folder)
            index = self._index
            guarded(index.reload)
            self._view = View(index.schema, index.searcher(), state, folder)
        except Unusable:
            log.exception("the index %s cannot be read", folder)
            mark_broken(folder)

    def forget(self) -> None:
        """Look again at the next question."""
        with self._lock:
            self._looked, self._seen, self._view, self._over = float("-inf"), None, None, None

    def over(self, changes: Sequence[Change]) -> View | None:
        """A small index of what changed since, in memory; None if nothing of it is public."""
        if not changes:
            return None
        numbers = [change.number or 0 for change in changes]
        with self._lock:
            if self._over is not None and self._over[0] == numbers:
                return self._over[1]
        made = _in_memory({change.key for change in changes}, State.of(changes[-1]))
        with self._lock:
            self._over = (numbers, made)
        return made


def _in_memory(keys: set[str], state: State) -> View:
    index = guarded(lambda: Index(schema()))
    writer = guarded(lambda: index.writer(SMALL_HEAP, 1))
    with closing_writer(writer):
        put(writer, StoredEntry.objects.filter(key__in=keys))
        guarded(writer.commit)
    guarded(index.reload)
    return View(index.schema, index.searcher(), state, Path())


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


reader: Final = Reader()
