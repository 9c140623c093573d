"""Word documents (OOXML), read from their XML: paragraphs, tables with merged cells, text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from lxml import etree

from gongkai.report.errors import NotReadable
from gongkai.report.sources.archive import check_sizes, open_zip, read_part
from gongkai.report.sources.document import Document, Row, Slot, paragraph
from gongkai.report.sources.grid import MOST_COLUMNS
from gongkai.report.text import tidy

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT: Final = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_P, _TBL, _TR, _TC, _SDT, _SDT_CONTENT = (_W + tag for tag in ("p", "tbl", "tr", "tc", "sdt", "sdtContent"))
_T, _TAB, _BR, _CR, _SYM = (_W + tag for tag in ("t", "tab", "br", "cr", "noBreakHyphen"))
_TCPR, _GRID_SPAN, _V_MERGE, _H_MERGE, _VAL = (_W + tag for tag in ("tcPr", "gridSpan", "vMerge", "hMerge", "val"))
_TRPR, _GRID_BEFORE = _W + "trPr", _W + "gridBefore"
_TEXT_BOX = _W + "txbxContent"
_FALLBACK: Final = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_DRAWING: Final = (_W + "drawing", _W + "pict")
_BLIP: Final = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_IMAGE_DATA: Final = "{urn:schemas-microsoft-com:vml}imagedata"
_WRAPPERS: Final = frozenset(
    _W + tag
    for tag in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "hyperlink", "body", "fldSimple")
)
_VANISHED: Final = etree.XPath(
    "//w:r[w:rPr/w:vanish[not(@w:val) or (@w:val != '0' and @w:val != 'false')]]", namespaces={"w": _W[1:-1]}
)


def read_docx(data: bytes) -> Document:
    """The document's visible text: insertions as accepted, deletions and hidden text left out.

    Raises NotReadable for a damaged, encrypted or oversized file.
    """
    archive = open_zip(data)
    check_sizes(archive)
    xml = read_part(archive, _main_part(archive))
    if _STRICT in xml:
        xml = xml.replace(_STRICT, _W[1:-1].encode())
    try:
        root = etree.fromstring(xml, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise NotReadable("文件不完整或已损坏（正文XML读不出），请重新下载或另存后再试") from error
    if b"Fallback" in xml:
        etree.strip_elements(root, _FALLBACK, with_tail=False)
    if b"moveFrom" in xml:
        etree.strip_elements(root, _W + "moveFrom", with_tail=False)
    if b"w:vanish" in xml:
        for run in _VANISHED(root):
            run.getparent().remove(run)
    walk = _Walk(text_boxes=b"txbxContent" in xml, pictures=b"w:drawing" in xml or b"w:pict" in xml)
    walk.blocks(root)
    return Document("docx", walk.rows, exact=True, pictures=walk.pictures)


def _main_part(archive: object) -> str:
    names = archive.namelist()  # type: ignore[attr-defined]
    if "word/document.xml" in names:
        return "word/document.xml"
    for name in names:
        if name.startswith("word/document") and name.endswith(".xml"):
            return str(name)
    raise NotReadable("文件不完整，缺少word/document.xml")


class _Walk:
    def __init__(self, *, text_boxes: bool, pictures: bool) -> None:
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
                box.getparent().remove(box)
        for line in _text(element).split("\n"):
            text = tidy(line)
            if text:
                self.rows.append(paragraph(text))
        for box in boxes:
            self.blocks(box)

    def table(self, element: etree._Element) -> None:
        self.tables += 1
        table = self.tables
        rows: list[Row] = []
        above: dict[int, Slot] = {}
        width = 0
        for number, row in enumerate(_table_rows(element), 1):
            slots: list[Slot] = []
            column = _skipped(row)
            for cell in _row_cells(row):
                span = 1
                merged = False
                properties = cell.find(_TCPR)
                if properties is not None:
                    for prop in properties:
                        tag = prop.tag
                        if tag == _GRID_SPAN:
                            span = _whole(prop.get(_VAL))
                        elif tag == _V_MERGE:
                            merged = prop.get(_VAL) != "restart"
                        elif tag == _H_MERGE and prop.get(_VAL) != "restart":
                            merged = True
                            if slots:
                                last = slots[-1]
                                slots[-1] = Slot(last.text, last.column, last.width + 1)
                if not merged or column not in above:
                    slot = Slot(self.cell(cell), column, span)
                    slots.append(slot)
                    above[column] = slot
                column += span
            width = max(width, column)
            rows.append(Row(slots, table=table, number=number))
        if len(rows) == 1 and len(rows[0].slots) == 1:
            for row in _table_rows(element):
                for cell in _row_cells(row):
                    self.blocks(cell)
            return
        for row in rows:
            row.width = width
        self.rows.extend(rows)

    def cell(self, cell: etree._Element) -> str:
        paragraphs = [child for child in cell if child.tag == _P]
        if len(paragraphs) == 1 and len(cell) <= 2:
            return _text(paragraphs[0]).strip()
        return "\n".join(_text(part) for part in cell.iter(_P)).strip()


def _text(element: etree._Element) -> str:
    parts = [
        (node.text or "") if node.tag == _T else "\t" if node.tag == _TAB else "-" if node.tag == _SYM else "\n"
        for node in element.iter(_T, _TAB, _BR, _CR, _SYM)
    ]
    return parts[0] if len(parts) == 1 else "".join(parts)


def _table_rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == _TR:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _table_rows(child)


def _row_cells(row: etree._Element) -> Iterator[etree._Element]:
    for child in row:
        if child.tag == _TC:
            yield child
        elif child.tag in _WRAPPERS:
            yield from _row_cells(child)


def _skipped(row: etree._Element) -> int:
    before = row.find(f"{_TRPR}/{_GRID_BEFORE}")
    return _whole(before.get(_VAL)) if before is not None else 0


def _whole(value: str | None) -> int:
    try:
        return min(max(int(value or 1), 0), MOST_COLUMNS)
    except ValueError:
        return 1
