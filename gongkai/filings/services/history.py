"""An old report is accepted into the archive: each cell that the reader inferred, could not read, or did not find is
looked at beside the source and stated by somebody; the rest is accepted as it was read.

What was read never changes (`Filing.read`); what somebody states of a cell is a `Declaration` over it. Acceptance is of
the report as it is then: what is changed afterwards has to be accepted again. Nothing is published that was not.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum
from functools import cached_property
from itertools import groupby
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.filings.enums import Origin, Scope
from gongkai.filings.models import Declaration, Filing, FilingRelease, UploadedReport
from gongkai.filings.services.compiling import due_on
from gongkai.filings.services.reports import is_taken_back, last_declarations, report_of, restored, value_of
from gongkai.filings.services.uploads import Doubt, doubts
from gongkai.report import Finding, Mark, Report, Severity, Value
from gongkai.report.checks.tally import TABLES
from gongkai.report.form import EDITIONS, MONEY, SIGNED, Edition
from gongkai.report.interchange import ALL_KEYS, as_dict, from_dict
from gongkai.report.numerals import UNREAD, cell_value, spell
from gongkai.report.published import digest_of
from gongkai.report.values import UNKNOWN, Place

SOURCE: Final = "人工核对"
"""Where a figure comes from that somebody read off the source."""
_UNKNOWN: Final = frozenset({"?", "？", "不明", "未知", "未读出", UNREAD})
"""How somebody says that a cell cannot be told."""


class Kind(StrEnum):
    """What there is to know about a cell. The first three have to be dealt with before the report is accepted."""

    INFERRED = "inferred"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    SETTLED = "settled"
    BLANK = "blank"
    NOT_APPLICABLE = "n/a"
    PLAIN = ""

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS: Final = {
    Kind.INFERRED: "推断",
    Kind.UNKNOWN: "没有读出",
    Kind.ABSENT: "原文没有这一格",
    Kind.SETTLED: "已核对",
    Kind.BLANK: "空白",
    Kind.NOT_APPLICABLE: "不适用",
    Kind.PLAIN: "",
}
_BY_MARK: Final = {
    Mark.INFERRED: Kind.INFERRED,
    Mark.UNKNOWN: Kind.UNKNOWN,
    Mark.BLANK: Kind.BLANK,
    Mark.NOT_APPLICABLE: Kind.NOT_APPLICABLE,
}


class Cell(NamedTuple):
    """A cell of an uploaded report: as it was read, and as it stands."""

    key: str
    label: str
    read: Value | None
    value: Value | None
    stated: Declaration | None
    place: Place | None
    printed: str

    @property
    def kind(self) -> Kind:
        if self.stated is not None:
            return Kind.SETTLED
        if self.read is None:
            return Kind.ABSENT
        return _BY_MARK[self.read.mark] if self.read.mark else Kind.PLAIN

    @property
    def is_open(self) -> bool:
        """Whether somebody has to state it. What the source's form lacks is acknowledged as a whole."""
        return self.kind in (Kind.INFERRED, Kind.UNKNOWN)

    @property
    def text(self) -> str:
        """As somebody would write it."""
        return spelled(self.value)


def spelled(value: Value | None) -> str:
    """A value as one writes it: `read_typed` understands it."""
    if value is None:
        return ""
    if value.number is None:
        return {Mark.NOT_APPLICABLE: "/", Mark.UNKNOWN: "？"}.get(value.mark or Mark.BLANK, "")
    return f"{spell(value.number)}{value.unit}"


class Line(NamedTuple):
    """A row of the form with cells to look at, where it stood, and what the reader noted about it."""

    key: str
    label: str
    table: str
    cells: tuple[Cell, ...]
    notes: tuple[str, ...]

    @property
    def place(self) -> Place | None:
        return next((cell.place for cell in self.cells if cell.place is not None), None)


