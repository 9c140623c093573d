"""Text and pictures."""

from __future__ import annotations

from typing import Final

from gongkai.privacy.redacting.task import MARK, Done, Task, blacked
from gongkai.privacy.sources.image import without_information
from gongkai.report.errors import NotReadable
from gongkai.report.sources.plain import decode

_ENCODINGS: Final = ("utf-8-sig", "utf-8", "utf-16", "gb18030", "big5")


def redact_text(data: bytes, task: Task) -> Done:
    """A text in the encoding that it had. Raises NotReadable."""
    encoding = _encoding_of(data)
    text, count = blacked(data.decode(encoding), task.cores, MARK)
    return Done(text.encode(encoding, "replace"), count)


def _encoding_of(data: bytes) -> str:
    """The encoding that gives back the same bytes."""
    text = decode(data) if any(byte > 127 for byte in data) or b"\x00" in data else data.decode("ascii")
    for encoding in _ENCODINGS:
        try:
            if data.decode(encoding) == text and text.encode(encoding) == data:
                return encoding
        except (UnicodeDecodeError, UnicodeEncodeError):
            continue
    for encoding in ("utf-16-le", "utf-16-be", "gb18030"):
        try:
            data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return encoding
    raise NotReadable("无法识别文字编码")


def redact_picture(data: bytes, task: Task) -> Done:
    """A picture without what is written beside it."""
    return Done(without_information(data), 0, ["已删去照片的拍摄信息；图片画面没有处理，其中的文字和人像请自行核对"])
