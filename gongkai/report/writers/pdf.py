"""The report as a tagged PDF, set by typst from `annual-report.typ`, which takes all that it says as data."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from gongkai.report.errors import NotWritable
from gongkai.report.interchange import to_json
from gongkai.report.layout import Table
from gongkai.report.model import Report
from gongkai.report.writers.flow import TABLE_SIZE, Line, content, document_title, fitted, flow, plain
from gongkai.report.writers.typeset import compiled, families
from gongkai.report.writers.typeset import fonts as _fonts


def render(report: Report) -> bytes:
    """Raises NotWritable on a machine without a Chinese font."""
    fonts = _fonts()
    signed = report.signed_on
    data = {
        "title": document_title(report),
        "author": plain(report.body or ""),
        "date": {"year": signed.year, "month": signed.month, "day": signed.day} if signed else None,
        "fonts": families(fonts),
        "flow": list(_flow(report)),
    }
    pdf = compiled(_template(), fonts, {"report": to_json(data).decode()})
    if pdf is None:
        raise NotWritable("这份报告不能写成 PDF：排版程序没有成功；请改用 docx 或者 html。")
    return pdf


@cache
def _template() -> bytes:
    return files(__package__).joinpath("annual-report.typ").read_bytes()


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
