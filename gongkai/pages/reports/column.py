"""What the column of annual reports shows: the body's own, its figures over the years, the ways to those of others."""

from __future__ import annotations

from typing import Any, Final

from django.utils.safestring import SafeString, mark_safe

from gongkai.filings.charts import Chart, Series, lines, stacked
from gongkai.filings.models import FilingRelease
from gongkai.pages.listing import Row
from gongkai.pages.reports import archive
from gongkai.pages.reports.addresses import COMPARE, GATHERED, KEY, path_of
from gongkai.pages.sites import Link, PublicSite

RESULTS: Final = {
    "granted": "予以公开",
    "partial": "部分公开",
    "refused": "不予公开",
    "unavailable": "无法提供",
    "not_processed": "不予处理",
    "other": "其他处理",
}


def column_of(site: PublicSite) -> dict[str, Any]:
    own = list(archive.own(site))
    rows = [
        Row(each.title, site.path(path_of(each, site.body.pk, holds=True)), each.first_published_on) for each in own
    ]
    ways = [Link("比较两份报告", site.path(COMPARE)), Link("签名公钥", site.path(KEY))] if own else []
    if archive.gathered(site).exists():
        ways = [Link("部门和下级政府的年度报告", site.path(GATHERED)), *(ways or [Link("比较", site.path(COMPARE))])]
    return {"reports": rows, "charts": charts_of(own), "ways": ways}


def charts_of(own: list[FilingRelease]) -> list[SafeString]:
    """Requests over the years, of the scope of which there are most reports; nothing where there are not two years."""
    scopes = {each.scope for each in own}
    found = max(([each for each in own if each.scope == scope] for scope in sorted(scopes)), key=len, default=[])
    years = sorted({each.year: each for each in reversed(found)}.items())
    if len(years) < 2:
        return []
    labels, releases = tuple(str(year) for year, _ in years), [release for _, release in years]
    came = Series("新收申请", archive.numbers(releases, "requests.new.total"))
    settled = Series("办结申请", archive.numbers(releases, "requests.total.total"))
    results = tuple(Series(label, tuple(_result(each, key) for each in releases)) for key, label in RESULTS.items())
    drawn = (
        lines(Chart("历年新收和办结的申请", labels, (came, settled), "件")),
        stacked(Chart("历年办理结果", labels, results, "件")),
    )
    return [mark_safe(svg) for svg in drawn]


def _result(release: FilingRelease, group: str) -> int | None:
    """What a report states of a group of results; None where it states nothing."""
    stated = [
        value
        for cell, value in release.cells.items()
        if cell.endswith(".total") and cell.startswith((f"requests.{group}.",)) and value is not None
    ]
    return sum(map(int, stated)) if stated else None
