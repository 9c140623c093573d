"""Values of the law that change with time."""

from __future__ import annotations

from datetime import date

import pytest

from gongkai.law.dated import Dated
from gongkai.law.errors import NotYetLaw

DAYS = Dated({date(2019, 5, 15): 20, date(2008, 5, 1): 15})


@pytest.mark.parametrize(
    ("day", "value"), [("2008-05-01", 15), ("2019-05-14", 15), ("2019-05-15", 20), ("2026-01-01", 20)]
)
def test_a_value_holds_from_its_day_until_the_next_one_comes(day: str, value: int):
    assert DAYS.on(date.fromisoformat(day)) == value


def test_before_the_first_there_was_no_such_rule():
    with pytest.raises(NotYetLaw, match="2008-04-30早于该规定的施行日期2008-05-01"):
        DAYS.on(date(2008, 4, 30))
    assert DAYS.since == (date(2008, 5, 1), date(2019, 5, 15))
