"""What a text carries that is no part of it: line numbers, bullets, page numbers with the page's running head, rules.

Everything here works on numbered lines and gives numbered lines: (number in the source, text).
"""

from __future__ import annotations

import csv
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

from gongkai.report.numerals import cell_value

Numbered = tuple[int, str]

_LINE_NUMBER: Final = re.compile(r"\A\s*(\d{1,5})(?:[:：.|\t]\s?|\s{2,}|\s(?=\S))")
_BULLET: Final = re.compile(r"\A\s{0,4}[*•●◦▪·\-–]\s+(?=\S)")
_PAGE_NUMBER: Final = re.compile(
    r"\A\s*(?:[\-—–－]+\s*\d{1,3}\s*[\-—–－]+|第\s*\d{1,3}\s*页(?:[\s，,/]*共\s*\d{1,3}\s*页)?)\s*\Z"
)
_FIGURE: Final = re.compile(r"(?:(?<=\s)|\A)[+\-]?\d[\d,.]*(?=\s|\Z)")
_BARS: Final = re.compile("[|｜│┃]")
_RULE: Final = re.compile(r"[─━═┄┈]{3,}|\+[-=]{3}|[-=]{3}\+|\A\s*-{4,}(?:\s+-{2,})+\s*\Z")
_WIKI_ROW: Final = re.compile(r"\A\s*(?:\|-+|\{\|.*|\|\})\s*\Z")
_WIKI_CELL: Final = re.compile(r"\A\s*[|!](?![\s|])[^|]*\Z")
_ENOUGH: Final = 15
_HEADS: Final = ("信息内容", "结果维持")
"""Words that the head of one table prints several times."""


def clean(lines: list[Numbered]) -> list[Numbered]:
    """The lines without what only marks them."""
    lines = _without_line_numbers(lines)
    lines = _without_bullets(lines)
    lines = _without_running_heads(lines)
    lines = _without_wiki_rows(lines)
    lines = _from_csv(lines)
    lines = _from_boxes(lines)
    return _parted(lines)


def _without_line_numbers(lines: list[Numbered]) -> list[Numbered]:
    """Where nearly every line begins with its own number: 20: 二、主动公开政府信息情况."""
    found = [(match, line) for line in lines if (match := _LINE_NUMBER.match(line[1]))]
    filled = sum(1 for _, text in lines if text.strip())
    if len(found) < 40 or len(found) < 0.9 * filled:
        return lines
    steps = [int(two[0][1]) - int(one[0][1]) for one, two in itertools.pairwise(found)]
    if sum(1 for step in steps if step == 1) < 0.9 * len(steps):
        return lines
    return [(number, _LINE_NUMBER.sub("", text, count=1)) for number, text in lines]


def _without_bullets(lines: list[Numbered]) -> list[Numbered]:
    """Where a list was made of a table's cells: * 规章, * 0, * 0."""
    if sum(1 for _, text in lines if _BULLET.match(text)) < 40:
        return lines
    return [(number, _BULLET.sub("", text, count=1)) for number, text in lines]


def _without_running_heads(lines: list[Numbered]) -> list[Numbered]:
    """Without page numbers, and without a text that stands beside several of them alike."""
    at = [index for index, (_, text) in enumerate(lines) if len(text) < 40 and _PAGE_NUMBER.match(text)]
    if not at:
        return lines
    beside: Counter[str] = Counter()
    for index in at:
        beside.update({lines[near][1].strip() for near in (index - 1, index + 1) if 0 <= near < len(lines)})
    heads = {text for text, count in beside.items() if count > 1 and len(text) >= 6 and cell_value(text) is None}
    gone = set(at)
    for index in at:
        gone.update(
            near for near in (index - 1, index + 1) if 0 <= near < len(lines) and lines[near][1].strip() in heads
        )
    return [line for index, line in enumerate(lines) if index not in gone]


def _without_wiki_rows(lines: list[Numbered]) -> list[Numbered]:
    """Without the marks of a wiki between rows (|-), where a cell is a bar, a space and its text: there | - would be a
    cell with a dash."""
    rows = {index for index, (_, text) in enumerate(lines) if "|" in text and _WIKI_ROW.match(text)}
    if len(rows) < _ENOUGH or any(
        _WIKI_CELL.match(text) for index, (_, text) in enumerate(lines) if "|" in text and index not in rows
    ):
        return lines
    return [line for index, line in enumerate(lines) if index not in rows]


# --- tables in text that have signs of their own ----------------------------------------------------------------------


def _from_csv(lines: list[Numbered]) -> list[Numbered]:
    """Cells parted by commas, semicolons or the like become cells parted by tabs."""
    for mark in (",", ";", "；", "，", "、"):
        rows = [text for _, text in lines if text.count(mark) >= 6 and "\t" not in text and _is_row(text, mark)]
        if sum(1 for text in rows if _figures(_split(text, mark))) < _ENOUGH:
            continue
        return [(number, "\t".join(_split(text, mark)) if _is_row(text, mark) else text) for number, text in lines]
    return lines


def _split(text: str, mark: str) -> list[str]:
    if mark.isascii():
        return next(csv.reader([text], delimiter=mark), [])
    return [cell.strip().strip('"') for cell in text.split(mark)]


def _figures(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if (value := cell_value(cell)) is not None and value.number is not None)


def _is_row(text: str, mark: str) -> bool:
    """Whether a line is a row of cells and not a sentence: its cells are short, most of them figures or blank."""
    if mark not in text:
        return False
    cells = _split(text, mark)
    if any(len(cell) > 60 or "。" in cell for cell in cells) and not text.startswith('"'):
        return False
    plain = sum(1 for cell in cells if cell_value(cell) is not None)
    return 2 * plain >= len(cells) or (mark.isascii() and all(len(cell) <= 24 for cell in cells))


def _from_boxes(lines: list[Numbered]) -> list[Numbered]:
    """Rows between drawn rules whose cells run over several lines become one line each; the rules go."""
    if sum(1 for _, text in lines if _RULE.search(text)) < 6:
        return lines
    made: list[Numbered] = []
    group: list[Numbered] = []
    for line in [*lines, (0, "")]:
        barred = len(_BARS.findall(line[1])) > 1 and not _RULE.search(line[1])
        if barred:
            group.append(line)
            continue
        made += _one_row(group)
        group = []
        if line[0] and not _RULE.search(line[1]):
            made.append(line)
    return made


def _one_row(group: list[Numbered]) -> list[Numbered]:
    """The lines of one row put together, cell by cell, where they have as many cells; else as they are."""
    if len(group) < 2:
        return group
    rows = [_BARS.split(text) for _, text in group]
    if len({len(row) for row in rows}) > 1 or sum(1 for row in rows if _figures(row)) > 1:
        return group
    return [(group[0][0], "|".join("".join(cell.strip() for cell in column) for column in zip(*rows, strict=True)))]


def _parted(lines: list[Numbered]) -> list[Numbered]:
    """A line that holds a whole table, as when a page's text was joined by spaces, is parted at its spaces."""
    made: list[Numbered] = []
    for number, text in lines:
        several = any(text.count(word) > 1 for word in _HEADS)
        if (
            len(text) > 60
            and "\t" not in text
            and "|" not in text
            and len(_FIGURE.findall(text)) >= (5 if several else 15)
        ):
            made += ((number, word) for word in text.split())
        else:
            made.append((number, text))
    return made
