"""The platform on one host: the web server and beside it the background worker, each started again when it ends.

This process keeps itself small (no Django), because it stays for as long as the platform runs.
"""

from __future__ import annotations

import errno
import logging
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, NamedTuple

log = logging.getLogger("gongkai.serve")

SECONDS_TO_STOP: Final = 8
"""Told to stop, everything has ended after this long; what has not is killed."""
FIRST_WAIT: Final = 0.5
LONGEST_WAIT: Final = 30.0
STEADY: Final = 60.0
"""A child that lived this long has not failed to start: the next wait is the first one again."""


class NotServed(Exception):
    """Why the platform cannot be served here, as a sentence for the operator."""


class Place(NamedTuple):
    """Where to listen: an address, not a name."""

    host: str
    port: int

    @property
    def url(self) -> str:
        """Where a browser on this machine finds it."""
        host = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(
            self.host, f"[{self.host}]" if ":" in self.host else self.host
        )
        return f"http://{host}:{self.port}"


def free_place(host: str, port: int) -> Place:
    """The address that a name stands for, once it is sure that nobody listens there.

    The web server itself would not notice: with SO_REUSEPORT it would share the port with whoever has it.

    Raises:
        NotServed: the port is taken, or not ours to take, or the machine has no such address.
    """
    try:
        family, _, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except socket.gaierror as error:
        raise NotServed(f"不认识地址“{host}”，请用 --host 写本机的地址") from error
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
            probe.listen(1)
        except OSError as error:
            raise NotServed(_refused(error, host, port)) from error
    return Place(str(address[0]), port)


def _refused(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"端口{port}已被占用，请停止占用它的程序，或者用 --port 另指定一个"
        case errno.EACCES:
            return f"没有使用端口{port}的权限，请用 --port 指定1024以上的端口，前面用nginx"
        case errno.EADDRNOTAVAIL | errno.EAFNOSUPPORT:
            return f"本机没有地址“{host}”，请用 --host 写本机的地址"
    return f"不能监听{host}的端口{port}：{error.strerror}"


@dataclass
class Child:
    """A program that is kept running."""

    name: str
    command: Sequence[str]
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    wait: float = FIRST_WAIT
    due: float = field(default=0.0)
    """When to start it (again), on the monotonic clock."""

    def look(self, now: float) -> None:
        """Start it if it does not run and is due."""
        if self.process is not None and (code := self.process.poll()) is not None:
            self.wait = FIRST_WAIT if now - self.started > STEADY else min(self.wait * 2, LONGEST_WAIT)
            self.process, self.due = None, now + self.wait
            log.error("%s已退出（%s），%.0f秒后重新启动", self.name, code, self.wait)
        if self.process is None and now >= self.due:
            self.process = subprocess.Popen(self.command, env=self.environment, stdin=subprocess.DEVNULL)
            self.started = now

    def signal(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


def keep_running(children: Sequence[Child], *, until_ready: Callable[[], bool], ready: Callable[[], None]) -> None:
    """Keep the children running until this process is told to stop, then stop them.

    `ready` is called once, as soon as `until_ready` says so.
    """
    told = False
    with _signals() as (stopped, wake):
        while not stopped():
            for child in children:
                child.look(time.monotonic())
            if not told and until_ready():
                told = True
                ready()
            select.select([wake], [], [], _pause(children) if told else 0.1)
            _drain(wake)
        stop(children)


def stop(children: Sequence[Child]) -> None:
    """Let each child finish what it is at, but not for long."""
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + SECONDS_TO_STOP
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(deadline - time.monotonic(), 0.1))
        except subprocess.TimeoutExpired:
            log.warning("%s没有按时停止，强行结束", child.name)
            child.process.kill()
            child.process.wait()


def _pause(children: Sequence[Child]) -> float | None:
    """Until when there is nothing to do: a signal wakes us before, also that of a child that ends."""
    due = [child.due for child in children if child.process is None]
    return max(min(due) - time.monotonic(), 0.0) if due else None


@contextmanager
def _signals() -> Iterator[tuple[Callable[[], bool], int]]:
    """Whether a signal told us to stop, and a file descriptor that becomes readable with every signal."""
    asked: list[int] = []
    wake, write = os.pipe()
    for end in (wake, write):
        os.set_blocking(end, False)
    before = {
        signal.SIGTERM: signal.signal(signal.SIGTERM, lambda number, _: asked.append(number)),
        signal.SIGINT: signal.signal(signal.SIGINT, lambda number, _: asked.append(number)),
        signal.SIGHUP: signal.signal(signal.SIGHUP, lambda number, _: asked.append(number)),
        signal.SIGCHLD: signal.signal(signal.SIGCHLD, lambda *_: None),
    }
    old = signal.set_wakeup_fd(write, warn_on_full_buffer=False)
    try:
        yield lambda: bool(asked), wake
    finally:
        signal.set_wakeup_fd(old)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(wake)
        os.close(write)


def _drain(wake: int) -> None:
    try:
        while os.read(wake, 1024):
            pass
    except BlockingIOError:
        pass


def answers(place: Place) -> bool:
    """Whether somebody listens there by now."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(place.host, place.host)
    try:
        socket.create_connection((host, place.port), timeout=0.2).close()
    except OSError:
        return False
    return True


def web(place: Place, workers: int, environment: dict[str, str]) -> Child:
    return Child(
        "网页服务",
        [sys.executable, "-m", "gongkai.operate.web", str(os.getpid()), place.host, str(place.port), str(workers)],
        environment,
    )


def background(command: Sequence[str], environment: dict[str, str]) -> Child:
    return Child("后台任务", [sys.executable, "-m", "gongkai.operate.tied", str(os.getpid()), *command], environment)
