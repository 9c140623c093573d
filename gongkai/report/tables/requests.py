"""Table three: requests received and handled, by kind of applicant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import pairwise, zip_longest
from typing import Final, NamedTuple

from gongkai.report.form import APPLICANTS, EDITION_2019, EDITION_2021, ORGANISATIONS, Edition
from gongkai.report.model import Mark, Place, Value
from gongkai.report.seen import Altered, ExtraRow, UnevenRow
from gongkai.report.tables.entries import Cell, Entry
from gongkai.report.tables.figures import Figures, number_of
from gongkai.report.labels import (
    APPLICANT_COLUMNS,
    GROUP_LABELS,
    REQUEST_ROWS,
    ROWS_BY_KEY,
    is_head,
    without_number,
)
from gongkai.report.tables.recover import Problem
from gongkai.report.text import fold

WIDTH: Final = len(APPLICANTS)
KEYS: Final = tuple(column.key for column in APPLICANTS)
_SPANS: Final = {"": 3, "results": 2}


class Line(NamedTuple):
    """A row of the table: which row of the form it is, and its entry."""

    key: str
    entry: Entry


class Columns(NamedTuple):
    """The printed columns: their keys from left to right, and in which grid column each stands, where there is a grid."""

    keys: tuple[str, ...]
    grid: dict[int, str]
    missing: tuple[str, ...]


def read_requests(entries: list[Entry], figures: Figures, edition: Edition, *, exact: bool) -> None:
    """Enter the table's cells. `exact`: cells are kept apart for certain, so what is lost was lost by the body."""
    lines, header = _lines(entries, figures)
    columns = _columns(header, entries, figures)
    sizes = Counter(len(line.entry.cells) for line in lines)
    if columns.missing and sizes and sizes.most_common(1)[0][0] >= WIDTH and not columns.grid:
        columns = Columns(KEYS, {}, ())
    reader = _Reader(figures, edition, columns, lines, exact=exact)
    reader.read()
    figures.seen.missing.extend(f"requests.*.{key}" for key in columns.missing)


# --- which rows these are -------------------------------------------------------------------------------------------


def _lines(entries: list[Entry], figures: Figures) -> tuple[list[Line], list[Entry]]:
    """The rows of the form, in printed order, and the entries of the table's head."""
    lines: list[Line] = []
    header: list[Entry] = []
    unsettled: list[tuple[int, Entry]] = []
    taken: dict[str, int] = {}
    for entry in entries:
        key, named = _row_key(entry, lines)
        if key is None:
            if _is_header(entry, started=bool(lines)):
                header.append(entry)
            elif entry.labels and (entry.figures or entry.cells):
                unsettled.append((len(lines), entry))
            continue
        if key in taken:
            earlier = lines[taken[key]].entry
            if not any(not cell.empty for cell in entry.cells):
                continue  # the rest of a label that a page break cut, its cells blank
            if not any(not cell.empty for cell in earlier.cells):
                lines[taken[key]] = Line(key, entry)
            elif [cell.text for cell in earlier.cells] != [cell.text for cell in entry.cells]:
                figures.notes.append(
                    f"{entry.place_row.place()}：“{entry.label}”在表中出现两次，数值不同，只取第一次"
                )
            continue
        if not entry.cells:
            if entry.row is None or not _is_group(entry.label):
                header.append(entry)
            continue
        taken[key] = len(lines)
        lines.append(Line(key, entry))
        if not named:
            figures.seen.altered.append(
                Altered(f"requests.{key}", ROWS_BY_KEY[key].label, entry.label, entry.place_row.place())
            )
    _settle_by_order(lines, unsettled, figures)
    return lines, header


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
            if key := REQUEST_ROWS.exact(joined):
                return key, True
            if key := REQUEST_ROWS.exact(without_number(joined)):
                return key, True
    if is_head(last):
        return None, False
    match = REQUEST_ROWS.find(last)
    if match is None and len(labels) > 1 and not _is_group(last):
        match = REQUEST_ROWS.find("".join(cell.text for cell in labels[-2:]))
    if match is not None:
        if match.key == "total" and not before:
            return None, False
        if match.key == "other" and before and before[-1].key.startswith("other."):
            return None, False
        return match.key, match.exact
    if fold(last) in ("其他", "其它", "3其他") and before and before[-1].key == "other.fee_unpaid":
        return "other.other", True
    return None, False


