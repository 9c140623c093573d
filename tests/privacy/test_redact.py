"""Redaction: what was to go is gone, in every kind of file, and what was to stay is there."""

from __future__ import annotations

import io
import string
import zipfile
from base64 import b64encode

import pikepdf
import pypdfium2
import pytest
from docx import Document
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pikepdf import Array, Dictionary, Name
from PIL import Image

from gongkai.privacy import NotRedactable, NotRemoved, Redacted, prove, redact, scan
from gongkai.privacy.characters import core
from gongkai.privacy.redacting import MARK, REDACTABLE
from tests.privacy import makers
from tests.privacy.examples import CARD, ID
from tests.privacy.makers import MOBILE, OTHER
from tests.privacy.test_scan import LINE, PAGE, SHOWN, scanned_page
from tests.programs import needs_chromium, needs_soffice, printed_by_browser, printed_by_office, saved_by_office

EVERYTHING = (ID, MOBILE, OTHER, CARD, "张三丰")


def whole(data: bytes, name: str) -> Redacted:
    """The file without anything that a scan finds, and without a name."""
    return redact(data, name, scan(data, name).findings, names=["张三丰"])


def text_of(data: bytes) -> str:
    document = pypdfium2.PdfDocument(data)
    return "\n".join(page.get_textpage().get_text_range() for page in document)


def ink(data: bytes, scale: float = 2) -> Image.Image:
    return pypdfium2.PdfDocument(data)[0].render(scale=scale).to_pil().convert("L")


# --- whole files ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (makers.full_docx, "a.docx"), (makers.full_xlsx, "a.xlsx"), (makers.full_pdf, "a.pdf"),
        (PAGE.encode, "a.html"), (f"申请人张三丰，{ID}，{MOBILE}".encode, "a.txt"), (makers.photograph, "a.jpg"),
    ],
)  # fmt: skip
def test_nothing_is_found_in_what_was_redacted(make, name: str):
    done = whole(make(), name)
    assert scan(done.data, name).findings == ()
    assert prove(done.data, name, EVERYTHING) == ()


def test_the_same_file_gives_the_same_bytes():
    for make, name in ((makers.full_docx, "a.docx"), (makers.full_xlsx, "a.xlsx"), (makers.full_pdf, "a.pdf")):
        assert whole(make(), name).data == whole(make(), name).data


def test_a_value_in_the_name_of_the_file_goes_too():
    done = redact(f"电话{MOBILE}".encode(), f"张三{ID}.txt", [MOBILE, ID, "张三"])
    assert done.name == f"{MARK}{MARK}.txt"


def test_every_kind_that_can_be_redacted_is_told_by_the_error():
    with pytest.raises(NotRedactable, match="另存为DOCX"):
        redact(b"PK\x05\x06" + bytes(18), "a.zip", [ID])
    assert {"docx", "xlsx", "pdf", "html", "txt"} <= set(REDACTABLE)


def test_one_character_is_refused():
    with pytest.raises(NotRedactable, match="太短"):
        redact(b"abc", "a.txt", ["a"])


def test_a_damaged_file_is_refused():
    with pytest.raises(NotRedactable, match="损坏"):
        redact(makers.full_pdf()[:40], "a.pdf", [ID])


