"""A page saved as one file (.mht, or .doc that Word saved as 单个文件网页): its HTML part."""

from __future__ import annotations

from email import message_from_bytes
from email.message import Message
from email.policy import compat32

from gongkai.report.document import Document
from gongkai.report.errors import NotReadable
from gongkai.report.sources.html import read_html


def read_mhtml(data: bytes) -> Document:
    """The first HTML part. Raises NotReadable when there is none."""
    message = message_from_bytes(data, policy=compat32)
    pages, sheets = (_parts(message, kind) for kind in ("text/html", "text/css"))
    if not pages:
        raise NotReadable("单个文件网页里没有HTML正文")
    return read_html(pages[0], sheets="\n".join(sheet.decode("utf-8", "replace") for sheet in sheets))


def _parts(message: Message, kind: str) -> list[bytes]:
    found = (part.get_payload(decode=True) for part in message.walk() if part.get_content_type() == kind)
    return [payload for payload in found if isinstance(payload, bytes) and payload]
