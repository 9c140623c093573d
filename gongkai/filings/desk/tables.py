"""The tables as the form prints them, each cell a way to what it is and to the records behind it."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString, mark_safe
from django.views.generic import TemplateView
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.access.rights import may
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.cases.models import Case, Remedy
from gongkai.documents.desk.files import sent
from gongkai.documents.models import Item
from gongkai.filings import definitions
from gongkai.filings.definitions import Definition, How, definition_of
from gongkai.filings.desk.parts import FILINGS, Action, FilingDeed, OfFiling, Panels, url_of
from gongkai.filings.enums import Origin
from gongkai.filings.models import Declaration, Filing
from gongkai.filings.services import declaring as services
from gongkai.filings.services.reports import cells_in, value_of
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Tag, Title
from gongkai.office.tables import Text as Words
from gongkai.report import Report
from gongkai.report.form import EDITIONS
from gongkai.report.values import BLANK
from gongkai.report.writers.flow import printed
from gongkai.report.writers.html import parts

TABLES = "各表"
SHOWN = 10
"""How many records the page of a cell names."""


def address_of(filing: Filing, cell: str) -> str:
    return reverse("filings_cell", args=[filing.pk, cell])


def tables_html(filing: Filing, report: Report) -> SafeString:
    """The whole form, each value a link to its cell; what nobody has stated yet is left blank. The kernel escapes all
    that it prints."""
    blank = dict.fromkeys(EDITIONS[filing.edition].keys, BLANK)
    bare = Report(edition=report.edition, cells=blank | report.cells)
    return mark_safe("\n".join(parts(bare, lambda cell: address_of(filing, cell))))


class Tables(OfFiling, TemplateView):
    """The tables of a report."""

    right = Right.SEE_BODY
    template_name = "filings/tables.html"
    page_title = TABLES

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stated = services.over_counted(self.filing)
        labels = EDITIONS[self.filing.edition].labels
        return super().get_context_data(**kwargs) | {
            "tables": tables_html(self.filing, self.at.report),
            "stated": [
                (labels[cell], address_of(self.filing, cell), printed(counted), printed(value_of(declaration)))
                for cell, (counted, declaration) in stated.items()
            ],
            "lacking": [(each.title, address_of(self.filing, each.cell)) for each in services.lacking(self.filing)],
        }


# --- one cell -------------------------------------------------------------------------------------------------------


def definition_or_404(filing: Filing, cell: str) -> Definition:
    try:
        return definition_of(cell, EDITIONS[filing.edition])
    except KeyError as missing:
        raise Http404 from missing


class OfCell(OfFiling):
    """A page about a cell of a report."""

    @cached_property
    def definition(self) -> Definition:
        return definition_or_404(self.filing, self.kwargs["cell"])

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (TABLES, reverse("filings_tables", args=[self.filing.pk]))]


RECORDS = {
    Item: ("filings_cell_items", Right.SEE_REGISTER, "documents_item"),
    Case: ("filings_cell_cases", Right.SEE_CASES, "cases_case"),
    Remedy: ("filings_cell_remedies", Right.SEE_CASES, "cases_case"),
}
"""Of each kind of record: the list of it, whose it is, and where one of it is looked at."""


class Cell(OfCell, TemplateView):
    """What a cell is, its figure, the records behind it, what was stated of it."""

    right = Right.SEE_BODY
    template_name = "filings/cell.html"

    def get_page_title(self) -> str:
        return self.definition.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        filing, definition = self.filing, self.definition
        report, labels = self.at.report, EDITIONS[filing.edition].labels
        every = filing.declarations.filter(cell=definition.cell).select_related("by", "evidence", "credential")
        counted = cells_in(filing.counted).get(definition.cell)
        return super().get_context_data(**kwargs) | {
            "definition": definition,
            "value": printed(report.cells.get(definition.cell)),
            "counted": printed(counted) if counted is not None else None,
            "declarations": [(each, _said(each)) for each in every.order_by("-pk")],
            "parts": [
                (labels[part], printed(report.cells.get(part)), address_of(filing, part)) for part in definition.parts
            ],
            "may_declare": self.may(Right.REGISTER) and filing.may_change and services.may_declare(filing, definition),
            "is_stated": services.is_stated(filing, definition),
            **self.records(),
        }

    def records(self) -> dict[str, Any]:
        """The records behind the cell as they are now, as far as the user may look into them."""
        found = _behind(self.filing, self.definition.cell)
        if found is None:
            return {"count": None}
        name, right, page = RECORDS[found.model]
        allowed = may(self.by, right, self.filing.body)
        rows = found.order_by("pk")[:SHOWN] if allowed else []
        return {
            "count": found.count(),
            "records": [(str(each), reverse(page, args=[getattr(each, "case_id", each.pk)])) for each in rows],
            "all_records": reverse(name, args=[self.filing.pk, self.definition.cell]) if allowed else "",
        }


def _behind(filing: Filing, cell: str) -> QuerySet[Any] | None:
    if filing.origin != Origin.COMPILED:
        return None
    found = definitions.behind(filing.body, filing.year, cell, EDITIONS[filing.edition])
    return found.select_related("case") if found is not None and found.model is Remedy else found


def _said(declaration: Declaration) -> str:
    value = services.value_of_or_none(declaration)
    return "撤回" if value is None else printed(value) or "空白"


class CellRecords(Listing):
    """The records behind a cell, as they are now."""

    header_icon = "form"

    @cached_property
    def filing(self) -> Filing:
        return get_object_or_404(Filing.objects.select_related("body"), pk=self.kwargs["filing"])

    @cached_property
    def definition(self) -> Definition:
        return definition_or_404(self.filing, self.kwargs["cell"])

    def body_of_request(self) -> Body:
        return self.filing.body

    def get_page_title(self) -> str:
        return f"{self.definition.title}：记录"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        above = [
            (FILINGS, reverse("filings_filings")),
            (str(self.filing), url_of(self.filing)),
            (TABLES, reverse("filings_tables", args=[self.filing.pk])),
            (self.definition.title, address_of(self.filing, self.definition.cell)),
            ("记录", ""),
        ]
        return [*self.breadcrumbs_items, *({"url": url, "label": label} for label, url in above)]

    def get_index_url(self) -> str:
        return reverse(self.name, args=[self.filing.pk, self.definition.cell])

    def get_index_results_url(self) -> str:
        return reverse(f"{self.name}_results", args=[self.filing.pk, self.definition.cell])

    def get_base_queryset(self) -> QuerySet[Any]:
        found = _behind(self.filing, self.definition.cell)
        if found is None or found.model is not self.model:
            raise Http404
        return found


class CellItems(CellRecords):
    name, model, right = "filings_cell_items", Item, Right.SEE_REGISTER
    permission_policy = RightsPermissionPolicy(Item, view=Right.SEE_REGISTER)
    columns: ClassVar[list[Column]] = [
        Title("title", label="名称", get_url=lambda item: reverse("documents_item", args=[item.pk])),
        Words("document_number", label="文号", classname="whole"),
        Day("formed_on", label="成文日期", sort_key="formed_on", classname="whole"),
        Tag("get_effect_display", label="有效性"),
        Day("ended_on", label="失效日期", classname="whole"),
        Words("get_state_display", label="状态"),
    ]
    default_ordering = ("formed_on", "pk")
    search_fields = ("title", "document_number")


class CellCases(CellRecords):
    name, model, right = "filings_cell_cases", Case, Right.SEE_CASES
    permission_policy = RightsPermissionPolicy(Case, view=Right.SEE_CASES)
    columns: ClassVar[list[Column]] = [
        Title("number", label="编号", get_url=lambda case: reverse("cases_case", args=[case.pk])),
        Day("came_on", label="收到日期", sort_key="came_on", classname="whole"),
        Day("settled_on", label="办结日期", sort_key="settled_on", classname="whole"),
        Words("get_settled_as_display", label="答复类型"),
        Words("get_channel_display", label="渠道"),
    ]
    default_ordering = ("came_on", "pk")
    search_fields = ("number",)


class CellRemedies(CellRecords):
    name, model, right = "filings_cell_remedies", Remedy, Right.SEE_CASES
    permission_policy = RightsPermissionPolicy(Remedy, view=Right.SEE_CASES)
    columns: ClassVar[list[Column]] = [
        Title(
            "case",
            label="案件",
            accessor="case.number",
            get_url=lambda each: reverse("cases_case", args=[each.case_id]),
        ),
        Words("get_procedure_display", label="程序"),
        Words("authority", label="机关"),
        Day("filed_on", label="提出日期", sort_key="filed_on", classname="whole"),
        Day("decided_on", label="决定、裁判日期", sort_key="decided_on", classname="whole"),
        Words("get_result_display", label="结果"),
    ]
    default_ordering = ("filed_on", "pk")
    search_fields = ("case__number", "authority")


# --- stating one cell -----------------------------------------------------------------------------------------------


class OneCellForm(forms.Form):
    """One cell; `value` is a name that the refusal of the cell is put to."""

    value = forms.CharField(label="数值", required=False, help_text="数字；不适用的写“/”；不填的为空白")
    source = forms.CharField(label="数据来源或者改动的理由", max_length=200, widget=forms.Textarea({"rows": 2}))
    evidence = forms.FileField(label="凭证", required=False, help_text="统计表、截图等")


class DeclareCell(OfCell, FilingDeed):
    form_class = OneCellForm
    button = "保存"

    def get_page_title(self) -> str:
        return f"填报：{self.definition.title}"

    def get_about(self) -> str:
        how = self.definition.how
        if how == How.COUNTED and self.filing.origin == Origin.COMPILED:
            told = f"这一格由记录统计（{self.definition.text}）"
            return f"{told}。记录有误的，应当更正记录；确需改动的，写明理由，审批时会看到。"
        return f"{self.definition.text}。"

    def get_initial(self) -> dict[str, Any]:
        return {"value": printed(self.at.report.cells.get(self.definition.cell))}

    def do(self, values: dict[str, Any]) -> str:
        evidence = evidence_in(values["evidence"])
        typed = {self.definition.cell: values["value"]}
        services.declare(self.filing, typed, source=values["source"], evidence=evidence, by=self.by)
        return "已保存"

    def refused(self, form: forms.Form, refusal: Any) -> Any:
        told = refusal.message_dict if hasattr(refusal, "error_dict") else {}
        if self.definition.cell in told:
            form.add_error("value", told[self.definition.cell])
            return self.form_invalid(form)
        return super().refused(form, refusal)

    def get_success_url(self) -> str:
        return address_of(self.filing, self.definition.cell)


class ReasonForm(forms.Form):
    why = forms.CharField(label="原因", max_length=200, widget=forms.Textarea({"rows": 2}))


class TakeBack(OfCell, FilingDeed):
    form_class = ReasonForm
    button = "撤回"

    def get_page_title(self) -> str:
        return f"撤回填报：{self.definition.title}"

    def do(self, values: dict[str, Any]) -> str:
        services.take_back(self.filing, self.definition.cell, values["why"], by=self.by)
        return "已撤回填报的数"

    def get_success_url(self) -> str:
        return address_of(self.filing, self.definition.cell)


def evidence_in(file: Any) -> services.Evidence | None:
    return services.Evidence(file.name, file.read()) if file is not None else None


def declaration_body(declaration: int) -> Body:
    return get_object_or_404(Declaration.objects.select_related("filing__body"), pk=declaration).filing.body


@needs(Right.SEE_BODY, body=declaration_body)
def evidence(request: HttpRequest, declaration: int) -> HttpResponseBase:
    """The file that shows where a figure comes from."""
    found = Declaration.objects.select_related("evidence").get(pk=declaration)
    if found.evidence is None:
        raise Http404
    return sent(found.evidence, found.evidence_name)


ACTIONS: tuple[Action, ...] = ()
PANELS: tuple[Panels, ...] = ()

CELL = "filings/<int:filing>/cells/<str:cell>/"
urlpatterns: list[URLPattern] = [
    path("filings/<int:filing>/tables/", Tables.as_view(), name="filings_tables"),
    path(CELL, Cell.as_view(), name="filings_cell"),
    *CellItems.addresses(f"{CELL}items/"),
    *CellCases.addresses(f"{CELL}cases/"),
    *CellRemedies.addresses(f"{CELL}remedies/"),
    path(f"{CELL}declare/", DeclareCell.as_view(), name="filings_declare_cell"),
    path(f"{CELL}take-back/", TakeBack.as_view(), name="filings_take_back_cell"),
    path("filings/evidence/<int:declaration>/", evidence, name="filings_evidence"),
]
