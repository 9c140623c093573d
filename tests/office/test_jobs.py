"""Background work, as its pages show it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from gongkai.access.enums import ADMINISTRATORS, Role
from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.jobs.enums import State
from gongkai.jobs.kinds import KINDS
from gongkai.jobs.models import RESULTS, Job, shelf
from gongkai.jobs.schedule import SCHEDULE
from gongkai.jobs.services import start
from gongkai.jobs.tasks import announce
from gongkai.office.jobs.telling import QUIET
from tests.office.conftest import Holder, SignIn, deeds

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_shelf_of_our_own(settings: Settings, tmp_path: Path) -> None:
    settings.STORAGES = settings.STORAGES | {
        "jobs": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": tmp_path}}
    }


@pytest.fixture
def system(holder: Holder) -> User:
    return holder(Role.SYSTEM_ADMIN)


def test_who_started_a_job_is_told_how_it_ended_and_fetches_what_it_made(system: User, sign_in: SignIn):
    client = sign_in(system)
    job = start("bodies.export", by=system, form="csv")
    said = client.get(reverse("office_job", args=[job.pk])).content.decode()
    assert "等待执行" in said
    assert "停止" in said
    assert client.get(reverse("office_job_progress", args=[job.pk])).json()["open"] is True
    job.ticket = uuid4()
    job.save()
    _finish(job)
    assert client.get(reverse("office_job_progress", args=[job.pk])).json()["open"] is False
    assert "下载结果" in client.get(reverse("office_job", args=[job.pk])).content.decode()
    answer = client.get(reverse("office_job_fetch", args=[job.pk]))
    assert b"".join(answer) == "名称\n".encode()
    assert deeds().filter(deed="下载后台任务的结果").exists()


def _finish(job: Job) -> None:
    job.state, job.file_name, job.ended_at = State.DONE, "机关.csv", timezone.now()
    job.file = shelf().save(f"{RESULTS}/a", ContentFile("名称\n".encode()))
    job.expires_at = timezone.now() + timedelta(1)
    job.save()


@pytest.mark.parametrize(
    ("state", "told"), [(State.DONE, "导出机关名录：已完成"), (State.FAILED, "导出机关名录：未完成")]
)
def test_the_end_of_a_job_is_a_notice(state: State, told: str, system: User):
    ended = timezone.now()
    job = Job.objects.create(
        kind="bodies.export", ticket=uuid4(), started_by=system, state=state, error="甲", ended_at=ended
    )
    announce(job)
    notice = system.notices.get()
    assert (notice.title, notice.url) == (told, reverse("office_job", args=[job.pk]))


@pytest.mark.parametrize("kind", sorted({entry.kind for entry in SCHEDULE}))
def test_a_scheduled_job_that_fails_is_told_to_whom_it_concerns(kind: str, holder: Holder):
    people = {role: holder(role) for role in ADMINISTRATORS}
    announce(Job(pk=1, kind=kind, ticket=uuid4(), state=State.FAILED, error="第3条被改动"))
    told = KINDS[kind].alarm
    assert {role: [notice.text for notice in user.notices.all()] for role, user in people.items()} == {
        role: ["第3条被改动"] if role == told else [] for role in ADMINISTRATORS
    }


def test_a_chore_that_fails_every_ten_minutes_is_told_once_in_a_while(system: User):
    def fail(kind: str) -> int:
        announce(Job(pk=1, kind=kind, ticket=uuid4(), state=State.FAILED, error="磁盘满了"))
        return system.notices.count()

    assert [fail("pages.publish") for _ in range(3)] == [1, 1, 1]
    assert fail("jobs.clear") == 2, "another chore is another matter"
    system.notices.update(at=timezone.now() - QUIET)
    assert fail("pages.publish") == 3


def test_a_job_is_stopped_and_taken_up_again(system: User, sign_in: SignIn):
    client = sign_in(system)
    job = start("bodies.export", by=system, form="csv")
    assert client.post(reverse("office_job_stop", args=[job.pk])).status_code == 302
    job.refresh_from_db()
    assert job.state == State.STOPPED
    assert "重新执行" in client.get(reverse("office_job", args=[job.pk])).content.decode()
    client.post(reverse("office_job_again", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == State.WAITING
    client.post(reverse("office_job_again", args=[job.pk]))
    assert "不用重新执行" in client.get("/office/").content.decode()


def test_a_file_past_its_day_is_said_to_be_gone(system: User, sign_in: SignIn):
    client = sign_in(system)
    job = start("bodies.export", by=system, form="csv")
    _finish(job)
    Job.objects.update(expires_at=timezone.now())
    assert client.get(reverse("office_job_fetch", args=[job.pk])).status_code == 302
    assert "已过保留期" in client.get("/office/").content.decode()


def test_the_list_has_one_s_own_jobs_and_all_of_them_for_who_runs_the_installation(
    system: User, holder: Holder, sign_in: SignIn
):
    officer = holder(Role.OFFICER)
    own = Job.objects.create(kind="bodies.export", ticket=uuid4(), started_by=officer)
    clock = Job.objects.create(kind="jobs.clear", ticket=uuid4())
    url = reverse("office_jobs")
    assert list(sign_in(officer).get(url).context["object_list"]) == [own]
    client = sign_in(system)
    assert list(client.get(url).context["object_list"]) == [clock, own]
    assert list(client.get(f"{url}?by_people=true").context["object_list"]) == [own]
    assert list(client.get(f"{url}?mine=true").context["object_list"]) == []
    assert list(client.get(f"{url}?state=done").context["object_list"]) == []


def test_where_an_error_was_is_shown_to_who_runs_the_installation_only(
    system: User, holder: Holder, sign_in: SignIn, bureau: Body
):
    officer = holder(Role.OFFICER)
    job = Job.objects.create(
        kind="bodies.export",
        ticket=uuid4(),
        started_by=officer,
        body=bureau,
        state=State.FAILED,
        error="执行中出错",
        traceback="ZeroDivisionError",
        ended_at=timezone.now(),
    )
    url = reverse("office_job", args=[job.pk])
    shown = {user: sign_in(user).get(url).content.decode() for user in (officer, system)}
    assert ["ZeroDivisionError" in page for page in shown.values()] == [False, True]
    assert all("执行中出错" in page for page in shown.values())


def test_a_job_that_runs_shows_how_far_it_is_and_that_it_is_stopping(system: User, sign_in: SignIn):
    client = sign_in(system)
    job = start("bodies.export", by=system, form="csv")
    Job.objects.update(state=State.RUNNING, done=30, total=120)
    progress = reverse("office_job_progress", args=[job.pk])
    assert client.get(progress).json() == {
        "open": True, "state": "正在执行", "percent": 25, "counts": "30／120", "message": "",
    }  # fmt: skip
    client.post(reverse("office_job_stop", args=[job.pk]))
    assert client.get(progress).json()["state"] == "正在停止"
    assert "停止</button>" not in client.get(reverse("office_job", args=[job.pk])).content.decode()
