"""Notices: in the back office, and by e-mail to those who want them so."""

from __future__ import annotations

from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult
from pytest_django import Settings

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.access.rights import holders
from gongkai.bodies.models import Body
from gongkai.office import notices
from gongkai.office.models import Notice
from gongkai.office.notices import BODIES, ROLES, choose, mark_read, notify, send_mails
from tests.office.conftest import Holder, SignIn

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _letters_are_kept(settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture
def chen(holder: Holder) -> User:
    user = holder(Role.OFFICER)
    user.email = "chen@haizhou.test"
    user.save()
    return user


def run_queued() -> int:
    """Do what a worker would do with the queue; how many letters' tasks there were."""
    queued = list(DBTaskResult.objects.filter(task_path=send_mails.module_path))
    for each in queued:
        send_mails.call(*each.args_kwargs["args"], **each.args_kwargs["kwargs"])
        each.delete()
    return len(queued)


def test_whoever_holds_the_role_is_told_once(bureau: Body, city: Body, holder: Holder):
    here, above, leader = holder(Role.OFFICER), holder(Role.OFFICER, city), holder(Role.LEADER)
    notify([*holders(Role.OFFICER, bureau), here], BODIES, "有事", url="/office/", body=bureau)
    assert sorted(Notice.objects.values_list("to", flat=True)) == [here.pk, above.pk]
    assert not leader.notices.exists()


def test_a_notice_goes_by_mail_where_its_kind_does_and_there_is_an_address(chen: User, holder: Holder):
    notify([chen, holder(Role.LEADER)], ROLES, "您担任分管领导", text="自今天起。", url="/office/policy/")
    assert run_queued() == 1
    (letter,) = mail.outbox
    assert letter.to == ["chen@haizhou.test"]
    assert letter.subject == "〔公开〕您担任分管领导"
    assert "自今天起。" in letter.body
    assert "http://127.0.0.1:8000/office/policy/" in letter.body
    notify([chen], BODIES, "更名")
    assert run_queued() == 0


def test_everybody_chooses_what_comes_by_mail(chen: User):
    choose(chen, {ROLES: False, BODIES: True})
    assert notices.choices(chen)[BODIES] is True
    notify([chen], ROLES, "甲")
    assert run_queued() == 0
    notify([chen], BODIES, "乙")
    assert run_queued() == 1
    assert [letter.subject for letter in mail.outbox] == ["〔公开〕乙"]


def test_the_choice_is_made_in_one_s_account(chen: User, sign_in: SignIn):
    url = reverse("wagtailadmin_account")
    client = sign_in(chen)
    assert "哪些通知也用邮件发送" in client.get(url).content.decode()
    sent = {"notices-bodies": "on", "theme-theme": "system", "theme-contrast": "system", "theme-density": "default"}
    assert client.post(url, sent).status_code == 302
    assert {kind.name: by_mail for kind, by_mail in notices.choices(chen).items()}["bodies"] is True
    assert notices.choices(chen)[ROLES] is False


def test_nobody_is_told_of_a_deed_that_was_undone(chen: User):
    def fail() -> None:
        with transaction.atomic():
            notify([chen], ROLES, "甲")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Notice.objects.exists()
    assert run_queued() == 0


def test_a_mail_server_that_is_away_is_tried_again_later_and_not_for_ever(chen: User, monkeypatch: pytest.MonkeyPatch):
    def away(self: EmailBackend, messages: object) -> int:
        raise SMTPException("421 try later")

    monkeypatch.setattr(EmailBackend, "send_messages", away)
    notify([chen], ROLES, "甲")
    run_queued()
    later = DBTaskResult.objects.get()
    assert later.run_after is not None
    assert later.args_kwargs["args"][1] == 1
    for _ in range(notices.MOST_TRIES):
        run_queued()
    assert not DBTaskResult.objects.exists()
    assert Notice.objects.get().title == "甲"


def test_opening_a_notice_marks_it_read_and_leads_on(chen: User, sign_in: SignIn):
    (notice,) = notify([chen], ROLES, "甲", url="/office/policy/")
    client = sign_in(chen)
    assert "1条未读" in client.get("/office/policy/").content.decode()
    answer = client.get(reverse("office_notice", args=[notice.pk]))
    assert answer["Location"] == "/office/policy/"
    notice.refresh_from_db()
    assert notice.read_at is not None
    assert "条未读" not in client.get("/office/policy/").content.decode()


def test_all_are_marked_read_at_once_and_only_one_s_own(chen: User, holder: Holder, sign_in: SignIn):
    other = holder(Role.LEADER)
    notify([chen, other], ROLES, "甲")
    notify([chen], ROLES, "乙")
    sign_in(chen).post(reverse("office_notices_read"))
    assert Notice.objects.filter(read_at=None).get().to == other
    assert mark_read(other) == 1


def test_the_list_shows_one_s_own_the_newest_first(chen: User, holder: Holder, sign_in: SignIn):
    notify([holder(Role.LEADER)], ROLES, "他人的")
    notify([chen], ROLES, "旧的")
    (notice,) = notify([chen], BODIES, "新的", text="说明")
    client, url = sign_in(chen), reverse("office_notices")
    assert [each.title for each in client.get(url).context["object_list"]] == ["新的", "旧的"]
    mark_read(chen, [notice.pk])
    assert [each.title for each in client.get(f"{url}?unread=true").context["object_list"]] == ["旧的"]
    assert [each.title for each in client.get(f"{url}?kind=bodies").context["object_list"]] == ["新的"]
