"""The papers of a case: added, downloaded, shown to the applicant or not, taken out."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.rights import may, require
from gongkai.access.views import needs
from gongkai.cases.desk.parts import Action, CaseDeed, Panel, Panels, Stand, case_body, url_of
from gongkai.cases.desk.sending import sent
from gongkai.cases.enums import PaperKind, Side
from gongkai.cases.models import Case, Paper
from gongkai.cases.services import papers
from gongkai.documents.desk.forms import FilesField, ReasonForm
from gongkai.office.deeds import user_of

IDENTIFYING: Final = frozenset({PaperKind.IDENTITY, PaperKind.PROXY})
"""Papers that show what is sealed of a person: to see them takes the right to see that."""
_MADE_ELSEWHERE: Final = frozenset({PaperKind.LETTER, PaperKind.GIVEN})
"""What only letters, and what is given (`services.giving`), are made into."""


class AddForm(forms.Form):
    kind = forms.ChoiceField(
        label="种类", choices=[each for each in PaperKind.choices if each[0] not in _MADE_ELSEWHERE]
    )
    added = FilesField(label="文件", help_text="可以一次选几个，每个不超过50 MB")
    side = forms.ChoiceField(label="由谁提交", choices=Side.choices, initial=Side.APPLICANT)
    shown = forms.BooleanField(label="申请人可以在网上下载", required=False)
    note = forms.CharField(label="说明", max_length=300, required=False)


class Add(CaseDeed):
    page_title = "添加材料"
    form_class = AddForm
    button = "添加"
    about = "材料加密保存，下载记入操作日志。涉密文件不得上传。"

    def get_initial(self) -> dict[str, Any]:
        return {}

    @transaction.atomic
    def do(self, values: dict[str, Any]) -> str:
        for file in values["added"]:
            papers.add(
                self.case,
                PaperKind(values["kind"]),
                file.name,
                file.read(),
                by=self.by,
                side=Side(values["side"]),
                shown=values["shown"],
                note=values["note"],
            )
        return f"已添加{len(values['added'])}份材料"

    def get_success_url(self) -> str:
        return f"{url_of(self.case)}#papers"


class Remove(CaseDeed):
    page_title = "移除材料"
    form_class = ReasonForm
    button = "移除"
    grave = True
    about = "不再显示，申请人也不能下载；材料仍然加密留存，谁、为什么移除记入操作日志。"

    @cached_property
    def paper(self) -> Paper:
        return get_object_or_404(self.case.papers, pk=self.kwargs["paper"], removed_at=None)

    def get_initial(self) -> dict[str, Any]:
        return {}

    def get_about(self) -> str:
        return f"“{self.paper.name}”（{self.paper.get_kind_display()}）：{self.about}"

    def do(self, values: dict[str, Any]) -> str:
        papers.remove(self.paper, values["why"], by=self.by)
        return "已移除"

    def get_success_url(self) -> str:
        return f"{url_of(self.case)}#papers"


@needs(Right.REGISTER, body=case_body)
@require_POST
def show(request: HttpRequest, case: int, paper: int) -> HttpResponseBase:
    """Let the applicant download a paper, or no longer."""
    found = get_object_or_404(Case, pk=case)
    held = get_object_or_404(found.papers.select_related("case__body"), pk=paper, removed_at=None)
    try:
        made = papers.show(held, not held.shown, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, f"“{made.name}”申请人{'可以' if made.shown else '不能'}下载")
    return redirect(f"{url_of(found)}#papers")


@needs(Right.SEE_CASES, body=case_body)
def download(request: HttpRequest, case: int, paper: int) -> HttpResponseBase:
    """A paper of a case; who got which is recorded."""
    found = get_object_or_404(Case.objects.select_related("body"), pk=case)
    held = get_object_or_404(found.papers, pk=paper, removed_at=None)
    if held.kind in IDENTIFYING:
        require(user_of(request), Right.REVEAL_PERSON, found.body)
    return sent(request, held, found, back=f"{url_of(found)}#papers")


def panel(at: Stand) -> Panel:
    """What is there, by kind; of a part of a request that was split, also the papers that came with it."""
    whose = Q(case=at.case.pk) | Q(case=at.case.split_from_id, case__isnull=False)
    every = list(Paper.objects.filter(whose).select_related("by").order_by("pk"))
    order = {kind: number for number, kind in enumerate(PaperKind.values)}
    held = sorted((each for each in every if each.removed_at is None), key=lambda each: order[each.kind])
    context = {
        "papers": held,
        "removed": [each for each in every if each.removed_at is not None],
        "identifying": IDENTIFYING,
        "may_reveal": may(at.user, Right.REVEAL_PERSON, at.case.body),
        "is_valid": at.case.voided_at is None,
    }
    return Panel("材料", "cases/panels/papers.html", context)


urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/papers/add/", Add.as_view(), name="cases_paper_add"),
    path("cases/<int:case>/papers/<int:paper>/", download, name="cases_paper"),
    path("cases/<int:case>/papers/<int:paper>/show/", show, name="cases_paper_show"),
    path("cases/<int:case>/papers/<int:paper>/remove/", Remove.as_view(), name="cases_paper_remove"),
]
ACTIONS: tuple[Action, ...] = ()
PANELS: tuple[Panels, ...] = (panel,)
