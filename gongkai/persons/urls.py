"""An applicant's own pages."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gongkai.persons import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.profile, name="persons_profile"),
    path("edit/", views.edit, name="persons_edit"),
    path("show/<slug:member>/", views.show, name="persons_show"),
]
