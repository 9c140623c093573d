"""The Regulations on Open Government Information as code: working days, clocks, outcomes, remedies, fees.

    from gongkai.law import calendar, clock, event_from

    answer = clock([event_from({"kind": "received", "on": "2024-09-27", "channel": "in_person"})], calendar())
    answer.due["reply"]  # 2024-10-30
    answer.ledger  # day by day what counted, what did not, and why

Everything is a pure function of its arguments. Errors are `LawError`, whose text is a Chinese sentence.
"""

from gongkai.law.annual import annual_due
from gongkai.law.clocks import Clock, Moved, clock, moved
from gongkai.law.errors import CalendarNotPublished, LawError
from gongkai.law.events import Event, Kind, event_from, events_from
from gongkai.law.fees import by_item, by_volume, propose
from gongkai.law.limits import Channel, Consulted, ServedBy, penalty_withdrawal_due, publication_due
from gongkai.law.outcomes import LETTERS, OUTCOMES, letter, outcome
from gongkai.law.remedy import Body, BodyKind, remedies, remedies_for_silence
from gongkai.law.terms import Due, Entry, State
from gongkai.law.workdays import Notice, WorkCalendar, calendar, read_notices

__all__ = [
    "LETTERS",
    "OUTCOMES",
    "Body",
    "BodyKind",
    "CalendarNotPublished",
    "Channel",
    "Clock",
    "Consulted",
    "Due",
    "Entry",
    "Event",
    "Kind",
    "LawError",
    "Moved",
    "Notice",
    "ServedBy",
    "State",
    "WorkCalendar",
    "annual_due",
    "by_item",
    "by_volume",
    "calendar",
    "clock",
    "event_from",
    "events_from",
    "letter",
    "moved",
    "outcome",
    "penalty_withdrawal_due",
    "propose",
    "publication_due",
    "read_notices",
    "remedies",
    "remedies_for_silence",
]
