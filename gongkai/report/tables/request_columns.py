"""Which columns of table three a page prints, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from gongkai.report.form import APPLICANTS, ORGANISATIONS, ORGANISATIONS_LABEL
from gongkai.report.labels import APPLICANT_COLUMNS, GROUP_LABELS, is_cut_short, is_head
from gongkai.report.seen import Altered
from gongkai.report.tables.entries import Cell
from gongkai.report.tables.figures import Figures, counts_of
from gongkai.report.text import fold

KEYS: Final = tuple(column.key for column in APPLICANTS)
LABELS: Final = {column.key: column.label for column in APPLICANTS}
_ORGANISATIONS: Final = frozenset(map(fold, (ORGANISATIONS_LABEL, "法人或者其他组织")))
_MOST_LOST: Final = 2
"""How many headings may not be there before the page must have mangled its head."""
_SUBTOTAL: Final = "小计"
_KIND_WORDS: Final = ("企业", "科研", "社会", "公益", "法律", "服务", "机构", "组织")


class Columns(NamedTuple):
    """The printed columns.

    Attributes:
        keys: from left to right, "" for a column that the form does not have.
        grid: in which column of a grid `width` columns wide each stands, where there is a grid. foreign: columns of
            that grid that the form does not have. missing: the form's columns that are not there.
        total_first: what the columns would be with 总计 before them, where the head does not tell; () where it does.
    """

    keys: tuple[str, ...]
    grid: dict[int, str]
    missing: tuple[str, ...]
    total_first: tuple[str, ...] = ()
    width: int = 0
    foreign: frozenset[int] = frozenset()
    untold: bool = False

    def settled(self, rows: Iterable[Sequence[int]]) -> Columns:
        """The columns with 总计 where the figures of most rows have their sum."""
        if not self.total_first:
            return self
        votes = 0
        for row in rows:
            first, last = row[0] == sum(row[1:]), row[-1] == sum(row[:-1])
            votes += first - last
        return self._replace(keys=self.total_first if votes > 0 else self.keys, total_first=())

    def with_all(self) -> Columns:
        """The columns with those that are missing: where the head lost only their words."""
        organisations = [key for key in self.keys if key not in ("natural_person", "total")]
        if not set(ORGANISATIONS) <= set(organisations):
            organisations = list(ORGANISATIONS)
        inner = ("natural_person", *organisations)
        first = ("total", *inner)
        keys = first if self.keys[0] == "total" else (*inner, "total")
        return Columns(keys, {}, (), first if self.total_first else (), untold=True)

    def borne_out(self, rows: Sequence[Sequence[Cell]]) -> bool:
        """Whether the rows' figures are as few as the head says: rarely more, and none that add up with one more."""
        filled = [row for cells in rows if (row := _from_first_to_last(cells))]
        if not filled:
            return all(len(cells) <= len(self.keys) for cells in rows)
        telling = [row for row in filled if any(cell.number for cell in row)] or filled
        wide = [row for row in telling if len(row) > len(self.keys)]
        if 2 * len(wide) > len(telling) or any(map(_adds_up, wide)):
            return False
        fitting = [row for row in filled if len(row) == len(self.keys)]
        counted = [row for row in fitting if any(cell.number for cell in row)]
        if "total" in self.missing and counted and all(map(_adds_up, counted)):
            return False  # the last figure is a 总计, whatever the head says
        return bool(fitting)


FORM: Final = Columns(KEYS, {}, ())


def _from_first_to_last(cells: Sequence[Cell]) -> Sequence[Cell]:
    """The cells without the empty ones at either end."""
    filled = [at for at, cell in enumerate(cells) if not cell.empty]
    return cells[filled[0] : filled[-1] + 1] if filled else ()


def _adds_up(cells: Sequence[Cell]) -> bool:
    """Whether the first or the last figure of a row is the sum of the others, and not of none."""
    counts = counts_of(cells) or (0,)
    whole = sum(counts)
    return whole > 0 and whole in (2 * counts[0], 2 * counts[-1])


