"""Two reports beside each other: one body in two years, or two bodies in one.

Across the two editions only table three and table four compare. There 其他处理 of 2019 is the sum of its three rows of
2021; nothing in table two means the same in both (对外公开总数量 is what was published, 现行有效件数 what is in force).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple

from gongkai.report.errors import ReportError
from gongkai.report.form import APPLICANTS, EDITION_2019, EDITION_2021, MONEY, SECTION_TITLES, Edition
from gongkai.report.likeness import Overlap, overlap
from gongkai.report.model import Report
from gongkai.report.money import convert, unit_of
from gongkai.report.values import UNKNOWN, Mark, Number, Value

OTHERS: Final = tuple(row.key for row in EDITION_2021.rows if row.group == "other")


class CellPair(NamedTuple):
    """One cell of two reports.

    `difference` is second − first, `change` that as a share of the first; both None when they cannot be said: `note`
    then tells why, in Chinese. `comparable` is False where the two forms mean different things by the cell, or one of
    them lacks it. Money is compared in the second report's unit.
    """

    key: str
    label: str
    first: Value | None
    second: Value | None
    difference: Number | None = None
    change: Decimal | None = None
    comparable: bool = True
    note: str = ""


class SectionPair(NamedTuple):
    """One section of two reports: how much of each text is found in the other, years, figures and names aside."""

    key: str
    title: str
    first_length: int
    second_length: int
    overlap: Overlap


@dataclass(frozen=True)
class Comparison:
    """What `compare` found. `cells` has every cell of either form, in the form's order; `sections` the six sections."""

    first: Report
    second: Report
    cells: tuple[CellPair, ...]
    sections: tuple[SectionPair, ...]

    @property
    def across_editions(self) -> bool:
        return self.first.edition != self.second.edition

    @property
    def changed(self) -> tuple[CellPair, ...]:
        """Cells whose numbers differ."""
        return tuple(pair for pair in self.cells if pair.difference)

    @property
    def not_comparable(self) -> tuple[CellPair, ...]:
        """Cells that may not be compared between these two forms."""
        return tuple(pair for pair in self.cells if not pair.comparable)

    def cell(self, key: str) -> CellPair:
        """The pair of one cell.

        Raises:
            KeyError: neither form has the cell.
        """
        for pair in self.cells:
            if pair.key == key:
                return pair
        raise KeyError(key)


def compare(first: Report, second: Report) -> Comparison:
    """Put two reports beside each other, every cell and every section; changes are from the first to the second.

    Raises:
        ReportError: in one of them no table was read.
    """
    one, other = (_form(report) for report in (first, second))
    pairs = _same_form(one, first, second) if one is other else _across(first, second)
    names = [name for report in (first, second) if (name := report.body)]
    sections = tuple(
        SectionPair(
            key,
            title,
            len(first.text(key)),
            len(second.text(key)),
            overlap(first.text(key), second.text(key), names),
        )
        for key, title in SECTION_TITLES.items()
    )
    return Comparison(first, second, tuple(pairs), sections)


def _form(report: Report) -> Edition:
    if report.form is None:
        raise ReportError(f"“{report.body or report.source or '报告'}”没有读到表格，无法比较，请换用带表格的文件。")
    return report.form


def _same_form(form: Edition, first: Report, second: Report) -> Iterator[CellPair]:
    for key in form.keys:
        yield _pair(key, form.labels[key], first.cells.get(key), second.cells.get(key))


def _across(first: Report, second: Report) -> Iterator[CellPair]:
    """Table two of both forms, not comparable; then tables three and four in the rows of 2019."""
    note = "两版格式第二部分口径不同，不能比较"
    for form in (EDITION_2019, EDITION_2021):
        for key in form.proactive_keys:
            yield _alone(key, form, first, second, note)
    for key in (*EDITION_2019.requests_keys, *EDITION_2019.remedies_keys):
        yield _pair(key, EDITION_2019.labels[key], _in_2019(first, key), _in_2019(second, key))
    note = "2019版没有这一行，已并入“（六）其他处理”比较"
    for row in OTHERS:
        for column in APPLICANTS:
            yield _alone(f"requests.{row}.{column.key}", EDITION_2021, first, second, note)


def _alone(key: str, form: Edition, first: Report, second: Report, note: str) -> CellPair:
    """A cell of one form only, beside nothing."""
    one, other = (report.cells.get(key) if report.edition == form.name else None for report in (first, second))
    return CellPair(key, form.labels[key], one, other, comparable=False, note=note)


def _in_2019(report: Report, key: str) -> Value | None:
    """A cell of tables three and four by its name of 2019: 其他处理 is the sum of three rows in a report of 2021."""
    row, _, column = key.rpartition(".")
    if row != "requests.other" or report.edition == "2019":
        return report.cells.get(key)
    parts = [report.cells.get(f"requests.{other}.{column}") for other in OTHERS]
    if any(part is None or part.mark is Mark.UNKNOWN for part in parts):
        return UNKNOWN
    numbers = [part.number for part in parts if part is not None and part.number is not None]
    if not numbers:
        return parts[0]
    inferred = any(part is not None and part.mark is Mark.INFERRED for part in parts)
    return Value(sum(numbers), Mark.INFERRED if inferred else None)


def _pair(key: str, label: str, first: Value | None, second: Value | None) -> CellPair:
    bare = CellPair(key, label, first, second)
    if first is None or second is None:
        which = "两份报告都" if first is second else ("第一份报告" if first is None else "第二份报告")
        return bare._replace(note=f"{which}没有这一格")
    for value, which in ((first, "第一份报告"), (second, "第二份报告")):
        if value.number is None:
            return bare._replace(note=f"{which}这一格{'未能读出' if value.mark is Mark.UNKNOWN else '空白'}")
    before, after = first.number, second.number
    assert before is not None
    assert after is not None
    note = ""
    if key in MONEY and before and after:
        units = unit_of(key, first), unit_of(key, second)
        if not any(units):
            note = "两份报告都没有写单位，按相同单位比较"
        elif not all(units):
            return bare._replace(note="其中一份没有写单位，不作比较")
        elif units[0] != units[1]:
            before, note = convert(before, *units), f"第一份报告的金额已由{units[0]}换算为{units[1]}"
    difference = after - before
    change = Decimal(difference) / Decimal(before) if before else None
    return bare._replace(difference=difference, change=change, note=note)
