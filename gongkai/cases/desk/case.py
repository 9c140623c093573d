"""The page of a case: where it stands, how far it has come, and what each module of the desk adds to it."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any, Final

from django.template.loader import render_to_string
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.views.generic import TemplateView

from gongkai.access.enums import Right
from gongkai.cases.desk import (
    asker,
    asking,
    clock,
    consulting,
    drafting,
    exports,
    fees,
    giving,
    inside,
    intake,
    letters,
    log_entries,
    messages,
    papers,
    remedies,
    searching,
)
from gongkai.cases.desk.parts import MORE_PANELS, Action, OfCase, Panel, Stand
from gongkai.cases.desk.steps import bar_of

MODULES: Final[tuple[ModuleType, ...]] = (
    *(clock, asker, letters, drafting),
    *(asking, searching, consulting, giving, fees),
    *(papers, messages),
    *(remedies, log_entries, exports),
    *(inside, intake),
)
"""The modules of the desk whose panels and actions the page shows, in this order; what is asked stands after the panels
of the first, what happened after those of the last."""


def asked(at: Stand) -> Panel:
    """What is asked for, and how it is wanted."""
    return Panel("申请内容", "cases/panels/asked.html", {})


class OneCase(OfCase, TemplateView):
    """One case."""

    right = Right.SEE_CASES
    template_name = "cases/case.html"

    def get_page_title(self) -> str:
        return self.case.number

    def trail(self) -> list[tuple[str, str]]:
        return super().trail()[:-1]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "case": self.case,
            "at": self.at,
            "bar": bar_of(self.at),
            "panels": list(self.panels()),
            "actions": list(self.actions()),
            "may_register": self.may_register,
        }

    @cached_property
    def may_register(self) -> bool:
        return self.may(Right.REGISTER)

    def panels(self) -> Iterator[tuple[str, str, SafeString]]:
        """The panels, rendered: title, a name for its heading, the rest."""
        first, *rest = (each.PANELS for each in MODULES)
        own = {"case": self.case, "at": self.at, "may_register": self.may_register}
        for make in (*first, asked, *(each for panels in rest for each in panels), *MORE_PANELS, clock.timeline):
            if (panel := make(self.at)) is not None:
                name = panel.template.rpartition("/")[2].removesuffix(".html")
                yield panel.title, name, render_to_string(panel.template, {**own, **panel.context}, self.request)

    def actions(self) -> Iterator[tuple[Action, str]]:
        """What may be done now, by whom asks; what is most likely first, what is grave last."""
        every = [each for module in MODULES for each in module.ACTIONS]
        for action in sorted(every, key=lambda each: (each.tone != "", each.tone.endswith("no"))):
            if self.may(action.right) and action.when(self.at):
                yield action, reverse(action.name, args=[self.case.pk])


urlpatterns: list[URLPattern] = [path("cases/<int:case>/", OneCase.as_view(), name="cases_case")]
