"""Starting, doing, stopping, taking up again, fetching the result; who may."""

from __future__ import annotations

import os
import stat
from io import BytesIO

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File
from django.db import transaction
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from gongkai.access.models import Appointment, User
from gongkai.audit.models import Deed
from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.jobs import services
from gongkai.jobs.enums import State
from gongkai.jobs.events import ended
from gongkai.jobs.models import Job, shelf
from gongkai.jobs.tasks import perform
from tests.jobs.sample.background import effects

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("effect_table")]


def done(job: Job) -> Job:
    """The job after a worker has had it."""
    perform(job.ticket)
    return Job.objects.get(pk=job.pk)


def test_a_job_is_done_and_says_what_came_of_it(officer: User, bureau: Body):
    job = services.start("test.count", by=officer, body=bureau, units=3)
    assert (job.state, job.label) == (State.WAITING, "数数")
    job = done(job)
    assert (job.state, job.result, job.done, job.total, job.percent) == (State.DONE, {"个数": 3}, 3, 3, 100)
    assert job.started_at
    assert job.ended_at
    assert [unit for unit, _ in effects(job.pk)] == [0, 1, 2]


def test_that_it_was_started_is_recorded(officer: User, bureau: Body):
    services.start("test.count", by=officer, body=bureau, units=3)
    deed = Deed.objects.get()
    assert (deed.deed, deed.actor, deed.body) == ("发起后台任务", officer, bureau)
    assert deed.detail == {"任务": "数数", "参数": {"units": "3"}}


def test_what_the_caller_undoes_was_never_started(officer: User, bureau: Body):
    def undone() -> None:
        with transaction.atomic():
            services.start("test.count", by=officer, body=bureau, units=3)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        undone()
    assert not Job.objects.exists()
    assert not DBTaskResult.objects.exists()
    assert not Deed.objects.exists()


def test_the_right_is_asked_for_the_body(officer: User):
    other = Body.objects.create(name="海州市财政局", kind=BodyKind.DEPARTMENT)
    with pytest.raises(PermissionDenied, match="海州市财政局"):
        services.start("test.count", by=officer, body=other, units=3)
    with pytest.raises(PermissionDenied):
        services.start("test.count", by=officer, units=3)
    assert not DBTaskResult.objects.exists()


def test_who_lost_the_right_meanwhile_has_nothing_done(officer: User, bureau: Body):
    job = services.start("test.count", by=officer, body=bureau, units=3)
    Appointment.objects.all().delete()
    job = done(job)
    assert (job.state, job.error) == (State.FAILED, "发起人已没有“修改机关资料”的权限")
    assert effects(job.pk) == []


def test_what_cannot_be_done_is_said_in_a_sentence_and_the_step_is_undone(officer: User, bureau: Body):
    job = done(services.start("test.count", by=officer, body=bureau, units=3, fail_at=1))
    assert (job.state, job.error, job.traceback, job.done) == (State.FAILED, "第1个数不出来", "", 1)
    assert [unit for unit, _ in effects(job.pk)] == [0]


def test_an_error_of_ours_is_told_without_its_inside_and_kept_for_the_operator(system_admin: User):
    job = done(services.start("test.broken", by=system_admin))
    assert (job.state, job.error) == (State.FAILED, f"执行中出错，请把任务号{job.pk}告诉系统管理员")
    assert "ZeroDivisionError: secret" in job.traceback
    assert effects(job.pk) == []


def test_a_kind_that_there_is_no_more_fails(officer: User, bureau: Body):
    job = services.start("test.count", by=officer, body=bureau, units=3)
    Job.objects.update(kind="test.gone")
    job = done(job)
    assert (job.state, job.label) == (State.FAILED, "test.gone")
    assert "不提供" in job.error
    with pytest.raises(ValidationError, match="不提供"):
        services.again(job, by=officer)


def test_taken_up_again_it_goes_on_where_it_was(officer: User, bureau: Body):
    job = done(services.start("test.count", by=officer, body=bureau, units=5, fail_at=3))
    assert job.done == 3
    Job.objects.update(arguments={"units": 5})
    job = done(services.again(job, by=officer))
    assert (job.state, job.error, job.attempts) == (State.DONE, "", 2)
    assert [unit for unit, _ in effects(job.pk)] == [0, 1, 2, 3, 4]
    with pytest.raises(ValidationError, match="任务已完成，不用重新执行"):
        services.again(job, by=officer)


