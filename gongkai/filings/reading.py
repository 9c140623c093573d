"""An old report read for the archive: what the reader made of it, and its source, to be looked at side by side.

Files come from anywhere: they are read in a process of its own, with limits on time and memory (`report.batch`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple

from gongkai.documents.reading import HEAD, classified
from gongkai.privacy import scan
from gongkai.report import Report, check
from gongkai.report.batch import run
from gongkai.report.checks import Finding
from gongkai.report.document import Document, Row
from gongkai.report.errors import NotReadable
from gongkai.report.interchange import as_dict, from_json, to_json
from gongkai.report.reader import read_document
from gongkai.report.sources import open_source

MOST_LINES: Final = 5000
MOST_SIGNS: Final = 400_000
"""What of a source is kept to be shown beside the form; a report is a tenth of it."""
MOST_PAGES: Final = 300
MOST_PRIVATE: Final = 50


class Read(NamedTuple):
    """A report that was read: as `gongkai.annual-report/1` with places, or why it was not, in a Chinese sentence.

    Beside the contract's members `data` has `printed` (what stood in cells that are not simply a number), `seen` (kind
    of the source, whether its cells were kept apart), `found` (what checks found that only the source shows), `lines`
    (its text: place and cells of each row), `pages` (their sizes in points) and `private` (what may be personal data in
    the file, masked). A file that is marked as a state secret is not read (`secret`).
    """

    data: dict[str, Any]
    refused: str = ""
    secret: bool = False


def read_file(content: bytes, name: str) -> Read:
    """Read a file in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, f"report{PurePosixPath(name).suffix[:12]}")
        path.write_bytes(content)
        [outcome] = run([path], _read, jobs=1)
    if outcome.result is None:
        return Read({}, outcome.error)
    data = from_json(outcome.result)
    if mark := data.get("secret"):
        return Read({}, f"文件首页标有密级“{mark}”：涉密信息不得录入本系统，没有读取，也没有保存", secret=True)
    for place in data["places"].values():
        if "box" in place:
            place["box"] = [float(edge) for edge in place["box"]]
    data["pages"] = [[float(side) for side in page] for page in data["pages"]]
    return Read(data)


def _read(path: Path) -> bytes:
    document = open_source(path)
    if isinstance(document, Document) and (mark := classified([row.text for row in document.rows[:HEAD]])):
        return to_json({"secret": mark})
    report = read_document(document)
    report.source = ""
    data = as_dict(report, places=True)
    data["printed"] = dict(report.printed)
    data["seen"] = {"kind": report.seen.kind, "exact": report.seen.exact} if report.seen is not None else {}
    data["published"] = report.seen.published.isoformat() if report.seen and report.seen.published else ""
    data["found"] = [_finding(each) for each in _only_in_the_source(report)]
    data["lines"] = _lines(document.rows) if isinstance(document, Document) else []
    data["pages"] = _pages(path) if isinstance(document, Document) and document.kind == "pdf" else []
    found = scan(path.read_bytes(), path.name).findings
    data["private"] = [f"{each.shown}（{each.place}）" for each in found[:MOST_PRIVATE]]
    return to_json(data)


def _only_in_the_source(report: Report) -> Iterable[Finding]:
    """What checks find while the source is at hand and would not find in the report alone."""
    without = {(each.code, each.message) for each in check(replace(report, seen=None)).findings}
    return [each for each in check(report).findings if (each.code, each.message) not in without]


def _finding(found: Finding) -> dict[str, Any]:
    return found._asdict() | {"severity": found.severity.value, "cells": list(found.cells)}


def _lines(rows: list[Row]) -> list[list[Any]]:
    """The rows of a source with something in them: line, table, row, page, sheet; then the texts of the cells, each
    with its column."""
    lines: list[list[Any]] = []
    signs = 0
    for row in rows:
        if not row.text.strip():
            continue
        signs += len(row.text)
        if len(lines) >= MOST_LINES or signs > MOST_SIGNS:
            break
        cells = [[slot.column + 1 if row.table else 0, slot.text] for slot in row.slots]
        lines.append([row.line, row.table, row.number, row.page, row.sheet, cells])
    return lines


def _pages(path: Path) -> list[list[float]]:
    import pypdfium2 as pdfium

    try:
        with pdfium.PdfDocument(path) as document:
            pages = range(min(len(document), MOST_PAGES))
            return [[round(side, 1) for side in document.get_page_size(at)] for at in pages]
    except pdfium.PdfiumError as error:
        raise NotReadable("PDF文件不完整或者已损坏") from error
