"""Where the desk is, under office/. Each module of the desk has its own addresses."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver

from gongkai.cases.desk import (
    approvals,
    asker,
    asking,
    case,
    clock,
    consulting,
    corrections,
    drafting,
    exports,
    fees,
    giving,
    inside,
    intake,
    letters,
    log_entries,
    messages,
    papers,
    practice,
    queue,
    remedies,
    remedy_lists,
    searching,
)
from gongkai.office.frame import framed

urlpatterns: list[URLPattern | URLResolver] = framed(
    [
        *queue.urlpatterns,
        *intake.urlpatterns,
        *case.urlpatterns,
        *clock.urlpatterns,
        *asker.urlpatterns,
        *inside.urlpatterns,
        *papers.urlpatterns,
        *messages.urlpatterns,
        *letters.urlpatterns,
        *drafting.urlpatterns,
        *asking.urlpatterns,
        *searching.urlpatterns,
        *consulting.urlpatterns,
        *giving.urlpatterns,
        *fees.urlpatterns,
        *approvals.urlpatterns,
        *practice.urlpatterns,
        *remedy_lists.urlpatterns,
        *remedies.urlpatterns,
        *corrections.urlpatterns,
        *log_entries.urlpatterns,
        *exports.urlpatterns,
    ]
)
