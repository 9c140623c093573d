"""The reports of a body over the years: which there are, which are missing, whether one follows from the other."""

from __future__ import annotations

from typing import Any, Final

from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView

from gongkai.access.enums import Right
from gongkai.bodies.models import Body
from gongkai.filings.desk.parts import Action, OfFilings, Panel, Panels, Stand
from gongkai.filings.enums import Scope
from gongkai.filings.services import continuity

YEARS: Final = "历年报告"


class OfBody(OfFilings):
    """A page about the reports of one body."""

    right = Right.SEE_BODY

    @cached_property
    def body(self) -> Body:
        return get_object_or_404(Body, pk=self.kwargs["body"])

    def body_of_request(self) -> Body:
        return self.body


class Years(OfBody, TemplateView):
    """A strip of years, and what does not fit between neighbours."""

    template_name = "filings/years.html"

    def get_page_title(self) -> str:
        return f"{self.body}{YEARS}"

    @cached_property
    def scope(self) -> Scope:
        asked = self.request.GET.get("scope", "")
        return Scope(asked) if asked in Scope.values else self.first_scope

    @cached_property
    def scopes(self) -> list[Scope]:
        """Of what the body has reports."""
        return [scope for scope in Scope if any(each.entries for each in continuity.years_of(self.body, scope))]

    @property
    def first_scope(self) -> Scope:
        return self.scopes[0] if self.scopes else Scope.OWN

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        years = continuity.checked(continuity.years_of(self.body, self.scope))
        return super().get_context_data(**kwargs) | {
            "body": self.body,
            "scope": self.scope,
            "scopes": self.scopes,
            "years": years,
            "became": continuity.became(self.body),
            "missing": sum(bool(each.missing) for each in years),
            "found": sum(len(each.findings) for each in years),
        }


def _panel(at: Stand) -> Panel:
    filing = at.filing
    years = continuity.years_of(filing.body, Scope(filing.scope))
    url = f"{reverse('filings_years', args=[filing.body_id])}?scope={filing.scope}"
    return Panel(YEARS, "filings/panels/years.html", {"years": years, "url": url})


PANELS: tuple[Panels, ...] = (_panel,)
ACTIONS: tuple[Action, ...] = ()

urlpatterns: list[URLPattern] = [path("filings/bodies/<int:body>/years/", Years.as_view(), name="filings_years")]
