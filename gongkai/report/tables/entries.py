"""Rows to entries: what stands as labels, and the figures and blanks that follow it.

Two kinds of source. Where rows are kept (a real table, or one line to a row), an entry is a row. Where a page prints
one cell to a line, an entry is a run of figures and the texts before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise, takewhile
from typing import Final, NamedTuple

from gongkai.report.document import Row, Slot
from gongkai.report.labels import Labels, is_head, is_label
from gongkai.report.numerals import cell_value
from gongkai.report.tables.lines import ONLY_FIGURES, is_narrative
from gongkai.report.text import BLANKS
from gongkai.report.values import BLANK, UNKNOWN, Number, Value

_BROKEN: Final = re.compile(r"[+\-]?\d[\d,，.\s]*\Z")
"""Digits that make no number as they stand: a figure that was cut, not a label."""
_MISREAD: Final = re.compile(r"[\dOoIl]{1,6}\Z")
"""Letters that were read for digits, alone or among them (O, l, 1O): a figure, and nobody knows which."""
_BARS: Final = "|｜│"


class Cell(NamedTuple):
    """A printed cell, the slot `at` of its row. `value` is None for text that is no figure; `soft` marks an empty line
    that may be no cell at all.
    """

    text: str
    value: Value | None
    row: Row
    slot: Slot
    at: int
    soft: bool = False

    @property
    def number(self) -> Number | None:
        return self.value.number if self.value is not None else None

    @property
    def blank(self) -> bool:
        return self.value is not None and self.value.number is None and self.value is not UNKNOWN

    @property
    def empty(self) -> bool:
        """Nothing is printed: not even a dash."""
        return not self.text


class Entry(NamedTuple):
    """`labels`: texts, in order. `cells`: figures and blanks behind the last of them. `row` is None where rows are not
    kept.
    """

    labels: list[Cell]
    cells: list[Cell]
    row: Row | None

    @property
    def label(self) -> str:
        return self.labels[-1].text if self.labels else ""

    @property
    def place_row(self) -> Row:
        return (self.labels or self.cells)[0].row

    @property
    def figures(self) -> list[Cell]:
        return [cell for cell in self.cells if cell.number is not None]


def by_row(rows: list[Row]) -> list[Entry]:
    """An entry for each row. A row of figures alone takes the texts above it; texts alone wait for the next row."""
    entries: list[Entry] = []
    waiting: list[Cell] = []
    for row in rows:
        labels: list[Cell] = []
        cells: list[Cell] = []
        for index, slot in enumerate(row.slots):
            value = cell_value(slot.text)
            if value is None and (_BROKEN.match(slot.text) or _MISREAD.match(slot.text)):
                value = UNKNOWN
            if value is None:
                if len(cells) >= 2 and any(cell.number is not None for cell in cells):
                    if row.width or not is_label(slot.text):
                        continue  # a remark behind the figures
                    # a second label on one line: two rows printed side by side
                    entries.append(Entry(labels, cells, row))
                    labels, cells = [], []
                labels.extend(cell for cell in cells if not cell.blank)
                cells = []
                labels.append(Cell(slot.text, None, row, slot, index))
            else:
                cells.append(Cell(slot.text, value, row, slot, index))
        if labels and not any(cell.value is not None for cell in cells):
            waiting.extend(labels)
            if row.table:
                entries.append(Entry(labels, [], row))
                waiting = []
            continue
        if not labels:
            if not any(not cell.empty for cell in cells):
                if cells and (row.table or len(cells) >= 7):
                    entries.append(Entry(waiting, cells, row))
                    waiting = []
                continue
            labels = waiting
        elif waiting:
            labels = waiting + labels
        waiting = []
        entries.append(Entry(labels, cells, row))
    if waiting:
        entries.append(Entry(waiting, [], None))
    return _across_pages(entries)


def _across_pages(entries: list[Entry]) -> list[Entry]:
    """Entries with a row put together of which a page break left the figures on one page and the label on the next."""
    joined: list[Entry] = []
    for entry in entries:
        before = joined[-1] if joined else None
        if (
            before is not None
            and before.row is not None
            and entry.row is not None
            and entry.row.page == before.row.page + 1
            and not any(cell.text for cell in before.labels)
            and before.figures
            and any(cell.text for cell in entry.labels)
            and entry.cells
            and all(cell.empty for cell in entry.cells)
        ):
            joined[-1] = Entry(entry.labels, before.cells, before.row)
        else:
            joined.append(entry)
    return joined


def rejoined(entries: list[Entry], labels: Labels) -> list[Entry]:
    """Entries with the pieces of their labels put together: pieces that stand on lines above and below the figures, and
    the two halves of a row that a page break cut, one of which has no figures."""
    joined: list[Entry] = []
    at = 0
    while at < len(entries):
        entry = entries[at]
        following = entries[at + 1] if at + 1 < len(entries) else None
        at += 1
        if (
            entry.row is not None
            and entry.labels
            and not is_head(entry.label)
            and not ((match := labels.find(entry.label)) and match.exact)
        ):
            above = _above(cell for cell in entry.labels[:-1] if cell.row is not entry.row)
            below = _below(cell for cell in following.labels if cell.row is not following.row) if following else []
            label = _assembled(above, entry.label, below, labels)
            if label is None and following is not None and (whole := _two_halves(entry, following, labels)) is not None:
                joined.append(whole)
                at += 1
                continue
            if label is not None:
                entry = entry._replace(labels=[*entry.labels[:-1], entry.labels[-1]._replace(text=label)])
        joined.append(entry)
    return joined


def _above(cells: Iterable[Cell]) -> list[str]:
    """The pieces above a label's line, below any head of a table. Of each line the last counts: before it stand the
    pieces of a group's label."""
    pieces: dict[int, str] = {}
    for cell in cells:
        if is_head(cell.text):
            pieces.clear()
        else:
            pieces[id(cell.row)] = cell.text
    return list(pieces.values())


