"""What stands on a page: boxes in points from the lower left corner of the page as it is seen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple


class Ruling(NamedTuple):
    """A line as a thin box, in points from the lower left corner."""

    left: float
    bottom: float
    right: float
    top: float


class Char(NamedTuple):
    """A character and its box on the page as it is seen (rotation applied), in points from the lower left corner.
    `at` is its number in the library's text of the page."""

    text: str
    left: float
    bottom: float
    right: float
    top: float
    at: int = -1


def turning(page: Any) -> Callable[[Ruling], Ruling]:
    """A function that turns a box of the page's own space into the page as it is seen."""
    rotation = page.get_rotation()
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
