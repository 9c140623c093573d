"""Lost cells are found again exactly when the form's arithmetic leaves one way, checked against counting all ways."""

from __future__ import annotations

from itertools import chain, combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report import Mark, Report, dumps, read
from gongkai.report.form import APPLICANTS, EDITION_2019, EDITIONS
from gongkai.report.tables.recover import Problem, settle_remedies
from gongkai.report.values import BLANK, Value
from tests.corpus.recover import certain
from tests.report.writers.examples import example

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


def columns_of(sources) -> list[set[int]]:
    """For each column the printed figures that may be its own, -1 for a lost one."""
    return [{-1 if source is None else source[1] for source in column} for column in sources]


def test_a_row_of_six_zeros_is_a_row_of_seven():
    settled = solve({"new": (0,) * 7, "carried_over": (0,) * 7}, {"granted": [0] * 6})
    assert settled["granted"].numbers == (0,) * 7
    assert all(-1 in column for column in columns_of(settled["granted"].sources))


def test_the_other_rows_decide_whose_the_figure_is():
    zero = (0,) * 7
    known = dict.fromkeys(LEAVES, zero) | {"new": (2, 0, 0, 0, 0, 0, 2), "total": (2, 0, 0, 0, 0, 0, 2)}
    known |= {"carried_over": zero, "carried_forward": zero}
    settled = solve(known, {"granted": [2, 0, 0, 0, 0, 2]})
    assert settled["granted"].numbers == (2, 0, 0, 0, 0, 0, 2)
    assert columns_of(settled["granted"].sources)[0] == {0}
    assert columns_of(settled["granted"].sources)[6] == {5}
    assert all(-1 in column for column in columns_of(settled["granted"].sources)[1:6])


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


def test_where_the_figures_contradict_each_other_a_row_of_six_settles_nothing():
    zero = (0,) * 7
    known = dict.fromkeys(LEAVES, zero) | {"carried_over": zero, "carried_forward": zero}
    known |= {"new": (5, 0, 0, 0, 0, 0, 5), "total": (1, 0, 0, 0, 0, 0, 1)}
    settled = solve(known, {"granted": [1, 2, 3, 4, 5, 16], "partial": [1, 1, 0, 0, 0, 2], "refused": [0] * 6})
    assert "partial" not in settled  # its 0 may have stood in five places, or its 总计 may be lost
    assert "granted" not in settled  # 1 may be lost, or a 总计 of 31


def test_one_lost_cell_beside_a_huge_total_is_the_difference():
    rows = {"granted": [999_999_999, 999_999_999]}
    assert "granted" not in solve({}, rows)
    rows = {"granted": [1, 0, 0, 0, 0, 999_999_999]}
    assert "granted" not in solve({}, rows)  # 999,999,998 may have stood in any of six columns
    rows = {"granted": [1, 2, 3, 4, 5, 999_999_999]}
    known = {"total": (1, 2, 3, 4, 5, 999_999_984, 999_999_999)}
    assert solve(known, rows)["granted"].numbers == (1, 2, 3, 4, 5, 999_999_984, 999_999_999)


# --- table four -------------------------------------------------------------------------------------------------------


def fillings(block: list[int | None]) -> list[list[int]]:
    """Every block of five that adds up and has these cells, lost ones counting up to 12."""
    gaps = [at for at, cell in enumerate(block) if cell is None]
    found = []
    for numbers in product(range(13), repeat=len(gaps)):
        cells = list(block)
        for at, number in zip(gaps, numbers, strict=True):
            cells[at] = number
        if sum(cells[:-1]) == cells[-1]:
            found.append(cells)
    return found


def all_ways(figures: list[int]) -> set[tuple[int, ...]]:
    """Every table four of fifteen cells in which these figures stand in this order."""
    ways: set[tuple[int, ...]] = set()
    for places in combinations(range(15), len(figures)):
        row: list[int | None] = [None] * 15
        for place, figure in zip(places, figures, strict=True):
            row[place] = figure
        blocks = [fillings(row[start : start + 5]) for start in (0, 5, 10)]
        ways |= {tuple(chain.from_iterable(blocks)) for blocks in product(*blocks)}
    return ways


@st.composite
def remedies(draw: st.DrawFn, losses: int, most: int = 2) -> tuple[list[int], list[int]]:
    """A table four, and what is left of it."""
    parts = draw(st.lists(st.sampled_from((0, 0, 0, *range(most + 1))), min_size=12, max_size=12))
    row = [number for at in range(0, 12, 4) for number in (*parts[at : at + 4], sum(parts[at : at + 4]))]
    gone = draw(st.sets(st.integers(0, 14), min_size=1, max_size=losses))
    return row, [number for at, number in enumerate(row) if at not in gone]


@settings(max_examples=400, deadline=None)
@given(remedies(losses=5))
def test_what_is_settled_of_table_four_is_true(case):
    row, left = case
    found = settle_remedies(left)
    if found is not None:
        assert all(number in (None, truth) for number, truth in zip(found.numbers, row, strict=True))


@settings(max_examples=60, deadline=None)
@given(remedies(losses=2, most=1))
def test_table_four_is_settled_exactly_as_far_as_all_ways_agree(case):
    _, left = case
    ways = all_ways(left)
    agreed = tuple(values[0] if len(set(values)) == 1 else None for values in zip(*ways, strict=True))
    found = settle_remedies(left)
    numbers = found.numbers if found else (None,) * 15
    assert numbers == agreed


def test_table_four_of_zeros_that_lost_one_is_settled():
    found = settle_remedies([0] * 14)
    assert found is not None
    assert found.numbers == (0,) * 15


def test_two_lost_cells_of_one_block_may_have_been_a_case():
    """1 维持 and 总计 1 may both be gone: thirteen zeros say nothing of where."""
    found = settle_remedies([0] * 13)
    assert found is None or None in found.numbers


# --- a blank is no 0 --------------------------------------------------------------------------------------------------


ZEROS = example("2021", cells=dict.fromkeys(EDITIONS["2021"].keys, Value(0)))


def with_row(label: str, cells: str) -> Report:
    """A report of edition 2021 as plain text, all zeros but for one row of table three."""
    rows = [line.split("\t") for line in dumps(ZEROS, "txt").decode().split("\n")]
    lines = [
        "\t".join([*row[: row.index(label) + 1], *cells.split()]) if label in row else "\t".join(row) for row in rows
    ]
    return read("\n".join(lines).encode(), name="report.txt")


def test_a_printed_dash_stays_blank_in_a_row_that_lost_a_cell():
    report = with_row("2.重复申请", "— — — — — —")
    marks = {report.cells[f"requests.not_processed.repeated.{column.key}"].mark for column in APPLICANTS}
    assert marks <= {Mark.BLANK, Mark.UNKNOWN}


def test_a_dash_in_table_four_is_not_turned_into_a_zero():
    text = dumps(ZEROS, "txt").decode()
    row = next(line for line in text.split("\n") if line.count("\t") == 14 and set(line) <= set("0123456789\t"))
    report = read(text.replace(row, "2\t—\t—\t—\t2\t0\t1\t0\t0\t1\t0\t0\t0\t0").encode(), name="report.txt")
    assert report.cells["remedies.reconsideration.corrected"] == BLANK
    assert report.number("remedies.litigation_direct.corrected") == 1
    assert report.cells["remedies.litigation_after_reconsideration.total"].mark is Mark.INFERRED
