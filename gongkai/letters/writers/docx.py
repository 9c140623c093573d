"""The letter as a Word document (ECMA-376), to be edited: what it says is paragraphs, its rules are in the header.

Styles, settings and page numbers are those of the annual report; `docx-parts` has what a letter has beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from gongkai.letters.letter import Block, Kind, Letter
from gongkai.letters.writers import layout
from gongkai.letters.writers.seal import Seal
from gongkai.report.writers.package import pack, parts_in

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_DOCUMENT: Final = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="{_W}"\
 xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"\
 xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"\
 xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"\
 xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture">
<w:body>
{{content}}
<w:sectPr><w:headerReference w:type="first" r:id="first"/><w:footerReference w:type="first" r:id="none"/>\
<w:footerReference w:type="default" r:id="odd"/><w:footerReference w:type="even" r:id="even"/>\
<w:pgSz w:w="11906" w:h="16838"/>\
<w:pgMar w:top="{{top}}" w:right="{{right}}" w:bottom="{{bottom}}" w:left="{{left}}" w:header="850"\
 w:footer="{{footer}}" w:gutter="0"/><w:titlePg/></w:sectPr>
</w:body>
</w:document>
"""
_HEADER: Final = f"""<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:hdr xmlns:w="{_W}">
{{frames}}
<w:p/>
</w:hdr>
"""
_PROPERTIES: Final = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"\
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"\
 xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">\
<dc:title>{title}</dc:title><dc:creator>{author}</dc:creator><dc:language>zh-CN</dc:language>{created}</cp:coreProperties>
"""
_CREATED: Final = '<dcterms:created xsi:type="dcterms:W3CDTF">{}T00:00:00Z</dcterms:created>'
_FRAME: Final = (
    '<w:framePr w:w="{width}" w:h="{height}" w:hRule="exact" w:wrap="through" w:vAnchor="page" w:hAnchor="page"'
    ' w:xAlign="center" w:y="{y}"/>'
)
_FONT: Final = '<w:rFonts w:ascii="{0}" w:hAnsi="{0}" w:eastAsia="{0}"/>'
_SEAL: Final = (
    '<w:r><w:drawing><wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="1" behindDoc="1"'
    ' locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
    '<wp:positionH relativeFrom="margin"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
    '<wp:positionV relativeFrom="paragraph"><wp:posOffset>{y}</wp:posOffset></wp:positionV>'
    '<wp:extent cx="{cx}" cy="{cy}"/><wp:wrapNone/><wp:docPr id="1" name="seal" descr="印章"/>'
    '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic>'
    '<pic:nvPicPr><pic:cNvPr id="1" name="seal.png"/><pic:cNvPicPr/></pic:nvPicPr>'
    '<pic:blipFill><a:blip r:embed="seal"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    '<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="{cy}"/></a:xfrm>'
    '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData></a:graphic>'
    "</wp:anchor></w:drawing></w:r>"
)

_AREA: Final = (210 - layout.LEFT - layout.RIGHT) / layout.PT
"""The width of the type area in points."""
_TIGHT: Final = int((_AREA / layout.PER_LINE - layout.SIZE) * 20) - 1
"""Twentieths of a point between characters, so that a line holds as many as the standard says."""
_CHARACTER: Final = layout.SIZE + _TIGHT / 20
_LINE: Final = round(layout.LINE * 20)


def render(letter: Letter, seal: Seal | None) -> bytes:
    properties = _PROPERTIES.format(
        title=_text(letter.title),
        author=_text(letter.issuer),
        created=_CREATED.format(letter.on.isoformat()) if letter.on else "",
    )
    margins = {side: _twips(getattr(layout, side.upper())) for side in ("top", "right", "bottom", "left")}
    document = _DOCUMENT.format(content="\n".join(_body(letter, seal)), footer=_twips(23), **margins)
    made = {
        "docProps/core.xml": properties.encode(),
        "word/document.xml": document.encode(),
        "word/header-first.xml": _HEADER.format(frames="\n".join(_frames(letter.issuer))).encode(),
    }
    if seal is not None:
        made["word/media/seal.png"] = seal.png
    return pack((*_parts(seal is not None), *made.items()))


@cache
def _parts(sealed: bool) -> tuple[tuple[str, bytes], ...]:
    """The parts that are the same in every letter; without a seal nothing may lead to its picture."""
    report = files("gongkai.report.writers").joinpath("docx-parts")
    parts = {**dict(parts_in(report)), **dict(parts_in(files(__package__).joinpath("docx-parts")))}
    if not sealed:
        name = "word/_rels/document.xml.rels"
        parts[name] = b"".join(line for line in parts[name].splitlines(keepends=True) if b'Id="seal"' not in line)
    return tuple(parts.items())


def _text(text: str) -> str:
    return escape(text, quote=False)


def _twips(millimetres: float) -> int:
    return round(millimetres * 1440 / 25.4)


def _emu(points: float) -> int:
    return round(points * 12700)


# --- the first page's name and rules --------------------------------------------------------------------------------


def _frames(issuer: str) -> Iterator[str]:
    """The name and both double rules, each in a frame at its place on the page."""
    size = layout.name_size(issuer)
    below = layout.NAME_TOP + size * layout.PT + layout.RULE_BELOW
    foot = 297 - layout.RULE_FOOT - (layout.THICK + layout.GAP + layout.THIN) * layout.PT
    name = _FRAME.format(width=_twips(layout.RULE_WIDTH), height=round(size * 20), y=_twips(layout.NAME_TOP))
    font = _FONT.format("方正小标宋简体")
    half = round(size * 2)
    yield (
        f'<w:p><w:pPr>{name}<w:spacing w:line="{round(size * 20)}" w:lineRule="exact"/><w:jc w:val="center"/></w:pPr>'
        f'<w:r><w:rPr>{font}<w:color w:val="{layout.RED}"/><w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr>'
        f"<w:t>{_text(issuer)}</w:t></w:r></w:p>"
    )
    yield _rule(below, layout.THICK, layout.THIN)
    yield _rule(foot, layout.THIN, layout.THICK)


def _rule(y: float, upper: float, lower: float) -> str:
    """Two rules of one empty paragraph: its upper and its lower border, in points."""
    height = max(round(layout.GAP * 20), 20)
    frame = _FRAME.format(width=_twips(layout.RULE_WIDTH), height=height, y=_twips(y))
    sides = "".join(
        f'<w:{side} w:val="single" w:sz="{round(width * 8)}" w:space="0" w:color="{layout.RED}"/>'
        for side, width in (("top", upper), ("bottom", lower))
    )
    return (
        f'<w:p><w:pPr>{frame}<w:pBdr>{sides}</w:pBdr><w:spacing w:line="{height}" w:lineRule="exact"/></w:pPr>'
        '<w:r><w:rPr><w:sz w:val="2"/></w:rPr><w:t xml:space="preserve"> </w:t></w:r></w:p>'
    )


# --- what it says ---------------------------------------------------------------------------------------------------


def _body(letter: Letter, seal: Seal | None) -> Iterator[str]:
    # A character stands in the middle of its line; the number's own top is what the standard measures.
    top = round(_twips(layout.number_top(letter.issuer) - layout.TOP) - (layout.LINE - layout.SIZE) / 2 * 20)
    if not any(block.kind is Kind.NUMBER for block in letter.blocks):
        yield _paragraph("", before=top, align="right")
    date = next((block.text for block in letter.blocks if block.kind is Kind.DATE), "")
    last = max((at for at, block in enumerate(letter.blocks) if block.kind is Kind.PARAGRAPH), default=-1)
    kind: Kind | None = None
    for at, block in enumerate(letter.blocks):
        if block.kind is Kind.PARAGRAPH:  # the last one stays with the signature
            yield _paragraph(block.text, style="BodyText", keep=at == last)
        else:
            yield _apart(block, kind, top, date, seal)
        kind = block.kind


def _apart(block: Block, before: Kind | None, top: int, date: str, seal: Seal | None) -> str:
    """A block that is not a paragraph of the text."""
    text = block.text
    match block.kind:
        case Kind.NUMBER:
            return _paragraph(text, before=top, align="right")
        case Kind.TITLE:
            return _paragraph(text, style="Title", before=2 * _LINE, tight=False)
        case Kind.HEADING:
            return _paragraph(text, style="Heading1", keep=True)
        case Kind.ATTACHMENT:
            first = before is not Kind.ATTACHMENT
            return _paragraph(text, keep=True, before=_LINE if first else 0, left=_characters(2 if first else 5))
        case Kind.SIGNATURE:
            if _width(text) > 2 * _centre(date):  # too long to be centred over the date
                return _paragraph(text, keep=True, before=2 * _LINE, align="right")
            return _paragraph(text, keep=True, before=2 * _LINE, left=_about(date), align="center")
        case Kind.DATE:
            picture = _seal(seal, date) if seal else ""
            return _paragraph(text, keep=True, left=_about(date), align="center", anchored=picture)
        case Kind.CONTACT:
            return _paragraph(text, style="BodyText", before=_LINE)
        case _:
            return _paragraph(text)


def _paragraph(
    text: str,
    *,
    style: str = "",
    keep: bool = False,
    before: int = 0,
    left: int = 0,
    right: int = 0,
    align: str = "",
    tight: bool = True,
    anchored: str = "",
) -> str:
    """A paragraph; measures in twips. No extra space between Han and Latin; lines are not kept together in pairs."""
    properties = (
        f'<w:pStyle w:val="{style}"/>' if style else "",
        "<w:keepNext/>" if keep else "",
        '<w:widowControl w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>',
        f'<w:spacing w:before="{before}"/>' if before else "",
        f'<w:ind w:left="{left}" w:right="{right}"/>' if left or right else "",
        f'<w:jc w:val="{align}"/>' if align else "",
    )
    spacing = f'<w:rPr><w:spacing w:val="{_TIGHT}"/></w:rPr>' if tight else ""
    run = f'<w:r>{spacing}<w:t xml:space="preserve">{_text(text)}</w:t></w:r>' if text else ""
    return f"<w:p><w:pPr>{''.join(properties)}</w:pPr>{anchored}{run}</w:p>"


def _characters(number: float) -> int:
    """Twips of so many characters."""
    return round(number * layout.SIZE * 20)


def _width(text: str) -> float:
    """Points that a line of text takes: figures and Latin letters are half as wide."""
    return sum(_CHARACTER if ord(char) > 0x2E7F else _CHARACTER / 2 for char in text)


def _centre(date: str) -> float:
    """Points from the right margin to the middle of the date, over which the signature is centred."""
    return layout.DATE_RIGHT * layout.SIZE + _width(date) / 2


def _about(date: str) -> int:
    """Twips from the left, between which and the right margin the middle of the date is the middle: signature, date and
    seal stay over one another also where a font's figures are wider than they should be."""
    return round((_AREA - 2 * _centre(date)) * 20)


def _seal(seal: Seal, date: str) -> str:
    """The picture, whose middle is over that of the date, and a little above the line between signature and date."""
    width, height = seal.width / layout.PT, seal.height / layout.PT
    x = _AREA - _centre(date) - width / 2
    return _SEAL.format(x=_emu(x), y=_emu(-height * layout.SEAL_ABOVE), cx=_emu(width), cy=_emu(height))