def test_what_leaks_is_not_handed_out(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gongkai.privacy.redacting.plain.blacked", lambda text, *_: (text, 0))
    with pytest.raises(NotRemoved, match=r"350\*+"):
        redact(f"号码{ID}".encode(), "a.txt", [ID])


# --- text and pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_text_keeps_its_encoding(encoding: str):
    done = redact(f"甲，{ID[:6]} {ID[6:]}，乙\r\n政府信息".encode(encoding), "a.txt", [ID])
    assert done.data.decode(encoding) == f"甲，{MARK}，乙\r\n政府信息"
    assert done.removed == 1


def test_a_page_stays_a_page():
    done = whole(PAGE.encode(), "a.html")
    text = done.data.decode()
    assert text.startswith("<!DOCTYPE html>")
    assert "李四" in text
    assert "<table>" in text
    assert "<!--" not in text
    assert MARK in text


@pytest.mark.parametrize(
    "page",
    [
        f'<a href="https://x.cn/?q={MOBILE[:3]}%31{MOBILE[4:]}">看</a>',
        f"<script>var a = '\\u0031{MOBILE[1:]}'</script>",
        f"<p>1&#51;{MOBILE[2:]}</p>",
        f'<input value="{MOBILE}"><img alt="{MOBILE}">',
        f"<p>{MOBILE[:4]}<br>{MOBILE[4:]}</p>",
        "<p>" + "".join(f"<span>{digit}</span>" for digit in MOBILE) + "</p>",
        "<table><tr>" + "".join(f"<td>{digit}</td>" for digit in MOBILE) + "</tr></table>",
        f"<textarea>{MOBILE}</textarea><option>{MOBILE}</option>",
        f"<p>{MOBILE[:4]}\u200b{MOBILE[4:]}</p>",
        f"<svg><text>{MOBILE[:4]}<tspan>{MOBILE[4:]}</tspan></text></svg>",
        f'<iframe srcdoc="&lt;p&gt;{MOBILE}&lt;/p&gt;"></iframe>',
        f"<template><p>{MOBILE}</p></template><noscript>{MOBILE}</noscript>",
        f'<a href="data:text/plain;base64,{b64encode(MOBILE.encode()).decode()}">看</a>',
        f'<style>p:after {{content: "{MOBILE}"}}</style>',
    ],
)
def test_a_value_goes_however_a_page_writes_it(page: str):
    data = f"<html><body><p>政府信息公开</p>{page}</body></html>".encode()
    done = redact(data, "a.html", [MOBILE])
    assert prove(data, "a.html", [MOBILE])
    assert prove(done.data, "a.html", [MOBILE]) == ()
    assert "政府信息公开" in done.data.decode()


# --- Word and Excel -------------------------------------------------------------------------------------------------


def test_word_opens_what_was_made_and_the_rest_is_there():
    done = whole(makers.full_docx(), "a.docx")
    document = Document(io.BytesIO(done.data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == f"申请人{MARK}，身份证号{MARK}"
    assert f"修订：插入{MARK}" in texts
    assert [cell.text for cell in document.tables[0].rows[1].cells] == ["李四", MARK, MARK]
    assert "".join(cell.text for cell in document.tables[1].rows[0].cells) == MARK
    assert document.core_properties.author == ""
    names = zipfile.ZipFile(io.BytesIO(done.data)).namelist()
    assert not [name for name in names if "comments" in name or "embeddings" in name or "customXml/" in name]
    assert any("图片" in note for note in done.notes)


def test_only_the_targets_go():
    done = redact(makers.docx(f"电话{MOBILE}，{OTHER}"), "a.docx", [MOBILE])
    assert Document(io.BytesIO(done.data)).paragraphs[0].text == f"电话{MARK}，{OTHER}"


def test_properties_may_stay():
    done = redact(makers.full_docx(), "a.docx", [ID, MOBILE], metadata=False)
    properties = Document(io.BytesIO(done.data)).core_properties
    assert properties.author == "张三丰"
    assert properties.title == f"关于{MARK}的批复"


def test_names_go_over_runs_and_spaces():
    done = redact(
        makers.docx(("申请人张", "三", "丰提出"), "张 三 丰", "姓张\u3000三丰"), "a.docx", [], names=["张三丰"]
    )
    assert [paragraph.text for paragraph in Document(io.BytesIO(done.data)).paragraphs] == [
        f"申请人{MARK}提出", MARK, f"姓{MARK}",
    ]  # fmt: skip


def test_a_workbook_opens_and_the_rest_is_there():
    done = whole(makers.full_xlsx(), "a.xlsx")
    book = load_workbook(io.BytesIO(done.data))
    rows = [[cell.value for cell in row] for row in book["名单"].iter_rows(max_row=4, max_col=4)]
    assert rows[0] == ["姓名", "身份证号", "电话", "备注"]
    assert rows[1] == ["张三", MARK, MARK, MARK]
    assert rows[2][:2] == ["李四", "可见"]
    assert rows[3] == list(ID[:4])
    assert [cell.value for cell in book["名单"][6] if cell.value] == [MARK]
    assert not any(cell.value for row in book["底稿"] for cell in row)
    assert book["名单"]["A2"].comment is None


def test_a_workbook_with_shared_strings_is_treated_as_well():
    data = makers.with_shared_strings(makers.full_xlsx(), "旧的内容")
    assert [each.text for each in scan(data, "a.xlsx").findings if each.code == "P01"] == [ID, "\t".join(ID)]
    done = whole(data, "a.xlsx")
    assert scan(done.data, "a.xlsx").findings == ()
    book = load_workbook(io.BytesIO(done.data))
    assert [cell.value for cell in book["名单"][2]][:4] == ["张三", MARK, MARK, MARK]


def test_strings_that_no_cell_uses_any_more_are_forgotten():
    data = makers.with_shared_strings(makers.xlsx([["甲", "乙"]]), "旧的内容")
    done = redact(data, "a.xlsx", ["甲甲"])
    text = zipfile.ZipFile(io.BytesIO(done.data)).read("xl/sharedStrings.xml").decode()
    assert "旧的内容" not in text
    assert "乙" in text


# --- PDF ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        makers.drawn_pdf(LINE),
        makers.drawn_pdf(LINE, rotate=90),
        makers.drawn_pdf(LINE, rotate=180),
        makers.drawn_pdf(LINE.replace("30 200", "130 -100"), box=(100, -200, 500, 100)),
        makers.drawn_pdf("q 2 0 0 2 0 0 cm 0.5 0 0 0.5 0 0 cm " + LINE + "Q"),
        makers.drawn_pdf(
            f"BT /F1 14 Tf 30 200 Td [(Tel {MOBILE[:3]}) -200 ({MOBILE[3:7]}) 100 ({MOBILE[7:]} keep)] TJ ET"
        ),
        makers.drawn_pdf(f"BT /F1 14 Tf 3 Tc 5 Tw 80 Tz 30 200 Td (Tel {MOBILE} keep) Tj ET"),
        makers.drawn_pdf(f"BT /F1 14 Tf 16 TL 30 200 Td (Tel) Tj ({MOBILE}) ' (keep) ' ET"),
        makers.drawn_pdf(f"BT /F1 14 Tf 30 200 Td 1 1 (Tel {MOBILE} keep) \" ET"),
        makers.drawn_pdf(f"BT /F1 14 Tf 30 200 Td (Tel {MOBILE[:4]}) Tj 0 -20 Td ({MOBILE[4:]} keep) Tj ET"),
        makers.drawn_pdf(LINE, font=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)),
        makers.drawn_pdf(f"/Span <</ActualText ({MOBILE})>> BDC\n{LINE}EMC\n"),
    ],
)  # fmt: skip
def test_glyphs_go_and_their_neighbours_stay_where_they_were(data: bytes):
    done = redact(data, "a.pdf", [MOBILE])
    assert not done.notes
    text = text_of(done.data)
    assert "Tel" in text
    assert "keep" in text
    assert core(MOBILE) not in core(text)
    before, after = ink(data), ink(done.data)
    changed = [(one, two) for one, two in zip(before.tobytes(), after.tobytes(), strict=True) if one != two]
    assert changed
    assert all(two < one for one, two in changed)  # black was added; nothing moved or went pale


