"""A published report with what proves it: a digest of the report, a statement on its publication, and a signature.

    {"format": "gongkai.published-report/1", "report": {…}, "statement": {…}, "signature": "…", "public_key": "…"}

The statement names the digest of the report (SHA-256 of its canonical JSON), version and day of publication, and the
digests of the other files that were published with it. It is signed with Ed25519. Whoever has the public key can tell
without asking anybody whether one digit was changed; without it only that report, statement and the key that lies
beside them agree.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Callable, Iterable, Mapping
from typing import Any, Final, NamedTuple

from gongkai.report.errors import NotReadable, ToolMissing
from gongkai.report.interchange import PUBLISHED, canonical, from_json, to_json

Object = Mapping[str, Any]
KEY_LENGTH: Final = 32
"""Bytes of a public key of Ed25519."""


def digest_of(report: Object) -> str:
    """SHA-256 of the canonical JSON of a report."""
    return hashlib.sha256(canonical(report)).hexdigest()


def key_id(public_key: bytes) -> str:
    """By what a key is called: the first half of the SHA-256 of its bytes."""
    return hashlib.sha256(public_key).hexdigest()[:32]


# --- making ---------------------------------------------------------------------------------------------------------


def state(report: Object, public_key: bytes, **members: Any) -> dict[str, Any]:
    """The statement that is to be signed."""
    return {
        "digest": digest_of(report),
        "body": report["body"],
        "year": report["year"],
        "title": report["title"],
        "key": key_id(public_key),
        **members,
    }


def prove(statement: Object, sign: Callable[[bytes], bytes], public_key: bytes) -> dict[str, Any]:
    """The statement with its signature, and the key by which that is verified."""
    signature = sign(canonical(statement))
    return {
        "statement": statement,
        "signature": b64encode(signature).decode(),
        "public_key": b64encode(public_key).decode(),
    }


def sealed(report: Object, proof: Object) -> bytes:
    """The published file: a report with its proof."""
    return to_json({"format": PUBLISHED, "report": report, **proof}, indent=1) + b"\n"


def detached(published: bytes) -> bytes:
    """The proof of a published file without the report: to lie beside the report in another file."""
    return (
        to_json({name: member for name, member in from_json(published).items() if name != "report"}, indent=1) + b"\n"
    )


# --- verifying ------------------------------------------------------------------------------------------------------


class Verdict(NamedTuple):
    """Whether a report is as it was published. `said` are Chinese sentences, what was found wrong first; `trusted` says
    that the key was given, and not taken from the file itself."""

    good: bool
    trusted: bool
    said: tuple[str, ...]
    statement: Object


def verify(
    published: bytes, *, signature: bytes | None = None, key: bytes | None = None, files: Iterable[bytes] = ()
) -> Verdict:
    """Hold a report against what it was published as. `signature` is the content of a file of its own with the proof,
    `key` the public key in PEM, `files` others that were published with it.

    Raises:
        NotReadable: it is not JSON, or there is no proof.
        ToolMissing: the library that verifies signatures is not installed.
    """
    content = from_json(published)
    if not isinstance(content, dict):
        raise NotReadable("不是公开的年度报告")
    proof = from_json(signature) if signature is not None else content
    report = content.get("report") if content.get("format") == PUBLISHED else content
    if not isinstance(proof, dict) or not isinstance(report, dict):
        raise NotReadable("不是公开的年度报告")
    statement = proof.get("statement")
    if not isinstance(statement, dict) or not {"digest", "key"} <= statement.keys():
        raise NotReadable("文件里没有签名，请用--signature给出签名文件")
    public_key = _public_key(key) if key is not None else _bytes_of(proof, "public_key")
    wrong = tuple(_wrong(report, statement, proof, public_key, files))
    return Verdict(
        not wrong, key is not None, wrong or tuple(_right(statement, public_key, key is not None)), statement
    )


def _wrong(
    report: Object, statement: Object, proof: Object, public_key: bytes, files: Iterable[bytes]
) -> Iterable[str]:
    if (digest := digest_of(report)) != statement["digest"]:
        yield f"报告内容改动过：现在的摘要值是{digest}，公开时是{statement['digest']}"
    if key_id(public_key) != statement["key"]:
        yield f"签名用的密钥是{statement['key']}，不是这一个（{key_id(public_key)}）"
    elif not _signed(canonical(statement), _bytes_of(proof, "signature"), public_key):
        yield "签名不符：公开情况或者签名改动过"
    if any(hashlib.sha256(each).hexdigest() not in statement.get("files", {}).values() for each in files):
        yield "一并给出的文件不是与这份报告一起公开的，或者改动过"


def _right(statement: Object, public_key: bytes, trusted: bool) -> Iterable[str]:
    yield f"报告内容与公开时一致，摘要值{statement['digest']}"
    yield f"签名有效，密钥{key_id(public_key)}"
    if not trusted:
        yield "密钥取自文件本身：请与公开机关公布的核对，或者用--key给出公钥"


def _bytes_of(proof: Object, name: str) -> bytes:
    try:
        return b64decode(str(proof.get(name, "")), validate=True)
    except NotBase64:
        return b""


# --- the one library that is not ours -------------------------------------------------------------------------------


def _signed(message: bytes, signature: bytes, public_key: bytes) -> bool:
    try:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    except ImportError as missing:
        raise ToolMissing("校验签名要用cryptography，请运行pip install 'gongkai[verify]'") from missing
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def _public_key(pem: bytes) -> bytes:
    """The bytes of a key in PEM.

    Raises:
        NotReadable: it is not a public key of Ed25519.
    """
    lines = pem.decode("ascii", "replace").split("-----")
    try:
        der = b64decode("".join(lines[2].split()), validate=True) if lines[1:2] == ["BEGIN PUBLIC KEY"] else b""
    except (NotBase64, IndexError):
        der = b""
    if len(der) != len(_DER) + KEY_LENGTH or not der.startswith(_DER):
        raise NotReadable("给出的不是Ed25519公钥（PEM格式）")
    return der[len(_DER) :]


_DER: Final = bytes.fromhex("302a300506032b6570032100")
"""What stands before the bytes of an Ed25519 key in a SubjectPublicKeyInfo (RFC 8410)."""
