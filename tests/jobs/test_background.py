"""The platform's own jobs."""

from __future__ import annotations

import os
import time
from datetime import timedelta
from io import BytesIO

import pytest
from axes.models import AccessLog
from django.contrib.sessions.models import Session
from django.core.files import File
from django.db import connection, transaction
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from gongkai.access.enums import Role
from gongkai.access.models import Appointment, User
from gongkai.audit.models import Deed, Head
from gongkai.audit.services import record, verify
from gongkai.bodies.exchange import plan, read_table
from gongkai.bodies.models import Body
from gongkai.jobs import background, services
from gongkai.jobs.background import seal_of
from gongkai.jobs.enums import State
from gongkai.jobs.models import GIVEN, RESULTS, Job, Occurrence, shelf
from gongkai.jobs.tasks import perform

pytestmark = pytest.mark.django_db


def done(job: Job) -> Job:
    perform(job.ticket)
    return Job.objects.get(pk=job.pk)


# --- the directory of bodies ----------------------------------------------------------------------------------------

TABLE = """名称,类别,上级机关
海州市人民政府,人民政府,
海州市教育局,政府部门,海州市人民政府
海州市财政局,政府部门,海州市人民政府
"""


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_the_directory_goes_out_and_comes_in_unchanged(form: str, system_admin: User, bureau: Body):
    job = done(services.start("bodies.export", by=system_admin, form=form))
    assert (job.state, job.result, job.file_name[-len(form) :]) == (State.DONE, {"机关": 1}, form)
    with services.fetch(job, by=system_admin) as file:
        made = plan(read_table(file.read()))
    assert (len(made.unchanged), made.errors) == (1, [])


def test_of_a_body_what_stands_under_it_goes_out(officer: User, bureau: Body, system_admin: User):
    Body.objects.create(name="海州市第一中学", kind=bureau.kind, parent=bureau)
    Body.objects.create(name="海州市财政局", kind=bureau.kind)
    job = done(services.start("bodies.export", by=officer, body=bureau, form="csv"))
    with services.fetch(job, by=officer) as file:
        assert len(read_table(file.read())) == 3


def taking_in(by: User, table: str = TABLE) -> Job:
    """An import of a table that was looked over just now."""
    seal = seal_of(plan(read_table(table.encode())))
    return services.start("bodies.import", by=by, given=File(BytesIO(table.encode()), name="机关.csv"), seal=seal)


def test_a_table_that_was_confirmed_is_taken_in(system_admin: User, bureau: Body):
    job = done(taking_in(system_admin))
    assert (job.state, job.message, job.percent) == (State.DONE, "新增2个，改动1个", 100)
    assert Body.objects.count() == 3
    deeds = Deed.objects.filter(deed__in=["新增机关", "修改机关"])
    assert {deed.actor for deed in deeds} == {system_admin}
    assert len(deeds) == 3


def test_what_changed_since_it_was_confirmed_is_not_taken_in(system_admin: User, bureau: Body):
    job = taking_in(system_admin)
    Body.objects.update(phone="0595-1234567", name="海州市教育和体育局")
    job = done(job)
    assert (job.state, Body.objects.count()) == (State.FAILED, 1)
    assert "请重新上传、重新核对" in job.error


def test_a_table_with_errors_is_not_taken_in(system_admin: User, bureau: Body):
    job = done(taking_in(system_admin, TABLE + "海州市公安局,不是类别,\n"))
    assert (job.state, Body.objects.count()) == (State.FAILED, 1)
    assert "没有导入" in job.error


def test_a_table_that_is_no_longer_kept_is_asked_for_again(system_admin: User):
    job = taking_in(system_admin)
    shelf().delete(job.given)
    assert done(job).error == "所附的文件已过保留期，请重新上传"


def test_officers_do_not_take_in_tables(officer: User):
    with pytest.raises(Exception, match="没有系统管理权限"):
        taking_in(officer)


# --- the log of deeds -----------------------------------------------------------------------------------------------


@pytest.fixture
def auditor() -> User:
    user = User.objects.create(username="shenji", name="周一")
    Appointment.objects.create(user=user, role=Role.AUDIT_ADMIN)
    return user


