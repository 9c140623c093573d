"""What a body made or obtained, item by item (政府信息登记簿): the working copy, and what belongs to it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.bodies.models import Body
from gongkai.documents import grounds
from gongkai.documents.enums import OPEN_TO_CHANGE, Attribute, Effect, Kind, Relation, State


class ItemQuerySet(models.QuerySet["Item"]):
    def seen_by(self, user: User) -> ItemQuerySet:
        """The items of the bodies whose register somebody may look into."""
        return self.filter(body__in=bodies_where(user, Right.SEE_REGISTER))

    def counted(self) -> ItemQuerySet:
        """What counts as registered: all but what was made void."""
        return self.exclude(state=State.VOID)


class Item(models.Model):
    """An item of government information.

    Its members are the working copy, which may be changed while it is a draft. What was reviewed is kept in `Review`,
    what the public sees in `Release`: neither changes with it.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="items", verbose_name="机关")
    index_number = models.CharField("索引号", max_length=100, unique=True, editable=False)
    title = models.CharField("名称", max_length=200)
    document_number = models.CharField("文号", max_length=60, blank=True)
    kind = models.CharField("种类", max_length=20, choices=Kind)
    category = models.CharField("公开目录", max_length=30, blank=True, help_text="法定主动公开内容的类目")
    formed_on = models.DateField("形成日期", null=True, blank=True, help_text="成文日期，或者获取之日")
    changed_on = models.DateField("变更日期", null=True, blank=True)
    obtained_from = models.CharField("获取自", max_length=100, blank=True, help_text="不写的，为本机关制作")
    joint_makers = models.CharField("联合制作机关", max_length=200, blank=True, help_text="用顿号分隔，牵头的机关除外")
    drafter = models.CharField("拟稿人", max_length=40, blank=True)
    keywords = models.CharField("关键词", max_length=100, blank=True, help_text="用逗号分隔")
    summary = models.TextField("内容概述", max_length=500, blank=True)
    text = models.TextField("正文", blank=True)

    attribute = models.CharField("公开属性", max_length=20, choices=Attribute, blank=True)
    ground = models.CharField("依据", max_length=30, choices=grounds.CHOICES, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)

    effect = models.CharField("有效性", max_length=20, choices=Effect, blank=True)
    effective_on = models.DateField("施行日期", null=True, blank=True)
    expires_on = models.DateField("有效期至", null=True, blank=True)
    ended_on = models.DateField("失效日期", null=True, blank=True, editable=False)
    """Since when it is no longer in force, where that is known; of what is no longer in force (`OVER`)."""

    state = models.CharField("状态", max_length=20, choices=State, default=State.DRAFT, editable=False)
    publish_at = models.DateTimeField("定时公开", null=True, blank=True, editable=False)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    correction = models.CharField("更正说明", max_length=300, blank=True, editable=False)
    bundle = models.ForeignKey("Bundle", models.PROTECT, null=True, blank=True, editable=False, related_name="items")
    sites: models.ManyToManyField[Body, Any] = models.ManyToManyField(
        Body, related_name="+", blank=True, verbose_name="同时发布到", help_text="本机关网站之外的网站"
    )
    edition = models.PositiveIntegerField(default=0, editable=False)
    """Counts the changes; who saves an older one than is kept is told."""
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    created_at = models.DateTimeField("登记时间", default=timezone.now, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, editable=False, related_name="+"
    )
    changed_at = models.DateTimeField("修改时间", default=timezone.now, editable=False)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "政府信息"
        default_permissions = ()
        ordering = ("-pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(attribute__in=["", Attribute.PROACTIVE], ground="")
                | Q(attribute__in=[Attribute.ON_REQUEST, Attribute.WITHHELD]),
                name="item_ground_of_attribute",
                violation_error_message="主动公开的信息不写不公开的依据",
            ),
            models.CheckConstraint(
                condition=Q(expires_on=None) | Q(effective_on=None) | Q(expires_on__gte=F("effective_on")),
                name="item_expires_after_it_takes_effect",
                violation_error_message="有效期应在施行日期之后",
            ),
            models.CheckConstraint(
                condition=Q(publish_at=None, planned_by=None) | Q(publish_at__isnull=False, planned_by__isnull=False),
                name="item_planned_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["body", "-id"], name="item_body"),
            models.Index(fields=["body", "attribute", "state"], name="item_attribute"),
            models.Index(fields=["document_number"], name="item_number"),
            models.Index(fields=["publish_at"], condition=Q(publish_at__isnull=False), name="item_planned"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def may_change(self) -> bool:
        return self.state in OPEN_TO_CHANGE

    @property
    def dated(self) -> date | None:
        """The day from which the term of publication runs: when it was formed, or last changed (Art. 26)."""
        return self.changed_on or self.formed_on


class StoredFile(models.Model):
    """A file on the shelf, by the SHA-256 of its content, and the text that was found in it."""

    digest = models.CharField(primary_key=True, max_length=64)
    size = models.PositiveBigIntegerField("字节")
    media_type = models.CharField("类型", max_length=100)
    text = models.TextField("文字", blank=True)

    class Meta:
        verbose_name = verbose_name_plural = "文件"
        default_permissions = ()


class Attachment(models.Model):
    """A file of the working copy."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="attachments")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    order = models.PositiveSmallIntegerField("顺序")
    was = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+", editable=False)
    """The file from which what must not be public was removed."""
    added_at = models.DateTimeField("添加时间", default=timezone.now, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "附件"
        default_permissions = ()
        ordering = ("order",)
        constraints = (models.UniqueConstraint(fields=("item", "order"), name="attachment_order"),)

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """What one item is to another: it interprets it, repeals it …"""

    item = models.ForeignKey(Item, models.PROTECT, related_name="links")
    relation = models.CharField("关系", max_length=20, choices=Relation)
    other = models.ForeignKey(Item, models.PROTECT, related_name="linked_from", verbose_name="相关信息")

    class Meta:
        verbose_name = verbose_name_plural = "关联"
        default_permissions = ()
        constraints = (
            models.UniqueConstraint(fields=("item", "relation", "other"), name="link_once"),
            models.CheckConstraint(
                condition=~Q(item=F("other")), name="link_of_two", violation_error_message="不能与自己关联"
            ),
        )

    def __str__(self) -> str:
        return f"{self.item} {self.get_relation_display()} {self.other}"


class Bundle(models.Model):
    """Items that are published at once or not at all: a policy, its interpretation, its figures (三同步)."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "同步公开"
        default_permissions = ()


class Comment(models.Model):
    """What somebody who works on an item has to say about it."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="作者")
    at = models.DateTimeField("时间", default=timezone.now)
    text = models.TextField("内容", max_length=1000)

    class Meta:
        verbose_name = verbose_name_plural = "意见"
        default_permissions = ()
        ordering = ("pk",)


class Counter(models.Model):
    """The last number of a series of index numbers."""

    scope = models.CharField(max_length=120, primary_key=True)
    last = models.PositiveIntegerField()

    class Meta:
        default_permissions = ()
