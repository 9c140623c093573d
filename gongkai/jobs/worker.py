"""A worker: django-tasks-db's loop over the queue, and beside it a thread for the schedule and for work left behind."""

from __future__ import annotations

import logging
import os
import secrets
import signal
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

from django.conf import settings
from django.db import Error, InterfaceError, OperationalError, connection
from django_tasks import DEFAULT_TASK_BACKEND_ALIAS
from django_tasks_db.management.commands.db_worker import Worker as Loop

from gongkai.jobs.recovery import beat, farewell, recover
from gongkai.jobs.schedule import tick
from gongkai.jobs.work import CutOff, at_work, halting

log = logging.getLogger(__name__)

POLL: Final = 0.5
"""Seconds between two looks into an empty queue."""
BEATS: Final = 4
"""How often a worker says that it lives in the time after which it is thought dead."""
WAIT: Final = 2.0
"""Seconds before a worker that lost the database tries again."""


class _Loop(Loop):
    """The library's loop; told to end, it also tells the job at hand, and after a while leaves it where it is."""

    def configure_signals(self) -> None:
        super().configure_signals()
        signal.signal(signal.SIGALRM, _leave)

    def shutdown(self, signum: int, frame: FrameType | None) -> None:
        halting.set()
        signal.setitimer(signal.ITIMER_REAL, settings.JOBS_GRACE.total_seconds())
        super().shutdown(signum, frame)


def _leave(signum: int, frame: FrameType | None) -> None:
    """Leave the job at hand, if it is one: any other task would be lost with it, and is begun anew if we are killed."""
    if at_work.is_set():
        raise CutOff


def work(*, once: bool) -> None:
    """Take tasks from the queue until told to end (SIGTERM, SIGINT), or, `once`, until there are none.

    A worker that lost the database returns as another one: what it had begun is recovered as from a dead worker.

    Raises:
        DatabaseError: the database cannot be used at the start, or, `once`, at any time.
    """
    halting.clear()
    settled = False
    while True:
        me = f"{socket.gethostname()[:40]}:{os.getpid()}:{secrets.token_hex(4)}"
        loop = _Loop(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=POLL,
            batch=once,
            backend_name=DEFAULT_TASK_BACKEND_ALIAS,
            startup_delay=False,
            max_tasks=None,
            worker_id=me,
        )
        loop.configure_signals()
        try:
            beat(me)
            settled = True
            with _keeping(me):
                loop.run()
            signal.setitimer(signal.ITIMER_REAL, 0)  # nobody would be there to take it while the process ends
            return
        except (OperationalError, InterfaceError):
            if once or not settled:
                raise
            log.exception("the worker lost the database")
        while not halting.wait(WAIT):
            connection.close()
            if _reachable():
                break
        else:
            return


def _reachable() -> bool:
    try:
        connection.ensure_connection()
    except Error:
        return False
    return True


@contextmanager
def _keeping(me: str) -> Iterator[None]:
    """Keep house once, and then beside the loop until that ends."""
    keep_house(me)
    over = threading.Event()
    thread = threading.Thread(target=_keep, args=(me, over), name="housekeeping", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=WAIT)
        try:
            farewell(me)
        except Error:
            log.warning("the worker could not say that it ends; its lease will run out")


def keep_house(me: str) -> None:
    """Say that this worker lives, take up what others left, start what is due."""
    beat(me)
    recover()
    tick()


def _keep(me: str, over: threading.Event) -> None:
    while not over.wait(settings.JOBS_LEASE.total_seconds() / BEATS):
        try:
            keep_house(me)
        except Exception:  # this thread lives as long as the worker, whatever the database does meanwhile
            log.exception("housekeeping failed, it is tried again")
            connection.close()
    connection.close()
