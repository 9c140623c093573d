"""What an auditor asks of the log."""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any, Final

import django_filters
from django import forms
from django.core.cache import cache
from django.db.models import F
from django.db.models.lookups import GreaterThan
from wagtail.admin.filters import WagtailFilterSet

from gongkai.audit.models import Deed, DeedQuerySet, KindOf
from gongkai.audit.search import SYSTEM, Search, in_words
from gongkai.office.fields import DayField

HINTS: Final = {
    "actor": f"姓名或者用户名；“{SYSTEM}”是平台自己",
    "body": "写全称或者简称，包括它的下级机关",
    "subject": "如access.user:17，与日志里写的完全一样",
}
KEPT: Final = 300
"""Seconds for which the kinds of deeds and subjects are remembered."""


def kinds_of_deeds() -> list[tuple[str, str]]:
    """Every deed that the log speaks of."""
    return [(deed, deed) for deed in _every(F("deed"), "audit-deeds")]


def kinds_of_subjects() -> list[tuple[str, str]]:
    """Every kind of thing that the log speaks of, by its Chinese name."""
    kinds = [kind.removesuffix(":") for kind in _every(KindOf("subject"), "audit-kinds") if kind]
    return sorted(((kind, in_words(kind)) for kind in kinds), key=itemgetter(1))


def _every(what: F | KindOf, name: str) -> list[str]:
    """All that the log has for something, found by leaps along its index; remembered for a while."""
    found: list[str] | None = cache.get(name)
    if found is None:
        found = list(_leaps(what))
        cache.set(name, found, KEPT)
    return found


def _leaps(what: F | KindOf) -> Iterator[str]:
    deeds = Deed.objects.order_by(what).values_list(what, flat=True)
    at = deeds.first()
    while at is not None:
        yield at
        at = deeds.filter(GreaterThan(what, at)).first()


class DayFilter(django_filters.DateFilter):
    field_class = DayField


class LogFilters(WagtailFilterSet):
    since = DayFilter(label="自哪一天起")
    until = DayFilter(label="至哪一天止")
    actor = django_filters.CharFilter(label="操作人", help_text=HINTS["actor"])
    deed = django_filters.ChoiceFilter(label="操作", choices=kinds_of_deeds, empty_label="全部", widget=forms.Select)
    body = django_filters.CharFilter(label="机关", help_text=HINTS["body"])
    kind = django_filters.ChoiceFilter(
        label="对象类别", choices=kinds_of_subjects, empty_label="全部", widget=forms.Select
    )
    subject = django_filters.CharFilter(label="对象", help_text=HINTS["subject"])
    address = django_filters.CharFilter(label="来源地址")

    class Meta:
        model = Deed
        fields: list[str] = []

    def search(self) -> Search:
        """What is looked for, of filters that are valid."""
        return Search(**{member: value for member, value in self.form.cleaned_data.items() if value})

    def filter_queryset(self, queryset: DeedQuerySet) -> DeedQuerySet:
        return queryset & self.search().deeds()


class ExportForm(forms.Form):
    """What to take out, and as what."""

    form = forms.ChoiceField(
        label="格式",
        choices=[("jsonl", "可校验的文件（JSON，一行一条）"), ("csv", "表格（CSV），供查看")],
        widget=forms.RadioSelect,
        initial="jsonl",
    )
    since = DayField(label="自哪一天起", required=False)
    until = DayField(label="至哪一天止", required=False)
    actor = forms.CharField(label="操作人", required=False, help_text=HINTS["actor"])
    deed = forms.CharField(label="操作", required=False)
    body = forms.CharField(label="机关", required=False, help_text=HINTS["body"])
    kind = forms.ChoiceField(label="对象类别", required=False, choices=lambda: [("", "全部"), *kinds_of_subjects()])
    subject = forms.CharField(label="对象", required=False, help_text=HINTS["subject"])
    address = forms.CharField(label="来源地址", required=False)


def searched_for(values: dict[str, Any]) -> Search:
    return Search(**{member: values[member] for member in Search._fields if values[member]})
