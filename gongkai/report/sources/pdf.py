"""PDF files with a text layer: characters with their boxes, ruled tables put together from the lines drawn around
them.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections.abc import Iterator
from threading import Lock
from typing import Any, Final, NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from gongkai.report.errors import NotReadable
from gongkai.report.outline import NUMBER, section_key
from gongkai.report.sources.document import Document, Row, Slot
from gongkai.report.sources.lattice import Ruling, Table, tables_of
from gongkai.report.text import glue, mend, tidy

MOST_PAGES: Final = 300
_PAGE_NUMBER: Final = re.compile(r"\A[\s\-—–－·•第]*\d{1,3}[\s\-—–－·•页]*(?:[/／共]\s*\d{1,3}\s*页?)?\Z")
_DIGITS: Final = re.compile(r"\d+")
_NEWLINES: Final = frozenset((10, 13))
_WIDE_GAP: Final = 0.7
"""A gap this wide, in heights of a character, parts two cells."""
_LARGE: Final = 1.4
"""Characters of a watermark are this much higher than the usual ones."""
_FIGURES_GAP: Final = 0.2
"""A gap this wide, with a space in it, parts two figures."""
_OF_FIGURES: Final = frozenset("0123456789０１２３４５６７８９/／—－-")
_HYPHEN_AT_LINE_END: Final = 2
"""What the library makes of a hyphen that ends a line; reports break addresses there, not words."""
_ONE_AT_A_TIME: Final = Lock()
"""The library may not be called from two threads at once."""
_IDENTITY: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

Matrix = tuple[float, float, float, float, float, float]


class Char(NamedTuple):
    """A character and its box on the page as it is seen (rotation applied), in points from the lower left corner.
    `at` is its number in the library's text of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    at: int = -1


class Line(NamedTuple):
    """A line of running text. `spans`: from where to where each of its pieces between tabs reaches."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    spans: tuple[tuple[float, float], ...] = ()


def read_pdf(data: bytes) -> Document:
    """The text layer's paragraphs and ruled tables; lines as they stand where a page has no ruled table.

    Raises NotReadable for an encrypted or damaged file and for one without a text layer.
    """
    with _ONE_AT_A_TIME:
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
        self.pictures: list[Ruling] = []
        width, height = page.get_size()
        rotation = page.get_rotation()
        text_page = page.get_textpage()
        try:
            self.chars = _without_watermark(list(_chars(text_page, rotation, page)), text_page)
            self.rulings = list(self._rulings(page, rotation))
        finally:
            text_page.close()
            page.close()
        self.width, self.height = width, height
        self.count = sum(1 for char in self.chars if not char.text.isspace())
        self.odd = sum(1 for char in self.chars if char.text == "\ufffd" or "\ue000" <= char.text <= "\uf8ff")
        self.tables = tables_of(self.rulings)
        self.lines: list[Line] = []

    def _rulings(self, page: Any, rotation: int) -> Iterator[Ruling]:
        turn = _turn(page, rotation)
        count = raw.FPDFPage_CountObjects(page)
        for index in range(count):
            yield from self._object(raw.FPDFPage_GetObject(page, index), _IDENTITY, turn, 0)

    def _object(self, thing: Any, matrix: Matrix, turn: Any, depth: int) -> Iterator[Ruling]:
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            for ruling in _path(thing, matrix):
                yield turn(ruling)
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            self.pictures.append(turn(_moved(_bounds(thing) or (0.0, 0.0, 0.0, 0.0), matrix)))
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < 4:
            inner = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(thing, inner)
            combined = _times((inner.a, inner.b, inner.c, inner.d, inner.e, inner.f), matrix)
            for index in range(raw.FPDFFormObj_CountObjects(thing)):
                yield from self._object(raw.FPDFFormObj_GetObject(thing, index), combined, turn, depth + 1)

    def split(self) -> None:
        """Part the characters into those of ruled tables and lines of running text."""
        outside = self.chars
        for table in self.tables:
            outside = table.take(outside)
        self.tables = [table for table in self.tables if table.filled]
        self.lines = _lines(outside)

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


def _chars(text_page: Any, rotation: int, page: Any) -> Iterator[Char]:
    handle = text_page.raw
    box = raw.FS_RECTF()
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    pointer = ctypes.byref(box)
    turn = _turn(page, rotation)
    high = 0
    for index in range(raw.FPDFText_CountChars(handle)):
        code = unicode_of(handle, index)
        if code in _NEWLINES:
            yield Char("\n", 0, 0, 0, 0)
            continue
        if code == 0 or code == 0xFFFE:
            continue
        if code == _HYPHEN_AT_LINE_END:
            code = 0x2D
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            if not high:
                continue
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00)
        high = 0
        box_of(handle, index, pointer)
        if rotation:
            left, bottom, right, top = turn(Ruling(box.left, box.bottom, box.right, box.top))
            yield Char(chr(code), left, bottom, right, top, index)
        else:
            yield Char(chr(code), box.left, box.bottom, box.right, box.top, index)


def _without_watermark(chars: list[Char], text_page: Any) -> list[Char]:
    """The characters without large ones that are turned against the others."""
    heights = sorted(char.top - char.bottom for char in chars if not char.text.isspace())
    if not heights:
        return chars
    usual = heights[len(heights) // 2]
    large = [char for char in chars if char.top - char.bottom > _LARGE * usual]
    if not large or len(large) > 0.2 * len(heights):
        return chars
    angle = raw.FPDFText_GetCharAngle
    plain = next(char for char in chars if not char.text.isspace() and char.top - char.bottom <= _LARGE * usual)
    upright = angle(text_page.raw, plain.at)
    turned = {char.at for char in large if abs(angle(text_page.raw, char.at) - upright) > 0.1}
    return [char for char in chars if char.at not in turned] if turned else chars


def _turn(page: Any, rotation: int) -> Any:
    """A function that turns a box of the page's own space into the page as it is seen."""
    if not rotation:
        return lambda ruling: ruling
    width, height = page.get_size()  # as seen

    def turned(ruling: Ruling) -> Ruling:
        left, bottom, right, top = ruling
        if rotation == 90:
            return Ruling(bottom, height - right, top, height - left)
        if rotation == 180:
            return Ruling(width - right, height - top, width - left, height - bottom)
        return Ruling(width - top, left, width - bottom, right)

    return turned


