"""The practice of a body at the desk (办理设置): what its letters say of it, how deep they are reviewed, its seal."""

from __future__ import annotations

import base64
from typing import Any, Final

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where, may
from gongkai.bodies.models import Body
from gongkai.cases.desk.parts import Action, Panels
from gongkai.cases.enums import CHANNELS, Depth
from gongkai.cases.models import Practice
from gongkai.cases.services.approval import WAYS
from gongkai.cases.services.practice import ALWAYS, MAX_SEAL, MEMBERS, MOST_DAYS, practice_of, save_practice, seal_of
from gongkai.documents.desk.pages import own_body
from gongkai.law.remedy import REVIEW, BodyKind
from gongkai.office.deeds import DeedPage, Page
from gongkai.persons.keys import KeysError

TITLE: Final = "办理设置"
SHOWN: Final = 200
"""Bodies that are offered to choose from."""


class PracticeForm(forms.Form):
    """All that is set, in the order of `Practice`; a picture that is not chosen anew stays."""

    short = forms.CharField(
        label="机关代字", max_length=20, required=False, help_text="编文号用，如“云教”；不填的不能送审需要编号的文书"
    )
    kind = forms.ChoiceField(
        label="机关类别", choices=[(str(each), each.label) for each in BodyKind], help_text="决定由谁行政复议"
    )
    reviewers = forms.CharField(
        label="行政复议机关",
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 2}),
        help_text="每行一个，写全称",
    )
    depth = forms.ChoiceField(label="审批层级", choices=Depth.choices, widget=forms.RadioSelect)
    reason = forms.CharField(
        label="改变审批层级的理由", max_length=300, required=False, help_text="改变层级的才填，记入操作日志"
    )
    supplement_days = forms.IntegerField(
        label="补正期限", min_value=1, max_value=MOST_DAYS, help_text="工作日；告知补正时建议的期限"
    )
    channels = forms.MultipleChoiceField(
        label="公布的申请渠道",
        choices=[each for each in CHANNELS if each[0] not in ALWAYS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="当面提交和邮寄总是可以，不能取消（条例第29条）",
    )
    contact = forms.CharField(
        label="联系人",
        max_length=60,
        required=False,
        help_text="文书上写的，如“政府信息公开办公室”；地址、电话用机关资料里的",
    )
    portal = forms.URLField(
        label="网上申请行政复议的网址",
        required=False,
        assume_scheme="https",
        help_text="电子送达的答复书必须写明（行政复议法第22条第2款）",
    )
    pay_how = forms.CharField(label="缴费方式", max_length=300, required=False, help_text="收费通知上写的")
    notes = forms.CharField(
        label="申请须知",
        max_length=2000,
        required=False,
        widget=forms.Textarea({"rows": 4}),
        help_text="申请页上显示的补充说明",
    )
    publishes_answers = forms.BooleanField(label="公开答复目录", required=False, help_text="把答复隐去个人信息后公开")
    seal = forms.FileField(
        label="印章图片",
        required=False,
        widget=forms.FileInput({"accept": "image/png"}),
        help_text=f"PNG，透明背景，不大于{MAX_SEAL // 1_000_000} MB；加密保存，只在签发时印到文书上",
    )
    without_seal = forms.BooleanField(label="移除现有的印章图片", required=False)

    def clean_reviewers(self) -> list[str]:
        stated: str = self.cleaned_data["reviewers"]
        return [line.strip() for line in stated.splitlines() if line.strip()]

    def clean_seal(self) -> bytes | None:
        file = self.cleaned_data["seal"]
        if file is None:
            return None
        if file.size > MAX_SEAL:
            raise forms.ValidationError(f"印章图片不得大于{MAX_SEAL // 1_000_000} MB")
        content: bytes = file.read()
        return content


class Choose(Page, TemplateView):
    """Whose practice: straight to one's own where there is only one body."""

    right = Right.REGISTER
    page_title = TITLE
    header_icon = "cog"
    template_name = "cases/practices.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        bodies = bodies_where(self.by, Right.REGISTER).on().order_by("path")[:SHOWN]
        if len(bodies) == 1:
            return redirect("cases_practice", body=bodies[0].pk)
        held = {each.body_id: each for each in Practice.objects.filter(body__in=[body.pk for body in bodies])}
        rows = [(body, held.get(body.pk)) for body in bodies]
        return self.render_to_response(self.get_context_data(rows=rows, own=own_body(self.by, Right.REGISTER)))


class Edit(DeedPage):
    """The practice of one body."""

    right = Right.REGISTER
    page_title = TITLE
    header_icon = "cog"
    template_name = "cases/practice.html"
    form_class = PracticeForm

    @cached_property
    def body(self) -> Body:
        return get_object_or_404(Body.objects.select_related("parent"), pk=self.kwargs["body"])

    def body_of_request(self) -> Body:
        return self.body

    @cached_property
    def practice(self) -> Practice:
        return practice_of(self.body)

    def trail(self) -> list[tuple[str, str]]:
        return [(TITLE, reverse("cases_practices"))]

    def get_initial(self) -> dict[str, Any]:
        practice = self.practice
        return {name: getattr(practice, name) for name in MEMBERS} | {"reviewers": "\n".join(practice.reviewers)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        review = {kind: rule.on(rule.since[-1]) for kind, rule in REVIEW.items()}
        return super().get_context_data(**kwargs) | {
            "body": self.body,
            "practice": self.practice,
            "seal": self.seal(),
            "ways": [(depth.label, [step.label for step in way.decision]) for depth, way in WAYS.items()],
            "reviews": [(kind.label, "、".join(each.who)) for kind, each in review.items()],
            "may_edit_body": may(self.by, Right.EDIT_BODY, self.body),
        }

    def seal(self) -> str:
        """The picture as it lies in the vault, for the page."""
        try:
            seal = seal_of(self.practice)
        except (FileNotFoundError, KeysError):
            return ""
        return f"data:image/png;base64,{base64.b64encode(seal.png).decode()}" if seal is not None else ""

    def do(self, values: dict[str, Any]) -> str:
        more = {name: values.pop(name) for name in ("reason", "seal", "without_seal")}
        save_practice(self.body, values, by=self.by, **more)
        return f"已保存“{self.body}”的办理设置"

    def get_success_url(self) -> str:
        return reverse("cases_practice", args=[self.body.pk])


urlpatterns: list[URLPattern] = [
    path("cases/practice/", Choose.as_view(), name="cases_practices"),
    path("cases/practice/<int:body>/", Edit.as_view(), name="cases_practice"),
]
ACTIONS: tuple[Action, ...] = ()
PANELS: tuple[Panels, ...] = ()