def _is_group(label: str) -> bool:
    return GROUP_LABELS.exact(label) is not None


def _is_header(entry: Entry, *, started: bool) -> bool:
    if started:
        return False
    return not entry.figures or any(
        is_head(cell.text) or APPLICANT_COLUMNS.exact(cell.text) for cell in entry.labels
    )


def _settle_by_order(lines: list[Line], unsettled: list[tuple[int, Entry]], figures: Figures) -> None:
    """A row with an unknown label is the one that is missing between its neighbours, if exactly one is; else it is extra."""
    present = {line.key for line in lines}
    edition = EDITION_2021 if any(key.startswith("other.") for key in present) else EDITION_2019
    form = [row.key for row in edition.rows]
    inserted = 0
    for number, (at, entry) in enumerate(unsettled):
        at += inserted
        alone = sum(1 for other, _ in unsettled if other + inserted == at or other == unsettled[number][0]) == 1
        above = lines[at - 1].key if at else None
        below = lines[at].key if at < len(lines) else None
        if alone and len(entry.figures) >= WIDTH - 1 and (above in form or above is None) and (below in form or below is None):
            first = form.index(above) + 1 if above else 0
            last = form.index(below) if below else len(form)
            gap = [key for key in form[first:last] if key not in present]
            if len(gap) == 1 and last - first == 1 and not _is_group(entry.label):
                lines.insert(at, Line(gap[0], entry))
                inserted += 1
                figures.seen.altered.append(
                    Altered(f"requests.{gap[0]}", ROWS_BY_KEY[gap[0]].label, entry.label, entry.place_row.place())
                )
                continue
        if entry.figures and not is_head(entry.label) and not _is_group(entry.label):
            figures.seen.extra.append(
                ExtraRow("requests", entry.label, tuple(cell.text for cell in entry.cells), entry.place_row.place())
            )
            figures.notes.append(f"{entry.place_row.place()}：表三“{entry.label}”不是法定格式中的行，未计入")


# --- which columns these are ----------------------------------------------------------------------------------------


def _columns(header: list[Entry], entries: list[Entry], figures: Figures) -> Columns:
    cells = [cell for entry in header for cell in entry.labels]
    named: list[tuple[str, Cell]] = []
    strange: list[Cell] = []
    for cell in _rejoined(cells):
        key = APPLICANT_COLUMNS.exact(cell.text)
        if key is None:
            if not is_head(cell.text) and not _is_group(cell.text) and len(fold(cell.text)) >= 2:
                strange.append(cell)
            continue
        if key not in (seen for seen, _ in named):
            named.append((key, cell))
    grid = bool(named) and all(cell.row.width for _, cell in named)
    if grid:
        return _grid_columns(named, strange, figures)
    keys = [key for key, _ in named]
    if "natural_person" not in keys:
        return Columns(KEYS, {}, ())
    organisations = [key for key in keys if key in ORGANISATIONS]
    if set(organisations) != set(ORGANISATIONS):
        lost = [key for key in ORGANISATIONS if key not in organisations]
        near = [cell for cell in strange if _resembles(cell.text)]
        if len(lost) == 1 and near:
            column = next(column for column in APPLICANTS if column.key == lost[0])
            figures.seen.altered.append(
                Altered(f"requests.*.{lost[0]}", column.label, near[0].text, near[0].row.place(near[0].slot))
            )
            lost = []
        organisations = [key for key in ORGANISATIONS if key not in lost]
        missing = tuple(lost) if len(lost) == 1 else ()
        if len(lost) > 1:
            organisations = list(ORGANISATIONS)
    else:
        missing = ()
    order = ["natural_person", *organisations, "total"]
    if "total" in keys and keys.index("total") < keys.index("natural_person"):
        order = ["total", "natural_person", *organisations]
    return Columns(tuple(order), {}, missing)


