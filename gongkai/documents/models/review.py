"""The review before release: by which steps, what was reviewed, what was decided; what was found in the content."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.bodies.models import Body
from gongkai.documents import grounds
from gongkai.documents.enums import BY_ANOTHER, RIGHTS, Attribute, Decision, Kind, Outcome, Reassessed, Step
from gongkai.documents.models.register import Item, StoredFile


class Route(models.Model):
    """How deep a body reviews: the steps for an attribute, and for one kind or, without one, for all kinds.

    A route is itself reviewed: it holds when somebody else than who proposed it has agreed.
    """

    body = models.ForeignKey(Body, models.PROTECT, related_name="+", verbose_name="机关")
    attribute = models.CharField("公开属性", max_length=20, choices=Attribute)
    kind = models.CharField("种类", max_length=20, choices=Kind, blank=True, help_text="不选的，适用于各种类")
    steps: models.JSONField[Any, Any] = models.JSONField("步骤")
    days = models.PositiveSmallIntegerField("每步期限", default=3, help_text="工作日")
    reason = models.CharField("理由", max_length=300)
    proposed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="提出")
    proposed_at = models.DateTimeField("提出时间", default=timezone.now)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="同意"
    )
    agreed_at = models.DateTimeField("同意时间", null=True)
    ended_at = models.DateTimeField("停用时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "审查流程"
        default_permissions = ()
        constraints = (
            models.CheckConstraint(
                condition=Q(agreed_by=None, agreed_at=None)
                | (Q(agreed_at__isnull=False) & ~Q(agreed_by=F("proposed_by"))),
                name="route_agreed_by_another",
                violation_error_message="审查流程应由提出人以外的人同意",
            ),
            models.UniqueConstraint(
                fields=("body", "attribute", "kind"),
                condition=Q(agreed_at__isnull=False, ended_at=None),
                name="route_one_in_force",
            ),
        )


class Review(models.Model):
    """One review of one state of an item: what was looked at, frozen, and how it ended."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="reviews", verbose_name="政府信息")
    body = models.ForeignKey(Body, models.PROTECT, related_name="+")
    digest = models.CharField("内容摘要值", max_length=64)
    title = models.CharField("名称", max_length=200)
    text = models.TextField("正文", blank=True)
    facts: models.JSONField[Any, Any] = models.JSONField("其他内容")
    proposed = models.CharField("拟定属性", max_length=20, choices=Attribute)
    attribute = models.CharField("公开属性", max_length=20, choices=Attribute)
    ground = models.CharField("依据", max_length=30, choices=grounds.CHOICES, blank=True)
    reason = models.CharField("理由", max_length=300, blank=True)
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="送审人"
    )
    opened_at = models.DateTimeField("送审时间", default=timezone.now)
    outcome = models.CharField("结果", max_length=20, choices=Outcome, blank=True)
    closed_at = models.DateTimeField("结束时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "审查"
        default_permissions = ()
        ordering = ("pk",)
        constraints = (
            models.UniqueConstraint(fields=("item",), condition=Q(outcome=""), name="review_one_open"),
            models.CheckConstraint(
                condition=Q(outcome="", closed_at=None) | (~Q(outcome="") & Q(closed_at__isnull=False)),
                name="review_closed_with_outcome",
            ),
        )

    def __str__(self) -> str:
        return f"{self.title}的审查"


class ReviewedFile(models.Model):
    """An attachment as it was reviewed. Its number is its place in the address of the public copy."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="files")
    file = models.ForeignKey(StoredFile, models.PROTECT, related_name="+")
    name = models.CharField("文件名", max_length=200)
    number = models.PositiveSmallIntegerField("序号")

    class Meta:
        verbose_name = verbose_name_plural = "送审文件"
        default_permissions = ()
        ordering = ("number",)
        constraints = (models.UniqueConstraint(fields=("review", "number"), name="reviewed_file_number"),)


class StepQuerySet(models.QuerySet["ReviewStep"]):
    def waiting(self) -> StepQuerySet:
        """The steps at which a review stands now."""
        return self.filter(decision="", begun_at__isnull=False, review__outcome="")

    def waiting_for(self, user: User) -> StepQuerySet:
        """What somebody may decide now: by right and body, not handed to somebody else, not their own draft."""
        mine = Q(pk__in=())
        for step, right in RIGHTS.items():
            bodies = bodies_where(user, right)
            at = Q(referred_to=None, review__body__in=bodies) | Q(referred_to__in=bodies)
            if step in BY_ANOTHER:
                at &= ~Q(review__opened_by=user) & ~Q(review__item__created_by=user)
            mine |= Q(step=step) & at
        return self.waiting().filter(mine).filter(Q(assigned_to=None) | Q(assigned_to=user))


class ReviewStep(models.Model):
    """A step of a review, who took it, and what he decided and why."""

    review = models.ForeignKey(Review, models.PROTECT, related_name="steps")
    order = models.PositiveSmallIntegerField()
    step = models.CharField("步骤", max_length=20, choices=Step)
    begun_at = models.DateTimeField("开始时间", null=True)
    due_on = models.DateField("期限", null=True)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="交由"
    )
    referred_to = models.ForeignKey(Body, models.PROTECT, null=True, related_name="+", verbose_name="报请")
    referred_why = models.CharField("报请原因", max_length=300, blank=True)
    decision = models.CharField("决定", max_length=20, choices=Decision, blank=True)
    basis = models.CharField("依据", max_length=200, blank=True)
    opinion = models.CharField("意见", max_length=500, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="审查人"
    )
    decided_at = models.DateTimeField("审查时间", null=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "审查步骤"
        default_permissions = ()
        ordering = ("review", "order")
        constraints = (
            models.UniqueConstraint(fields=("review", "order"), name="review_step_order"),
            models.CheckConstraint(
                condition=Q(decision="", decided_by=None, decided_at=None)
                | (~Q(decision="") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="review_step_decided_by_somebody",
            ),
        )
        indexes = (models.Index(fields=["step"], condition=Q(decision=""), name="review_step_waiting"),)

    def __str__(self) -> str:
        return f"{self.get_step_display()}：{self.review.title}"


class Scan(models.Model):
    """A search for personal data in one state of an item's content, by the digest of that content."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="scans")
    digest = models.CharField(max_length=64)
    at = models.DateTimeField("检查时间", default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "个人信息检查"
        default_permissions = ()
        constraints = (models.UniqueConstraint(fields=("item", "digest"), name="scan_once"),)


class Finding(models.Model):
    """Something that was found, or could not be looked at. What blocks is settled by somebody, with a reason.

    The value itself is not kept: `shown` is its masked form, `mark` tells whether it is the same one again.
    """

    scan = models.ForeignKey(Scan, models.PROTECT, related_name="findings")
    code = models.CharField("类别", max_length=10)
    source = models.CharField("所在", max_length=200, help_text="正文，或者文件名")
    file = models.ForeignKey(StoredFile, models.PROTECT, null=True, related_name="+")
    place = models.CharField("位置", max_length=200, blank=True)
    shown = models.CharField("内容", max_length=200)
    why = models.CharField("说明", max_length=300)
    mark = models.CharField(max_length=64)
    blocks = models.BooleanField("须处理")
    justified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="说明人"
    )
    justification = models.CharField("保留理由", max_length=300, blank=True)
    justified_at = models.DateTimeField("说明时间", null=True)

    class Meta:
        verbose_name = verbose_name_plural = "检查发现"
        default_permissions = ()
        ordering = ("pk",)
        constraints = (
            models.CheckConstraint(
                condition=Q(justified_by=None, justification="", justified_at=None)
                | (Q(justified_by__isnull=False, justified_at__isnull=False) & ~Q(justification="")),
                name="finding_justified_with_reason",
            ),
        )


class Reassessment(models.Model):
    """A look at whether what is withheld may now be disclosed (Regulations, Art. 18)."""

    item = models.ForeignKey(Item, models.PROTECT, related_name="reassessments")
    on = models.DateField("评估日期")
    result = models.CharField("结果", max_length=20, choices=Reassessed)
    reason = models.CharField("理由", max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="评估人")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = verbose_name_plural = "动态调整评估"
        default_permissions = ()
        ordering = ("on", "pk")
