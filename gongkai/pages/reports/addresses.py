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


def report_path(year: int, scope: str, version: int = 0, *, whose: int = 0) -> str:
    """A report as it holds, or one version of it. `whose` is the number of its body where that is not the site's: one
    that this came out of, or one under it that has no site."""
    region = f"{REGION}/" if scope == Scope.REGION else ""
    return f"{ARCHIVE}{year}/{region}{f'j{whose}/' if whose else ''}{f'v{version}/' if version else ''}"


def path_of(release: FilingRelease, here: int, *, holds: bool = False) -> str:
    """A report on the site of the body `here`: this version of it, or whichever `holds`."""
    whose = 0 if release.body_id == here else release.body_id
    return report_path(release.year, release.scope, 0 if holds else release.version, whose=whose)


def file_path(release: FilingRelease, here: int, form: str) -> str:
    return f"{path_of(release, here)}report.{form}"


def original_path(release: FilingRelease, here: int) -> str:
    """The file from which an old report was read."""
    return f"{path_of(release, here)}original"


def cell_path(release: FilingRelease, here: int, cell: str) -> str:
    return f"{path_of(release, here)}{cell}/"
