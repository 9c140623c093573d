"""A published report proves itself: a digit, a letter or a day that was changed after publication is found."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from gongkai.report import NotReadable, Value, read
from gongkai.report.interchange import as_dict, canonical, from_json, to_json
from gongkai.report.published import detached, digest_of, prove, sealed, state, verify
from tests.report.builders import full_report

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
PEM = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
ANOTHER = Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()
REPORT = as_dict(full_report(cells={"proactive.fees.amount": Value(Decimal("43.788000"))}))
PDF = b"%PDF-1.7 a report"


def published(**more: Any) -> bytes:
    statement = state(REPORT, PUBLIC, version=1, published_on=date(2026, 1, 20).isoformat(), **more)
    return sealed(REPORT, prove(statement, KEY.sign, PUBLIC))


def with_change(change: Any) -> bytes:
    content = from_json(published())
    change(content)
    return to_json(content)


def test_what_was_published_is_found_as_it_was_however_its_json_is_laid_out():
    content = published()
    for written in (content, to_json(from_json(content)), json.dumps(json.loads(content), indent=4).encode()):
        found = verify(written)
        assert (found.good, found.trusted) == (True, False)
    assert verify(content, key=PEM).trusted
    assert "请与公开机关公布的核对" in verify(content).said[-1]


def test_the_published_file_is_a_report_that_is_read_like_any_other():
    report = read(published(), name="2025.json")
    assert report.number("proactive.fees.amount") == Decimal("43.788000")
    assert as_dict(report)["cells"] == REPORT["cells"]


@pytest.mark.parametrize("cell", [key for key, number in REPORT["cells"].items() if number is not None][::9])
def test_a_changed_digit_is_found(cell: str):
    def change(content: Any) -> None:
        content["report"]["cells"][cell] += 1

    found = verify(with_change(change), key=PEM)
    assert not found.good
    assert "报告内容改动过" in found.said[0]


def test_a_changed_word_a_statement_and_a_signature_are_found():
    def in_text(content: Any) -> None:
        content["report"]["sections"]["overview"]["text"] += "。"

    def in_statement(content: Any) -> None:
        content["statement"]["version"] = 2

    def in_signature(content: Any) -> None:
        content["signature"] = content["signature"].swapcase()

    def digest_too(content: Any) -> None:
        in_text(content)
        content["statement"]["digest"] = digest_of(content["report"])

    assert "报告内容改动过" in verify(with_change(in_text)).said[0]
    for change in (in_statement, in_signature, digest_too):
        assert verify(with_change(change)).said == ("签名不符：公开情况或者签名改动过",)


def test_who_puts_a_key_of_his_own_beside_it_is_found_by_the_key_that_is_known():
    def resign(content: Any) -> None:
        forger = Ed25519PrivateKey.from_private_bytes(bytes(32))
        public = forger.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        content["report"]["cells"]["requests.new.total"] = 0
        statement = state(content["report"], public, version=1)
        content.update(prove(statement, forger.sign, public))

    forged = with_change(resign)
    assert verify(forged).good  # by itself it agrees: only the key tells
    assert "不是这一个" in verify(forged, key=PEM).said[0]


def test_a_signature_may_lie_in_a_file_of_its_own():
    bare = to_json(REPORT)
    assert verify(bare, signature=detached(published()), key=PEM).good
    with pytest.raises(NotReadable, match="没有签名"):
        verify(bare)
    changed = to_json({**REPORT, "title": "另一个标题"})
    assert not verify(changed, signature=detached(published())).good


def test_other_files_that_were_published_with_it_are_held_against_it():
    import hashlib

    content = published(files={"pdf": hashlib.sha256(PDF).hexdigest()})
    assert verify(content, files=[PDF]).good
    assert "一并给出的文件" in verify(content, files=[PDF + b" "]).said[0]


@pytest.mark.parametrize("wrong", [b"", b"[]", b"{}", b"\xff", b'{"statement": 1}', b'{"statement": {}, "report": {}}'])
def test_what_is_no_published_report_is_told_in_a_sentence(wrong: bytes):
    with pytest.raises(NotReadable):
        verify(wrong)


def test_only_a_public_key_of_the_kind_is_taken():
    with pytest.raises(NotReadable, match="Ed25519公钥"):
        verify(published(), key=b"-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    other = ANOTHER.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    assert not verify(published(), key=other).good


def test_canonical_json_has_its_members_in_order_and_each_number_in_one_spelling():
    numbers = [Decimal("1.50"), Decimal("100"), Decimal("0.000001"), 7]
    assert canonical({"b": numbers, "a": ["年", None]}) == '{"a":["年",null],"b":[1.5,100,0.000001,7]}'.encode()