def _resembles(label: str) -> bool:
    """Whether an unknown heading may be a column of organisations: 科研企业, 社会公益性团体 …"""
    match = APPLICANT_COLUMNS.find(label)
    return match is not None or any(word in label for word in ("企业", "科研", "社会", "公益", "法律", "服务", "机构", "组织"))


def _rejoined(cells: list[Cell]) -> list[Cell]:
    """Header cells whose words a line break parted, put together: 商业 | 企业."""
    joined: list[Cell] = []
    for cell in cells:
        if joined and APPLICANT_COLUMNS.exact(cell.text) is None and APPLICANT_COLUMNS.exact(joined[-1].text) is None:
            both = joined[-1].text + cell.text
            if APPLICANT_COLUMNS.exact(both) or is_head(both):
                joined[-1] = joined[-1]._replace(text=both)
                continue
        joined.append(cell)
    return joined


def _grid_columns(named: list[tuple[str, Cell]], strange: list[Cell], figures: Figures) -> Columns:
    """Columns by where their headings stand; one unknown heading among seven is the column that is missing."""
    grid = {cell.slot.column: key for key, cell in named}
    lost = [key for key in KEYS if key not in grid.values()]
    if lost:
        low, high = min(grid), max(grid)
        free = [cell for cell in strange if low <= cell.slot.column <= high and cell.slot.column not in grid and cell.slot.width == 1]
        if len(lost) == 1 and len(free) == 1 and _in_order(grid, free[0].slot.column, lost[0]):
            grid[free[0].slot.column] = lost[0]
            column = next(column for column in APPLICANTS if column.key == lost[0])
            figures.seen.altered.append(
                Altered(f"requests.*.{lost[0]}", column.label, free[0].text, free[0].row.place(free[0].slot))
            )
            lost = []
        elif high - low == WIDTH - 1 and [grid[at] for at in sorted(grid)] == [key for key in KEYS if key not in lost]:
            # a heading that was cut away or left blank; the column itself is there
            grid = {low + at: key for at, key in enumerate(KEYS)} if grid.get(low) == KEYS[0] else grid
            lost = [key for key in KEYS if key not in grid.values()]
    ordered = tuple(grid[at] for at in sorted(grid))
    return Columns(ordered, grid, tuple(lost))


def _in_order(grid: dict[int, str], column: int, key: str) -> bool:
    """Whether a column between these neighbours can be `key`, in the form's order."""
    ordered = [grid.get(at) or key for at in sorted({*grid, column})]
    places = [KEYS.index(name) for name in ordered]
    return all(one < two for one, two in pairwise(places))


# --- the figures ----------------------------------------------------------------------------------------------------


