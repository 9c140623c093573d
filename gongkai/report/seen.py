"""How a source used the form: what the checks on structure look at, and nothing else does."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from gongkai.report.values import Place


class Heading(NamedTuple):
    """A section heading as printed. `key` is the section of the form it is, "" when it is none of the six."""

    key: str
    number: str
    title: str
    place: Place


class Altered(NamedTuple):
    """A row or column label that is not the form's. `key` names it: "requests.granted", "requests.*.research",
    "proactive.permits.*.prior_items", "remedies.reconsideration.pending"."""

    key: str
    expected: str
    printed: str
    place: Place


class ExtraRow(NamedTuple):
    """A row of figures that the form does not have."""

    table: str
    label: str
    values: tuple[str, ...]
    place: Place


class UnevenRow(NamedTuple):
    """A row with more or fewer values than the form has columns.

    `key` is the row ("requests.granted", "remedies"), `values` what was printed, `recovered` whether arithmetic settled
    it, `reading` whether taking the text from its page may have lost or split a cell (text and PDF), so that the body
    is not to blame.
    """

    key: str
    expected: int
    values: tuple[str, ...]
    place: Place
    recovered: bool
    reading: bool


@dataclass
class Seen:
    """Observations on one source.

    Attributes:
        kind: the container it came from: "txt", "md", "html", "docx", "pdf", "xlsx" …
        exact: whether the container keeps cells apart for certain (HTML, DOCX, XLSX), so that a short row is the
            body's.
        tables: for each table found ("proactive", "requests", "remedies"), the edition its labels belong to, "" when
            they fit both. A table that is not there has no entry.
        other_rows: how many rows （六）其他处理 has: 1 in edition 2019, 3 in edition 2021, 0 when not seen.
        headings: section headings in printed order, also those that fit none of the six.
        altered, extra, uneven: labels, rows and values that deviate from the form.
        missing: rows and columns of the form that are not there: "requests.granted", "requests.*.research",
            "proactive.regulations", "remedies.litigation_after_reconsideration".
        pictures: pictures that stand in sections two to four, by section key.
        leading: paragraphs before the report's title (a covering letter, a dispatch number).
        text: all paragraphs outside the tables, joined by newlines, as printed (only mended, not tidied).
        lines_dropped: the page's repeated lines were removed, so that its tables cannot be read.
        published: the publication date that the page itself states, url: its address, when known.
    """

    kind: str = ""
    exact: bool = False
    tables: dict[str, str] = field(default_factory=dict)
    other_rows: int = 0
    headings: tuple[Heading, ...] = ()
    altered: list[Altered] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    extra: list[ExtraRow] = field(default_factory=list)
    uneven: list[UnevenRow] = field(default_factory=list)
    pictures: dict[str, int] = field(default_factory=dict)
    leading: tuple[str, ...] = ()
    text: str = ""
    lines_dropped: bool = False
    published: date | None = None
    url: str = ""
