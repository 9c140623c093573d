"""Working days as the State Council's yearly notices arrange them.

A working day is a weekday that the notice does not make a holiday, or a weekend day that it makes a working day (调休).
The Regulations say "working day" without defining it; this is how the notices and practice have it. The day on which a
period opens is not counted (Civil Code, Art. 201, para. 1).

Where a year's days come from:

- a notice in `notices.toml` or given by the caller, with the notices that later revised it;
- for years without one, the data of the `chinesecalendar` library, which begin in 2004 and carry no notice numbers;
- no other year is guessed: a count that reaches one raises `CalendarNotPublished`, unless the calendar was asked for
  with `provisional=True`, which takes every Monday to Friday there for a working day.

A notice may reach into the December before its year (the one for 2019 made Monday 2018-12-31 a holiday), so the last
days of a December can still change when the next year's notice appears.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from enum import StrEnum
from functools import cache
from threading import Lock
from typing import Final, NamedTuple

from gongkai.law.errors import CalendarNotPublished
from gongkai.law.notices import Notice, read_notices

__all__ = ["Day", "DayKind", "Notice", "WorkCalendar", "calendar", "read_notices"]


class DayKind(StrEnum):
    WORKDAY = "workday"
    MAKE_UP = "make_up"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    DayKind.WORKDAY: "工作日",
    DayKind.MAKE_UP: "调休上班",
    DayKind.WEEKEND: "周末",
    DayKind.HOLIDAY: "放假",
}
_WORKING: Final = frozenset({DayKind.WORKDAY, DayKind.MAKE_UP})


class Day(NamedTuple):
    """What a day is, and which notice says so."""

    day: date
    kind: DayKind
    name: str = ""
    """The holiday's name."""
    notice: str = ""
    """The number of the notice that arranges the day; empty for plain days and for years known from the library."""
    provisional: bool = False
    """Whether the year has no notice yet, so that this is only what the week says."""

    @property
    def works(self) -> bool:
        return self.kind in _WORKING


