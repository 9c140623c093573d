"""Forms of the pages about standard directories."""

from __future__ import annotations

from typing import Any, Final

import django_filters
from django import forms
from wagtail.admin.filters import WagtailFilterSet

from gongkai.documents.enums import Level
from gongkai.documents.models import Directory
from gongkai.documents.models.standards import DirectoryQuerySet
from gongkai.office.fields import BodyField, DayField
from gongkai.office.tables import Only

SUPERVISED: Final = "documents_standards_bodies"
NAMES: Final = "documents_bodies"


class ImportForm(forms.Form):
    body = BodyField(source=SUPERVISED, label="编制机关", help_text="目录由它编制；它和它之下的机关可以采用")
    file = forms.FileField(label="文件", help_text="XLSX、DOCX或者HTML；一个文件里有几个领域的，一次都读出来")
    level = forms.ChoiceField(label="级别", choices=Level, initial=Level.COUNTY)
    version = forms.CharField(label="版本", max_length=40, required=False, help_text="如2020年版")
    valid_from = DayField(label="施行日期", required=False)
    valid_until = DayField(label="有效期至", required=False)
    source = forms.CharField(label="来源", max_length=300, required=False, help_text="文号，或者公布的网址")


class EndForm(forms.Form):
    on = DayField(label="有效期至", help_text="自第二天起不再列入应公开的事项；新的版本另行导入")


class Entries(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Entries of a directory, to be ticked."""

    def __init__(self, **members: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **members)

    def label_from_instance(self, entry: Any) -> str:
        return f"{entry.number} {entry}".strip()


class AdoptForm(forms.Form):
    """`entries` are those of the directory; the ones that suit the body are ticked beforehand."""

    entries = Entries(queryset=None, label="应公开的事项")

    def __init__(self, *args: Any, directory: Directory, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["entries"].queryset = directory.entries.all()  # type: ignore[attr-defined]


class Items(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Items of a register, to be ticked."""

    def __init__(self, **members: Any) -> None:
        super().__init__(widget=forms.CheckboxSelectMultiple, **members)

    def label_from_instance(self, item: Any) -> str:
        return f"{item.title}（{item.index_number}，{item.get_state_display()}）"


class MapForm(forms.Form):
    items = Items(queryset=None, label="对应的信息", error_messages={"required": "请至少选一条信息"})

    def __init__(self, *args: Any, offered: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].queryset = offered  # type: ignore[attr-defined]


class DirectoryFilters(WagtailFilterSet):
    level = django_filters.MultipleChoiceFilter(label="级别", choices=Level, widget=forms.CheckboxSelectMultiple)
    held = Only("只看现在施行的", method="by_day")

    class Meta:
        model = Directory
        fields: list[str] = []

    def by_day(self, queryset: DirectoryQuerySet, name: str, value: str) -> DirectoryQuerySet:
        return queryset.on()
