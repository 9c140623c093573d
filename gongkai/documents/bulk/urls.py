"""Where imports and exports are, under office/bulk/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gongkai.documents.bulk import views
from gongkai.office.frame import framed

INTAKE = "<int:intake>/"

urlpatterns: list[URLPattern | URLResolver] = framed(
    [
        *views.Intakes.addresses(""),
        *views.Rows.addresses("rows/"),
        path("upload/", views.Upload.as_view(), name="documents_bulk_upload"),
        path("export/", views.Export.as_view(), name="documents_bulk_export"),
        path(INTAKE, views.OneIntake.as_view(), name="documents_bulk_intake"),
        path(f"{INTAKE}look/", views.look, name="documents_bulk_look"),
        path(f"{INTAKE}run/", views.run, name="documents_bulk_run"),
        path(f"{INTAKE}statement/", views.Statement.as_view(), name="documents_bulk_statement"),
        path(f"{INTAKE}decide/<slug:at>/", views.Decide.as_view(), name="documents_bulk_decide"),
        path(f"{INTAKE}publish/", views.publish, name="documents_bulk_publish"),
        path(f"{INTAKE}discard/", views.discard, name="documents_bulk_discard"),
    ]
)
