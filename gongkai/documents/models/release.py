"""What the public sees. A release is made of a passed review and of nothing else; the database holds to that."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from gongkai.bodies.models import Body
from gongkai.documents.enums import Effect, Kind
from gongkai.documents.models.register import Item
from gongkai.documents.models.review import Review, Scan


class YearOf(models.Func):
    """The year of a date, as a number: one that an index may hold, without a call into Python for each row, as Django
    makes on SQLite."""

    output_field = models.IntegerField()
    template = "(EXTRACT(year FROM %(expressions)s)::integer)"

    def as_sqlite(self, compiler: Any, connection: Any, **context: Any) -> Any:
        return self.as_sql(compiler, connection, template="CAST(substr(%(expressions)s, 1, 4) AS integer)", **context)


class ReleaseQuerySet(models.QuerySet["Release"]):
    def live(self) -> ReleaseQuerySet:
        return self.filter(live=True)


class Release(models.Model):
    """One publication of an item: its public copy. What is corrected gets another one; what is withdrawn keeps its
    page, with a notice in place of the content."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="releases", verbose_name="政府信息")
    review = models.OneToOneField(Review, models.PROTECT, related_name="release", verbose_name="审查")
    scan = models.ForeignKey(Scan, models.PROTECT, related_name="+")
    digest = models.CharField("内容摘要值", max_length=64)
    body = models.ForeignKey(Body, models.PROTECT, related_name="releases", verbose_name="机关")
    issuer = models.CharField("发布机构", max_length=300)
    title = models.CharField("名称", max_length=200)
    text = models.TextField("正文", blank=True)
    summary = models.TextField("内容概述", blank=True)
    keywords = models.CharField("关键词", max_length=100, blank=True)
    index_number = models.CharField("索引号", max_length=100)
    document_number = models.CharField("文号", max_length=60, blank=True)
    kind = models.CharField("种类", max_length=20, choices=Kind)
    category = models.CharField("公开目录", max_length=30)
    formed_on = models.DateField("成文日期")
    effective_on = models.DateField("施行日期", null=True)
    expires_on = models.DateField("有效期至", null=True)

    published_at = models.DateTimeField("公开时间")
    """When the item was first published: a correction keeps it."""
    released_at = models.DateTimeField("本次公开时间")
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField("self", models.PROTECT, null=True, related_name="corrected_by", verbose_name="更正")
    correction = models.CharField("更正说明", max_length=300, blank=True)

    effect = models.CharField("有效性", max_length=20, choices=Effect, blank=True)
    effect_note = models.CharField("有效性说明", max_length=300, blank=True)
    live = models.BooleanField(default=True)
    ended_at = models.DateTimeField("撤下时间", null=True)
    withdrawal = models.CharField("撤下说明", max_length=300, blank=True)
    """Said on the page of what was withdrawn; empty where a correction took its place."""
    withdraw_by = models.DateField("应撤下日期", null=True)
    """A penalty decision that was changed or annulled is withdrawn by this day (Penalty Law, Art. 48)."""
    withdraw_why = models.CharField("应撤下原因", max_length=300, blank=True)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "公开的信息"
        default_permissions = ()
        ordering = ("-published_at", "-pk")
        constraints = (
            models.UniqueConstraint(fields=("item",), condition=Q(live=True), name="release_one_live"),
            models.CheckConstraint(
                condition=Q(live=True, ended_at=None, withdrawal="") | Q(live=False, ended_at__isnull=False),
                name="release_ended_when_not_live",
            ),
        )
        indexes = (
            models.Index(fields=["body", "-published_at"], condition=Q(live=True), name="release_body"),
            models.Index(fields=["kind", "-published_at"], condition=Q(live=True), name="release_kind"),
            models.Index(
                "kind",
                "body",
                "effect",
                YearOf("formed_on"),
                F("published_at").desc(),
                "formed_on",
                "id",
                condition=Q(live=True),
                name="release_library",
            ),  # formed_on and id, or PostgreSQL would look into the table for them
            models.Index(
                fields=["withdraw_by"], condition=Q(live=True, withdraw_by__isnull=False), name="release_to_end"
            ),
        )

    def __str__(self) -> str:
        return self.title


class Placing(models.Model):
    """That a release stands on a body's site under a topic of the directory: under its own, under the one that this is
    a part of, and, with an empty topic, in the whole directory. A page of a column is one walk along the index."""

    release = models.ForeignKey(Release, models.CASCADE, related_name="placings")
    site = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="网站")
    topic = models.CharField("类目", max_length=30, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        verbose_name = verbose_name_plural = "发布位置"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("release", "site", "topic"), name="placing_once"),)
        indexes = (models.Index(fields=["site", "topic", "-published_at", "-release"], name="placing_column"),)
