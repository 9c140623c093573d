"""The META tags of 网页设计规范 (网页标签): which there are, on which pages, from what. A table."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils import timezone

if TYPE_CHECKING:
    from gongkai.pages.sites import PublicSite


@dataclass(frozen=True)
class ColumnFacts:
    """What the tags say of a column. `content` is the label of a `columns.ContentClass`."""

    name: str
    about: str
    keywords: str
    content: str


@dataclass(frozen=True)
class ItemFacts:
    """What the tags say of an item. `at` is when it was published, `url` an absolute address, as is `image`."""

    title: str
    at: datetime
    source: str
    keywords: str = ""
    author: str = ""
    about: str = ""
    image: str = ""
    url: str = ""


class Tag(NamedTuple):
    """A tag, required on every page that has what it speaks of, or left out when there is nothing to say."""

    name: str
    required: bool
    content: Callable[[Any], str]


def moment(at: datetime) -> str:
    """A time as pages show it, in Beijing time: 2025-03-01 09:30."""
    return f"{timezone.localtime(at):%Y-%m-%d %H:%M}"


SITE: Final = (
    Tag("SiteName", True, lambda site: site.name),
    Tag("SiteDomain", True, lambda site: site.host),
    Tag("SiteIDCode", True, lambda site: site.duties.code),
)
COLUMN: Final = (
    Tag("ColumnName", True, lambda column: column.name),
    Tag("ColumnDescription", True, lambda column: column.about),
    Tag("ColumnKeywords", True, lambda column: column.keywords),
    Tag("ColumnType", True, lambda column: column.content),
)
ITEM: Final = (
    Tag("ArticleTitle", True, lambda item: item.title),
    Tag("PubDate", True, lambda item: moment(item.at)),
    Tag("ContentSource", True, lambda item: item.source),
    Tag("Keywords", False, lambda item: item.keywords),
    Tag("Author", False, lambda item: item.author),
    Tag("Description", False, lambda item: item.about),
    Tag("Image", False, lambda item: item.image),
    Tag("Url", False, lambda item: item.url),
)


def tags(
    site: PublicSite, column: ColumnFacts | None = None, item: ItemFacts | None = None
) -> Iterator[tuple[str, str]]:
    """The tags of a page, name and content, each once."""
    for told, table in ((site, SITE), (column, COLUMN), (item, ITEM)):
        if told is None:
            continue
        for tag in table:
            content = tag.content(told)
            if content or tag.required:
                yield tag.name, content
