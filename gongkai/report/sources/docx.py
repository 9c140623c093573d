"""Word documents (OOXML), read from their XML: paragraphs, tables with merged cells, text boxes."""

from __future__ import annotations

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
_GRID_SPAN, _V_MERGE, _H_MERGE, _VAL = (_W + tag for tag in ("gridSpan", "vMerge", "hMerge", "val"))
_GRID_BEFORE, _TABS = _W + "gridBefore", _W + "tabs"
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
        rows = _grid_rows(element, self.tables)
        if len(rows) == 1 and len(rows[0].slots) == 1:  # a frame around text
            for cell in element.iter(_TC):
                self.blocks(cell)
                break
            return
        self.rows.extend(rows)


class _Cell:
    """A cell under way: its first grid column, columns spanned, whether it goes on with the cell above, its text."""

    __slots__ = ("column", "merged", "span", "text")

    def __init__(self, column: int) -> None:
        self.column = column
        self.span = 1
        self.merged = False
        self.text: list[str] = []


def _grid_rows(table: etree._Element, number: int) -> list[Row]:
    """The rows of a table, in one pass over the few kinds of element that matter. A nested table's text joins its cell's."""
    rows: list[list[_Cell]] = []
    row: list[_Cell] = []
    cell = _Cell(0)
    depth_tables = table.iter(_TBL)
    next(depth_tables)
    nested = set(inner for outer in depth_tables for inner in outer.iter(_TR, _TC, _GRID_SPAN, _V_MERGE, _H_MERGE, _GRID_BEFORE))
    skipped = 0
    for element in table.iter(_TR, _TC, _GRID_SPAN, _V_MERGE, _H_MERGE, _GRID_BEFORE, _P, _T, _TAB, _BR, _CR, _SYM):
        tag = element.tag
        if tag == _T:
            if element.text:
                cell.text.append(element.text)
        elif tag == _P:
            if cell.text:
                cell.text.append("\n")
        elif nested and element in nested:
            continue
        elif tag == _TC:
            cell = _Cell(row[-1].column + row[-1].span if row else skipped)
            row.append(cell)
        elif tag == _GRID_SPAN:
            cell.span = _whole(element.get(_VAL))
        elif tag == _V_MERGE:
            cell.merged = element.get(_VAL) != "restart"
        elif tag == _TR:
            row = []
            rows.append(row)
            skipped = 0
        elif tag == _GRID_BEFORE:
            skipped = _whole(element.get(_VAL))
        elif tag == _H_MERGE:
            if element.get(_VAL) != "restart" and len(row) > 1:
                row.pop()
                row[-1].span += 1
                cell = _Cell(0)  # its text is not shown
        elif tag == _TAB:
            if element.getparent().tag != _TABS:
                cell.text.append("\t")
        else:
            cell.text.append("-" if tag == _SYM else "\n")
    width = max((cells[-1].column + cells[-1].span for cells in rows if cells), default=0)
    made: list[Row] = []
    above: set[int] = set()
    for at, cells in enumerate(rows, 1):
        slots = []
        for cell in cells:
            if not cell.merged or cell.column not in above:
                slots.append(Slot("".join(cell.text).strip(), cell.column, cell.span))
                above.add(cell.column)
        made.append(Row(slots, width=width, table=number, number=at))
    return made


def _text(element: etree._Element) -> str:
    parts: list[str] = []
    for node in element.iter(_T, _TAB, _BR, _CR, _SYM):
        tag = node.tag
        if tag == _T:
            parts.append(node.text or "")
        elif tag != _TAB:
            parts.append("-" if tag == _SYM else "\n")
        elif node.getparent().tag != _TABS:  # not a tab stop of the paragraph's format
            parts.append("\t")
    return "".join(parts)


def _whole(value: str | None) -> int:
    try:
        return min(max(int(value or 1), 0), MOST_COLUMNS)
    except ValueError:
        return 1
