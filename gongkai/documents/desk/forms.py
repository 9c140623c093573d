"""Forms of the desk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from wagtail.admin.filters import WagtailFilterSet

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.documents import terms
from gongkai.documents.directory import titles, topics_of
from gongkai.documents.enums import (
    Attribute,
    Channel,
    Decision,
    Effect,
    Hall,
    Kind,
    Reassessed,
    Relation,
    State,
    Step,
)
from gongkai.documents.grounds import grounds_of
from gongkai.documents.models import Batch, Finding, Item, Review
from gongkai.documents.models.register import ItemQuerySet
from gongkai.office.fields import BodyField, DayField
from gongkai.office.tables import Only

NAMES: Final = "documents_bodies"
FREE: Final = (("", "不选"),)


def grounds() -> list[tuple[str, Any]]:
    """The legal grounds under the attribute that each goes with."""
    groups = ((Attribute(each).label, [(ground.key, str(ground)) for ground in grounds_of(each)]) for each in Attribute)
    return [("", "请选择"), *((label, choices) for label, choices in groups if choices)]


def topics(body: Body | None) -> list[tuple[str, Any]]:
    """The topics of the directory, with their parts; of a body, or of any."""
    if body is None:
        return [("", "按种类自动选择"), *titles().items()]
    found: list[tuple[str, Any]] = [("", "按种类自动选择")]
    for topic in topics_of(body):
        found.append((topic.slug, topic.title))
        found += [(part.slug, f"{topic.title}·{part.title}") for part in topic.parts]
    return found


# --- entering -------------------------------------------------------------------------------------------------------


class TextArea(forms.Textarea):
    """The text of an item: HTML, for which `desk.js` puts an editor into place."""

    def __init__(self) -> None:
        super().__init__({"rows": 16, "data-desk-editor": True})


class EntryForm(forms.Form):
    """One item: what is asked of everyone first, and what only some have (`FURTHER`)."""

    title = forms.CharField(label="名称", max_length=200)
    document_number = forms.CharField(label="文号", max_length=60, required=False)
    formed_on = DayField(label="形成日期（成文或者获取）", required=False)
    kind = forms.ChoiceField(label="种类", choices=[("", "请选择"), *Kind.choices])
    attribute = forms.ChoiceField(label="公开属性", choices=Attribute.choices, widget=forms.RadioSelect, required=False)
    ground = forms.ChoiceField(
        label="依据", choices=grounds, required=False, help_text="依申请公开、不予公开的，要写依据和理由"
    )
    reason = forms.CharField(label="理由", max_length=300, required=False)
    text = forms.CharField(label="正文", widget=TextArea, required=False)
    category = forms.ChoiceField(
        label="公开目录", required=False, help_text="主动公开的，放在法定主动公开内容的哪个类目"
    )
    summary = forms.CharField(label="内容概述", max_length=500, required=False, widget=forms.Textarea({"rows": 3}))
    keywords = forms.CharField(label="关键词", max_length=100, required=False, help_text="用逗号分隔")
    effective_on = DayField(label="施行日期", required=False)
    expires_on = DayField(label="有效期至", required=False)
    changed_on = DayField(label="变更日期", required=False)
    drafter = forms.CharField(label="拟稿人", max_length=40, required=False)
    obtained_from = forms.CharField(label="获取自", max_length=100, required=False, help_text="不写的，为本机关制作")
    joint_makers = forms.CharField(
        label="联合制作机关", max_length=200, required=False, help_text="用顿号分隔，牵头的机关除外"
    )

    def __init__(self, *args: Any, body: Body | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        category = self.fields["category"]
        assert isinstance(category, forms.ChoiceField)
        category.choices = topics(body)


FURTHER: Final = (
    *("summary", "keywords", "effective_on", "expires_on"),
    *("changed_on", "drafter", "obtained_from", "joint_makers"),
)


class NewForm(EntryForm):
    """A new item: the body that it is of, and the file that it is read from.

    `upload` is the file that was read and waits to be attached, `marks` name the members that were read.
    """

    body = BodyField(source=NAMES, label="机关")
    file = forms.FileField(label="文件", required=False)
    attach = forms.BooleanField(label="文件同时作为附件", required=False, initial=True)
    upload = forms.IntegerField(required=False, widget=forms.HiddenInput)
    marks = forms.CharField(required=False, widget=forms.HiddenInput)


class EditForm(EntryForm):
    """`edition` is that of the item as the drafter saw it."""

    edition = forms.IntegerField(widget=forms.HiddenInput)


class Files(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several."""

    widget = Files

    def clean(self, data: Any, initial: Any = None) -> Any:
        return [super(FilesField, self).clean(each, initial) for each in data or [None]]


class AttachForm(forms.Form):
    added = FilesField(label="文件", help_text="可以一次选几个，每个不超过100 MB")


# --- one item -------------------------------------------------------------------------------------------------------


def labelled(item: Item) -> str:
    number = f"，{item.document_number}" if item.document_number else ""
    return f"{item.title}（{item.body}{number}，{item.get_state_display()}）"


