"""How the installation stands: what health, figures and the checks before production all ask."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Count
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

from gongkai.audit import services
from gongkai.audit.models import Head
from gongkai.jobs.enums import State
from gongkai.jobs.models import Job, Worker


def jobs() -> Mapping[str, int]:
    """How many jobs there are in each state."""
    counted = dict(Job.objects.order_by().values_list("state").annotate(Count("pk")))
    return {str(each): counted.get(each, 0) for each in State}


def workers() -> int:
    """How many background workers have given a sign of life of late."""
    return Worker.objects.alive().count()


def oldest_task() -> timedelta:
    """For how long the task that has waited longest has been due."""
    now = timezone.now()
    due = DBTaskResult.objects.ready().order_by()
    began = [
        *due.filter(run_after=get_date_max()).order_by("enqueued_at").values_list("enqueued_at", flat=True)[:1],
        *due.filter(run_after__lte=now).order_by("run_after").values_list("run_after", flat=True)[:1],
    ]
    return max(now - min(began), timedelta(0)) if began else timedelta(0)


class Verification(NamedTuple):
    """When the log of deeds was verified, and in how many places it was found altered."""

    at: datetime
    faults: int


def last_verification() -> Verification | None:
    deed = services.last_verification()
    return Verification(deed.at, deed.detail["问题"]) if deed is not None else None


def audit_rows() -> int:
    head = Head.objects.filter(pk=1).values_list("number", flat=True).first()
    return head or 0


def sessions() -> int:
    """How many sessions have not run out, of whoever signed in and of whoever did not."""
    return Session.objects.filter(expire_date__gt=timezone.now()).count()


def unapplied() -> list[str]:
    """The migrations that the code has and the database has not."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _ in plan]


def free_disk() -> int:
    """How many bytes are left where the data grow: files, and the database where it is a file."""
    places = [Path(settings.DATA)]
    if connection.vendor == "sqlite":
        places.append(Path(str(connection.settings_dict["NAME"])).parent)
    return min(shutil.disk_usage(_existing(place)).free for place in places)


def _existing(folder: Path) -> Path:
    """The folder, or what of the way to it is there already."""
    return folder if folder.exists() else _existing(folder.parent)


def moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M")