class _Reader:
    def __init__(self, figures: Figures, edition: Edition, columns: Columns, lines: list[Line], *, exact: bool) -> None:
        self.figures = figures
        self.edition = edition
        self.columns = columns
        self.lines = lines
        self.exact = exact
        self.read_rows: dict[str, list[Cell]] = {}
        self.damaged: dict[str, tuple[Line, list[list[Cell]]]] = {}

    def read(self) -> None:
        tails = _tails(self.lines)
        windows = _windows(self.lines)
        width = len(self.columns.keys)
        for line in self.lines:
            if self._by_grid(line):
                continue
            cells = _trimmed(line, tails.get(line.key), windows, width)
            if len(cells) == width:
                self.read_rows[line.key] = cells
            else:
                self.damaged[line.key] = (line, [cells])
        for key, cells in self.read_rows.items():
            self._enter(key, cells)
        if self.damaged:
            self._recover()

    def _by_grid(self, line: Line) -> bool:
        """Enter a row of a real table by its grid columns. False when the row does not fit the grid."""
        row, grid = line.entry.row, self.columns.grid
        if row is None or not row.width or not grid:
            return False
        if line.entry.labels and line.entry.labels[-1].slot.column in grid:
            return False
        found: dict[str, Cell] = {}
        for cell in line.entry.cells:
            slot = cell.slot
            if slot.width == 1:
                if (key := grid.get(slot.column)) is not None:
                    found[key] = cell
                elif not cell.empty:
                    return False
                continue
            covered = [grid[at] for at in range(slot.column, slot.column + slot.width) if at in grid]
            if len(covered) > 1 and cell.value is not None and cell.value.number:
                return self._merged_figure(line, cell, found)
            for key in covered:
                found[key] = cell
        if len(found) != len(grid):
            return False
        figures = self.figures
        for key in KEYS:
            if (at := found.get(key)) is not None:
                name = f"requests.{line.key}.{key}"
                if at.slot.width > 1 and at.value is not None and at.value.number == 0:
                    figures.infer(name, 0, at.row.place(at.slot))
                else:
                    figures.put(name, at)
        if any(cell.slot.width > 1 and not cell.empty for cell in found.values()):
            figures.notes.append(
                f"{row.place()}：“{line.entry.label}”一行是合并单元格，其中的0视为各列都是0（推断）"
            )
        return True

    def _merged_figure(self, line: Line, cell: Cell, found: dict[str, Cell]) -> bool:
        """A figure other than 0 over several columns says nothing of each of them."""
        for key in self.columns.keys:
            name = f"requests.{line.key}.{key}"
            if key in found:
                self.figures.put(name, found[key])
            else:
                self.figures.unknown(name, cell.row.place(cell.slot), cell.text)
        self.figures.notes.append(
            f"{cell.row.place()}：“{line.entry.label}”一行的{cell.text}写在合并单元格里，无法分到各列"
        )
        return True

    def _enter(self, key: str, cells: Sequence[Cell]) -> None:
        for column, cell in zip(self.columns.keys, cells, strict=True):
            self.figures.put(f"requests.{key}.{column}", cell)

    # --- lost cells -------------------------------------------------------------------------------------------------

    def _recover(self) -> None:
        known = self._known_vectors()
        merged = self._merged_zeros(known)
        readings: dict[str, list[Sequence[int]]] = {}
        for key, (_, ways) in self.damaged.items():
            if key in merged:
                continue
            ways = [way for cells in ways for way in _ways(cells, exact=self.exact)]
            numbers = [[number_of(cell) for cell in way] for way in ways]
            usable = [tuple(n for n in row if n is not None) for row in numbers if None not in row and row]
            if usable and not self.columns.missing:
                readings[key] = list(dict.fromkeys(usable))
        order = [KEYS.index(key) for key in self.columns.keys] if not self.columns.missing else []
        plain = order == sorted(order)
        settled = {}
        if readings:
            leaves = [leaf for leaf in self.edition.leaves if leaf in {line.key for line in self.lines}]
            if not plain:
                readings = {key: [way for one in ways for way in (_turned(one), one)] for key, ways in readings.items()}
            settled = Problem({**known, **dict.fromkeys(merged, (0,) * WIDTH)}, readings, leaves).solve()
        for key, (line, ways) in self.damaged.items():
            cells = ways[0]
            if key in merged:
                self._enter_inferred(line, (0,) * WIDTH, frozenset(range(WIDTH)), cells, "整行只印一个0，视为各列都是0")
            elif key in settled:
                found = settled[key]
                self._enter_inferred(line, found.vector, found.lost, cells, found.reason)
            else:
                self._leave_open(line, cells)
            self.figures.seen.uneven.append(
                UnevenRow(
                    f"requests.{key}",
                    len(self.columns.keys),
                    tuple(cell.text for cell in cells),
                    line.entry.place_row.place(),
                    key in settled or key in merged,
                    not self.exact,
                )
            )

    def _known_vectors(self) -> dict[str, tuple[int, ...]]:
        """Rows read in full, in the form's column order; blanks count as 0."""
        known: dict[str, tuple[int, ...]] = {}
        for line in self.lines:
            vector = []
            for column in KEYS:
                value = self.figures.cells.get(f"requests.{line.key}.{column}")
                if value is None or value.mark is Mark.UNKNOWN:
                    break
                number = 0 if value.number is None else value.number
                if not isinstance(number, int) or number < 0:
                    break
                vector.append(number)
            else:
                known[line.key] = tuple(vector)
        return known

    def _merged_zeros(self, known: dict[str, tuple[int, ...]]) -> set[str]:
        """Rows that print a single 0 for all columns: a habit of the page, not a loss, when several rows do so and no row
        prints some figures only."""
        single = {
            key
            for key, (_, ways) in self.damaged.items()
            if len(ways[0]) >= 1
            and [cell.text for cell in ways[0] if not cell.empty] in (["0"], ["０"])
        }
        others = set(self.damaged) - single
        if len(single) < 3 or others:
            return set()
        return single

    def _enter_inferred(
        self, line: Line, vector: Sequence[int], lost: frozenset[int], cells: Sequence[Cell], reason: str
    ) -> None:
        figures = self.figures
        place = line.entry.place_row.place()
        inferred = []
        printed = iter(cells)
        for at, column in enumerate(KEYS):
            name = f"requests.{line.key}.{column}"
            if at in lost:
                figures.infer(name, vector[at], place)
                inferred.append((name, vector[at]))
            else:
                cell = next((c for c in printed if number_of(c) == vector[at]), None)
                figures.cells[name] = cell.value if cell is not None and cell.value is not None else Value(vector[at])
                figures.places[name] = cell.row.place(cell.slot) if cell is not None else place
        figures.notes.append(
            f"{_at(place)}“{line.entry.label}”一行应有{WIDTH}个数值，只读到{_printed(cells)}；{reason}，推断："
            + "，".join(f"{name}={number}" for name, number in inferred)
        )

    def _leave_open(self, line: Line, cells: Sequence[Cell]) -> None:
        place = line.entry.place_row.place()
        numbers = [cell for cell in cells if not cell.empty]
        width = len(self.columns.keys)
        if _only_ends(self.damaged.values(), self.lines) and len(numbers) == 2:
            first, last = numbers
            for column in self.columns.keys:
                name = f"requests.{line.key}.{column}"
                self.figures.cells[name] = Value(None, Mark.BLANK)
                self.figures.places[name] = place
            self.figures.put(f"requests.{line.key}.{self.columns.keys[0]}", first)
            self.figures.put(f"requests.{line.key}.{self.columns.keys[-1]}", last)
            return
        for column in self.columns.keys:
            self.figures.unknown(f"requests.{line.key}.{column}", place)
        self.figures.notes.append(
            f"{_at(place)}“{line.entry.label}”一行应有{width}个数值，读到{len(numbers)}个（{_printed(cells)}），"
            "按勾稽关系不止一种填法或没有合适的填法，各列未知"
        )


