"""Rows as CSV or XLSX, in which no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import content_disposition_header

from gongkai.bodies.exchange import inert

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def answer(rows: Iterable[Sequence[str]], *, form: str, name: str) -> HttpResponseBase:
    """A file to download; `form` is "csv" or "xlsx"."""
    given: HttpResponseBase
    if form == "csv":
        given = StreamingHttpResponse(as_csv(rows), content_type="text/csv; charset=utf-8")
    else:
        given = HttpResponse(_xlsx(rows), content_type=XLSX)
    given["Content-Disposition"] = content_disposition_header(True, f"{name}.{form}")
    return given


class _Echo:
    def write(self, line: str) -> str:
        return line


def as_csv(rows: Iterable[Sequence[str]]) -> Iterator[bytes]:
    """Line by line, with the byte order mark by which spreadsheet programs know UTF-8."""
    writer = csv.writer(_Echo())
    yield b"\xef\xbb\xbf"
    for row in rows:
        yield writer.writerow([inert(cell) for cell in row]).encode()


def _xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    for row in rows:
        sheet.append([inert(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
