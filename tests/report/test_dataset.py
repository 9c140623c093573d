import csv
import io
import json
import sys
import tracemalloc
from decimal import Decimal

import pyarrow.parquet
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gongkai.report.dataset import ABSENT, COLUMNS, INEXACT, ROW_GROUP, write_dataset
from gongkai.report.errors import NotWritable
from gongkai.report.form import EDITIONS
from gongkai.report.interchange import ALL_KEYS, from_dict, from_json
from gongkai.report.model import Report
from gongkai.report.values import BLANK, NOT_APPLICABLE, UNKNOWN, Contact, Mark, Value
from tests.report.strategies import PATIENT, reports

CELLS = {
    "requests.new.natural_person": Value(6),
    "requests.new.business": Value(0),
    "requests.new.research": BLANK,
    "requests.new.public_interest": NOT_APPLICABLE,
    "requests.new.legal_service": UNKNOWN,
    "requests.new.total": Value(6, Mark.INFERRED),
    "proactive.fees.amount": Value(Decimal("43.788000")),
}


def told(report: Report) -> Report:
    report.__dict__.update(claims=(), contact=Contact(), period=None)
    return report


def sample(**members: object) -> Report:
    return told(
        Report(**{"edition": "2021", "body": "云溪市数据局", "year": 2024, "source": "1.pdf", "cells": CELLS} | members)
    )


def as_csv(*given: Report) -> list[dict[str, str]]:
    out = io.BytesIO()
    write_dataset(given, out, "csv")
    return list(csv.DictReader(io.StringIO(out.getvalue().decode("utf-8-sig"), newline="")))


def as_parquet(*given: Report) -> list[dict[str, object]]:
    out = io.BytesIO()
    write_dataset(given, out, "parquet")
    return pyarrow.parquet.read_table(io.BytesIO(out.getvalue())).to_pylist()


def test_a_table_has_a_column_for_every_cell_of_both_editions_and_one_for_its_mark():
    assert COLUMNS[:4] == ("source", "body", "year", "edition")
    assert len(COLUMNS) == 4 + 2 * len(ALL_KEYS) + 1
    for edition in EDITIONS.values():
        assert {f"mark.{key}" for key in edition.keys} | edition.key_set <= set(COLUMNS)


@pytest.mark.parametrize("read", [as_csv, as_parquet])
def test_zero_blank_not_applicable_unknown_inferred_and_absent_stay_apart(read):
    (row,) = read(sample())
    told_apart = {
        name.rpartition(".")[2]: (str(row[name] if row[name] is not None else ""), row[f"mark.{name}"] or "")
        for name in (*CELLS, "requests.new.other")
    }
    assert told_apart == {
        "natural_person": ("6", ""),
        "business": ("0", ""),
        "research": ("", "blank"),
        "public_interest": ("", "n/a"),
        "legal_service": ("", "unknown"),
        "total": ("6", "inferred"),
        "other": ("", ABSENT),
        "amount": ("43.788000", ""),
    }


@pytest.mark.parametrize("read", [as_csv, as_parquet])
def test_a_row_says_whose_report_it_is(read):
    (row,) = read(sample())
    assert [str(row[name]) for name in COLUMNS[:4]] == ["1.pdf", "云溪市数据局", "2024", "2021"]


@pytest.mark.parametrize("read", [as_csv, as_parquet])
def test_units_are_kept_beside_the_numbers(read):
    (row,) = read(sample(edition="2019", cells={"proactive.procurement.amount": Value(251000, None, "元")}))
    assert Decimal(row["proactive.procurement.amount"]) == 251000
    assert json.loads(row["units"]) == {"proactive.procurement.amount": "元"}


def test_csv_starts_with_the_mark_that_makes_excel_read_utf_8():
    out = io.BytesIO()
    write_dataset([], out, "csv")
    assert out.getvalue().startswith(b"\xef\xbb\xbfsource,")


