"""Web pages pasted or saved from a word processor: style soup, conditional comments, missing tags."""

# ruff: noqa: E501

from __future__ import annotations

import re
from html import escape
from random import Random

from tests.corpus.document import Document, Para
from tests.corpus.layouts.base import layout
from tests.corpus.layouts.html import body, spans, whole
from tests.corpus.tables import Table, TCell

NAMESPACES = 'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"'  # fmt: skip
OFFICE_HEAD = """<!--[if gte mso 9]><xml><w:WordDocument><w:View>Normal</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml><![endif]-->
<style><!-- /* Font Definitions */ @font-face {font-family:仿宋_GB2312; panose-1:2 1 6 9 3 1 1 1 1 1;} p.MsoNormal {margin:0cm;} --></style>"""


def soup(text: str, rng: Random) -> str:
    """The text cut into runs, each in its own nest of font and span; digits have another typeface."""
    made = ""
    for piece in re.findall(r"\d+|[^\d]{1,9}", text):
        lang = 'lang="EN-US"' if piece[0].isdigit() else ""
        made += (
            f"<span {lang} style='font-size:10.5pt;font-family:宋体;mso-bidi-font-family:宋体'>{escape(piece)}</span>"
        )
    return (
        f"<font face='仿宋'>{made}<o:p></o:p></font>" if rng.random() < 0.5 else made + "<span><o:p>&nbsp;</o:p></span>"
    )


def word_cell(cell: TCell, rng: Random) -> str:
    text = soup(cell.text, rng) if cell.text else "<span lang=EN-US><o:p>&nbsp;</o:p></span>"
    style = "width:35.4pt;border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;padding:0cm 5.4pt"
    return f'<td width="47"{spans(cell)} style=\'{style}\'><p class="MsoNormal" align="center">{text}</p></td>'


def word_table(table: Table, rng: Random) -> str:
    rows = "".join(
        f"<tr style='mso-yfti-irow:{index}'>{''.join(word_cell(cell, rng) for cell in row)}</tr>\n"
        for index, row in enumerate(table.rows)
    )
    ghost = "<![if !supportMisalignedColumns]><tr height=0>" + "<td width=47></td>" * table.width + "</tr><![endif]>"
    return f'<table class="MsoTableGrid" border="1" cellspacing="0" style=\'border-collapse:collapse\'>{rows}{ghost}</table>'


def word_paragraph(para: Para, rng: Random) -> str:
    return f"<p class=\"MsoNormal\" style='text-indent:32.0pt'>{soup(para.text, rng)}</p>"


@layout("html_word", "html")
def word(document: Document, rng: Random) -> str:
    content = body(document, rng, word_table, lambda para: word_paragraph(para, rng))
    head = f'<meta charset="utf-8">{OFFICE_HEAD}'
    return (
        f"<html {NAMESPACES}><head>{head}</head><body lang=ZH-CN><div class=WordSection1>{content}</div></body></html>"
    )


@layout("html_word_gb2312", "htm")
def word_gb2312(document: Document, rng: Random) -> bytes:
    text = word(document, rng).replace('charset="utf-8"', "charset=gb2312")
    return text.encode("gb18030", "xmlcharrefreplace")


@layout("html_unclosed", "html")
def unclosed(document: Document, rng: Random) -> str:
    """Closing tags of rows, cells and paragraphs are missing here and there; stray ones stand elsewhere."""

    def table(table: Table, rng: Random) -> str:
        made = "<table border=1>"
        for row in table.rows:
            made += "<tr>"
            for cell in row:
                made += f"<td{spans(cell)}><p>{escape(cell.text)}" + rng.choice(
                    ("</p></td>", "</td>", "", "</span></td>")
                )
            made += rng.choice(("</tr>", "", "</tr></tr>"))
        return made + "</table>"

    content = body(
        document, rng, table, lambda para: f"<p>{escape(para.text)}" + rng.choice(("</p>", "", "</p></div>"))
    )
    return whole(document, f"<div>{content}")


@layout("html_wps", "html")
def wps(document: Document, rng: Random) -> str:
    """What a WPS paste leaves: nested spans, style attributes, empty paragraphs, cells with trailing line breaks."""

    def table(table: Table, rng: Random) -> str:
        rows = ""
        for row in table.rows:
            cells = "".join(
                f"<td{spans(cell)} valign='center'><p style='text-align:center'><span style=';font-family:宋体;font-size:14px'>"
                f"<span style='font-family:宋体'>{escape(cell.text)}</span></span></p><p><br/></p></td>"
                for cell in row
            )
            rows += f"<tr class='firstRow'>{cells}</tr>"
        return f"<p><br/></p><table><tbody>{rows}</tbody></table><p>&nbsp;</p>"

    def para(para: Para) -> str:
        return f"<p style='text-indent:43px'><span>{''.join(f'<span>{escape(piece)}</span>' for piece in re.findall('.{1,12}', para.text))}</span></p>"

    return whole(document, body(document, rng, table, para))


@layout("html_old_fonts", "html")
def old_fonts(document: Document, rng: Random) -> str:
    """Before style sheets: font, center, b, nbsp for indents, text straight in the body with br between."""

    def table(table: Table, rng: Random) -> str:
        rows = "".join(
            "<tr>"
            + "".join(f"<td{spans(cell)}><font size=2><b>{escape(cell.text)}</b></font></td>" for cell in row)
            + "</tr>"
            for row in table.rows
        )
        return f"<center><table border=1 bordercolor=#000000>{rows}</table></center>"

    indent = "&nbsp;" * 4
    return whole(document, body(document, rng, table, lambda para: f"{indent}{escape(para.text)}<br>"))


@layout("html_word_split_digits", "html")
def split_digits(document: Document, rng: Random) -> str:
    """A number stands in several runs, as editing leaves it."""

    def runs(cell: TCell) -> str:
        return "".join(f"<span>{escape(char)}</span>" for char in cell.text) or "&nbsp;"

    def table(table: Table, rng: Random) -> str:
        rows = "".join(
            "<tr>" + "".join(f"<td{spans(cell)}>{runs(cell)}</td>" for cell in row) + "</tr>" for row in table.rows
        )
        return f"<table>{rows}</table>"

    return whole(document, body(document, rng, table))


@layout("html_empty_rows", "html")
def empty_rows(document: Document, rng: Random) -> str:
    """Rows of empty cells, and an empty first and last column, as sheets saved as pages have."""

    def table(table: Table, rng: Random) -> str:
        empty = "<tr>" + "<td></td>" * (table.width + 2) + "</tr>"
        rows = empty
        for row in table.rows:
            rows += (
                "<tr><td></td>"
                + "".join(f"<td{spans(cell)}>{escape(cell.text)}</td>" for cell in row)
                + "<td>&nbsp;</td></tr>"
            )
            rows += empty if table.name == "proactive" and rng.random() < 0.2 else ""
        return f"<table>{rows}{empty}</table>"

    return whole(document, body(document, rng, table))
