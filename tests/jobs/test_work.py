"""Units of work: kept with their progress or not at all, and no longer once the job is another worker's."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from uuid import uuid4

import pytest
from django.db import OperationalError

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.jobs import services, tasks, work
from gongkai.jobs.enums import State
from gongkai.jobs.kinds import KINDS, Kind, Result, job
from gongkai.jobs.models import Job, shelf
from gongkai.jobs.work import RESULTS, Halted, Stopped, Work
from tests.jobs.sample.background import effects, leave

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("effect_table")]

Start = Callable[[Callable[[Work], Result]], Job]


@pytest.fixture(autouse=True)
def _looks_are_not_spaced(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(work, "LOOK", 0)
    monkeypatch.setattr(work, "SHOW", 0)
    yield
    work.halting.clear()


@pytest.fixture
def start(officer: User, bureau: Body, monkeypatch: pytest.MonkeyPatch) -> Start:
    """Start a job that does what a function says."""

    def start(function: Callable[[Work], Result]) -> Job:
        monkeypatch.setitem(KINDS, "test.this", Kind("test.this", "这一个", Right.EDIT_BODY, function, None))
        return services.start("test.this", by=officer, body=bureau)

    return start


def done(job: Job) -> Job:
    tasks.perform(Job.objects.get(pk=job.pk).ticket)
    return Job.objects.get(pk=job.pk)


def units(job: Job) -> list[int]:
    return [unit for unit, _ in effects(job.pk)]


def ten(work: Work, at_three: Callable[[Work], object]) -> Result:
    for unit in work.steps(range(10)):
        leave(work.job.pk, unit)
        if unit == 3:
            at_three(work)
    return None


def test_a_users_stop_is_heeded_after_the_unit_at_hand(start: Start, officer: User):
    job = start(lambda work: ten(work, lambda work: services.stop(work.job, by=officer)))
    job = done(job)
    assert (job.state, job.stopping, job.done, job.total) == (State.STOPPED, False, 4, 10)
    assert units(job) == [0, 1, 2, 3]
    assert done(services.again(job, by=officer)).state == State.DONE
    assert units(job) == list(range(10))


def test_a_worker_that_is_told_to_end_hands_the_job_back(start: Start):
    job = start(lambda work: ten(work, lambda _: tasks_halt()))
    before = job.ticket
    job = done(job)
    assert (job.state, job.done, job.losses) == (State.WAITING, 4, 0)
    assert job.ticket != before
    work.halting.clear()
    job = done(job)
    assert (job.state, job.attempts) == (State.DONE, 2)
    assert units(job) == list(range(10))


def tasks_halt() -> None:
    work.halting.set()


def test_a_forced_end_undoes_the_unit_and_hands_the_job_back(start: Start):
    def force(work: Work) -> None:
        tasks_halt()
        raise SystemExit(1)

    job = start(lambda work: ten(work, force))
    with pytest.raises(SystemExit):
        tasks.perform(job.ticket)
    job.refresh_from_db()
    assert (job.state, job.done, job.losses, units(job)) == (State.WAITING, 3, 0, [0, 1, 2])


def test_a_job_that_ends_its_worker_by_itself_does_not_do_so_for_ever(start: Start):
    def leave_off(work: Work) -> Result:
        raise SystemExit

    job = start(leave_off)
    for _ in range(tasks.MOST_LOSSES):
        with pytest.raises(SystemExit):
            tasks.perform(Job.objects.get(pk=job.pk).ticket)
    job.refresh_from_db()
    assert (job.state, job.attempts) == (State.FAILED, tasks.MOST_LOSSES)


def test_a_worker_whose_job_was_given_to_another_commits_nothing_more(start: Start):
    def elsewhere(work: Work) -> None:
        with work.writing("a.txt") as out:
            out.write(b"a")
        Job.objects.filter(pk=work.job.pk).update(ticket=uuid4())  # what `recovery` does

    job = start(lambda work: ten(work, elsewhere))
    tasks.perform(job.ticket)
    job.refresh_from_db()
    # The other worker's row is undone too, as this one wrote it in the same transaction.
    assert (job.state, job.done, units(job)) == (State.RUNNING, 3, [0, 1, 2])
    assert shelf().listdir(RESULTS)[1] == []


def test_an_end_that_comes_too_late_does_not_count(start: Start):
    def late(work: Work) -> Result:
        with work.writing("a.txt") as out:
            out.write(b"a")
        Job.objects.filter(pk=work.job.pk).update(ticket=uuid4())
        return {"晚": True}

    job = start(late)
    tasks.perform(job.ticket)
    job.refresh_from_db()
    assert (job.state, job.result, job.file) == (State.RUNNING, None, "")
    assert shelf().listdir(RESULTS)[1] == []


@pytest.mark.django_db(transaction=True)
def test_losing_the_database_is_no_fault_of_the_job_unless_it_happens_again_and_again(start: Start):
    def lose(work: Work) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    job = start(lambda work: ten(work, lose))
    job = done(job)
    assert (job.state, job.losses, units(job)) == (State.WAITING, 1, [0, 1, 2])
    for _ in range(tasks.MOST_LOSSES - 1):
        job = done(job)
    assert (job.state, units(job)) == (State.FAILED, [0, 1, 2])
    assert "接连5次中断" in job.error


@pytest.mark.django_db(transaction=True)
def test_getting_on_makes_up_for_losses(start: Start):
    def lose_once(work: Work) -> None:
        if work.job.attempts == 1:
            raise OperationalError

    job = done(start(lambda work: ten(work, lose_once)))
    assert job.losses == 1
    job = done(job)
    assert (job.state, job.losses) == (State.DONE, 0)


def test_work_that_only_reads_shows_how_far_it_is(start: Start, officer: User):
    seen: list[tuple[int, int | None]] = []

    def read(work: Work) -> Result:
        for _ in work.watch(range(3)):
            row = Job.objects.get(pk=work.job.pk)
            seen.append((row.done, row.total))
        return None

    job = done(start(read))
    assert seen == [(0, 3), (1, 3), (2, 3)]
    assert (job.done, job.total) == (3, 3)


def test_work_that_only_reads_is_stopped(start: Start, officer: User):
    def read(work: Work) -> Result:
        for number in work.watch(range(9)):
            if number == 4:
                services.stop(work.job, by=officer)
        return None

    job = done(start(read))
    assert (job.state, job.done) == (State.STOPPED, 5)


def test_a_job_may_ask_for_itself_whether_it_is_to_stop(start: Start, officer: User):
    def ask(work: Work) -> Result:
        assert not work.stopped
        work.go_on()
        services.stop(work.job, by=officer)
        assert work.stopped
        with pytest.raises(Stopped):
            work.go_on()
        tasks_halt()
        with pytest.raises(Halted):
            work.go_on()
        return None

    assert done(start(ask)).state == State.DONE


def test_a_unit_that_fails_leaves_the_progress_where_it_was(start: Start):
    def fail(work: Work) -> Result:
        with work.unit():
            leave(work.job.pk, 0)
            work.checkpoint("甲", 1, 2)
        try:
            with work.unit():
                leave(work.job.pk, 1)
                work.checkpoint("乙", 2)
                raise ZeroDivisionError
        except ZeroDivisionError:
            assert (work.cursor, work.done, work.total) == ("甲", 1, 2)
        return None

    job = done(start(fail))
    assert (job.state, job.cursor, job.done, units(job)) == (State.DONE, "甲", 1, [0])


def test_progress_is_written_with_the_unit_and_nowhere_else(start: Start):
    def wrong(work: Work) -> Result:
        with pytest.raises(RuntimeError, match="inside `unit`"):
            work.checkpoint(1, 1)
        list(work.steps([]))
        with pytest.raises(RuntimeError, match="one loop"):
            work.steps([])
        return None

    assert done(start(wrong)).state == State.DONE


def test_a_result_that_is_no_json_is_our_error(start: Start):
    job = done(start(lambda work: {"集合": {1, 2}.__iter__}))
    assert (job.state, "not JSON serializable" in job.traceback) == (State.FAILED, True)


def test_two_kinds_have_two_names():
    with pytest.raises(ValueError, match=r"test\.count"):
        job("test.count", "又一个", Right.EDIT_BODY)(lambda work: None)
