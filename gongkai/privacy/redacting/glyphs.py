"""Taking single glyphs out of the content of a PDF page, so that nothing else on it moves.

A content stream is followed as a viewer follows it, down to the place of each glyph. Glyphs that lie in given boxes
are left out of the strings that show them, and a movement of the same width takes their place. Whether a glyph lies in
a box is a matter of geometry alone; what it means in whatever encoding does not matter.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import Any, Final, NamedTuple

import pikepdf
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from pikepdf import Array, Dictionary, Name, Operator

from gongkai.privacy.findings import Box
from gongkai.report.sources.pdf import ONE_AT_A_TIME

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Final[Matrix] = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_MOST_DEPTH: Final = 12
_MOST_OPERATORS: Final = 3_000_000
_SHOWING: Final = frozenset(("Tj", "TJ", "'", '"'))
_HEIGHT: Final = 0.32
"""Where the middle of a glyph is above its baseline, in ems."""
_STANDARD_WIDTH: Final = 1000.0
_STANDARD: Final = frozenset(
    "Courier Courier-Bold Courier-Oblique Courier-BoldOblique Helvetica Helvetica-Bold Helvetica-Oblique "
    "Helvetica-BoldOblique Times-Roman Times-Bold Times-Italic Times-BoldItalic".split()
)


class Untreatable(Exception):
    """The page cannot be treated glyph by glyph: fonts whose codes or widths are not known here."""


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """First `inner`, then `outer`."""
    a, b, c, d, e, f = inner
    p, q, r, s, t, u = outer
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u


class Glyph(NamedTuple):
    """A code of a shown string and how far it moves on, in thousandths of an em; `space`: word spacing applies."""

    code: bytes
    width: float
    space: bool


class Font:
    """What has to be known of a font: how long its codes are, and how wide its glyphs. Raises Untreatable."""

    def __init__(self, font: Any) -> None:
        self.composite = font.get("/Subtype") == "/Type0"
        self.vertical = False
        self.scale = 1.0
        self.widths: dict[int, float] = {}
        self.usual = 0.0
        if self.composite:
            self._read_composite(font)
        else:
            self._read_simple(font)

    def _read_simple(self, font: Any) -> None:
        if font.get("/Subtype") == "/Type3":
            matrix = font.get("/FontMatrix", [0.001])
            self.scale = abs(float(matrix[0])) * 1000
        if "/Widths" not in font:
            self.widths = standard_widths(str(font.get("/BaseFont", "")).lstrip("/"))
            return
        first = int(font.get("/FirstChar", 0))
        self.widths = {first + at: float(width) for at, width in enumerate(font.Widths)}
        descriptor = font.get("/FontDescriptor")
        self.usual = float(descriptor.get("/MissingWidth", 0)) if descriptor is not None else 0.0

    def _read_composite(self, font: Any) -> None:
        encoding = font.get("/Encoding")
        if encoding not in ("/Identity-H", "/Identity-V"):
            raise Untreatable("字体的编码不是Identity")
        self.vertical = encoding == "/Identity-V"
        inner = font.DescendantFonts[0]
        self.usual = float(inner.get("/DW", _STANDARD_WIDTH))
        if self.vertical:
            self.usual = float(inner.get("/DW2", [880, -1000])[1])
            if "/W2" in inner:
                raise Untreatable("竖排字体有各自的字宽")
            return
        entries = list(inner.get("/W", ()))
        at = 0
        while at + 1 < len(entries):
            first = int(entries[at])
            if isinstance(entries[at + 1], Array):
                for number, width in enumerate(entries[at + 1]):
                    self.widths[first + number] = float(width)
                at += 2
            elif at + 2 < len(entries):
                last, width = int(entries[at + 1]), float(entries[at + 2])
                if last - first > 65_535:
                    raise Untreatable("字体的字宽表有误")
                self.widths.update(dict.fromkeys(range(first, last + 1), width))
                at += 3
            else:
                break

    def glyphs(self, shown: bytes) -> Iterator[Glyph]:
        size = 2 if self.composite else 1
        for at in range(0, len(shown), size):
            code = shown[at : at + size]
            number = int.from_bytes(code, "big")
            yield Glyph(code, self.widths.get(number, self.usual) * self.scale, not self.composite and number == 32)


@cache
def standard_widths(name: str) -> dict[int, float]:
    """The widths of one of the fonts that every viewer has. Raises Untreatable for another."""
    if name not in _STANDARD:
        raise Untreatable("字体没有字宽")
    widths: dict[int, float] = {}
    with ONE_AT_A_TIME:
        document = pdfium.PdfDocument.new()
        font = raw.FPDFText_LoadStandardFont(document.raw, name.encode())
        width = ctypes.c_float()
        for code in range(32, 256):
            char = bytes((code,)).decode("cp1252", "ignore")
            if char and raw.FPDFFont_GetGlyphWidth(font, ord(char), 1000.0, width):
                widths[code] = width.value
        raw.FPDFFont_Close(font)
        document.close()
    return widths


@dataclass(slots=True)
class _State:
    """What a content stream keeps with q and gives back with Q."""

    matrix: Matrix = IDENTITY
    font: Any = None
    size: float = 0.0
    between: float = 0.0
    words: float = 0.0
    wide: float = 1.0
    leading: float = 0.0
    rise: float = 0.0


@dataclass
class Eraser:
    """Leaves out the glyphs of one page whose middle lies in one of the boxes."""

    pdf: pikepdf.Pdf
    boxes: Sequence[Box]
    erased: int = 0
    fonts: dict[Any, Font | Untreatable] = field(default_factory=dict)
    operators: int = 0

    def page(self, page: pikepdf.Page) -> None:
        """Rewrite a page, without the strings that say what its glyphs mean. Raises Untreatable."""
        resources = page.obj.get("/Resources")
        if resources is None:
            resources = page.resources
        own = _copied(self.pdf, resources)
        page.obj.Resources = own
        instructions, _ = self._stream(pikepdf.parse_content_stream(page), own, IDENTITY, 0)
        depth = 0
        for instruction in instructions:
            operator = str(instruction[1]) if not isinstance(instruction, pikepdf.ContentStreamInlineImage) else ""
            depth += (operator == "q") - (operator == "Q" and depth > 0)
        content = pikepdf.unparse_content_stream(instructions)
        page.obj.Contents = self.pdf.make_stream(b"q\n" + content + b"\nQ" * (depth + 1) + b"\n")

    def _stream(self, instructions: Any, resources: Any, matrix: Matrix, depth: int) -> tuple[list[Any], bool]:
        """The instructions without the glyphs, and whether anything changed."""
        if depth > _MOST_DEPTH:
            raise Untreatable("嵌套过深")
        walk = _Walk(self, resources, matrix, depth)
        for instruction in instructions:
            self.operators += 1
            if self.operators > _MOST_OPERATORS:
                raise Untreatable("页面过于复杂")
            walk.take(instruction)
        return walk.made, walk.changed

    def font(self, resources: Any, name: str) -> Any:
        fonts = resources.get("/Font") if resources is not None else None
        font = fonts.get(name) if fonts is not None else None
        if font is None:
            raise Untreatable("缺少字体")
        return font

    def read(self, font: Any) -> Font | Untreatable:
        """What is known of a font, or why it is not."""
        key = font.objgen if font.is_indirect else id(font)
        if key not in self.fonts:
            try:
                self.fonts[key] = Font(font)
            except Untreatable as reason:
                self.fonts[key] = reason
        return self.fonts[key]

    def near(self, bottom: float, top: float) -> bool:
        """Whether a box is at this height."""
        return any(box[1] < top and bottom < box[3] for box in self.boxes)

    def hits(self, x: float, y: float) -> bool:
        return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in self.boxes)


class _Walk:
    """One content stream, instruction by instruction."""

    def __init__(self, eraser: Eraser, resources: Any, matrix: Matrix, depth: int) -> None:
        self.eraser = eraser
        self.resources = resources
        self.depth = depth
        self.state = _State(matrix)
        self.kept: list[_State] = []
        self.line = self.text = IDENTITY
        self.lost = False
        self.made: list[Any] = []
        self.changed = False

    def take(self, instruction: Any) -> None:
        if isinstance(instruction, pikepdf.ContentStreamInlineImage):
            self.made.append(instruction)
            return
        operands, operator = list(instruction.operands), str(instruction.operator)
        if operator in _SHOWING:
            self._show(operands, operator)
            return
        method = _METHODS.get(operator)
        if method is not None:
            operands = method(self, operands) or operands
        self.made.append((operands, Operator(operator)))

    # what changes the state

    def save(self, operands: list[Any]) -> None:
        self.kept.append(replace(self.state))

    def restore(self, operands: list[Any]) -> None:
        if self.kept:
            self.state = self.kept.pop()

    def concatenate(self, operands: list[Any]) -> None:
        self.state.matrix = times(_matrix(operands), self.state.matrix)

    def begin(self, operands: list[Any]) -> None:
        self.line = self.text = IDENTITY
        self.lost = False

    def set_font(self, operands: list[Any]) -> None:
        self.state.font = self.eraser.font(self.resources, str(operands[0]))
        self.state.size = float(operands[1])

    def set_graphics(self, operands: list[Any]) -> None:
        states = self.resources.get("/ExtGState") if self.resources is not None else None
        entry = states.get(str(operands[0])) if states is not None else None
        if entry is not None and "/Font" in entry:
            self.state.font, self.state.size = entry.Font[0], float(entry.Font[1])

    def set_between(self, operands: list[Any]) -> None:
        self.state.between = float(operands[0])

    def set_words(self, operands: list[Any]) -> None:
        self.state.words = float(operands[0])

    def set_wide(self, operands: list[Any]) -> None:
        self.state.wide = float(operands[0]) / 100

    def set_leading(self, operands: list[Any]) -> None:
        self.state.leading = float(operands[0])

    def set_rise(self, operands: list[Any]) -> None:
        self.state.rise = float(operands[0])

    def move(self, operands: list[Any]) -> None:
        self._move(float(operands[0]), float(operands[1]))

    def move_and_lead(self, operands: list[Any]) -> None:
        self.state.leading = -float(operands[1])
        self.move(operands)

    def next_line(self, operands: list[Any]) -> None:
        self._move(0.0, -self.state.leading)

    def set_text(self, operands: list[Any]) -> None:
        self.line = self.text = _matrix(operands)
        self.lost = False

    def _move(self, x: float, y: float) -> None:
        self.line = self.text = times((1.0, 0.0, 0.0, 1.0, x, y), self.line)
        self.lost = False

    # what shows something

    def mark(self, operands: list[Any]) -> list[Any] | None:
        """Marked content without what it says of its text."""
        if len(operands) < 2:
            return None
        properties = operands[1]
        if isinstance(properties, Name):
            listed = self.resources.get("/Properties") if self.resources is not None else None
            properties = listed.get(str(properties)) if listed is not None else None
        if isinstance(properties, Dictionary):
            for key in ("/ActualText", "/Alt", "/E"):
                if key in properties:
                    del properties[key]
        return None

    def draw(self, operands: list[Any]) -> list[Any] | None:
        """A form: rewritten as a copy of its own when glyphs of it have to go."""
        drawn = self.resources.get("/XObject") if self.resources is not None else None
        form = drawn.get(str(operands[0])) if drawn is not None else None
        if drawn is None or form is None or form.get("/Subtype") != "/Form":
            return None
        eraser = self.eraser
        matrix = times(_matrix(form.get("/Matrix", IDENTITY)), self.state.matrix)
        resources = _copied(eraser.pdf, form.get("/Resources", self.resources))
        made, changed = eraser._stream(pikepdf.parse_content_stream(form), resources, matrix, self.depth + 1)
        if not changed:
            return None
        self.changed = True
        copy = eraser.pdf.make_stream(pikepdf.unparse_content_stream(made))
        for key, value in form.items():
            if key not in ("/Length", "/Filter", "/DecodeParms", "/Resources", "/PieceInfo", "/Metadata"):
                copy[key] = value
        copy.Resources = resources
        name = f"/Gk{len(drawn)}x{eraser.erased}"
        drawn[name] = copy
        return [Name(name)]

    def _show(self, operands: list[Any], operator: str) -> None:
        state = self.state
        if operator == '"':
            state.words, state.between = float(operands[0]), float(operands[1])
            self.made += [([operands[0]], Operator("Tw")), ([operands[1]], Operator("Tc"))]
        if operator in ("'", '"'):
            self._move(0.0, -state.leading)
            self.made.append(([], Operator("T*")))
        shown = operands[-1] if operands else Array()
        parts = list(shown) if operator == "TJ" else [shown]
        made, count = self._without(parts)
        if count:
            self.eraser.erased += count
            self.changed = True
            self.made.append(([Array(made)], Operator("TJ")))
        elif operator in ("'", '"'):
            self.made.append(([shown], Operator("Tj")))
        else:
            self.made.append((operands, Operator(operator)))

    def _without(self, parts: list[Any]) -> tuple[list[Any], int]:
        """The parts of a shown line without the glyphs that lie in the boxes, and how many those were."""
        state = self.state
        if state.font is None:
            raise Untreatable("缺少字体")
        font = self.eraser.read(state.font)
        if isinstance(font, Untreatable):
            self._pass_over(font)
            return parts, 0
        if self.lost:  # behind such a line, at the same height
            self._pass_over(Untreatable("缺少前面文字的字宽"))
            return parts, 0
        made: list[Any] = []
        count = 0
        for part in parts:
            if not isinstance(part, pikepdf.String):
                self._advance(-float(part) / 1000 * state.size, font)
                made.append(part)
                continue
            kept = b""
            for glyph in font.glyphs(bytes(part)):
                step = glyph.width / 1000 * state.size + state.between + (state.words if glyph.space else 0.0)
                if self.eraser.hits(*self._middle(glyph, font)):
                    count += 1
                    if kept:
                        made.append(pikepdf.String(kept))
                        kept = b""
                    if state.size:
                        made.append(Decimal(str(round(-step * 1000 / state.size, 3))))
                else:
                    kept += glyph.code
                self._advance(step, font)
            if kept:
                made.append(pikepdf.String(kept))
        return made, count

    def _pass_over(self, reason: Untreatable) -> None:
        """Leave a line alone whose glyphs cannot be told apart, if it stands upright and no box is at its height; where
        it ends is not known. Raises Untreatable.
        """
        state = self.state
        _, b, c, d, _, f = times(self.text, state.matrix)
        size = abs(state.size * d)
        if b or c or self.eraser.near(f - size, f + size + abs(state.rise * d)):
            raise reason
        self.lost = True

    def _middle(self, glyph: Glyph, font: Font) -> tuple[float, float]:
        state = self.state
        own = (state.size * state.wide, 0.0, 0.0, state.size, 0.0, state.rise)
        a, b, c, d, e, f = times(times(own, self.text), state.matrix)
        x, y = (0.0, -0.5) if font.vertical else (glyph.width / 2000, _HEIGHT)
        return a * x + c * y + e, b * x + d * y + f

    def _advance(self, step: float, font: Font) -> None:
        x, y = (0.0, step) if font.vertical else (step * self.state.wide, 0.0)
        self.text = times((1.0, 0.0, 0.0, 1.0, x, y), self.text)


_METHODS: Final = {
    "q": _Walk.save,
    "Q": _Walk.restore,
    "cm": _Walk.concatenate,
    "gs": _Walk.set_graphics,
    "BT": _Walk.begin,
    "Tf": _Walk.set_font,
    "Tc": _Walk.set_between,
    "Tw": _Walk.set_words,
    "Tz": _Walk.set_wide,
    "TL": _Walk.set_leading,
    "Ts": _Walk.set_rise,
    "Td": _Walk.move,
    "TD": _Walk.move_and_lead,
    "T*": _Walk.next_line,
    "Tm": _Walk.set_text,
    "BDC": _Walk.mark,
    "DP": _Walk.mark,
    "Do": _Walk.draw,
}


def _matrix(values: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in values)
    return a, b, c, d, e, f


def _copied(pdf: pikepdf.Pdf, resources: Any) -> Any:
    """Resources of which entries can be added without their showing elsewhere."""
    copy = Dictionary()
    if resources is not None:
        for key, value in resources.items():
            copy[key] = Dictionary(dict(value.items())) if key == "/XObject" else value
    return copy