def _times(inner: Matrix, outer: Matrix) -> Matrix:
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


def _bounds(thing: Any) -> tuple[float, float, float, float] | None:
    left, bottom, right, top = (ctypes.c_float() for _ in range(4))
    if not raw.FPDFPageObj_GetBounds(thing, left, bottom, right, top):
        return None
    return left.value, bottom.value, right.value, top.value


def _path(thing: Any, matrix: Matrix) -> Iterator[Ruling]:
    """The straight lines of a path: a thin box is a line, an outlined box its four sides."""
    bounds = _bounds(thing)
    if bounds is None:
        return
    box = _moved(bounds, matrix)
    wide, high = box.right - box.left, box.top - box.bottom
    if wide <= 3 or high <= 3:
        if wide > 3 or high > 3:
            yield box
        return
    segments = raw.FPDFPath_CountSegments(thing)
    if not 2 <= segments <= 2000:
        return
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(thing, fill, stroke)
    if not stroke.value and segments <= 6:
        return  # a shaded cell or the page's ground, not a line
    own = raw.FS_MATRIX()
    raw.FPDFPageObj_GetMatrix(thing, own)
    matrix = _times((own.a, own.b, own.c, own.d, own.e, own.f), matrix)
    yield from _segments(thing, segments, matrix, stroked=bool(stroke.value))


