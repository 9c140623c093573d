"""The colours of the sites can be read."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest

import gongkai.pages
from gongkai.pages.enums import Colour

CSS = (Path(gongkai.pages.__file__).parent / "static/pages/site.css").read_text("utf-8")
THEMES = dict(re.findall(r"\.theme-(\w+) \{ --theme: (#[0-9a-f]{6}); \}", CSS))
NAMED = dict(re.findall(r"--(\w+): (#[0-9a-f]{6});", CSS))


def luminance(colour: str) -> float:
    """As WCAG 2.1 defines it."""
    shares = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_right():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_colour_that_can_be_chosen_has_its_value():
    assert set(THEMES) == set(Colour.values)


@pytest.mark.parametrize(("colour", "ground"), list(product(THEMES.values(), ["#ffffff", NAMED["pale"]])))
def test_white_on_a_colour_and_a_colour_on_light_can_be_read(colour: str, ground: str):
    assert contrast(colour, ground) >= 4.5


@pytest.mark.parametrize(("name", "ground"), list(product(["ink", "quiet"], ["#ffffff", NAMED["pale"]])))
def test_text_can_be_read(name: str, ground: str):
    assert contrast(NAMED[name], ground) >= 4.5


@pytest.mark.parametrize("ground", ["#ffffff", NAMED["pale"]])
def test_where_the_keyboard_is_can_be_seen(ground: str):
    assert contrast(NAMED["focus"], ground) >= 3
