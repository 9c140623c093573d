"""`prove`: open a file anew and look for values that must not be in it.

Nothing here shares code with what takes values out: OOXML is read as text, tag by tag, PDF with pdfium and as raw
streams that are unpacked one by one.
"""

from __future__ import annotations

import html
import io
import re
import zlib
from base64 import b64decode
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any, Final
from urllib.parse import unquote

from gongkai.privacy.characters import core, holds, telling
from gongkai.privacy.findings import Leak
from gongkai.privacy.masking import mask_value
from gongkai.report.errors import NotReadable
from gongkai.report.sources.archive import LARGEST_PART, check_sizes, open_zip, read_part
from gongkai.report.sources.plain import decode

_APART: Final = re.compile(
    r"</(?:\w+:)?(?:p|tc|tr|si|c|row|is|comment|item|pt|h\d|li|td|th|div|title|option|script|style|dt|dd)\s*>"
    r"|<(?:\w+:)?(?:br|tab|cr|hr)\b[^>]*>",
    re.I,
)
"""Where one paragraph, cell or string ends and another begins."""
_TAG: Final = re.compile(r"<[^<>]*>")
_ATTRIBUTE: Final = re.compile(r"=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SCIENTIFIC: Final = re.compile(r"(?<![\d.])\d(?:\.\d{1,17})?[eE]\+?\d{1,2}(?!\d)|(?<![\d.])\d{7,20}\.0+(?!\d)")
_DATA: Final = re.compile(r"data:[\w/+.;=-]{0,100}?;base64,([A-Za-z0-9+/]{8,})")
_ESCAPED: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_STREAM: Final = re.compile(rb"stream\r?\n")
_PARENTHESES: Final = re.compile(rb"[()]|\\[\s\S]")
_HEX: Final = re.compile(rb"<([0-9A-Fa-f\s]{2,20000})>")
_OCTAL: Final = re.compile(rb"\\([0-7]{1,3}|[\s\S])")
_ESCAPES: Final = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b""}
_ENCODINGS: Final = ("utf-8", "utf-16-le", "utf-16-be", "gb18030")
_LEAST_BYTES: Final = 6
"""A shorter run of bytes is met by chance in a picture."""
_PARTED: Final = "\x01"
"""Keeps apart what must not be read as one."""
_LONGEST: Final = 65_536
_MOST_DEPTH: Final = 3
_MOST_PAGES: Final = 5_000


def prove(data: bytes, name: str, values: Iterable[str]) -> tuple[Leak, ...]:
    """Where the values can still be read in a file or its name; () when nowhere.

    Each value is sought as it is and without spaces and hyphens, in full-width and other compatible forms, over the
    ends of runs, lines and (from eight characters on) paragraphs and cells.
    """
    search = _Search(values)
    search.text(name, "文件名", "文件名")
    search.file(data, "文件", 0)
    return tuple(dict.fromkeys(search.leaks))


