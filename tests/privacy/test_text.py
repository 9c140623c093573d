"""Personal data in text: what is found, what is not, how it is masked, and that hostile text costs no time."""

from __future__ import annotations

import time
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from gongkai.privacy import KINDS, Weight, mask, scan_text
from gongkai.privacy.lookalikes import LOOKALIKES as ROWS
from gongkai.privacy.masking import MASKS, mask_name
from gongkai.privacy.names import is_name
from gongkai.privacy.numbers import check_digit, is_card, is_identity
from gongkai.privacy.patterns import PATTERNS
from tests.privacy.examples import CARD, EXAMPLES, ID, LOOKALIKES, NOTHING, WARNINGS, identity


@pytest.mark.parametrize(
    ("code", "text", "value"),
    [(code, text, value) for code, rows in EXAMPLES.items() for text, value in rows],
)
def test_personal_data_are_found(code: str, text: str, value: str | None):
    found = [each for each in scan_text(text) if each.code == code]
    assert len(found) == 1
    assert value is None or found[0].text == value
    start, end = found[0].span
    assert text[start:end] == found[0].text
    assert found[0].text not in found[0].shown
    assert found[0].weight is KINDS[code].weight or code in ("P06", "P09")


@pytest.mark.parametrize(("row", "text"), [(row, text) for row, texts in LOOKALIKES.items() for text in texts])
def test_lookalikes_are_not_found(row: str, text: str):
    assert scan_text(text) == ()


@pytest.mark.parametrize("text", NOTHING)
def test_what_is_no_personal_data_is_not_found(text: str):
    assert scan_text(text) == ()


@pytest.mark.parametrize(("row", "text"), [(row, text) for row, texts in WARNINGS.items() for text in texts])
def test_what_is_of_an_office_only_warns(row: str, text: str):
    assert [each.weight for each in scan_text(text)] == [Weight.WARNS]


def test_every_kind_and_every_lookalike_has_examples():
    assert set(EXAMPLES) == {pattern.code for pattern in PATTERNS} == set(MASKS)
    assert {row.id for row in ROWS} == set(LOOKALIKES) | set(WARNINGS)


def test_findings_stand_in_order_with_their_lines():
    found = scan_text(f"第一行\n电话13812345678\n{ID}，138 0000 0000")
    assert [(each.code, each.place.line) for each in found] == [("P03", 2), ("P01", 3), ("P03", 3)]
    assert str(found[0].place) == "第2行"


def test_an_old_identity_number_alone_only_warns():
    assert [each.weight for each in scan_text("名单：350583900101123、")] == [Weight.WARNS]


def test_a_foreign_card_without_a_word_about_banks_only_warns():
    assert [each.weight for each in scan_text("见4111111111111111，")] == [Weight.WARNS]


def test_a_number_among_amounts_only_warns():
    found = scan_text("财政拨款\t15234567890\t2345678901\t998877665\n张三\t13812345678\t12")
    assert [each.weight for each in found] == [Weight.WARNS, Weight.BLOCKS]


def test_a_mailbox_beside_a_private_name_blocks():
    weights = [
        scan_text(text)[0].weight for text in ("申请人：李四 邮箱：lisi@163.com", "联系人：李四 邮箱：lisi@163.com")
    ]
    assert weights == [Weight.BLOCKS, Weight.WARNS]


def test_a_name_in_a_column_tells_whose_the_telephone_is():
    table = "序号\t姓名\t电话\n1\t李四\t0595-22345678\n2\t王小五\t0595-22345679"
    assert [each.code for each in scan_text(table)] == ["P05", "P05"]


@pytest.mark.parametrize(("name", "shown"), [("张三", "张某"), ("张三丰", "张某某"), ("欧阳修", "欧阳某")])
def test_names_keep_their_surname(name: str, shown: str):
    assert is_name(name)
    assert mask_name(name) == shown


@pytest.mark.parametrize("word", ["安全", "方案", "经济", "有限公司", "身份证", "高", "云溪市人民政府"])
def test_words_are_no_names(word: str):
    assert not is_name(word)


# --- masking --------------------------------------------------------------------------------------------------------


