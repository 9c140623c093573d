"""Lost cells are found again exactly when the form's arithmetic leaves one way, checked against counting all ways."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.form import EDITION_2019
from gongkai.report.tables.recover import Problem, recover_remedies
from tests.corpus.recover import certain

LEAVES = EDITION_2019.leaves
Row = tuple[int, ...]


@st.composite
def tables(draw: st.DrawFn, most: int = 4) -> dict[str, Row]:
    """A table three that adds up, mostly zeros."""
    count = st.sampled_from((0, 0, 0, 0, *range(1, most)))
    rows: dict[str, Row] = {}
    for leaf in LEAVES:
        parts = tuple(draw(count) for _ in range(6)) if draw(st.integers(0, 3)) == 0 else (0,) * 6
        rows[leaf] = (*parts, sum(parts))
    rows["total"] = tuple(sum(rows[leaf][column] for leaf in LEAVES) for column in range(7))
    carried = tuple(draw(st.integers(0, 1)) for _ in range(6))
    rows["carried_forward"] = (*carried, sum(carried))
    inflow = tuple(rows["total"][column] + rows["carried_forward"][column] for column in range(6))
    over = tuple(min(number, draw(st.integers(0, 1))) for number in inflow)
    new = tuple(one - two for one, two in zip(inflow, over, strict=True))
    rows["carried_over"] = (*over, sum(over))
    rows["new"] = (*new, sum(new))
    return rows


@st.composite
def damaged(draw: st.DrawFn, losses: int = 1) -> tuple[dict[str, Row], dict[str, list[int]]]:
    """A table, and what is left of some of its rows."""
    rows = draw(tables())
    hurt = draw(st.lists(st.sampled_from(sorted(rows)), min_size=1, max_size=12, unique=True))
    left = {}
    for key in hurt:
        gone = draw(st.sets(st.integers(0, 6), min_size=1, max_size=losses))
        left[key] = [number for at, number in enumerate(rows[key]) if at not in gone]
    return rows, left


def solve(rows: dict[str, Row], left: dict[str, list[int]]):
    known = {key: row for key, row in rows.items() if key not in left}
    return Problem(known, {key: [tuple(figures)] for key, figures in left.items()}, LEAVES).solve()


@settings(max_examples=150, deadline=None)
@given(damaged(losses=3))
def test_what_is_settled_is_true(case):
    rows, left = case
    for key, settled in solve(rows, left).items():
        for number, truth in zip(settled.numbers, rows[key], strict=True):
            assert number is None or number == truth


@settings(max_examples=100, deadline=None)
@given(damaged())
def test_every_cell_that_has_one_value_in_all_ways_is_settled(case):
    rows, left = case
    sure = certain({key: left.get(key) or list(row) for key, row in rows.items()}, LEAVES)
    if sure is None:
        return
    settled = solve(rows, left)
    for key in left:
        numbers = settled[key].numbers if key in settled else (None,) * 7
        assert [number is not None for number in numbers] == sure[key]


def test_a_row_of_six_zeros_is_a_row_of_seven():
    settled = solve({"new": (0,) * 7, "carried_over": (0,) * 7}, {"granted": [0] * 6})
    assert settled["granted"].numbers == (0,) * 7
    assert settled["granted"].lost == frozenset(range(7))


def test_the_other_rows_decide_whose_the_figure_is():
    zero = (0,) * 7
    known = dict.fromkeys(LEAVES, zero) | {"new": (2, 0, 0, 0, 0, 0, 2), "total": (2, 0, 0, 0, 0, 0, 2)}
    known |= {"carried_over": zero, "carried_forward": zero}
    settled = solve(known, {"granted": [2, 0, 0, 0, 0, 2]})
    assert settled["granted"].numbers == (2, 0, 0, 0, 0, 0, 2)
    assert settled["granted"].lost == frozenset({1, 2, 3, 4, 5})


def test_two_rows_that_could_change_places_stay_open():
    zero = (0,) * 7
    known = dict.fromkeys(LEAVES, zero) | {"carried_over": zero, "carried_forward": zero}
    known |= {"new": (1, 1, 0, 0, 0, 0, 2), "total": (1, 1, 0, 0, 0, 0, 2)}
    settled = solve(known, {"granted": [1, 0, 0, 0, 0, 1], "partial": [1, 0, 0, 0, 0, 1]})
    for key in ("granted", "partial"):
        assert settled[key].numbers[:2] == (None, None)
        assert settled[key].numbers[2:] == (0, 0, 0, 0, 1)


def test_figures_that_contradict_each_other_settle_nothing():
    zero = (0,) * 7
    known = dict.fromkeys(LEAVES, zero) | {"carried_over": zero, "carried_forward": zero}
    known |= {"new": (5, 0, 0, 0, 0, 0, 5), "total": (5, 0, 0, 0, 0, 0, 5)}
    assert "granted" not in solve(known, {"granted": [2, 0, 0, 0, 0, 2]})


@settings(max_examples=200, deadline=None)
@given(st.lists(st.integers(0, 3), min_size=12, max_size=12), st.integers(0, 14))
def test_table_four_is_settled_only_truly(parts: list[int], gone: int):
    row = [number for at in range(0, 12, 4) for number in (*parts[at : at + 4], sum(parts[at : at + 4]))]
    found = recover_remedies(row[:gone] + row[gone + 1 :])
    assert found is None or found[0] == tuple(row)


def test_table_four_of_zeros_is_settled():
    found = recover_remedies([0] * 14)
    assert found is not None
    assert found[0] == (0,) * 15
