"""Web pages: tables with spans, pages without tables, encodings, and what a site puts around a report."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from random import Random

from gongkai.report.form import APPLICANTS, EDITIONS, REMEDIES, RESULTS
from tests.corpus.document import Document, Para, Picture
from tests.corpus.layouts.base import FULL, add, layout
from tests.corpus.layouts.text_labels import merge_zeros, only_ends, total_first, variant_labels
from tests.corpus.layouts.text_twisted import radicals, traditional
from tests.corpus.tables import Slot, Table, TCell, expand, values_of

Draw = Callable[[Table, Random], str]
TAGS = {"title": "h1", "heading": "h2", "subheading": "h3"}


def spans(cell: TCell) -> str:
    made = f' rowspan="{cell.down}"' if cell.down > 1 else ""
    return made + (f' colspan="{cell.across}"' if cell.across > 1 else "")


def simple_table(table: Table, rng: Random, inner: Callable[[TCell], str] = lambda cell: escape(cell.text)) -> str:
    rows = "".join(
        "<tr>" + "".join(f"<td{spans(cell)}>{inner(cell)}</td>" for cell in row) + "</tr>\n" for row in table.rows
    )
    return f'<table border="1" cellspacing="0">\n<tbody>\n{rows}</tbody>\n</table>'


def paragraph(para: Para) -> str:
    tag = TAGS.get(para.kind, "p")
    text = escape(para.text)
    if para.strong:
        text = f"<strong>{escape(para.text[: para.strong])}</strong>{escape(para.text[para.strong :])}"
    style = (
        ' style="text-indent:2em"' if para.kind == "text" else ' align="right"' if para.kind in ("sign", "date") else ""
    )
    return f"<{tag}{style}>{text}</{tag}>"


def body(document: Document, rng: Random, table: Draw = simple_table, para: Callable[[Para], str] = paragraph) -> str:
    made = []
    for block in document.blocks:
        if isinstance(block, Table):
            made.append(table(block, rng))
        elif isinstance(block, Picture):
            made.append(f'<p><img src="./W020240118{block.name}.jpg" alt="" width="640"></p>')
        else:
            made.append(para(block))
    return "\n".join(made)


def whole(document: Document, content: str, charset: str | None = "utf-8", head: str = "") -> str:
    meta = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">' if charset else ""
    title = escape("".join(document.case.narrative.title))
    top = f'<!DOCTYPE html>\n<html lang="zh-CN"><head>{meta}<title>{title}</title>{head}</head>\n'
    return f"{top}<body>\n{content}\n</body></html>\n"


@layout("html_clean", "html")
def clean(document: Document, rng: Random) -> str:
    return whole(document, body(document, rng))


@layout("html_fragment", "html")
def fragment(document: Document, rng: Random) -> str:
    """Only the article, as a content system exports it: no html, no head, no body."""
    return '<div class="TRS_Editor">' + body(document, rng) + "</div>"


def formal_table(table: Table, rng: Random) -> str:
    """thead and tbody, th with a scope, a caption."""
    heads = sum(all(cell.kind == "head" for cell in row) for row in table.rows[:3])
    number = {"proactive": "一", "requests": "二", "remedies": "三"}.get(table.name, "")
    made = [f"<table class='form'><caption>表{number}</caption><thead>"]
    for index, row in enumerate(table.rows):
        if index == heads:
            made.append("</thead><tbody>")
        cells = "".join(
            f"<td{spans(cell)}>{escape(cell.text)}</td>"
            if cell.kind == "value"
            else f'<th scope="{"col" if cell.kind == "head" else "row"}"{spans(cell)}>{escape(cell.text)}</th>'
            for cell in row
        )
        made.append(f"<tr>{cells}</tr>")
    return "\n".join(made) + "</tbody></table>"


@layout("html_formal", "html")
def formal(document: Document, rng: Random) -> str:
    return whole(document, body(document, rng, formal_table))


@layout("html_full_grid", "html")
def full_grid(document: Document, rng: Random) -> str:
    """No spans at all: what a span would cover is an empty cell."""

    def table(table: Table, rng: Random) -> str:
        rows = "".join(
            "<tr>" + "".join(f"<td>{escape(slot.cell.text) if not slot.via else ''}</td>" for slot in row) + "</tr>"
            for row in expand(table)
        )
        return f"<table>{rows}</table>"

    return whole(document, body(document, rng, table))


@layout("html_nested", "html")
def nested(document: Document, rng: Random) -> str:
    """Tables for the page's layout around it all, and one more around each of the report's tables."""

    def table(table: Table, rng: Random) -> str:
        return f'<table width="100%"><tr><td align="center"><div>{simple_table(table, rng)}</div></td></tr></table>'

    content = body(document, rng, table)
    menu = "".join(f"<tr><td><a href='/{number}'>栏目{number}</a></td></tr>" for number in range(1, 6))
    return whole(
        document,
        f"<table width='1000'><tr><td colspan='2'><img src='top.gif'></td></tr>"
        f"<tr><td valign='top'><table>{menu}</table></td><td><table><tr><td>{content}</td></tr></table></td></tr>"
        f"<tr><td colspan='2'>版权所有 备案号12345678</td></tr></table>",
    )


def paragraphs_in_cells(cell: TCell) -> str:
    return f"<p align='center'><span>{escape(cell.text)}</span></p>"


def broken_lines(cell: TCell) -> str:
    text = escape(cell.text)
    return (
        text.replace("本年", "本年<br/>")
        if cell.kind == "head"
        else text.replace("（区分", "<br>（区分") + ("<br>" if text else "")
    )


def no_break_spaces(cell: TCell) -> str:
    return escape(cell.text) if cell.text else "&nbsp;"


def each_character(cell: TCell) -> str:
    """Narrow heads set one character a line."""
    if cell.kind == "head" and len(cell.text) <= 5:
        return "<br>".join(escape(char) for char in cell.text)
    return f"<div>{escape(cell.text)}</div>"


for name, inner in (
    ("cells_p", paragraphs_in_cells),
    ("cells_br", broken_lines),
    ("nbsp", no_break_spaces),
    ("characters", each_character),
):

    def draw(document: Document, rng: Random, inner: Callable[[TCell], str] = inner) -> str:
        return whole(document, body(document, rng, lambda table, rng: simple_table(table, rng, inner)))

    add(f"html_{name}", "html", draw)


@layout("html_split", "html")
def split(document: Document, rng: Random) -> str:
    """Table two as a table per block, table three as two tables with the head repeated in the second."""

    def table(table: Table, rng: Random) -> str:
        if table.name == "proactive":
            stops = [*table.breaks[1:], len(table.rows)]
            parts = [Table("block", 4, table.rows[at:stop]) for at, stop in zip(table.breaks, stops, strict=True)]
            return "<br>".join(simple_table(part, rng) for part in parts)
        if table.name != "requests":
            return simple_table(table, rng)
        starts = [
            index for index, row in enumerate(table.rows) if row[0].text.startswith(("（三）", "（四）", "（五）"))
        ]
        at = rng.choice(starts) if starts else len(table.rows) // 2
        first, second = (
            table.rows[:at],
            [[TCell(cell.text, cell.kind, cell.across, cell.down) for cell in row] for row in table.rows[at:]],
        )
        for row in first:
            for cell in row:
                if cell.text.startswith("三、"):
                    rest = cell.down - (at - table.rows.index(row))
                    cell.down -= rest
                    second[0].insert(0, TCell("", "label", 1, rest))
        return (
            simple_table(Table("requests", 10, first), rng)
            + "<p>&nbsp;</p>"
            + simple_table(Table("requests", 10, [*table.rows[:3], *second]), rng)
        )

    return whole(document, body(document, rng, table))


@layout("html_one_table", "html")
def one_table(document: Document, rng: Random) -> str:
    """The whole article in one table: sections, text and the three forms as its rows."""
    rows = []
    for block in document.blocks:
        if isinstance(block, Table):
            width = 30 // block.width
            for row in block.rows:
                cells = "".join(
                    f"<td{spans(TCell('', across=cell.across * width, down=cell.down))}>{escape(cell.text)}</td>"
                    for cell in row
                )
                rows.append(f"<tr>{cells}</tr>")
        elif isinstance(block, Para):
            rows.append(f'<tr><td colspan="30">{escape(block.text)}</td></tr>')
    return whole(document, "<table border=1>" + "\n".join(rows) + "</table>")


SITE_HEAD = """<script>var total = 9; document.write("<td>7</td>");</script>
<style>td { width: 12px; } .hide { display: none; }</style>"""
SITE_TOP = """<div id="nav"><ul><li><a href="/">首页</a></li><li>政务公开</li><li>办事服务</li></ul></div>
<div class="crumb">您现在的位置：首页 &gt; 政务公开 &gt; 政府信息公开年报</div>
<table class="info"><tr><td>索引号</td><td>OG0001-2020-00012</td><td>发布机构</td><td>{body}</td></tr>
<tr><td>生成日期</td><td>{next}-01-15</td><td>浏览次数</td><td>1024</td></tr></table>"""
SITE_FOOT = """<div id="share">分享到：<a>微信</a> <a>微博</a></div>
<div class="prev">上一篇：2018年政府信息公开工作报告</div>
<div id="foot"><p>主办：玉笥市人民政府办公室</p><p>网站标识码 3500000001</p><!-- 总计 12 13 14 --></div>"""


@layout("html_site", "html")
def site(document: Document, rng: Random) -> str:
    """Navigation, scripts, an information table and a footer around the article."""
    top = SITE_TOP.replace("{body}", document.case.body.name).replace("{next}", str(document.case.year + 1))
    content = f'{top}<div id="zoom">{body(document, rng)}</div>{SITE_FOOT}'
    return whole(document, content, head=SITE_HEAD)


def styled_div(para: Para) -> str:
    return f"<div>{escape(para.text)}</div>"


@layout("html_paragraph_cells", "html", styles=FULL)
def paragraph_cells(document: Document, rng: Random) -> str:
    """No table tags are left: each cell is a paragraph."""

    def table(table: Table, rng: Random) -> str:
        return "\n".join(f"<p>{escape(cell.text)}</p>" for row in table.rows for cell in row)

    return whole(document, body(document, rng, table))


@layout("html_paragraph_cells_nbsp", "html")
def paragraph_cells_nbsp(document: Document, rng: Random) -> str:
    """The same; an empty cell left a paragraph with a no-break space."""

    def table(table: Table, rng: Random) -> str:
        return "\n".join(f"<p>{escape(cell.text) or '&nbsp;'}</p>" for row in table.rows for cell in row)

    return whole(document, body(document, rng, table))


@layout("html_div_rows", "html")
def div_rows(document: Document, rng: Random) -> str:
    """Tables of div elements: one for each row, one for each position of the grid."""

    def table(table: Table, rng: Random) -> str:
        def box(slot: Slot) -> str:
            return f'<div class="td">{escape(slot.cell.text) if not slot.via else ""}</div>'

        rows = "".join(f'<div class="tr">{"".join(box(slot) for slot in row)}</div>\n' for row in expand(table))
        return f'<div class="table">{rows}</div>'

    head = "<style>.table{display:table}.tr{display:table-row}.td{display:table-cell}</style>"
    return whole(document, body(document, rng, table, styled_div), head=head)


@layout("html_div_grid", "html")
def div_grid(document: Document, rng: Random) -> str:
    """A table as one CSS grid: its cells follow each other, and only their styles say where rows end."""

    def box(cell: TCell) -> str:
        down = f";grid-row:span {cell.down}" if cell.down > 1 else ""
        return f'<div style="grid-column:span {cell.across}{down}">{escape(cell.text)}</div>'

    def table(table: Table, rng: Random) -> str:
        cells = "".join(box(cell) for row in table.rows for cell in row)
        columns = rng.choice((f"repeat({table.width}, 1fr)", " ".join(["auto"] * table.width)))
        return f'<div style="display:grid;grid-template-columns:{columns}">{cells}</div>'

    return whole(document, body(document, rng, table, styled_div))


@layout("html_div_run", "html", styles=FULL)
def div_run(document: Document, rng: Random) -> str:
    """A block of table two as one run of cells: nothing says where its rows end."""

    def table(table: Table, rng: Random) -> str:
        if table.name != "proactive":
            return simple_table(table, rng)
        stops = [*table.breaks[1:], len(table.rows)]
        return "".join(
            "<div>"
            + "".join(f"<div>{escape(cell.text)}</div>" for row in table.rows[start:stop] for cell in row)
            + "</div>"
            for start, stop in zip(table.breaks, stops, strict=True)
        )

    return whole(document, body(document, rng, table, styled_div))


COLUMNS = {
    "proactive": {column.key: column.label for form in EDITIONS.values() for b in form.blocks for column in b.columns},
    "requests": {column.key: column.label for column in APPLICANTS},
    "remedies": {column.key: column.label for column in RESULTS},
}
BLOCKS = dict(zip((block.key for block in REMEDIES), ("行政复议", "未经复议直接起诉", "复议后起诉"), strict=True))


@layout("html_cards", "html", sound=False)
def cards(document: Document, rng: Random) -> str:
    """For narrow screens each row is a card of its own, with the name of its column before each figure."""

    def listed(table: Table, cells: list[TCell]) -> str:
        names = COLUMNS[table.name]
        return "".join(f"<dt>{names[cell.key.split('.')[-1]]}</dt><dd>{escape(cell.text)}</dd>" for cell in cells)

    def table(table: Table, rng: Random) -> str:
        made = ""
        for row in table.rows:
            cells = values_of(row)
            labels = [
                cell.text for cell in row if cell.kind == "label" or (table.breaks and cell.across == table.width)
            ]
            if table.name == "remedies" and cells:
                groups = {name: [cell for cell in cells if f".{key}." in cell.key] for key, name in BLOCKS.items()}
            elif cells or table.breaks:
                groups = {labels.pop(): cells} if cells else {}
                made += "".join(f"<h4>{escape(label)}</h4>" for label in labels)
            else:
                continue
            for label, own in groups.items():
                made += f"<section><h5>{escape(label)}</h5><dl>{listed(table, own)}</dl></section>"
        return made

    return whole(document, body(document, rng, table))


@layout("html_xhtml", "html")
def xhtml(document: Document, rng: Random) -> str:
    content = body(document, rng).replace("<br>", "<br />").replace('width="640">', 'width="640" />')
    title = escape("".join(document.case.narrative.title))
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN" '
        '"http://www.w3.org/TR/xhtml1/DTD/xhtml1-strict.dtd">\n'
        '<html xmlns="http://www.w3.org/1999/xhtml" xml:lang="zh">'
        f"<head><title>{title}</title></head><body>{content}</body></html>"
    )


@layout("html_upper", "html")
def upper(document: Document, rng: Random) -> str:
    """Tags in capitals, attributes without quotes, closing tags left out."""

    def table(table: Table, rng: Random) -> str:
        rows = ""
        for row in table.rows:
            rows += "<TR>"
            for cell in row:
                size = (f" ROWSPAN={cell.down}" if cell.down > 1 else "") + (
                    f" COLSPAN={cell.across}" if cell.across > 1 else ""
                )
                rows += f"<TD{size}>{escape(cell.text)}\n"
        return f"<TABLE BORDER=1>{rows}</TABLE>"

    content = body(document, rng, table, lambda para: f"<P>{escape(para.text)}\n")
    return f"<HTML><HEAD><META CHARSET=utf-8><TITLE></TITLE></HEAD><BODY>{content}</BODY></HTML>"


@layout("html_entities", "html")
def entities(document: Document, rng: Random) -> str:
    """Every Chinese character as a numeric reference."""
    text = whole(document, body(document, rng))
    return "".join(char if ord(char) < 128 else rng.choice((f"&#{ord(char)};", f"&#x{ord(char):X};")) for char in text)


@layout("html_hidden", "html")
def hidden(document: Document, rng: Random) -> str:
    """Things that a reader of the page does not see: comments, a template, a hidden copy of another year's row."""

    def table(table: Table, rng: Random) -> str:
        made = simple_table(table, rng)
        ghost = "<tr style='display:none'>" + "<td>9</td>" * table.width + "</tr>"
        return (
            made.replace("</tbody>", ghost + "<!-- <tr><td>8</td></tr> --></tbody>")
            + "<template><table><tr><td>7</td></tr></table></template>"
        )

    return whole(document, body(document, rng, table))


