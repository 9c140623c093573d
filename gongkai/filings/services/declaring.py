"""Figures that other systems have: stated with where they come from, by form, as a table, or by the system itself."""

from __future__ import annotations

import io
from collections.abc import Mapping
from decimal import Decimal
from typing import Final, NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction

from gongkai.access.models import User
from gongkai.cases.services import viruses
from gongkai.documents import store
from gongkai.documents.models import StoredFile
from gongkai.documents.services.register import keep_file
from gongkai.filings.definitions import Definition, How, definition_of, definitions
from gongkai.filings.enums import Origin
from gongkai.filings.models import Credential, Declaration, Filing
from gongkai.filings.services.reports import TAKEN_BACK, cells_in, is_taken_back, last_declarations, value_of
from gongkai.filings.services.work import tell, to_change, touch
from gongkai.report import Mark, Value
from gongkai.report.form import EDITIONS, Edition
from gongkai.report.money import FEES_UNIT, TENS, convert
from gongkai.report.numerals import cell_value, spell
from gongkai.report.writers.flow import printed

PLACES: Final = 6
"""Places of an amount in 万元: 0.000001 is a cent (分)."""
LONGEST_SOURCE: Final = 200
LARGEST_FILE: Final = 20 * 2**20
LARGEST_TABLE: Final = 2 * 2**20
FEES: Final = "proactive.fees.amount"
PROCUREMENT: Final = "proactive.procurement.amount"


class Evidence(NamedTuple):
    """A file that shows where a figure comes from."""

    name: str
    content: bytes


# --- what a cell may say --------------------------------------------------------------------------------------------


def meant(typed: str, definition: Definition) -> Value:
    """The value that somebody typed for a cell: a number, “/” where the cell does not apply, or nothing for a blank.

    Fees are kept in 万元, as the form has them, whatever unit they were typed in.

    Raises:
        ValidationError: it is none that the cell can have; one Chinese sentence.
    """
    value = cell_value(typed.strip())
    if value is None or value.mark is Mark.UNKNOWN:
        raise ValidationError(f"“{typed.strip()[:20]}”不是数字")
    if value.number is None:
        return value
    return _amount(value, definition) if definition.is_money else _number(value, definition)


def _number(value: Value, definition: Definition) -> Value:
    if isinstance(value.number, Decimal):
        raise ValidationError("应为整数")
    if value.unit in TENS:
        raise ValidationError("这里填的是数量，不是金额")
    assert value.number is not None
    if value.number < 0 and not definition.may_be_negative:
        raise ValidationError("不能是负数")
    return Value(value.number)


def _amount(value: Value, definition: Definition) -> Value:
    assert value.number is not None
    if value.number < 0:
        raise ValidationError("不能是负数")
    if value.unit and value.unit not in TENS:
        raise ValidationError(f"单位“{value.unit}”不是金额的单位")
    if definition.cell == PROCUREMENT:
        if value.number and not value.unit:
            raise ValidationError("请连同单位填写，如251000元、25.1万元")
        return value
    number = convert(value.number, value.unit, FEES_UNIT) if value.unit else value.number
    if isinstance(number, Decimal):
        number = number.normalize()
        number = int(number) if number == number.to_integral_value() else number
    if isinstance(number, Decimal) and int(number.as_tuple().exponent) < -PLACES:
        raise ValidationError("精确到分，以万元计最多六位小数")
    return Value(number)


# --- declaring ------------------------------------------------------------------------------------------------------


def may_declare(filing: Filing, definition: Definition) -> bool:
    """Whether a cell can be stated at all: what is derived of others cannot, but in a report that was read."""
    return definition.how != How.DERIVED or filing.origin == Origin.UPLOADED


def is_stated(filing: Filing, definition: Definition) -> bool:
    """Whether a cell is there to be declared: in a report made of records what the records cannot tell."""
    return definition.how == How.DECLARED and filing.origin == Origin.COMPILED


