"""Files: what is found in each kind, what cannot be seen, what stays unassessed."""

from __future__ import annotations

import io
import time
import zipfile
from base64 import b64encode

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Dictionary, Name
from PIL import Image

from gongkai.privacy import KINDS, Finding, Scan, Weight, scan
from gongkai.privacy.characters import plain
from gongkai.privacy.scanning import LARGEST, kind_of
from tests.privacy import makers
from tests.privacy.examples import CARD, ID
from tests.privacy.makers import MOBILE, OTHER
from tests.programs import needs_chromium, needs_soffice, printed_by_browser, printed_by_office, saved_by_office

TEXT = f"申请人张三丰，身份证号{ID}，电话{MOBILE}。"


def codes(found: Scan) -> set[str]:
    return {each.code for each in found.findings}


def of(found: Scan, code: str) -> list[Finding]:
    return [each for each in found.findings if each.code == code]


# --- text -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv"])
def test_text_is_read_in_its_encoding(encoding: str, name: str):
    found = scan(f"第一行\r\n{TEXT}\r\n".encode(encoding), name)
    assert [(each.code, each.place.line) for each in found.findings] == [("P01", 2), ("P03", 2)]
    assert found.kind == name[2:]
    assert found.blocks


def test_text_without_a_finding_is_clean():
    found = scan("云溪市人民政府关于印发方案的通知\n".encode(), "通知.txt")
    assert found.clean
    assert not found.blocks


def test_text_without_a_chinese_word_is_read():
    assert codes(scan(f"{ID}\n".encode(), "a.txt")) == {"P01"}


def test_the_name_of_a_file_is_searched():
    found = scan("没有内容的通知\n".encode(), f"张三{ID}.txt")
    assert [str(each.place) for each in found.findings] == ["文件名，第1行"]


@pytest.mark.parametrize("data", [b"\x00\x01\x02\x03" * 100, b"MZ\x90\x00" + bytes(range(256)) * 4, b"", b"\r\n"])
def test_what_is_not_known_is_not_assessed_and_never_clean(data: bytes):
    found = scan(data, "a.bin")
    assert found.unassessed
    assert not found.clean


def test_a_file_that_is_too_large_is_not_assessed():
    found = scan(b"a" * (LARGEST + 1), "a.txt")
    assert "过大" in found.unassessed[0]


# --- web pages ------------------------------------------------------------------------------------------------------

