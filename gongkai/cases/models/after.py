"""What comes after a reply, and beside it: remedies, the disclosure log, corrections of one's own record (Art. 41)."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gongkai.bodies.models import Body
from gongkai.cases.enums import ANSWERS, CHANNELS, CORRECTIONS, Procedure, Stage
from gongkai.cases.models.case import Case
from gongkai.law.remedy import RESULTS
from gongkai.persons.models import Applicant


class Remedy(models.Model):
    """A reconsideration or a suit over a case (复议诉讼登记). `result` is a key of `gongkai.law.remedy.RESULTS`, by
    which section four of the annual report counts it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="remedies", verbose_name="案件")
    letter = models.ForeignKey(
        "cases.CaseLetter",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="remedies",
        verbose_name="所针对的文书",
        help_text="不选的，针对逾期不答复等",
    )
    procedure = models.CharField("程序", max_length=20, choices=Procedure)
    after = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="followed_by", verbose_name="所经的行政复议、一审"
    )
    """Of a suit: the reconsideration that came before it; of an appeal: the judgment appealed against."""
    authority = models.CharField("受理机关", max_length=100, help_text="复议机关或者法院")
    number = models.CharField("案号", max_length=60, blank=True)
    claim = models.TextField("请求", max_length=1000, blank=True)
    filed_on = models.DateField("申请、起诉日期")
    notified_on = models.DateField("收到通知日期", null=True, blank=True)
    answer_due_on = models.DateField("提交答复、答辩期限", null=True, blank=True)
    answered_on = models.DateField("提交答复、答辩日期", null=True, blank=True)
    hearing_on = models.DateField("开庭、听证日期", null=True, blank=True)
    stage = models.CharField("阶段", max_length=20, choices=Stage, default=Stage.FILED)
    result = models.CharField(
        "结果", max_length=20, choices=[(each.key, each.label) for each in RESULTS], default="pending"
    )
    decided_on = models.DateField("决定、裁判日期", null=True, blank=True)
    received_on = models.DateField("收到决定、裁判日期", null=True, blank=True)
    orders = models.TextField("责令的内容", max_length=1000, blank=True)
    perform_by = models.DateField("履行期限", null=True, blank=True)
    performed_on = models.DateField("履行日期", null=True, blank=True)
    lesson = models.TextField("原因分析和改进", max_length=2000, blank=True)
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    entered_at = models.DateTimeField("登记时间", default=timezone.now)
    papers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "cases.Paper", related_name="remedies", blank=True
    )

    class Meta:
        verbose_name = verbose_name_plural = "复议诉讼"
        default_permissions = ()
        ordering = ("-filed_on", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(result="pending", decided_on=None) | (~Q(result="pending") & Q(decided_on__isnull=False)),
                name="remedy_decided_on_a_day",
                violation_error_message="有结果的，请填写决定、裁判日期；没有结果的，不填",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | Q(decided_on__gte=F("filed_on")),
                name="remedy_decided_after_it_was_filed",
                violation_error_message="决定、裁判日期不早于申请、起诉日期",
            ),
            models.CheckConstraint(condition=~Q(after=F("id")), name="remedy_after_another"),
        )
        indexes = (models.Index(fields=["result", "filed_on"], name="remedy_result"),)

    def __str__(self) -> str:
        return f"{self.get_procedure_display()}（{self.number or self.authority}）"


class LogEntry(models.Model):
    """An answered request as the public may read it (答复目录): without who asked, and what would tell who it was."""

    case = models.OneToOneField(Case, models.PROTECT, related_name="log_entry", verbose_name="案件")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="机关")
    title = models.CharField("标题", max_length=200)
    asked = models.TextField("申请内容", max_length=2000)
    answered = models.TextField("答复内容", max_length=10000)
    outcome = models.CharField("答复类型", max_length=40, choices=ANSWERS)
    answered_on = models.DateField("答复日期")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="编写人")
    at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField("公开时间", null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="公开人"
    )
    withdrawn_at = models.DateTimeField("撤下时间", null=True)
    withdrawn_why = models.CharField("撤下原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "答复目录"
        default_permissions = ()
        ordering = ("-answered_on", "-pk")
        indexes = (models.Index(fields=["body", "-answered_on"], name="log_entry_of_body"),)

    def __str__(self) -> str:
        return self.title

    @property
    def is_public(self) -> bool:
        return self.published_at is not None and self.withdrawn_at is None


class RecordCorrection(models.Model):
    """That somebody wants the record of themself corrected (政府信息更正申请, Art. 41). It is no request for
    disclosure: no limit runs by the Regulations, and the annual report does not count it."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    body = models.ForeignKey(Body, models.PROTECT, related_name="corrections", verbose_name="机关")
    number = models.CharField("登记编号", max_length=40)
    applicant = models.ForeignKey(Applicant, models.PROTECT, related_name="corrections", verbose_name="申请人")
    channel = models.CharField("提交渠道", max_length=20, choices=CHANNELS)
    submitted_at = models.DateTimeField("提交时间")
    record = models.TextField("与本人有关的政府信息", max_length=2000)
    wrong = models.TextField("不准确之处", max_length=2000)
    right = models.TextField("更正为", max_length=2000)
    submission = models.UUIDField(null=True, unique=True, editable=False)
    code_digest = models.CharField(max_length=64, blank=True, editable=False)
    outcome = models.CharField("处理结果", max_length=40, choices=CORRECTIONS, blank=True)
    closed_on = models.DateField("办结日期", null=True)
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="经办人"
    )
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "更正申请"
        default_permissions = ()
        ordering = ("-pk",)
        constraints = (
            models.UniqueConstraint(fields=("body", "number"), name="correction_number_once"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_on=None) | (~Q(outcome="") & Q(closed_on__isnull=False)),
                name="correction_closed_with_outcome",
            ),
        )

    def __str__(self) -> str:
        return self.number
