"""Words between an applicant and the office."""

from __future__ import annotations

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.cases.enums import Side
from gongkai.cases.services import messages
from tests.cases.people import TODAY, Office, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(at(TODAY), tick=False):
        yield


def test_the_handler_is_told_that_the_applicant_wrote_and_not_what(office: Office):
    case = office.case()
    messages.say(case, "我的电话改为13900002222", side=Side.APPLICANT, by=None)
    notice = office.officer.notices.get()
    assert (notice.title, notice.text) == ("2024-0001的申请人留言", "")
    assert notice.url == f"/office/cases/{case.pk}/#messages"
    assert messages.mark_read(case, side=Side.BODY, by=office.officer) == 1
    assert messages.mark_read(case, side=Side.BODY, by=office.officer) == 0


def test_what_the_office_writes_waits_for_the_applicant(office: Office):
    case = office.case()
    messages.say(case, "请补充身份证明", side=Side.BODY, by=office.officer)
    assert not office.officer.notices.exists()
    assert messages.mark_read(case, side=Side.BODY, by=office.officer) == 0
    assert messages.mark_read(case, side=Side.APPLICANT, by=None) == 1


def test_an_empty_word_and_one_by_who_may_not_are_refused(office: Office):
    case = office.case()
    with pytest.raises(ValidationError) as refused:
        messages.say(case, " ", side=Side.BODY, by=office.officer)
    assert "text" in refused.value.message_dict
    with pytest.raises(PermissionDenied):
        messages.say(case, "您好", side=Side.BODY, by=office.leader)
