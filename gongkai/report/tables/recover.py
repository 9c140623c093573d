"""Cells that a page lost, found again by the form's own arithmetic: a small exact constraint problem.

Unknown is where the printed cells of a damaged row stood and what the lost ones held. Known are the printed rows and the
equations of the form: each row adds up to its 总计 (A01), the result rows add up to （七） (A02), and 一 + 二 = 三（七） + 四
(A03), column by column. Lost counts are whole numbers from 0. When exactly one assignment fits it is taken; when several fit,
or none, the cells stay unknown. Nothing is ever guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Final, NamedTuple

WIDTH: Final = 7
TOTAL: Final = WIDTH - 1
MOST_CANDIDATES: Final = 4000
MOST_SOLUTIONS: Final = 200
MOST_STEPS: Final = 200_000

Vector = tuple[int, ...]


class Placing(NamedTuple):
    """One way a damaged row may have been: the whole row, and which of its cells are lost ones."""

    vector: Vector
    lost: frozenset[int]


class Settled(NamedTuple):
    """What became of a damaged row: its seven numbers, and the columns whose number was not printed at a certain place."""

    vector: Vector
    lost: frozenset[int]
    reason: str


class Problem:
    """The requests table with some rows damaged.

    Args:
        known: rows read in full, by key. damaged: for each other row the ways its printed figures may be read, each a
            sequence of figures in printed order (fewer than seven where cells were lost). leaves: result rows of the edition.
    """

    def __init__(self, known: dict[str, Vector], damaged: dict[str, list[Sequence[int]]], leaves: Iterable[str]) -> None:
        self.known = known
        self.damaged = damaged
        self.leaves = tuple(leaves)
        self.steps = 0

    def solve(self) -> dict[str, Settled]:
        """The damaged rows that have one solution."""
        bounds = {key: self._bounds(key) for key in self.damaged}
        options: dict[str, list[Placing]] = {}
        open_rows: set[str] = set()
        for key, readings in self.damaged.items():
            found = _placings(readings, bounds[key])
            if found is None:
                open_rows.add(key)
            else:
                options[key] = found
        solved = self._search(options, open_rows)
        settled: dict[str, Settled] = {}
        for key, placings in options.items():
            vectors = solved.get(key) if solved is not None else None
            if vectors is not None and len(vectors) == 1:
                vector = next(iter(vectors))
                reason = "行列勾稽关系只允许这一种填法" if len({p.vector for p in placings}) > 1 else "本行合计只允许这一种填法"
            elif solved is None and len({p.vector for p in placings}) == 1:
                vector, reason = placings[0].vector, "本行合计只允许这一种填法"
            else:
                continue
            lost = frozenset().union(*(p.lost for p in placings if p.vector == vector))
            settled[key] = Settled(vector, lost, reason)
        return settled

    def _bounds(self, key: str) -> list[int | None]:
        """The most that each cell of a row can be, by the columns' equations over the rows that are known; None: no bound."""
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

    def _search(self, options: dict[str, list[Placing]], open_rows: set[str]) -> dict[str, set[Vector]] | None:
        """The vectors that each row takes in the assignments that fit; None when none fits or there are too many to tell."""
        choices = {key: sorted({placing.vector for placing in placings}) for key, placings in options.items()}
        order = sorted(choices, key=lambda key: len(choices[key]))
        chosen: dict[str, Vector] = dict(self.known)
        solutions: dict[str, set[Vector]] = {key: set() for key in order}
        count = 0
        self.steps = 0

        def fits(*, final: bool) -> bool:
            return self._columns_fit(chosen, open_rows, final=final)

        def descend(depth: int) -> bool:
            """False stops the search: too many solutions or steps."""
            nonlocal count
            self.steps += 1
            if self.steps > MOST_STEPS:
                return False
            if depth == len(order):
                if fits(final=True):
                    count += 1
                    for key in order:
                        solutions[key].add(chosen[key])
                return count <= MOST_SOLUTIONS
            key = order[depth]
            for vector in choices[key]:
                chosen[key] = vector
                if (len(choices[key]) == 1 or fits(final=False)) and not descend(depth + 1):
                    chosen.pop(key, None)
                    return False
            chosen.pop(key, None)
            return True

        complete = descend(0)
        if not complete:
            return {key: set() for key in order}
        return solutions if count else None

    def _columns_fit(self, rows: dict[str, Vector], open_rows: set[str], *, final: bool) -> bool:
        total = rows.get("total")
        sides = [rows.get(key) for key in ("new", "carried_over", "total", "carried_forward")]
        leaves = [rows[leaf] for leaf in self.leaves if leaf in rows]
        whole = len(leaves) == len(self.leaves) and not open_rows & set(self.leaves)
        for column in range(WIDTH):
            if total is not None:
                spent = sum(row[column] for row in leaves)
                if spent > total[column] or (whole and spent != total[column]):
                    return False
            if all(side is not None for side in sides):
                new, over, done, forward = (side[column] for side in sides if side is not None)
                if new + over != done + forward:
                    return False
        return True


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
