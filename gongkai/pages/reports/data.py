"""Annual reports as data: what there is, and every figure of a year. Nobody signs in for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from gongkai.filings.models import FilingRelease
from gongkai.pages.reports import archive
from gongkai.pages.reports.addresses import FORMS, file_path, path_of
from gongkai.pages.sites import PublicSite
from gongkai.pages.views import on_site
from gongkai.report.interchange import ALL_KEYS

FIELDS: Final = {
    "body": "机关",
    "year": "年度",
    "scope": "范围：own本机关，region本地区",
    "version": "版本",
    "title": "标题",
    "first_published_on": "首次公开日期",
    "published_at": "本版公开时间",
    "note": "更正说明",
    "sha256": "报告内容规范JSON的SHA-256",
    "key": "签名密钥",
    "url": "网页",
    **{form: f"{form.upper()}文件" for form in FORMS},
}


def facts(release: FilingRelease, site: PublicSite) -> dict[str, Any]:
    """A report as data, by `FIELDS`."""
    return {
        "body": release.body.name,
        "year": release.year,
        "scope": release.scope,
        "version": release.version,
        "title": release.title,
        "first_published_on": release.first_published_on.isoformat(),
        "published_at": release.published_at.isoformat(),
        "note": release.note,
        "sha256": release.digest,
        "key": release.key_id,
        "url": site.origin + site.path(path_of(release, site.body.pk, holds=True)),
        **{form: site.origin + site.path(file_path(release, site.body.pk, form)) for form in FORMS},
    }


def _own(site: PublicSite) -> list[dict[str, Any]]:
    return [facts(release, site) for release in archive.own(site)]


def described(get: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """The paths for the description of the data of a site (OpenAPI); `get` makes one that is asked for with GET."""
    year = {"name": "year", "in": "path", "required": True, "schema": {"type": "integer"}, "description": "年度"}
    return {
        "/reports.json": {"get": get("公开的年度报告，新的在前", [], "Reports")},
        "/reports.csv": {"get": get("同上，表格", [], None)},
        "/reports/{year}.csv": {"get": get("一年里本机关和下级机关报告的全部数字，空白的为空", [year], None)},
    }


def schema() -> dict[str, Any]:
    members = {name: {"type": "integer" if name in ("year", "version") else "string"} for name in FIELDS}
    report = {"type": "object", "required": list(FIELDS), "properties": members}
    return {
        "type": "object",
        "required": ["count", "reports"],
        "properties": {"count": {"type": "integer"}, "reports": {"type": "array", "items": report}},
    }


@on_site
def reports_json(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """The reports of the site's body."""
    found = _own(site)
    answer = {"count": len(found), "reports": found}
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False, "indent": 1})


@on_site
def reports_csv(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """The same as a table."""
    return _csv(list(FIELDS.values()), (found.values() for found in _own(site)), "reports.csv")


@on_site
def year_csv(request: HttpRequest, site: PublicSite, year: int, scope: str) -> HttpResponse:
    """Every figure of a year: the reports of the site's body and of those under it, a report a row, a cell a column. A
    cell that is blank is empty; one that the form of the year lacks has no column."""
    found = list(archive.comparable(site).filter(year=year).order_by("body__order", "body__path", "scope"))
    if not found:
        raise Http404
    cells = [cell for cell in ALL_KEYS if any(cell in release.cells for release in found)]
    rows = (
        [release.body.name, release.scope, release.version, *(release.cells.get(cell) for cell in cells)]
        for release in found
    )
    return _csv(["body", "scope", "version", *cells], rows, f"reports-{year}.csv")


def _csv(headings: list[str], rows: Iterable[Iterable[Any]], name: str) -> HttpResponse:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(headings)
    writer.writerows(["" if value is None else value for value in row] for row in rows)
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
