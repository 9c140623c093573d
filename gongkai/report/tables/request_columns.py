"""Which columns of table three a page prints, and in which order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from gongkai.report.form import APPLICANTS, ORGANISATIONS
from gongkai.report.labels import APPLICANT_COLUMNS, GROUP_LABELS, is_cut_short, is_head
from gongkai.report.seen import Altered
from gongkai.report.tables.entries import Cell
from gongkai.report.tables.figures import Figures
from gongkai.report.text import fold

KEYS: Final = tuple(column.key for column in APPLICANTS)
LABELS: Final = {column.key: column.label for column in APPLICANTS}
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

    def settled(self, rows: Iterable[Sequence[int]]) -> Columns:
        """The columns with 总计 where the figures of most rows have their sum."""
        if not self.total_first:
            return self
        votes = 0
        for row in rows:
            first, last = row[0] == sum(row[1:]), row[-1] == sum(row[:-1])
            votes += first - last
        return self._replace(keys=self.total_first if votes > 0 else self.keys, total_first=())


FORM: Final = Columns(KEYS, {}, ())


def find_columns(heads: list[Cell], figures: Figures) -> Columns:
    """The columns by the cells of the table's head; the form's own where the head does not tell."""
    named: dict[str, Cell] = {}
    strange: list[Cell] = []
    for cell in _rejoined(_stacked(heads)):
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
    grids = {(cell.row.table, cell.row.width) for cell in named.values()}
    columns = {cell.slot.column for cell in named.values()}
    if len(grids) == 1 and next(iter(grids))[1] and len(columns) == len(named):
        return _by_grid(named, strange, figures)
    return _by_order(named, strange, figures) if "natural_person" in named else FORM


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


def _by_order(named: dict[str, Cell], strange: list[Cell], figures: Figures) -> Columns:
    """Without a grid: organisations in the order of their headings, 总计 before or behind everything.

    Where 总计 is printed before 自然人 on its line, it stands first. On a line above (申请人情况 … 总计) it may stand
    at either end: the figures decide.
    """
    keys = list(named)
    organisations = [key for key in keys if key in ORGANISATIONS]
    lost = [key for key in ORGANISATIONS if key not in named]
    lines = {id(cell.row) for cell in named.values()}
    near = [cell for cell in strange if _resembles(cell.text) and (len(lines) > 1 or id(cell.row) in lines)]
    if len(lost) == 1 and near:
        _altered(lost[0], near[0], figures)
        lost = []
        organisations = list(ORGANISATIONS)
    elif len(lost) > 1:  # a head that the page mangled, not a form without columns
        lost = []
        organisations = list(ORGANISATIONS)
    elif not lost:
        organisations = _as_printed(named, strange)
    inner = ("natural_person", *organisations)
    first, last = ("total", *inner), (*inner, "total")
    if "total" not in keys or keys.index("total") > keys.index("natural_person"):
        return Columns(last, {}, tuple(lost))
    if named["total"].row is named["natural_person"].row:
        return Columns(first, {}, tuple(lost))
    return Columns(last, {}, tuple(lost), first)


def _as_printed(named: dict[str, Cell], strange: list[Cell]) -> list[str]:
    """The organisations in the order of their line, with a "" for each heading there that the form does not have (小计
    before or behind the five). Where their headings stand on several lines, the order of the lines says nothing."""
    row = named[ORGANISATIONS[0]].row
    placed = {named[key].slot.column: key for key in ORGANISATIONS if named[key].row is row}
    if len(placed) < len(ORGANISATIONS):
        return list(ORGANISATIONS)
    first = min(placed)
    placed |= {
        cell.slot.column: ""
        for cell in strange
        if cell.row is row and (cell.slot.column > first or fold(cell.text) == _SUBTOTAL)
    }
    return [placed[at] for at in sorted(placed)]


def _resembles(label: str) -> bool:
    """Whether an unknown heading may be a column of organisations: 科研企业, 社会公益性团体 …"""
    return APPLICANT_COLUMNS.find(label) is not None or any(word in label for word in _KIND_WORDS)


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
