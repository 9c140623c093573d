"""Applicants: entered by themselves or by the body they asked, seen by nobody else, revealed for a reason on record."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q

from gongkai.access.enums import ADMINISTRATORS, Role
from gongkai.access.models import Appointment, User
from gongkai.audit.models import Deed
from gongkai.audit.services import verify
from gongkai.bodies.models import Body
from gongkai.persons.fields import text_of
from gongkai.persons.models import Applicant
from gongkai.persons.services import (
    CONCERNED,
    applicant_for,
    bodies_concerned,
    corrected,
    register_applicant,
    reveal,
    same_as,
    update_applicant,
    write_to,
)
from tests.persons.conftest import LIN, SECRETS

pytestmark = pytest.mark.django_db


def last() -> Deed:
    return Deed.objects.order_by("-number")[0]


def test_somebody_enters_themself(lin: User):
    made = register_applicant({**LIN, "number": " １１０１０５ 19491231 002x"}, by=lin, user=lin)
    assert (text_of(made, "number"), made.user, made.body) == (LIN["number"], lin, None)
    assert (last().deed, last().subject) == ("登记申请人", f"persons.applicant:{made.pk}")
    assert last().detail == {
        "项目": ["类别", "姓名或者名称", "证件类型", "证件号码", "联系电话", "电子邮箱", "通信地址", "邮政编码"]
    }


def test_an_officer_enters_who_asked_on_paper_for_the_body_that_was_asked(officer: User, bureau: Body, elsewhere: Body):
    made = register_applicant(LIN, by=officer, body=bureau)
    assert (made.user, made.body, last().body) == (None, bureau, bureau)
    for body in (elsewhere, None):
        with pytest.raises(PermissionDenied):
            register_applicant(LIN, by=officer, body=body)


def test_the_form_on_which_somebody_asks_a_body_enters_them_for_it_alone(lin: User, bureau: Body):
    made = register_applicant(LIN, by=None, body=bureau)
    assert (made.user, made.body, last().actor, last().body) == (None, bureau, None, bureau)
    for whose in ({"user": lin}, {"user": lin, "body": bureau}, {}):
        with pytest.raises(PermissionDenied, match="由所申请的机关登记"):
            register_applicant(LIN, by=None, **whose)
    with pytest.raises(ValidationError) as refused:
        register_applicant({**LIN, "number": "110105194912310021"}, by=None, body=bureau)
    assert "number" in refused.value.message_dict


def test_who_gave_an_address_is_written_to_and_nobody_else_learns_it(lin: User, bureau: Body, mailoutbox: list[Any]):
    assert write_to(register_applicant(LIN, by=None, body=bureau), "有进展", "请查询")
    assert not write_to(register_applicant({**LIN, "email": ""}, by=None, body=bureau), "有进展", "请查询")
    assert [(mail.to, mail.subject, mail.body) for mail in mailoutbox] == [([LIN["email"]], "有进展", "请查询")]


def test_nobody_enters_another_s_account_and_staff_do_not_apply_with_theirs(lin: User, officer: User, bureau: Body):
    with pytest.raises(PermissionDenied):
        register_applicant(LIN, by=User.objects.create(username="wu", name="吴"), user=lin)
    with pytest.raises(PermissionDenied, match="本人的公众账号"):
        register_applicant(LIN, by=officer, user=officer)
    with pytest.raises(ValidationError, match="有账号，或者由机关登记"):
        register_applicant(LIN, by=officer, user=lin, body=bureau)


def test_an_account_has_one_applicant(applicant: Applicant, lin: User):
    with pytest.raises(ValidationError, match="已经填写过"):
        register_applicant(LIN, by=lin, user=lin)


def test_what_is_not_well_formed_is_named_and_nothing_is_kept(lin: User):
    with pytest.raises(ValidationError) as caught:
        register_applicant({**LIN, "number": "1", "phone": "2"}, by=lin, user=lin)
    assert set(caught.value.message_dict) == {"number", "phone"}
    assert not Applicant.objects.exists()
    assert not Deed.objects.exists()


def test_only_what_differs_is_changed_and_recorded_by_name(applicant: Applicant, lin: User):
    update_applicant(applicant, {"phone": "13950009999", "email": LIN["email"]}, by=lin)
    kept = Applicant.objects.get()
    assert (text_of(kept, "phone"), text_of(kept, "address")) == ("13950009999", LIN["address"])
    assert (last().deed, last().detail) == ("修改申请人", {"项目": ["联系电话"]})
    count = Deed.objects.count()
    update_applicant(applicant, {"phone": "13950009999"}, by=lin)
    assert Deed.objects.count() == count


def test_an_officer_says_why_and_what_it_was_and_is_stands_nowhere(on_paper: Applicant, officer: User, bureau: Body):
    new = {"phone": "13950009999", "name": "林小荣"}
    for reason in ("电话改为13950009999", "改名林小荣"):
        with pytest.raises(ValidationError, match="不要写姓名、号码、地址本身"):
            update_applicant(on_paper, new, by=officer, body=bureau, reason=reason)
    update_applicant(on_paper, new, by=officer, body=bureau, reason="本人来电，登记时听错了")
    assert corrected(on_paper).get().detail == {"项目": ["姓名或者名称", "联系电话"], "理由": "本人来电，登记时听错了"}


def test_a_change_is_held_against_what_is_left(applicant: Applicant, lin: User):
    with pytest.raises(ValidationError) as caught:
        update_applicant(applicant, {"document": "home_return"}, by=lin)
    assert set(caught.value.message_dict) == {"number"}


def test_others_change_nothing(applicant: Applicant, on_paper: Applicant, officer: User, bureau: Body, elsewhere: Body):
    stranger = User.objects.create(username="wu", name="吴")
    for who, by, body in (
        (applicant, stranger, None),
        (applicant, officer, bureau),
        (applicant, officer, None),
        (on_paper, officer, elsewhere),
        (on_paper, officer, None),
        (on_paper, stranger, bureau),
    ):
        with pytest.raises(PermissionDenied):
            update_applicant(who, {"phone": "13950009999"}, by=by, body=body)
        with pytest.raises(PermissionDenied):
            reveal(who, "phone", by=by, body=body, reason="电话联系")
    assert update_applicant(on_paper, {"phone": "13950009999"}, by=officer, body=bureau)


# --- revealing ------------------------------------------------------------------------------------------------------


def test_an_officer_of_the_body_concerned_sees_for_a_reason_that_is_recorded(
    on_paper: Applicant, officer: User, bureau: Body
):
    assert reveal(on_paper, "phone", by=officer, body=bureau, reason=" 电话告知补正 ") == LIN["phone"]
    deed = last()
    assert (deed.deed, deed.actor, deed.body, deed.subject) == (
        "查看个人信息",
        officer,
        bureau,
        f"persons.applicant:{on_paper.pk}",
    )
    assert deed.detail == {"项目": ["联系电话"], "理由": "电话告知补正"}
    assert not any(secret in repr(deed.detail) for secret in SECRETS)
    assert verify() == []


@pytest.mark.parametrize("reason", ["", "  \n"])
def test_without_a_reason_nothing_is_revealed(on_paper: Applicant, officer: User, bureau: Body, reason: str):
    count = Deed.objects.count()
    with pytest.raises(ValidationError, match="请写明查看的理由"):
        reveal(on_paper, "phone", by=officer, body=bureau, reason=reason)
    assert Deed.objects.count() == count


@pytest.mark.parametrize("role", [role for role in Role if role != Role.OFFICER])
def test_no_other_role_reveals(on_paper: Applicant, bureau: Body, role: Role):
    user = User.objects.create(username="other", name="何", is_staff=True)
    Appointment.objects.create(user=user, role=role, body=None if role in ADMINISTRATORS else bureau)
    with pytest.raises(PermissionDenied, match="没有“海州市教育局”的查看申请人的证件号码和联系方式权限"):
        reveal(on_paper, "phone", by=user, body=bureau, reason="想看")


def test_the_applicant_sees_their_own_and_it_is_recorded(applicant: Applicant, lin: User):
    assert reveal(applicant, "number", by=lin, reason="本人查看") == LIN["number"]
    assert (last().actor, last().body) == (lin, None)


def test_what_is_not_sealed_cannot_be_revealed(applicant: Applicant, lin: User):
    with pytest.raises(KeyError):
        reveal(applicant, "name", by=lin, reason="本人查看")


def test_what_cannot_be_recorded_is_not_revealed(applicant: Applicant, lin: User, monkeypatch: pytest.MonkeyPatch):
    def refuse(*args: object, **kwargs: object) -> None:
        raise IntegrityError

    monkeypatch.setattr("gongkai.persons.services.record", refuse)
    with pytest.raises(IntegrityError), transaction.atomic():
        reveal(applicant, "number", by=lin, reason="本人查看")


def test_an_app_in_which_bodies_deal_with_applicants_says_so(
    applicant: Applicant, officer: User, bureau: Body, monkeypatch: pytest.MonkeyPatch
):
    assert not bodies_concerned(applicant)
    monkeypatch.setattr("gongkai.persons.services.CONCERNED", [*CONCERNED, lambda applicant: Q(name="海州市教育局")])
    assert list(bodies_concerned(applicant)) == [bureau]
    assert reveal(applicant, "phone", by=officer, body=bureau, reason="电话联系") == LIN["phone"]


# --- the same applicant ----------------------------------------------------------------------------------------------


def test_the_same_applicant_is_found_by_the_number_of_the_document(applicant: Applicant, on_paper: Applicant):
    assert list(same_as(applicant)) == [on_paper]
    assert list(same_as(on_paper)) == [applicant]


def test_others_are_not(applicant: Applicant, officer: User, bureau: Body):
    register_applicant({**LIN, "number": ""}, by=officer, body=bureau)
    register_applicant({**LIN, "document": "passport", "number": "E12345678"}, by=officer, body=bureau)
    assert not same_as(applicant)
    assert not Applicant.objects.known_by("resident_id", "")


# --- the unified identity --------------------------------------------------------------------------------------------

CLAIMS = {"name": "林小英", "number": LIN["number"], "phone": LIN["phone"], "sub": "a1"}


def test_who_signs_in_by_the_unified_identity_is_an_applicant_whose_identity_is_verified(lin: User):
    made = applicant_for(lin, CLAIMS)
    assert (made.kind, made.document, made.user) == ("natural_person", "resident_id", lin)
    assert (text_of(made, "number"), text_of(made, "phone")) == (LIN["number"], LIN["phone"])
    assert made.verified_at is not None


def test_the_next_sign_in_takes_over_identity_and_keeps_contacts(lin: User):
    applicant_for(lin, CLAIMS)
    count = Deed.objects.count()
    assert applicant_for(lin, CLAIMS).pk == applicant_for(lin, CLAIMS).pk
    assert Deed.objects.count() == count
    made = applicant_for(lin, {**CLAIMS, "name": "林英", "phone": "13950009999", "email": "lin@example.com"})
    assert (made.name, text_of(made, "phone"), text_of(made, "email")) == ("林英", LIN["phone"], "lin@example.com")
    assert last().detail == {"项目": ["姓名或者名称", "电子邮箱"]}


def test_who_had_entered_themself_is_verified_at_the_first_such_sign_in(applicant: Applicant, lin: User):
    assert applicant.verified_at is None
    assert applicant_for(lin, CLAIMS) == applicant
    assert Applicant.objects.get().verified_at is not None


def test_an_organisation_is_one_by_its_claims(lin: User):
    made = applicant_for(lin, {"kind": "business", "name": "海州甲公司", "number": "91350100M000100Y43"})
    assert (made.kind, made.document, str(made.number), str(made)) == (
        "business",
        "credit_code",
        "9135**********0Y43",
        "海州甲公司",
    )


def test_a_slip_of_the_other_system_keeps_nobody_out(lin: User):
    made = applicant_for(lin, {"number": "123", "phone": "abc", "kind": "alien", "document": "x", "postcode": "362000"})
    assert (made.name, made.kind, made.document) == ("林小英", "natural_person", "resident_id")
    assert (str(made.number), str(made.phone), str(made.postcode)) == ("", "", "******")


def test_what_is_verified_is_not_changed_by_hand(lin: User):
    made = applicant_for(lin, CLAIMS)
    with pytest.raises(ValidationError, match="经统一身份认证核实"):
        update_applicant(made, {"name": "林一"}, by=lin)
    update_applicant(made, {"name": "林小英", "phone": "13950009999"}, by=lin)


def test_staff_are_no_applicants(officer: User):
    with pytest.raises(PermissionDenied):
        applicant_for(officer, CLAIMS)
