"""Word documents (OOXML), read from their XML: paragraphs, tables with merged cells, text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final
from zipfile import ZipFile

from lxml import etree

from gongkai.report.document import Document, Row, Slot, paragraph
from gongkai.report.errors import NotReadable
from gongkai.report.sources.archive import check_sizes, read_part
from gongkai.report.sources.grid import MOST_COLUMNS
from gongkai.report.sources.numbering import Numbering
from gongkai.report.sources.trees import drop, select
from gongkai.report.text import with_gaps

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_P, _TBL, _TR, _TC, _SDT, _SDT_CONTENT = (_W + tag for tag in ("p", "tbl", "tr", "tc", "sdt", "sdtContent"))
_T, _TAB, _BR, _CR, _SYM = (_W + tag for tag in ("t", "tab", "br", "cr", "noBreakHyphen"))
_GRID_SPAN, _V_MERGE, _H_MERGE, _VAL = (_W + tag for tag in ("gridSpan", "vMerge", "hMerge", "val"))
_GRID_BEFORE, _TABS = _W + "gridBefore", _W + "tabs"
_STRUCTURE: Final = (_TR, _TC, _GRID_SPAN, _V_MERGE, _H_MERGE, _GRID_BEFORE)
_TEXT_BOX, _MOVE_FROM, _VANISH = (_W + tag for tag in ("txbxContent", "moveFrom", "vanish"))
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DRAWING: Final = (_W + "drawing", _W + "pict")
_SELDOM: Final = (_FALLBACK, _MOVE_FROM, _VANISH, _TEXT_BOX, *_DRAWING)
"""What most documents have nothing of. The tree knows at once which names occur in it; seven searches of the bytes take
as long as a table.
"""
_BLIP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA: Final = "{urn:schemas-microsoft-com:vml}imagedata"
_WRAPPERS: Final = frozenset(
    _W + tag
    for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "body", "fldSimple")
)
_VANISHED: Final = etree.XPath(
    "//w:r[w:rPr/w:vanish[not(@w:val) or (@w:val != '0' and @w:val != 'false')]]", namespaces={"w": _W[1:-1]}
)


def read_docx(archive: ZipFile) -> Document:
    """The document's visible text: insertions as accepted, deletions and hidden text left out.

    Raises NotReadable for a damaged, encrypted or oversized file.
    """
    check_sizes(archive)
    xml = read_part(archive, _main_part(archive))
    if _STRICT in xml:
        xml = xml.replace(_STRICT, _W[1:-1].encode())
    root = _parsed(xml)
    seldom = {element.tag for element in root.iter(*_SELDOM)}
    if _FALLBACK in seldom:
        etree.strip_elements(root, _FALLBACK, with_tail=False)
    if _MOVE_FROM in seldom:
        etree.strip_elements(root, _MOVE_FROM, with_tail=False)
    if _VANISH in seldom:
        for run in select(_VANISHED, root):
            drop(run)
    numbering = None
    if "word/numbering.xml" in archive.namelist() and (b"numPr" in xml or b"pStyle" in xml):
        numbering = Numbering(_part(archive, "word/numbering.xml"), _part(archive, "word/styles.xml"))
    walk = _Walk(text_boxes=_TEXT_BOX in seldom, pictures=not seldom.isdisjoint(_DRAWING), numbering=numbering)
    walk.blocks(root)
    return Document("docx", walk.rows, exact=True, pictures=walk.pictures)


def _parsed(xml: bytes) -> etree._Element:
    if b"<!DOCTYPE" in xml[:4096]:
        raise NotReadable("文件内含DTD声明，不是正常的DOCX，已拒绝读取")
    try:
        return etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise NotReadable("文件不完整或已损坏（正文XML读不出），请重新下载或另存后再试") from error


def _part(archive: ZipFile, name: str) -> etree._Element:
    return _parsed(read_part(archive, name)) if name in archive.namelist() else etree.Element(_W + "none")


def _main_part(archive: ZipFile) -> str:
    names = archive.namelist()
    if "word/document.xml" in names:
        return "word/document.xml"
    for name in names:
        if name.startswith("word/document") and name.endswith(".xml"):
            return name
    raise NotReadable("文件不完整，缺少word/document.xml")


class _Walk:
    def __init__(self, *, text_boxes: bool, pictures: bool, numbering: Numbering | None) -> None:
        self.numbering = numbering
        self.rows: list[Row] = []
        self.pictures: list[int] = []
        self.tables = 0
        self.text_boxes = text_boxes
        self.with_pictures = pictures

    def blocks(self, parent: etree._Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == _P:
                self.paragraph(child)
            elif tag == _TBL:
                self.table(child)
            elif tag in _WRAPPERS:
                self.blocks(child)

    def paragraph(self, element: etree._Element) -> None:
        if self.with_pictures and any(
            next(drawing.iter(_BLIP, _IMAGE_DATA), None) is not None for drawing in element.iter(*_DRAWING)
        ):
            self.pictures.append(len(self.rows))
        boxes: list[etree._Element] = []
        if self.text_boxes:
            boxes = [box for box in element.iter(_TEXT_BOX) if next(box.iterancestors(_TEXT_BOX), None) is None]
            for box in boxes:
                drop(box)
        number = self.numbering.of(element) if self.numbering is not None else ""
        for line in _text(element).split("\n"):
            text = with_gaps(line)
            if text:
                self.rows.append(paragraph(number + text))
                number = ""
        for box in boxes:
            self.blocks(box)

    def table(self, element: etree._Element) -> None:
        if _holds_tables(element):
            self.layout(element)
            return
        rows = _grid_rows(element, self.tables + 1)
        if len(rows) == 1 and len(rows[0].slots) == 1:  # a frame around text
            self.layout(element)
            return
        self.tables += 1
        self.rows.extend(rows)

    def layout(self, table: etree._Element) -> None:
        """A table that only arranges the document: its cells are blocks."""
        for row in _inside(table, _TR):
            for cell in _inside(row, _TC):
                self.blocks(cell)


def _inside(parent: etree._Element, tag: str) -> Iterator[etree._Element]:
    """The rows of a table, the cells of a row, also those inside controls and insertions."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _inside(child, tag)


