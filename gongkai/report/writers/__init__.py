"""Writing a report as a file: DOCX, PDF, HTML, XLSX, Markdown, plain text, JSON or CSV."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path
from typing import BinaryIO, Final

from gongkai.report.errors import NotWritable
from gongkai.report.files import replaced
from gongkai.report.model import Report

# Each module has `render(report) -> bytes`, and is imported when it is first used.
FORMATS: Final = {
    "docx": "docx",
    "pdf": "pdf",
    "html": "html",
    "xlsx": "xlsx",
    "md": "markdown",
    "txt": "text",
    "json": "json",
    "csv": "csv",
}
_ALIASES: Final = {"htm": "html", "markdown": "md", "text": "txt"}


def write(report: Report, destination: str | os.PathLike[str] | BinaryIO, format: str | None = None) -> None:
    """Write the report to a path or a binary file; without `format` the path's suffix decides.

    The file takes its place when all of it is written: a report that cannot be written leaves what was there before.

    Raises:
        NotWritable: there is no such format, or this machine lacks what it needs.
        OSError: the file cannot be written.
    """
    path = Path(destination) if isinstance(destination, str | os.PathLike) else None
    content = dumps(report, format or (path.suffix if path else ""))
    if path:
        with replaced(path) as file:
            file.write(content)
    elif not isinstance(destination, str | os.PathLike):
        destination.write(content)


def dumps(report: Report, format: str) -> bytes:
    """The file that `write` would write. The same report always gives the same bytes.

    Raises:
        NotWritable: there is no such format, or this machine lacks what it needs.
    """
    name = format.removeprefix(".").lower()
    module = FORMATS.get(_ALIASES.get(name, name))
    if module is None:
        raise NotWritable(f"不知道写成什么格式（“{format}”）：请用 {'、'.join(FORMATS)} 之一作扩展名，或者指明格式。")
    content: bytes = import_module(f"{__name__}.{module}").render(report)
    return content
