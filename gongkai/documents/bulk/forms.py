"""Forms of the pages about imports and exports."""

from __future__ import annotations

import re
from typing import Any, Final

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from wagtail.admin.filters import WagtailFilterSet

from gongkai.documents.enums import Attribute, Decision, Kind, Taking
from gongkai.documents.models import IntakeRow
from gongkai.office.fields import BodyField

NAMES: Final = "documents_bodies"
_NUMBERS: Final = re.compile(r"(\d{1,6})(?:\s*[-－—~～至到]\s*(\d{1,6}))?")


class UploadForm(forms.Form):
    body = BodyField(source=NAMES, label="机关")
    table = forms.FileField(
        label="表格", help_text="XLSX、CSV或者JSON，一行一条，第一行是列名；也可以是含表格和附件的ZIP"
    )
    archive = forms.FileField(
        label="附件", required=False, help_text="ZIP；表格的“附件”列写文件在压缩包里的路径，几个的用分号隔开"
    )
    kind = forms.ChoiceField(label="没有写种类的，按", required=False, choices=[("", "不补，逐行指出"), *Kind.choices])
    attribute = forms.ChoiceField(
        label="没有写公开属性的，按", required=False, choices=[("", "不补"), *Attribute.choices]
    )


class ExportForm(forms.Form):
    body = BodyField(source=NAMES, label="机关")


class StatementForm(forms.Form):
    where = forms.CharField(label="原公开网站", max_length=100, help_text="网站的名称和网址，公开后写在页面上")
    basis = forms.CharField(
        label="依据", max_length=200, help_text="如：已于原网站公开，移交时逐项复核；审查人据此审查"
    )


class Rows(forms.CharField):
    """Numbers of rows, written as people write them: 3、8、12-20."""

    def clean(self, value: Any) -> list[int]:
        typed = super().clean(value)
        if _NUMBERS.sub("", typed).strip(" ,，、;；"):
            raise ValidationError("请写行号，如3、8、12-20")
        found: set[int] = set()
        for first, last in _NUMBERS.findall(typed):
            found.update(range(int(first), int(last or first) + 1))
        return sorted(found)


class DecideForm(forms.Form):
    """One decision on what of a batch waits. `seal` tells what was looked at."""

    seal = forms.CharField(widget=forms.HiddenInput)
    decision = forms.ChoiceField(label="决定", choices=Decision, widget=forms.RadioSelect, initial=Decision.PASSED)
    basis = forms.CharField(
        label="依据", max_length=200, required=False, widget=forms.TextInput({"list": "bases"}),
        help_text="通过的，写明依据，记入每一条的审查记录",
    )  # fmt: skip
    opinion = forms.CharField(label="意见", max_length=500, widget=forms.Textarea({"rows": 3}))
    without = Rows(label="除外的行", required=False, help_text="不在这次决定之列、要单独审查的，写行号，如3、8、12-20")


class RowFilters(WagtailFilterSet):
    intake = django_filters.NumberFilter(label="导入", field_name="intake", widget=forms.HiddenInput)
    outcome = django_filters.MultipleChoiceFilter(label="结果", choices=Taking, widget=forms.CheckboxSelectMultiple)

    class Meta:
        model = IntakeRow
        fields: list[str] = []
