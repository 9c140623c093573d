"""One request from end to end, in real browsers: a citizen asks on a phone, an officer confirms, searches and gives
what may be given, three decide, two of them on a phone, the officer serves it online, and the citizen has it."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pypdfium2
import pytest
from docx import Document
from playwright.sync_api import Download, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, NewContext, grave_violations, sign_in

pytestmark = pytest.mark.slow

ENTRY = "/jyj/zfxxgk/ysqgk/"
SOUGHT = "第五小学操场改造的验收记录（虚构）"
PICTURE = {"name": "证件.png", "mimeType": "image/png", "buffer": b"\x89PNG\r\n\x1a\n" + b"0" * 100}
TELEPHONE = "13811112222"


def record() -> bytes:
    """What is found: a page of which a line is somebody's own affair."""
    document, file = Document(), io.BytesIO()
    document.add_heading("操场改造验收记录（虚构）", 1)
    document.add_paragraph("验收结论：合格，塑胶面层厚度十三毫米。")
    document.add_paragraph(f"施工单位联系人：王安平，手机{TELEPHONE}。")
    document.save(file)
    return file.getvalue()


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def fine(page: Page) -> None:
    assert grave_violations(page) == [], page.url
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth"), page.url


def asks(page: Page) -> tuple[str, str]:
    """The citizen fills in the form, step by step; number and code."""
    page.goto(f"{ENTRY}sq/")
    page.get_by_label("所需信息的内容").fill(SOUGHT)
    press(page, "下一步")
    page.get_by_label("姓名或者名称").fill("林小英")
    page.get_by_label("证件号码", exact=True).fill("11010519491231002X")
    press(page, "下一步")
    page.get_by_label("联系电话", exact=True).fill("13850001234")
    page.get_by_label("身份证明", exact=True).set_input_files(PICTURE)  # type: ignore[arg-type]
    press(page, "下一步")
    press(page, "下一步")
    press(page, "核对后提交")
    page.wait_for_url(re.compile("/hd/$"))
    expect(page.get_by_text("安全校验完成，可以提交")).to_be_visible(timeout=60_000)
    press(page, "提交")
    page.wait_for_url(re.compile("/hz/$"))
    number, code = page.locator("dd.big").all_inner_texts()
    return number, code


def follows(page: Page, number: str, code: str) -> None:
    page.goto(f"{ENTRY}cx/")
    page.get_by_label("编号").fill(number)
    page.get_by_label("查询码").fill(code)
    press(page, "查询")
    page.wait_for_url(re.compile("/cx/[0-9a-f-]{36}/$"))


def act(page: Page, name: str) -> None:
    """What stands among the actions of a case or of a letter."""
    page.locator(".desk-actions, .office-actions").get_by_role("link", name=name, exact=True).first.click()


def handles(page: Page, number: str) -> str:
    """The officer confirms, searches, takes out what is private, drafts and sends in; the address of the letter."""
    page.goto(f"/office/cases/?q={number}")
    page.locator("a.office-row").first.click()
    page.wait_for_url(re.compile(r"/office/cases/\d+/$"))
    case = page.url
    fine(page)
    act(page, "确认收到")
    page.get_by_label("怎样确认的").fill("电话告知申请人，当日通话")
    press(page, "确认")
    page.wait_for_url(case)
    act(page, "登记检索")
    page.get_by_label("检索范围").fill("基建科2024年以来的电子档案")
    page.get_by_label("检索方法").fill("以“操场改造”为关键词检索")
    page.get_by_label("检索到", exact=True).check(force=True)
    page.locator("input[type=file]").set_input_files(
        {"name": "验收记录.docx", "mimeType": "application/octet-stream", "buffer": record()}
    )
    press(page, "登记")
    page.wait_for_url(re.compile(r"/office/cases/\d+/"))
    page.get_by_role("link", name="遮盖后提供").first.click()
    page.get_by_label("第一部分里还要遮盖的字词").fill("王安平")
    page.get_by_label("第一部分是什么内容").fill("施工单位联系人的姓名和手机号码")
    first = page.locator("details.give-of").first
    first.get_by_label("依据").select_option("third_party_rights")
    first.get_by_label("理由").fill("属于个人隐私，公开会损害其合法权益")
    fine(page)
    press(page, "遮盖、核验并列入提供的信息")
    page.wait_for_url(re.compile(r"/office/cases/\d+/"))
    act(page, "拟写答复书")
    page.get_by_role("link", name="部分公开").click()
    page.get_by_label("没有征求第三方意见的原因").fill("只涉及联系方式，依法不予公开")
    fine(page)
    press(page, "拟稿")
    page.wait_for_url(re.compile(r"/office/cases/letters/\d+/$"))
    fine(page)
    letter = page.url
    press(page, "送审")
    expect(page.locator("body")).to_contain_text("合法性审查")
    return letter


def decides(page: Page) -> None:
    """Whoever reviews opens what waits, and passes it."""
    page.goto("/office/cases/approvals/")
    fine(page)
    page.locator("tr", has_text="部分公开").filter(has_text=re.compile(r"20\d\d-\d{4}")).last.locator(
        "a.office-row"
    ).click()
    fine(page)
    page.get_by_role("radio", name="通过").check(force=True)
    press(page, "确定")
    page.wait_for_url("**/office/cases/approvals/")


def got(page: Page, name: str) -> bytes:
    """A file that the citizen downloads."""
    with page.expect_download() as waited:
        page.get_by_role("link", name=name).first.click()
    download: Download = waited.value
    return Path(download.path()).read_bytes()


def test_a_request_from_a_phone_to_what_was_asked_for(context: NewContext):
    citizen = context(viewport=PHONE).new_page()
    number, code = asks(citizen)
    follows(citizen, number, code)
    expect(citizen.get_by_role("heading", name="待确认")).to_be_visible()

    officer = sign_in(context(viewport=DESKTOP).new_page(), "chenyi")
    letter = handles(officer, number)
    for username, screen in (("huangsan", DESKTOP), ("liner", PHONE), ("wusi", PHONE)):
        decides(sign_in(context(viewport=screen).new_page(), username))
    officer.goto(letter)
    act(officer, "登记送达")
    press(officer, "登记送达")
    officer.wait_for_url(re.compile(r"/office/cases/\d+/"))

    citizen.reload()
    expect(citizen.get_by_role("heading", name="不服的，可以这样救济")).to_be_visible()
    fine(citizen)
    given = "".join(each.text for each in Document(io.BytesIO(got(citizen, "验收记录"))).paragraphs)
    assert "塑胶面层厚度十三毫米" in given
    assert TELEPHONE not in given
    assert "王安平" not in given
    with pypdfium2.PdfDocument(got(citizen, "部分公开")) as pdf:
        text = "".join(page.get_textpage().get_text_bounded() for page in pdf)
    assert number in text
    assert "施工单位联系人的姓名和手机号码" in re.sub(r"\s", "", text)
