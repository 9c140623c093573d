"""Word documents: made with python-docx, and written as XML by hand with what offices' files contain."""

# ruff: noqa: E501

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from html import escape
from io import BytesIO
from itertools import pairwise
from random import Random

import docx as python_docx
from docx.shared import Pt

from tests.corpus.document import Document, Para, Picture
from tests.corpus.layouts.base import FULL, add, layout
from tests.corpus.layouts.text_labels import merge_zeros, total_first
from tests.corpus.tables import Table, expand

W = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
TYPES = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/header1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"/><Override PartName="/word/footer1.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.footer+xml"/></Types>"""
RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>"""
PART_RELS = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/header" Target="header1.xml"/><Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/footer" Target="footer1.xml"/></Relationships>"""
BORDERS = "<w:tblBorders>" + "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV")
) + "</w:tblBorders>"  # fmt: skip
NUMBER = re.compile(r"[+-]?[\d.,]+(元|万元)?")
LONG_AGO = (2020, 1, 1, 0, 0, 0)

Inner = Callable[[str], str]


def packed(parts: dict[str, bytes]) -> bytes:
    """A zip whose bytes depend on its parts alone."""
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(zipfile.ZipInfo(name, LONG_AGO), data, zipfile.ZIP_DEFLATED)
    return stream.getvalue()


def repacked(data: bytes) -> bytes:
    """The same package with every date in it set back, so that equal reports make equal files."""
    with zipfile.ZipFile(BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for name in ("docProps/core.xml",):
        if name in parts:
            parts[name] = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ?", b"2020-01-01T00:00:00Z", parts[name])
    return packed(parts)


def run(text: str) -> str:
    return (
        f'<w:r><w:rPr><w:rFonts w:eastAsia="仿宋_GB2312"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
    )


def par(text: str, inner: Inner = run, properties: str = "") -> str:
    return f"<w:p>{f'<w:pPr>{properties}</w:pPr>' if properties else ''}{inner(text) if text else ''}</w:p>"


def cell_xml(text: str, across: int = 1, merge: str = "", inner: Inner = run) -> str:
    span = f'<w:gridSpan w:val="{across}"/>' if across > 1 else ""
    down = {"": "", "restart": '<w:vMerge w:val="restart"/>', "continue": "<w:vMerge/>"}[merge]
    return f'<w:tc><w:tcPr><w:tcW w:w="800" w:type="dxa"/>{span}{down}</w:tcPr>{par(text, inner)}</w:tc>'


def row_xml(table: Table, index: int, inner: Inner = run) -> str:
    """A row with gridSpan and vMerge: a cell that a span from above covers is written again, empty, as its continuation."""
    made = ""
    for slot in expand(table)[index]:
        if slot.lead:
            merge = "continue" if slot.via == "down" else "restart" if slot.cell.down > 1 else ""
            made += cell_xml("" if slot.via == "down" else slot.cell.text, slot.cell.across, merge, inner)
    return f"<w:tr>{made}</w:tr>"


def table_xml(table: Table, rng: Random, inner: Inner = run, rows: range | None = None) -> str:
    chosen = rows if rows is not None else range(len(table.rows))
    grid = '<w:gridCol w:w="800"/>' * table.width
    body = "".join(row_xml(table, index, inner) for index in chosen)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="0" w:type="auto"/>{BORDERS}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>'
    )


def docx(content: str, header: str = "", footer: str = "") -> bytes:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="rId1"/><w:footerReference w:type="default" r:id="rId2"/></w:sectPr>'
    start = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
    parts = {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": RELS,
        "word/document.xml": f"{start}<w:document {W}><w:body>{content}{section}</w:body></w:document>",
        "word/_rels/document.xml.rels": PART_RELS,
        "word/header1.xml": f"{start}<w:hdr {W}>{par(header)}</w:hdr>",
        "word/footer1.xml": f"{start}<w:ftr {W}>{par(footer)}</w:ftr>",
    }
    return packed({name: text.encode() for name, text in parts.items()})


