"""The platform's own jobs: the directory of bodies as a table, the log of deeds verified, and keeping house."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from importlib import import_module
from itertools import islice
from typing import Any, Final

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.conf import settings
from django.core.management import call_command
from django.db.models import Q
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gongkai.access.enums import Right, Role
from gongkai.audit.chain import BEGINNING, Break, breaks
from gongkai.audit.services import end_of_log, record_import, record_verification, rows
from gongkai.bodies.exchange import Plan, TableNotReadable, apply, as_csv, as_xlsx, plan, read_table
from gongkai.bodies.models import Body
from gongkai.jobs.enums import State
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.models import GIVEN, RESULTS, Job, Occurrence, shelf
from gongkai.jobs.tasks import KEPT
from gongkai.jobs.work import Failed, Work

WRITERS: Final = {"csv": as_csv, "xlsx": as_xlsx}
CHUNK: Final = 2000
"""Rows of the log that are verified in one unit of work."""
MOST_NAMED: Final = 100
"""How many places of a broken log the result names one by one."""

TASKS_KEPT: Final = timedelta(days=3)
CHORES_KEPT: Final = timedelta(days=7)
JOBS_KEPT: Final = timedelta(days=90)
UNKNOWN_KEPT: Final = timedelta(days=1)
ATTEMPTS_KEPT: Final = timedelta(days=190)
"""Logs are kept for six months at least (Cybersecurity Law, Art. 21)."""


# --- the directory of bodies ----------------------------------------------------------------------------------------


@job("bodies.export", "导出机关名录", Right.SEE_BODIES)
def export_bodies(work: Work, form: str) -> Result:
    """The bodies as a table, `form` is "csv" or "xlsx": all of them, or those under the job's body."""
    bodies = Body.objects.under(work.job.body) if work.job.body is not None else Body.objects.all()
    found = bodies.select_related("parent", "supervisor").order_by("path")
    data = WRITERS[form](work.watch(found.iterator(chunk_size=500), total=found.count()))
    with work.writing(f"机关名录{timezone.localdate():%Y%m%d}.{form}") as out:
        out.write(data)
    return {"机关": work.done}


@job("bodies.import", "导入机关名录", Right.MANAGE_SYSTEM)
def import_bodies(work: Work, seal: str) -> Result:
    """Do what a table of bodies says, all or nothing, if it is what was confirmed (`seal_of` its plan)."""
    for _ in work.steps(range(1)):
        try:
            with work.given() as file:
                made = plan(read_table(file.read()))
            if seal_of(made) != seal:
                raise Failed("核对以后机关名录有了变化，没有导入，请重新上传、重新核对")
            counts = f"新增{len(made.additions)}个，改动{len(made.changed)}个"
            apply(made, tell=partial(record_import, by=work.job.started_by))
        except TableNotReadable as error:
            raise Failed(str(error)) from error
        work.say(counts)
    return None


def seal_of(made: Plan) -> str:
    """What tells one plan from another: somebody confirms this one, and no other is carried out."""
    told = hashlib.sha256()
    for line in made.lines:
        told.update(repr((line.number, line.name, line.body and line.body.pk, line.changes, line.errors)).encode())
    return told.hexdigest()


# --- the log of deeds -----------------------------------------------------------------------------------------------


