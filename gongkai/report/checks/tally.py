"""Adding up cells for a check: what was blank, what could not be read, what was only inferred, and how to say it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from gongkai.report.checks.model import Skip
from gongkai.report.form import APPLICANTS, PENDING_AND_DECIDED, REMEDIES, Edition, row_name
from gongkai.report.model import Report
from gongkai.report.numerals import spell
from gongkai.report.values import Mark, Number

TABLES = {"proactive": "第二部分", "requests": "第三部分", "remedies": "第四部分"}
COLUMNS = tuple(column.key for column in APPLICANTS)
COLUMN_LABELS = {column.key: column.label for column in APPLICANTS}
ZERO_MARKS = (Mark.BLANK, Mark.NOT_APPLICABLE)


class Tally(NamedTuple):
    """A sum of cells. A blank or "/" counts as 0; `unread` could not be read, `absent` are not in the table."""

    number: Number
    blank: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    inferred: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        return not self.unread and not self.absent


def tally(report: Report, keys: Iterable[str]) -> Tally:
    """Add the cells up, and say what stood in the way."""
    number: Number = 0
    blank, unread, absent, inferred = [], [], [], []
    for key in keys:
        value = report.cells.get(key)
        if value is None:
            absent.append(key)
        elif value.mark is Mark.UNKNOWN:
            unread.append(key)
        elif value.number is None:
            blank.append(key)
        else:
            number += value.number
            if value.mark is Mark.INFERRED:
                inferred.append(key)
    return Tally(number, tuple(blank), tuple(unread), tuple(absent), tuple(inferred))


def count(report: Report, key: str) -> Number | None:
    """The number in a cell with blank and "/" as 0; None when it could not be read or is not there."""
    value = report.cells.get(key)
    if value is None or value.mark is Mark.UNKNOWN:
        return None
    return value.number if value.number is not None else 0


def stated(report: Report, key: str) -> Number | None:
    """As `count`, but None also for a 总计 left blank although its parts are filled: what it would say is A19's."""
    if is_blank(report, key) and report.form is not None and key in hollow(report, report.form):
        return None
    return count(report, key)


def is_blank(report: Report, key: str) -> bool:
    value = report.cells.get(key)
    return value is not None and value.mark in ZERO_MARKS


def inferred(report: Report, keys: Iterable[str]) -> bool:
    """Whether one of the cells was restored by the reader's arithmetic, so that the reading may be to blame."""
    return any((value := report.cells.get(key)) is not None and value.mark is Mark.INFERRED for key in keys)


def has_table(report: Report, table: str = "") -> bool:
    """Whether anything was read of a table, or of any."""
    return any(key.startswith(table) and value.mark is not Mark.UNKNOWN for key, value in report.cells.items())


# --- saying it ------------------------------------------------------------------------------------------------------


def label(report: Report, key: str) -> str:
    """What a cell is called, in quotation marks: “一、本年新收政府信息公开申请数量 | 总计”."""
    form = report.form
    return f"“{form.labels.get(key, key) if form else key}”"


def labels(report: Report, keys: Sequence[str], most: int = 6) -> str:
    """Some cells by name; after `most` of them only how many there are."""
    named = "、".join(label(report, key) for key in keys[:most])
    return f"{named}等{len(keys)}格" if len(keys) > most else named


def blanks_as_zero(*tallies: Tally) -> str:
    """The clause that says which blanks were taken as 0; empty when there were none."""
    number = sum(len(tally.blank) for tally in tallies)
    return f"（其中{number}格空白或为“/”，按0计）" if number else ""


def not_read(report: Report, *tallies: Tally) -> Skip:
    """Why an equation was not assessed."""
    unread = [key for tally in tallies for key in tally.unread]
    absent = [key for tally in tallies for key in tally.absent]
    reasons = []
    if unread:
        reasons.append(f"{labels(report, unread, 3)}未能读出")
    if absent:
        reasons.append(f"表中没有{labels(report, absent, 3)}")
    return Skip("，".join(reasons))


NO_TABLES = Skip("没有读到表格")


def no_table(table: str) -> Skip:
    return Skip(f"没有读到{TABLES[table]}的表格")


def amount(number: Number | None) -> str:
    return spell(number) if number is not None else "（空白）"


# --- sums that the form asks for ------------------------------------------------------------------------------------


class Equation(NamedTuple):
    """One sum of the form: the cells of `parts` add up to those of `whole`.

    `code` is the check that it belongs to, `name` what the row, the column or the block is called.
    """

    code: str
    name: str
    parts: tuple[str, ...]
    whole: tuple[str, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        return (*self.parts, *self.whole)


@lru_cache(maxsize=8)
def equations(form: Edition) -> tuple[Equation, ...]:
    """All sums of the form: A01 by row, A02 and A03 by column, A04 by block."""
    rows = (
        Equation(
            "A01",
            row_name(row),
            tuple(f"requests.{row.key}.{column}" for column in COLUMNS[:-1]),
            (f"requests.{row.key}.total",),
        )
        for row in form.rows
    )
    sums = (
        Equation(
            "A02",
            COLUMN_LABELS[column],
            tuple(f"requests.{leaf}.{column}" for leaf in form.leaves),
            (f"requests.total.{column}",),
        )
        for column in COLUMNS
    )
    balances = (
        Equation(
            "A03",
            COLUMN_LABELS[column],
            (f"requests.new.{column}", f"requests.carried_over.{column}"),
            (f"requests.total.{column}", f"requests.carried_forward.{column}"),
        )
        for column in COLUMNS
    )
    remedies = (
        Equation(
            "A04",
            block.label,
            tuple(f"remedies.{block.key}.{result}" for result in PENDING_AND_DECIDED),
            (f"remedies.{block.key}.total",),
        )
        for block in REMEDIES
    )
    return (*rows, *sums, *balances, *remedies)


def hollow(report: Report, form: Edition) -> dict[str, Number]:
    """总计 cells that are blank although what they add up is not 0, with the total that can be worked out."""
    found: dict[str, Number] = {}
    for equation in equations(form):
        if equation.code == "A03" or not is_blank(report, equation.whole[0]):
            continue
        parts = tally(report, equation.parts)
        if parts.number:
            found.setdefault(equation.whole[0], parts.number)
    return found
