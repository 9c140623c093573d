"""A sealed value opens where it was put, with the key that sealed it, unaltered; otherwise it says why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms
from cryptography.hazmat.primitives.ciphers.modes import GCM

from gongkai.persons import keys
from gongkai.persons.keys import AES, SM4, Ring
from gongkai.persons.sealing import KeyIsMissing, Place, SealBroken, index_of, key_of, seal, unseal

HERE = Place("persons_applicant", "number", "0f7d")
TEXT = "11010519491231002X"


@pytest.fixture(params=[AES, SM4])
def ring(request: pytest.FixtureRequest, tmp_path: Path) -> Ring:
    keys.add(tmp_path, request.param)
    return keys.ring(tmp_path)


def test_what_was_sealed_is_opened_again_and_never_looks_the_same_twice(ring: Ring):
    one, other = (seal(TEXT, HERE, ring.current) for _ in range(2))
    assert one != other
    assert key_of(one) == "k1"
    assert TEXT not in one
    assert unseal(one, HERE, ring) == unseal(other, HERE, ring) == TEXT
    assert unseal(seal("海州市东街", HERE, ring.current), HERE, ring) == "海州市东街"


@pytest.mark.parametrize("member", Place._fields)
def test_it_does_not_open_at_another_place(ring: Ring, member: str):
    sealed = seal(TEXT, HERE, ring.current)
    with pytest.raises(SealBroken, match="密文与它的位置或者密钥不符"):
        unseal(sealed, HERE._replace(**{member: "other"}), ring)


def test_whatever_character_is_altered_it_does_not_open(ring: Ring):
    sealed = seal(TEXT, HERE, ring.current)
    start = sealed.rindex(":") + 1
    for at in range(start, len(sealed)):
        altered = sealed[:at] + ("A" if sealed[at] != "A" else "B") + sealed[at + 1 :]
        with pytest.raises(SealBroken):
            assert unseal(altered, HERE, ring) is None


@pytest.mark.parametrize("text", ["", "x", TEXT, "gk:k1:", "gk:k1:AAAA", "gk:k1:!!", "gk::AAAA"])
def test_what_is_no_sealed_value_is_refused(ring: Ring, text: str):
    with pytest.raises(SealBroken):
        unseal(text, HERE, ring)


def test_a_missing_key_is_named_and_another_installation_s_key_of_that_name_does_not_open(ring: Ring, tmp_path: Path):
    sealed = seal(TEXT, HERE, ring.current)
    with pytest.raises(KeyIsMissing, match="缺少数据密钥k1"):
        unseal(sealed, HERE, Ring((ring.current._replace(id="k7"),)))
    keys.add(tmp_path / "other", ring.current.algorithm)
    with pytest.raises(SealBroken):
        unseal(sealed, HERE, keys.ring(tmp_path / "other"))


def test_the_index_of_equal_texts_is_equal_under_one_key_and_column(ring: Ring):
    def index(text: str = TEXT, table: str = "a", column: str = "b", **members: bytes) -> str:
        return index_of(text, table, column, ring.current._replace(**members))

    assert index() == index()
    assert len({index(), index(text="x"), index(table="c"), index(column="c"), index(index_secret=b"x" * 32)}) == 5
    assert index() == index(secret=b"another secret")


def test_sm4_gcm_is_that_of_rfc_8998():
    key = bytes.fromhex("0123456789ABCDEFFEDCBA9876543210")
    text = bytes.fromhex("AA" * 8 + "BB" * 8 + "CC" * 8 + "DD" * 8 + "EE" * 8 + "FF" * 8 + "EE" * 8 + "AA" * 8)
    sealing = Cipher(algorithms.SM4(key), GCM(bytes.fromhex("00001234567800000000ABCD"))).encryptor()
    sealing.authenticate_additional_data(bytes.fromhex("FEEDFACEDEADBEEFFEEDFACEDEADBEEFABADDAD2"))
    content = sealing.update(text) + sealing.finalize()
    assert content.hex().upper().startswith("17F399F08C67D5EE19D0DC9969C4BB7D")
    assert sealing.tag.hex().upper() == "83DE3541E4C2B58177E065A9BF7B62EC"
