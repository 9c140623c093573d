"""States of an installation, as they come about in the course of things."""

from __future__ import annotations

from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from gongkai.audit.services import record_verification
from gongkai.jobs.enums import State
from gongkai.jobs.models import Job, Worker


def verified(*, faults: int = 0) -> None:
    """The log of deeds was verified."""
    with transaction.atomic():
        record_verification(faults, [], by=None)


def failed() -> Job:
    """A job failed."""
    return Job.objects.create(
        kind="bodies.export", ticket=uuid4(), state=State.FAILED, ended_at=timezone.now(), error="磁盘已满"
    )


def working(host: str = "甲") -> Worker:
    """A background worker gave a sign of life just now."""
    return Worker.objects.create(id=uuid4().hex, host=host, process=1, seen_at=timezone.now())