class _Search:
    def __init__(self, values: Iterable[str]) -> None:
        self.shown = {key: mask_value(value.strip()) for value in values if len(key := core(value)) > 1}
        self.cores = tuple(self.shown)
        self.telling = telling(self.cores)
        self.bytes = {
            encoded: key
            for key in self.telling
            for form in {key, key.upper()}
            for encoding in _ENCODINGS
            if len(encoded := form.encode(encoding, "ignore")) >= _LEAST_BYTES
        }
        self.leaks: list[Leak] = []

    def tell(self, key: str, where: str, how: str) -> None:
        self.leaks.append(Leak(self.shown[key], where, how))

    def text(self, text: str, where: str, how: str, *, telling: bool = False) -> None:
        """Search a text; `telling`: only for what can be told from the names and numbers of a format."""
        cores = self.telling if telling else self.cores
        for key in holds(text, cores) if text and cores else ():
            self.tell(key, where, how)

    def raw(self, data: bytes, where: str) -> None:
        for encoded, key in self.bytes.items():
            if encoded in data:
                self.tell(key, where, "原始字节")

    def file(self, data: bytes, where: str, depth: int) -> None:
        """A file, or a file within one."""
        if not self.cores:
            return
        if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
            self.archive(data, where, depth)
        elif b"%PDF-" in data[:1024]:
            self.pdf(data, where)
        else:
            self.raw(data, where)
            with suppress(NotReadable):
                self.marked(decode(data), where)

    def archive(self, data: bytes, where: str, depth: int) -> None:
        """Every part of a zipped file, its name too; what stands between the parts is searched as bytes."""
        archive = open_zip(data)
        check_sizes(archive)
        self.raw(archive.comment, f"{where}的注释")
        for info in archive.infolist():
            part = f"{where}的{info.filename}" if depth else info.filename
            self.text(info.filename, part, "部件名称", telling=True)
            content = read_part(archive, info.filename)
            if content.startswith(b"PK\x03\x04") and depth < _MOST_DEPTH:
                self.archive(content, part, depth + 1)
                continue
            self.file(content, part, depth + 1)

    def marked(self, text: str, where: str) -> None:
        """Text with or without tags: its words joined over tags, its attributes, and what is written in escapes."""
        markup = "<" in text
        self.text(text, where, "原文", telling=markup)
        if markup:
            apart = _APART.sub("\n", text)
            bare = html.unescape(_TAG.sub("", apart))
            self.text(bare, where, "连起来的文字")
            attributes = _PARTED.join(html.unescape(one or two) for one, two in _ATTRIBUTE.findall(text))
            self.text(attributes, where, "属性值", telling=True)
            if "%" in attributes:
                self.text(unquote(attributes), where, "链接", telling=True)
        for body in _DATA.findall(text):
            with suppress(ValueError):
                self.file(b64decode(body + "=" * (-len(body) % 4)), f"{where}的内嵌文件", _MOST_DEPTH)
        for number in _SCIENTIFIC.findall(text):
            with suppress(ValueError, OverflowError):
                self.text(str(int(float(number))), where, "数值")
        if "\\u" in text:
            self.text(_ESCAPED.sub(lambda match: chr(int(match[1], 16)), text), where, "转义的文字")

    # --- PDF --------------------------------------------------------------------------------------------------------

    def pdf(self, data: bytes, where: str) -> None:
        from gongkai.privacy.sources.pdf import without_spoken_texts

        self._pages(data, where)
        glyphs, spoken = without_spoken_texts(data)
        if spoken:
            self.text("\n".join(spoken), where, "替代文字")
            self._pages(glyphs, where)
        self.raw(data, where)
        self._strings(data, where)
        for content in _streams(data):
            self.raw(content, f"{where}的数据流")
            self._strings(content, f"{where}的数据流")
            if content.lstrip()[:1] == b"<":
                self.marked(content.decode("utf-8", "replace"), f"{where}的元数据")
        self._objects(data, where)

    def _pages(self, data: bytes, where: str) -> None:
        import pypdfium2 as pdfium

        from gongkai.report.sources.pdf import ONE_AT_A_TIME

        with ONE_AT_A_TIME:
            try:
                document = pdfium.PdfDocument(data)
            except pdfium.PdfiumError as error:
                raise NotReadable("PDF不完整或已损坏") from error
            try:
                for number in range(min(len(document), _MOST_PAGES)):
                    page = document[number]
                    text_page = page.get_textpage()
                    self.text(text_page.get_text_range(errors="replace"), f"{where}的第{number + 1}页", "页面文字")
                    text_page.close()
                    page.close()
            except pdfium.PdfiumError as error:
                raise NotReadable("PDF有的页打不开，无法验证") from error
            finally:
                document.close()

    def _strings(self, data: bytes, where: str) -> None:
        """The strings of a stream one by one, and (a value of some length) joined, as parts of a line are shown."""
        strings = [_OCTAL.sub(_unescaped, literal) for literal in _literals(data)]
        if b"<" in data:
            for digits in _HEX.findall(data):
                plain = b"".join(digits.split())
                strings.append(bytes.fromhex((plain + b"0" * (len(plain) % 2)).decode()))
        if not strings:
            return
        for encoding in ("latin-1", "utf-16-be"):
            texts = [each.removeprefix(b"\xfe\xff").decode(encoding, "ignore") for each in strings]
            self.text("\n".join(texts), where, "字符串")

    def _objects(self, data: bytes, where: str) -> None:
        """Strings and streams as another reader finds them, whatever their filters."""
        import pikepdf

        from gongkai.privacy.sources.pdf import DAMAGED

        with suppress(*DAMAGED), pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            texts: list[str] = []
            for thing in pdf.objects:
                texts += _texts(thing, 0)
                if isinstance(thing, pikepdf.Stream) and "/Filter" in thing and thing.get("/Subtype") != "/Image":
                    with suppress(pikepdf.PdfError):
                        content = thing.read_bytes()
                        if len(content) <= LARGEST_PART:
                            self.raw(content, f"{where}的数据流")
                            self._strings(content, f"{where}的数据流")
            self.text("\n".join(texts), where, "对象中的字符串")
            self.text("\n".join(map(str, pdf.docinfo.values())), where, "文件属性")


def _texts(thing: Any, depth: int) -> Iterator[str]:
    import pikepdf

    if depth > 20:
        return
    if isinstance(thing, pikepdf.String):
        yield str(thing)
    elif isinstance(thing, (pikepdf.Dictionary, pikepdf.Stream)):
        for value in thing.values():
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from _texts(value, depth + 1)
    elif isinstance(thing, pikepdf.Array):
        for value in thing:
            if isinstance(value, pikepdf.Object) and not value.is_indirect:
                yield from _texts(value, depth + 1)


def _literals(data: bytes) -> Iterator[bytes]:
    """What stands in parentheses, as PDF writes strings; those within are part of them."""
    depth = start = 0
    for match in _PARENTHESES.finditer(data):
        mark = match[0]
        if mark == b"(":
            depth += 1
            if depth == 1:
                start = match.end()
        elif mark == b")" and depth:
            depth -= 1
            if not depth:
                yield data[start : match.start()]
    if depth:  # something is not a string after all
        yield data[start : start + _LONGEST]


def _unescaped(match: re.Match[bytes]) -> bytes:
    mark = match[1]
    return bytes((int(mark, 8) & 0xFF,)) if mark[0] in b"01234567" else _ESCAPES.get(mark, mark)


def _streams(data: bytes) -> Iterator[bytes]:
    """The streams of a PDF, unpacked, whatever its tables say: those of earlier versions too."""
    for match in _STREAM.finditer(data):
        unpack = zlib.decompressobj()
        with suppress(zlib.error):
            yield unpack.decompress(data[match.end() : match.end() + LARGEST_PART], LARGEST_PART)
