"""A report as a JSON object: the public contract `gongkai.annual-report/1`, whose schema is `gongkai.report.schema`.

What the contract keeps, `from_dict(as_dict(report))` gives back; claims, contact and period are derived from the text
again. Numbers keep their exact digits both ways: 43.788000 万元 never passes through binary floating point.
"""

from __future__ import annotations

import json
import re
import secrets
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final, TypeVar

from gongkai.report.errors import NotReadable
from gongkai.report.form import EDITIONS, FORMAT, SECTION_TITLES
from gongkai.report.model import Report
from gongkai.report.numerals import spell
from gongkai.report.values import Claim, Mark, Number, Place, Text, Value

_MOST_DIGITS: Final = 24
_MOST_PLACES: Final = 12
_TOO_LARGE: Final = 10**_MOST_DIGITS
PUBLISHED: Final = "gongkai.published-report/1"
"""What `gongkai.report.published` writes: a report, and what proves it."""
EMPTY_MARKS: Final = frozenset({Mark.BLANK, Mark.NOT_APPLICABLE, Mark.UNKNOWN})
"""Marks of the cells that have no number; INFERRED is the mark of one that has."""


def _merged() -> tuple[str, ...]:
    """The cells of all editions, each once, and each after the one that it follows in its form."""
    merged: list[str] = []
    for edition in EDITIONS.values():
        for before, key in pairwise(("", *edition.keys)):
            if key not in merged:
                merged.insert(merged.index(before) + 1 if before else 0, key)
    return tuple(merged)


ALL_KEYS: Final = _merged()
"""The cells of both editions in the order of the form."""


# --- to JSON --------------------------------------------------------------------------------------------------------


def as_dict(report: Report, *, places: bool = False) -> dict[str, Any]:
    """The report as the contract has it. With `places`, also where each cell stood in the source."""
    data = {
        "source": report.source,
        "format": FORMAT,
        "edition": report.edition,
        "body": report.body,
        "year": report.year,
        "title": report.title,
        "cells": {key: value.number for key, value in report.cells.items()},
        "marks": {key: value.mark.value for key, value in report.cells.items() if value.mark},
        "units": {key: value.unit for key, value in report.cells.items() if value.unit},
        "preamble": report.preamble,
        "sections": {section.key: _section(section) for section in report.sections},
        "signed_by": report.signed_by,
        "signed_on": report.signed_on.isoformat() if report.signed_on else None,
        "period": [day.isoformat() for day in report.period] if report.period else None,
        "contact": report.contact._asdict(),
        "claims": [_claim(claim) for claim in report.claims],
        "notes": list(report.notes),
    }
    if places:
        data["places"] = {key: _place(place) for key, place in report.places.items()}
    return data


def _section(section: Text) -> dict[str, str]:
    return {"number": section.number, "title": section.title, "text": section.text}


def _claim(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "section": claim.section,
        "number": claim.number,
        "unit": claim.unit,
        "noun": claim.noun,
        "period": claim.period,
        "pattern": claim.pattern,
        "cell": claim.cells[0] if len(claim.cells) == 1 else None,
        "cells": list(claim.cells),
        "relation": claim.relation,
        "accept": [list(cells) for cells in claim.accept],
        "tolerance": claim.tolerance,
        "about": list(claim.about),
        "scope": claim.scope,
        "part_of": claim.part_of if claim.part_of >= 0 else None,
    }


def _place(place: Place) -> dict[str, Any]:
    members = place._asdict() | {"box": list(place.box or ())}
    return {name: value for name, value in members.items() if value}


# --- from JSON ------------------------------------------------------------------------------------------------------

Object = Mapping[str, Any]


def from_dict(data: Object) -> Report:
    """The report that an object of the contract describes.

    A null cell without a mark is blank; what may be left out (marks, units, notes …) may be missing. What is derived
    from the text is not read. Of a published report (`published`) the report is read; whether it is as it was published
    is not asked here.

    Raises:
        NotReadable: the object is not of the contract; the sentence names the member that is not.
    """
    if isinstance(data, Mapping) and data.get("format") == PUBLISHED:
        data = _object(data, "report")
    if not isinstance(data, Mapping) or data.get("format") != FORMAT:
        raise _unfit("format", f"“{FORMAT}”")
    edition = _get(data, "edition", str)
    if edition is not None and edition not in EDITIONS:
        raise _unfit("edition", "“2019”“2021”或 null")
    return Report(
        edition=edition,
        body=_get(data, "body", str),
        year=_year(data),
        title=_text(data, "title"),
        preamble=_text(data, "preamble"),
        cells=_cells(data, tuple(dict.fromkeys((*(EDITIONS[edition].keys if edition else ()), *ALL_KEYS)))),
        sections=tuple(_read_section(key, section) for key, section in _object(data, "sections").items()),
        signed_by=_text(data, "signed_by"),
        signed_on=_day(_text(data, "signed_on")),
        source=_text(data, "source"),
        places={key: _read_place(key, place) for key, place in _object(data, "places").items()},
        notes=[str(note) for note in _get(data, "notes", list) or ()],
    )


