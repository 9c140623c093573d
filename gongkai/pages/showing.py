"""What a page shows: the frame of its site, and its own content by the kind of page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.http import Http404, HttpRequest
from django.utils import timezone
from wagtail.models import Page

from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.documents import directory
from gongkai.law.proactive import Topic
from gongkai.pages import listing
from gongkai.pages.columns import COLUMNS, PARTS, ContentClass, Kind, place
from gongkai.pages.enums import RuleGroup
from gongkai.pages.meta import ColumnFacts, ItemFacts, tags
from gongkai.pages.models import ArticlePage, ColumnPage, PublicPage, RulesPage, Section, SiteHome
from gongkai.pages.records import lists
from gongkai.pages.records.addresses import CALENDAR, DATA, GAZETTE, LATEST, STANDARDS
from gongkai.pages.reports.column import column_of as column_of_reports
from gongkai.pages.sites import Link, PublicSite, sites

CONTACT: Final = (
    ("公开工作机构", "office"),
    ("办公地址", "address"),
    ("邮政编码", "postcode"),
    ("办公时间", "hours"),
    ("联系电话", "phone"),
    ("传真", "fax"),
    ("电子邮箱", "email"),
)
"""How the work body is reached (Art. 12): label and field of the body."""

ENTRANCES: Final[list[Callable[[PublicSite], list[Link]]]] = []
"""What one may do under the column 依申请公开, each as an application adds it; its pages are that application's."""


class Entry(NamedTuple):
    """A line of the navigation beside a column."""

    title: str
    url: str
    here: bool
    parts: tuple[Entry, ...] = ()


# --- the frame ------------------------------------------------------------------------------------------------------


def shown(page: PublicPage, request: HttpRequest) -> dict[str, Any]:
    """All that the template of a page needs.

    Raises:
        Http404: the page stands on no site.
    """
    site = sites().of(page.url_path)
    if site is None:
        raise Http404
    around = frame(
        site, title=page.title, column=column_of(page, site), item=item_of(page, site), trail=trail_to(page, site)
    )
    return around | content_of(page, request, site)


def frame(
    site: PublicSite,
    *,
    title: str,
    column: ColumnFacts | None = None,
    item: ItemFacts | None = None,
    trail: tuple[Link, ...] = (),
) -> dict[str, Any]:
    """What `pages/base.html` needs, for pages and plain views alike. `trail` is what stands above the page."""
    return {
        "site": site,
        "above": _link_above(site),
        "title": title,
        "meta": list(tags(site, column, item)),
        "trail": trail,
        "platform": Link(Kind.PLATFORM.label, site.column(Kind.PLATFORM)),
    }


def _link_above(site: PublicSite) -> Link | None:
    above = sites().above(site)
    return site.link_to(above) if above is not None else None


def home_link(site: PublicSite) -> Link:
    return Link("首页", site.path())


def trail_to(page: Page, site: PublicSite) -> tuple[Link, ...]:
    """What stands above a page on its site."""
    match page:
        case SiteHome():
            return ()
        case ColumnPage():
            return trail_to_column(Kind(page.kind), site)
        case Section():
            return (home_link(site),)
        case _:
            parent = page.get_parent().specific
            return (*trail_to(parent, site), Link(parent.title, site.url_of(parent.url_path)))


def trail_to_column(kind: Kind, site: PublicSite) -> tuple[Link, ...]:
    home = home_link(site)
    return (home,) if kind is Kind.PLATFORM else (home, Link(Kind.PLATFORM.label, site.column(Kind.PLATFORM)))


# --- what the META tags say -----------------------------------------------------------------------------------------


def column_of(page: Page, site: PublicSite) -> ColumnFacts | None:
    match page:
        case ColumnPage():
            return statutory_column(Kind(page.kind), site)
        case Section():
            return ColumnFacts(page.title, page.about, page.keywords, ContentClass(page.content).label)
        case ArticlePage():
            return column_of(page.get_parent().specific, site)
        case _:
            return None


def statutory_column(kind: Kind, site: PublicSite) -> ColumnFacts:
    column = COLUMNS[kind]
    return ColumnFacts(kind.label, column.about.format(body=site.body.name), column.keywords, column.content.label)


def item_of(page: Page, site: PublicSite) -> ItemFacts | None:
    if not isinstance(page, ArticlePage):
        return None
    return ItemFacts(
        title=page.title,
        at=page.first_published_at or timezone.now(),  # a draft is looked at before it is published
        source=page.source or site.body.name,
        keywords=page.keywords,
        author=page.author,
        about=page.summary,
        image=_first_image(page, site),
        url=site.origin + site.url_of(page.url_path),
    )


def _first_image(page: ArticlePage, site: PublicSite) -> str:
    for block in page.body:
        if block.block_type == "figure":
            url: str = block.value["image"].file.url
            return site.origin + url
    return ""


# --- its content ----------------------------------------------------------------------------------------------------


