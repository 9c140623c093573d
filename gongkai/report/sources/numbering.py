"""The numbers that a Word document lets the program print before its paragraphs: 一、, （二）, 3. …

Office Open XML, Part 1, 17.9: a paragraph names a numbering and a level; the numbering says from which number on, in
which digits, with what around them.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from lxml import etree

_W: Final = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL: Final = _W + "val"
_HAN: Final = frozenset(
    ("chineseCounting", "chineseCountingThousand", "ideographDigital", "japaneseCounting", "taiwaneseCounting")
)
_CIRCLED: Final = frozenset(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"))
_DIGITS: Final = "〇一二三四五六七八九"


class Level(NamedTuple):
    """`text` has %1 … %9 where the numbers of the levels stand. `digits` is the name of a way to write them."""

    start: int
    digits: str
    text: str


class Numbering:
    """Counts as a document is read from its beginning; `of` gives what stands before each paragraph."""

    def __init__(self, numbering: etree._Element, styles: etree._Element) -> None:
        abstract = {
            each.get(_W + "abstractNumId", ""): {
                level.get(_W + "ilvl", "0"): _level(level) for level in each.iter(_W + "lvl")
            }
            for each in numbering.iter(_W + "abstractNum")
        }
        self.levels: dict[str, dict[str, Level]] = {}
        for each in numbering.iter(_W + "num"):
            link = each.find(_W + "abstractNumId")
            self.levels[each.get(_W + "numId", "")] = abstract.get(link.get(_VAL, "") if link is not None else "", {})
        self.styles: dict[str, tuple[str, str]] = {}
        for style in styles.iter(_W + "style"):
            if (found := _numbered(style.find(_W + "pPr"))) is not None:
                self.styles[style.get(_W + "styleId", "")] = found
        self.counts: dict[tuple[str, str], int] = {}

    def of(self, paragraph: etree._Element) -> str:
        """The number that is printed before a paragraph, "" for none."""
        properties = paragraph.find(_W + "pPr")
        if properties is None:
            return ""
        found = _numbered(properties)
        if found is None:
            style = properties.find(_W + "pStyle")
            found = self.styles.get(style.get(_VAL, "")) if style is not None else None
        if found is None:
            return ""
        number, depth = found
        level = self.levels.get(number, {}).get(depth)
        if level is None:
            return ""
        self.counts[number, depth] = self.counts.get((number, depth), level.start - 1) + 1
        for other in self.levels[number]:
            if other > depth:
                self.counts.pop((number, other), None)
        return self._spell(number, level)

    def _spell(self, number: str, level: Level) -> str:
        text = level.text
        for at in range(9):
            mark = f"%{at + 1}"
            if mark in text:
                counted = self.levels[number].get(str(at))
                count = self.counts.get((number, str(at)), counted.start if counted else 1)
                text = text.replace(mark, _written(count, counted.digits if counted else "decimal"))
        return text


def _numbered(properties: etree._Element | None) -> tuple[str, str] | None:
    """The numbering and the level that a paragraph's properties name; numbering 0 is none."""
    numbering = properties.find(_W + "numPr") if properties is not None else None
    if numbering is None:
        return None
    number, level = numbering.find(_W + "numId"), numbering.find(_W + "ilvl")
    name = number.get(_VAL, "") if number is not None else ""
    return (name, level.get(_VAL, "0") if level is not None else "0") if name not in ("", "0") else None


def _level(element: etree._Element) -> Level:
    values = {name: element.find(_W + name) for name in ("start", "numFmt", "lvlText")}
    start, digits, text = (found.get(_VAL, "") if found is not None else "" for found in values.values())
    return Level(int(start) if start.isdigit() else 1, digits or "decimal", text)


def _written(number: int, digits: str) -> str:
    if digits in _HAN and 0 < number < 100:
        tens, ones = divmod(number, 10)
        return (_DIGITS[tens] if tens > 1 else "") + ("十" if tens else "") + (_DIGITS[ones] if ones else "")
    if digits in _CIRCLED and 0 < number <= 20:
        return chr(0x245F + number)
    return "" if digits in ("bullet", "none") else str(number)
