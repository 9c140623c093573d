"""Forms about public bodies."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Field, Q
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet

from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body, BodyQuerySet
from gongkai.office.fields import BodyField, DayField
from gongkai.office.tables import Only

NAMES = "office_body_names"


class BodyForm(forms.Form):
    """The members of a body that the user may change; what they may not is not in the form."""

    def __init__(self, *args: Any, members: tuple[str, ...], body: Body | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in members:
            self.fields[name] = _field(name)
            if body is not None:
                self.initial[name] = getattr(body, name)


def _field(name: str) -> forms.Field:
    column = Body._meta.get_field(name)
    assert isinstance(column, Field)
    about = {"label": str(column.verbose_name), "help_text": column.help_text, "required": False}
    match name:
        case "parent" | "supervisor":
            return BodyField(source=NAMES, **about)
        case "valid_from" | "valid_until":
            return DayField(**about)
    made = column.formfield()
    assert made is not None
    return made


class RenameForm(forms.Form):
    name = forms.CharField(label="新的名称", max_length=100)
    on = DayField(label="自哪一天起", initial=timezone.localdate)
    basis = forms.CharField(label="依据", max_length=200, required=False, help_text="如机构改革方案的文号")


class MergeForm(forms.Form):
    successor = BodyField(source=NAMES, label="并入哪个机关")
    on = DayField(label="自哪一天起", initial=timezone.localdate)
    basis = forms.CharField(label="依据", max_length=200, required=False, help_text="如机构改革方案的文号")


class UploadForm(forms.Form):
    file = forms.FileField(
        label="表格", help_text="CSV（UTF-8或者GB18030）或者XLSX，第一行是列名；先导出一份，改好再导入最省事"
    )


class ConfirmForm(forms.Form):
    """`seal` tells the plan that was looked at from any other."""

    seal = forms.CharField(widget=forms.HiddenInput)


class BodyFilters(WagtailFilterSet):
    """Filters of the list of bodies. Unless asked otherwise it shows those that exist today."""

    kind = django_filters.MultipleChoiceFilter(label="类别", choices=BodyKind, widget=forms.CheckboxSelectMultiple)
    standing = django_filters.ChoiceFilter(
        label="状态",
        method="by_standing",
        choices=[("all", "包括已撤销的"), ("ended", "只看已撤销的")],
        empty_label="现有机关",
        widget=forms.RadioSelect,
    )
    under = django_filters.CharFilter(label="在哪个机关之下", method="by_place", help_text="写全称或者简称")
    lacking = Only("只看缺联系方式的", method="by_contacts")

    class Meta:
        model = Body
        fields: list[str] = []

    def filter_queryset(self, queryset: BodyQuerySet) -> BodyQuerySet:
        if not self.form.cleaned_data["standing"]:
            queryset = queryset.on()
        found: BodyQuerySet = super().filter_queryset(queryset)
        return found

    def by_standing(self, queryset: BodyQuerySet, name: str, value: str) -> BodyQuerySet:
        return queryset.filter(valid_until__lte=timezone.localdate()) if value == "ended" else queryset

    def by_place(self, queryset: BodyQuerySet, name: str, value: str) -> BodyQuerySet:
        found = Q(pk__in=())
        for body in Body.objects.filter(Q(name=value) | Q(short_name=value)):
            found |= Q(path__startswith=body.path)
        return queryset.filter(found)

    def by_contacts(self, queryset: BodyQuerySet, name: str, value: str) -> BodyQuerySet:
        return queryset.filter(Q(office="") | Q(address="") | Q(hours="") | Q(phone=""))
