"""Stating what the records do not have: the cells of section two, by form or from a table."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path
from django.utils.http import content_disposition_header
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.views import needs
from gongkai.filings.definitions import Definition
from gongkai.filings.desk.parts import Action, FilingDeed, Panels, filing_body
from gongkai.filings.desk.tables import evidence_in
from gongkai.filings.enums import Origin
from gongkai.filings.models import Declaration, Filing
from gongkai.filings.services import declaring as services
from gongkai.filings.services.reports import is_taken_back, last_declarations
from gongkai.office.spreadsheet import XLSX
from gongkai.report.writers.flow import printed

HELP: Final = {"fees.amount": "万元；也可连同单位填写，如43.788万元、437880元", "procurement.amount": "连同单位填写"}


class DeclareForm(forms.Form):
    """The cells that only a declaration can fill, all from one source; a table may be read into it."""

    table = forms.FileField(
        label="从表格读入", required=False, help_text="下载模板填写后上传；读入后仍可改动，点“保存”才算填报"
    )
    source = forms.CharField(label="数据来源", max_length=200, required=False, help_text="系统、台账的名称和提供的处室")
    evidence = forms.FileField(label="凭证", required=False, help_text="统计表、截图等，用于本次填报的各项")

    def __init__(self, *args: Any, cells: Iterable[Definition], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cells = list(cells)
        for each in self.cells:
            help_text = HELP.get(each.cell.partition(".")[2], "")
            self.fields[each.cell] = forms.CharField(
                label=each.title, required=False, max_length=40, help_text=help_text or each.text
            )
        self.order_fields(["table", *(each.cell for each in self.cells), "source", "evidence"])


class Declare(FilingDeed):
    page_title = "填报数据"
    form_class = DeclareForm
    template_name = "filings/declare.html"
    about = "这些数在其他系统里，由承办的处室提供。没有的填0，不适用的填“/”。"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"cells": services.to_declare(self.filing)}

    def get_initial(self) -> dict[str, Any]:
        report, stated = self.at.report, last_declarations(self.filing)
        values = {each.cell: printed(report.cells.get(each.cell)) for each in services.to_declare(self.filing)}
        sources = {each.source for cell, each in stated.items() if cell in values and not is_taken_back(each)}
        return values | {"source": sources.pop() if len(sources) == 1 else ""}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "read" in request.POST:
            return self.read()
        return super().post(request, *args, **kwargs)

    def read(self) -> HttpResponse:
        """Fill the form from an uploaded table; nothing is declared yet."""
        given = self.request.FILES.get("table")
        data = self.request.POST.copy()
        try:
            if given is None:
                raise ValidationError("请选择填好的表格")
            found = services.read_table(self.filing, given.read())
        except ValidationError as refusal:
            form = DeclareForm(initial=data.dict(), cells=services.to_declare(self.filing))
            return self.render_to_response(self.get_context_data(form=form, errors=refusal.messages), status=422)
        for cell, typed in found.typed.items():
            data[cell] = typed
        sources = set(found.sources.values())
        if not data.get("source") and len(sources) == 1:
            data["source"] = sources.pop()
        form = DeclareForm(initial=data.dict(), cells=services.to_declare(self.filing))
        context = self.get_context_data(form=form, errors=found.errors, taken=len(found.typed))
        return self.render_to_response(context, status=422 if found.errors else 200)

    def do(self, values: dict[str, Any]) -> str:
        cells = {each.cell: values[each.cell] for each in services.to_declare(self.filing)}
        stated = last_declarations(self.filing)
        given = {cell: typed for cell, typed in cells.items() if typed.strip() or cell in stated}
        if not given:
            raise ValidationError("没有填写任何数值")
        changed = {cell: typed for cell, typed in given.items() if not _stands(stated.get(cell), typed)}
        made = services.declare(
            self.filing, changed, source=values["source"], evidence=evidence_in(values["evidence"]), by=self.by
        )
        if rest := len(cells) - len(given):
            messages.warning(self.request, f"还有{rest}格没有填写，送审前要填")
        return f"已填报{len(made)}格" if made else "没有变动"


def _stands(declaration: Declaration | None, typed: str) -> bool:
    """Whether another system stated by itself what is in the form: that stays its statement, with its source."""
    if declaration is None or declaration.credential is None:
        return False
    value = services.value_of_or_none(declaration)
    return value is not None and printed(value) == typed.strip()


@needs(Right.SEE_BODY, body=filing_body)
def template(request: HttpRequest, filing: int) -> HttpResponseBase:
    """The table to be filled in."""
    found = get_object_or_404(Filing, pk=filing)
    answer = HttpResponse(services.template(found), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, f"{found.body_name}{found.year}年填报数据.xlsx")
    return answer


def _may_declare(at: Any) -> bool:
    return bool(at.may_change and at.filing.origin == Origin.COMPILED)


ACTIONS: tuple[Action, ...] = (Action("filings_declare", "填报数据", _may_declare),)
PANELS: tuple[Panels, ...] = ()

urlpatterns: list[URLPattern] = [
    path("filings/<int:filing>/declare/", Declare.as_view(), name="filings_declare"),
    path("filings/<int:filing>/declare/template/", template, name="filings_declare_template"),
]