@job("audit.verify", "校验操作日志", Right.READ_AUDIT, alarm=Role.AUDIT_ADMIN)
def verify_log(work: Work) -> Result:
    """Verify the log up to the row that is the last one now; rows added meanwhile are left for the next time."""
    if work.cursor is None:
        with work.unit():
            until, last = end_of_log()
            start = {
                "until": until,
                "last": last,
                "from": -1,
                "after": (0, BEGINNING),
                "rows": 0,
                "wrong": 0,
                "named": [],
                "recorded": False,
            }
            work.checkpoint(start, 0, until)
    while work.cursor["from"] < work.cursor["until"]:
        with work.unit():
            at = work.cursor
            part = list(islice(rows(after=at["from"], until=at["until"]), CHUNK))
            at = _noted(at, breaks(part, after=at["after"])) | {"rows": at["rows"] + len(part)}
            if part:
                at |= {"from": part[-1].number, "after": (part[-1].number, part[-1].hash)}
            else:
                at |= {"from": at["until"]}
            work.checkpoint(at, at["from"], at["until"])
    end = _noted(work.cursor, breaks((), after=work.cursor["after"], last=tuple(work.cursor["last"])))
    if not work.cursor["recorded"]:
        with work.unit():
            record_verification(end["wrong"], end["named"], by=work.job.started_by)
            work.checkpoint(work.cursor | {"recorded": True}, work.done)
    result: dict[str, Any] = {"校验的条数": end["rows"], "发现的问题": end["wrong"]}
    if end["named"]:
        result["问题"] = end["named"]
        raise Failed(f"操作日志有{end['wrong']}处被改动，请立即查明：{end['named'][0]}", result, anew=True)
    return result


def _noted(at: dict[str, Any], found: Iterable[Break]) -> dict[str, Any]:
    """The state of a verification with what was found in addition: how much, and the first places by name."""
    said = [f"第{number}条：{why}" for number, why in found]
    return at | {"wrong": at["wrong"] + len(said), "named": [*at["named"], *said][:MOST_NAMED]}


# --- keeping house --------------------------------------------------------------------------------------------------


@job("pages.publish", "按时发布和撤下网页", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def publish_pages(work: Work) -> Result:
    """What Wagtail was asked to publish or take down by now."""
    call_command("publish_scheduled", verbosity=0)
    return None


@job("sessions.clear", "清理过期会话", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def clear_sessions(work: Work) -> Result:
    """Sessions that have run out; each request checks that for itself, this only keeps the table small."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()
    return None


@job("attempts.clear", "清理旧的登录记录", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def clear_attempts(work: Work) -> Result:
    """What axes noted of sign-ins, beyond the time that such logs must be kept."""
    old = timezone.now() - ATTEMPTS_KEPT
    models = (AccessAttempt, AccessFailureLog, AccessLog)
    return {"清理": sum(model.objects.filter(attempt_time__lt=old).delete()[0] for model in models)}


@job("jobs.clear", "清理旧的后台任务", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def clear_jobs(work: Work) -> Result:
    """Files past their day, old jobs and tasks, and files that no job knows of."""
    now = timezone.now()
    expired = list(Job.objects.filter(expires_at__lt=now).exclude(file=""))
    for one in expired:
        shelf().delete(one.file)
        Job.objects.filter(pk=one.pk).update(file="")
    chores = Q(started_by=None, state=State.DONE, ended_at__lt=now - CHORES_KEPT)
    Job.objects.filter(chores | Q(ended_at__lt=now - JOBS_KEPT)).delete()
    Occurrence.objects.filter(at__lt=now - JOBS_KEPT).delete()
    DBTaskResult.objects.finished().filter(finished_at__lt=now - TASKS_KEPT).delete()
    return {"过期的结果文件": len(expired), "无主的文件": _clear_shelf(now - UNKNOWN_KEPT)}


def _clear_shelf(before: datetime) -> int:
    """Throw away what was given to jobs long over, and what lies there for a while and no job knows of."""
    Job.objects.exclude(given="").filter(ended_at__lt=timezone.now() - KEPT).update(given="")
    known = {name for names in Job.objects.values_list("file", "given") for name in names}
    lying = [f"{place}/{name}" for place in (RESULTS, GIVEN) for name in _lying_in(place)]
    unknown = [name for name in lying if name not in known and shelf().get_modified_time(name) < before]
    for name in unknown:
        shelf().delete(name)
    return len(unknown)


def _lying_in(place: str) -> list[str]:
    try:
        return shelf().listdir(place)[1]
    except FileNotFoundError:
        return []