TableXml = Callable[[Table, Random], str]


def content(document: Document, rng: Random, table: TableXml = table_xml, inner: Inner = run) -> str:
    made = []
    for block in document.blocks:
        if isinstance(block, Table):
            made.append(table(block, rng) + "<w:p/>")
        elif isinstance(block, Para):
            made.append(par(block.text, inner, '<w:jc w:val="right"/>' if block.kind in ("sign", "date") else ""))
    return "".join(made)


@layout("docx_raw", "docx")
def raw(document: Document, rng: Random) -> bytes:
    return docx(content(document, rng))


@layout("docx_python", "docx")
def python(document: Document, rng: Random) -> bytes:
    made = python_docx.Document()
    made.styles["Normal"].font.size = Pt(12)
    for block in document.blocks:
        if isinstance(block, Para):
            if block.kind in ("title", "heading"):
                made.add_heading(block.text, 0 if block.kind == "title" else 1)
            else:
                made.add_paragraph(block.text)
        elif isinstance(block, Table):
            grid = expand(block)
            table = made.add_table(len(grid), block.width, style="Table Grid")
            cells = [list(row.cells) for row in table.rows]
            for down, row in enumerate(grid):
                for across, slot in enumerate(row):
                    if not slot.via:
                        cell = cells[down][across]
                        if slot.cell.across > 1 or slot.cell.down > 1:
                            cell = cell.merge(cells[down + slot.cell.down - 1][across + slot.cell.across - 1])
                        cell.text = slot.cell.text
    stream = BytesIO()
    made.save(stream)
    return repacked(stream.getvalue())


@layout("docx_split_tables", "docx")
def split_tables(document: Document, rng: Random) -> bytes:
    """Each table in two or three w:tbl, as a document that was cut at its page breaks."""

    def table(table: Table, rng: Random) -> str:
        size = len(table.rows)
        if table.name == "remedies":
            return table_xml(table, rng)
        cuts = (
            [0, *sorted(rng.sample(range(5, size - 1), 2)), size] if table.name == "requests" else [*table.breaks, size]
        )
        parts = [table_xml(table, rng, rows=range(start, stop)) for start, stop in pairwise(cuts)]
        return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'.join(parts)

    return docx(content(document, rng, table))


@layout("docx_hmerge", "docx")
def hmerge(document: Document, rng: Random) -> bytes:
    """Old documents merge sideways with hMerge; the covered cells are there, empty."""

    def table(table: Table, rng: Random) -> str:
        rows = ""
        for line in expand(table):
            cells = ""
            for slot in line:
                side = (
                    ""
                    if slot.cell.across == 1
                    else "<w:hMerge/>"
                    if slot.via == "across"
                    else '<w:hMerge w:val="restart"/>'
                )
                down = (
                    ""
                    if slot.cell.down == 1
                    else "<w:vMerge/>"
                    if slot.via == "down"
                    else '<w:vMerge w:val="restart"/>'
                )
                text = "" if slot.via else slot.cell.text
                cells += f"<w:tc><w:tcPr>{side}{down}</w:tcPr>{par(text)}</w:tc>"
            rows += f"<w:tr>{cells}</w:tr>"
        return f"<w:tbl>{rows}</w:tbl>"

    return docx(content(document, rng, table))


def text_box(inside: str) -> str:
    """A drawing with the content twice, as Word writes it: once for itself, once as fallback."""
    drawing = f'<w:drawing><wp:anchor><a:graphic><a:graphicData uri="wps"><wps:wsp><wps:txbx><w:txbxContent>{inside}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing>'
    fallback = f"<w:pict><v:shape><v:textbox><w:txbxContent>{inside}</w:txbxContent></v:textbox></v:shape></w:pict>"
    choice = f'<mc:Choice Requires="wps">{drawing}</mc:Choice><mc:Fallback>{fallback}</mc:Fallback>'
    return f"<w:p><w:r><mc:AlternateContent>{choice}</mc:AlternateContent></w:r></w:p>"


