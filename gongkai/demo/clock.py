"""The clock of the demo city, by which its people do things on the days when they would have done them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.conf import settings
from django.utils import timezone

from gongkai.cases.services.course import current_calendar


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZoneInfo(settings.TIME_ZONE))


def at(day: date, hour: int = 10) -> time_machine.travel:
    """Be there on a day or, if nobody works then, on the next one that somebody does; never in time to come."""
    calendar = current_calendar()
    while not calendar.works(day):
        day += timedelta(days=1)
    return time_machine.travel(min(moment(day, hour, 20), timezone.now()), tick=True)
