"""Cells that a page lost, found again by the form's own arithmetic: a small exact constraint problem.

Unknown is where the printed figures of a damaged row stood and what the lost ones held. Known are the printed rows and
the sums of the form: in table three each row adds up to its 总计 (A01), the result rows add up to （七） (A02), and
一 + 二 = 三（七） + 四 (A03), column by column; in table four each block adds up (A04). Lost counts are whole numbers
from 0. A cell is taken when all assignments that fit agree on it; where they differ it stays unknown. Nothing is ever
guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Final, NamedTuple

from gongkai.report.form import APPLICANTS, INFLOW, OUTFLOW, REMEDIES, RESULTS

WIDTH: Final = len(APPLICANTS)
TOTAL: Final = WIDTH - 1
MOST_PLACINGS: Final = 4000
MOST_NODES: Final = 4000
"""Nodes of one search: beyond it an assignment counts as possible, which only leaves more cells open."""
MOST_LOST_REMEDIES: Final = 5

Vector = tuple[int, ...]
Bounds = Sequence[int | None]
Figures = Sequence[int | None]
Source = tuple[int, int]
"""A printed figure: which reading of the row, and which figure of it."""


class Placing(NamedTuple):
    """One way a damaged row may have been: the whole row, and which printed figure stood in each cell (None: lost)."""

    vector: Vector
    sources: tuple[Source | None, ...]


class Settled(NamedTuple):
    """What became of a damaged row.

    Attributes:
        numbers: what each cell counts; None where several counts fit.
        sources: for each cell the printed figures that may be its own, None among them if it may be a lost one.
        reason: why only this fits, in Chinese.
    """

    numbers: tuple[int | None, ...]
    sources: tuple[frozenset[Source | None], ...]
    reason: str


class _Equation(NamedTuple):
    """Σ signs · rows = 0 in one column, or ≤ 0 where rows of the sum are not there."""

    signs: dict[str, int]
    column: int
    equal: bool


class Problem:
    """Table three with some rows damaged.

    Args:
        known: rows read in full, by key. damaged: for each other row the ways its printed figures may be read, each a
            sequence of figures in printed order (fewer than seven where cells were lost, None for one that cannot be
            read). leaves: result rows of the
            edition, `whole` whether all of them are on the page.
    """

    def __init__(
        self,
        known: Mapping[str, Vector],
        damaged: Mapping[str, Sequence[Figures]],
        leaves: Iterable[str],
        *,
        whole: bool = True,
    ) -> None:
        self.known = known
        self.damaged = damaged
        self.leaves = tuple(leaves)
        self.whole = whole

    def solve(self) -> dict[str, Settled]:
        """For each damaged row what all assignments that fit agree on; rows on which they agree in nothing are left
        out."""
        placings: dict[str, list[Placing]] = {}
        for key, readings in self.damaged.items():
            found = _placings(readings, self._bounds(key))
            if found:
                placings[key] = found
        choices = {key: _vectors(found) for key, found in placings.items()}
        domains = {key: [vector] for key, vector in self.known.items()} | choices
        reduced = self._propagate(domains, self._equations(set(domains)))
        if reduced is None:  # the printed figures contradict each other: only what a printed 总计 settles is taken
            return self._each_alone()
        settled: dict[str, Settled] = {}
        checked = {key for equation in self._equations(set(domains)) if equation.equal for key in equation.signs}
        for key, found in placings.items():
            possible = set(self._possible(key, reduced))
            kept = [placing for placing in found if placing.vector in possible]
            if key not in checked and all(placing.sources[TOTAL] is None for placing in kept):
                continue  # six figures always are six parts of some 总计: no column says so here
            alone = len(choices[key]) == 1
            reason = "本行合计只允许这一种填法" if alone else "行列勾稽关系只允许这一种填法"
            if (what := _agreed(kept, reason)) is not None:
                settled[key] = what
        return settled

    def _each_alone(self) -> dict[str, Settled]:
        settled: dict[str, Settled] = {}
        for key, readings in self.damaged.items():
            found = _placings(readings, [None] * WIDTH)
            if found and len(_vectors(found)) == 1 and all(placing.sources[TOTAL] is not None for placing in found):
                what = _agreed(found, "本行合计只允许这一种填法")
                if what is not None:
                    settled[key] = what
        return settled

    def _bounds(self, key: str) -> Bounds:
        """The most that each cell of a row can be, by the columns' equations over the rows that are known; None: no
        bound."""
        known = self.known
        if key in self.leaves:
            total = known.get("total")
            if total is None:
                return self._sum(INFLOW)
            spent = [sum(known[leaf][column] for leaf in self.leaves if leaf in known) for column in range(WIDTH)]
            return [max(total[column] - spent[column], 0) for column in range(WIDTH)]
        return self._sum(INFLOW if key in OUTFLOW else OUTFLOW)

    def _sum(self, keys: Sequence[str]) -> Bounds:
        rows = [self.known[key] for key in keys if key in self.known]
        if len(rows) < len(keys):
            return [None] * WIDTH
        return [sum(column) for column in zip(*rows, strict=True)]

    def _equations(self, rows: set[str]) -> list[_Equation]:
        """The columns' equations among the rows that are there; a row that is not makes a sum an upper bound, a balance
        void."""
        equations: list[_Equation] = []
        if "total" in rows:
            present = [leaf for leaf in self.leaves if leaf in rows]
            whole = self.whole and len(present) == len(self.leaves)
            signs = dict.fromkeys(present, 1) | {"total": -1}
            equations += [_Equation(signs, column, whole) for column in range(WIDTH)]
        balance = dict.fromkeys(INFLOW, 1) | dict.fromkeys(OUTFLOW, -1)
        if balance.keys() <= rows:
            equations += [_Equation(balance, column, True) for column in range(WIDTH)]
        return equations

    @staticmethod
    def _propagate(domains: dict[str, list[Vector]], equations: list[_Equation]) -> dict[str, list[Vector]] | None:
        """Strike out choices that no choice of the other rows can make up for, until none is left to strike; None if a
        row loses all."""
        domains = dict(domains)
        changed = True
        while changed:
            changed = False
            for signs, column, equal in equations:
                least: dict[str, int] = {}
                most: dict[str, int] = {}
                for key, sign in signs.items():
                    values = [sign * vector[column] for vector in domains[key]]
                    least[key], most[key] = min(values), max(values)
                low, high = sum(least.values()), sum(most.values())
                if low > 0 or (equal and high < 0):
                    return None
                for key, sign in signs.items():
                    if least[key] == most[key]:
                        continue
                    below, above = low - least[key], high - most[key]
                    kept = [
                        vector
                        for vector in domains[key]
                        if sign * vector[column] + below <= 0 and (not equal or sign * vector[column] + above >= 0)
                    ]
                    if not kept:
                        return None
                    if len(kept) < len(domains[key]):
                        domains[key] = kept
                        values = [sign * vector[column] for vector in kept]
                        low += min(values) - least[key]
                        high += max(values) - most[key]
                        least[key], most[key] = min(values), max(values)
                        changed = True
        return domains

    def _possible(self, key: str, domains: dict[str, list[Vector]]) -> list[Vector]:
        """The choices of a row that some assignment of all rows contains."""
        vectors = domains[key]
        if len(vectors) == 1 and all(len(other) == 1 for other in domains.values()):
            return vectors
        equations = self._equations(set(domains))
        return [vector for vector in vectors if self._feasible(domains | {key: [vector]}, equations, [MOST_NODES])]

    def _feasible(self, domains: dict[str, list[Vector]], equations: list[_Equation], nodes: list[int]) -> bool:
        reduced = self._propagate(domains, equations)
        if reduced is None:
            return False
        open_rows = [key for key, vectors in reduced.items() if len(vectors) > 1]
        nodes[0] -= 1
        if not open_rows or nodes[0] <= 0:
            return True
        key = min(open_rows, key=lambda row: len(reduced[row]))
        return any(self._feasible(reduced | {key: [vector]}, equations, nodes) for vector in reduced[key])


def _vectors(placings: Iterable[Placing]) -> list[Vector]:
    return list(dict.fromkeys(placing.vector for placing in placings))


def _agreed(
    placings: Sequence[Placing] | Sequence[tuple[tuple[int | None, ...], tuple[Source | None, ...]]], reason: str
) -> Settled | None:
    """What the ways of one row agree on; None where they agree in nothing, or there are none."""
    if not placings:
        return None
    numbers = tuple(
        values[0] if len(set(values)) == 1 else None for values in zip(*(row for row, _ in placings), strict=True)
    )
    if all(number is None for number in numbers):
        return None
    return Settled(numbers, tuple(map(frozenset, zip(*(sources for _, sources in placings), strict=True))), reason)


def _spread(count: int, width: int) -> Iterator[tuple[int | None, ...]]:
    """Every way to set `count` figures, in their order, into `width` cells: for each cell the figure's number, or
    None."""
    for places in combinations(range(width), count):
        row: list[int | None] = [None] * width
        for figure, place in enumerate(places):
            row[place] = figure
        yield tuple(row)


def _placings(readings: Sequence[Figures], bounds: Bounds) -> list[Placing] | None:
    """Every way that a row's figures can have stood so that it adds up; None when there are too many to list."""
    placings: dict[Placing, None] = {}
    for number, figures in enumerate(readings):
        for spread in _spread(len(figures), WIDTH) if len(figures) <= WIDTH else ():
            sources = tuple(
                None if figure is None or figures[figure] is None else (number, figure) for figure in spread
            )
            row = [None if figure is None else figures[figure] for figure in spread]
            for vector in _completions(row, bounds):
                if vector is None or len(placings) == MOST_PLACINGS:
                    return None
                placings[Placing(vector, sources)] = None
    return list(placings)


