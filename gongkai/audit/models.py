"""The log of deeds: each row carries the hash of the one before it, so that no row is changed, left out or moved."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.lookups import Exact


class KindOf(models.Func):
    """The kind of a subject with the colon, access.user: of access.user:17; nothing of a subject without one.

    Nothing in it is a parameter: databases know the index by how it is written.
    """

    arity = 1
    template = "SUBSTR(%(expressions)s, 1, INSTR(%(expressions)s, ':'))"
    output_field = models.CharField()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        template = "SUBSTR(%(expressions)s, 1, STRPOS(%(expressions)s, ':'))"
        return self.as_sql(compiler, connection, template=template, **extra)


class DeedQuerySet(models.QuerySet["Deed"]):
    def matching(
        self,
        *,
        since: datetime | None = None,
        until: datetime | None = None,
        actors: Collection[int | None] = (),
        bodies: Collection[int] = (),
        deed: str = "",
        subject: str = "",
        address: str = "",
        kind: str = "",
    ) -> DeedQuerySet:
        """The rows that fit all that is given; nothing given asks for nothing.

        `until` is the first moment that is too late. An actor of None is the system itself. `kind` is that of the
        subject, access.user.
        """
        wanted = Q()
        if since is not None:
            wanted &= Q(at__gte=since)
        if until is not None:
            wanted &= Q(at__lt=until)
        if actors:
            named = Q(actor__in=[actor for actor in actors if actor is not None])
            wanted &= named | Q(actor=None) if None in actors else named
        if bodies:
            wanted &= Q(body__in=bodies)
        if deed:
            wanted &= Q(deed=deed)
        if subject:
            wanted &= Q(subject=subject)
        if address:
            wanted &= Q(address=address)
        return self.filter(wanted, *([Exact(KindOf("subject"), f"{kind}:")] if kind else ()))

    def before(self, deed: Deed) -> DeedQuerySet:
        """The rows that come before one, in the order of time."""
        return self.filter(Q(at__lte=deed.at), Q(at__lt=deed.at) | Q(number__lt=deed.number))

    def after(self, deed: Deed) -> DeedQuerySet:
        return self.filter(Q(at__gte=deed.at), Q(at__gt=deed.at) | Q(number__gt=deed.number))


class Deed(models.Model):
    """One thing that somebody did. Rows are only ever added (`services.record`); the database refuses anything else.

    A migration that has SQLite build the table anew takes the guards along (`migrations/0003`). The indexes end in time
    and number: a search is read in that order from wherever one is in it.
    """

    number = models.PositiveBigIntegerField("序号", primary_key=True)
    at = models.DateTimeField("时间")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        verbose_name="操作人",
        related_name="+",
    )
    actor_name = models.CharField("操作人姓名", max_length=150)
    address = models.GenericIPAddressField("来源地址", null=True)
    deed = models.CharField("操作", max_length=60)
    body = models.ForeignKey(
        "bodies.Body",
        models.PROTECT,
        null=True,
        db_constraint=False,
        db_index=False,
        verbose_name="机关",
        related_name="+",
    )
    subject = models.CharField("对象", max_length=120, help_text="如 cases.case:17")
    detail = models.JSONField("内容", default=dict)
    previous = models.CharField("前一条的校验值", max_length=64)
    algorithm = models.CharField("算法", max_length=10)
    hash = models.CharField("校验值", max_length=64)

    objects = DeedQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "操作日志"
        ordering = ("number",)
        default_permissions = ()
        indexes = (
            models.Index(fields=("at", "number"), name="audit_deed_by_time"),
            models.Index(fields=("actor", "at", "number"), name="audit_deed_by_actor"),
            models.Index(fields=("body", "at", "number"), name="audit_deed_by_body"),
            models.Index(fields=("deed", "at", "number"), name="audit_deed_by_deed"),
            models.Index(fields=("subject", "at", "number"), name="audit_deed_by_subject"),
            models.Index(KindOf("subject"), models.F("at"), models.F("number"), name="audit_deed_by_kind"),
            models.Index(fields=("address", "at", "number"), name="audit_deed_by_address"),
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
