"""Opening and closing sites."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from wagtail.models import Collection, Page, Site

from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.pages.columns import COLUMNS, PARTS, Kind
from gongkai.pages.models import ColumnPage, SiteHome
from gongkai.pages.services import SiteRefused, close_site, open_site
from tests.pages.conftest import column

Get = Callable[..., Any]
pytestmark = pytest.mark.django_db


def test_wagtail_s_own_first_page_is_gone():
    assert list(Page.objects.values_list("depth", "numchild")) == [(1, 0)]
    assert not Site.objects.exists()


def test_a_site_has_the_statutory_columns_in_their_order(by_path: SiteHome):
    platform = column(by_path, Kind.PLATFORM)
    assert platform.get_parent().pk == by_path.pk
    parts = [page.specific for page in platform.get_children()]
    assert [part.kind for part in parts] == list(PARTS)
    assert [part.title for part in parts][:4] == [
        "政府信息公开指南", "政府信息公开制度", "法定主动公开内容", "政府信息公开年报",
    ]  # fmt: skip
    assert all(part.live and part.first_published_at for part in parts)


def test_the_first_site_answers_for_every_host(portal: SiteHome):
    row = Site.objects.get()
    assert (row.hostname, row.port, row.is_default_site, row.root_page_id) == ("127.0.0.1", 8000, True, portal.pk)


def test_a_site_has_a_host_or_a_place(portal: SiteHome, by_path: SiteHome, by_host: SiteHome):
    assert by_path.full_url == "http://127.0.0.1:8000/jyj/"
    assert by_host.full_url == "http://czj.haizhou.test:8000/"
    assert not Site.objects.get(root_page=by_host).is_default_site
    assert not Site.objects.filter(root_page=by_path).exists()


def test_each_site_has_a_collection_of_its_own(by_path: SiteHome, by_host: SiteHome):
    assert by_path.collection != by_host.collection
    assert Collection.objects.get(pk=by_path.collection_id).name == "海州市教育局"


def test_opening_is_recorded_once_and_may_be_repeated(education: Body, portal: SiteHome, by_path: SiteHome):
    again = open_site(education, slug="jyj", parent=portal, by=None)
    assert again == by_path
    assert ColumnPage.objects.descendant_of(by_path).count() == len(COLUMNS)
    deed = Deed.objects.get(deed="开通网站", body=education)
    assert deed.detail == {"域名": "", "位置": "/haizhou/jyj/"}


def test_only_the_system_administrator_opens_and_closes(education: Body, portal: SiteHome):
    editor = User.objects.create(username="editor", name="何一")
    Appointment.objects.create(user=editor, role=Role.EDITOR, body=education)
    admin = User.objects.create(username="admin", name="许一")
    Appointment.objects.create(user=admin, role=Role.SYSTEM_ADMIN)
    with pytest.raises(PermissionDenied, match="没有系统管理权限"):
        open_site(education, slug="jyj", parent=portal, by=editor)
    assert not SiteHome.objects.filter(body=education).exists()
    home = open_site(education, slug="jyj", parent=portal, by=admin)
    assert Deed.objects.get(deed="开通网站", body=education).actor == admin
    with pytest.raises(PermissionDenied):
        close_site(home, by=editor)


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ({"slug": "jyj"}, "请写明域名，或者写明设在哪个机关的网站之下"),
        ({"slug": "jyj", "host": "127.0.0.1"}, "域名127.0.0.1已经是“海州市人民政府”的"),
        ({"slug": "jyj", "host": "www.elsewhere.test"}, "请先把它写进GONGKAI_HOSTS"),
        ({"slug": "haizhou", "host": "czj.haizhou.test"}, "网址“haizhou”已经用了"),
        ({"slug": "教育局", "host": "czj.haizhou.test"}, "不能用作网址"),
    ],
)
def test_what_cannot_be_opened_says_what_to_do(members: dict[str, Any], said: str, education: Body, portal: SiteHome):
    with pytest.raises(SiteRefused, match=said):
        open_site(education, by=None, **members)


@pytest.mark.parametrize("slug", ["office", "account", "file", "media", "static", "zfxxgk", "wzdt"])
def test_a_place_that_the_platform_needs_is_not_given_away(slug: str, education: Body, portal: SiteHome):
    with pytest.raises(SiteRefused, match="已经用了"):
        open_site(education, slug=slug, parent=portal, by=None)


def test_a_site_is_either_on_a_host_or_at_a_place(education: Body, portal: SiteHome):
    with pytest.raises(SiteRefused, match="只能写一个"):
        open_site(education, slug="jyj", host="czj.haizhou.test", parent=portal, by=None)


def test_a_body_has_one_site(education: Body, by_path: SiteHome, by_host: SiteHome):
    with pytest.raises(SiteRefused, match="一个机关只有一个网站"):
        open_site(education, slug="jyj", host="www.haidong.test", by=None)
    with pytest.raises(SiteRefused, match="一个机关只有一个网站"):
        open_site(education, slug="jyj", parent=by_host, by=None)


def test_a_closed_site_says_so_at_every_address_and_comes_back_as_it_was(by_path: SiteHome, education: Body, get: Get):
    close_site(by_path, by=None)
    close_site(by_path, by=None)
    for path in ("/jyj/", "/jyj/zfxxgk/zn/", "/jyj/wzdt/", "/jyj/zfxxgk/fdzdgknr/jgzn/"):
        answer = get(path)
        assert answer.status_code == 410
        assert "网站已经关停" in answer.text
        assert '请访问<a href="/">海州市人民政府</a>' in answer.text
    assert "海州市教育局" not in get("/").text
    assert "/jyj/" not in get("/sitemap-pages.xml").text
    assert get("/").status_code == 200
    open_site(education, slug="jyj", by=None)
    assert get("/jyj/zfxxgk/zn/").status_code == 200
    deeds = Deed.objects.filter(body=education).order_by("number").values_list("deed", flat=True)
    assert list(deeds) == ["开通网站", "关停网站", "重新开通网站"]


def test_an_old_draft_does_not_open_a_closed_site_again(by_path: SiteHome, get: Get):
    draft = by_path.save_revision()
    close_site(by_path, by=None)
    draft.publish()
    by_path.refresh_from_db()
    assert by_path.closed_at is not None
    assert get("/jyj/").status_code == 410