def content_of(page: Page, request: HttpRequest, site: PublicSite) -> dict[str, Any]:
    match page:
        case SiteHome():
            return home_of(page, site)
        case ColumnPage():
            return column_content(page, request, site) | {"side": side_of(site, Kind(page.kind))}
        case Section():
            rows = listing.listed(request, site, listing.articles(page))
            return {"rows": rows, "side": side_of_menu(site, page), "side_is_menu": True}
        case _:
            return {"item": item_of(page, site)}


def home_of(home: SiteHome, site: PublicSite) -> dict[str, Any]:
    below = sites().below(site)
    return {
        "headings": listing.headings(site, home),
        "topics": listing.topics(site, home),
        "latest": Link("最新公开", site.path(LATEST)),
        "released": lists.latest(site, listing.SHORT),
        "parts": parts_of(site),
        "departments": [site.link_to(each) for each in below if not _is_government(each.body)],
        "governments": [site.link_to(each) for each in below if _is_government(each.body)],
    }


def _is_government(body: Body) -> bool:
    return body.kind in (BodyKind.GOVERNMENT, BodyKind.TOWNSHIP)


def column_content(page: ColumnPage, request: HttpRequest, site: PublicSite) -> dict[str, Any]:
    match Kind(page.kind):
        case Kind.PLATFORM:
            platforms = [site.link_to(each, COLUMNS[Kind.PLATFORM].slug + "/") for each in sites().below(site)]
            return {"parts": parts_of(site), "platforms": platforms}
        case Kind.GUIDE:
            return {"contact": contact_of(site.body)}
        case Kind.ON_REQUEST:
            entrances = [link for add in ENTRANCES for link in add(site)]
            return {"contact": contact_of(site.body), "entrances": entrances}
        case Kind.RULES:
            return {"groups": _rules_by_group(page), "rows": listing.listed(request, site, listing.articles(page))}
        case Kind.STATUTORY:
            return {"topics": _whole_directory(site, topics_of(site)), "ways": ways_of(site)}
        case Kind.ANNUAL:
            own = [listing.row_of(each, site) for each in listing.articles(page)]
            return {"own": own, "rows": listing.gathered(request, site)} | column_of_reports(site)
        case Kind.POLICY:
            return {}  # its address answers with the library of policies (`records.views.policies`)


def ways_of(site: PublicSite) -> list[Link]:
    """Other ways to what is in the directory."""
    return [
        Link("最新公开", site.path(LATEST)),
        Link("按日期查看", site.path(CALENDAR)),
        Link("政府公报", site.path(GAZETTE)),
        Link("基层政务公开标准目录", site.path(STANDARDS)),
        Link("RSS订阅", site.column(Kind.PLATFORM) + "rss.xml"),
        Link("数据接口", site.path(DATA) + "openapi.json"),
    ]


def introduction_of(site: PublicSite, kind: Kind) -> str:
    """What an editor wrote above a column whose content is records."""
    found = ColumnPage.objects.live().filter(url_path=site.root + place(kind))
    return found.values_list("introduction", flat=True).first() or ""


def parts_of(site: PublicSite) -> list[tuple[Link, str]]:
    """The parts of the column 政府信息公开, with what each holds."""
    return [(Link(kind.label, site.column(kind)), statutory_column(kind, site).about) for kind in PARTS]


def contact_of(body: Body) -> list[tuple[str, str]]:
    return [(label, value) for label, field in CONTACT if (value := getattr(body, field))]


def _rules_by_group(page: RulesPage) -> list[tuple[str, list[Any]]]:
    rules = [block.value for block in page.rules]
    grouped = [(group.label, [rule for rule in rules if rule["group"] == group]) for group in RuleGroup]
    return [(label, found) for label, found in grouped if found]


# --- the directory of statutory content -----------------------------------------------------------------------------


def topics_of(site: PublicSite) -> tuple[Topic, ...]:
    return directory.topics_of(site.body)


def address_of(topic: Topic, site: PublicSite) -> str:
    return f"{site.column(Kind.STATUTORY)}{topic.slug}/"


def _whole_directory(site: PublicSite, topics: tuple[Topic, ...]) -> tuple[Entry, ...]:
    return tuple(
        Entry(topic.title, address_of(topic, site), False, _whole_directory(site, topic.parts)) for topic in topics
    )


# --- navigation beside the content ----------------------------------------------------------------------------------


def side_of(site: PublicSite, kind: Kind, topic: Topic | None = None) -> list[Entry]:
    """The statutory columns; beside a topic of 法定主动公开内容, all its topics as well."""
    return [
        Entry(
            each.label,
            site.column(each),
            each is kind and topic is None,
            _topic_entries(site, topics_of(site), topic) if each is kind and topic is not None else (),
        )
        for each in PARTS
    ]


def _topic_entries(site: PublicSite, topics: tuple[Topic, ...], here: Topic) -> tuple[Entry, ...]:
    return tuple(
        Entry(
            topic.title,
            address_of(topic, site),
            topic is here,
            _topic_entries(site, topic.parts, here) if here in (topic, *topic.parts) else (),
        )
        for topic in topics
    )


def side_of_menu(site: PublicSite, page: Page) -> list[Entry]:
    """What stands in the site's menu."""
    here = site.url_of(page.url_path)
    return [Entry(link.title, link.url, link.url == here) for link in site.menu]
