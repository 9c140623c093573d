"""Which site an address belongs to, and how sites lead to one another."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import RequestFactory
from django.urls import reverse

from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.pages.columns import PARTS, Kind, place
from gongkai.pages.models import SiteHome
from gongkai.pages.services import open_site
from gongkai.pages.sites import site_of, sites
from tests.pages.conftest import article, body, channel, column

Get = Callable[..., Any]
pytestmark = pytest.mark.django_db

PATHS = ("", "wzdt/", "wzasm/", "zfxxgk/fdzdgknr/xzxk-jg/", *(place(kind) for kind in Kind))


def test_an_empty_installation_says_how_to_open_the_first_site(get: Get):
    answer = get("/")
    assert answer.status_code == 200
    assert "gongkai sites open" in answer.text
    assert get("/zfxxgk/").status_code == 404


@pytest.mark.parametrize("path", PATHS)
def test_every_address_works_on_a_host_of_its_own_and_at_a_place(
    path: str, by_path: SiteHome, by_host: SiteHome, get: Get
):
    for answer, name in (
        (get(f"/{path}"), "海州市人民政府"),
        (get(f"/jyj/{path}"), "海州市教育局"),
        (get(f"/{path}", "czj.haizhou.test"), "海州市财政局"),
    ):
        assert answer.status_code == 200
        assert f'<meta name="SiteName" content="{name}">' in answer.text
    assert get(f"/jyj/{path}", "czj.haizhou.test").status_code == 404
    assert get(f"/no/{path}").status_code == 404


def test_an_unknown_host_gets_the_first_site(portal: SiteHome, get: Get):
    assert "海州市人民政府" in get("/", "testserver").text


def test_the_topics_of_another_kind_of_body_are_not_there(by_path: SiteHome, get: Get):
    assert get("/jyj/zfxxgk/fdzdgknr/zagl/").status_code == 200
    assert get("/jyj/zfxxgk/fdzdgknr/zjd/").status_code == 404
    assert get("/jyj/zfxxgk/fdzdgknr/no/").status_code == 404


def test_a_department_leads_to_its_government_and_back(by_path: SiteHome, by_host: SiteHome, get: Get):
    assert '<a class="above" href="/">海州市人民政府</a>' in get("/jyj/").text
    on_its_host = get("/", "czj.haizhou.test").text
    assert '<a class="above" href="http://127.0.0.1:8000/">海州市人民政府</a>' in on_its_host
    portal = get("/").text
    assert '<a href="/jyj/">海州市教育局</a>' in portal
    assert '<a href="http://czj.haizhou.test:8000/">海州市财政局</a>' in portal
    assert 'href="/jyj/zfxxgk/"' in get("/zfxxgk/").text


def test_a_county_s_department_stands_under_the_county(city: Body, portal: SiteHome, get: Get):
    county = body("海东县人民政府", city, BodyKind.GOVERNMENT)
    home = open_site(county, slug="haidong", host="www.haidong.test", by=None)
    open_site(body("海东县教育局", county), slug="jyj", parent=home, by=None)
    assert '<a class="above" href="/">海东县人民政府</a>' in get("/jyj/zfxxgk/", "www.haidong.test").text
    text = get("/").text
    assert "下级政府网站" in text
    assert "海东县教育局" not in text


def test_a_site_is_found_without_asking_the_database(
    by_path: SiteHome, by_host: SiteHome, rf: RequestFactory, django_assert_num_queries: Any
):
    sites()
    with django_assert_num_queries(0):
        found = site_of(rf.get("/jyj/zfxxgk/zn/", headers={"host": "127.0.0.1"}))
        assert found is not None
        assert (found.body.name, found.prefix) == ("海州市教育局", "/jyj/")
        other = site_of(rf.get("/jyj/zfxxgk/zn/", headers={"host": "czj.haizhou.test"}))
        assert other is not None
        assert (other.body.name, other.prefix) == ("海州市财政局", "/")


@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("/jyj/zfxxgk/fdzdgknr/xzxk-jg/", 0),  # a plain view of nothing: how many there are is known
        ("/jyj/zfxxgk/zn/", 2),  # a page: which, and what it says
        ("/jyj/tzgg/", 4),  # a list: how many, and which
    ],
)
def test_pages_ask_the_database_little(
    path: str, most: int, by_path: SiteHome, get: Get, django_assert_num_queries: Any
):
    parent = channel(by_path)
    for number in range(30):
        article(parent, f"关于第{number}件事的通知")
    get(f"{path}?x=warm")
    with django_assert_num_queries(most):
        assert get(f"{path}?x=1").status_code == 200


def test_the_county_s_reports_are_gathered_by_the_city(city: Body, by_path: SiteHome, by_host: SiteHome, get: Get):
    article(column(by_path, Kind.ANNUAL), "海州市教育局2024年政府信息公开工作年度报告")
    article(column(by_host, Kind.ANNUAL), "海州市财政局2024年政府信息公开工作年度报告")
    text = get("/zfxxgk/nb/").text
    assert "部门和下级政府的年度报告" in text
    assert 'href="/jyj/zfxxgk/nb/' in text
    assert 'href="http://czj.haizhou.test:8000/zfxxgk/nb/' in text
    assert "海州市财政局2024" not in get("/jyj/zfxxgk/nb/").text


def test_addresses_of_the_parts_are_not_the_platform_s(portal: SiteHome):
    assert reverse("page", args=[place(PARTS[0])]) == "/zfxxgk/zn/"
