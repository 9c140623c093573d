"""Charts: what they say in words, what they leave out, that a document can take them."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from gongkai.filings.charts import Chart, Series, bars, lines, png, stacked

REQUESTS = Chart(
    "新收申请数量",
    ("2019", "2020", "2021"),
    (Series("自然人", (6, None, 51)), Series("法人或者其他组织", (3, 5, 0))),
    "件",
)
KINDS = pytest.mark.parametrize("draw", [lines, bars, stacked])
Draw = Callable[[Chart], str]
SVG = "{http://www.w3.org/2000/svg}"


@KINDS
def test_every_value_stands_in_its_words_and_what_is_not_known_is_said_to_be_so(draw: Draw):
    told = etree.fromstring(draw(REQUESTS)).findtext(f"{SVG}desc")
    assert told == "自然人：2019 6，2020 无数据，2021 51；法人或者其他组织：2019 3，2020 5，2021 0"


def test_a_gap_breaks_the_line_and_is_no_nought():
    drawn = etree.fromstring(lines(REQUESTS))
    assert len(drawn.findall(f".//{SVG}circle")) == 5
    assert len(drawn.findall(f".//{SVG}polyline")) == 3


@KINDS
def test_names_are_text_and_no_markup(draw: Draw):
    chart = Chart("<script>", ("&",), (Series("a<b", (1,)),))
    assert etree.fromstring(draw(chart)).findtext(f"{SVG}title") == "<script>"


@KINDS
@given(st.lists(st.none() | st.integers(0, 10**9) | st.decimals(0, 10**6, places=2), min_size=1, max_size=8))
def test_nothing_is_drawn_outside_of_the_picture(draw: Draw, values: list[int | Decimal | None]):
    chart = Chart("", tuple(str(at) for at in range(len(values))), (Series("数量", tuple(values)),))
    for each in etree.fromstring(draw(chart)).iter(f"{SVG}rect", f"{SVG}circle"):
        y = Decimal(each.get("y") or each.get("cy") or "0")
        assert 0 <= y <= 320


@pytest.mark.slow
@KINDS
def test_a_document_can_take_it(draw: Draw):
    assert png(draw(REQUESTS)).startswith(b"\x89PNG")
