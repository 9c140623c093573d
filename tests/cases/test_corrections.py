"""The record of oneself is corrected, passed on, or not (Art. 41): entered once, numbered, ended by a letter."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.audit.models import Deed
from gongkai.bodies.models import Body
from gongkai.cases.enums import LetterState
from gongkai.cases.models import CaseLetter, RecordCorrection
from gongkai.cases.services import corrections
from gongkai.law.limits import Channel
from gongkai.persons.models import Applicant
from gongkai.persons.services import bodies_concerned, register_applicant
from tests.documents.people import city_and_bureau, holder

pytestmark = pytest.mark.django_db
ASKED = {"record": "本人2019年的社保缴费记录", "wrong": "漏记三个月", "right": "补记2019年4月至6月"}


class Bureau:
    """A bureau that is asked to correct its records."""

    def __init__(self) -> None:
        self.city, self.bureau = city_and_bureau()
        self.officer = holder(Role.OFFICER, self.bureau, "林小满")
        self.applicant = register_applicant(
            {"kind": "natural_person", "name": "陈敬", "document": "resident_id", "number": "110101199003078013"},
            by=self.officer,
            body=self.bureau,
        )

    def enter(self, **members: object) -> RecordCorrection:
        given: dict[str, object] = {
            "channel": Channel.IN_PERSON,
            "submitted_at": timezone.now(),
            "by": self.officer,
        } | members
        return corrections.enter(self.bureau, self.applicant, ASKED, **given)  # type: ignore[arg-type]

    def served(self, correction: RecordCorrection, key: str = "correction_made") -> CaseLetter:
        """A letter as it is when it was served."""
        return CaseLetter.objects.create(
            correction=correction,
            body=self.bureau,
            key=key,
            state=LetterState.SERVED,
            number="海教公更〔2026〕1号",
            on=timezone.localdate(),
            approved_at=timezone.now(),
            served_on=timezone.localdate(),
            route="direct",
            drafted_by=self.officer,
        )


@pytest.fixture
def bureau() -> Bureau:
    return Bureau()


def test_corrections_have_numbers_of_their_own_by_body_and_year(bureau: Bureau):
    year = timezone.localdate().year
    assert [bureau.enter().number for _ in range(2)] == [f"更{year}-0001", f"更{year}-0002"]
    earlier = bureau.enter(submitted_at=timezone.now() - timedelta(days=366))
    assert earlier.number.endswith("-0001")
    assert earlier.handler == bureau.officer


def test_a_form_that_is_sent_twice_is_entered_once(bureau: Bureau):
    mark = uuid4()
    one = bureau.enter(by=None, submission=mark, channel=Channel.INTERNET)
    assert bureau.enter(by=None, submission=mark, channel=Channel.INTERNET) == one
    assert (RecordCorrection.objects.count(), one.entered_by, one.handler) == (1, None, None)


def test_two_forms_with_one_mark_at_once_make_one_and_waste_no_number(bureau: Bureau, monkeypatch: pytest.MonkeyPatch):
    mark = uuid4()
    first = bureau.enter(by=None, submission=mark)
    looked = iter([None, first])
    monkeypatch.setattr(corrections, "_sent", lambda submission: next(looked))  # as the second sees it
    assert bureau.enter(by=None, submission=mark) == first
    monkeypatch.undo()
    assert bureau.enter().number.endswith("-0002")


def test_what_is_missing_is_said_at_its_field(bureau: Bureau):
    with pytest.raises(ValidationError) as refused:
        corrections.enter(
            bureau.bureau,
            bureau.applicant,
            ASKED | {"right": "  "},
            channel=Channel.IN_PERSON,
            submitted_at=timezone.now(),
            by=bureau.officer,
        )
    assert [*refused.value.message_dict] == ["right"]
    with pytest.raises(ValidationError, match="还没有到"):
        bureau.enter(submitted_at=timezone.now() + timedelta(hours=1))


def test_who_may_not_register_enters_nothing(bureau: Bureau):
    for who in (holder(Role.LEADER, bureau.bureau), holder(Role.OFFICER, Body.objects.create(name="海州市财政局"))):
        with pytest.raises(PermissionDenied):
            bureau.enter(by=who)


def test_it_is_given_to_somebody_who_may_handle_it(bureau: Bureau):
    correction, other = bureau.enter(), holder(Role.OFFICER, bureau.bureau, "何小雨")
    assert corrections.hand_to(correction, other, by=bureau.officer).handler == other
    with pytest.raises(ValidationError, match="不是"):
        corrections.hand_to(correction, holder(Role.LEADER, bureau.bureau, "高远"), by=bureau.officer)


def test_the_letter_that_was_served_ends_it(bureau: Bureau):
    letter = bureau.served(bureau.enter())
    done = corrections.closed_by(letter, by=bureau.officer)
    assert (done.outcome, done.closed_on) == ("correction_made", timezone.localdate())
    with pytest.raises(ValidationError, match="办结"):
        corrections.closed_by(letter, by=bureau.officer)
    with pytest.raises(ValidationError, match="办结"):
        corrections.hand_to(done, bureau.officer, by=bureau.officer)


def test_another_letter_ends_nothing(bureau: Bureau):
    with pytest.raises(ValidationError, match="不是更正申请的答复"):
        corrections.closed_by(bureau.served(bureau.enter(), "forwarding"), by=bureau.officer)


def test_the_log_says_what_was_done_and_nothing_of_who_asked(bureau: Bureau):
    bureau.enter()
    said = "".join(str(deed.detail) for deed in Deed.objects.all())
    assert "更" in said
    assert not any(secret in said for secret in ("陈敬", "社保", "漏记"))


def test_the_body_deals_with_whoever_asks_it_for_a_correction(bureau: Bureau):
    asker: Applicant = bureau.applicant
    other = Body.objects.create(name="海州市财政局")
    clerk: User = holder(Role.OFFICER, other)
    corrections.enter(other, asker, ASKED, channel=Channel.IN_PERSON, submitted_at=timezone.now(), by=clerk)
    assert set(bodies_concerned(asker)) == {bureau.bureau, other}


def test_after_twenty_working_days_it_has_waited_for_long(bureau: Bureau):
    day = datetime(2024, 9, 27, 10, tzinfo=timezone.get_current_timezone())
    bureau.officer.appointments.update(since=date(2020, 1, 1))
    assert corrections.waits_since(bureau.enter(submitted_at=day)) == date(2024, 10, 30)