@pytest.mark.parametrize("body", ["=1+1", "+1", "-1", "@SUM(A1)"])
def test_csv_has_no_text_that_a_spreadsheet_takes_for_a_formula(body):
    (row,) = as_csv(sample(body=body))
    assert row["body"] == f"'{body}"


@pytest.mark.parametrize("number", [Decimal("0.5"), 2**70])
def test_parquet_marks_a_count_that_is_none_and_csv_keeps_it(number):
    report = sample(cells={"requests.new.total": Value(number)})
    (row,) = as_parquet(report)
    assert (row["requests.new.total"], row["mark.requests.new.total"]) == (None, INEXACT)
    assert as_csv(report)[0]["requests.new.total"] == str(number)


def test_parquet_marks_an_amount_with_less_than_a_cent():
    (row,) = as_parquet(sample(cells={"proactive.fees.amount": Value(Decimal("0.0000001"))}))
    assert (row["proactive.fees.amount"], row["mark.proactive.fees.amount"]) == (None, INEXACT)


@settings(PATIENT, max_examples=20)
@given(st.lists(reports(marks=tuple(Mark), incomplete=True).map(told), max_size=2))
def test_jsonl_has_a_report_a_line(given):
    out = io.BytesIO()
    assert write_dataset(given, out, "jsonl") == len(given)
    assert [from_dict(from_json(line)) for line in out.getvalue().splitlines()] == given


@settings(PATIENT, max_examples=20)
@given(st.lists(reports(marks=tuple(Mark), incomplete=True, specials="").map(told), max_size=3))
def test_csv_and_parquet_agree_with_the_reports(given):
    for row, typed, report in zip(as_csv(*given), as_parquet(*given), given, strict=True):
        for key in ALL_KEYS:
            number = report.number(key)
            assert row[key] == ("" if number is None else f"{number:f}" if isinstance(number, Decimal) else str(number))
            assert typed[key] == number
            assert row[f"mark.{key}"] == (typed[f"mark.{key}"] or "")


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet"])
def test_the_suffix_of_a_path_tells_the_format(tmp_path, format):
    path = tmp_path / f"reports.{format}"
    assert write_dataset([sample(), sample(year=2023)], path) == 2
    assert path.stat().st_size > 0
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet"])
def test_a_path_keeps_what_it_had_when_a_report_fails(tmp_path, format):
    def failing():
        yield sample()
        raise ConnectionError

    path = tmp_path / f"reports.{format}"
    path.write_text("earlier")
    with pytest.raises(ConnectionError):
        write_dataset(failing(), path)
    assert path.read_text() == "earlier"
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet"])
def test_a_file_that_was_handed_in_stays_open(format):
    out = io.BytesIO()
    write_dataset([sample()], out, format)
    assert not out.closed


@pytest.mark.parametrize("destination", ["reports.xlsx", "reports"])
def test_an_unknown_format_is_refused_in_chinese(tmp_path, destination):
    with pytest.raises(NotWritable, match="jsonl、csv、parquet"):
        write_dataset([], tmp_path / destination)
    assert list(tmp_path.iterdir()) == []


def test_parquet_without_pyarrow_says_how_to_install_it(monkeypatch, tmp_path):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(NotWritable, match="pip install pyarrow"):
        write_dataset([sample()], tmp_path / "reports.parquet")


def test_parquet_is_written_in_groups():
    out = io.BytesIO()
    write_dataset((sample() for _ in range(ROW_GROUP + 1)), out, "parquet")
    assert pyarrow.parquet.ParquetFile(io.BytesIO(out.getvalue())).num_row_groups == 2


@pytest.mark.parametrize("format", ["jsonl", "csv"])
def test_memory_does_not_grow_with_the_number_of_reports(tmp_path, format):
    def peak(count: int) -> int:
        tracemalloc.start()
        write_dataset((sample() for _ in range(count)), tmp_path / f"reports.{format}")
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    peak(1)
    assert peak(300) < 2 * peak(30)
