"""When the annual report is due."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.law.annual import Filer, LocalDateNotAllowed, annual_due
from gongkai.law.errors import LawError, NotYetLaw
from gongkai.report.checks.timeliness import DEPARTMENTS_DUE, GOVERNMENTS_DUE


@pytest.mark.parametrize(
    ("year", "filer", "day"),
    [
        (2025, Filer.DEPARTMENT, date(2026, 1, 31)),
        (2025, Filer.GOVERNMENT, date(2026, 3, 31)),
        (2025, Filer.TOWNSHIP, None),
        (2019, Filer.DEPARTMENT, date(2020, 1, 31)),
        (2018, Filer.DEPARTMENT, date(2019, 3, 31)),
        (2018, Filer.GOVERNMENT, date(2019, 3, 31)),
        (2018, Filer.TOWNSHIP, date(2019, 3, 31)),
        (2008, Filer.GOVERNMENT, date(2009, 3, 31)),
    ],
)
def test_the_report_for_a_year_is_due_in_the_next(year: int, filer: Filer, day: date | None):
    assert annual_due(year, filer).day == day


def test_the_day_does_not_move_when_it_is_a_rest_day():
    assert annual_due(2025, Filer.DEPARTMENT).day == date(2026, 1, 31)  # a Saturday
    assert annual_due(2023, Filer.GOVERNMENT).day == date(2024, 3, 31)  # a Sunday


def test_a_local_rule_may_be_stricter():
    due = annual_due(2025, Filer.DEPARTMENT, local=date(2026, 1, 26))
    assert (due.day, due.statutory, due.local) == (date(2026, 1, 26), date(2026, 1, 31), True)
    assert due.says() == "部门2025年度报告应于2026-01-26前（含当日）公布（当地规定）"


def test_a_local_rule_may_repeat_the_regulations():
    due = annual_due(2025, Filer.DEPARTMENT, local=date(2026, 1, 31))
    assert not due.local
    assert due.says() == "部门2025年度报告应于2026-01-31前（含当日）公布（条例第49条）"


def test_a_local_rule_may_not_be_later():
    with pytest.raises(LocalDateNotAllowed, match="晚于条例第49条规定的2026-01-31，地方规定只能提前，不能推后"):
        annual_due(2025, Filer.DEPARTMENT, local=date(2026, 2, 1))


@pytest.mark.parametrize("local", [date(2025, 12, 31), date(2027, 1, 5)])
def test_a_local_day_lies_in_the_year_after(local: date):
    with pytest.raises(LocalDateNotAllowed, match="2025年度报告的当地期限应在2026年"):
        annual_due(2025, Filer.DEPARTMENT, local=local)


def test_a_township_has_only_a_local_day():
    assert annual_due(2025, Filer.TOWNSHIP).says().startswith("条例没有规定乡镇人民政府、街道办事处2025年度报告")
    due = annual_due(2025, Filer.TOWNSHIP, local=date(2026, 2, 20))
    assert (due.day, due.local) == (date(2026, 2, 20), True)


def test_before_order_492_there_was_no_report():
    with pytest.raises(NotYetLaw):
        annual_due(2007, Filer.GOVERNMENT)


@pytest.mark.parametrize("year", [0, 25, 9999])
def test_no_year(year: int):
    with pytest.raises(LawError, match="四位数的年份"):
        annual_due(year, Filer.GOVERNMENT)


def test_the_checks_of_reports_know_the_same_days():
    due = annual_due(2024, Filer.DEPARTMENT).day, annual_due(2024, Filer.GOVERNMENT).day
    assert due == (date(2025, *DEPARTMENTS_DUE), date(2025, *GOVERNMENTS_DUE))


def test_what_is_unsure_is_said():
    assert len(annual_due(2018, Filer.GOVERNMENT).unsure) == 2
    assert "不顺延" in str(annual_due(2024, Filer.GOVERNMENT).unsure[0])
