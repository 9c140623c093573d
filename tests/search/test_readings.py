"""Words that are not read as their characters are by themselves."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from gongkai.search.readings import special, syllables


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("银行", "yin hang"),
        ("中国银行", "zhong guo yin hang"),
        ("会计核算", "kuai ji he suan"),
        ("重庆", "chong qing"),
        ("调查研究", "diao cha yan jiu"),
        ("管理办法", "guan li ban fa"),
        ("行政许可", "xing zheng xu ke"),
        ("A股", "A gu"),
        ("", ""),
    ],
)
def test_a_word_is_read_as_a_word(word: str, said: str):
    assert " ".join(syllables(word)) == said


def test_the_words_with_a_reading_of_their_own_are_few():
    assert 3000 < len(special()) < 5000
    assert all(len(word) == len(said) for word, said in special().items())


def test_the_table_of_phrases_is_not_kept_in_memory():
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "from gongkai.search.readings import syllables; syllables('银行'); import sys;"
            "print('pypinyin.phrases_dict' in sys.modules and len(sys.modules['pypinyin.phrases_dict'].phrases_dict))",
        ],
        capture_output=True,
        check=True,
        env=os.environ | {"PYTHONPATH": "."},
    ).stdout
    assert told.strip() in (b"False", b"0")
