import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given

from gongkai.report.form import EDITIONS
from gongkai.report.interchange import as_dict, to_json
from gongkai.report.model import Report
from gongkai.report.schema import published, schema
from gongkai.report.values import Claim, Contact, Mark, Place, Value
from tests.report.strategies import PATIENT, reports

COPY = Path(__file__).parents[2] / "docs/schema/annual-report-1.json"
VALIDATOR = jsonschema.Draft202012Validator(schema(), format_checker=jsonschema.FormatChecker())


def written(report: Report, *, places: bool = False) -> dict:
    """The report's JSON as another program reads it."""
    report.__dict__.setdefault("claims", ())
    report.__dict__.update(contact=Contact(), period=None)
    return json.loads(to_json(as_dict(report, places=places)))


def faults(data: dict) -> list[str]:
    return [error.json_path for error in VALIDATOR.iter_errors(data)]


def test_the_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(schema())


def test_the_copy_in_the_documentation_is_in_step():
    assert COPY.read_bytes() == published(), "Run: python -m gongkai.report.schema > docs/schema/annual-report-1.json"


def test_every_cell_of_both_editions_has_its_name_in_chinese():
    for name, edition in EDITIONS.items():
        cells = schema()["$defs"][f"cells-{name}"]["properties"]
        assert {key: cell["title"] for key, cell in cells.items()} == edition.labels


@PATIENT
@given(reports(marks=tuple(Mark), fractions=True, incomplete=True))
def test_the_json_of_every_report_is_valid(report):
    assert faults(written(report)) == []


def test_claims_and_places_are_valid():
    report = Report(edition="2021", cells={"requests.new.total": Value(9)})
    report.places = {"requests.new.total": Place(line=3, sheet="年度报告", box=(0.0, 1.0, 2.5, 3.0))}
    report.__dict__["claims"] = (Claim("全年收到申请9件", "overview", 9, cells=("requests.new.total",)),)
    assert faults(written(report, places=True)) == []


def test_a_report_of_which_nothing_was_found_is_valid():
    assert faults(written(Report())) == []


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("format", "gongkai.annual-report/2"),
        ("edition", "2020"),
        ("year", "2024"),
        ("cells", {"requests.new.total": "9"}),
        ("cells", {"requests.sum.total": 0}),
        ("marks", {"requests.new.total": "zero"}),
        ("sections", {"fees": {"number": "", "title": "", "text": ""}}),
        ("signed_on", "2025年1月20日"),
        ("score", 100),
    ],
)
def test_what_is_not_of_the_contract_is_not_valid(member, value):
    assert faults(written(Report(edition="2021")) | {member: value}) != []
