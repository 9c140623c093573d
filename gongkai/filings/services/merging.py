"""A government's report of its whole region, added up of what its members published, each once.

Members are the bodies under it on 31 December. Of a lower government that has published a report of its own region that
is taken, and nothing of the bodies under it; where it has none, they are taken one by one. What was taken of whom is
kept with the filing (`Taken`), and compared with what holds by now.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.filings.enums import Origin, Scope, State
from gongkai.filings.models import Filing, FilingRelease
from gongkai.filings.services import compiling
from gongkai.filings.services.reports import data_of, number_of, put_cells, report_of_release
from gongkai.office.fields import spelled
from gongkai.report import Mark, NotMergeable, Report, Value, merge
from gongkai.report.form import EDITIONS, MONEY, edition_for

REQUIRED: Final = frozenset({BodyKind.GOVERNMENT, BodyKind.TOWNSHIP, BodyKind.DEPARTMENT, BodyKind.ORGANISATION})
"""Kinds of bodies that report each year (Regulations, Arts. 49 and 54). What is led from above reports there, and a
dispatched office as a rule with whoever dispatched it: theirs is taken where there is one."""


class Member(NamedTuple):
    """A body whose report belongs in the sum.

    `scope` says which of its reports: its own, or, of a lower government, that of its region. `release` is what holds
    of it. `left_out` and `counted_anyway` are reasons that somebody gave; `problem` says why it cannot be taken.
    """

    body: Body
    scope: Scope
    filing: Filing | None = None
    release: FilingRelease | None = None
    left_out: str = ""
    counted_anyway: str = ""

    @property
    def required(self) -> bool:
        return self.body.kind in REQUIRED

    @property
    def problem(self) -> str:
        if self.filing is None:
            return "还没有报告"
        if self.release is None:
            return "还没有公开"
        if self.filing.edition != edition_for(self.filing.year).name:
            return f"用的是{self.filing.edition}年版的格式，不能与其余的相加"
        return ""

    @property
    def is_taken(self) -> bool:
        return not self.left_out and not self.problem

    @property
    def is_late(self) -> bool:
        due = self.filing.due_on if self.filing is not None else None
        return self.release is None and due is not None and due < timezone.localdate()


class Taken(NamedTuple):
    """What of a member was added up, as it is kept."""

    body: int
    name: str
    scope: str
    release: int
    version: int


class Moved(NamedTuple):
    """A member whose report is another one by now than what was added up."""

    name: str
    said: str


# --- who belongs to it ----------------------------------------------------------------------------------------------


def members_of(government: Body, year: int, merged: Filing | None = None) -> list[Member]:
    """Whose reports make up a government's, in the order of the tree, those that have none among them; with the reasons
    kept with the merged report."""
    bodies = list(Body.objects.under(government).on(date(year, 12, 31)).select_related("parent").order_by("path"))
    filings = Filing.objects.filter(body__in=bodies, year=year).defer("counted", "counted_before", "read", "preamble")
    filed = {(each.body_id, each.scope): each for each in filings}
    releases = FilingRelease.objects.current().filter(filing__in=[each.pk for each in filings])
    released = {each.filing_id: each for each in releases.defer("data", "cells", "trace", "behind")}
    kept: Mapping[str, Any] = merged.read if merged is not None else {}
    reasons = {name: kept.get(name, {}) for name in ("left_out", "counted_anyway")}

    def member(body: Body, scope: Scope) -> Member:
        filing = filed.get((body.pk, scope))
        release = released.get(filing.pk) if filing is not None else None
        why = {name: given.get(str(body.pk), "") for name, given in reasons.items()}
        return Member(body, scope, filing, release, **why)

    return list(_walk(government, bodies, member, filed, released))


def _walk(
    government: Body,
    bodies: list[Body],
    member: Any,
    filed: Mapping[tuple[int, str], Filing],
    released: Mapping[int, FilingRelease],
) -> Iterator[Member]:
    under: dict[int | None, list[Body]] = defaultdict(list)
    for body in bodies:
        under[body.parent_id].append(body)

    def below(body: Body) -> Iterator[Member]:
        for each in sorted(under[body.pk], key=lambda one: (one.order, one.pk)):
            region = filed.get((each.pk, Scope.REGION))
            if region is not None and region.pk in released:
                yield member(each, Scope.REGION)
                continue
            if each.kind == BodyKind.GOVERNMENT:
                yield member(each, Scope.REGION)
            if each.kind != BodyKind.GOVERNMENT or (each.pk, Scope.OWN) in filed:
                yield member(each, Scope.OWN)
            yield from below(each)

    if (government.pk, Scope.OWN) in filed:
        yield member(government, Scope.OWN)
    yield from below(government)


# --- adding up ------------------------------------------------------------------------------------------------------


@transaction.atomic
def begin(government: Body, year: int, *, by: User) -> Filing:
    """Begin a government's report of its region, added up of what is published by now.

    Raises:
        PermissionDenied: `by` may not register for the government.
        ValidationError: there is one, or nothing to add up.
    """
    if not year < timezone.localdate().year:
        raise ValidationError("这一年还没有结束")
    filing = compiling.begin(government, year, Scope.REGION, by=by, origin=Origin.MERGED)
    return refresh(filing, by=by)


@transaction.atomic
def refresh(filing: Filing, *, by: User) -> Filing:
    """Add up anew what the members have published by now. What was declared over the sum stays.

    Raises:
        PermissionDenied: `by` may not register for the government.
        ValidationError: it is in review or public; there is nothing to add up.
    """
    filing = _to_change(filing, by)
    before = filing.counted
    _add_up(filing)
    filing.counted_before, filing.compiled_at = before or None, timezone.now()
    filing.edition_number += 1
    filing.save()
    record("汇总成员单位的报告", by=by, subject=filing, body=filing.body, detail={"报告数": len(taken_in(filing))})
    return filing


@transaction.atomic
def leave_out(filing: Filing, member: Body, reason: str, *, by: User) -> Filing:
    """Leave a member out of the sum, for a reason that stands among the exceptions; without a reason, take it in again.

    Raises:
        PermissionDenied, ValidationError: as for `refresh`; it is no member.
    """
    return _decide(filing, member, "left_out", reason, "不计入汇总", by)


@transaction.atomic
def count_anyway(filing: Filing, member: Body, reason: str, *, by: User) -> Filing:
    """Count a member whose report looks like a sum of others; without a reason, no longer.

    Raises:
        PermissionDenied, ValidationError: as for `refresh`; it is no member.
    """
    return _decide(filing, member, "counted_anyway", reason, "仍计入汇总", by)


def _decide(filing: Filing, member: Body, name: str, reason: str, deed: str, by: User) -> Filing:
    filing = _to_change(filing, by)
    if all(each.body != member for each in members_of(filing.body, filing.year)):
        raise ValidationError(f"“{member}”不是这份报告的成员单位")
    given: dict[str, str] = dict(filing.read.get(name, {}))
    given.pop(str(member.pk), None)
    if reason.strip():
        given[str(member.pk)] = reason.strip()[:200]
    filing.read = {**filing.read, name: given}
    filing.save(update_fields=["read"])
    detail = {"机关": member.name, "理由": reason.strip() or "（撤销）"}
    record(deed, by=by, subject=filing, body=filing.body, detail=detail)
    return refresh(filing, by=by)


def _to_change(filing: Filing, by: User) -> Filing:
    held = Filing.objects.select_for_update(of=("self",)).select_related("body").get(pk=filing.pk)
    require(by, Right.REGISTER, held.body)
    if held.origin != Origin.MERGED:
        raise ValidationError("这份报告不是汇总的")
    if not held.may_change:
        raise ValidationError(f"报告{held.get_state_display()}，不能改动")
    return held


def _add_up(filing: Filing) -> None:
    """Have a filing hold the sum, with what was taken and what is to be known about it.

    Raises:
        ValidationError: there is nothing to add up.
    """
    members = members_of(filing.body, filing.year, filing)
    taken = [each for each in members if each.is_taken]
    reports = _reports(taken)
    sure = [
        report
        for member, report in zip(taken, reports, strict=True)
        if member.scope == Scope.REGION or member.counted_anyway or member.body.kind == BodyKind.GOVERNMENT
    ]
    try:
        merged = merge(reports, body=filing.body_name, year=filing.year, sure=sure)
    except NotMergeable as refusal:
        raise ValidationError("成员单位还没有公开的报告，没有可以汇总的" if not reports else str(refusal)) from refusal
    names = {report.body for report in merged.members}
    held = [(member, report) for member, report in zip(taken, reports, strict=True) if report.body in names]
    put_cells(filing, merged.report.cells)
    filing.title = filing.title or merged.report.title
    filing.read = data_of(replace(merged.report, cells={})) | {
        "members": [_taken(member, report.body or "")._asdict() for member, report in held],
        "exceptions": [
            *({"why": each.why, "said": each.message, "cells": list(each.cells)} for each in merged.exceptions),
            *({"why": "missing", "said": said, "cells": []} for said in _left(members)),
        ],
        "left_out": filing.read.get("left_out", {}),
        "counted_anyway": filing.read.get("counted_anyway", {}),
    }


def _reports(taken: Iterable[Member]) -> list[Report]:
    """The reports, under names that differ: there may be two towns of one name."""
    members = list(taken)
    full = FilingRelease.objects.in_bulk([each.release.pk for each in members if each.release is not None])
    names = Counter(each.body.name for each in members)
    return [
        replace(
            report_of_release(full[each.release.pk]),
            body=each.body.name if names[each.body.name] == 1 else spelled(each.body),
            year=each.filing.year,
        )
        for each in members
        if each.release is not None and each.filing is not None
    ]


def _taken(member: Member, name: str) -> Taken:
    assert member.release is not None
    return Taken(member.body.pk, name, member.scope, member.release.pk, member.release.version)


def _left(members: Iterable[Member]) -> Iterator[str]:
    """Whose reports are not in the sum, and why."""
    for each in members:
        which = "本地区的报告" if each.scope == Scope.REGION else "报告"
        if each.left_out:
            yield f"“{each.body}”的{which}没有计入：{each.left_out}"
        elif each.problem and (each.required or each.filing is not None):
            rest = "，所属各机关的报告逐份计入" if each.scope == Scope.REGION else ""
            yield f"“{each.body}”的{which}没有计入：{each.problem}{rest}"


# --- what was taken -------------------------------------------------------------------------------------------------


def taken_in(filing: Filing) -> list[Taken]:
    """What was added up the last time."""
    return [Taken(**each) for each in filing.read.get("members", [])]


def moved(filing: Filing) -> list[Moved]:
    """Whose report is another one by now than what was added up: it was corrected, or has come since."""
    taken = {(each.body, each.scope): each for each in taken_in(filing)}
    found = []
    for member in members_of(filing.body, filing.year, filing):
        before = taken.pop((member.body.pk, member.scope), None)
        now = member.release if member.is_taken else None
        if before is None and now is not None and not _dropped(filing, member):
            found.append(Moved(member.body.name, "汇总以后公开的，还没有计入"))
        elif before is not None and now is None:
            found.append(Moved(before.name, "计入过，现在不应计入"))
        elif before is not None and now is not None and before.release != now.pk:
            found.append(Moved(before.name, f"计入的是第{before.version}版，已更正为第{now.version}版"))
    found += [Moved(each.name, "计入过，现在由本地区的报告代替，或者已不是成员单位") for each in taken.values()]
    return found


def _dropped(filing: Filing, member: Member) -> bool:
    """Whether a member's report was left out of the sum because it is one of others, or a copy."""
    return any(
        each["why"] in ("aggregate", "duplicate") and f"“{member.body.name}”" in each["said"]
        for each in filing.read.get("exceptions", [])
    )


