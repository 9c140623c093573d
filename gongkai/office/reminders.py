"""What the platform itself has to say on the home page; the apps above add their own (`waiting`)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Final

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import Appointment, User
from gongkai.access.rights import bodies_where, may
from gongkai.jobs.enums import State
from gongkai.jobs.models import Job
from gongkai.office import waiting
from gongkai.office.waiting import Item
from gongkai.signin.lockout import locks
from gongkai.signin.second_factor import FACTORS, OFF

ENDING: Final = timedelta(days=30)
"""How long before its end a role is spoken of."""

FAILED_LATELY: Final = timedelta(days=7)

CONTACTS: Final = {"office": "工作机构", "address": "办公地址", "hours": "办公时间", "phone": "联系电话"}
"""What the guide must tell the public of the office (Regulations, Art. 12)."""


@waiting.register
def unread(user: User) -> Iterator[Item]:
    """Notices that were not read."""
    first = user.notices.filter(read_at=None).order_by("at").values_list("at", flat=True)
    if count := len(first):
        since = timezone.localdate(first[0])
        yield Item(f"{count}条未读通知", f"{reverse('office_notices')}?unread=true", since=since)


@waiting.register
def own_roles_ending(user: User) -> Iterator[Item]:
    """One's own roles that end soon."""
    last = timezone.localdate() + ENDING
    for held in user.held:
        if held.until is not None and held.until <= last:
            title = f"您的角色“{held.get_role_display()}”到期后不再有效，需要继续担任的，请联系安全管理员"
            yield Item(title, reverse("office_policy"), body=held.body, due=held.until)


@waiting.register
def contacts_missing(user: User) -> Iterator[Item]:
    """Bodies of one's own whose contacts the guide needs and the directory lacks."""
    own = {held.body_id for held in user.held if held.body_id is not None}
    if not own:
        return
    for body in bodies_where(user, Right.EDIT_BODY).on().filter(pk__in=own):
        if missing := [label for name, label in CONTACTS.items() if not getattr(body, name)]:
            title = f"补充机关资料：{'、'.join(missing)}"
            yield Item(title, reverse("office_body_edit", args=[body.pk]), Right.EDIT_BODY, body)


@waiting.register
def people_to_look_after(user: User) -> Iterator[Item]:
    """For the security administrator: accounts without a second factor, roles that end soon, locked accounts."""
    if not may(user, Right.MANAGE_PEOPLE):
        return
    today, people = timezone.localdate(), reverse("office_people")
    holding = Appointment.objects.filter(Q(until=None) | Q(until__gt=today), since__lte=today, user__is_active=True)
    factors = Authenticator.objects.filter(type__in=FACTORS).values("user")
    demanded = settings.SECOND_FACTOR != OFF
    if demanded and (count := holding.exclude(user__in=factors).values("user").distinct().count()):
        url = f"{people}?status=active&factor=without"
        yield Item(f"{count}名担任角色的用户没有设置第二因素", url, Right.MANAGE_PEOPLE)
    ending = holding.filter(until__lte=today + ENDING)
    if count := ending.count():
        first = ending.order_by("until").values_list("until", flat=True)[0]
        yield Item(f"{count}项任职将在三十天内到期", f"{people}?ending=true", Right.MANAGE_PEOPLE, due=first)
    if count := len(locks()):
        yield Item(f"{count}处登录因连续输错密码被锁定", reverse("office_person_locks"), Right.MANAGE_PEOPLE)


@waiting.register
def failed_jobs(user: User) -> Iterator[Item]:
    """For the system administrator: background work of the last days that failed."""
    if not may(user, Right.MANAGE_SYSTEM):
        return
    failed = Job.objects.filter(state=State.FAILED, ended_at__gt=timezone.now() - FAILED_LATELY).order_by("ended_at")
    if ends := list(failed.values_list("ended_at", flat=True)):
        title = f"{len(ends)}项后台任务最近七天没有完成"
        url = f"{reverse('office_jobs')}?state=failed"
        yield Item(title, url, Right.MANAGE_SYSTEM, since=timezone.localdate(ends[0]))


@waiting.register
def own_jobs(user: User) -> Iterator[Item]:
    """Background work of one's own that is still going on."""
    if count := Job.objects.open().filter(started_by=user).count():
        yield Item(f"{count}项后台任务正在执行", f"{reverse('office_jobs')}?mine=true&state=waiting&state=running")
