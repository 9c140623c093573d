"""How alike two texts are, years and figures aside; and section five in its two halves."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Final, NamedTuple

from gongkai.report.text import fold

GRAM: Final = 5
_YEARS: Final = re.compile("[〇○零一二三四五六七八九]{4}年|\\d+年?(?:度)?")


class Overlap(NamedTuple):
    """What two texts share, in runs of five characters.

    `of_first` is the share of the first text that is found in the second, `of_second` the reverse, `jaccard` what is
    common out of all. `size` counts the runs of the first, `other_size` of the second: with few, likeness says little.
    """

    of_first: float
    of_second: float
    jaccard: float
    size: int
    other_size: int


def grams(text: str, names: Iterable[str] = ()) -> frozenset[str]:
    """The runs of five characters of a text, after years, figures, punctuation, spaces and `names` are taken out."""
    bare = fold(_YEARS.sub("", text))
    for name in names:
        bare = bare.replace(fold(name), "")
    bare = re.sub(r"\d", "", bare)
    return _grams(bare)


@lru_cache(maxsize=128)
def _grams(bare: str) -> frozenset[str]:
    return frozenset(bare[at : at + GRAM] for at in range(len(bare) - GRAM + 1))


def overlap(first: str, second: str, names: Iterable[str] = ()) -> Overlap:
    """Compare two texts by their five-character runs."""
    names = tuple(names)
    one, other = grams(first, names), grams(second, names)
    common = len(one & other)
    return Overlap(
        common / len(one) if one else 0.0,
        common / len(other) if other else 0.0,
        common / len(one | other) if one or other else 0.0,
        len(one),
        len(other),
    )


# --- section five ---------------------------------------------------------------------------------------------------


class Halves(NamedTuple):
    """Section five: what is wrong and what is done about it. Either may be empty."""

    problems: str
    measures: str


_MEASURES_HEAD: Final = re.compile(
    "(?:(?<=\n)|\\A)[ \\t\u3000]*(?:[（(][一二三四五六七八九十][）)]|[一二三四五六七八九十\\d]+[、.．])?[ \\t\u3000]*"
    "(?:具体的?)?(?:改进|整改|解决办法|下一步|今后|工作打算|工作计划|努力方向|应对)[^。\n不缺弱差]{0,24}(?=\n|：|:|。|\\Z)"
)
_MEASURES_START: Final = re.compile(
    "(?:(?<=[。；;\n])|\\A)[ \\t\u3000]*(?:(?:针对|对于|围绕|对照)(?:以上|上述|存在|这些|发现|此|前述)"
    "[^。\n]{0,12}(?:问题|不足|短板|情况|此)"
    "|下一步|下阶段|下一阶段|今后|接下来|为此|对此|20\\d\\d年(?:度)?[，,]?[^。，,\n]{0,10}(?:将|要|拟|重点)|我[局办委厅镇街区县市院们][^。，,\n]{0,6}将"
    "|改进(?:措施|情况|方向|举措)|整改(?:措施|情况))"
)


def halves(text: str) -> Halves:
    """Part section five where it turns from problems to measures: at a heading, else where a sentence says so.

    A problem that mentions improvement (改进不够) is none: only a heading or the beginning of a sentence counts. Where
    each problem is followed by its own measure the text is parted at the first measure.
    """
    for pattern in (_MEASURES_HEAD, _MEASURES_START):
        for match in pattern.finditer(text):
            if match.start() > 8:
                return Halves(text[: match.start()].strip(), text[match.start() :].strip())
    return Halves(text.strip(), "")
