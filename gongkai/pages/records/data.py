"""Everything public as data: JSON and CSV, a page at a time, described by OpenAPI. Nobody signs in for it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

import gongkai
from gongkai.documents.directory import titles
from gongkai.documents.enums import Effect, Kind
from gongkai.documents.markup import plain
from gongkai.documents.models import Release, ReviewedFile
from gongkai.law.proactive import Topic, each
from gongkai.pages import showing
from gongkai.pages.cache import PAGED
from gongkai.pages.records import lists
from gongkai.pages.records.addresses import DATA, file_path
from gongkai.pages.records.item import canonical, live_release
from gongkai.pages.reports import data as reports
from gongkai.pages.sites import PublicSite
from gongkai.pages.views import on_site

LENGTH: Final = 100
"""Items of a page."""

FIELDS: Final[dict[str, tuple[str, str]]] = {
    "id": ("integer", "编号"),
    "index_number": ("string", "索引号"),
    "title": ("string", "名称"),
    "document_number": ("string", "文号"),
    "issuer": ("string", "发布机构"),
    "kind": ("string", "种类"),
    "topic": ("string", "公开目录的类目"),
    "formed_on": ("string", "成文日期"),
    "published_at": ("string", "发布时间"),
    "released_at": ("string", "最近一次更正后发布的时间"),
    "effective_on": ("string", "施行日期"),
    "expires_on": ("string", "有效期至"),
    "effect": ("string", "有效性"),
    "keywords": ("string", "关键词"),
    "summary": ("string", "内容概述"),
    "url": ("string", "网页地址"),
}
"""What is said of an item, its type and what it is. Dates are 2026-03-01, times have their zone."""


def facts(release: Release, site: PublicSite) -> dict[str, Any]:
    """An item as data, by `FIELDS`."""
    return {
        "id": release.item_id,
        "index_number": release.index_number,
        "title": release.title,
        "document_number": release.document_number,
        "issuer": release.issuer,
        "kind": Kind(release.kind).value,
        "topic": release.category,
        "formed_on": release.formed_on.isoformat(),
        "published_at": release.published_at.isoformat(),
        "released_at": release.released_at.isoformat(),
        "effective_on": release.effective_on.isoformat() if release.effective_on else None,
        "expires_on": release.expires_on.isoformat() if release.expires_on else None,
        "effect": release.effect,
        "keywords": release.keywords,
        "summary": release.summary,
        "url": canonical(release, site),
    }


def whole(release: Release, site: PublicSite) -> dict[str, Any]:
    """An item with its text and files."""
    files = ReviewedFile.objects.filter(review=release.review_id).select_related("file").defer("file__text")
    return facts(release, site) | {
        "html": release.text,
        "text": plain(release.text),
        "files": [
            {
                "name": each.name,
                "size": each.file.size,
                "media_type": each.file.media_type,
                "sha256": each.file_id,
                "url": site.origin + site.path(file_path(release.item_id, each.number, each.name)),
            }
            for each in files
        ],
    }


def _page(request: HttpRequest, site: PublicSite) -> tuple[list[Release], int, int]:
    """The releases of the page that is asked for, its number, and how many items there are."""
    slug = request.GET.get("topic", "")
    stated = request.GET.get("page", "1")
    if not (stated.isascii() and stated.isdigit() and 0 < int(stated) < 10**6):
        raise Http404
    if slug and slug not in titles():
        raise Http404
    setattr(request, PAGED, True)
    number, found = int(stated), lists.placed(site, slug)
    releases = lists.releases_of(found[(number - 1) * LENGTH : number * LENGTH])
    return releases, number, lists.number_of(site, slug)


@on_site
def items_json(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """Items of a site, newest first; `topic` and `page` cut the list."""
    releases, number, count = _page(request, site)
    return _json(
        {
            "count": count,
            "page": number,
            "pages": -(-count // LENGTH),
            "items": [facts(release, site) for release in releases],
        }
    )


@on_site
def items_csv(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """The same as a table that spreadsheets open."""
    releases, _, _ = _page(request, site)
    return _csv([label for _, label in FIELDS.values()], (facts(release, site).values() for release in releases))


def _csv(headings: list[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(headings)
    writer.writerows([_cell(value) for value in row] for row in rows)
    answer = HttpResponse("\ufeff" + written.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="items.csv"'
    return answer


def _cell(value: Any) -> Any:
    """What no spreadsheet takes for a formula."""
    text = "" if value is None else str(value)
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


@on_site
def item_json(request: HttpRequest, site: PublicSite, number: int) -> HttpResponse:
    """One item, with its text and files."""
    release = live_release(site, number)
    if release is None:
        raise Http404
    return _json(whole(release, site))


@on_site
def directory_json(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """The directory of what the body discloses proactively."""
    return _json({"body": site.body.name, "topics": [_topic(topic) for topic in showing.topics_of(site)]})


def _topic(topic: Topic) -> dict[str, Any]:
    return {
        "slug": topic.slug,
        "title": topic.title,
        "article": topic.article.full,
        "parts": [{"slug": part.slug, "title": part.title} for part in each(topic.parts)],
    }


@on_site
def openapi(request: HttpRequest, site: PublicSite) -> HttpResponse:
    """What there is, and how it is asked for (OpenAPI 3.1)."""
    return _json(description(site))


def description(site: PublicSite) -> dict[str, Any]:
    page = {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}, "description": "第几页"}
    topic = {"name": "topic", "in": "query", "schema": {"type": "string"}, "description": "公开目录的类目"}
    number = {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}, "description": "编号"}
    members = {name: {"type": _types(name, kind), "description": label} for name, (kind, label) in FIELDS.items()}
    members["kind"]["enum"] = list(Kind.values)
    members["effect"]["enum"] = ["", *Effect.values]
    file = {name: {"type": "string"} for name in ("name", "media_type", "sha256", "url")} | {
        "size": {"type": "integer"}
    }
    listed = {
        "type": "object",
        "required": ["count", "page", "pages", "items"],
        "properties": {
            **{name: {"type": "integer"} for name in ("count", "page", "pages")},
            "items": {"type": "array", "items": _ref("Item")},
        },
    }
    full = {
        "allOf": [
            _ref("Item"),
            {
                "type": "object",
                "required": ["html", "text", "files"],
                "properties": {
                    "html": {"type": "string"},
                    "text": {"type": "string"},
                    "files": {"type": "array", "items": {"type": "object", "properties": file}},
                },
            },
        ]
    }
    return {
        "openapi": "3.1.0",
        "info": {"title": f"{site.name}政府信息公开数据", "version": gongkai.__version__},
        "servers": [{"url": f"{site.origin}{site.path(DATA)}"}],
        "paths": {
            "/items.json": {"get": _get("公开的信息，新的在前", [topic, page], "Items")},
            "/items.csv": {"get": _get("同上，表格", [topic, page], None)},
            "/items/{id}.json": {"get": _get("一条信息的全文和附件", [number], "Whole")},
            "/directory.json": {"get": _get("主动公开目录", [], "Directory")},
            **reports.described(_get),
        },
        "components": {
            "schemas": {
                "Item": {"type": "object", "required": list(FIELDS), "properties": members},
                "Items": listed,
                "Reports": reports.schema(),
                "Whole": full,
                "Directory": {
                    "type": "object",
                    "required": ["body", "topics"],
                    "properties": {
                        "body": {"type": "string"},
                        "topics": {"type": "array", "items": {"type": "object"}},
                    },
                },
            }
        },
    }


def _types(name: str, kind: str) -> str | list[str]:
    return [kind, "null"] if name in ("effective_on", "expires_on") else kind


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _get(summary: str, parameters: list[dict[str, Any]], schema: str | None) -> dict[str, Any]:
    content = {"application/json": {"schema": _ref(schema)}} if schema else {"text/csv": {"schema": {"type": "string"}}}
    answers = {"200": {"description": "成功", "content": content}, "404": {"description": "没有"}}
    return {"summary": summary, "parameters": parameters, "responses": answers}


def _json(value: Any) -> HttpResponse:
    answer = JsonResponse(value, json_dumps_params={"ensure_ascii": False})
    answer.headers["Access-Control-Allow-Origin"] = "*"
    return answer
