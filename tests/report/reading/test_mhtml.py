"""A page that a browser or Word saved as one file."""

from __future__ import annotations

import base64
import quopri

import pytest

from gongkai.report import NotReadable, dumps, read
from tests.report.builders import full_report

REPORT = full_report()
PAGE = dumps(REPORT, "html").decode()
PICTURE = b"Content-Type: image/png\nContent-Transfer-Encoding: base64\n\niVBORw0KGgo=\n"
STYLE = b"Content-Type: text/css\n\ntable { border: 0 }\n"
SAVERS = {
    "Chrome": b"From: <Saved by Blink>\nSnapshot-Content-Location: https://www.yunxi.example/2023.html\n"
    b"Subject: =?utf-8?Q?=E5=B9=B4=E6=8A=A5?=\nDate: Mon, 22 Jan 2024 10:00:00 -0000\nMIME-Version: 1.0\n",
    "Word": b"MIME-Version: 1.0\nX-Document-Type: Worksheet\n",
    "Internet Explorer": b"From: =?gb2312?B?08kgV2luZG93cw==?=\nSubject: =?gb2312?B?xOqxqA==?=\n"
    b"Date: Mon, 22 Jan 2024 10:00:00 +0800\nMIME-Version: 1.0\nX-MimeOLE: Produced By Microsoft MimeOLE\n",
}


def saved(*parts: bytes, head: bytes = SAVERS["Chrome"]) -> bytes:
    kind = b'Content-Type: multipart/related;\n\ttype="text/html";\n\tboundary="----=_Next"\n\n'
    return head + kind + b"".join(b"------=_Next\n" + part for part in parts) + b"------=_Next--\n"


def page(text: str = PAGE, charset: str = "utf-8", encoding: str = "quoted-printable") -> bytes:
    """The page as a part; `encoding` is how its bytes are kept to seven bits."""
    data = text.replace('charset="utf-8"', f'charset="{charset}"').encode(charset)
    packed = {"quoted-printable": quopri.encodestring, "base64": base64.encodebytes, "8bit": bytes}[encoding](data)
    return f"Content-Type: text/html\nContent-Transfer-Encoding: {encoding}\n\n".encode() + packed + b"\n"


def refused(data: bytes) -> str:
    with pytest.raises(NotReadable) as caught:
        read(data, name="年报.mht")
    return str(caught.value)


@pytest.mark.parametrize("saver", SAVERS)
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"], ids=["unix", "dos"])
def test_the_page_in_it_is_read(saver: str, newline: bytes):
    read_ = read(saved(page(), PICTURE, head=SAVERS[saver]).replace(b"\n", newline), name="年报.mht")
    plain = read(PAGE.encode(), name="年报.html")
    assert read_ == plain
    assert (read_.cells, read_.body, read_.year) == (REPORT.cells, REPORT.body, REPORT.year)
    assert read_.text("overview") == REPORT.text("overview")


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "utf-16"])
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_in_every_encoding(charset: str, encoding: str):
    assert read(saved(page(charset=charset, encoding=encoding))) == read(PAGE.encode())


def test_styles_and_pictures_before_the_page_do_not_matter():
    assert read(saved(STYLE, PICTURE, page(), PICTURE)) == read(PAGE.encode())


@pytest.mark.parametrize("saver", SAVERS)
@pytest.mark.parametrize("encoding", ["quoted-printable", "base64", "8bit"])
def test_a_page_without_parts_is_read(saver: str, encoding: str):
    assert read(SAVERS[saver] + page(encoding=encoding), name="年报.mht") == read(PAGE.encode())


@pytest.mark.parametrize("before", [b"\xef\xbb\xbf", b"\r\n", b"\n\n", b"\xef\xbb\xbf\n"], ids=repr)
@pytest.mark.parametrize("data", [saved(page(), PICTURE), SAVERS["Word"] + page()], ids=["parts", "page"])
def test_what_stands_before_the_headers_does_not_matter(before: bytes, data: bytes):
    assert read(before + data) == read(PAGE.encode())


def test_the_report_is_found_in_a_frame():
    around = page(
        "<html><body><h1>政务公开</h1><p>年报</p><iframe src='cid:1@mhtml'></iframe><p>版权所有</p></body></html>"
    )
    advertisement = page("<html><body><table><tr><td>1</td></tr></table></body></html>")
    whole = read(PAGE.encode())
    assert read(saved(around, page(), advertisement)) == whole
    assert read(saved(around, advertisement, page())) == whole


def test_a_text_that_speaks_of_such_headers_is_a_text():
    text = dumps(REPORT, "txt")
    assert read(b"Title: MIME-Version:\n" + text).cells == REPORT.cells


@pytest.mark.parametrize("name", ["年报.mhtml", "年报.doc", "年报.html", ""])
def test_the_content_and_not_the_extension_tells(name: str):
    assert read(saved(page()), name=name).cells == REPORT.cells


def test_one_without_a_page_says_so():
    assert refused(saved(PICTURE, STYLE)) == "单个文件网页里没有HTML正文"
    assert refused(saved(b"Content-Type: text/html\n\n")) == "单个文件网页里没有HTML正文"


def test_one_of_another_page_is_no_report():
    assert "不是政府信息公开工作年度报告" in refused(saved(page("<html><body><p>放假通知</p></body></html>")))


def test_of_one_that_was_cut_off_no_cell_is_made_up():
    whole = saved(page(encoding="base64"))
    report = read(whole[: len(whole) * 2 // 3])
    known = {key: value.number for key, value in report.cells.items() if value.number is not None}
    assert 0 < len(known) < len(REPORT.cells)
    assert known == {key: REPORT.number(key) for key in known}
