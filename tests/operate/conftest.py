"""The platform as it runs: real processes on free ports."""

from __future__ import annotations

import http.client
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import psutil
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.database import ROOT, place, postgresql_template, sqlite_copy, sqlite_template

PROGRAM = [sys.executable, "-c", "from gongkai.cli import main; main()"]
SECONDS = 240
"""How long anything may take on a busy machine."""


def free_port(host: str = "127.0.0.1") -> int:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], Any], seconds: float = SECONDS) -> Any:
    """Wait for something, also for a server that does not answer yet; what it was in the end."""
    deadline = time.monotonic() + seconds
    found = None
    while not found and time.monotonic() < deadline:
        time.sleep(0.05)
        with suppress(OSError, http.client.HTTPException):
            found = true()
    return found


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str


def ask(port: int, path: str, *, host: str = "127.0.0.1", method: str = "GET", **headers: str) -> Answer:
    """Ask a server for something; `Host` and the like are given as keywords, with _ for -."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    with closing(http.client.HTTPConnection(host, port, timeout=SECONDS)) as connection:
        connection.request(method, path, headers=named)
        response = connection.getresponse()
        return Answer(response.status, response.headers, response.read().decode("utf-8", "replace"))


class Installation(NamedTuple):
    """A platform with everything it needs, in a folder and a database of its own. It does not run by itself."""

    folder: Path
    environment: dict[str, str]
    database: str
    """The file of its database, or the name."""

    def run(self, *command: str, typed: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        """Run a command of `gongkai`."""
        return subprocess.run(
            [*PROGRAM, *command],
            env=self.environment | environment, cwd=ROOT, input=typed, capture_output=True, text=True, check=False,
        )  # fmt: skip

    def does(self, *command: str, **environment: str) -> str:
        """Run a command that succeeds; what it says."""
        done = self.run(*command, **environment)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


class Server:
    """`gongkai serve` of an installation."""

    def __init__(self, at: Installation, *options: str, host: str = "127.0.0.1", **environment: str) -> None:
        self.host, self.port = host, free_port(host)
        self.environment = at.environment | environment
        self.log = at.folder / "log"
        with self.log.open("wb") as log:
            self.process = psutil.Popen(
                [*PROGRAM, "serve", "--host", host, "--port", str(self.port), *options],
                env=self.environment,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=ROOT,
            )

    def __enter__(self) -> Server:
        until(lambda: "公开已启动" in self.said or self.process.poll() is not None)
        if "公开已启动" not in self.said:
            self.__exit__()
            pytest.fail(self.said)
        return self

    def __exit__(self, *_: object) -> None:
        family = self.family()
        if self.process.poll() is None:
            self.process.terminate()
        _, left = psutil.wait_procs(family, timeout=20)
        for each in left:
            each.kill()
        assert not left, self.said

    @property
    def said(self) -> str:
        return self.log.read_text("utf-8")

    def events(self) -> list[dict[str, Any]]:
        """The log, where it is JSON."""
        return [json.loads(line) for line in self.said.splitlines() if line.startswith("{")]

    def ask(self, path: str, **headers: str) -> Answer:
        return ask(self.port, path, host="::1" if self.host == "::" else self.host, **headers)

    def family(self) -> list[psutil.Process]:
        """Its processes, itself first."""
        if self.process.poll() is not None:
            return []
        return [self.process, *self.process.children(recursive=True)]

    def named(self, pattern: str) -> list[psutil.Process]:
        """Those of its processes whose command line fits."""
        return [each for each in self.family() if re.search(pattern, " ".join(_command(each)))]

    @property
    def web(self) -> psutil.Process:
        """The process that answers requests, as against the one that starts such."""
        (web,) = [each for each in self.named(r"operate\.web") if each.ppid() != self.process.pid]
        return web


def _command(process: psutil.Process) -> list[str]:
    try:
        return list(process.cmdline())
    except psutil.NoSuchProcess:  # it ended just now
        return []


@pytest.fixture(scope="session")
def collected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with static files and keys, to be copied."""
    folder = tmp_path_factory.mktemp("platform")
    sqlite_copy(folder)
    environment = os.environ | {"GONGKAI_DATA": str(folder), "GONGKAI_DATABASE": ""}
    subprocess.run([*PROGRAM, "migrate", "--static"], env=environment, cwd=ROOT, check=True, capture_output=True)
    (folder / "gongkai.sqlite3").unlink()
    return folder


_numbers = count()


class Install(Protocol):
    def __call__(self, folder: Path, *, like: Installation | None = None) -> AbstractContextManager[Installation]: ...


@pytest.fixture(scope="session")
def install(collected: Path, django_db_blocker: DjangoDbBlocker) -> Install:
    """Makes installations, on the kind of database that the tests run on: empty ones, or like another."""

    @contextmanager
    def make(folder: Path, *, like: Installation | None = None) -> Iterator[Installation]:
        shutil.copytree(like.folder if like is not None else collected, folder, symlinks=True)
        environment = {name: text for name, text in os.environ.items() if not name.startswith("GONGKAI_")}
        environment |= {"GONGKAI_DATA": str(folder)}
        if connection.vendor == "sqlite":
            file = folder / "gongkai.sqlite3"
            shutil.copy(like.database if like is not None else sqlite_template(), file)
            yield Installation(folder, environment, str(file))
            return
        name, at = f"gongkai_operate_{place()}_{next(_numbers)}", connection.settings_dict
        with django_db_blocker.unblock():
            template = like.database if like is not None else postgresql_template()
            with connection._nodb_cursor() as cursor:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
                cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        url = f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{name}"
        yield Installation(folder, environment | {"GONGKAI_DATABASE": url}, name)
        with django_db_blocker.unblock(), connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')

    return make


@pytest.fixture
def installation(install: Install, tmp_path: Path) -> Iterator[Installation]:
    """One's own, that was not started yet."""
    with install(tmp_path / "data") as made:
        yield made


@pytest.fixture(scope="module")
def server(install: Install, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One that runs, for tests that only ask."""
    with install(tmp_path_factory.mktemp("served") / "data") as made, Server(made, GONGKAI_LOG="json") as running:
        yield running
