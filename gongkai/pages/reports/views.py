"""What the public asks for of annual reports: one, a cell of it, two beside each other, those of many bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe

from gongkai.documents import store
from gongkai.filings.definitions import How
from gongkai.filings.enums import Scope
from gongkai.filings.models import FilingRelease
from gongkai.filings.services.history import original_of, published_elsewhere
from gongkai.filings.services.reports import report_of_release
from gongkai.filings.services.signing import public_pem
from gongkai.filings.services.tracing import ADDED, READ, STATED
from gongkai.pages import listing, showing
from gongkai.pages.columns import Kind
from gongkai.pages.listing import Row
from gongkai.pages.reports import archive
from gongkai.pages.reports.addresses import FORMS, KEY, cell_path, file_path, original_path, path_of
from gongkai.pages.sites import Link, PublicSite
from gongkai.pages.views import on_site, on_site_now
from gongkai.report import compare as put_beside
from gongkai.report.form import Edition
from gongkai.report.interchange import ALL_KEYS
from gongkai.report.numerals import spell
from gongkai.report.values import Mark, Value
from gongkai.report.writers.html import parts

TYPES: Final = {
    "html": "text/html; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "json": "application/json",
}
MARKS: Final = {
    Mark.BLANK: "空白",
    Mark.NOT_APPLICABLE: "不适用",
    Mark.UNKNOWN: "无法辨认",
    Mark.INFERRED: "原文缺失，按表内勾稽关系推定",
}


# --- frames ---------------------------------------------------------------------------------------------------------


def of_archive(site: PublicSite, title: str, *above: Link, **context: Any) -> dict[str, Any]:
    """The frame of a page under the column of annual reports."""
    column = showing.statutory_column(Kind.ANNUAL, site)
    trail = (*showing.trail_to_column(Kind.ANNUAL, site), Link(Kind.ANNUAL.label, site.column(Kind.ANNUAL)), *above)
    around = showing.frame(site, title=title, column=column, trail=trail)
    return around | {"side": showing.side_of(site, Kind.ANNUAL)} | context


# --- one report -----------------------------------------------------------------------------------------------------


def _found(site: PublicSite, year: int, scope: str, version: int, whose: int) -> FilingRelease:
    release = archive.found(site, year, Scope(scope), version, whose)
    if release is None:
        raise Http404
    return release


@on_site
def report(
    request: HttpRequest, site: PublicSite, year: int, scope: str, version: int = 0, whose: int = 0
) -> HttpResponse:
    """A report, each figure leading to how it came about."""
    release = _found(site, year, scope, version, whose)
    made, here = report_of_release(release), site.body.pk
    content = "\n".join(parts(made, lambda cell: site.path(cell_path(release, here, cell))))
    upload = original_of(release.filing)
    versions = release.filing.releases.only(
        "body", "year", "scope", "version", "note", "published_at", "replaced_at"
    ).order_by("-version")
    context = of_archive(
        site,
        release.title,
        release=release,
        content=mark_safe(content),  # the writer escapes what the report says
        files=[(form.upper(), site.path(file_path(release, here, form))) for form in FORMS],
        versions=[(each, site.path(path_of(each, here))) for each in versions],
        current=site.path(path_of(release, here, holds=True)),
        edition=made.form,
        key=site.path(KEY),
        original=site.path(original_path(release, here)) if upload is not None else "",
        elsewhere=published_elsewhere(release),
    )
    return render(request, "pages/reports/report.html", context)


@on_site_now
def file(request: HttpRequest, site: PublicSite, year: int, scope: str, version: int, form: str, whose: int = 0) -> Any:
    """A file of a report, as it was published."""
    release = _found(site, year, scope, version, whose)
    stored = getattr(release, form)
    try:
        content = store.opened(stored.digest)
    except FileNotFoundError as missing:
        raise Http404 from missing
    name = f"{release.title}.{form}"
    answer = FileResponse(content, as_attachment=form != "pdf", filename=name, content_type=TYPES[form])
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@on_site_now
def original(request: HttpRequest, site: PublicSite, year: int, scope: str, version: int, whose: int = 0) -> Any:
    """The file from which an old report was read, where it was accepted to be public."""
    upload = original_of(_found(site, year, scope, version, whose).filing)
    if upload is None:
        raise Http404
    try:
        content = store.opened(upload.file_id)
    except FileNotFoundError as missing:
        raise Http404 from missing
    name = upload.name.rpartition("/")[2]
    answer = FileResponse(content, as_attachment=True, filename=name, content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


@on_site
def cell(
    request: HttpRequest, site: PublicSite, year: int, scope: str, version: int, cell: str, whose: int = 0
) -> HttpResponse:
    """A figure of a report: what it counts, of what it is made up, and what other years state."""
    release = _found(site, year, scope, version, whose)
    made = report_of_release(release)
    if made.form is None or cell not in made.cells:
        raise Http404
    label = made.form.labels.get(cell, cell)
    at = site.path(path_of(release, site.body.pk))
    back = Link(f"{release.year}年度报告", at)
    others = [each for each in archive.of_line(release.body) if each.scope == scope and cell in each.cells]
    context = of_archive(
        site,
        label,
        back,
        at=at,
        release=release,
        label=label,
        said=said(made.cells[cell]),
        trace=traced(release.trace.get(cell), made.form, site),
        years=[
            (_of_year(each, release), _plain(each.cells[cell]), site.path(cell_path(each, site.body.pk, cell)))
            for each in sorted(others, key=lambda each: each.year)
        ],
    )
    return render(request, "pages/reports/cell.html", context)


HOW: Final = {how.value: how.label for how in How} | {
    STATED: "填报，与系统统计的数不同",
    READ: "从原文读出",
    ADDED: "由各成员单位的数相加",
}


def _of_year(other: FilingRelease, release: FilingRelease) -> str:
    """The year of another report, with its body where that is another one."""
    return f"{other.year}" if other.body_id == release.body_id else f"{other.year}（{other.body.name}）"


def traced(trace: Mapping[str, Any] | None, form: Edition, site: PublicSite) -> dict[str, Any] | None:
    """How a figure came about, for a page: parts by their labels, what members gave with their reports."""
    if trace is None:
        return None
    given = trace.get("members", [])
    releases = FilingRelease.objects.select_related("body").defer(*archive.HEAVY).in_bulk([each[0] for each in given])
    members = [(name, archive.link_to(releases[at], site).url, number) for at, name, number in given if at in releases]
    parts = [(form.labels.get(part, part), part, number) for part, number in trace.get("parts", {}).items()]
    counted = trace.get("counted")
    return {
        **trace,
        "how": HOW.get(trace["how"], ""),
        "counted": None if str(counted) == trace.get("value") else counted,
        "parts": [] if members else parts,
        "members": members,
    }


def said(value: Value) -> str:
    """A value as a page says it: never a nought where there is none."""
    number = "" if value.number is None else f"{spell(value.number)}{value.unit}"
    mark = MARKS[value.mark] if value.mark is not None else ""
    return f"{number}（{mark}）" if number and mark else number or mark


def _plain(value: Any) -> str:
    return "—" if value is None else str(value)


# --- many reports ---------------------------------------------------------------------------------------------------


@on_site
def gathered(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """The reports of the bodies under the site's."""
    page = listing.paged(request, archive.gathered(site))
    rows = []
    for release in page.object_list:
        link = archive.link_to(release, site)
        rows.append(Row(link.title, link.url, release.first_published_on, release.body.name))
    page.object_list = rows
    context = of_archive(site, "部门和下级政府的年度报告", rows=page)
    return render(request, "pages/reports/gathered.html", context)


