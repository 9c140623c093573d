"""Standard directories of disclosure at the grass roots (基层政务公开标准目录): what is to be published, by whom, when.

A table of a field (education, relief, expropriation …) is published by a level of government; a body adopts it, which
makes some of its entries the body's duties, and maps items of its register to them.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gongkai.bodies.models import Body
from gongkai.documents.enums import Level, Limit
from gongkai.documents.models.register import Item


class DirectoryQuerySet(models.QuerySet["Directory"]):
    def confirmed(self) -> DirectoryQuerySet:
        return self.filter(confirmed_at__isnull=False)

    def on(self, day: date | None = None) -> DirectoryQuerySet:
        """The directories that hold on a day; today if none is given."""
        day = day or timezone.localdate()
        return self.confirmed().filter(
            Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gte=day)
        )

    def for_body(self, body: Body) -> DirectoryQuerySet:
        """Those that a body may adopt: its own, and those of the bodies above it."""
        return self.filter(body__in=[int(number) for number in body.path.strip("/").split("/")])


class Directory(models.Model):
    """A published table of a field. What was read of it is confirmed by somebody before it is adopted."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="编制机关")
    title = models.CharField("名称", max_length=200)
    field = models.CharField("领域", max_length=60)
    level = models.CharField("级别", max_length=20, choices=Level, help_text="由哪一级编制")
    version = models.CharField("版本", max_length=40, blank=True, help_text="如2020年版")
    valid_from = models.DateField("施行日期", null=True, blank=True)
    valid_until = models.DateField("有效期至", null=True, blank=True)
    source = models.CharField("来源", max_length=300, blank=True, help_text="文号，或者公布的网址")
    file_name = models.CharField("文件名", max_length=200, blank=True)
    unread: models.JSONField[Any, Any] = models.JSONField(default=list, blank=True)
    """What of the table was not read: triples of where, what stands there, and why."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="导入人"
    )
    created_at = models.DateTimeField("导入时间", default=timezone.now)
    confirmed_at = models.DateTimeField("确认时间", null=True)

    objects = DirectoryQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "标准目录"
        default_permissions = ()
        ordering = ("field", "-pk")
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="directory_ends_after_it_begins",
                violation_error_message="有效期应在施行日期之后",
            ),
        )

    def __str__(self) -> str:
        return self.title


class Entry(models.Model):
    """A row of a directory: what is to be published, on what ground, when, by whom, where, to whom."""

    directory = models.ForeignKey(Directory, models.CASCADE, related_name="entries", verbose_name="标准目录")
    order = models.PositiveIntegerField()
    number = models.CharField("序号", max_length=20, blank=True)
    subject = models.CharField("一级事项", max_length=200, blank=True)
    part = models.CharField("二级事项", max_length=300, blank=True)
    content = models.TextField("公开内容（要素）", blank=True)
    basis = models.TextField("公开依据", blank=True)
    term = models.TextField("公开时限", blank=True)
    limit = models.CharField("时限种类", max_length=20, choices=Limit, blank=True)
    """What the term says, where it was understood; `span` is its number, in the unit of its kind."""
    span = models.PositiveSmallIntegerField("时限", null=True)
    publisher = models.TextField("公开主体", blank=True)
    channels: models.JSONField[Any, Any] = models.JSONField("公开渠道和载体", default=list)
    """The tick list: {"name": as printed, "ticked": bool, "key": a key of `standards.channels.CHANNELS` or ""}."""
    audience = models.CharField("公开对象", max_length=200, blank=True)
    proactive = models.BooleanField("主动公开", default=True)
    on_request = models.BooleanField("依申请公开", default=False)
    levels: models.JSONField[Any, Any] = models.JSONField("公开层级", default=list)
    """The levels that publish it (`Level`); none where the table does not say."""

    class Meta:
        verbose_name = verbose_name_plural = "目录事项"
        default_permissions = ()
        ordering = ("directory", "order")
        constraints = (models.UniqueConstraint(fields=("directory", "order"), name="entry_order"),)

    def __str__(self) -> str:
        return "·".join(filter(None, (self.subject, self.part))) or self.content[:40]

    @property
    def manner(self) -> str:
        said = (("主动公开", self.proactive), ("依申请公开", self.on_request))
        return "、".join(name for name, holds in said if holds)


class Adoption(models.Model):
    """That a body publishes by a directory from a day on."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="adoptions", verbose_name="机关")
    directory = models.ForeignKey(Directory, models.PROTECT, related_name="adoptions", verbose_name="标准目录")
    adopted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    adopted_at = models.DateTimeField("采用时间", default=timezone.now)
    ended_at = models.DateTimeField("停用时间", null=True)
    entries: models.ManyToManyField[Entry, Any] = models.ManyToManyField(
        Entry, through="Duty", related_name="adoptions"
    )

    class Meta:
        verbose_name = verbose_name_plural = "采用的目录"
        default_permissions = ()
        ordering = ("directory__field", "pk")
        constraints = (
            models.UniqueConstraint(fields=("body", "directory"), condition=Q(ended_at=None), name="adoption_once"),
        )

    def __str__(self) -> str:
        return f"{self.body}：{self.directory}"


class Duty(models.Model):
    """An entry that a body has to publish under."""

    adoption = models.ForeignKey(Adoption, models.CASCADE, related_name="duties")
    entry = models.ForeignKey(Entry, models.PROTECT, related_name="duties", verbose_name="目录事项")

    class Meta:
        verbose_name = verbose_name_plural = "应公开事项"
        default_permissions = ()
        ordering = ("entry__order",)
        constraints = (models.UniqueConstraint(fields=("adoption", "entry"), name="duty_once"),)


class Fulfilment(models.Model):
    """That an item of the register belongs under an entry, as somebody decided."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="fulfilments", verbose_name="目录事项")
    item = models.ForeignKey(Item, models.PROTECT, related_name="fulfilments", verbose_name="政府信息")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "对应的信息"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("entry", "item"), name="fulfilment_once"),)
