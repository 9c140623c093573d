"""Who started a job is told when it ended; of one that nobody started, who is to know when it fails."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from django.db.models import QuerySet
from django.dispatch import receiver
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.access.rights import holders
from gongkai.jobs.enums import State
from gongkai.jobs.events import ended
from gongkai.jobs.models import Job
from gongkai.office import notices

QUIET: Final = timedelta(hours=12)
"""For so long nobody is told again that the same chore fails: some run every ten minutes."""


@receiver(ended)
def tell(job: Job, **_: Any) -> None:
    title, text = f"{job.label}：{job.get_state_display()}", job.error or job.message
    url = reverse("office_job", args=[job.pk])
    if job.started_by is not None:
        notices.notify([job.started_by], notices.JOBS, title, text=text, url=url, body=job.body)
    elif job.state == State.FAILED and job.its_kind is not None and job.its_kind.alarm is not None:
        notices.notify(
            _untold(job.its_kind.alarm, job, title), notices.ALARMS, title, text=text, url=url, body=job.body
        )


def _untold(role: Role, job: Job, title: str) -> QuerySet[User]:
    """Who is to know of a failure and has not just been told of the one before."""
    lately = timezone.now() - QUIET
    told = User.objects.filter(notices__kind=notices.ALARMS.name, notices__title=title, notices__at__gt=lately)
    return holders(role, job.body).exclude(pk__in=told.values("pk"))
