"""Table four: reconsideration and litigation, one row of fifteen cells."""

from __future__ import annotations

from typing import Final

from gongkai.report.document import Slot
from gongkai.report.form import REMEDIES, REMEDIES_KEYS, REMEDIES_LABELS, RESULTS
from gongkai.report.labels import REMEDY_BLOCKS, RESULT_COLUMNS, is_cut_short, is_head
from gongkai.report.seen import Altered, UnevenRow
from gongkai.report.tables.aligned import column_of, stacks
from gongkai.report.tables.entries import Cell, Entry
from gongkai.report.tables.figures import Figures, counts_of, zeros_only
from gongkai.report.tables.recover import filled_block, settle_remedies
from gongkai.report.text import fold
from gongkai.report.values import BLANK, UNKNOWN, Place

WIDTH: Final = len(RESULTS)


def read_remedies(entries: list[Entry], figures: Figures, *, exact: bool) -> bool:
    """Enter the table's cells. Returns whether the table was found."""
    heads = [cell for entry in entries for cell in entry.labels]
    results = [match.key for cell in heads if (match := RESULT_COLUMNS.find(cell.text)) is not None]
    if not results and not any(REMEDY_BLOCKS.exact(cell.text) for cell in heads):
        return False
    if _in_pairs(entries):
        _read_pairs(entries, figures)
        return True
    if blocks := _in_rows(entries, results):
        for block, entry in blocks.items():
            for result, cell in zip(results, entry.cells, strict=True):
                figures.put(f"remedies.{block}.{result}", cell)
        return True
    keys = _keys(entries, figures)
    cells = _by_grid(entries, len(keys)) or _by_place(entries, len(keys)) or _figures_row(entries, len(keys))
    place = (cells[0].row if cells else heads[0].row).place()
    if len(cells) == len(keys):
        for key, cell in zip(keys, cells, strict=True):
            figures.put(key, cell)
        _infer_misread(figures, place)
        return True
    if _blocks_untold(heads, len(cells)):
        _leave_open(len(cells), place, figures)
    else:
        _recover(keys, cells, figures)
    figures.seen.uneven.append(
        UnevenRow(
            "remedies",
            len(keys),
            tuple(cell.text for cell in cells),
            place,
            all(figures.cells[key].number is not None for key in keys),
            not exact,
        )
    )
    return True


def _in_rows(entries: list[Entry], results: list[str]) -> dict[str, Entry]:
    """The entries of the three blocks, where each is a row under one set of results; nothing otherwise."""
    rows = [entry for entry in entries if entry.cells]
    found = {match.key: entry for entry in rows if (match := REMEDY_BLOCKS.find(entry.label)) is not None}
    told = len(results) == len(set(results)) == WIDTH and len(found) == len(rows) == len(REMEDIES)
    return found if told and all(len(entry.cells) == WIDTH for entry in rows) else {}


def _infer_misread(figures: Figures, place: Place) -> None:
    """Infer cells that hold no figure that could be read, where the sum of their block says what they are."""
    for block in REMEDIES:
        names = [f"remedies.{block.key}.{result.key}" for result in RESULTS]
        unread = [name for name in names if figures.cells.get(name) == UNKNOWN]
        counts = [figures.count(name) for name in names]
        if not unread or counts.count(None) > len(unread):
            continue
        for name, number in zip(names, filled_block(counts), strict=False):
            if name in unread and number is not None:
                text = figures.printed[name]
                figures.infer(name, number, place)
                figures.notes.append(
                    f"{place}：表四{REMEDIES_LABELS[name]}印作“{text}”，不是数字；按本段合计推断为{number}"
                )


