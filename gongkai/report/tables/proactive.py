"""Table two: what was disclosed on the body's own initiative, in the blocks of article 20."""

from __future__ import annotations

from collections import Counter
from typing import Final, NamedTuple

from gongkai.report.form import EDITION_2019, EDITIONS, Block, Edition
from gongkai.report.form import Row as FormRow
from gongkai.report.labels import (
    ALL_PROACTIVE_COLUMNS,
    ARTICLE,
    PROACTIVE_ROWS,
    is_cut_short,
    is_head,
    proactive_columns,
)
from gongkai.report.seen import Altered, ExtraRow, UnevenRow
from gongkai.report.tables.entries import Cell, Entry, rejoined
from gongkai.report.tables.figures import Figures, zeros_only

_BLOCKS: Final = {
    edition.name: {row.key: (block, row) for block, row in edition.proactive_rows()} for edition in EDITIONS.values()
}
_ONLY_2019: Final = frozenset({"produced", "disclosed", "total", "prior_items", "change", "items"})
_ONLY_2021: Final = frozenset({"issued", "repealed", "in_force"})
_ROWS_2019: Final = frozenset({"other_services", "procurement"})
_LABELS: Final = {
    (edition.name, row.key): row.label for edition in EDITIONS.values() for _, row in edition.proactive_rows()
}
_FORM: Final = {row.key: row for edition in reversed(EDITIONS.values()) for _, row in edition.proactive_rows()}
_ORDER: Final = {row.key: at for at, (_, row) in enumerate(EDITION_2019.proactive_rows())}
"""The older form has all the rows of the newer, in the same order."""


class Line(NamedTuple):
    """A row of the table with the headings that stood last above it."""

    key: str
    entry: Entry
    heads: list[Cell]
    exact: bool


def read_proactive(entries: list[Entry], figures: Figures, by_year: str, *, exact: bool) -> str:
    """Enter the table's cells. Returns the edition that its rows and columns belong to, "" when they fit both.

    `by_year`, the edition that the report's year asks for, decides only what the printed labels leave open.
    """
    lines = _lines(rejoined(entries, PROACTIVE_ROWS), figures)
    if not lines:
        return ""
    edition = _edition(lines)
    form = EDITIONS[edition or by_year]
    lead = _lead(lines)
    short = _prints_single_zeros(lines, form)
    for line in lines:
        found = _BLOCKS[form.name].get(line.key)
        if found is None:
            figures.seen.extra.append(_extra(line.entry))
            figures.notes.append(
                f"{line.entry.place_row.place()}：表二“{line.entry.label}”不是{form.name}年版格式中的行，未计入"
            )
            continue
        block, row = found
        _read_line(line, block, row, lead, figures, short=short, exact=exact)
        label = _LABELS[form.name, row.key]
        if not line.exact and not is_cut_short(line.entry.label, label):
            figures.seen.altered.append(
                Altered(f"proactive.{row.key}", label, line.entry.label, line.entry.place_row.place())
            )
    return edition


def _extra(entry: Entry) -> ExtraRow:
    return ExtraRow("proactive", entry.label, tuple(cell.text for cell in entry.cells), entry.place_row.place())


def _lines(entries: list[Entry], figures: Figures) -> list[Line]:
    lines: list[Line] = []
    heads: list[Cell] = []
    fresh = True
    taken: set[str] = set()
    short = _one_short(entries)
    for number, entry in enumerate(entries):
        key, at, exact = _row_key(entry)
        if number in short:
            key, at, exact = short[number], len(entry.labels) - 1, False
            label = _FORM[key].label
            figures.notes.append(f"{entry.place_row.place()}：表二“{entry.label}”缺一个字，按位置读作“{label}”一行")
        if key is None:
            if entry.figures and not any(is_head(cell.text) for cell in entry.labels[-1:]):
                if entry.labels:
                    figures.seen.extra.append(_extra(entry))
                    figures.notes.append(f"{entry.place_row.place()}：表二“{entry.label}”不是法定格式中的行，未计入")
                fresh = True
                continue
            if any(is_head(cell.text) for cell in entry.labels) and fresh:
                heads, fresh = [], False
            heads = heads + [cell for cell in entry.labels if not is_head(cell.text)]
            continue
        before = entry.labels[:at]
        if any(is_head(cell.text) for cell in before):
            heads = []
        heads = heads + [cell for cell in before if not is_head(cell.text)]
        if key in taken:
            fresh = True
            if entry.figures:
                figures.seen.extra.append(_extra(entry))
                figures.notes.append(
                    f"{entry.place_row.place()}：表二“{entry.label}”重复出现，只计第一次，这一行未计入"
                )
            continue
        taken.add(key)
        lines.append(Line(key, entry, heads, exact))
        fresh = True
    return lines