@pytest.fixture
def log(auditor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten rows, in five units of work."""
    monkeypatch.setattr(background, "CHUNK", 2)
    with transaction.atomic():
        for number in range(10):
            record(f"试验{number}", by=auditor)


def _unguarded(sql: str) -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE audit_deed DISABLE TRIGGER USER")
            cursor.execute(sql)
            cursor.execute("ALTER TABLE audit_deed ENABLE TRIGGER USER")
        else:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'audit_deed'")
            triggers = cursor.fetchall()
            for name, _ in triggers:
                cursor.execute(f"DROP TRIGGER {name}")
            cursor.execute(sql)
            for _, made in triggers:
                cursor.execute(made)


@pytest.mark.usefixtures("log")
def test_a_log_that_holds_is_said_to():
    job = done(services.start("audit.verify", by=None))
    assert (job.state, job.result, job.done, job.total) == (State.DONE, {"校验的条数": 10, "发现的问题": 0}, 10, 10)


@pytest.mark.usefixtures("log")
def test_an_auditor_has_it_verified(auditor: User):
    job = done(services.start("audit.verify", by=auditor))
    assert job.result == {"校验的条数": 11, "发现的问题": 0}


TAMPERINGS = {
    "altered": "UPDATE audit_deed SET actor_name = '李四' WHERE number = 3",
    "missing": "DELETE FROM audit_deed WHERE number IN (3, 4)",
    "first missing": "DELETE FROM audit_deed WHERE number < 3",
    "end cut off": "DELETE FROM audit_deed WHERE number > 7",
    "all gone": "DELETE FROM audit_deed",
    "hash made to fit": "UPDATE audit_deed SET hash = previous WHERE number = 4",
    "before the first": "UPDATE audit_deed SET number = 0 WHERE number = 1",
    "behind the last": "UPDATE audit_deed SET number = 12 WHERE number = 10",
}


@pytest.mark.parametrize("how", TAMPERINGS)
@pytest.mark.usefixtures("log")
def test_in_parts_it_finds_what_is_found_at_once(how: str):
    _unguarded(TAMPERINGS[how])
    found = verify()
    job = done(services.start("audit.verify", by=None))
    assert (job.state, found != []) == (State.FAILED, True)
    assert job.result["问题"] == [f"第{each.number}条：{each.why}" for each in found]
    assert job.error.startswith(f"操作日志有{len(found)}处被改动，请立即查明：第{found[0].number}条")


@pytest.mark.usefixtures("log")
def test_a_log_found_broken_is_verified_anew_when_asked_again(auditor: User):
    _unguarded("UPDATE audit_deed SET actor_name = '李四' WHERE number = 3")
    job = done(services.start("audit.verify", by=auditor))
    _unguarded("UPDATE audit_deed SET actor_name = '周一' WHERE number = 3")
    job = done(services.again(job, by=auditor))
    assert (job.state, job.error, job.attempts) == (State.DONE, "", 2)
    assert job.result is not None
    assert job.result["发现的问题"] == 0


@pytest.mark.usefixtures("log")
def test_a_verification_cut_off_goes_on_where_it_was(monkeypatch: pytest.MonkeyPatch):
    rows = background.rows

    def cut_off(**span: int) -> object:
        if span["after"] >= 4:
            raise SystemExit
        return rows(**span)

    monkeypatch.setattr(background, "rows", cut_off)
    job = services.start("audit.verify", by=None)
    with pytest.raises(SystemExit):
        perform(job.ticket)
    job.refresh_from_db()
    assert (job.state, job.done) == (State.WAITING, 4)
    asked: list[int] = []
    monkeypatch.setattr(background, "rows", lambda **span: [asked.append(span["after"]), rows(**span)][1])
    job = done(job)
    assert (job.state, job.result, asked) == (State.DONE, {"校验的条数": 10, "发现的问题": 0}, [4, 6, 8])


@pytest.mark.usefixtures("log")
def test_rows_added_meanwhile_are_left_for_the_next_time(auditor: User, monkeypatch: pytest.MonkeyPatch):
    rows = background.rows

    def busy(**span: int) -> object:
        with transaction.atomic():
            record("其间", by=auditor)
        return rows(**span)

    monkeypatch.setattr(background, "rows", busy)
    job = done(services.start("audit.verify", by=None))
    assert (job.state, job.result) == (State.DONE, {"校验的条数": 10, "发现的问题": 0})
    assert Head.objects.get().number == 16, "and that it was verified"


def test_an_empty_log_holds():
    assert done(services.start("audit.verify", by=None)).result == {"校验的条数": 0, "发现的问题": 0}


# --- keeping house --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["pages.publish", "sessions.clear", "attempts.clear", "jobs.clear"])
def test_chores_are_done(kind: str):
    assert done(services.start(kind, by=None)).state == State.DONE


def test_what_has_run_out_is_cleared_and_nothing_else():
    now = timezone.now()
    for key, ends in (("old", now - timedelta(1)), ("new", now + timedelta(1))):
        Session.objects.create(session_key=key, session_data="", expire_date=ends)
    for name, days in (("old", 200), ("new", 170)):
        entry = AccessLog.objects.create(username=name, user_agent="", path_info="")
        AccessLog.objects.filter(pk=entry.pk).update(attempt_time=now - timedelta(days))
    done(services.start("sessions.clear", by=None))
    done(services.start("attempts.clear", by=None))
    assert [session.session_key for session in Session.objects.all()] == ["new"]
    assert [entry.username for entry in AccessLog.objects.all()] == ["new"]


def _age(name: str, days: float) -> None:
    at = time.time() - days * 86_400
    os.utime(shelf().path(name), (at, at))


def test_files_go_when_their_time_is_over(system_admin: User):
    def clear() -> Job:
        return done(services.start("jobs.clear", by=None))

    job = done(services.start("bodies.export", by=system_admin, form="csv"))
    given = taking_in(system_admin)
    unknown = shelf().save(f"{RESULTS}/unknown", File(BytesIO(b"x")))
    new = shelf().save(f"{GIVEN}/new", File(BytesIO(b"x")))
    for name in (job.file, given.given, unknown):
        _age(name, 2)
    assert clear().result == {"过期的结果文件": 0, "无主的文件": 1}
    assert [shelf().exists(name) for name in (job.file, given.given, unknown, new)] == [True, True, False, True]

    services.stop(given, by=system_admin)
    Job.objects.update(expires_at=timezone.now() - timedelta(1), ended_at=timezone.now() - timedelta(8))
    assert clear().result == {"过期的结果文件": 1, "无主的文件": 1}
    assert [shelf().exists(name) for name in (job.file, given.given)] == [False, False]
    assert set(Job.objects.filter(pk__in=(job.pk, given.pk)).values_list("file", "given")) == {("", "")}


def test_old_jobs_and_their_tasks_go_chores_sooner(system_admin: User):
    long_ago = timezone.now() - timedelta(8)
    job = done(services.start("bodies.export", by=system_admin, form="csv"))
    chore = done(services.start("sessions.clear", by=None))
    failed = services.start("audit.verify", by=None)
    Occurrence.objects.create(name="x", at=long_ago, claimed_at=long_ago, job=chore)
    Job.objects.filter(pk=failed.pk).update(state=State.FAILED, error="x", ended_at=long_ago)
    Job.objects.filter(pk__in=(job.pk, chore.pk)).update(ended_at=long_ago)
    DBTaskResult.objects.filter(pk=chore.ticket).update(status="SUCCESSFUL", finished_at=long_ago)
    last = services.start("jobs.clear", by=None)
    done(last)
    assert set(Job.objects.all()) == {job, failed, last}
    assert not DBTaskResult.objects.filter(pk=chore.ticket).exists()
    Job.objects.filter(pk__in=(job.pk, failed.pk)).update(ended_at=timezone.now() - timedelta(91))
    done(services.start("jobs.clear", by=None))
    assert not Job.objects.filter(pk__in=(job.pk, failed.pk)).exists()
