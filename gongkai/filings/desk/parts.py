"""What the page of a filing is made of: each module of the desk adds its panels, and what may be done."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Final, NamedTuple

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import may
from gongkai.bodies.models import Body
from gongkai.filings.models import Filing, FilingRelease, FilingStep
from gongkai.filings.services.reports import report_of
from gongkai.office import actions
from gongkai.office.deeds import DeedPage, Page
from gongkai.report import Report

FILINGS: Final = "年度报告"


@dataclass(frozen=True)
class Stand:
    """A filing with what its deeds depend on, worked out when it is first asked for."""

    filing: Filing
    user: User

    @cached_property
    def report(self) -> Report:
        return report_of(self.filing)

    @cached_property
    def releases(self) -> list[FilingRelease]:
        """What was published, the last first."""
        found = self.filing.releases.select_related("published_by", "json", "html", "docx", "pdf")
        return list(found.defer("data", "trace", "behind").order_by("-version"))

    @cached_property
    def steps(self) -> list[FilingStep]:
        """The steps of the last round."""
        every = list(self.filing.steps.select_related("sent_in_by", "decided_by"))
        return [each for each in every if each.round == every[-1].round]

    @property
    def may_change(self) -> bool:
        return self.filing.may_change

    @property
    def today(self) -> date:
        return timezone.localdate()


Action = actions.Action[Stand]


class Panel(NamedTuple):
    """A part of the page: a template, with what it shows. The template also has `filing` and `at`."""

    title: str
    template: str
    context: Mapping[str, Any]


Panels = Callable[[Stand], Panel | None]


def url_of(filing: Filing) -> str:
    return reverse("filings_filing", args=[filing.pk])


class OfFilings(Page):
    """A page under the list of reports."""

    header_icon = "form"

    def trail(self) -> list[tuple[str, str]]:
        return [(FILINGS, reverse("filings_filings"))]


class OfFiling(Page):
    """A page about one report; the right is asked for its body. `names_report` says that the head names the report."""

    header_icon = "form"
    names_report = True

    @cached_property
    def filing(self) -> Filing:
        return get_object_or_404(Filing.objects.select_related("body", "created_by"), pk=self.kwargs["filing"])

    @cached_property
    def at(self) -> Stand:
        return Stand(self.filing, self.by)

    def body_of_request(self) -> Body:
        return self.filing.body

    def trail(self) -> list[tuple[str, str]]:
        return [(FILINGS, reverse("filings_filings")), (str(self.filing), url_of(self.filing))]

    def may(self, right: Right) -> bool:
        return may(self.by, right, self.filing.body)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"filing": self.filing, "at": self.at, "may_register": self.may(Right.REGISTER)}


class FilingDeed(OfFiling, DeedPage):
    """Something that is done to a report. Its form may have a hidden `seen`: the number of changes that whoever fills
    it in knew of."""

    right = Right.REGISTER

    def get_initial(self) -> dict[str, Any]:
        return {"seen": self.filing.edition_number}


def filing_body(filing: int, **rest: object) -> Body:
    """The body of a filing, for `needs`."""
    return get_object_or_404(Filing.objects.select_related("body"), pk=filing).body