@layout("docx_text_box", "docx")
def boxes(document: Document, rng: Random) -> bytes:
    """The title and one of the tables stand in text boxes."""
    chosen = rng.choice(("proactive", "requests", "remedies"))

    def table(table: Table, rng: Random) -> str:
        made = table_xml(table, rng)
        return text_box(made + "<w:p/>") if table.name == chosen else made

    titles = [block for block in document.blocks if isinstance(block, Para) and block.kind == "title"]
    document.blocks = [block for block in document.blocks if block not in titles]
    return docx(text_box("".join(par(block.text) for block in titles)) + content(document, rng, table))


def control(inside: str) -> str:
    return f'<w:sdt><w:sdtPr><w:tag w:val="x"/></w:sdtPr><w:sdtContent>{inside}</w:sdtContent></w:sdt>'


@layout("docx_controls", "docx")
def controls(document: Document, rng: Random) -> bytes:
    """Content controls around runs, paragraphs, cells, rows and a whole table."""

    def table(table: Table, rng: Random) -> str:
        made = table_xml(
            table, rng, lambda text: control(run(text)) if text.isdigit() and rng.random() < 0.5 else run(text)
        )
        made = re.sub(r"<w:tr>.*?</w:tr>", lambda match: control(match[0]) if rng.random() < 0.2 else match[0], made)
        return control(made) if rng.random() < 0.5 else made

    return docx(control(content(document, rng, table)))


@layout("docx_tracked", "docx")
def tracked(document: Document, rng: Random) -> bytes:
    """Changes that were never accepted: old figures are still there as deletions, new ones are insertions."""

    def inner(text: str) -> str:
        if not NUMBER.fullmatch(text) or rng.random() < 0.6:
            return run(text)
        old = f'<w:del w:id="1" w:author="x"><w:r><w:delText>{rng.randint(1, 99)}</w:delText></w:r></w:del>'
        new = f'<w:ins w:id="2" w:author="x">{run(text)}</w:ins>'
        moved = f'<w:moveFrom w:id="3" w:author="x">{run("7")}</w:moveFrom>' if rng.random() < 0.2 else ""
        return rng.choice((old + new, old + run(text) + moved, new))

    return docx(content(document, rng, inner=inner))


