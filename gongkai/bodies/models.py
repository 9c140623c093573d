"""Public bodies: a tree that changes with time. A body that ends is kept, with the bodies that took its place."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q, Value
from django.db.models.functions import Concat, Substr
from django.utils import timezone

from gongkai.bodies.codes import credit_code_error, site_code_error
from gongkai.bodies.enums import BodyKind, Change


def check_credit_code(code: str) -> None:
    if error := credit_code_error(code):
        raise ValidationError(error)


def check_site_code(code: str) -> None:
    if error := site_code_error(code):
        raise ValidationError(error)


class BodyQuerySet(models.QuerySet["Body"]):
    def on(self, day: date | None = None) -> BodyQuerySet:
        """The bodies that existed on a day; today if none is given."""
        day = day or timezone.localdate()
        return self.filter(Q(valid_from=None) | Q(valid_from__lte=day), Q(valid_until=None) | Q(valid_until__gt=day))

    def under(self, body: Body) -> BodyQuerySet:
        """A body and all that stand under it, at any depth."""
        return self.filter(Q(pk=body.pk) | Q(path__startswith=body.path))


class Body(models.Model):
    """A public body (行政机关): a government, a department, a dispatched office …

    `path` is the numbers of its ancestors and itself, `/1/7/`, kept by `save`: whoever stands under a body has a path
    that begins with the body's.
    """

    name = models.CharField("名称", max_length=100)
    short_name = models.CharField("简称", max_length=40, blank=True)
    kind = models.CharField("类别", max_length=20, choices=BodyKind)
    credit_code = models.CharField("统一社会信用代码", max_length=18, blank=True, validators=[check_credit_code])
    site_code = models.CharField("网站标识码", max_length=10, blank=True, validators=[check_site_code])
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级机关"
    )
    path = models.CharField(max_length=200, editable=False, db_index=True)
    supervisor = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="supervised",
        verbose_name="政府信息公开工作主管部门",
        help_text="不写的，依次用上级机关的",
    )
    order = models.PositiveIntegerField("排序", default=100)
    valid_from = models.DateField("设立日期", null=True, blank=True)
    valid_until = models.DateField("撤销日期", null=True, blank=True, help_text="自这一天起不再存在")

    office = models.CharField("政府信息公开工作机构", max_length=100, blank=True)
    address = models.CharField("办公地址", max_length=200, blank=True)
    postcode = models.CharField("邮政编码", max_length=6, blank=True)
    hours = models.CharField("办公时间", max_length=200, blank=True)
    phone = models.CharField("联系电话", max_length=60, blank=True)
    fax = models.CharField("传真", max_length=60, blank=True)
    email = models.EmailField("电子邮箱", blank=True)

    objects = BodyQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "机关"
        ordering = ("order", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("credit_code",),
                condition=~Q(credit_code="") & Q(valid_until=None),
                name="body_credit_code_once",
                violation_error_message="另一个机关已经用了这个统一社会信用代码",
            ),
            models.CheckConstraint(
                condition=Q(valid_from=None) | Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="body_ends_after_it_begins",
                violation_error_message="撤销日期应在设立日期之后",
            ),
            models.CheckConstraint(
                condition=~Q(parent=F("id")),
                name="body_not_its_own_parent",
                violation_error_message="上级机关不能是自己",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, and keep the paths of this body and of all that stand under it.

        Raises:
            ValidationError: it would stand under itself.
        """
        super().save(*args, **kwargs)
        paths = dict(Body.objects.filter(pk__in=[self.pk, self.parent_id]).values_list("pk", "path"))
        before, above = paths[self.pk], paths[self.parent_id] if self.parent_id else "/"
        if before and above.startswith(before):
            raise ValidationError({"parent": f"“{self.parent}”在“{self}”之下，不能作为它的上级机关"})
        self.path = f"{above}{self.pk}/"
        if before != self.path:
            Body.objects.filter(pk=self.pk).update(path=self.path)
        if before and before != self.path:
            under = Body.objects.filter(path__startswith=before).exclude(pk=self.pk)
            under.update(path=Concat(Value(self.path), Substr("path", len(before) + 1)))

    def exists_on(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (
            self.valid_until is None or day < self.valid_until
        )

    def ancestors(self) -> Iterable[Body]:
        """The bodies above this one, the nearest first."""
        numbers = [int(number) for number in self.path.strip("/").split("/")[:-1]]
        found = Body.objects.in_bulk(numbers)
        return [found[number] for number in reversed(numbers)]

    def supervised_by(self) -> Body | None:
        """The lead department (Art. 3): its own, or that of the nearest body above which has one."""
        return next((body.supervisor for body in (self, *self.ancestors()) if body.supervisor is not None), None)


class Succession(models.Model):
    """One body coming out of another on a day: the bureau that took over three offices has three of these."""

    predecessor = models.ForeignKey(Body, models.PROTECT, related_name="successions", verbose_name="原机关")
    successor = models.ForeignKey(Body, models.PROTECT, related_name="origins", verbose_name="现机关")
    on = models.DateField("日期")
    change = models.CharField("方式", max_length=20, choices=Change)
    basis = models.CharField("依据", max_length=200, blank=True, help_text="如机构改革方案的文号")

    class Meta:
        verbose_name = verbose_name_plural = "机关沿革"
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(fields=("predecessor", "successor", "on"), name="succession_once"),
            models.CheckConstraint(
                condition=~Q(predecessor=F("successor")),
                name="succession_of_two",
                violation_error_message="原机关和现机关不能相同",
            ),
        )

    def __str__(self) -> str:
        return f"{self.on} {self.predecessor} {self.get_change_display()} {self.successor}"
