"""A city, two bureaus and a county with their sites: by host and by path."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from wagtail.models import Page

from gongkai.access.enums import ADMINISTRATORS, Role
from gongkai.access.models import Appointment, User
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.pages import cache
from gongkai.pages.columns import Kind
from gongkai.pages.models import ArticlePage, ChannelPage, ColumnPage, SiteHome
from gongkai.pages.services import open_site

SIGNED_IN_BY = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture(autouse=True)
def _as_installed(settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and cache of the test's own; what is kept does not run out while a slow machine runs the test."""
    settings.MEDIA_ROOT = tmp_path
    settings.KEPT = tmp_path / "kept"
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1", "czj.haizhou.test", "www.haidong.test"]
    memory = "django.core.cache.backends.locmem.LocMemCache"
    settings.CACHES = {"default": {"BACKEND": memory, "LOCATION": str(tmp_path)}}
    monkeypatch.setattr(cache, "LIFE", 3600)


@pytest.fixture
def city(db: None) -> Body:
    return Body.objects.create(
        name="海州市人民政府",
        kind=BodyKind.GOVERNMENT,
        site_code="3599000001",
        office="海州市人民政府办公室",
        address="海州市府前路1号",
        hours="工作日8:30至17:30",
        phone="0599-8000001",
        fax="0599-8000002",
        email="xxgk@haizhou.test",
    )


def body(name: str, above: Body, kind: BodyKind = BodyKind.DEPARTMENT, **members: Any) -> Body:
    return Body.objects.create(name=name, kind=kind, parent=above, **members)


@pytest.fixture
def education(city: Body) -> Body:
    return body("海州市教育局", city, site_code="3599000002")


@pytest.fixture
def finance(city: Body) -> Body:
    return body("海州市财政局", city)


@pytest.fixture
def portal(city: Body) -> SiteHome:
    """On the address of the installation, where every host ends up that has no site."""
    return open_site(city, slug="haizhou", by=None)


@pytest.fixture
def by_path(education: Body, portal: SiteHome) -> SiteHome:
    """Under the portal's: /jyj/."""
    return open_site(education, slug="jyj", parent=portal, by=None)


@pytest.fixture
def by_host(finance: Body, portal: SiteHome) -> SiteHome:
    """On a host of its own: czj.haizhou.test."""
    return open_site(finance, slug="czj", host="czj.haizhou.test", by=None)


def column(home: SiteHome, kind: Kind) -> ColumnPage:
    found: ColumnPage = ColumnPage.objects.descendant_of(home).get(kind=kind).specific
    return found


def channel(home: SiteHome, title: str = "通知公告", slug: str = "tzgg") -> ChannelPage:
    made = ChannelPage(title=title, slug=slug, about="本机关的通知和公告", keywords="通知,公告", show_in_menus=True)
    added: ChannelPage = home.add_child(instance=made)
    return added


def article(parent: Page, title: str, *, at: datetime | None = None, **members: Any) -> ArticlePage:
    """A published article."""
    at = at or timezone.now()
    members = {"body": [("paragraph", "<p>正文内容</p>")], **members}
    made = ArticlePage(title=title, first_published_at=at, last_published_at=at, **members)
    added: ArticlePage = parent.add_child(instance=made)
    return added


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    """Ask for an address, on the installation's host unless told otherwise."""

    def get(path: str, host: str = "127.0.0.1") -> Any:
        return client.get(path, headers={"host": host})

    return get


def signed_in(role: Role, of: Body | None) -> Client:
    """A browser in which somebody with a role has signed in."""
    user = User.objects.create(username=f"u{User.objects.count()}", name="陈一", is_active=True)
    Appointment.objects.create(user=user, role=role, body=None if role in ADMINISTRATORS else of)
    client = Client()
    client.force_login(user, SIGNED_IN_BY)
    return client
