"""Opening and closing sites."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import transaction
from django.http.request import validate_host
from django.utils import timezone
from wagtail.models import Collection, Page, Site

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.pages import wording
from gongkai.pages.addresses import is_taken
from gongkai.pages.cache import changed
from gongkai.pages.columns import COLUMNS, PARTS, Kind
from gongkai.pages.models import ColumnPage, GuidePage, RulesPage, SiteHome

PAGES: Final[dict[Kind, type[ColumnPage]]] = {Kind.GUIDE: GuidePage, Kind.RULES: RulesPage}
"""The columns that have fields of their own."""


class SiteRefused(ValueError):
    """A site that cannot be opened so; the text says what to do."""


@transaction.atomic
def open_site(
    body: Body, *, slug: str, by: User | None, host: str | None = None, parent: SiteHome | None = None
) -> SiteHome:
    """Open a body's site with its statutory columns: on a host of its own, or at a place under another site.

    With neither, it is the first site, on the address of the installation (GONGKAI_ORIGIN), and answers for every host
    that has no site. A site that is open stays as it is; one that was closed is opened again. `by` is None for whoever
    has the server's shell.

    Raises:
        PermissionDenied: `by` may not.
        SiteRefused: the host or the place is taken, or the site is open at another one.
    """
    if by is not None:
        require(by, Right.MANAGE_SYSTEM)
    home = SiteHome.objects.select_for_update(of=("self",)).filter(body=body).first()
    if home is not None:
        return _open_again(home, host, parent, by)
    if host is not None and parent is not None:
        raise SiteRefused("域名和上级网站只能写一个：有自己域名的网站不设在别的网站之下")
    at = _host(host) if parent is None else None
    above = parent or Page.get_first_root_node()
    _require_free(above, slug, is_root=parent is None)
    home = _with_columns(above, body, slug)
    if at is not None:
        first = not Site.objects.filter(is_default_site=True).exists()
        Site.objects.create(hostname=at[0], port=at[1], site_name=home.title, root_page=home, is_default_site=first)
    record("开通网站", by=by, subject=home, body=body, detail={"域名": at[0] if at else "", "位置": home.url_path})
    changed()
    return home


@transaction.atomic
def close_site(home: SiteHome, *, by: User | None) -> None:
    """Close a site: its pages stay, and each of its addresses says that it is closed. Nothing happens if it is.

    Raises:
        PermissionDenied: `by` may not.
    """
    if by is not None:
        require(by, Right.MANAGE_SYSTEM)
    home = SiteHome.objects.select_for_update(of=("self",)).get(pk=home.pk)
    if home.closed_at is None:
        _set_closed(home, timezone.now(), "关停网站", by)


def _set_closed(home: SiteHome, at: datetime | None, deed: str, by: User | None) -> None:
    SiteHome.objects.filter(pk=home.pk).update(closed_at=at)
    home.closed_at = at
    record(deed, by=by, subject=home, body=home.body)
    changed()


def _open_again(home: SiteHome, host: str | None, parent: SiteHome | None, by: User | None) -> SiteHome:
    row = Site.objects.filter(root_page=home).order_by("pk").first()
    if host not in (None, row.hostname if row is not None else None) or not (
        parent is None or home.is_child_of(parent)
    ):
        where = row.hostname if row is not None else home.url_path
        raise SiteRefused(f"“{home.body}”已经有网站，在{where}；一个机关只有一个网站")
    if home.closed_at is not None:
        _set_closed(home, None, "重新开通网站", by)
    return home


def _host(host: str | None) -> tuple[str, int]:
    """Name and port of a host that has no site yet; the installation's own if none is given."""
    own = urlsplit(settings.ORIGIN)
    port = own.port or (443 if own.scheme == "https" else 80)
    name = (host or own.hostname or "localhost").lower()
    if host is None and Site.objects.exists():
        raise SiteRefused("请写明域名，或者写明设在哪个机关的网站之下")
    if not validate_host(name, settings.ALLOWED_HOSTS):
        raise SiteRefused(f"平台不接受域名{name}，请先把它写进GONGKAI_HOSTS")
    if taken := Site.objects.filter(hostname=name).first():
        raise SiteRefused(f"域名{name}已经是“{taken.site_name}”的")
    return name, port


def _require_free(above: Page, slug: str, *, is_root: bool) -> None:
    try:
        validate_slug(slug)
    except ValidationError as error:
        raise SiteRefused(f"“{slug}”不能用作网址，只能用英文字母、数字、连字符和下划线") from error
    if not Page._slug_is_available(slug, above) or (not is_root and is_taken(above, slug)):
        raise SiteRefused(f"网址“{slug}”已经用了，请换一个")


# --- the pages of a new site ----------------------------------------------------------------------------------------


def _with_columns(above: Page, body: Body, slug: str) -> SiteHome:
    collection = Collection.get_first_root_node().add_child(name=body.name)
    home: SiteHome = _under(
        above,
        SiteHome,
        title=body.name,
        slug=slug,
        body=body,
        collection=collection,
        accessibility=wording.ACCESSIBILITY,
    )
    platform = _under(home, ColumnPage, **_column(Kind.PLATFORM), show_in_menus=True)
    for kind in PARTS:
        _under(platform, PAGES.get(kind, ColumnPage), **_column(kind), **_content(kind, body))
    return home


def _under(above: Page, model: type[Page], **members: Any) -> Any:
    now = timezone.now()
    return above.add_child(instance=model(first_published_at=now, last_published_at=now, **members))


def _column(kind: Kind) -> dict[str, Any]:
    return {"kind": kind, "title": kind.label, "slug": COLUMNS[kind].slug}


def _content(kind: Kind, body: Body) -> dict[str, Any]:
    """What is said until an editor says it better."""
    match kind:
        case Kind.GUIDE:
            texts = {"classification": wording.CLASSIFICATION, "arrangement": wording.ARRANGEMENT}
            texts["obtaining"] = wording.OBTAINING
        case Kind.ON_REQUEST:
            texts = {"introduction": wording.ON_REQUEST}
        case Kind.RULES:
            return {"rules": wording.RULES}
        case _:
            return {}
    return {name: text.format(body=body.name) for name, text in texts.items()}
