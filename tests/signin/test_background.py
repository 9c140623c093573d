"""What signing in noted of people is forgotten when it has served."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from gongkai.jobs.schedule import SCHEDULE
from gongkai.signin.background import clear
from gongkai.signin.models import Mailbox
from tests.signin.people import applicant, sign_in

pytestmark = pytest.mark.django_db


def test_devices_are_forgotten_with_their_sessions_and_mailboxes_that_nobody_confirmed(browser: Client):
    user, other = applicant(), Client()
    for client in (browser, other):
        sign_in(client, "gongmin")
    Session.objects.filter(session_key=other.session.session_key).update(expire_date=timezone.now())
    for days in (1, 4):
        mailbox = Mailbox.objects.create(user=user, email=f"x{days}@example.org")
        Mailbox.objects.filter(pk=mailbox.pk).update(asked_at=timezone.now() - timedelta(days))
    assert clear(None) == {"设备": 1, "邮箱": 1}
    assert UserSession.objects.get().session_key == browser.session.session_key
    assert "signin.clear" in {entry.kind for entry in SCHEDULE}