class ReportField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A report, by its body and year."""

    def label_from_instance(self, release: FilingRelease) -> str:
        region = "（本地区）" if release.scope == Scope.REGION else ""
        return f"{release.body.name}{release.year}年度{region}"


class TwoForm(forms.Form):
    """Two reports that are to be put beside each other."""

    a = ReportField(FilingRelease.objects.none(), label="第一份", empty_label="请选择")
    b = ReportField(FilingRelease.objects.none(), label="第二份", empty_label="请选择")

    def __init__(self, *args: Any, site: PublicSite, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = archive.comparable(site).defer(*archive.HEAVY).order_by("body__order", "body__path", "-year")
        for name in ("a", "b"):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = found


@on_site
def compare(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Two reports beside each other: of a body in two years, or of two bodies."""
    form = TwoForm(request.GET or None, site=site)
    context = of_archive(site, "比较年度报告", form=form, every=request.GET.get("every") == "1")
    if form.is_valid():
        chosen = [FilingRelease.objects.select_related("body").get(pk=form.cleaned_data[name].pk) for name in "ab"]
        one, other = sorted(chosen, key=lambda release: release.year)  # what is new is held against what was
        found = put_beside(report_of_release(one), report_of_release(other))
        pairs = [pair for pair in found.cells if context["every"] or _tells(pair.first, pair.second)]
        shown = [
            {
                "label": pair.label,
                "first": said(pair.first) if pair.first else "—",
                "second": said(pair.second) if pair.second else "—",
                "difference": "" if pair.difference is None else f"{pair.difference:+}" if pair.difference else "0",
                "change": f"{pair.change:+.1%}" if pair.change else "",
                "note": pair.note,
            }
            for pair in sorted(pairs, key=lambda pair: ALL_KEYS.index(pair.key))
        ]
        context |= {"one": one, "other": other, "pairs": shown, "across": found.across_editions}
    return render(request, "pages/reports/compare.html", context)


def _tells(first: Value | None, second: Value | None) -> bool:
    """Whether a pair says something: not blank or nought on both sides."""
    return any(value is not None and value.number for value in (first, second))


@on_site
def key(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """The public key with which reports are verified."""
    answer = HttpResponse(public_pem(), content_type="application/x-pem-file")
    answer["Content-Disposition"] = 'attachment; filename="gongyao.pem"'
    return answer
