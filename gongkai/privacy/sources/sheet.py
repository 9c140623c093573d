"""Workbooks (XLSX): cells with their addresses, hidden sheets, rows, columns and cells, notes."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple, TypeVar
from zipfile import ZipFile

from lxml import etree

from gongkai.privacy.findings import Place
from gongkai.privacy.reading import Reading
from gongkai.privacy.sources.package import Inner, read_package
from gongkai.privacy.sources.trees import local, parsed, strings
from gongkai.report.sources.archive import check_sizes, read_part

T = TypeVar("T")
_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_SHARED: Final = "xl/sharedStrings.xml"
_STYLES: Final = "xl/styles.xml"
_ADDRESS: Final = re.compile(r"([A-Z]{1,3})(\d{1,7})\Z")
_TINY: Final = 2.0
_MOST_CELLS: Final = 2_000_000
_LAST_COLUMN: Final = 16_384


class Sheet(NamedTuple):
    """A sheet of a workbook: its name, the part that holds it, whether it is hidden."""

    name: str
    part: str
    hidden: bool


def sheets_of(archive: ZipFile) -> list[Sheet]:
    """The sheets in the workbook's order."""
    relations = {
        each.get("Id"): posixpath.normpath(posixpath.join("/xl", each.get("Target") or "")).lstrip("/")
        for each in parsed(read_part(archive, _RELATIONS))
    }
    sheets = []
    for element in parsed(read_part(archive, _BOOK)).iter("{*}sheet"):
        key = next((str(value) for name, value in element.attrib.items() if str(name).endswith("}id")), "")
        part = relations.get(key)
        if part in archive.namelist():
            sheets.append(Sheet(element.get("name") or "", str(part), element.get("state") in ("hidden", "veryHidden")))
    return sheets


def read_sheets(archive: ZipFile, reading: Reading, inner: Inner) -> None:
    """Put a workbook into the reading. Raises NotReadable."""
    check_sizes(archive)
    names = archive.namelist()
    shared = shared_strings(archive) if _SHARED in names else []
    unseen = unseen_styles(parsed(read_part(archive, _STYLES))) if _STYLES in names else {}
    done = {_BOOK, _SHARED, _STYLES}
    for sheet in sheets_of(archive):
        done.add(sheet.part)
        reading.add(sheet.name, Place(part="工作表名称"))
        _cells(parsed(read_part(archive, sheet.part)), sheet, shared, unseen, reading)
    for name in parsed(read_part(archive, _BOOK)).iter("{*}definedName"):
        reading.add(f"{name.get('name')} {name.text or ''}", Place(part="定义的名称"), quiet=True)
    read_package(archive, reading, done, inner)


def shared_strings(archive: ZipFile) -> list[str]:
    """The strings that cells share, their runs put together; readings (拼音) left out."""
    texts = []
    for entry in parsed(read_part(archive, _SHARED)).iter("{*}si"):
        nodes = (node for node in entry.iter("{*}t") if not _is_phonetic(node))
        texts.append("".join(node.text or "" for node in nodes))
    return texts


def _is_phonetic(node: etree._Element) -> bool:
    parent = node.getparent()
    return parent is not None and local(parent) == "rPh"


def unseen_styles(root: etree._Element) -> dict[int, str]:
    """The formats of cells whose text cannot be seen, and why."""
    fonts = [_font(font) for font in root.iterfind("{*}fonts/{*}font")]
    grounds = [next((fill for fill in each.iter("{*}patternFill")), None) for each in root.iterfind("{*}fills/{*}fill")]
    blank = {
        each.get("numFmtId")
        for each in root.iter("{*}numFmt")
        if (each.get("formatCode") or "").replace('"', "") in (";;;", ";;")
    }
    unseen: dict[int, str] = {}
    for number, form in enumerate(root.iterfind("{*}cellXfs/{*}xf")):
        font = _entry(fonts, form.get("fontId"))
        ground = _entry(grounds, form.get("fillId"))
        filled = ground is not None and (ground.get("patternType") or "none") not in ("none",)
        if form.get("numFmtId") in blank:
            unseen[number] = "数字格式使内容不显示"
        elif font == "tiny":
            unseen[number] = "字号小到看不见"
        elif font == "white" and not filled:
            unseen[number] = "文字与底色同为白色"
    return unseen


