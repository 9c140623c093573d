"""Which rows of table three a page's entries are."""

from __future__ import annotations

from itertools import pairwise
from typing import Final, NamedTuple

from gongkai.report.form import APPLICANTS, EDITION_2019, EDITION_2021
from gongkai.report.labels import (
    APPLICANT_COLUMNS,
    GROUP_LABELS,
    REQUEST_ROWS,
    ROWS_BY_KEY,
    is_cut_short,
    is_head,
    without_number,
)
from gongkai.report.seen import Altered, ExtraRow
from gongkai.report.tables.entries import Cell, Entry
from gongkai.report.tables.figures import Figures
from gongkai.report.text import fold

WIDTH: Final = len(APPLICANTS)
_SHORTEST_BEGINNING: Final = 2
_LONGEST_TAIL: Final = 3


class Line(NamedTuple):
    """A row of the table: which row of the form it is, its entry, and what a narrow column broke off its figures."""

    key: str
    entry: Entry
    tail: tuple[Cell, ...] = ()


def find_lines(entries: list[Entry], figures: Figures) -> tuple[list[Line], list[Entry]]:
    """The rows of the form, in printed order, and the entries of the table's head. Notes what is no row of the form."""
    lines: list[Line] = []
    header: list[Entry] = []
    strange: list[tuple[int, Entry]] = []
    taken: dict[str, int] = {}
    for entry in entries:
        key, named = _row_key(entry, lines)
        if lines and _completes(lines[-1], entry):
            key, named = lines[-1].key, True
        if key is None and lines and _is_tail(entry, lines[-1]):
            lines[-1] = lines[-1]._replace(tail=tuple(entry.figures))
            continue
        if key is None:
            if not lines and _is_header(entry):
                header.append(entry)
            elif entry.labels and entry.cells and not _is_group(entry.label):
                strange.append((len(lines), entry))
            continue
        if key in taken:
            _again(key, entry, lines, taken[key], figures)
            continue
        if not entry.cells:
            continue
        taken[key] = len(lines)
        lines.append(Line(key, entry))
        if not named:
            _altered(key, entry, figures)
    _settle_by_order(lines, strange, figures)
    return lines, header


def is_turned(entries: list[Entry]) -> bool:
    """Whether the table stands on its side: applicants down, and behind each the figures of more rows than a row has
    columns."""
    applicants = {
        match.key
        for entry in entries
        if entry.labels and len(entry.figures) > 2 * WIDTH and (match := APPLICANT_COLUMNS.find(entry.label))
    }
    return len(applicants) > WIDTH // 2


def _is_tail(entry: Entry, line: Line) -> bool:
    """Whether an entry is the last digits of the row above it: 10 and, on the next line, 7."""
    row, count = entry.row, len(entry.figures)
    alone = row is not None and not row.table and sum(1 for slot in row.slots if slot.text) == count
    return alone and not line.tail and 0 < count <= _LONGEST_TAIL and len(line.entry.figures) >= WIDTH - 1


def _again(key: str, entry: Entry, lines: list[Line], at: int, figures: Figures) -> None:
    """A row that occurs twice: mostly the rest of a label that a page break cut, its cells blank."""
    earlier = lines[at].entry
    if not any(not cell.empty for cell in entry.cells):
        return
    if not any(not cell.empty for cell in earlier.cells):
        lines[at] = Line(key, entry)
    elif [cell.text for cell in earlier.cells] != [cell.text for cell in entry.cells]:
        figures.notes.append(f"{entry.place_row.place()}：“{entry.label}”在表中出现两次，数值不同，只取第一次")


def _completes(line: Line, entry: Entry) -> bool:
    """Whether the entry's label is the rest of the label of a row whose cells are all blank."""
    if any(not cell.empty for cell in line.entry.cells) or len(entry.labels) != 1:
        return False
    return REQUEST_ROWS.exact(line.entry.label + entry.label) == line.key


def _row_key(entry: Entry, before: list[Line]) -> tuple[str | None, bool]:
    """The row that an entry's labels mean, and whether they say so in known wording."""
    labels = entry.labels
    if not labels:
        return None, False
    last = labels[-1].text
    if len(labels) > 1 and not REQUEST_ROWS.exact(last):
        joined = ""
        for cell in reversed(labels[-4:]):
            joined = cell.text + joined
            if key := REQUEST_ROWS.exact(joined) or REQUEST_ROWS.exact(without_number(joined)):
                return key, True
    if is_head(last):
        return None, False
    if (key := _expected(last, before)) is not None:
        return key, True
    match = REQUEST_ROWS.find(last)
    if match is None and len(labels) > 1 and not _is_group(last):
        match = REQUEST_ROWS.find("".join(cell.text for cell in labels[-2:]))
    if match is None or (match.key == "total" and not before):
        return None, False
    if match.key == "other" and before and before[-1].key.startswith("other."):
        return None, False
    return match.key, match.exact


