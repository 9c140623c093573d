"""Lines whose cells are told apart by where they stand: columns of a page without rules, and of text set in columns.

A cell that is not printed leaves a gap, and only the places of the others tell which it is. The figures of all rows say
where the columns are; headings belong to the column that they stand over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from gongkai.report.document import Row, Slot
from gongkai.report.form import APPLICANTS
from gongkai.report.labels import APPLICANT_COLUMNS, is_head
from gongkai.report.numerals import cell_value

Span = tuple[float, float]
_FEWEST_ROWS: Final = 3
_FEWEST_FIGURES: Final = 2
"""A column has at least so many figures; fewer are strays of a label."""
_SLACK: Final = 2
_WIDE_GAPS: Final = 0.2
"""Half ems by which the lines of a text may miss their columns; share of lines whose gap must be wider."""


def aligned(rows: Sequence[Row]) -> list[Row]:
    """The rows on a grid whose columns are those of the figures, blanks put where a row has no figure; as they are
    where the places do not tell."""
    columns = _columns(rows)
    if not (any(row.spans for row in rows) or _set_in_columns(rows, columns)):
        return list(rows)
    columns = _under_heads(rows, columns) or columns
    if len(columns) < 2:
        return list(rows)
    before = max((_labels_before(row, columns[0][0]) for row in rows), default=0)
    return [_on_grid(row, columns, max(before, 1)) for row in rows]


def overlapping(spans: Iterable[Span]) -> list[Span]:
    """The stretches that the spans cover together, from left to right."""
    merged: list[Span] = []
    for left, right in sorted(spans):
        if merged and left <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(right, merged[-1][1]))
        else:
            merged.append((left, right))
    return merged


def stacks(slots: Iterable[Slot]) -> list[tuple[Span, str]]:
    """Headings whose pieces stand above each other, put together, from left to right: 社会公益 above 组织."""
    pieces = [(slot.span, slot.text) for slot in slots if slot.span is not None and slot.text]
    return [
        ((left, right), "".join(text for span, text in pieces if left <= span[0] and span[1] <= right))
        for left, right in overlapping(span for span, _ in pieces)
    ]


def column_of(span: Span, columns: Sequence[Span]) -> int:
    """The column that a cell stands in: the nearest to its middle."""
    middle = (span[0] + span[1]) / 2
    return min(range(len(columns)), key=lambda at: abs((columns[at][0] + columns[at][1]) / 2 - middle))


def is_figure(slot: Slot) -> bool:
    return bool(slot.text) and cell_value(slot.text) is not None


def _columns(rows: Sequence[Row]) -> list[Span]:
    """Where the columns of figures are; nothing where two figures of a row would stand in one."""
    figures = [[slot for slot in row.slots if is_figure(slot)] for row in rows]
    figures = [row for row in figures if row]
    spans = [slot.span for row in figures for slot in row]
    if len(figures) < _FEWEST_ROWS or None in spans:
        return []
    columns = overlapping(span for span in spans if span is not None)
    counts = [0] * len(columns)
    for row in figures:
        places = [column_of(slot.span, columns) for slot in row if slot.span is not None]
        if len(set(places)) < len(places):
            return []
        for place in places:
            counts[place] += 1
    return [column for column, count in zip(columns, counts, strict=True) if count >= _FEWEST_FIGURES]


def _set_in_columns(rows: Sequence[Row], columns: Sequence[Span]) -> bool:
    """Whether the lines of a text keep to columns: no column is wider than its figures, and many of the gaps before the
    first figure are wide, for labels differ in length. Where all gaps are alike, a figure's place tells only how long
    its label is."""
    if not columns:
        return False
    gaps: list[float] = []
    for row in rows:
        end = 0.0
        for slot in row.slots:
            if slot.span is None:
                continue
            if not is_figure(slot):
                end = slot.span[1]
                continue
            gaps.append(slot.span[0] - end)
            break
    widest = max(slot.span[1] - slot.span[0] for row in rows for slot in row.slots if slot.span and is_figure(slot))
    return all(right - left <= widest + _SLACK for left, right in columns) and (
        sum(gap > min(gaps) + _SLACK for gap in gaps) >= _WIDE_GAPS * len(gaps)
    )


def _under_heads(rows: Sequence[Row], columns: Sequence[Span]) -> list[Span]:
    """The columns by their headings, where all of these are found in pieces above the first figure and every figure
    stands under one; nothing otherwise."""
    first = next((at for at, row in enumerate(rows) if any(map(is_figure, row.slots))), 0)
    found: dict[str, Span] = {}
    for span, text in stacks(slot for row in rows[:first] for slot in row.slots if not is_head(slot.text)):
        if (key := APPLICANT_COLUMNS.exact(text)) is not None:
            found[key] = span
    heads = [found[column.key] for column in APPLICANTS if column.key in found]
    if len(heads) < len(APPLICANTS) or heads != sorted(heads):
        return []
    near = all(any(left <= head[1] and head[0] <= right for head in heads) for left, right in columns)
    return heads if near else []


def _near(span: Span, column: Span) -> bool:
    return span[0] <= column[1] + _SLACK and column[0] - _SLACK <= span[1]


def _labels_before(row: Row, edge: float) -> int:
    return sum(1 for slot in row.slots if slot.span is not None and slot.span[1] <= edge and not is_figure(slot))


def _on_grid(row: Row, columns: Sequence[Span], before: int) -> Row:
    if row.table or any(slot.span is None for slot in row.slots if slot.text):
        return row
    slots: list[Slot] = []
    taken: set[int] = set()
    labels = 0
    for slot in row.slots:
        if slot.span is None:
            continue
        if not is_figure(slot) and slot.span[1] <= columns[0][0]:
            slots.append(slot._replace(column=min(labels, before - 1)))
            labels += 1
            continue
        under = [at for at, (left, right) in enumerate(columns) if slot.span[0] <= (left + right) / 2 <= slot.span[1]]
        first = under[0] if under and not is_figure(slot) else column_of(slot.span, columns)
        if is_figure(slot) and not row.spans and not _near(slot.span, columns[first]):
            return row
        slots.append(slot._replace(column=before + first, width=1 if is_figure(slot) else max(len(under), 1)))
        if is_figure(slot):
            taken.add(first)
    if taken:
        slots += (Slot("", before + at) for at in range(len(columns)) if at not in taken)
    slots.sort(key=lambda slot: slot.column)
    return Row(slots, width=before + len(columns), line=row.line, page=row.page, sheet=row.sheet)
