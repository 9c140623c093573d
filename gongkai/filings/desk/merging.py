"""A government's report of its region: who has published, what was added up of whom, what moved since."""

from __future__ import annotations

from typing import Any, ClassVar, Final

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where, may
from gongkai.access.views import needs
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.filings.desk.parts import Action, FilingDeed, OfFiling, Panel, Panels, Stand, filing_body, url_of
from gongkai.filings.desk.years import OfBody
from gongkai.filings.enums import Origin, Scope
from gongkai.filings.models import Filing
from gongkai.filings.services import merging as services
from gongkai.office.deeds import user_of
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Listing, Title
from gongkai.office.tables import Text as Words
from gongkai.report.form import EDITIONS

BOARD: Final = "政府汇总"
YEARS: Final = 6
"""How many years back the board offers."""


def is_merged(at: Stand) -> bool:
    return at.filing.origin == Origin.MERGED


def last_year() -> int:
    return timezone.localdate().year - 1


def board_of(body: Body) -> str:
    return reverse("filings_region", args=[body.pk, last_year()])


class Regions(Listing):
    """The governments whose region the user may look at."""

    name, model, right = "filings_regions", Body, Right.SEE_BODY
    page_title = BOARD
    header_icon = "collapse-down"
    permission_policy = RightsPermissionPolicy(Body, lookup="pk", body_of=lambda body: body, view=Right.SEE_BODY)
    columns: ClassVar[list[Column]] = [
        Title("name", label="政府", accessor="name", get_url=board_of),
        Words("parent", label="上级"),
    ]
    default_ordering = "path"
    search_fields = ("name", "short_name")

    def get_base_queryset(self) -> QuerySet[Body]:
        seen = bodies_where(user_of(self.request), Right.SEE_BODY)
        return seen.on().filter(Q(kind=BodyKind.GOVERNMENT)).select_related("parent")


class Region(OfBody, TemplateView):
    """The members of a government for a year: who has not published, whose checks are open, whose unit differs."""

    template_name = "filings/region.html"
    header_icon = "collapse-down"

    def get_page_title(self) -> str:
        return f"{self.body}{self.year}年度成员单位"

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (BOARD, reverse("filings_regions"))]

    @property
    def year(self) -> int:
        return int(self.kwargs["year"])

    @cached_property
    def merged(self) -> Filing | None:
        return services.merged_of(self.body, self.year)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not 2008 <= self.year <= last_year():
            raise Http404
        merged = self.merged
        found = services.completeness(self.body, self.year, merged)
        taken = {(each.body, each.scope): each for each in services.taken_in(merged)} if merged is not None else {}
        rows = [
            (member, taken.get((member.body.pk, member.scope)), services.open_findings(member))
            for member in found.members
        ]
        labels = {**EDITIONS["2019"].labels, **EDITIONS["2021"].labels}
        registers = may(self.by, Right.REGISTER, self.body)
        return super().get_context_data(**kwargs) | {
            "body": self.body,
            "year": self.year,
            "years": range(last_year(), last_year() - YEARS, -1),
            "found": found,
            "rows": rows,
            "units": [(labels[each.cell], sorted(each.names.items())) for each in found.units],
            "merged": merged,
            "moved": services.moved(merged) if merged is not None and merged.origin == Origin.MERGED else [],
            "may_begin": registers and merged is None,
            "may_refresh": registers and merged is not None and services.is_refreshable(merged),
        }


def body_of(body: int, **rest: object) -> Body:
    return get_object_or_404(Body, pk=body)