def _form(document: pikepdf.Pdf) -> Dictionary:
    form = document.make_stream(f"BT /F1 14 Tf 10 20 Td (In form {MOBILE} end) Tj ET".encode())
    form.Type, form.Subtype, form.BBox, form.Matrix = (
        Name.XObject,
        Name.Form,
        Array([0, 0, 400, 99]),
        Array([1, 0, 0, 1, 9, 9]),
    )
    return Dictionary(Fm=form)


def test_glyphs_go_from_forms_that_pages_share():
    data = makers.drawn_pdf(f"q 1.2 0 0 1.2 0 60 cm /Fm Do Q /Fm Do\n{LINE}", XObject=_form)
    done = redact(data, "a.pdf", [MOBILE])
    assert done.removed == 3
    assert core(text_of(done.data)).count("informend") == 2
    assert prove(done.data, "a.pdf", [MOBILE]) == ()


def test_a_page_with_a_strange_font_becomes_a_picture():
    strange = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Strange)
    data = makers.drawn_pdf(LINE, font=strange)
    done = redact(data, "a.pdf", [MOBILE])
    assert "转为图片" in done.notes[0]
    assert text_of(done.data).strip() == ""
    before, after = ink(data, 1), ink(done.data, 1)
    assert before.size == after.size
    box = scan(data, "a.pdf").findings[0].place.box
    assert box is not None
    left, bottom, right, top = box
    covered = after.crop((int(left) + 2, int(300 - top) + 2, int(right) - 2, int(300 - bottom) - 2))
    assert max(covered.tobytes()) < 40
    assert min(after.crop((30, 80, 55, 105)).tobytes()) < 200  # “Tel” is still there


