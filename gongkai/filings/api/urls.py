"""The addresses for other systems, under api/: whoever has no credential is told how to get one, in JSON."""

from __future__ import annotations

from django.urls import URLPattern, re_path

from gongkai.filings.api import views

urlpatterns: list[URLPattern] = [
    re_path(r"^figures/(?P<year>[12]\d{3})/?$", views.figures, name="api_figures"),
    re_path(r"^openapi\.json$", views.openapi, name="api_openapi"),
    re_path(r"^", views.nothing, name="api_nothing"),
]