class WorkCalendar:
    """The working days of the years that are known. Never changes once made; threads may share it.

    Counting is by ordinal numbers: how many working days there are up to a day is one look into a list, and outside
    the list simple arithmetic on weeks, so no method takes longer for a longer span.
    """

    __slots__ = (
        "_arranged",
        "_before",
        "_from",
        "_known",
        "_provisional",
        "_ranks",
        "_sure",
        "_working",
        "first",
        "last",
        "notices",
    )

    def __init__(
        self,
        arranged: Iterable[Day],
        years: Iterable[int],
        *,
        notices: Iterable[Notice] = (),
        provisional: bool = False,
    ) -> None:
        self._arranged: Final = {day.day: day for day in arranged}
        self._known: Final = frozenset(years)
        self._provisional: Final = provisional
        self.first: Final = min(self._known)
        """The first year covered by a notice or by the library's data."""
        self.last: Final = max(self._known)
        """The last such year."""
        self.notices: Final = tuple(notices)
        """The notices in force, in the order of their dates."""
        whole = len(self._known) == self.last - self.first + 1
        self._sure: Final = _ordinals(self._known) if whole else (1, 0)
        start, until = _ordinals({*self._known, *(day.year for day in self._arranged)})
        self._from: Final = start
        self._working: Final[list[int]] = []
        self._ranks: Final[list[int]] = []
        rank = _weekdays(start - 1)
        self._before: Final = rank
        for n in range(start, until + 1):
            arranged_day = self._arranged.get(date.fromordinal(n))
            if arranged_day.works if arranged_day is not None else _weekday(n):
                rank += 1
                self._working.append(n)
            self._ranks.append(rank)

    # --- one day ---

    def day(self, day: date) -> Day:
        """What a day is.

        Raises:
            CalendarNotPublished: its year has no notice.
        """
        self._need(day.toordinal(), day.toordinal())
        provisional = day.year not in self._known
        arranged = self._arranged.get(day)
        if arranged is not None:
            return arranged._replace(provisional=provisional)
        kind = DayKind.WORKDAY if day.weekday() < 5 else DayKind.WEEKEND
        return Day(day, kind, provisional=provisional)

    def works(self, day: date) -> bool:
        """Whether a day is a working day.

        Raises:
            CalendarNotPublished: its year has no notice.
        """
        n = day.toordinal()
        self._need(n, n)
        return self._rank(n) > self._rank(n - 1)

    def covers(self, day: date) -> bool:
        """Whether the day's year has a notice, or data of the library."""
        return day.year in self._known

    def is_provisional(self, through: date) -> bool:
        """Whether a period that ends on this day rests on a year without a notice."""
        return through.year not in self._known

    # --- counting ---

    def after(self, day: date, n: int) -> date:
        """The n-th working day after a day. The day itself is not counted; for n = 0 it is the answer.

        Raises:
            CalendarNotPublished: the count reaches a year without a notice.
            OverflowError: the count goes beyond the year 9999.
        """
        if n < 1:
            if n < 0:
                raise ValueError(f"working days are counted forward: {n}")
            return day
        start = day.toordinal()
        found = self._nth(self._rank(start) + n)
        self._need(start + 1, found)
        if found > _LAST:
            raise OverflowError(f"{n} working days after {day} come after the year 9999")
        return date.fromordinal(found)

    def count(self, after: date, through: date) -> int:
        """How many working days d there are with after < d <= through; none when `through` is not later.

        Raises:
            CalendarNotPublished: the span touches a year without a notice.
        """
        start, end = after.toordinal(), through.toordinal()
        if end <= start:
            return 0
        self._need(start + 1, end)
        return self._rank(end) - self._rank(start)

    def next_working(self, day: date) -> date:
        """The day itself if it is a working day, or the next one that is.

        Raises:
            CalendarNotPublished: that is in a year without a notice.
        """
        start = day.toordinal()
        found = self._nth(self._rank(start - 1) + 1)
        self._need(start, found)
        return date.fromordinal(found)

    def changed(self, other: WorkCalendar) -> tuple[date, ...]:
        """The days, in years that both cover, on which people work by one calendar and not by the other."""
        days = self._arranged.keys() | other._arranged.keys()
        return tuple(
            day
            for day in sorted(days)
            if self.covers(day) and other.covers(day) and self.works(day) != other.works(day)
        )

    # --- ordinals ---

    def _need(self, first: int, last: int) -> None:
        """All years from one ordinal to another are known, or guessing was asked for."""
        if self._provisional or (self._sure[0] <= first and last <= self._sure[1]):
            return
        year = date.fromordinal(min(first, _LAST)).year
        until = date.fromordinal(min(last, _LAST)).year
        while year in self._known and year < until:
            year += 1
        if year not in self._known:
            raise CalendarNotPublished(year, first=self.first, last=self.last)

    def _rank(self, n: int) -> int:
        """How many working days there are up to an ordinal, counting plain weekdays outside the list."""
        at = n - self._from
        if at < 0:
            return _weekdays(n)
        if at < len(self._ranks):
            return self._ranks[at]
        return self._ranks[-1] + _weekdays(n) - _weekdays(self._from + len(self._ranks) - 1)

    def _nth(self, rank: int) -> int:
        """The ordinal of the working day of that rank."""
        at = rank - self._before - 1
        if at < 0:
            return _nth_weekday(rank)
        if at < len(self._working):
            return self._working[at]
        return _nth_weekday(rank - self._ranks[-1] + _weekdays(self._from + len(self._ranks) - 1))


_LAST: Final = date.max.toordinal()


def _ordinals(years: Collection[int]) -> tuple[int, int]:
    """Of the first day of the first year and the last day of the last one."""
    return date(min(years), 1, 1).toordinal(), date(max(years), 12, 31).toordinal()


def _weekday(ordinal: int) -> bool:
    return 1 <= ordinal % 7 <= 5  # ordinal 1 is a Monday


def _weekdays(ordinal: int) -> int:
    """How many Mondays to Fridays there are up to an ordinal."""
    weeks, days = divmod(ordinal, 7)
    return 5 * weeks + min(days, 5)


def _nth_weekday(rank: int) -> int:
    weeks, days = divmod(rank - 1, 5)
    return 7 * weeks + days + 1


# --- what is in force -----------------------------------------------------------------------------------------------


