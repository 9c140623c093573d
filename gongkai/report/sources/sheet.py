"""Spreadsheets (XLSX, and XLS, XLSB, ODS as the library reads them): the form as a sheet."""

from __future__ import annotations

import io
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final, NamedTuple
from zipfile import ZipFile

from lxml import etree

from gongkai.report.document import Document, Row, Slot, paragraph
from gongkai.report.errors import NotReadable
from gongkai.report.form import SECTION_NUMBERS, SECTION_TITLES
from gongkai.report.outline import every_heading, sole_text
from gongkai.report.sources.archive import read_part

MOST_ROWS: Final = 20_000
MOST_SHEETS: Final = 40
MOST_CELLS: Final = 4_000_000
MOST_COLUMNS: Final = 16_384


_UNUSUAL: Final = re.compile(rb' r(?: |=(?!"(?:[A-Z]{1,2}[0-9]{1,3}|[0-9]{1,7})"))')
"""An attribute that is not the number of a row, nor a place within 702 columns and 999 rows."""
_DECLARATION: Final = 100
_SELDOM: Final = (b"\n", b"\r", b"\t", b"'", b'"r')
"""After the declaration, programs write a sheet on one line, in double quotes, and a space before each attribute."""
_HIDDEN: Final = re.compile(rb"<(?:\w+:)?(?:col|(?P<row>row))\s[^<>]*\bhidden\s*=[^<>]*>")
_ATTRIBUTE: Final = re.compile(rb"""\b(\w+)\s*=\s*(["'])([^"']*)\2""")
_NAMES: Final = (("依申请", "requests"), ("主动公开", "proactive"), ("复议", "remedies"), ("诉讼", "remedies"))
"""What the name of a sheet says that its table is."""
_SHEET_ID: Final = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_STRICT_SHEET_ID: Final = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"
_BOOK, _BOOK_PARTS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_PLACE: Final = re.compile(rb"""<(?:\w+:)?c\s[^>]*?\br\s*=\s*["']([A-Za-z]{1,3}(?=[0-9]))?([0-9]{1,7}(?=["']))?""")
"""Column and row of a cell of a sheet; one of them is missing where the place is not one."""


class Hidden(NamedTuple):
    """Columns and rows of a sheet that are not shown, from 0."""

    columns: frozenset[int]
    rows: frozenset[int]


def look_over(archive: ZipFile) -> dict[str, Hidden]:
    """What each sheet of a workbook hides, by the sheet's name; the library does not tell.

    Raises NotReadable for a workbook whose cells lie so far apart that the library would fill gigabytes with what lies
    between.
    """
    found: dict[str, Hidden] = {}
    for name in archive.namelist():
        if not name.startswith("xl/worksheets/") or not name.endswith(".xml"):
            continue
        content = read_part(archive, name)
        if b"hidden" in content and (hidden := _hidden(content)) is not None:
            found[name] = hidden
        if _UNUSUAL.search(content) is None and all(content.find(mark, _DECLARATION) < 0 for mark in _SELDOM):
            continue  # nothing is far away or misplaced; looking at each cell takes longer
        places = _PLACE.findall(content)
        letters = {column for column, _ in places}
        numbers = {row for _, row in places}
        if b"" in letters or b"" in numbers:
            raise NotReadable("工作表已损坏（单元格的位置无效），请重新下载或另存后再试")
        rows = max(map(int, numbers), default=0)
        columns = max(map(_column, letters), default=0)
        if rows * columns > MOST_CELLS:
            raise NotReadable(f"工作表过大（{rows}行、{columns}列），不像年度报告")
    return _named(archive, found)


def _named(archive: ZipFile, found: dict[str, Hidden]) -> dict[str, Hidden]:
    """What was found in parts of the archive, by the names of their sheets."""
    if not found or not {_BOOK, _BOOK_PARTS} <= set(archive.namelist()):
        return {}
    parts = {
        each.get("Id"): posixpath.normpath(posixpath.join("/xl", each.get("Target") or "")).lstrip("/")
        for each in _parsed(read_part(archive, _BOOK_PARTS))
    }
    named: dict[str, Hidden] = {}
    for sheet in _parsed(read_part(archive, _BOOK)).iter("{*}sheet"):
        part = parts.get(sheet.get(_SHEET_ID) or sheet.get(_STRICT_SHEET_ID))
        if part in found:
            named[sheet.get("name") or ""] = found[part]
    return named


def _hidden(content: bytes) -> Hidden | None:
    columns: set[int] = set()
    rows: set[int] = set()
    for mark in _HIDDEN.finditer(content):
        told = {key.decode(): value.decode("latin-1") for key, _, value in _ATTRIBUTE.findall(mark[0])}
        if told.get("hidden") not in ("1", "true"):
            continue
        if mark["row"]:
            rows.add(_whole(told.get("r")) - 1)
        else:
            columns.update(range(_whole(told.get("min")) - 1, min(_whole(told.get("max")), MOST_COLUMNS)))
    return Hidden(frozenset(columns), frozenset(rows)) if columns or rows else None


def _parsed(xml: bytes) -> etree._Element:
    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise NotReadable("工作簿不完整或已损坏，请重新下载或另存后再试") from error


