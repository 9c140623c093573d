"""Files made by the programs that people use, with what should not be published in them."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from functools import cache
from typing import Any

import pikepdf
import typst
from docx import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt, RGBColor
from lxml import etree
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font
from pikepdf import Array, Dictionary, Name
from PIL import Image

from tests.privacy.examples import CARD, ID

MOBILE = "13812345678"
OTHER = "13900001111"


def saved(document: Any) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


# --- Word -----------------------------------------------------------------------------------------------------------


def docx(*paragraphs: str | tuple[str, ...]) -> bytes:
    """A document of paragraphs, each of one run or several."""
    document = Document()
    document.core_properties.author = ""
    for paragraph in paragraphs:
        made = document.add_paragraph()
        for run in (paragraph,) if isinstance(paragraph, str) else paragraph:
            made.add_run(run)
    relations = document.part.package.rels
    for key in [key for key, relation in relations.items() if relation.reltype.endswith("thumbnail")]:
        del relations[key]
    return saved(document)


@cache
def full_docx() -> bytes:
    """A document with a value in every place that Word has."""
    document = Document()
    document.core_properties.author = "张三丰"
    document.core_properties.last_modified_by = "李四"
    document.core_properties.title = f"关于{ID}的批复"
    paragraph = document.add_paragraph("申请人张三丰，身份证号")
    for part in (ID[:4], ID[4:10], ID[10:]):
        paragraph.add_run(part)
    document.add_paragraph("可见").add_run(f"隐藏电话{MOBILE}").font.hidden = True
    document.add_paragraph("白字").add_run("白色的字").font.color.rgb = RGBColor(255, 255, 255)
    document.add_paragraph("小字").add_run("很小的字").font.size = Pt(1)
    document.add_paragraph("黑块").add_run("黑块下的字").font.highlight_color = WD_COLOR_INDEX.BLACK
    table = document.add_table(rows=2, cols=3)
    for row, texts in enumerate((("姓名", "电话", "身份证号"), ("李四", OTHER, ID))):
        for column, text in enumerate(texts):
            table.cell(row, column).text = text
    boxes = document.add_table(rows=1, cols=18)  # a form with a box for each digit
    for column, digit in enumerate(ID):
        boxes.cell(0, column).text = digit
    document.sections[0].header.paragraphs[0].text = f"页眉 {MOBILE}"
    document.sections[0].footer.paragraphs[0].text = f"页脚 {ID[:6]} {ID[6:14]} {ID[14:]}"
    document.add_comment(document.paragraphs[0].runs[0], text=f"内部意见 {OTHER}", author="王五")
    changed = document.add_paragraph("修订：")
    changed._p.append(_change("ins", f"插入{MOBILE}", "w:t"))
    changed._p.append(_change("del", f"删去{OTHER}", "w:delText"))
    picture = io.BytesIO(photograph())
    document.add_picture(picture)
    link = document.part.relate_to(
        f"mailto:{MOBILE}@139.com",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink",
        True,
    )
    assert link
    return with_parts(
        saved(document),
        {
            "customXml/item1.xml": f"<data><身份证>{ID}</身份证></data>".encode(),
            "word/embeddings/附件.xlsx": xlsx([["内嵌", MOBILE]]),
        },
    )


def _change(kind: str, text: str, tag: str) -> Any:
    change = OxmlElement(f"w:{kind}")
    change.set(qn("w:id"), "7")
    change.set(qn("w:author"), "赵六")
    change.set(qn("w:date"), "2024-01-01T00:00:00Z")
    run = OxmlElement("w:r")
    node = OxmlElement(tag)
    node.text = text
    run.append(node)
    change.append(run)
    return change


def with_parts(data: bytes, parts: dict[str, bytes]) -> bytes:
    """A package with further parts."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, content in parts.items():
            new.writestr(name, content)
    return out.getvalue()


