"""Table three: requests received and handled, by kind of applicant."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations, pairwise
from typing import Final

from gongkai.report.form import INFLOW, OUTFLOW, Edition, row_name
from gongkai.report.labels import REQUEST_ROWS
from gongkai.report.numerals import cell_value
from gongkai.report.seen import UnevenRow
from gongkai.report.tables.entries import Cell, Entry, rejoined
from gongkai.report.tables.figures import Figures, counts_of, number_of, zeros_only
from gongkai.report.tables.recover import Problem, Settled
from gongkai.report.tables.request_columns import FORM, KEYS, LABELS, Columns, find_columns
from gongkai.report.tables.request_rows import WIDTH, Line, find_lines
from gongkai.report.tables.trim import trimmed
from gongkai.report.text import fold
from gongkai.report.values import BLANK, UNKNOWN, Place, Value

_SHORTEST_LABEL: Final = 5
_NEARLY_ALL: Final = 0.8
_FEW: Final = 3
"""How many rows must print a single 0 before it is a habit of the page and not a loss."""


def read_requests(entries: list[Entry], figures: Figures, edition: Edition, *, exact: bool) -> None:
    """Enter the table's cells. `exact`: cells are kept apart for certain, so what is lost was lost by the body."""
    lines, header = find_lines(rejoined(entries, REQUEST_ROWS), figures)
    heads = [cell for entry in header for cell in entry.labels]
    if lines:
        heads += lines[0].entry.labels[:-1]
    columns = find_columns(heads, figures)
    if columns.missing and not columns.grid and not columns.borne_out([line.entry.cells for line in lines]):
        columns = columns.with_all()
    if "" in columns.keys and _usual_size(lines) < len(columns.keys):
        columns = FORM
    figures.seen.missing.extend(f"requests.*.{key}" for key in columns.missing)
    _Reader(figures, edition, columns, lines, exact=exact).read()
    if not exact:
        _leave_missing_open(entries, lines, figures, edition)


def _leave_missing_open(entries: list[Entry], lines: list[Line], figures: Figures, edition: Edition) -> None:
    """Rows that were not found although their label is printed, or on a page with rows that were not understood: the
    page, not the body, may have lost them."""
    found = {line.key for line in lines}
    missing = [row for row in edition.rows if row.key not in found]
    extra = sum(1 for row in figures.seen.extra if row.table == "requests")
    printed = fold("".join(cell.text for entry in entries for cell in entry.labels))
    for row in missing:
        label = fold(row.label)
        if len(label) >= _SHORTEST_LABEL and label in printed:
            told = "印有这一行，没有读出数值"
        elif len(missing) <= extra:
            told = "这一行没有认出，表中另有认不出的行"
        else:
            continue
        for column in KEYS:
            figures.unknown(f"requests.{row.key}.{column}", Place())
        figures.notes.append(f"表三“{row_name(row)}”{told}，各列未知")


def _usual_size(lines: list[Line]) -> int:
    sizes = Counter(len(line.entry.cells) for line in lines)
    return sizes.most_common(1)[0][0] if sizes else 0