class Contribution(NamedTuple):
    """What a member adds to a cell; None where its report lacks it."""

    taken: Taken
    release: FilingRelease
    value: Value | None


def contributions(filing: Filing, cell: str) -> list[Contribution]:
    """What each member added to a cell."""
    return contributions_by_cell(filing, (cell,))[cell]


def contributions_by_cell(filing: Filing, wanted: Iterable[str] | None = None) -> dict[str, list[Contribution]]:
    """What each member added to each cell, or to those that are asked for."""
    taken = taken_in(filing)
    found = FilingRelease.objects.filter(pk__in=[each.release for each in taken]).select_related("filing")
    releases = found.defer("data", "cells", "trace", "behind").in_bulk()
    held = {
        number: (cells, marks, units)
        for number, cells, marks, units in found.values_list("pk", "data__cells", "data__marks", "data__units")
    }
    keys = wanted if wanted is not None else EDITIONS[filing.edition].keys
    return {
        key: [Contribution(each, releases[each.release], _value(key, *held[each.release])) for each in taken]
        for key in keys
    }


def _value(cell: str, cells: Mapping[str, Any], marks: Mapping[str, str], units: Mapping[str, str]) -> Value | None:
    if cell not in cells:
        return None
    return Value(number_of(cells[cell]), Mark(marks[cell]) if cell in marks else None, units.get(cell, ""))


