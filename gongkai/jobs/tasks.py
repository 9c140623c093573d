"""Running jobs from the queue: taking one up, ending it, handing it back. The queue itself is django-tasks'."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import InterfaceError, OperationalError, connection, transaction
from django.utils import timezone
from django_tasks import TaskContext, task

from gongkai.access.rights import may
from gongkai.jobs.enums import State
from gongkai.jobs.events import ended
from gongkai.jobs.models import Job, shelf
from gongkai.jobs.work import Failed, Halted, Stopped, Superseded, Work, at_work, halting

log = logging.getLogger(__name__)

KEPT: Final = timedelta(days=7)
"""How long the file that a job made can be had."""
MOST_LOSSES: Final = 5
"""A job that was cut off this often without getting on is not tried again: it may be what kills the workers."""
PAUSE: Final = timedelta(seconds=10)
"""Before a job whose worker lost the database is tried again."""
FOR_PEOPLE: Final = 0
BY_THE_CLOCK: Final = -10
"""Priorities in the queue: what somebody waits for goes before what the schedule started."""


@task(takes_context=True)
def run(context: TaskContext) -> None:
    """Run the job whose ticket this task is."""
    perform(UUID(context.task_result.id))


def new_ticket(*, priority: int, after: timedelta | None = None) -> UUID:
    """Put a task into the queue, in the caller's transaction: no worker sees it before that is committed."""
    queued = run.using(priority=priority, run_after=timezone.now() + after if after is not None else None).enqueue()
    return UUID(queued.id)


def perform(ticket: UUID) -> None:
    """Do the job to its end, or leave it so that another worker can go on."""
    if (job := _take_up(ticket)) is None:
        return
    work = Work(job)
    kind = job.its_kind
    try:
        try:
            if kind is None:
                raise Failed(f"这种任务（{job.kind}）现在的版本已不提供")
            if job.started_by is not None and not may(job.started_by, kind.right, job.body):
                raise Failed(f"发起人已没有“{kind.right.label}”的权限")
            at_work.set()
            result = kind.function(work, **job.arguments)
        finally:
            at_work.clear()
            work.close()
        finish(work, State.DONE, result=result)
    except Superseded:
        log.warning("job %s was taken over by another worker", job.pk)
        _forget_file(work)
    except Stopped:
        finish(work, State.STOPPED)
    except Halted:
        hand_back(job)
    except (SystemExit, KeyboardInterrupt):
        hand_back(job, lost=not halting.is_set())
        raise
    except (OperationalError, InterfaceError):
        log.exception("job %s lost the database", job.pk)
        connection.close_if_unusable_or_obsolete()
        hand_back(job, lost=True, after=PAUSE)
    except Failed as error:
        if error.anew:
            work.cursor = None
        finish(work, State.FAILED, error=str(error), result=error.result)
    except PermissionDenied as error:
        finish(work, State.FAILED, error=str(error) or "没有权限")
    except ValidationError as error:
        finish(work, State.FAILED, error="；".join(error.messages))
    except Exception:
        log.exception("job %s failed", job.pk)
        finish(
            work,
            State.FAILED,
            error=f"执行中出错，请把任务号{job.pk}告诉系统管理员",
            traceback=traceback.format_exc(),
        )


@transaction.atomic
def _take_up(ticket: UUID) -> Job | None:
    """The job of a ticket; None if it was stopped in the meantime or has another ticket by now."""
    job = (
        Job.objects.select_for_update(of=("self",))
        .select_related("started_by", "body")
        .filter(ticket=ticket, state=State.WAITING)
        .first()
    )
    if job is None:
        return None
    job.state = State.RUNNING
    job.attempts += 1
    job.started_at = job.started_at or timezone.now()
    job.save(update_fields=["state", "attempts", "started_at"])
    return job


def finish(work: Work, state: State, *, result: Mapping[str, Any] | None = None, **members: str) -> None:
    """Write how the job ended, and tell whoever listens, unless it is another worker's by now."""
    if state != State.DONE:
        _forget_file(work)
    now = timezone.now()
    with transaction.atomic():
        kept = work.mine().update(
            state=state,
            stopping=False,
            ended_at=now,
            cursor=work.cursor,
            done=work.done,
            total=work.total,
            message=work.message,
            result=result,
            file=work.file,
            file_name=work.file_name,
            link=work.link,
            expires_at=now + KEPT if work.file else None,
            **members,
        )
        if kept:
            announce(Job.objects.get(pk=work.job.pk))
            return
    log.warning("job %s ended here, but was taken over by another worker", work.job.pk)
    _forget_file(work)


def announce(job: Job) -> None:
    """Tell that a job ended. Whoever listens does not endanger the end itself."""
    try:
        with transaction.atomic():
            ended.send(Job, job=job)
    except Exception:
        log.exception("a listener failed at the end of job %s", job.pk)


@transaction.atomic
def hand_back(job: Job, *, lost: bool = False, after: timedelta | None = None) -> None:
    """Let another worker go on with a job, if it is still as we know it; give up on one that was lost too often."""
    held = Job.objects.select_for_update().filter(
        pk=job.pk, ticket=job.ticket, state__in=(State.WAITING, State.RUNNING)
    )
    if (current := held.first()) is None:
        return
    current.losses += lost
    if current.stopping:
        _close(current, State.STOPPED)
    elif current.losses >= MOST_LOSSES:
        _close(current, State.FAILED, f"执行进程接连{MOST_LOSSES}次中断，请把任务号{job.pk}告诉系统管理员")
    else:
        current.state = State.WAITING
        current.ticket = new_ticket(priority=priority_of(current), after=after)
        current.save(update_fields=["state", "ticket", "losses"])


def priority_of(job: Job) -> int:
    return FOR_PEOPLE if job.started_by_id is not None else BY_THE_CLOCK


def close_unstarted(job: Job) -> None:
    """Stop a job that no worker has; whoever calls holds its row."""
    _close(job, State.STOPPED)


def _close(job: Job, state: State, error: str = "") -> None:
    job.state, job.error, job.stopping, job.ended_at = state, error, False, timezone.now()
    job.save(update_fields=["state", "error", "stopping", "ended_at", "losses"])
    announce(job)


def _forget_file(work: Work) -> None:
    if work.file:
        shelf().delete(work.file)
        work.file = work.file_name = ""
