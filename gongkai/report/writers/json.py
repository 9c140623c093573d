"""The report as JSON: the contract of `gongkai.report.interchange`, one member a line."""

from __future__ import annotations

from gongkai.report.interchange import as_dict, to_json
from gongkai.report.model import Report


def render(report: Report) -> bytes:
    return to_json(as_dict(report), indent=2) + b"\n"