def find_columns(heads: list[Cell], figures: Figures) -> Columns:
    """The columns by the cells of the table's head; the form's own where the head does not tell."""
    named: dict[str, Cell] = {}
    strange: list[Cell] = []
    whole = _rejoined(_stacked(heads))
    for cell in whole:
        match = APPLICANT_COLUMNS.find(cell.text)
        if match is not None and match.exact:
            before = named.setdefault(match.key, cell)
            if before is cell or fold(before.text) == fold(cell.text):
                continue
            if fold(cell.text) == fold(LABELS[match.key]):  # the form's own word, after another that may mean it
                named[match.key], cell = cell, before
            strange.append(cell)
        elif not is_head(cell.text) and GROUP_LABELS.exact(cell.text) is None and len(fold(cell.text)) >= 2:
            strange.append(cell)
    if _is_subtotal(named, whole):
        strange.append(named.pop("total"))
    grids = {(cell.row.table, cell.row.width) for cell in named.values()}
    columns = {cell.slot.column for cell in named.values()}
    if len(grids) == 1 and next(iter(grids))[1] and len(columns) == len(named):
        return _by_grid(named, strange, figures)
    return _by_order(named, strange, whole, figures)


def _is_subtotal(named: dict[str, Cell], heads: list[Cell]) -> bool:
    """Whether what was taken for 总计 is a 小计 on the line of the organisations, below the heading over them."""
    total = named.get("total")
    over = _beginning(named, heads)
    if total is None or over is None or fold(total.text) != _SUBTOTAL:
        return False
    return total.row is not over.row and any(named[key].row is total.row for key in ORGANISATIONS if key in named)


def _beginning(named: dict[str, Cell], heads: list[Cell]) -> Cell | None:
    """The heading of the first column: 自然人, without it the one over the organisations."""
    return named.get("natural_person") or next((cell for cell in heads if fold(cell.text) in _ORGANISATIONS), None)


def _stacked(cells: list[Cell]) -> list[Cell]:
    """Heads whose words stand in pieces over one column of a page without rules, put together: 社会公益 above 组织."""
    stacks: dict[tuple[int, int], list[Cell]] = {}
    for cell in cells:
        if cell.row.width and not cell.row.table and cell.slot.width == 1:
            stacks.setdefault((cell.row.width, cell.slot.column), []).append(cell)
    joined: dict[int, Cell] = {}
    for stack in stacks.values():
        for start in range(len(stack)):
            text = "".join(cell.text for cell in stack[start:])
            if len(stack) - start > 1 and APPLICANT_COLUMNS.exact(text):
                joined |= {id(cell): stack[start]._replace(text=text) for cell in stack[start:]}
                break
    seen: set[int] = set()
    whole: list[Cell] = []
    for cell in cells:
        put = joined.get(id(cell), cell)
        if id(put) not in seen:
            whole.append(put)
        seen.add(id(put))
    return whole


def _rejoined(cells: list[Cell]) -> list[Cell]:
    """Heads whose words a line break parted, put together: 商业 | 企业."""
    joined: list[Cell] = []
    for cell in cells:
        if joined and APPLICANT_COLUMNS.exact(cell.text) is None and APPLICANT_COLUMNS.exact(joined[-1].text) is None:
            both = joined[-1].text + cell.text
            if APPLICANT_COLUMNS.exact(both) or is_head(both):
                joined[-1] = joined[-1]._replace(text=both)
                continue
        joined.append(cell)
    return joined


def _by_order(named: dict[str, Cell], strange: list[Cell], heads: list[Cell], figures: Figures) -> Columns:
    """Without a grid: organisations in the order of their headings, 总计 before or behind everything.

    Where 总计 is printed before 自然人 (without it, before the heading over the organisations) on its line, it stands
    first. On a line above (申请人情况 … 总计) it may stand at either end: the figures decide.
    """
    lost = [key for key in KEYS if key not in named]
    lines = {id(cell.row) for cell in named.values()}
    near = [cell for cell in strange if _resembles(cell.text) and (len(lines) > 1 or id(cell.row) in lines)]
    untold = len(lost) > _MOST_LOST or (len(lost) > 1 and bool(near))  # a head that the page mangled
    if not untold and len(lost) == 1 and lost[0] in ORGANISATIONS and near:
        _altered(lost[0], near[0], figures)
        untold = True
    organisations = list(ORGANISATIONS) if untold else _as_printed(named, strange)
    lost = [] if untold else lost
    inner = tuple(key for key in ("natural_person", *organisations) if key not in lost)
    if "total" in lost:
        return Columns(inner, {}, tuple(lost))
    first, last = ("total", *inner), (*inner, "total")
    columns = Columns(last, {}, tuple(lost), untold=untold)
    total = named.get("total")
    before = _beginning(named, heads)
    if total is None or before is None:
        return columns
    at = {id(cell): place for place, cell in enumerate(heads)}
    if at[id(total)] > at[id(before)]:
        return columns
    return columns._replace(keys=first) if total.row is before.row else columns._replace(total_first=first)


