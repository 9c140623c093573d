"""The practice of a body: what holds by default follows from what it is; changes are on record."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases.models import Practice
from gongkai.cases.services.practice import practice_of, save_practice, seal_of
from gongkai.persons import vault
from tests.documents.people import city_and_bureau, holder
from tests.letters.writers.test_writers import SEAL

pytestmark = pytest.mark.django_db


@pytest.fixture
def bureau() -> Body:
    return city_and_bureau()[1]


@pytest.fixture
def officer(bureau: Body):
    return holder(Role.OFFICER, bureau, "林小满")


@pytest.mark.parametrize(
    ("kind", "name", "law", "reviewers"),
    [
        ("department", "海州市财政局", "department", ["海州市人民政府"]),
        ("department", "海州市司法局", "justice", ["海州市人民政府"]),
        ("government", "海州市临江区人民政府", "government", ["海州市人民政府"]),
        ("township", "临江镇人民政府", "government", ["海州市人民政府"]),
        ("township", "临江街道办事处", "dispatched", ["海州市人民政府"]),
        ("government", "江南省人民政府", "province", ["江南省人民政府"]),
        ("department", "财政部", "central", ["财政部"]),
        ("vertical", "国家税务总局海州市税务局", "vertical", []),
        ("organisation", "海州学院", "department", ["海州市人民政府"]),
    ],
)
def test_who_reviews_follows_from_what_a_body_is(bureau: Body, kind: str, name: str, law: str, reviewers: list[str]):
    body = Body.objects.create(name=name, kind=kind, parent=bureau.parent)
    practice = practice_of(body)
    assert (practice.pk, practice.kind, practice.reviewers) == (None, law, reviewers)


def test_a_branch_of_a_vertical_system_is_reviewed_by_the_one_above(bureau: Body):
    above = Body.objects.create(name="国家税务总局海州市税务局", kind="vertical", parent=bureau.parent)
    below = Body.objects.create(name="国家税务总局海州市临江区税务局", kind="vertical", parent=above)
    assert practice_of(below).reviewers == ["国家税务总局海州市税务局"]


def test_what_is_set_is_kept_and_on_record(bureau: Body, officer):
    save_practice(bureau, {"short": " 海教 ", "reviewers": ["海州市人民政府", ""], "supplement_days": 10}, by=officer)
    practice = practice_of(bureau)
    assert (practice.short, practice.reviewers, practice.supplement_days) == ("海教", ["海州市人民政府"], 10)
    deed = Deed.objects.get(deed="修改办理设置")
    assert deed.detail == {"机关代字": ["", "海教"], "补正期限": ["15", "10"]}


def test_another_depth_wants_a_reason(bureau: Body, officer):
    with pytest.raises(ValidationError) as refused:
        save_practice(bureau, {"depth": "short"}, by=officer)
    assert "reason" in refused.value.message_dict
    save_practice(bureau, {"depth": "short"}, by=officer, reason="人手少")
    assert Deed.objects.get(deed="修改办理设置").detail == {"审批层级": ["usual", "short"], "理由": "人手少"}


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reviewers": ["甲市人民政府", "乙市人民政府"]}, "reviewers"),
        ({"supplement_days": 0}, "supplement_days"),
        ({"supplement_days": 61}, "supplement_days"),
        ({"channels": ["telex"]}, "channels"),
        ({"portal": "不是网址"}, "portal"),
        ({"kind": "court"}, "kind"),
        ({"depth": "deep"}, "depth"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(bureau: Body, officer, given: dict, field: str):
    with pytest.raises(ValidationError) as refused:
        save_practice(bureau, given, by=officer, reason="试")
    assert field in refused.value.message_dict
    assert not Practice.objects.exists()


def test_who_may_not_register_sets_nothing(bureau: Body):
    with pytest.raises(PermissionDenied):
        save_practice(bureau, {"short": "海教"}, by=holder(Role.LEADER, bureau))
    with pytest.raises(TypeError):
        save_practice(bureau, {"seal": "x"}, by=holder(Role.OFFICER, bureau))


def test_a_seal_lies_in_the_vault_and_the_one_before_is_discarded(
    bureau: Body, officer, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        first = save_practice(bureau, {}, by=officer, seal=SEAL.png).seal
    assert seal_of(practice_of(bureau)) == SEAL
    with django_capture_on_commit_callbacks(execute=True):
        save_practice(bureau, {}, by=officer, without_seal=True)
    assert seal_of(practice_of(bureau)) is None
    with pytest.raises(FileNotFoundError):
        vault.read(first)
    with pytest.raises(ValidationError) as refused:
        save_practice(bureau, {}, by=officer, seal=b"GIF89a")
    assert "seal" in refused.value.message_dict
    assert [each.detail for each in Deed.objects.filter(deed="修改办理设置").order_by("number")] == [
        {"印章图片": "已更换"},
        {"印章图片": "已移除"},
    ]
