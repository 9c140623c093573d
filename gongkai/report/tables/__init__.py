"""From rows to cells: where the three tables stand, and what their cells hold."""

from __future__ import annotations

import itertools
import re
from typing import Final, NamedTuple

from gongkai.report.document import Row
from gongkai.report.form import APPLICANTS, EDITION_2021, EDITIONS, LITIGATION_LABEL, edition_for
from gongkai.report.labels import (
    BALANCE,
    GROUP_LABELS,
    PROACTIVE_ROWS,
    REMEDY_BLOCKS,
    REQUEST_ROWS,
    RESULT_COLUMNS,
    is_head,
    opens_block,
    shortened,
)
from gongkai.report.numerals import UNREAD, cell_value
from gongkai.report.outline import Found
from gongkai.report.seen import Seen
from gongkai.report.tables.aligned import aligned
from gongkai.report.tables.entries import Entry, by_row, by_run, rows_of_cells
from gongkai.report.tables.figures import Figures
from gongkai.report.tables.lines import frame_of, is_narrative, is_one_cell_a_line, with_cells
from gongkai.report.tables.proactive import read_proactive
from gongkai.report.tables.remedies import read_remedies
from gongkai.report.tables.request_rows import is_turned
from gongkai.report.tables.requests import read_requests
from gongkai.report.tables.whole import read_as_printed, read_whole
from gongkai.report.text import BLANKS, fold
from gongkai.report.values import UNKNOWN

_NUMBER: Final = re.compile(r"\d+")
_STOPS: Final = re.compile(r"[。，；：:、\d]")
_HEADS: Final = {
    name: {fold(column.label) for block in edition.blocks for column in block.columns}
    for name, edition in EDITIONS.items()
}
_OWN_HEADS: Final = {
    name: heads - set[str]().union(*(others for other, others in _HEADS.items() if other != name))
    for name, heads in _HEADS.items()
}
_REMEDY_HEADS: Final = frozenset({*map(fold, ("结果", LITIGATION_LABEL)), *REMEDY_BLOCKS.known})
_REMEDY_HEADS_SHORT: Final = frozenset(short for head in _REMEDY_HEADS if len(head) > 2 for short in shortened(head))
TABLES: Final = ("proactive", "requests", "remedies")


class Part(NamedTuple):
    """The rows of one table: from `start` up to `end`."""

    start: int
    end: int


def split_rows(rows: list[Row]) -> list[Row]:
    """The rows with plain lines parted into cells; rows of real tables as they are. One for one."""
    frame = frame_of(rows)
    return [row if row.table else with_cells(row, frame) for row in rows]


def is_ruled(rows: list[Row], part: Part) -> bool:
    """Whether a table is kept as one by its container, and not printed as lines of text."""
    return any(row.table for row in rows[part.start : part.end])


def find_parts(rows: list[Row], headings: list[Found]) -> dict[str, Part]:
    """Which of the split rows each table takes up, by section headings and by the words that open a table."""
    bounds = _bounds(rows, headings)
    parts: dict[str, Part] = {}
    for name, (first, last) in bounds.items():
        start = next((at for at in range(first, last) if _opens(name, rows[at])), None)
        if start is None:
            continue
        end = start
        for at in range(start, last):
            if _belongs(name, rows[at]):
                end = at + 1
        while end < last and (_is_bare(rows[end]) or _is_piece(rows[end])):
            end += 1
        parts[name] = Part(start, end)
    return parts


def _bounds(rows: list[Row], headings: list[Found]) -> dict[str, tuple[int, int]]:
    """Between which rows each table must be: its section, or from its first words to the next table's where headings
    fail.
    """
    at = {found.key: found.row for found in headings if found.key}
    order = ["proactive", "requests", "remedies", "problems", "other"]
    openings: dict[str, int] = {}
    for name in TABLES:
        first = at.get(name, -1) + 1
        found = next((index for index in range(first, len(rows)) if _opens(name, rows[index])), None)
        if found is not None:
            openings[name] = found
    bounds: dict[str, tuple[int, int]] = {}
    for place, name in enumerate(TABLES):
        if name not in openings:
            continue
        first = at[name] + 1 if name in at else openings[name]
        ends = [at[key] for key in order[place + 1 :] if key in at and at[key] > openings[name]]
        ends += [openings[key] for key in TABLES[place + 1 :] if openings.get(key, -1) > openings[name]]
        last = min(ends, default=len(rows))
        if first > openings[name] or first >= last:
            first = openings[name]
        bounds[name] = (first, last)
    return bounds


