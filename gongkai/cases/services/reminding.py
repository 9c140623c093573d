"""Who is told that a limit comes near or has passed: the handler, then the leaders, then the body above. Each is told
once of a limit; one that was moved is spoken of anew."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Final, NamedTuple

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Role
from gongkai.access.models import User
from gongkai.access.rights import holders
from gongkai.cases.models import Case, Reminder
from gongkai.cases.services.course import current_calendar
from gongkai.cases.services.handing import charged
from gongkai.cases.terms import left, said
from gongkai.law.terms import Due
from gongkai.office import notices

DUE = notices.register("case_due", "依申请公开临近期限", by_mail=True)
OVERDUE = notices.register("case_overdue", "依申请公开超期", by_mail=True)


def _leaders(case: Case) -> Iterable[User]:
    return holders(Role.LEADER, case.body)


def _supervisors(case: Case) -> Iterable[User]:
    """Those of the body above; where there is none, those of the body itself."""
    return holders(Role.SUPERVISOR, case.body.parent or case.body)


class Rule(NamedTuple):
    """Told of a `limit` when no more working days than `left` remain; below nought, when it has passed by so many."""

    code: str
    limit: Due
    left: int
    kind: notices.Kind
    to: Callable[[Case], Iterable[User]]
    title: str

    def fits(self, days: int) -> bool:
        return days <= self.left and (days < 0) == (self.left < 0)


RULES: Final = (
    Rule("due_5", Due.REPLY, 5, DUE, charged, "{number}的答复期限{day}，{said}"),
    Rule("due_2", Due.REPLY, 2, DUE, charged, "{number}的答复期限{day}，{said}"),
    Rule("due_0", Due.REPLY, 0, DUE, charged, "{number}的答复期限{day}，{said}"),
    Rule("overdue", Due.REPLY, -1, OVERDUE, lambda case: [*charged(case), *_leaders(case)], "{number}{said}未答复"),
    Rule("escalated", Due.REPLY, -3, OVERDUE, _supervisors, "{body}的{number}{said}未答复"),
    Rule("unconfirmed", Due.CONFIRMATION, -1, OVERDUE, charged, "{number}还没有与申请人确认收到"),
)
"""In the order in which a case that goes on unanswered meets them. Days are working days."""
_SAYS: Final = {
    "unconfirmed": "应当及时与申请人确认，收到申请之日以确认之日为准（条例第31条）；不能以不确认拖延办理。",
    "overdue": "已经答复的，请登记送达；没有答复的，请尽快答复（条例第33条）。",
    "escalated": "请督促答复（条例第47条、第51条）。",
}


def day_of(case: Case, limit: Due) -> date | None:
    """The day of a limit that a case still has to meet."""
    if limit is Due.REPLY:
        return case.reply_due_on
    return case.next_due_on if case.next_due == limit else None


def near(today: date | None = None) -> Iterator[int]:
    """The open cases with a limit that a rule may speak of."""
    until = current_calendar().after(today or timezone.localdate(), max(rule.left for rule in RULES))
    found = Case.objects.open().filter(Q(reply_due_on__lte=until) | Q(next_due_on__lte=until))
    return found.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=500)


@transaction.atomic
def remind(number: int, today: date | None = None) -> int:
    """Tell who is to be told of a case, as of a day. Returns how many notices there were.

    Where several rules that speak of a limit to come are met at once, for a case that was entered late, only the last
    is told, and the others count as told.
    """
    today = today or timezone.localdate()
    case = Case.objects.select_for_update(of=("self",)).select_related("body__parent", "handler").get(pk=number)
    if not case.is_open:
        return 0
    days = {rule.code: day for rule in RULES if (day := day_of(case, rule.limit)) is not None}
    told = set(case.reminders.values_list("code", "due_on"))
    new = [
        rule
        for rule in RULES
        if rule.code in days and rule.fits(left(days[rule.code], today)) and (rule.code, days[rule.code]) not in told
    ]
    Reminder.objects.bulk_create([Reminder(case=case, code=rule.code, due_on=days[rule.code]) for rule in new])
    to_come = [rule for rule in new if rule.kind is DUE][-1:]
    return sum(
        _tell(case, rule, days[rule.code], today) for rule in (*to_come, *(each for each in new if each.left < 0))
    )


def _tell(case: Case, rule: Rule, due: date, today: date) -> int:
    title = rule.title.format(number=case.number, body=case.body, day=due.isoformat(), said=said(due, today))
    url = reverse("cases_case", args=[case.pk])
    return len(notices.notify(rule.to(case), rule.kind, title, text=_SAYS.get(rule.code, ""), url=url, body=case.body))
