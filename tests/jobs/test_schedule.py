"""What runs by the clock: each time is taken once, what was missed is done once."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from gongkai.audit.models import Deed
from gongkai.jobs.enums import State
from gongkai.jobs.kinds import KINDS
from gongkai.jobs.models import Job, Occurrence
from gongkai.jobs.schedule import SCHEDULE, Daily, Entry, Every, When, tick
from gongkai.jobs.tasks import perform

pytestmark = pytest.mark.django_db

NIGHTLY = Entry("nightly", "sessions.clear", Daily(time(2, 30)))
TEN = Entry("ten", "sessions.clear", Every(10))


def at(text: str) -> datetime:
    """A moment as the clocks of the place show it."""
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.mark.parametrize(
    ("when", "after", "expected"),
    [
        (Daily(time(2, 30)), "2026-11-25T02:29:59", "2026-11-25T02:30"),
        (Daily(time(2, 30)), "2026-11-25T02:30:00", "2026-11-26T02:30"),
        (Daily(time(2, 30)), "2026-12-31T23:00:00", "2027-01-01T02:30"),
        (Every(10), "2026-11-25T10:09:59", "2026-11-25T10:10"),
        (Every(10), "2026-11-25T10:10:00", "2026-11-25T10:20"),
        (Every(60), "2026-11-25T23:59:00", "2026-11-26T00:00"),
    ],
)
def test_the_next_time(when: When, after: str, expected: str):
    assert when.next(at(after)) == at(expected)


def test_times_are_those_of_the_place_whatever_zone_asks():
    utc = datetime(2026, 11, 25, 18, 0, tzinfo=UTC)  # 02:00 of the 26th in Shanghai
    assert Daily(time(2, 30)).next(utc) == at("2026-11-26T02:30")


def test_every_entry_names_a_kind_that_there_is_and_a_name_of_its_own():
    assert {entry.kind for entry in SCHEDULE} <= KINDS.keys()
    assert len({entry.name for entry in SCHEDULE}) == len(SCHEDULE)
    assert all(str(entry.when).startswith("每") for entry in SCHEDULE)


def test_somebody_is_told_when_what_runs_by_the_clock_fails():
    assert [entry.name for entry in SCHEDULE if KINDS[entry.kind].alarm is None] == []


def test_nothing_is_due_when_the_platform_is_first_started():
    assert tick(at("2026-11-25T10:00")) == []
    assert {each.name: each.at for each in Occurrence.objects.all()} == {
        entry.name: entry.when.next(at("2026-11-25T10:00")) for entry in SCHEDULE
    }


def test_a_time_is_taken_once():
    tick(at("2026-11-25T10:00"), [NIGHTLY])
    assert tick(at("2026-11-26T02:29"), [NIGHTLY]) == []
    (job,) = tick(at("2026-11-26T02:30"), [NIGHTLY])
    assert (job.kind, job.started_by, job.state) == ("sessions.clear", None, State.WAITING)
    assert tick(at("2026-11-26T02:30"), [NIGHTLY]) == []
    assert not Deed.objects.exists(), "chores are no deeds"


def test_what_was_missed_is_done_once():
    tick(at("2026-11-25T10:00"), [NIGHTLY, TEN])
    started = tick(at("2026-11-29T11:11"), [NIGHTLY, TEN])
    assert len(started) == 2
    coming = Occurrence.objects.filter(claimed_at=None)
    assert {each.name: each.at for each in coming} == {"nightly": at("2026-11-30T02:30"), "ten": at("2026-11-29T11:20")}


def test_an_entry_still_at_work_is_not_started_beside_itself():
    tick(at("2026-11-25T10:00"), [TEN])
    (job,) = tick(at("2026-11-25T10:10"), [TEN])
    assert tick(at("2026-11-25T10:20"), [TEN]) == []
    assert set(Occurrence.objects.exclude(claimed_at=None).values_list("job", flat=True)) == {job.pk}
    perform(job.ticket)
    assert len(tick(at("2026-11-25T10:30"), [TEN])) == 1


def test_a_changed_entry_waits_for_its_new_time():
    tick(at("2026-11-25T10:00"), [NIGHTLY])
    later = Entry("nightly", "sessions.clear", Daily(time(4, 0)))
    assert tick(at("2026-11-26T03:00"), [later]) == []
    assert Occurrence.objects.get().at == at("2026-11-26T04:00")
    assert len(tick(at("2026-11-26T04:00"), [later])) == 1


def test_the_database_itself_refuses_a_time_twice():
    Occurrence.objects.create(name="nightly", at=at("2026-11-26T02:30"), claimed_at=at("2026-11-26T02:30"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.create(name="nightly", at=at("2026-11-26T02:30"))
    Occurrence.objects.create(name="nightly", at=at("2026-11-27T02:30"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Occurrence.objects.create(name="nightly", at=at("2026-11-26T02:30") + timedelta(2))


def test_a_host_whose_clock_is_behind_repeats_nothing():
    tick(at("2026-11-25T10:00"), [TEN])
    (job,) = tick(at("2026-11-25T10:31"), [TEN])
    perform(job.ticket)
    assert tick(at("2026-11-25T10:21"), [TEN]) == []
    assert len(tick(at("2026-11-25T10:40"), [TEN])) == 1


def test_old_jobs_may_go_without_their_times():
    tick(at("2026-11-25T10:00"), [TEN])
    (job,) = tick(at("2026-11-25T10:10"), [TEN])
    Job.objects.filter(pk=job.pk).delete()
    assert Occurrence.objects.exclude(claimed_at=None).get().job is None
