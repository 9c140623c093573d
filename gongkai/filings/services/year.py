"""What the records tell of a body's year beside the cells of the form: for the draft of the narrative."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef, Subquery, Sum

from gongkai.bodies.models import Body
from gongkai.cases.figures import years
from gongkai.cases.models import Case, FeeDecision, Happening
from gongkai.cases.models.after import LogEntry
from gongkai.documents.enums import EXPLAINING, WITH_EFFECT, Kind
from gongkai.documents.figures import Register, moments, register_of
from gongkai.documents.models import Link, Outlet, Release
from gongkai.law.events import Kind as Event


class Fees(NamedTuple):
    """The information-processing fees of a year: notices that reached an applicant, what they came to, what was
    received, in yuan."""

    notices: int
    total: int
    received: int


@dataclass(frozen=True)
class Year:
    """The year of a body; each figure is asked for when it is first wanted."""

    body: Body
    year: int

    @property
    def days(self) -> tuple[date, date]:
        return years(self.year)

    @cached_property
    def register(self) -> Register:
        return register_of(self.body, *self.days)

    @cached_property
    def _published(self) -> dict[str, int]:
        """Items first published in the year, by kind."""
        first, last = moments(*self.days)
        before = Release.objects.filter(item=OuterRef("item"), published_at__lt=first)
        found = Release.objects.filter(~Exists(before), body=self.body, published_at__range=(first, last))
        counted = found.filter(corrects=None).order_by().values("kind").annotate(n=Count("item", distinct=True))
        return dict(counted.values_list("kind", "n"))

    @property
    def published(self) -> int:
        return sum(self._published.values())

    @property
    def interpretations(self) -> int:
        return self._published.get(Kind.INTERPRETATION, 0)

    @cached_property
    def outlets(self) -> int:
        """How often something was published by a channel beside the site."""
        return Outlet.objects.filter(item__body=self.body, on__range=self.days).count()

    @cached_property
    def unexplained(self) -> int:
        """Documents with a validity that were published in the year and have nothing that explains them."""
        first, last = moments(*self.days)
        explained = Link.objects.filter(other=OuterRef("item"), relation__in=EXPLAINING)
        found = Release.objects.live().filter(~Exists(explained), body=self.body, kind__in=WITH_EFFECT)
        return found.filter(published_at__range=(first, last)).count()

    @cached_property
    def late(self) -> int:
        """Requests settled in the year whose reply was not in time."""
        return Case.objects.valid().filter(body=self.body, settled_on__range=self.days, in_time=False).count()

    @cached_property
    def channels(self) -> dict[str, int]:
        """Requests that came in the year, by channel, most first."""
        came = Case.objects.valid().filter(body=self.body, came_on__range=self.days)
        counted = came.order_by().values("channel").annotate(n=Count("pk")).order_by("-n", "channel")
        return dict(counted.values_list("channel", "n"))

    @cached_property
    def _events(self) -> dict[str, int]:
        """Cases to which something happened in the year, by what."""
        happened = Happening.objects.filter(
            case__body=self.body, case__voided_at=None, on__range=self.days, taken_out_by=None
        ).exclude(kind="")
        counted = happened.order_by().values("kind").annotate(n=Count("case", distinct=True))
        return dict(counted.values_list("kind", "n"))

    @property
    def supplemented(self) -> int:
        """Requests whose applicant was asked to supplement them."""
        return self._events.get(Event.SUPPLEMENT_NOTIFIED, 0)

    @property
    def extended(self) -> int:
        return self._events.get(Event.EXTENDED, 0)

    @cached_property
    def answers_shown(self) -> int:
        """Answers that were made public in the year, without who had asked."""
        return LogEntry.objects.filter(body=self.body, published_at__range=moments(*self.days)).count()

    @cached_property
    def fees(self) -> Fees:
        """By the events of the cases: what was decided and never told is no notice."""
        last = FeeDecision.objects.filter(case=OuterRef("pk")).order_by("-pk").values("amount")[:1]
        told = {
            kind: Happening.objects.filter(case=OuterRef("pk"), kind=kind, on__range=self.days, taken_out_by=None)
            for kind in (Event.FEE_NOTIFIED, Event.FEE_PAID)
        }
        found = Case.objects.valid().filter(body=self.body).annotate(amount=Subquery(last))
        notices = found.filter(Exists(told[Event.FEE_NOTIFIED])).aggregate(n=Count("pk"), total=Sum("amount"))
        paid = found.filter(Exists(told[Event.FEE_PAID])).aggregate(total=Sum("amount"))
        return Fees(notices["n"], notices["total"] or 0, paid["total"] or 0)
