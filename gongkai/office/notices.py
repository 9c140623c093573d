"""Telling people: a notice in the back office, and by e-mail where they chose so.

transfer = notices.register("case_transferred", "申请转交", by_mail=True)
notify(holders(Role.OFFICER, case.body), transfer, f"{case}转由本机关办理", url=case.get_absolute_url())
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from smtplib import SMTPException
from typing import Final, NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from gongkai.access.models import User
from gongkai.bodies.models import Body
from gongkai.office.models import Notice, NoticeChoice

log = logging.getLogger(__name__)

MOST_TRIES: Final = 5
PAUSE: Final = timedelta(minutes=10)


class Kind(NamedTuple):
    """A kind of notice: people choose for each whether it comes by e-mail too."""

    name: str
    label: str
    by_mail: bool


_kinds: dict[str, Kind] = {}


def register(name: str, label: str, *, by_mail: bool) -> Kind:
    """Add a kind; `by_mail` is what holds for those who never chose."""
    return _kinds.setdefault(name, Kind(name, label, by_mail))


def kinds() -> tuple[Kind, ...]:
    return tuple(_kinds.values())


def label_of(name: str) -> str:
    """What users read for a kind; nothing for one that is no more."""
    return _kinds[name].label if name in _kinds else ""


ROLES = register("roles", "角色的授予和免去", by_mail=True)
BODIES = register("bodies", "机关更名、合并", by_mail=False)
JOBS = register("jobs", "后台任务结束", by_mail=False)
ALARMS = register("alarms", "后台任务出错", by_mail=True)


@transaction.atomic
def notify(
    to: Iterable[User], kind: Kind, title: str, *, text: str = "", url: str = "", body: Body | None = None
) -> list[Notice]:
    """Tell people something. Once the deed that causes it is committed, a worker sends who chose so an e-mail."""
    made = [
        Notice(to=user, kind=kind.name, title=title, text=text, url=url, body=body)
        for user in {user.pk: user for user in to}.values()
    ]
    Notice.objects.bulk_create(made)
    if numbers := _by_mail(made, kind):
        send_mails.enqueue(numbers)
    return made


def mark_read(user: User, notices: Iterable[int] | None = None) -> int:
    """Mark the user's notices as read, all of them unless some are given. Returns how many had not been."""
    unread = user.notices.filter(read_at=None)
    if notices is not None:
        unread = unread.filter(pk__in=list(notices))
    return unread.update(read_at=timezone.now())


def choices(user: User) -> dict[Kind, bool]:
    """For each kind whether it comes to the user by e-mail."""
    chosen = dict(user.notice_choices.values_list("kind", "by_mail"))
    return {kind: chosen.get(kind.name, kind.by_mail) for kind in kinds()}


@transaction.atomic
def choose(user: User, chosen: Mapping[Kind, bool]) -> None:
    """Keep what the user chose."""
    for kind, by_mail in chosen.items():
        NoticeChoice.objects.update_or_create(user=user, kind=kind.name, defaults={"by_mail": by_mail})


@task()
def send_mails(numbers: list[int], tried: int = 0) -> None:
    """Send these notices by e-mail. What cannot be sent is tried again later; the notices themselves stand."""
    found = Notice.objects.filter(pk__in=numbers).select_related("to")
    mails = [EmailMessage(f"〔公开〕{notice.title}", _letter(notice), to=[notice.to.email]) for notice in found]
    try:
        get_connection().send_messages(mails)
    except (SMTPException, OSError) as error:
        log.warning("没有发出%d封通知邮件：%s", len(mails), error)
        if tried < MOST_TRIES:
            send_mails.using(run_after=timezone.now() + PAUSE).enqueue(numbers, tried + 1)


def _by_mail(made: list[Notice], kind: Kind) -> list[int]:
    """Those of the notices that go out by e-mail."""
    chosen = dict(NoticeChoice.objects.filter(kind=kind.name).values_list("user", "by_mail"))
    return [each.pk for each in made if each.to.is_active and each.to.email and chosen.get(each.to_id, kind.by_mail)]


def _letter(notice: Notice) -> str:
    """What stands in the mail: no more than the notice, and where the rest is; signing in comes first there."""
    where = [f"查看：{settings.ORIGIN}{notice.url}"] if notice.url else []
    account = f"{settings.ORIGIN}{reverse('wagtailadmin_account')}"
    end = f"这封邮件由平台自动发出，不必回复。哪些通知用邮件发，可以在 {account} 更改。"
    return "\n\n".join([f"{notice.to.name}，您好：", notice.title, *filter(None, [notice.text]), *where, end])
