"""Where annual reports stand on a site: by year; that of a government's region beside that of the body itself."""

from __future__ import annotations

from typing import Final

from gongkai.filings.enums import Scope
from gongkai.filings.models import FilingRelease
from gongkai.pages.columns import Kind, place
from gongkai.pages.records.addresses import DATA

ARCHIVE: Final = place(Kind.ANNUAL)
COMPARE: Final = f"{ARCHIVE}bj/"
GATHERED: Final = f"{ARCHIVE}hz/"
KEY: Final = f"{ARCHIVE}gongyao.pem"
REPORTS: Final = f"{DATA}reports"
REGION: Final = "dq"
FORMS: Final = ("html", "docx", "pdf", "json")
"""The files of a report, by their endings."""


def report_path(year: int, scope: str, version: int = 0) -> str:
    """A report as it holds, or one version of it."""
    region = f"{REGION}/" if scope == Scope.REGION else ""
    return f"{ARCHIVE}{year}/{region}{f'v{version}/' if version else ''}"


def file_path(release: FilingRelease, form: str) -> str:
    return f"{report_path(release.year, release.scope, release.version)}report.{form}"


def original_path(release: FilingRelease) -> str:
    """The file from which an old report was read."""
    return f"{report_path(release.year, release.scope, release.version)}original"


def cell_path(release: FilingRelease, cell: str) -> str:
    return f"{report_path(release.year, release.scope, release.version)}{cell}/"
