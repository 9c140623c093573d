"""Old reports on their way in: uploaded, looked at, taken for a body's report of a year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar, Final

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.db.models.fields.json import KT
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.views.decorators.http import require_POST
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.widgets.button import Button

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where, may
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.documents.desk.files import sent
from gongkai.documents.desk.forms import FilesField
from gongkai.documents.desk.pages import own_body
from gongkai.filings.desk.parts import FILINGS
from gongkai.filings.enums import Scope
from gongkai.filings.models import UploadedReport
from gongkai.filings.services import uploads as services
from gongkai.office.deeds import DeedPage, Page, SureForm, user_of
from gongkai.office.fields import BodyField, spelled
from gongkai.office.policy import RightsPermissionPolicy
from gongkai.office.tables import Day, Listing, Only, Tag, Title
from gongkai.office.tables import Text as Words
from gongkai.report import Mark, Report

LIST: Final = "历史报告导入"
NAMES: Final = "documents_bodies"
SHOWN: Final = 20
"""How many files that were not kept are named after an upload."""


def url_of(upload: UploadedReport) -> str:
    return reverse("filings_upload", args=[upload.pk])


def standing(upload: UploadedReport) -> str:
    """How far an uploaded file is."""
    if upload.filing_id is not None:
        return "已取用"
    if upload.refused:
        return "没有读出"
    return "待取用" if upload.read_at is not None else "正在读取"


def whose(upload: UploadedReport) -> str:
    """Whose report it is, or, where that was not found, whose it says that it is."""
    if upload.whose is not None:
        return upload.whose.name
    said = getattr(upload, "said", None)
    return f"（没有找到“{said}”）" if said else ""


TONES: Final = {"已取用": "good", "没有读出": "bad"}


class UploadFilters(WagtailFilterSet):
    waiting = Only("只看没有取用的", method="by_waiting")
    refused = Only("没有读出", method="by_refusal")
    year = django_filters.NumberFilter(label="年度")

    class Meta:
        model = UploadedReport
        fields: ClassVar[list[str]] = []

    def by_waiting(self, queryset: QuerySet[UploadedReport], name: str, value: str) -> QuerySet[UploadedReport]:
        return queryset.filter(filing=None)

    def by_refusal(self, queryset: QuerySet[UploadedReport], name: str, value: str) -> QuerySet[UploadedReport]:
        return queryset.exclude(refused="")


class Uploads(Listing):
    """What was uploaded for the user's bodies."""

    name, model, right = "filings_uploads", UploadedReport, Right.SEE_BODY
    page_title = LIST
    header_icon = "upload"
    permission_policy = RightsPermissionPolicy(
        UploadedReport, lookup="body", body_of=lambda upload: upload.body, view=Right.SEE_BODY, add=Right.REGISTER
    )
    add_url_name = "filings_upload_new"
    add_item_label = "上传"
    columns: ClassVar[list[Column]] = [
        Title("name", label="文件", sort_key="name", get_url=url_of),
        Words("whose", label="报告机关", accessor=whose),
        Words("year", label="年度", sort_key="year"),
        Tag("standing", label="状态", accessor=standing, tone=lambda upload: TONES.get(standing(upload), "")),
        Words("refused", label="原因"),
        Words("uploaded_by.name", label="上传人", classname="whole"),
        Day("uploaded_at", label="上传时间", sort_key="pk", classname="whole"),
    ]
    default_ordering = "-pk"
    search_fields = ("name", "whose__name")
    filterset_class = UploadFilters

    def get_base_queryset(self) -> QuerySet[UploadedReport]:
        found = UploadedReport.objects.seen_by(user_of(self.request))
        return found.select_related("whose", "uploaded_by").annotate(said=KT("read__body")).defer("read")

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        waits = UploadedReport.objects.waiting().filter(
            body__in=bodies_where(self.request.user, Right.REGISTER), read_at__isnull=False, refused=""
        )
        every = Button("取用没有疑问的", url=reverse("filings_upload_take_all"), icon_name="check", priority=10)
        return [*([every] if waits.exists() else []), *super().header_more_buttons]