def _below(cells: Iterable[Cell]) -> list[str]:
    """The pieces below a label's line, above any head."""
    return _above(takewhile(lambda cell: not is_head(cell.text), cells))


def _assembled(above: list[str], own: str, below: list[str], labels: Labels) -> str | None:
    """The label that the piece beside the figures makes with pieces above and below it, if it makes one: a label that
    is all of them before one that is only their end."""
    texts = [
        text
        for start in range(len(above), -1, -1)
        for end in range(len(below) + 1)
        if (start < len(above) or end) and len(text := "".join((*above[start:], own, *below[:end]))) <= 80
    ]
    whole = next((text for text in texts if labels.exact(text) is not None), None)
    return whole or next((label for text in texts if (label := labels.whole(text)) is not None), None)


def _two_halves(entry: Entry, following: Entry, labels: Labels) -> Entry | None:
    label = entry.label + following.label
    if (
        not following.labels
        or labels.exact(label) is None
        or labels.exact(following.label) not in (None, labels.exact(label))
    ):
        return None
    hollow = [not any(cell.text for cell in half.cells) for half in (entry, following)]
    if any(hollow):
        full = entry if hollow[1] and entry.cells else following
        cells, row = full.cells, full.row
    elif len(entry.cells) == len(following.cells):  # the break went through the figures, too
        cells = [_cell_of(one, one.text + two.text) for one, two in zip(entry.cells, following.cells, strict=True)]
        row = entry.row
    else:
        return None
    return Entry([entry.labels[-1]._replace(text=label)], cells, row) if cells else None


def _cell_of(cell: Cell, text: str) -> Cell:
    return cell._replace(text=text, value=cell_value(text))


def by_run(rows: list[Row]) -> list[Entry]:
    """Entries where the page prints one cell to a line."""
    entries: list[Entry] = []
    labels: list[Cell] = []
    cells: list[Cell] = []
    for cell in _tokens(rows):
        if cell.value is None:
            if cells:
                entries.append(Entry(labels, cells, None))
                labels, cells = [], []
            labels.append(cell)
        elif labels or entries:
            cells.append(cell)
    if labels or cells:
        entries.append(Entry(labels, cells, None))
    return entries


