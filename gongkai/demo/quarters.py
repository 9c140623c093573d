"""Quarterly tables in the demo city: the last ones handed in and collected, some late, one sent back, some missing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final, NamedTuple

import time_machine
from django.utils import timezone

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.demo.city import DATA, LEAD, MARKET, SCHOOLS, staff_of
from gongkai.demo.clock import at
from gongkai.filings import quarterly
from gongkai.filings.models import Quarter
from gongkai.filings.services import quarters as services

SUPERVISOR: Final = "zhengwu"
NUMBER: Final = 3
"""Quarters that have ended."""


class Habit(NamedTuple):
    """How many days after a quarter a body hands its table in, and what becomes of the last one."""

    after: int
    last: str
    trainings: int = 1


HABITS: Final = {
    SCHOOLS: Habit(4, "submitted", 2),
    LEAD: Habit(6, "submitted", 3),
    DATA: Habit(8, "returned"),
    MARKET: Habit(16, "open"),
}
"""The others have handed nothing in."""


def quarters() -> str:
    """Live the last quarters."""
    if not Quarter.objects.exists():
        people = {user.username: user for user in User.objects.filter(is_staff=True)}
        *before, last = _ended()
        for year, quarter in before:
            tables = [_hand_in(name, year, quarter, habit, people) for name, habit in HABITS.items()]
            with _on(year, quarter, 20):
                services.collect(tables, by=people[SUPERVISOR])
        for name, habit in HABITS.items():
            if habit.last == "open":
                with _on(*last, habit.after):
                    services.open_quarter(Body.objects.get(name=name), *last, by=people[staff_of(name).officer])
                continue
            table = _hand_in(name, *last, habit, people)
            if habit.last == "returned":
                with _on(*last, habit.after + 2):
                    services.send_back(table, "培训次数请与登记核对（演示）", by=people[SUPERVISOR])
    handed_in = Quarter.objects.exclude(submitted_at=None).count()
    return f"{Quarter.objects.count()}张季度统计表，{handed_in}张报送过"


def _ended() -> list[tuple[int, int]]:
    """The last quarters that ended so long ago that their tables are due, the oldest first."""
    return list(_back())[NUMBER - 1 :: -1]


def _back() -> Iterator[tuple[int, int]]:
    today = timezone.localdate()
    year, quarter = today.year, 4
    while year > today.year - 3:
        if quarterly.due_of(year, quarter) < today - timedelta(days=10):
            yield year, quarter
        year, quarter = (year, quarter - 1) if quarter > 1 else (year - 1, 4)


def _on(year: int, quarter: int, days: int) -> time_machine.travel:
    """So many days after a quarter, or now."""
    return at(quarterly.period_of(year, quarter)[1] + timedelta(days=days), 15)


def _hand_in(name: str, year: int, quarter: int, habit: Habit, people: dict[str, User]) -> Quarter:
    """Count, declare and hand in the table of a body."""
    officer = people[staff_of(name).officer]
    with _on(year, quarter, habit.after):
        table = services.open_quarter(Body.objects.get(name=name), year, quarter, by=officer)
        figures: dict[str, int | None] = dict.fromkeys(quarterly.DECLARED, 0)
        figures |= {"enquiries": 12 + quarter * 5, "responses": quarter, "trainings": habit.trainings}
        table = services.declare(table, figures, "", by=officer, edition=table.edition)
        return services.submit(table, by=officer)
