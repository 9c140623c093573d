"""Cells that a page lost, found again by the form's own arithmetic: a small exact constraint problem.

Unknown is where the printed cells of a damaged row stood and what the lost ones held. Known are the printed rows and
the equations of the form: each row adds up to its 总计 (A01), the result rows add up to （七） (A02), and 一 + 二 =
三（七） + 四 (A03), column by column. Lost counts are whole numbers from 0. When exactly one assignment fits it is
taken; when several fit, or none, the cells stay unknown. Nothing is ever guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final, NamedTuple

WIDTH: Final = 7
TOTAL: Final = WIDTH - 1
MOST_CANDIDATES: Final = 4000
MOST_NODES: Final = 4000
"""Nodes of one search: beyond it an assignment counts as possible, which only leaves more cells open."""

Vector = tuple[int, ...]


class Placing(NamedTuple):
    """One way a damaged row may have been: the whole row, and which of its cells are lost ones."""

    vector: Vector
    lost: frozenset[int]


class Settled(NamedTuple):
    """What became of a damaged row: its numbers (None where several fit), the columns whose number was not printed at a
    certain place, and the reason in Chinese."""

    numbers: tuple[int | None, ...]
    lost: frozenset[int]
    reason: str


class _Equation(NamedTuple):
    """Σ signs · rows = 0 in one column, or ≤ 0 where rows of the sum are not there."""

    signs: dict[str, int]
    column: int
    equal: bool


class Problem:
    """The requests table with some rows damaged.

    Args:
        known: rows read in full, by key. damaged: for each other row the ways its printed figures may be read, each a
            sequence of figures in printed order (fewer than seven where cells were lost). leaves: result rows of the
            edition, `whole` whether all of them are on the page.
    """

    def __init__(
        self,
        known: dict[str, Vector],
        damaged: dict[str, list[Sequence[int]]],
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
        out.
        """
        placings: dict[str, list[Placing]] = {}
        for key, readings in self.damaged.items():
            found = _placings(readings, self._bounds(key))
            if found:
                placings[key] = found
        choices = {key: list(dict.fromkeys(p.vector for p in found)) for key, found in placings.items()}
        alone = {key for key, vectors in choices.items() if len(vectors) == 1}
        domains = {key: [vector] for key, vector in self.known.items()} | choices
        reduced = self._propagate(domains, self._equations(set(domains)))
        settled: dict[str, Settled] = {}
        for key, found in placings.items():
            if reduced is None:  # the printed figures contradict each other: only a row that settles itself is taken
                vectors = choices[key] if key in alone else []
            else:
                vectors = self._possible(key, reduced)
            if not vectors:
                continue
            numbers = tuple(values[0] if len(set(values)) == 1 else None for values in zip(*vectors, strict=True))
            if all(number is None for number in numbers):
                continue
            lost = frozenset().union(*(p.lost for p in found if p.vector in vectors))
            reason = "本行合计只允许这一种填法" if key in alone else "行列勾稽关系只允许这一种填法"
            settled[key] = Settled(numbers, lost, reason)
        return settled

    def _bounds(self, key: str) -> list[int | None]:
        """The most that each cell of a row can be, by the columns' equations over the rows that are known; None: no
        bound.
        """
        known = self.known
        if key in self.leaves:
            total = known.get("total")
            if total is None:
                return self._inflow_bounds()
            spent = [sum(known[leaf][column] for leaf in self.leaves if leaf in known) for column in range(WIDTH)]
            return [max(total[column] - spent[column], 0) for column in range(WIDTH)]
        if key in ("total", "carried_forward"):
            return self._inflow_bounds()
        outflow = [known.get(row) for row in ("total", "carried_forward")]
        if all(outflow):
            return [sum(row[column] for row in outflow if row) for column in range(WIDTH)]
        return [None] * WIDTH

    def _inflow_bounds(self) -> list[int | None]:
        inflow = [self.known.get(row) for row in ("new", "carried_over")]
        if all(inflow):
            return [sum(row[column] for row in inflow if row) for column in range(WIDTH)]
        return [None] * WIDTH

    def _equations(self, rows: set[str]) -> list[_Equation]:
        """The columns' equations among the rows that are there; a row that is not makes a sum an upper bound, a balance
        void.
        """
        equations: list[_Equation] = []
        if "total" in rows:
            present = [leaf for leaf in self.leaves if leaf in rows]
            whole = self.whole and len(present) == len(self.leaves)
            signs = dict.fromkeys(present, 1) | {"total": -1}
            equations += [_Equation(signs, column, whole) for column in range(WIDTH)]
        balance = {"new": 1, "carried_over": 1, "total": -1, "carried_forward": -1}
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


