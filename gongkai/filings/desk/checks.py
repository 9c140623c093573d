"""What the checks say of a report, and why what they warn of stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import Http404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from gongkai.access.enums import Right
from gongkai.filings.desk.parts import Action, FilingDeed, OfFiling, Panels
from gongkai.filings.desk.tables import address_of
from gongkai.filings.services import checking as services
from gongkai.filings.services.checking import Checked, Found
from gongkai.report import Severity
from gongkai.report.form import EDITIONS

LABELS = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTICE: "提示"}


class Checks(OfFiling, TemplateView):
    """All findings, those first that hinder."""

    right = Right.SEE_BODY
    page_title = "检查"
    template_name = "filings/checks.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        checked: Checked = services.check_and_note(self.filing)
        labels = EDITIONS[self.filing.edition].labels
        findings = [
            (
                each,
                LABELS[each.severity],
                [(labels[cell], address_of(self.filing, cell)) for cell in each.cells if cell in labels],
            )
            for each in checked.findings
        ]
        return super().get_context_data(**kwargs) | {
            "groups": [
                ("待处理", [each for each in findings if each[0].hinders]),
                ("已说明理由", [each for each in findings if not each[0].hinders and each[0].reason is not None]),
                ("提示", [each for each in findings if not each[0].hinders and each[0].reason is None]),
            ],
            "open": len(checked.hindering),
            "not_assessed": checked.not_assessed,
            "may_reason": self.may(Right.REGISTER) and self.filing.may_change,
        }

    def cells_of(self, found: Found) -> Iterator[tuple[str, str]]:
        """The cells that a finding is about: name and address."""
        labels = EDITIONS[self.filing.edition].labels
        return ((labels[cell], address_of(self.filing, cell)) for cell in found.cells if cell in labels)


class ReasonForm(forms.Form):
    reason = forms.CharField(label="理由", max_length=500, widget=forms.Textarea({"rows": 3}))


class GiveReason(FilingDeed):
    """Why what a check says stands."""

    form_class = ReasonForm
    page_title = "说明理由"
    about = "检查的意见不变，理由一直有效；数字或者文字改动后意见变了的，要重新说明。理由以您的名义记录。"
    template_name = "filings/reason.html"

    @cached_property
    def found(self) -> Found:
        code, mark = self.kwargs["code"], self.kwargs["mark"]
        every = services.check_filing(self.filing).findings
        found = next((each for each in every if (each.code, each.mark) == (code, mark)), None)
        if found is None:
            raise Http404
        return found

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), ("检查", reverse("filings_checks", args=[self.filing.pk]))]

    def get_initial(self) -> dict[str, Any]:
        return {"reason": self.found.reason.reason if self.found.reason is not None else ""}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"found": self.found, "label": LABELS[self.found.severity]}

    def do(self, values: dict[str, Any]) -> str:
        services.give_reason(self.filing, self.found.code, self.found.mark, values["reason"], by=self.by)
        return f"已说明{self.found.code}的理由"


ACTIONS: tuple[Action, ...] = (Action("filings_checks", "检查", lambda at: at.may_change),)
PANELS: tuple[Panels, ...] = ()

urlpatterns: list[URLPattern] = [
    path("filings/<int:filing>/checks/", Checks.as_view(), name="filings_checks"),
    path("filings/<int:filing>/checks/<slug:code>/<slug:mark>/", GiveReason.as_view(), name="filings_reason"),
]
