"""`read`: a file or bytes → a `Report`."""

from __future__ import annotations

import re
from collections.abc import Collection
from itertools import pairwise
from os import PathLike
from pathlib import Path
from typing import BinaryIO, Final

from gongkai.report.document import Document, Row
from gongkai.report.errors import NotReadable
from gongkai.report.files import shown
from gongkai.report.form import EDITIONS
from gongkai.report.identity import body_of, is_furniture, signature_of, stated_date, title_of, title_rows, year_of
from gongkai.report.interchange import from_dict, from_json
from gongkai.report.model import Report
from gongkai.report.outline import Found, clean, every_heading, headings, sole_text
from gongkai.report.seen import Heading, Seen
from gongkai.report.sources import LARGEST, open_source
from gongkai.report.tables import Part, find_parts, is_ruled, read_tables, split_rows
from gongkai.report.tables.bare import leave_bare_rows_open
from gongkai.report.tables.figures import Places
from gongkai.report.tables.lines import is_narrative
from gongkai.report.text import glue, tidy
from gongkai.report.values import Place, Text, Value


def read(source: str | PathLike[str] | bytes | bytearray | memoryview | BinaryIO, *, name: str = "") -> Report:
    """Read an annual report from a path, or from bytes or a binary file with the file's `name` as a hint. The report's
    `source` is `name`, or else the path.

    Any format that `gongkai.report.sources` knows, told by content and not by extension. May be called from several
    threads (PDF files then wait for each other).

    Raises:
        NotReadable: the file is damaged, encrypted, empty, too large, no report … The message is a Chinese sentence.
        ToolMissing: a NotReadable: reading this kind of file needs a program that is not installed.
        OSError: the file cannot be opened.
    """
    try:
        if isinstance(source, str | PathLike):
            if not str(source) or "\0" in str(source):
                raise NotReadable("没有给出文件名" if not str(source) else "文件名无效")
            return read_document(open_source(Path(source)), name or shown(source))
        data = bytes(source if isinstance(source, bytes | bytearray | memoryview) else source.read(LARGEST + 1))
        return read_document(open_source(data, name), name)
    except RecursionError as error:
        raise NotReadable("文件嵌套层次过深，无法读取") from error


def read_document(document: Document | bytes, source: str = "") -> Report:
    """A report from a source that has been opened."""
    if isinstance(document, bytes):
        report = from_dict(from_json(document))
        report.source = source
        return report
    every = every_heading(document.rows)
    rows, notes = _first_report(document.rows, every)
    found = headings([heading for heading in every if heading.row < len(rows)], rows)
    split = rows
    parts = find_parts(rows, found) if document.exact else {}
    if not all(name in parts and is_ruled(rows, parts[name]) for name in ("proactive", "requests")):
        split = split_rows(rows)
        parts = find_parts(split, found)
    keyed = [heading for heading in found if heading.key]
    if not parts and len(keyed) < 2:
        raise NotReadable(_why_not(document))
    lines = document.kind in _LINES
    first = keyed[0].row if keyed else min(part.start for part in parts.values())
    title, opening = title_of(rows[:first], document.heading)
    before = [row for row in rows[opening:first] if not is_furniture(clean(sole_text(row) or ""))]
    preamble = "\n".join(text for text, _ in _paragraphs(before, lines=lines))
    tabled = _rows_of_tables(split, parts)
    sections = _sections(rows, found, tabled, lines=lines)
    signed_by, signed_on = "", None
    if sections:
        signed_by, signed_on, kept = signature_of(sections[-1].text.split("\n"))
        if kept is not None:
            sections[-1] = sections[-1]._replace(text="\n".join(kept), lines=sections[-1].lines[: len(kept)])
    texts = [section.text for section in sections]
    leading = tuple(
        text
        for row in rows[:opening]
        if (text := clean(sole_text(row) or "")) and text not in title and not is_furniture(text)
    )
    year, taken_from = year_of(title, preamble, texts, signed_on)
    seen = Seen(
        kind=document.kind,
        exact=document.exact,
        headings=tuple(Heading(f.key, f.number, f.title, rows[f.row].place()) for f in found),
        leading=leading,
        text="\n".join(line for at, row in enumerate(rows) if at not in tabled and (line := sole_text(row))),
        pictures=_pictures(document, found),
        published=document.published or stated_date(rows),
        url=document.url,
    )
    figures, edition = read_tables(rows, split, parts, seen, year)
    if edition is not None:
        leave_bare_rows_open(split, parts, figures, EDITIONS[edition])
    if not figures.cells:
        figures.notes.append("表格没有读到：没有认出法定格式的表格（可能是图片，或者排成了认不出的样子）")
    if taken_from:
        figures.notes.append(f"标题和统计期限都没有写明报告年度，按{taken_from}推定为{year}年度")
    return Report(
        edition=edition,
        body=body_of(title, preamble, texts, signed_by, leading),
        year=year,
        title=title,
        preamble=preamble,
        cells=_ordered(figures.cells, edition),
        sections=tuple(sections),
        signed_by=signed_by,
        signed_on=signed_on,
        source=source,
        places=Places(figures.places),
        printed=figures.printed,
        notes=document.notes + notes + figures.notes,
        seen=seen,
    )