def _font(font: etree._Element) -> str:
    size, color = font.find("{*}sz"), font.find("{*}color")
    if size is not None and float(size.get("val") or 11) <= _TINY:
        return "tiny"
    white = color is not None and (
        color.get("rgb", "").upper() in ("FFFFFFFF", "00FFFFFF") or color.get("theme") == "0"
    )
    return "white" if white and color is not None and not float(color.get("tint") or 0) else ""


def _entry(entries: Sequence[T], number: str | None) -> T | None:
    return entries[int(number)] if number and number.isdecimal() and int(number) < len(entries) else None


def hidden_columns(root: etree._Element) -> set[int]:
    """The numbers of the columns that are not shown, from 1."""
    hidden: set[int] = set()
    for column in root.iterfind("{*}cols/{*}col"):
        if _is_set(column.get("hidden")) or column.get("width") in ("0", "0.0"):
            first, last = int(column.get("min") or 1), int(column.get("max") or 1)
            hidden.update(range(first, min(last, _LAST_COLUMN) + 1))
    return hidden


def row_is_hidden(row: etree._Element) -> bool:
    return _is_set(row.get("hidden")) or row.get("ht") in ("0", "0.0")


def _is_set(value: str | None) -> bool:
    return value in ("1", "true")


def column_of(address: str) -> int:
    """The column of a cell's address, from 1; 0 for none."""
    match = _ADDRESS.match(address)
    number = 0
    for letter in match[1] if match else "":
        number = number * 26 + ord(letter) - 64
    return number


def _cells(root: etree._Element, sheet: Sheet, shared: list[str], unseen: dict[int, str], reading: Reading) -> None:
    columns = hidden_columns(root)
    count = 0
    for row in root.iterfind("{*}sheetData/{*}row"):
        cells = [(cell, text) for cell in row if (text := cell_text(cell, shared))]
        away = row_is_hidden(row)
        for at, (cell, text) in enumerate(cells):
            address = cell.get("r") or ""
            place = Place(sheet=sheet.name, cell=address)
            reading.add(text, place, end="\n" if at == len(cells) - 1 else "\t")
            style = cell.get("s") or "0"
            why = _why_unseen(
                sheet, away, column_of(address) in columns, unseen.get(int(style) if style.isdecimal() else 0, "")
            )
            if why:
                reading.tell("P20", text, place, why)
        count += len(cells)
        if count > _MOST_CELLS:
            reading.miss(f"工作表“{sheet.name}”过大，第{row.get('r')}行以后未评估")
            break
    for kind in ("headerFooter", "dataValidations"):
        for element in root.iterfind(f"{{*}}{kind}"):
            reading.add(
                "\n".join(strings(element)),
                Place(sheet=sheet.name, part="页眉页脚" if kind == "headerFooter" else "数据有效性"),
            )


def _why_unseen(sheet: Sheet, row: bool, column: bool, style: str) -> str:
    if sheet.hidden:
        return "隐藏的工作表"
    return "隐藏的行" if row else "隐藏的列" if column else style


def cell_text(cell: etree._Element, shared: list[str]) -> str:
    """What a cell holds: its value, and a formula whose result is not kept."""
    kind = cell.get("t")
    value = cell.findtext("{*}v") or ""
    if kind == "s":
        return shared[int(value)] if value.isdecimal() and int(value) < len(shared) else ""
    if kind == "inlineStr":
        return "".join(node.text or "" for node in cell.iter("{*}t") if not _is_phonetic(node))
    if kind in (None, "n") and value:
        return number_text(value)
    return value or cell.findtext("{*}f") or ""


def number_text(value: str) -> str:
    """A number as digits: 1.3812345678E10 is a telephone number."""
    if re.fullmatch(r"-?\d{1,20}", value):
        return value
    try:
        number = float(value)
    except ValueError:
        return value
    return str(int(number)) if number.is_integer() and abs(number) < 1e18 else value


def addresses(root: etree._Element) -> Iterator[etree._Element]:
    """The cells of a sheet."""
    yield from root.iterfind("{*}sheetData/{*}row/{*}c")
