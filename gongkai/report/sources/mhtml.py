"""A page saved as one file (.mht, or .doc that Word saved as 单个文件网页): its HTML part."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message
from email.policy import compat32
from typing import Final

from gongkai.report.document import Document
from gongkai.report.errors import NotReadable
from gongkai.report.outline import every_heading, headings
from gongkai.report.sources.html import read_html

_BEFORE: Final = b"\xef\xbb\xbf \t\r\n"
"""A byte-order mark and empty lines, which some programs put before the headers."""
_HEADER: Final = re.compile(rb"\A[\w-]+:")
_VERSION: Final = re.compile(rb"^MIME-Version:", re.I | re.M)
_WHOLE: Final = re.compile(rb"^Content-Type:\s*text/html\b", re.I | re.M)
_HEADERS_END: Final = re.compile(rb"\r?\n\r?\n")
_HEAD: Final = 8192


def is_mhtml(data: bytes) -> bool:
    """Whether a file begins with the headers of a message that is a page or holds one."""
    head = data[: 2 * _HEAD].lstrip(_BEFORE)[:_HEAD]
    if not _HEADER.match(head) or not _VERSION.search(head[:2048]):
        return False
    return b"multipart/" in head or _WHOLE.search(_HEADERS_END.split(head, 1)[0]) is not None


def read_mhtml(data: bytes) -> Document:
    """The HTML part that holds the report: a page with frames has a part for each. Raises NotReadable when there is
    none."""
    message = message_from_bytes(data.lstrip(_BEFORE), policy=compat32)
    pages, sheets = (_parts(message, kind) for kind in ("text/html", "text/css"))
    if not pages:
        raise NotReadable("单个文件网页里没有HTML正文")
    style = "\n".join(sheet.decode("utf-8", "replace") for sheet in sheets)
    if len(pages) == 1:
        return read_html(pages[0], sheets=style)
    documents: list[Document] = []
    refusals: list[NotReadable] = []
    for page in pages:
        try:
            documents.append(read_html(page, sheets=style))
        except NotReadable as refusal:
            refusals.append(refusal)
    if not documents:
        raise refusals[0]
    return max(documents, key=_likeness)


def _likeness(document: Document) -> tuple[int, int]:
    """How much a page is like a report: its sections, then its rows of tables."""
    rows = document.rows
    found = {heading.key for heading in headings(every_heading(rows), rows) if heading.key}
    return len(found), sum(1 for row in rows if row.table)


def _parts(message: Message, kind: str) -> list[bytes]:
    found = (part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == kind)
    return [payload for payload in found if isinstance(payload, bytes) and payload]
