"""What is being filled in, and how many found what they sought before they asked for it. Nothing here tells who."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Final

from django.db import models
from django.db.models import Q
from django.utils import timezone

from gongkai.bodies.models import Body

KEPT: Final = timedelta(days=30)
"""For how long a draft that was saved can be taken up again."""
LEFT: Final = timedelta(days=1)
"""For how long one is kept that nobody saved: somebody was at it and went away."""


class Form(models.TextChoices):
    """What is filled in."""

    REQUEST = "request", "政府信息公开申请"
    CORRECTION = "correction", "政府信息更正申请"


class Draft(models.Model):
    """A form being filled in. What was typed lies sealed in `persons.vault` under the name `sealed`; the key is the
    mark by which a form that is sent twice makes one case (`Case.submission`).

    Once sent, nothing of it is kept but the key of what it became, and, for as long as the receipt is shown, the sealed
    code (`receipt`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.CharField(max_length=20, choices=Form)
    site = models.ForeignKey(Body, models.PROTECT, related_name="+")
    """The body on whose site it is filled in."""
    sealed = models.CharField(max_length=80, blank=True)
    code_digest = models.CharField(max_length=64, blank=True, db_index=True)
    """Of the code by which it is taken up again."""
    until = models.DateTimeField(db_index=True)
    sent_as = models.UUIDField(null=True)
    receipt = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "没有提交的申请"
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(sent_as=None) | Q(sealed="", code_digest=""), name="draft_sent_is_empty"
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_form_display()} {self.pk}"


class DraftFile(models.Model):
    """A file put into a draft. Its content lies in `persons.vault`, its name among what was typed."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")
    kind = models.CharField(max_length=20)
    """Of `cases.enums.PaperKind`."""
    vault = models.CharField(max_length=80)
    size = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
        ordering = ("pk",)


class Deflection(models.Model):
    """How often in a day what is public already was shown to somebody about to ask a body for it, was opened, and was
    what they sought, so that they left. Numbers alone; the words are nowhere."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="机关")
    on = models.DateField("日期")
    shown = models.PositiveIntegerField("提示", default=0)
    opened = models.PositiveIntegerField("打开", default=0)
    found = models.PositiveIntegerField("找到后离开", default=0)

    class Meta:
        verbose_name = verbose_name_plural = "申请前的提示"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("body", "on"), name="deflection_of_a_day"),)
