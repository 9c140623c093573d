"""Following what was sent: opened by number and code, or by the account; and what the applicant does to it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest
from django.views.decorators.debug import sensitive_variables

from gongkai.access.models import User
from gongkai.applying import holding
from gongkai.applying.limits import TooMany, forget, place, require, spend
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.cases.models import Case, Paper, RecordCorrection
from gongkai.cases.services import papers
from gongkai.cases.services.access import fits

Followed = Case | RecordCorrection


@sensitive_variables()
def opened(request: HttpRequest, number: str, code: str, bodies: Iterable[Body]) -> list[Followed]:
    """What a number and a code open, at these bodies: for the browser at hand, from now on. Wrong codes are counted.

    Raises:
        TooMany: there were too many wrong ones.
    """
    named = unicodedata.normalize("NFKC", number).strip()
    where = place(request)
    require("guess", where, named)
    require("place", where)
    numbers = [body.pk for body in bodies]
    found: list[Followed] = [
        each
        for model in (Case, RecordCorrection)
        for each in model.objects.filter(body__in=numbers, number=named).select_related("body", "applicant")
        if fits(each, code)
    ]
    if not found:
        _missed(where, named)
        return []
    forget("guess", where, named)
    for each in found:
        holding.hold(request, each.key)
    return found


def _missed(where: str, named: str) -> None:
    """Count a wrong code; that this was the last that is let pass is recorded, without what was typed."""
    spend("guess", where, named)
    spend("place", where)
    try:
        require("guess", where, named)
    except TooMany:
        with transaction.atomic():
            record("锁定查询", by=None, subject="applying", detail={"原因": "查询码多次输错"})


def followed(request: HttpRequest, key: UUID, bodies: Iterable[Body], user: User | None) -> Followed | None:
    """What a key names, if this browser has opened it, or the account is the applicant's."""
    numbers = [body.pk for body in bodies]
    for model in (Case, RecordCorrection):
        found: Followed | None = (
            model.objects.filter(key=key, body__in=numbers).select_related("body", "applicant", "agent").first()
            if model is Case
            else RecordCorrection.objects.filter(key=key, body__in=numbers).select_related("body", "applicant").first()
        )
        if found is not None:
            own = user is not None and found.applicant.user_id == user.pk
            return found if own or holding.holds(request, key) else None
    return None


def of_account(user: User) -> list[Followed]:
    """All that an account's applicant has sent, the last first."""
    found: list[Followed] = [
        *Case.objects.filter(applicant__user=user, voided_at=None).select_related("body"),
        *RecordCorrection.objects.filter(applicant__user=user).select_related("body"),
    ]
    return sorted(found, key=lambda each: each.submitted_at, reverse=True)


def shown_paper(of: Followed, key: UUID) -> Paper | None:
    """A file that the applicant may download."""
    return of.papers.filter(key=key, shown=True, removed_at=None).first()


@transaction.atomic
def download(of: Followed, paper: Paper, user: User | None) -> bytes:
    """What is in a file, for the applicant; that they fetched it is recorded: so a letter arrives online.

    Raises:
        FileNotFoundError, KeysError, ValueError: it cannot be opened.
    """
    content = papers.content_of(paper)
    detail = {"编号": of.number, "种类": paper.get_kind_display(), "摘要值": paper.digest}
    record("申请人下载材料", by=user, subject=of, body=of.body, detail=detail)
    return content
