"""The letter format of GB/T 9704-2012 in measures: millimetres where not said otherwise, points are 1/72 inch."""

from __future__ import annotations

from typing import Final

PT: Final = 25.4 / 72
"""Millimetres in a point."""

TOP, RIGHT, BOTTOM, LEFT = 37.0, 26.0, 35.0, 28.0
"""The margins (5.2.1): type area 156 × 225."""
NAME_TOP: Final = 30.0
"""From the upper edge of the page to the issuer's name."""
RULE_BELOW: Final = 4.0
"""From the name to the upper rule."""
RULE_WIDTH: Final = 170.0
RULE_FOOT: Final = 20.0
"""From the lower edge of the page to the lower rule."""
THICK, GAP, THIN = 2.25, 1.5, 0.75
"""The double rule, in points."""
SIZE: Final = 16.0
"""3号, in points."""
LINE: Final = 28.95
"""Points: 22 lines on a page."""
PER_LINE: Final = 28
"""Characters on a line."""
NUMBER_BELOW: Final = SIZE * 7 / 8
"""Points from the rule to the number: seven eighths of a character."""
NAME_SIZE: Final = 40.0
"""Points: the issuer's name, unless it is too long for the rule."""
DATE_RIGHT: Final = 4
"""Characters between the date and the right margin."""
SEAL_ABOVE: Final = 0.56
"""The part of the seal that is above the middle of signature and date: they stand a little low in it."""

RED: Final = "FF0000"


def name_size(name: str) -> float:
    """Points, so that the name is no wider than the rule."""
    return min(NAME_SIZE, RULE_WIDTH / PT / max(len(name), 1))


def number_top(name: str) -> float:
    """From the upper edge of the page to the number, in millimetres."""
    return NAME_TOP + name_size(name) * PT + RULE_BELOW + (THICK + GAP + THIN + NUMBER_BELOW) * PT
