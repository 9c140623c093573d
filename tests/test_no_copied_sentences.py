"""No sentence and no address of the real reports beside the project stands in it; figures and the form's words may.

Texts are held against one another without spaces and punctuation, and every number or `{placeholder}` of a template is
a 0. So a sentence that was copied with other figures or other commas is still found.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gongkai.report import form
from tests.seeds import FOLDER, SEEDS

ROOT = Path(__file__).resolve().parents[1]
GENERATED = {"out", "build", "dist", "__pycache__"}

LENGTH = 15
"""So many characters in a row are a copy,"""
OWN = 6
"""if so many of them are the report's own: no figure, and no word of the form or of the law."""

STATUTORY = (
    "根据",
    "中华人民共和国政府信息公开条例",
    "（以下简称《条例》）",
    "国务院办公厅政府信息与政务公开办公室",
    "关于政府信息公开工作年度报告有关事项的通知",
    "关于规范政府信息公开平台有关事项的通知",
    "国办公开办函〔2019〕60号",
    "以公开为常态、不公开为例外",
    "年政府信息公开工作年度报告",
    "年度政府信息公开工作报告",
    "数据的统计期限自2019年1月1日起至",
    "数据的统计期限自2019年1月1日至",
    "因政府信息公开工作被申请行政复议、提起行政诉讼的情况",
)

_FIGURE = re.compile(r"\d[\d,.]*|\{[^{}]{1,40}\}")
_LEFT_OUT = re.compile(r"[^\u4e00-\u9fff0]+")
_CELL = re.compile(r"[\t\n|]")
_REACHED = re.compile(r"[\w.]+@[\w.]+|(?<=://)[\w.-]+|(?<!\d)\d{8,9}(?!\d)|(?<=联系人：)[\u4e00-\u9fff]{2,3}")
"""How a person or an office is reached: mail, site, telephone, name."""


def plain(text: str) -> str:
    """Han characters, and a 0 for every figure."""
    return _LEFT_OUT.sub("", _FIGURE.sub("0", unicodedata.normalize("NFKC", text)))


def printed() -> Iterator[str]:
    """What the form prints, in both editions, and the wordings that mean the same."""
    for edition in form.EDITIONS.values():
        for block in edition.blocks:
            yield block.heading
            for line in (*block.columns, *block.rows):
                yield from (line.label, *line.variants)
        for row in edition.rows:
            yield from (row.number + row.label, row.label, *row.variants)
    for column in (*form.APPLICANTS, *form.REMEDIES, *form.RESULTS):
        yield from (column.label, *column.variants)
    for section, number in zip(form.SECTIONS, form.SECTION_NUMBERS, strict=True):
        yield from (number + section.title, section.title, *section.words)
    yield from form.GROUPS.values()
    yield from (form.APPLICANTS_LABEL, form.ORGANISATIONS_LABEL, form.CONTENT_LABEL, form.BALANCE_NOTE)


@cache
def common() -> tuple[str, re.Pattern[str]]:
    """The words that are free to use: all of them, and a pattern that finds the longer ones and dates in a sentence."""
    words = sorted({plain(word) for word in (*printed(), *STATUTORY, *(seed.body for seed in SEEDS))}, key=len)
    longer = "|".join(word for word in reversed(words) if len(word) >= 4)
    return "|".join(words), re.compile(f"(?=({longer}|0[年月日]?))")


def forbidden(text: str) -> set[str]:
    """The runs of characters of a real report that may be found nowhere else."""
    words, pattern = common()
    chars, own = "", []
    for cell in map(plain, _CELL.split(text)):
        mine = [cell not in words] * len(cell)  # a page's end cuts labels to pieces
        for match in pattern.finditer(cell):
            mine[match.start() : match.end(1)] = [False] * len(match[1])
        chars += cell
        own += mine
    return {chars[at : at + LENGTH] for at in range(len(chars) - LENGTH + 1) if sum(own[at : at + LENGTH]) >= OWN}


def copied(text: str, runs: set[str]) -> list[str]:
    """Where `text` has one of `runs`: line and characters, those that overlap together."""
    lines = [(number, char) for number, line in enumerate(text.split("\n"), 1) for char in plain(line)]
    chars = "".join(char for _, char in lines)
    spans: list[list[int]] = []
    for at in range(len(chars) - LENGTH + 1):
        if chars[at : at + LENGTH] not in runs:
            continue
        if spans and at <= spans[-1][1]:
            spans[-1][1] = at + LENGTH
        else:
            spans.append([at, at + LENGTH])
    return [f"line {lines[start][0]}: {chars[start:end]}" for start, end in spans]


def texts() -> Iterator[tuple[Path, str]]:
    """Every text of the project, whether or not git knows it."""
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [name for name in folders if not name.startswith(".") and name not in GENERATED]
        for path in (Path(folder, name) for name in names):
            try:
                yield path, path.read_text("utf-8")
            except UnicodeDecodeError:
                continue


@pytest.fixture(scope="module")
def seeds() -> list[str]:
    found = [path.read_text("utf-8") for path in sorted(FOLDER.glob("*.txt"))]
    return found or pytest.skip(f"没有真实报告样本：{FOLDER}")


def test_no_sentence_of_a_real_report_stands_in_the_project(seeds: list[str]):
    runs = set().union(*map(forbidden, seeds))
    found = [f"{path.relative_to(ROOT)} {place}" for path, text in texts() for place in copied(text, runs)]
    assert not found, "Write another sentence that tests the same:\n" + "\n".join(found)


def test_nobody_whom_a_real_report_names_can_be_reached_by_the_project(seeds: list[str]):
    details = {detail for seed in seeds for detail in _REACHED.findall(seed)}
    assert len(details) > 8
    found = [f"{path.relative_to(ROOT)}: {detail}" for path, text in texts() for detail in details if detail in text]
    assert not found, "Make up another:\n" + "\n".join(found)


REAL = """
2023年政府信息公开工作年度报告
	（一）予以公开	3	0	3
（三）不予公开
过去一年，我局在渡口街设阅览角，供人查阅规章和规范性文件218份。
"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("过去一年，我局在渡口街设阅览角，供人查阅规章", True),
        ("在渡口街设阅览角；\n供人查阅规章和规范性文件 7 份", True),
        ('f"在渡口街设阅览角，供人查阅规章和规范性文件{n}份"', True),
        ("在渡口街设两处阅览角，供人查阅规章", False),
        ("2023年政府信息公开工作年度报告\n（一）予以公开\t3\t0\t3\n（三）不予公开", False),
    ],
)
def test_a_copy_is_found_whatever_its_figures_and_commas_and_the_form_is_no_copy(text: str, found: bool):
    assert bool(copied(text, forbidden(REAL))) is found