def _at(place: Place) -> str:
    text = str(place)
    return f"{text}：" if text else ""


def _printed(cells: Sequence[Cell]) -> str:
    return "、".join(cell.text or "空" for cell in cells) or "空"


def _turned(way: Sequence[int]) -> Sequence[int]:
    """Figures printed with 总计 first, in the form's order."""
    return (*way[1:], way[0])


def _only_ends(damaged: object, lines: list[Line]) -> bool:
    """Whether the whole table prints two figures a row, the first equal to the last: natural persons and the total."""
    rows = [[cell for cell in line.entry.cells if not cell.empty] for line in lines]
    return len(rows) >= 5 and all(len(row) == 2 and row[0].text == row[1].text for row in rows)


def _ways(cells: Sequence[Cell], *, exact: bool) -> list[list[Cell]]:
    """The ways a row's printed cells may be read: as they stand, with edge blanks left out, or with one figure split in two."""
    solid = [cell for cell in cells if not cell.empty]
    ways = [list(cells)] if len(cells) <= WIDTH else []
    if len(cells) > WIDTH:
        extra = len(cells) - WIDTH
        for front in range(extra + 1):
            cut = cells[:front] + cells[front + WIDTH :]
            if all(cell.empty for cell in cut):
                ways.append(list(cells[front : front + WIDTH]))
        if not ways and len(solid) <= WIDTH:
            ways.append(solid)
    if len(solid) == WIDTH + 1 and not exact:
        for at, (one, two) in enumerate(pairwise(solid)):
            if one.text.isdigit() and two.text.isdigit() and one.text != "0":
                text = one.text + two.text
                ways.append([*solid[:at], one._replace(text=text, value=Value(int(text))), *solid[at + 2 :]])
    return ways


