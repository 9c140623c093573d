"""PDF files with a text layer: characters with their boxes, ruled tables put together from the lines drawn around
them.
"""

from __future__ import annotations

import itertools
import re
from threading import Lock
from typing import Any, Final

import pypdfium2 as pdfium

from gongkai.report.document import Document, Row, Slot
from gongkai.report.errors import NotReadable
from gongkai.report.outline import NUMBER, section_key
from gongkai.report.sources.glyphs import Line, characters, lines_of
from gongkai.report.sources.lattice import Table, tables_of
from gongkai.report.sources.strokes import drawn
from gongkai.report.text import glue, mend, tidy

MOST_PAGES: Final = 300
_PAGE_NUMBER: Final = re.compile(r"\A[\s\-—–－·•第]*\d{1,3}[\s\-—–－·•页]*(?:[/／共]\s*\d{1,3}\s*页?)?\Z")
_BETWEEN_DASHES: Final = re.compile(r"\A\s*[\-—–－·•]+\s*[1-9]\d{0,2}\s*[\-—–－·•]+\s*\Z")
"""A page number as GB/T 9704 has it, 28 mm above the edge of the page: there a line of text may stand as well."""
_DIGITS: Final = re.compile(r"\d+")
ONE_AT_A_TIME: Final = Lock()
"""The library may not be called from two threads at once."""


def read_pdf(data: bytes) -> Document:
    """The text layer's paragraphs and ruled tables; lines as they stand where a page has no ruled table.

    Raises NotReadable for an encrypted or damaged file and for one without a text layer.
    """
    with ONE_AT_A_TIME:
        document = _open(data)
        try:
            pages = len(document)
            found = [_Page(document[number], number + 1) for number in range(min(pages, MOST_PAGES))]
        except pdfium.PdfiumError as error:
            raise NotReadable("PDF不完整或已损坏，有的页打不开，请重新下载后再试") from error
        finally:
            document.close()
    count = sum(page.count for page in found)
    if count < 20:
        raise NotReadable("PDF没有文字层（可能是扫描件），需先做文字识别")
    if sum(page.odd for page in found) > count / 3:
        raise NotReadable("PDF的文字层没有可用的字符编码，读出来是乱码，需先做文字识别")
    for page in found:
        page.split()
    _drop_running_heads(found)
    rows: list[Row] = []
    tables = 0
    for page in found:
        tables = page.emit(rows, tables)
    notes = [f"PDF共{pages}页，只读了前{MOST_PAGES}页"] if pages > MOST_PAGES else []
    return _without_pictures(Document("pdf", _joined(rows, found), notes=notes))


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower() or "security" in str(error).lower():
            raise NotReadable("PDF已加密，需要密码才能打开，请先解除密码") from error
        raise NotReadable("PDF不完整或已损坏，请重新下载后再试") from error


class _Page:
    """One page taken apart while it is open, so that the file can be closed before anything is put together."""

    def __init__(self, page: Any, number: int) -> None:
        self.number = number
        width, height = page.get_size()
        text_page = page.get_textpage()
        try:
            self.chars = characters(page, text_page)
            rulings, self.pictures = drawn(page)
        finally:
            text_page.close()
            page.close()
        self.width, self.height = width, height
        self.count = sum(1 for char in self.chars if not char.text.isspace())
        self.odd = sum(1 for char in self.chars if char.text == "\ufffd" or "\ue000" <= char.text <= "\uf8ff")
        self.tables = tables_of(rulings)
        self.lines: list[Line] = []

    def split(self) -> None:
        """Part the characters into those of ruled tables and lines of running text."""
        outside = self.chars
        for table in self.tables:
            outside = table.take(outside)
        self.tables = [table for table in self.tables if table.filled]
        self.lines = lines_of(outside)

    def emit(self, rows: list[Row], tables: int) -> int:
        """Add the page's rows, tables and lines in order of height. Returns the number of tables so far."""
        blocks: list[tuple[float, int, Any]] = [(-line.top, 1, line) for line in self.lines]
        blocks += [(-table.top, 0, table) for table in self.tables]
        blocks += [(-picture.top, 2, None) for picture in self.pictures]
        blocks.sort(key=lambda block: block[:2])
        for _, _, block in blocks:
            if isinstance(block, Table):
                tables += 1
                for number, cells in enumerate(block.rows(), 1):
                    slots = [Slot(mend(text).strip(), column, span, box) for text, column, span, box in cells]
                    rows.append(Row(slots, width=block.width, table=tables, number=number, page=self.number))
            elif block is None:
                rows.append(Row([], page=self.number))
            else:
                box = (block.left, block.bottom, block.right, block.top)
                rows.append(Row([Slot(block.text, 0, 1, box)], page=self.number, spans=block.spans))
        return tables


