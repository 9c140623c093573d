"""Characters and words, as they are compared."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongkai.search import text
from gongkai.search.asking import LONGEST, MOST, Term, asked


@pytest.mark.parametrize(
    ("written", "compared"),
    [
        ("政府信息公開條例", "政府信息公开条例"),
        ("ＰＤＦ（２０２４）", "pdf(2024)"),
        ("⼾籍", "户籍"),
        ("裏面", "里面"),
        ("GongKai", "gongkai"),
    ],
)
def test_width_case_and_traditional_characters_make_no_difference(written: str, compared: str):
    assert text.fold(written) == compared


@given(st.text())
def test_folding_keeps_the_length_and_is_done_once(written: str):
    folded = text.fold(written)
    assert len(folded) == len(written)
    assert text.fold(folded).lower() == folded.lower()


@given(st.text(alphabet=st.characters(codec=None)))
def test_a_clean_text_is_one_that_any_database_takes(written: str):
    clean = text.clean(written)
    assert isinstance(clean.encode(), bytes)  # no halves of characters
    assert "\x00" not in clean
    assert "\n" not in clean
    assert text.clean(clean) == clean


@given(st.text())
def test_words_and_pairs_have_no_blanks_and_are_not_empty(written: str):
    folded = text.fold(text.clean(written))
    for found in (text.words(folded), list(text.grams(folded)), text.telling(folded), text.initials(folded)):
        assert all(word and not any(char.isspace() for char in word) for word in found)


@pytest.mark.parametrize("word", ["依申请公开", "政府信息公开", "信息", "公开"])
def test_terms_of_the_field_are_words_and_so_is_what_is_in_them(word: str):
    assert word in text.words("依申请公开政府信息公开条例")


def test_every_word_of_the_list_is_kept_together():
    for word in text._data("words.txt").split():
        assert text.cut(word) == [word]


@given(st.text(alphabet="政府信息公开a1，", min_size=1, max_size=20), st.data())
def test_a_piece_of_a_text_has_only_pairs_that_the_text_has(whole: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(whole) - 1))
    piece = whole[start : data.draw(st.integers(start + 1, len(whole)))]
    if len(runs := text.runs(piece)) == 1 and not whole.isascii() and "a" not in whole and "1" not in whole:
        pairs = text.pairs(runs[0])
        assert len(pairs[0]) == 1 or set(pairs) <= set(text.grams(whole))


@pytest.mark.parametrize(
    "spelled",
    [
        "海政办发〔2024〕3号",
        "海政办发[2024]3号",
        "海政办发（2024）第3号",
        "海政办发【2024】 3 号",
        "海政办发2024年3号",
        "海政办發〔２０２４〕３號",
    ],
)
def test_a_number_is_the_same_however_it_is_spelled(spelled: str):
    assert text.number_key(text.fold(spelled)) == "海政办发-2024-3"


def test_a_document_is_found_by_its_year_and_number_and_by_its_index_number():
    assert text.number_keys("海政办发〔2024〕3号", "QZ001-0203-2024-00012") == [
        "海政办发-2024-3",
        "2024-3",
        "qz-001-0203-2024-00012",
    ]


@pytest.mark.parametrize(
    ("letters", "syllables"),
    [
        ("zhengfuxinxi", ["zheng", "fu", "xin", "xi"]),
        ("xian", ["xian"]),
        ("zfxxgk", []),
        ("a", ["a"]),
    ],
)
def test_letters_as_syllables(letters: str, syllables: list[str]):
    assert text.as_syllables(letters) == syllables


def test_the_last_syllable_may_be_unfinished():
    assert text.as_syllables("zhengfuxinxig", unfinished=True) == ["zheng", "fu", "xin", "xi", "g"]


def test_a_title_is_found_by_initials_from_each_of_its_words_on():
    assert {"hzszfxxgkz", "zfxxgkzn", "xxgkzn"} <= set(text.initials("海州市政府信息公开指南"))


# --- queries --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("义务教育 招生", [Term("义务教育"), Term("招生")], []),
        ("“义务教育”招生", [Term("义务教育", True), Term("招生")], []),
        ("教育 -招生", [Term("教育")], ["招生"]),
        ("教育 －“民办 招生”", [Term("教育")], ["民办", "招生"]),
        ("教育-招生", [Term("教育"), Term("招生")], []),
        ("《政府信息公開條例》", [Term("政府信息公开条例")], []),
        ("title:(a OR b)^3", [Term("title"), Term("a"), Term("or"), Term("b"), Term("3")], []),
        ('"未完', [Term("未完")], []),
        ('，。！-- " ”', [], []),
    ],
)
def test_what_is_typed_is_what_is_asked(typed: str, wanted: list[Term], unwanted: list[str]):
    assert list(asked(typed).wanted) == wanted
    assert list(asked(typed).unwanted) == unwanted


@given(st.text())
def test_every_text_can_be_asked(typed: str):
    question = asked(typed)
    assert len(question.said) <= LONGEST
    assert len(question.wanted) <= MOST
    assert all(term.words and text.pairs(term.text) for term in question.wanted)
