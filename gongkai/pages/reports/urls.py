"""The addresses of annual reports on a site."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, Final

from django.http import HttpRequest
from django.urls import URLPattern, re_path

from gongkai.filings.enums import Scope
from gongkai.pages.addresses import PREFIX
from gongkai.pages.reports import data, views
from gongkai.pages.reports.addresses import ARCHIVE, COMPARE, FORMS, GATHERED, KEY, REGION, REPORTS

NUMBERS: Final = frozenset({"year", "version", "whose"})


def _at(rest: str, view: Callable[..., Any], name: str) -> URLPattern:
    @wraps(view)
    def answer(request: HttpRequest, region: str | None = None, **members: str | None) -> Any:
        numbers = {key: int(value or 0) if key in NUMBERS else value for key, value in members.items()}
        if "year" in members:
            numbers["scope"] = Scope.REGION if region else Scope.OWN
        return view(request, **numbers)

    return re_path(rf"{PREFIX}{rest}$", answer, name=name)


YEAR = rf"{ARCHIVE}(?P<year>20\d\d)/(?P<region>{REGION}/)?(?:j(?P<whose>[1-9]\d{{0,8}})/)?"
VERSION = r"v(?P<version>[1-9]\d{0,3})/"
CELL = r"(?P<cell>(?:proactive|requests|remedies)\.[a-z_.]{3,70})"
urlpatterns: list[URLPattern] = [
    _at(COMPARE, views.compare, "reports_compare"),
    _at(GATHERED, views.gathered, "reports_gathered"),
    _at(KEY.replace(".", r"\."), views.key, "reports_key"),
    _at(YEAR, views.report, "report"),
    _at(f"{YEAR}{VERSION}", views.report, "report_version"),
    _at(rf"{YEAR}{VERSION}report\.(?P<form>{'|'.join(FORMS)})", views.file, "report_file"),
    _at(f"{YEAR}{VERSION}original", views.original, "report_original"),
    _at(f"{YEAR}{VERSION}{CELL}/", views.cell, "report_cell"),
    _at(rf"{REPORTS}\.json", data.reports_json, "reports_json"),
    _at(rf"{REPORTS}\.csv", data.reports_csv, "reports_csv"),
    _at(rf"{REPORTS}/(?P<year>20\d\d)\.csv", data.year_csv, "reports_year_csv"),
]