class OfUploads(Page):
    header_icon = "upload"

    def trail(self) -> list[tuple[str, str]]:
        return [(FILINGS, reverse("filings_filings")), (LIST, reverse("filings_uploads"))]


# --- uploading ------------------------------------------------------------------------------------------------------


class UploadForm(forms.Form):
    body = BodyField(source=NAMES, label="机关", help_text="报告是这个机关、它的前身或者它之下各机关的")
    reports = FilesField(
        label="文件",
        allow_empty_file=True,
        help_text="DOCX、DOC、WPS、PDF、网页、表格、文本，或者本系统的JSON；可以一次选几个，也可以是装着它们的ZIP",
    )


class Upload(OfUploads, DeedPage):
    right = Right.REGISTER
    page_title = "上传历史报告"
    form_class = UploadForm
    button = "上传并读取"
    about = "读出来以后，先认定是哪个机关、哪一年的，再对照原文逐格核对；没有采信的，什么都不会公开。"

    def get_initial(self) -> dict[str, Any]:
        return {"body": own_body(self.by, Right.REGISTER)}

    def do(self, values: dict[str, Any]) -> str:
        received = services.receive(values["body"], values["reports"], by=self.by)
        if received.refused:
            told = "；".join(f"“{each.name}”{each.why}" for each in received.refused[:SHOWN])
            more = f"；另有{len(received.refused) - SHOWN}个" if len(received.refused) > SHOWN else ""
            messages.warning(self.request, f"没有收下{len(received.refused)}个文件：{told}{more}")
        again = f"，另有{received.again}个以前上传过" if received.again else ""
        return f"收下{len(received.uploads)}个文件，正在读取{again}" if received.uploads else "这些文件以前都上传过"


# --- one file -------------------------------------------------------------------------------------------------------


class BodyThen(BodyField):
    """A body by its name, of today or of earlier days: old reports are of bodies that have ended as well."""

    def clean(self, value: Any) -> Body | None:
        try:
            return super().clean(value)
        except ValidationError:
            ended = Body.objects.filter(valid_until__isnull=False).select_related("parent")
            found = [body for body in ended if value in (body.name, spelled(body))]
            if len(found) != 1:
                raise
            return found[0]


class TakeForm(forms.Form):
    whose = BodyThen(source=NAMES, label="报告机关", help_text="当时的机关；已经撤销的，写全称")
    year = forms.IntegerField(label="年度", min_value=services.FIRST_YEAR, max_value=2100)
    scope = forms.ChoiceField(
        label="范围", choices=Scope, widget=forms.RadioSelect, help_text="政府的报告是本地区的汇总，其余是本机关的"
    )


def counts(report: Report) -> list[tuple[str, int]]:
    """How many cells were read, and how many of them have to be looked at."""
    marks = [value.mark for value in report.cells.values()]
    told = {Mark.INFERRED: "推断的", Mark.UNKNOWN: "未知的", Mark.BLANK: "空白的", Mark.NOT_APPLICABLE: "不适用的"}
    return [("读到的格", len(marks)), *((label, marks.count(mark)) for mark, label in told.items() if mark in marks)]


