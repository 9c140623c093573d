"""What the function of a job works with: units of work that take effect once, progress, files, and being stopped."""

from __future__ import annotations

import secrets
import tempfile
import threading
from collections.abc import Generator, Iterable, Iterator, Sized
from contextlib import contextmanager
from itertools import islice
from time import monotonic, sleep
from typing import IO, Any, Final, TypeVar

from django.core.files import File
from django.db import connection, transaction

from gongkai.jobs.enums import State
from gongkai.jobs.models import RESULTS, Job, JobQuerySet, shelf

T = TypeVar("T")

LOOK: Final = 0.5
"""Seconds between two looks at whether the job is to stop."""
REST: Final = 0.25
"""How long a job rests after a unit, on SQLite, as a part of the unit's time: the database lets one write at a time,
and who asks again at once comes before those that have waited, so that nobody else could write while a job lasts."""
SHOW: Final = 1.0
"""Seconds between two notes of progress where nothing is committed."""

halting: Final = threading.Event()
"""This process has been told to end: finish the unit at hand and hand the job back."""
at_work: Final = threading.Event()
"""The function of a job runs, and may be left at any place: what it has not committed will be done again."""


class Failed(Exception):
    """The job cannot be done, or found something wrong. `str(error)` is a Chinese sentence for who started it.

    There may still be a result. Taken up again, the job goes on where it was, or, `anew`, at its beginning.
    """

    def __init__(self, why: str, result: dict[str, Any] | None = None, *, anew: bool = False) -> None:
        super().__init__(why)
        self.result = result
        self.anew = anew


class Interrupted(BaseException):
    """Passes through the function of a job, which has nothing to catch here."""


class Stopped(Interrupted):
    """Somebody stopped the job."""


class Halted(Interrupted):
    """The worker is told to end; another one goes on."""


class CutOff(Halted, KeyboardInterrupt):
    """The time to leave off by oneself is over. Database drivers end a query properly on a KeyboardInterrupt only."""


class Superseded(Interrupted):
    """The job was taken from this worker, which was thought dead. Nothing more of it may be committed."""


class Work:
    """One run of a job by one worker."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.cursor: Any = job.cursor
        """Where the last unit got, as it was given to `checkpoint`; None at the beginning."""
        self.done = job.done
        self.total = job.total
        self.message = job.message
        self.link = ""
        """A page of the platform that shows the result."""
        self.file = self.file_name = ""
        self._stopping = False
        self._looked = monotonic()
        self._shown = monotonic()
        self._in_unit = False
        self._walk: Generator[Any, None, None] | None = None

    @property
    def stopped(self) -> bool:
        """Whether somebody wants the job stopped, as of half a second ago.

        Raises:
            Superseded: the job is another worker's by now.
        """
        if monotonic() - self._looked >= LOOK:
            self._looked = monotonic()
            stopping = self.mine().values_list("stopping", flat=True).first()
            if stopping is None:
                raise Superseded
            self._stopping = stopping
        return self._stopping

    def go_on(self) -> None:
        """Do nothing, unless it is time to leave off.

        Raises:
            Interrupted: it is.
        """
        if halting.is_set():
            raise Halted
        if self.stopped:
            raise Stopped

    @contextmanager
    def unit(self) -> Iterator[None]:
        """A unit of work: what it writes to the database is kept together with the progress, or neither is.

        The unit is undone if in the meantime the job was given to another worker. On SQLite nobody else writes while
        it lasts, so it should be short.
        """
        self.go_on()
        before = self.cursor, self.done, self.total, self.message
        begun = monotonic()
        self._in_unit = True
        try:
            with transaction.atomic(durable=True):
                yield
                self._note(losses=0)
        except BaseException:
            self.cursor, self.done, self.total, self.message = before
            raise
        finally:
            self._in_unit = False
        if connection.vendor == "sqlite":
            sleep((monotonic() - begun) * REST)

    def checkpoint(self, cursor: Any, done: int, total: int | None = None) -> None:
        """Say how far this unit got; a run that begins anew finds `cursor` and goes on there."""
        if not self._in_unit:
            raise RuntimeError("progress is kept with the unit of work that made it: call this inside `unit`")
        self.cursor, self.done = cursor, done
        self.total = self.total if total is None else total

    def steps(self, items: Iterable[T], total: int | None = None) -> Iterator[T]:
        """Each item in a unit of its own, but for those that an earlier run has done.

        The items come in the same order in every run. A loop that is left before its end undoes the step at hand.
        """
        if self._walk is not None:
            raise RuntimeError("a job has one loop of steps: where to go on is how many are done")
        if total is None and isinstance(items, Sized):
            total = len(items)
        self._walk = self._steps(items, total)
        return self._walk

    def _steps(self, items: Iterable[T], total: int | None) -> Generator[T, None, None]:
        before = self.cursor or 0
        for number, item in enumerate(islice(items, before, None), before + 1):
            with self.unit():
                yield item
                self.checkpoint(number, number, total)

    def watch(self, items: Iterable[T], total: int | None = None) -> Iterator[T]:
        """Each item, for work that only reads and begins anew when it was cut off: progress is shown now and then."""
        if total is None and isinstance(items, Sized):
            total = len(items)
        self.total = total
        for number, item in enumerate(items):
            self.done = number
            if monotonic() - self._shown >= SHOW:
                self._shown = monotonic()
                self.go_on()
                self._note()
            yield item
            self.done = number + 1

    def say(self, message: str) -> None:
        """Show a line of Chinese beside the progress, at once; inside a unit, with the unit."""
        self.message = message[:200]
        if not self._in_unit:  # there it would hold the row until the unit ends, and who wants to stop the job waits
            self._note()

    def given(self) -> File[bytes]:
        """The file that the job was started with.

        Raises:
            Failed: it is no longer kept.
        """
        try:
            return shelf().open(self.job.given or "none")
        except FileNotFoundError as error:
            raise Failed("所附的文件已过保留期，请重新上传") from error

    @contextmanager
    def writing(self, name: str) -> Iterator[IO[bytes]]:
        """A file to write the result to; it can be had under this name for some days."""
        with tempfile.TemporaryFile() as out:
            yield out
            out.seek(0)
            self.file, self.file_name = shelf().save(f"{RESULTS}/{secrets.token_hex(16)}", File(out)), name

    def mine(self) -> JobQuerySet:
        """The row of the job, as long as it is this worker's."""
        return Job.objects.filter(pk=self.job.pk, ticket=self.job.ticket, state=State.RUNNING)

    def close(self) -> None:
        """Undo a step that was left in its middle."""
        if self._walk is not None:
            self._walk.close()

    def _note(self, **more: Any) -> None:
        """Write the progress, as part of what is being committed."""
        if not self.mine().update(cursor=self.cursor, done=self.done, total=self.total, message=self.message, **more):
            raise Superseded