# --- how complete it is ---------------------------------------------------------------------------------------------


class Units(NamedTuple):
    """Which units stand in an amount, and in whose reports."""

    cell: str
    names: dict[str, list[str]]


class Completeness(NamedTuple):
    """How far the members of a government are for a year."""

    members: list[Member]
    units: list[Units]

    @property
    def expected(self) -> list[Member]:
        return [each for each in self.members if each.required]

    @property
    def missing(self) -> list[Member]:
        return [each for each in self.expected if each.filing is None]

    @property
    def working(self) -> list[Member]:
        return [each for each in self.members if each.filing is not None and each.release is None]

    @property
    def public(self) -> list[Member]:
        return [each for each in self.members if each.release is not None]

    @property
    def hindered(self) -> list[Member]:
        """Those of whose reports a check still says something that has to be dealt with."""
        return [each for each in self.working if open_findings(each)]


def open_findings(member: Member) -> int:
    checked = member.filing.checked if member.filing is not None and member.release is None else None
    return int(checked["open"]) if checked else 0


def completeness(government: Body, year: int, merged: Filing | None = None) -> Completeness:
    """Who has published, who is at work, who has nothing; and whose amounts are in other units than those of most."""
    members = members_of(government, year, merged)
    return Completeness(members, list(_units([each for each in members if each.is_taken])))


def _units(members: list[Member]) -> Iterator[Units]:
    numbers = {each.release.pk: each.body.name for each in members if each.release is not None}
    found = FilingRelease.objects.filter(pk__in=numbers).values_list("pk", "data__cells", "data__units")
    by_cell: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for number, cells, units in found:
        for cell in MONEY & cells.keys():
            if number_of(cells[cell]):
                by_cell[cell][units.get(cell, "")].append(numbers[number])
    for cell, names in sorted(by_cell.items()):
        if len(names) > 1:
            yield Units(cell, dict(names))


def merged_of(government: Body, year: int) -> Filing | None:
    """The government's own report of its region, however it came to be."""
    found = Filing.objects.filter(body=government, year=year, scope=Scope.REGION)
    return found.select_related("body").first()


def is_refreshable(filing: Filing) -> bool:
    return filing.origin == Origin.MERGED and filing.state in (State.OPEN, State.RETURNED)