class OneUpload(OfUploads, DeedPage):
    """What was read of a file, what speaks against the proposal, and the form to take it."""

    right = Right.SEE_BODY
    form_class = TakeForm
    template_name = "filings/upload.html"
    button = "取用"

    @cached_property
    def upload(self) -> UploadedReport:
        found = UploadedReport.objects.select_related("body", "file", "whose__parent", "filing", "uploaded_by", "job")
        return get_object_or_404(found, pk=self.kwargs["upload"])

    def body_of_request(self) -> Body:
        return self.upload.body

    def get_page_title(self) -> str:
        return self.upload.name

    @property
    def may_register(self) -> bool:
        return may(self.by, Right.REGISTER, self.upload.body)

    def get_initial(self) -> dict[str, Any]:
        upload = self.upload
        return {"whose": upload.whose, "year": upload.year, "scope": upload.scope}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload = self.upload
        report = services.report_in(upload) if upload.read else None
        return super().get_context_data(**kwargs) | {
            "upload": upload,
            "standing": standing(upload),
            "report": report,
            "counts": counts(report) if report is not None else [],
            "doubts": services.doubts(upload) if upload.filing is None else [],
            "may_register": self.may_register,
        }

    def do(self, values: dict[str, Any]) -> str:
        scope = Scope(values["scope"])
        filing = services.take(self.upload, by=self.by, whose=values["whose"], year=values["year"], scope=scope)
        self.taken = filing
        return f"已取用为{filing}，请对照原文核对"

    def get_success_url(self) -> str:
        taken = getattr(self, "taken", None)
        return reverse("filings_history", args=[taken.pk]) if taken is not None else reverse("filings_uploads")


def upload_body(upload: int, **rest: object) -> Body:
    """For whom a file was uploaded, for `needs`."""
    return get_object_or_404(UploadedReport.objects.select_related("body"), pk=upload).body


@needs(Right.SEE_BODY, body=upload_body)
def original(request: HttpRequest, upload: int) -> HttpResponseBase:
    """The file as it was uploaded."""
    found = get_object_or_404(UploadedReport.objects.select_related("file"), pk=upload)
    return sent(found.file, found.name.rpartition("/")[2])


def _at_once(deed: Callable[[UploadedReport, User], object], said: str) -> Callable[..., HttpResponseBase]:
    @needs(Right.REGISTER, body=upload_body)
    @require_POST
    def view(request: HttpRequest, upload: int) -> HttpResponseBase:
        found = get_object_or_404(UploadedReport.objects.select_related("body"), pk=upload)
        try:
            deed(found, user_of(request))
        except ValidationError as refusal:
            messages.error(request, "；".join(refusal.messages))
        else:
            messages.success(request, said)
        there = UploadedReport.objects.filter(pk=upload).exists()
        return redirect(url_of(found) if there else reverse("filings_uploads"))

    return view


read_again = _at_once(lambda upload, by: services.read_again(upload, by=by), "正在重新读取")
put_away = _at_once(lambda upload, by: services.put_away(upload, by=by), "已弃用")


class TakeAll(OfUploads, DeedPage):
    """All of which nothing is doubtful, at one press."""

    right = Right.REGISTER
    page_title = "取用没有疑问的"
    form_class = SureForm
    template_name = "filings/take_all.html"
    button = "全部取用"
    about = "机关、年度都读到、没有疑问的报告，按读到的取用；有疑问的留着，逐份认定。取用以后仍要逐格核对。"

    @cached_property
    def ready(self) -> list[UploadedReport]:
        waits = UploadedReport.objects.waiting().filter(body__in=bodies_where(self.by, Right.REGISTER), refused="")
        return services.without_doubt(waits.select_related("whose", "body", "uploaded_by"), by=self.by)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"ready": self.ready}

    def do(self, values: dict[str, Any]) -> str:
        return f"取用{len(services.take_all(self.ready, by=self.by))}份报告，请逐份对照原文核对"


urlpatterns: list[URLPattern] = [
    *Uploads.addresses("filings/uploads/"),
    path("filings/uploads/new/", Upload.as_view(), name="filings_upload_new"),
    path("filings/uploads/take/", TakeAll.as_view(), name="filings_upload_take_all"),
    path("filings/uploads/<int:upload>/", OneUpload.as_view(), name="filings_upload"),
    path("filings/uploads/<int:upload>/file/", original, name="filings_upload_original"),
    path("filings/uploads/<int:upload>/again/", read_again, name="filings_upload_again"),
    path("filings/uploads/<int:upload>/away/", put_away, name="filings_upload_away"),
]