class _Reader:
    def __init__(self, figures: Figures, edition: Edition, columns: Columns, lines: list[Line], *, exact: bool) -> None:
        self.figures = figures
        self.edition = edition
        self.columns = columns
        self.lines = lines
        self.exact = exact

    def read(self) -> None:
        rest = [line for line in self.lines if not self._by_grid(line)]
        damaged = self._enter(rest) if rest else []
        misread = self._misread()
        if damaged and _only_ends(self.lines):
            for line, cells in damaged:
                self._enter_ends(line, [cell for cell in cells if cell.text])
            self.figures.notes.append("表三各行都只印首列和末列两个数值，其余各列原文空白")
        elif damaged or misread:
            self._recover(damaged, misread)

    def _enter(self, rest: list[Line]) -> list[tuple[Line, list[Cell]]]:
        """Enter the rows that print a figure for each column, and those that print their zeros otherwise; returns the
        others."""
        width = len(self.columns.keys)
        rows = list(zip(rest, trimmed(rest, width), strict=True))
        self.columns = self.columns.settled(
            counts for _, cells in rows if len(cells) == width and (counts := counts_of(cells)) is not None
        )
        if self.columns.untold and _are_short(rows):
            return rows
        zeros = {line.key: how for line, cells in rows if (how := zeros_only(cells, width))}
        zeros |= self._merged_zeros([row for row in rows if row[0].key not in zeros])
        damaged: list[tuple[Line, list[Cell]]] = []
        moved: list[tuple[Line, list[Cell]]] = []
        for line, cells in rows:
            if line.key in zeros:
                self._enter_zeros(line, cells, zeros[line.key])
            elif len(cells) == width and not line.tail and not self._is_adrift(line):
                for column, cell in zip(self.columns.keys, cells, strict=True):
                    if column:
                        self.figures.put(f"requests.{line.key}.{column}", cell)
                if self.columns.keys == KEYS and _is_moved(cells):
                    moved.append((line, cells))
            else:
                damaged.append((line, cells))
        return damaged + self._out_of_place(moved)

    def _is_adrift(self, line: Line) -> bool:
        """Whether the row of a form without some of its columns has more cells than these, of which so many are empty
        that its figures do not tell which."""
        cells = line.entry.cells
        filled = [at for at, cell in enumerate(cells) if not cell.empty]
        if not self.columns.missing or len(cells) <= len(self.columns.keys) or not filled:
            return False
        return filled[-1] - filled[0] + 1 < len(self.columns.keys)

    # --- rows of a real table ---------------------------------------------------------------------------------------

    def _by_grid(self, line: Line) -> bool:
        """Enter a row of a real table by its grid columns. False when the row does not fit the grid."""
        row, grid = line.entry.row, self.columns.grid
        if row is None or not row.width or not grid or row.width != self.columns.width:
            return False
        if line.entry.labels and line.entry.labels[-1].slot.column in grid:
            return False
        found: dict[str, Cell] = {}
        wide: list[Cell] = []
        for cell in line.entry.cells:
            slot = cell.slot
            if slot.width == 1:
                if (key := grid.get(slot.column)) is not None:
                    found[key] = cell
                elif cell.text and slot.column not in self.columns.foreign and min(grid) < slot.column:
                    return False  # a figure that no heading stands above
                continue
            covered = [grid[at] for at in range(slot.column, slot.column + slot.width) if at in grid]
            found.update(dict.fromkeys(covered, cell))
            if len(covered) > 1:
                wide.append(cell)
        if len(found) != len(grid) or (self.columns.keys == KEYS and _is_moved([found[key] for key in KEYS])):
            return False
        put = self.figures.put
        prefix = f"requests.{line.key}."
        if not wide:
            for key, cell in found.items():
                put(prefix + key, cell)
            return True
        for key, cell in found.items():
            if cell not in wide or cell.blank:
                put(prefix + key, cell)
            elif cell.value is not None and cell.value.number == 0:
                self.figures.infer(prefix + key, 0, row.place(cell.slot))
            else:
                self.figures.unknown(prefix + key, row.place(cell.slot), cell.text)
        for cell in wide:
            if cell.text:
                what = "视为各列都是0（推断）" if cell.text == "0" else "无法分到各列，各列未知"
                self._note(row.place(cell.slot), f"“{line.entry.label}”一行的“{cell.text}”写在合并单元格里，{what}")
        return True

    # --- rows that lost a cell and were filled up with a blank -------------------------------------------------------

    def _out_of_place(self, moved: list[tuple[Line, list[Cell]]]) -> list[tuple[Line, list[Cell]]]:
        """The rows whose figures may have moved by a cell (总计 blank, the sum under 其他), if the columns do not bear
        one of them as it is printed; else none, and a note on each."""
        known = self._known() if moved else {}
        if not all(self._holds(line.key, known) for line, _ in moved):
            return moved
        for line, _ in moved:
            label, place = line.entry.label, line.entry.place_row.place()
            self._note(place, f"“{label}”一行总计空白，而“其他”恰为前五列之和；各列合计相符，仍按原样读取")
        return []

    def _holds(self, key: str, known: Mapping[str, tuple[int, ...]]) -> bool:
        """Whether the columns before 总计 add up with this row as it is printed; not where nothing tells."""
        sums = [
            [(row, -1 if row == "total" else 1) for row in ("total", *self.edition.leaves)],
            [*((row, 1) for row in INFLOW), *((row, -1) for row in OUTFLOW)],
        ]
        told = [each for each in sums if key in dict(each) and all(row in known for row, _ in each)]
        return bool(told) and not any(
            sum(sign * known[row][column] for row, sign in each) for each in told for column in range(WIDTH - 1)
        )

    # --- rows that print one 0 --------------------------------------------------------------------------------------

    def _merged_zeros(self, rows: list[tuple[Line, list[Cell]]]) -> dict[str, str]:
        """Rows that print a single 0 for all columns, where that is the page's habit: several rows do so, and every
        other row prints all of its figures. Where it stands on a full grid it is in the first column."""
        single: set[str] = set()
        width = len(self.columns.keys)
        for line, cells in rows:
            solid = [cell for cell in cells if cell.text]
            if (
                len(solid) == 1
                and number_of(solid[0]) == 0
                and not solid[0].blank
                and not solid[0].text.startswith("00")
                and (len(cells) == 1 or not (self.exact or (len(cells) == width and cells[0].empty)))
            ):
                single.add(line.key)
            elif len(solid) != width and (solid or len(cells) != width):
                return {}
        return dict.fromkeys(single, "整行只印一个0") if len(single) >= _FEW else {}

    def _enter_zeros(self, line: Line, cells: Sequence[Cell], how: str) -> None:
        place = line.entry.place_row.place()
        for column in filter(None, self.columns.keys):
            self.figures.infer(f"requests.{line.key}.{column}", 0, place)
        self._note(place, f"“{line.entry.label}”{how}，视为各列都是0（推断）")
        self._uneven(line, cells, recovered=True)

    # --- rows that lost cells ---------------------------------------------------------------------------------------

    def _misread(self) -> dict[str, tuple[int | None, ...]]:
        """Rows of which some cells hold no figure that could be read: the figures of the others, None for these."""
        figures = self.figures
        if UNKNOWN not in figures.cells.values():
            return {}
        found: dict[str, tuple[int | None, ...]] = {}
        for line in self.lines:
            names = [f"requests.{line.key}.{column}" for column in KEYS]
            unread = [name for name in names if figures.cells.get(name) == UNKNOWN]
            if not unread or any(cell_value(figures.printed.get(name, "")) is not None for name in unread):
                continue
            counts = tuple(figures.count(name) for name in names)
            if counts.count(None) == len(unread):
                found[line.key] = counts
        return found

    def _enter_misread(self, line: Line, numbers: Sequence[int | None]) -> None:
        """Infer the cells that could not be read, as far as the sums say what they are, and note the others."""
        place = line.entry.place_row.place()
        for column, number in zip(KEYS, numbers, strict=True):
            name = f"requests.{line.key}.{column}"
            if self.figures.cells[name] != UNKNOWN:
                continue
            text = f"“{line.entry.label}”一行{LABELS[column]}印作“{self.figures.printed[name]}”，不是数字"
            if number is None:
                self._note(place, f"{text}，未知")
            else:
                self.figures.infer(name, number, place)
                self._note(place, f"{text}；按勾稽关系推断为{number}")

    def _recover(self, damaged: list[tuple[Line, list[Cell]]], misread: Mapping[str, tuple[int | None, ...]]) -> None:
        ways = {line.key: self._ways(cells, line.tail) for line, cells in damaged}
        settled: dict[str, Settled] = {}
        in_order = self.columns.keys in (KEYS, ("total", *KEYS[:-1]))
        if in_order and not (self.columns.untold and _are_short(damaged)):
            settled = self._problem(ways, misread).solve()
        for line in self.lines:
            if line.key in misread:
                numbers = settled[line.key].numbers if line.key in settled else (None,) * WIDTH
                self._enter_misread(line, numbers)
        for line, cells in damaged:
            found = settled.get(line.key)
            if found is not None:
                self._enter_settled(line, found, ways[line.key], cells)
            else:
                self._leave_open(line, cells)
            self._uneven(line, cells, recovered=found is not None and None not in found.numbers)

    def _ways(self, cells: Sequence[Cell], tail: Sequence[Cell]) -> list[list[Cell]]:
        """The ways a row's cells may be read, in the form's column order."""
        ways = [way for way in (*_ways(cells, exact=self.exact), *_with_tail(cells, tail)) if counts_of(way)]
        if self.columns.keys[0] == "total":
            ways += [[*way[1:], way[0]] for way in ways]
        return ways

    def _problem(self, ways: Mapping[str, list[list[Cell]]], misread: Mapping[str, tuple[int | None, ...]]) -> Problem:
        readings: dict[str, list[tuple[int | None, ...]]] = {
            key: [counts_of(way) or () for way in found] for key, found in ways.items()
        }
        readings |= {key: [counts] for key, counts in misread.items()}
        present = {line.key for line in self.lines}
        leaves = [leaf for leaf in self.edition.leaves if leaf in present]
        whole = len(leaves) == len(self.edition.leaves)
        return Problem(self._known(), {key: found for key, found in readings.items() if found}, leaves, whole=whole)

    def _known(self) -> dict[str, tuple[int, ...]]:
        """Rows read in full, in the form's column order; blanks count as 0."""
        known: dict[str, tuple[int, ...]] = {}
        for line in self.lines:
            counts = [self.figures.count(f"requests.{line.key}.{column}") for column in KEYS]
            if None not in counts:
                known[line.key] = tuple(count for count in counts if count is not None)
        return known

    def _enter_settled(self, line: Line, found: Settled, ways: list[list[Cell]], cells: Sequence[Cell]) -> None:
        place = line.entry.place_row.place()
        placed = any(cell.slot.span for cell in cells)
        inferred = []
        for column, number, sources in zip(KEYS, found.numbers, found.sources, strict=True):
            may_be = {ways[way][at] for way, at in filter(None, sources)}
            name = f"requests.{line.key}.{column}"
            if self.figures.settle(name, number, may_be, lost=None in sources, placed=placed, place=place):
                inferred.append(f"{LABELS[column]}{number}")
        text = f"“{line.entry.label}”一行应有{WIDTH}个数值，读到{_printed(cells)}；{found.reason}"
        if None in found.numbers:
            text += "的列已推断，其余列不止一种填法，未知"
        self._note(place, f"{text}，推断：{'，'.join(inferred)}" if inferred else text)

    def _enter_ends(self, line: Line, ends: Sequence[Cell]) -> None:
        """A row of a page that fills only the first and the last column: the columns between are blank."""
        place = line.entry.place_row.place()
        for column in self.columns.keys:
            self.figures.cells[f"requests.{line.key}.{column}"] = BLANK
            self.figures.places[f"requests.{line.key}.{column}"] = place
        for column, cell in zip((self.columns.keys[0], self.columns.keys[-1]), ends, strict=True):
            self.figures.put(f"requests.{line.key}.{column}", cell)

    def _leave_open(self, line: Line, cells: Sequence[Cell]) -> None:
        place = line.entry.place_row.place()
        for column in self.columns.keys:
            self.figures.unknown(f"requests.{line.key}.{column}", place)
        count = sum(1 for cell in cells if cell.text)
        self._note(
            place,
            f"“{line.entry.label}”一行应有{len(self.columns.keys)}个数值，读到{count}个（{_printed(cells)}），"
            "按勾稽关系没有唯一的填法，各列未知",
        )

    def _uneven(self, line: Line, cells: Sequence[Cell], *, recovered: bool) -> None:
        values = tuple(cell.text for cell in cells)
        place = line.entry.place_row.place()
        self.figures.seen.uneven.append(
            UnevenRow(f"requests.{line.key}", len(self.columns.keys), values, place, recovered, not self.exact)
        )

    def _note(self, place: Place, text: str) -> None:
        where = str(place)
        self.figures.notes.append(f"{where}：{text}" if where else text)


