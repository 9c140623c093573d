"""Starting a job, stopping it, taking it up again, fetching what it made.

What a user can get wrong is a ValidationError with a Chinese sentence, what they may not do a PermissionDenied.
"""

from __future__ import annotations

import secrets
from typing import IO, Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import may, require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.jobs.enums import UNDONE, State
from gongkai.jobs.kinds import KINDS
from gongkai.jobs.models import GIVEN, Job, shelf
from gongkai.jobs.tasks import BY_THE_CLOCK, FOR_PEOPLE, close_unstarted, new_ticket, priority_of


@transaction.atomic
def start(
    kind: str, *, by: User | None, body: Body | None = None, given: File[bytes] | None = None, **arguments: Any
) -> Job:
    """Have a job done in the background, once the caller's transaction is committed and not before.

    `by` is None for what the platform does by itself. `given` is a file that the job reads; the arguments are JSON.

    Raises:
        PermissionDenied: `by` lacks the right that the kind needs, for the body or, without one, for the installation.
        KeyError: there is no such kind.
    """
    known = KINDS[kind]
    if by is not None:
        require(by, known.right, body)
    job = Job(
        kind=kind,
        started_by=by,
        body=body,
        arguments=arguments,
        ticket=new_ticket(priority=BY_THE_CLOCK if by is None else FOR_PEOPLE),
    )
    if given is not None:
        job.given = shelf().save(f"{GIVEN}/{secrets.token_hex(16)}", given)
    job.save(force_insert=True)
    if by is not None:
        detail: dict[str, Any] = {"任务": known.label, "参数": {name: str(value) for name, value in arguments.items()}}
        if given is not None:
            detail["文件"] = given.name
        record("发起后台任务", by=by, subject=job, body=body, detail=detail)
    return job


@transaction.atomic
def stop(job: Job, *, by: User) -> Job:
    """Have a job stopped: at once if it has not begun, otherwise after the unit of work at hand.

    Raises:
        PermissionDenied: it is not theirs, and they do not run the installation.
        ValidationError: it has ended.
    """
    if job.started_by_id != by.pk:
        require(by, Right.MANAGE_SYSTEM)
    job = _locked(job)
    if not job.is_open:
        raise ValidationError(f"任务{job.get_state_display()}，不用停止")
    record("停止后台任务", by=by, subject=job, body=job.body, detail={"任务": job.label})
    if job.state == State.WAITING:
        close_unstarted(job)
    else:
        job.stopping = True
        job.save(update_fields=["stopping"])
    return job


@transaction.atomic
def again(job: Job, *, by: User) -> Job:
    """Take up a job that failed or was stopped: it goes on where it was.

    Raises:
        PermissionDenied: they lack the right that the kind needs.
        ValidationError: it waits, runs or is done; or is of a kind that there is no more.
    """
    job = _locked(job)
    if job.its_kind is None:
        raise ValidationError("现在的版本已不提供这种任务，不能重新执行")
    require(by, job.its_kind.right, job.body)
    if job.state not in UNDONE:
        raise ValidationError(f"任务{job.get_state_display()}，不用重新执行")
    record("重新执行后台任务", by=by, subject=job, body=job.body, detail={"任务": job.label})
    job.state, job.ticket = State.WAITING, new_ticket(priority=priority_of(job))
    job.error, job.traceback, job.result, job.losses, job.ended_at = "", "", None, 0, None
    job.save(update_fields=["state", "ticket", "error", "traceback", "result", "losses", "ended_at"])
    return job


def may_fetch(job: Job, user: User) -> bool:
    """Whether somebody may have the file that a job made: who started it, or has the right that its kind needs."""
    return job.started_by_id == user.pk or (job.its_kind is not None and may(user, job.its_kind.right, job.body))


@transaction.atomic
def fetch(job: Job, *, by: User) -> IO[bytes]:
    """The file that a job made, open for reading; that it was handed out is recorded.

    Raises:
        PermissionDenied: they may not have it.
        ValidationError: there is none, or no longer.
    """
    if not may_fetch(job, by):
        raise PermissionDenied("只有任务的发起人和有相应权限的人可以下载结果")
    if not job.file or (job.expires_at is not None and job.expires_at <= timezone.now()):
        raise ValidationError(
            "结果文件已过保留期，请重新发起任务" if job.expires_at is not None else "任务没有结果文件"
        )
    record("下载后台任务的结果", by=by, subject=job, body=job.body, detail={"任务": job.label, "文件": job.file_name})
    return shelf().open(job.file)


def _locked(job: Job) -> Job:
    return Job.objects.select_for_update(of=("self",)).select_related("body", "started_by").get(pk=job.pk)
