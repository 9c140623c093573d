"""The statutory annual report on open government information: read, check, compare, merge, write it.

    from gongkai.report import read, check, compare, merge, write

    report = read("2024.docx")                     # any format that a public body publishes
    report.number("requests.new.total")            # int, Decimal, or None; never a silent zero
    for finding in check(report).findings: ...     # codes A01 … G06, in Chinese
    write(report, "2024.pdf")

Everything is imported when it is first used, so that a command that needs little starts quickly.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gongkai.report.checks import Finding, Result, Severity, check
    from gongkai.report.comparing import Comparison, compare
    from gongkai.report.errors import NotMergeable, NotReadable, NotWritable, ReportError, ToolMissing
    from gongkai.report.merging import Merged, merge
    from gongkai.report.model import Report
    from gongkai.report.reader import read
    from gongkai.report.schema import schema
    from gongkai.report.values import Claim, Mark, Number, Place, Text, Value
    from gongkai.report.writers import dumps, write

_HOMES = {
    "check": "checks",
    "compare": "comparing",
    "merge": "merging",
    "read": "reader",
    "schema": "schema",
    "dumps": "writers",
    "write": "writers",
    "Report": "model",
    "Finding": "checks",
    "Result": "checks",
    "Severity": "checks",
    "Comparison": "comparing",
    "Merged": "merging",
    **dict.fromkeys(("Claim", "Mark", "Number", "Place", "Text", "Value"), "values"),
    **dict.fromkeys(("NotMergeable", "NotReadable", "NotWritable", "ReportError", "ToolMissing"), "errors"),
}

__all__ = [
    "Claim",
    "Comparison",
    "Finding",
    "Mark",
    "Merged",
    "NotMergeable",
    "NotReadable",
    "NotWritable",
    "Number",
    "Place",
    "Report",
    "ReportError",
    "Result",
    "Severity",
    "Text",
    "ToolMissing",
    "Value",
    "check",
    "compare",
    "dumps",
    "merge",
    "read",
    "schema",
    "write",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
