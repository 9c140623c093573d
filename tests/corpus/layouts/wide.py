"""Tables set in columns of spaces, as a program that keeps the page's layout prints them."""

from __future__ import annotations

import unicodedata

from tests.corpus.tables import Table, TCell, expand

LABELS = {"requests": (10, 12, 24), "proactive": (24,), "remedies": ()}
VALUE = {"requests": 10, "proactive": 18, "remedies": 8}


def wide(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WFA" else 1 for char in text)


def wrap(text: str, room: int) -> list[str]:
    lines = [""]
    for char in text:
        if wide(lines[-1] + char) > room:
            lines.append("")
        lines[-1] += char
    return lines


def column_text(table: Table) -> list[str]:
    """The table's lines. Each cell is centred on the height of its span; a row is as high as its highest own cell."""
    grid = expand(table)
    labels = LABELS[table.name]
    widths = [*labels, *[VALUE[table.name]] * (len(grid[0]) - len(labels))]
    starts = [sum(widths[:column]) for column in range(len(widths) + 1)]
    heights = [1] * len(grid)
    placed: list[tuple[int, int, int, list[str], TCell]] = []
    for index, row in enumerate(grid):
        for column, slot in enumerate(row):
            if slot.via:
                continue
            lines = wrap(slot.cell.text, starts[column + slot.cell.across] - starts[column] - 2)
            placed.append((index, column, slot.cell.down, lines, slot.cell))
            if slot.cell.down == 1:
                heights[index] = max(heights[index], len(lines))
    tops = [sum(heights[:index]) for index in range(len(heights) + 1)]
    canvas: list[list[tuple[int, str]]] = [[] for _ in range(tops[-1])]
    for index, column, down, lines, _ in placed:
        room = tops[index + down] - tops[index]
        lines = lines[:room] if down > 1 else lines
        top = tops[index] + (room - len(lines)) // 2
        for offset, line in enumerate(lines):
            if line:
                canvas[top + offset].append((starts[column], line))
    return [_line(pieces) for pieces in canvas]


def _line(pieces: list[tuple[int, str]]) -> str:
    made = ""
    for start, text in sorted(pieces):
        gap = max(start - wide(made), 1 if made else 0)
        made += " " * gap + text
    return made
