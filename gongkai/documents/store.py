"""Files of the register, kept by what is in them: the same content is kept once, and never changes under its name.

They lie outside of the media, which a web server may hand out by itself: who asks for one is asked for his right, or
the file is part of a release.
"""

from __future__ import annotations

import hashlib
from typing import IO, Final

from django.core.files.base import ContentFile
from django.core.files.storage import Storage, storages

MOST: Final = 100 * 2**20
"""Bytes of one file."""


def shelf() -> Storage:
    return storages["documents"]


def digest_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def path_of(digest: str) -> str:
    return f"{digest[:2]}/{digest[2:]}"


def keep(data: bytes) -> str:
    """Put a file on the shelf, unless it is there; its digest."""
    digest = digest_of(data)
    at = path_of(digest)
    if not shelf().exists(at) and shelf().save(at, ContentFile(data)) != at:
        raise OSError(f"{at} was written by somebody else meanwhile")
    return digest


def opened(digest: str) -> IO[bytes]:
    return shelf().open(path_of(digest))


def read(digest: str) -> bytes:
    """The content of a file.

    Raises:
        FileNotFoundError: it is not on the shelf.
        ValueError: it is not what it was.
    """
    with opened(digest) as file:
        data: bytes = file.read()
    if digest_of(data) != digest:
        raise ValueError(f"the file {digest} was changed on the shelf")
    return data
