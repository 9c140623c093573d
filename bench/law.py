"""Clocks of requests: how long 100,000 of them take, beside a plain count of working days."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from time import perf_counter
from typing import Final

from gongkai.law import Event, calendar, clock, event_from

COUNT: Final = 100_000
_DAY: Final = timedelta(1)
_FIRST: Final = date(2020, 1, 2)
_SPAN: Final = 1_800


def clocks() -> None:
    """The table of `make bench`."""
    cases = [_case(_FIRST + n % _SPAN * _DAY) for n in range(_SPAN)]
    work = calendar()
    bare = _seconds(lambda case: _naive(case[0].on), cases, COUNT // 20)
    print("| requests of six events, one core | how many | seconds | µs each | ÷ bare |")
    print("| --- | ---: | ---: | ---: | ---: |")
    _line("bare: twenty working days, each asked of `chinese_calendar`", COUNT // 20, bare, bare)
    whole = _seconds(lambda case: clock(case, work), cases, COUNT)
    _line("clock: state, all due dates, remarks", COUNT, whole, bare)
    days = _seconds(lambda case: clock(case, work).ledger, cases, COUNT // 5)
    _line("clock and its ledger of days", COUNT // 5, days, bare)


def _line(name: str, count: int, each: float, bare: float) -> None:
    print(f"| {name} | {count:,} | {each * count:.1f} | {each * 1e6:,.0f} | {each / bare:.2f} × |", flush=True)


def _seconds(run: Callable[[list[Event]], object], cases: list[list[Event]], count: int) -> float:
    """Seconds for one case."""
    start = perf_counter()
    for n in range(count):
        run(cases[n % len(cases)])
    return (perf_counter() - start) / count


def _naive(received: date) -> date:
    from chinese_calendar import is_workday

    day, left = received, 20
    while left:
        day += _DAY
        left -= is_workday(day)
    return day


def _case(received: date) -> list[Event]:
    def event(kind: str, after: int, **more: object) -> Event:
        return event_from({"kind": kind, "on": (received + after * _DAY).isoformat()} | more)

    return [
        event("received", 0, channel="internet"),
        event("confirmed", 1),
        event("consultation_sent", 7, to="third_party"),
        event("consultation_delivered", 9),
        event("extended", 17, days=20),
        event("replied", 60, outcome="disclosed"),
    ]
