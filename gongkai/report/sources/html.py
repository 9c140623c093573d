"""HTML pages: from a site's page to a table pasted from Word."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from lxml import etree

from gongkai.report.document import Document, Row, Slot, paragraph
from gongkai.report.errors import NotReadable
from gongkai.report.numerals import cell_value
from gongkai.report.outline import is_section
from gongkai.report.sources.grid import MOST_COLUMNS, grid_rows
from gongkai.report.sources.hidden import take_out
from gongkai.report.sources.plain import decode, lost
from gongkai.report.sources.trees import select
from gongkai.report.text import mend, with_gaps
from gongkai.report.values import Value
from gongkai.report.when import date_in

_INLINE: Final = (
    "span", "font", "b", "strong", "a", "u", "i", "em", "o:p", "sub", "sup", "small", "big", "label", "s", "del", "ins",
    "mark", "abbr", "center", "st1:chsdate", "st1:personname", "tt", "code", "bdo", "nobr", "time", "wbr",
)  # fmt: skip
_SILENT: Final = (
    "script",
    "style",
    "noscript",
    "template",
    "select",
    "option",
    "button",
    "textarea",
    "iframe",
    "svg",
    "head",
)
_META_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.I)
_XML_CHARSET: Final = re.compile(rb"\A\s*<\?xml[^>]{0,100}?encoding\s*=\s*[\"']([A-Za-z0-9_\-]+)", re.I)
_XML_DECLARATION: Final = re.compile(r"\A\s*<\?xml[^>]*\?>")
_STYLED: Final = etree.XPath("//@style/..")
_IN_LINE: Final = ("inline-block", "inline-flex")
"""Elements that stand beside each other like cells, in a paragraph that is their row."""
_PART: Final = "\uf8fe"
"""Stands behind such an element until the paragraph is put together."""
_BESIDE: Final = "display:flex"
"""An element whose children stand beside each other."""
_ROW: Final = "flex-row"
_PLAIN_SPACES: Final = re.compile(r"[ \t\r\n\f]+")
_CELLS: Final = frozenset({"td", "th"})
_PARTS: Final = frozenset({"thead", "tbody", "tfoot"})
_BLOCK_CELLS: Final = frozenset({"div", "dd", "dt"})
_LONGEST_CELL: Final = 60
_LONGEST_LABEL: Final = 200
_GRID_COLUMNS: Final = re.compile(
    r"grid-template-columns\s*:\s*(?:repeat\(\s*(?P<count>\d{1,2})\s*,[^;]*|(?P<each>[^;()\[\]]+))(?:;|\Z)", re.I
)
_GRID_SPAN: Final = re.compile(r"grid-(column|row)(?:-end)?\s*:\s*(?:\d+\s*/\s*)?span\s+(\d{1,3})", re.I)
_TABLE: Final = re.compile(r"(<\s*table\b.*?<\s*/\s*table\s*>)", re.I | re.S)
_LINE_START: Final = re.compile(r"\r?\n[ \t>]*#{0,6}[ \t]*")


def read_html(data: bytes, *, lines: bool = False, sheets: str = "") -> Document:
    """The page's visible text and tables, in reading order; `lines`: of a text whose lines are its paragraphs and only
    whose tables are HTML; `sheets`: style sheets beside its own. Raises NotReadable when nothing can be parsed.
    """
    head = data[:4096]
    declared = _META_CHARSET.search(head) or _XML_CHARSET.search(head)
    text = decode(data, declared[1].decode("ascii") if declared else None)
    if "<?xml" in text[:200]:
        text = _XML_DECLARATION.sub("", text, count=1)
    if lines:
        text = "".join(part if at % 2 else _LINE_START.sub("<br>", part) for at, part in enumerate(_TABLE.split(text)))
    try:
        root = etree.HTML(text, etree.HTMLParser(huge_tree=True))
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise NotReadable("网页内容为空或已损坏，无法解析") from error
    if root is None:
        raise NotReadable("网页内容为空或已损坏，无法解析")
    document = _Walk(root).document(sheets)
    document.notes += lost(text)
    return document


class _Walk:
    """One pass over the page, emitting rows."""

    def __init__(self, root: etree._Element) -> None:
        self.root = root
        self.rows: list[Row] = []
        self.pictures: list[int] = []
        self.tables = 0
        self.pending: list[str] = []
        self.heads: list[str] = []

    def document(self, sheets: str) -> Document:
        root = self.root
        heading = (root.findtext(".//title") or "").strip()
        meta = {
            (element.get("name") or element.get("property") or "").lower(): element.get("content") or ""
            for element in root.iter("meta")
        }
        notes = take_out(root, sheets)
        etree.strip_elements(root, etree.Comment, etree.ProcessingInstruction, *_SILENT, with_tail=False)
        for element in select(_STYLED, root):
            style = element.get("style") or ""
            if any(word in style for word in _IN_LINE):
                element.tail = _PART + (element.tail or "")
            elif "flex" in style and _BESIDE in style.replace(" ", ""):
                self.set_beside(element)
        etree.strip_tags(root, *_INLINE)
        self.block(root)
        self.flush()
        published = date_in(meta.get("pubdate") or meta.get("publishdate") or meta.get("article:published_time") or "")
        return Document(
            "html",
            self.rows,
            exact=True,
            pictures=self.pictures,
            published=published,
            url=meta.get("url", ""),
            heading=heading,
            notes=notes,
        )

    def set_beside(self, element: etree._Element) -> None:
        """Mark a row of short children."""
        if len(element) > 1 and all(len("".join(map(str, child.itertext()))) <= _LONGEST_CELL for child in element):
            element.tag = _ROW
            for child in element:
                child.tag = "div"

    def flush(self) -> None:
        """End the paragraph under way."""
        pending = self.pending
        if pending:
            joined = "".join(pending)
            pending.clear()
            text = with_gaps(_PLAIN_SPACES.sub(" ", joined).replace(_PART, "\t"))
            if text:
                self.rows.append(paragraph(text))
            elif "\u00a0" in joined or "\u3000" in joined:  # a blank cell, where a page prints its cells as paragraphs
                self.rows.append(paragraph("\u00a0"))

    def block(self, element: etree._Element) -> None:
        """Emit a block element's text, its children, and the text after each of them."""
        pending = self.pending
        if element.tag == _ROW:
            self.flush()
            texts = [_all_text(child) for child in element]
            self.rows.append(Row([Slot(text, column) for column, text in enumerate(texts)]))
            return
        if len(element) >= 3 and (self.grid(element) or self.row_of_blocks(element)):
            return
        if element.text:
            pending.append(element.text)
        for child in element:
            tag = child.tag
            if tag == "br":
                self.flush()
            elif tag == "img":
                self.pictures.append(len(self.rows))
            elif tag == "pre":
                self.flush()
                self.lines(child)
            elif tag == "table":
                self.flush()
                self.table(child)
            elif tag == "dl" and self.card(child):
                pass
            else:
                self.flush()
                self.block(child)
                self.flush()
            if child.tail:
                pending.append(child.tail)

    def lines(self, element: etree._Element) -> None:
        """Text whose lines and tabs are kept as they are."""
        for line in "".join(map(str, element.itertext(with_tail=False))).split("\n"):
            self.rows.append(Row([Slot(mend(line))]))

    def card(self, element: etree._Element) -> bool:
        """A row of a table whose columns are named anew in each row, as for narrow screens: its label is the paragraph
        before, each dt the heading of its dd. Rows with the same headings are one table.
        """
        texts = [_all_text(child) for child in element]
        heads, cells = texts[::2], texts[1::2]
        if (
            not texts
            or [child.tag for child in element] != ["dt", "dd"] * len(cells)
            or any(cell_value(cell) is None for cell in cells)
        ):
            return False
        self.flush()
        label = self.rows[-1] if self.rows else None
        if label is None or label.table or len(label.slots) > 1 or len(label.text) > _LONGEST_LABEL:
            return False
        if is_section(label.text):
            return False
        self.rows.pop()
        if heads != self.heads:
            self.tables += 1
            self.heads = heads
            self.row_of_card("", heads)
        self.row_of_card(label.text, cells)
        return True

    def row_of_card(self, label: str, texts: list[str]) -> None:
        slots = [Slot(text, column) for column, text in enumerate([label, *texts])]
        self.rows.append(Row(slots, width=len(slots), table=self.tables, number=len(self.rows)))

    def grid(self, element: etree._Element) -> bool:
        """A table whose cells follow each other on a CSS grid, when its own style says how many columns that has."""
        style = element.get("style")
        columns = _GRID_COLUMNS.search(style) if style and "grid" in style else None
        if columns is None or element.find(".//table") is not None:
            return False
        width = int(columns["count"] or len(columns["each"].split()))
        cells = [_grid_cell(child) for child in element]
        if len(cells) < 2 * width or max(len(text) for text, _, _ in cells) > _LONGEST_LABEL:
            return False
        rows: list[list[tuple[str, int, int]]] = [[]]
        taken = Counter[int]()
        for cell in cells:
            _, across, down = cell
            while taken[len(rows) - 1] + across > width >= across:
                rows.append([])
            rows[-1].append(cell)
            for row in range(len(rows) - 1, len(rows) - 1 + down):
                taken[row] += across
        self.flush()
        self.tables += 1
        self.rows.extend(grid_rows(rows, self.tables))
        return True

    def row_of_blocks(self, element: etree._Element) -> bool:
        """A row of a table made of blocks: each child is one, is short and has no children, and some are empty or
        figures. Where figures stand behind labels more than once, it is several rows.
        """
        texts = []
        for child in element:
            text = child.text or ""
            if (
                child.tag not in _BLOCK_CELLS
                or len(child)
                or len(text) > _LONGEST_CELL
                or (child.tail and child.tail.strip())
            ):
                return False
            texts.append(text.strip())
        if not any(cell_value(text) is not None for text in texts):
            return False
        self.flush()
        self.rows.extend(Row([Slot(text, column) for column, text in enumerate(row)]) for row in _parted(texts))
        return True

    def table(self, table: etree._Element) -> None:
        if table.find(".//table") is not None:
            self.layout(table)
            return
        rows = grid_rows(
            ([self.cell(cell) for cell in row if cell.tag in _CELLS] for row in _rows_of(table)), self.tables + 1
        )
        if not rows:
            self.block(table)
        elif len(rows) == 1 and len(rows[0].slots) == 1:
            self.layout(table)
        else:
            self.tables += 1
            self.rows.extend(rows)

    def layout(self, table: etree._Element) -> None:
        """A table that only arranges the page: its cells are blocks."""
        for row in _rows_of(table):
            for cell in row:
                self.flush()
                if cell.tag == "table":
                    self.table(cell)
                else:
                    self.block(cell)
                self.flush()

    def cell(self, cell: etree._Element) -> tuple[str, int, int]:
        text = cell.text or ""
        if len(cell):
            parts = [text]
            for child in cell.iterdescendants():
                if child.tag == "img":
                    self.pictures.append(len(self.rows))
                parts.append("\n")
                if child.text:
                    parts.append(child.text)
                if child.tail:
                    parts.append("\n")
                    parts.append(child.tail)
            text = "".join(parts)
        colspan = cell.get("colspan")
        rowspan = cell.get("rowspan")
        return text.strip(), _span(colspan) if colspan else 1, _span(rowspan) if rowspan else 1


