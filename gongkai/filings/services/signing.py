"""The key with which reports are signed: Ed25519, one an installation, in the folder of its keys.

It is made when it is first wanted. Where there are several hosts they share it, as they share the other keys. A report
carries the public key with it; who wants to be sure takes the key from the body, not from the report.
"""

from __future__ import annotations

import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

from gongkai.persons.keys import KeysError
from gongkai.report.published import key_id

FILE: Final = "signing-key.pem"


def make_key(folder: Path) -> bool:
    """Write a key unless there is one. Says whether it did."""
    file = folder / FILE
    if file.exists():
        return False
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    new = folder / f".{FILE}.{secrets.token_hex(4)}"
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(out.fileno())
    try:
        file.hardlink_to(new)  # whoever comes second leaves the first one's key alone
    except FileExistsError:
        return False
    finally:
        new.unlink()
    return True


def signing_key() -> Ed25519PrivateKey:
    """
    Raises:
        KeysError: others may read the file, or it is damaged.
    """
    folder = Path(settings.KEYS)
    make_key(folder)
    file = folder / FILE
    found = file.stat()
    return _read(str(file), found.st_mode & 0o777, found.st_ino, found.st_mtime_ns)


@lru_cache(maxsize=4)
def _read(file: str, mode: int, _inode: int, _changed: int) -> Ed25519PrivateKey:
    if mode & 0o027:
        raise KeysError(f"签名密钥{file}可以被其他用户读写，请运行chmod 600 {file}")
    try:
        key = load_pem_private_key(Path(file).read_bytes(), None)
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise KeysError(f"签名密钥{file}已经损坏，请从备份取回这个文件")
    return key


def sign(message: bytes) -> bytes:
    return signing_key().sign(message)


def public_key() -> bytes:
    return signing_key().public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def public_pem() -> bytes:
    """The public key as a file to be given away."""
    return signing_key().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def public_key_id() -> str:
    return key_id(public_key())
