"""The cells of the report as CSV, one a line: key, label, value, mark, unit; UTF-8 with its mark, for spreadsheets."""

from __future__ import annotations

import csv
import io

from gongkai.report.model import Report
from gongkai.report.numerals import spell
from gongkai.report.writers.flow import harmless


def render(report: Report) -> bytes:
    labels = report.form.labels if report.form else {}
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(("key", "label", "value", "mark", "unit"))
    for key, value in report.cells.items():
        rows.writerow((key, labels.get(key, ""), spell(value.number), value.mark or "", harmless(value.unit)))
    return out.getvalue().encode("utf-8-sig")