def _whole(digits: str | None) -> int:
    return int(digits) if digits and digits.isdecimal() and len(digits) < 8 else 0


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def read_sheet(data: bytes, kind: str = "xlsx", hidden: Mapping[str, Hidden] | None = None) -> Document:
    """The rows of every sheet that is shown, but those that are `hidden`; a paragraph is a row with one cell filled.

    Raises NotReadable for a damaged or encrypted workbook.
    """
    from python_calamine import CalamineError, CalamineWorkbook, SheetVisibleEnum

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        if "password" in str(error).lower() or "encrypt" in str(error).lower():
            raise NotReadable("工作簿已加密，请先解除密码") from error
        raise NotReadable("工作簿不完整或已损坏，请重新下载或另存后再试") from error
    sheets: dict[str, list[Row]] = {}
    notes: list[str] = []
    shown = [sheet.name for sheet in workbook.sheets_metadata if sheet.visible == SheetVisibleEnum.Visible]
    unseen = [f"工作表“{sheet}”" for sheet in workbook.sheet_names if sheet not in shown]
    names = shown[:MOST_SHEETS]
    if len(shown) > MOST_SHEETS:
        notes.append(f"工作簿共{len(shown)}张工作表，只读了前{MOST_SHEETS}张")
    for number, name in enumerate(names, 1):
        try:
            sheet = workbook.get_sheet_by_name(name)
            values = sheet.to_python(skip_empty_area=False, nrows=MOST_ROWS)
        except (CalamineError, ValueError) as error:
            raise NotReadable(f"工作表“{name}”已损坏，读不出") from error
        if sheet.total_height > MOST_ROWS:
            notes.append(f"工作表“{name}”共{sheet.total_height}行，只读了前{MOST_ROWS}行")
        own = _rows(values, sheet.merged_cell_ranges or [], number, name if len(names) > 1 else "")
        if hidden and name in hidden:
            own, count = _shown(own, hidden[name])
            if count:
                unseen.append(f"工作表“{name}”中隐藏的{count}格")
        sheets[name] = own
    if unseen:
        notes.append(f"隐藏的内容未读：{'、'.join(unseen)}")
    rows = [row for own in sheets.values() for row in own]
    if len(names) > 1:
        notes += _entitle(sheets, rows)
    return Document(kind, rows, exact=True, notes=notes)


def _entitle(sheets: Mapping[str, list[Row]], rows: list[Row]) -> list[str]:
    """Put a heading before the table of a sheet whose name tells the section, where no row does; and say so."""
    headings = [heading for heading in every_heading(rows) if heading.key]
    style = Counter(heading.style for heading in headings).most_common(1)  # a part of a section may have a like title
    printed = {heading.key for heading in headings if heading.style == style[0][0]}
    notes: list[str] = []
    for name, own in sheets.items():
        key = next((key for word, key in _NAMES if word in name), None)
        if key is None or key in printed or all(sole_text(row) is not None for row in own):
            continue
        title = SECTION_NUMBERS[[*SECTION_TITLES].index(key)] + SECTION_TITLES[key]
        rows.insert(rows.index(own[0]), paragraph(title, sheet=name))
        notes.append(f"没有“{title}”的标题行，以工作表名“{name}”为标题")
        printed.add(key)
    return notes


def _shown(rows: list[Row], hidden: Hidden) -> tuple[list[Row], int]:
    """The rows without what is hidden, and how many filled cells that was. A merged cell is seen in any of its
    columns.
    """
    kept: list[Row] = []
    count = 0
    for row in rows:
        if row.number - 1 in hidden.rows:
            count += sum(1 for slot in row.slots if slot.text)
            continue
        slots: list[Slot] = []
        for slot in row.slots:
            seen = [at for at in range(slot.column, slot.column + slot.width) if at not in hidden.columns]
            if seen:
                slots.append(slot._replace(column=seen[0], width=seen[-1] - seen[0] + 1))
            elif slot.text:
                count += 1
        row.slots = slots
        if slots:
            kept.append(row)
    return kept, count


def _rows(values: list[list[Any]], merged: list[Any], table: int, sheet: str) -> list[Row]:
    height, width = len(values), max((len(row) for row in values), default=0)
    spans: defaultdict[int, dict[int, int]] = defaultdict(dict)
    covered: defaultdict[int, set[int]] = defaultdict(set)
    for (top, left), (bottom, right) in merged:
        end = min(right + 1, width)
        spans[top][left] = right - left + 1
        covered[top].update(range(left + 1, end))
        for at in range(top + 1, min(bottom + 1, height)):
            covered[at].update(range(left, end))
    rows: list[Row] = []
    before = 0
    for at, row in enumerate(values):
        filled = width - row.count("")
        if not filled and before < 5:
            continue
        before = filled  # an empty row under a full one may be a row of blank cells
        wide, hidden = spans[at], covered[at]
        slots = [
            Slot(value if type(value) is str else _cell(value), column, wide.get(column, 1))
            for column, value in enumerate(row)
            if column not in hidden
        ]
        rows.append(Row(slots, width=width, table=table, number=at + 1, sheet=sheet))
    return rows


def _cell(value: Any) -> str:
    """How a value is printed."""
    if type(value) is float:
        return _SMALL.get(value) or _number(value)
    if isinstance(value, (datetime, date)):
        return f"{value.year}年{value.month}月{value.day}日"
    return str(value)


_SMALL: Final = {float(number): str(number) for number in range(1000)}
"""Most of what a report counts."""


def _number(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
