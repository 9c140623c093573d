"""Somebody applies in a browser: on a phone with its script, and in one that has none; by keyboard, and enlarged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import DESKTOP, NewContext, Platform, grave_violations

pytestmark = pytest.mark.slow

PHONE = {"width": 390, "height": 844}
ENTRY = "/jyj/zfxxgk/ysqgk/"
NUMBER, PHONE_NUMBER = "11010519491231002X", "13850001234"
SOUGHT = "第三小学教学楼扩建项目的立项批复（虚构）"
FILE = {"name": "证件.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 100}
TOO_LOW = """() => [...document.querySelectorAll('a, button, input, select, summary')]
    .filter(each => each.offsetParent && !each.closest('p, li li p, .text p, .skip'))
    .map(each => each.matches('[type=radio], [type=checkbox]') ? each.closest('label') : each)
    .map(each => [each.textContent.trim(), Math.round(each.getBoundingClientRect().height)])
    .filter(([text, height]) => height < 44)"""
"""What one touches and is lower than 44 px; of radio buttons and boxes that is the label around them."""


def fine(page: Page, *, touched: bool = False) -> None:
    """No grave violation, nothing wider than the screen, nothing too small to touch."""
    assert grave_violations(page) == [], page.url
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), page.url
    if touched:
        assert page.evaluate(TOO_LOW) == [], page.url


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def what(page: Page) -> None:
    page.get_by_label("所需信息的内容").fill(SOUGHT)


def who(page: Page) -> None:
    page.get_by_label("姓名或者名称").fill("林小英")
    page.get_by_label("证件号码", exact=True).fill(NUMBER)


def reach(page: Page) -> None:
    page.get_by_label("联系电话", exact=True).fill(PHONE_NUMBER)
    page.get_by_label("身份证明", exact=True).set_input_files(FILE)  # type: ignore[arg-type]


def test_somebody_on_a_phone_applies_follows_and_writes(context: NewContext, platform: Platform, tmp_path: Path):
    browser = context(viewport=PHONE)
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(f"{request.url} {request.headers.get('referer', '')}"))
    page.goto(ENTRY)
    fine(page, touched=True)
    page.get_by_role("link", name="申请公开", exact=True).click()
    for number, fill in enumerate((what, who, reach), 1):
        expect(page.locator(".step:visible")).to_have_count(1)
        expect(page.get_by_text(f"第{number}步，共5步")).to_be_visible()
        fine(page, touched=True)
        press(page, "下一步")
        if number < 3:
            expect(page.locator(".missing").first).to_be_visible()  # nothing is skipped
        else:
            page.go_back()
        fill(page)
        press(page, "下一步")
    fine(page, touched=True)
    press(page, "下一步")
    fine(page, touched=True)
    press(page, "核对后提交")
    page.wait_for_url(re.compile("/hd/$"))
    expect(page.get_by_text(NUMBER)).to_be_visible()
    expect(page.get_by_text("安全校验完成，可以提交")).to_be_visible(timeout=60_000)
    expect(page.get_by_label("等于几")).to_be_hidden()
    fine(page, touched=True)
    press(page, "提交")
    page.wait_for_url(re.compile("/hz/$"))
    number, code = page.locator("dd.big").all_inner_texts()
    fine(page, touched=True)
    page.goto(f"{ENTRY}cx/#{number}.{code}")
    expect(page).to_have_url(f"{platform.url}{ENTRY}cx/")  # the rest was taken off the address
    expect(page.get_by_label("查询码")).to_have_value(code)
    fine(page, touched=True)
    press(page, "查询")
    page.wait_for_url(re.compile("/cx/[0-9a-f-]{36}/$"))
    expect(page.get_by_role("heading", name="待确认")).to_be_visible()
    page.get_by_label("给受理机关留言").fill("请问大约什么时候能答复？")
    press(page, "发送")
    expect(page.get_by_text("留言已经发给受理机关")).to_be_visible()
    expect(page.locator(".messages")).to_contain_text("请问大约什么时候能答复？")
    fine(page, touched=True)
    told = "\n".join(asked)
    for secret in (NUMBER, PHONE_NUMBER, "林小英", SOUGHT, code, number):
        assert secret not in told
    press(page, "退出查询")
    assert page.goto(next(each for each in asked if re.search(r"/cx/[0-9a-f-]{36}/ ", each)).split()[0]).status == 404


def test_without_a_script_it_is_one_form_and_a_question(context: NewContext):
    page = context(viewport=PHONE, java_script_enabled=False).new_page()
    page.goto(f"{ENTRY}sq/")
    expect(page.locator(".step:visible")).to_have_count(5)
    press(page, "核对后提交")
    expect(page.get_by_role("alert")).to_contain_text("请填写所需信息的内容")
    page.get_by_role("link", name="请填写所需信息的内容").click()
    for fill in (what, who, reach):
        fill(page)
    press(page, "查一查有没有公开")
    expect(page.get_by_label("所需信息的内容")).to_have_value(SOUGHT)
    expect(page.locator(".kept")).to_contain_text("证件.png")
    press(page, "核对后提交")
    expect(page.get_by_role("heading", name="核对并提交")).to_be_visible()
    signs = "零一二三四五六七八九"
    one, other = re.search("(.)加(.)等于几", page.locator(".question label").inner_text()).groups()  # type: ignore[union-attr]
    page.get_by_label("等于几").fill(str(signs.index(one) + signs.index(other)))
    press(page, "提交")
    expect(page.get_by_role("heading", name="已经提交")).to_be_visible()


def test_what_is_public_is_offered_while_one_types_and_spares_the_asking(context: NewContext):
    page = context(viewport=PHONE).new_page()
    page.goto(f"{ENTRY}sq/")
    page.get_by_label("信息的名称").fill("政务服务事项管理办法")
    first = page.locator(".offers li").first
    expect(first).to_be_visible()
    expect(first.locator("mark").first).to_be_visible()
    fine(page, touched=True)
    first.get_by_role("button").click()
    page.wait_for_url(re.compile("/zfxxgk/fdzdgknr/"))


def test_on_the_portal_one_is_led_to_a_body(context: NewContext):
    page = context(viewport=PHONE).new_page()
    page.goto("/zfxxgk/ysqgk/sq/")
    press(page, "下一步")
    expect(page.get_by_text("请选择向哪个机关申请")).to_be_visible()
    page.get_by_label("不确定向谁申请").fill("教育局")
    page.keyboard.press("Enter")
    page.locator(".hints").get_by_role("button", name="云溪市教育局").click()
    fine(page, touched=True)
    expect(page.get_by_label("向哪个机关申请")).not_to_have_value("")
    press(page, "下一步")
    expect(page.get_by_role("heading", name="要什么信息")).to_be_visible()


def test_it_is_filled_in_by_keyboard_alone(context: NewContext):
    page = context().new_page()
    page.goto(f"{ENTRY}sq/")
    page.get_by_label("信息的名称").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type(SOUGHT)
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Shift+Tab")
    expect(page.get_by_role("button", name="下一步")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#step-who")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("商业企业")).to_be_checked()
    expect(page.get_by_label("证件类型", exact=True)).to_have_value("credit_code")  # what fits the kind
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Tab")
    page.keyboard.type("林小英")
    page.keyboard.press("Enter")  # leads on, and never sends
    expect(page.locator("#id_number_missing")).to_be_visible()
    expect(page.get_by_label("证件号码", exact=True)).to_be_focused()
    assert "id_number_missing" in str(page.get_by_label("证件号码", exact=True).get_attribute("aria-describedby"))


def test_at_twice_the_size_nothing_is_lost(context: NewContext):
    """200 % on a desk of 1280 is what a window of 640 shows."""
    page = context(viewport={"width": DESKTOP["width"] // 2, "height": DESKTOP["height"] // 2}).new_page()
    for path in ("sq/", "cx/", "gz/", "dfml/", "sq/jx/"):
        page.goto(f"{ENTRY}{path}")
        fine(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_is_wrong_is_told_and_led_to(context: NewContext, size: dict[str, int]):
    page = context(viewport=size).new_page()
    page.goto(f"{ENTRY}sq/")
    what(page)
    press(page, "下一步")
    who(page)
    page.get_by_label("证件号码", exact=True).fill("110105194912310021")
    press(page, "下一步")
    reach(page)
    for _ in range(2):
        press(page, "下一步")
    press(page, "核对后提交")
    expect(page.locator("#wrong")).to_be_focused()
    expect(page.locator("#step-who")).to_be_visible()
    fine(page, touched=size is PHONE)
    press(page, "上一步")
    expect(page.get_by_label("所需信息的内容")).to_have_value(SOUGHT)
    page.get_by_role("link", name="身份证号码的校验位不对").click()
    expect(page.get_by_label("证件号码", exact=True)).to_be_focused()
    page.get_by_label("证件号码", exact=True).fill(NUMBER)
    for _ in range(3):
        press(page, "下一步")
    press(page, "核对后提交")
    page.wait_for_url(re.compile("/hd/$"))


def test_it_is_saved_and_taken_up_again_in_another_browser(context: NewContext):
    page = context(viewport=PHONE).new_page()
    page.goto(f"{ENTRY}sq/")
    what(page)
    press(page, "先保存，以后再填")
    code = page.locator(".code").inner_text()
    fine(page, touched=True)
    other = context(viewport=PHONE).new_page()
    other.goto(f"{ENTRY}sq/jx/")
    fine(other, touched=True)
    other.get_by_label("续填码").fill(code)
    press(other, "接着填写")
    expect(other.get_by_label("所需信息的内容")).to_have_value(SOUGHT)
