"""What another system does by its credential: see which figures of a year are wanted of it, and state them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError

from gongkai.filings.definitions import Definition
from gongkai.filings.enums import Origin, Scope
from gongkai.filings.models import Credential, Declaration, Filing
from gongkai.filings.services.credentials import is_for, labels
from gongkai.filings.services.declaring import Evidence, declare, to_declare, value_of_or_none
from gongkai.filings.services.reports import last_declarations, value_of
from gongkai.filings.services.work import require_open
from gongkai.report.writers.flow import printed

EVIDENCE: Final = "凭证.txt"
"""As what the text that shows where figures come from is kept."""


class NotBegun(Exception):
    """The body has no report for the year; `str(error)` is a sentence."""


class Beyond(ValidationError):
    """Figures that the credential is not for, keyed by the cell."""


class Figure(NamedTuple):
    """A cell that is wanted of a system, and what is stated of it, as `declare` takes it; None where nothing is."""

    definition: Definition
    value: str | None
    declaration: Declaration | None


class Stated(NamedTuple):
    """What became of figures: those that were stated now, those that stood so already, and the cells still missing."""

    taken: dict[str, str]
    unchanged: dict[str, str]
    missing: list[str]


def filing_of(credential: Credential, year: int) -> Filing:
    """The report of the credential's own body: never of one under it.

    Raises:
        NotBegun: there is none that is made of records.
    """
    found = Filing.objects.filter(body=credential.body_id, year=year, scope=Scope.OWN).select_related("body").first()
    if found is None:
        raise NotBegun(f"{credential.body}还没有开始编制{year}年度报告，请经办人先在“全部报告”里编制")
    if found.origin != Origin.COMPILED:
        raise NotBegun(f"{credential.body}{year}年度报告是导入的历史报告，没有要填报的数据")
    return found


def figures(credential: Credential, filing: Filing) -> list[Figure]:
    """The cells that are wanted of the system, in the order of the form."""
    stated = last_declarations(filing)
    wanted = [each for each in to_declare(filing) if is_for(credential, each.cell)]
    return [_figure(each, stated.get(each.cell)) for each in wanted]


def _figure(definition: Definition, last: Declaration | None) -> Figure:
    value = value_of_or_none(last) if last is not None else None
    return Figure(definition, printed(value), last) if value is not None else Figure(definition, None, None)


def state(
    credential: Credential, filing: Filing, typed: Mapping[str, str], *, source: str, evidence: str, dry_run: bool
) -> Stated:
    """State figures as the system has them: all of them, or, where one cannot be taken, none.

    Raises:
        NotOpen: the report is being reviewed, or is public.
        Beyond: some are none of the system's.
        ValidationError: a figure cannot be stated or not so, keyed by the cell; the source is missing.
    """
    require_open(filing)
    others = {each.cell for each in to_declare(filing) if not is_for(credential, each.cell)}
    if beyond := [cell for cell in typed if cell in others]:
        whose = "、".join(labels(credential))
        raise Beyond(dict.fromkeys(beyond, f"这个凭据只能填报{whose}"))
    shown = Evidence(EVIDENCE, evidence.encode()) if evidence else None
    made = declare(filing, typed, source=source, evidence=shown, by=None, through=credential, dry_run=dry_run)
    taken = {each.cell: printed(value_of(each)) for each in made}
    now = {each.definition.cell: each.value for each in figures(credential, filing)}
    return Stated(
        taken=taken,
        unchanged={cell: now[cell] or "" for cell in typed if cell not in taken},
        missing=[cell for cell, value in now.items() if value is None and cell not in taken],
    )
