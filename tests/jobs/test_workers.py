"""Several workers on one queue, as processes that are stopped and killed: nothing is lost, nothing is done twice."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.jobs import services
from gongkai.jobs.enums import State
from gongkai.jobs.models import Job, Occurrence, Worker
from tests.jobs import settings as of_workers
from tests.jobs.processes import GONGKAI, ROOT, Workers, environment, wait_for
from tests.jobs.sample.background import effects, plain

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("effect_table"), pytest.mark.slow]

several_hosts = pytest.mark.skipif(
    "sqlite" in str(connection.settings_dict["ENGINE"]), reason="many workers share a queue on PostgreSQL"
)


@pytest.fixture
def workers(tmp_path: Path, settings: Settings) -> Iterator[Workers]:
    settings.JOBS_LEASE = of_workers.JOBS_LEASE
    workers = Workers(tmp_path)
    yield workers
    workers.end()


def state(job: Job) -> str:
    return Job.objects.values_list("state", flat=True).get(pk=job.pk)


def done(jobs: list[Job]) -> bool:
    return all(state(job) == State.DONE for job in jobs)


def units(job: Job) -> list[int]:
    return [unit for unit, _ in effects(job.pk)]


def processes(job: Job) -> list[int]:
    """The workers that had the job, in order."""
    return list(dict.fromkeys(process for _, process in effects(job.pk)))


def test_a_worker_killed_in_a_unit_loses_nothing_and_nothing_is_done_twice(
    workers: Workers, officer: User, bureau: Body
):
    jobs = [services.start("test.count", by=officer, body=bureau, units=30, pause=0.05) for _ in range(3)]
    for _ in range(3 if connection.vendor == "postgresql" else 2):
        workers.start()
    wait_for(lambda: any(len(units(job)) >= 5 for job in jobs))
    hit = next(job for job in jobs if len(units(job)) >= 5)
    workers.by_number(processes(hit)[-1]).kill()
    wait_for(lambda: done(jobs))
    for job in jobs:
        assert units(job) == list(range(30))
    hit.refresh_from_db()
    assert hit.attempts >= 2
    assert len(processes(hit)) >= 2


@several_hosts
def test_a_worker_thought_dead_that_comes_back_commits_nothing(workers: Workers, officer: User, bureau: Body):
    job = services.start("test.count", by=officer, body=bureau, units=40, pause=0.1)
    workers.start()
    wait_for(lambda: len(units(job)) >= 3)
    (first,) = processes(job)
    os.kill(first, signal.SIGSTOP)  # in the middle of a unit, its row written and not committed
    workers.start()
    wait_for(lambda: len(processes(job)) == 2)
    os.kill(first, signal.SIGCONT)
    wait_for(lambda: done([job]))
    assert units(job) == list(range(40))
    wait_for(lambda: "was taken over by another worker" in workers.log.read_text("utf-8"))
    assert workers.by_number(first).poll() is None, "it goes on with other work"


@several_hosts
def test_a_worker_that_loses_the_database_goes_on_when_it_is_back(workers: Workers, officer: User, bureau: Body):
    job = services.start("test.count", by=officer, body=bureau, units=30, pause=0.1)
    worker = workers.start()
    wait_for(lambda: len(units(job)) >= 3)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    wait_for(lambda: done([job]))
    assert units(job) == list(range(30))
    assert worker.poll() is None


def test_a_worker_that_is_told_to_end_finishes_its_unit_and_the_next_goes_on(
    workers: Workers, officer: User, bureau: Body
):
    job = services.start("test.count", by=officer, body=bureau, units=30, pause=0.1)
    first = workers.start()
    wait_for(lambda: len(units(job)) >= 3)
    first.terminate()
    assert first.wait(15) == 0
    job.refresh_from_db()
    assert (job.state, job.losses) == (State.WAITING, 0)
    assert not Worker.objects.exists()
    workers.start("--once").wait(60)
    assert (state(job), units(job), len(processes(job))) == (State.DONE, list(range(30)), 2)


@pytest.mark.parametrize("kind", ["test.whole", pytest.param("test.query", marks=several_hosts)])
def test_a_job_without_units_is_left_after_a_while_and_the_next_worker_begins_it_anew(
    kind: str, workers: Workers, officer: User, bureau: Body
):
    job = services.start(kind, by=officer, body=bureau, seconds=60)
    first = workers.start()
    wait_for(lambda: units(job) == [1])
    first.terminate()
    assert first.wait(15) == 0
    job.refresh_from_db()
    assert (job.state, job.losses) == (State.WAITING, 0)
    workers.start("--once").wait(60)
    assert (state(job), units(job)) == (State.DONE, [1, 2])


def test_a_worker_without_work_ends_at_once(workers: Workers):
    worker = workers.start()
    wait_for(Worker.objects.exists)
    worker.terminate()
    assert worker.wait(15) == 0


def test_users_stop_what_runs_and_need_not_wait_until_it_lets_them_write(workers: Workers, officer: User, bureau: Body):
    job = services.start("test.count", by=officer, body=bureau, units=600, pause=0.05)
    workers.start()
    wait_for(lambda: len(units(job)) >= 3)
    begun = time.monotonic()
    services.stop(job, by=officer)
    assert time.monotonic() - begun < 10
    wait_for(lambda: state(job) == State.STOPPED, 10)
    job.refresh_from_db()
    assert units(job) == list(range(job.done))


def test_what_kills_every_worker_is_given_up(workers: Workers, officer: User, bureau: Body):
    job = services.start("test.deadly", by=officer, body=bureau)
    Job.objects.update(losses=4)
    assert workers.start().wait(60) == -signal.SIGKILL
    wait_for(lambda: not Worker.objects.alive().exists())
    workers.start("--once").wait(60)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.FAILED, 1)
    assert "接连5次中断" in job.error


def test_a_task_that_is_no_job_is_run_again_when_its_worker_was_killed(workers: Workers, tmp_path: Path):
    plain.enqueue(str(tmp_path / "begun"), 3)
    begun = tmp_path / "begun"
    tries = DBTaskResult.objects.filter(task_path=plain.module_path)  # the clock may set going others meanwhile
    first = workers.start()
    wait_for(begun.exists)
    first.kill()
    workers.start()
    wait_for(lambda: tries.successful().exists())
    assert len(begun.read_text().split()) == 2
    assert set(tries.values_list("status", flat=True)) == {
        TaskResultStatus.FAILED,
        TaskResultStatus.SUCCESSFUL,
    }


TICKS = """
import sys, time
from datetime import timedelta
import django
django.setup()
from django.utils import timezone
from gongkai.jobs.schedule import Entry, Every, tick
schedule = [Entry("often", "test.count", Every(10)), Entry("rarely", "test.count", Every(60))]
now = timezone.now()
for minute in range(0, 180, 2):
    while time.time() < float(sys.argv[1]) + minute / 60:
        time.sleep(0.01)
    tick(now + timedelta(minutes=minute), schedule)
