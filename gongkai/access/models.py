"""People who sign in, and the roles that they hold."""

from __future__ import annotations

from datetime import date

from django.contrib.auth.models import AbstractUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import cached_property

from gongkai.access.enums import ADMINISTRATORS, Role
from gongkai.bodies.models import Body


class User(AbstractUser):
    """Somebody who signs in. `name` is the person's name as written.

    `is_staff` marks the accounts that the security administrator makes (`services.add_user`), and only those are given
    roles; the others are applicants. What staff may do follows from their appointments alone.
    """

    name = models.CharField("姓名", max_length=40)
    password_is_temporary = models.BooleanField("密码由管理员给定，须更换", default=False, editable=False)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]

    class Meta(AbstractUser.Meta):
        verbose_name = verbose_name_plural = "用户"
        constraints = (
            models.CheckConstraint(
                condition=Q(is_superuser=False),
                name="user_never_superuser",
                violation_error_message="三员分立：没有凌驾于各角色之上的用户",
            ),
        )

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def appointments_on(self, day: date | None = None) -> models.QuerySet[Appointment]:
        """The roles held on a day; today if none is given."""
        day = day or timezone.localdate()
        return self.appointments.filter(since__lte=day).filter(Q(until=None) | Q(until__gt=day))

    @cached_property
    def held(self) -> tuple[Appointment, ...]:
        """The roles held today, with their bodies; read once for each object, that is once for each request."""
        return tuple(self.appointments_on().select_related("body"))


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

    def clean(self) -> None:
        """Hold this role against those that the user holds on the same days.

        Raises:
            ValidationError: the role is held already, or the three administrators would not be apart.
        """
        if not self.user_id or not self.since:  # a form with more to complain of
            return
        others = self.user.appointments.exclude(pk=self.pk).filter(Q(until=None) | Q(until__gt=self.since))
        if self.until is not None:
            others = others.filter(since__lt=self.until)
        for other in others.select_related("body"):
            if (other.role, other.body_id) == (self.role, self.body_id):
                raise ValidationError(f"{self.user.name}在这段时间已经担任“{_spelled(other)}”，不必重复授权")
            if ADMINISTRATORS & {other.role, self.role}:
                raise ValidationError(
                    f"三员分立：{self.user.name}在这段时间担任“{_spelled(other)}”，不能同时担任“{_spelled(self)}”，请先免去原来的角色，或者另选一人"
                )


def _spelled(held: Appointment) -> str:
    return f"{held.body or ''}{held.get_role_display()}"
