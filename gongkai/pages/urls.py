"""The addresses of the public sites. A site has a host, or a place on another's: `prefix` is that place."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path, re_path

from gongkai.pages import sitemaps, views
from gongkai.pages.addresses import PAGE, PREFIX
from gongkai.pages.records import urls as records
from gongkai.pages.reports import urls as reports

urlpatterns: list[URLPattern | URLResolver] = [
    path("robots.txt", views.robots, name="robots"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-pages.xml", sitemaps.pages, name="sitemap_pages"),
    path("sitemap-records-<int:part>.xml", sitemaps.records, name="sitemap_records"),
    re_path(rf"{PREFIX}wzdt/$", views.site_map, name="site_map"),
    re_path(rf"{PREFIX}wzasm/$", views.accessibility, name="accessibility"),
    *records.urlpatterns,
    *reports.urlpatterns,
    re_path(r"^((?:[\w\-]+/)*)$", views.page, name=PAGE),
]