class Reading:
    """An uploaded report as it was read, with what was stated over it."""

    def __init__(self, filing: Filing) -> None:
        self.filing = filing
        self.form: Edition = EDITIONS[filing.edition]

    @cached_property
    def read(self) -> Report:
        return from_dict(restored(self.filing.read))

    @cached_property
    def report(self) -> Report:
        return report_of(self.filing)

    @cached_property
    def upload(self) -> UploadedReport:
        return UploadedReport.objects.select_related("body", "file", "accepted_by").get(filing=self.filing)

    @cached_property
    def cells(self) -> dict[str, Cell]:
        """The cells of the form, and those of the other edition's that the source has."""
        stated = {key: each for key, each in last_declarations(self.filing).items() if not is_taken_back(each)}
        printed = self.upload.read.get("printed", {})
        others = [key for key in ALL_KEYS if key in self.read.cells and key not in self.form.key_set]
        labels = {**EDITIONS["2019"].labels, **EDITIONS["2021"].labels, **self.form.labels}
        expected = self.form.keys if self.read.cells or stated else ()
        return {
            key: Cell(
                key,
                labels[key],
                self.read.cells.get(key),
                value_of(stated[key]) if key in stated else self.read.cells.get(key),
                stated.get(key),
                self.read.places.get(key),
                printed.get(key, ""),
            )
            for key in (*expected, *others)
        }

    @cached_property
    def open(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.is_open]

    @cached_property
    def absent(self) -> list[Cell]:
        return [cell for cell in self.cells.values() if cell.kind is Kind.ABSENT]

    def lines(self, cells: Iterable[Cell]) -> Iterator[Line]:
        """Cells row by row, with the notes on each row."""
        for key, group in groupby(cells, key=lambda cell: row_of(cell.key)):
            held = tuple(group)
            table = TABLES[key.partition(".")[0]]
            label = held[0].label.rpartition(" | ")[0] or table
            yield Line(key, label, table, held, self.notes_on(held))

    def notes_on(self, cells: Iterable[Cell]) -> tuple[str, ...]:
        """What the reader noted of where some cells stood."""
        places = {str(cell.place._replace(column=0, box=None)) for cell in cells if cell.place is not None}
        return tuple(note for note in self.read.notes if note.partition("：")[0] in places - {""})

    @cached_property
    def other_notes(self) -> list[str]:
        """What the reader noted of no row that has to be looked at."""
        told = {note for line in self.lines(self.cells.values()) for note in line.notes}
        return [note for note in self.read.notes if note not in told]

    @property
    def digest(self) -> str:
        return digest_of(as_dict(self.report))

    @property
    def is_accepted(self) -> bool:
        """Whether the report, as it stands, was accepted."""
        return self.upload.accepted_at is not None and self.upload.accepted_digest == self.digest


def row_of(cell: str) -> str:
    """The row of the form that a cell is in; of table four, which has one, the block."""
    return cell.rpartition(".")[0]


def hindrances(filing: Filing) -> list[str]:
    """Why an uploaded report cannot be sent in or published: what nobody stated, or accepted as it stands."""
    reading = Reading(filing)
    if reading.open:
        return [f"还有{len(reading.open)}格没有核对：{_some(reading.open)}"]
    if not reading.is_accepted:
        changed = reading.upload.accepted_at is not None
        return ["采信以后有改动，请重新采信" if changed else "还没有采信"]
    return []


def _some(cells: list[Cell]) -> str:
    named = "、".join(f"“{cell.label}”" for cell in cells[:3])
    return f"{named}等" if len(cells) > 3 else named


# --- stating cells --------------------------------------------------------------------------------------------------


@transaction.atomic
def state(
    filing: Filing, typed: Mapping[str, str], *, by: User, edition: int, reason: str = "", correcting: bool = True
) -> int:
    """State cells as they were read off the source; how many. A number, nothing for a blank, "/" and "？" as they are
    typed. What is typed as it was plainly read is no statement. Without `correcting`, only what is open is stated.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: keyed by cell, or by "reason": it is no number, or left unknown without a reason; the report
            was changed meanwhile, or is in review.
    """
    filing = _to_change(filing, by, edition)
    reading = Reading(filing)
    wanted: dict[str, Value] = {}
    errors: dict[str, list[str]] = {}
    for key, text in typed.items():
        cell = reading.cells.get(key)
        if cell is None or (not correcting and not cell.is_open):
            continue
        try:
            value = read_typed(key, text)
        except ValidationError as refusal:
            errors[key] = refusal.messages
            continue
        if cell.is_open or value != cell.value:
            wanted[key] = value
    if not reason.strip() and (left := [key for key, value in wanted.items() if value.mark is Mark.UNKNOWN]):
        names = _some([reading.cells[key] for key in left])
        errors["reason"] = [f"{names}留作未知的，请写明原因"]
    if errors:
        raise ValidationError(errors)
    if wanted:
        _declare(filing, wanted, reason.strip(), by)
        filing.edition_number += 1
        filing.save(update_fields=["edition_number"])
        record("核对历史报告", by=by, subject=filing, body=filing.body, detail={"格": sorted(wanted)})
    return len(wanted)


def read_typed(cell: str, text: str) -> Value:
    """What somebody typed into a cell.

    Raises:
        ValidationError: it is none of what can stand there.
    """
    if text.strip() in _UNKNOWN:
        return UNKNOWN
    value = cell_value(text.strip())
    if value is None:
        raise ValidationError(f"“{text[:20]}”不是数字：照原文写数字，空白的不写，“/”照写，认不出的写“？”")
    if value.number is None:
        return value
    if cell not in MONEY and not isinstance(value.number, int):
        raise ValidationError(f"“{text[:20]}”：件数应是整数")
    if value.number < 0 and cell not in SIGNED:
        raise ValidationError(f"“{text[:20]}”：不能是负数")
    return value if cell in MONEY else value._replace(unit="")


def _declare(filing: Filing, wanted: Mapping[str, Value], reason: str, by: User) -> None:
    source = f"{SOURCE}：{reason}"[:200] if reason else SOURCE
    Declaration.objects.bulk_create(
        Declaration(
            filing=filing,
            cell=key,
            value=spell(value.number),
            mark=str(value.mark) if value.mark else "",
            unit=value.unit,
            source=source,
            by=by,
        )
        for key, value in wanted.items()
    )


