"""Every kind of public address, after every kind of change: what is kept is what would be made now, and the pages of
sites that a change does not concern stay kept."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any, NamedTuple

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.db import connection
from django.db.models import Q
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings
from wagtail.documents import get_document_model
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Page, Site

from gongkai.bodies.models import Body
from gongkai.documents.enums import Channel, Effect, Kind, Relation
from gongkai.documents.models import Item, Link, Release
from gongkai.documents.services import outward, publication
from gongkai.documents.services.register import attach, change, link, register, show_on
from gongkai.pages import urls
from gongkai.pages.columns import Kind as Column
from gongkai.pages.models import ArticlePage, SiteHome
from gongkai.pages.services import close_site, open_site
from gongkai.pages.signals import NOT_KEPT, READ
from tests.documents.people import NOTICE, Office
from tests.pages.conftest import article, body, channel, column

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.walk]


class FinanceOffice(Office):
    """The same people, at work for another bureau of the city."""

    def __init__(self, other: Office, bureau: Body) -> None:
        self.__dict__ |= other.__dict__
        self.bureau = bureau
        for user in self.who.values():
            for appointment in user.appointments.all():
                appointment.pk, appointment.body = None, bureau
                appointment.save()


class World:
    """A city's portal; under it, by path, the sites of education and of culture, which has nothing to do with anything;
    on a host of its own that of finance. Education and finance have published."""

    def __init__(self, office: Office, portal: SiteHome) -> None:
        self.office, self.portal = office, portal
        self.education = open_site(office.bureau, slug="jyj", parent=portal, by=None)
        finance = body("海州市财政局", office.city, credit_code="11350100M000300C5B")
        self.finance = open_site(finance, slug="czj", host="czj.haizhou.test", by=None)
        self.culture = open_site(body("海州市文化局", office.city), slug="whj", parent=portal, by=None)
        self.others = FinanceOffice(office, finance)

        self.image = get_image_model().objects.create(title="图", file=get_test_image_file("a.png"))
        self.file = get_document_model().objects.create(title="附件", file=ContentFile(b"a", "a.txt"))
        self.news, self.notices = channel(self.education), channel(self.education, "政务动态", "zwdt")
        self.article = article(
            self.news, "开学", body=[("figure", {"image": self.image, "caption": "图"}), ("attachment", self.file)]
        )
        self.draft = ArticlePage(title="放假", live=False, body=[("paragraph", "<p>放假了</p>")])
        self.news.add_child(instance=self.draft)
        text = f'<p><a linktype="page" id="{self.article.pk}">开学</a></p>'
        article(channel(self.finance), "学费", body=[("paragraph", text)])
        article(channel(self.culture), "展览")

        policy = {"title": "学费办法", "kind": Kind.NORMATIVE, "category": "gfxwj-gf"}
        made = office.item(**policy)
        attach(made, "附件的文字".encode(), "附件.txt", by=office.officer)
        self.release = self.publish(Item.objects.get(pk=made.pk))
        self.ready = office.passed(office.item(title="招生计划"))
        [self.theirs] = publication.publish(self.others.passed(self.of_finance("收费目录")), by=office.officer)

    def of_finance(self, title: str) -> Item:
        return register(self.finance.body, NOTICE | {"title": title}, by=self.office.officer)

    def publish(self, item: Item) -> Release:
        [release] = publication.publish(self.office.passed(item), by=self.office.officer)
        return release

    def addresses(self) -> Iterator[tuple[str, str]]:
        """Host and path of everything that there is, and of what there may be."""
        hosts = {self.portal: ("127.0.0.1", "/"), self.education: ("127.0.0.1", "/jyj/")}
        hosts |= {self.finance: ("czj.haizhou.test", "/"), self.culture: ("127.0.0.1", "/whj/")}
        for site, (host, prefix) in hosts.items():
            for path in paths(Item.objects.filter(placed_on(site)) if site != self.culture else ()):
                yield host, prefix + path
        for host in ("127.0.0.1", "czj.haizhou.test"):
            for path in ("robots.txt", "sitemap.xml", "sitemap-pages.xml", "sitemap-records-1.xml"):
                yield host, f"/{path}"
        for page in Page.objects.filter(depth__gt=2):
            host = "czj.haizhou.test" if page.url_path.startswith("/czj/") else "127.0.0.1"
            yield host, "/" + page.url_path.split("/", 2)[2]


def placed_on(home: SiteHome) -> Q:
    return Q(body=home.body) | Q(sites=home.body)


def paths(items: Iterable[Item]) -> Iterator[str]:
    """The plain views of a site, some of each kind."""
    today = timezone.localdate()
    topics = "zfxxgk/fdzdgknr"
    yield from ("", "wzdt/", "wzasm/", "zfxxgk/zc/", "zfxxgk/zx/", "zfxxgk/gb/", "zfxxgk/rss.xml", "zfxxgk/atom.xml")
    yield from ("zfxxgk/rl/", f"zfxxgk/rl/{today:%Y/%m}/", f"zfxxgk/rl/{today:%Y/%m/%d}/")
    yield from (f"{topics}/{rest}" for rest in ("gfxwj/", "msbz-jy/", "gfxwj/rss.xml", "gfxwj/atom.xml"))
    yield from (f"zfxxgk/data/{name}" for name in ("items.json", "items.csv", "directory.json", "openapi.json"))
    for item in items:
        yield from (f"{topics}/{item.pk}/{rest}" for rest in ("", "ewm.svg", "1/"))
        yield f"zfxxgk/data/items/{item.pk}.json"


class Answer(NamedTuple):
    status: int
    content: bytes
    queries: int


def ask_all(addresses: list[tuple[str, str]]) -> dict[tuple[str, str], Answer]:
    client, found = Client(), {}
    for host, path in addresses:
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(path, headers={"host": host})
        found[host, path] = Answer(answer.status_code, answer.content, len(queries))
    return found


@pytest.fixture
def _no_log() -> Iterator[None]:
    """Thousands of requests are no help when a test fails."""
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


@pytest.fixture
def world(office: Office, portal: SiteHome, settings: Settings) -> World:
    settings.CACHES = {"default": settings.CACHES["default"] | {"OPTIONS": {"MAX_ENTRIES": 5000}}}
    return World(office, portal)


# --- what may happen ------------------------------------------------------------------------------------------------


def delete_article(world: World) -> None:
    ArticlePage.objects.get(pk=world.article.pk).delete()


def rename_article(world: World) -> None:
    world.article.slug = "kaixue"
    world.article.save_revision().publish()


def report_a_year(world: World) -> None:
    article(column(world.education, Column.ANNUAL), "2025年度报告")


def retitled(item: Item, title: str, world: World) -> Item:
    return change(item, {"title": title}, by=world.office.officer, edition=item.edition)


def correct(world: World) -> None:
    item = publication.correct(world.release.item, "标题有误", by=world.office.officer)
    world.publish(retitled(item, "学费管理办法", world))


def set_effect(world: World) -> None:
    publication.set_effect(world.release.item, Effect.REPEALED, "废止", by=world.office.officer)


def relate(world: World) -> None:
    Link.objects.create(item=world.release.item, relation=Relation.AMENDS, other=world.theirs.item)


def repeal_by_another(world: World) -> None:
    item = world.office.item(title="新办法", kind=Kind.NORMATIVE, category="gfxwj-gf")
    link(item, Relation.REPEALS, world.release.item, by=world.office.officer)
    world.publish(item)


def correct_a_related_one(world: World) -> None:
    relate(world)
    ask_all(list(world.addresses()))
    item = publication.correct(world.theirs.item, "标题有误", by=world.office.officer)
    item = world.others.passed(retitled(item, "收费标准", world))
    publication.publish(item, by=world.office.officer)


def into_the_gazette(world: World) -> None:
    given: dict[str, Any] = {"name": "公报第3期", "on": date(2026, 4, 1), "by": world.office.officer}
    outward.record_outlet(world.release.item, Channel.GAZETTE, **given, url="https://example.invalid/3")


def show_elsewhere(world: World) -> None:
    world.publish(show_on(world.office.item(title="联合通知"), [world.finance.body], by=world.office.officer))


def rename_body(world: World) -> None:
    world.office.bureau.name = "海州市教育体育局"
    world.office.bureau.save()


def move_body(world: World) -> None:
    county = body("清河县人民政府", world.office.city)
    world.office.bureau.parent = county
    world.office.bureau.save()


def open_again(world: World) -> None:
    close_site(world.education, by=None)
    ask_all(list(world.addresses()))
    open_site(world.office.bureau, slug="jyj", parent=world.portal, by=None)


def open_another(world: World) -> None:
    open_site(body("海州市体育局", world.office.city), slug="tyj", parent=world.portal, by=None)


def replace_image(world: World) -> None:
    world.image.file = get_test_image_file("b.png", size=(30, 20))
    world.image.save()


def rename_file(world: World) -> None:
    world.file.file = ContentFile(b"b", "b.txt")
    world.file.save()


def edit_column(world: World) -> None:
    guide = column(world.education, Column.GUIDE)
    guide.introduction = "<p>怎样获取信息</p>"
    guide.save_revision().publish()


def introduce_policies(world: World) -> None:
    policies = column(world.education, Column.POLICY)
    policies.introduction = "<p>本局的文件</p>"
    policies.save_revision().publish()


def rename_channel(world: World) -> None:
    world.news.title = "通知"
    world.news.save_revision().publish()


def rename_site(world: World) -> None:
    world.education.title = "海州教育"
    world.education.save_revision().publish()


def change_host(world: World) -> None:
    row = Site.objects.get(hostname="czj.haizhou.test")
    row.port = 8443
    row.save()


def publish_article(world: World) -> None:
    world.draft.save_revision().publish()


def publish_what_is_ready(world: World) -> None:
    publication.publish(world.ready, by=world.office.officer)


def withdraw(world: World) -> None:
    publication.withdraw(world.release.item, "内容有误", by=world.office.officer)


BUILT_NOW = re.compile(rb"<(updated|lastBuildDate)>[^<]*<")
"""When an empty feed was made."""
FINANCE, CULTURE = "czj.haizhou.test/", "127.0.0.1/whj/"
CHANGES: list[tuple[Callable[[World], Any], str, tuple[str, ...]]] = [
    (publish_article, "127.0.0.1/jyj/tzgg/", (FINANCE, CULTURE)),
    (lambda world: world.article.unpublish(), "127.0.0.1/jyj/tzgg/", (FINANCE, CULTURE)),
    (lambda world: world.article.move(world.notices, "last-child"), "czj.haizhou.test/tzgg/", ()),
    (delete_article, "czj.haizhou.test/tzgg/", ()),
    (rename_article, "czj.haizhou.test/tzgg/", ()),
    (report_a_year, "127.0.0.1/zfxxgk/nb/", (FINANCE, CULTURE)),
    (edit_column, "127.0.0.1/jyj/zfxxgk/zn/", (FINANCE, CULTURE)),
    (introduce_policies, "127.0.0.1/jyj/zfxxgk/zc/", (FINANCE, CULTURE)),
    (
        lambda world: publication.publish(world.ready, by=world.office.officer),
        "127.0.0.1/jyj/zfxxgk/zx/",
        (FINANCE, CULTURE),
    ),
    (correct, "127.0.0.1/zfxxgk/zc/", (FINANCE, CULTURE)),
    (withdraw, "127.0.0.1/sitemap-records-1.xml", (FINANCE, CULTURE)),
    (set_effect, "127.0.0.1/zfxxgk/zc/", (FINANCE, CULTURE)),
    (repeal_by_another, "127.0.0.1/zfxxgk/zc/", (FINANCE, CULTURE)),
    (relate, "czj.haizhou.test/zfxxgk/fdzdgknr/", (CULTURE,)),
    (correct_a_related_one, "127.0.0.1/jyj/zfxxgk/fdzdgknr/", (CULTURE,)),
    (into_the_gazette, "127.0.0.1/zfxxgk/gb/", (FINANCE, CULTURE)),
    (show_elsewhere, "czj.haizhou.test/zfxxgk/zx/", (CULTURE,)),
    (rename_body, "127.0.0.1/jyj/", ()),
    (move_body, "127.0.0.1/", ()),
    (rename_channel, "127.0.0.1/jyj/wzasm/", ()),
    (rename_site, "127.0.0.1/wzdt/", ()),
    (lambda world: close_site(world.education, by=None), "127.0.0.1/", ()),
    (open_again, "", ()),
    (open_another, "127.0.0.1/", ()),
    (change_host, "czj.haizhou.test/robots.txt", ()),
    (replace_image, "127.0.0.1/jyj/tzgg/", ()),
    (rename_file, "127.0.0.1/jyj/tzgg/", ()),
]
"""What is done; with what the address of a page begins that shows it, if any does; with what those begin that stay."""


@pytest.mark.usefixtures("_no_log")
@pytest.mark.parametrize(("deed", "shown", "stay"), CHANGES)
def test_nothing_kept_is_out_of_date(
    deed: Callable[[World], Any],
    shown: str,
    stay: tuple[str, ...],
    world: World,
    django_capture_on_commit_callbacks: Any,
):
    addresses = list(world.addresses())
    ask_all(addresses)
    before = ask_all(addresses)
    assert [at for at, answer in before.items() if answer.status == 200 and answer.queries] == []

    with django_capture_on_commit_callbacks(execute=True):
        deed(world)
    kept = ask_all([*addresses, *(at for at in world.addresses() if at not in before)])
    cache.clear()
    fresh = ask_all(list(kept))

    def says(answer: Answer) -> tuple[int, bytes]:
        empty = b"<entry>" not in answer.content and b"<item>" not in answer.content
        return answer.status, BUILT_NOW.sub(b"", answer.content) if empty else answer.content

    assert [at for at in fresh if says(kept[at]) != says(fresh[at])] == []
    changed = {"".join(at) for at in before if says(before[at]) != says(fresh[at])}
    assert not shown or [at for at in changed if at.startswith(shown)]
    assert [at for at in before if "".join(at).startswith(stay or "-") and kept[at].queries > before[at].queries] == []


def test_the_table_names_what_each_address_reads():
    names = {pattern.name for pattern in urls.urlpatterns}
    assert names == READ.keys() | NOT_KEPT
    assert not READ.keys() & NOT_KEPT