def _placings(readings: Iterable[Sequence[int]], bounds: list[int | None]) -> list[Placing] | None:
    """Every way that a row's figures can have stood so that it adds up; None when there are too many to list."""
    placings: dict[tuple[Vector, frozenset[int]], Placing] = {}
    for figures in readings:
        if len(figures) > WIDTH:
            continue
        for places in combinations(range(WIDTH), len(figures)):
            row: list[int | None] = [None] * WIDTH
            for place, figure in zip(places, figures, strict=True):
                row[place] = figure
            lost = frozenset(range(WIDTH)) - frozenset(places)
            for vector in _completions(row, bounds):
                if vector is None:
                    return None
                placings[vector, lost] = Placing(vector, lost)
                if len(placings) > MOST_CANDIDATES:
                    return None
    return list(placings.values())


def _completions(row: list[int | None], bounds: list[int | None]) -> Iterator[Vector | None]:
    """The rows that add up and agree with the given cells; a single None when there is no bound to list them within."""
    parts = row[:TOTAL]
    missing = [column for column in range(TOTAL) if parts[column] is None]
    known = sum(part for part in parts if part is not None)
    total = row[TOTAL]
    if total is None:
        if not missing:
            yield (*(part or 0 for part in parts), known)
            return
        most = bounds[TOTAL]
        if most is None:
            yield None
            return
        totals: Iterable[int] = range(known, most + 1)
    else:
        totals = (total,)
    for target in totals:
        rest = target - known
        if rest < 0 or (rest > 0 and not missing):
            continue
        for shares in _shares(rest, [bounds[column] for column in missing]):
            filled = list(parts)
            for column, share in zip(missing, shares, strict=True):
                filled[column] = share
            yield (*(part or 0 for part in filled), target)


def _shares(rest: int, bounds: list[int | None]) -> Iterator[tuple[int, ...]]:
    """Every way to spread `rest` over cells that hold at most `bounds`."""
    if not bounds:
        if rest == 0:
            yield ()
        return
    most = rest if bounds[0] is None else min(rest, bounds[0])
    for share in range(most + 1):
        for others in _shares(rest - share, bounds[1:]):
            yield (share, *others)


# --- table four -----------------------------------------------------------------------------------------------------


def recover_remedies(figures: Sequence[int], width: int = 5, blocks: int = 3) -> tuple[Vector, frozenset[int]] | None:
    """The row of table four when cells of it were lost: each block of five adds up (A04). None when it is not certain.

    Returns the fifteen numbers and the columns whose number was not printed at a certain place.
    """
    size = width * blocks
    missing = size - len(figures)
    if not 0 < missing <= 3:
        return None
    found: dict[Vector, set[int]] = {}
    for places in combinations(range(size), len(figures)):
        row: list[int | None] = [None] * size
        for place, figure in zip(places, figures, strict=True):
            row[place] = figure
        done: list[int] = []
        for block in range(blocks):
            cells = row[block * width : (block + 1) * width]
            gaps = [at for at, cell in enumerate(cells) if cell is None]
            if len(gaps) > 1:
                break
            parts = sum(cell for cell in cells[:-1] if cell is not None)
            if gaps:
                last = cells[-1]
                value = parts if last is None else last - parts
                if value < 0:
                    break
                cells[gaps[0]] = value
            whole = [cell or 0 for cell in cells]
            if sum(whole[:-1]) != whole[-1]:
                break
            done.extend(whole)
        else:
            found.setdefault(tuple(done), set()).update(set(range(size)) - set(places))
            if len(found) > 1:
                return None
    if len(found) != 1:
        return None
    vector, lost = found.popitem()
    return vector, frozenset(lost)
