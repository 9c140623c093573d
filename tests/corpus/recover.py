"""What can be known of a table that lost cells: an exact count of all ways to fill it, independent of the product.

Each row is seven counts with one sum; each column adds up; 一 + 二 = 三 + 四. A damaged row shows six of its seven
values in their order. `certain` works out every assignment that fits and says which cells are the same in all of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import product

Vector = tuple[int, ...]
WIDTH = 7


def candidates(values: list[int]) -> list[Vector]:
    """All rows of seven that lose one value to become `values` and whose parts add up."""
    if len(values) == WIDTH:
        return [tuple(values)]
    parts, total = values[:-1], values[-1]
    found = {(*values, sum(values))}
    missing = total - sum(parts)
    if missing >= 0:
        found |= {(*parts[:at], missing, *parts[at:], total) for at in range(WIDTH - 1)}
    return sorted(found)


def _add(left: Vector, right: Vector) -> Vector:
    return tuple(a + b for a, b in zip(left, right, strict=True))


def _sums(rows: list[list[Vector]], most: Vector, limit: int) -> list[set[Vector]] | None:
    """After each row, the column sums that can be reached without passing `most`; None when there are too many."""
    reached = [{(0,) * WIDTH}]
    for options in rows:
        sums = (_add(before, option) for before in reached[-1] for option in options)
        following = {total for total in sums if all(a <= b for a, b in zip(total, most, strict=True))}
        if len(following) > limit:
            return None
        reached.append(following)
    return reached


def certain(rows: dict[str, list[int]], leaves: Iterable[str], limit: int = 20_000) -> dict[str, list[bool]] | None:
    """For each row, which of its seven cells have one value only. None: too many ways to count them."""
    options = {key: candidates(values) for key, values in rows.items()}
    names = list(leaves)
    frames = [
        (new, carried, total, forward)
        for new, carried, total, forward in product(
            options["new"], options["carried_over"], options["total"], options["carried_forward"]
        )
        if _add(new, carried) == _add(total, forward)
    ]
    if not frames:
        return None
    targets = {frame[2] for frame in frames}
    most = tuple(max(column) for column in zip(*targets, strict=True))
    reached = _sums([options[name] for name in names], most, limit)
    if reached is None:
        return None
    good = {target for target in targets if target in reached[-1]}
    used: dict[str, set[Vector]] = {name: set() for name in rows}
    for frame in frames:
        if frame[2] in good:
            for name, vector in zip(("new", "carried_over", "total", "carried_forward"), frame, strict=True):
                used[name].add(vector)
    alive = good
    for index in range(len(names) - 1, -1, -1):
        before: set[Vector] = set()
        for option in options[names[index]]:
            back = {tuple(a - b for a, b in zip(total, option, strict=True)) for total in alive} & reached[index]
            if back:
                used[names[index]].add(option)
                before |= back
        alive = before
    return {name: [len({vector[at] for vector in used[name]}) == 1 for at in range(WIDTH)] for name in rows}