def _expected(label: str, before: list[Line]) -> str | None:
    """The row that comes next in the form, if the label is its beginning: how a page break cuts labels (3.要求提)."""
    if not before:
        return None
    key = _NEXT.get(before[-1].key)
    if key is None:
        return None
    folded = fold(label)
    if len(folded) < _SHORTEST_BEGINNING:
        return None
    row = ROWS_BY_KEY[key]
    numbered, plain = fold(row.number + row.label), fold(row.label)
    if numbered.startswith(folded) and len(folded) > len(fold(row.number)) + 1:
        return key
    if plain.startswith(folded) and (len(folded) >= 3 or plain == folded):
        return key
    return None


_NEXT: Final = {one.key: two.key for one, two in pairwise(EDITION_2021.rows)}


def _is_group(label: str) -> bool:
    return GROUP_LABELS.exact(label) is not None


def _is_header(entry: Entry) -> bool:
    return not entry.figures or any(is_head(cell.text) or APPLICANT_COLUMNS.exact(cell.text) for cell in entry.labels)


def _altered(key: str, entry: Entry, figures: Figures) -> None:
    if is_cut_short(entry.label, ROWS_BY_KEY[key].label):
        return
    place = entry.place_row.place()
    figures.seen.altered.append(Altered(f"requests.{key}", ROWS_BY_KEY[key].label, entry.label, place))


def _settle_by_order(lines: list[Line], strange: list[tuple[int, Entry]], figures: Figures) -> None:
    """A row with an unknown label is the one that is missing between its neighbours, if exactly one is; else it is
    extra.
    """
    present = {line.key for line in lines}
    edition = EDITION_2021 if any(key.startswith("other.") for key in present) else EDITION_2019
    form = [row.key for row in edition.rows]
    inserted = 0
    for position, entry in strange:
        at = position + inserted
        if (key := _one_short(entry, lines, at, form)) is not None:
            lines.insert(at, Line(key, entry))
            present.add(key)
            inserted += 1
            figures.notes.append(
                f"{entry.place_row.place()}：表三“{entry.label}”缺一个字，按位置读作“{ROWS_BY_KEY[key].label}”一行"
            )
            continue
        alone = sum(1 for other, _ in strange if other == position) == 1
        key = _missing_between(lines, at, form, present) if alone and len(entry.figures) >= WIDTH - 1 else None
        if key is not None:
            lines.insert(at, Line(key, entry))
            inserted += 1
            _altered(key, entry, figures)
        elif entry.figures and not is_head(entry.label):
            values = tuple(cell.text for cell in entry.cells)
            figures.seen.extra.append(ExtraRow("requests", entry.label, values, entry.place_row.place()))
            figures.notes.append(f"{entry.place_row.place()}：表三“{entry.label}”不是法定格式中的行，未计入")


def _one_short(entry: Entry, lines: list[Line], at: int, form: list[str]) -> str | None:
    """The one row of the form that may stand here and whose label an entry's is but for one lost character."""
    if not entry.labels or not entry.cells:
        return None
    keys = REQUEST_ROWS.one_short(entry.label).intersection(_gap(lines, at, form))
    return next(iter(keys)) if len(keys) == 1 else None


def _gap(lines: list[Line], at: int, form: list[str]) -> list[str]:
    """The rows of the form between two rows of the page that follow each other, but for those elsewhere on it."""
    above = form.index(lines[at - 1].key) if at and lines[at - 1].key in form else -1
    below = form.index(lines[at].key) if at < len(lines) and lines[at].key in form else len(form)
    present = {line.key for line in lines}
    return [key for key in form[above + 1 : below] if key not in present]


def _missing_between(lines: list[Line], at: int, form: list[str], present: set[str]) -> str | None:
    """The one row of the form between two rows of the page that follow each other, if it is not on the page."""
    above = form.index(lines[at - 1].key) if at and lines[at - 1].key in form else -1
    below = form.index(lines[at].key) if at < len(lines) and lines[at].key in form else len(form)
    gap = form[above + 1 : below]
    return gap[0] if len(gap) == 1 and gap[0] not in present else None
