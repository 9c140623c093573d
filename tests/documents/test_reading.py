"""Reading what an item is from its document: official documents in every container, pasted pages, what is no such."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document as NewDocument
from hypothesis import given
from hypothesis import strategies as st

from gongkai.documents.enums import Attribute, Kind
from gongkai.documents.markup import clean, plain
from gongkai.documents.reading import ANNOTATIONS, NotRead, Read, kind_of, read_file, read_pasted
from tests.programs import needs_chromium, needs_soffice, printed_by_browser, printed_by_office

HEAD = ("海州市教育局文件", "海教〔2026〕12号")
TITLE = ("海州市教育局关于做好2026年", "义务教育招生工作的通知")
BODY = (
    "各县（市、区）教育局，市直各学校：",
    "为了做好2026年义务教育阶段的招生工作，保障适龄儿童、少年依法接受义务教育的权利，根据有关规定，现将有关事项通知如下，请结合实际认真执行。",
    "一、总体要求",
    "坚持免试就近入学，公开招生的范围、计划和结果。",
    "（一）划定服务范围",
    "各地在四月底前划定。",
)
FOOT = ("本通知自2026年4月1日起施行，有效期至2028年3月31日。", "海州市教育局", "2026年3月2日", "（此件公开发布）")
IMPRINT = ("抄送：市政府办公室。", "海州市教育局办公室 2026年3月3日印发")
TABLE = (("序号", "学校", "计划"), ("1", "第一小学", "240"))


def docx(*, secret: str = "") -> bytes:
    made = NewDocument()
    for text in (*([secret] if secret else []), *HEAD, *TITLE, *BODY):
        made.add_paragraph(text)
    table = made.add_table(rows=2, cols=3)
    for row, texts in zip(table.rows, TABLE, strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    for text in (*FOOT, *IMPRINT):
        made.add_paragraph(text)
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def page() -> str:
    def paragraphs(texts: tuple[str, ...]) -> str:
        return "".join(f"<p>{text}</p>" for text in texts)

    table = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in TABLE)
    style = "<style>td{border:1px solid;padding:4px 12px} p{font:16pt serif;margin:4pt 0}</style>"
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>网页</title>{style}</head><body>"
        f"{paragraphs((*HEAD, *TITLE, *BODY))}<table>{table}</table>{paragraphs((*FOOT, *IMPRINT))}</body></html>"
    )


def text() -> str:
    return "\n".join((*HEAD, *TITLE, *BODY, *FOOT, *IMPRINT))


def agrees(read: Read) -> None:
    """What every container of the same document says."""
    assert read.title == "海州市教育局关于做好2026年义务教育招生工作的通知"
    assert (read.document_number, read.kind) == ("海教〔2026〕12号", Kind.NOTICE)
    assert (read.issuer, read.addressee) == ("海州市教育局", "各县（市、区）教育局，市直各学校")
    assert (read.formed_on, read.attribute) == (date(2026, 3, 2), Attribute.PROACTIVE)
    assert (read.effective_on, read.expires_on) == (date(2026, 4, 1), date(2028, 3, 31))
    said = plain(read.html)
    assert said.startswith("各县（市、区）教育局")
    assert "抄送" not in said
    assert "印发" not in said
    assert "海教" not in said
    assert "<h2>一、总体要求</h2>" in read.html
    assert "<h3>（一）划定服务范围</h3>" in read.html
    assert '<p class="right">海州市教育局</p>' in read.html
    assert clean(read.html) == read.html


def test_a_docx_says_what_it_is_and_its_text_is_left_without_head_and_imprint():
    read = read_file(docx(), "通知.docx")
    agrees(read)
    assert "<td>第一小学</td>" in read.html
    assert read.notes == ("版头和标题、版记没有放进正文，已经读到各项里",)


def test_a_page_says_the_same():
    read = read_file(page().encode(), "通知.html")
    agrees(read)
    assert "<td>第一小学</td>" in read.html


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_text_says_the_same_in_either_encoding(encoding: str):
    agrees(read_file(text().encode(encoding), "通知.txt"))


def test_what_is_pasted_says_the_same():
    agrees(read_pasted(page()))
    agrees(read_pasted(text()))


@pytest.mark.slow
@needs_soffice
def test_a_pdf_of_the_office_says_the_same():
    read = read_file(printed_by_office(docx()), "通知.pdf")
    agrees(read)
    assert f"<p>{BODY[1]}</p>" in read.html  # its lines are one paragraph again


@pytest.mark.slow
@needs_chromium
def test_a_pdf_of_the_browser_says_the_same():
    read = read_file(printed_by_browser(page().encode()), "通知.pdf")
    agrees(read)
    assert f"<p>{BODY[1]}</p>" in read.html
    assert "第一小学" in read.html


@pytest.mark.parametrize("mark", ["机密", "秘密★1年", "绝密 特急"])
def test_what_is_marked_as_a_state_secret_is_not_read(mark: str):
    with pytest.raises(NotRead, match="涉密信息不得录入"):
        read_file(docx(secret=mark), "通知.docx")
    with pytest.raises(NotRead, match="涉密信息不得录入"):
        read_pasted(f"<p>{mark}</p>" + page())


def test_a_word_about_secrets_is_no_mark():
    assert read_pasted("<p>秘密级文件的管理办法</p><p>第一条 为了管理。</p>").title == "秘密级文件的管理办法"


@pytest.mark.parametrize(("said", "attribute"), ANNOTATIONS.items())
def test_the_line_under_the_date_proposes_the_attribute(said: str, attribute: Attribute):
    assert read_pasted(f"<p>关于某事的通知</p><p>正文。</p><p>（此件{said}）</p>").attribute == attribute


def test_what_is_published_in_part_is_left_to_the_officer():
    read = read_pasted("<p>关于某事的通知</p><p>正文。</p><p>（此件删减后公开）</p>")
    assert read.attribute is None
    assert any("删减后公开" in note for note in read.notes)


@pytest.mark.parametrize(
    ("number", "read"),
    [
        ("海政办发［2026］3号", "海政办发〔2026〕3号"),
        ("海教(2026)第007号", "海教〔2026〕7号"),
        ("海教〔2026〕8号 签发人：高远", "海教〔2026〕8号"),
        ("文号：海教〔2026〕9号", "海教〔2026〕9号"),
    ],
)
def test_the_number_is_written_as_the_standard_has_it(number: str, read: str):
    assert read_pasted(f"<p>{number}</p><p>关于某事的通知</p><p>正文。</p>").document_number == read


def test_a_number_that_the_text_quotes_is_not_its_own():
    read = read_pasted("<p>关于某事的通知</p><p>根据海政〔2025〕1号文件的要求，现通知如下。</p>")
    assert read.document_number == ""


def test_an_order_has_its_number_under_its_name():
    read = read_pasted("<p>海州市人民政府令</p><p>第12号</p><p>海州市供水管理办法</p><p>第一条 为了供水。</p>")
    assert (read.document_number, read.title, read.issuer) == ("第12号", "海州市供水管理办法", "海州市人民政府令")


def test_what_the_document_does_not_say_stays_empty():
    read = read_pasted("<p>今天天气很好，我们去了公园。</p>")
    assert read == Read(html="<p>今天天气很好，我们去了公园。</p>")


def test_from_the_day_of_issue_is_left_to_the_officer():
    read = read_pasted("<p>海州市供水办法</p><p>本办法自印发之日起施行，有效期5年。</p>")
    assert (read.effective_on, read.expires_on) == (None, None)
    assert [note for note in read.notes if "核对" in note] == [
        "正文写明“自印发之日起施行”，施行日期请核对后填写",
        "正文写明“有效期5年”，有效期至哪一天请核对后填写",
    ]


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("行政处罚决定书", Kind.PENALTY),
        ("海州市教育局2026年部门预算", Kind.BUDGET),
        ("《海州市供水办法》解读", Kind.INTERPRETATION),
        ("关于海州市防汛应急预案的通知", Kind.EMERGENCY),
        ("海州市供水办法", None),
    ],
)
def test_a_title_tells_the_kind_where_it_is_plain(title: str, kind: Kind | None):
    assert kind_of(title) == kind


def test_cells_that_span_rows_and_columns_do_so_in_the_text():
    made = NewDocument()
    table = made.add_table(rows=3, cols=3)
    table.cell(0, 0).merge(table.cell(1, 0)).text = "学段"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "计划"
    table.cell(1, 1).text, table.cell(1, 2).text = "班数", "人数"
    table.cell(2, 0).text = "小学"
    out = io.BytesIO()
    made.save(out)
    html = read_file(out.getvalue(), "表.docx").html
    assert '<td rowspan="2">学段</td>' in html
    assert '<td colspan="2">计划</td>' in html
    assert "<td>小学</td>" in html


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n0000", b"%PDF-1.4 broken"])
def test_what_cannot_be_read_is_said_in_a_sentence(data: bytes):
    with pytest.raises(NotRead, match="“某件”读不出来"):
        read_file(data, "某件")


def test_nothing_pasted_is_said():
    with pytest.raises(NotRead, match="先粘贴"):
        read_pasted("<p> </p>")


@given(st.lists(st.sampled_from([*HEAD, *TITLE, *BODY, *FOOT, *IMPRINT, "<b>乱</b>", "2026年3月", "（）"]), min_size=1))
def test_whatever_the_order_of_the_lines_no_text_is_lost_but_head_and_imprint(lines: list[str]):
    read = read_pasted("".join(f"<p>{line}</p>" for line in lines))
    kept = plain(read.html) + read.title
    for line in lines:
        if line in BODY[1:] and not (read.title and line in read.title):
            assert plain(line) in kept