T = TypeVar("T")
_KINDS: Final[dict[type, str]] = {str: "文字", int: "整数", dict: "对象", list: "数组"}


def _unfit(name: str, expected: str) -> NotReadable:
    return NotReadable(f"不是 {FORMAT} 格式的年度报告：{name} 应为{expected}。")


def _get(data: Object, name: str, kind: type[T]) -> T | None:
    value = data.get(name)
    if value is None or (isinstance(value, kind) and not isinstance(value, bool)):
        return value
    raise _unfit(name, _KINDS[kind])


def _text(data: Object, name: str) -> str:
    return _get(data, name, str) or ""


def _year(data: Object) -> int | None:
    year = _get(data, "year", int)
    if year is not None and not 1990 <= year <= 2100:
        raise _unfit("year", "1990至2100之间的年份")
    return year


def _object(data: Object, name: str) -> dict[str, Any]:
    return _get(data, name, dict) or {}


def _read_section(key: str, section: object) -> Text:
    if key not in SECTION_TITLES or not isinstance(section, dict):
        raise _unfit(f"sections.{key}", "格式所列六个部分之一")
    return Text(key, _text(section, "number"), _text(section, "title"), _text(section, "text"))


def _cells(data: Object, keys: tuple[str, ...]) -> dict[str, Value]:
    """The cells in the form's order."""
    numbers, marks, units = (_object(data, name) for name in ("cells", "marks", "units"))
    if unknown := numbers.keys() - set(keys):
        raise _unfit(f"cells.{min(unknown)}", "格式的项目")
    return {key: _value(key, numbers[key], _text(marks, key), _text(units, key)) for key in keys if key in numbers}


def _value(key: str, number: object, mark: str, unit: str) -> Value:
    exact = _number(key, number)
    allowed = EMPTY_MARKS if exact is None else {Mark.INFERRED}
    if mark and mark not in allowed:
        raise _unfit(f"marks.{key}", "、".join(sorted(allowed)))
    return Value(exact, Mark(mark) if mark else Mark.BLANK if exact is None else None, unit)


def _number(key: str, number: object) -> Number | None:
    if isinstance(number, float):
        number = Decimal(repr(number))
    if isinstance(number, Decimal):
        if number.is_finite() and number.adjusted() < _MOST_DIGITS and int(number.as_tuple().exponent) >= -_MOST_PLACES:
            return number
    elif number is None or (isinstance(number, int) and not isinstance(number, bool) and abs(number) < _TOO_LARGE):
        return number
    raise _unfit(f"cells.{key}", f"{_MOST_DIGITS}位以内的数字或 null")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _unfit("signed_on", "形如 2025-01-20 的日期") from error


def _read_place(key: str, place: object) -> Place:
    if not isinstance(place, dict) or not place.keys() <= set(Place._fields):
        raise _unfit(f"places.{key}", "对象")
    line, table, row, column, page = (_get(place, name, int) or 0 for name in Place._fields[:5])
    match _get(place, "box", list):
        case None:
            corners = None
        case [left, bottom, right, top] as box if all(isinstance(edge, int | float | Decimal) for edge in box):
            corners = float(left), float(bottom), float(right), float(top)
        case _:
            raise _unfit(f"places.{key}.box", "四个数字")
    return Place(line, table, row, column, page, corners, _text(place, "sheet"))


# --- JSON text with exact numbers -----------------------------------------------------------------------------------

_EXACT: Final = secrets.token_hex(
    16
)  # stands before a Decimal while `json` takes it for a string; no text can contain it
_STANDING_IN: Final = re.compile(rf'"{_EXACT}([-0-9.]+)"')


def _stand_in(value: object) -> str:
    if isinstance(value, Decimal):
        return _EXACT + spell(value)
    raise TypeError(f"{type(value).__name__} has no JSON")


def to_json(value: object, indent: int | None = None) -> bytes:
    """JSON in UTF-8, in which a Decimal is a number with its exact digits."""
    return _encoded(json.dumps(value, ensure_ascii=False, indent=indent, default=_stand_in, allow_nan=False))


def canonical(value: object) -> bytes:
    """The one JSON text of a value, over which a digest is made: members in order of their names, no blanks, no noughts
    at the end of a fraction. However its JSON was laid out, what was read of it gives the same."""
    spelled = json.dumps(
        value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_shortest, allow_nan=False
    )
    return _encoded(spelled)


def _shortest(value: object) -> str:
    text = _stand_in(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def _encoded(text: str) -> bytes:
    # A lone surrogate cannot be encoded; the escape that Python puts in its place is JSON's own.
    return _STANDING_IN.sub(r"\1", text).encode("utf-8", "backslashreplace")


def from_json(text: str | bytes) -> Any:
    """What JSON text says, with a Decimal for a number that has a fraction.

    Raises:
        NotReadable: it is not JSON.
    """
    try:
        content = text.decode("utf-8-sig") if isinstance(text, bytes) else text
        return json.loads(content, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise NotReadable("不是有效的 JSON 文件：内容不完整，或者不符合 JSON 的写法。") from error


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a JSON number")