def test_values_are_masked_as_offices_do():
    text = f"张三，{ID}，电话138 1234 5678，卡号{CARD}，邮箱lisi@163.com，家庭住址：云溪市清河区某某路12号"
    assert mask(text, scan_text(text)) == (
        f"张三，350***********{ID[-4:]}，电话138****5678，卡号6222***********0128，邮箱l***@163.com，家庭住址：云溪市清河区****"
    )


@pytest.mark.parametrize("text", [text for rows in EXAMPLES.values() for text, _ in rows])
def test_masked_text_has_nothing_left_that_blocks(text: str):
    masked = mask(text, scan_text(text))
    assert not [each for each in scan_text(masked) if each.blocks]


def test_findings_of_another_text_change_nothing():
    assert mask("没有号码", scan_text(f"号码{ID}")) == "没有号码"


# --- properties -----------------------------------------------------------------------------------------------------

REGIONS = st.sampled_from(("110101", "350583", "440305", "650102", "820000", "540102"))
DAYS = st.dates(date(1900, 1, 1), date(2024, 12, 31))
NUMBERS = st.builds(
    lambda region, day, tail: identity(f"{region}{day:%Y%m%d}{tail:03}"), REGIONS, DAYS, st.integers(0, 999)
)
AROUND = st.text(st.sampled_from("张三住在云溪市，。：（）身份证号\n \t的编号〔〕/-*元件No"), max_size=30)
GAPS = st.sampled_from(("", " ", "\n", "\u3000", "\u200b", "\t", "-"))


@given(AROUND, NUMBERS, GAPS, GAPS, AROUND)
def test_an_identity_number_is_found_whatever_stands_around_it(
    before: str, number: str, first: str, second: str, after: str
):
    written = f"{number[:6]}{first}{number[6:14]}{second}{number[14:]}"
    assume(not (before.endswith(("**", "/")) or after.startswith("**")))
    around = before.rstrip("代码信用〕]")
    found = [each for each in scan_text(around + written + after) if each.code == "P01"]
    looks = around.endswith(("-", "〔", "〕"))
    assert looks or [each.text for each in found] == [written]


@given(st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True), AROUND)
def test_digits_that_fail_the_check_are_no_identity_number(number: str, after: str):
    assume(check_digit(number[:17]) != number[17])
    assert all(each.code != "P01" or len(each.text) < 18 for each in scan_text(f"号码{number}，{after}"))


@given(NUMBERS, st.integers(0, 16), st.integers(1, 9))
def test_a_changed_digit_fails_the_check(number: str, at: int, step: int):
    changed = number[:at] + str((int(number[at]) + step) % 10) + number[at + 1 :]
    assert is_identity(number)
    assert not is_identity(changed)


@given(st.text(max_size=400))
def test_any_text_is_searched_and_spans_fit(text: str):
    for each in scan_text(text):
        assert text[each.span[0] : each.span[1]] == each.text


@given(st.text(st.sampled_from("0123456789０１ \n\t-*.X元号〔〕张三姓名：住男@qq.com,"), max_size=300))
def test_texts_made_of_their_characters_are_searched(text: str):
    found = scan_text(text)
    assert list(found) == sorted(found, key=lambda each: each.span)
    assert all(one.span[1] <= two.span[0] for one, two in pairwise(found))


def test_cards_have_their_lengths_and_check_digit():
    assert is_card(CARD)
    assert not is_card(CARD[:-1] + str((int(CARD[-1]) + 1) % 10))
    assert not is_card("9" * 16)


# --- hostile text ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "piece",
    "1 |1|1\n|1\t|-|13 |1-3|350583|62 |张|张三，|姓名：|住|家庭住址：云|a.|a@|a@q|护照|0595-|1.|118.12345,"
    "|东经|闽A|1990年1月1|患|*| |\u200b|姓名\t|(0595)|申请人（|\n|E1".split("|"),
)
def test_hostile_text_costs_time_in_step_with_its_length(piece: str):
    text = (piece * 200_000)[:200_000]
    started = time.perf_counter()
    scan_text(text)
    assert time.perf_counter() - started < 3
