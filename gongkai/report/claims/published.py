"""Little tables of published items in a section's text: 类别 数量（条）, with 行政许可 11 below."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from gongkai.report.text import BLANKS

_GAP: Final = rf"[{BLANKS}|｜│]"
_ROW: Final = re.compile(
    rf"{_GAP}*[^\d。；，{BLANKS}|｜│][^\d。；，]{{0,29}}{_GAP}*\d[\d,.]*(?:条|篇|项)?(?:{_GAP}+[^\s|｜│]{{1,12}}){{0,3}}{_GAP}*"
)
_RULE: Final = re.compile(rf"[{BLANKS}|｜│\-:=—─━┼+]*")
_HEAD: Final = re.compile(r"(?<!申请)公开|发布|公示|[（(](?:单位[：:])?条[）)]|条数|信息(?:数|量|条)")
_NO_HEAD: Final = re.compile(r"[\d。；]")
_LONGEST_HEAD: Final = 40
_LONGEST: Final = 120


def published_lists(text: str) -> list[tuple[int, int]]:
    """From where to where the rows of tables reach whose head says that items published are counted (公开, 发布, 条).

    A head is a short line without a figure or the end of a sentence, right above the rows. A row is a label and a
    figure without a unit of cases; what parted them is lost where the text was tidied.
    """
    return [(rows[0][0], rows[-1][1]) for rows in _tables(text) if len(rows) > 1]


def _tables(text: str) -> Iterator[list[tuple[int, int]]]:
    """For each head the rows below it; none for most."""
    rows: list[tuple[int, int]] = []
    head = False
    at = 0
    for line in text.split("\n"):
        end = at + len(line)
        if head and len(line) <= _LONGEST and _ROW.fullmatch(line):
            rows.append((at, end))
        elif not (head and _RULE.fullmatch(line)):
            yield rows
            rows = []
            head = _is_head(line)
        at = end + 1
    yield rows


def _is_head(line: str) -> bool:
    return len(line) <= _LONGEST_HEAD and _HEAD.search(line) is not None and _NO_HEAD.search(line) is None
