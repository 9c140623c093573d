"""A form of which columns or whole blocks are left out: what is printed is read as what its heading says."""

from __future__ import annotations

from itertools import combinations

import pytest

from gongkai.report import Report, dumps, read
from gongkai.report.form import APPLICANTS, REMEDIES
from gongkai.report.values import UNKNOWN, Value
from tests.report.builders import full_report, without

KINDS = ("txt", "md", "html", "docx", "xlsx", "pdf")
BLOCKS = [block.key for block in REMEDIES]


# --- table four ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("gone", [gone for size in (1, 2) for gone in combinations(BLOCKS, size)])
def test_a_table_four_with_fewer_blocks_is_read_by_their_headings(gone: tuple[str, ...], kind: str):
    report = without(full_report(), [f"remedies.{block}" for block in gone])
    again = read(dumps(report, kind))
    assert again.cells == report.cells
    assert again.seen is not None
    assert again.seen.missing == [f"remedies.{block}" for block in BLOCKS if block in gone]


def table_four(*rows: str) -> dict[str, Value]:
    """The cells of table four in a report whose page gives it in these rows."""
    page = dumps(full_report(), "html").decode()
    start = page.rindex("<table")
    end = page.index("</table>", start)
    cells = read((page[:start] + "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + page[end:]).encode()).cells
    return {key.removeprefix("remedies."): value for key, value in cells.items() if key.startswith("remedies.")}


RESULTS = "".join(f"<td>{result}</td>" for result in "结果维持 结果纠正 其他结果 尚未审结 总计".split())


def figures(text: str) -> str:
    return "".join(f"<td>{figure.strip('.')}</td>" for figure in text.split())


def test_a_block_whose_results_have_no_headings_below_it_is_not_read_as_the_next_one():
    cells = table_four(
        f"<td colspan=5>行政复议</td><td colspan=5>行政诉讼</td>{RESULTS}",
        f"<td colspan=5>未经复议直接起诉</td>{RESULTS}",
        figures("0 0 0 0 0 1 0 0 0 1"),
    )
    assert cells["reconsideration.upheld"] == Value(0)
    assert cells["litigation_direct.upheld"] == Value(1)


def test_blocks_in_another_order_are_read_by_where_their_headings_stand():
    cells = table_four(
        "<td colspan=10>行政诉讼</td><td colspan=5>行政复议</td>",
        "<td colspan=5>未经复议直接起诉</td><td colspan=5>复议后起诉</td>" + RESULTS,
        RESULTS * 2,
        figures("1 0 0 0 1 0 2 0 0 2 0 0 3 0 3"),
    )
    assert [cells[f"{block}.total"] for block in BLOCKS] == [Value(3), Value(1), Value(2)]


def test_ten_figures_below_headings_that_do_not_say_which_blocks_they_are_stay_unknown():
    cells = table_four("<td colspan=10>情况</td>", RESULTS * 2, figures("0 0 0 0 0 0 0 0 0 0"))
    assert set(cells.values()) == {UNKNOWN}


def test_a_row_of_blanks_below_the_figures_is_not_taken_for_them():
    row = figures("1 0 0 0 1 1 0 0 0 1").replace("<td>", "<td colspan=2>", 1)
    cells = table_four(
        "<td colspan=6>行政复议</td><td colspan=5>未经复议直接起诉</td>",
        (RESULTS * 2).replace("<td>", "<td colspan=2>", 1),
        row,
        figures(" ".join(["."] * 11)),
    )
    assert cells["reconsideration.upheld"] == cells["litigation_direct.total"] == Value(1)


# --- table three --------------------------------------------------------------------------------------------------

COLUMNS = [column.key for column in APPLICANTS]


def page_of(report: Report, kind: str) -> bytes:
    """The report in a format; "lines" is a text with a cell to a line."""
    return dumps(report, "txt").replace(b"\t", b"\n") if kind == "lines" else dumps(report, kind)


@pytest.mark.parametrize("kind", [*KINDS, "lines"])
@pytest.mark.parametrize("gone", COLUMNS)
def test_a_table_three_with_a_column_less_is_read_by_its_head(gone: str, kind: str):
    report = without(full_report(), [f"requests.*.{gone}"])
    again = read(page_of(report, kind))
    assert again.cells == report.cells
    assert again.seen is not None
    assert again.seen.missing == [f"requests.*.{gone}"]


@pytest.mark.parametrize("kind", ["txt", "md", "lines"])
@pytest.mark.parametrize("gone", [("natural_person", "total"), ("research", "legal_service")])
def test_a_table_three_with_two_columns_less_is_read_by_its_head(gone: tuple[str, str], kind: str):
    report = without(full_report(), [f"requests.*.{column}" for column in gone])
    assert read(page_of(report, kind)).cells == report.cells


@pytest.mark.parametrize("lost", ["科研机构", "自然人", "总计"])
def test_a_word_that_the_head_lost_is_no_column_that_is_missing(lost: str):
    report = full_report()
    page = dumps(report, "txt").decode().splitlines(keepends=True)
    at = next(index for index, line in enumerate(page) if "自然人" in line)
    for index in (at, at + 1):
        page[index] = page[index].replace(f"\t{lost}", "\t").replace("\t\n", "\n")
    again = read("".join(page).encode())
    assert again.cells == report.cells


def test_a_short_row_with_a_blank_at_either_end_is_not_guessed_at():
    report = without(full_report(), ["requests.*.research"])
    page = dumps(report, "txt").decode()
    row = next(line for line in page.splitlines() if "二、上年结转" in line)
    label = row.split("\t")[0]
    again = read(page.replace(row, label + "\t\t0\t1\t0\t0\t1\t").encode())
    assert {value for key, value in again.cells.items() if key.startswith("requests.carried_over.")} == {UNKNOWN}


def test_a_sum_of_the_organisations_is_not_taken_for_a_total_that_is_missing():
    report = without(full_report(), ["requests.*.total"])
    page = []
    for line in dumps(report, "txt").decode().splitlines():
        cells = line.split("\t")
        if cells[-1] == "其他":
            line += "\t小计"
        elif len(cells) > 6 and "维持" not in line and cells[-1].isdigit() and len(cells) < 12:
            line += f"\t{sum(map(int, cells[-5:]))}"
        page.append(line)
    assert read("\n".join(page).encode()).cells == report.cells