@layout("html_hidden_by_rule", "html")
def hidden_by_rule(document: Document, rng: Random) -> str:
    """Cells, rows and a table of the year before, hidden by rules of the page's style sheet, beside rules that hide
    nothing on a screen."""

    def table(table: Table, rng: Random) -> str:
        rows = ""
        for row in table.rows:
            rows += "<tr>"
            for cell in row:
                rows += f"<td{spans(cell)}>{escape(cell.text)}</td>"
                if cell.kind == "value" and rng.random() < 0.3:
                    rows += f'<td class="c {rng.choice(("old", "draft"))}">{rng.randint(1, 60)}</td>'
            rows += "</tr>"
            if row[-1].kind == "value" and rng.random() < 0.1:
                rows += '<tr class="last-year">' + f"<td>{rng.randint(1, 60)}</td>" * table.width + "</tr>"
        before = simple_table(table, rng, lambda cell: str(rng.randint(1, 60)) if cell.kind == "value" else cell.text)
        return f'<div class="tab"><div id="{table.name}">{before}</div></div><table class="form">{rows}</table>'

    head = """<style type="text/css">
.form td { display: table-cell; } /* .form { display: none } */
table td.old, .form .draft { DISPLAY: none !important }
@media screen { .last-year > td, .tab > div:first-child { display: none; } }
@media print { .form { display: none } }
@media (max-width: 600px) { table.form { display: none } }
p { visibility: hidden } body p { visibility: visible }
</style>"""
    return whole(document, body(document, rng, table), head=head)


