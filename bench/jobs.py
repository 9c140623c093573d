"""Background work: jobs started, taken up and done a second, beside one row that is written and committed.

On SQLite, and on PostgreSQL where one answers (GONGKAI_TEST_POSTGRESQL), each with a database made for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter, sleep
from typing import Final

POSTGRESQL: Final = os.environ.get("GONGKAI_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/gongkai")
NAME: Final = "gongkai_bench"
COUNT: Final = 100
UNITS: Final = 300
PICKED_UP: Final = 12
GONGKAI: Final = (sys.executable, "-c", "from gongkai.cli import main; main()")


def jobs() -> None:
    """The table of `make bench`."""
    print("| background work, one worker | SQLite | ÷ bare | PostgreSQL | ÷ bare |")
    print("| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as folder, database() as server_url:
        sqlite = _figures(f"sqlite://{folder}/gongkai.sqlite3", Path(folder))
        server = _figures(server_url, Path(folder)) if server_url else {}
    for name, value in sqlite.items():
        cells = [_cells(name, figures) for figures in ({name: value} | {"bare": sqlite["bare"]}, server)]
        print(f"| {NAMES[name]} | {' | '.join(cells)} |")


NAMES: Final = {
    "bare": "bare: a row written and committed",
    "chore": "a job started by the schedule",
    "start": "a job started by somebody, with its row in the log of deeds",
    "drain": "a job of one unit taken up and done",
    "unit": "a unit of work, with its progress",
    "latency": "until a job is taken up, median",
}


def _cells(name: str, figures: dict[str, float]) -> str:
    if name not in figures:
        return "– | –"
    if name == "latency":
        return f"{figures[name]:.2f} s | "
    return f"{1 / figures[name]:,.0f}/s | {figures[name] / figures['bare']:.1f} ×"


@contextmanager
def database(name: str = NAME) -> Iterator[str]:
    """The address of a database of its own on the server; empty if none answers."""
    import psycopg

    server = POSTGRESQL.rpartition("/")[0]
    try:
        administration = psycopg.connect(f"{server}/postgres", autocommit=True, connect_timeout=2)
    except psycopg.OperationalError:
        yield ""
        return
    with administration:
        administration.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        administration.execute(f"CREATE DATABASE {name}")
        yield f"{server}/{name}"
        administration.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _figures(url: str, folder: Path) -> dict[str, float]:
    """Seconds for one of each, measured in a process of its own."""
    environment = os.environ | {"GONGKAI_DATABASE": url, "GONGKAI_DATA": str(folder)}
    told = b""
    for command in ([*GONGKAI, "migrate"], [sys.executable, "-m", "bench.jobs"]):
        told = subprocess.run(command, env=environment, capture_output=True, check=True).stdout
    return {name: float(value) for name, value in (line.split() for line in told.decode().splitlines())}


def _seconds(deed: Callable[[], object], count: int) -> float:
    start = perf_counter()
    for _ in range(count):
        deed()
    return (perf_counter() - start) / count


def measure() -> None:
    """On the database of the environment: a line for each figure."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
    import django

    django.setup()
    from django.contrib.sessions.models import Session
    from django.utils import timezone
    from django.utils.crypto import get_random_string

    from gongkai.access.enums import Right, Role
    from gongkai.access.models import Appointment, User
    from gongkai.jobs.kinds import Result, job
    from gongkai.jobs.models import Job, Worker
    from gongkai.jobs.services import start
    from gongkai.jobs.work import Work
    from gongkai.jobs.worker import work

    def write() -> None:
        Session.objects.create(session_key=get_random_string(32), session_data="", expire_date=timezone.now())

    @job("bench.units", "写", Right.MANAGE_SYSTEM)
    def units(work: Work, units: int) -> Result:
        for _ in work.steps(range(units)):
            write()
        return None

    by = User.objects.create(username="bench", name="测")
    Appointment.objects.create(user=by, role=Role.SYSTEM_ADMIN)
    work(once=True)
    write()
    print("bare", _seconds(write, UNITS))
    print("chore", _seconds(lambda: start("bench.units", by=None, units=1), COUNT // 2))
    print("start", _seconds(lambda: start("bench.units", by=by, units=1), COUNT // 2))
    print("drain", _seconds(lambda: work(once=True), 1) / COUNT)
    start("bench.units", by=None, units=UNITS)
    print("unit", _seconds(lambda: work(once=True), 1) / UNITS)
    with subprocess.Popen([*GONGKAI, "worker"], stderr=subprocess.DEVNULL) as worker:
        while not Worker.objects.exists():
            sleep(0.1)
        sleep(1)
        asked = [start("sessions.clear", by=None) for _ in range(PICKED_UP) if not sleep(0.73)]
        sleep(2)
        worker.terminate()
    rows = Job.objects.filter(pk__in=[each.pk for each in asked]).values_list("created_at", "started_at")
    print("latency", median((started - created).total_seconds() for created, started in rows))


if __name__ == "__main__":
    measure()
