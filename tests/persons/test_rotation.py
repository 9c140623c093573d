"""Keys change while data stay: everything is brought to the new key, an old one goes when nothing needs it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.checks import run_checks
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.persons import keys, rotation
from gongkai.persons.fields import current_ring, text_of
from gongkai.persons.keys import KeysError
from gongkai.persons.models import Applicant
from gongkai.persons.sealing import KeyIsMissing, SealBroken, key_of
from gongkai.persons.services import register_applicant, same_as
from tests.persons.conftest import LIN, SECRETS
from tests.persons.test_keys import rested

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(folder: Path, officer: User, bureau: Body) -> list[Applicant]:
    return [register_applicant(LIN, by=officer, body=bureau) for _ in range(7)]


def texts() -> list[str]:
    return [text_of(applicant, "number") for applicant in Applicant.objects.all()]


def unfit() -> list[str]:
    """What the checks before deployment say of this app."""
    return [str(error.id) for error in run_checks(include_deployment_checks=True) if "persons" in str(error.id)]


def test_everything_is_sealed_anew_and_stays_the_same(many: list[Applicant]):
    before = [str(applicant.number.sealed) for applicant in many]
    assert rotation.outdated() == 0
    assert rotation.begin().id == "k2"
    assert rotation.outdated() == 7
    assert rotation.reseal() == 7
    assert rotation.outdated() == 0
    kept = list(Applicant.objects.all())
    assert {key_of(getattr(applicant, name).sealed) for applicant in kept for name in ("number", "postcode")} == {"k2"}
    assert not {applicant.number.sealed for applicant in kept} & set(before)
    assert texts() == [LIN["number"]] * 7
    assert len(same_as(kept[0])) == 6
    assert [*rotation.uses().values()] == [0, 7]


def test_an_interrupted_rotation_goes_on_where_it_was(many: list[Applicant], monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(rotation, "BATCH", 3)
    rotation.begin()
    told: list[int] = []

    def stop(count: int) -> None:
        told.append(count)
        if len(told) == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rotation.reseal(stop)
    assert rotation.outdated() == 1
    assert texts() == [LIN["number"]] * 7
    assert {len(same_as(applicant)) for applicant in Applicant.objects.all()} == {6}
    assert rotation.reseal(told.append) == 1
    assert told == [3, 3, 1]
    assert rotation.reseal() == 0


def test_the_same_applicant_is_found_under_both_keys(many: list[Applicant], officer: User, bureau: Body):
    rotation.begin()
    new = register_applicant(LIN, by=officer, body=bureau)
    assert len(same_as(new)) == 7
    assert [*rotation.uses().values()] == [7, 1]


def test_national_algorithms_come_with_the_next_key(many: list[Applicant], settings: Settings):
    settings.NATIONAL_ALGORITHMS = True
    assert rotation.begin().algorithm == "sm4-gcm"
    rotation.reseal()
    assert texts() == [LIN["number"]] * 7
    assert len(same_as(Applicant.objects.all()[0])) == 6


def test_a_key_that_waits_is_taken_and_none_is_made(many: list[Applicant], folder: Path):
    assert rotation.make_key().id == "k2"
    assert key_of(Applicant(phone="1").phone.sealed) == "k1"
    assert rotation.begin().id == "k2"
    assert len(current_ring().keys) == 2


def test_a_key_is_retired_when_no_row_needs_it(many: list[Applicant], folder: Path):
    rotation.begin()
    rested(folder)
    with pytest.raises(KeysError, match="还有7行用密钥k1加密"):
        rotation.retire("k1")
    rotation.reseal()
    assert rotation.retire("k1").id == "k1"
    assert [key.id for key in current_ring().keys] == ["k2"]
    assert texts() == [LIN["number"]] * 7
    with pytest.raises(KeysError, match="没有密钥k1"):
        rotation.retire("k1")


def test_rotation_and_retirement_are_recorded(many: list[Applicant], folder: Path):
    rotation.begin()
    rotation.reseal()
    rested(folder)
    rotation.retire("k1")
    deeds = list(Deed.objects.filter(actor=None).order_by("number").values_list("deed", "detail"))
    assert deeds == [
        ("启用数据密钥", {"密钥": "k2", "算法": "aes-256-gcm"}),
        ("停用数据密钥", {"密钥": "k1"}),
    ]


def test_a_row_that_was_altered_stops_the_rotation_and_is_named(many: list[Applicant]):
    altered = Applicant.objects.order_by("pk")[3]
    Applicant.objects.filter(pk=altered.pk).update(phone=many[0].phone if many[0] != altered else many[1].phone)
    rotation.begin()
    with pytest.raises(SealBroken, match=str(altered.pk)):
        rotation.reseal()


def test_with_a_lost_key_it_is_said_which_and_nothing_is_made_up(many: list[Applicant], folder: Path):
    (folder / keys.FILE).unlink()
    for act in (rotation.make_first_key, texts):
        with pytest.raises(KeysError, match="从备份取回这个文件"):
            act()
    keys.add(folder, keys.AES)
    with pytest.raises(SealBroken):
        texts()
    assert unfit() == ["persons.E001"]
    (folder / keys.FILE).write_text((folder / keys.FILE).read_text().replace('"k1"', '"k9"'))
    with pytest.raises(KeyIsMissing, match="缺少数据密钥k1"):
        texts()


def test_a_new_installation_gets_its_first_key_once(tmp_path: Path, settings: Settings):
    settings.KEYS = tmp_path / "none"
    assert unfit() == ["persons.E001"]
    assert rotation.make_first_key() is not None
    assert rotation.make_first_key() is None
    assert unfit() == []


def test_no_query_carries_the_text_while_keys_change(many: list[Applicant]):
    rotation.begin()
    with CaptureQueriesContext(connection) as queries:
        rotation.reseal()
    assert not any(secret in repr(queries.captured_queries) for secret in SECRETS)
