"""What is different between two states of a report: figures by cell, the text paragraph by paragraph."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.html import escape

from gongkai.documents.desk.differences import Line, of_texts
from gongkai.report import Report
from gongkai.report.form import EDITIONS
from gongkai.report.writers.flow import Line as Printed
from gongkai.report.writers.flow import flow, printed


class Changed(NamedTuple):
    """A cell that says something else."""

    label: str
    was: str
    now: str


class Difference(NamedTuple):
    cells: list[Changed]
    text: list[Line]

    def __bool__(self) -> bool:
        return bool(self.cells or self.text)


def between(before: Report, after: Report) -> Difference:
    labels = {key: label for form in EDITIONS.values() for key, label in form.labels.items()}
    keys = dict.fromkeys((*after.cells, *before.cells))
    cells = [
        Changed(labels.get(key, key), printed(before.cells.get(key)), printed(after.cells.get(key)))
        for key in keys
        if before.cells.get(key) != after.cells.get(key)
    ]
    return Difference(cells, list(of_texts(_told(before), _told(after))))


def _told(report: Report) -> str:
    """All that is said beside the tables, a paragraph each."""
    return "".join(f"<p>{escape(line.text)}</p>" for line in flow(report) if isinstance(line, Printed))