def _one_short(entries: list[Entry]) -> dict[int, str]:
    """Entries whose label is a row's but for one lost character, where that row is missing between those before and
    behind."""
    keys = [_row_key(entry)[0] for entry in entries]
    found: dict[int, str] = {}
    for at, entry in enumerate(entries):
        if keys[at] is not None or not entry.labels or not entry.cells:
            continue
        before = max((_ORDER[key] for key in keys[:at] if key), default=-1)
        behind = min((_ORDER[key] for key in keys[at + 1 :] if key), default=len(_ORDER))
        may_be = [key for key in PROACTIVE_ROWS.one_short(entry.label) if before < _ORDER[key] < behind]
        if len(may_be) == 1:
            keys[at] = found[at] = may_be[0]
    return found


def _row_key(entry: Entry) -> tuple[str | None, int, bool]:
    """The row that the labels mean, where its own label begins among them, and whether it is worded as the form has
    it.
    """
    labels = entry.labels
    for size in range(1, min(len(labels), 3) + 1):
        text = "".join(cell.text for cell in labels[len(labels) - size :])
        if ARTICLE.match(text) or is_head(text):
            return None, 0, False
        if key := PROACTIVE_ROWS.exact(text):
            return key, len(labels) - size, True
    if not labels or ALL_PROACTIVE_COLUMNS.exact(labels[-1].text):
        return None, 0, False
    match = PROACTIVE_ROWS.find(labels[-1].text)
    if match is None:
        return None, 0, False
    return match.key, len(labels) - 1, match.exact


def _edition(lines: list[Line]) -> str:
    """The edition that most of the rows and headings can only belong to."""
    votes: Counter[str] = Counter()
    for line in lines:
        if line.key in _ROWS_2019:
            votes["2019"] += 2
        for head in line.heads:
            match = ALL_PROACTIVE_COLUMNS.find(head.text)
            if match is None:
                continue
            column = match.key.split(".")[1]
            if column in _ONLY_2019:
                votes["2019"] += 1
            elif column in _ONLY_2021 or (column == "amount" and line.key == "fees"):
                votes["2021"] += 1
        count = len(line.entry.figures)
        if line.key in ("permits", "penalties", "coercions") and count == 3 and len(line.entry.cells) <= 4:
            votes["2019"] += 1
        elif line.key in ("permits", "penalties", "coercions", "fees") and count == 1:
            votes["2021"] += 1
    ranked = votes.most_common()
    if not ranked or (len(ranked) == 2 and ranked[0][1] == ranked[1][1]):
        return ""
    return ranked[0][0]


def _lead(lines: list[Line]) -> int:
    """Blanks that every row has before its figures: tails of a label that spans columns."""
    counts = []
    for line in lines:
        count = 0
        for cell in line.entry.cells:
            if not cell.empty:
                break
            count += 1
        else:
            continue
        counts.append(count)
    if len(counts) < 3 or not min(counts):
        return 0
    return min(counts)


def _prints_single_zeros(lines: list[Line], form: Edition) -> bool:
    """Whether rows of zeros print one 0 for all their columns: then no row prints some of its figures only."""
    single = full = other = 0
    for line in lines:
        found = _BLOCKS[form.name].get(line.key)
        if found is None or len(found[0].columns) == 1:
            continue
        solid = [cell for cell in line.entry.cells if not cell.empty]
        if len(solid) == len(found[0].columns):
            full += 1
        elif len(solid) == 1 and solid[0].text == "0":
            single += 1
        elif solid:
            other += 1
    return single >= 2 and not other


def _read_line(
    line: Line, block: Block, row: FormRow, lead: int, figures: Figures, *, short: bool, exact: bool
) -> None:
    names = [column.key for column in block.columns]
    line = _without_repeats(line, len(names))
    keys = _keys(line, block, row, figures)
    cells = _by_grid(line, names) or _by_order(line, len(names), lead)
    place = line.entry.place_row.place()
    if not keys:
        for name in names:
            figures.unknown(f"proactive.{row.key}.{name}", place)
        heads = "、".join(head.text for head in line.heads)
        figures.notes.append(
            f"{place}：“{line.entry.label}”一行上方的列名（{heads}）与格式不符，无法分到各列，各列未知"
        )
        return
    if len(cells) == len(names):
        for name, cell in zip(keys, cells, strict=True):
            _enter(f"proactive.{row.key}.{name}", cell, figures, merged=cells.count(cell) > 1)
        for cell in {cell for cell in cells if cells.count(cell) > 1 and cell.text}:
            what = "视为各列都是0（推断）" if cell.number == 0 else "无法分到各列，各列未知"
            figures.notes.append(f"{place}：“{line.entry.label}”一行的“{cell.text}”写在合并单元格里，{what}")
        return
    solid = [cell for cell in cells if not cell.empty]
    how = zeros_only(cells, len(names))
    if short and len(solid) == 1 and solid[0].text == "0":
        how = "整行只印一个0"
    merged = bool(how)
    figures.seen.uneven.append(
        UnevenRow(f"proactive.{row.key}", len(names), tuple(cell.text for cell in cells), place, merged, not exact)
    )
    for name in keys:
        if merged:
            figures.infer(f"proactive.{row.key}.{name}", 0, place)
        else:
            figures.unknown(f"proactive.{row.key}.{name}", place)
    printed = "、".join(cell.text or "空" for cell in cells) or "空"
    if merged:
        figures.notes.append(f"{place}：“{line.entry.label}”{how}，视为各列都是0（推断）")
    else:
        figures.notes.append(
            f"{place}：“{line.entry.label}”一行应有{len(names)}个数值，读到{len(solid)}个（{printed}），表二没有可以推算的勾稽关系，各列未知"
        )


