"""Files in the vault: sealed where they lie, opened only as they were put there, re-sealed, and thrown away unnamed."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from pytest_django import Settings

from gongkai.access.models import User
from gongkai.applying.models import Draft, DraftFile, Form
from gongkai.bodies.models import Body
from gongkai.cases.after import sweep
from gongkai.cases.enums import PaperKind
from gongkai.cases.models import Practice
from gongkai.cases.services import corrections, papers
from gongkai.jobs.models import Job
from gongkai.jobs.work import Work
from gongkai.law.limits import Channel
from gongkai.persons import keys, rotation, vault
from gongkai.persons.fields import current_ring
from gongkai.persons.keys import KeysError
from gongkai.persons.sealing import KeyIsMissing, SealBroken
from gongkai.persons.services import register_applicant
from tests.persons.conftest import LIN
from tests.persons.test_keys import rested
from tests.persons.test_rotation import unfit

CONTENT = "申请人陈敬的身份证复印件".encode() * 300


def at(name: str) -> Path:
    return vault.folder() / vault.path_of(name)


# --- sealed ---------------------------------------------------------------------------------------------------------


def test_what_is_kept_is_read_again_and_lies_sealed_for_nobody_else(shelf: Path):
    name = vault.keep(CONTENT)
    assert vault.read(name) == CONTENT
    (file,) = [path for path in shelf.rglob("*") if path.is_file()]
    assert "陈敬".encode() not in file.read_bytes()
    assert file.read_bytes().startswith(b"gk:k1:")
    assert (file.stat().st_mode & 0o777, file.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_an_empty_file_and_a_large_one_come_back(shelf: Path):
    for content in (b"", os.urandom(5 * 2**20)):
        assert vault.read(vault.keep(content)) == content


@pytest.mark.parametrize("size", [0, 3, 5, 6, 17, 33, -1])
def test_a_file_that_was_cut_off_is_refused_with_a_sentence(shelf: Path, size: int):
    name = vault.keep(CONTENT)
    at(name).write_bytes(at(name).read_bytes()[:size])
    with pytest.raises(KeysError, match=r"材料文件.*打不开：被改动、截断.*从备份恢复这个文件"):
        vault.read(name)


@pytest.mark.parametrize("place", [0, 3, 4, 7, 30, 900, -20, -1])
def test_a_file_of_which_a_bit_was_flipped_is_refused(shelf: Path, place: int):
    name = vault.keep(CONTENT)
    stored = bytearray(at(name).read_bytes())
    stored[place] ^= 1
    at(name).write_bytes(stored)
    with pytest.raises(KeysError, match=r"材料文件|缺少数据密钥"):
        vault.read(name)


def test_two_files_that_were_swapped_are_refused_both(shelf: Path):
    one, other = vault.keep(CONTENT), vault.keep(b"another")
    first, second = at(one).read_bytes(), at(other).read_bytes()
    at(one).write_bytes(second)
    at(other).write_bytes(first)
    for name in (one, other):
        with pytest.raises(SealBroken, match=name):
            vault.read(name)


def test_what_was_never_sealed_is_refused(shelf: Path):
    name = vault.keep(CONTENT)
    at(name).write_bytes(CONTENT)
    with pytest.raises(SealBroken):
        vault.read(name)


def test_a_file_that_is_gone_is_not_found(shelf: Path):
    name = vault.keep(CONTENT)
    vault.discard(name)
    vault.discard(name)
    with pytest.raises(FileNotFoundError):
        vault.read(name)


def test_a_write_that_fails_leaves_nothing(shelf: Path, monkeypatch: pytest.MonkeyPatch):
    vault.keep(CONTENT)

    def full(_: int) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="full"):
        vault.keep(CONTENT)
    assert len([path for path in shelf.rglob("*") if path.is_file()]) == 1


# --- keys change ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_files_are_brought_to_the_new_key_with_the_rows(shelf: Path, folder: Path, officer: User, bureau: Body):
    register_applicant(LIN, by=officer, body=bureau)
    names = [vault.keep(CONTENT + bytes([number])) for number in range(5)]
    rotation.begin()
    new = vault.keep(b"new")
    assert rotation.outdated() == 6
    told: list[int] = []
    assert rotation.reseal(told.append) == 6
    assert sum(told) == 6
    assert rotation.outdated() == 0
    assert vault.keys_in_use() == {"k2": 6}
    assert [vault.read(name) for name in names] == [CONTENT + bytes([number]) for number in range(5)]
    assert vault.read(new) == b"new"


@pytest.mark.django_db
def test_a_key_stays_as_long_as_a_file_needs_it(shelf: Path, folder: Path):
    name = vault.keep(CONTENT)
    rotation.begin()
    rested(folder)
    with pytest.raises(KeysError, match="还有1个文件用密钥k1加密，请先运行gongkai keys rotate"):
        rotation.retire("k1")
    rotation.reseal()
    rotation.retire("k1")
    assert [key.id for key in current_ring().keys] == ["k2"]
    assert vault.read(name) == CONTENT


@pytest.mark.django_db
def test_a_rotation_that_was_cut_short_goes_on_with_the_files_that_are_left(shelf: Path, folder: Path):
    for _ in range(4):
        vault.keep(CONTENT)
    rotation.begin()

    def stop(count: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.reseal(stop)
    assert (rotation.outdated(), rotation.reseal(), rotation.outdated()) == (3, 3, 0)


@pytest.mark.django_db
def test_a_file_that_was_altered_stops_the_rotation_and_is_named(shelf: Path, folder: Path):
    name = vault.keep(CONTENT)
    at(name).write_bytes(at(name).read_bytes()[:-1])
    rotation.begin()
    with pytest.raises(SealBroken, match=name):
        rotation.reseal()


@pytest.mark.django_db
def test_an_installation_with_files_and_without_its_keys_makes_none_up(shelf: Path, folder: Path):
    name = vault.keep(CONTENT)
    (folder / keys.FILE).unlink()
    with pytest.raises(KeysError, match="从备份取回这个文件"):
        rotation.make_first_key()
    keys.add(folder, keys.AES)
    with pytest.raises(SealBroken):
        vault.read(name)
    assert unfit() == ["persons.E001"]
    (folder / keys.FILE).write_text((folder / keys.FILE).read_text().replace('"k1"', '"k9"'))
    with pytest.raises(KeyIsMissing, match="缺少数据密钥k1"):
        vault.read(name)


@pytest.mark.django_db
def test_national_algorithms_seal_files_too(shelf: Path, folder: Path, settings: Settings):
    name = vault.keep(CONTENT)
    settings.NATIONAL_ALGORITHMS = True
    rotation.begin()
    rotation.reseal()
    assert at(name).read_bytes().startswith(b"gk:k2:")
    assert vault.read(name) == CONTENT


# --- nobody names them ----------------------------------------------------------------------------------------------


def aged(path: Path, days: float = 2) -> None:
    then = time.time() - days * 86400
    os.utime(path, (then, then))


def test_what_nobody_names_is_thrown_away_after_a_day(shelf: Path, monkeypatch: pytest.MonkeyPatch):
    named, loose, fresh = (vault.keep(CONTENT) for _ in range(3))
    monkeypatch.setattr(vault, "NAMED_BY", [lambda found: [name for name in found if name == named]])
    for name in (named, loose):
        aged(at(name))
    (half := shelf / ".half").write_bytes(b"half")
    aged(half)
    (shelf / ".now").write_bytes(b"being written")
    assert sum(map(vault.clear, vault.old())) == 1
    assert vault.clear_halves() == 1
    assert sorted(vault.names()) == sorted([named, fresh])
    assert (shelf / ".now").exists()


def test_without_anybody_who_names_files_nothing_is_thrown_away(shelf: Path, monkeypatch: pytest.MonkeyPatch):
    name = vault.keep(CONTENT)
    monkeypatch.setattr(vault, "NAMED_BY", [])
    with pytest.raises(RuntimeError):
        vault.clear([name])
    assert vault.read(name) == CONTENT


def test_an_empty_vault_has_nothing_old(shelf: Path):
    assert list(vault.old(timezone.now() + timedelta(days=9))) == []
    assert vault.clear_halves() == 0


def test_files_are_asked_for_some_at_a_time(shelf: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(vault, "TOGETHER", 2)
    for _ in range(5):
        vault.keep(b"x")
    assert [len(part) for part in vault.old(timezone.now() + timedelta(days=2))] == [2, 2, 1]


@pytest.mark.django_db
def test_papers_seals_and_drafts_keep_their_files_and_the_clock_clears_the_rest(
    shelf: Path, officer: User, bureau: Body
):
    correction = corrections.enter(
        bureau,
        register_applicant(LIN, by=officer, body=bureau),
        {"record": "缴费记录", "wrong": "漏记", "right": "补记"},
        channel=Channel.IN_PERSON,
        submitted_at=timezone.now(),
        by=officer,
    )
    paper = papers.add(correction, PaperKind.RECORD_PROOF, "证明.pdf", b"%PDF-1.7", by=officer)
    seal, form, receipt, file, loose = (vault.keep(CONTENT) for _ in range(5))
    Practice.objects.create(body=bureau, seal=seal)
    draft = Draft.objects.create(
        form=Form.REQUEST, site=bureau, sealed=form, receipt=receipt, until=timezone.now() + timedelta(days=1)
    )
    DraftFile.objects.create(draft=draft, kind="identity", vault=file, size=1)
    for name in vault.names():
        aged(at(name))
    assert sweep(Work(Job(kind="cases.vault"))) == {"文件": 1}
    assert set(vault.names()) == {paper.vault, seal, form, receipt, file}
    assert not at(loose).exists()
    assert sweep(Work(Job(kind="cases.vault"))) is None
