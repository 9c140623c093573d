"""What of the register is counted from one day to another: attributes, reviews, deposits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.db.models import Count, Q
from django.utils import timezone

from gongkai.bodies.models import Body
from gongkai.documents.enums import Attribute, Decision, Step
from gongkai.documents.models import Deposit, Item, ReviewStep


class Register(NamedTuple):
    """How many items were made or obtained in a period, by the attribute that was settled; how many secrecy reviews
    were passed and how many deposits handed over in it. What is still undecided counts into the total alone."""

    total: int
    proactive: int
    on_request: int
    withheld: int
    reviews: int
    deposits: int


def register_of(body: Body, since: date, until: date) -> Register:
    """The register of a body, both days included."""
    items = Item.objects.counted().filter(body=body, formed_on__range=(since, until))
    decided = Q(reviews__outcome="passed")
    counts = items.aggregate(
        total=Count("pk", distinct=True),
        **{name: Count("pk", filter=decided & Q(attribute=name), distinct=True) for name in Attribute.values},
    )
    reviews = ReviewStep.objects.filter(
        review__body=body, step=Step.SECRECY, decision=Decision.PASSED, decided_at__range=moments(since, until)
    )
    deposits = Deposit.objects.filter(batch__body=body, batch__handed_on__range=(since, until))
    return Register(**counts, reviews=reviews.count(), deposits=deposits.values("item").distinct().count())


def moments(since: date, until: date) -> tuple[datetime, datetime]:
    """From the beginning of one day to the last moment of another."""
    after = timezone.make_aware(datetime.combine(until + timedelta(days=1), time()))
    return timezone.make_aware(datetime.combine(since, time())), after - timedelta(microseconds=1)
