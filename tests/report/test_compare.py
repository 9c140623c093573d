"""Two reports beside each other."""

from __future__ import annotations

from decimal import Decimal

import pytest

from gongkai.report.comparing import compare
from gongkai.report.errors import ReportError
from gongkai.report.form import EDITION_2019, EDITION_2021
from gongkai.report.model import Report
from gongkai.report.values import BLANK, UNKNOWN, Mark, Value
from tests.report.builders import change, full_report

Y2020, Y2021, Y2022, Y2023 = (full_report(year=year) for year in range(2020, 2024))


def test_every_cell_has_both_values_their_difference_and_the_relative_change():
    found = compare(Y2022, Y2023)
    assert [pair.key for pair in found.cells] == list(EDITION_2021.keys)
    permits = found.cell("proactive.permits.decisions")
    assert (permits.first, permits.second) == (Value(38), Value(39))
    assert (permits.difference, permits.change) == (1, Decimal(1) / 38)
    assert permits.label == "行政许可 | 本年处理决定数量"
    assert not found.across_editions
    assert not found.not_comparable
    assert "proactive.penalties.decisions" not in {pair.key for pair in found.changed}


def test_a_change_from_nothing_has_no_relative_size():
    found = compare(change(Y2022, {"proactive.permits.decisions": 0}), Y2023).cell("proactive.permits.decisions")
    assert (found.difference, found.change) == (39, None)


@pytest.mark.parametrize(("value", "note"), [(BLANK, "第一份报告这一格空白"), (UNKNOWN, "第一份报告这一格未能读出")])
def test_a_blank_or_unread_cell_has_no_difference(value: Value, note: str):
    found = compare(change(Y2022, {"requests.new.total": value}), Y2023).cell("requests.new.total")
    assert (found.difference, found.note, found.comparable) == (None, note, True)


def test_across_the_editions_only_requests_and_remedies_compare():
    found = compare(Y2020, Y2021)
    assert found.across_editions
    not_comparable = {pair.key for pair in found.not_comparable}
    assert not_comparable >= set(EDITION_2019.proactive_keys) | set(EDITION_2021.proactive_keys)
    assert found.cell("requests.new.total").difference == 1
    assert found.cell("remedies.reconsideration.total").difference == 0
    assert all(not key.startswith("remedies.") for key in not_comparable)


@pytest.mark.parametrize("forward", [True, False])
def test_other_results_of_2019_are_the_sum_of_three_rows_of_2021(forward: bool):
    old = change(Y2020, {"requests.other.total": 4})
    new = change(
        Y2021,
        {
            "requests.other.not_supplemented.total": 1,
            "requests.other.fee_unpaid.total": 2,
            "requests.other.other.total": Value(4, Mark.INFERRED),
        },
    )
    found = compare(old, new) if forward else compare(new, old)
    pair = found.cell("requests.other.total")
    assert pair.difference == (3 if forward else -3)
    assert Value(7, Mark.INFERRED) in (pair.first, pair.second)
    rest = found.cell("requests.other.other.total")
    assert not rest.comparable
    assert "并入" in rest.note


def test_a_sum_with_an_unread_row_is_unread():
    new = change(Y2021, {"requests.other.fee_unpaid.total": UNKNOWN})
    assert compare(Y2020, new).cell("requests.other.total").difference is None


PROCUREMENT = "proactive.procurement.amount"


def bought(amount: Value) -> Report:
    return change(Y2020, {PROCUREMENT: amount})


@pytest.mark.parametrize(
    ("first", "second", "difference", "note"),
    [
        (Value(251000, None, "元"), Value(Decimal("25.6"), None, "万元"), Decimal("0.5"), "由元换算为万元"),
        (Value(251000), Value(Decimal("25.6"), None, "万元"), None, "没有写单位"),
        (Value(251000), Value(260000), 9000, "都没有写单位"),
        (Value(0), Value(Decimal("25.6"), None, "万元"), Decimal("25.6"), ""),
    ],
)
def test_money_is_converted_only_when_both_units_are_known(
    first: Value, second: Value, difference: Decimal | int | None, note: str
):
    pair = compare(bought(first), bought(second)).cell(PROCUREMENT)
    assert pair.difference == difference
    assert note in pair.note


def test_sections_are_compared_by_their_text():
    found = compare(full_report(year=2022, variant=0), full_report(year=2023, variant=0))
    alike = {section.key: section.overlap.of_second for section in found.sections}
    assert alike["problems"] == 1
    assert alike["proactive"] == 0
    other = compare(full_report(year=2022, variant=0), full_report(year=2023, variant=1))
    assert next(section for section in other.sections if section.key == "problems").overlap.of_second < 0.6


def test_two_bodies_compare_as_two_years_do():
    found = compare(full_report(body="云溪市司法局"), full_report(body="云溪市民政局"))
    assert not found.changed


def test_without_tables_there_is_nothing_to_compare():
    with pytest.raises(ReportError, match="没有读到表格"):
        compare(Y2022, Report(body="云溪市数据局", year=2023))


def test_neither_form_has_the_cell():
    with pytest.raises(KeyError):
        compare(Y2022, Y2023).cell("proactive.nothing")