def _printed(cells: Sequence[Cell]) -> str:
    return "、".join(cell.text or "空" for cell in cells) or "空"


def _are_short(rows: Sequence[tuple[Line, Sequence[Cell]]]) -> bool:
    """Whether nearly all rows print the same number of figures, fewer than the form has columns: some are not there."""
    sizes = Counter(size for _, cells in rows if (size := sum(1 for cell in cells if not cell.empty)))
    size, count = sizes.most_common(1)[0] if sizes else (0, 0)
    return 2 < size < WIDTH and count >= _NEARLY_ALL * sizes.total()


def _is_moved(cells: Sequence[Cell]) -> bool:
    """Whether a row may have lost a 0 and got an empty cell at its end: 总计 is empty, 其他 the sum of those before."""
    if not cells[-1].empty or not cells[-2].number or (counts := counts_of(cells)) is None:
        return False
    return counts[-2] == sum(counts[:-2])


def _only_ends(lines: list[Line]) -> bool:
    """Whether the whole table prints two figures a row, the first equal to the last: natural persons and the total."""
    rows = [[cell for cell in line.entry.cells if cell.text] for line in lines]
    return len(rows) >= 5 and all(len(row) == 2 and row[0].text == row[1].text for row in rows)


def _ways(cells: Sequence[Cell], *, exact: bool) -> list[list[Cell]]:
    """The ways a row's printed cells may be read: as they stand, without blanks that are no cells, with one figure that
    was split in two put together, without one that is too many, or with two that were run together parted."""
    solid = [cell for cell in cells if cell.text]
    ways = [list(cells)] if len(cells) <= WIDTH else []
    if len(solid) < len(cells) and len(solid) <= WIDTH:
        ways.append(solid)
    extra = len(cells) - WIDTH
    for front in range(extra + 1 if extra > 0 else 0):
        cut = [*cells[:front], *cells[front + WIDTH :]]
        if not any(cell.text for cell in cut):
            ways.append(list(cells[front : front + WIDTH]))
    if len(solid) == WIDTH + 1 and not exact:
        ways += ([*solid[:at], *solid[at + 1 :]] for at in range(len(solid)))
        for at, (one, two) in enumerate(pairwise(solid)):
            if one.text.isdigit() and two.text.isdigit() and one.text != "0":
                ways.append([*solid[:at], _with_text(one, one.text + two.text), *solid[at + 2 :]])
    if len(solid) == WIDTH - 1 and not exact:
        for at, cell in enumerate(solid):
            if cell.text.isdigit():
                halves = ((cell.text[:cut], cell.text[cut:]) for cut in range(1, len(cell.text)))
                ways += (
                    [*solid[:at], _with_text(cell, one), _with_text(cell, two), *solid[at + 1 :]]
                    for one, two in halves
                    if two == "0" or not two.startswith("0")
                )
    return ways


def _with_tail(cells: Sequence[Cell], tail: Sequence[Cell]) -> Iterator[list[Cell]]:
    """The ways in which digits on the line below belong to a row's figures."""
    for places in combinations(range(len(cells)), len(tail)) if tail and len(cells) == WIDTH else ():
        way = list(cells)
        for at, digits in zip(places, tail, strict=True):
            if not (way[at].text.isdigit() and digits.text.isdigit() and way[at].text != "0"):
                break
            way[at] = _with_text(way[at], way[at].text + digits.text)
        else:
            yield way


def _with_text(cell: Cell, text: str) -> Cell:
    return cell._replace(text=text, value=Value(int(text)))