def test_a_strange_font_far_from_the_boxes_changes_nothing():
    def add(document: pikepdf.Pdf) -> None:
        strange = Dictionary(Type=Name.Font, Subtype=Name.TrueType, BaseFont=Name.Strange)
        document.pages[0].obj.Resources.Font.F2 = document.make_indirect(strange)

    far = makers.changed_pdf(makers.drawn_pdf(LINE + SHOWN.replace("/F1", "/F2")), add)
    done = redact(far, "a.pdf", [MOBILE])
    assert not done.notes
    assert "something" in text_of(done.data)
    behind = LINE.replace("Tj ET", "Tj /F2 14 Tf (strange) Tj ET")
    assert "转为图片" in redact(makers.changed_pdf(makers.drawn_pdf(behind), add), "a.pdf", [MOBILE]).notes[0]


def test_text_that_is_printed_twice_goes_twice():
    data = makers.drawn_pdf(LINE + LINE.replace("30 200", "30.2 200"))  # bold, as some programs make it
    done = redact(data, "a.pdf", [MOBILE])
    with pikepdf.open(io.BytesIO(done.data)) as document:
        content = b"".join(stream.read_bytes() for stream in document.pages[0].Contents)
    assert content.count(b"keep") == 2
    assert prove(done.data, "a.pdf", [MOBILE]) == ()


def test_a_scan_with_a_layer_of_text_is_blackened_in_the_picture():
    data = scanned_page(LINE.replace("Tf", "Tf 3 Tr"))
    done = redact(data, "a.pdf", [MOBILE])
    assert any("扫描" in note and "转为图片" in note for note in done.notes)
    after = ink(done.data, 1)
    assert max(after.crop((66, 92, 150, 100)).tobytes()) < 40


def test_a_scan_without_text_is_said_to_be_untreated():
    done = redact(scanned_page(""), "a.pdf", [OTHER])
    assert any("核对" in note for note in done.notes)


def test_nothing_of_an_earlier_version_is_left():
    data = makers.with_history(makers.drawn_pdf(LINE), makers.drawn_pdf(SHOWN))
    done = redact(data, "a.pdf", [MOBILE])
    assert MOBILE.encode() not in done.data
    assert done.data.count(b"%%EOF") == 1
    assert "something" in text_of(done.data)


def test_everything_beside_the_pages_is_cleaned():
    done = whole(makers.full_pdf(), "a.pdf")
    with pikepdf.open(io.BytesIO(done.data)) as document:
        assert not document.docinfo
        assert not document.attachments
        assert not {"/Metadata", "/AcroForm", "/OpenAction"} & set(document.Root.keys())
        assert not len(document.pages[0].Annots)
        with document.open_outline() as outline:
            assert [item.title for item in outline.root] == ["书签***"]
    assert "第二段没有个人信息" in text_of(done.data)


