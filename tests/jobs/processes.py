"""Workers as processes of their own, on the database of the tests."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from django.db import connection

ROOT = Path(__file__).resolve().parents[2]
GONGKAI = [sys.executable, "-c", "from gongkai.cli import main; main()"]


def environment(data: Path) -> dict[str, str]:
    at = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite://{at['NAME']}"
    else:
        url = f"postgresql://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT'] or 5432}/{at['NAME']}"
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.jobs.settings",
        "GONGKAI_DATABASE": url,
        "GONGKAI_DATA": str(data),
    }


class Workers:
    """Starts workers, and ends them with the test. What they say goes to a file."""

    def __init__(self, folder: Path) -> None:
        self.log = folder / "workers.log"
        self.environment = environment(folder)
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*GONGKAI, "worker", *arguments], env=self.environment, cwd=ROOT, stdout=log, stderr=log
            )
        self.processes.append(process)
        return process

    def by_number(self, number: int) -> subprocess.Popen[bytes]:
        return next(process for process in self.processes if process.pid == number)

    def end(self) -> None:
        for process in self.processes:
            if process.poll() is None:
                process.kill()
            process.wait()


def wait_for(found: Callable[[], object], seconds: float = 60.0) -> None:
    """Wait until something holds; fail if it does not in that time."""
    until = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < until, "it did not come about in time"
        time.sleep(0.05)
