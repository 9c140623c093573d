"""The code by which an applicant follows a request, and a form that is sent twice."""

from __future__ import annotations

from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.test import override_settings

from gongkai.access.enums import Role
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases.models import Case
from gongkai.cases.services import access, voiding
from gongkai.cases.services.access import case_by_code, new_code
from tests.cases.people import TODAY, Office, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(at(TODAY), tick=False):
        yield


def test_a_code_opens_its_case_by_number_and_by_key_however_it_is_typed(office: Office):
    case, other = office.case(), office.case()
    code = new_code(case)
    assert case_by_code(case.number, code) == case
    assert case_by_code(f" {case.key} ", code.lower().replace("-", " ")) == case
    assert case_by_code("２０２４－０００１", code, body=office.bureau) == case
    assert case_by_code(case.number, code, body=office.city) is None
    assert case_by_code(other.number, code) is None
    assert case_by_code(case.number, "0000-0000") is None
    assert case_by_code("没有这件", code) is None


def test_only_the_code_given_out_last_opens_a_case_and_none_opens_one_without(office: Office):
    case = office.case()
    assert case_by_code(case.number, "") is None
    first, second = new_code(case), new_code(case)
    assert case_by_code(case.number, first) is None
    assert case_by_code(case.number, second) == case


def test_letters_that_look_like_others_are_read_as_what_they_look_like(office: Office):
    assert access.tidied("ilou-ILOU") == "110V110V"
    assert len({access.make_code() for _ in range(200)}) == 200
    assert {len(access.tidied(access.make_code())) for _ in range(50)} == {access.LENGTH}


def test_a_code_is_kept_as_a_digest_alone_and_nothing_of_it_is_recorded(office: Office):
    case = office.case()
    code = new_code(case, by=office.officer)
    held = Case.objects.values().get(pk=case.pk)
    assert code not in str(held)
    assert access.tidied(code) not in str(held)
    assert code not in str(list(Deed.objects.values_list("detail", flat=True)))
    assert Deed.objects.filter(deed="发给查询码", actor=office.officer).exists()


def test_a_code_outlives_a_new_secret_while_the_old_one_is_kept(office: Office, settings):
    case = office.case()
    code = new_code(case)
    before = settings.SECRET_KEY
    with override_settings(SECRET_KEY="another", SECRET_KEY_FALLBACKS=[before]):
        assert case_by_code(case.number, code) == case
    with override_settings(SECRET_KEY="another"):
        assert case_by_code(case.number, code) is None


def test_an_officer_of_another_body_gives_out_none(office: Office):
    other = Body.objects.create(name="海州市财政局", kind="department", parent=office.city)
    with pytest.raises(PermissionDenied):
        new_code(office.case(), by=office.holder(Role.OFFICER, other))


def test_what_was_made_void_is_not_opened(office: Office):
    case = office.case()
    code = new_code(case)
    voiding.void(case, "重复登记", by=office.officer)
    assert case_by_code(case.number, code) is None


def test_a_form_that_is_sent_twice_makes_one_case(office: Office):
    sent = uuid4()
    code = access.make_code()
    case = office.case(submission=sent, code=code, by=None)
    again = office.case(submission=sent, code=code, by=None)
    assert again == case
    assert Case.objects.count() == 1
    assert case_by_code(case.number, code) == case
    assert office.case(submission=uuid4()).number == "2024-0002"


def test_whom_an_agent_acts_for_and_what_help_is_needed_are_kept(office: Office):
    agent = office.somebody("11010119900307109X", name="何代理")
    case = office.case(agent=agent, needs_help=" 视力障碍，请电话告知 ")
    assert (case.agent, case.needs_help) == (agent, "视力障碍，请电话告知")
