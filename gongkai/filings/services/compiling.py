"""The beginning of a report, and its figures: counted from the records, and what moved since they were last."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import require
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.filings import definitions
from gongkai.filings.enums import Origin, Scope
from gongkai.filings.models import Filing, Section
from gongkai.filings.services.reports import cells_in, put_cells
from gongkai.filings.services.work import tell, to_change, touch
from gongkai.law.annual import Filer, annual_due
from gongkai.law.articles import REGULATIONS
from gongkai.law.errors import LawError
from gongkai.report import Value
from gongkai.report.form import EDITIONS, SECTION_TITLES, edition_for
from gongkai.report.numerals import spell

FILERS: Final[Mapping[str, Filer]] = {
    BodyKind.GOVERNMENT: Filer.GOVERNMENT,
    BodyKind.TOWNSHIP: Filer.TOWNSHIP,
}
"""As whom a body files, by its kind; the others as departments."""
FIRST: Final = 2008
"""The year of the first reports."""
MOST_TOLD: Final = 30


# --- beginning ------------------------------------------------------------------------------------------------------


def due_on(body: Body, year: int, scope: Scope, *, local: date | None = None) -> date:
    """By when a report is due: by the Regulations (Art. 49), or by a local rule, which may only be stricter. To towns
    and street offices, which the Regulations give no day, the departments' applies.

    Raises:
        ValidationError: the local day is later than the law's.
    """
    filer = Filer.GOVERNMENT if scope == Scope.REGION else FILERS.get(body.kind, Filer.DEPARTMENT)
    try:
        found = annual_due(year, filer, local=local)
        day = found.day or annual_due(year, Filer.DEPARTMENT).day
    except LawError as refusal:
        raise ValidationError({"due_on": str(refusal)}) from refusal
    assert day is not None
    return day


@transaction.atomic
def begin(
    body: Body,
    year: int,
    scope: Scope = Scope.OWN,
    *,
    by: User | None,
    origin: Origin = Origin.COMPILED,
    local: date | None = None,
) -> Filing:
    """Begin the report of a body for a year: the year decides on the form, and the law on when it is due.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: there is one already, the year has not begun or had no reports, or the local day is too late.
    """
    if by is not None:
        require(by, Right.REGISTER, body)
    if not FIRST <= year <= timezone.localdate().year:
        raise ValidationError({"year": f"年度应在{FIRST}年到{timezone.localdate().year}年之间"})
    filing = Filing(
        body=body,
        year=year,
        scope=scope,
        edition=edition_for(year).name,
        origin=origin,
        body_name=body.name,
        due_on=due_on(body, year, scope, local=local),
        title=f"{body.name}{year}年政府信息公开工作年度报告",
        signed_by=body.name,
        created_by=by,
    )
    filing.preamble = preamble_of(filing)
    try:
        with transaction.atomic():
            filing.save(force_insert=True)
    except IntegrityError as exists:
        raise ValidationError("这个机关这一年的报告已经有了") from exists
    if origin != Origin.UPLOADED:
        Section.objects.bulk_create(Section(filing=filing, key=key, by=by) for key in SECTION_TITLES)
    tell("开始编制年度报告", filing, by=by, 期限=filing.due_on.isoformat())
    return filing


def preamble_of(filing: Filing) -> str:
    """What stands before the first section: on what the report rests, what it has, whom to ask."""
    body, titles = filing.body, list(SECTION_TITLES.values())
    told = [
        f"根据{REGULATIONS.title}和政府信息公开工作年度报告格式（{edition_for(filing.year).citation}），",
        f"编制{filing.body_name}{filing.year}年政府信息公开工作年度报告。",
        f"全文包括{'、'.join(titles[:-1])}和{titles[-1]}六个部分，",
        f"所列数据的统计期限自{filing.year}年1月1日起至12月31日止。",
    ]
    reached = {"地址": body.address, "邮编": body.postcode, "电话": body.phone, "电子邮箱": body.email}
    if named := "；".join(f"{label}：{value}" for label, value in reached.items() if value):
        office = body.office if body.office.startswith(body.name) else f"{body.name}{body.office}"
        told.append(f"对本报告有疑问的，请与{office}联系（{named}）。")
    return "".join(told)


# --- counting -------------------------------------------------------------------------------------------------------


class Change(NamedTuple):
    """A cell that is not counted as before; None where it was not counted at all."""

    cell: str
    label: str
    was: Value | None
    now: Value | None

    def __str__(self) -> str:
        return f"{self.label}：{_said(self.was)} → {_said(self.now)}"


def _said(value: Value | None) -> str:
    return "没有统计" if value is None else spell(value.number) or "空白"


@transaction.atomic
def compile_cells(filing: Filing, *, by: User | None) -> list[Change]:
    """Count the figures of a report from the records as they are now. Returns what is not as it was counted before.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: it is being reviewed, is public, or was not made of records.
    """
    filing = to_change(filing, by=by)
    if filing.origin != Origin.COMPILED:
        raise ValidationError(f"这份报告{filing.get_origin_display()}，不由记录统计")
    counted = recount(filing)
    filing.counted_before = filing.counted or None
    put_cells(filing, {cell: Value(number) for cell, number in counted.items()})
    filing.compiled_at = timezone.now()
    touch(filing)
    changes = last_changes(filing)
    tell("编制年度报告", filing, by=by, 变动=[str(change) for change in changes[:MOST_TOLD]])
    return changes


def recount(filing: Filing) -> dict[str, int]:
    """The figures as the records give them now."""
    return definitions.count(filing.body, filing.year, EDITIONS[filing.edition])


def last_changes(filing: Filing) -> list[Change]:
    """What moved when it was last compiled, against the time before; nothing the first time."""
    if filing.counted_before is None:
        return []
    return changes_between(filing, cells_in(filing.counted_before), cells_in(filing.counted))


def stale(filing: Filing) -> list[Change]:
    """What the records give otherwise by now than when it was compiled."""
    if filing.origin != Origin.COMPILED:
        return []
    now = {cell: Value(number) for cell, number in recount(filing).items()}
    return changes_between(filing, cells_in(filing.counted), now)


def changes_between(filing: Filing, was: Mapping[str, Value], now: Mapping[str, Value]) -> list[Change]:
    form = EDITIONS[filing.edition]
    return [
        Change(cell, form.labels[cell], was.get(cell), now.get(cell))
        for cell in form.keys
        if was.get(cell) != now.get(cell)
    ]


# --- what stands around the figures ---------------------------------------------------------------------------------

FRAME: Final = ("title", "preamble", "signed_by", "signed_on", "body_name", "due_on")


@transaction.atomic
def set_frame(filing: Filing, given: Mapping[str, Any], *, seen: int, by: User) -> Filing:
    """Change title, preamble, signature, or by when it is due. `seen` is the number of changes that `by` knew of.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: somebody changed it meanwhile, it may not be changed, or the day is later than the law's.
    """
    filing = to_change(filing, by=by)
    if filing.edition_number != seen:
        raise ValidationError("这份报告刚刚有人改过，您的修改没有保存；请对照后再保存一次")
    if (day := given.get("due_on")) is not None:
        due_on(filing.body, filing.year, Scope(filing.scope), local=day)
    changed = [name for name in FRAME if name in given and getattr(filing, name) != given[name]]
    for name in changed:
        setattr(filing, name, given[name])
    if changed:
        filing.clean_fields(exclude={field.name for field in Filing._meta.fields} - set(changed))
        touch(filing)
        headings = [str(Filing._meta.get_field(name).verbose_name) for name in changed]  # type: ignore[union-attr]
        tell("修改年度报告", filing, by=by, 项目=headings)
    return filing
