"""Opening zipped office files without trusting what they say of themselves."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from typing import Final

from gongkai.report.errors import NotReadable

_DAMAGED: Final = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, ValueError, EOFError, OSError, RuntimeError,
)  # fmt: skip
LARGEST_PART: Final = 64 * 2**20
LARGEST_RATIO: Final = 400
"""Word's XML shrinks some fifteen to thirty times, a sheet of zeros a hundred; a bomb a thousand and more."""


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive. Raises NotReadable when it is cut off or damaged."""
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGED as error:
        raise NotReadable("文件不完整或已损坏（压缩包结构读不出），请重新下载或另存后再试") from error


def check_sizes(archive: zipfile.ZipFile) -> None:
    """Refuse an archive that would unpack to much more than a report can be. Raises NotReadable."""
    total = packed = 0
    for info in archive.infolist():
        total += info.file_size
        packed += info.compress_size
        if info.flag_bits & 0x1:
            raise NotReadable("文件已加密，请先解除密码")
    if total > 3 * LARGEST_PART or (total > 2**22 and total > LARGEST_RATIO * max(packed, 1)):
        raise NotReadable("压缩包解开后过大，疑似压缩炸弹，已拒绝读取")


def read_part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One file of the archive, whole. Raises NotReadable when it is missing, damaged, encrypted or too large."""
    try:
        with archive.open(name) as part:
            content = part.read(LARGEST_PART + 1)
    except KeyError as error:
        raise NotReadable(f"文件不完整，缺少{name}") from error
    except _DAMAGED as error:
        raise NotReadable("文件不完整或已损坏（内容解压失败），请重新下载或另存后再试") from error
    if len(content) > LARGEST_PART:
        raise NotReadable("压缩包解开后过大，疑似压缩炸弹，已拒绝读取")
    return content