def changed_part(data: bytes, name: str, change: Callable[[str], str]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return with_parts(data, {name: change(archive.read(name).decode()).encode()})


# --- Excel ----------------------------------------------------------------------------------------------------------


def xlsx(rows: list[list[Any]]) -> bytes:
    book = Workbook()
    book.properties.creator = "openpyxl"
    for row in rows:
        book.active.append(row)
    return saved(book)


@cache
def full_xlsx() -> bytes:
    """A workbook with values in cells of all kinds, hidden ones, notes and names."""
    book = Workbook()
    book.properties.creator = "张三丰"
    sheet = book.active
    sheet.title = "名单"
    sheet.append(["姓名", "身份证号", "电话", "备注"])
    sheet.append(["张三", ID, int(MOBILE), float(OTHER)])
    sheet.append(["李四", "可见", f"={OTHER}+0", f'="电话"&"{MOBILE}"'])
    sheet.append([*ID[:4], "拆开"])
    for column, digit in enumerate(ID, 1):
        sheet.cell(6, column, int(digit) if digit.isdecimal() else digit)
    sheet.append(["隐藏行", "很要紧"])
    sheet.row_dimensions[7].hidden = True
    sheet["F2"] = "隐藏列里的字"
    sheet.column_dimensions["F"].hidden = True
    sheet["E3"] = "白色的字"
    sheet["E3"].font = Font(color="FFFFFFFF")
    sheet["A2"].comment = Comment(f"核对 {OTHER}", "王五")
    away = book.create_sheet("底稿")
    away.append(["底稿内容", MOBILE])
    away.sheet_state = "hidden"
    return saved(book)


def with_shared_strings(data: bytes, *further: str) -> bytes:
    """A workbook as Excel writes it, its strings in a table of their own, with strings that no cell uses."""
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    strings: list[str] = [*further]
    parts: dict[str, bytes] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.startswith("xl/worksheets/sheet"):
                continue
            root = etree.fromstring(archive.read(name))
            for cell in root.iter(f"{space}c"):
                if cell.get("t") == "inlineStr":
                    strings.append("".join(map(str, cell.itertext())))
                    del cell[:]
                    cell.set("t", "s")
                    etree.SubElement(cell, f"{space}v").text = str(len(strings) - 1)
            parts[name] = etree.tostring(root)
        types = archive.read("[Content_Types].xml").decode()
        relations = archive.read("xl/_rels/workbook.xml.rels").decode()
    table = etree.Element(f"{space}sst", nsmap={None: space[1:-1]})
    for text in strings:
        etree.SubElement(etree.SubElement(table, f"{space}si"), f"{space}t").text = text
    parts["xl/sharedStrings.xml"] = etree.tostring(table, encoding="UTF-8", xml_declaration=True)
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    parts["[Content_Types].xml"] = types.replace(
        "</Types>", f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    ).encode()
    parts["xl/_rels/workbook.xml.rels"] = relations.replace(
        "</Relationships>",
        '<Relationship Id="rId77" Target="sharedStrings.xml" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/></Relationships>',
    ).encode()
    return with_parts(data, parts)


# --- pictures -------------------------------------------------------------------------------------------------------


def photograph(latitude: float = 24.874132, longitude: float = 118.675432) -> bytes:
    """A JPEG with the place where it was taken, and who took it."""
    image = Image.new("RGB", (60, 40), (200, 120, 40))
    exif = Image.Exif()
    exif[0x013B] = "Zhang Sanfeng"
    exif[0x0112] = 6
    place = exif.get_ifd(0x8825)
    place[1], place[3] = "N", "E"
    for tag, value in ((2, latitude), (4, longitude)):
        degrees = int(value)
        minutes = int((value - degrees) * 60)
        place[tag] = (float(degrees), float(minutes), round(((value - degrees) * 60 - minutes) * 60, 4))
    out = io.BytesIO()
    image.save(out, "JPEG", exif=exif)
    return out.getvalue()


def png_with_text(text: str) -> bytes:
    import zlib

    out = io.BytesIO()
    Image.new("RGB", (8, 8), (1, 2, 3)).save(out, "PNG")
    data = out.getvalue()
    body = b"Author\0" + text.encode("latin-1", "replace")
    chunk = struct.pack(">I", len(body)) + b"tEXt" + body + struct.pack(">I", zlib.crc32(b"tEXt" + body))
    return data[:33] + chunk + data[33:]


# --- PDF ------------------------------------------------------------------------------------------------------------


def pdf(*lines: str, font: str = "Noto Serif CJK SC", size: int = 11) -> bytes:
    """A document by Typst, a paragraph a line."""
    body = "\n\n".join(f"#text({_quoted(line)})" for line in lines)
    source = f'#set page(width: 210mm, height: 297mm)\n#set text(font: "{font}", size: {size}pt, lang: "zh")\n{body}\n'
    made: bytes = typst.compile(source.encode(), format="pdf")
    return made


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def drawn_pdf(
    content: str, *, box: tuple[float, ...] = (0, 0, 400, 300), rotate: int = 0, font: Any = None, **extra: Any
) -> bytes:
    """A page with a content stream of its own; /F1 is Courier with widths."""
    document = pikepdf.new()
    widths = Array([600] * 224)
    plain = Dictionary(
        Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Courier, FirstChar=32, LastChar=255, Widths=widths,
        Encoding=Name.WinAnsiEncoding,
    )  # fmt: skip
    page = Dictionary(
        Type=Name.Page, MediaBox=Array(box), Rotate=rotate,
        Contents=document.make_stream(content.encode("latin-1")),
        Resources=Dictionary(Font=Dictionary(F1=document.make_indirect(font or plain))),
    )  # fmt: skip
    document.pages.append(pikepdf.Page(page))
    for name, make in extra.items():
        document.pages[0].obj.Resources[Name("/" + name)] = make(document)
    return saved(document)


def changed_pdf(data: bytes, change: Callable[[pikepdf.Pdf], object]) -> bytes:
    with pikepdf.open(io.BytesIO(data)) as document:
        change(document)
        return saved(document)


@cache
def full_pdf() -> bytes:
    """A document with a value in every place that PDF has beside its pages."""

    def change(document: pikepdf.Pdf) -> None:
        with document.open_metadata() as meta:
            meta["dc:description"] = f"电话{MOBILE}"
        document.docinfo["/Author"] = "张三丰"
        document.docinfo["/Title"] = f"批复{ID}"
        document.attachments["名单.xlsx"] = pikepdf.AttachedFileSpec(
            document, xlsx([["内嵌", MOBILE]]), filename="名单.xlsx"
        )
        with document.open_outline() as outline:
            outline.root.append(pikepdf.OutlineItem(f"书签{MOBILE}", 0))
        note = Dictionary(
            Type=Name.Annot, Subtype=Name.Text, Rect=[10, 10, 30, 30], Contents=f"内部意见{OTHER}", T="王五"
        )
        link = Dictionary(
            Type=Name.Annot, Subtype=Name.Link, Rect=[10, 50, 30, 70],
            A=Dictionary(S=Name.URI, URI=f"tel:{MOBILE}"),
        )  # fmt: skip
        page = document.pages[0].obj
        page.Annots = Array([document.make_indirect(note), document.make_indirect(link)])
        field = document.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Widget,
                FT=Name.Tx,
                T="phone",
                V=MOBILE,
                DV=OTHER,
                F=4,
                Rect=[100, 100, 300, 130],
                DA=pikepdf.String("/Helv 12 Tf 0 g"),
                P=page,
            )
        )
        page.Annots.append(field)
        helvetica = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
        document.Root.AcroForm = Dictionary(
            Fields=Array([field]), NeedAppearances=True, DA=pikepdf.String("/Helv 12 Tf 0 g"),
            DR=Dictionary(Font=Dictionary(Helv=document.make_indirect(helvetica))),
        )  # fmt: skip
        document.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=f"app.alert('{OTHER}')")

    return changed_pdf(
        pdf(f"申请人张三丰，身份证号{ID}，电话{MOBILE}。", f"卡号：{CARD}", "第二段没有个人信息"), change
    )


