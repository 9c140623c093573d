"""The three statutory tables of a report as grids of cells with spans, before any layout prints them."""

from __future__ import annotations

from dataclasses import dataclass, field

from gongkai.report.form import (
    APPLICANTS,
    APPLICANTS_LABEL,
    BALANCE_NOTE,
    CONTENT_LABEL,
    GROUPS,
    LITIGATION_LABEL,
    ORGANISATIONS,
    ORGANISATIONS_LABEL,
    RECONSIDERATION_LABEL,
    REMEDIES,
    RESULTS,
    Row,
)
from tests.corpus.model import Case


@dataclass
class TCell:
    """A printed cell. `kind` is head, label or value; `key` names the cell of the form that a value belongs to."""

    text: str
    kind: str = "value"
    across: int = 1
    down: int = 1
    key: str = ""


@dataclass
class Table:
    """`name` is proactive, requests or remedies; `breaks` are the rows at which a block of table two begins."""

    name: str
    width: int
    rows: list[list[TCell]] = field(default_factory=list)
    breaks: list[int] = field(default_factory=list)


@dataclass
class Slot:
    """A position of the full grid. `via` is "" where the cell begins, "across" or "down" where a span covers it.

    `lead` marks the first column of a cell in each row that it covers.
    """

    cell: TCell
    via: str = ""
    lead: bool = True


def expand(table: Table) -> list[list[Slot]]:
    """The full grid: every position with the cell that begins there or covers it."""
    grid: list[dict[int, Slot]] = [{} for _ in table.rows]
    for index, row in enumerate(table.rows):
        column = 0
        for cell in row:
            while column in grid[index]:
                column += 1
            for down in range(min(cell.down, len(grid) - index)):
                for across in range(cell.across):
                    via = "down" if down else "across" if across else ""
                    grid[index + down][column + across] = Slot(cell, via, not across)
            column += cell.across
    return [[line[column] for column in sorted(line)] for line in grid]


def values_of(row: list[TCell]) -> list[TCell]:
    return [cell for cell in row if cell.kind == "value"]


def proactive_table(case: Case) -> Table:
    quirks, width = case.quirks, 4
    table = Table("proactive", width)
    for block in case.form.blocks:
        if block.heading in quirks.drop_blocks:
            continue
        table.breaks.append(len(table.rows))
        table.rows.append([TCell(block.heading, "head", width)])
        columns = [column for column in block.columns if f"{block.heading}.{column.key}" not in quirks.drop_columns]
        head = [TCell(quirks.labels.get("content", CONTENT_LABEL), "head")]
        head += [TCell(quirks.labels.get(f"col:proactive.{column.key}", column.label), "head") for column in columns]
        table.rows.append(_stretch(head, width))
        for row in block.rows:
            if row.key not in quirks.drop_rows:
                cells = [_value(case, f"proactive.{row.key}.{column.key}") for column in columns]
                table.rows.append(_stretch([_row_label(case, row), *cells], width))
            if row.key in quirks.extra_rows:
                label, values = quirks.extra_rows[row.key]
                table.rows.append(_stretch([TCell(label, "label"), *(TCell(value) for value in values)], width))
    return table


def _stretch(cells: list[TCell], width: int) -> list[TCell]:
    cells[-1].across = width - len(cells) + 1
    return cells


def _value(case: Case, key: str) -> TCell:
    return TCell(case.cells[key].text if key in case.cells else "", key=key)


def _row_label(case: Case, row: Row) -> TCell:
    return TCell(case.quirks.labels.get(f"row:{row.key}", f"{row.number}{row.label}"), "label")


def requests_table(case: Case) -> Table:
    quirks = case.quirks
    order = quirks.column_order or [column.key for column in APPLICANTS]
    order = [key for key in order if f"requests.{key}" not in quirks.drop_columns]
    table = Table("requests", 3 + len(order))
    _requests_head(case, table, order)
    rows = [row for row in case.form.rows if row.key not in quirks.drop_rows]
    for row in rows:
        labels = _requests_labels(case, rows, row)
        if row.key in quirks.short:
            cells = [TCell(text, key=f"requests.{row.key}") for text in quirks.short[row.key]]
        elif quirks.merged_zero and all(case.number(f"requests.{row.key}.{key}") == 0 for key in order):
            cells = [TCell("0", across=len(order), key=f"requests.{row.key}.*")]
        else:
            cells = [_value(case, f"requests.{row.key}.{key}") for key in order]
        table.rows.append([*labels, *cells])
        if row.key in quirks.extra_rows:
            label, values = quirks.extra_rows[row.key]
            table.rows.append([TCell(label, "label", 3), *(TCell(value) for value in values)])
    return table


def _requests_head(case: Case, table: Table, order: list[str]) -> None:
    labels = case.quirks.labels
    names = {column.key: labels.get(f"col:requests.{column.key}", column.label) for column in APPLICANTS}
    organisations = [key for key in order if key in ORGANISATIONS]
    note = TCell(labels.get("note", BALANCE_NOTE), "head", 3, 3)
    table.rows.append([note, TCell(labels.get("applicants", APPLICANTS_LABEL), "head", len(order))])
    second, grouped = [], False
    for key in order:
        if key not in ORGANISATIONS:
            second.append(TCell(names[key], "head", 1, 2))
        elif not grouped:
            second.append(TCell(labels.get("organisations", ORGANISATIONS_LABEL), "head", len(organisations)))
            grouped = True
    table.rows += [second, [TCell(names[key], "head") for key in organisations]]


def _requests_labels(case: Case, rows: list[Row], row: Row) -> list[TCell]:
    """The label cells that begin in this row: 三、 before the first result, the group before its first member."""
    labels = case.quirks.labels
    own = _row_label(case, row)
    own.across = {"": 3, "results": 2}.get(row.group, 1)
    cells = [own]
    members = [other for other in rows if other.group == row.group]
    if row.group not in ("", "results") and members[0] is row:
        cells.insert(0, TCell(labels.get(f"group:{row.group}", GROUPS[row.group]), "label", 1, len(members)))
    results = [other for other in rows if other.group]
    if results and results[0] is row:
        cells.insert(0, TCell(labels.get("group:results", GROUPS["results"]), "label", 1, len(results)))
    return cells


def remedies_table(case: Case) -> Table:
    quirks = case.quirks
    blocks = [block for block in REMEDIES if f"remedies.{block.key}" not in quirks.drop_columns]
    suits = [block for block in blocks if block.key != "reconsideration"]
    size = len(RESULTS)
    names = [quirks.labels.get(f"col:remedies.{result.key}", result.label) for result in RESULTS]
    heads = {block.key: quirks.labels.get(f"head:{block.key}", block.label) for block in REMEDIES}
    first = [TCell(RECONSIDERATION_LABEL, "head", size)] if len(blocks) > len(suits) else []
    if suits:
        first.append(TCell(LITIGATION_LABEL, "head", size * len(suits)))
    second = [TCell(name, "head", 1, 2) for name in names] if len(blocks) > len(suits) else []
    second += [TCell(heads[block.key], "head", size) for block in suits]
    third = [TCell(name, "head") for _ in suits for name in names]
    values = [_value(case, f"remedies.{block.key}.{result.key}") for block in blocks for result in RESULTS]
    return Table("remedies", size * len(blocks), [first, second, third, values])


TABLES = {"proactive": proactive_table, "requests": requests_table, "remedies": remedies_table}
