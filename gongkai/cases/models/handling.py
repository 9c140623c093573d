"""What is done on the way to a reply: papers, messages, searches, consultations, the fee."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.cases.enums import Answer, PaperKind, Side
from gongkai.cases.models.case import Case
from gongkai.law.fees import Method
from gongkai.law.limits import Consulted


class Paper(models.Model):
    """A file of a case or of a correction (材料). What is in it lies sealed in `persons.vault`."""

    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.PROTECT, null=True, related_name="papers", verbose_name="案件")
    correction = models.ForeignKey(
        "cases.RecordCorrection", models.PROTECT, null=True, related_name="papers", verbose_name="更正申请"
    )
    kind = models.CharField("种类", max_length=20, choices=PaperKind)
    name = models.CharField("文件名", max_length=200)
    vault = models.CharField(max_length=80, editable=False)
    """Its name in the vault."""
    digest = models.CharField("摘要值", max_length=64, editable=False)
    """SHA-256 of the content."""
    size = models.PositiveBigIntegerField("字节数")
    side = models.CharField("提交方", max_length=10, choices=Side, default=Side.BODY)
    shown = models.BooleanField("申请人可见", default=False)
    """Whether the applicant may download it on the page that tells where the case stands."""
    note = models.CharField("说明", max_length=300, blank=True)
    made_from = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="made", verbose_name="原件"
    )
    """Of a redacted copy: what it was made from."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("时间", default=timezone.now)
    removed_at = models.DateTimeField("移除时间", null=True)
    removed_why = models.CharField("移除原因", max_length=300, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "案件材料"
        default_permissions = ()
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(case=None, correction__isnull=False) | Q(case__isnull=False, correction=None),
                name="paper_of_one",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Message(models.Model):
    """A word between an applicant and the office. It is no event: nothing is due by it."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="messages", verbose_name="案件")
    side = models.CharField("发送方", max_length=10, choices=Side)
    text = models.TextField("内容", max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("阅读时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "留言"
        default_permissions = ()
        ordering = ("pk",)
        indexes = (models.Index(fields=["side", "case"], condition=Q(read_at=None), name="message_unread"),)


class SearchRecord(models.Model):
    """A search for what was asked (检索记录): without one nobody can say that it does not exist (Art. 36, item 4)."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="searches", verbose_name="案件")
    on = models.DateField("检索日期")
    where = models.CharField("检索范围", max_length=300, help_text="如档案室2018至2020年文书档案、办公系统")
    how = models.CharField("检索方法", max_length=300, help_text="如以“某某项目”为关键词检索，人工查阅目录")
    who = models.CharField("检索人", max_length=100)
    found = models.BooleanField("检索到")
    note = models.CharField("结果说明", max_length=500, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "检索记录"
        default_permissions = ()
        ordering = ("on", "pk")


class Consultation(models.Model):
    """Somebody who is asked before a decision: a third party, who jointly made it, another organ. When the letter went
    out, arrived and was answered are events of the case, with `ref`."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="consultations", verbose_name="案件")
    ref = models.CharField(max_length=20)
    """Names it among the consultations of the case: 1, 2 …"""
    to = models.CharField("征求对象", max_length=20, choices=[(str(each), each.label) for each in Consulted])
    name = models.CharField("名称或者姓名", max_length=100)
    contact = models.CharField("联系方式", max_length=200, blank=True)
    content = models.TextField("涉及的内容", max_length=2000, help_text="给对方看的，不写申请人的身份")
    question = models.TextField("征求的事项", max_length=1000)
    link_digest = models.CharField(max_length=64, blank=True, editable=False, db_index=True)
    """Of the secret part of the link by which it is answered online."""
    answer = models.CharField("意见", max_length=20, choices=Answer, blank=True)
    reasons = models.TextField("理由", max_length=2000, blank=True)
    answered_by = models.CharField("答复人", max_length=100, blank=True)
    answered_online = models.BooleanField("网上答复", default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="登记人")
    at = models.DateTimeField("登记时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "征求意见"
        default_permissions = ()
        ordering = ("pk",)
        constraints = (models.UniqueConstraint(fields=("case", "ref"), name="consultation_ref_once"),)

    def __str__(self) -> str:
        return f"{self.get_to_display()}{self.name}"


class FeeDecision(models.Model):
    """What an officer decided on the fee that was worked out (109号): charged, by one method, or not, for a reason.
    Notice and payment are events of the case."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="fees", verbose_name="案件")
    method = models.CharField(
        "计收方式", max_length=20, choices=[(str(each), each.label) for each in Method], blank=True
    )
    """Empty where nothing is charged."""
    before = models.PositiveIntegerField("当月已有件数")
    """Requests of the applicant in the month, before this one."""
    pages = models.PositiveIntegerField("页数", null=True, blank=True)
    amount = models.PositiveIntegerField("金额", default=0, help_text="元")
    reason = models.CharField("理由", max_length=300, blank=True)
    receipt_number = models.CharField("缴款凭证号", max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="决定人")
    at = models.DateTimeField("决定时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "收费决定"
        default_permissions = ()
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=(Q(method="", amount=0) & ~Q(reason="")) | (~Q(method="") & Q(amount__gt=0)),
                name="fee_charged_or_waived_for_a_reason",
                violation_error_message="不收费的，请写明理由",
            ),
        )
