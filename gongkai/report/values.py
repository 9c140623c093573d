"""What a report is made of: numbers and the marks in their place, places in the source, texts, claims."""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

Number = int | Decimal


class Mark(StrEnum):
    """Why a cell has no plain number, or how its number was come by. A plain number carries no mark."""

    BLANK = "blank"
    """The source leaves the cell blank, or prints a dash or 无 in it. Never the same as 0."""
    NOT_APPLICABLE = "n/a"
    """The source prints "/"."""
    INFERRED = "inferred"
    """The source lost the cell; the form's own arithmetic allows exactly this value. A note gives the reason."""
    UNKNOWN = "unknown"
    """Something stood there, or must have, and it could not be told what. A note gives the reason."""


class Value(NamedTuple):
    """What stands in one cell.

    `number` is None exactly when `mark` is BLANK, NOT_APPLICABLE or UNKNOWN. Counts are int; money, and anything
    printed with decimals, is Decimal. `unit` is the unit printed inside the cell, "" where there is none: 元, 万元, 件
    …; the number is as printed and never converted.
    """

    number: Number | None
    mark: Mark | None = None
    unit: str = ""


BLANK = Value(None, Mark.BLANK)
NOT_APPLICABLE = Value(None, Mark.NOT_APPLICABLE)
UNKNOWN = Value(None, Mark.UNKNOWN)


class Place(NamedTuple):
    """Where something stood in the source. Lines, tables, rows, columns and pages count from 1; 0 says not applicable.

    `box` is (left, bottom, right, top) on the page, in points.
    """

    line: int = 0
    table: int = 0
    row: int = 0
    column: int = 0
    page: int = 0
    box: tuple[float, float, float, float] | None = None
    sheet: str = ""

    def __str__(self) -> str:
        parts = []
        if self.sheet:
            parts.append(f"工作表“{self.sheet}”")
        if self.page:
            parts.append(f"第{self.page}页")
        if self.table:
            parts.append(f"表{self.table}")
        if self.row:
            parts.append(f"第{self.row}行")
        if self.column:
            parts.append(f"第{self.column}列")
        if self.line:
            parts.append(f"第{self.line}行" if not self.row else f"（文本第{self.line}行）")
        if self.box and not self.row:
            parts.append("（{:.0f}，{:.0f}）".format(*self.box[:2]))
        return "".join(parts)


class Text(NamedTuple):
    """A section as printed: its number (一、), title and paragraphs (joined by newlines, tables left out).

    `key` is one of `form.SECTIONS`. `lines` gives the place of each paragraph.
    """

    key: str
    number: str
    title: str
    text: str
    lines: tuple[Place, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self[:4] == other[:4]

    def __ne__(self, other: object) -> bool:
        return not self == other

    def __hash__(self) -> int:
        return hash(self[:4])


class Claim(NamedTuple):
    """A count, an amount or a "none" that the narrative states.

    Attributes:
        text: the clause that states it. section: key of the section, "preamble" before the first.
        number: the figure as a number; 0 for 未收到 and its like; None for an 均已… that states no figure.
        unit: 件, 条, 份, 宗, 起, 次, 万元, % …, "" if none. The factor 万 or 亿 is already in `number`.
        tolerance: half of the last printed digit's place for 万/亿 and 余/多/近/约 figures, else 0.
        noun: what is counted, in the report's words.
        period: the year spoken of in full ("2022" also in the report for 2023); "" for a part of a year, for several
            years, and for plans. Only claims of the report's year have cells.
        pattern: P01 … P94 of the catalogue, or L01 … L30 for a look-alike, "" for neither.
        cells: the cells whose sum the figure must equal; empty when it speaks of none.
        relation: "=" must equal; "<=" at most; "~" should equal, a person decides.
        accept: other sums that are as good (new + carried_over for 办理申请N件).
        start: offset of the clause in its section's text. place: where it stood in the source.
        about: the cells of the quantity spoken of where the figure is not their value in this report: another year's
            value (L04), a change against last year (P93), a share (P65, P66). `cells` is then empty.
        scope: "region" for 全市, 全区 and the like, "own" for 本级, 本机关, "" where none is named (P94).
        part_of: index in `Report.claims` of the number that it is a part of (其中 …), -1 if none.
    """

    text: str
    section: str
    number: Number | None
    unit: str = ""
    tolerance: Number = 0
    noun: str = ""
    period: str = ""
    pattern: str = ""
    cells: tuple[str, ...] = ()
    relation: str = "="
    accept: tuple[tuple[str, ...], ...] = ()
    start: int = 0
    place: Place | None = None
    about: tuple[str, ...] = ()
    scope: str = ""
    part_of: int = -1


class Contact(NamedTuple):
    """How to reach the body, as its report states it. Empty strings where it does not."""

    office: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    url: str = ""
