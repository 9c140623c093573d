"""A request for disclosure and what happened to it."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.bodies.models import Body
from gongkai.cases.enums import ANSWERS, CHANNELS, OPEN, STATES, Delivery, Form
from gongkai.law.events import KINDS, Event, event_from
from gongkai.persons.models import Applicant


class CaseQuerySet(models.QuerySet["Case"]):
    def seen_by(self, user: User) -> CaseQuerySet:
        """The cases of the bodies whose requests somebody may look into."""
        return self.filter(body__in=bodies_where(user, Right.SEE_CASES))

    def valid(self) -> CaseQuerySet:
        """All but what was entered by mistake."""
        return self.filter(voided_at=None)

    def open(self) -> CaseQuerySet:
        return self.filter(closed_on=None, voided_at=None)

    def queue(self) -> CaseQuerySet:
        """What is to be answered, the most urgent first; what waits for its confirmation has its own day."""
        return self.open().order_by("next_due_on", "pk")


class Case(models.Model):
    """A request (政府信息公开申请). All from `state` on follows from the events and is never set by hand."""

    id = models.BigAutoField(primary_key=True)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    """Names the case where its number would tell something of others."""
    body = models.ForeignKey(Body, models.PROTECT, related_name="cases", verbose_name="机关")
    number = models.CharField("登记编号", max_length=40)
    applicant = models.ForeignKey(Applicant, models.PROTECT, related_name="cases", verbose_name="申请人")
    column = models.CharField("申请人类别", max_length=20)
    """The column of the annual report, as the applicant was when he asked."""
    channel = models.CharField("提交渠道", max_length=20, choices=CHANNELS)
    submitted_at = models.DateTimeField("提交时间")
    title = models.CharField("所需信息的名称", max_length=200, blank=True)
    document_number = models.CharField("文号", max_length=60, blank=True)
    description = models.TextField("所需信息的内容描述", max_length=2000)
    asked_index = models.CharField(max_length=32, blank=True, editable=False)
    """Stands for what is asked where the same is looked for (`services.intake.index_of`)."""
    form = models.CharField("获取信息的方式", max_length=20, choices=Form, default=Form.ELECTRONIC)
    delivery = models.CharField("获取信息的途径", max_length=20, choices=Delivery, default=Delivery.ONLINE)
    agent = models.ForeignKey(
        Applicant, models.PROTECT, null=True, blank=True, related_name="acts_in", verbose_name="代理人"
    )
    needs_help = models.CharField("需要的协助", max_length=200, blank=True, help_text="阅读困难、视力听力障碍等")
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="拆分自"
    )
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    office = models.CharField("承办处室", max_length=60, blank=True)
    submission = models.UUIDField(null=True, unique=True, editable=False)
    """Of the form that was sent: sent twice, it makes one case."""
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    """Of the code that the applicant was given to follow the case by."""
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField("登记时间", default=timezone.now)

    voided_at = models.DateTimeField("作废时间", null=True, blank=True)
    voided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="作废人"
    )
    voided_why = models.CharField("作废原因", max_length=300, blank=True)

    state = models.CharField("状态", max_length=20, choices=STATES)
    received_on = models.DateField("收到申请之日", null=True)
    reply_due_on = models.DateField("答复期限", null=True)
    next_due = models.CharField("最近的期限", max_length=30, blank=True)
    next_due_on = models.DateField("最近的期限之日", null=True)
    provisional = models.BooleanField("期限暂定", default=False)
    closed_on = models.DateField("办结日期", null=True)
    outcome = models.CharField("答复类型", max_length=40, choices=ANSWERS, blank=True)
    in_time = models.BooleanField("按期答复", null=True)
    counted_on = models.DateField("计算日期")
    """The day as of which the above was worked out."""
    came_on = models.DateField("计入年报的收到日期", null=True, editable=False)
    """The day by which the annual report counts it as new; how, and the two below: decision 0030."""
    settled_on = models.DateField("计入年报的办结日期", null=True, editable=False)
    settled_as = models.CharField("计入年报的答复类型", max_length=40, choices=ANSWERS, blank=True, editable=False)
    last_event = models.PositiveIntegerField(default=0)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "依申请公开案件"
        default_permissions = ()
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("body", "number"), name="case_number_once"),
            models.CheckConstraint(
                condition=Q(state="closed", closed_on__isnull=False)
                | (~Q(state="closed") & Q(closed_on=None, outcome="")),
                name="case_closed_on_a_day",
            ),
            models.CheckConstraint(
                condition=Q(reply_due_on=None) | Q(received_on__isnull=False), name="case_due_after_receipt"
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, settled_on=None, settled_as="")
                | (
                    Q(came_on__isnull=False, settled_on__isnull=False, settled_on__gte=F("came_on")) & ~Q(settled_as="")
                ),
                name="case_closed_is_settled",
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, voided_why="")
                | (Q(voided_at__isnull=False, voided_by__isnull=False) & ~Q(voided_why="")),
                name="case_voided_by_somebody_for_a_reason",
            ),
        )
        indexes = (
            models.Index(
                fields=["body", "next_due_on", "id"], condition=Q(closed_on=None, voided_at=None), name="case_queue"
            ),
            models.Index(
                fields=["next_due_on", "id", "body"],
                condition=Q(closed_on=None, voided_at=None),
                name="case_queue_of_all",
            ),
            models.Index(fields=["body", "received_on"], name="case_received"),
            models.Index(fields=["body", "closed_on"], name="case_closed"),
            models.Index(
                fields=["body", "came_on", "settled_on", "settled_as", "column"],
                condition=Q(voided_at=None),
                name="case_counted",
            ),
            models.Index(fields=["body", "settled_on", "came_on"], name="case_settled"),
            models.Index(fields=["counted_on"], condition=Q(closed_on=None), name="case_to_count"),
            models.Index(fields=["number"], name="case_number"),
            models.Index(fields=["asked_index", "body"], condition=~Q(asked_index=""), name="case_asked"),
            models.Index(fields=["document_number", "body"], condition=~Q(document_number=""), name="case_document"),
            models.Index(
                fields=["handler", "next_due_on", "id"], condition=Q(closed_on=None, voided_at=None), name="case_mine"
            ),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.title or self.description[:40]}"

    @property
    def is_open(self) -> bool:
        return self.state in OPEN and self.voided_at is None


class Happening(models.Model):
    """Something that happened to a case, as `gongkai.law.events` knows it. It is never changed; what was entered by
    mistake is taken out by a later one that names it; `members` of that say which letter it was whose service was taken
    out, and how it had been served."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="happenings")
    number = models.PositiveIntegerField("序号")
    kind = models.CharField(
        "事件", max_length=30, choices=[(str(kind), told.label) for kind, told in KINDS.items()], blank=True
    )
    on = models.DateField("日期")
    members: models.JSONField[Any, Any] = models.JSONField("内容", default=dict)
    note = models.CharField("说明", max_length=500, blank=True)
    takes_out = models.OneToOneField(
        "self", models.PROTECT, null=True, related_name="taken_out_by", verbose_name="更正的事件"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "办理过程"
        default_permissions = ()
        ordering = ("case", "number")
        constraints = (
            models.UniqueConstraint(fields=("case", "number"), name="happening_number"),
            models.CheckConstraint(
                condition=(~Q(kind="") & Q(takes_out=None)) | (Q(kind="", takes_out__isnull=False) & ~Q(note="")),
                name="happening_is_an_event_or_takes_one_out",
            ),
            models.CheckConstraint(condition=~Q(takes_out=F("id")), name="happening_takes_out_another"),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.get_kind_display() or '更正'}"

    @property
    def event(self) -> Event:
        return event_from({"kind": self.kind, "on": self.on.isoformat(), **self.members})


class CaseCounter(models.Model):
    """The last number of a body's cases in a year."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("body", "year"), name="case_counter_once"),)