def _as_printed(named: dict[str, Cell], strange: list[Cell]) -> list[str]:
    """The organisations in the order of their line, with a "" for each heading there that the form does not have (小计
    before or behind the five). Where their headings stand on several lines, the order of the lines says nothing, but a
    小计 alone on its line stands before or behind them."""
    cells = {key: named[key] for key in ORGANISATIONS if key in named}
    row = next(iter(cells.values())).row
    placed = {cell.slot.column: key for key, cell in cells.items() if cell.row is row}
    if len(placed) == len(cells):
        first = min(placed)
        placed |= {
            cell.slot.column: ""
            for cell in strange
            if cell.row is row and (cell.slot.column > first or fold(cell.text) == _SUBTOTAL)
        }
        return [placed[at] for at in sorted(placed)]
    alone = [cell.at for cell in strange if fold(cell.text) == _SUBTOTAL and len(cell.row.slots) == 1]
    before = [at for at in alone if all(at < cell.at for cell in cells.values())]
    return ["" for _ in before] + list(cells) + ["" for _ in alone[len(before) :]]


def _resembles(label: str) -> bool:
    """Whether an unknown heading may be a column of organisations: 科研企业, 社会公益性团体 …"""
    if APPLICANT_COLUMNS.exact(label):
        return False  # a second word for another column: 小计
    if any(_is_shortened(fold(label), whole) for whole in _ORGANISATIONS):
        return False  # the heading over them, a letter lost
    return APPLICANT_COLUMNS.find(label) is not None or any(word in label for word in _KIND_WORDS)


def _is_shortened(text: str, whole: str) -> bool:
    """Whether a text is another with a letter or two lost."""
    letters = iter(whole)
    return 0 < len(whole) - len(text) <= 2 < len(text) and all(letter in letters for letter in text)


def _by_grid(named: dict[str, Cell], strange: list[Cell], figures: Figures) -> Columns:
    """Columns by where their headings stand; one unknown heading among seven is the column that is missing."""
    grid = {cell.slot.column: key for key, cell in named.items()}
    head = next(iter(named.values())).row
    organisations_only = set(named) == set(ORGANISATIONS)  # the line above them may stand on the page before
    offset = _offset(grid) if not head.table or organisations_only else None
    if offset is not None and head.width - offset == len(KEYS):
        grid = {offset + at: key for at, key in enumerate(KEYS)}  # all columns are there, not all of their headings
        named = dict.fromkeys(KEYS, next(iter(named.values())))
    low, high = min(grid), max(grid)
    lost = [key for key in KEYS if key not in named]
    if len(lost) == 1:
        free = [
            cell
            for cell in strange
            if low <= cell.slot.column <= high and cell.slot.column not in grid and cell.slot.width == 1
        ]
        if len(free) == 1 and _in_order({**grid, free[0].slot.column: lost[0]}):
            grid[free[0].slot.column] = lost[0]
            _altered(lost[0], free[0], figures)
            lost = []
        elif high - low == len(KEYS) - 1 and _in_order(grid):  # a heading left blank; its column is there
            column = next(at for at in range(low, high) if at not in grid)
            if _in_order({**grid, column: lost[0]}):
                grid[column] = lost[0]
                lost = []
    elif len(lost) > 1 and high - low == len(KEYS) - 1 and _in_order(grid):
        grid = {low + at: key for at, key in enumerate(KEYS)}
        lost = []
    foreign = {cell.slot.column for cell in strange if cell.slot.column not in grid and cell.row.table == head.table}
    keys = tuple(grid[at] for at in sorted(grid))
    return Columns(keys, grid, tuple(lost), width=head.width, foreign=frozenset(foreign))


def _offset(grid: dict[int, str]) -> int | None:
    """Where the form's first column would stand, if all the columns that were found agree on it."""
    offsets = {at - KEYS.index(key) for at, key in grid.items()}
    return offsets.pop() if len(offsets) == 1 else None


def _in_order(grid: dict[int, str]) -> bool:
    places = [KEYS.index(grid[at]) for at in sorted(grid)]
    return all(one < two for one, two in pairwise(places))


def _altered(key: str, cell: Cell, figures: Figures) -> None:
    if not is_cut_short(cell.text, LABELS[key]):
        figures.seen.altered.append(Altered(f"requests.*.{key}", LABELS[key], cell.text, cell.row.place(cell.slot)))
