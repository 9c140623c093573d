"""The public sites in a browser: no serious violation, no page wider than the screen, targets large enough to touch."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django import Settings

import gongkai.pages
from gongkai.bodies.models import Body
from gongkai.pages.columns import Kind, place
from gongkai.pages.models import ArticlePage, ChannelPage, SiteHome, TopicPage
from gongkai.pages.services import close_site, open_site
from tests.browser.conftest import DESKTOP, PHONE, Platform, grave_violations

CSS = (Path(gongkai.pages.__file__).parent / "static/pages/site.css").read_text("utf-8")
ADDRESSES = (
    "/",
    *(f"/{place(kind)}" for kind in Kind),
    "/zfxxgk/fdzdgknr/xzxk-jg/",
    "/wzdt/",
    "/wzasm/",
    "/zwdt/",
    "/zfxxgk/fdzdgknr/gfxwj/",
    "/zfxxgk/zc/?effect=in_force",
    "/zfxxgk/zx/",
    "/zfxxgk/rl/",
    "/zfxxgk/gb/",
    "/zfxxgk/bzml/",
    "/ss/?q=管理办法",
    "/ss/?q=没有这样的词",
    "/there-is-nothing-here/",
)
TOO_SMALL = """() => [...document.querySelectorAll('a, button, input, select')]
    .filter(each => each.offsetParent && !each.closest('p, li li p, .text p, .skip'))
    .map(each => [each.textContent.trim(), Math.round(each.getBoundingClientRect().height)])
    .filter(([text, height]) => height < 44)"""
"""What one touches and is lower than 44 px; links within a sentence may be."""


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_public_pages_can_be_used_by_everybody(
    size: dict[str, int], context: Callable[..., BrowserContext], platform: Platform
):
    page = context(viewport=size).new_page()
    shown = [_first_of(page, "/zwdt/"), _first_of(page, "/zfxxgk/zx/"), _first_of(page, "/zfxxgk/fdzdgknr/gfxwj/")]
    found = {}
    for address in (*ADDRESSES, *shown):
        page.goto(address)
        if wrong := _wrong(page, touched=size is PHONE):
            found[address] = wrong
    assert not found


def _first_of(page: Page, column: str) -> str:
    page.goto(column)
    return str(page.locator("main .rows a").first.get_attribute("href"))


def _wrong(page: Page, *, touched: bool) -> list[str]:
    wrong = grave_violations(page)
    if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
        wrong.append("wider than the screen")
    if touched:
        wrong += [f"too small to touch: {each}" for each in page.evaluate(TOO_SMALL)]
    return wrong


@pytest.mark.slow
def test_the_first_key_leads_past_the_navigation(page: Page):
    page.goto("/zfxxgk/zn/")
    page.keyboard.press("Tab")
    assert page.locator(":focus").text_content() == "跳到正文"
    assert page.locator(":focus").bounding_box()["width"] > 40  # type: ignore[index]
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main, footer') !== null")


# --- what the demo city has none of -----------------------------------------------------------------------------------


@pytest.fixture
def home(db: None, settings: Settings) -> SiteHome:
    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    body = Body.objects.create(name="海州市教育局", kind="department", phone="0599-8000001")
    return open_site(body, slug="jyj", by=None)


def looked_at(chromium: Browser, path: str, size: dict[str, int]) -> list[str]:
    """What is wrong with a page that the test's own database gives."""
    text = Client().get(f"{path}?fresh=1").content.decode()
    page = chromium.new_page(viewport=size)  # type: ignore[arg-type]
    try:
        page.set_content(re.sub(r'<link rel="stylesheet"[^>]*>', f"<style>{CSS}</style>", text))
        return _wrong(page, touched=size is PHONE)
    finally:
        page.close()


@pytest.mark.slow
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_topics_tables_and_long_lists_can_be_used_too(size: dict[str, int], chromium: Browser, home: SiteHome):
    topic = home.add_child(
        instance=TopicPage(
            title="义务教育招生", slug="zs", about="招生", keywords="招生", body=[("paragraph", "<p>介绍</p>")]
        )
    )
    channel = home.add_child(instance=ChannelPage(title="通知公告", slug="tzgg", about="通知", keywords="通知"))
    for number in range(21):
        channel.add_child(instance=ArticlePage(title=f"第{number}号通知", body=[("paragraph", "<p>正文</p>")]))
    table = {
        "columns": [{"type": "text", "heading": f"第{month}月"} for month in range(1, 13)],
        "rows": [{"values": ["1"] * 12}],
        "caption": "申请件数",
    }
    stored = [{"type": "heading", "value": "一、情况"}, {"type": "table", "value": table}]
    long = topic.add_child(instance=ArticlePage(title="统计", body=stored))
    found = {path: looked_at(chromium, path, size) for path in ("/zs/", "/tzgg/", long.url)}
    assert not {path: wrong for path, wrong in found.items() if wrong}


@pytest.mark.slow
def test_a_closed_site_and_an_empty_installation_can_be_read_by_everybody(chromium: Browser, home: SiteHome):
    close_site(home, by=None)
    assert looked_at(chromium, "/", PHONE) == []
    SiteHome.objects.get(pk=home.pk).delete()
    assert "还没有网站" in Client().get("/?fresh=2").text
    assert looked_at(chromium, "/", PHONE) == []
