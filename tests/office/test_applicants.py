"""The page of an applicant: for officers of the body that deals with them, masked, with what is shown on record."""

from __future__ import annotations

from uuid import uuid4

import pytest

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.persons.models import Applicant
from gongkai.persons.services import register_applicant
from tests.office.conftest import Holder, SignIn, deeds
from tests.persons.conftest import LIN, SECRETS

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(holder: Holder) -> User:
    return holder(Role.OFFICER)


@pytest.fixture
def applicant(officer: User, bureau: Body) -> Applicant:
    return register_applicant(LIN, by=officer, body=bureau)


def test_an_officer_sees_the_applicant_masked_and_that_they_looked_is_recorded(
    officer: User, applicant: Applicant, bureau: Body, sign_in: SignIn
):
    page = sign_in(officer).get(f"/office/applicants/{applicant.pk}/").content.decode()
    for seen in ("林小英", "1101**********002X", "138****1234", "海州市教育局"):
        assert seen in page
    assert not any(secret in page for secret in SECRETS)
    deed = deeds().order_by("-number")[0]
    assert (deed.deed, deed.actor, deed.body, deed.subject) == (
        "查看申请人",
        officer,
        bureau,
        f"persons.applicant:{applicant.pk}",
    )


def test_for_a_reason_one_value_is_shown_once(officer: User, applicant: Applicant, sign_in: SignIn):
    browser = sign_in(officer)
    answer = browser.post(f"/office/applicants/{applicant.pk}/", {"member": "phone", "reason": "电话告知补正"})
    page = answer.content.decode()
    assert [secret for secret in SECRETS if secret in page] == [LIN["phone"]]
    assert "no-store" in answer["Cache-Control"]
    deed = deeds().order_by("-number")[0]
    assert (deed.deed, deed.detail) == ("查看个人信息", {"项目": ["联系电话"], "理由": "电话告知补正"})
    assert LIN["phone"] not in browser.get(f"/office/applicants/{applicant.pk}/").content.decode()


@pytest.mark.parametrize(
    "given", [{"member": "phone"}, {"member": "phone", "reason": " "}, {"member": "name", "reason": "看看"}, {}]
)
def test_without_a_reason_nothing_is_shown(officer: User, applicant: Applicant, sign_in: SignIn, given: dict[str, str]):
    answer = sign_in(officer).post(f"/office/applicants/{applicant.pk}/", given)
    assert answer.status_code == 422
    assert not any(secret in answer.content.decode() for secret in SECRETS)
    assert not deeds().filter(deed="查看个人信息").exists()


@pytest.mark.parametrize("method", ["get", "post"])
def test_for_everybody_else_there_is_no_such_page(
    holder: Holder, applicant: Applicant, other: Body, sign_in: SignIn, method: str
):
    given = {"member": "phone", "reason": "想看"}
    elsewhere = getattr(sign_in(holder(Role.OFFICER, other)), method)
    assert elsewhere(f"/office/applicants/{applicant.pk}/", given).status_code == 404
    leader = getattr(sign_in(holder(Role.LEADER)), method)
    assert leader(f"/office/applicants/{applicant.pk}/", given).status_code == 403
    assert elsewhere(f"/office/applicants/{uuid4()}/", given).status_code == 404
    assert not deeds().filter(deed__startswith="查看").exists()
