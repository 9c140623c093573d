"""The desk of the register in a browser: from a file to the public, by a phone too, and as axe sees it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, NewContext, grave_violations, sign_in
from tests.documents.test_reading import docx

pytestmark = pytest.mark.slow

NARROW = {"width": 360, "height": 740}
PAGES = (
    "register/", "register/enter/", "{item}", "{item}edit/", "{item}relate/", "{item}sites/", "{item}outlet/",
    "reviews/", "routes/", "deposits/pack/", "deposits/counts/", "reassessments/",
)  # fmt: skip


def whole(page: Page, path: str) -> None:
    """A page without grave barriers that is no wider than the screen."""
    assert grave_violations(page) == [], path
    assert page.viewport_size is not None
    assert page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"], path


@pytest.mark.parametrize("width", [DESKTOP, NARROW], ids=["desk", "phone"])
def test_no_page_has_a_grave_barrier_or_is_wider_than_the_screen(width: dict[str, int], context: NewContext):
    page = sign_in(context(viewport=width).new_page(), "chenyi")
    page.goto("/office/register/?state=published&state=draft")
    item = str(page.locator("a.office-row").first.get_attribute("href"))
    for path in PAGES:
        answer = page.goto("/office/" + path.format(item=item.removeprefix("/office/")))
        assert answer is not None
        assert answer.ok, path
        page.wait_for_load_state("networkidle")
        whole(page, path)


def read(page: Page, folder: Path, data: bytes) -> None:
    (folder / "通知.docx").write_bytes(data)
    page.goto("/office/register/enter/")
    page.locator("input[type=file]").set_input_files(folder / "通知.docx")
    expect(page.get_by_text("读自文件，请核对").first).to_be_visible()


def test_an_item_goes_from_its_file_to_the_public(context: NewContext, tmp_path: Path):
    officer = sign_in(context().new_page(), "chenyi")
    read(officer, tmp_path, docx())
    expect(officer.get_by_label("名称")).to_have_value("海州市教育局关于做好2026年义务教育招生工作的通知")
    expect(officer.get_by_role("textbox", name="正文")).to_contain_text("坚持免试就近入学")
    whole(officer, "what was read")
    officer.get_by_label("公开目录").select_option("msbz-jy")
    officer.get_by_role("button", name="保存", exact=True).click()
    officer.wait_for_url(re.compile(r"/office/register/\d+/$"))
    item = officer.url
    expect(officer.locator(".desk-text table")).to_contain_text("第一小学")
    officer.locator("section", has=officer.get_by_role("heading", name="附件")).get_by_role(
        "link", name="删除个人信息"
    ).click()  # the properties of the file name its writer
    officer.get_by_role("button", name="删除并核验").click()
    officer.wait_for_url(item)
    officer.get_by_role("button", name="送审").click()
    officer.get_by_role("link", name="去审查：公开属性确认").click()
    officer.get_by_role("radio", name="通过").check(force=True)
    officer.get_by_role("button", name="确定").click()
    officer.wait_for_url("**/office/reviews/")

    reviewer = sign_in(context(viewport=NARROW).new_page(), "liner")
    reviewer.goto("/office/reviews/")
    reviewer.get_by_role("link", name="义务教育招生工作").click()
    expect(reviewer.locator("#steps + ol, #steps ~ ol")).to_contain_text("陈一")
    whole(reviewer, "a step")
    reviewer.get_by_role("button", name="《保守国家秘密法》第三十五条").click()
    reviewer.get_by_role("radio", name="通过").check(force=True)
    reviewer.get_by_role("button", name="确定").click()
    reviewer.wait_for_url("**/office/reviews/")

    leader = sign_in(context(viewport=NARROW).new_page(), "wusi")
    leader.goto("/office/reviews/")
    leader.get_by_role("link", name="义务教育招生工作").click()
    leader.get_by_role("radio", name="通过").check(force=True)
    leader.get_by_role("button", name="确定").click()
    leader.wait_for_url("**/office/reviews/")

    officer.goto(item)
    officer.locator(".desk-actions").get_by_role("link", name="公开", exact=True).click()
    officer.get_by_role("button", name="立即公开").click()
    officer.wait_for_url(item)
    whole(officer, "a public item")
    link = officer.get_by_role("link", name="看公开的页面").get_attribute("href")
    assert link is not None
    public = context().new_page()
    public.goto(re.sub(r"^https?://[^/]+", "", link))
    expect(public.locator("body")).to_contain_text("坚持免试就近入学")


def test_what_is_pasted_is_cleaned_and_read(context: NewContext):
    page = sign_in(context().new_page(), "chenyi")
    page.goto("/office/register/enter/")
    pasted = (
        "<style>p{color:red}</style><p>云教〔2026〕9号</p><p><b>关于放假的通知</b></p>"
        "<p style='text-align:center' onclick='alert(1)'>各学校：</p>"
        "<p>放假<img src=x>三天。</p><script>alert(2)</script>"
    )
    page.get_by_role("textbox", name="正文").evaluate(
        """(editor, html) => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            editor.focus();
            editor.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true}));
        }""",
        pasted,
    )
    expect(page.get_by_label("名称")).to_have_value("关于放假的通知")
    expect(page.get_by_label("文号")).to_have_value("云教〔2026〕9号")
    value = page.locator("textarea[name=text]").input_value()
    assert value.replace("\n", "") == '<p class="centred">各学校：</p><p>放假三天。</p>'


def test_the_text_is_set_with_the_keys_of_its_toolbar(context: NewContext):
    page = sign_in(context().new_page(), "chenyi")
    page.goto("/office/register/enter/")
    editor = page.get_by_role("textbox", name="正文")
    editor.click()
    page.get_by_role("button", name="一级标题").click()
    page.keyboard.type("一、题")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="正文段落").click()
    page.keyboard.type("段落")
    page.get_by_role("button", name="居右").click()
    value = page.locator("textarea[name=text]").input_value()
    assert value == '<h2>一、题</h2><p class="right">段落</p>'


def test_grounds_are_asked_for_where_the_attribute_wants_them(context: NewContext):
    page = sign_in(context().new_page(), "chenyi")
    page.goto("/office/register/enter/")
    ground = page.locator("select[name=ground]")
    expect(ground).to_be_hidden()
    page.get_by_role("radio", name="不予公开").check(force=True)
    expect(ground).to_be_visible()
    offered = ground.locator("optgroup:not([disabled]) option").all_inner_texts()
    assert any("内部事务信息" in each for each in offered)
    assert not any("特定当事人" in each for each in offered)
    page.get_by_role("radio", name="主动公开").check(force=True)
    expect(ground).to_be_hidden()
