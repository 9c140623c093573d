"""Rows of which a page prints the label and no figures were read: they are there, and what they hold is not known."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Final

from gongkai.report.document import Row
from gongkai.report.form import APPLICANTS, Edition, row_name
from gongkai.report.labels import PROACTIVE_ROWS, REQUEST_ROWS, Labels, is_column
from gongkai.report.tables import Part
from gongkai.report.tables.figures import Figures

_MOST_LINES: Final = 12
_BEHIND: Final = 3
"""Over how many lines a narrow column breaks a label, and how many may stand behind the table's last figures."""
_LABELS: Final[Mapping[str, Labels]] = {"proactive": PROACTIVE_ROWS, "requests": REQUEST_ROWS}


def leave_bare_rows_open(rows: Sequence[Row], parts: Mapping[str, Part], figures: Figures, edition: Edition) -> None:
    """Enter as unknown the cells of the form's rows that have none although the table prints their label."""
    if len(figures.cells) == len(edition.keys):
        return
    read = {key.rpartition(".")[0] for key in figures.cells}
    called = {key: name for key, name, _ in _rows_of(edition)}
    columns = {key: columns for key, _, columns in _rows_of(edition)}
    for table, labels in _LABELS.items():
        if table not in parts or table not in figures.seen.tables or _all_in(read, columns, table):
            continue
        for name, row in _printed(rows[parts[table].start : parts[table].end + _BEHIND], labels):
            key = f"{table}.{name}"
            if key in read or key not in columns:
                continue
            read.add(key)
            for column in columns[key]:
                figures.unknown(f"{key}.{column}", row.place())
            figures.notes.append(f"{row.place()}：“{called[key]}”印有这一行，没有读出数值，各列未知")


def _all_in(read: Collection[str], columns: Iterable[str], table: str) -> bool:
    return all(key in read for key in columns if key.startswith(table))


def _printed(rows: Sequence[Row], labels: Labels) -> Iterator[tuple[str, Row]]:
    """The rows of the form that a table names, in a cell or with a label that a narrow column broke (行政, 许可);
    总计 and 其他 alone are columns."""
    for row in rows:
        for slot in row.slots:
            if not is_column(slot.text) and (name := labels.exact(slot.text)) is not None:
                yield name, row
    texts = [next((slot.text for slot in row.slots if slot.text.strip()), "") for row in rows]
    for at, row in enumerate(rows):
        label = ""
        for text in texts[at : at + _MOST_LINES]:
            label += text
            if label != texts[at] and not is_column(label) and (name := labels.exact(label)) is not None:
                yield name, row


def _rows_of(edition: Edition) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """For each row of tables two and three its key, what it is called, and its columns."""
    for block, row in edition.proactive_rows():
        yield f"proactive.{row.key}", row.label, tuple(column.key for column in block.columns)
    for each in edition.rows:
        yield f"requests.{each.key}", row_name(each), tuple(column.key for column in APPLICANTS)
