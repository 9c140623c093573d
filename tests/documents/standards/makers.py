"""Directories of fictional fields, as they are published: headings in two lines, merged cells, ticks."""

from __future__ import annotations

import io
from typing import Any, Final

from docx import Document
from openpyxl import Workbook

TITLE: Final = "海州市义务教育领域基层政务公开标准目录"
FIRST: Final = (
    "序号", "公开事项", "", "公开内容（要素）", "公开依据", "公开时限", "公开主体", "公开渠道和载体",
    "公开对象", "", "公开方式", "", "公开层级", "",
)  # fmt: skip
SECOND: Final = (
    "", "一级事项", "二级事项", "", "", "", "", "", "全社会", "特定群体", "主动", "依申请", "县级", "乡级",
)  # fmt: skip
SITES: Final = "■政府网站 □政府公报\n■两微一端 □发布会/听证会\n□广播电视 □纸质媒体\n■公开查阅点 □其他____"
LAW: Final = "《中华人民共和国政府信息公开条例》"
WITHIN: Final = "自信息形成或者变更之日起20个工作日内"
ROWS: Final = (
    ("1", "政策文件", "招生政策", "招生范围、条件、程序", LAW, WITHIN, "市教育局", SITES, "√", "", "√", "", "√", ""),
    (
        "2",
        "",
        "教师培训计划",
        "培训名额、时间",
        LAW,
        "每年公开",
        "市教育局",
        "■政府网站",
        "",
        "教师",
        "√",
        "",
        "√",
        "√",
    ),
    ("3", "学校管理", "收费项目和标准", "收费依据", LAW, "实时公开", "各学校", "■公示栏", "√", "", "√", "√", "", "√"),
)
MERGED: Final = ("B1:C1", "I1:J1", "K1:L1", "M1:N1", "A1:A2", "D1:D2", "E1:E2", "F1:F2", "G1:G2", "H1:H2", "B3:B4")
"""As cells of the table alone; a title above moves them down a row."""


def as_xlsx(rows: Any = ROWS, *, title: str = TITLE, note: str = "备注：本目录由市教育局解释") -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    fill(sheet, rows, title, note)
    return saved(book)


def fill(sheet: Any, rows: Any, title: str, note: str = "") -> None:
    sheet.append([title])
    sheet.merge_cells("A1:N1")
    for row in (FIRST, SECOND, *rows):
        sheet.append([cell or None for cell in row])
    for area in MERGED:
        first, last = area.split(":")
        sheet.merge_cells(f"{first[0]}{int(first[1:]) + 1}:{last[0]}{int(last[1:]) + 1}")
    if note:
        sheet.append([note])
        sheet.merge_cells(start_row=sheet.max_row, end_row=sheet.max_row, start_column=1, end_column=14)


def saved(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def as_docx(rows: Any = ROWS) -> bytes:
    document = Document()
    document.add_paragraph(TITLE)
    table = document.add_table(rows=0, cols=14)
    for row in (FIRST, SECOND, *rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for area in MERGED:
        first, last = (table.cell(int(at[1:]) - 1, ord(at[0]) - 65) for at in area.split(":"))
        text = first.text
        first.merge(last).text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def as_html(rows: Any = ROWS) -> bytes:
    spans = {}
    hidden = set()
    for area in MERGED:
        (top, left), (bottom, right) = ((int(at[1:]) - 1, ord(at[0]) - 65) for at in area.split(":"))
        spans[top, left] = (bottom - top + 1, right - left + 1)
        hidden |= {(r, c) for r in range(top, bottom + 1) for c in range(left, right + 1)} - {(top, left)}
    lines = []
    for r, row in enumerate((FIRST, SECOND, *rows)):
        cells = []
        for c, text in enumerate(row):
            if (r, c) not in hidden:
                down, across = spans.get((r, c), (1, 1))
                cells.append(f'<td rowspan="{down}" colspan="{across}">{text}</td>')
        lines.append(f"<tr>{''.join(cells)}</tr>")
    return f"<html><body><h1>{TITLE}</h1><table>{''.join(lines)}</table></body></html>".encode()
