"""An archive package of a case: a ZIP with its files, a manifest, and SHA256SUMS over all of them. Plain Python.

Unpacked, it can be checked with `sha256sum -c SHA256SUMS`; as it is, with `gongkai cases verify-archive`.
"""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import IO, Any, Final, NamedTuple

FORMAT: Final = "gongkai.case-archive/1"
MANIFEST: Final = "manifest.json"
SUMS: Final = "SHA256SUMS"
_LONGEST_NAME: Final = 120
_LARGEST_LIST: Final = 16 * 2**20
"""Bytes of the manifest and of the sums; a package with more is none of ours."""


class Packed(NamedTuple):
    """A file of a package."""

    path: str
    size: int
    sha256: str


def plain(name: str) -> str:
    """A name that is one on any computer."""
    kept = re.sub(r'[\\/:*?"<>|\x00-\x1f]', "_", name).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    return kept if len(kept) <= _LONGEST_NAME else f"{stem[: _LONGEST_NAME - len(suffix) - 1]}{dot}{suffix}"


class Package(AbstractContextManager["Package"]):
    """A package that is written; it is one once it was sealed."""

    def __init__(self, out: IO[bytes]) -> None:
        self._zip = zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)
        self.packed: list[Packed] = []

    def add(self, path: str, content: bytes) -> Packed:
        self._zip.writestr(path, content)
        made = Packed(path, len(content), hashlib.sha256(content).hexdigest())
        self.packed.append(made)
        return made

    def seal(self, facts: Mapping[str, Any]) -> str:
        """Write the manifest, with these facts, and the sums. Returns the digest of the sums, by which the package is
        known from then on."""
        files = [{"path": each.path, "size": each.size, "sha256": each.sha256} for each in self.packed]
        manifest = {"format": FORMAT, **facts, "files": files}
        self.add(MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1).encode())
        sums = "".join(f"{each.sha256}  {each.path}\n" for each in self.packed).encode()
        self._zip.writestr(SUMS, sums)
        return hashlib.sha256(sums).hexdigest()

    def __exit__(self, *_: object) -> None:
        self._zip.close()


def shown(text: object) -> str:
    """What a package says, without what would move the cursor of a terminal."""
    return "".join(sign for sign in str(text) if sign.isprintable())


# --- checking -------------------------------------------------------------------------------------------------------


class NotAPackage(Exception):
    """A file that is no archive package, as a Chinese sentence."""


_DAMAGED: Final = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, RuntimeError)
"""What unpacking raises of a file that is damaged."""


class Checked(NamedTuple):
    """What a package says of itself, and what is wrong with it, in Chinese sentences."""

    manifest: Mapping[str, Any]
    digest: str
    """Of its SHA256SUMS, as the log of deeds has it."""
    files: int
    faults: tuple[str, ...]


def check(file: Path) -> Checked:
    """Hold a package against its own sums; nothing else is needed for it.

    Raises:
        NotAPackage: it is none, or so damaged that its sums cannot be read.
    """
    try:
        with zipfile.ZipFile(file) as opened:
            names = opened.namelist()
            sums_text, manifest_text = (_list(opened, name) for name in (SUMS, MANIFEST))
            sums = dict(_sums(sums_text.decode()))
            manifest = json.loads(manifest_text)
            if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
                raise NotAPackage(f"{file}不是归档包，或者由更新的版本所做")
            found = {name: _digest(opened, name) for name in dict.fromkeys(names) if name != SUMS}
    except (KeyError, *_DAMAGED) as error:
        raise NotAPackage(f"{file}不是归档包，或者已经损坏，读不出校验清单") from error
    faults = [*_differences(found, sums), *_repeated(names), *_told(manifest, sums)]
    return Checked(manifest, hashlib.sha256(sums_text).hexdigest(), len(found), tuple(faults))


def _differences(found: Mapping[str, str], sums: Mapping[str, str]) -> Iterator[str]:
    for name in sorted(sums.keys() | found.keys()):
        if name not in found:
            yield f"缺少“{shown(name)}”"
        elif name not in sums:
            yield f"多出“{shown(name)}”，不在校验清单里"
        elif found[name] != sums[name]:
            yield f"“{shown(name)}”与校验值不符，已经损坏或者被改动"


def _repeated(names: list[str]) -> Iterator[str]:
    for name in sorted({name for name in names if names.count(name) > 1}):
        yield f"“{shown(name)}”有两份"


def _told(manifest: Mapping[str, Any], sums: Mapping[str, str]) -> Iterator[str]:
    """Where the manifest and the sums, which say the same, do not."""
    told = {str(each.get("path")): each.get("sha256") for each in manifest.get("files", ()) if isinstance(each, dict)}
    rest = {name: digest for name, digest in sums.items() if name != MANIFEST}
    if told != rest:
        yield "manifest.json与SHA256SUMS所列的文件不一致"


def _list(opened: zipfile.ZipFile, name: str) -> bytes:
    if opened.getinfo(name).file_size > _LARGEST_LIST:
        raise ValueError
    return opened.read(name)


def _digest(opened: zipfile.ZipFile, name: str) -> str:
    """The digest of a file; nothing that any file has where it cannot be unpacked."""
    digest = hashlib.sha256()
    try:
        with opened.open(name) as file:
            while part := file.read(2**20):
                digest.update(part)
    except (OSError, *_DAMAGED):
        return ""
    return digest.hexdigest()


def _sums(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        digest, _, name = line.partition("  ")
        yield name, digest
