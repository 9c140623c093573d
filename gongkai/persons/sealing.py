"""Sealing a value so that only this installation reads it, and only where it was put. Plain Python.

A sealed value is `gk:<key>:<base64 of nonce, ciphertext, tag>`. AES-256-GCM (NIST SP 800-38D) or SM4-GCM (RFC 8998);
the nonce is random, and what is authenticated beside the text is its place: table, column, row and key.
"""

from __future__ import annotations

import os
from base64 import b64decode, urlsafe_b64encode
from typing import Final, NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.ciphers.modes import GCM
from cryptography.hazmat.primitives.hashes import SHA256, SM3
from cryptography.hazmat.primitives.hmac import HMAC

from gongkai.persons.keys import SM4, Key, KeysError, Ring

MARK: Final = "gk:"
_NONCE, _TAG = 12, 16


class Place(NamedTuple):
    """Where a value is kept; nowhere else can it be opened."""

    table: str
    column: str
    row: str


class KeyIsMissing(KeysError):
    """A value was sealed with a key that the ring does not have."""

    def __init__(self, id: str) -> None:
        super().__init__(f"缺少数据密钥{id}，请从备份取回含有这个密钥的data-keys.json")


class SealBroken(KeysError):
    """A sealed value was altered, moved from elsewhere, or sealed by another installation."""

    def __init__(self, place: Place) -> None:
        super().__init__(
            f"{place.table}表{place.row}行{place.column}列的密文与它的位置或者密钥不符：被改动、移位，或者密钥来自另一个安装；"
            "请核对操作日志，从备份恢复这一行"
        )


def seal(text: str, place: Place, key: Key) -> str:
    """The text, readable with this key and at this place only."""
    return f"{MARK}{key.id}:{urlsafe_b64encode(seal_bytes(text.encode(), place, key)).decode()}"


def seal_bytes(content: bytes, place: Place, key: Key) -> bytes:
    """The same of bytes: nonce, ciphertext, tag; which key it was is kept elsewhere."""
    nonce = os.urandom(_NONCE)
    sealing = Cipher(_cipher(key), GCM(nonce)).encryptor()
    sealing.authenticate_additional_data(_bound(place, key.id))
    return nonce + sealing.update(content) + sealing.finalize() + sealing.tag


def unseal(sealed: str, place: Place, ring: Ring) -> str:
    """The text again.

    Raises:
        KeyIsMissing: the ring lacks the key.
        SealBroken: it was not sealed so, or not for this place.
    """
    if not (id := key_of(sealed)):
        raise SealBroken(place)
    try:
        written = sealed[len(MARK) + len(id) + 1 :]
        raw = b64decode(written, altchars="-_", validate=True)
        if urlsafe_b64encode(raw).decode() != written:  # the last character has bits that say nothing
            raise ValueError
        return unseal_bytes(raw, id, place, ring).decode()
    except ValueError:
        raise SealBroken(place) from None


def unseal_bytes(raw: bytes, id: str, place: Place, ring: Ring) -> bytes:
    """Bytes again that `seal_bytes` sealed with the key of this id.

    Raises:
        KeyIsMissing: the ring lacks the key.
        SealBroken: it was not sealed so, or not for this place.
    """
    if (key := ring.get(id)) is None:
        raise KeyIsMissing(id)
    try:
        nonce, content, tag = raw[:_NONCE], raw[_NONCE:-_TAG], raw[-_TAG:]
        opening = Cipher(_cipher(key), GCM(nonce, tag)).decryptor()
        opening.authenticate_additional_data(_bound(place, id))
        return opening.update(content) + opening.finalize()
    except (ValueError, InvalidTag):
        raise SealBroken(place) from None


def key_of(sealed: str) -> str:
    """The id of the key that sealed a value; "" for what is no sealed value."""
    mark, _, rest = sealed.partition(":")
    id, colon, _ = rest.partition(":")
    return id if colon and f"{mark}:" == MARK else ""


def index_of(text: str, table: str, column: str, key: Key) -> str:
    """What stands for a text where equal ones are looked for: a keyed hash, which tells nothing without the key."""
    digest = HMAC(key.index_secret, SM3() if key.algorithm == SM4 else SHA256())
    digest.update(f"{table}\0{column}\0{text}".encode())
    return digest.finalize().hex()


def _cipher(key: Key) -> algorithms.AES | algorithms.SM4:
    return algorithms.SM4(key.secret) if key.algorithm == SM4 else algorithms.AES(key.secret)


def _bound(place: Place, id: str) -> bytes:
    return "\0".join((*place, id)).encode()
