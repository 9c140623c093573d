"""What was entered by mistake is made void."""

from __future__ import annotations

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from gongkai.access.enums import Role
from gongkai.cases.models import Case, CaseLetter
from gongkai.cases.services import course, voiding
from gongkai.law.events import Kind
from tests.cases.people import TODAY, Office, at

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _then():
    with time_machine.travel(at(TODAY), tick=False):
        yield


def test_a_case_made_void_leaves_the_queue_and_its_number_is_not_used_again(office: Office):
    case = voiding.void(office.case(), "同一封信登记了两次", by=office.officer)
    assert not case.is_open
    assert not Case.objects.queue().exists()
    assert not Case.objects.valid().exists()
    assert list(course.to_count_anew(date(2025, 1, 1))) == []
    assert office.case().number == "2024-0002"


def test_it_takes_a_reason_and_the_right(office: Office):
    case = office.case()
    with pytest.raises(ValidationError, match="请写明作废的原因"):
        voiding.void(case, " ", by=office.officer)
    with pytest.raises(PermissionDenied):
        voiding.void(case, "误登", by=office.holder(Role.LEADER))


def test_nothing_happens_to_what_is_void(office: Office):
    case = voiding.void(office.case(), "误登", by=office.officer)
    with pytest.raises(ValidationError, match="2024-0001已经作废"):
        course.happen(case, Kind.REPLIED, TODAY, by=office.officer, seen=1, outcome="disclosed")
    with pytest.raises(ValidationError, match="已经作废"):
        voiding.void(case, "再次", by=office.officer)


def test_what_the_applicant_was_told_stands(office: Office):
    case = office.happen(office.case(), Kind.REPLIED, date(2024, 10, 20), outcome="disclosed", route="direct")
    with pytest.raises(ValidationError, match="已经答复的申请不能作废"):
        voiding.void(case, "误登", by=office.officer)
    case = office.case()
    letter = CaseLetter.objects.create(case=case, body=case.body, key="supplement_notice")
    assert voiding.hindrance(case) == ""
    CaseLetter.objects.filter(pk=letter.pk).update(
        state="served", approved_at=at(TODAY), on=TODAY, served_on=TODAY, route="post"
    )
    assert voiding.hindrance(case) == "已有签发、送达的文书，不能作废"
