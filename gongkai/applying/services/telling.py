"""Telling the other side that something happened: the office of what came in online, the applicant by e-mail that there
is something to read. What that is stands where the case is followed, in no letter."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from smtplib import SMTPException
from typing import Any, Final

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from gongkai.access.models import User
from gongkai.cases.enums import Side
from gongkai.cases.models import Case, CaseLetter, Happening, Message, RecordCorrection
from gongkai.cases.services.handing import charged, handlers
from gongkai.cases.services.letters import SHOWN_TO_NOBODY
from gongkai.office import notices
from gongkai.persons.models import Applicant
from gongkai.persons.services import write_to

log = logging.getLogger(__name__)

SUBJECT: Final = "您的申请有新的进展"
TEXT: Final = """您好：

您的申请有新的进展，请查询。

查询：{origin}

凭回执上的编号和查询码查询；用账号申请的，登录后查询。这封邮件由平台自动发出，不必回复。"""
APART: Final = 600
"""Seconds within which one letter tells of all that happened to a case."""
MOST_TRIES: Final = 5
PAUSE: Final = timedelta(minutes=10)


# --- the office -----------------------------------------------------------------------------------------------------

ONLINE: Final = notices.register("case_online", "网上提交的申请", by_mail=True)


def to_office(of: Case | RecordCorrection, what: str) -> None:
    """Tell who is charged with it what came in."""
    case = isinstance(of, Case)
    to = charged(of) if isinstance(of, Case) else [of.handler] if of.handler is not None else list(handlers(of.body))
    url = reverse("cases_case" if case else "cases_correction", args=[of.pk])
    notices.notify(to, ONLINE, f"{of.number}：{what}", url=url, body=of.body)


# --- the applicant --------------------------------------------------------------------------------------------------


def happened(instance: Happening, created: bool, **_: Any) -> None:
    """The office entered something."""
    if created and instance.by_id is not None and instance.number > 1:
        tell(instance.case)


def written(instance: Message, created: bool, **_: Any) -> None:
    """The office wrote."""
    if created and instance.side == Side.BODY:
        tell(instance.case)


def served(letter: CaseLetter, by: User, shown: bool) -> None:
    """The office served a letter, which is an event or not."""
    of = letter.case or letter.correction
    if of is not None and letter.key not in SHOWN_TO_NOBODY:
        tell(of)


def tell(of: Case | RecordCorrection) -> None:
    """Write to the applicant once this is committed, if they gave an address."""
    if of.applicant.email:
        transaction.on_commit(partial(_tell, f"applying:told:{of.key}", str(of.applicant_id)))


def _tell(once: str, applicant: str) -> None:
    if cache.add(once, True, APART):
        send.enqueue(applicant)


@task()
def send(applicant: str, tried: int = 0) -> None:
    """What cannot be sent is tried again later."""
    found = Applicant.objects.filter(pk=applicant).first()
    if found is None:
        return
    try:
        write_to(found, SUBJECT, TEXT.format(origin=settings.ORIGIN))
    except (SMTPException, OSError) as error:
        log.warning("没有发出给申请人的提醒邮件：%s", error)
        if tried < MOST_TRIES:
            send.using(run_after=timezone.now() + PAUSE).enqueue(applicant, tried + 1)
