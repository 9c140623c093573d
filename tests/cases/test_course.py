"""A case is its events: each is held against the law, none is lost, and all dates follow from them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gongkai.access.enums import Role
from gongkai.audit.services import verify
from gongkai.bodies.models import Body
from gongkai.cases.models import Case, Happening
from gongkai.cases.services import course, intake
from gongkai.law.clocks import clock
from gongkai.law.events import Kind
from gongkai.law.limits import Channel
from gongkai.law.workdays import calendar
from gongkai.persons.models import Applicant
from gongkai.persons.services import bodies_concerned, register_applicant
from tests.documents.people import city_and_bureau, holder

pytestmark = pytest.mark.django_db
ZONE = ZoneInfo("Asia/Shanghai")
DAY = date(2024, 9, 27)
WANTED = {"title": "2023年度学校建设项目清单", "description": "项目名称、投资额、完成时间"}


def at(day: date, hour: int = 10) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=ZONE)


class Desk:
    """A bureau that answers requests, on days of 2024."""

    def __init__(self) -> None:
        self.city, self.bureau = city_and_bureau()
        self.officer = holder(Role.OFFICER, self.bureau, "林小满")
        self.officer.appointments.update(since=date(2020, 1, 1))
        self.applicant = self.somebody()

    def somebody(self, number: str = "110101199003078013", body: Body | None = None) -> Applicant:
        given = {
            "kind": "natural_person",
            "name": "陈敬",
            "document": "resident_id",
            "number": number,
            "phone": "13900001111",
        }
        return register_applicant(given, by=self.officer, body=body or self.bureau)

    def case(self, day: date = DAY, channel: Channel = Channel.IN_PERSON, **members: str) -> Case:
        return intake.enter(
            self.bureau, self.applicant, WANTED | members, channel=channel, submitted_at=at(day, 9), by=self.officer
        )

    def happen(self, case: Case, kind: Kind, on: date, **members: object) -> Case:
        current = Case.objects.get(pk=case.pk)
        return course.happen(current, kind, on, by=self.officer, seen=current.last_event, **members)


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def _then():
    with time_machine.travel(at(date(2024, 12, 20)), tick=False):
        yield


then = pytest.mark.usefixtures("_then")


@then
def test_a_request_handed_in_is_received_that_day_and_due_on_the_twentieth_working_day(desk: Desk):
    case = desk.case()
    assert (case.number, case.state, case.column) == ("2024-0001", "running", "natural_person")
    assert (case.received_on, case.reply_due_on) == (DAY, date(2024, 10, 30))
    assert desk.case().number == "2024-0002"


@then
def test_what_came_by_internet_waits_for_its_confirmation(desk: Desk):
    case = desk.case(channel=Channel.INTERNET)
    assert (case.state, case.received_on, case.next_due) == ("waiting", None, "confirmation")
    case = desk.happen(case, Kind.CONFIRMED, date(2024, 9, 29))
    assert (case.state, case.received_on) == ("running", date(2024, 9, 29))


@then
def test_an_extension_moves_the_due_date_and_what_the_law_does_not_allow_is_refused_with_its_article(desk: Desk):
    case = desk.happen(desk.case(), Kind.EXTENDED, date(2024, 10, 28), days=20)
    assert case.reply_due_on == date(2024, 11, 27)
    with pytest.raises(ValidationError, match="条例第33条"):
        desk.happen(case, Kind.EXTENDED, date(2024, 11, 1), days=5)
    assert Case.objects.get().last_event == 2


@then
def test_a_supplement_is_asked_for_once_and_starts_the_term_anew(desk: Desk):
    with time_machine.travel(at(date(2024, 10, 10)), tick=False):
        case = desk.happen(desk.case(), Kind.SUPPLEMENT_NOTIFIED, date(2024, 9, 30), until=date(2024, 10, 25))
        assert (case.state, case.next_due, case.next_due_on) == ("stopped", "supplement", date(2024, 10, 25))
        case = desk.happen(case, Kind.SUPPLEMENT_RECEIVED, date(2024, 10, 9))
        assert (case.state, case.reply_due_on) == ("restarted", date(2024, 11, 5))
        with pytest.raises(ValidationError, match="条例第30条"):
            desk.happen(case, Kind.SUPPLEMENT_NOTIFIED, date(2024, 10, 10), until=date(2024, 10, 30))


@then
def test_a_reply_closes_the_case(desk: Desk):
    case = desk.happen(desk.case(), Kind.REPLIED, date(2024, 10, 20), outcome="disclosed", route="direct")
    assert (case.state, case.closed_on, case.outcome, case.in_time) == ("closed", date(2024, 10, 20), "disclosed", True)
    with pytest.raises(ValidationError):
        desk.happen(case, Kind.EXTENDED, date(2024, 10, 21), days=5)
    assert not Case.objects.open().exists()


@then
def test_two_who_enter_something_at_once_do_not_overwrite_one_another(desk: Desk):
    case = desk.case()
    other = holder(Role.OFFICER, desk.bureau, "何小雨")
    other.appointments.update(since=date(2020, 1, 1))
    course.happen(case, Kind.EXTENDED, date(2024, 10, 28), by=other, seen=1, days=5)
    with pytest.raises(ValidationError, match="何小雨刚刚登记了“2024-10-28 延期”"):
        course.happen(case, Kind.REPLIED, date(2024, 10, 20), by=desk.officer, seen=1, outcome="disclosed")
    assert [each.kind for each in course.happenings_of(case)] == ["received", "extended"]


@then
def test_what_was_entered_by_mistake_is_taken_out_and_stays_on_record(desk: Desk):
    case = desk.happen(desk.case(), Kind.EXTENDED, date(2024, 10, 28), days=20)
    wrong = case.happenings.get(number=2)
    with pytest.raises(ValidationError, match="请写明更正的原因"):
        course.take_out(wrong, " ", by=desk.officer, seen=2)
    case = course.take_out(wrong, "登记到了别的案件", by=desk.officer, seen=2)
    assert case.reply_due_on == date(2024, 10, 30)
    assert case.happenings.count() == 3
    with pytest.raises(ValidationError, match="已经更正过"):
        course.take_out(wrong, "再次", by=desk.officer, seen=3)


@then
def test_what_others_rest_on_is_not_taken_out_from_under_them(desk: Desk):
    with time_machine.travel(at(date(2024, 10, 10)), tick=False):
        case = desk.happen(desk.case(), Kind.SUPPLEMENT_NOTIFIED, date(2024, 9, 30), until=date(2024, 10, 25))
        case = desk.happen(case, Kind.SUPPLEMENT_RECEIVED, date(2024, 10, 9))
        with pytest.raises(ValidationError, match="其余的办理过程不成立"):
            course.take_out(case.happenings.get(number=2), "误登", by=desk.officer, seen=3)
        with pytest.raises(ValidationError, match="收到申请这一条不能更正"):
            course.take_out(case.happenings.get(number=1), "误登", by=desk.officer, seen=3)


@then
def test_the_database_keeps_what_happened(desk: Desk):
    desk.case()
    for deed in (
        lambda: Happening.objects.update(note="别的"),
        lambda: Happening.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            deed()


@then
def test_only_those_of_the_body_enter_and_see(desk: Desk):
    case = desk.case()
    stranger = holder(Role.OFFICER, Body.objects.create(name="海州市财政局", kind="department", parent=desk.city))
    with pytest.raises(PermissionDenied):
        course.happen(case, Kind.REPLIED, DAY, by=stranger, seen=1, outcome="disclosed")
    assert not Case.objects.seen_by(stranger).exists()
    assert Case.objects.seen_by(desk.officer).count() == 1
    editor = holder(Role.EDITOR, desk.bureau)
    assert not Case.objects.seen_by(editor).exists()
    assert list(bodies_concerned(desk.applicant)) == [desk.bureau]


@then
def test_a_day_to_come_and_what_says_nothing_are_refused(desk: Desk):
    with pytest.raises(ValidationError, match="提交时间还没有到"):
        desk.case(date(2024, 12, 21))
    with pytest.raises(ValidationError) as refused:
        desk.case(description="")
    assert "description" in refused.value.message_dict
    with pytest.raises(ValidationError, match="日期还没有到"):
        desk.happen(desk.case(), Kind.REPLIED, date(2024, 12, 21), outcome="disclosed")


@then
def test_several_things_asked_for_at_once_become_cases_of_their_own(desk: Desk):
    wanted = [{"description": "学校建设清单"}, {"title": "编制", "description": "教师编制数"}]
    parts = intake.split(desk.case(), wanted, by=desk.officer)
    assert [part.title for part in parts] == ["", "编制"]
    assert [part.description for part in parts] == ["学校建设清单", "教师编制数"]
    assert {part.received_on for part in parts} == {DAY}
    assert parts[1].split_from == parts[0]
    with pytest.raises(ValidationError, match="二至20件"):
        intake.split(parts[0], wanted[:1], by=desk.officer)


@then
def test_what_was_asked_before_is_found_and_by_whom(desk: Desk):
    first = desk.case()
    again = desk.case(date(2024, 10, 10))
    assert intake.like(again) == [first]
    assert intake.is_repeated(again, first)


def test_the_passing_of_days_closes_what_the_applicant_let_lapse(desk: Desk):
    with time_machine.travel(at(date(2024, 10, 10)), tick=False):
        case = desk.happen(desk.case(), Kind.SUPPLEMENT_NOTIFIED, date(2024, 9, 30), until=date(2024, 10, 25))
        assert list(course.to_count_anew()) == []
    with time_machine.travel(at(date(2024, 10, 28)), tick=False):
        assert list(course.to_count_anew()) == [case.pk]
        course.count_anew(case.pk)
        case.refresh_from_db()
        assert (case.state, case.outcome) == ("closed", "not_supplemented")
    assert verify() == []


def test_a_holiday_notice_that_changes_moves_open_cases(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    with time_machine.travel(at(date(2020, 1, 21)), tick=False):
        monkeypatch.setattr(course, "current_calendar", lambda: calendar(as_of=date(2020, 1, 21)))
        monkeypatch.setattr(intake, "current_calendar", lambda: calendar(as_of=date(2020, 1, 21)))
        case = desk.case(date(2020, 1, 20))
        assert case.reply_due_on == date(2020, 2, 21)
    with time_machine.travel(at(date(2020, 1, 28)), tick=False):
        monkeypatch.setattr(course, "current_calendar", lambda: calendar(as_of=date(2020, 1, 28)))
        moved = course.count_anew(case.pk)
        assert moved is not None
        assert (moved[0].reply_due_on, moved[1]) == (date(2020, 2, 25), date(2020, 2, 21))


KINDS = (
    *(Kind.EXTENDED, Kind.CONSULTATION_SENT, Kind.CONSULTATION_ANSWERED),
    *(Kind.FEE_NOTIFIED, Kind.FEE_PAID, Kind.REPLIED),
)
MEMBERS: dict[Kind, dict[str, object]] = {
    Kind.EXTENDED: {"days": 5},
    Kind.CONSULTATION_SENT: {"to": "third_party"},
    Kind.REPLIED: {"outcome": "disclosed"},
}


@then
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 40)), max_size=6))
def test_whatever_is_entered_every_date_of_the_case_is_the_kernel_s(desk: Desk, deeds: list[tuple[Kind, int]]):
    case = desk.case()
    for kind, later in deeds:
        try:
            desk.happen(case, kind, DAY + timedelta(days=later), **MEMBERS.get(kind, {}))
        except ValidationError:
            continue
    case.refresh_from_db()
    counted = clock(course.events_of(case), calendar(provisional=True), as_of=date(2024, 12, 20))
    assert case.state == counted.state
    assert case.reply_due_on == counted.due.get("reply")
    assert case.closed_on == counted.closed_on
    assert case.last_event == case.happenings.count()
