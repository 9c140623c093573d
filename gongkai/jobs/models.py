"""Jobs that run in the background, the workers that run them, and the occurrences of what runs by the clock."""

from __future__ import annotations

from typing import Final

from django.conf import settings
from django.core.files.storage import Storage, storages
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where, may, rights_of
from gongkai.bodies.models import Body
from gongkai.jobs.enums import OPEN, State
from gongkai.jobs.kinds import KINDS, Kind

GIVEN: Final = "given"
RESULTS: Final = "results"
"""Where on the shelf lies what jobs were given, and what they made."""


def shelf() -> Storage:
    """Where the files of jobs are kept: not under the media, which the web server hands out."""
    return storages["jobs"]


class JobQuerySet(models.QuerySet["Job"]):
    def open(self) -> JobQuerySet:
        return self.filter(state__in=OPEN)

    def seen_by(self, user: User) -> JobQuerySet:
        """One's own; those of a kind for which one has the right; all for who runs the installation."""
        rights = rights_of(user)
        if Right.MANAGE_SYSTEM in rights:
            return self.all()
        seen = Q(started_by=user)
        for right in rights:
            kinds = [kind.name for kind in KINDS.values() if kind.right == right]
            whose = Q(body__in=bodies_where(user, right))
            if may(user, right):
                whose |= Q(body=None)
            seen |= Q(kind__in=kinds) & whose
        return self.filter(seen)


class Job(models.Model):
    """A piece of work done in the background: how far it is, and what came of it.

    `ticket` is the number of the task in the queue (`django_tasks_db`) that runs it. Whoever runs the job commits
    only while the ticket is theirs: taking a job away from a worker means writing another ticket here.
    """

    kind = models.CharField("任务", max_length=60)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="发起人"
    )
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", verbose_name="机关")
    arguments = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    given = models.CharField(max_length=255, blank=True, editable=False)
    """Where on the shelf lies the file that it was started with."""

    state = models.CharField("状态", max_length=10, choices=State, default=State.WAITING)
    stopping = models.BooleanField("要求停止", default=False)
    ticket = models.UUIDField(unique=True, editable=False)
    attempts = models.PositiveIntegerField("执行次数", default=0)
    losses = models.PositiveSmallIntegerField(default=0, editable=False)
    """How often it was cut off since it last got on."""

    done = models.PositiveBigIntegerField("已完成", default=0)
    total = models.PositiveBigIntegerField("总数", null=True)
    cursor = models.JSONField(null=True, editable=False, encoder=DjangoJSONEncoder)
    """Where to go on: written in the transaction of the unit of work that got there."""
    message = models.CharField("进展", max_length=200, blank=True)

    result = models.JSONField("结果", null=True, encoder=DjangoJSONEncoder)
    """Headings and what stands under them, as users read it."""
    file = models.CharField(max_length=255, blank=True, editable=False)
    """Where on the shelf lies the file that it made."""
    file_name = models.CharField("结果文件", max_length=120, blank=True)
    link = models.CharField("结果所在的页面", max_length=200, blank=True)
    expires_at = models.DateTimeField("文件保留至", null=True)
    error = models.TextField("未完成的原因", blank=True)
    traceback = models.TextField(blank=True, editable=False)

    created_at = models.DateTimeField("发起时间", auto_now_add=True)
    started_at = models.DateTimeField("开始时间", null=True)
    ended_at = models.DateTimeField("结束时间", null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台任务"
        ordering = ("-pk",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("started_by", "-id"), name="job_started_by"),
            models.Index(fields=("id",), condition=Q(state__in=sorted(OPEN)), name="job_open"),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=sorted(OPEN), ended_at=None) | ~Q(state__in=sorted(OPEN)) & ~Q(ended_at=None),
                name="job_ended_when_not_open",
            ),
            models.CheckConstraint(condition=~Q(state=State.FAILED) | ~Q(error=""), name="job_failed_says_why"),
        )

    def __str__(self) -> str:
        return f"{self.label}（{self.pk}）"

    @property
    def its_kind(self) -> Kind | None:
        """None for jobs of a kind that the code no longer has."""
        return KINDS.get(self.kind)

    @property
    def label(self) -> str:
        return self.its_kind.label if self.its_kind is not None else self.kind

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def standing(self) -> str:
        """The state as users read it."""
        return "正在停止" if self.stopping else self.get_state_display()

    @property
    def counts(self) -> str:
        """How much is done, in numbers, where that says more than the percentage."""
        return f"{self.done}／{self.total}" if self.total else ""

    @property
    def percent(self) -> int | None:
        """How much of it is done; None where nobody knows how much there is."""
        if self.state == State.DONE:
            return 100
        return min(100 * self.done // self.total, 100) if self.total else None


class WorkerQuerySet(models.QuerySet["Worker"]):
    def alive(self) -> WorkerQuerySet:
        """Those heard of within the lease, by the database's clock: the hosts' own may differ."""
        return self.filter(seen_at__gte=Now() - settings.JOBS_LEASE)

    def silent(self) -> WorkerQuerySet:
        """The others, which are taken for dead."""
        return self.filter(seen_at__lt=Now() - settings.JOBS_LEASE)


class Worker(models.Model):
    """A process that takes tasks from the queue. It says every few seconds that it lives; see `recovery`."""

    id = models.CharField(max_length=64, primary_key=True)
    host = models.CharField("主机", max_length=120)
    process = models.PositiveIntegerField("进程号")
    started_at = models.DateTimeField("启动时间", auto_now_add=True)
    seen_at = models.DateTimeField("最近一次报告")

    objects = WorkerQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "后台执行进程"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.host}:{self.process}"


class Occurrence(models.Model):
    """One time at which an entry of the schedule is due: to come while it has no job, then with the job it started."""

    name = models.CharField(max_length=60)
    at = models.DateTimeField("时间")
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    claimed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = verbose_name_plural = "定时任务"
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("name", "at"), name="occurrence_once"),
            models.UniqueConstraint(fields=("name",), condition=Q(claimed_at=None), name="occurrence_one_to_come"),
        )

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"
