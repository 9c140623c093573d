import io

import pytest

from gongkai.report import writers
from gongkai.report.errors import NotWritable
from gongkai.report.model import Report
from gongkai.report.writers import FORMATS, dumps, write
from tests.report.writers.examples import example

EVERY = pytest.mark.parametrize("format", FORMATS)


@EVERY
def test_the_suffix_of_a_path_tells_the_format(tmp_path, format):
    write(example(), tmp_path / f"report.{format.upper()}")
    assert (tmp_path / f"report.{format.upper()}").read_bytes() == dumps(example(), format)


@EVERY
def test_a_format_that_is_named_goes_before_the_suffix_and_into_any_file(tmp_path, format):
    write(example(), str(tmp_path / "report.bin"), format)
    out = io.BytesIO()
    write(example(), out, format)
    assert (tmp_path / "report.bin").read_bytes() == out.getvalue() == dumps(example(), f".{format}")


@EVERY
def test_the_same_report_gives_the_same_bytes(format):
    assert dumps(example(), format) == dumps(example(), format)


@EVERY
@pytest.mark.parametrize(
    "report", [Report(), Report(title="年度报告"), example(cells={}), example(sections=(), preamble="")]
)
def test_any_report_can_be_written_however_little_it_says(format, report):
    assert dumps(report, format)


@pytest.mark.parametrize(("alias", "format"), [("htm", "html"), ("markdown", "md"), ("text", "txt")])
def test_other_names_of_a_format_are_understood(alias, format):
    assert dumps(example(), alias) == dumps(example(), format)


@pytest.mark.parametrize("name", ["report.doc", "report", "report.wps"])
def test_an_unknown_format_is_refused_in_chinese(tmp_path, name):
    with pytest.raises(NotWritable, match="docx、pdf、html、xlsx、md、txt、json、csv"):
        write(example(), tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_a_report_that_cannot_be_written_leaves_what_was_there_before(tmp_path, monkeypatch):
    def fail(report, format):
        raise NotWritable("…")

    (tmp_path / "report.pdf").write_text("earlier")
    monkeypatch.setattr(writers, "dumps", fail)
    with pytest.raises(NotWritable):
        write(example(), tmp_path / "report.pdf")
    assert (tmp_path / "report.pdf").read_text() == "earlier"
