"""What the back office keeps for its users: notices, searches they saved, tables on their way in."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from gongkai.access.models import User
from gongkai.bodies.models import Body


class Notice(models.Model):
    """Something that somebody is told, in the back office and, if they wish, by e-mail. `notices.notify` makes them."""

    to = models.ForeignKey(User, models.CASCADE, related_name="notices", verbose_name="收件人")
    kind = models.CharField("类别", max_length=40)
    title = models.CharField("标题", max_length=200)
    text = models.TextField("内容", blank=True)
    url = models.CharField("地址", max_length=300, blank=True)
    body = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", verbose_name="机关")
    at = models.DateTimeField("时间", default=timezone.now)
    read_at = models.DateTimeField("阅读时间", null=True, editable=False)

    class Meta:
        verbose_name = verbose_name_plural = "通知"
        ordering = ("-at", "-pk")
        default_permissions = ()
        indexes = (
            models.Index(fields=("to", "-at"), name="notice_to_at"),
            models.Index(fields=("to",), condition=models.Q(read_at=None), name="notice_unread"),
        )

    def __str__(self) -> str:
        return self.title


class NoticeChoice(models.Model):
    """That somebody wants a kind of notice by e-mail too, or does not, where that is not the kind's own default."""

    user = models.ForeignKey(User, models.CASCADE, related_name="notice_choices")
    kind = models.CharField(max_length=40)
    by_mail = models.BooleanField()

    class Meta:
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("user", "kind"), name="notice_choice_once"),)


class SavedSearch(models.Model):
    """A search of a list under a name; `query` is what stands behind the question mark of the list's address."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_searches")
    listing = models.CharField("列表", max_length=40)
    name = models.CharField("名称", max_length=20)
    query = models.CharField("条件", max_length=1000)
    body = models.ForeignKey(
        Body,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="共用的机关",
        help_text="写了的，在这个机关任职的人都看得到",
    )

    class Meta:
        verbose_name = verbose_name_plural = "已存的筛选"
        ordering = ("pk",)
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("owner", "listing", "name"), name="saved_search_name_once"),)

    def __str__(self) -> str:
        return self.name


class Upload(models.Model):
    """A file that was looked over and waits to be confirmed; it is gone once that is done or given up, or after a day
    (`background.clear_uploads`)."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField("文件名", max_length=200)
    data = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        default_permissions = ()