def _segments(thing: Any, count: int, matrix: Matrix, *, stroked: bool) -> Iterator[Ruling]:
    x, y = ctypes.c_float(), ctypes.c_float()
    start = here = (0.0, 0.0)
    corners: list[tuple[float, float]] = []

    def boxed() -> Iterator[Ruling]:
        if not stroked and len(corners) >= 4:  # a filled sub-path counts where it is as thin as a line
            xs, ys = [corner[0] for corner in corners], [corner[1] for corner in corners]
            box = Ruling(min(xs), min(ys), max(xs), max(ys))
            if (box.right - box.left <= 3) != (box.top - box.bottom <= 3):
                yield box

    for index in range(count):
        segment = raw.FPDFPath_GetPathSegment(thing, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        a, b, c, d, e, f = matrix
        point = (x.value * a + y.value * c + e, x.value * b + y.value * d + f)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            yield from boxed()
            corners = []
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO and stroked:
            yield from _straight(here, point)
        corners.append(point)
        here = point
        if raw.FPDFPathSegment_GetClose(segment):
            if stroked:
                yield from _straight(here, start)
            here = start
    yield from boxed()


def _straight(one: tuple[float, float], two: tuple[float, float]) -> Iterator[Ruling]:
    box = Ruling(min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))
    if (box.right - box.left < 1) != (box.top - box.bottom < 1):
        yield box


def _moved(box: tuple[float, float, float, float], matrix: Matrix) -> Ruling:
    if matrix == _IDENTITY:
        return Ruling(*box)
    a, b, c, d, e, f = matrix
    xs, ys = [], []
    for x in (box[0], box[2]):
        for y in (box[1], box[3]):
            xs.append(x * a + y * c + e)
            ys.append(x * b + y * d + f)
    return Ruling(min(xs), min(ys), max(xs), max(ys))


# --- running text ---------------------------------------------------------------------------------------------------


def _lines(chars: list[Char]) -> list[Line]:
    """Characters to lines: what stands at one height is one line, from left to right; a wide gap is kept as a tab."""
    pieces: list[list[Char]] = []
    current: list[Char] = []
    for char in chars:
        if char.text == "\n":
            if current:
                pieces.append(current)
                current = []
            continue
        if current and not char.text.isspace():
            last = next((one for one in reversed(current) if not one.text.isspace()), current[-1])
            height = max(last.top - last.bottom, 1.0)
            off = abs(char.bottom - last.bottom) > height * 0.6
            if off or char.left < last.left - height * 2 or char.left - last.right > _WIDE_GAP * height:
                pieces.append(current)
                current = []
        if current or not char.text.isspace():
            current.append(char)
    if current:
        pieces.append(current)
    pieces.sort(key=lambda piece: (-piece[0].top - piece[0].bottom, piece[0].left))
    lines: list[Line] = []
    group: list[list[Char]] = []
    for piece in pieces:
        if group:
            first = group[0][0]
            if (
                abs((piece[0].top + piece[0].bottom) - (first.top + first.bottom))
                <= max(first.top - first.bottom, 1) * 0.8
            ):
                group.append(piece)
                continue
            lines.append(_line(group))
        group = [piece]
    if group:
        lines.append(_line(group))
    return [line for line in lines if line.text]


def _line(pieces: list[list[Char]]) -> Line:
    """A line with a tab at each wide gap, and between figures that stand apart."""
    pieces.sort(key=lambda piece: piece[0].left)
    parts: list[list[Char]] = [[]]
    last: Char | None = None
    for piece in pieces:
        for char in piece:
            if not char.text.isspace():
                spaced = last is not None and (parts[-1][-1] is not last or char is piece[0])
                if last is not None and _apart(last, char, spaced=spaced):
                    parts.append([])
                last = char
            parts[-1].append(char)
    texts = [mend("".join(char.text for char in part)).strip(" ") for part in parts]
    solid = [[char for char in part if not char.text.isspace()] for part in parts]
    if not texts[0]:  # nothing but spaces
        return Line("", 0, 0, 0, 0)
    every = [char for part in solid for char in part]
    return Line(
        "\t".join(texts),
        min(char.left for char in every),
        min(char.bottom for char in every),
        max(char.right for char in every),
        max(char.top for char in every),
        tuple((min(char.left for char in part), max(char.right for char in part)) for part in solid),
    )


def _apart(one: Char, two: Char, *, spaced: bool) -> bool:
    """Whether two characters of a line belong to different cells."""
    gap, height = two.left - one.right, max(two.top - two.bottom, 1)
    if spaced and one.text in _OF_FIGURES and two.text in _OF_FIGURES:
        return gap > _FIGURES_GAP * height
    return gap > _WIDE_GAP * height


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
        if page.height * 0.08 < line.bottom and line.top < page.height * 0.92:
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
