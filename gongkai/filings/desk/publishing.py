"""Publishing a report, correcting it, its versions, and what the records say by now beside what was published."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.views.generic import TemplateView

from gongkai.access.enums import Right
from gongkai.access.rights import may
from gongkai.access.views import needs
from gongkai.bodies.models import Body
from gongkai.cases.models import Case, Remedy
from gongkai.documents.desk.files import sent
from gongkai.filings.desk.differences import between
from gongkai.filings.desk.parts import Action, FilingDeed, OfFiling, Panel, Panels, Stand
from gongkai.filings.desk.reviews import html_of
from gongkai.filings.desk.tables import address_of
from gongkai.filings.enums import OPEN_TO_CHANGE, State
from gongkai.filings.models import FilingRelease
from gongkai.filings.services import publishing as services
from gongkai.filings.services import signing
from gongkai.filings.services.drifting import Moved, drift_of
from gongkai.filings.services.reports import report_of_release, restored
from gongkai.filings.services.reviewing import last_sent_in
from gongkai.office.deeds import SureForm
from gongkai.report.interchange import from_dict
from gongkai.report.published import detached

FORMATS: Final = {"html": "网页", "docx": "DOCX", "pdf": "PDF", "json": "JSON（带签名）"}


class Publish(FilingDeed):
    """The report as it was approved, before it becomes public."""

    page_title = "公开"
    form_class = SureForm
    template_name = "filings/publish.html"
    button = "公开"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        try:
            report = html_of(from_dict(restored(last_sent_in(self.filing).data)))
        except ValidationError as missing:
            raise Http404 from missing
        return super().get_context_data(**kwargs) | {"report": report, "key_id": signing.public_key_id()}

    def do(self, values: dict[str, Any]) -> str:
        release = services.publish(self.filing, by=self.by)
        return f"已公开第{release.version}版，摘要值{release.digest}"

    def get_success_url(self) -> str:
        return reverse("filings_versions", args=[self.filing.pk])


class NoteForm(forms.Form):
    note = forms.CharField(
        label="更正说明",
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text="改了什么、为什么，公开后写在报告的页面上",
    )


class Correct(FilingDeed):
    page_title = "更正"
    form_class = NoteForm
    button = "开始更正"
    about = "公开的报告在新版本审定、公开以前不变；公开后原来的版本仍可查看，注明已被更正。"

    def do(self, values: dict[str, Any]) -> str:
        services.correct(self.filing, values["note"], by=self.by)
        return "已开始更正，请改动后送审"


class GiveUp(FilingDeed):
    page_title = "放弃更正"
    form_class = SureForm
    button = "放弃更正"
    about = "公开的报告不变。"

    def do(self, values: dict[str, Any]) -> str:
        services.give_up_correction(self.filing, by=self.by)
        return "已放弃更正"


# --- versions -------------------------------------------------------------------------------------------------------


class Versions(OfFiling, TemplateView):
    """All that was published of a report, the last first."""

    right = Right.SEE_BODY
    page_title = "公开的版本"
    template_name = "filings/versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {
            "releases": self.at.releases,
            "formats": FORMATS.items(),
            "key_id": signing.public_key_id(),
        }


class OfRelease(OfFiling):
    """A page about a version."""

    @cached_property
    def release(self) -> FilingRelease:
        return get_object_or_404(FilingRelease.objects.select_related("body", "filing"), pk=self.kwargs["release"])

    @cached_property
    def filing(self) -> Any:
        return self.release.filing

    def body_of_request(self) -> Body:
        return self.release.body

    def trail(self) -> list[tuple[str, str]]:
        return [*super().trail(), ("公开的版本", reverse("filings_versions", args=[self.release.filing_id]))]


class Version(OfRelease, TemplateView):
    """A version as it was published, and what is different from the one before."""

    right = Right.SEE_BODY
    template_name = "filings/version.html"

    def get_page_title(self) -> str:
        return f"第{self.release.version}版"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        before = self.filing.releases.filter(version=self.release.version - 1).first()
        report = report_of_release(self.release)
        return super().get_context_data(**kwargs) | {
            "release": self.release,
            "report": html_of(report),
            "difference": between(report_of_release(before), report) if before is not None else None,
            "compared": f"第{self.release.version - 1}版",
            "formats": FORMATS.items(),
        }


class Drifted(OfRelease, TemplateView):
    """What the records say by now: which cells would differ, and which records moved them."""

    right = Right.SEE_BODY
    page_title = "与现在记录的差异"
    template_name = "filings/drift.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = [
            (each, address_of(self.filing, each.cell), [(moved, self.link(moved)) for moved in each.moved])
            for each in drift_of(self.release)
        ]
        return super().get_context_data(**kwargs) | {"release": self.release, "drift": found}

    def link(self, moved: Moved) -> str:
        """Where the record is looked at, for who may."""
        record, body = moved.record, self.release.body
        if isinstance(record, Case | Remedy):
            number = record.pk if isinstance(record, Case) else record.case_id
            return reverse("cases_case", args=[number]) if may(self.by, Right.SEE_CASES, body) else ""
        return reverse("documents_item", args=[record.pk]) if may(self.by, Right.SEE_REGISTER, body) else ""


def release_body(release: int, **rest: object) -> Body:
    return get_object_or_404(FilingRelease.objects.select_related("body"), pk=release).body


@needs(Right.SEE_BODY, body=release_body)
def download(request: HttpRequest, release: int, form: str) -> HttpResponseBase:
    """A version in one of its formats; `sig` is the proof without the report."""
    found = get_object_or_404(FilingRelease.objects.select_related(*FORMATS), pk=release)
    name = f"{found.title}{f'（第{found.version}版）' if found.version > 1 else ''}.{form}"
    if form == "sig":
        answer = HttpResponse(detached(_content(found)), content_type="application/octet-stream")
        answer["Content-Disposition"] = content_disposition_header(True, name)
        return answer
    if form not in FORMATS:
        raise Http404
    return sent(getattr(found, form), name)


def _content(release: FilingRelease) -> bytes:
    from gongkai.documents import store

    return store.read(release.json_id)


@needs(Right.SEE_BODY)
def public_key(request: HttpRequest) -> HttpResponseBase:
    """The key by which what this installation publishes is verified."""
    answer = HttpResponse(signing.public_pem(), content_type="application/x-pem-file")
    answer["Content-Disposition"] = content_disposition_header(True, f"gongkai-{signing.public_key_id()[:8]}.pem")
    return answer


def versions_panel(at: Stand) -> Panel | None:
    """The versions that were published."""
    if not at.releases:
        return None
    return Panel("公开的版本", "filings/panels/versions.html", {"releases": at.releases})


ACTIONS: tuple[Action, ...] = (
    Action("filings_publish", "公开", lambda at: at.filing.state == State.APPROVED, tone=""),
    Action("filings_correct", "更正", lambda at: at.filing.state == State.PUBLISHED),
    Action(
        "filings_give_up_correction",
        "放弃更正",
        lambda at: bool(at.filing.correcting) and at.filing.state in OPEN_TO_CHANGE,
    ),
)
PANELS: tuple[Panels, ...] = (versions_panel,)

RELEASE: Final = "filings/releases/<int:release>/"
urlpatterns: list[URLPattern] = [
    path("filings/<int:filing>/publish/", Publish.as_view(), name="filings_publish"),
    path("filings/<int:filing>/correct/", Correct.as_view(), name="filings_correct"),
    path("filings/<int:filing>/give-up/", GiveUp.as_view(), name="filings_give_up_correction"),
    path("filings/<int:filing>/versions/", Versions.as_view(), name="filings_versions"),
    path(RELEASE, Version.as_view(), name="filings_version"),
    path(f"{RELEASE}drift/", Drifted.as_view(), name="filings_drift"),
    path(f"{RELEASE}files/<slug:form>/", download, name="filings_release_file"),
    path("filings/key/", public_key, name="filings_key"),
]