@layout("docx_hidden", "docx")
def hidden(document: Document, rng: Random) -> bytes:
    """Hidden text, field codes with their results, comment and bookmark marks, soft hyphens."""

    def inner(text: str) -> str:
        roll = rng.random()
        if roll < 0.15:
            return f"<w:r><w:rPr><w:vanish/></w:rPr><w:t>{rng.randint(10, 99)}</w:t></w:r>{run(text)}"
        if roll < 0.3:
            field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> =SUM(LEFT) \\# "0" 12</w:instrText></w:r>'
            return f'{field}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(text)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        if roll < 0.4:
            return f'<w:fldSimple w:instr=" REF cell12 ">{run(text)}</w:fldSimple>'
        if roll < 0.5:
            return f'<w:bookmarkStart w:id="4" w:name="n12"/>{run(text)}<w:bookmarkEnd w:id="4"/><w:commentRangeStart w:id="1"/>'
        if roll < 0.6 and len(text) > 1:
            return run(text[: len(text) // 2]) + "<w:r><w:softHyphen/></w:r><w:proofErr/>" + run(text[len(text) // 2 :])
        return f'<w:hyperlink r:id="rId1">{run(text)}</w:hyperlink>' if roll < 0.65 else run(text)

    return docx(content(document, rng, inner=inner))


@layout("docx_breaks", "docx")
def breaks(document: Document, rng: Random) -> bytes:
    """Line breaks, tabs and several paragraphs inside cells; one run for each character."""

    def inner(text: str) -> str:
        if NUMBER.fullmatch(text):
            return "".join(run(char) for char in text)
        pieces = re.findall(r".{1,7}", text)
        return rng.choice(("<w:r><w:br/></w:r>", "</w:p><w:p>", "<w:r><w:cr/></w:r>")).join(
            run(piece) for piece in pieces
        )

    made = [
        table_xml(block, rng, inner)
        if isinstance(block, Table)
        else ""
        if isinstance(block, Picture)
        else par(block.text)
        for block in document.blocks
    ]
    return docx("".join(made))


@layout("docx_header", "docx")
def header(document: Document, rng: Random) -> bytes:
    """Headers and footers that name another body, another year, and page numbers."""
    return docx(content(document, rng), "玉笥市人民政府办公室文件 2018年度汇编", "第 3 页 共 12 页")


@layout("docx_nested", "docx")
def nested(document: Document, rng: Random) -> bytes:
    """The whole report is in one cell of a table, each form in a table of its own inside."""
    inside = content(document, rng)
    return docx(f"<w:tbl><w:tr><w:tc><w:tcPr/>{inside}<w:p/></w:tc></w:tr></w:tbl>")


@layout("docx_nested_pages", "docx")
def nested_pages(document: Document, rng: Random) -> bytes:
    """Tables for the layout alone: each form beside a narrow empty cell, all of it in rows of a table around the
    whole."""

    def table(table: Table, rng: Random) -> str:
        margin = "<w:tc><w:tcPr/><w:p/></w:tc>"
        made = f"<w:tc><w:tcPr/>{table_xml(table, rng)}<w:p/></w:tc>"
        cells = margin + (control(made) if rng.random() < 0.5 else made)
        return f"<w:tbl><w:tr>{cells}</w:tr></w:tbl><w:p/>"

    def frame(inside: str) -> str:
        return f"<w:tr><w:tc><w:tcPr/>{inside}<w:p/></w:tc></w:tr>"

    inside = content(document, rng, table)
    return docx(f"<w:tbl>{frame(inside)}{frame(par('主办单位'))}</w:tbl>" if rng.random() < 0.5 else inside)


@layout("docx_nested_cells", "docx")
def nested_cells(document: Document, rng: Random) -> bytes:
    """Figures in small tables of their own inside the cells, as they are pasted from elsewhere."""

    def inner(text: str) -> str:
        if not NUMBER.fullmatch(text) or rng.random() < 0.7:
            return run(text)
        small = f"<w:tbl><w:tr><w:tc><w:tcPr/>{par(text)}</w:tc></w:tr></w:tbl>"
        return f"</w:p>{small}<w:p>"

    return docx(content(document, rng, inner=inner))


@layout("docx_grid_before", "docx")
def grid_before(document: Document, rng: Random) -> bytes:
    """Rows that start or end inside the grid (gridBefore, gridAfter) instead of continuing a merged cell."""

    def table(table: Table, rng: Random) -> str:
        made = table_xml(table, rng)
        if table.name != "requests":
            return made
        plain = '<w:tc><w:tcPr><w:tcW w:w="800" w:type="dxa"/><w:vMerge/></w:tcPr><w:p></w:p></w:tc>'

        def moved(match: re.Match[str]) -> str:
            count = 0
            rest = match[1]
            while rest.startswith(plain):
                rest, count = rest[len(plain) :], count + 1
            return f'<w:tr><w:trPr><w:gridBefore w:val="{count}"/></w:trPr>{rest}</w:tr>' if count else match[0]

        return re.sub(r"<w:tr>(.*?)</w:tr>", moved, made)

    return docx(content(document, rng, table))


add("docx_merged_zero", "docx", lambda d, r: docx(content(d, r)), prepare=merge_zeros, styles=FULL, sound=False)
add("docx_total_first", "docx", lambda d, r: docx(content(d, r)), prepare=total_first)
