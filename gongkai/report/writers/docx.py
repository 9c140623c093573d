"""The report as a Word document (ECMA-376) as an office submits it.

What never changes (styles, settings, page numbers) are the parts in `docx-parts`; here only the text and the tables are
made. Fonts are named as GB/T 9704-2012 has them; a machine without them takes others.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from itertools import accumulate, pairwise
from typing import Final

from gongkai.report.layout import Cell, Table
from gongkai.report.model import Report
from gongkai.report.writers.flow import CELL_INSET, TABLE_SIZE, Kind, Line, content, document_title, fitted, flow, plain
from gongkai.report.writers.package import pack, parts_in

_STYLES: Final[dict[Kind, str]] = {
    "title": "Title",
    "heading": "Heading1",
    "paragraph": "BodyText",
    "signature": "Signature",
}
_DOCUMENT: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"\
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<w:body>
{content}
<w:sectPr><w:footerReference w:type="default" r:id="odd"/><w:footerReference w:type="even" r:id="even"/>\
<w:pgSz w:w="11906" w:h="16838"/>\
<w:pgMar w:top="{top}" w:right="{right}" w:bottom="{bottom}" w:left="{left}" w:header="850" w:footer="{footer}"\
 w:gutter="0"/></w:sectPr>
</w:body>
</w:document>
"""
_PROPERTIES: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"\
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"\
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>zh-CN</dc:language>{created}</cp:coreProperties>
"""
_CREATED: Final = '<dcterms:created xsi:type="dcterms:W3CDTF">{}T00:00:00Z</dcterms:created>'
_MARGINS: Final = {"top": 37, "right": 26, "bottom": 35, "left": 28, "footer": 23}  # mm, GB/T 9704-2012, 5.2.1
_SPACE: Final = '<w:spacing w:before="{}"/>'


def render(report: Report) -> bytes:
    signed = report.signed_on
    properties = _PROPERTIES.format(
        title=_text(document_title(report)),
        author=_text(plain(report.body or "")),
        created=_CREATED.format(signed.isoformat()) if signed else "",
    )
    margins = {side: _twips(width) for side, width in _MARGINS.items()}
    document = _DOCUMENT.format(content="\n".join(_body(report)), **margins)
    return pack((*_parts(), ("docProps/core.xml", properties.encode()), ("word/document.xml", document.encode())))


@cache
def _parts() -> tuple[tuple[str, bytes], ...]:
    """The parts that are the same in every report."""
    return parts_in(files(__package__).joinpath("docx-parts"))


def _text(text: str) -> str:
    return escape(text, quote=False)


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def _body(report: Report) -> Iterator[str]:
    """Paragraphs and tables; a table is parted from the next by an empty paragraph, and one must end the document."""
    before: Kind | None = None
    after_table = False
    for item in flow(report):
        if isinstance(item, Line):
            yield _paragraph(item, after_table, item.kind != before)
            before, after_table = item.kind, False
        else:
            if after_table:
                yield "<w:p/>"
            yield "\n".join(_table(item, report))
            after_table = True
    if after_table or before is None:
        yield "<w:p/>"


def _paragraph(line: Line, after_table: bool, first: bool) -> str:
    space = "579" if line.kind == "signature" and first else "200" if after_table else ""
    properties = f'<w:pStyle w:val="{_STYLES[line.kind]}"/>' + (_SPACE.format(space) if space else "")
    return f"<w:p><w:pPr>{properties}</w:pPr>{_run(line.text)}</w:p>"


def _run(text: str, size: float | None = None) -> str:
    half_points = f'<w:rPr><w:sz w:val="{int(2 * size)}"/></w:rPr>' if size else ""
    return f'<w:r>{half_points}<w:t xml:space="preserve">{_text(text)}</w:t></w:r>' if text else ""


def _table(table: Table, report: Report) -> Iterator[str]:
    edges = [_twips(edge) for edge in accumulate(table.widths, initial=0.0)]
    inset = _twips(CELL_INSET)
    yield (
        '<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/>'
        f'<w:tblW w:w="{edges[-1]}" w:type="dxa"/><w:jc w:val="center"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{inset}" w:type="dxa"/><w:right w:w="{inset}" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="04A0" w:firstRow="1" w:lastRow="0" w:firstColumn="1" w:lastColumn="0" w:noHBand="0"'
        f' w:noVBand="1"/><w:tblCaption w:val="{escape(table.caption)}"/></w:tblPr>'
    )
    columns = "".join(f'<w:gridCol w:w="{right - left}"/>' for left, right in pairwise(edges))
    yield f"<w:tblGrid>{columns}</w:tblGrid>"
    last_rows = {body.stop - 1 for body in table.bodies}
    for row, slots in enumerate(table.slots):
        in_head = row < table.head
        # A head stays with what it heads, and a 第二十条第（×）项 in one piece.
        keep = "<w:keepNext/>" if in_head or (not table.head and row not in last_rows) else ""
        cells = "".join(_cell(cell, row, edges, keep, report) for cell in dict.fromkeys(slots))
        repeat = "<w:tblHeader/>" if in_head else ""
        yield f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="340"/>{repeat}</w:trPr>{cells}</w:tr>'
    yield "</w:tbl>"


def _cell(cell: Cell, row: int, edges: list[int], keep: str, report: Report) -> str:
    """A cell as one of its rows has it: only the first has its text."""
    width = edges[cell.column + cell.colspan] - edges[cell.column]
    span = f'<w:gridSpan w:val="{cell.colspan}"/>' if cell.colspan > 1 else ""
    starts = cell.row == row
    merge = "" if cell.rowspan == 1 else '<w:vMerge w:val="restart"/>' if starts else "<w:vMerge/>"
    text = content(cell, report) if starts else ""
    size = fitted(text, width * 25.4 / 1440) if cell.key else TABLE_SIZE
    run = _run(text, size if size < TABLE_SIZE else None)
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{merge}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="TableText"/>{keep}</w:pPr>{run}</w:p></w:tc>'
    )