SHORTEST: Final = 25
"""A report has more rows than this; a table of contents has fewer."""


def _first_report(rows: list[Row], every: list[Found]) -> tuple[list[Row], list[str]]:
    """The rows of the first report, where several stand in one file, and a note on the others."""
    found = [heading for heading in every if heading.key]
    starts = [at for at, heading in enumerate(found) if heading.key == "overview"]
    for first, second in pairwise(starts):
        told = {heading.key for heading in found[first:second]}
        if len(told) < 4 or found[second].row - found[first].row < SHORTEST:
            continue
        last = found[second - 1].row
        title, after = title_of(rows[last : found[second].row])
        if title:
            cut = last + after - title_rows(rows[last : last + after], title)
            return rows[:cut], [f"文件中不止一份报告，只读了第一份；其后是“{title}”，请拆成每份一个文件"]
    return rows, []


def _ordered(cells: dict[str, Value], edition: str | None) -> dict[str, Value]:
    """The cells in the form's order, those of the other edition's form after them."""
    if edition is None:
        return cells
    ordered = {key: cells[key] for key in EDITIONS[edition].keys if key in cells}
    if len(ordered) != len(cells):
        ordered.update(cells)
    return ordered


def _pictures(document: Document, found: list[Found]) -> dict[str, int]:
    """How many pictures stand in each section."""
    counts: dict[str, int] = {}
    for at in document.pictures:
        key = next((heading.key for heading in reversed(found) if heading.row < at), "")
        if key:
            counts[key] = counts.get(key, 0) + 1
    return counts


def _why_not(document: Document) -> str:
    text = "".join(row.text for row in document.rows[:2000])
    if not text.strip():
        return "文件里没有文字" + ("（内容可能是图片）" if document.pictures else "")
    if "信息公开" in text or "信息公開" in text:
        return "没有找到年度报告的章节和表格，不像政府信息公开工作年度报告的正文（可能是目录页、通知或函）"
    return "不是政府信息公开工作年度报告"


_LINES: Final = frozenset(["txt", "md", "pdf"])
_ENDS: Final = tuple("。！？；：!?;:…”’」』）)》>]】|")
_STARTS: Final = re.compile(
    r"\A(?:[一二三四五六七八九十]{1,2}[是、]|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[、.．](?!\d)|第[一二三四五六七八九十]|[·•●■◆—－-]|附件|\S{0,12}[：:])"
)


def _paragraphs(rows: list[Row], *, lines: bool = False) -> list[tuple[str, Place]]:
    """The running text of rows, furniture of the page left out; lines that a page's width cut put together again."""
    out: list[tuple[list[str], Place]] = []
    for row in rows:
        raw = sole_text(row)
        if not raw:
            continue
        for part in raw.split("\n") if "\n" in raw else (raw,):
            text = clean(part).replace("**", "") if lines or row.table else tidy(part)
            if not text or text == "\u00a0":
                continue
            if lines and out and _goes_on(out[-1][0], text):
                out[-1][0].extend((glue(out[-1][0][-1], text), text))
            else:
                out.append(([text], row.place()))
    return [("".join(pieces), place) for pieces, place in out]


def _goes_on(pieces: list[str], following: str) -> bool:
    """Whether a paragraph, in pieces, goes on with the following line."""
    enough = len(pieces) > 1 or len(pieces[0]) >= 20
    return enough and not pieces[-1].endswith(_ENDS) and not _STARTS.match(following)


def _sections(rows: list[Row], found: list[Found], tabled: Collection[int], *, lines: bool) -> list[Text]:
    sections: list[Text] = []
    for at, heading in enumerate(found):
        if not heading.key:
            continue
        end = next((later.row for later in found[at + 1 :]), len(rows))
        own = [rows[index] for index in range(heading.row + 1, end) if index not in tabled]
        paragraphs = _paragraphs(own, lines=lines)
        if heading.rest:
            paragraphs.insert(0, (heading.rest, rows[heading.row].place()))
        sections.append(
            Text(
                heading.key,
                heading.number,
                heading.title,
                "\n".join(text for text, _ in paragraphs),
                tuple(place for _, place in paragraphs),
            )
        )
    return sections


def _rows_of_tables(split: list[Row], parts: dict[str, Part]) -> set[int]:
    """The indexes of the rows that belong to a table: sentences between its rows do not."""
    return {
        index
        for part in parts.values()
        for index in range(part.start, part.end)
        if (text := sole_text(split[index])) is None or not is_narrative(text)
    }