@needs(Right.REGISTER, body=body_of)
@require_POST
def begin(request: HttpRequest, body: int, year: int) -> HttpResponseBase:
    """Begin the sum for a year."""
    try:
        made = services.begin(body_of(body), year, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
        return redirect("filings_region", body, year)
    messages.success(request, f"已汇总{len(services.taken_in(made))}份报告")
    return redirect(url_of(made))


@needs(Right.REGISTER, body=filing_body)
@require_POST
def refresh(request: HttpRequest, filing: int) -> HttpResponseBase:
    """Add up anew."""
    found = get_object_or_404(Filing.objects.select_related("body"), pk=filing)
    try:
        made = services.refresh(found, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        messages.success(request, f"已重新汇总{len(services.taken_in(made))}份报告")
    return redirect(url_of(found))


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label="理由", max_length=200, required=False, help_text="写入汇总的例外；不写的，恢复原来的处理"
    )


class OfMember(FilingDeed):
    """Something that is decided about a member of a sum."""

    form_class = ReasonForm
    deed: ClassVar[Any]

    @cached_property
    def member(self) -> Body:
        return get_object_or_404(Body, pk=self.kwargs["body"])

    def trail(self) -> list[tuple[str, str]]:
        region = reverse("filings_region", args=[self.filing.body_id, self.filing.year])
        return [*super().trail(), (f"{self.filing.year}年度成员单位", region)]

    def get_initial(self) -> dict[str, Any]:
        kept = self.filing.read.get(self.kept, {})
        return {"reason": kept.get(str(self.member.pk), "")}

    kept: ClassVar[str]


class LeaveOut(OfMember):
    kept = "left_out"
    button = "保存并重新汇总"

    def get_page_title(self) -> str:
        return f"不计入“{self.member}”"

    def do(self, values: dict[str, Any]) -> str:
        services.leave_out(self.filing, self.member, values["reason"], by=self.by)
        return f"“{self.member}”{'不计入' if values['reason'].strip() else '恢复计入'}，已重新汇总"


class CountAnyway(OfMember):
    kept = "counted_anyway"
    button = "保存并重新汇总"
    about = "看着像是汇总数、没有计入的报告，核对过确是本机关自己的，写明理由以后计入。"

    def get_page_title(self) -> str:
        return f"仍计入“{self.member}”"

    def do(self, values: dict[str, Any]) -> str:
        services.count_anyway(self.filing, self.member, values["reason"], by=self.by)
        return f"“{self.member}”{'仍计入' if values['reason'].strip() else '不再另行计入'}，已重新汇总"


class Contributions(OfFiling, TemplateView):
    """What of a merged cell came from whom."""

    right = Right.SEE_BODY
    template_name = "filings/contributions.html"

    @property
    def cell(self) -> str:
        cell = str(self.kwargs["cell"])
        if cell not in EDITIONS[self.filing.edition].key_set or self.filing.scope != Scope.REGION:
            raise Http404
        return cell

    def get_page_title(self) -> str:
        return EDITIONS[self.filing.edition].labels[self.cell]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = services.contributions(self.filing, self.cell)
        others = [each for each in found if each.value is None or each.value.number in (0, None)]
        return super().get_context_data(**kwargs) | {
            "value": self.at.report.cells.get(self.cell),
            "found": [each for each in found if each not in others],
            "others": others,
            "declared": self.filing.declarations.filter(cell=self.cell).select_related("by").last(),
        }


def _panel(at: Stand) -> Panel | None:
    if not is_merged(at):
        return None
    filing = at.filing
    return Panel(
        "汇总",
        "filings/panels/merged.html",
        {
            "taken": services.taken_in(filing),
            "exceptions": filing.read.get("exceptions", []),
            "moved": services.moved(filing),
            "region": reverse("filings_region", args=[filing.body_id, filing.year]),
        },
    )


PANELS: tuple[Panels, ...] = (_panel,)
ACTIONS: tuple[Action, ...] = (
    Action("filings_refresh", "重新汇总", lambda at: services.is_refreshable(at.filing), at_once=True),
)

urlpatterns: list[URLPattern] = [
    *Regions.addresses("filings/regions/"),
    path("filings/regions/<int:body>/<int:year>/", Region.as_view(), name="filings_region"),
    path("filings/regions/<int:body>/<int:year>/begin/", begin, name="filings_region_begin"),
    path("filings/<int:filing>/refresh/", refresh, name="filings_refresh"),
    path("filings/<int:filing>/members/<int:body>/out/", LeaveOut.as_view(), name="filings_leave_out"),
    path("filings/<int:filing>/members/<int:body>/in/", CountAnyway.as_view(), name="filings_count_anyway"),
    path("filings/<int:filing>/members/<str:cell>/", Contributions.as_view(), name="filings_contributions"),
]
