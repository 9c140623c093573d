"""What makes kept pages stale, wherever it happens: a table of what is read, and one of what changes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from django.db.models import Model, Q
from django.db.models.signals import ModelSignal, post_delete, post_save, pre_delete
from django.dispatch import Signal
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.models import Page, Site
from wagtail.signals import page_published, page_slug_changed, page_unpublished, post_page_move

from gongkai.bodies.models import Body
from gongkai.documents.models import Item, Link, Origin, Outlet, Placing, Release
from gongkai.filings.models import FilingRelease
from gongkai.pages.cache import changed, everything
from gongkai.pages.models import SiteHome
from gongkai.pages.reports.archive import heirs_of
from gongkai.pages.sites import PublicSite, sites
from gongkai.pages.versions import ALL

FRAME: Final = (Site, SiteHome, Body, get_image_model())
"""What every page shows: names and places of sites, duties, menu, logo."""
PAGES: Final = (Page, get_image_model(), get_document_model())
PLACED: Final = (Placing, Release)

READ: Final[Mapping[str, tuple[type[Model], ...]]] = {
    "page": (*PAGES, *PLACED, FilingRelease),
    "site_map": (Page,),
    "accessibility": (),
    "sitemap": (Release,),
    "sitemap_pages": (Page, FilingRelease),
    "sitemap_records": (Release,),
    "robots": (),
    "topic": PLACED,
    "topic_rss": PLACED,
    "topic_atom": PLACED,
    "rss": PLACED,
    "atom": PLACED,
    "latest": PLACED,
    "calendar": PLACED,
    "calendar_month": PLACED,
    "calendar_day": PLACED,
    "item": (*PLACED, Link, Origin),
    "item_qr": PLACED,
    "item_file_text": PLACED,
    "items_json": PLACED,
    "items_csv": PLACED,
    "item_json": PLACED,
    "directory_json": (),
    "openapi": (),
    "policies": (Release, Page),
    "gazette": (Outlet, Release),
    "report": (FilingRelease,),
    "report_version": (FilingRelease,),
    "report_cell": (FilingRelease,),
    "reports_compare": (FilingRelease,),
    "reports_gathered": (FilingRelease,),
    "reports_key": (),
    "reports_json": (FilingRelease,),
    "reports_csv": (FilingRelease,),
    "reports_year_csv": (FilingRelease,),
}
"""What the answer of each address is made of, beside its frame. Text that editors write links to files, and to pages by
their numbers: where such a page has another address or is gone, and where a file changes, that concerns all. What a
review looked at never changes: its files, and what was read in them, go with the release."""
NOT_KEPT: Final = frozenset(
    {"item_file", "report_file", "report_original", "search", "search_suggestions", "standards", "standard"}
)
"""Addresses whose answers are not kept: a file is sent as it lies, a search asks an index that follows by itself, a
standard directory is changed in bulk."""


# --- whom it concerns -----------------------------------------------------------------------------------------------


def of_pages(places: Iterable[str]) -> Collection[int]:
    """The sites that show a page standing at places in the tree: its own; those of the bodies above, which gather
    annual reports; the one whose sitemap names it. What may stand in a menu concerns all, as does a home page."""
    found: set[int] = set()
    for url_path in places:
        site = sites().of(url_path)
        if site is not None and url_path.removeprefix(site.root).count("/") > 1:
            found |= _around(site)
        else:
            found.add(ALL)
    return found


def _around(site: PublicSite) -> set[int]:
    return {site.home} | _hosts([site]) | _homes(over for over in sites() if site.body.path.startswith(over.body.path))


def _homes(found: Iterable[PublicSite]) -> set[int]:
    return {site.home for site in found}


def _hosts(found: Iterable[PublicSite]) -> set[int]:
    """The sites at the roots of their hosts, where the sitemaps are."""
    roots = {site.host_root for site in found}
    return _homes(site for site in sites() if site.root in roots)


def of_items(numbers: Collection[int]) -> Collection[int]:
    """The sites that show items: on which they are placed; those of their bodies and of the bodies above, for the
    library and the gazette; the hosts whose sitemaps name them; where items related to them are placed, whose pages
    name them."""
    pairs = Link.objects.filter(Q(item__in=numbers) | Q(other__in=numbers)).values_list("item", "other")
    related = {number for pair in pairs for number in pair} | set(numbers)
    own = Item.objects.filter(pk__in=numbers)
    paths = set(own.values_list("body__path", flat=True))
    placed = set(Placing.objects.filter(release__item__in=related).values_list("site", flat=True))
    placed |= set(own.filter(sites__isnull=False).values_list("sites", flat=True))
    return of_bodies(placed) | _above(paths)


def of_bodies(numbers: Collection[int]) -> set[int]:
    return _homes(site for site in sites() if site.body.pk in numbers)


def _above(paths: Collection[str]) -> set[int]:
    """The sites of bodies with these paths, of those above, and of their hosts."""
    over = _homes(site for site in sites() if any(path.startswith(site.body.path) for path in paths))
    return over | _hosts(site for site in sites() if site.body.path in paths)


def of_reports(body: Body) -> set[int]:
    """The sites that show a body's annual reports: its own, those above, those of the bodies that came out of it."""
    return _above({body.path}) | of_bodies(heirs_of(body))