def rows_of_cells(rows: list[Row]) -> list[Row] | None:
    """Rows put together from a page that prints a tab before each cell and an empty line between rows; None if it is
    not so.

    A line without a tab goes on with the cell above it.
    """
    led = sum(1 for row in rows if (text := row.slots[0].text).startswith("\t") and "\t" not in text.strip(BLANKS))
    filled = sum(1 for row in rows if row.slots[0].text.strip(BLANKS))
    if led < 0.6 * filled:
        return None
    groups: list[list[tuple[str, Row]]] = [[]]
    for row in rows:
        text = row.slots[0].text
        if text.startswith("\t"):
            groups[-1].append((text.strip(BLANKS), row))
        elif text.strip(BLANKS):
            if groups[-1] and not is_narrative(text):
                last, first = groups[-1][-1]
                groups[-1][-1] = (last + text.strip(BLANKS), first)
        elif groups[-1]:
            groups.append([])
    groups = [group for group in groups if group]
    if len(groups) < 3 or not 3 <= max(len(group) for group in groups) <= 40:
        return None
    made = []
    for group in groups:
        first = group[0][1]
        row = Row([], line=first.line, page=first.page)
        row.slots = [Slot(text, source.line - first.line) for text, source in group]
        made.append(row)
    return made


def _tokens(rows: list[Row]) -> list[Cell]:
    """The cells of a page that prints one to a line, bars and empty lines turned into blanks where they stand for
    one.
    """
    texts = [row.slots[0].text for row in rows]
    bars_alone = sum(1 for text in texts if text.strip(BLANKS) in _BARS and text.strip(BLANKS))
    with_content = sum(1 for text in texts if text.strip(BLANKS + _BARS))
    attached = sum(
        1
        for text in texts
        if (bare := text.strip(BLANKS)) and len(bare) > 1 and (bare[0] in _BARS or bare[-1] in _BARS)
    )
    separators = bars_alone > 0.5 * with_content and attached < 0.3 * with_content
    spaced = _is_spaced(texts)
    cells: list[Cell] = []
    open_bar = separators and _starts_with_bar(texts)
    empties = 0
    had_content = False
    for row, text in zip(rows, texts, strict=True):
        content = text.strip(BLANKS + _BARS)
        if content:
            if is_narrative(content):
                continue
            for part in content.split() if ONLY_FIGURES.match(content) else (content,):
                cells.append(_cell(part, row, len(cells)))
            had_content, empties = True, 0
            continue
        bare = text.strip(BLANKS)
        if separators:
            if bare:
                if not had_content and not open_bar:
                    cells.append(_blank(row, len(cells)))
                open_bar = had_content = False
            continue
        if bare or (text and not text.isspace()) or "\t" in text or "\u00a0" in text or "\u3000" in text:
            cells.append(_blank(row, len(cells)))
            continue
        empties += 1
        if not spaced or empties > 1:
            cells.append(_blank(row, len(cells), soft=True))
    return cells


def _starts_with_bar(texts: list[str]) -> bool:
    """Whether bars stand before the cells: then the first bar of the part opens a cell and closes none."""
    for text in texts:
        bare = text.strip(BLANKS)
        if bare:
            return bare in _BARS
    return False


def _is_spaced(texts: list[str]) -> bool:
    """Whether an empty line stands between any two cells, so that it says nothing."""
    pairs = followed = 0
    for one, two in pairwise(texts):
        if one.strip(BLANKS):
            pairs += 1
            followed += not two
    return pairs > 0 and followed > 0.8 * pairs


def _cell(text: str, row: Row, index: int) -> Cell:
    text = text.replace("**", "")
    value = cell_value(text)
    return Cell(text, UNKNOWN if value is None and _MISREAD.match(text) else value, row, row.slots[0], index)


def _blank(row: Row, index: int, *, soft: bool = False) -> Cell:
    return Cell("", BLANK, row, row.slots[0], index, soft)
