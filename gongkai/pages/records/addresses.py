"""Where records stand on a site. The address of an item is that of its number: it stays when its topic changes."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

from gongkai.bodies.models import Body
from gongkai.pages.columns import Kind, place
from gongkai.pages.sites import PublicSite, sites

ITEMS: Final = place(Kind.STATUTORY)
LATEST: Final = f"{place(Kind.PLATFORM)}zx/"
CALENDAR: Final = f"{place(Kind.PLATFORM)}rl/"
STANDARDS: Final = f"{place(Kind.PLATFORM)}bzml/"
GAZETTE: Final = f"{place(Kind.PLATFORM)}gb/"
DATA: Final = f"{place(Kind.PLATFORM)}data/"
SEARCH: Final = "ss/"


def item_path(item: int) -> str:
    return f"{ITEMS}{item}/"


def file_path(item: int, number: int, name: str) -> str:
    return f"{ITEMS}{item}/{number}/{quote(name, safe='')}"


def home_of(body: Body | int) -> PublicSite | None:
    """The open site of a body."""
    number = body if isinstance(body, int) else body.pk
    return next((site for site in sites() if site.body.pk == number and not site.closed), None)


def address(here: PublicSite, body: int, path: str) -> str:
    """The address of something on the site of a body, as a page of another site links to it; on the page's own site
    where the body has none."""
    there = home_of(body)
    return here.path(path) if there is None else here.link_to(there, path).url
