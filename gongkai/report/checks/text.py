"""What `check` found, for people (`as_text`) and for machines (`as_dict`)."""

from __future__ import annotations

from typing import Any, Final

from gongkai.report.checks import Result
from gongkai.report.checks.model import Finding, Severity
from gongkai.report.model import Report

NAMES: Final = {Severity.ERROR: "错误", Severity.WARNING: "警告", Severity.NOTICE: "提示"}


def as_dict(report: Report, result: Result) -> dict[str, Any]:
    """One JSON object a report: `source`, `body`, `year`, `findings`, `not_assessed`."""
    return {
        "source": report.source,
        "body": report.body,
        "year": report.year,
        "findings": [_finding(finding) for finding in result.findings],
        "not_assessed": [item._asdict() for item in result.not_assessed],
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return finding._asdict() | {"severity": finding.severity.value, "cells": list(finding.cells)}


def as_text(report: Report, result: Result) -> str:
    """A report's findings as paragraphs, the gravest first, ended by an empty line."""
    whose = f"{report.body or '（未识别机关）'} {report.year or '（未识别年度）'}年度"
    counts = "，".join(f"{NAMES[severity]}{len(result.of(severity))}项" for severity in Severity)
    lines = [f"{report.source}", f"  {whose}：{counts}"]
    for severity in Severity:
        for finding in result.of(severity):
            lines += _lines(finding)
    if result.not_assessed:
        codes = "、".join(dict.fromkeys(item.code for item in result.not_assessed))
        lines.append(f"  未评估：{codes}（加 --format json 看原因）")
    return "\n".join(lines) + "\n\n"


def _lines(finding: Finding) -> list[str]:
    doubt = "（也可能是读取造成的）" if finding.reading else ""
    lines = [f"  [{NAMES[finding.severity]}] {finding.code} {finding.message}{doubt}"]
    if finding.where:
        lines.append(f"         位置：{finding.where}")
    if finding.severity is not Severity.NOTICE:
        lines.append(f"         依据：{finding.rule}")
        lines.append(f"         处理：{finding.advice}")
    return lines
