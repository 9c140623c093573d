"""Rows of which a page prints the label and nothing behind it: they are there, and what they hold is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from gongkai.report.document import Row
from gongkai.report.form import APPLICANTS, Edition, row_name
from gongkai.report.labels import PROACTIVE_ROWS, REQUEST_ROWS, Labels, is_column
from gongkai.report.tables import Part
from gongkai.report.tables.figures import Figures

_LABELS: Final[Mapping[str, Labels]] = {"proactive": PROACTIVE_ROWS, "requests": REQUEST_ROWS}


def leave_bare_rows_open(rows: Sequence[Row], parts: Mapping[str, Part], figures: Figures, edition: Edition) -> None:
    """Enter as unknown the cells of the form's rows that have none although a line of the table is their label."""
    read = {key.rpartition(".")[0] for key in figures.cells}
    called = {key: name for key, name, _ in _rows_of(edition)}
    columns = {key: columns for key, _, columns in _rows_of(edition)}
    for table, labels in _LABELS.items():
        if table not in parts or table not in figures.seen.tables:
            continue
        for row in rows[parts[table].start : parts[table].end]:
            name = _label_alone(row, labels)
            key = f"{table}.{name}"
            if name is None or key in read or key not in columns:
                continue
            read.add(key)
            for column in columns[key]:
                figures.unknown(f"{key}.{column}", row.place())
            figures.notes.append(f"{row.place()}：“{called[key]}”印有这一行，没有读出数值，各列未知")


def _rows_of(edition: Edition) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """For each row of tables two and three its key, what it is called, and its columns."""
    for block, row in edition.proactive_rows():
        yield f"proactive.{row.key}", row.label, tuple(column.key for column in block.columns)
    for each in edition.rows:
        yield f"requests.{each.key}", row_name(each), tuple(column.key for column in APPLICANTS)


def _label_alone(row: Row, labels: Labels) -> str | None:
    """The row of the form that a line names that holds nothing but its label; 总计 and 其他 alone are columns."""
    texts = [slot.text for slot in row.slots if slot.text.strip()]
    if not texts or any(labels.exact(text) is not None for text in texts[:-1]) or is_column(texts[-1]):
        return None
    return labels.exact(texts[-1])
