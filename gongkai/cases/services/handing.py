"""Handing a case over inside the body: to another handler, to another office. To another body none goes (Art. 36)."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.urls import reverse

from gongkai.access.enums import Right, Role
from gongkai.access.models import User
from gongkai.access.rights import holders, may
from gongkai.audit.services import record
from gongkai.bodies.models import Body
from gongkai.cases.models import Case
from gongkai.cases.services.course import check, locked
from gongkai.office import notices

HANDED = notices.register("case_handed", "依申请公开转办", by_mail=True)


def handlers(body: Body) -> models.QuerySet[User]:
    """Who may handle the cases of a body."""
    return holders(Role.OFFICER, body)


def charged(case: Case) -> list[User]:
    """Who is told what concerns a case: its handler, or, while it has none who may, every officer of the body."""
    handler = case.handler
    return [handler] if handler is not None and may(handler, Right.REGISTER, case.body) else list(handlers(case.body))


@transaction.atomic
def hand_over(case: Case, to: User | None, *, office: str = "", by: User) -> Case:
    """Change who handles a case, and which office does. None for nobody in particular: any officer may.

    Raises:
        PermissionDenied: `by` may not register for the body.
        ValidationError: the new handler may not, or nothing changes.
    """
    case = locked(case, by)
    if to is not None and not may(to, Right.REGISTER, case.body):
        raise ValidationError({"to": f"{to.name}不是“{case.body}”的经办人"})
    office = office.strip()
    if (to, office) == (case.handler, case.office):
        raise ValidationError("经办人和承办处室都没有变")
    before, case.handler, case.office = case.handler, to, office
    check(case, "office")
    case.save(update_fields=["handler", "office"])
    names = {"原经办人": before, "经办人": to}
    detail = {"编号": case.number, **{label: who.name if who is not None else "" for label, who in names.items()}}
    record("转办依申请公开", by=by, subject=case, body=case.body, detail={**detail, "承办处室": office})
    if to is not None and to not in (by, before):
        due = f"，答复期限{case.reply_due_on}" if case.is_open and case.reply_due_on is not None else ""
        url = reverse("cases_case", args=[case.pk])
        title = f"{by.name}将{case.number}交由您办理{due}"
        notices.notify([to], HANDED, title, url=url, body=case.body)
    return case
