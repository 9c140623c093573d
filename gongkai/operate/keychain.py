"""The keys of an installation as one file, sealed with a passphrase: what a backup does not hold, kept elsewhere."""

from __future__ import annotations

import json
import os
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

FORMAT: Final = "gongkai.keys/1"
SHORTEST: Final = 12
COST: Final = 2**17
"""Scrypt's n: 128 MB and some tenths of a second for each passphrase that somebody tries."""


class KeysNotSealed(Exception):
    """What is wrong, as a sentence for the operator."""


def seal(folder: Path, passphrase: str) -> bytes:
    """The keys of a folder, sealed.

    Raises:
        KeysNotSealed: the passphrase is too short, or there are no keys.
    """
    if len(passphrase) < SHORTEST:
        raise KeysNotSealed(f"口令至少{SHORTEST}个字符")
    files = {path.name: b64encode(path.read_bytes()).decode() for path in _files(folder)}
    if not files:
        raise KeysNotSealed(f"{folder}里没有密钥，请检查GONGKAI_KEYS")
    head = {"format": FORMAT, "kdf": "scrypt", "n": COST, "r": 8, "p": 1, "salt": b64encode(os.urandom(16)).decode()}
    nonce = os.urandom(12)
    sealed = AESGCM(_key(head, passphrase)).encrypt(nonce, json.dumps(files).encode(), _canonical(head))
    whole = head | {"nonce": b64encode(nonce).decode(), "sealed": b64encode(sealed).decode()}
    return json.dumps(whole, indent=1).encode()


def unseal(content: bytes, passphrase: str) -> dict[str, bytes]:
    """The keys that were sealed: names of files and what is in them.

    Raises:
        KeysNotSealed: another passphrase, or another file.
    """
    try:
        whole = json.loads(content)
        if whole["format"] != FORMAT or not 2**14 <= whole["n"] <= 2**20:
            raise ValueError
        head = {name: whole[name] for name in ("format", "kdf", "n", "r", "p", "salt")}
        nonce, sealed = b64decode(whole["nonce"], validate=True), b64decode(whole["sealed"], validate=True)
        key = _key(head, passphrase)
    except (ValueError, KeyError, TypeError) as error:
        raise KeysNotSealed("这个文件不是gongkai backup-keys所做，或者已经损坏") from error
    try:
        files = json.loads(AESGCM(key).decrypt(nonce, sealed, _canonical(head)))
    except InvalidTag as error:
        raise KeysNotSealed("口令不对，或者文件被改动") from error
    return {name: b64decode(text) for name, text in files.items()}


def differing(folder: Path, files: dict[str, bytes]) -> list[str]:
    """Those that the folder has too, but otherwise."""
    return [name for name, text in files.items() if (folder / name).exists() and (folder / name).read_bytes() != text]


def put(folder: Path, files: dict[str, bytes], *, aside: str) -> None:
    """Write keys into a folder; what was there under the same name and differs is kept with `aside` added to it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in differing(folder, files):
        (folder / name).rename(folder / f"{name}{aside}")
    for name, text in files.items():
        new = folder / f".{name}.new"
        with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        new.rename(folder / name)


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("[!.]*") if path.is_file()) if folder.is_dir() else []


def _key(head: dict[str, object], passphrase: str) -> bytes:
    salt = b64decode(str(head["salt"]), validate=True)
    return Scrypt(salt=salt, length=32, n=head["n"], r=head["r"], p=head["p"]).derive(passphrase.encode())  # type: ignore[arg-type]


def _canonical(head: dict[str, object]) -> bytes:
    return json.dumps(head, sort_keys=True, separators=(",", ":")).encode()
