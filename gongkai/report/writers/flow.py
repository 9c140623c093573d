"""What every writer prints, in printed order, and how it spells a value."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from typing import Final, Literal, NamedTuple

from gongkai.report.form import SECTIONS
from gongkai.report.layout import Cell, Table, tables
from gongkai.report.model import Report
from gongkai.report.numerals import UNREAD, spell
from gongkai.report.text import half_widths
from gongkai.report.values import Mark, Value

Kind = Literal["title", "paragraph", "heading", "signature"]


class Line(NamedTuple):
    """A paragraph and what it is. The signature has two: who, then when."""

    kind: Kind
    text: str


_EMPTY: Final = {Mark.BLANK: "", Mark.NOT_APPLICABLE: "/", Mark.UNKNOWN: UNREAD}

TABLE_SIZE: Final = 10.5
"""Points: 五号, the type of the tables."""
CELL_INSET: Final = 0.6
"""Millimetres that a cell keeps free on either side of its text."""

_BREAKS: Final = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
# What XML 1.0 cannot hold (section 2.2), so that neither DOCX nor XLSX can.
_UNPRINTABLE: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def flow(report: Report) -> Iterator[Line | Table]:
    """The report from title to signature; each table after the text of its section.

    A table whose section the report does not have stands where the form would have it.
    """
    order = [section.key for section in SECTIONS]
    waiting = {table.key: table for table in tables(report.form, report.cells)} if report.form else {}
    yield from _lines("title", report.title)
    yield from _lines("paragraph", *report.preamble.split("\n"))
    titled = {section.key for section in report.sections}
    for section in report.sections:
        for key in [key for key in waiting if key not in titled and order.index(key) < order.index(section.key)]:
            yield waiting.pop(key)
        yield from _lines("heading", section.number + section.title)
        yield from _lines("paragraph", *section.text.split("\n"))
        if section.key in waiting:
            yield waiting.pop(section.key)
    yield from waiting.values()
    yield from _lines("signature", report.signed_by, spell_date(report.signed_on))


def _lines(kind: Kind, *texts: str) -> Iterator[Line]:
    return (Line(kind, text) for text in map(plain, texts) if text)


def plain(text: str) -> str:
    """The text on one line, without the characters that no file can hold."""
    return _UNPRINTABLE.sub("", _BREAKS.sub(" ", text)).strip()


def spell_date(day: date | None) -> str:
    """The date as a report is signed: 2025年1月20日."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def printed(value: Value | None) -> str:
    """What a cell prints. An inferred number prints like any other, a cell that the source's form lacks nothing."""
    if value is None:
        return ""
    if value.number is None:
        return _EMPTY[value.mark or Mark.BLANK]
    return spell(value.number) + plain(value.unit)


def fitted(text: str, millimetres: float) -> float:
    """The size of type, in points, in which a long number stays on one line of a cell. Words may take several lines."""
    if half_widths(text) > len(text):
        return TABLE_SIZE
    room = (millimetres - 2 * CELL_INSET) * 72 / 25.4
    return min(TABLE_SIZE, round(room / (len(text) * 0.56), 1)) if text else TABLE_SIZE


def document_title(report: Report) -> str:
    """What a window that shows the file is called; PDF and HTML must have it."""
    return plain(report.title) or "政府信息公开工作年度报告"


def harmless(text: str) -> str:
    """The text such that a spreadsheet that opens a CSV file does not take it for a formula (OWASP, CSV Injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text


def content(cell: Cell, report: Report) -> str:
    """What stands in a cell of a table: its label, or the report's value."""
    return printed(report.cells.get(cell.key)) if cell.key else cell.text


def grid(table: Table, report: Report) -> list[list[str]]:
    """The table for files that know no spans: each text where its cell starts, nothing where the cell only reaches."""
    return [
        [content(cell, report) if (cell.row, cell.column) == (row, column) else "" for column, cell in enumerate(cells)]
        for row, cells in enumerate(table.slots)
    ]
