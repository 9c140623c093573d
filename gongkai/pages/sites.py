"""The sites of the installation as the public meets them: which site an address belongs to, and what frames its pages.

All of it is read at once and held in the memory of the process until something changes that concerns all sites
(`versions`), so that a page, and a plain view with `site_of`, asks the database nothing for it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Final, NamedTuple

from django.db import transaction
from django.http import HttpRequest
from django.http.request import split_domain_port
from wagtail.images.models import AbstractImage
from wagtail.images.shortcuts import get_rendition_or_not_found
from wagtail.models import Page, Site

from gongkai.bodies.models import Body
from gongkai.pages import versions
from gongkai.pages.columns import Kind, place
from gongkai.pages.models import SiteHome

MISTAKES: Final = "https://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code={code}&url={url}"
"""我为政府网站找错, which the General Office runs for all government websites; seen in published footers."""
ICP: Final = "https://beian.miit.gov.cn/"
POLICE: Final = "https://beian.mps.gov.cn/#/query/webSearch?code={digits}"


class Link(NamedTuple):
    title: str
    url: str


class Logo(NamedTuple):
    url: str
    width: int
    height: int


@dataclass(frozen=True)
class Duties:
    """What the foot of every page states. What a site leaves out it has from the body, or from the site whose host it
    shares."""

    organiser: str
    contact: str
    code: str
    icp: str
    police: str
    mark_url: str

    @property
    def icp_url(self) -> str:
        return ICP

    @property
    def police_url(self) -> str:
        found = re.search(r"\d{14}", self.police)
        return POLICE.format(digits=found[0]) if found else ""

    def missing(self) -> list[str]:
        """What the rules want there, and this site does not have."""
        wanted = {
            "联系方式": self.contact,
            "网站标识码": self.code,
            "ICP备案号": self.icp,
            "公安备案号": self.police,
            "党政机关网站标识": self.mark_url,
        }
        return [name for name, value in wanted.items() if not value]


@dataclass(frozen=True)
class PublicSite:
    """A site as it is addressed. `root` is the place of its home page in the tree, `host_root` that of the host's."""

    home: int
    body: Body
    name: str
    colour: str
    logo: Logo | None
    accessibility: str
    closed: bool
    root: str
    host_root: str
    host: str
    origin: str
    duties: Duties
    menu: tuple[Link, ...] = ()

    @property
    def prefix(self) -> str:
        """Where its pages begin on the host: / or /jyj/."""
        return "/" + self.root.removeprefix(self.host_root)

    @property
    def address(self) -> str:
        return self.origin + self.prefix

    @property
    def mistakes_url(self) -> str:
        return MISTAKES.format(code=self.duties.code, url=self.address) if self.duties.code else ""

    def path(self, rest: str = "") -> str:
        return self.prefix + rest

    def column(self, kind: Kind) -> str:
        return self.path(place(kind))

    def url_of(self, url_path: str) -> str:
        """The address of one of its own pages, by the page's place in the tree."""
        return "/" + url_path.removeprefix(self.host_root)

    def link_to(self, other: PublicSite, rest: str = "") -> Link:
        """A link to another site, or to something in it, from a page of this one."""
        return Link(other.name, other.path(rest) if other.origin == self.origin else other.address + rest)


@dataclass(frozen=True)
class Sites:
    """All sites. `hosts` is by name and port, and by name alone; None stands for any other host."""

    by_root: dict[str, PublicSite] = field(default_factory=dict)
    hosts: dict[tuple[str, int] | str | None, str] = field(default_factory=dict)
    """Where the pages of a host begin in the tree."""

    def __iter__(self) -> Iterator[PublicSite]:
        return iter(self.by_root.values())

    def of(self, url_path: str) -> PublicSite | None:
        """The site in which a page stands: the nearest home page at or above it."""
        above = accumulate(re.findall("[^/]*/", url_path))
        return next((self.by_root[root] for root in reversed(list(above)) if root in self.by_root), None)

    def at(self, host: str, port: int, path: str) -> PublicSite | None:
        """The site that an address belongs to."""
        root = next((self.hosts[key] for key in ((host, port), host, None) if key in self.hosts), None)
        return self.of(root + path.lstrip("/")) if root is not None else None

    def above(self, site: PublicSite) -> PublicSite | None:
        """The open site of the nearest body above that has one: a department's government."""
        over = [each for each in self if not each.closed and _is_under(site.body, each.body)]
        return max(over, key=lambda each: len(each.body.path), default=None)

    def below(self, site: PublicSite) -> list[PublicSite]:
        """The open sites of which this is the one above."""
        return [each for each in self if not each.closed and (above := self.above(each)) and above.home == site.home]

    def under(self, site: PublicSite) -> list[PublicSite]:
        """The open sites of all bodies under this one's."""
        return [each for each in self if not each.closed and _is_under(each.body, site.body)]


