"""An old report beside its source: what the reader made of each cell, looked at, stated, and accepted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.generic import TemplateView
from wagtail.admin import messages

from gongkai.access.enums import Right
from gongkai.access.views import needs
from gongkai.documents import store
from gongkai.filings.desk.beside import Source, grids
from gongkai.filings.desk.parts import Action, FilingDeed, OfFiling, Panel, Panels, Stand
from gongkai.filings.desk.uploads import NAMES, BodyThen, upload_body
from gongkai.filings.enums import Origin, Scope
from gongkai.filings.models import Filing, UploadedReport
from gongkai.filings.picture import NoPicture, picture_of
from gongkai.filings.services import history as services
from gongkai.filings.services import uploads
from gongkai.office.fields import DayField

READ: Final = "对照原文"


def is_uploaded(at: Stand) -> bool:
    return at.filing.origin == Origin.UPLOADED


# --- pages ----------------------------------------------------------------------------------------------------------


class Typed(NamedTuple):
    """Where a cell is stated."""

    key: str
    label: str
    text: str
    errors: list[str]


class Wanted(NamedTuple):
    """A row with cells that have to be stated, and where on the page it stands in the source."""

    line: services.Line
    link: str
    fields: tuple[Typed, ...]


def reading_of(filing: Filing) -> services.Reading:
    """
    Raises:
        Http404: it is no uploaded report.
    """
    if filing.origin != Origin.UPLOADED:
        raise Http404
    return services.Reading(filing)


class UploadedDeed(FilingDeed):
    """Something that is done to an uploaded report."""

    @cached_property
    def reading(self) -> services.Reading:
        return reading_of(self.filing)


class Review(OfFiling, TemplateView):
    """The form as it was read, the source beside it, and what has to be stated."""

    right = Right.SEE_BODY
    template_name = "filings/history.html"
    page_title = READ
    errors: Mapping[str, list[str]] = {}
    typed: Mapping[str, str] = {}
    reason = ""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reading = reading_of(self.filing)
        source = Source(reading)
        lines = [self.shown(line, source) for line in reading.lines(reading.open)]
        return super().get_context_data(**kwargs) | {
            "reading": reading,
            "upload": reading.upload,
            "lines": lines,
            "grids": list(grids(reading, source)),
            "source_lines": list(source.lines()),
            "source_pages": list(source.pages()),
            "doubts": services.doubts_of(self.filing),
            "found": reading.upload.read.get("found", []),
            "refused": self.errors,
            "reason": self.reason,
            "may_state": self.may(Right.REGISTER) and self.filing.may_change,
        }

    def shown(self, line: services.Line, source: Source) -> Wanted:
        """A row to look at, as it was typed where that was refused."""
        fields = tuple(
            Typed(cell.key, column_of(cell), self.typed.get(cell.key, cell.text), self.errors.get(cell.key, []))
            for cell in line.cells
        )
        return Wanted(line, source.link(line.cells[0]), fields)


class State(Review):
    """The cells that were looked at, stated: the rows that were chosen, or all of them."""

    right = Right.REGISTER

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        raise Http404

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        data = request.POST
        chosen = set(data.getlist("row"))
        typed = {name.removeprefix("cell-"): str(data[name]) for name in data if name.startswith("cell-")}
        wanted = {key: text for key, text in typed.items() if "all" in data or services.row_of(key) in chosen}
        self.reason = str(data.get("reason", ""))
        if not wanted:
            return self.refused({"": ["请勾选核对过的行"]}, typed)
        try:
            number = services.state(
                self.filing, wanted, by=self.by, edition=_number(data.get("seen")), reason=self.reason, correcting=False
            )
        except ValidationError as refusal:
            told = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
            return self.refused(told, typed)
        messages.success(request, f"已核对{number}格")
        return redirect("filings_history", self.filing.pk)

    def refused(self, errors: Mapping[str, list[str]], typed: Mapping[str, str]) -> HttpResponse:
        self.errors, self.typed = errors, typed
        return self.render_to_response(self.get_context_data(), status=422)


def _number(text: object) -> int:
    said = str(text or "")
    return int(said) if said.isascii() and said.isdigit() else 0


def column_of(cell: services.Cell) -> str:
    return cell.label.rpartition(" | ")[2]


class CellForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    value = forms.CharField(
        label="原文", required=False, max_length=40, help_text="照原文写：数字；空白的不写；“/”照写；认不出的写“？”"
    )
    reason = forms.CharField(label="说明", required=False, max_length=150, help_text="留作未知的，要写明原因")


class Correct(UploadedDeed):
    """One cell, stated as the source has it."""

    form_class = CellForm
    template_name = "filings/history_cell.html"

    @cached_property
    def cell(self) -> services.Cell:
        try:
            return self.reading.cells[self.kwargs["cell"]]
        except KeyError as error:
            raise Http404 from error

    def get_page_title(self) -> str:
        return self.cell.label

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), (READ, reverse("filings_history", args=[self.filing.pk]))]

    def get_initial(self) -> dict[str, Any]:
        return super().get_initial() | {"value": self.cell.text}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = Source(self.reading)
        wanted = source.link(self.cell).partition("c")[0]
        lines = [line for line in source.lines() if line.anchor and line.anchor == wanted]
        stated = self.filing.declarations.filter(cell=self.cell.key).select_related("by").order_by("-pk")
        notes = self.reading.notes_on((self.cell,))
        read = services.spelled(self.cell.read) if self.cell.read is not None else None
        return super().get_context_data(**kwargs) | {
            "cell": self.cell, "read": read, "lines": lines, "notes": notes, "stated": stated
        }  # fmt: skip

    def do(self, values: dict[str, Any]) -> str:
        key = self.cell.key
        try:
            done = services.state(
                self.filing, {key: values["value"]}, by=self.by, edition=values["seen"], reason=values["reason"]
            )
        except ValidationError as refusal:
            if hasattr(refusal, "error_dict") and key in refusal.message_dict:
                raise ValidationError({"value": refusal.message_dict[key]}) from refusal
            raise
        return "已改正" if done else "没有变化"


class AcceptForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    first_published_on = DayField(label="原来公开的日期", required=False)
    published_where = forms.CharField(
        label="原公开网站", required=False, max_length=200, help_text="网站的名称，有网址的写上网址"
    )
    shows_original = forms.BooleanField(label="同时公开上传的原文件", required=False)
    without_absent = forms.BooleanField(label="原文确实没有这些格", required=False)

    def __init__(self, *args: Any, absent: int, private: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not absent:
            del self.fields["without_absent"]
        else:
            self.fields["without_absent"].help_text = f"缺少{absent}格，公开的报告里也没有这些格"
        if private:
            told = "原文件里可能有个人信息，见上；选上的，请先看过"
            self.fields["shows_original"].help_text = told


class Accept(UploadedDeed):
    """What was read and stated is accepted as it stands."""

    form_class = AcceptForm
    template_name = "filings/history_accept.html"
    page_title = "采信"
    button = "采信"
    about = "各格照读到的和核对的采信，空白的仍是空白。采信以后送审，审定以后公开；采信以后再改的，要重新采信。"

    def get_initial(self) -> dict[str, Any]:
        upload = self.reading.upload
        return super().get_initial() | {
            "first_published_on": upload.first_published_on,
            "published_where": upload.published_where,
            "shows_original": upload.shows_original or not upload.read.get("private"),
        }

    def get_form_kwargs(self) -> dict[str, Any]:
        private = self.reading.upload.read.get("private", [])
        return super().get_form_kwargs() | {"absent": len(self.reading.absent), "private": len(private)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reading = self.reading
        kinds = [cell.kind for cell in reading.cells.values()]
        counts = [(kind.label or "照读到的", kinds.count(kind)) for kind in services.Kind if kind in kinds]
        private = reading.upload.read.get("private", [])
        return super().get_context_data(**kwargs) | {"reading": reading, "counts": counts, "private": private}

    def do(self, values: dict[str, Any]) -> str:
        services.accept(self.filing, by=self.by, edition=values.pop("seen"), **values)
        return "已采信，可以送审"


class ReassignForm(forms.Form):
    whose = BodyThen(source=NAMES, label="报告机关")
    year = forms.IntegerField(label="年度", min_value=uploads.FIRST_YEAR, max_value=2100)
    scope = forms.ChoiceField(label="范围", choices=Scope, widget=forms.RadioSelect)


class Reassign(UploadedDeed):
    form_class = ReassignForm
    page_title = "改正机关或者年度"
    about = "取用时认错了机关、年度的，送审以前可以改正。"

    def get_initial(self) -> dict[str, Any]:
        return {"whose": self.filing.body, "year": self.filing.year, "scope": self.filing.scope}

    def do(self, values: dict[str, Any]) -> str:
        made = services.reassign(
            self.filing, by=self.by, whose=values["whose"], year=values["year"], scope=Scope(values["scope"])
        )
        return f"现为{made}"


@needs(Right.SEE_BODY, body=upload_body)
def page(request: HttpRequest, upload: int, page: int) -> HttpResponseBase:
    """A page of a PDF as a picture."""
    found = get_object_or_404(UploadedReport, pk=upload)
    if not 1 <= page <= len(found.read.get("pages", [])):
        raise Http404
    try:
        answer = HttpResponse(picture_of(store.read(found.file_id), page), content_type="image/png")
    except NoPicture as error:
        raise Http404 from error
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


# --- on the page of a filing ----------------------------------------------------------------------------------------


def _panel(at: Stand) -> Panel | None:
    if not is_uploaded(at):
        return None
    reading = services.Reading(at.filing)
    return Panel(
        "历史报告",
        "filings/panels/history.html",
        {"reading": reading, "upload": reading.upload, "hindrances": services.hindrances(at.filing)},
    )


def _may_state(at: Stand) -> bool:
    return is_uploaded(at) and at.may_change


def _may_accept(at: Stand) -> bool:
    if not _may_state(at):
        return False
    reading = services.Reading(at.filing)
    return not reading.open and not reading.is_accepted


def _may_reassign(at: Stand) -> bool:
    return _may_state(at) and not at.filing.steps.exists()


PANELS: tuple[Panels, ...] = (_panel,)
ACTIONS: tuple[Action, ...] = (
    Action("filings_history", READ, lambda at: _may_state(at) and bool(services.Reading(at.filing).open), tone=""),
    Action("filings_history", READ, lambda at: _may_state(at) and not services.Reading(at.filing).open),
    Action("filings_history_accept", "采信", _may_accept, tone=""),
    Action(
        "filings_history_reassign", "改正机关或者年度", lambda at: is_uploaded(at) and at.may_change and not at.steps
    ),
)

urlpatterns: list[URLPattern] = [
    path("filings/<int:filing>/history/", Review.as_view(), name="filings_history"),
    path("filings/<int:filing>/history/state/", State.as_view(), name="filings_history_state"),
    path("filings/<int:filing>/history/cell/<str:cell>/", Correct.as_view(), name="filings_history_cell"),
    path("filings/<int:filing>/history/accept/", Accept.as_view(), name="filings_history_accept"),
    path("filings/<int:filing>/history/whose/", Reassign.as_view(), name="filings_history_reassign"),
    path("filings/uploads/<int:upload>/page/<int:page>/", page, name="filings_upload_page"),
]
