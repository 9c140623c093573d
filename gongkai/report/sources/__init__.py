"""Opening a source: what kind of file it is, told by its content, and its rows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from gongkai.report.document import Document
from gongkai.report.errors import NotReadable

LARGEST: Final = 64 * 2**20
"""The largest file that is read, in bytes. A report is some hundred kilobytes; scans inside a DOCX make a few
megabytes.
"""
LARGEST_TEXT: Final = 16 * 2**20
"""The same for text, pages and JSON, where all of it is text (pictures inside a page make it large)."""

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML: Final = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|table|div|p|td|tr|h1|meta|span|font)\b", re.I)
_HTML_WIDE: Final = re.compile(r"<\s*(?:!doctype\s+html|html|head|body|table|div|p|td|tr|h1|meta|span|font)\b", re.I)
_BLOCKS: Final = re.compile(rb"<\s*/?\s*(?:html|body|p|div|br|section|article|h[1-6]|li)\b", re.I)
"""What a page has and a text with tables in HTML between its lines has not."""
_MIME: Final = re.compile(rb"^(?:\xef\xbb\xbf)?MIME-Version:", re.I | re.M)
_PICTURES: Final = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*")


def open_source(source: Path | bytes, name: str = "") -> Document | bytes:
    """The source as a document, or, for our own JSON, the bytes of the object that it holds.

    Raises NotReadable with one Chinese sentence that names the cause.
    """
    if isinstance(source, bytes):
        data = source
        if len(data) > LARGEST:
            raise NotReadable(_too_large(len(data)))
    else:
        if source.is_dir():
            raise NotReadable("这是目录，不是文件")
        if source.exists() and not source.is_file():
            raise NotReadable("不是普通文件（管道或设备），请先存成文件，或者用 - 从标准输入读取")
        size = source.stat().st_size
        if size > LARGEST:
            raise NotReadable(_too_large(size))
        data = source.read_bytes()
        name = name or source.name
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise NotReadable("文件是空的")
    head = data[:2048]
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zipped(data)
    if b"%PDF-" in head[:1024]:
        from gongkai.report.sources.pdf import read_pdf

        return read_pdf(data)
    if head.startswith(_OLE):
        return _compound(data)
    if head.startswith(b"{\\rtf"):
        return _converted(data, ".rtf")
    if head.startswith(_PICTURES):
        raise NotReadable("这是图片，不是文字，需先做文字识别")
    if _MIME.search(head):
        from gongkai.report.sources.mhtml import is_mhtml, read_mhtml

        if is_mhtml(data):
            return read_mhtml(data)
    if len(data) > LARGEST_TEXT:
        raise NotReadable(_too_large(len(data), LARGEST_TEXT))
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{" and b'"gongkai.annual-report/' in data:
        return _own(data)
    if _is_html(data):
        from gongkai.report.sources.html import read_html

        return read_html(data, lines=not _BLOCKS.search(data))
    from gongkai.report.sources.plain import read_plain

    return read_plain(data, markdown=name.lower().endswith((".md", ".markdown")))


def _too_large(size: int, most: int = LARGEST) -> str:
    return f"文件过大（{size / 2**20:.0f} MB，上限{most // 2**20} MB），不像年度报告"


def _is_html(data: bytes) -> bool:
    head = data[:65536]
    if head[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return len(_HTML_WIDE.findall(head.decode("utf-16", "ignore"))) >= 2
    first = _HTML.search(head)
    return first is not None and _HTML.search(head, first.end()) is not None


def _zipped(data: bytes) -> Document:
    from gongkai.report.sources.archive import check_sizes, open_zip, read_part

    archive = open_zip(data)
    names = set(archive.namelist())
    if any(name.startswith("word/") for name in names):
        from gongkai.report.sources.docx import read_docx

        return read_docx(archive)
    if any(name.startswith("xl/") for name in names):
        from gongkai.report.sources.sheet import look_over, read_sheet

        check_sizes(archive)
        return read_sheet(data, hidden=look_over(archive))
    if "OFD.xml" in names:
        raise NotReadable("暂不支持OFD版式文件，请另存为DOCX或带文字层的PDF")
    if "content.xml" in names:
        check_sizes(archive)
        kind = read_part(archive, "mimetype") if "mimetype" in names else b""
        if b"spreadsheet" in kind:
            from gongkai.report.sources.sheet import read_sheet

            return read_sheet(data, "ods")
        return _converted(data, ".odt")
    raise NotReadable("这是压缩包，不是年度报告文件，请解压后再读")


def _compound(data: bytes) -> Document:
    """The container of Word 97, WPS, Excel 97, and of encrypted OOXML."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise NotReadable("文件已加密，请先解除密码")
    holds = {name: name.encode("utf-16-le") in data for name in ("Workbook", "Book\0", "WordDocument")}
    if (holds["Workbook"] or holds["Book\0"]) and not holds["WordDocument"]:
        from gongkai.report.sources.sheet import read_sheet

        return read_sheet(data, "xls")
    return _converted(data, ".doc")


def _converted(data: bytes, suffix: str) -> Document:
    from gongkai.report.sources.archive import open_zip
    from gongkai.report.sources.docx import read_docx
    from gongkai.report.sources.legacy import to_docx

    document = read_docx(open_zip(to_docx(data, suffix)))
    document.kind = suffix[1:]
    return document


def _own(data: bytes) -> bytes:
    if data.count(b'"gongkai.annual-report/') > 1 and data.strip().count(b"\n{") > 0:
        raise NotReadable("文件中有多份报告的数据（一行一份），请拆成每份一个文件再读")
    return data