def _is_under(body: Body, other: Body) -> bool:
    return body.path != other.path and body.path.startswith(other.path)


class _Read(NamedTuple):
    """What was read, under which version, and whether in a transaction that may still be rolled back."""

    version: versions.Versions
    inside: bool
    found: Sites


_read = _Read((), False, Sites())


def sites() -> Sites:
    """All sites, as they are now."""
    global _read
    now, inside = versions.of(), transaction.get_connection().in_atomic_block
    known = _read
    if known.version != now or (known.inside and not inside):
        Site.clear_site_root_paths_cache()  # by which Wagtail makes addresses, held in each process
        known = _read = _Read(now, inside, _from_database())
    return known.found


def site_of(request: HttpRequest) -> PublicSite | None:
    """The site that a request is for, by its host and path; None where there is none. Asks the database nothing, but
    once after each change."""
    host = split_domain_port(request._get_raw_host())[0]  # type: ignore[attr-defined]
    return sites().at(host, int(request.get_port()), request.path)


# --- reading --------------------------------------------------------------------------------------------------------


def _from_database() -> Sites:
    homes = (
        SiteHome.objects.select_related("body", "logo")
        .prefetch_related("logo__renditions")
        .order_by("body__order", "body__path", "pk")
    )
    rows = list(Site.objects.select_related("root_page").order_by("pk"))
    menus = _menus()
    found: dict[str, PublicSite] = {}
    for home in sorted(homes, key=lambda home: home.depth):
        row = next((row for row in rows if home.url_path.startswith(row.root_page.url_path)), None)
        if row is not None:
            host = found.get(row.root_page.url_path)
            found[home.url_path] = _public_site(home, row, host, menus.get(home.path, ()))
    ordered = {home.url_path: found[home.url_path] for home in homes if home.url_path in found}
    return Sites(ordered, _hosts(row for row in rows if row.root_page.url_path in ordered))


def _hosts(rows: Iterable[Site]) -> dict[tuple[str, int] | str | None, str]:
    """As Wagtail finds a host: by name and port, by name, otherwise the default."""
    hosts: dict[tuple[str, int] | str | None, str] = {}
    for row in rows:
        root = row.root_page.url_path
        hosts[row.hostname, row.port] = root
        hosts.setdefault(row.hostname, root)
        if row.is_default_site:
            hosts[None] = root
    return hosts


def _menus() -> dict[str, tuple[Page, ...]]:
    """The pages that stand in a menu, by the path of the page above."""
    found: dict[str, tuple[Page, ...]] = {}
    for page in Page.objects.live().in_menu().order_by("path").only("title", "url_path", "path"):
        above = page.path[: -Page.steplen]
        found[above] = (*found.get(above, ()), page)
    return found


def _public_site(home: SiteHome, row: Site, host: PublicSite | None, menu: Iterable[Page]) -> PublicSite:
    root = row.root_page.url_path
    return PublicSite(
        home=home.pk,
        body=home.body,
        name=home.title,
        colour=home.colour,
        logo=_logo(home.logo),
        accessibility=home.accessibility,
        closed=home.closed_at is not None,
        root=home.url_path,
        host_root=root,
        host=row.hostname,
        origin=row.root_url,
        duties=_duties(home, host.duties if host is not None else None),
        menu=tuple(Link(page.title, "/" + page.url_path.removeprefix(root)) for page in menu),
    )


def _duties(home: SiteHome, host: Duties | None) -> Duties:
    body = home.body
    return Duties(
        organiser=home.organiser or body.name,
        contact=home.contact or "　".join(filter(None, (body.address, body.phone))),
        code=home.site_code or body.site_code or (host.code if host else ""),
        icp=home.icp or (host.icp if host else ""),
        police=home.police or (host.police if host else ""),
        mark_url=home.mark_url or (host.mark_url if host else ""),
    )


def _logo(image: AbstractImage | None) -> Logo | None:
    if image is None:
        return None
    made = get_rendition_or_not_found(image, "max-480x96")
    return Logo(made.url, made.width, made.height)
