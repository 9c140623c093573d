"""Files that are no report, or not whole: one Chinese sentence each, and never a guess."""

from __future__ import annotations

import io
import os
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.report import NotReadable, dumps, read
from gongkai.report.form import EDITIONS
from gongkai.report.sources import LARGEST
from gongkai.report.values import UNKNOWN
from tests.report.builders import full_report


def refused(data: bytes, name: str = "") -> str:
    with pytest.raises(NotReadable) as caught:
        read(data, name=name)
    message = str(caught.value)
    assert "\n" not in message
    assert any("\u4e00" <= char <= "\u9fff" for char in message)
    return message


@pytest.mark.parametrize("data", [b"", b" \r\n\t ", b"\xef\xbb\xbf", b"\x00" * 100])
def test_an_empty_file(data: bytes):
    assert refused(data) == "文件是空的"


def test_a_text_about_something_else():
    assert "不是政府信息公开工作年度报告" in refused("今天天气很好。\n我们去公园。\n".encode())


def test_a_page_that_only_lists_reports():
    items = "".join(f"<li>{year}年政府信息公开工作年度报告</li>" for year in (2023, 2022))
    page = f"<html><body><ul>{items}</ul></body></html>"
    assert "目录页" in refused(page.encode())


@pytest.mark.parametrize("kind", ["docx", "xlsx", "pdf"])
def test_a_file_that_was_cut_off(kind: str):
    whole = dumps(full_report(), kind)
    message = refused(whole[: len(whole) // 2], name=f"report.{kind}")
    assert "不完整" in message


def zipped(parts: dict[str, str | bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return packed.getvalue()


def test_a_docx_without_its_text():
    assert "缺少word/document.xml" in refused(zipped({"[Content_Types].xml": "<Types/>", "word/styles.xml": "<a/>"}))


def test_a_docx_whose_xml_is_broken():
    assert "正文XML" in refused(zipped({"word/document.xml": "<w:document><w:body>"}))


@pytest.mark.parametrize("part", ["word/document.xml", "xl/workbook.xml"])
def test_a_zip_bomb(part: str):
    assert "压缩炸弹" in refused(zipped({part: b" " * (80 * 2**20)}))


def test_an_archive_that_is_no_document():
    assert "压缩包" in refused(zipped({"2023年报.txt": "x"}))


def test_a_file_of_200_megabytes(tmp_path: Path):
    path = tmp_path / "big.pdf"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(NotReadable, match=r"文件过大（200 MB，上限64 MB）"):
        read(path)
    with pytest.raises(NotReadable, match="文件过大"):
        read(b"x" * (LARGEST + 1))


def test_a_directory(tmp_path: Path):
    with pytest.raises(NotReadable, match="目录"):
        read(tmp_path)


def test_a_scan_without_text():
    assert "没有文字层" in refused(_pdf(b""))


def test_a_pdf_that_asks_for_a_password():
    message = refused(_pdf(b"", encrypted=True))
    assert "加密" in message


def test_a_picture():
    assert "图片" in refused(b"\x89PNG\r\n\x1a\n" + os.urandom(400), name="报告.docx")


def test_noise():
    assert "编码" in refused(bytes(range(128, 256)) * 40)


def test_text_in_an_unknown_encoding():
    assert "编码" in refused("отчёт о работе".encode("koi8-r") * 40)


def test_a_compound_file_that_is_encrypted():
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
    assert "已加密" in refused(data)


def test_ofd_is_named():
    assert "OFD" in refused(zipped({"OFD.xml": "<ofd:OFD/>"}))


def test_json_of_another_kind():
    assert refused(b'{"format": "gongkai.annual-report/1", "cells": 7}')


@pytest.mark.parametrize("kind", ["docx", "pdf", "xlsx", "html", "md", "json"])
def test_the_extension_does_not_matter(kind: str, tmp_path: Path):
    report = full_report()
    path = tmp_path / "report.doc"
    path.write_bytes(dumps(report, kind))
    assert read(path).cells == report.cells


@pytest.mark.parametrize("kind", ["txt", "md", "html", "docx", "xlsx", "json"])
@pytest.mark.slow
def test_damaged_bytes_are_read_or_refused_but_never_crash(kind: str):
    whole = dumps(full_report(), kind)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.lists(st.tuples(st.integers(0, len(whole) - 1), st.binary(max_size=8)), min_size=1, max_size=6))
    def survives(changes: list[tuple[int, bytes]]) -> None:
        data = bytearray(whole)
        for at, new in changes:
            data[at : at + len(new)] = new
        _read_or_refuse(bytes(data), f"report.{kind}")

    survives()


@pytest.mark.slow
def test_a_pdf_with_damaged_bytes():
    whole = dumps(full_report(), "pdf")

    @settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
    @given(st.integers(0, len(whole) - 1), st.binary(min_size=1, max_size=40))
    def survives(at: int, new: bytes) -> None:
        _read_or_refuse(whole[:at] + new + whole[at + len(new) :], "report.pdf")

    survives()


_PIECES = st.sampled_from(
    """
    一、总体情况 二、主动公开政府信息情况 第二十条第（一）项 信息内容 规章 0 |
    三、收到和处理政府信息公开申请情况 申请人情况 自然人 总计 一、本年新收政府信息公开申请数量
    （一）予以公开 3.其他 四、结转下年度继续办理 结果维持 行政复议 12 -3 1,234 / — <td> </td> <table>
    </table> <tr> 2024年政府信息公开工作年度报告 五、存在的主要问题及改进情况 六、其他需要报告的事项 无
    （二）部分公开 1.属于国家秘密 其他 # ** \\
    """.split()
    + list("\t\n \xa0\u3000\ufeff\x0c")
)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(_PIECES, max_size=120).map("".join))
def test_scraps_of_a_form_in_any_order(text: str):
    _read_or_refuse(text.encode(), "report.txt")


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes(data: bytes):
    _read_or_refuse(data, "report")


def _read_or_refuse(data: bytes, name: str) -> None:
    try:
        report = read(data, name=name)
    except NotReadable:
        return
    assert all((value.number is None) == (value.mark in ("blank", "n/a", "unknown")) for value in report.cells.values())


def _pdf(content: bytes, *, encrypted: bool = False) -> bytes:
    """A one-page PDF made by hand, without text; with a password's dictionary if asked for."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    if encrypted:
        objects.append(b"<</Filter/Standard/V 1/R 2/P -44/O<%s>/U<%s>>>" % (b"41" * 32, b"42" * 32))
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, thing in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj%s endobj\n" % (number, thing)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer<</Size %d/Root 1 0 R" % (len(objects) + 1)
    if encrypted:
        out += b"/Encrypt 5 0 R/ID[<00112233445566778899aabbccddeeff><00112233445566778899aabbccddeeff>]"
    return bytes(out + b">>\nstartxref\n%d\n%%%%EOF" % start)


@pytest.mark.parametrize("place", ["r='{}'", 'r = "{}"', 'r= "{}"', 's="0"\rr="{}"', 's="0"\tr="{}"', 's="0"r="{}"'])
def test_a_sheet_with_a_cell_far_away_however_its_place_is_written(place: str):
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(dumps(full_report(), "xlsx"))) as good, zipfile.ZipFile(packed, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            cell = f"<c {place.format('XFD1048576')}><v>1</v></c></row>".encode()
            bad.writestr(name, content.replace(b"</row>", cell, 1) if "sheet1" in name else content)
    assert refused(packed.getvalue()) == "工作表过大（1048576行、16384列），不像年度报告"


def test_a_sheet_with_cells_in_impossible_places():
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(dumps(full_report(), "xlsx"))) as good, zipfile.ZipFile(packed, "w") as bad:
        for name in good.namelist():
            content = good.read(name)
            bad.writestr(name, content.replace(b'r="A2"', b'r="nullA2"') if "sheet1" in name else content)
    assert "位置无效" in refused(packed.getvalue())


def test_text_that_is_too_large():
    assert "文件过大（17 MB，上限16 MB）" in refused("政府信息公开".encode() * (17 * 2**20 // 18 + 1))


def test_several_reports_of_our_own_format():
    line = dumps(full_report(), "json").replace(b"\n", b" ")
    assert "多份报告" in refused(line + b"\n" + line + b"\n")


def test_of_several_reports_in_one_file_the_first_is_read_and_the_others_are_told():
    first, second = full_report(), full_report("2019", 2020, body="青石市林业局")
    for kind in ("txt", "html", "md"):
        one, other = dumps(first, kind), dumps(second, kind)
        if kind == "html":
            one, other = one.partition(b"</body>")[0], other.partition(b"<body>")[2]
        report = read(one + b"\n\n" + other, name=f"two.{kind}")
        assert (report.body, report.year, report.cells) == (first.body, first.year, first.cells)
        assert [note for note in report.notes if "不止一份报告" in note and "青石市林业局" in note]
        assert report.text("other") == read(dumps(first, kind), name=f"one.{kind}").text("other")


def test_characters_that_no_encoding_explains_are_counted():
    whole = dumps(full_report(), "txt")
    at = whole.index("总体情况".encode())
    report = read(whole[:at] + b"\xff\xfe" + whole[at:])
    assert any("个字符无法识别" in note for note in report.notes)
    assert report.cells == full_report().cells


@pytest.mark.parametrize("edition", ["2019", "2021"])
def test_where_the_lines_that_repeat_were_dropped_every_cell_of_the_printed_form_is_unknown(edition: str):
    lines = dumps(full_report(edition), "txt").decode().replace("\t", "\n").split("\n")
    for dateless in (False, True):
        page = "\n".join(dict.fromkeys(lines))
        report = read((re.sub(r"20\d\d年", "", page) if dateless else page).encode())
        assert report.edition == edition
        assert report.cells == dict.fromkeys(EDITIONS[edition].keys, UNKNOWN)
        assert any("表格不可读" in note for note in report.notes)