def with_history(before: bytes, after: bytes) -> bytes:
    """A document with another appended to it, as a program does that saves what was changed."""
    with pikepdf.open(io.BytesIO(after)) as document:
        root = len(document.objects)
    start = before.rindex(b"startxref")
    table = int(before[start:].split()[1])
    body, offset = b"", len(before)
    entries = []
    with pikepdf.open(io.BytesIO(before)) as old, pikepdf.open(io.BytesIO(after)) as new:
        size = int(old.trailer.Size) + 1
        content = new.pages[0].Contents.read_bytes()
        page = old.pages[0].obj
        number = page.objgen[0]
        stream = f"{size} 0 obj\n<< /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream\nendobj\n"
        entries.append((size, offset))
        body += stream
        page.Contents = Name.Here
        shown = page.unparse(resolved=True).replace(b"/Contents /Here", f"/Contents {size} 0 R".encode())
        entries.append((number, offset + len(body)))
        body += f"{number} 0 obj\n".encode() + shown + b"\nendobj\n"
        catalog = old.Root.objgen[0]
    assert root
    xref = b"xref\n" + b"".join(f"{number} 1\n{at:010d} 00000 n \n".encode() for number, at in entries)
    trailer = (
        f"trailer\n<< /Size {size + 1} /Root {catalog} 0 R /Prev {table} >>\nstartxref\n{offset + len(body)}\n%%EOF\n"
    )
    return before + body + xref + trailer.encode()