# --- what changes ---------------------------------------------------------------------------------------------------

DRAFT: Final = frozenset(
    "draft_title latest_revision latest_revision_created_at has_unpublished_changes locked locked_by locked_at".split()
)
"""What is saved of a page without the public seeing it."""


def _page(instance: Page, **_: Any) -> None:
    changed(partial(of_pages, (instance.url_path,)))


def _saved_page(instance: Model, update_fields: Collection[str] | None = None, **_: Any) -> None:
    """Also what is saved past Wagtail's way of publishing."""
    if isinstance(instance, Page) and instance.live and not (update_fields and DRAFT.issuperset(update_fields)):
        _page(instance)


def _moved_page(instance: Page, url_path_before: str, url_path_after: str, **_: Any) -> None:
    """One that only changes its place among others keeps its address."""
    changed(partial(of_pages, (url_path_after,)) if url_path_before == url_path_after else everything)


def _deleted_page(instance: Model, **_: Any) -> None:
    if isinstance(instance, Page):
        changed()


def _item_of(instance: Any, **_: Any) -> None:
    changed(partial(of_items, (instance.item_id,)))


def _linked(instance: Link, **_: Any) -> None:
    changed(partial(of_items, (instance.item_id, instance.other_id)))


def _taken_off(instance: Placing, **_: Any) -> None:
    changed(partial(of_bodies, (instance.site_id,)))


def _filed(instance: FilingRelease, **_: Any) -> None:
    changed(partial(of_reports, instance.body))


def _for_all(**_: Any) -> None:
    changed(everything)


SAVED: Final = (post_save, post_delete)


class Change(NamedTuple):
    """What is done by the signals of Django and Wagtail, to what, and how it is told whom that concerns."""

    signals: tuple[Signal | ModelSignal, ...]
    model: type[Model] | None
    told: Callable[..., None]


CHANGES: Final = (
    *(Change(SAVED, model, _for_all) for model in (Site, Body, get_image_model(), get_document_model())),
    Change((page_published, page_unpublished), None, _page),
    Change((post_save,), None, _saved_page),
    Change((page_slug_changed,), None, _for_all),  # any page of any site may link to it
    Change((post_page_move,), None, _moved_page),
    Change((pre_delete,), None, _deleted_page),
    *(Change(SAVED, model, _item_of) for model in (Release, Outlet, Origin)),
    Change(SAVED, Link, _linked),
    Change((post_delete,), Placing, _taken_off),
    Change(SAVED, FilingRelease, _filed),
)


def connect() -> None:
    for signals, model, told in CHANGES:
        for signal in signals:
            signal.connect(told, sender=model, dispatch_uid=f"pages.{told.__name__}")