"""


def test_each_time_of_the_schedule_is_taken_by_one_of_three_workers(tmp_path: Path):
    Job.objects.all().delete()
    start = str(time.time() + 4)
    asking = [
        subprocess.Popen([sys.executable, "-c", TICKS, start], env=environment(tmp_path), cwd=ROOT) for _ in range(3)
    ]
    assert [process.wait(60) for process in asking] == [0, 0, 0]
    taken = Occurrence.objects.exclude(claimed_at=None)
    assert {name: len(set(taken.filter(name=name).values_list("at"))) for name in ("often", "rarely")} == {
        "often": taken.filter(name="often").count(),
        "rarely": taken.filter(name="rarely").count(),
    }
    # The first job of each entry is never run here, so it covers the times that follow.
    assert taken.filter(name="often").count() in (17, 18)
    assert Job.objects.count() == DBTaskResult.objects.count() == 2


def test_a_steady_worker_does_not_grow(workers: Workers, officer: User, bureau: Body):
    worker = workers.start()
    sizes = []
    for _ in range(3):
        jobs = [services.start("test.count", by=officer, body=bureau, units=3) for _ in range(60)]
        wait_for(lambda jobs=jobs: done(jobs), 120)
        sizes.append(psutil.Process(worker.pid).memory_info().rss)
    assert sizes[2] < sizes[0] * 1.05


def test_a_worker_without_a_database_says_so_in_one_line(tmp_path: Path):
    told = environment(tmp_path) | {"GONGKAI_DATABASE": f"sqlite://{tmp_path}/none.sqlite3"}
    ended = subprocess.run([*GONGKAI, "worker"], env=told, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert ended.stderr == "数据库出错：no such table: jobs_worker，请先运行gongkai migrate\n"
