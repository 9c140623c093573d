import io
import zipfile
from itertools import pairwise

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from docx.shared import Emu, Mm, Pt
from hypothesis import given
from lxml import etree

from gongkai.report.form import EDITIONS
from gongkai.report.model import Report
from gongkai.report.values import Value
from gongkai.report.writers import dumps
from tests.programs import needs_soffice, printed_by_office
from tests.report.strategies import PATIENT, reports
from tests.report.writers.examples import example, grids, paragraphs, printed

BOTH = pytest.mark.parametrize("edition", EDITIONS)


def opened(report: Report) -> docx.document.Document:
    return docx.Document(io.BytesIO(dumps(report, "docx")))


def parts(report: Report) -> dict[str, etree._Element]:
    with zipfile.ZipFile(io.BytesIO(dumps(report, "docx"))) as package:
        return {name: etree.fromstring(package.read(name)) for name in package.namelist()}


@BOTH
def test_every_paragraph_is_there_and_in_order(edition):
    report = example(edition)
    assert [paragraph.text for paragraph in opened(report).paragraphs] == paragraphs(report)


@BOTH
def test_tables_have_the_cells_and_spans_of_the_form(edition):
    report = example(edition)
    read = [[[cell.text for cell in row.cells] for row in table.rows] for table in opened(report).tables]
    assert read == grids(report)


@BOTH
def test_merged_cells_are_merged_and_not_copied(edition):
    report = example(edition)
    for table, form in zip(opened(report).tables, printed(report), strict=True):
        starts = [cell for cell in table._tbl.iter(qn("w:tc")) if _starts(cell)]
        assert len(starts) == len(form.cells)


def _starts(cell: etree._Element) -> bool:
    merge = cell.find(f"{qn('w:tcPr')}/{qn('w:vMerge')}")
    return merge is None or merge.get(qn("w:val")) == "restart"


@PATIENT
@given(reports(incomplete=True))
def test_any_report_can_be_read_back(report):
    document = opened(report)
    assert [line.text for line in document.paragraphs if line.text] == paragraphs(report)
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables] == grids(report)


@BOTH
def test_heads_repeat_on_every_page_and_no_row_is_split(edition):
    for table, form in zip(opened(example(edition)).tables, printed(example(edition)), strict=True):
        repeated = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert repeated == [row < form.head for row in range(form.rows)]
        assert all(row._tr.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in table.rows)


def test_columns_are_as_wide_as_the_page():
    for table in opened(example()).tables:
        widths = [column.width for column in table.columns]
        assert sum(widths) == pytest.approx(Mm(156), abs=Mm(0.1))
        assert not table.autofit


def test_the_page_is_that_of_an_official_document():
    (section,) = opened(example()).sections
    margins = (section.top_margin, section.right_margin, section.bottom_margin, section.left_margin)
    assert [round(Emu(margin).mm) for margin in margins] == [37, 26, 35, 28]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)


def test_title_headings_and_text_have_the_type_of_an_official_document():
    document = opened(example())
    looks = {}
    for style in ("Title", "Heading 1", "Body Text", "Normal"):
        fonts = document.styles[style].element.find(f"{qn('w:rPr')}/{qn('w:rFonts')}")
        size = document.styles[style].font.size
        looks[style] = (None if fonts is None else fonts.get(qn("w:eastAsia")), None if size is None else size.pt)
    defaults = document.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    assert defaults.find(qn("w:rFonts")).get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert defaults.find(qn("w:sz")).get(qn("w:val")) == "32"
    assert looks == {
        "Title": ("方正小标宋简体", 22.0),
        "Heading 1": ("黑体", None),
        "Body Text": (None, None),
        "Normal": (None, None),
    }
    assert document.styles["Body Text"].paragraph_format.first_line_indent == Pt(32)


def test_lines_are_as_far_apart_as_22_of_them_fill_a_page():
    spacing = parts(example())["word/styles.xml"].find(f".//{qn('w:pPrDefault')}//{qn('w:spacing')}")
    assert (spacing.get(qn("w:line")), spacing.get(qn("w:lineRule"))) == ("579", "exact")
    assert Pt(22 * 579 / 20).mm == pytest.approx(225, abs=0.5)


def test_pages_are_numbered_outside_right_and_left():
    (section,) = opened(example()).sections
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        (line,) = footer.paragraphs
        assert line._p.find(qn("w:fldSimple")).get(qn("w:instr")).strip() == "PAGE"
        assert "".join(text.text for text in line._p.iter(qn("w:t"))) == "— 1 —"
        assert line.alignment.name == side


def test_the_signature_stands_on_the_right():
    styles = [paragraph.style.name for paragraph in opened(example()).paragraphs]
    assert styles[-2:] == ["Signature", "Signature"]
    assert opened(example()).styles["Signature"].paragraph_format.alignment.name == "RIGHT"


def test_properties_name_the_report_and_the_body():
    properties = opened(example()).core_properties
    assert properties.title == example().title
    assert properties.author == "云溪市数据局"
    assert properties.language == "zh-CN"
    assert properties.created.date() == example().signed_on


def test_the_language_is_chinese():
    language = parts(example())["word/styles.xml"].find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    assert language.get(qn("w:val")) == language.get(qn("w:eastAsia")) == "zh-CN"


def test_every_part_has_a_type_and_every_relation_a_part():
    found = parts(example())
    assert next(iter(found)) == "[Content_Types].xml"
    typed = {element.get("PartName") for element in found["[Content_Types].xml"] if element.get("PartName")}
    assert typed == {f"/{name}" for name in found if not name.endswith(".rels") and name != "[Content_Types].xml"}
    for relation in found["word/_rels/document.xml.rels"]:
        assert f"word/{relation.get('Target')}" in found


def test_a_long_number_is_set_smaller_so_that_it_stays_on_one_line():
    report = example()
    report.cells["requests.new.business"] = Value(123456789)
    sizes = {run.text: run.font.size for table in opened(report).tables for run in _runs(table)}
    assert sizes["123456789"] < Pt(7)
    assert sizes["43.788000"] is None


def _runs(table):
    return (run for row in table.rows for cell in row.cells for line in cell.paragraphs for run in line.runs)


def test_tables_that_follow_each_other_stay_two_tables():
    body = opened(example(sections=(), signed_by="", signed_on=None)).element.body
    tags = [etree.QName(element).localname for element in body]
    assert ("tbl", "tbl") not in set(pairwise(tags))
    assert tags[-2:] == ["p", "sectPr"]


@pytest.mark.slow
@needs_soffice
@BOTH
def test_libreoffice_opens_it_and_finds_all_text(edition):
    with pypdfium2.PdfDocument(printed_by_office(dumps(example(edition), "docx"))) as document:
        text = "".join(page.get_textpage().get_text_bounded() for page in document)
    bare = "".join(text.split())
    for line in paragraphs(example(edition)):
        assert "".join(line.split())[:20] in bare
