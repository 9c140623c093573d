"""A circular (通报) of what the board shows, as DOCX to be worked over: text, table, charts, measures of GB/T 9704."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable
from datetime import date
from typing import Final

from docx import Document
from docx.document import Document as Paper
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.text.paragraph import Paragraph

from gongkai.bodies.models import Body
from gongkai.filings.board import GROUNDS, OUTCOMES, Board, Row, name_of
from gongkai.filings.charts import png

HEADINGS: Final = (
    "机关",
    "新收",
    "办结",
    "逾期办结",
    "正在办理",
    "超期未办",
    "按期率",
    "复议诉讼审结",
    "被纠正",
    "年度报告",
)
_TITLE: Final = ("方正小标宋简体", Pt(22))
_TEXT: Final = ("仿宋_GB2312", Pt(16))
_HEADING: Final = ("黑体", Pt(16))
_CELL: Final = ("仿宋_GB2312", Pt(10.5))


def circular(found: Board, charts: Iterable[str], *, issuer: Body, on: date) -> bytes:
    """The draft of a circular on a period. What it says are the board's figures; praise and blame are the writer's."""
    paper = _paper()
    _paragraph(paper, f"关于{found.period}政府信息公开工作情况的通报", _TITLE, centred=True)
    _paragraph(paper, "")
    for text in _overview(found):
        _paragraph(paper, text, _TEXT, indented=True)
    _paragraph(paper, "一、依申请公开办理情况", _HEADING, indented=True)
    for text in _requests(found):
        _paragraph(paper, text, _TEXT, indented=True)
    _paragraph(paper, "二、年度报告情况", _HEADING, indented=True)
    for text in _reports(found):
        _paragraph(paper, text, _TEXT, indented=True)
    _paragraph(paper, f"附件：{found.period}各机关政府信息公开工作情况", _TEXT, indented=True)
    _paragraph(paper, "")
    for text in (issuer.name, f"{on.year}年{on.month}月{on.day}日"):
        _paragraph(paper, text, _TEXT).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    paper.add_page_break()
    _paragraph(paper, "附件", _HEADING)
    _table(paper, found)
    for svg in charts:
        paper.add_picture(io.BytesIO(png(svg)), width=Mm(140))
    out = io.BytesIO()
    paper.save(out)
    return out.getvalue()


# --- what is said ---------------------------------------------------------------------------------------------------


def _overview(found: Board) -> Iterable[str]:
    whole = found.whole
    yield (
        f"{found.period}，{len(found.rows)}个机关共新收政府信息公开申请{whole.received}件，办结{whole.settled}件，"
        f"期末正在办理{whole.open}件。"
    )


def _requests(found: Board) -> Iterable[str]:
    whole = found.whole
    if outcomes := "、".join(
        f"{label}{whole.outcomes[key]}件" for key, label in OUTCOMES.items() if whole.outcomes[key]
    ):
        yield f"办结的申请中，{outcomes}。"
    if grounds := "、".join(f"{label}{whole.grounds[key]}件" for key, label in GROUNDS.items() if whole.grounds[key]):
        yield f"不予公开的理由：{grounds}。"
    if whole.in_time is not None:
        yield f"按期办结率{whole.in_time:.1%}。{_named('逾期办结的机关', found.rows, lambda row: row.late)}"
    if whole.overdue:
        yield f"目前超过期限没有答复的{whole.overdue}件。{_named('涉及', found.rows, lambda row: row.overdue)}"
    if whole.corrected_rate is not None:
        yield (
            f"审结行政复议、行政诉讼{whole.decided}件，其中被纠正{whole.corrected}件，占{whole.corrected_rate:.1%}。"
            f"{_named('被纠正的机关', found.rows, lambda row: row.corrected)}"
        )


def _reports(found: Board) -> Iterable[str]:
    missing = [name_of(row.body) for row in found.rows if row.published_on is None]
    late = [name_of(row.body) for row in found.rows if row.published_on is not None and row.filed_late]
    yield f"{len(found.rows) - len(missing)}个机关已公开{found.period.year}年度报告。"
    if late:
        yield f"晚于期限公开的：{'、'.join(late)}。"
    if missing:
        yield f"没有公开的：{'、'.join(missing)}。"


def _named(what: str, rows: Iterable[Row], count: Callable[[Row], int]) -> str:
    told = [f"{name_of(row.body)}（{number}件）" for row in rows if (number := count(row))]
    return f"{what}：{'、'.join(told)}。" if told else ""


# --- how it looks ---------------------------------------------------------------------------------------------------


def _paper() -> Paper:
    paper = Document()
    page = paper.sections[0]
    page.page_width, page.page_height = Mm(210), Mm(297)
    page.top_margin, page.bottom_margin, page.left_margin, page.right_margin = Mm(37), Mm(35), Mm(28), Mm(26)
    paper.core_properties.author = ""
    return paper


def _paragraph(
    paper: Paper,
    text: str,
    font: tuple[str, Pt] = _TEXT,
    *,
    centred: bool = False,
    indented: bool = False,
) -> Paragraph:
    made = paper.add_paragraph()
    _write(made, text, font)
    made.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    made.paragraph_format.line_spacing = Pt(28.95)
    made.paragraph_format.space_after = Pt(0)
    if centred:
        made.alignment = WD_ALIGN_PARAGRAPH.CENTER
        made.paragraph_format.line_spacing = Pt(36)
    if indented:
        made.paragraph_format.first_line_indent = Pt(32)
    return made


def _write(paragraph: Paragraph, text: str, font: tuple[str, Pt]) -> None:
    name, size = font
    run = paragraph.add_run(text)
    run.font.name, run.font.size = name, size
    properties = run._element.get_or_add_rPr()
    properties.get_or_add_rFonts().set(qn("w:eastAsia"), name)


def _table(paper: Paper, found: Board) -> None:
    rows = [*found.rows, found.whole]
    table = paper.add_table(rows=1 + len(rows), cols=len(HEADINGS), style="Table Grid")
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for number, cells in enumerate([HEADINGS, *map(_cells, rows)]):
        for cell, text in zip(table.rows[number].cells, cells, strict=True):
            _write(cell.paragraphs[0], text, _CELL)


def _cells(row: Row) -> tuple[str, ...]:
    counts = (row.received, row.settled, row.late, row.open, row.overdue)
    report = "" if row.body is None else row.published_on.isoformat() if row.published_on else "没有公开"
    return (name_of(row.body), *map(str, counts), row.in_time_shown, str(row.decided), str(row.corrected), report)
