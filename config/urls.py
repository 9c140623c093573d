"""Every address of the platform. What Wagtail and Django would answer by themselves stands after what replaces it."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path, reverse_lazy
from django.views.generic import RedirectView
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from gongkai.office.frame import framed
from gongkai.office.gate import gated

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("gongkai.operate.urls")),
    # Wagtail's own ways to sign in, for its admin and for its pages, would let somebody in without the second factor.
    re_path(r"^(?:office|_util)/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    re_path(r"^office/password_reset/", RedirectView.as_view(url=reverse_lazy("account_reset_password"))),
    path("account/", include("gongkai.signin.urls")),
    path("me/", include("gongkai.persons.urls")),
    path("consultation/", include("gongkai.cases.answering.urls")),
    path("api/", include("gongkai.filings.api.urls")),
    path("office/", include("gongkai.documents.desk.urls")),
    path("office/bulk/", include("gongkai.documents.bulk.urls")),
    path("office/standards/", include("gongkai.documents.standards.urls")),
    path("office/", include("gongkai.cases.desk.urls")),
    path("office/", include("gongkai.filings.desk.urls")),
    path("office/", include("gongkai.applying.desk")),
    path("office/", include("gongkai.office.urls")),
    path("office/", include(framed(gated(wagtailadmin_urls.urlpatterns)))),
    path("file/", include(wagtaildocs_urls)),
    re_path(r"^media/(?P<path>images/.+|original_images/.+)$", serve, {"document_root": settings.MEDIA_ROOT}),
    path("", include("gongkai.applying.urls")),
    path("", include("gongkai.pages.urls")),
    path("", include(wagtail_urls)),
]
handler403 = "gongkai.pages.views.refused"
handler404 = "gongkai.pages.views.not_found"
