"""The report as a tagged PDF, set by typst from `annual-report.typ`, which takes all that it says as data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import typst

from gongkai.report.errors import NotWritable
from gongkai.report.interchange import to_json
from gongkai.report.layout import Table
from gongkai.report.model import Report
from gongkai.report.writers.flow import TABLE_SIZE, Line, content, document_title, fitted, flow, plain

if TYPE_CHECKING:
    from typst import PDFStandard

# For archives (PDF/A-2a wants a date, and no private characters) and for screen readers (PDF/UA-1 wants every character
# in some font); what cannot be either is still tagged.
_STANDARDS: Final[tuple[list[PDFStandard], ...]] = (["a-2a", "ua-1"], ["ua-1"], [])

# The fonts of GB/T 9704-2012 first, then what Linux, macOS and Windows have instead.
_TITLE: Final = ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "STZhongsong")
_SERIF: Final = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "Noto Serif CJK SC",
                 "Noto Serif SC", "Source Han Serif SC", "Source Han Serif CN", "Songti SC", "STSong",
                 "SimSun")  # fmt: skip
_SANS: Final = ("SimHei", "黑体", "Noto Sans CJK SC", "Noto Sans SC", "Source Han Sans SC", "Source Han Sans CN",
                "PingFang SC", "STHeiti", "Heiti SC", "Microsoft YaHei", "WenQuanYi Micro Hei",
                "WenQuanYi Zen Hei")  # fmt: skip


def render(report: Report) -> bytes:
    """Raises NotWritable on a machine without a Chinese font."""
    fonts = _fonts()
    families = frozenset(fonts.families())
    titles, serif, sans = ([name for name in names if name in families] for names in (_TITLE, _SERIF, _SANS))
    if not serif and not sans:
        raise NotWritable("这台机器没有中文字体，不能写成 PDF：请先安装字体，例如 apt install fonts-noto-cjk。")
    signed = report.signed_on
    data = {
        "title": document_title(report),
        "author": plain(report.body or ""),
        "date": {"year": signed.year, "month": signed.month, "day": signed.day} if signed else None,
        "fonts": {"title": titles + serif + sans, "text": serif + sans, "heading": sans + serif},
        "flow": list(_flow(report)),
    }
    return _compile(fonts, to_json(data).decode())


@cache
def _fonts() -> typst.Fonts:
    """The fonts of this machine; looking for them takes longer than all the rest."""
    return typst.Fonts()


@cache
def _template() -> bytes:
    return files(__package__).joinpath("annual-report.typ").read_bytes()


def _compile(fonts: typst.Fonts, data: str) -> bytes:
    compiler = typst.Compiler(font_paths=fonts)  # one for each call: it cannot be shared between threads
    for standards in _STANDARDS:
        try:
            pdf = compiler.compile(_template(), sys_inputs={"report": data}, format="pdf", pdf_standards=standards)
        except typst.TypstError as error:
            reason = error
        else:
            assert isinstance(pdf, bytes)
            return pdf
    raise NotWritable("这份报告不能写成 PDF：排版程序没有成功；请改用 docx 或者 html。") from reason


def _flow(report: Report) -> Iterator[dict[str, Any]]:
    """Lines as `kind` and `text`, the `first` of the signature marked; tables as `_table` has them."""
    before = ""
    for item in flow(report):
        if isinstance(item, Line):
            yield {"kind": item.kind, "text": item.text, "first": item.kind != before}
            before = item.kind
        else:
            yield _table(item, report)


def _table(table: Table, report: Report) -> dict[str, Any]:
    """Widths in millimetres, the cells, and the parts: `head` rows from `top` on, then rows down to `end`.

    Only the head of a whole table repeats on every page; that of a 第二十条第（×）项 just stays with its first row.
    """
    if table.head:
        parts = [{"top": 0, "head": table.head, "end": table.rows, "repeat": True}]
    else:
        parts = [
            {"top": body.start, "head": table.first_values(body), "end": body.stop, "repeat": False}
            for body in table.bodies
        ]
    return {
        "kind": "table",
        "widths": table.widths,
        "parts": parts,
        "cells": [
            {
                "x": cell.column,
                "y": cell.row,
                "colspan": cell.colspan,
                "rowspan": cell.rowspan,
                "text": (text := content(cell, report)),
                "size": fitted(text, table.width(cell)) if cell.key else TABLE_SIZE,
            }
            for cell in table.cells
        ],
    }
