"""A case changes hands inside its body."""

from __future__ import annotations

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.bodies.models import Body
from gongkai.cases.services import handing
from tests.cases.people import TODAY, Office, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(at(TODAY), tick=False):
        yield


def test_the_new_handler_is_told_by_when_to_reply_and_not_what_is_asked(office: Office):
    other = office.holder(Role.OFFICER, name="何小雨")
    case = handing.hand_over(office.case(), other, office="办公室", by=office.officer)
    assert (case.handler, case.office) == (other, "办公室")
    notice = other.notices.get()
    assert notice.title == "林小满将2024-0001交由您办理，答复期限2024-10-30"
    assert "学校" not in notice.title + notice.text
    assert not office.officer.notices.exists()


def test_a_case_goes_to_nobody_who_may_not_handle_it(office: Office):
    elsewhere = Body.objects.create(name="海州市财政局", kind="department", parent=office.city)
    for who in (office.leader, office.holder(Role.OFFICER, elsewhere)):
        with pytest.raises(ValidationError, match="不是“海州市教育局”的经办人"):
            handing.hand_over(office.case(), who, by=office.officer)
    with pytest.raises(PermissionDenied):
        handing.hand_over(office.case(), office.officer, by=office.leader)


def test_to_hand_over_is_to_change_something(office: Office):
    case = office.case()
    with pytest.raises(ValidationError, match="都没有变"):
        handing.hand_over(case, office.officer, by=office.officer)
    assert handing.hand_over(case, None, by=office.officer).handler is None


def test_who_handles_a_case_is_told_of_it_and_every_officer_while_nobody_who_may_does(office: Office):
    other = office.holder(Role.OFFICER, name="何小雨")
    case = office.case()
    assert handing.charged(case) == [office.officer]
    assert handing.charged(office.case(by=None)) == [office.officer, other]
    office.officer.is_active = False
    office.officer.save()
    case.refresh_from_db()
    assert handing.charged(case) == [other]
