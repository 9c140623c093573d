"""The page of a report: where it stands, and what each module of the desk adds to it."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.views.generic import TemplateView

from gongkai.access.enums import Right
from gongkai.filings.desk import (
    checks,
    compiling,
    declaring,
    history,
    merging,
    narrative,
    publishing,
    reviews,
    tables,
    years,
)
from gongkai.filings.desk.parts import Action, OfFiling
from gongkai.filings.enums import State

MODULES: Final[tuple[ModuleType, ...]] = (
    compiling,
    tables,
    declaring,
    narrative,
    checks,
    reviews,
    publishing,
    history,
    merging,
    years,
)
"""The modules of the desk whose panels and actions the page shows, in this order."""


class OneFiling(OfFiling, TemplateView):
    """One report."""

    right = Right.SEE_BODY
    template_name = "filings/filing.html"
    names_report = False

    def get_page_title(self) -> str:
        return str(self.filing)

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "panels": list(self.panels()),
            "actions": list(self.actions()),
            "late": self.filing.state != State.PUBLISHED
            and not self.at.releases
            and self.at.today > self.filing.due_on,
        }
        return super().get_context_data(**kwargs) | own

    def panels(self) -> Iterator[tuple[str, str, str]]:
        """The panels, rendered: title, a name for its heading, the rest."""
        own = {"filing": self.filing, "at": self.at, "may_register": self.may(Right.REGISTER)}
        for make in (each for module in MODULES for each in module.PANELS):
            if (panel := make(self.at)) is not None:
                name = panel.template.rpartition("/")[2].removesuffix(".html")
                yield panel.title, name, render_to_string(panel.template, {**own, **panel.context}, self.request)

    def actions(self) -> Iterator[tuple[Action, str]]:
        """What may be done now, by whom asks."""
        for action in (each for module in MODULES for each in module.ACTIONS):
            if self.may(action.right) and action.when(self.at):
                yield action, reverse(action.name, args=[self.filing.pk])


urlpatterns: list[URLPattern] = [path("filings/<int:filing>/", OneFiling.as_view(), name="filings_filing")]
