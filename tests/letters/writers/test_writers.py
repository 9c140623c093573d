"""Letters as files: the letter format of GB/T 9704-2012, measured on the page."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import docx
import pdfplumber
import pypdfium2
import pytest
from lxml import etree
from PIL import Image, ImageDraw

from gongkai.letters import Letter, LetterError, Seal, compose, write
from gongkai.letters.letter import Block, Kind
from gongkai.letters.writers import FORMATS
from tests.letters.examples import ISSUER, KEYS, facts
from tests.programs import needs_soffice, printed_by_office

MM = 72 / 25.4
LINE = 28.95
BOTH = pytest.mark.parametrize("of", ["typst", pytest.param("office", marks=[pytest.mark.slow, needs_soffice])])


def picture() -> bytes:
    image = Image.new("RGBA", (420, 420), (0, 0, 0, 0))
    ImageDraw.Draw(image).ellipse((6, 6, 414, 414), outline=(220, 0, 0, 255), width=12)
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


SEAL = Seal(picture())


def long(characters: int = 1200) -> Letter:
    """A letter with a paragraph of Chinese characters and nothing else, over several pages."""
    made = compose("not_held", facts("not_held"))
    blocks = list(made.blocks)
    at = next(n for n, block in enumerate(blocks) if block.kind is Kind.PARAGRAPH)
    blocks[at] = Block(Kind.PARAGRAPH, "永" * characters)
    return replace(made, blocks=tuple(blocks))


def pages(letter: Letter, of: str = "typst", seal: Seal | None = None) -> pdfplumber.PDF:
    content = write(letter, "pdf", seal=seal) if of == "typst" else printed_by_office(write(letter, "docx", seal=seal))
    return pdfplumber.open(io.BytesIO(content))


def red(page: pdfplumber.page.Page) -> list[tuple[float, float, float, float]]:
    """What is drawn in red, from above: left, top, right, bottom in points."""
    drawn = [*page.rects, *page.lines, *page.curves]
    colours = ("non_stroking_color", "stroking_color")
    return sorted(
        (
            (each["x0"], each["top"], each["x1"], each["bottom"])
            for each in drawn
            if any(tuple(each[colour] or ())[:3] == (1, 0, 0) for colour in colours)
        ),
        key=lambda each: each[1],
    )


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("format", FORMATS)
def test_every_letter_is_written_and_always_to_the_same_bytes(key, format):
    letter = compose(key, facts(key))
    content = write(letter, format)
    assert content == write(letter, format)
    assert content


def test_all_text_of_a_letter_is_in_the_pdf_in_its_order():
    letter = compose("partial", facts("partial"))
    with pypdfium2.PdfDocument(write(letter, "pdf")) as document:
        raw = "".join(page.get_textpage().get_text_bounded() for page in document).replace("\x02", "-")
    text = re.sub(r"—2—", "", "".join(raw.split()))
    at = 0
    for block in letter.blocks:
        bare = "".join(block.text.split())
        assert bare in text[at:]
        at = text.index(bare, at) + len(bare)


# --- measures -------------------------------------------------------------------------------------------------------


def test_name_and_rules_stand_where_the_standard_puts_them():
    with pages(compose("not_held", facts("not_held"))) as document:
        first = document.pages[0]
        name = [char for char in first.chars if char["non_stroking_color"] == (1, 0, 0)]
        assert "".join(char["text"] for char in name) == ISSUER.name
        rules = red(first)
        number = next(char for char in first.chars if char["text"] == "号" and char["top"] < 80 * MM)
        middle = (name[0]["x0"] + name[-1]["x1"]) / 2
    assert len(rules) == 4
    assert middle / MM == pytest.approx(105, abs=0.5)
    size = name[0]["size"]
    assert (rules[0][1] - size) / MM == pytest.approx(30 + 4, abs=0.1)
    for left, _, right, _ in rules:
        assert left / MM == pytest.approx(20, abs=0.1)
        assert right / MM == pytest.approx(190, abs=0.1)
    heights = [bottom - top for _, top, _, bottom in rules]
    assert heights[0] > heights[1]
    assert heights[2] < heights[3]
    assert (297 * MM - rules[3][3]) / MM == pytest.approx(20, abs=0.1)
    assert number["x1"] / MM == pytest.approx(210 - 26, abs=0.5)


@pytest.mark.slow
@needs_soffice
def test_the_docx_has_name_and_rules_at_the_same_places():
    with pages(compose("not_held", facts("not_held")), "office") as document:
        first = document.pages[0]
        name = [char for char in first.chars if char["size"] == pytest.approx(40, abs=0.1)]
        number = next(char for char in first.chars if char["text"] == "号" and char["top"] < 80 * MM)
        rules = red(first)
    assert "".join(char["text"] for char in name) == ISSUER.name
    assert (name[0]["x0"] + name[-1]["x1"]) / 2 / MM == pytest.approx(105, abs=0.5)
    middles = [(top + bottom) / 2 / MM for _, top, _, bottom in rules]
    assert middles == pytest.approx([48.5, 49.5, 275.6, 276.6], abs=0.3)
    for left, _, right, _ in rules:
        assert (left / MM, right / MM) == pytest.approx((20, 190), abs=0.1)
    assert number["x1"] / MM == pytest.approx(210 - 26, abs=0.5)


def test_the_number_stands_seven_eighths_of_a_character_under_the_rule():
    image = pages(compose("not_held", facts("not_held"))).pages[0]
    rules = red(image)
    number = next(char for char in image.chars if char["text"] == "号" and char["top"] < 80 * MM)
    baseline = image.height - number["matrix"][5]
    assert baseline - 0.88 * 16 - rules[1][3] == pytest.approx(14, abs=0.2)


@BOTH
def test_a_line_has_28_characters_and_a_page_22_lines(of):
    with pages(long(), of) as document:
        lines: dict[float, int] = {}
        for char in document.pages[1].chars:
            if char["text"] == "永":
                lines[round(char["matrix"][5], 1)] = lines.get(round(char["matrix"][5], 1), 0) + 1
        size = next(char["size"] for char in document.pages[1].chars if char["text"] == "永")
    at = sorted(lines, reverse=True)
    assert len(at) == 22
    assert {lines[each] for each in at} == {28}
    assert size == pytest.approx(16, abs=0.01)
    assert at[0] - at[-1] == pytest.approx(21 * LINE, abs=0.5)


@BOTH
def test_the_first_page_has_no_number_and_the_others_have(of):
    with pages(long(1600), of) as document:
        texts = [page.extract_text() for page in document.pages]
        rules = [len(red(page)) for page in document.pages]
    assert len(texts) >= 3
    assert not re.search(r"^\s*—\s*\d+\s*—\s*$", texts[0], re.MULTILINE)
    for number, text in enumerate(texts[1:], 2):
        assert re.search(rf"—\s*{number}\s*—", text)
    assert rules[0] >= 4
    assert set(rules[1:]) == {0}


def test_title_is_centred_in_22_points_two_lines_under_the_number():
    with pages(compose("not_held", facts("not_held"))) as document:
        chars = document.pages[0].chars
    title = [char for char in chars if char["size"] == pytest.approx(22, abs=0.01)]
    assert "".join(char["text"] for char in title) == "政府信息公开申请答复书"
    assert (title[0]["x0"] + title[-1]["x1"]) / 2 == pytest.approx((28 + 156 / 2) * MM, abs=1)


def test_the_signature_is_centred_over_the_date_four_characters_from_the_right():
    with pages(compose("petition", facts("petition"))) as document:
        lines = [line for page in document.pages for line in page.extract_text_lines(return_chars=False)]
    date = next(line for line in lines if line["text"] == "2024年3月29日")
    name = next(line for line in lines if line["text"] == ISSUER.name and line["x0"] > 100 * MM)
    assert date["x1"] == pytest.approx((210 - 26) * MM - 4 * 16, abs=1)
    assert (name["x0"] + name["x1"]) / 2 == pytest.approx((date["x0"] + date["x1"]) / 2, abs=1)
    assert date["top"] - name["top"] == pytest.approx(LINE, abs=0.2)


@BOTH
def test_the_seal_stands_over_signature_and_date(of):
    with pages(compose("petition", facts("petition")), of, SEAL) as document:
        page = next(page for page in document.pages if page.images)
        seal = page.images[0]
        lines = page.extract_text_lines(return_chars=False)
    date = next(line for line in lines if re.fullmatch(r"2024\s*年\s*3\s*月\s*29\s*日", line["text"]))
    assert (seal["x1"] - seal["x0"]) / MM == pytest.approx(42, abs=0.2)
    name = next(line for line in lines if line["text"] == ISSUER.name and line["x0"] > 100 * MM)
    for line in (date, name):  # LibreOffice has figures of another width
        assert (seal["x0"] + seal["x1"]) / 2 == pytest.approx((line["x0"] + line["x1"]) / 2, abs=1)
    assert seal["top"] < date["top"] - LINE
    assert seal["bottom"] > date["bottom"]


@pytest.mark.parametrize("characters", range(200, 900, 28))
def test_the_signature_never_stands_alone_on_a_page(characters):
    with pages(long(characters)) as document:
        last = document.pages[-1].extract_text()
    assert "行政诉讼" in last


def test_a_long_name_is_no_wider_than_its_rule():
    name = "云溪市经济技术开发区管理委员会社会事业和教育发展综合服务局"
    letter = compose("not_held", facts("not_held", issuer=replace(ISSUER, name=name)))
    with pages(letter) as document:
        chars = [char for char in document.pages[0].chars if char["non_stroking_color"] == (1, 0, 0)]
    assert len(chars) == len(name)
    assert (chars[-1]["x1"] - chars[0]["x0"]) / MM <= 170.1


# --- what is in the files -------------------------------------------------------------------------------------------


def test_markup_in_a_letter_is_only_text():
    hostile = '#panic("x") $x$ *b* <w:p/> & ]]> \\ // "q" <script>'
    letter = compose("not_held", facts("not_held", asked=hostile))
    with pypdfium2.PdfDocument(write(letter, "pdf")) as document:
        pdf = "".join(page.get_textpage().get_text_bounded() for page in document)
    assert "".join(hostile.split()) in "".join(pdf.split())
    body = docx.Document(io.BytesIO(write(letter, "docx")))
    assert any(hostile in paragraph.text for paragraph in body.paragraphs)
    page = write(letter, "html").decode()
    assert "<script>" not in page
    assert hostile in write(letter, "txt").decode()


def test_the_pdf_is_tagged_and_kept_for_archives():
    data = write(compose("not_held", facts("not_held")), "pdf", seal=SEAL)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"<pdfaid:part>2</pdfaid:part>" in data


@pytest.mark.parametrize("seal", [None, SEAL])
def test_the_docx_has_all_its_parts_and_nothing_that_leads_nowhere(seal):
    content = write(compose("partial", facts("partial")), "docx", seal=seal)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        names = set(package.namelist())
        for name in names:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(package.read(name))
        targets = set(re.findall(r'Target="([^"]+)"', package.read("word/_rels/document.xml.rels").decode()))
        used = set(re.findall(r'r:(?:id|embed)="([^"]+)"', package.read("word/document.xml").decode()))
        related = set(re.findall(r'Id="([^"]+)"', package.read("word/_rels/document.xml.rels").decode()))
    assert {f"word/{target}" for target in targets} <= names
    assert used <= related
    assert ("word/media/seal.png" in names) == (seal is not None)


def test_what_a_letter_says_can_be_edited_in_the_docx():
    letter = compose("partial", facts("partial"))
    document = docx.Document(io.BytesIO(write(letter, "docx")))
    assert [paragraph.text for paragraph in document.paragraphs] == [block.text for block in letter.blocks]
    assert document.core_properties.title == letter.title


def test_the_page_and_the_text_say_all_that_the_letter_says():
    letter = compose("disclosed", facts("disclosed"))
    page = etree.HTML(write(letter, "html", seal=SEAL))
    assert [p.text for p in page.xpath("//main//*[self::p or self::h1 or self::h2]")] == [
        ISSUER.name,
        *(block.text for block in letter.blocks),
    ]
    assert page.xpath("//img/@alt") == ["印章"]
    text = write(letter, "txt").decode()
    assert all(block.text in text for block in letter.blocks)


def test_a_signing_hook_gets_the_finished_file():
    letter = compose("petition", facts("petition"))
    signed = write(letter, "txt", sign=lambda content, format: content + f"[{format}]".encode())
    assert signed == write(letter, "txt") + b"[txt]"


def test_a_picture_that_is_no_seal_and_a_format_that_is_none_are_refused():
    for png, width in ((b"GIF89a", 42), (picture(), 420)):
        with pytest.raises(LetterError, match="印章图片"):
            Seal(png, width)
    with pytest.raises(LetterError, match="docx、pdf"):
        write(compose("petition", facts("petition")), "odt")


@pytest.mark.slow
@needs_soffice
def test_libreoffice_opens_the_docx_and_finds_all_text():
    letter = compose("partial", facts("partial"))
    with pypdfium2.PdfDocument(printed_by_office(write(letter, "docx", seal=SEAL))) as document:
        text = "".join("".join(page.get_textpage().get_text_bounded() for page in document).split())
    for block in letter.blocks:
        assert "".join(block.text.split())[:20] in text