def _holds_tables(table: etree._Element) -> bool:
    """Whether a table of several rows and columns stands in a cell; the text of a smaller one belongs to its cell."""
    return any(
        sum(len([*islice(_inside(row, _TC), 2)]) == 2 for row in islice(_inside(inner, _TR), 8)) >= 2
        for inner in islice(table.iter(_TBL), 1, None)
    )


def _grid_rows(table: etree._Element, number: int) -> list[Row]:
    """The rows of a table, in one pass over the few kinds of element that matter. A nested table's text joins its
    cell's.
    """
    nested = {inner for outer in islice(table.iter(_TBL), 1, None) for inner in outer.iter(*_STRUCTURE)}
    rows: list[Row] = []
    slots: list[Slot] = []
    above: set[int] = set()
    parts: list[str] = []
    column, span, merged, open_cell = 0, 1, False, False
    width = 0

    def close() -> None:
        """Enter the cell under way, unless it goes on with the one above it."""
        nonlocal column
        if not merged or column not in above:
            slots.append(Slot("".join(parts).strip() if parts else "", column, span))
            above.add(column)
        column += span

    for element in table.iter(*_STRUCTURE, _T, _P, _TAB, _BR, _CR, _SYM):
        tag = element.tag
        if tag == _T:
            if text := element.text:
                parts.append(text)
        elif tag == _P:
            if parts:
                parts.append("\n")
        elif nested and element in nested:
            continue
        elif tag == _TC:
            if open_cell:
                close()
            parts = []
            span, merged, open_cell = 1, False, True
        elif tag == _GRID_SPAN:
            span = _whole(element.get(_VAL))
        elif tag == _V_MERGE:
            merged = element.get(_VAL) != "restart"
        elif tag == _TR:
            if open_cell:
                close()
            width = max(width, column)
            slots = []
            rows.append(Row(slots, table=number, number=len(rows) + 1))
            column, open_cell = 0, False
        elif tag == _GRID_BEFORE:
            column = _whole(element.get(_VAL), least=0)
        elif tag == _H_MERGE:
            if element.get(_VAL) != "restart" and slots:  # the old way to span columns
                slots[-1] = slots[-1]._replace(width=slots[-1].width + 1)
                column, open_cell = column + 1, False
        elif tag == _TAB:
            if not _is_tab_stop(element):
                parts.append("\t")
        else:
            parts.append("-" if tag == _SYM else "\n")
    if open_cell:
        close()
    width = max(width, column)
    for row in rows:
        row.width = width
    return rows


def _is_tab_stop(tab: etree._Element) -> bool:
    """Whether a tab is part of the paragraph's format rather than of its text."""
    parent = tab.getparent()
    return parent is not None and parent.tag == _TABS


def _text(element: etree._Element) -> str:
    parts: list[str] = []
    for node in element.iter(_T, _TAB, _BR, _CR, _SYM):
        tag = node.tag
        if tag == _T:
            parts.append(node.text or "")
        elif tag != _TAB:
            parts.append("-" if tag == _SYM else "\n")
        elif not _is_tab_stop(node):
            parts.append("\t")
    return "".join(parts)


def _whole(value: str | None, least: int = 1) -> int:
    try:
        return min(max(int(value or 1), least), MOST_COLUMNS)
    except ValueError:
        return 1
