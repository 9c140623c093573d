"""Reports that a browser printed to PDF: text set glyph by glyph, with code points of the browser's choice."""

from __future__ import annotations

import re

import pypdfium2
import pytest

from gongkai.report import dumps, read
from tests.corpus.layouts.text_twisted import kangxi
from tests.programs import needs_chromium, printed_by_browser
from tests.report.reading.test_office import EDITIONS, held, report_in

RADICALS = re.compile(r"[\u2e80-\u2fd5]")


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.slow
@needs_chromium
@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_of_a_report_that_chromium_printed_is_read(edition: str):
    assert held(read(printed_by_browser(dumps(report_in(edition), "html")))) == held(report_in(edition))


@pytest.mark.slow
@needs_chromium
def test_every_cell_is_read_although_the_text_layer_has_radicals_for_characters():
    """Some versions choose radicals themselves, with some fonts; here the page has them, so that all versions do."""
    page = dumps(report_in("2021"), "html").decode()
    head, body = page.split("<body", 1)
    printed = printed_by_browser(f"{head}<body{body.translate(kangxi())}".encode())
    assert len(RADICALS.findall(text_of(printed))) > 20
    assert held(read(printed)) == held(report_in("2021"))
