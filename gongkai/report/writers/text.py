"""The report as plain text: paragraphs apart by an empty line, a line a row of a table, cells apart by tabs."""

from __future__ import annotations

from gongkai.report.model import Report
from gongkai.report.writers.flow import Line, flow, grid


def render(report: Report) -> bytes:
    parts = (
        item.text if isinstance(item, Line) else "\n".join(map("\t".join, grid(item, report))) for item in flow(report)
    )
    return ("\n\n".join(parts) + "\n").encode()