def _keys(entries: list[Entry], figures: Figures) -> tuple[str, ...]:
    """The printed columns from left to right, by the headings of blocks and results where they are all there."""
    heads = [cell for entry in entries for cell in entry.labels]
    results = [match.key for cell in heads if (match := RESULT_COLUMNS.find(cell.text)) is not None]
    for cell in heads:
        match = RESULT_COLUMNS.find(cell.text)
        if match is not None and not match.exact:
            column = next(column for column in RESULTS if column.key == match.key)
            if not is_cut_short(cell.text, column.label):
                figures.seen.altered.append(
                    Altered(f"remedies.*.{match.key}", column.label, cell.text, cell.row.place(cell.slot))
                )
    named: dict[str, Cell] = {}
    for cell in heads:
        match = REMEDY_BLOCKS.find(cell.text)
        if match is not None:
            named.setdefault(match.key, cell)
    blocks = list(named)
    results = _last_line_of(results, heads, len(blocks))
    order = results[:WIDTH]
    if set(order) != {result.key for result in RESULTS} or results != order * (len(results) // WIDTH):
        order = [result.key for result in RESULTS]
    across = _across(named, heads)
    if 0 < len(blocks) < len(REMEDIES) and len(results) == WIDTH * len(blocks):
        figures.seen.missing.extend(f"remedies.{column.key}" for column in REMEDIES if column.key not in blocks)
        blocks = across or [column.key for column in REMEDIES if column.key in blocks]
        return tuple(f"remedies.{block}.{result}" for block in blocks for result in order)
    suits = [named[key] for key in blocks if key != REMEDIES[0].key]
    told = len(blocks) == len(REMEDIES) and blocks[0] == REMEDIES[0].key and len({id(cell.row) for cell in suits}) == 1
    if len(blocks) == len(REMEDIES) and across:
        blocks = across
    elif not told or any(REMEDY_BLOCKS.exact(cell.text) is None for cell in suits):
        blocks = [block.key for block in REMEDIES]
    return tuple(f"remedies.{block}.{result}" for block in blocks for result in order)


def _last_line_of(results: list[str], heads: list[Cell], blocks: int) -> list[str]:
    """The results as the last line of headings prints them, where that has all of the blocks': lines above it may
    repeat those that span several."""
    lines: dict[int, list[str]] = {}
    for cell in heads:
        if (match := RESULT_COLUMNS.find(cell.text)) is not None:
            lines.setdefault(id(cell.row), []).append(match.key)
    last = list(lines.values())[-1] if lines else []
    return last if len(last) == WIDTH * blocks else results


def _across(named: dict[str, Cell], heads: list[Cell]) -> list[str]:
    """The blocks in the order in which their headings stand side by side on a grid, each over five results; empty where
    they do not."""
    if any(not cell.row.width or REMEDY_BLOCKS.exact(cell.text) is None for cell in named.values()):
        return []
    if len({cell.row.table for cell in named.values()}) > 1:
        return []
    columns = [cell.slot.column for cell in heads if cell.row.width and RESULT_COLUMNS.find(cell.text)]
    slots = {key: cell.slot for key, cell in named.items()}
    below = [sum(slot.column <= column < slot.column + slot.width for column in columns) for slot in slots.values()]
    if len(columns) != WIDTH * len(named) or any(count != WIDTH for count in below):
        return []
    return sorted(slots, key=lambda key: slots[key].column)


def _blocks_untold(heads: list[Cell], size: int) -> bool:
    """Whether the table has fewer blocks than the form, as many as its figures fill, and no heading says which."""
    results = sum(RESULT_COLUMNS.find(cell.text) is not None for cell in heads)
    blocks = {match.key for cell in heads if (match := REMEDY_BLOCKS.find(cell.text)) is not None}
    short = 0 < results < WIDTH * len(REMEDIES) and len(blocks) < len(REMEDIES)
    return short and size in range(WIDTH, WIDTH * len(REMEDIES), WIDTH)


def _leave_open(size: int, place: Place, figures: Figures) -> None:
    for key in REMEDIES_KEYS:
        figures.unknown(key, place)
    figures.notes.append(f"{place}：表四只有{size}列，表头没有写明是哪几段，各列未知")


def _by_grid(entries: list[Entry], size: int) -> list[Cell]:
    """The row of figures by the grid columns of the results' headings; empty where there is no grid or it does not
    fit.
    """
    heads = [cell for entry in entries for cell in entry.labels if cell.row.width]
    widths = {cell.slot.column: cell.slot.width for cell in heads if RESULT_COLUMNS.find(cell.text)}
    if len(widths) != size or sum(1 for cell in heads if RESULT_COLUMNS.find(cell.text)) != size:
        return []
    covered = {at for column, width in widths.items() for at in range(column, column + width)}
    blocks = [cell.slot for cell in heads if _is_block(cell.text)]
    if any(at not in covered for slot in blocks for at in range(slot.column, slot.column + slot.width)):
        return []  # a block without results below it
    filled = any(entry.figures for entry in entries)
    for entry in entries:
        under = {cell.slot.column: cell for cell in entry.cells if cell.row.width}
        beside = any(cell.text for column, cell in under.items() if column not in widths)
        fits = all(column in under and under[column].slot.width == width for column, width in widths.items())
        if not entry.labels and not beside and fits and (entry.figures or not filled):
            return [under[column] for column in sorted(widths)]
    return []


def _by_place(entries: list[Entry], size: int) -> list[Cell]:
    """The row of figures by where they stand under the results' headings, on a page without rules; empty where that
    does not tell."""
    slots = [cell.slot for entry in entries for cell in entry.labels if not _is_block(cell.text)]
    spans = [span for span, text in stacks(slots) if RESULT_COLUMNS.exact(text)]
    rows = [entry.cells for entry in entries if entry.figures]
    if len(spans) != size or len(rows) != 1:
        return []
    row = rows[0][0].row
    more = len(rows[0]) > 1
    cells: dict[int, Cell] = {}
    for cell in rows[0]:
        span = cell.slot.span
        if span is None or (at := column_of(span, spans)) in cells:
            return []
        if not row.spans and not (spans[at][0] <= span[1] and span[0] <= spans[at][1] and (span[0] or more)):
            return []  # a line of a text that does not keep to the columns, or may not
        cells[at] = cell
    return [cells.get(at) or Cell("", BLANK, row, Slot("", at), at) for at in range(size)]


def _is_block(text: str) -> bool:
    """Whether a heading stands over several results: 未经复议直接起诉, or a piece of it."""
    folded = fold(text)
    return is_head(text) or any(len(folded) > 2 and folded in fold(column.label) for column in REMEDIES)


def _figures_row(entries: list[Entry], size: int) -> list[Cell]:
    """The cells of the one row of figures."""
    best: list[Cell] = []
    for entry in entries:
        if len(entry.figures) > sum(1 for cell in best if not cell.empty) or (not best and entry.cells):
            best = entry.cells
    parts = [entry for entry in entries if entry.figures]
    if not parts:  # a row of blanks
        best = next((entry.cells for entry in reversed(entries) if len(entry.cells) >= size), best)
    if len(best) < size and len(parts) > 1:
        joined = [cell for entry in parts for cell in entry.cells]
        if len(joined) <= size:
            best = joined
    if len(best) > size and any(cell.soft for cell in best):
        firm = [cell for cell in best if not cell.soft]
        if len(firm) >= size:
            best = firm
    while len(best) > size and best[-1].empty:
        best = best[:-1]
    while len(best) > size and best[0].empty:
        best = best[1:]
    return best


def _recover(keys: tuple[str, ...], cells: list[Cell], figures: Figures) -> None:
    counts = counts_of(cells)
    solid = [cell for cell in cells if not cell.empty]
    place = cells[0].row.place() if cells else Place()
    where = f"{place}：" if cells else ""
    printed = "、".join(cell.text or "空" for cell in cells) or "空"
    how = zeros_only(cells, len(keys))
    if len(cells) == 1 and len(solid) == 1 and solid[0].text == "0":
        how = "整行只印一个0"
    if how:
        for key in keys:
            figures.infer(key, 0, place)
        figures.notes.append(f"{where}表四{how}，视为各列都是0（推断）")
        return
    found = None
    if counts is not None and keys == REMEDIES_KEYS:
        found = settle_remedies(counts)
    inferred = []
    placed = any(cell.slot.span for cell in cells)
    for at, key in enumerate(keys):
        if found is None:
            figures.unknown(key, place)
            continue
        may_be = {cells[figure] for _, figure in filter(None, found.sources[at])}
        lost = None in found.sources[at]
        if figures.settle(key, found.numbers[at], may_be, lost=lost, placed=placed, place=place):
            inferred.append(f"{REMEDIES_LABELS[key]}{found.numbers[at]}")
    text = f"{where}表四一行应有{len(keys)}个数值，读到{len(solid)}个（{printed}）"
    if found is None:
        figures.notes.append(f"{text}，无法确定各列")
    else:
        rest = "" if None not in found.numbers else "的列已推断，其余列不止一种填法，未知"
        figures.notes.append(f"{text}；{found.reason}{rest}，推断：{'，'.join(inferred)}")


# --- one label, one figure ------------------------------------------------------------------------------------------


def _in_pairs(entries: list[Entry]) -> bool:
    """Whether the table is printed upright: each result's label with its own figure behind it."""
    pairs = [entry for entry in entries if entry.labels and RESULT_COLUMNS.find(entry.label) and len(entry.cells) == 1]
    return len(pairs) >= WIDTH


def _read_pairs(entries: list[Entry], figures: Figures) -> None:
    pairs: list[tuple[int, str, Cell]] = []
    names: list[str] = []
    seen: set[str] = set()
    for entry in entries:
        named = [match.key for cell in entry.labels if (match := REMEDY_BLOCKS.find(cell.text)) is not None]
        match = RESULT_COLUMNS.find(entry.label) if entry.labels and not is_head(entry.label) else None
        if match is None or not entry.cells:
            continue
        if named or match.key in seen or not names:
            names.append(named[-1] if named else "")
            seen = set()
        seen.add(match.key)
        pairs.append((len(names) - 1, match.key, entry.cells[0]))
    order = [column.key for column in REMEDIES]
    if len(names) >= len(order):
        names = _filled_in(names, order)
    elif "" in names:
        _leave_open(len(pairs), pairs[0][2].row.place(), figures)
        return
    else:
        figures.seen.missing.extend(f"remedies.{key}" for key in order if key not in names)
    for block, result, cell in pairs:
        if block < len(names) and names[block]:
            figures.put(f"remedies.{names[block]}.{result}", cell)


def _filled_in(names: list[str], order: list[str]) -> list[str]:
    """The blocks' names, a block without one being the one behind the block before it."""
    told: list[str] = []
    at = -1
    for name in names:
        at = order.index(name) if name else at + 1
        told.append(order[at] if at < len(order) else "")
    return told
