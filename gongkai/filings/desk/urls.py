"""Where the desk is, under office/. Each module of the desk has its own addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from gongkai.filings.desk import (
    board,
    checks,
    compiling,
    credentials,
    declaring,
    filing,
    filings,
    history,
    merging,
    narrative,
    publishing,
    quarters,
    reviews,
    tables,
    uploads,
    years,
)
from gongkai.office.frame import framed

urlpatterns: list[URLPattern | URLResolver] = framed(
    [
        *filings.urlpatterns,
        *filing.urlpatterns,
        *compiling.urlpatterns,
        *tables.urlpatterns,
        *declaring.urlpatterns,
        *credentials.urlpatterns,
        *narrative.urlpatterns,
        *checks.urlpatterns,
        *reviews.urlpatterns,
        *publishing.urlpatterns,
        *quarters.urlpatterns,
        *board.urlpatterns,
        *uploads.urlpatterns,
        *history.urlpatterns,
        *years.urlpatterns,
        *merging.urlpatterns,
    ]
)
