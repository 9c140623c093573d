"""What a check is, what it is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from gongkai.report.model import Report


class Severity(StrEnum):
    """ERROR: the report contradicts itself, the form or the law. WARNING: very probably wrong, a person decides.
    NOTICE: worth a look, often legitimate."""

    ERROR = "error"
    WARNING = "warning"
    NOTICE = "notice"


class Hit(NamedTuple):
    """One thing that a check found; the driver adds what the catalogue says about the check.

    `message` is a full Chinese sentence. `where` says where it stood (a place, or the section's title). `severity` only
    where it differs from the catalogue's. `reading` marks that the reading and not the body may be to blame.
    """

    message: str
    cells: tuple[str, ...] = ()
    where: str = ""
    expected: str = ""
    found: str = ""
    severity: Severity | None = None
    reading: bool = False


class Skip(NamedTuple):
    """A check, or a part of it, that could not be assessed, and why (a Chinese clause)."""

    reason: str


class Finding(NamedTuple):
    """A finding as it is given to the user. `rule` and `advice` come from the catalogue."""

    code: str
    severity: Severity
    message: str
    cells: tuple[str, ...]
    where: str
    expected: str
    found: str
    rule: str
    advice: str
    reading: bool


class NotAssessed(NamedTuple):
    code: str
    reason: str


@dataclass(frozen=True)
class Context:
    """What the checks look at.

    Attributes:
        report: the report under check. previous: earlier reports, newest first, those of other bodies among them.
        sole: whether no other report is under check, so that `previous` may be of a predecessor with another name.
        children: reports of the subordinate bodies for the same year. siblings: reports of other bodies of the same
            government, for likeness. expected_bodies: names of the bodies that must report.
        published: when it was published, url: where, as the caller knows it. due: a local due date stricter than the
            law's.
        overview_limit: most characters that section one may have, by local rule; None for no limit.
    """

    report: Report
    previous: tuple[Report, ...] = ()
    children: tuple[Report, ...] = ()
    siblings: tuple[Report, ...] = ()
    expected_bodies: tuple[str, ...] = ()
    published: date | None = None
    url: str = ""
    due: date | None = None
    overview_limit: int | None = 1000
    sole: bool = True


Run = Callable[[Context], Iterator[Hit | Skip]]


class Check(NamedTuple):
    """A row of the catalogue.

    `code` is permanent and never reused. `editions` are the editions it is for, () for both. `title` says in a few
    words what it looks at, `rule` the rule it rests on, `advice` what to do; both Chinese sentences.
    """

    code: str
    severity: Severity
    title: str
    rule: str
    advice: str
    run: Run
    editions: tuple[str, ...] = ()
