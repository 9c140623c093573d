"""Forms about people and their roles."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet

from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.bodies.models import Body
from gongkai.office.fields import BodyField, DayField
from gongkai.office.people.services import locked_names, with_factor
from gongkai.office.reminders import ENDING
from gongkai.office.tables import Only

NAMES = "office_people_bodies"


class AddForm(forms.Form):
    username = forms.CharField(label="用户名", max_length=150, help_text="字母、数字和@ . + - _，登录时用")
    name = forms.CharField(label="姓名", max_length=40)
    email = forms.EmailField(label="电子邮箱", required=False, help_text="用于接收通知和找回密码")


class ChangeForm(forms.Form):
    name = forms.CharField(label="姓名", max_length=40)
    email = forms.EmailField(label="电子邮箱", required=False)


class AppointForm(forms.Form):
    role = forms.ChoiceField(label="角色", choices=Role)
    body = BodyField(
        source=NAMES,
        label="机关",
        required=False,
        help_text="系统、安全、审计管理员不写；其他角色对这个机关和它的下级机关有效",
    )
    since = DayField(label="自哪一天起", initial=timezone.localdate)
    until = DayField(label="至哪一天止", required=False, help_text="自这一天起不再担任；不写的，长期担任")


class DismissForm(forms.Form):
    on = DayField(label="自哪一天起不再担任", initial=timezone.localdate)


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="怎样核实了本人身份",
        max_length=200,
        help_text="如：当面核对工作证；不要写证件号码",
        widget=forms.Textarea({"rows": 2}),
    )


class LockForm(forms.Form):
    """One of the locks: the name and the place that it is about."""

    name = forms.CharField(required=False, max_length=150)
    place = forms.CharField(required=False, max_length=60)


class PeopleFilters(WagtailFilterSet):
    """Filters of the list of staff. Roles and bodies are those of today."""

    role = django_filters.MultipleChoiceFilter(
        label="角色", choices=Role, method="by_role", widget=forms.CheckboxSelectMultiple
    )
    body = django_filters.CharFilter(label="机关", method="by_body", help_text="写全称或者简称，包括它的下级机关")
    status = django_filters.ChoiceFilter(
        label="状态",
        method="by_status",
        choices=[("active", "启用"), ("disabled", "停用"), ("locked", "被锁定"), ("idle", "没有角色")],
        empty_label="全部",
        widget=forms.RadioSelect,
    )
    factor = django_filters.ChoiceFilter(
        label="第二因素",
        method="by_factor",
        choices=[("with", "已设置"), ("without", "没有设置")],
        empty_label="全部",
        widget=forms.RadioSelect,
    )
    ending = Only("三十天内任职到期", method="by_end")

    class Meta:
        model = User
        fields: list[str] = []

    def by_role(self, queryset: QuerySet[User], name: str, value: list[str]) -> QuerySet[User]:
        return queryset.filter(_holding(role__in=value)) if value else queryset

    def by_body(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        under = Q(pk__in=())
        for body in Body.objects.filter(Q(name=value) | Q(short_name=value)):
            under |= Q(path__startswith=body.path)
        return queryset.filter(_holding(body__in=Body.objects.filter(under)))

    def by_status(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        match value:
            case "locked":
                return queryset.annotate(small=Lower("username")).filter(small__in=locked_names())
            case "idle":
                return queryset.exclude(_holding())
        return queryset.filter(is_active=value == "active")

    def by_factor(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return queryset.filter(with_factor()) if value == "with" else queryset.exclude(with_factor())

    def by_end(self, queryset: QuerySet[User], name: str, value: str) -> QuerySet[User]:
        return queryset.filter(_holding(until__lte=timezone.localdate() + ENDING))


def _holding(**conditions: Any) -> Exists:
    """That a user holds a role today for which these conditions hold."""
    today = timezone.localdate()
    held = Appointment.objects.filter(Q(until=None) | Q(until__gt=today), since__lte=today, user=OuterRef("pk"))
    return Exists(held.filter(**conditions))
