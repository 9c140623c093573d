"""Characters and numbers as pages print them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.report.numerals import arabic_number, cell_value, chinese_number, spell
from gongkai.report.text import fold, mend, simplified, tidy
from gongkai.report.values import BLANK, NOT_APPLICABLE, Value
from gongkai.report.when import date_in, dates_in


@pytest.mark.parametrize(
    ("printed", "value"),
    [
        ("0", Value(0)),
        (" 12 ", Value(12)),
        ("１２", Value(12)),
        ("1,234", Value(1234)),
        ("1，234", Value(1234)),
        ("+12", Value(12)),
        ("-3", Value(-3)),
        ("增3", Value(3)),
        ("减少3", Value(-3)),
        ("－3", Value(-3)),
        ("−3", Value(-3)),
        ("12件", Value(12, None, "件")),
        ("251000元", Value(251000, None, "元")),
        ("43.788万元", Value(Decimal("43.788"), None, "万元")),
        ("1793.5萬元", Value(Decimal("1793.5"), None, "万元")),
        ("3（含结转）", Value(3)),
        ("零", Value(0)),
        ("", BLANK),
        ("\u3000", BLANK),
        ("\u00a0", BLANK),
        ("—", BLANK),
        ("——", BLANK),
        ("-", BLANK),
        ("无", BLANK),
        ("⽆", BLANK),
        ("*", BLANK),
        ("/", NOT_APPLICABLE),
        ("／", NOT_APPLICABLE),
        ("不适用", NOT_APPLICABLE),
    ],
)
def test_a_cell_is_a_number_a_blank_or_not_applicable(printed: str, value: Value):
    assert cell_value(printed) == value


@pytest.mark.parametrize("printed", ["规章", "1 2", "12/3", "3(2)", "1.", "一、", "约12", "1,23", "9" * 30])
def test_what_is_no_number_is_not_made_one(printed: str):
    assert cell_value(printed) is None


@given(st.integers(0, 10**12))
def test_every_count_is_read_as_it_is_spelled(number: int):
    assert cell_value(spell(number)) == Value(number)
    assert cell_value(f"{number:,}") == Value(number)


@given(st.decimals(0, 10**9, places=6))
def test_every_amount_keeps_its_digits(amount: Decimal):
    value = cell_value(spell(amount))
    assert value is not None
    assert str(value.number) == spell(amount)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("二十三", 23),
        ("一百零五", 105),
        ("十", 10),
        ("两", 2),
        ("二〇二四", 2024),
        ("一万零五百", 10500),
        ("三亿", 300_000_000),
        ("件", None),
        ("", None),
    ],
)
def test_chinese_numerals(text: str, number: int | None):
    assert chinese_number(text) == number


def test_arabic_numbers_of_any_width():
    assert arabic_number("１，２３４．５") == Decimal("1234.5")
    assert arabic_number("12") == 12
    assert arabic_number("") is None


def test_radicals_that_pdf_printers_leave_are_mended():
    assert mend("⼀、总体情况⼈民") == "一、总体情况人民"
    assert mend("a\u200bb\ufeff") == "ab"


def test_type_setting_leaves_no_spaces_but_words_keep_theirs():
    assert tidy(" 2020 年 1 月，WPS Office 软件 ") == "2020年1月，WPS Office软件"


def test_labels_fold_alike_however_they_are_printed():
    printed = [
        "（二）部分公开（区分处理的，只计这一情形，不计其他情形）",
        "(二) 部分公开 ( 区分处理的,只计这一情形,不计其他情形 )",
        "（⼆）部分公开（區分處理的，只計這一情形，不計其他情形）",
    ]
    assert len({fold(label) for label in printed}) == 1
    assert fold("规章（guī zhāng）") == "规章"


def test_traditional_text_is_simplified_and_keeps_its_length():
    text = "收到和處理政府信息公開申請情況"
    assert simplified(text) == "收到和处理政府信息公开申请情况"
    assert simplified("收到和处理") == "收到和处理"


@pytest.mark.parametrize(
    "text", ["2020年1月3日", "2020-01-03", "2020/1/3", "二〇二〇年一月三日", "２０２０年１月３日", "2020 年 1 月 3 日"]
)
def test_dates(text: str):
    assert date_in(f"泉州 {text} 印发") == date(2020, 1, 3)


def test_what_is_no_date():
    assert dates_in("2020年13月3日，2020年2月30日，202111日") == []
