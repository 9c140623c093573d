"""`scan`: what a file holds that should not be published. The kind of file is told by its content."""

from __future__ import annotations

import struct
import zipfile
from typing import Final

from gongkai.privacy.findings import Place, Scan
from gongkai.privacy.reading import MOST_DEPTH, SECONDS, Budget, OutOfTime, Reading
from gongkai.privacy.text import scan_text
from gongkai.report.errors import NotReadable
from gongkai.report.sources.archive import check_sizes, open_zip, read_part
from gongkai.report.sources.plain import decode

LARGEST: Final = 128 * 2**20
"""The largest file that is looked at, in bytes."""
LARGEST_TEXT: Final = 32 * 2**20
MOST_MEMBERS: Final = 1_000
"""So many files of an archive are looked at."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_TEXT_SUFFIXES: Final = {".md": "md", ".markdown": "md", ".csv": "csv", ".tsv": "csv", ".json": "json", ".xml": "xml"}
_UNKNOWN: Final = "不认识这种文件，其中的内容未评估，不能当作没有问题"


def kind_of(data: bytes, name: str = "") -> str:
    """What kind of file this is, "" for none that is known."""
    from gongkai.privacy.sources import image
    from gongkai.report.sources import _is_html

    head = data[:2048]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(data)
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(_OLE):
        return "ole"
    if head.startswith(b"{\\rtf"):
        return "rtf"
    if picture := image.kind_of(data):
        return picture
    if _is_html(data):
        return "html"
    try:
        text = decode(data)
    except NotReadable:
        return "txt" if _is_text(data) else ""
    suffix = name[name.rfind(".") :].lower() if "." in name else ""
    return _TEXT_SUFFIXES.get(suffix, "txt") if "\x00" not in text else ""


def _is_text(data: bytes) -> bool:
    """Whether bytes are plain text without a Chinese word in it, or in any of the encodings."""
    if b"\x00" in data[:65536]:
        return False
    for encoding in ("utf-8", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return sum(not char.isprintable() and char not in "\r\n\t\f" for char in text[:65536]) < 3
    return False


def _zip_kind(data: bytes) -> str:
    try:
        with open_zip(data) as archive:
            names = set(archive.namelist())
            if "content.xml" in names:
                told = read_part(archive, "mimetype") if "mimetype" in names else b""
                return "ods" if b"spreadsheet" in told else "odt"
    except NotReadable:
        return "zip"
    for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
        if "[Content_Types].xml" in names and any(name.startswith(folder) for name in names):
            return "xlsb" if "xl/workbook.bin" in names else kind
    return "ofd" if "OFD.xml" in names else "zip"


def scan(data: bytes, name: str) -> Scan:
    """What is in a file: personal data, and what its structure keeps that a reader does not see.

    Never raises for what is in the file: what cannot be read is `unassessed`. `name` is searched as well.
    """
    budget = Budget()
    found = _scan(data, name, budget, 0)
    named = tuple(each.moved("文件名") for each in scan_text(name.rpartition(".")[0] or name))
    return Scan(found.kind, (*found.findings, *named), found.unassessed, found.text)


def _scan(data: bytes, name: str, budget: Budget, depth: int) -> Scan:
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        return Scan("", (), ("文件是空的",))
    if len(data) > LARGEST or not budget.take(len(data)):
        return Scan("", (), (f"文件过大（上限{LARGEST // 2**20} MB），未评估",))
    kind = kind_of(data, name)
    reading = Reading(kind, budget, depth)
    try:
        _read(kind, data, name, reading)
    except NotReadable as error:
        reading.miss(f"{error}，未评估")
    except (ValueError, TypeError, IndexError, KeyError, AttributeError, RecursionError, struct.error):
        reading.miss("文件的内容不合格式，没有全部评估")
    except OutOfTime:
        reading.miss(f"评估超过{SECONDS}秒，其余部分未评估")
    return reading.finish()


def _read(kind: str, data: bytes, name: str, reading: Reading) -> None:
    if kind in ("txt", "md", "csv", "json", "xml"):
        _text(data, reading)
    elif kind == "html":
        from gongkai.privacy.sources.html import read_html

        if len(data) > LARGEST_TEXT:
            raise NotReadable("网页过大")
        read_html(data, reading, _inner)
    elif kind == "pdf":
        from gongkai.privacy.sources.pdf import read_pdf

        read_pdf(data, reading, _inner)
    elif kind in ("docx", "xlsx", "pptx"):
        _office(kind, data, reading)
    elif kind == "zip":
        _archive(data, reading)
    elif kind == "ofd":
        _ofd(data, reading)
    elif kind in ("ole", "rtf", "odt"):
        _legacy(kind, data, reading)
    elif kind in ("ods", "xlsb"):
        _values(kind, data, reading)
    elif kind in ("jpeg", "png", "gif", "tiff", "bmp", "webp", "heic", "emf", "wmf"):
        from gongkai.privacy.sources.image import read_image

        read_image(data, reading)
        reading.miss("这是图片，图片中的文字和人像未评估")
    else:
        reading.miss(_UNKNOWN)


def _text(data: bytes, reading: Reading) -> None:
    if len(data) > LARGEST_TEXT:
        raise NotReadable("文本过大")
    try:
        text = decode(data)
    except NotReadable:
        text = data.decode("utf-8") if _valid(data) else data.decode("gb18030", "replace")
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        reading.add(line or "\u3000", Place(line=number))


def _valid(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _office(kind: str, data: bytes, reading: Reading) -> None:
    from gongkai.privacy.sources.docx import read_docx
    from gongkai.privacy.sources.sheet import read_sheets
    from gongkai.privacy.sources.slides import read_slides

    archive = open_zip(data)
    {"docx": read_docx, "xlsx": read_sheets, "pptx": read_slides}[kind](archive, reading, _inner)


def _inner(data: bytes, name: str, reading: Reading) -> None:
    """Scan a file within another."""
    if reading.depth >= MOST_DEPTH:
        reading.miss(f"{name}嵌在{MOST_DEPTH}层以内，未评估")
        return
    reading.take_in(name, _scan(data, name, reading.budget, reading.depth + 1))


def _archive(data: bytes, reading: Reading) -> None:
    archive = open_zip(data)
    check_sizes(archive)
    members = [info for info in archive.infolist() if info.filename and not info.is_dir()]
    for info in members[:MOST_MEMBERS]:
        reading.budget.check()
        member = member_name(info)
        reading.add(member, Place(part=f"{member}的文件名"), quiet=True)
        _inner(read_part(archive, info.filename), member, reading)
    if len(members) > MOST_MEMBERS:
        reading.miss(f"压缩包内有{len(members)}个文件，只评估了前{MOST_MEMBERS}个")


def member_name(info: zipfile.ZipInfo) -> str:
    """A member's name; programs that do not mark it as UTF-8 write GB18030."""
    if info.flag_bits & 0x800 or info.filename.isascii():
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _ofd(data: bytes, reading: Reading) -> None:
    """The text of GB/T 33190 documents."""
    from gongkai.privacy.sources.image import kind_of as picture
    from gongkai.privacy.sources.trees import parsed, strings

    archive = open_zip(data)
    check_sizes(archive)
    for name in archive.namelist():
        reading.budget.check()
        content = read_part(archive, name)
        if name.endswith(".xml"):
            reading.add("\n".join(strings(parsed(content))), Place(part=name))
        elif "/Attachs/" in name or "/Attachments/" in name:
            reading.tell("P24", name, Place(part=name))
            _inner(content, name, reading)
        elif picture(content):
            reading.miss("OFD内有图片，图片中的文字未评估")
    reading.miss("OFD文件只评估了文字内容，看不见的文字和注释没有分别评估")


