"""The back office in a browser: by keys, on a phone, and as axe sees it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewContext, grave_violations, sign_in

pytestmark = pytest.mark.slow

PAGES = {
    "xitong": (
        "/office/", "/office/bodies/", "/office/bodies/?kind=department&q=市", "/office/bodies/1/",
        "/office/bodies/tree/", "/office/bodies/3/edit/", "/office/bodies/3/merge/", "/office/bodies/add/",
        "/office/bodies/import/",
        "/office/jobs/", "/office/notices/", "/office/policy/", "/office/account/", "/office/bodies/999/",
    ),
    "anquan": (
        "/office/people/", "/office/people/add/", "/office/people/4/", "/office/people/4/appoint/",
        "/office/people/4/password/", "/office/people/locks/", "/office/bodies/1/",
    ),
}  # fmt: skip


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("username", PAGES)
def test_no_page_has_a_grave_barrier_or_is_wider_than_the_screen(
    username: str, width: dict[str, int], context: NewContext
):
    page = sign_in(context(viewport=width).new_page(), username)
    for path in PAGES[username]:
        page.goto(path)
        page.wait_for_load_state("networkidle")
        assert grave_violations(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth") <= width["width"], path


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.textContent.trim()"))


def test_a_list_is_worked_by_keys(page: Page):
    sign_in(page, "xitong").goto("/office/bodies/")
    rows = page.locator(".office-table a.office-row")
    first, second = rows.nth(0).inner_text(), rows.nth(1).inner_text()
    page.keyboard.press("j")
    assert focused(page) == first
    page.keyboard.press("j")
    assert focused(page) == second
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    assert focused(page) == second
    page.keyboard.press("/")
    page.keyboard.type("jk教育")
    expect(page.locator("[data-search-form] input[name=q]")).to_have_value("jk教育")
    page.locator("[data-search-form] input[name=q]").fill("教育")
    expect(rows).to_have_count(1)
    page.locator("[data-search-form] input[name=q]").blur()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    page.wait_for_url("**/office/bodies/*/")
    expect(page.get_by_role("heading", level=1)).to_have_text("云溪市教育局")


def test_whoever_turned_the_keys_off_is_not_bothered_by_them(page: Page):
    sign_in(page, "liner").goto("/office/account/")
    page.get_by_role("checkbox", name="快捷键").uncheck(force=True)
    page.get_by_role("button", name="保存").click()
    page.goto("/office/bodies/")
    page.keyboard.press("j")
    assert "office-row" not in page.evaluate("document.activeElement.className")


def test_on_a_phone_a_row_is_a_card_that_names_its_members(context: NewContext):
    page = sign_in(context(viewport=PHONE).new_page(), "xitong")
    page.goto("/office/bodies/?q=教育局")
    card = page.locator(".office-table tbody tr")
    expect(card).to_have_count(1)
    assert card.bounding_box()["width"] <= PHONE["width"]
    assert page.locator(".office-table thead").bounding_box()["width"] <= 1
    label = "getComputedStyle(document.querySelector('.office-table td:nth-child(2)'), '::before').content"
    assert page.evaluate(label) == '"类别"'


def test_the_heading_of_a_long_list_stays_in_sight(context: NewContext):
    page = sign_in(context(viewport={"width": 1280, "height": 500}).new_page(), "xitong")
    page.goto("/office/bodies/?standing=all")
    page.mouse.move(700, 300)
    page.mouse.wheel(0, 2000)
    page.wait_for_timeout(500)
    top = page.locator(".office-table thead th").first.bounding_box()["y"]
    assert 0 <= top <= 80
    assert page.locator(".office-table tbody tr").first.bounding_box()["y"] < top


def test_a_search_is_saved_and_found_again_as_a_tab(page: Page):
    sign_in(page, "xitong").goto("/office/bodies/?kind=department")
    page.get_by_text("保存当前筛选").click()
    page.get_by_label("名称", exact=True).fill("各部门")
    page.get_by_role("button", name="保存", exact=True).click()
    tab = page.get_by_role("link", name="各部门")
    expect(tab).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="删除筛选“各部门”").click()
    expect(tab).to_have_count(0)


def test_a_body_is_named_with_the_help_of_suggestions(page: Page):
    sign_in(page, "xitong").goto("/office/bodies/3/merge/")
    page.get_by_label("并入哪个机关").press_sequentially("石桥")
    offered = page.locator("datalist option")
    expect(offered).to_have_count(1)
    assert offered.first.get_attribute("value") == "清河县石桥镇人民政府（清河县人民政府）"


def test_a_job_is_followed_to_its_end(page: Page):
    """A table too long for a page: uploaded, confirmed, done by the worker beside the server, told by the bell."""
    sign_in(page, "xitong").goto("/office/bodies/import/")
    lines = "".join(f"云溪市第{n}实验学校,公共企事业单位,云溪市教育局\n" for n in range(250))
    table = f"名称,类别,上级机关\n{lines}".encode()
    page.locator("input[type=file]").set_input_files({"name": "学校.csv", "mimeType": "text/csv", "buffer": table})
    page.get_by_role("button", name="核对").click()
    expect(page.get_by_text("新增250个，改动0个")).to_be_visible()
    page.get_by_role("button", name="确认导入").click()
    expect(page.get_by_text("已完成", exact=True)).to_be_visible(timeout=60_000)
    page.goto("/office/")
    page.get_by_role("link", name="通知，").click()
    page.get_by_role("link", name="导入机关名录：已完成").first.click()
    page.wait_for_url("**/office/jobs/*/")
