"""Cases in a few words: `case("received 2024-09-27 in_person", "extended 2024-10-30 20")`."""

from __future__ import annotations

from datetime import date

from gongkai.law.clocks import Clock, clock
from gongkai.law.events import Event, event_from
from gongkai.law.workdays import WorkCalendar, calendar

_DETAILS = {
    "received": ("channel",),
    "supplement_notified": ("until",),
    "supplement_received": ("good_reason",),
    "consultation_sent": ("to", "ref"),
    "consultation_delivered": ("ref",),
    "consultation_answered": ("ref",),
    "extended": ("days",),
    "deferred": ("until",),
    "replied": ("outcome", "route", "served"),
    "reopened": ("by", "days", "until"),
}


def events(*lines: str) -> list[Event]:
    return [_event(line) for line in lines]


def _event(line: str) -> Event:
    kind, on, *details = line.split()
    members = dict(zip(_DETAILS.get(kind, ()), details, strict=False))
    return event_from({"kind": kind, "on": on} | {k: int(v) if k == "days" else v for k, v in members.items()})


def case(*lines: str, as_of: str = "", work: WorkCalendar | None = None) -> Clock:
    return clock(events(*lines), work or calendar(), as_of=date.fromisoformat(as_of) if as_of else None)


def due(answer: Clock, key: str = "reply") -> str:
    return answer.due[key].isoformat()
