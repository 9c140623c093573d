"""How a body handles requests: what its letters need to know of it, and how deep it reviews them."""

from __future__ import annotations

from typing import Any

from django.db import models

from gongkai.bodies.models import Body
from gongkai.cases.enums import CHANNELS, Depth
from gongkai.law.remedy import BodyKind


class Practice(models.Model):
    """The practice of one body (办理设置); a body without one has the defaults below."""

    body = models.OneToOneField(Body, models.PROTECT, related_name="practice", verbose_name="机关")
    short = models.CharField("机关代字", max_length=20, blank=True, help_text="文书编号用，如“云教公复”里的“云教”")
    kind = models.CharField(
        "机关类别",
        max_length=20,
        choices=[(str(kind), kind.label) for kind in BodyKind],
        default=str(BodyKind.DEPARTMENT),
        help_text="决定由谁复议",
    )
    reviewers: models.JSONField[Any, Any] = models.JSONField("行政复议机关", default=list, blank=True)
    """Names, in the order of `gongkai.law.remedy.REVIEW`."""
    depth = models.CharField("审批层级", max_length=10, choices=Depth, default=Depth.USUAL)
    supplement_days = models.PositiveSmallIntegerField("补正期限", default=15, help_text="工作日")
    channels: models.JSONField[Any, Any] = models.JSONField("公布的申请渠道", default=list, blank=True)
    """Of `CHANNELS`, beside those that may never be refused: in person, and by post."""
    portal = models.URLField("网上申请行政复议的网址", blank=True)
    contact = models.CharField("联系人", max_length=60, blank=True, help_text="文书上写的，如“政府信息公开办公室”")
    notes = models.TextField("申请须知", max_length=2000, blank=True, help_text="申请页上显示的补充说明")
    pay_how = models.CharField("缴费方式", max_length=300, blank=True, help_text="收费通知上写的")
    seal = models.CharField("印章图片", max_length=80, blank=True, editable=False)
    """Its name in `persons.vault`."""
    publishes_answers = models.BooleanField("公开答复目录", default=False, help_text="把答复隐去个人信息后公开")

    class Meta:
        verbose_name = verbose_name_plural = "办理设置"
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.body}的办理设置"

    @property
    def open_channels(self) -> list[str]:
        return [key for key, _ in CHANNELS if key in self.channels]
