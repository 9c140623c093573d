"""Keeping house: what signing in notes of people is forgotten when it has served."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from gongkai.access.enums import Right, Role
from gongkai.jobs.kinds import Result, job
from gongkai.jobs.work import Work
from gongkai.signin.models import Mailbox
from gongkai.signin.services import CONFIRM_WITHIN


@job("signin.clear", "清理登录的设备和没有确认的邮箱", Right.MANAGE_SYSTEM, alarm=Role.SYSTEM_ADMIN)
def clear(work: Work) -> Result:
    """Where sessions came from that are over, and mailboxes that nobody confirmed in time."""
    now = timezone.now()
    alive = Session.objects.filter(expire_date__gt=now).values("session_key")
    devices = UserSession.objects.exclude(session_key__in=alive).delete()[0]
    mailboxes = Mailbox.objects.filter(confirmed_at=None, asked_at__lt=now - CONFIRM_WITHIN).delete()[0]
    return {"设备": devices, "邮箱": mailboxes}