@transaction.atomic
def declare(
    filing: Filing,
    typed: Mapping[str, str],
    *,
    source: str,
    evidence: Evidence | None = None,
    by: User | None,
    through: Credential | None = None,
    dry_run: bool = False,
) -> list[Declaration]:
    """State cells, all from one source. What is stated already, in the same words, from the same source and with the
    same evidence, is left. A dry run finds out what would be stated, and keeps nothing.

    Over a cell that is counted, `source` says why the records are not right; the report says that it was stated.
    Another system, which states `through` its credential, has no say in those.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: a cell cannot be stated or not so, keyed by the cell; the source is missing; the report may not
            be changed.
    """
    filing = to_change(filing, by=by)
    form = EDITIONS[filing.edition]
    values = _meant(filing, typed, form, only_declared=through is not None)
    source = source.strip()
    if not source:
        raise ValidationError({"source": "请写明数据来源；改动由记录统计的数，请写明理由"})
    if len(source) > LONGEST_SOURCE:
        raise ValidationError({"source": f"数据来源最多{LONGEST_SOURCE}个字"})
    file = _kept(evidence, filing, dry_run=dry_run) if evidence is not None else None
    before = last_declarations(filing)
    made = [
        Declaration(
            filing=filing,
            cell=cell,
            value=spell(value.number),
            mark=str(value.mark or ""),
            unit=value.unit,
            source=source,
            evidence=file,
            evidence_name=evidence.name[:200] if evidence is not None else "",
            by=by,
            credential=through,
        )
        for cell, value in values.items()
        if not _says(before.get(cell), value, source, evidence)
    ]
    if made and not dry_run:
        Declaration.objects.bulk_create(made)
        touch(filing)
        told = [f"{form.labels[each.cell]}：{printed(value_of(each)) or '空白'}" for each in made[:40]]
        by_itself = {"接口": str(through)} if through is not None else {}
        tell("填报年度报告数据", filing, by=by, 数据=told, 来源=source, **by_itself)
    return made


def _meant(filing: Filing, typed: Mapping[str, str], form: Edition, *, only_declared: bool) -> dict[str, Value]:
    values: dict[str, Value] = {}
    errors: dict[str, str] = {}
    for cell, text in typed.items():
        if cell not in form.key_set or (only_declared and not is_stated(filing, definition_of(cell, form))):
            errors[cell] = not_here(cell, form)
            continue
        definition = definition_of(cell, form)
        if not may_declare(filing, definition):
            errors[cell] = f"由其他各格得出（{definition.text}），不用填写"
            continue
        try:
            values[cell] = meant(text, definition)
        except ValidationError as refusal:
            errors[cell] = refusal.messages[0]
    if errors:
        raise ValidationError(errors)
    return values


def not_here(cell: str, form: Edition) -> str:
    """Why a cell is none of those that are declared."""
    return "由记录统计，不在这里填报" if cell in form.key_set else f"{form.name}年版格式里没有这一格"


def _says(declaration: Declaration | None, value: Value, source: str, evidence: Evidence | None) -> bool:
    if declaration is None or value_of_or_none(declaration) != value or declaration.source != source:
        return False
    return evidence is None or declaration.evidence_id == store.digest_of(evidence.content)


def value_of_or_none(declaration: Declaration) -> Value | None:
    """What a declaration states; None where it gave the cell back."""
    return None if is_taken_back(declaration) else value_of(declaration)


@transaction.atomic
def take_back(filing: Filing, cell: str, why: str, *, by: User) -> Declaration:
    """Give a cell back to what was counted or read; what was stated of it stays on record.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: nothing was stated of it, or there is no reason.
    """
    filing = to_change(filing, by=by)
    last = last_declarations(filing).get(cell)
    if last is None or value_of_or_none(last) is None:
        raise ValidationError("这一格没有填报的数")
    if not why.strip():
        raise ValidationError({"why": "请写明原因"})
    made = Declaration.objects.create(filing=filing, cell=cell, mark=TAKEN_BACK, source=why.strip()[:200], by=by)
    touch(filing)
    tell("撤回填报的数据", filing, by=by, 数据=EDITIONS[filing.edition].labels[cell], 原因=why.strip()[:200])
    return made


def _kept(evidence: Evidence, filing: Filing, *, dry_run: bool) -> StoredFile | None:
    """
    Raises:
        ValidationError: it is empty, too large, or holds a virus.
    """
    if not evidence.content:
        raise ValidationError({"evidence": "文件是空的"})
    if len(evidence.content) > LARGEST_FILE:
        raise ValidationError({"evidence": f"文件超过{LARGEST_FILE // 2**20}MB"})
    viruses.refuse(evidence.name, evidence.content, body=filing.body)
    return None if dry_run else keep_file(evidence.content, evidence.name)


def evidence_of(declaration: Declaration) -> bytes:
    assert declaration.evidence_id is not None
    return store.read(declaration.evidence_id)


