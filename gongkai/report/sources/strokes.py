"""The straight lines that a PDF page draws."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any, Final

import pypdfium2.raw as raw

from gongkai.report.sources.page import Ruling, turning

Matrix = tuple[float, float, float, float, float, float]
_IDENTITY: Final = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def drawn(page: Any) -> tuple[list[Ruling], list[Ruling]]:
    """The straight lines of a page, and the boxes of its pictures."""
    turn = turning(page)
    rulings: list[Ruling] = []
    pictures: list[Ruling] = []
    objects = (raw.FPDFPage_GetObject(page, index) for index in range(raw.FPDFPage_CountObjects(page)))
    for kind, box in _all(objects, _IDENTITY, 0):
        (rulings if kind == raw.FPDF_PAGEOBJ_PATH else pictures).append(turn(box))
    return rulings, pictures


def _all(objects: Iterable[Any], matrix: Matrix, depth: int) -> Iterator[tuple[int, Ruling]]:
    for thing in objects:
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            for ruling in _path(thing, matrix):
                yield kind, ruling
        elif kind == raw.FPDF_PAGEOBJ_IMAGE:
            yield kind, _moved(_bounds(thing) or (0.0, 0.0, 0.0, 0.0), matrix)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < 4:
            inner = raw.FS_MATRIX()
            raw.FPDFPageObj_GetMatrix(thing, inner)
            combined = _times((inner.a, inner.b, inner.c, inner.d, inner.e, inner.f), matrix)
            parts = (raw.FPDFFormObj_GetObject(thing, at) for at in range(raw.FPDFFormObj_CountObjects(thing)))
            yield from _all(parts, combined, depth + 1)


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
