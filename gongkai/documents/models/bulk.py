"""Items that come from elsewhere: the table in which they came, what became of its rows, where they were public."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.bodies.models import Body
from gongkai.documents.enums import Taking
from gongkai.documents.models.register import Item
from gongkai.jobs.models import Job


class IntakeQuerySet(models.QuerySet["Intake"]):
    def seen_by(self, user: User) -> IntakeQuerySet:
        return self.filter(body__in=bodies_where(user, Right.SEE_REGISTER))


class Intake(models.Model):
    """A table of items that a body takes over, with their files (批量导入).

    What of it was public before is reviewed as a batch: on a statement of where and on what basis it was published, by
    the steps of every review, each item's written by whoever decided.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="机关")
    name = models.CharField("文件名", max_length=200)
    table = models.CharField(max_length=100, editable=False)
    archive = models.CharField(max_length=100, blank=True, editable=False)
    """Where on the shelf lie the table and the ZIP with the files; empty when they were thrown away."""
    defaults: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    """Members of an item for rows that leave them empty."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="导入人"
    )
    created_at = models.DateTimeField("上传时间", default=timezone.now)
    job = models.ForeignKey(Job, models.SET_NULL, null=True, related_name="+")
    """What was last done with it in the background."""
    looked: models.JSONField[Any, Any] = models.JSONField(null=True)
    """What the last look found: `bulk.looking.Summary`."""
    imported_at = models.DateTimeField("导入时间", null=True)

    where = models.CharField("原公开网站", max_length=100, blank=True, help_text="网站的名称，有网址的写上网址")
    basis = models.CharField("依据", max_length=200, blank=True, help_text="如：已于原网站公开，移交时逐项复核")
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="说明人"
    )
    stated_at = models.DateTimeField("说明时间", null=True)

    objects = IntakeQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "批量导入"
        default_permissions = ()
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(stated_at=None, where="", basis="")
                | (Q(stated_at__isnull=False) & ~Q(where="") & ~Q(basis="")),
                name="intake_stated_in_full",
            ),
        )

    def __str__(self) -> str:
        return self.name


class IntakeRow(models.Model):
    """What became of a row of the table."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField("行")
    key = models.CharField("导入编号", max_length=200)
    title = models.CharField("名称", max_length=200, blank=True)
    outcome = models.CharField("结果", max_length=10, choices=Taking)
    item = models.ForeignKey(Item, models.PROTECT, null=True, related_name="+")
    problems: models.JSONField[Any, Any] = models.JSONField("问题", default=list)
    """Pairs of a column's heading and a sentence."""
    published_at = models.DateTimeField("原公开时间", null=True)
    url = models.CharField("原网址", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "导入的行"
        default_permissions = ()
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("intake", "number"), name="intake_row_once"),)
        indexes = (models.Index(fields=["intake", "outcome", "number"], name="intake_row_outcome"),)


class Taken(models.Model):
    """The item that a key of a body's tables stands for: the same row makes no second one.

    `digest` is of the row and `edition` of the item as they were when the row was last carried out.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    key = models.CharField(max_length=200)
    item = models.OneToOneField(Item, models.PROTECT, related_name="taken")
    digest = models.CharField(max_length=64)
    edition = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("body", "key"), name="taken_once"),)


class Origin(models.Model):
    """Where and when an item was public before it came here, and who says so."""

    item = models.OneToOneField(Item, models.PROTECT, related_name="origin")
    intake = models.ForeignKey(Intake, models.PROTECT, related_name="origins")
    published_at = models.DateTimeField("原公开时间")
    where = models.CharField("原公开网站", max_length=100)
    url = models.CharField("原网址", max_length=500, blank=True)
    basis = models.CharField("依据", max_length=200)
    stated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="说明人"
    )
    stated_at = models.DateTimeField("说明时间")
    left_out = models.CharField("没有送审的原因", max_length=500, blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "原公开情况"
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(published_at__lte=models.F("stated_at")), name="origin_published_before_it_was_stated"
            ),
        )

    def __str__(self) -> str:
        day = timezone.localtime(self.published_at).date()
        return f"{day.year}年{day.month}月{day.day}日在{self.where}公开"
