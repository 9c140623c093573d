"""The ZIP packages that office documents are (ECMA-376, part 2), the same bytes for the same parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator
from importlib.resources.abc import Traversable
from typing import Final

_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest date that ZIP knows


def pack(parts: Iterable[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for name, content in parts:
            package.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def unpack(package: bytes) -> list[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(package)) as parts:
        return [(name, parts.read(name)) for name in parts.namelist()]


def parts_in(folder: Traversable) -> tuple[tuple[str, bytes], ...]:
    """The parts that a folder holds, the one that must come first in front."""
    return tuple(sorted(_walk(folder, ""), key=lambda part: (part[0] != "[Content_Types].xml", part[0])))


def _walk(folder: Traversable, path: str) -> Iterator[tuple[str, bytes]]:
    for entry in folder.iterdir():
        if entry.is_dir():
            yield from _walk(entry, f"{path}{entry.name}/")
        elif entry.name.endswith((".xml", ".rels")):
            yield path + entry.name, entry.read_bytes()
