import io
import re
from concurrent.futures import ThreadPoolExecutor

import pdfplumber
import pypdfium2
import pytest
from hypothesis import given, settings

from gongkai.report.errors import NotWritable
from gongkai.report.form import EDITIONS
from gongkai.report.model import Report
from gongkai.report.text import tidy
from gongkai.report.values import Text
from gongkai.report.writers import dumps, pdf
from tests.report.strategies import PATIENT, reports
from tests.report.writers.examples import example, paragraphs, printed, value

BOTH = pytest.mark.parametrize("edition", EDITIONS)
PAGE_NUMBER = re.compile(r"^— \d+ —$", re.MULTILINE)


def pages(report: Report) -> list[str]:
    with pypdfium2.PdfDocument(dumps(report, "pdf")) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
        return [text.replace("\r\n", "\n").replace("\x02", "-") for text in texts]  # \x02 is a hyphen at a line end


def bare(text: str) -> str:
    """Text without the spaces and line breaks that setting it put in."""
    return "".join(PAGE_NUMBER.sub("", text).split())


@BOTH
def test_every_paragraph_is_there_and_in_order(edition):
    text = bare("\n".join(pages(example(edition))))
    at = 0
    for line in map(bare, paragraphs(example(edition))):
        assert line in text[at:]
        at = text.index(line, at) + len(line)


@BOTH
def test_tables_are_ruled_so_that_a_reader_of_lines_finds_every_row(edition):
    report = example(edition)
    with pdfplumber.open(io.BytesIO(dumps(report, "pdf"))) as document:
        rows = [row for page in document.pages for table in page.extract_tables() for row in table]
    found = iter([bare(cell) for cell in row if cell is not None] for row in rows)
    for table in printed(report):
        for cells in table.starts(range(table.head, table.rows)):
            expected = [cell.text or bare(value(report, cell.key)) for cell in cells]
            assert any(row[-len(expected) :] == expected for row in found), expected  # after the row found before


@settings(PATIENT, max_examples=15)
@given(reports())
def test_any_text_is_set_as_it_is(report):
    text = bare("\n".join(pages(report)))
    for line in paragraphs(report):
        assert bare(line) in text


def test_a_paragraph_starts_with_an_indent_of_two_characters_and_goes_on_at_the_margin():
    long = "全年公开政府信息的有关情况如下，" * 12
    with pdfplumber.open(io.BytesIO(dumps(example(preamble=long), "pdf"))) as document:
        lines = document.pages[0].extract_text_lines(return_chars=False)
    margin = 28 / 25.4 * 72
    starts = [round(line["x0"] - margin) for line in lines if set(line["text"]) <= set(long)]
    assert len(starts) > 3
    assert starts == [32] + [0] * (len(starts) - 1)


def test_title_author_and_language_are_set():
    data = dumps(example(), "pdf")
    with pypdfium2.PdfDocument(data) as document:
        metadata = document.get_metadata_dict()
    assert metadata["Title"] == example().title
    assert metadata["Author"] == "云溪市数据局"
    assert re.search(rb"/Lang\s*\(zh", data)


def test_it_is_tagged_and_states_the_standards_for_archives_and_for_screen_readers():
    data = dumps(example(), "pdf")
    assert b"/StructTreeRoot" in data
    assert b"<pdfuaid:part>1</pdfuaid:part>" in data
    assert b"<pdfaid:part>2</pdfaid:part>" in data
    undated = dumps(example(signed_on=None), "pdf")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in undated


def test_a_character_that_no_font_has_does_not_keep_a_report_from_being_written():
    sections = (Text("overview", "一、", "总体情况", "联系人：\U0002a6d6某\ue5d1。"),)
    assert dumps(example(sections=sections), "pdf").startswith(b"%PDF")


def test_pages_are_numbered_between_dashes():
    for number, text in enumerate(pages(example()), 1):
        assert f"— {number} —" in text


@BOTH
def test_the_head_of_a_table_is_repeated_on_the_page_it_reaches(edition):
    for lines in range(22):
        texts = pages(example(edition, preamble="\n".join(["全年公开政府信息的有关情况如下。"] * lines)))
        split = [text for text in texts if "（一）予以公开" in text or "四、结转下年度继续办理" in text]
        assert all("法人或其他组织" in text for text in split)
        if len(split) == 2:
            return
    pytest.fail("The table is never split.")


def test_headings_are_in_the_outline():
    with pypdfium2.PdfDocument(dumps(example(), "pdf")) as document:
        titles = [bookmark.get_title() for bookmark in document.get_toc()]
    assert titles == [section.number + section.title for section in example().sections]


def test_markup_in_a_report_is_only_text():
    hostile = '#panic("x") #read("/etc/passwd") $ x $ *b* _i_ `r` @ref <label> \\ // /* {} [] ~ -- ... "q"'
    report = example(title=hostile, body=hostile, preamble=hostile, signed_by=hostile)
    text = tidy("".join(pages(report)).replace("\n", " "))
    assert bare(text).count(bare(hostile)) == 3


def test_a_machine_without_a_chinese_font_says_which_to_install(monkeypatch):
    class NoFonts:
        def families(self):
            return ["DejaVu Sans"]

    monkeypatch.setattr(pdf, "_fonts", NoFonts)
    with pytest.raises(NotWritable, match="apt install fonts-noto-cjk"):
        dumps(example(), "pdf")


def test_reports_can_be_written_at_the_same_time():
    given = [example(title=f"云溪市数据局{year}年政府信息公开工作年度报告") for year in range(2010, 2026)]
    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(lambda report: dumps(report, "pdf"), given))
    assert together == [dumps(report, "pdf") for report in given]