def over_counted(filing: Filing) -> dict[str, tuple[Value, Declaration]]:
    """The cells that were counted and stated otherwise: each with what was counted, and the declaration."""
    counted = cells_in(filing.counted)
    return {
        cell: (counted[cell], declaration)
        for cell, declaration in last_declarations(filing).items()
        if cell in counted and value_of_or_none(declaration) not in (None, counted[cell])
    }


def to_declare(filing: Filing) -> list[Definition]:
    """The cells that only a declaration can fill, in the order of the form."""
    if filing.origin != Origin.COMPILED:
        return []
    return [each for each in definitions(EDITIONS[filing.edition]).values() if is_stated(filing, each)]


def lacking(filing: Filing) -> list[Definition]:
    """Of these, those that nobody has stated yet."""
    stated = last_declarations(filing)
    return [
        each for each in to_declare(filing) if each.cell not in stated or value_of_or_none(stated[each.cell]) is None
    ]


# --- as a table -----------------------------------------------------------------------------------------------------

HEADINGS: Final = ("栏目", "名称", "数值", "口径", "数据来源")
WIDTHS: Final = (34, 34, 14, 50, 26)


def template(filing: Filing) -> bytes:
    """The table to be filled in, as XLSX: a line a cell, with what is stated already."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    stated = last_declarations(filing)
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "填报数据"
    sheet.append(HEADINGS)
    for definition in to_declare(filing):
        last = stated.get(definition.cell)
        value = value_of_or_none(last) if last is not None else None
        number = value.number if value is not None and not value.unit else None
        source = last.source if last is not None and value is not None else definition.source
        shown = number if number is not None else printed(value)
        sheet.append((definition.cell, definition.title, shown, definition.text, source))
    for column, width in zip("ABCDE", WIDTHS, strict=True):
        sheet.column_dimensions[column].width = width
    for row in sheet.iter_rows():
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=cell.row == 1)
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


class Table(NamedTuple):
    """What a table says: by cell what was typed and its source; and what could not be taken, in sentences."""

    typed: dict[str, str]
    sources: dict[str, str]
    errors: list[str]


def read_table(filing: Filing, content: bytes) -> Table:
    """Read a filled-in table. Lines are told by the key in their first column, wherever they stand; those without a
    figure are passed over. Nothing is declared by it.

    Raises:
        ValidationError: it is no such table.
    """
    form = EDITIONS[filing.edition]
    known = {each.cell: each for each in to_declare(filing)}
    found = Table({}, {}, [])
    for number, (cell, typed, source) in enumerate(_lines(content), 2):
        if not cell:
            continue
        place = f"第{number}行“{form.labels.get(cell, cell)}”"
        if cell not in known:
            found.errors.append(f"{place}：{not_here(cell, form)}")
        elif cell in found.typed:
            found.errors.append(f"{place}：前面已有这一格，以前面的为准")
        elif typed:
            found.typed[cell], found.sources[cell] = typed, source
            try:
                meant(typed, known[cell])
            except ValidationError as refusal:
                found.errors.append(f"{place}：{refusal.messages[0]}")
    if not found.typed and not found.errors:
        raise ValidationError("表里没有填写的数值")
    return found


def _lines(content: bytes) -> list[tuple[str, str, str]]:
    """Key, figure and source of each line below the headings, as texts."""
    from openpyxl import load_workbook

    if len(content) > LARGEST_TABLE:
        raise ValidationError(f"文件超过{LARGEST_TABLE // 2**20}MB")
    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [list(row) for row in book.worksheets[0].iter_rows(max_row=500, max_col=len(HEADINGS), values_only=True)]
    except Exception as error:  # whatever a file that is no workbook makes of it
        raise ValidationError("不是XLSX文件，或者已经损坏；请下载模板填写") from error
    if not rows or tuple(_text(cell) for cell in rows[0]) != HEADINGS:
        raise ValidationError(f"不是填报模板：第一行应为{'、'.join(HEADINGS)}")
    return [(_text(row[0]), _text(row[2]), _text(row[4])) for row in rows[1:]]


def _text(value: object) -> str:
    """What stands in a cell of a workbook; a float is spelled as it shows."""
    if value is None:
        return ""
    if isinstance(value, float):
        return spell(Decimal(repr(value)).normalize()) if value != int(value) else str(int(value))
    return str(value).strip()
