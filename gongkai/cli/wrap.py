"""Help text on lines of a terminal's width: Han characters take two columns and may be parted, words may not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

import click

_OPENING: Final = "（“‘《〈【"
_CLOSING: Final = "，。；：、！？）”’》〉】…"
_PIECE: Final = re.compile(
    rf"\s+|[{_OPENING}]*(?:[^\s\u2e80-\uffef{_OPENING}{_CLOSING}]+|[^\s{_OPENING}{_CLOSING}]|)(?:\s*[{_CLOSING}])*"
)
"""What stays together: a Han character or a word of others, brackets before it, punctuation behind it."""
_WIDEST_TERM: Final = 30
_GAP: Final = 2


def width(text: str) -> int:
    """How many columns a terminal gives the text."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def wrapped(text: str, columns: int) -> Iterator[str]:
    r"""The lines of a text, an empty one between its paragraphs; a paragraph that begins with \b keeps its own."""
    for number, paragraph in enumerate(re.split(r"\n[ \t]*\n", text.strip("\n"))):
        if number:
            yield ""
        lines = paragraph.split("\n")
        if lines[0].strip() == "\b":
            yield from lines[1:]
        else:
            yield from _filled(_joined(map(str.strip, lines)), columns)


def _joined(lines: Iterable[str]) -> str:
    """Lines as one; a space where words meet, none beside a Han character or its punctuation."""
    text = ""
    for line in lines:
        text += " " + line if text and line and width(text[-1]) == width(line[0]) == 1 else line
    return text


def _filled(text: str, columns: int) -> Iterator[str]:
    line = ""
    for piece in filter(None, _PIECE.findall(text)):
        if line.strip() and width(line + piece.rstrip()) > columns:
            yield line.rstrip()
            line = ""
        if line or not piece.isspace():
            line += piece
    if line:
        yield line.rstrip()


class Formatter(click.HelpFormatter):
    """Lays help out by columns of the terminal instead of characters; Chinese headings."""

    def write_heading(self, heading: str) -> None:
        self.write(f"{'':{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        for line in wrapped(text, self.width - self.current_indent):
            self.write(f"{'':{self.current_indent}}{line}".rstrip() + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = _WIDEST_TERM, col_spacing: int = _GAP) -> None:
        rows = list(rows)
        column = min(max((width(term) for term, _ in rows), default=0), col_max) + col_spacing
        margin = " " * self.current_indent
        for term, text in rows:
            lines = list(wrapped(text, max(self.width - self.current_indent - column, 10)))
            beside = bool(lines) and width(term) + col_spacing <= column
            first = term + " " * (column - width(term)) + lines.pop(0) if beside else term
            self.write(f"{margin}{first}\n")
            for line in lines:
                self.write(f"{margin}{'':{column}}{line}\n")
