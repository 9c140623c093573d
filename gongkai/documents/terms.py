"""The term of publication of an item, twenty working days (Regulations, Art. 26): the day, and how it was counted."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Coalesce
from django.db.models.lookups import GreaterThan, GreaterThanOrEqual, LessThanOrEqual
from django.utils import timezone

from gongkai.documents.enums import Attribute, State
from gongkai.documents.models import IntakeRow, Item, Release
from gongkai.documents.models.register import ItemQuerySet
from gongkai.documents.services.publication import publication_term
from gongkai.law.limits import publication_due
from gongkai.law.workdays import DayKind, WorkCalendar, calendar

SOON = timedelta(days=7)
"""A term that ends within this time is spoken of."""
UNPUBLISHED = (State.DRAFT, State.IN_REVIEW, State.RETURNED, State.DECIDED)
FROM = Coalesce("changed_on", "formed_on")
"""The day from which the term of an item runs, as the database has it (`Item.dated`)."""
_LONGEST = timedelta(days=80)
"""No term of twenty working days is longer than this."""


class Term(NamedTuple):
    """When an item is to be published at the latest, and the steps of the count in Chinese. `left` are the working days
    that remain from today, negative where the term is over."""

    due: date
    left: int
    steps: tuple[str, ...]

    @property
    def overdue(self) -> bool:
        return self.left < 0

    @property
    def soon(self) -> bool:
        return not self.overdue and self.due <= timezone.localdate() + SOON


def term_of(item: Item, today: date | None = None) -> Term | None:
    """The term of an item that is to be public and is not yet; None where none runs."""
    since, due = item.dated, publication_term(item)
    if since is None or due is None:
        return None
    today, days = today or timezone.localdate(), calendar(provisional=True)
    left = days.count(today, due) if today <= due else -days.count(due, today)
    return Term(due, left or (-1 if today > due else 0), tuple(_steps(item, since, due, days)))


def _steps(item: Item, since: date, due: date, days: WorkCalendar) -> list[str]:
    what = "变更" if item.changed_on else "形成"
    number = days.count(since, due)
    said = [
        f"{what}日期{since.isoformat()}，当日不计",
        f"自{what}之日起{number}个工作日内公开（《政府信息公开条例》第二十六条）",
        f"第{number}个工作日是{due.isoformat()}",
    ]
    between = [days.day(since + timedelta(days=each)) for each in range(1, (due - since).days + 1)]
    kinds = Counter(day.kind for day in between)
    if skipped := [f"{kind.label}{kinds[kind]}天" for kind in (DayKind.WEEKEND, DayKind.HOLIDAY) if kinds[kind]]:
        names = "、".join(dict.fromkeys(day.name for day in between if day.name))
        said.append(f"其间不计{'、'.join(skipped)}{f'（{names}）' if names else ''}")
    if kinds[DayKind.MAKE_UP]:
        said.append(f"计入调休上班{kinds[DayKind.MAKE_UP]}天")
    if days.is_provisional(due):
        said.append(f"{due.year}年的放假通知还没有发布，日期是暂定的")
    return said


# --- of many items --------------------------------------------------------------------------------------------------


def running(items: ItemQuerySet) -> ItemQuerySet:
    """Items whose term runs: to be public, or undecided, and not public yet, what is due first."""
    public = Exists(Release.objects.live().filter(item=OuterRef("pk")))
    before = Exists(IntakeRow.objects.filter(item=OuterRef("pk"), published_at__isnull=False))
    found = items.filter(Q(attribute="") | Q(attribute=Attribute.PROACTIVE), ~public, ~before, state__in=UNPUBLISHED)
    return found.filter(GreaterThanOrEqual(FROM, date.min)).order_by(FROM, "pk")


def overdue(items: ItemQuerySet, today: date | None = None) -> ItemQuerySet:
    """Items whose term is over."""
    return running(items).filter(LessThanOrEqual(FROM, _last_due_before(today or timezone.localdate())))


def ending(items: ItemQuerySet, today: date | None = None) -> ItemQuerySet:
    """Items whose term ends within `SOON`, today included."""
    today = today or timezone.localdate()
    first, last = _last_due_before(today), _last_due_before(today + SOON + timedelta(days=1))
    return running(items).filter(GreaterThan(FROM, first), LessThanOrEqual(FROM, last))


def _last_due_before(day: date) -> date:
    """The last day whose term ends before a day: later days have later terms, so it parts the register in two."""
    days = calendar(provisional=True)
    since = day - timedelta(days=20)
    while publication_due(since, days) >= day:
        since -= timedelta(days=1)
        if day - since > _LONGEST:
            raise AssertionError(f"no term of {_LONGEST.days} days ends before {day}")
    return since