def test_hidden_text_goes_where_it_is_and_the_same_words_stay_elsewhere():
    data = makers.drawn_pdf(SHOWN + "1 g " + SHOWN.replace("30 100", "30 50"))
    done = redact(data, "a.pdf", scan(data, "a.pdf").findings)
    assert text_of(done.data).count("something") == 1
    assert min(ink(done.data, 1).crop((0, 240, 400, 260)).tobytes()) > 200  # no box where nothing was seen


# --- real programs --------------------------------------------------------------------------------------------------


@needs_chromium
@pytest.mark.slow
def test_what_a_browser_prints_is_redacted_glyph_by_glyph():
    data = printed_by_browser(PAGE.encode())
    done = redact(data, "a.pdf", [ID, MOBILE])
    assert not any("图片" in note for note in done.notes)
    assert "李四" in text_of(done.data)
    assert prove(done.data, "a.pdf", [ID, MOBILE]) == ()


@needs_soffice
@pytest.mark.slow
def test_what_an_office_prints_is_redacted_and_an_office_opens_what_was_made(tmp_path):
    data = printed_by_office(makers.full_docx())
    done = redact(data, "a.pdf", [ID, MOBILE, OTHER], names=["张三丰"])
    assert "申请人" in text_of(done.data)
    (tmp_path / "a.docx").write_bytes(whole(makers.full_docx(), "a.docx").data)
    (tmp_path / "b.docx").write_bytes(makers.docx(f"电话{MOBILE}"))
    saved_by_office(tmp_path, {tmp_path / "a.docx": ("pdf",), tmp_path / "b.docx": ("odt",)})
    text = text_of((tmp_path / "a.pdf").read_bytes())
    assert MARK in text
    assert core(ID) not in core(text)


# --- properties -----------------------------------------------------------------------------------------------------

WORDS = st.text(st.sampled_from("云溪市清河区人民政府信息公开申请答复书甲乙丙丁，。（）0123456789ABab ×"), max_size=24)
SECRETS = st.one_of(
    st.text(string.digits, min_size=8, max_size=18).filter(lambda text: len(set(text)) > 4),
    st.text("赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨", min_size=2, max_size=4),
    st.text(string.ascii_uppercase + string.digits, min_size=4, max_size=12).filter(lambda text: len(set(text)) > 3),
)


@settings(max_examples=8)
@given(st.lists(WORDS, min_size=1, max_size=5), SECRETS, st.data())
def test_a_secret_goes_from_any_document(paragraphs: list[str], secret: str, data: st.DataObject):
    cut = data.draw(st.integers(0, len(secret)))
    at = data.draw(st.integers(0, len(paragraphs) - 1))
    runs = [
        (text, secret[:cut], secret[cut:], "完") if number == at else (text,) for number, text in enumerate(paragraphs)
    ]
    done = redact(makers.docx(*runs), "a.docx", [secret])
    assert prove(done.data, "a.docx", [secret]) == ()
    assert "完" in Document(io.BytesIO(done.data)).paragraphs[at].text


@settings(max_examples=15)
@given(
    st.lists(st.lists(st.one_of(WORDS, st.integers(0, 10**11)), min_size=1, max_size=4), min_size=1, max_size=4),
    SECRETS,
)
def test_a_secret_goes_from_any_workbook(rows: list[list[object]], secret: str):
    rows = [[each for each in row if not str(each).startswith("=")] for row in rows]
    cell: object = int(secret) if secret.isdigit() and len(secret) < 15 and secret[0] != "0" else secret
    done = redact(makers.xlsx([*rows, [cell, f"前{secret}后"]]), "a.xlsx", [secret])
    assert prove(done.data, "a.xlsx", [secret]) == ()
    load_workbook(io.BytesIO(done.data))


@settings(max_examples=15)
@given(st.lists(WORDS, min_size=1, max_size=4), SECRETS, st.integers(6, 16))
def test_a_secret_goes_from_any_page(lines: list[str], secret: str, size: int):
    data = makers.pdf(*lines, f"前{secret}后", size=size)
    assume(core(secret) in core(text_of(data)))
    done = redact(data, "a.pdf", [secret])
    assert prove(done.data, "a.pdf", [secret]) == ()
    assert "前" in text_of(done.data)