def _opens(name: str, row: Row) -> bool:
    """Whether the row is the first of a table: one of its head's words in a cell of its own."""
    for slot in row.slots:
        text = slot.text
        if not text or len(text) > 80:
            continue
        if name == "proactive":
            if ("内" in text or "信息" in text or "第" in text or "二十" in text) and opens_block(text):
                return True
        elif name == "requests":
            if "勾稽" in text or "勾稽" in fold(text):
                return True
            folded = fold(text)
            if (
                folded in ("申请人情况", "自然人")
                or folded.startswith("一本年新收")
                or folded == "本年新收政府信息公开申请数量"
            ):
                return True
        elif fold(text) in ("结果维持", "结果纠正") or (
            len(text) <= 12 and (fold(text) in _REMEDY_HEADS or fold(text) in _REMEDY_HEADS_SHORT)
        ):
            return True
    return False


def _belongs(name: str, row: Row) -> bool:
    """Whether a row after the table's first is still part of it: it holds a figure or one of the table's labels."""
    if len(row.slots) == 1:
        text = row.slots[0].text
        if not text or is_narrative(text):
            return False
        value = cell_value(text)
        if value is not None:
            return value.number is not None or bool(text.strip())
        return _is_label(name, text)
    if not row.table and len(row.slots) >= 4:
        return True
    for slot in reversed(row.slots):  # figures stand last and are told sooner than labels
        if slot.text and (cell_value(slot.text) is not None or _is_label(name, slot.text)):
            return True
    return bool(row.table) and all(not slot.text for slot in row.slots)


def _is_piece(row: Row) -> bool:
    """Whether a line can be a piece of the last row's label."""
    return (
        not row.table and len(row.slots) == 1 and len(row.slots[0].text) <= 8 and not _STOPS.search(row.slots[0].text)
    )


def _is_bare(row: Row) -> bool:
    """Whether a line holds nothing: the last row's blank cells."""
    return not any(slot.text.strip(BLANKS + "|｜│") for slot in row.slots)


def _is_label(name: str, text: str) -> bool:
    if len(text) > 60:
        return BALANCE in fold(text)
    if is_head(text):
        return True
    if name == "proactive":
        return PROACTIVE_ROWS.find(text) is not None
    if name == "requests":
        return (REQUEST_ROWS.find(text) or GROUP_LABELS.exact(text)) is not None
    return (RESULT_COLUMNS.exact(text) or REMEDY_BLOCKS.exact(text)) is not None


