"""Keeping a host's index up with the outbox: a thread beside the background worker."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final

from django.conf import settings
from django.db import connection

from gongkai.search.engine import Busy, Unusable, catch_up, rebuild

log = logging.getLogger(__name__)

GONGKAI: Final = (sys.executable, "-c", "from gongkai.cli import main; main()")
POLL: Final = 1.0
"""Seconds between two looks into the outbox."""
LONGEST_WAIT: Final = 60.0
"""Seconds before what failed is tried again, at most."""


@contextmanager
def following(*, apart: bool = False) -> Iterator[None]:
    """Keep the index of this host up while something else is done, unless the database answers searches. Where it has
    to be made anew, that is done in a process `apart`, or here."""
    if settings.SEARCH != "tantivy":
        yield
        return
    over = threading.Event()
    thread = threading.Thread(target=_follow, args=(over, apart), name="search", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)


class _Told(Exception):
    """This process is to end: an index half made is given up."""


def follow_once(make: Callable[[], None] | None = None) -> None:
    """Bring the index up to date, making it anew if there is none that could be. Another process may be at it."""
    if settings.SEARCH != "tantivy":
        return
    try:
        try:
            catch_up()
        except Unusable as error:
            log.info("the index is made anew: %s", error)
            (make or partial(_make_here, threading.Event()))()
    except Busy:
        log.debug("another process keeps the index")


def _make_here(over: threading.Event) -> None:
    def go_on(done: int) -> None:
        if over.is_set():
            raise _Told

    log.info("the index is made, %d entries", rebuild(go_on, wait=False))


def _make_apart(over: threading.Event) -> None:
    """Make the index in a process of its own: the memory that this takes goes with it."""
    with subprocess.Popen(
        [*GONGKAI, "search", "rebuild", "--index-only", "--now"], stdout=subprocess.DEVNULL
    ) as process:
        while process.poll() is None:
            if over.wait(0.2):
                process.terminate()
                raise _Told
    if process.returncode:
        raise RuntimeError(f"the process that makes the index ended with {process.returncode}")
    log.info("the index is made")


def _follow(over: threading.Event, apart: bool) -> None:
    make = partial(_make_apart, over) if apart else partial(_make_here, over)
    wait = POLL
    while not over.wait(wait):
        try:
            follow_once(make)
            wait = POLL
        except _Told:
            break
        except Exception:  # a full disk, a database that is away: searches go on without, this is tried again
            log.exception("the index could not be kept up, it is tried again")
            wait = min(wait * 2, LONGEST_WAIT)
            connection.close()
    connection.close()
