"""Where the standard directories are, under office/standards/."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, path

from gongkai.documents.standards import views
from gongkai.office.frame import framed

ONE = "<int:directory>/"
ADOPTION = "adoptions/<int:adoption>/"

urlpatterns: list[URLPattern | URLResolver] = framed(
    [
        *views.Directories.addresses(""),
        path("import/", views.Import.as_view(), name="documents_standards_import"),
        path("bodies/", views.names, name="documents_standards_bodies"),
        path("own/", views.Own.as_view(), name="documents_standards_own"),
        path("gaps/", views.Gaps.as_view(), name="documents_standards_gaps"),
        path("gaps/table/", views.gaps_table, name="documents_standards_gaps_table"),
        path(ONE, views.OneDirectory.as_view(), name="documents_standards_directory"),
        path(f"{ONE}confirm/", views.confirm, name="documents_standards_confirm"),
        path(f"{ONE}discard/", views.discard, name="documents_standards_discard"),
        path(f"{ONE}end/", views.End.as_view(), name="documents_standards_end"),
        path(f"{ONE}table/", views.table, name="documents_standards_table"),
        path(f"{ONE}adopt/", views.Adopt.as_view(), name="documents_standards_adopt"),
        path(ADOPTION, views.OneAdoption.as_view(), name="documents_standards_adoption"),
        path(f"{ADOPTION}accept/", views.accept, name="documents_standards_accept"),
        path(f"{ADOPTION}give-up/", views.give_up, name="documents_standards_give_up"),
        path(f"{ADOPTION}table/", views.adoption_table, name="documents_standards_adoption_table"),
        path(f"{ADOPTION}entries/<int:entry>/", views.MapEntry.as_view(), name="documents_standards_map"),
        path(f"{ADOPTION}mapped/<int:fulfilment>/", views.take_from, name="documents_standards_take_from"),
    ]
)
