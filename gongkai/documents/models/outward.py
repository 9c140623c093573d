"""Where published information went beside the site: other channels, with evidence, and the halls that keep it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gongkai.bodies.models import Body
from gongkai.documents.enums import Channel, Hall
from gongkai.documents.models.register import Item, StoredFile


class Outlet(models.Model):
    """That an item was published by another channel on a day, and what shows it."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="outlets", verbose_name="政府信息")
    channel = models.CharField("渠道", max_length=20, choices=Channel)
    name = models.CharField("名称", max_length=100, help_text="公众号、报刊、公报及期号、公告栏所在")
    on = models.DateField("日期")
    url = models.URLField("网址", blank=True)
    evidence = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="凭证"
    )
    evidence_name = models.CharField("凭证文件名", max_length=200, blank=True)
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    recorded_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "其他渠道公开"
        default_permissions = ()
        ordering = ("on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=~Q(url="") | Q(evidence__isnull=False),
                name="outlet_with_evidence",
                violation_error_message="请填写网址，或者上传凭证（截图、版面、照片）",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()}（{self.name}）"


class Batch(models.Model):
    """A delivery of published information to a hall (两馆移送), with its packing list and its receipt."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="机关")
    hall = models.CharField("接收场所", max_length=20, choices=Hall)
    hall_name = models.CharField("接收单位", max_length=100)
    number = models.CharField("批次号", max_length=40, unique=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField("建立时间", default=timezone.now)
    handed_on = models.DateField("移送日期", null=True, blank=True)
    received_on = models.DateField("接收日期", null=True, blank=True)
    received_by = models.CharField("接收人", max_length=40, blank=True)
    receipt_number = models.CharField("回执编号", max_length=60, blank=True)
    receipt = models.ForeignKey(
        StoredFile, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="回执"
    )
    receipt_name = models.CharField("回执文件名", max_length=200, blank=True)
    items: models.ManyToManyField[Item, Any] = models.ManyToManyField(Item, through="Deposit", related_name="batches")

    class Meta:
        verbose_name = verbose_name_plural = "移送批次"
        default_permissions = ()
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(received_on=None) | Q(handed_on__isnull=False, received_on__gte=F("handed_on")),
                name="batch_received_after_it_was_handed_on",
                violation_error_message="接收日期不早于移送日期",
            ),
        )

    def __str__(self) -> str:
        return self.number


class Deposit(models.Model):
    """An item in a batch, with the number of copies."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="deposits")
    item = models.ForeignKey(Item, models.PROTECT, related_name="deposits")
    order = models.PositiveSmallIntegerField("序号")
    copies = models.PositiveSmallIntegerField("份数", default=1)

    class Meta:
        verbose_name = verbose_name_plural = "移送件"
        default_permissions = ()
        ordering = ("order",)
        constraints = (
            models.UniqueConstraint(fields=("batch", "order"), name="deposit_order"),
            models.UniqueConstraint(fields=("batch", "item"), name="deposit_once_in_a_batch"),
        )
