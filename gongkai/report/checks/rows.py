"""A05–A09, A19, A22: how the cells of the tables were filled in, and what reading may have done to them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from gongkai.report.checks.equations import all_sides, row_numbers, slip, swapped_with_total
from gongkai.report.checks.model import Check, Context, Hit, Severity, Skip
from gongkai.report.checks.tally import (
    COLUMN_LABELS,
    COLUMNS,
    NO_TABLES,
    Equation,
    amount,
    count,
    equations,
    has_table,
    hollow,
    inferred,
    is_blank,
    label,
    labels,
    no_table,
    tally,
)
from gongkai.report.form import MONEY, SIGNED, row_name
from gongkai.report.model import Report
from gongkai.report.seen import UnevenRow
from gongkai.report.values import Mark, Number

COMPONENTS: Final = COLUMNS[:-1]


def table_row(key: str) -> str:
    """The printed row that a cell stands in; table four is one row."""
    return "remedies" if key.startswith("remedies.") else key.rpartition(".")[0]


def row_label(report: Report, row: str) -> str:
    """What a printed row is called: `requests.granted` → （一）予以公开, `remedies` → 第四部分表格."""
    if row == "remedies":
        return "第四部分表格"
    form = report.form
    table, _, name = row.partition(".")
    if form is not None:
        if table == "requests":
            for each in form.rows:
                if each.key == name:
                    return row_name(each)
        for _, each in form.proactive_rows():
            if each.key == name:
                return each.label
    return row


def row_equations(report: Report) -> list[Equation]:
    form = report.form
    return [each for each in equations(form) if each.code == "A01"] if form else []


def values_of(report: Report, equation: Equation) -> list[Number] | None:
    """The seven numbers of a row of table three, blanks as 0; None when one could not be read or is not there."""
    numbers = [count(report, key) for key in equation.cells]
    return [number for number in numbers if number is not None] if None not in numbers else None


# --- A05 -------------------------------------------------------------------------------------------------------------


def whole_numbers(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    if not has_table(report):
        yield NO_TABLES
        return
    for key, value in report.cells.items():
        number = value.number
        if number is None:
            continue
        if number < 0 and key not in SIGNED:
            yield Hit(
                f"{label(report, key)}为{amount(number)}，{'金额' if key in MONEY else '件数'}不能为负。",
                cells=(key,),
                found=amount(number),
                reading=value.mark is Mark.INFERRED,
            )
        if key not in MONEY and isinstance(number, Decimal) and number != number.to_integral_value():
            yield Hit(f"{label(report, key)}为{amount(number)}，件数应为整数。", cells=(key,), found=amount(number))
    unread = [key for key, value in report.cells.items() if value.mark is Mark.UNKNOWN]
    if unread:
        yield Skip(f"{labels(report, unread, 3)}未能读出")


# --- A06, A07 -------------------------------------------------------------------------------------------------------


def placeholder(report: Report, key: str) -> str:
    """The mark printed in place of a number: "/", "—", 无 …; "" when the cell is empty or has a number."""
    if not is_blank(report, key):
        return ""
    printed = report.printed.get(key, "").strip()
    return printed or ("/" if report.cells[key].mark is Mark.NOT_APPLICABLE else "")


def blanks(context: Context) -> Iterator[Hit | Skip]:
    """Blank cells; a row with blanks beside zeros leaves open what the blanks say, which is a warning."""
    report = context.report
    if not has_table(report):
        yield NO_TABLES
        return
    whole, mixed = [], []
    for row, held in groupby(report.cells, key=table_row):
        keys = list(held)
        empty = [key for key in keys if is_blank(report, key) and not placeholder(report, key)]
        if not empty:
            continue
        if any(report.cells[key].number == 0 for key in keys):
            mixed.append((row, empty))
        else:
            whole.extend(empty)
    for row, empty in mixed:
        yield Hit(
            f"{row_label(report, row)}有{len(empty)}格空白，同一行其余格又填0：{labels(report, empty)}。"
            "空白不等于0，应补填；勾稽关系暂按0计。",
            cells=tuple(empty),
            severity=Severity.WARNING,
        )
    if whole:
        yield Hit(
            f"表中有{len(whole)}格空白：{labels(report, whole)}。勾稽关系按0计，数据中仍记为空白。", cells=tuple(whole)
        )


def placeholders(context: Context) -> Iterator[Hit | Skip]:
    report = context.report
    if not has_table(report):
        yield NO_TABLES
        return
    marks = {key: mark for key in report.cells if (mark := placeholder(report, key))}
    if marks:
        kinds = "、".join(f"“{mark}”" for mark in sorted(set(marks.values())))
        yield Hit(
            f"有{len(marks)}格以{kinds}代替数字：{labels(report, list(marks))}。勾稽关系按0计。", cells=tuple(marks)
        )


# --- A08 ------------------------------------------------------------------------------------------------------------


def _numbers(values: tuple[str, ...]) -> list[int] | None:
    stripped = [value.strip() for value in values]
    return [int(value or 0) for value in stripped] if all(not v or v.isdecimal() for v in stripped) else None


def _would_hold(row: UnevenRow) -> str:
    """What arithmetic says of a row of table three that has too few or too many values."""
    numbers = _numbers(row.values)
    if numbers is None or row.expected != len(COLUMNS) or len(numbers) < 2:
        return ""
    if len(numbers) < row.expected and sum(numbers[:-1]) == numbers[-1]:
        return f"若缺的是{row.expected - len(numbers)}个0，则各列之和等于总计。"
    if len(numbers) > row.expected and 0 in numbers[:-1] and sum(numbers[:-1]) == numbers[-1]:
        return "若多出的是0，则各列之和等于总计。"
    return ""


def _unread_remedies(report: Report) -> bool:
    """Whether a group of table four could not be read. It has fifteen columns, and the page's edge may cut off the last
    of them: then too few values say nothing of the body."""
    return any(key.startswith("remedies.") and value.mark is Mark.UNKNOWN for key, value in report.cells.items())


def short_rows(context: Context) -> Iterator[Hit | Skip]:
    """Rows with too few or too many values, or shifted by one so that 总计 is blank.

    In text and PDF a page break may have eaten a zero: what arithmetic restored is a notice, what it could not is a
    warning, and both are marked as doubts of reading.
    """
    report, seen = context.report, context.report.seen
    if seen is None:
        yield Skip("没有页面信息，无从得知每行读到几个值")
    else:
        mended = [row for row in seen.uneven if row.reading and row.recovered]
        if mended:
            yield Hit(
                f"有{len(mended)}行读到的值与列数不符，已按勾稽关系补齐："
                f"{'、'.join(row_label(report, row.key) for row in mended[:6])}{'等' if len(mended) > 6 else ''}。"
                "多半是取文时丢失，请对照原页面。",
                cells=tuple(row.key for row in mended),
                where=str(mended[0].place),
                severity=Severity.NOTICE,
                reading=True,
            )
        for row in seen.uneven:
            if row.key == "remedies" and row.reading and _unread_remedies(report):
                yield Skip(f"第四部分表格应有{row.expected}个值，读到{len(row.values)}个，有的组未能读出")
            elif row not in mended:
                yield Hit(
                    f"{row_label(report, row.key)}应有{row.expected}个值，读到{len(row.values)}个"
                    f"（{'，'.join(row.values)}）。{_would_hold(row)}",
                    cells=(row.key,),
                    where=str(row.place),
                    expected=str(row.expected),
                    found=str(len(row.values)),
                    reading=row.reading,
                )
    for equation in row_equations(report):
        *parts, total = equation.cells
        numbers = values_of(report, equation)
        if numbers and is_blank(report, total) and numbers[-2] and sum(numbers[:-2]) == numbers[-2]:
            yield Hit(
                f"“{equation.name}”一行总计空白，而“其他”一列的{amount(numbers[-2])}恰为前五列之和："
                "整行右移一列，则各列之和等于总计。",
                cells=(parts[-1], total),
                reading=seen is not None and not seen.exact,
            )


# --- A09 ------------------------------------------------------------------------------------------------------------


def swapped_columns(context: Context) -> Iterator[Hit | Skip]:
    """总计 printed under another column's heading, or smaller than one of its components.

    Not where one wrong number is all that is the matter: A01 to A03 name it.
    """
    report = context.report
    form = report.form
    if form is None or not has_table(report, "requests"):
        yield no_table("requests")
        return
    if (column := swapped_with_total(report, form)) is not None:
        yield Hit(
            f"“{COLUMN_LABELS[column]}”与“总计”两列互换后，每一行各列之和才等于总计，两列多半填反。",
            cells=tuple(f"requests.*.{name}" for name in (column, "total")),
            expected="总计",
            found=COLUMN_LABELS[column],
        )
        return
    if slip(report, all_sides(report, form, "requests")) is not None:
        return
    for each, numbers in row_numbers(report, form).items():
        larger = [place for place, number in enumerate(numbers[:-1]) if number > numbers[-1]]
        if larger:
            cells = (*(each.parts[place] for place in larger), each.whole[0])
            named = "、".join(f"“{COLUMN_LABELS[COLUMNS[place]]}”（{amount(numbers[place])}）" for place in larger)
            yield Hit(
                f"“{each.name}”一行的{named}大于总计（{amount(numbers[-1])}），两列可能填反。",
                cells=cells,
                reading=inferred(report, each.cells),
            )


# --- A19 ------------------------------------------------------------------------------------------------------------


def blank_totals(context: Context) -> Iterator[Hit | Skip]:
    """总计 left blank although its parts are filled: the totals are offered, and marked as worked out."""
    report = context.report
    form = report.form
    if form is None or not has_table(report):
        yield NO_TABLES
        return
    found = hollow(report, form)
    if found:
        offered = "；".join(f"{label(report, key)}应为{amount(number)}" for key, number in list(found.items())[:8])
        yield Hit(
            f"有{len(found)}个总计格空白，而其分项并不为0。按分项计算：{offered}{' 等' if len(found) > 8 else ''}。",
            cells=tuple(found),
            expected="、".join(amount(number) for number in found.values()),
            found="（空白）",
        )
    if has_table(report, "requests") and any(
        tally(report, each.cells).unread for each in equations(form) if each.code == "A01"
    ):
        yield Skip("第三部分有未能读出的格")


# --- A22 ------------------------------------------------------------------------------------------------------------


def _joined(numbers: list[int], total: int) -> list[tuple[int, int]]:
    """Neighbours that, written as one number, make the row add up to its total."""
    whole = sum(numbers)
    return [
        (first, second)
        for first, second in pairwise(numbers)
        if first and second < 10 and whole - first - second + int(f"{first}{second}") == total
    ]


def split_digits(context: Context) -> Iterator[Hit | Skip]:
    """A number whose digits stand in two columns (`1` `2` for 12); only where reading takes text apart (PDF, text)."""
    report, seen = context.report, context.report.seen
    if seen is None:
        yield Skip("没有页面信息")
        return
    if seen.exact:
        return
    told = set()
    for row in seen.uneven:
        numbers = _numbers(row.values)
        if numbers is None or row.expected != len(COLUMNS) or len(numbers) != row.expected + 1:
            continue
        if pairs := _joined(numbers[:-1], numbers[-1]):
            told.add(row.key)
            yield _split(row_label(report, row.key), pairs, (row.key,), numbers[-1], row.recovered)
    for equation in row_equations(report):
        row_key = equation.whole[0].rpartition(".")[0]
        values = values_of(report, equation)
        if values is None or row_key in told or any(isinstance(value, Decimal) or value < 0 for value in values):
            continue
        whole = [int(value) for value in values]
        if sum(whole[:-1]) != whole[-1] and (pairs := _joined(whole[:-1], whole[-1])):
            yield _split(equation.name, pairs, equation.cells, whole[-1], recovered=False)


def _split(name: str, pairs: list[tuple[int, int]], cells: tuple[str, ...], total: int, recovered: bool) -> Hit:
    told = "，或".join(f"{first}和{second}合写为{first}{second}" for first, second in pairs)
    return Hit(
        f"“{name}”一行相邻两列的{told}，各列之和才等于总计{total}：多半是取文时拆开了数字。",
        cells=cells,
        expected="、".join(f"{first}{second}" for first, second in pairs),
        found="、".join(f"{first} {second}" for first, second in pairs),
        severity=Severity.NOTICE if recovered else None,
        reading=True,
    )


ROWS = (
    Check(
        "A05",
        Severity.ERROR,
        "件数为非负整数",
        "除本年增/减外，各格为非负整数；金额可有小数。",
        "改为实际件数。",
        whole_numbers,
    ),
    Check(
        "A06",
        Severity.NOTICE,
        "空白格",
        "没有发生的应填0，空白不等于0。",
        "逐格确认：没有发生的填0，漏填的补上。",
        blanks,
    ),
    Check("A07", Severity.NOTICE, "以符号代零", "没有发生的应填0，不用“/”“—”“无”代替。", "改填0。", placeholders),
    Check(
        "A08",
        Severity.WARNING,
        "错列或缺列的行",
        "每行的格数由格式规定：第二部分依列名，第三部分七格，第四部分一行十五格。",
        "对照原表，补上缺的一格或把错列的数字移回。",
        short_rows,
    ),
    Check(
        "A09",
        Severity.ERROR,
        "两列填反",
        "总计不小于任何一列。",
        "核对表头与各列数字，把填反的两列换回。",
        swapped_columns,
    ),
    Check(
        "A19",
        Severity.WARNING,
        "总计空白",
        "分项已填的，总计应填其和。",
        "填上总计；这里给出的是计算值，不是报告所载。",
        blank_totals,
    ),
    Check(
        "A22",
        Severity.WARNING,
        "数字被拆成两格",
        "取文时一个多位数可能被拆进相邻两列。",
        "对照原页面确认；这多半是读取问题，不是报告的错误。",
        split_digits,
    ),
)
