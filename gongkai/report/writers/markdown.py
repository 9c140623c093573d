"""The report as Markdown with pipe tables (GitHub Flavored Markdown 0.29, section 4.10).

Spans have no place in a pipe table: a cell's text stands where it starts, and the slots it reaches over stay empty.
"""

from __future__ import annotations

import re
from typing import Final

from gongkai.report.layout import Table
from gongkai.report.model import Report
from gongkai.report.writers.flow import Kind, flow, grid

_PREFIX: Final[dict[Kind, str]] = {"title": "# ", "heading": "## ", "paragraph": "", "signature": ""}

# What Markdown would take for its own gets a backslash (CommonMark 0.31, section 2.4), and nothing else does, so that
# the source stays readable: an underscore only at the edge of a word, & only before an entity, # + - > and figures only
# where they would start a heading, a list or a quotation, or close a heading. GitHub takes $ for mathematics.
_SPECIAL: Final = re.compile(r"[\\`*\[<|~$]|(?<![^\W_])_|_(?![^\W_])|&(?=#?\w+;)|#(?=#*$)")
_START: Final = re.compile(r"^(\d{0,9})([.)+-](?=[\s-]|$)|[#>])")


def escape(text: str) -> str:
    """The text such that Markdown shows it as it is."""
    return _START.sub(r"\1\\\2", _SPECIAL.sub(r"\\\g<0>", text))


def render(report: Report) -> bytes:
    parts = (
        _table(item, report) if isinstance(item, Table) else _PREFIX[item.kind] + escape(item.text)
        for item in flow(report)
    )
    return ("\n\n".join(parts) + "\n").encode()


def _table(table: Table, report: Report) -> str:
    rows = [f"| {' | '.join(map(escape, row))} |" for row in grid(table, report)]
    rows.insert(1, "| --- " * table.columns + "|")
    return "\n".join(rows)