def test_progress_by_a_place_of_the_jobs_own(officer: User, bureau: Body):
    job = done(services.start("test.by_cursor", by=officer, body=bureau, units=4))
    assert (job.state, job.cursor, job.done, job.message) == (State.DONE, 4, 4, "数到3")
    assert len(effects(job.pk)) == 4


def test_a_job_that_waits_is_stopped_at_once(officer: User, bureau: Body):
    job = services.start("test.count", by=officer, body=bureau, units=3)
    services.stop(job, by=officer)
    job = done(job)
    assert (job.state, job.attempts) == (State.STOPPED, 0)
    assert effects(job.pk) == []
    assert Deed.objects.order_by("-number")[0].deed == "停止后台任务"
    with pytest.raises(ValidationError, match="已停止"):
        services.stop(job, by=officer)


def test_only_who_started_it_or_runs_the_installation_stops_a_job(officer: User, bureau: Body, system_admin: User):
    job = services.start("test.count", by=officer, body=bureau, units=3)
    other = User.objects.create(username="li", name="李四")
    with pytest.raises(PermissionDenied):
        services.stop(job, by=other)
    services.stop(job, by=system_admin)
    with pytest.raises(PermissionDenied):
        services.again(job, by=other)


def test_the_file_it_made_can_be_had_by_who_may_and_that_is_recorded(officer: User, bureau: Body, system_admin: User):
    job = done(services.start("test.file", by=officer, body=bureau, text="甲"))
    assert (job.file_name, job.link) == ("结果.txt", "/office/")
    with services.fetch(job, by=officer) as file:
        assert file.read().decode() == "甲"
    assert Deed.objects.order_by("-number")[0].deed == "下载后台任务的结果"
    with pytest.raises(PermissionDenied):
        services.fetch(job, by=User.objects.create(username="li", name="李四"))
    Job.objects.update(expires_at=job.created_at)
    job.refresh_from_db()
    with pytest.raises(ValidationError, match="保留期"):
        services.fetch(job, by=officer)


def test_a_file_lies_where_only_the_platform_reads_it(officer: User, bureau: Body):
    job = services.start(
        "test.file", by=officer, body=bureau, text="甲", given=File(BytesIO(b"x"), name="../../表.csv")
    )
    assert "表" not in job.given
    for name in (job.given, done(job).file):
        assert shelf().exists(name)
        assert stat.S_IMODE(os.stat(shelf().path(name)).st_mode) == 0o600


def test_who_sees_which_jobs(officer: User, bureau: Body, system_admin: User):
    colleague = User.objects.create(username="li", name="李四")
    own = services.start("test.count", by=officer, body=bureau, units=1)
    chore = services.start("sessions.clear", by=None)
    assert set(Job.objects.seen_by(officer)) == {own}
    assert set(Job.objects.seen_by(system_admin)) == {own, chore}
    assert set(Job.objects.seen_by(colleague)) == set()


def test_the_end_is_told_once_in_its_transaction(officer: User, bureau: Body):
    told: list[tuple[int, str]] = []

    def listen(sender: type[Job], job: Job, **more: object) -> None:
        told.append((job.pk, job.state))
        if len(told) == 2:
            raise ZeroDivisionError

    ended.connect(listen)
    try:
        first = done(services.start("test.count", by=officer, body=bureau, units=1))
        second = done(services.start("test.count", by=officer, body=bureau, units=1, fail_at=0))
        third = services.stop(services.start("test.count", by=officer, body=bureau, units=1), by=officer)
    finally:
        ended.disconnect(listen)
    assert told == [(first.pk, "done"), (second.pk, "failed"), (third.pk, "stopped")]
    assert second.state == State.FAILED, "a listener that fails does not endanger the end itself"


def test_what_people_wait_for_goes_before_what_the_clock_started(officer: User, bureau: Body):
    services.start("sessions.clear", by=None)
    job = services.start("test.count", by=officer, body=bureau, units=1)
    first = DBTaskResult.objects.ready().first()
    assert first is not None
    assert first.pk == job.ticket
    assert first.status == TaskResultStatus.READY