PAGE = f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>公示</title>
<style>.x {{display: none}}</style></head><body>
<p>身份证号<b>{ID[:6]}</b><i>{ID[6:]}</i></p><table><tr><td>李四</td><td>{MOBILE}</td></tr></table>
<div class="x">隐藏{OTHER}</div><p style="color:#fff">白字</p><!-- 原稿 {CARD} --><a href="tel:13700002222">电话</a>
<script>var data = {{"phone": "13600003333"}}</script></body></html>"""


def test_a_page_is_read_as_it_is_shown_and_as_it_is_written():
    found = scan(PAGE.encode(), "a.html")
    assert {each.text for each in found.findings if each.code in ("P01", "P03", "P04")} == {
        ID, MOBILE, OTHER, CARD, "13700002222", "13600003333",
    }  # fmt: skip
    assert [(each.text, each.weight) for each in of(found, "P20")] == [
        (f"隐藏{OTHER}", Weight.WARNS), ("白字", Weight.WARNS),
    ]  # fmt: skip
    assert "网页注释" in {each.place.part for each in found.findings}


@pytest.mark.parametrize(
    "page",
    [
        f"<svg><text>电话{MOBILE[:4]}<tspan>{MOBILE[4:]}</tspan></text></svg>",
        f'<iframe srcdoc="&lt;p&gt;{MOBILE}&lt;/p&gt;"></iframe>',
        f"<template><p>{MOBILE}</p></template>",
        f'<script>{{"a": "\\u0031{MOBILE[1:]}"}}</script>',
        f'<a href="data:text/plain;base64,{b64encode(MOBILE.encode()).decode()}">看</a>',
        f'<input value="{MOBILE}">',
        f"<p>{MOBILE[:4]}\x01{MOBILE[4:]}</p>",
        f"<p>{MOBILE[:4]}&#1;{MOBILE[4:]}</p>",
    ],
)
def test_a_value_is_found_however_a_page_writes_it(page: str):
    assert codes(scan(f"<html><body><p>政府信息公开</p>{page}</body></html>".encode(), "a.html")) == {"P03"}


# --- Word -----------------------------------------------------------------------------------------------------------


def test_word_is_read_in_all_its_parts():
    found = scan(makers.full_docx(), "a.docx")
    assert codes(found) == {"P01", "P03", "P20", "P21", "P22", "P23", "P24", "P25", "P27"}
    places = {(each.code, each.text): str(each.place) for each in found.findings}
    assert places["P01", ID]
    assert places["P01", "\t".join(ID)] == "表2第1行第1列"
    assert places["P01", f"{ID[:6]} {ID[6:14]} {ID[14:]}"] == "页脚1，第1段"
    assert {each.text for each in of(found, "P20")} == {f"隐藏电话{MOBILE}", "白色的字", "很小的字"}
    assert {each.text for each in of(found, "P21")} == {f"插入{MOBILE}", f"删去{OTHER}"}
    assert {each.text for each in of(found, "P23")} >= {"张三丰", "李四"}
    assert "赵某" in of(found, "P21")[0].why
    assert of(found, "P27")[0].text == "黑块下的字"
    assert "word/embeddings/附件.xlsx，工作表“Sheet”B1" in places.values() or any(
        each.place.part == "word/embeddings/附件.xlsx" for each in of(found, "P03")
    )
    assert found.unassessed == ("文件内有1幅图片，图片中的文字和人像未评估",)


def test_nothing_that_is_shown_of_a_finding_has_the_value():
    for each in scan(makers.full_docx(), "a.docx").findings:
        assert MOBILE not in each.shown + each.why
        assert ID not in each.shown + each.why


def test_a_plain_document_is_clean():
    assert scan(makers.docx("云溪市人民政府", "关于印发方案的通知"), "a.docx").clean


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ('<w:rPr><w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="4472C4"/></w:rPr>', True),
        ('<w:rPr><w:color w:val="FFFFFF"/><w:highlight w:val="darkGreen"/></w:rPr>', True),
        ('<w:rPr><w:vanish w:val="0"/></w:rPr>', True),
        ("<w:rPr><w:vanish/></w:rPr>", False),
        ('<w:rPr><w:color w:val="FEFEFE"/></w:rPr>', False),
        ('<w:rPr><w:sz w:val="2"/></w:rPr>', False),
        ('<w:rPr><w:color w:val="FF0000"/><w:highlight w:val="black"/></w:rPr>', True),
    ],
)
def test_text_is_hidden_when_nobody_can_read_it(style: str, shown: bool):
    data = makers.changed_part(
        makers.docx("甲乙丙丁"), "word/document.xml", lambda xml: xml.replace("<w:r><w:t>甲", f"<w:r>{style}<w:t>甲")
    )
    assert bool(codes(scan(data, "a.docx"))) != shown


def test_a_style_hides_text():
    data = makers.docx("甲乙丙丁")
    data = makers.changed_part(
        data, "word/styles.xml",
        lambda xml: xml.replace(
            "</w:styles>",
            '<w:style w:type="character" w:styleId="Base"><w:rPr><w:vanish/></w:rPr></w:style>'
            '<w:style w:type="character" w:styleId="Away"><w:basedOn w:val="Base"/></w:style></w:styles>',
        ),
    )  # fmt: skip
    data = makers.changed_part(
        data, "word/document.xml",
        lambda xml: xml.replace("<w:r><w:t>甲", '<w:r><w:rPr><w:rStyle w:val="Away"/></w:rPr><w:t>甲'),
    )  # fmt: skip
    assert [each.text for each in of(scan(data, "a.docx"), "P20")] == ["甲乙丙丁"]


def test_an_address_in_a_field_is_read():
    field = f'<w:p><w:r><w:instrText> HYPERLINK "tel:{MOBILE}" </w:instrText></w:r></w:p>'
    data = makers.changed_part(
        makers.docx("通知"), "word/document.xml", lambda xml: xml.replace("<w:body>", f"<w:body>{field}")
    )
    assert [each.place.part for each in of(scan(data, "a.docx"), "P03")] == ["域代码"]


def test_a_macro_is_told():
    data = makers.with_parts(makers.docx("通知"), {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"})
    assert "宏" in of(scan(data, "a.docm"), "P24")[0].why


def test_a_path_in_a_relation_is_told():
    def change(xml: str) -> str:
        return xml.replace(
            "</Relationships>",
            '<Relationship Id="rId99" '
            'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate" '
            'Target="file:///C:\\Users\\zhangsan\\a.dotx" TargetMode="External"/></Relationships>',
        )

    data = makers.changed_part(makers.docx("通知"), "word/_rels/document.xml.rels", change)
    assert "Users" in of(scan(data, "a.docx"), "P23")[0].text


# --- Excel and others -----------------------------------------------------------------------------------------------


def test_a_workbook_is_read_cell_by_cell():
    found = scan(makers.full_xlsx(), "a.xlsx")
    cells = {(each.code, each.place.cell): each.text for each in found.findings if not each.place.part}
    assert cells["P01", "B2"] == ID
    assert cells["P03", "C2"] == MOBILE
    assert cells["P03", "D2"] == OTHER
    assert cells["P01", "A6"] == "\t".join(ID)
    assert {"隐藏行", "很要紧", "隐藏列里的字", "白色的字", "底稿内容"} <= {each.text for each in of(found, "P20")}
    assert {each.text for each in of(found, "P22")} == {f"核对 {OTHER}"}
    assert {each.text for each in of(found, "P23")} == {"张三丰"}


def test_slides_are_read():
    slide = (
        '<p:sld xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
        'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" show="0"><a:p><a:r><a:t>电话138</a:t></a:r>'
        "<a:r><a:t>12345678</a:t></a:r></a:p></p:sld>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("ppt/slides/slide1.xml", slide)
    found = scan(out.getvalue(), "a.pptx")
    assert found.kind == "pptx"
    assert {(each.code, each.text) for each in found.findings} == {("P03", MOBILE), ("P20", f"电话{MOBILE}")}


def test_an_archive_is_read_member_by_member():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("内/通知.txt", TEXT)
        archive.writestr("b.docx", makers.docx(TEXT))
        archive.writestr("c.bin", bytes(range(256)))
    found = scan(out.getvalue(), "a.zip")
    assert [(each.code, each.place.part) for each in found.findings] == [
        ("P01", "内/通知.txt"), ("P03", "内/通知.txt"), ("P01", "b.docx"), ("P03", "b.docx"),
    ]  # fmt: skip
    assert found.unassessed[0].startswith("c.bin：")


def test_an_archive_in_an_archive_is_followed_so_deep_and_no_deeper():
    data = TEXT.encode()
    for depth in range(6):
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w") as archive:
            archive.writestr(f"{depth}.zip" if depth else "a.txt", data)
        data = out.getvalue()
    found = scan(data, "a.zip")
    assert not found.findings
    assert "层" in found.unassessed[0]


def test_a_bomb_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", bytes(64 * 2**20))
    found = scan(out.getvalue(), "a.zip")
    assert "炸弹" in found.unassessed[0]


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png"])
def test_a_picture_tells_where_it_was_taken_and_is_never_clean(name: str):
    data = makers.photograph() if name.endswith("jpg") else _png()
    found = scan(data, name)
    assert [each.text for each in of(found, "P25")] == ["24.874132, 118.675432"]
    assert not any(digit in of(found, "P25")[0].shown for digit in "0123456789")
    assert not found.clean


def _png() -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(makers.photograph())).save(
        out, "PNG", exif=Image.open(io.BytesIO(makers.photograph())).getexif()
    )
    return out.getvalue()


# --- PDF ------------------------------------------------------------------------------------------------------------


def test_pdf_is_read_with_what_is_beside_its_pages():
    found = scan(makers.full_pdf(), "a.pdf")
    assert codes(found) == {"P01", "P03", "P04", "P22", "P23", "P24"}
    number = of(found, "P01")[0]
    assert (number.text, number.place.page) == (ID, 1)
    assert number.place.box is not None
    left, bottom, right, top = number.place.box
    assert 0 < left < right < 596
    assert 5 < top - bottom < 25
    assert {each.place.part for each in of(found, "P24")} == {"附件", "打开动作"}
    assert any(each.place.part.startswith("附件名单.xlsx") for each in of(found, "P03"))


LINE = f"BT /F1 14 Tf 30 200 Td (Tel {MOBILE} keep) Tj ET\n"
SHOWN = "BT /F1 14 Tf 30 100 Td (something that is seen) Tj ET\n"


@pytest.mark.parametrize(
    ("content", "code", "word"),
    [
        (LINE + "0 g 25 195 250 20 re f\n", "P27", "黑色块"),
        (LINE + "1 g 25 195 250 20 re f\n", "P20", "遮盖"),
        ("1 g " + LINE, "P20", "同色"),
        (LINE.replace("Tf", "Tf 3 Tr"), "P20", "不显示"),
        (LINE.replace("30 200", "30 900"), "P20", "范围以外"),
        (LINE.replace("14 Tf", "0.5 Tf"), "P20", "字号"),
        ("q 0 0 1 1 re W n " + LINE + "Q ", "P20", "不显示"),
    ],
)
def test_text_that_cannot_be_seen_on_a_page_is_told(content: str, code: str, word: str):
    found = scan(makers.drawn_pdf(content + SHOWN), "a.pdf")
    hidden = [each for each in found.findings if each.code in ("P20", "P27")]
    assert [each.code for each in hidden] == [code]
    assert MOBILE in hidden[0].text.replace(" ", "")
    assert word in hidden[0].why
    assert hidden[0].place.box is not None


@pytest.mark.parametrize(
    "content",
    [
        LINE,
        "0 0 1 rg 0 0 400 300 re f 1 g " + LINE,
        "0.9 g 0 0 400 300 re f 0 g " + LINE,
        LINE + "q 1 0 0 RG 25 195 200 20 re S Q ",
        "0.6 g " + LINE,
    ],
)
@pytest.mark.parametrize("rotate", [0, 90])
def test_text_that_is_seen_is_not_told(content: str, rotate: int):
    assert codes(scan(makers.drawn_pdf(content, rotate=rotate), "a.pdf")) == {"P03"}


def test_a_font_that_is_not_there_is_no_hidden_text():
    def change(document: pikepdf.Pdf) -> None:
        for thing in document.objects:
            if isinstance(thing, Dictionary) and "/FontFile3" in thing:
                del thing["/FontFile3"]
            if isinstance(thing, Dictionary) and "/FontFile2" in thing:
                del thing["/FontFile2"]

    found = scan(makers.changed_pdf(makers.pdf("云溪市人民政府通知"), change), "a.pdf")
    assert not of(found, "P20") or found.unassessed


def test_glyphs_are_read_although_the_page_says_something_else():
    data = makers.drawn_pdf(f"/Span <</ActualText (nothing)>> BDC\n{LINE}EMC\n")
    assert [each.text for each in of(scan(data, "a.pdf"), "P03")] == [MOBILE]
    data = makers.drawn_pdf(f"/Span <</ActualText ({OTHER})>> BDC\n{SHOWN}EMC\n")
    assert [each.place.part for each in of(scan(data, "a.pdf"), "P03")] == ["替代文字"]


def test_an_earlier_version_is_told_with_what_it_had():
    before = makers.drawn_pdf(LINE)
    found = scan(makers.with_history(before, makers.drawn_pdf(SHOWN)), "a.pdf")
    assert [each.weight for each in of(found, "P26")] == [Weight.BLOCKS]
    assert MOBILE in of(found, "P26")[0].text
    assert [each.place.part for each in of(found, "P03")] == ["早先版本1"]


def test_an_earlier_version_with_the_same_text_only_warns():
    before = makers.drawn_pdf(SHOWN)
    assert [each.weight for each in of(scan(makers.with_history(before, before), "a.pdf"), "P26")] == [Weight.WARNS]


def test_a_scan_is_not_assessed():
    found = scan(scanned_page(""), "a.pdf")
    assert "扫描" in found.unassessed[0]


def test_a_layer_of_text_over_a_scan_is_not_hidden_text():
    found = scan(scanned_page(LINE.replace("Tf", "Tf 3 Tr")), "a.pdf")
    assert "P03" in codes(found)
    assert found.unassessed


def scanned_page(content: str) -> bytes:
    """A page that is a picture of a page with the text, and has the text over it besides."""
    import pypdfium2

    page = pypdfium2.PdfDocument(makers.drawn_pdf(LINE))[0].render(scale=2).to_pil().convert("RGB")

    def picture(document: pikepdf.Pdf) -> Dictionary:
        image = document.make_stream(page.tobytes())
        image.Type, image.Subtype, image.ColorSpace = Name.XObject, Name.Image, Name.DeviceRGB
        image.Width, image.Height, image.BitsPerComponent = page.width, page.height, 8
        return Dictionary(Im=image)

    return makers.drawn_pdf("q 400 0 0 300 0 0 cm /Im Do Q\n" + content, XObject=picture)


def test_an_encrypted_document_is_not_assessed():
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(makers.drawn_pdf(LINE))) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert "加密" in scan(out.getvalue(), "a.pdf").unassessed[0]


# --- real programs --------------------------------------------------------------------------------------------------


@needs_chromium
@pytest.mark.slow
def test_what_a_browser_prints_is_read():
    found = scan(printed_by_browser(PAGE.encode()), "a.pdf")
    assert {each.text for each in found.findings if each.code in ("P01", "P03")} >= {ID, MOBILE}
    assert [plain(each.text) for each in of(found, "P20")] == ["白字"]


@needs_soffice
@pytest.mark.slow
def test_what_an_office_prints_is_read():
    found = scan(printed_by_office(makers.full_docx()), "a.pdf")
    assert {"P01", "P03", "P20", "P27"} <= codes(found)
    assert "黑块下的字" in {each.text for each in of(found, "P27")}


@needs_soffice
@pytest.mark.slow
def test_an_old_document_is_read_through_an_office(tmp_path):
    (tmp_path / "a.docx").write_bytes(makers.docx(TEXT))
    saved_by_office(tmp_path, {tmp_path / "a.docx": ("doc",)})
    found = scan((tmp_path / "a.doc").read_bytes(), "a.doc")
    assert {"P01", "P03"} <= codes(found)
    assert "转换" in found.unassessed[-1]


# --- hostile --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", [makers.full_docx, makers.full_xlsx, makers.full_pdf, makers.photograph])
@settings(max_examples=15)
@given(data=st.data())
def test_a_damaged_file_is_said_to_be_so(make, data: st.DataObject):
    whole = make()
    cut = data.draw(st.integers(20, len(whole) - 1))
    at = data.draw(st.integers(0, len(whole) - 8))
    for broken in (whole[:cut], whole[:at] + b"\xff\x00garbage"[:8] + whole[at + 8 :]):
        found = scan(broken, "a")
        assert isinstance(found, Scan)


@given(
    st.binary(max_size=400),
    st.sampled_from([b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0"]),
)
def test_any_bytes_are_answered(data: bytes, head: bytes):
    assert isinstance(scan(head + data, "a"), Scan)


def test_time_is_bounded(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gongkai.privacy.reading.SECONDS", 0)
    monkeypatch.setattr("gongkai.privacy.reading.Budget.__init__.__defaults__", (-1,))
    found = scan(makers.full_docx(), "a.docx")
    assert "秒" in found.unassessed[0]


def test_a_large_text_is_read_in_good_time():
    data = (TEXT + "本机关依法公开政府信息，编号〔2024〕15号，金额1234567.89元。\n").encode() * 9000
    started = time.perf_counter()
    assert scan(data, "a.txt").findings
    assert time.perf_counter() - started < 10


def test_kinds_are_told_by_content():
    assert kind_of(makers.full_docx()) == "docx"
    assert kind_of(makers.full_xlsx()) == "xlsx"
    assert kind_of(makers.full_pdf()) == "pdf"
    assert kind_of(makers.photograph()) == "jpeg"
    assert all(kind.why and kind.name for kind in KINDS.values())