def calendar(*extra: Notice, as_of: date | None = None, provisional: bool = False) -> WorkCalendar:
    """The calendar by the notices that come with the package and by `extra` ones.

    An extra notice takes the place of one of the package with the same number. Of two that arrange the same year
    whole, the one issued later counts (of the same day: the extra one); revisions change what was issued before them.

    With `as_of` only notices issued on or before that day are used, so the calendar as it then stood comes back; a year
    whose notice came later is not known. Years known only from the library carry no day of issue: they count as known
    from their first of January, and without what the following year's notice said of their December until that came.

    Raises:
        CalendarNotPublished: on that day not a single year was known.
    """
    if not extra:
        with _ONE_AT_A_TIME:
            return _own(_last_change(as_of), provisional)
    return _build((*_without(read_notices(), extra), *extra), as_of, provisional)


_ONE_AT_A_TIME: Final = Lock()  # so that two threads that ask first get the same calendar


def _without(notices: Iterable[Notice], extra: Iterable[Notice]) -> Iterator[Notice]:
    numbers = {notice.number for notice in extra}
    return (notice for notice in notices if notice.number not in numbers)


@cache
def _own(as_of: date | None, provisional: bool) -> WorkCalendar:
    return _build(read_notices(), as_of, provisional)


def _last_change(as_of: date | None) -> date | None:
    """The last day up to `as_of` on which something became known: the calendar is the same from then on."""
    if as_of is None:
        return None
    changes = _changes()
    at = bisect_right(changes, as_of)
    return changes[at - 1] if at else as_of


@cache
def _changes() -> tuple[date, ...]:
    years = {day.day.year for day in _library()}
    return tuple(sorted({date(year, 1, 1) for year in years} | {notice.issued for notice in read_notices()}))


def _build(notices: Sequence[Notice], as_of: date | None, provisional: bool) -> WorkCalendar:
    whole = {notice.year: notice for notice in notices if not notice.revises}
    arranged: dict[date, Day] = {}
    years: set[int] = set()
    for day in _library():
        year = day.day.year
        if year in whole or (as_of is not None and as_of < date(year, 1, 1)):
            continue
        years.add(year)
        if not (year + 1 in whole and day.day in whole[year + 1].days):  # it is that notice which says so
            arranged[day.day] = day
    in_force: dict[int, list[Notice]] = {}
    for notice in sorted(notices, key=lambda notice: notice.issued):
        if as_of is not None and notice.issued > as_of:
            continue
        if not notice.revises:
            in_force[notice.year] = [notice]
        elif notice.year in in_force or notice.year in years:
            in_force.setdefault(notice.year, []).append(notice)
    for year in sorted(in_force):
        years.add(year)
        for notice in in_force[year]:
            _apply(notice, arranged)
    if not years:
        raise CalendarNotPublished((as_of or date.max).year, first=_changes()[0].year, last=max(whole))
    used = sorted((notice for group in in_force.values() for notice in group), key=lambda notice: notice.issued)
    return WorkCalendar(arranged.values(), years, notices=used, provisional=provisional)


def _apply(notice: Notice, arranged: dict[date, Day]) -> None:
    for day in notice.ordinary:
        arranged.pop(day, None)
    for day in notice.make_up:
        arranged[day] = Day(day, DayKind.MAKE_UP, notice=notice.number)
    for day, name in notice.holidays.items():
        arranged[day] = Day(day, DayKind.HOLIDAY, name, notice.number)


@cache
def _library() -> tuple[Day, ...]:
    """Days off and make-up days by the library's data."""
    from chinese_calendar.constants import holidays, workdays

    off = [Day(day, DayKind.HOLIDAY, _NAMES.get(name, name)) for day, name in holidays.items()]
    return (*off, *(Day(day, DayKind.MAKE_UP) for day in workdays))


_NAMES: Final[Mapping[str, str]] = {
    "New Year's Day": "元旦",
    "Spring Festival": "春节",
    "Tomb-sweeping Day": "清明节",
    "Labour Day": "劳动节",
    "Dragon Boat Festival": "端午节",
    "National Day": "国庆节",
    "Mid-autumn Festival": "中秋节",
    "Anti-Fascist 70th Day": "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日",
}
