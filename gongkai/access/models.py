"""People who sign in, and the roles that they hold."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from gongkai.access.enums import ADMINISTRATORS, Role
from gongkai.bodies.models import Body


class User(AbstractUser):
    """Somebody who signs in: staff of a body, or an administrator. `name` is the person's name as written."""

    name = models.CharField("姓名", max_length=40)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "用户"

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def appointments_on(self, day: date | None = None) -> models.QuerySet[Appointment]:
        """The roles held on a day; today if none is given."""
        day = day or timezone.localdate()
        return self.appointments.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))


class Appointment(models.Model):
    """A role that somebody holds, for a body and those under it; for the installation if it names no body."""

    user = models.ForeignKey(User, models.CASCADE, related_name="appointments", verbose_name="用户")
    role = models.CharField("角色", max_length=20, choices=Role)
    body = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="机关")
    since = models.DateField("自", default=timezone.localdate)
    until = models.DateField("至", null=True, blank=True, help_text="自这一天起不再担任")

    class Meta:
        verbose_name = verbose_name_plural = "任职"
        constraints = (
            models.CheckConstraint(
                condition=Q(role__in=sorted(ADMINISTRATORS), body=None)
                | (~Q(role__in=sorted(ADMINISTRATORS)) & ~Q(body=None)),
                name="appointment_body_unless_administrator",
                violation_error_message="系统、安全、审计管理员不属于某个机关，其他角色必须写明机关",
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gt=F("since")),
                name="appointment_ends_after_it_begins",
                violation_error_message="截止日期应在开始日期之后",
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.body or ''}".rstrip()