class OneOf(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A choice of one record, spelled as it is told; which are offered is told by the form."""

    def __init__(self, model: type[Model], spell: Callable[[Any], str], **members: Any) -> None:
        super().__init__(model._default_manager.none(), **members)
        self.spell = spell

    def label_from_instance(self, obj: Any) -> str:
        return self.spell(obj)


class SomeOf(OneOf, forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """A choice of several."""

    widget = forms.CheckboxSelectMultiple


def _offer(field: forms.Field, found: QuerySet[Any]) -> None:
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = found


class LinkForm(forms.Form):
    relation = forms.ChoiceField(label="本条与它的关系", choices=Relation.choices)
    other = OneOf(Item, labelled, label="哪一条", widget=forms.RadioSelect, empty_label=None)

    def __init__(self, *args: Any, found: QuerySet[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["other"], found)


class BundleForm(forms.Form):
    items = SomeOf(Item, labelled, label="与哪几条同步公开")

    def __init__(self, *args: Any, found: QuerySet[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["items"], found)


class SitesForm(forms.Form):
    keep = SomeOf(Body, str, label="现在同时发布到", required=False)
    add = BodyField(source="office_body_names", label="再加一个机关的网站", required=False)

    def __init__(self, *args: Any, item: Item, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sites = item.sites.order_by("pk")
        _offer(self.fields["keep"], sites)
        self.fields["keep"].initial = list(sites)


class RedactForm(forms.Form):
    names = forms.CharField(
        label="还要删除的字词",
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="如当事人的姓名，一行一个；检查发现的内容不用再写",
    )

    def clean_names(self) -> list[str]:
        return [name.strip() for name in self.cleaned_data["names"].splitlines() if name.strip()]


class JustifyForm(forms.Form):
    findings = SomeOf(
        Finding, lambda found: f"{found.source}{found.place}：{found.shown}（{found.why}）", label="哪几处可以公开"
    )
    reason = forms.CharField(
        label="理由",
        max_length=300,
        widget=forms.Textarea({"rows": 3}),
        help_text="您的姓名和理由会记录下来，如“本人同意公开联系电话”“为办公电话”",
    )

    def __init__(self, *args: Any, found: QuerySet[Finding], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["findings"], found)


class SureForm(forms.Form):
    """Nothing to fill in: to press the button is to be sure."""


class ReasonForm(forms.Form):
    """A deed with a reason; its label and help are those of the page."""

    why = forms.CharField(label="原因", max_length=300, widget=forms.Textarea({"rows": 3}))


class PlanForm(forms.Form):
    at = forms.DateTimeField(
        label="公开时间",
        widget=forms.DateTimeInput(format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local"}),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
    )


class PenaltyForm(ReasonForm):
    on = DayField(label="变更、撤销、确认违法或者无效的日期", initial=timezone.localdate)
    field_order = ("on", "why")


class EffectForm(forms.Form):
    effect = forms.ChoiceField(label="有效性", choices=Effect.choices)
    on = DayField(
        label="失效日期", required=False, help_text="废止、失效、被替代的，自这一天起不再有效；不写的，为今天"
    )
    note = forms.CharField(label="说明", max_length=300, help_text="依据，如废止它的文件；写在公开的页面上")


class OutletForm(forms.Form):
    channel = forms.ChoiceField(label="渠道", choices=Channel.choices)
    name = forms.CharField(label="名称", max_length=100, help_text="公众号、报刊、公报及期号、公告栏所在")
    on = DayField(label="日期", initial=timezone.localdate)
    url = forms.URLField(label="网址", required=False, assume_scheme="https")
    evidence = forms.FileField(label="凭证", required=False, help_text="截图、版面、照片；没有网址的，要上传凭证")


class ReassessForm(forms.Form):
    result = forms.ChoiceField(label="评估结果", choices=Reassessed.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label="理由", max_length=300, widget=forms.Textarea({"rows": 3}))


class CommentForm(forms.Form):
    text = forms.CharField(label="意见", max_length=1000, widget=forms.Textarea({"rows": 2}))


# --- review ---------------------------------------------------------------------------------------------------------


class DecideForm(forms.Form):
    """What somebody decides at a step. Whoever confirms the public attribute may change it."""

    decision = forms.ChoiceField(label="决定", choices=Decision.choices, widget=forms.RadioSelect)
    attribute = forms.ChoiceField(label="公开属性", choices=Attribute.choices, widget=forms.RadioSelect)
    ground = forms.ChoiceField(label="不公开的依据", choices=grounds, required=False)
    reason = forms.CharField(label="不公开的理由", max_length=300, required=False)
    basis = forms.CharField(label="审查依据", max_length=200, required=False)
    opinion = forms.CharField(
        label="意见", max_length=500, required=False, widget=forms.Textarea({"rows": 3}), help_text="退回的必须写明"
    )

    def __init__(self, *args: Any, step: Step, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if step == Step.CONFIRM:
            for name in ("attribute", "ground", "reason"):
                self.initial[name] = getattr(review, name)
        else:
            for name in ("attribute", "ground", "reason"):
                del self.fields[name]


class AssignForm(forms.Form):
    to = OneOf(User, lambda person: person.name, label="交由", required=False, empty_label="不指定，都可以办理")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["to"], people)


class RouteForm(forms.Form):
    body = BodyField(source=NAMES, label="机关")
    attribute = forms.ChoiceField(label="公开属性", choices=Attribute.choices)
    kind = forms.ChoiceField(label="种类", choices=[("", "各种类"), *Kind.choices], required=False)
    steps = forms.MultipleChoiceField(label="步骤", choices=Step.choices, widget=forms.CheckboxSelectMultiple)
    days = forms.IntegerField(label="每步期限", min_value=1, max_value=30, initial=3, help_text="工作日")
    reason = forms.CharField(label="理由", max_length=300)


# --- deposit --------------------------------------------------------------------------------------------------------


class WhereForm(forms.Form):
    """Whose information goes to which hall."""

    body = BodyField(source=NAMES, label="机关")
    hall = forms.ChoiceField(label="接收场所", choices=Hall.choices)


class PackForm(forms.Form):
    hall_name = forms.CharField(label="接收单位", max_length=100, help_text="如海州市档案馆")
    items = SomeOf(Item, lambda item: f"{item.title}（{item.index_number}）", label="移送的信息")

    def __init__(self, *args: Any, found: QuerySet[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self.fields["items"], found)
        self.fields["items"].initial = list(found)


class HandOverForm(forms.Form):
    on = DayField(label="移送日期", initial=timezone.localdate)


class ReceiptForm(forms.Form):
    on = DayField(label="接收日期", initial=timezone.localdate)
    received_by = forms.CharField(label="接收人", max_length=40)
    number = forms.CharField(label="回执编号", max_length=60, required=False)
    paper = forms.FileField(label="回执扫描件", required=False)


# --- lists ----------------------------------------------------------------------------------------------------------


def day_filter(label: str, lookup: str) -> django_filters.DateFilter:
    return django_filters.DateFilter(
        field_name="formed_on", lookup_expr=lookup, label=label, widget=forms.DateInput(attrs={"type": "date"})
    )


class RegisterFilters(WagtailFilterSet):
    """Filters of the register. What was made void is shown only when asked for."""

    state = django_filters.MultipleChoiceFilter(label="状态", choices=State, widget=forms.CheckboxSelectMultiple)
    attribute = django_filters.MultipleChoiceFilter(
        label="公开属性", choices=Attribute, widget=forms.CheckboxSelectMultiple
    )
    due = django_filters.ChoiceFilter(
        label="公开期限",
        method="by_term",
        choices=[("overdue", "已过"), ("soon", "七天内到期")],
        empty_label="不限",
        widget=forms.RadioSelect,
    )
    mine = Only("我登记的", method="by_drafter")
    kind = django_filters.MultipleChoiceFilter(label="种类", choices=Kind, widget=forms.CheckboxSelectMultiple)
    category = django_filters.ChoiceFilter(
        label="公开目录", method="by_topic", choices=lambda: list(titles().items()), empty_label="不限"
    )
    since = day_filter("形成日期自", "gte")
    until = day_filter("形成日期至", "lte")
    body = django_filters.CharFilter(label="机关", method="by_body", help_text="写全称或者简称，连同其下级")

    class Meta:
        model = Item
        fields: list[str] = []

    def filter_queryset(self, queryset: ItemQuerySet) -> ItemQuerySet:
        if not self.form.cleaned_data["state"]:
            queryset = queryset.counted()
        found: ItemQuerySet = super().filter_queryset(queryset)
        return found

    def by_term(self, queryset: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        return terms.overdue(queryset) if value == "overdue" else terms.ending(queryset)

    def by_drafter(self, queryset: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        return queryset.filter(created_by=self.request.user)

    def by_topic(self, queryset: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        return queryset.filter(Q(category=value) | Q(category__startswith=f"{value}-"))

    def by_body(self, queryset: ItemQuerySet, name: str, value: str) -> ItemQuerySet:
        named = Body.objects.filter(Q(name=value) | Q(short_name=value))
        under = Q(pk__in=())
        for body in named:
            under |= Q(path__startswith=body.path)
        return queryset.filter(body__in=Body.objects.filter(under))


class DepositFilters(WagtailFilterSet):
    """Filters of the batches."""

    hall = django_filters.MultipleChoiceFilter(label="接收场所", choices=Hall, widget=forms.CheckboxSelectMultiple)
    standing = django_filters.ChoiceFilter(
        label="状态",
        method="by_standing",
        choices=[("packed", "未移送"), ("handed", "缺回执"), ("received", "已接收")],
        empty_label="不限",
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Batch
        fields: list[str] = []

    def by_standing(self, queryset: QuerySet[Batch], name: str, value: str) -> QuerySet[Batch]:
        return queryset.filter(
            {
                "packed": Q(handed_on=None),
                "handed": Q(handed_on__isnull=False, received_on=None),
                "received": Q(received_on__isnull=False),
            }[value]
        )
