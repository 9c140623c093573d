"""Files as commands meet them: names that a terminal can show, writing that never destroys what was there."""

from __future__ import annotations

import errno
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

_REASONS: Final = {
    errno.ENOENT: "文件或目录不存在",
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EISDIR: "这是目录",
    errno.ENOTDIR: "路径中有一段不是目录",
    errno.ENOSPC: "磁盘空间不足",
    errno.EROFS: "磁盘只读",
    errno.EDQUOT: "超出磁盘配额",
    errno.EFBIG: "文件过大",
    errno.EMFILE: "打开的文件过多",
    errno.ENAMETOOLONG: "文件名过长",
    errno.ELOOP: "链接循环",
    errno.EIO: "磁盘读写出错",
}
_CONTROL: Final = re.compile("[\x00-\x1f\x7f-\x9f]")


def shown(path: str | os.PathLike[str]) -> str:
    """A path as text that can be printed and stored: names in another encoding are read as UTF-8 or GB18030."""
    raw = os.fsencode(path)
    for encoding in ("utf-8", "gb18030"):
        try:
            name = raw.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        name = raw.decode("utf-8", "replace")
    return _CONTROL.sub("?", name)


def reason(error: OSError) -> str:
    """Why a file could not be opened or written, in Chinese."""
    return _REASONS.get(error.errno or 0) or error.strerror or str(error)


def same_file(one: Path, other: Path) -> bool:
    """Whether two paths are the same file, by name or through links."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.abspath(one) == os.path.abspath(other)


@contextmanager
def replaced(path: Path) -> Iterator[BinaryIO]:
    """A binary file to write, which takes the path's place when all is written; on an error what was there stays.

    A device or a pipe (/dev/stdout) is written directly. Raises OSError.
    """
    if path.exists() and not path.is_file():
        with path.open("wb") as device:
            yield device
        return
    target = path.resolve()  # through a link: the file it leads to
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".gongkai-", suffix=".part")
    part = Path(name)
    try:
        with open(handle, "wb") as file:
            yield file
        part.chmod(target.stat().st_mode & 0o7777 if target.exists() else 0o666 & ~_umask())
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