def twisted(prepare_with, name: str, **more: object) -> None:  # type: ignore[no-untyped-def]
    add(
        f"html_{name}", "html", lambda document, rng: whole(document, body(document, rng)), prepare=prepare_with, **more
    )


twisted(merge_zeros, "merged_zero", styles=FULL, sound=False)
twisted(total_first, "total_first")
twisted(variant_labels, "variant_labels", tolerated=("E07",))
twisted(only_ends, "only_ends", styles=("natural",), sound=False, tolerated=("A06",))
add("html_kangxi", "html", lambda document, rng: radicals(whole(document, body(document, rng)), rng))
add("html_traditional", "html", lambda document, rng: traditional(whole(document, body(document, rng)), rng))

for name, charset, code, mark in (
    ("gb18030", "gb18030", "gb18030", b""),
    ("gb2312_meta", "gb2312", "gb18030", b""),
    ("gbk_no_meta", None, "gbk", b""),
    ("gbk_says_utf8", "utf-8", "gbk", b""),
    ("utf8_says_gb2312", "gb2312", "utf-8", b""),
    ("utf8_no_meta", None, "utf-8", b""),
    ("utf8_bom", "gb2312", "utf-8", b"\xef\xbb\xbf"),
    ("utf16", None, "utf-16", b""),
    ("big5", "big5", "big5", b""),
):

    def encoded(
        document: Document, rng: Random, charset: str | None = charset, code: str = code, mark: bytes = mark
    ) -> bytes:
        text = whole(document, body(document, rng), charset)
        if code == "big5":
            text = traditional(text, rng)
        return mark + text.encode(code, "xmlcharrefreplace")

    add(f"html_{name}", "html", encoded)
