"""Work that a worker left behind is taken up again: every worker says that it lives, and looks after the others.

A worker that is killed says nothing any more, and after the lease (`settings.JOBS_LEASE`) is taken for dead. What it
had taken from the queue is put back: a job continues where its last unit of work was committed; any other task
(Wagtail's own) is run again from its beginning. A worker that was only thought dead finds its job's ticket changed when
it comes to commit, and that unit is undone (`work.Superseded`).
"""

from __future__ import annotations

import logging
import os
import socket
from typing import Final
from uuid import UUID

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gongkai.jobs.models import Job, Worker
from gongkai.jobs.tasks import MOST_LOSSES, hand_back, run

log = logging.getLogger(__name__)

ABANDONED: Final = f"{__name__}.Abandoned"
LIVE: Final = (TaskResultStatus.READY, TaskResultStatus.RUNNING)


class Abandoned(Exception):
    """Stands in the row of a task whose worker is no more."""


def beat(me: str) -> None:
    """Say that this worker lives."""
    if not Worker.objects.filter(pk=me).update(seen_at=Now()):
        Worker.objects.create(pk=me, host=socket.gethostname(), process=os.getpid(), seen_at=Now())


def farewell(me: str) -> None:
    """Say that this worker has ended, so that nobody has to wait for its lease to run out."""
    Worker.objects.filter(pk=me).delete()


def recover() -> int:
    """Put back what dead workers had taken; how many tasks and jobs that were."""
    running = list(DBTaskResult.objects.running().values_list("pk", "worker_ids"))
    alive = set(Worker.objects.alive().values_list("pk", flat=True))  # after the tasks: a worker speaks before it takes
    put_back = sum(_give_up(pk, workers) for pk, workers in running if not alive.intersection(workers[-1:]))
    ticket = DBTaskResult.objects.filter(pk=OuterRef("ticket"), status__in=LIVE)
    lost = list(Job.objects.open().filter(~Exists(ticket)))
    for job in lost:
        log.warning("job %s was cut off, another worker goes on", job.pk)
        hand_back(job, lost=True)
    Worker.objects.silent().delete()
    return put_back + len(lost)


@transaction.atomic
def _give_up(pk: UUID, workers: list[str]) -> bool:
    """Close the row of a task whose worker is dead, and queue the task anew unless it is the ticket of a job."""
    rows = DBTaskResult.objects.select_for_update(skip_locked=True)
    if (row := rows.filter(pk=pk, status=TaskResultStatus.RUNNING).first()) is None:
        return False
    row.status, row.finished_at = TaskResultStatus.FAILED, timezone.now()
    row.exception_class_path, row.traceback = ABANDONED, "the worker that ran this is no more"
    row.save(update_fields=["status", "finished_at", "exception_class_path", "traceback"])
    if row.task_path == run.module_path or len(workers) >= MOST_LOSSES:
        return False
    log.warning("task %s was cut off, another worker runs it", row.pk)
    DBTaskResult.objects.create(
        args_kwargs=row.args_kwargs,
        priority=row.priority,
        task_path=row.task_path,
        worker_ids=workers,
        queue_name=row.queue_name,
        backend_name=row.backend_name,
        run_after=row.run_after,
    )
    return True
