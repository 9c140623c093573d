"""Many reports as one data set: JSONL (a report a line), CSV or Parquet (a report a row, a cell a column).

Reports are taken from an iterator, so that ten thousand need no more memory than a few. In a table every cell of both
editions has two columns: `requests.new.total` for its number, and `mark.requests.new.total` for what a number cannot
say: "blank", "n/a", "unknown", "inferred", or "absent" where the source's form lacks the cell. `units` holds the units
that are printed inside cells, as a JSON object.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Callable, Iterable
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, BinaryIO, Final

from gongkai.report.errors import NotWritable
from gongkai.report.files import replaced
from gongkai.report.form import MONEY
from gongkai.report.interchange import ALL_KEYS, as_dict, to_json
from gongkai.report.model import Report
from gongkai.report.numerals import spell
from gongkai.report.values import Number
from gongkai.report.writers.flow import harmless

ABSENT: Final = "absent"
INEXACT: Final = "inexact"
"""Mark of a number that its column in Parquet cannot hold: a count with a fraction, an amount below 一分."""

NAMES: Final = ("source", "body", "year", "edition")
COLUMNS: Final = (*NAMES, *ALL_KEYS, *(f"mark.{key}" for key in ALL_KEYS), "units")
"""The columns of CSV and Parquet."""

ROW_GROUP: Final = 1000
"""How many reports are kept in memory while Parquet is written."""

_MONEY_DIGITS: Final = 24
_MONEY_PLACES: Final = 6  # 0.000001 万元 is 一分
_MOST_MONEY: Final = Decimal(10) ** (_MONEY_DIGITS - _MONEY_PLACES)
_CENT: Final = Decimal(1).scaleb(-_MONEY_PLACES)
_MOST: Final = 2**63


def write_dataset(
    reports: Iterable[Report], destination: str | os.PathLike[str] | BinaryIO, format: str | None = None
) -> int:
    """Write reports to a path or a binary file and say how many; without `format` the path's suffix decides.

    A path gets its file when all reports are written; when one cannot be, what was there before stays.

    Raises:
        NotWritable: there is no such format, or Parquet is asked for and pyarrow is not installed.
    """
    path = Path(destination) if isinstance(destination, str | os.PathLike) else None
    name = (format or (path.suffix if path else "")).removeprefix(".").lower()
    if name not in _FORMATS:
        raise NotWritable(f"不知道写成什么格式（“{name}”）：请用 {'、'.join(_FORMATS)} 之一作扩展名，或者指明格式。")
    if path is not None:
        with replaced(path) as file:
            return _FORMATS[name](reports, file)
    assert not isinstance(destination, str | os.PathLike)
    return _FORMATS[name](reports, destination)


def _write_jsonl(reports: Iterable[Report], file: BinaryIO) -> int:
    count = 0
    for count, report in enumerate(reports, 1):  # noqa: B007
        file.write(to_json(as_dict(report)) + b"\n")
    return count


# --- tables ---------------------------------------------------------------------------------------------------------

Record = tuple[list[Any], list[Number | None], list[str | None], str | None]


def _record(report: Report) -> Record:
    """A report's names, its numbers, their marks, and its units."""
    values = [report.cells.get(key) for key in ALL_KEYS]
    units = {key: value.unit for key, value in report.cells.items() if value.unit}
    return (
        [report.source, report.body, report.year, report.edition],
        [value.number if value else None for value in values],
        [ABSENT if value is None else value.mark.value if value.mark else None for value in values],
        to_json(units).decode() if units else None,
    )


def _write_csv(reports: Iterable[Report], file: BinaryIO) -> int:
    """UTF-8 with its mark, and no text that a spreadsheet takes for a formula."""
    text = io.TextIOWrapper(file, "utf-8-sig", newline="")
    count = 0
    try:
        rows = csv.writer(text)
        rows.writerow(COLUMNS)
        for count, (names, numbers, marks, units) in enumerate(map(_record, reports), 1):  # noqa: B007
            rows.writerow((*(harmless(str(name or "")) for name in names), *map(spell, numbers), *marks, units))
    finally:
        text.detach()  # which leaves the file open
    return count


def _write_parquet(reports: Iterable[Report], file: BinaryIO) -> int:
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError as error:
        raise NotWritable("写 Parquet 文件需要 pyarrow：请先安装（pip install pyarrow），或改用csv。") from error
    money = pyarrow.decimal128(_MONEY_DIGITS, _MONEY_PLACES)
    types = {"year": pyarrow.int32()} | {key: money if key in MONEY else pyarrow.int64() for key in ALL_KEYS}
    schema = pyarrow.schema([(name, types.get(name, pyarrow.string())) for name in COLUMNS])
    rows = map(_fitted, map(_record, reports))
    count = 0
    with pyarrow.parquet.ParquetWriter(file, schema, compression="zstd") as writer:
        while group := list(islice(rows, ROW_GROUP)):
            columns = [
                pyarrow.array(column, field.type)
                for column, field in zip(zip(*group, strict=True), schema, strict=True)
            ]
            writer.write_table(pyarrow.Table.from_arrays(columns, schema=schema))
            count += len(group)
    return count


def _fitted(record: Record) -> list[Any]:
    """A row of numbers that their columns can hold."""
    names, numbers, marks, units = record
    fitting = [_exact(key, number) for key, number in zip(ALL_KEYS, numbers, strict=True)]
    marks = [
        INEXACT if exact is None and number is not None else mark
        for exact, number, mark in zip(fitting, numbers, marks, strict=True)
    ]
    return [*names, *fitting, *marks, units]


def _exact(key: str, number: Number | None) -> Number | None:
    if number is None:
        return None
    if key in MONEY:
        amount = Decimal(number)
        return round(amount, _MONEY_PLACES) if abs(amount) < _MOST_MONEY and not amount % _CENT else None
    return int(number) if number == int(number) and -_MOST < number < _MOST else None


_FORMATS: Final[dict[str, Callable[[Iterable[Report], BinaryIO], int]]] = {
    "jsonl": _write_jsonl,
    "csv": _write_csv,
    "parquet": _write_parquet,
}
