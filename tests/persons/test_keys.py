"""The key ring: a file that only its owner reads, one key current, old ones kept until nothing needs them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from gongkai.persons import keys
from gongkai.persons.keys import AES, SM4, KeysError, NoKeys, ring


def rested(folder: Path) -> None:
    """As if the current key had taken its predecessor's place long enough ago."""
    file = folder / keys.FILE
    content = json.loads(file.read_text())
    for key in content["keys"]:
        for day in ("made", "since"):
            if key[day]:
                key[day] = (datetime.fromisoformat(key[day]) - 2 * keys.REST).isoformat()
    file.write_text(json.dumps(content))


def test_the_first_key_is_current_and_only_its_owner_reads_it(tmp_path: Path):
    made = keys.add(tmp_path / "keys", AES)
    file = tmp_path / "keys" / "data-keys.json"
    assert ring(tmp_path / "keys").current == made
    assert (made.id, len(made.secret), len(made.index_secret)) == ("k1", 32, 32)
    assert file.stat().st_mode & 0o777 == 0o600
    assert file.parent.stat().st_mode & 0o777 == 0o700


def test_a_further_key_waits_until_it_is_made_current(tmp_path: Path):
    first = keys.add(tmp_path, AES)
    second = keys.add(tmp_path, SM4)
    assert (ring(tmp_path).current, ring(tmp_path).waiting) == (first, second)
    with pytest.raises(KeysError, match="k2还没有启用"):
        keys.add(tmp_path, SM4)
    assert keys.make_current(tmp_path).id == ring(tmp_path).current.id == "k2"
    assert len(ring(tmp_path).current.secret) == 16
    with pytest.raises(KeysError, match="没有待启用的密钥"):
        keys.make_current(tmp_path)


def test_a_process_that_runs_already_sees_the_change(tmp_path: Path):
    keys.add(tmp_path, AES)
    before = ring(tmp_path)
    assert ring(tmp_path) is before
    keys.add(tmp_path, AES)
    assert len(ring(tmp_path).keys) == 2


def test_a_key_is_removed_only_after_another_took_its_place_and_requests_had_time_to_end(tmp_path: Path):
    keys.add(tmp_path, AES)
    keys.add(tmp_path, AES)
    for id in ("k1", "k2"):
        with pytest.raises(KeysError, match="不能停用"):
            keys.remove(tmp_path, id)
    keys.make_current(tmp_path)
    with pytest.raises(KeysError, match="刚刚被替换"):
        keys.remove(tmp_path, "k1")
    rested(tmp_path)
    assert keys.remove(tmp_path, "k1").id == "k1"
    with pytest.raises(KeysError, match="没有密钥k1"):
        keys.remove(tmp_path, "k1")
    assert keys.add(tmp_path, AES).id == "k3"


def test_without_a_ring_it_is_said_what_to_do(tmp_path: Path):
    with pytest.raises(NoKeys, match="新装的请运行gongkai keys new"):
        ring(tmp_path)


@pytest.mark.parametrize("mode", [0o604, 0o622, 0o660, 0o666])
def test_a_file_that_others_may_read_or_change_is_refused(tmp_path: Path, mode: int):
    keys.add(tmp_path, AES)
    (tmp_path / keys.FILE).chmod(mode)
    with pytest.raises(KeysError, match="chmod 600"):
        ring(tmp_path)


@pytest.mark.parametrize(
    "damage",
    [
        lambda text: text[:-40],
        lambda text: text.replace("gongkai.data-keys/1", "other"),
        lambda text: text.replace('"secret": "', '"secret": "AAAA'),
        lambda text: text.replace(AES, "rot13"),
        lambda text: text.replace('"secret"', '"geheim"'),
        lambda text: '{"format": "gongkai.data-keys/1", "keys": []}',
    ],
)
def test_a_damaged_file_is_not_guessed_at(tmp_path: Path, damage):
    keys.add(tmp_path, AES)
    file = tmp_path / keys.FILE
    file.write_text(damage(file.read_text()))
    with pytest.raises(KeysError, match="已经损坏"):
        ring(tmp_path)


def test_a_key_shows_nothing_of_itself(tmp_path: Path):
    made = keys.add(tmp_path, AES)
    assert repr(made) == "<Key k1 aes-256-gcm>"
    assert str(ring(tmp_path)) == "<Ring k1>"
    assert timedelta(0) < keys.REST