# --- which of a row's cells are its figures -------------------------------------------------------------------------


def _tails(lines: list[Line]) -> dict[str, tuple[int, int]]:
    """How many blanks before and after a row's figures are tails of spans, where a page prints them as blanks.

    A label that spans columns leaves blanks behind it, a group label that spans rows leaves blanks before the labels of
    the rows below. Whether a page prints them is seen from all rows together.
    """
    best: dict[str, tuple[int, int]] = {}
    most = 0
    for across in (0, 1):
        for down in (0, 1):
            tails: dict[str, tuple[int, int]] = {}
            fitting = 0
            for line, following in zip_longest(lines, lines[1:]):
                row = ROWS_BY_KEY[line.key]
                front = across * (_SPANS.get(row.group, 1) - 1)
                back = down * _leading(following, line) if following is not None and line.entry.row is None else 0
                tails[line.key] = (front, back)
                fitting += len(line.entry.cells) == front + WIDTH + back
            if fitting > most:
                best, most = tails, fitting
    return best if most >= 0.6 * len(lines) else {}


def _leading(following: Line, line: Line) -> int:
    """Blanks that stand before a row's first label for the group labels that span it from above."""
    group, above = ROWS_BY_KEY[following.key].group, ROWS_BY_KEY[line.key].group
    if not group or not above:
        return 0
    if group == "results" or group != above:
        return 1
    return 2


def _windows(lines: list[Line]) -> dict[int, tuple[int, int]]:
    """For rows of one length, between which cells the figures stand: seven cells apart, or, where a page cut a column off,
    all that stands right of the labels."""
    spans: dict[int, tuple[int, int, int]] = {}
    for line in lines:
        row = line.entry.row
        if row is None or row.width:
            continue
        at = [cell.index for cell in line.entry.figures]
        if at:
            size = len(row.slots)
            low, high, label = spans.get(size, (at[0], at[-1], 0))
            behind = line.entry.labels[-1]
            spans[size] = (
                min(low, at[0]),
                max(high, at[-1]),
                max(label, behind.index if behind.row is row else 0),
            )
    return {
        size: (low, high)
        for size, (low, high, label) in spans.items()
        if high - low == WIDTH - 1 or (high - low < WIDTH - 1 and low == label + 1 and high == size - 1)
    }


def _trimmed(line: Line, tails: tuple[int, int] | None, windows: dict[int, tuple[int, int]], width: int) -> list[Cell]:
    """The cells of a row that are its figures: blanks that are not columns of the table taken off both ends."""
    cells = line.entry.cells
    row = line.entry.row
    if row is not None and len(row.slots) in windows and width == WIDTH:
        low, high = windows[len(row.slots)]
        inside = [cell for cell in cells if low <= cell.index <= high]
        if all(cell.empty for cell in cells if not low <= cell.index <= high):
            return inside
    if len(cells) == width:
        return cells
    if tails is not None and len(cells) == tails[0] + width + tails[1]:
        front, back = cells[: tails[0]], cells[tails[0] + width :]
        if all(cell.empty for cell in (*front, *back)):
            return cells[tails[0] : tails[0] + width]
    if len(cells) > width and any(cell.soft for cell in cells):
        firm = [cell for cell in cells if not cell.soft]
        if len(firm) == width:
            return firm
    start, end = 0, len(cells)
    while end - start > width and cells[start].empty:
        start += 1
    while end - start > width and cells[end - 1].empty:
        end -= 1
    return cells[start:end]
