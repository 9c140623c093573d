"""The report that a filing or a release makes up, and how numbers are kept: exactly.

Databases read fractions as binary ones, so what is kept as JSON has a number with a fraction as a text, as it is
spelled (`stored`), and gets it back as a Decimal (`restored`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from gongkai.filings.enums import Origin
from gongkai.filings.models import Declaration, Filing, FilingRelease
from gongkai.report import Mark, Report, Text, Value
from gongkai.report.checks.tally import equations
from gongkai.report.form import EDITIONS, SECTION_NUMBERS, SECTION_TITLES, Edition
from gongkai.report.interchange import ALL_KEYS, as_dict, from_dict
from gongkai.report.numerals import spell
from gongkai.report.values import Number

# --- numbers in JSON ------------------------------------------------------------------------------------------------


def stored(value: Any) -> Any:
    """JSON data as they are kept: a Decimal is the text of its digits."""
    match value:
        case Decimal():
            return spell(value)
        case dict():
            return {name: stored(member) for name, member in value.items()}
        case list() | tuple():
            return [stored(member) for member in value]
    return value


_MEMBERS: Final = (
    *("source", "format", "edition", "body", "year", "title", "cells", "marks", "units", "preamble", "sections"),
    *("signed_by", "signed_on", "period", "contact", "claims", "notes", "places"),
)
"""Of the contract, in its order."""


def kept(data: Mapping[str, Any]) -> dict[str, Any]:
    """A report of `gongkai.annual-report/1` as it is kept. PostgreSQL puts members in an order of its own: that of the
    sections, which says in what order they were printed, is kept beside them."""
    found: dict[str, Any] = stored(dict(data))
    return found | {"order": list(data.get("sections", ()))}


def restored(data: Mapping[str, Any]) -> dict[str, Any]:
    """A report of `gongkai.annual-report/1` that was kept, with its exact numbers, each member in its place."""
    cells, sections = data["cells"], data.get("sections", {})
    claims = [
        claim | {name: number_of(claim[name]) for name in ("number", "tolerance")} for claim in data.get("claims", ())
    ]
    members = {
        **data,
        "cells": {key: number_of(cells[key]) for key in ALL_KEYS if key in cells},
        "sections": {key: sections[key] for key in data.get("order", sections)},
        "claims": claims,
    }
    return {name: members[name] for name in _MEMBERS if name in members}


def number_of(said: int | str | None) -> Number | None:
    return Decimal(said) if isinstance(said, str) else said


def put_cells(filing: Filing, cells: Mapping[str, Value]) -> None:
    """Have a filing hold what was counted or added up, without saving it: a plain count as a number, anything else as
    number, mark and unit."""
    filing.counted = {key: _kept(value) for key, value in cells.items()}


def _kept(value: Value) -> Any:
    if isinstance(value.number, int) and value.mark is None and not value.unit:
        return value.number
    return [stored(value.number), value.mark and str(value.mark), value.unit]


def cells_in(counted: Mapping[str, Any]) -> dict[str, Value]:
    """What `put_cells` kept."""
    return {key: _value(said) for key, said in counted.items()}


def _value(said: Any) -> Value:
    if isinstance(said, int):
        return Value(said)
    number, mark, unit = said
    return Value(number_of(number), Mark(mark) if mark else None, unit)


# --- reports --------------------------------------------------------------------------------------------------------


def report_of(filing: Filing) -> Report:
    """The report as it is worked on: what was read or counted, with the declarations over it, and what is said."""
    form = EDITIONS[filing.edition]
    read = from_dict(restored(filing.read)) if filing.read else Report(edition=filing.edition)
    cells = read.cells | cells_in(filing.counted) | declared(filing)
    if filing.origin != Origin.UPLOADED:
        cells = with_totals(cells, form)
    return Report(
        edition=filing.edition,
        body=filing.body_name,
        year=filing.year,
        title=filing.title or read.title,
        preamble=filing.preamble or read.preamble,
        cells={key: cells[key] for key in (*form.keys, *(cells.keys() - form.key_set)) if key in cells},
        sections=sections_of(filing) or read.sections,
        signed_by=filing.signed_by or read.signed_by,
        signed_on=filing.signed_on or read.signed_on,
        source=read.source,
        places=read.places,
        notes=list(read.notes),
    )


def report_of_release(release: FilingRelease) -> Report:
    """The report as it was published."""
    return from_dict(restored(release.data))


def data_of(report: Report) -> dict[str, Any]:
    """A report as `SentIn` and `FilingRelease` keep it."""
    return kept(as_dict(report))


def sections_of(filing: Filing) -> tuple[Text, ...]:
    """The sections that were written, in the order of the form, each with its statutory title unless it has another."""
    written = {section.key: section for section in filing.sections.all()}
    return tuple(
        Text(key, number, written[key].title or title, written[key].text)
        for number, (key, title) in zip(SECTION_NUMBERS, SECTION_TITLES.items(), strict=True)
        if key in written
    )


# --- declarations ---------------------------------------------------------------------------------------------------


def last_declarations(filing: Filing) -> dict[str, Declaration]:
    """What holds of what was declared: of each cell the last."""
    every: Iterable[Declaration] = filing.declarations.select_related("by", "evidence", "credential").order_by("pk")
    return {each.cell: each for each in every}


def declared(filing: Filing) -> dict[str, Value]:
    return {cell: value_of(each) for cell, each in last_declarations(filing).items() if not is_taken_back(each)}


TAKEN_BACK: Final = "taken_back"
"""The mark of a declaration that gives a cell back to what was counted or read."""


def is_taken_back(declaration: Declaration) -> bool:
    return declaration.mark == TAKEN_BACK


def value_of(declaration: Declaration) -> Value:
    """What was declared of a cell."""
    text = declaration.value
    number = None if not text else Decimal(text) if "." in text else int(text)
    return Value(number, Mark(declaration.mark) if declaration.mark else None, declaration.unit)


# --- totals ---------------------------------------------------------------------------------------------------------


def totals(form: Edition) -> dict[str, tuple[str, ...]]:
    """The cells that add others up, each with its parts; a total after the totals that it is made of."""
    return {
        equation.whole[0]: equation.parts for equation in equations(form) if equation.code != "A03" if equation.parts
    }


def with_totals(cells: Mapping[str, Value], form: Edition) -> dict[str, Value]:
    """Cells with their totals worked out; one of which a part is not known stays as it is. Only blanks make a blank."""
    made = dict(cells)
    for whole, parts in _in_turn(form).items():
        values = [made[part] for part in parts if part in made]
        if len(values) < len(parts) or any(value.mark is Mark.UNKNOWN for value in values):
            continue
        if any(value.number is not None for value in values):
            mark = Mark.INFERRED if any(value.mark is Mark.INFERRED for value in values) else None
            made[whole] = Value(sum(value.number or 0 for value in values), mark)
        elif len(set(values)) == 1 and not (whole in made and made[whole].number):
            made[whole] = values[0]
    return made


def _in_turn(form: Edition) -> dict[str, tuple[str, ...]]:
    """The totals, first those by column: the corner is added up of the row of sums."""
    found = totals(form)
    first = [key for key in found if key.startswith("requests.total.") and key != "requests.total.total"]
    return {key: found[key] for key in (*first, *(key for key in found if key not in first))}
