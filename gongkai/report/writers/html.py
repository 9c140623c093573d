"""The report as one accessible HTML page that needs nothing from elsewhere.

Every value names the labels it stands under (`headers`), as tables with several ranks of labels must (WCAG 2.2,
technique H43), and the cell of the contract it prints (`data-cell`). A wide table scrolls by itself on a phone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from typing import Final

from gongkai.report.layout import Cell, Table
from gongkai.report.model import Report
from gongkai.report.writers.flow import Kind, Line, content, document_title, flow, plain

_TAGS: Final[dict[Kind, str]] = {"title": "h1", "heading": "h2", "paragraph": "p", "signature": "p"}

_STYLE: Final = """
body { margin: 0; color: #111; background: #fff;
  font: 1.0625rem/1.9 FangSong, "Songti SC", "Noto Serif CJK SC", serif }
main { max-width: 60rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { font-size: 1.625rem; line-height: 1.5; text-align: center; margin: 1rem 0 2rem; }
h2 { font: bold 1.1875rem/1.9 SimHei, "PingFang SC", "Noto Sans CJK SC", sans-serif; margin: 1.5rem 0 0; }
h2, p { text-indent: 2em; overflow-wrap: anywhere; }
p { margin: 0; }
.signature { text-align: right; text-indent: 0; padding-right: 2em; }
p:not(.signature) + .signature, .table + .signature { margin-top: 2rem; }
.table { overflow-x: auto; margin: 1rem 0; }
.table:focus-visible { outline: 3px solid #1a5fb4; outline-offset: 2px; }
table { width: 100%; border-collapse: collapse; font-size: .9375rem; line-height: 1.5; }
caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
th, td { border: 1px solid #333; padding: .25rem .375rem; text-align: center; text-wrap: balance; }
th { font-weight: normal; background: #f4f4f2; min-width: 2em; }
td { font-variant-numeric: tabular-nums; }
td:not([data-cell]) { text-align: left; }
tbody th[scope="row"]:not([rowspan]) { text-align: left; }
.proactive { min-width: 28rem; } .requests { min-width: 52rem; } .remedies { min-width: 44rem; }
@page { size: A4; margin: 25mm 20mm; }
@media print {
  body { font-size: 12pt; } main { max-width: none; padding: 0; }
  .table { overflow: visible; } table { min-width: 0; font-size: 9pt; } tr { break-inside: avoid; }
  h2 { break-after: avoid; } thead { display: table-header-group; }
}
"""


def render(report: Report) -> bytes:
    return "\n".join(_page(report)).encode()


def _page(report: Report) -> Iterator[str]:
    yield '<!DOCTYPE html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(document_title(report))}</title>"
    if report.body:
        yield f'<meta name="author" content="{escape(plain(report.body))}">'
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n<main>"
    yield from parts(report)
    yield "</main>\n</body>\n</html>\n"


def parts(report: Report, address: Callable[[str], str] | None = None) -> Iterator[str]:
    """What stands on the page, to be put into another one; with `address`, each value leads to where that says."""
    for item in flow(report):
        yield _line(item) if isinstance(item, Line) else "\n".join(_table(item, report, address))


def _line(line: Line) -> str:
    tag = _TAGS[line.kind]
    role = ' class="signature"' if line.kind == "signature" else ""
    return f"<{tag}{role}>{escape(line.text)}</{tag}>"


def _table(table: Table, report: Report, address: Callable[[str], str] | None) -> Iterator[str]:
    key = table.key
    yield f'<div class="table" role="region" aria-labelledby="{key}" tabindex="0">\n<table class="{key}">'
    yield f'<caption id="{key}">{escape(table.caption)}</caption>'
    yield "".join(_column_groups(table))
    for tag, rows in (("thead", range(table.head)), *(("tbody", body) for body in table.bodies)):
        if rows:
            yield f"<{tag}>"
            yield from (
                f"<tr>{''.join(_cell(table, cell, report, address) for cell in cells)}</tr>"
                for cells in table.starts(rows)
            )
            yield f"</{tag}>"
    yield "</table>\n</div>"


def _column_groups(table: Table) -> Iterator[str]:
    """A colgroup for every label that heads one, and for every column beside; each column as wide as on paper."""
    groups = {cell.column: cell.colspan for cell in table.cells if cell.scope == "colgroup"}
    column = 0
    while column < table.columns:
        widths = table.widths[column : column + groups.get(column, 1)]
        columns = "".join(f'<col style="width:{width / sum(table.widths):.1%}">' for width in widths)
        yield f"<colgroup>{columns}</colgroup>"
        column += len(widths)


def _cell(table: Table, cell: Cell, report: Report, address: Callable[[str], str] | None) -> str:
    tag = "th" if cell.scope else "td"
    attributes = {
        "id": _name(table, cell) if cell.scope else "",
        "scope": cell.scope,
        "rowspan": cell.rowspan if cell.rowspan > 1 else "",
        "colspan": cell.colspan if cell.colspan > 1 else "",
        "headers": " ".join(_name(table, label) for label in table.headers(cell)) if cell.key else "",
        "data-cell": cell.key,
    }
    printed = "".join(f' {name}="{value}"' for name, value in attributes.items() if value)
    said = escape(content(cell, report))
    if cell.key and address is not None and said:
        said = f'<a href="{escape(address(cell.key))}">{said}</a>'
    return f"<{tag}{printed}>{said}</{tag}>"


def _name(table: Table, label: Cell) -> str:
    return f"{table.key}-{label.row}-{label.column}"
