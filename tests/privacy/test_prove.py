"""The proof: a value is found wherever a reader could find it, and only there."""

from __future__ import annotations

import io
import zipfile
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pikepdf import Name

from gongkai.privacy import prove, redact
from gongkai.privacy.characters import core, holds, occurrences
from tests.privacy import makers
from tests.privacy.examples import ID, WIDE
from tests.privacy.makers import MOBILE, OTHER
from tests.privacy.test_scan import LINE, SHOWN


@pytest.mark.parametrize(
    "text",
    [
        f"电话{MOBILE}", f"电话{MOBILE[:3]} {MOBILE[3:7]} {MOBILE[7:]}", f"电话{MOBILE.translate(WIDE)}",
        f"{MOBILE[:5]}\n{MOBILE[5:]}", f"{MOBILE[:5]}\u200b{MOBILE[5:]}", f"{MOBILE[:3]}-{MOBILE[3:]}",
        "\t".join(MOBILE),
    ],
)  # fmt: skip
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_a_value_is_read_in_every_form(text: str, encoding: str):
    assert prove(f"政府信息{text}公开".encode(encoding), "a.txt", [MOBILE])


def test_a_leak_says_where_and_does_not_repeat_the_value():
    leak = prove(f"电话{MOBILE}".encode(), "a.txt", [MOBILE])[0]
    assert str(leak) == "138****5678仍可在文件中读到（原始字节）"


def test_the_name_of_the_file_counts():
    assert [leak.where for leak in prove(b"abc", f"{MOBILE}.txt", [MOBILE])] == ["文件名"]


@pytest.mark.parametrize("value", [ID, MOBILE, OTHER, "张三丰", "内部意见", "赵六"])
@pytest.mark.parametrize("make", [makers.full_docx, makers.full_pdf, makers.full_xlsx])
def test_every_place_of_real_files_is_read(make, value: str):
    if make is not makers.full_docx and value in ("赵六", "内部意见"):
        value = "王五"
    assert prove(make(), "a", [value])


@pytest.mark.parametrize(
    ("part", "content"),
    [
        ("word/settings.xml", f'<w:settings xmlns:w="x"><w:docVar w:val="{MOBILE}"/></w:settings>'.encode()),
        ("word/charts/chart1.xml", f"<c><v>{MOBILE[:4]}</v><v>{MOBILE[4:]}</v></c>".encode()),
        ("xl/worksheets/sheet9.xml", f"<c><v>{float(MOBILE):.10E}</v></c>".encode()),
        ("word/embeddings/a.bin", MOBILE.encode("utf-16-le")),
        ("word/media/image1.jpg", b"\xff\xd8\xff\xe1" + MOBILE.encode()),
        (f"word/{MOBILE}.xml", b"<a/>"),
        ("word/a.xml", f"<a>1&#51;{MOBILE[2:]}</a>".encode()),
        ("word/a.xml", f"<a b='tel:%31{MOBILE[1:]}'/>".encode()),
    ],
)
def test_every_part_of_a_package_is_read(part: str, content: bytes):
    data = makers.with_parts(makers.docx("通知"), {part: content})
    assert prove(data, "a.docx", [MOBILE])
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("word/embeddings/b.docx", data)
    assert prove(inner.getvalue(), "a.docx", [MOBILE])


@pytest.mark.parametrize(
    "data",
    [
        makers.drawn_pdf(LINE),
        makers.drawn_pdf(LINE.replace("Tf", "Tf 3 Tr")),
        makers.drawn_pdf(LINE.replace("30 200", "30 900")),
        makers.drawn_pdf(f"BT /F1 9 Tf [({MOBILE[:2]}) -9 ({MOBILE[2:]})] TJ ET"),
        makers.drawn_pdf("BT /F1 9 Tf <" + MOBILE.encode().hex() + "> Tj ET"),
        makers.drawn_pdf("BT /F1 9 Tf (\\061" + MOBILE[1:] + ") Tj ET"),
        makers.drawn_pdf(f"/Span <</ActualText ({MOBILE})>> BDC\n{SHOWN}EMC\n"),
        makers.drawn_pdf(f"/Span <</ActualText (nothing)>> BDC\n{LINE}EMC\n"),
        makers.with_history(makers.drawn_pdf(LINE), makers.drawn_pdf(SHOWN)),
        makers.drawn_pdf(SHOWN) + b"%" + MOBILE.encode(),
        makers.drawn_pdf(SHOWN) + b"\nstream\n" + zlib.compress(MOBILE.encode()) + b"\nendstream",
    ],
)
def test_every_place_of_a_pdf_is_read(data: bytes):
    assert prove(data, "a.pdf", [MOBILE])
    assert prove(data, "a.pdf", [OTHER]) == ()


def test_strings_of_objects_are_read_in_utf_16():
    def change(document: pikepdf.Pdf) -> None:
        document.pages[0].obj[Name.PieceInfo] = pikepdf.Dictionary(Note=pikepdf.String("申请人张三丰"))

    assert prove(makers.changed_pdf(makers.drawn_pdf(SHOWN), change), "a.pdf", ["张三丰"])


def test_short_values_are_not_made_up_of_neighbours():
    data = makers.docx("姓王", "五人", "12", "34")
    assert prove(data, "a.docx", ["王五", "1234"]) == ()
    assert prove(makers.docx(("王", "五")), "a.docx", ["王五"])


def test_a_short_number_is_not_taken_for_a_measure():
    data = makers.docx("宽1440")
    assert prove(data, "a.docx", ["1440"])
    assert prove(redact(data, "a.docx", ["1440"]).data, "a.docx", ["1440"]) == ()


def test_nothing_is_proven_of_nothing():
    assert prove(makers.full_docx(), "a.docx", []) == ()
    assert prove(b"", "a.txt", [ID]) == ()


VALUES = st.text(st.sampled_from("张三李四0123456789Xx"), min_size=2, max_size=14)
TEXTS = st.text(st.sampled_from("张三李四0123456789Xx０１ \n\t-\u200b，。"), max_size=60)


@given(TEXTS, VALUES)
def test_what_is_held_is_where_it_is_said_to_be(text: str, value: str):
    cores = (core(value),)
    spans = occurrences(text, cores)
    assert bool(spans) == bool(holds(text, cores))
    assert all(core(value) in core(text[start:end]) for start, end in spans)
    for start, end in reversed(spans):
        text = text[:start] + "█" + text[end:]
    assert not holds(text, cores)
