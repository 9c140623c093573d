import pytest
from hypothesis import given

from gongkai.report.form import EDITIONS
from gongkai.report.writers import dumps
from tests.report.strategies import PATIENT, reports
from tests.report.writers.examples import example, paragraphs
from tests.report.writers.test_markdown import flattened


def test_paragraphs_are_apart_by_an_empty_line():
    report = example(cells={})
    assert dumps(report, "txt").decode() == "\n\n".join(paragraphs(report)) + "\n"


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_table_is_a_line_a_row_and_a_tab_a_column(edition):
    text = dumps(example(edition), "txt").decode()
    for table in flattened(example(edition)):
        assert "\n\n" + "\n".join("\t".join(row) for row in table) + "\n" in text


@PATIENT
@given(reports(incomplete=True))
def test_all_that_is_printed_is_there(report):
    parts = dumps(report, "txt").decode().removesuffix("\n").split("\n\n")
    grids = [[line.split("\t") for line in part.split("\n")] for part in parts if "\t" in part]
    assert [part for part in parts if "\t" not in part] == paragraphs(report)
    assert grids == flattened(report)
