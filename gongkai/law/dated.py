"""Values of the law that change with time: a changed law adds a value, it never edits one."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from datetime import date
from typing import Generic, TypeVar

from gongkai.law.errors import NotYetLaw

T = TypeVar("T")


class Dated(Generic[T]):
    """A value and the days from which it has been what it is.

    >>> Dated({date(2008, 5, 1): 15, date(2019, 5, 15): 20}).on(date(2024, 1, 2))
    20
    """

    def __init__(self, values: Mapping[date, T]) -> None:
        self._since = sorted(values)
        self._values = [values[day] for day in self._since]

    def on(self, day: date) -> T:
        """The value in force on a day.

        Raises:
            NotYetLaw: the day comes before the first value.
        """
        at = bisect_right(self._since, day)
        if not at:
            raise NotYetLaw(day, self._since[0])
        return self._values[at - 1]

    @property
    def since(self) -> tuple[date, ...]:
        """The days on which the value changed, the first being the day it came into being."""
        return tuple(self._since)
