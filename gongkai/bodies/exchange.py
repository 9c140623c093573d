"""Bodies as a table: written to CSV or XLSX, read back, and, before anything is changed, what would change."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import models, transaction

from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body

LARGEST: Final = 16 * 2**20
MOST_ROWS: Final = 20_000


class TableNotReadable(Exception):
    """The file is no table of bodies. `str(error)` is a Chinese sentence for the person who gave it."""


class Column(NamedTuple):
    """A column: its heading, the member of `Body`, and how a cell becomes a value and back."""

    heading: str
    name: str
    read: Callable[[str], Any]
    show: Callable[[Any], str] = str


def _kind(text: str) -> str:
    for kind in BodyKind:
        if text in (kind.label, kind.value):
            return kind.value
    raise ValueError(f"类别只能是{'、'.join(BodyKind.labels)}")


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text.replace("/", "-"))
    except ValueError:
        raise ValueError(f"“{text}”不是形如2024-03-01的日期") from None


def _number(text: str) -> int:
    if not text.isdecimal():
        raise ValueError(f"“{text}”不是整数")
    return int(text)


def _blank(value: object) -> str:
    return "" if value is None else str(value)


COLUMNS: Final = (
    Column("名称", "name", str),
    Column("简称", "short_name", str),
    Column("类别", "kind", _kind, lambda kind: BodyKind(kind).label),
    Column("统一社会信用代码", "credit_code", str.upper),
    Column("网站标识码", "site_code", str),
    Column("上级机关", "parent", str, _blank),
    Column("主管部门", "supervisor", str, _blank),
    Column("排序", "order", _number),
    Column("设立日期", "valid_from", _day, _blank),
    Column("撤销日期", "valid_until", _day, _blank),
    Column("工作机构", "office", str),
    Column("办公地址", "address", str),
    Column("邮政编码", "postcode", str),
    Column("办公时间", "hours", str),
    Column("联系电话", "phone", str),
    Column("传真", "fax", str),
    Column("电子邮箱", "email", str),
)
_LINKS: Final = ("parent", "supervisor")


# --- out ------------------------------------------------------------------------------------------------------------


def as_table(bodies: Iterable[Body]) -> list[list[str]]:
    """Headings and a row for each body."""
    return [
        [column.heading for column in COLUMNS],
        *([column.show(getattr(body, column.name)) for column in COLUMNS] for body in bodies),
    ]


def as_csv(bodies: Iterable[Body]) -> bytes:
    """CSV that spreadsheet programs open in Chinese: UTF-8 with a byte order mark.

    A cell that a spreadsheet would take for a formula is written with an apostrophe before it, which `read` takes off.
    """
    out = io.StringIO()
    csv.writer(out).writerows([[inert(cell) for cell in row] for row in as_table(bodies)])
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(bodies: Iterable[Body]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet("机关")
    for row in as_table(bodies):
        sheet.append([inert(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def inert(cell: str) -> str:
    """The cell, with an apostrophe before what a spreadsheet program would take for a formula."""
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell


# --- in -------------------------------------------------------------------------------------------------------------


def read_table(data: bytes) -> list[list[str]]:
    """The rows of a CSV or XLSX file, told by content.

    Raises:
        TableNotReadable: too large, damaged, or of another kind.
    """
    if len(data) > LARGEST:
        raise TableNotReadable(f"文件超过{LARGEST // 2**20}MB，不像机关名录")
    rows = _xlsx(data) if data.startswith(b"PK") else _csv(data)
    if len(rows) > MOST_ROWS:
        raise TableNotReadable(f"超过{MOST_ROWS}行，不像机关名录")
    return [row for row in rows if any(row)]


def _csv(data: bytes) -> list[list[str]]:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise TableNotReadable("文件的编码不是UTF-8或者GB18030")
    if "\0" in text:
        raise TableNotReadable("文件不是CSV或者XLSX")
    try:
        return [[_text(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))]
    except csv.Error as error:
        raise TableNotReadable("文件不是完整的CSV") from error


def _xlsx(data: bytes) -> list[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    from gongkai.report.errors import NotReadable
    from gongkai.report.sources.archive import check_sizes, open_zip
    from gongkai.report.sources.sheet import look_over

    try:
        with open_zip(data) as archive:
            check_sizes(archive)
            look_over(archive)
        rows = CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    except NotReadable as error:
        raise TableNotReadable(str(error)) from error
    except (CalamineError, ValueError, IndexError) as error:
        raise TableNotReadable("工作簿不完整或已损坏") from error
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, datetime | date):
        return f"{cell:%Y-%m-%d}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    text = str(cell).strip()
    return text[1:] if text[:1] == "'" and inert(text[1:]) != text[1:] else text


# --- what would change ----------------------------------------------------------------------------------------------


class Change(NamedTuple):
    """One member of a body that the table changes, as users read it."""

    heading: str
    was: str
    now: str


@dataclass
class Line:
    """One row of the table: the body that it describes and what it would do."""

    number: int
    name: str
    body: Body | None = None
    values: dict[str, Any] = field(default_factory=dict)
    changes: list[Change] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    was_added: bool = False

    @property
    def adds(self) -> bool:
        return self.body is None and not self.errors


@dataclass
class Plan:
    """What a table would do. Nothing is changed by making one."""

    lines: list[Line]

    @property
    def errors(self) -> list[str]:
        return [f"第{line.number}行“{line.name}”：{error}" for line in self.lines for error in line.errors]

    @property
    def additions(self) -> list[Line]:
        return [line for line in self.lines if line.adds]

    @property
    def changed(self) -> list[Line]:
        return [line for line in self.lines if line.body is not None and line.changes and not line.errors]

    @property
    def unchanged(self) -> list[Line]:
        return [line for line in self.lines if line.body is not None and not line.changes and not line.errors]


def plan(rows: Sequence[Sequence[str]]) -> Plan:
    """What a table of bodies would add and change.

    A row is about the body with its credit code, or else with its name among those that still exist. Columns that the
    table lacks are left as they are. Parents and supervisors are named, and may be rows of the same table.

    Raises:
        TableNotReadable: the first row does not hold the headings.
    """
    if not rows:
        raise TableNotReadable("表格是空的")
    columns = _columns(rows[0])
    bodies = list(Body.objects.all())
    by_code = {body.credit_code: body for body in bodies if body.credit_code and body.valid_until is None}
    by_name = {body.name: body for body in bodies if body.valid_until is None}
    named = {_cell(row, columns, "name") for row in rows[1:]} | by_name.keys()
    lines = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], 2):
        line = Line(number, _cell(row, columns, "name"))
        lines.append(line)
        if not line.name:
            line.errors.append("没有写名称")
            continue
        if (first := seen.setdefault(line.name, number)) != number:
            line.errors.append(f"与第{first}行重名")
        line.body = by_code.get(_cell(row, columns, "credit_code").upper()) or by_name.get(line.name)
        _read_line(line, row, columns, named)
    return Plan(lines)


def _columns(headings: Sequence[str]) -> dict[str, tuple[int, Column]]:
    known = {column.heading: column for column in COLUMNS}
    if unknown := [heading for heading in headings if heading and heading not in known]:
        raise TableNotReadable(f"不认识的列“{unknown[0]}”，可用的列：{'、'.join(known)}")
    found = {known[heading].name: (at, known[heading]) for at, heading in enumerate(headings) if heading}
    if "name" not in found:
        raise TableNotReadable("第一行应是列名，其中要有“名称”")
    return found


def _cell(row: Sequence[str], columns: dict[str, tuple[int, Column]], name: str) -> str:
    at = columns[name][0] if name in columns else len(row)
    return row[at] if at < len(row) else ""


def _read_line(line: Line, row: Sequence[str], columns: dict[str, tuple[int, Column]], named: set[str]) -> None:
    for name, (_, column) in columns.items():
        text = _cell(row, columns, name)
        if not text and name in ("order", "kind") and line.body is not None:
            continue
        if not text and name == "order":
            continue
        try:
            value = column.read(text)
        except ValueError as error:
            line.errors.append(f"{column.heading}：{error}")
            continue
        if name in _LINKS and value and value not in named:
            line.errors.append(f"{column.heading}“{value}”不在表中，也不在现有机关中")
            continue
        line.values[name] = value
        was = column.show(getattr(line.body, name)) if line.body is not None else ""
        now = column.show(value) if value not in ("", None) else ""
        if was != now:
            line.changes.append(Change(column.heading, was, now))
    if line.body is None and not line.values.get("kind"):
        line.errors.append("新增的机关要写类别")
    elif not line.errors:
        _validate(line)


def _validate(line: Line) -> None:
    """What the model itself would refuse."""
    body = line.body or Body()
    given = {name: value for name, value in line.values.items() if name not in _LINKS}
    before = {name: getattr(body, name) for name in given}
    try:
        for name, value in given.items():
            setattr(body, name, value)
        body.clean_fields(exclude=[*_LINKS, "path"])
    except ValidationError as error:
        headings = {column.name: column.heading for column in COLUMNS}
        line.errors += [f"{headings[name]}：{'；'.join(why)}" for name, why in error.message_dict.items()]
    finally:
        for name, value in before.items():
            setattr(body, name, value)


@transaction.atomic
def apply(made: Plan, *, tell: Callable[[Line], object]) -> int:
    """Do what a plan says, all or nothing. Returns how many bodies were added or changed.

    `tell` is called with each line that was done, in the same transaction: whoever applies a plan records it there.

    Raises:
        TableNotReadable: the plan has errors, or the whole is refused by the database (a body under itself …).
    """
    if made.errors:
        raise TableNotReadable(f"表格有{len(made.errors)}处错误，没有导入：{made.errors[0]}")
    touched = [line for line in made.lines if line.adds or line.changes]
    by_name = {body.name: body for body in Body.objects.filter(valid_until=None)}
    try:
        for line in touched:
            body = line.body or Body()
            line.was_added = line.body is None
            for name, value in line.values.items():
                if name not in _LINKS:
                    setattr(body, name, value)
            body.save()
            by_name[body.name] = line.body = body
        for line in touched:
            links = {name: line.values[name] for name in _LINKS if name in line.values}
            if links and line.body is not None:
                for name, value in links.items():
                    setattr(line.body, name, by_name[value] if value else None)
                line.body.full_clean(exclude=["path"])
                line.body.save()
            tell(line)
    except ValidationError as error:
        raise TableNotReadable(f"没有导入：{'；'.join(error.messages)}") from error
    except models.ProtectedError as error:
        raise TableNotReadable("没有导入：有机关正被使用") from error
    return len(touched)