def _joined(rows: list[Row], pages: list[_Page]) -> list[Row]:
    """Put the lines of a paragraph together again."""
    if not any(page.tables for page in pages):
        return rows
    lines = [line for page in pages for line in page.lines]
    left = _common([line.left for line in lines])
    edges = [table.xs[0] for page in pages for table in page.tables if left - 60 < table.xs[0] < left]
    left = min(edges, default=left)  # every line is indented where paragraphs are short; a table stands at the margin
    right = max((line.right for line in lines), default=0.0)
    joined: list[Row] = []
    previous: Row | None = None
    pieces: list[str] = []
    for row in rows:
        if row.table:
            _finish(previous, pieces)
            previous = None
        if row.table or not row.slots:
            joined.append(row)
            continue
        box = row.slots[0].box
        assert box is not None
        size = max(box[3] - box[1], 6.0)
        if previous is not None and previous.slots[0].box is not None:
            before = previous.slots[0].box
            flush = before[2] > right - 1.9 * size
            indented = box[0] > left + 1.2 * size
            same = abs((before[3] - before[1]) - (box[3] - box[1])) < 0.2 * size
            gap = before[1] - box[3]
            near = row.page != previous.page or gap < 1.4 * size
            if flush and not indented and same and near and not _is_heading(row.slots[0].text):
                pieces += (glue(pieces[-1], row.slots[0].text), row.slots[0].text)
                previous.slots = [Slot("", 0, 1, box)]
                previous.page, previous.spans = row.page, ()
                continue
        _finish(previous, pieces)
        previous, pieces = Row(row.slots, page=row.page, spans=row.spans), [row.slots[0].text]
        joined.append(previous)
    _finish(previous, pieces)
    return joined


def _finish(row: Row | None, pieces: list[str]) -> None:
    """Put the pieces of a paragraph into its row."""
    if row is not None:
        row.slots = [Slot(tidy("".join(pieces)), 0, 1, row.slots[0].box)]


def _is_heading(text: str) -> bool:
    """Whether a line is one of the six headings and not the rest of a sentence."""
    match = NUMBER.match(text)
    return match is not None and len(text) <= 40 and bool(section_key(text[match.end() :]))


def _common(lefts: list[float]) -> float:
    """The left margin: the smallest left edge that at least two lines share."""
    ordered = sorted(lefts)
    for one, two in itertools.pairwise(ordered):
        if two - one < 1.5:
            return one
    return ordered[0] if ordered else 0.0


def _drop_running_heads(pages: list[_Page]) -> None:
    """Leave out page numbers, and what stands in the margin of several pages alike but for its digits."""
    seen: dict[tuple[str, int], int] = {}

    def key(page: _Page, line: Line) -> tuple[str, int] | None:
        margin = page.height * (0.15 if _BETWEEN_DASHES.match(line.text) else 0.08)
        if margin < line.bottom and line.top < page.height - margin:
            return None
        return _DIGITS.sub("", line.text), round(line.bottom / 6)

    for page in pages:
        for line in page.lines:
            if (at := key(page, line)) is not None:
                seen[at] = seen.get(at, 0) + 1
    for page in pages:
        page.lines = [
            line
            for line in page.lines
            if (at := key(page, line)) is None or (seen[at] < 2 and not _PAGE_NUMBER.match(line.text))
        ]


def _without_pictures(document: Document) -> Document:
    """The document with the rows that stand for a picture taken out, their places noted."""
    rows: list[Row] = []
    for row in document.rows:
        if row.slots:
            rows.append(row)
        else:
            document.pictures.append(len(rows))
    document.rows = rows
    return document
