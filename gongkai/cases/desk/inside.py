"""What is arranged inside the body: who handles a case, the code for the applicant, that it was entered by mistake."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.urls import URLPattern, path
from django.views.decorators.debug import sensitive_variables

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.cases.desk.parts import Action, CaseDeed, Panels
from gongkai.cases.models import Case, RecordCorrection
from gongkai.cases.services import access, handing, voiding
from gongkai.documents.desk.forms import OneOf, ReasonForm, SureForm
from gongkai.office.deeds import DeedPage


class HandOverForm(forms.Form):
    to = OneOf(User, lambda person: person.name, label="经办人", required=False, empty_label="不指定，都可以办理")
    office = forms.CharField(label="承办处室", max_length=60, required=False)

    def __init__(self, *args: Any, body: Body, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = handing.handlers(body)


class HandOver(CaseDeed):
    page_title = "转办"
    form_class = HandOverForm
    button = "转办"
    about = (
        "在本机关内变更经办人和承办处室，收到日期和期限不变，新的经办人会收到通知。"
        "收到申请的机关负责答复，不能转给别的机关；不属于本机关负责公开的，告知申请人并说明理由，能够确定负责公开的机关的，"
        "告知其名称和联系方式（条例第三十六条第五项）。"
    )

    def get_initial(self) -> dict[str, Any]:
        return {"to": self.case.handler, "office": self.case.office}

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"body": self.case.body}

    def do(self, values: dict[str, Any]) -> str:
        case = handing.hand_over(self.case, values["to"], office=values["office"], by=self.by)
        return f"已交由{case.handler.name}办理" if case.handler is not None else "已不指定经办人"


class GivesCode(DeedPage):
    """A code by which the applicant follows online what they asked for: shown this once."""

    page_title = "发给查询码"
    form_class = SureForm
    template_name = "cases/code.html"
    button = "生成查询码"
    about = (
        "申请人凭编号和查询码在网上查询进度、留言、下载答复。"
        "查询码只显示这一次，请当面或者按申请人的联系方式告知本人；重新生成的，原来的不再有效。"
    )

    @property
    def of(self) -> Case | RecordCorrection:
        raise NotImplementedError

    def get_initial(self) -> dict[str, Any]:
        return {}

    @sensitive_variables()
    def form_valid(self, form: forms.Form) -> HttpResponse:
        code = access.new_code(self.of, by=self.by)
        return self.render_to_response(self.get_context_data(form=form, code=code))


class GiveCode(GivesCode, CaseDeed):
    """That of a case."""

    @property
    def of(self) -> Case:
        return self.case


class Void(CaseDeed):
    page_title = "作废"
    form_class = ReasonForm
    button = "作废"
    grave = True
    about = "重复登记、登错机关或者渠道的，作废后重新登记；编号不再使用，不计入年度报告，办理过程和材料留存。"

    def get_initial(self) -> dict[str, Any]:
        return {}

    def do(self, values: dict[str, Any]) -> str:
        voiding.void(self.case, values["why"], by=self.by)
        return "已作废"


urlpatterns: list[URLPattern] = [
    path("cases/<int:case>/hand-over/", HandOver.as_view(), name="cases_hand_over"),
    path("cases/<int:case>/code/", GiveCode.as_view(), name="cases_code"),
    path("cases/<int:case>/void/", Void.as_view(), name="cases_void"),
]
ACTIONS: tuple[Action, ...] = (
    Action("cases_hand_over", "转办", lambda at: at.is_open),
    Action("cases_code", "发给查询码", lambda at: at.case.voided_at is None),
    Action("cases_void", "作废", lambda at: not voiding.hindrance(at.case), tone="button-secondary no"),
)
PANELS: tuple[Panels, ...] = ()
