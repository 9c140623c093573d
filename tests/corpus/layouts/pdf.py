"""PDF files with a text layer: set by typst, printed by a browser, converted from a word processor's document."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path
from random import Random

import typst

from tests.corpus.document import Document, Para
from tests.corpus.layouts.base import FULL, Draw, add
from tests.corpus.layouts.docx_word import BORDERS, content, docx
from tests.corpus.layouts.html import clean, formal
from tests.corpus.layouts.html_word import word
from tests.corpus.layouts.text_twisted import kangxi
from tests.corpus.tables import Table
from tests.programs import CHROMIUM, SOFFICE, printed_by_browser, printed_by_office


def literal(text: str) -> str:
    return '#"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def typst_table(table: Table, stroke: str, repeat: bool, change: Callable[[str], str]) -> str:
    sizes = {
        "proactive": "(3fr, 1fr, 1fr, 1fr)",
        "requests": f"(1.2fr, 1.6fr, 4fr) + (1fr,) * {table.width - 3}",
        "remedies": f"(1fr,) * {table.width}",
    }
    made = []
    for index, row in enumerate(table.rows):
        cells = [
            f"table.cell(colspan: {cell.across}, rowspan: {cell.down})[{literal(change(cell.text))}]" for cell in row
        ]
        if repeat and table.name == "requests" and index < 3:
            made.append(", ".join(cells))
            if index == 2:
                made[:] = [f"table.header({', '.join(made)})"]
        else:
            made.append(", ".join(cells))
    return (
        f"#table(columns: {sizes[table.name]}, stroke: {stroke}, align: center + horizon, inset: 3pt,\n"
        + ",\n".join(made)
        + ")\n"
    )


def typeset(
    page: str = '"a4"',
    *,
    flipped: bool = False,
    stroke: str = "0.5pt",
    size: str = "9pt",
    repeat: bool = False,
    change: Callable[[str], str] = str,
) -> Draw:
    def draw(document: Document, rng: Random) -> bytes:
        source = (
            f"#set document(date: none)\n#set page(paper: {page}, flipped: {str(flipped).lower()}, margin: 1.6cm, "
            f'numbering: "— 1 —")\n#set text(font: "Noto Serif CJK SC", size: {size}, lang: "zh")\n'
        )
        for block in document.blocks:
            if isinstance(block, Table):
                source += typst_table(block, stroke, repeat, change)
            elif isinstance(block, Para):
                source += f"#par(first-line-indent: 2em)[{literal(change(block.text))}]\n"
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, "report.typ")
            path.write_text(source, encoding="utf-8")
            return bytes(typst.compile(path))  # type: ignore[arg-type]

    return draw


add("pdf_typst", "pdf", typeset())
add("pdf_typst_landscape", "pdf", typeset(flipped=True, size="10.5pt"))
add("pdf_typst_repeated_head", "pdf", typeset(repeat=True, size="12pt"))
add("pdf_typst_small_page", "pdf", typeset('"a5"', size="7.5pt", repeat=True))
add("pdf_typst_kangxi", "pdf", typeset(change=lambda text: text.translate(kangxi())))
add("pdf_typst_borderless", "pdf", typeset(stroke="none"), styles=FULL, sound=False)


def browser(html: Draw, *, style: str = "") -> Draw:
    def draw(document: Document, rng: Random) -> bytes:
        page = html(document, rng)
        assert isinstance(page, str)
        look = f"<style>table{{border-collapse:collapse}} td,th{{border:1px solid #000}} {style}</style>"
        return printed_by_browser(page.replace("</head>", look + "</head>", 1).encode())

    return draw


def office(document: Document, rng: Random, bare: bool = False) -> bytes:
    source = docx(content(document, rng).replace(BORDERS, "") if bare else content(document, rng))
    return printed_by_office(source)


add("pdf_browser", "pdf", browser(clean), slow=True, runs=CHROMIUM is not None)
add(
    "pdf_browser_landscape",
    "pdf",
    browser(formal, style="@page { size: A4 landscape; }"),
    slow=True,
    runs=CHROMIUM is not None,
)
add("pdf_browser_word", "pdf", browser(word), slow=True, runs=CHROMIUM is not None)
add(
    "pdf_browser_borderless",
    "pdf",
    browser(clean, style="td { border: none !important; }"),
    slow=True,
    runs=CHROMIUM is not None,
    styles=FULL,
    sound=False,
)
add("pdf_office", "pdf", office, slow=True, runs=SOFFICE is not None)
add(
    "pdf_office_bare",
    "pdf",
    lambda d, r: office(d, r, bare=True),
    slow=True,
    runs=SOFFICE is not None,
    styles=FULL,
    sound=False,
)
