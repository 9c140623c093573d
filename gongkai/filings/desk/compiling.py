"""Beginning a report, counting it, and what stands around its figures."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.views.decorators.http import require_POST
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.rights import bodies_where
from gongkai.access.views import needs
from gongkai.documents.desk.pages import own_body
from gongkai.filings.desk.parts import Action, FilingDeed, OfFilings, Panel, Panels, Stand, filing_body, url_of
from gongkai.filings.enums import Origin, State
from gongkai.filings.models import Filing
from gongkai.filings.services import compiling as services
from gongkai.filings.services.declaring import lacking, to_declare
from gongkai.filings.services.narrative import DRAFTS
from gongkai.office.deeds import DeedPage, user_of
from gongkai.office.fields import BodyField, DayField, suggestions

NAMES: Final = "filings_bodies"


@needs(Right.REGISTER)
def names(request: HttpRequest) -> HttpResponseBase:
    """Bodies for which the user may register, that match what is being typed."""
    return JsonResponse({"bodies": suggestions(bodies_where(request.user, Right.REGISTER), request.GET.get("q", ""))})


# --- beginning ------------------------------------------------------------------------------------------------------


class BeginForm(forms.Form):
    body = BodyField(label="机关", source=NAMES)
    year = forms.IntegerField(label="年度", min_value=services.FIRST, help_text="报告所说的年度，不是编制的年份")
    due_on = DayField(
        label="公开期限",
        required=False,
        help_text="当地规定早于法定期限的，填当地的；不填的，部门为次年1月31日，政府为次年3月31日（条例第49条）",
    )


class Begin(OfFilings, DeedPage):
    """A new report, with what the records already tell."""

    page_title = "编制年度报告"
    form_class = BeginForm
    right = Right.REGISTER
    button = "开始编制"
    about = "由登记簿和依申请公开的记录编制本机关的年度报告。本地区的汇总报告在“政府汇总”里办理。"
    made: Filing | None = None

    def get_initial(self) -> dict[str, Any]:
        return {"body": own_body(self.by, Right.REGISTER), "year": timezone.localdate().year - 1}

    def do(self, values: dict[str, Any]) -> str:
        self.made = services.begin(values["body"], values["year"], by=self.by, local=values["due_on"])
        services.compile_cells(self.made, by=self.by)
        return f"已由记录编制{self.made}，请补充填报的数据，撰写正文"

    def get_success_url(self) -> str:
        return url_of(self.made) if self.made is not None else reverse("filings_filings")


# --- counting -------------------------------------------------------------------------------------------------------


@needs(Right.REGISTER, body=filing_body)
@require_POST
def compile_now(request: HttpRequest, filing: int) -> HttpResponseBase:
    found = get_object_or_404(Filing, pk=filing)
    try:
        changes = services.compile_cells(found, by=user_of(request))
    except ValidationError as refusal:
        messages.error(request, "；".join(refusal.messages))
    else:
        told = f"与上次编制相比，{len(changes)}格有变动" if changes else "与上次编制一致"
        messages.success(request, f"已重新编制，{told}")
    return HttpResponseRedirect(url_of(found))


class FrameForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    title = forms.CharField(label="标题", max_length=200)
    preamble = forms.CharField(label="导语", required=False, widget=forms.Textarea({"rows": 6}))
    body_name = forms.CharField(label="机关名称", max_length=100, help_text="报告里的名称，当年更名的，写年末的名称")
    signed_by = forms.CharField(label="落款", max_length=100, required=False)
    signed_on = DayField(label="落款日期", required=False, help_text="不填的，为送审之日")
    due_on = DayField(label="公开期限", help_text="只能早于法定期限")


class Frame(FilingDeed):
    page_title = "标题、导语和落款"
    form_class = FrameForm

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {name: getattr(self.filing, name) for name in services.FRAME}

    def do(self, values: dict[str, Any]) -> str:
        services.set_frame(self.filing, values, seen=values.pop("seen"), by=self.by)
        return "已保存"


# --- on the page of a report ----------------------------------------------------------------------------------------


class Step(NamedTuple):
    """A step of the life of a report: where it is taken, how it stands, and whether it is done."""

    label: str
    url: str
    said: str
    done: bool


def _compiled(at: Stand) -> Step:
    filing = at.filing
    when = f"{timezone.localtime(filing.compiled_at):%m月%d日%H:%M}编制" if filing.compiled_at else "还没有编制"
    return Step("统计", reverse("filings_tables", args=[filing.pk]), when, filing.compiled_at is not None)


def _declared(at: Stand) -> Step:
    missing, every = lacking(at.filing), to_declare(at.filing)
    said = f"还缺{len(missing)}格" if missing else f"{len(every)}格都已填报"
    return Step("填报", reverse("filings_declare", args=[at.filing.pk]), said, not missing)


def _written(at: Stand) -> Step:
    empty = at.filing.sections.filter(text="", key__in=DRAFTS).count()
    said = f"还有{empty}部分没有写" if empty else "已写"
    return Step("正文", reverse("filings_text", args=[at.filing.pk]), said, not empty)


def _checked(at: Stand) -> Step:
    noted, filing = at.filing.checked, at.filing
    current = noted is not None and noted["edition"] == filing.edition_number
    url = reverse("filings_checks", args=[filing.pk])
    if not filing.may_change:
        return Step("检查", url, "送审前已处理", True)
    if not current:
        return Step("检查", url, "改动后没有检查", False)
    return Step("检查", url, f"{noted['open']}条待处理" if noted["open"] else "没有待处理的", not noted["open"])


def _reviewed(at: Stand) -> Step:
    filing = at.filing
    waiting = next((each for each in at.steps if each.begun_at is not None and not each.decision), None)
    said = filing.get_state_display()
    if filing.state == State.IN_REVIEW and waiting is not None:
        said = f"等待{waiting.get_step_display()}"
    passed = filing.state in (State.APPROVED, State.PUBLISHED)
    return Step("审批", reverse("filings_review", args=[filing.pk]), "未送审" if filing.may_change else said, passed)


def _published(at: Stand) -> Step:
    url = reverse("filings_versions", args=[at.filing.pk])
    if not at.releases:
        return Step("公开", url, f"期限{at.filing.due_on.isoformat()}", False)
    said = f"第{at.releases[0].version}版已公开" + ("，正在更正" if at.filing.correcting else "")
    return Step("公开", url, said, at.filing.state == State.PUBLISHED)


def steps_panel(at: Stand) -> Panel | None:
    """Where the report stands, step by step. What was uploaded takes another way."""
    if at.filing.origin == Origin.UPLOADED:
        return None
    own = at.filing.origin == Origin.COMPILED
    makers = (*((_compiled, _declared) if own else ()), _written, _checked, _reviewed, _published)
    return Panel("编制进度", "filings/panels/steps.html", {"steps": [make(at) for make in makers]})


def changes_panel(at: Stand) -> Panel | None:
    """What moved when it was last compiled, and what the records say otherwise by now."""
    filing = at.filing
    if filing.origin != Origin.COMPILED or not filing.may_change:
        return None
    changes, moved = services.last_changes(filing), services.stale(filing) if filing.compiled_at else []
    if not changes and not moved:
        return None
    return Panel("记录的变动", "filings/panels/changes.html", {"changes": changes, "moved": moved})


def _may_compile(at: Stand) -> bool:
    return at.may_change and at.filing.origin == Origin.COMPILED


ACTIONS: tuple[Action, ...] = (
    Action("filings_compile", "重新统计", _may_compile, at_once=True),
    Action("filings_frame", "标题和导语", lambda at: at.may_change and at.filing.origin != Origin.UPLOADED),
)
PANELS: tuple[Panels, ...] = (steps_panel, changes_panel)

urlpatterns: list[URLPattern] = [
    path("filings/begin/", Begin.as_view(), name="filings_begin"),
    path("filings/bodies/", names, name=NAMES),
    path("filings/<int:filing>/compile/", compile_now, name="filings_compile"),
    path("filings/<int:filing>/frame/", Frame.as_view(), name="filings_frame"),
]