def _parted(texts: list[str]) -> list[list[str]]:
    """A run of cells as rows: each begins with labels, and figures follow; a text behind the last is a remark. A blank
    is a cell like a figure where there are several rows, and may trace a label's span where there is one.
    """
    values = [cell_value(text) for text in texts]
    last = max(at for at, value in enumerate(values) if value is not None)
    figures = [value is not None and value.number is not None for value in values]
    starts = _starts(values, figures, last)
    if len(starts) > 1:
        starts = _starts(values, [value is not None for value in values], last)
    return [texts[start:end] for start, end in pairwise([*starts, len(texts)])]


def _starts(values: list[Value | None], cells: list[bool], last: int) -> list[int]:
    """Where rows begin: at labels behind a cell."""
    starts, filled = [0], False
    for at, value in enumerate(values[:last]):
        if value is None and filled:
            starts.append(at)
        filled = cells[at] or (filled and value is not None)
    return starts


def _rows_of(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        tag = child.tag
        if tag == "tr":
            yield child
        elif tag in _PARTS:
            for row in child:
                if row.tag == "tr":
                    yield row


def _all_text(element: etree._Element) -> str:
    return "".join(map(str, element.itertext())).strip()


def _grid_cell(element: etree._Element) -> tuple[str, int, int]:
    spans = {side.lower(): _span(count) for side, count in _GRID_SPAN.findall(element.get("style") or "")}
    return _all_text(element), spans.get("column", 1), spans.get("row", 1)


def _span(text: str) -> int:
    try:
        return min(max(int(text), 1), MOST_COLUMNS)
    except ValueError:
        return 1
