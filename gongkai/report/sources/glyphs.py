"""The characters of a PDF page, and the lines of running text that they make."""

from __future__ import annotations

import ctypes
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

import pypdfium2.raw as raw

from gongkai.report.sources.page import Char, Ruling, turning
from gongkai.report.text import mend

_NEWLINES: Final = frozenset((10, 13))
_WIDE_GAP: Final = 0.7
"""A gap this wide, in heights of a character, parts two cells."""
_LARGE: Final = 1.4
"""Characters of a watermark are this much higher than the usual ones."""
_FIGURES_GAP: Final = 0.2
"""A gap this wide, with a space in it, parts two figures."""
_OF_FIGURES: Final = frozenset("0123456789０１２３４５６７８９/／—－-")
_LABEL_GAP: Final = 0.1
_FIGURES_FOLLOW: Final = 2
"""A gap this wide parts a label from the figure behind it, where at least so many cells of figures follow."""
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_BROKEN: Final = re.compile(r"(?<![\d,，.])\d{1,3}(?:[,，]\d{3})*(?:[,，]\d{0,2}|(?<=[,，]\d{3})\.)(?![\d,，.])")
_GROUPED: Final = re.compile(r"\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?")
"""A figure that broke within three digits or behind its point, and a whole one."""
_ALIGNED: Final = 1.5
_HYPHEN_AT_LINE_END: Final = 2
"""What the library makes of a hyphen that ends a line; reports break addresses there, not words."""


class Line(NamedTuple):
    """A line of running text. `spans`: from where to where each of its pieces between tabs reaches."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    spans: tuple[tuple[float, float], ...] = ()


def characters(page: Any, text_page: Any) -> list[Char]:
    """The characters of a page in the library's order, "\n" where it ends a line, without those of a watermark."""
    return _without_watermark(list(_chars(page, text_page)), text_page)


def _chars(page: Any, text_page: Any) -> Iterator[Char]:
    handle = text_page.raw
    box = raw.FS_RECTF()
    unicode_of, box_of = raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
    pointer = ctypes.byref(box)
    rotation, turn = page.get_rotation(), turning(page)
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


def lines_of(chars: list[Char]) -> list[Line]:
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
    return _whole_figures([line for line in lines if line.text])


def _whole_figures(lines: list[Line]) -> list[Line]:
    """The lines with figures put together that a narrow cell broke behind the first digits of three (1,16 and 8)."""
    whole: list[Line] = []
    for line in lines:
        if whole and _BROKEN.search(whole[-1].text) and whole[-1].bottom - line.top < line.top - line.bottom:
            whole[-1], line = _taken_up(whole[-1], line)
        if line.text:
            whole.append(line)
    return whole


def _taken_up(line: Line, below: Line) -> tuple[Line, Line]:
    """A line with the ends of its broken figures, and the line below without them. An end stands right below."""
    texts, rest = line.text.split("\t"), list(zip(below.text.split("\t"), below.spans, strict=True))
    for at, (text, (left, right)) in enumerate(zip(texts, line.spans, strict=True)):
        if not _BROKEN.fullmatch(text):
            continue
        for end in rest:
            if min(abs(end[1][0] - left), abs(end[1][1] - right)) < _ALIGNED and _GROUPED.fullmatch(text + end[0]):
                texts[at] = text + end[0]
                rest.remove(end)
                break
    return (
        line._replace(text="\t".join(texts)),
        below._replace(text="\t".join(text for text, _ in rest), spans=tuple(span for _, span in rest)),
    )


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
    parts = _figure_parted(parts)
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


def _figure_parted(parts: list[list[Char]]) -> list[list[Char]]:
    """The parts of a line with the figure parted that stands close behind a label, where figures alone follow: a label
    that fills its column ends right before the next."""
    at = len(parts) - 1
    while at >= 0 and all(char.text in _OF_FIGURES or char.text in ",." or char.text.isspace() for char in parts[at]):
        at -= 1
    if at < 0 or len(parts) - 1 - at < _FIGURES_FOLLOW:
        return parts
    solid = [char for char in parts[at] if not char.text.isspace()]
    first = len(solid)
    while first > 0 and solid[first - 1].text.isdecimal():
        first -= 1
    if first in (0, len(solid)) or not _HAN.match(solid[first - 1].text):
        return parts
    label, figure = solid[first - 1], solid[first]
    if figure.left - label.right <= _LABEL_GAP * (figure.top - figure.bottom):
        return parts
    cut = parts[at].index(figure)
    return [*parts[:at], parts[at][:cut], parts[at][cut:], *parts[at + 1 :]]


def _apart(one: Char, two: Char, *, spaced: bool) -> bool:
    """Whether two characters of a line belong to different cells."""
    gap, height = two.left - one.right, max(two.top - two.bottom, 1)
    if spaced and one.text in _OF_FIGURES and two.text in _OF_FIGURES:
        return gap > _FIGURES_GAP * height
    return gap > _WIDE_GAP * height
