"""A table that is printed as the form prints it is read by a short way, which gives what the long way gives."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from gongkai.report import Report, dumps, read, tables
from gongkai.report.form import EDITIONS
from tests.report.builders import full_report

KINDS = ("html", "docx", "xlsx", "pdf")
PAGE = {edition: dumps(full_report(edition), "html").decode() for edition in EDITIONS}
CELL = re.compile(r"<td[^>]*>([^<]*)</td>")
ROW = re.compile(r"<tr>.*?</tr>", re.DOTALL)
TEXTS = ("", "/", "—", "1.50", "12万元", "１２", "+3", "（未读出）", "O", "总计", "见附件")
CHANGED = {
    "a column has another name": lambda page: page.replace("结果维持", "维持").replace("本年制发件数", "本年制发数"),
    "a column has no name": lambda page: page.replace("现行有效件数", "").replace("对外公开总数量", ""),
    "a column is there twice": lambda page: page.replace("结果纠正", "结果维持"),
    "the blocks have no names": lambda page: page.replace("未经复议直接起诉", "").replace("复议后起诉", ""),
    "a row has another name": lambda page: page.replace("行政处罚", "行政处罚事项"),
    "a row is not the form's": lambda page: page.replace("行政许可", "行政奖励"),
}  # fmt: skip


def everything(report: Report) -> dict[str, object]:
    """All that a report says and all that was noted on the way, with the order of its cells."""
    told = {each.name: getattr(report, each.name) for each in fields(report)}
    return told | {"places": dict(report.places), "cells": [*report.cells.items()]}


def by_both_ways(data: bytes, kind: str, monkeypatch: pytest.MonkeyPatch) -> tuple[dict[str, object], ...]:
    short = everything(read(data, name=f"report.{kind}"))
    with monkeypatch.context() as patched:
        patched.setattr(tables, "read_as_printed", lambda *_: "")
        patched.setattr(tables, "read_whole", lambda *_: "")
        return short, everything(read(data, name=f"report.{kind}"))


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("kind", KINDS)
def test_the_short_way_reads_what_the_long_way_reads(kind: str, edition: str, monkeypatch: pytest.MonkeyPatch):
    short, long = by_both_ways(dumps(full_report(edition), kind), kind, monkeypatch)
    assert short == long


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("text", TEXTS)
def test_so_it_does_whatever_stands_in_a_cell(text: str, edition: str, monkeypatch: pytest.MonkeyPatch):
    page = PAGE[edition]
    cells = [*CELL.finditer(page)]
    for cell in (*cells[:: len(cells) // 8], cells[-1], cells[-5]):
        changed = page[: cell.start(1)] + text + page[cell.end(1) :]
        short, long = by_both_ways(changed.encode(), "html", monkeypatch)
        assert short == long


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("how", CHANGED)
def test_so_it_does_when(how: str, edition: str, monkeypatch: pytest.MonkeyPatch):
    short, long = by_both_ways(CHANGED[how](PAGE[edition]).encode(), "html", monkeypatch)
    assert short == long


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("times", [0, 2])
def test_so_it_does_when_a_row_is_lost_or_stands_there_twice(times: int, edition: str, monkeypatch: pytest.MonkeyPatch):
    page = PAGE[edition]
    rows = [*ROW.finditer(page)]
    for row in (*rows[1:20:3], rows[-1], rows[-2]):
        changed = page[: row.start()] + row[0] * times + page[row.end() :]
        short, long = by_both_ways(changed.encode(), "html", monkeypatch)
        assert short == long


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_tables_as_our_own_files_print_them_go_the_short_way(kind: str, monkeypatch: pytest.MonkeyPatch):
    for long_way in ("read_proactive", "read_requests", "read_remedies"):
        monkeypatch.delattr(tables, long_way)
    for edition in EDITIONS:
        assert read(dumps(full_report(edition), kind), name=f"report.{kind}") == full_report(edition)
