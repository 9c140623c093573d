"""What a dead worker left is put back, by whoever looks first; what a living one has is left alone."""

from __future__ import annotations

import pytest
from django.db.models.functions import Now
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.jobs import services
from gongkai.jobs.enums import State
from gongkai.jobs.models import Job, Worker
from gongkai.jobs.recovery import beat, farewell, recover
from gongkai.jobs.tasks import MOST_LOSSES, perform
from tests.jobs.sample.background import effects, plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("effect_table")]


@pytest.fixture
def job(officer: User, bureau: Body) -> Job:
    return services.start("test.count", by=officer, body=bureau, units=2)


def claimed(worker: str) -> DBTaskResult:
    """The next task of the queue, taken by a worker."""
    task = DBTaskResult.objects.ready()[0]
    task.claim(worker)
    return task


def dies(worker: str, settings: object) -> None:
    Worker.objects.filter(pk=worker).update(seen_at=Now() - 2 * settings.JOBS_LEASE)  # type: ignore[attr-defined]


def test_what_a_living_worker_has_is_left_alone(job: Job):
    beat("a")
    claimed("a")
    assert recover() == 0


def test_a_job_gets_another_ticket_when_its_worker_is_dead(job: Job, settings: object):
    beat("a")
    task = claimed("a")
    Job.objects.update(state=State.RUNNING)
    dies("a", settings)
    beat("b")
    assert recover() == 1
    assert recover() == 0
    job.refresh_from_db()
    assert (job.state, job.losses, job.ticket != task.pk) == (State.WAITING, 1, True)
    assert DBTaskResult.objects.get(pk=task.pk).status == TaskResultStatus.FAILED
    assert DBTaskResult.objects.get(pk=job.ticket).status == TaskResultStatus.READY
    assert list(Worker.objects.values_list("pk", flat=True)) == ["b"]
    perform(task.pk)  # the dead one comes back
    assert effects(job.pk) == []
    perform(job.ticket)
    assert len(effects(job.pk)) == 2


def test_a_job_cut_off_before_it_was_taken_up_is_found_too(job: Job):
    claimed("nobody")
    recover()
    perform(Job.objects.get().ticket)
    assert Job.objects.get().state == State.DONE


def test_a_job_whose_end_could_not_be_written_is_found_though_its_task_ended(job: Job):
    beat("a")
    task = claimed("a")
    Job.objects.update(state=State.RUNNING)
    task.set_failed(RuntimeError())
    assert recover() == 1
    assert Job.objects.get().state == State.WAITING


def test_a_worker_that_said_farewell_keeps_nobody_waiting(job: Job):
    beat("a")
    claimed("a")
    farewell("a")
    assert recover() == 1


def test_a_job_that_was_to_stop_is_stopped_by_the_recovery(job: Job):
    claimed("nobody")
    Job.objects.update(state=State.RUNNING, stopping=True)
    recover()
    job.refresh_from_db()
    assert (job.state, job.stopping) == (State.STOPPED, False)


def test_another_task_is_queued_anew_but_not_for_ever():
    plain.enqueue("/dev/null", 0)
    for number in range(MOST_LOSSES):
        task = claimed(f"w{number}")
        assert task.args_kwargs == {"args": ["/dev/null", 0], "kwargs": {}}
        recover()
    assert not DBTaskResult.objects.ready().exists()
    assert DBTaskResult.objects.failed().count() == MOST_LOSSES
