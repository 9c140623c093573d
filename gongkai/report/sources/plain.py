"""Plain text and Markdown: bytes to lines. What the lines mean is for `gongkai.report.tables.lines` to say."""

from __future__ import annotations

import codecs
import re
from typing import Final

from gongkai.report.document import Document, Row, Slot
from gongkai.report.errors import NotReadable
from gongkai.report.sources.marks import clean
from gongkai.report.text import mend

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_HAN: Final = re.compile("[\u4e00-\u9fff]")
_COMMON: Final = re.compile("[的政府信息公开年度报告情况一二三四五六和]")


def decode(data: bytes, declared: str | None = None) -> str:
    """Bytes to text: by byte-order mark, as UTF-8, as declared, as GB18030, in that order.

    UTF-8 goes before the declaration because pages declare a charset that they are not in, and text in another encoding
    is hardly ever valid UTF-8. Raises NotReadable when no encoding gives Chinese text.
    """
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _strict(data, name) or _lenient(data, name)
    if (text := _strict(data, "utf-8")) is not None and "\x00" not in text:
        return text
    for name in ("utf-16-le", "utf-16-be") if b"\x00" in data[:400] else ():
        text = _strict(data, name)
        if text is not None and _COMMON.search(text):
            return text
    if declared and declared.lower() in ("gb2312", "gbk", "gb_2312-80", "cp936"):
        declared = "gb18030"  # what is declared as the older ones is mostly in the newer
    for name in filter(None, (declared, "gb18030", "big5")):
        text = _strict(data, name)
        if text is not None and "\x00" not in text and _COMMON.search(text):
            return text
    for name in filter(None, ("utf-8", declared, "gb18030")):
        text = _lenient(data, name)
        if len(_HAN.findall(text)) > 20 * (1 + text.count("\ufffd")) and _COMMON.search(text):
            return text
    raise NotReadable("无法识别文字编码（不是UTF-8、UTF-16、GB18030或Big5文本，或者不是文本文件）")


def _strict(data: bytes, name: str) -> str | None:
    try:
        return data.decode(name)
    except (UnicodeDecodeError, LookupError):
        return None


def _lenient(data: bytes, name: str) -> str:
    try:
        return data.decode(name, "replace")
    except LookupError:
        return "\ufffd"


_ESCAPED: Final = re.compile(r"\\([!-/:-@\[-`{-~])")


def read_plain(data: bytes, *, markdown: bool = False) -> Document:
    """The text's lines, each a row of one slot that keeps its tabs, bars and spaces. Form feeds count as pages."""
    text = decode(data)
    if markdown and "\\" in text:
        text = _ESCAPED.sub(r"\1", text)
    if text.count("\r\n") or "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    rows: list[Row] = []
    page = 1
    paged = "\f" in text
    for number, line in clean(list(enumerate(text.split("\n"), 1))):
        if paged and "\f" in line:
            page += line.count("\f")
            line = line.replace("\f", "")
        rows.append(Row([Slot(line if line.isascii() else mend(line))], line=number, page=page if paged else 0))
    return Document("md" if markdown else "txt", rows, notes=lost(text))


def lost(text: str) -> list[str]:
    """A note on the characters that no encoding gave a meaning."""
    count = text.count("\ufffd")
    return [f"有{count}个字符无法识别（原文编码有误），读作“\ufffd”"] if count else []