def _completions(row: Sequence[int | None], bounds: Bounds) -> Iterator[Vector | None]:
    """The rows that add up and agree with the given cells; a single None when there is no bound to list them within."""
    parts = row[:TOTAL]
    missing = [column for column in range(TOTAL) if parts[column] is None]
    known = sum(part for part in parts if part is not None)
    total = row[TOTAL]
    if total is None and missing:
        most = bounds[TOTAL]
        if most is None:
            yield None
            return
        totals: Iterable[int] = range(known, most + 1)
    else:
        totals = (known if total is None else total,)
    for target in totals:
        for shares in _shares(target - known, [bounds[column] for column in missing]):
            filled = iter(shares)
            yield (*(next(filled) if part is None else part for part in parts), target)


def _shares(rest: int, bounds: Bounds) -> Iterator[tuple[int, ...]]:
    """Every way to spread `rest` over cells that hold at most `bounds`."""
    if not bounds:
        if rest == 0:
            yield ()
        return
    first = bounds[0]
    if len(bounds) == 1:
        if rest >= 0 and (first is None or rest <= first):
            yield (rest,)
        return
    for share in range((rest if first is None else min(rest, first)) + 1):
        for others in _shares(rest - share, bounds[1:]):
            yield (share, *others)


# --- table four -----------------------------------------------------------------------------------------------------