def read_tables(
    rows: list[Row], split: list[Row], parts: dict[str, Part], seen: Seen, year: int | None
) -> tuple[Figures, str | None]:
    """Read the tables at these parts. `split` are the rows with their lines parted into cells (`split_rows`).

    The report's `year` decides only what the tables leave open.

    Returns the cells, and the edition whose form the tables follow (None when there is no table).
    """
    figures = Figures(seen)
    exact = {name: seen.exact and is_ruled(rows, part) for name, part in parts.items()}
    by_year = (edition_for(year) if year is not None else EDITION_2021).name
    if _lines_were_dropped(rows, split, parts):
        seen.lines_dropped = True
        figures.notes.append(
            "页面中重复的行已被删去（同样的数字只剩一行），表格不可读，各单元格未读出；请取得原文件再读"
        )
        for name in parts:
            seen.tables[name] = ""
        printed = _printed_form(rows) or (by_year if year is not None else None)
        figures.cells.update(dict.fromkeys(EDITIONS[printed].keys if printed else (), UNKNOWN))
        return figures, printed
    votes: list[str] = []
    if part := parts.get("proactive"):
        found = read_as_printed("proactive", rows[part.start : part.end], figures)
        if not found:
            found = read_proactive(_entries(rows, split, part), figures, by_year, exact=exact["proactive"])
        if any(key.startswith("proactive.") for key in figures.cells):
            seen.tables["proactive"] = found
            votes.append(found)
    if part := parts.get("requests"):
        edition = read_whole(rows[part.start : part.end], figures)
        if not edition:
            entries = _entries(rows, split, part, on_grid=True)
            edition = _requests_edition(entries)
            form = EDITIONS[edition or (votes[0] if votes else "") or by_year]
            if is_turned(entries):
                names = [f"requests.{row.key}.{column.key}" for row in form.rows for column in APPLICANTS]
                figures.cells.update(dict.fromkeys(names, UNKNOWN))
                figures.notes.append("表三行列倒置（申请人在左，各行在上），不是法定格式，各单元格未读出")
            else:
                read_requests(entries, figures, form, exact=exact["requests"])
        seen.other_rows = {"2021": 3, "2019": 1}.get(edition, 0)
        if any(key.startswith("requests.") for key in figures.cells):
            seen.tables["requests"] = edition
            votes.append(edition)
    if part := parts.get("remedies"):
        if not read_as_printed("remedies", rows[part.start : part.end], figures):
            read_remedies(_entries(rows, split, part), figures, exact=exact["remedies"])
        if any(key.startswith("remedies.") for key in figures.cells):
            seen.tables["remedies"] = ""
    if not figures.cells:
        return figures, None
    if unread := sum(cell_value(text) == UNKNOWN for text in figures.printed.values()):
        figures.notes.append(f"有{unread}格印作“{UNREAD}”，未知")
    misread = [
        text
        for key, text in figures.printed.items()
        if not key.startswith("requests.") and figures.cells[key] == UNKNOWN and cell_value(text) is None
    ]
    if misread:
        shown = "、".join(f"“{text}”" for text in dict.fromkeys(misread[:6]))
        figures.notes.append(f"表二、表四有{len(misread)}格印的不是数字（{shown}），未知")
    told = {vote for vote in votes if vote}
    if not told and year is None:
        figures.notes.append(f"没有读出报告年度，表格又两版通用，按{by_year}年版格式读取")
    return figures, by_year if by_year in told else next(iter(told), by_year)


def _printed_form(rows: list[Row]) -> str | None:
    """The edition that heads of table two tell which only it has; None where they do not."""
    printed = {fold(row.slots[0].text) for row in rows if len(row.slots) == 1}
    told = [edition for edition, heads in _OWN_HEADS.items() if heads & printed]
    return told[0] if len(told) == 1 else None


def _entries(rows: list[Row], split: list[Row], part: Part, *, on_grid: bool = False) -> list[Entry]:
    """The entries of a table; `on_grid` where all its rows have the same columns, so that places tell them."""
    chosen = rows[part.start : part.end]
    if any(row.table for row in chosen):
        return by_row(chosen)
    whole = rows_of_cells(chosen)
    if whole is not None:
        return by_row(whole)
    parted = split[part.start : part.end]
    if is_one_cell_a_line(parted):
        return by_run(chosen)
    filled = [row for row in parted if row.slots]
    return by_row(aligned(filled) if on_grid else filled)


def _requests_edition(entries: list[Entry]) -> str:
    """The edition by the rows of （六）其他处理: three in 2021, one with figures in 2019."""
    keys = set()
    for entry in entries:
        for cell in entry.labels[-3:]:
            match = REQUEST_ROWS.find(cell.text)
            if match is not None and match.key.startswith("other") and (match.key != "other" or entry.figures):
                keys.add(match.key)
    if keys & {"other.not_supplemented", "other.fee_unpaid"}:
        return "2021"
    return "2019" if "other" in keys else ""


def _lines_were_dropped(rows: list[Row], split: list[Row], parts: dict[str, Part]) -> bool:
    """Whether the page's repeated lines were removed, as tools that clean up pages do.

    A form printed one cell to a line repeats 0 and 总计 over and over. Where no line of it occurs twice, or no two
    neighbouring lines are alike although its rows are short of figures, the figures that are left say nothing.
    """
    if "requests" not in parts:
        return False
    first = min(part.start for part in parts.values())
    last = max(part.end for part in parts.values())
    chosen = rows[first:last]
    if any(row.table for row in chosen) or len(chosen) < 20 or not is_one_cell_a_line(split[first:last]):
        return False
    if sum(1 for row in chosen if len(_NUMBER.findall(row.slots[0].text)) > 2) > 5:
        return False  # lines that were not parted into cells
    texts = [text for row in chosen if (text := row.slots[0].text.strip(" \t\u00a0\u3000|｜│"))]
    if len(set(texts)) == len(texts):
        return True
    return all(one != two for one, two in itertools.pairwise(texts))