def _to_change(filing: Filing, by: User, edition: int | None = None) -> Filing:
    held = Filing.objects.select_for_update(of=("self",)).select_related("body").get(pk=filing.pk)
    require(by, Right.REGISTER, held.body)
    if held.origin != Origin.UPLOADED:
        raise ValidationError("这份报告不是导入的历史报告")
    if not held.may_change:
        raise ValidationError(f"报告{held.get_state_display()}，不能改动")
    if edition is not None and held.edition_number != edition:
        raise ValidationError("别人刚刚改过这份报告，请看过以后再保存；您填写的还在下面")
    return held


# --- accepting ------------------------------------------------------------------------------------------------------


@transaction.atomic
def accept(
    filing: Filing,
    *,
    by: User,
    edition: int,
    first_published_on: date | None,
    published_where: str = "",
    shows_original: bool = False,
    without_absent: bool = False,
) -> Filing:
    """Accept a report as it stands. Blanks stay blank; what the source's form lacks stays out, if that was acknowledged
    (`without_absent`).

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: a cell is open; the day of its publication is missing or cannot be; it was changed meanwhile.
    """
    filing = _to_change(filing, by, edition)
    reading = Reading(filing)
    if reading.open:
        raise ValidationError(f"还有{len(reading.open)}格没有核对：{_some(reading.open)}")
    if reading.absent and not without_absent:
        raise ValidationError({"without_absent": f"原文缺少{len(reading.absent)}格，请确认原文确实没有"})
    today = timezone.localdate()
    if first_published_on is None:
        raise ValidationError({"first_published_on": "请写明原来公开的日期"})
    if not date(filing.year, 12, 1) <= first_published_on <= today:
        raise ValidationError({"first_published_on": f"原来公开的日期应在{filing.year}年12月以后、今天以前"})
    upload = reading.upload
    upload.first_published_on, upload.published_where = first_published_on, published_where.strip()[:200]
    upload.shows_original = shows_original
    upload.accepted_by, upload.accepted_at, upload.accepted_digest = by, timezone.now(), reading.digest
    upload.save()
    detail = {
        "原公开日期": first_published_on.isoformat(),
        "原公开网站": upload.published_where,
        "公开原文件": shows_original,
    }
    record("采信历史报告", by=by, subject=filing, body=filing.body, detail=detail)
    return filing


@transaction.atomic
def reassign(filing: Filing, *, by: User, whose: Body, year: int, scope: Scope) -> Filing:
    """Have an uploaded report be another body's, or of another year, as long as it was never sent in.

    Raises:
        PermissionDenied: `by` may not register for both bodies.
        ValidationError: it was sent in; there is such a report; the year cannot be.
    """
    filing = _to_change(filing, by)
    require(by, Right.REGISTER, whose)
    if filing.steps.exists():
        raise ValidationError("报告送审过，不能再改机关和年度")
    if (filing.body_id, filing.year, filing.scope) == (whose.pk, year, scope):
        return filing
    upload = Reading(filing).upload
    if hindering := [each.said for each in doubts(upload, whose, year, scope) if each.hinders]:
        raise ValidationError(hindering)
    before = str(filing)
    filing.body, filing.year, filing.scope = whose, year, scope
    filing.due_on = due_on(whose, year, scope)
    if not upload.read["body"]:
        filing.body_name = whose.name
    filing.edition_number += 1
    filing.save()
    upload.whose, upload.year, upload.scope = whose, year, scope
    upload.save(update_fields=["whose", "year", "scope"])
    record("改正历史报告的机关和年度", by=by, subject=filing, body=whose, detail={"原为": before, "改为": str(filing)})
    return filing


def doubts_of(filing: Filing) -> list[Doubt]:
    """What speaks against a report's being the body's of the year, apart from there being this one."""
    found = doubts(Reading(filing).upload, filing.body, filing.year, Scope(filing.scope))
    return [each for each in found if not each.hinders]


def published_on(filing: Filing) -> date | None:
    """The day on which an uploaded report had been published, as it was stated; None for any other."""
    if filing.origin != Origin.UPLOADED:
        return None
    return UploadedReport.objects.values_list("first_published_on", flat=True).get(filing=filing)


class Elsewhere(NamedTuple):
    """Where a report had been public before, as far as that was stated."""

    where: str


def published_elsewhere(release: FilingRelease) -> Elsewhere | None:
    """Whether a report had been public before it came into the archive."""
    if release.filing.origin != Origin.UPLOADED:
        return None
    return Elsewhere(UploadedReport.objects.values_list("published_where", flat=True).get(filing=release.filing))


def seen_in_source(filing: Filing) -> list[Finding]:
    """What checks found in the source of an uploaded report that the report alone does not show."""
    kept = Reading(filing).upload.read.get("found", [])
    return [Finding(**each | {"severity": Severity(each["severity"]), "cells": tuple(each["cells"])}) for each in kept]


def original_of(filing: Filing) -> UploadedReport | None:
    """The file that the public may have beside a published report, if it was accepted with it."""
    if filing.origin != Origin.UPLOADED:
        return None
    return UploadedReport.objects.select_related("file").filter(filing=filing, shows_original=True).first()
