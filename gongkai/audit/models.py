"""The log of deeds: each row carries the hash of the one before it, so that no row is changed, left out or moved."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models


class Deed(models.Model):
    """One thing that somebody did. Rows are only ever added (`services.record`); the database refuses anything else."""

    number = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_constraint=False,
        verbose_name="操作人",
        related_name="+",
    )
    actor_name = models.CharField("操作人姓名", max_length=150)
    address = models.GenericIPAddressField("来源地址", null=True)
    deed = models.CharField("操作", max_length=60)
    body = models.ForeignKey(
        "bodies.Body", models.PROTECT, null=True, db_constraint=False, verbose_name="机关", related_name="+"
    )
    subject = models.CharField("对象", max_length=120, help_text="如 cases.case:17")
    detail = models.JSONField("内容", default=dict)
    previous = models.CharField("前一条的校验值", max_length=64)
    algorithm = models.CharField("算法", max_length=10)
    hash = models.CharField("校验值", max_length=64)

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ("number",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("at",), name="audit_deed_at"),
            models.Index(fields=("subject",), name="audit_deed_subject"),
            models.Index(fields=("actor", "at"), name="audit_deed_actor"),
        )

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.deed} {self.subject}"

    def insert(self) -> None:
        """Add this row; nothing but `services.record` does."""
        super().save(force_insert=True)

    def save(self, *args: Any, **kwargs: Any) -> None:
        raise TypeError("deeds are recorded by gongkai.audit.services.record")

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise TypeError("deeds are never deleted")


class Head(models.Model):
    """The last row's number and hash. Whoever adds a row holds this one, so that rows are added one after another."""

    number = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        default_permissions = ()
