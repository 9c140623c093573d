"""The page of one item: its box of metadata, its files, what it belongs to, and how it came to be as it is."""

from __future__ import annotations

import io
from typing import Final, NamedTuple

import qrcode
from django.db.models import Q
from qrcode.image.svg import SvgPathImage

from gongkai.documents.directory import titles
from gongkai.documents.enums import CONVERSE, EXPLAINING, HEADINGS, Effect, Relation
from gongkai.documents.models import Link as Related
from gongkai.documents.models import Release, ReviewedFile
from gongkai.pages.meta import ItemFacts, moment
from gongkai.pages.records.addresses import address, file_path, item_path
from gongkai.pages.sites import Link, PublicSite

SHOWN_IN_PLACE: Final = frozenset({"application/pdf", "image/png", "image/jpeg", "image/gif", "text/plain"})
"""Files that a browser shows by itself; others are downloaded."""
ENDED: Final = frozenset({Effect.REPEALED, Effect.LAPSED, Effect.SUPERSEDED})


class File(NamedTuple):
    """A file beside an item. `text` is where what was read of it is shown, for files that a browser does not show."""

    name: str
    url: str
    size: str
    text: str


class Relative(NamedTuple):
    """What stands in a relation to the item: links under a heading."""

    heading: str
    links: list[Link]


class Correction(NamedTuple):
    at: str
    what: str


def live_release(site: PublicSite, item: int) -> Release | None:
    """The public copy of an item that is shown on a site."""
    found = Release.objects.live().filter(item=item, placings__site=site.body, placings__topic="")
    return found.select_related("body").first()


def last_release(site: PublicSite, item: int) -> Release | None:
    """The last public copy of a body's own item that was withdrawn."""
    found = Release.objects.filter(item=item, body=site.body).order_by("-pk").select_related("body").first()
    return found if found is not None and not found.live and found.withdrawal else None


def box(release: Release) -> list[tuple[str, str]]:
    """The metadata of an item as sites show it, label and value, in the usual order."""
    rows = [
        ("索引号", release.index_number),
        ("公开目录", titles().get(release.category, "")),
        ("发布机构", release.issuer),
        ("文号", release.document_number),
        ("名称", release.title),
        ("成文日期", release.formed_on.isoformat()),
        ("发布日期", moment(release.published_at)),
        ("施行日期", release.effective_on.isoformat() if release.effective_on else ""),
        ("有效期至", release.expires_on.isoformat() if release.expires_on else ""),
        ("有效性", release.get_effect_display()),
        ("关键词", release.keywords),
        ("公开方式", "主动公开"),
    ]
    return [(label, value) for label, value in rows if value]


def files_of(release: Release, site: PublicSite) -> list[File]:
    found = ReviewedFile.objects.filter(review=release.review_id).select_related("file").defer("file__text")
    return [_file(each, release, site) for each in found]


def _file(reviewed: ReviewedFile, release: Release, site: PublicSite) -> File:
    url = site.path(file_path(release.item_id, reviewed.number, reviewed.name))
    shown = reviewed.file.media_type in SHOWN_IN_PLACE
    text = "" if shown else site.path(f"{item_path(release.item_id)}{reviewed.number}/")
    return File(reviewed.name, url, size_of(reviewed.file.size), text)


def size_of(count: int) -> str:
    """A number of bytes as readers know it."""
    if count < 1024:
        return f"{count} B"
    return f"{count / 1024:.0f} KB" if count < 2**20 else f"{count / 2**20:.1f} MB"


def relatives(release: Release, site: PublicSite) -> list[Relative]:
    """What the item interprets, repeals … and what does so to it, as far as that is public; explanations first."""
    pairs = Related.objects.filter(Q(item=release.item_id) | Q(other=release.item_id)).values_list(
        "item_id", "relation", "other_id"
    )
    said = [
        (other, HEADINGS[Relation(relation)], Relation(relation) in EXPLAINING)
        if item == release.item_id
        else (item, CONVERSE[Relation(relation)], Relation(relation) in EXPLAINING)
        for item, relation, other in pairs
    ]
    if not said:
        return []
    public = {
        each.item_id: Link(each.title, address(site, each.body_id, item_path(each.item_id)))
        for each in Release.objects.live().filter(item__in=[item for item, _, _ in said]).only("item", "title", "body")
    }
    found: dict[str, list[Link]] = {}
    for item, heading, _ in sorted(said, key=lambda each: not each[2]):
        if item in public:
            found.setdefault(heading, []).append(public[item])
    return [Relative(heading, links) for heading, links in found.items()]


def corrections(release: Release) -> list[Correction]:
    """What was corrected and when, the last first."""
    if release.corrects_id is None:
        return []
    chain = Release.objects.filter(item=release.item_id).exclude(correction="").order_by("-pk")
    return [Correction(moment(each.released_at), each.correction) for each in chain.only("released_at", "correction")]


def facts_of(release: Release, site: PublicSite) -> ItemFacts:
    """What the META tags say of an item."""
    return ItemFacts(
        title=release.title,
        at=release.published_at,
        source=release.issuer,
        keywords=release.keywords,
        about=release.summary,
        url=canonical(release, site),
    )


def canonical(release: Release, site: PublicSite) -> str:
    """The one address of an item, on the site of its own body."""
    url = address(site, release.body_id, item_path(release.item_id))
    return url if url.startswith("http") else site.origin + url


def qr(url: str) -> bytes:
    """An address as an SVG drawing that a telephone reads."""
    drawing = io.BytesIO()
    qrcode.make(url, image_factory=SvgPathImage, box_size=10, border=2).save(drawing)
    return drawing.getvalue()