def _without_repeats(line: Line, width: int) -> Line:
    """The line without cells that repeat the one before under the same heading, as when merged cells were filled up."""
    heads, cells = line.heads, line.entry.cells
    if not len(heads) == len(cells) > width:
        return line
    kept = [
        at
        for at in range(len(heads))
        if not at or (heads[at].text, cells[at].text) != (heads[at - 1].text, cells[at - 1].text)
    ]
    if len(kept) != width:
        return line
    entry = line.entry._replace(cells=[cells[at] for at in kept])
    return line._replace(heads=[heads[at] for at in kept], entry=entry)


def _enter(key: str, cell: Cell, figures: Figures, *, merged: bool) -> None:
    """Enter a cell; one that spans several columns says something of each of them only where it is blank or 0."""
    if not merged or cell.blank:
        figures.put(key, cell)
    elif cell.number == 0:
        figures.infer(key, 0, cell.row.place(cell.slot))
    else:
        figures.unknown(key, cell.row.place(cell.slot), cell.text)


def _in_order(found: list[str], names: list[str]) -> list[str]:
    """The columns in printed order by the headings found ("" for one that was not understood): the form's order unless
    a heading contradicts it, then by the headings, the one that was not understood being the column that is left;
    empty where that does not tell."""
    if all(key in ("", name) for key, name in zip(found, names, strict=True)):
        return names
    left = [name for name in names if name not in found]
    if len(left) == found.count("") <= 1 and len({*found}) == len(found):
        return [key or left[0] for key in found]
    return []


def _keys(line: Line, block: Block, row: FormRow, figures: Figures) -> list[str]:
    """The columns in printed order: by their headings where they tell, in the form's order where there are none; empty
    where the headings contradict the form."""
    names = [column.key for column in block.columns]
    labels = proactive_columns()[row.key]
    heads = line.heads
    if len(heads) == len(names):
        matches = [labels.find(head.text) for head in heads]
        names_in_order = _in_order([match.key if match else "" for match in matches], names)
        if not names_in_order:
            return []
        for name, head, match in zip(names_in_order, heads, matches, strict=True):
            column = next(column for column in block.columns if column.key == name)
            if (match is None or not match.exact or match.key != name) and not is_cut_short(head.text, column.label):
                seen = Altered(f"proactive.{row.key}.*.{name}", column.label, head.text, head.row.place(head.slot))
                if all(other.place != seen.place or other.printed != seen.printed for other in figures.seen.altered):
                    figures.seen.altered.append(seen)
        return names_in_order
    return names


def _by_grid(line: Line, names: list[str]) -> list[Cell]:
    """Cells by the grid columns of the headings; empty where there is no grid or it does not fit."""
    row = line.entry.row
    heads = line.heads
    if row is None or not row.width or len(heads) != len(names) or not all(head.row.width for head in heads):
        return []
    cells: list[Cell] = []
    for head in heads:
        at = head.slot.column
        over = [cell for cell in line.entry.cells if cell.slot.column <= at < cell.slot.column + cell.slot.width]
        if len(over) != 1:
            return []
        cells.append(over[0])
    solid = [cell for cell in line.entry.cells if not cell.empty]
    return cells if len({id(cell) for cell in solid} - {id(cell) for cell in cells}) == 0 else []


def _by_order(line: Line, width: int, lead: int) -> list[Cell]:
    cells = line.entry.cells[lead:]
    if len(cells) > width and any(cell.soft for cell in cells):
        firm = [cell for cell in cells if not cell.soft]
        if len(firm) == width:
            return firm
    while len(cells) > width and cells[-1].empty:
        cells = cells[:-1]
    while len(cells) > width and cells[0].empty:
        cells = cells[1:]
    return cells
