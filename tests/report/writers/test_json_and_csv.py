import csv
import io

import pytest

from gongkai.report.form import EDITIONS
from gongkai.report.interchange import from_dict, from_json
from gongkai.report.model import Report
from gongkai.report.values import Value
from gongkai.report.writers import dumps
from tests.report.writers.examples import example


def rows(report: Report) -> list[dict[str, str]]:
    text = dumps(report, "csv").decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("edition", EDITIONS)
def test_json_is_the_contract(edition):
    assert from_dict(from_json(dumps(example(edition), "json"))) == example(edition)


def test_json_has_a_cell_a_line_so_that_two_years_can_be_compared():
    text = dumps(example(), "json").decode()
    assert '\n    "proactive.fees.amount": 43.788000,\n' in text
    assert text.endswith("}\n")


@pytest.mark.parametrize("edition", EDITIONS)
def test_csv_has_a_line_a_cell_in_the_order_of_the_form(edition):
    found = rows(example(edition))
    assert [row["key"] for row in found] == list(EDITIONS[edition].keys)
    assert [row["label"] for row in found] == list(EDITIONS[edition].labels.values())


def test_csv_keeps_number_mark_and_unit_apart():
    found = {row["key"]: (row["value"], row["mark"], row["unit"]) for row in rows(example())}
    assert found["proactive.fees.amount"] == ("43.788000", "", "")
    assert found["proactive.permits.decisions"] == ("251000", "", "元")
    assert found["proactive.regulations.issued"] == ("", "n/a", "")
    assert found["requests.new.total"] == ("12345", "inferred", "")
    assert found["remedies.reconsideration.upheld"] == ("", "blank", "")
    assert found["remedies.reconsideration.total"] == ("", "unknown", "")
    assert found["requests.carried_over.total"] == ("0", "", "")


def test_csv_leaves_out_what_the_source_lacks():
    assert [row["key"] for row in rows(example(cells={"proactive.fees.amount": Value(1)}))] == ["proactive.fees.amount"]