def _legacy(kind: str, data: bytes, reading: Reading) -> None:
    """Old word processors' files, through LibreOffice."""
    from gongkai.report.sources.legacy import to_docx

    if kind == "ole":
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise NotReadable("文件已加密，请先解除密码")
        if "_VBA_PROJECT".encode("utf-16-le") in data:
            reading.tell("P24", "VBA", Place(part="宏"), "含有宏")
        if any(each.encode("utf-16-le") in data for each in ("Workbook", "Book\0")) and (
            "WordDocument".encode("utf-16-le") not in data
        ):
            reading.kind = "xls"
            _values("xls", data, reading)
            return
    suffix = {"ole": ".doc", "rtf": ".rtf", "odt": ".odt"}[kind]
    reading.kind = suffix[1:]
    _office("docx", to_docx(data, suffix), reading)
    reading.miss(f"{suffix}文件经LibreOffice转换后评估，转换时丢失的内容未评估，宜另存为DOCX或PDF再发布")


def _values(kind: str, data: bytes, reading: Reading) -> None:
    """The values of a workbook of which the parts are not read."""
    from gongkai.report.sources.sheet import read_sheet

    for row in read_sheet(data, kind).rows:
        cells = [slot.text for slot in row.slots]
        reading.add("\t".join(cells), Place(row=row.number, table=row.table, sheet=row.sheet))
    reading.miss(f"{kind.upper()}文件只评估了可见单元格的值，隐藏内容、批注和属性未评估，宜另存为XLSX再评估")