def settle_remedies(figures: Sequence[int]) -> Settled | None:
    """The row of table four when cells of it were lost: what all ways in which its blocks add up (A04) agree on; None
    where they agree in nothing."""
    block = len(RESULTS)
    size = block * len(REMEDIES)
    if not 0 < size - len(figures) <= MOST_LOST_REMEDIES:
        return None
    ways: list[tuple[tuple[int | None, ...], tuple[Source | None, ...]]] = []
    for spread in _spread(len(figures), size):
        row = [None if figure is None else figures[figure] for figure in spread]
        blocks = [filled_block(row[start : start + block]) for start in range(0, size, block)]
        if all(blocks):
            ways.append(
                (
                    tuple(cell for cells in blocks for cell in cells),
                    tuple(None if figure is None else (0, figure) for figure in spread),
                )
            )
    return _agreed(ways, "各段合计只允许这一种填法")


def filled_block(cells: Sequence[int | None]) -> tuple[int | None, ...]:
    """A block of table four with its lost cells: filled where its sum leaves one way, None where it leaves several, ()
    where it cannot add up."""
    *parts, total = cells
    known = sum(part for part in parts if part is not None)
    gaps = parts.count(None)
    if total is None:
        return (*parts, known if not gaps else None)
    rest = total - known
    if rest < 0 or (rest and not gaps):
        return ()
    share = rest if gaps == 1 or rest == 0 else None
    return (*(share if part is None else part for part in parts), total)
