"""What the register has to say on the home page of the back office."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from gongkai.access.enums import Right
from gongkai.access.models import User
from gongkai.access.rights import bodies_where
from gongkai.documents import terms
from gongkai.documents.enums import RIGHTS, Attribute, State, Step
from gongkai.documents.models import Batch, Item, Release, ReviewStep, Route
from gongkai.documents.models.register import ItemQuerySet
from gongkai.documents.services import outward
from gongkai.office import waiting
from gongkai.office.waiting import Item as Thing

MOST: Final = 20
"""How many of one kind are named; more are counted."""


def _named_or_counted(things: Iterable[Thing], count: int, rest: str, url: str) -> Iterator[Thing]:
    """Each thing by its name, and how many more there are. What is counted was cut down to the user's bodies before."""
    yield from things
    if count > MOST:
        yield Thing(f"还有{count - MOST}{rest}", url)


def _page(item: Item) -> str:
    return reverse("documents_item", args=[item.pk])


@waiting.register
def reviews(user: User) -> Iterator[Thing]:
    """Steps that the user may decide now."""
    found = ReviewStep.objects.waiting_for(user).order_by("due_on", "pk")
    count = found.count()
    steps = found.select_related("review__body", "referred_to")[:MOST] if count else []
    things = (
        Thing(
            str(step),
            reverse("documents_step", args=[step.pk]),
            RIGHTS[Step(step.step)],
            step.referred_to or step.review.body,
            since=timezone.localdate(step.begun_at),
            due=step.due_on,
        )
        for step in steps
    )
    yield from _named_or_counted(things, count, "件待审查", reverse("documents_reviews"))


@waiting.register
def returned(user: User) -> Iterator[Thing]:
    """What came back to the user from a review."""
    mine = Q(created_by=user) | Q(reviews__opened_by=user)
    items = Item.objects.filter(mine, state=State.RETURNED, body__in=bodies_where(user, Right.REGISTER)).distinct()
    for item in items.select_related("body").order_by("changed_at")[:MOST]:
        since = timezone.localdate(item.changed_at)
        yield Thing(f"退回，待修改：{item.title}", _page(item), Right.REGISTER, item.body, since=since, due=_due(item))


@waiting.register
def to_publish(user: User) -> Iterator[Thing]:
    """What was decided to be public and is neither public nor planned, with the term of Art. 26."""
    items = _own(user).filter(state=State.DECIDED, attribute=Attribute.PROACTIVE, publish_at=None)
    count = items.count()
    found = items.select_related("body").order_by("formed_on", "pk")[:MOST] if count else []
    things = (
        Thing(f"审定，待公开：{item.title}", _page(item), Right.REGISTER, item.body, due=_due(item)) for item in found
    )
    url = f"{reverse('documents_register')}?state=decided&attribute=proactive"
    yield from _named_or_counted(things, count, "条审定，待公开", url)


@waiting.register
def terms_at_risk(user: User) -> Iterator[Thing]:
    """How many drafts and items in review are past their term, or soon will be."""
    items = _own(user).exclude(state=State.DECIDED)
    for value, found, said in (
        ("overdue", terms.overdue(items), "还没有公开，已过公开期限"),
        ("soon", terms.ending(items), "还没有公开，七天内到公开期限"),
    ):
        if count := found.count():
            first = found.select_related("body").first()
            url = f"{reverse('documents_register')}?due={value}"
            yield Thing(f"{count}条信息{said}", url, due=_due(first) if first is not None else None)


@waiting.register
def planned(user: User) -> Iterator[Thing]:
    """What the clock will publish."""
    items = _own(user).filter(publish_at__isnull=False)
    for item in items.select_related("body").order_by("publish_at")[:MOST]:
        at = timezone.localtime(item.publish_at)
        yield Thing(f"定于{at:%m月%d日%H:%M}公开：{item.title}", _page(item), Right.REGISTER, item.body, due=at.date())


@waiting.register
def to_withdraw(user: User) -> Iterator[Thing]:
    """Penalty decisions that are to be withdrawn (Penalty Law, Art. 48)."""
    bodies = bodies_where(user, Right.REGISTER)
    found = Release.objects.live().filter(withdraw_by__isnull=False, body__in=bodies)
    for release in found.select_related("body").order_by("withdraw_by")[:MOST]:
        url = reverse("documents_withdraw", args=[release.item_id])
        yield Thing(f"撤下：{release.title}", url, Right.REGISTER, release.body, due=release.withdraw_by)


@waiting.register
def without_receipt(user: User) -> Iterator[Thing]:
    """Batches that were handed over and have no receipt."""
    found = Batch.objects.filter(handed_on__isnull=False, received_on=None, body__in=bodies_where(user, Right.REGISTER))
    for batch in found.select_related("body").order_by("handed_on")[:MOST]:
        url = reverse("documents_batch", args=[batch.pk])
        yield Thing(f"移送批次{batch.number}还没有回执", url, Right.REGISTER, batch.body, since=batch.handed_on)


@waiting.register
def to_reassess(user: User) -> Iterator[Thing]:
    """How much is withheld and is to be looked at again (Regulations, Art. 18)."""
    if count := outward.to_reassess().filter(body__in=bodies_where(user, Right.REGISTER)).count():
        yield Thing(f"{count}条不予公开的信息要重新评估", reverse("documents_reassessments"))


@waiting.register
def routes_to_agree(user: User) -> Iterator[Thing]:
    """Proposed ways of reviewing that wait for somebody else's consent."""
    found = Route.objects.filter(agreed_at=None, ended_at=None, body__in=bodies_where(user, Right.SIGN))
    for route in found.exclude(proposed_by=user).select_related("body").order_by("pk")[:MOST]:
        url = f"{reverse('documents_routes')}?body={route.body_id}"
        since = timezone.localdate(route.proposed_at)
        yield Thing("同意或者不同意提出的审查流程", url, Right.SIGN, route.body, since=since)


def _own(user: User) -> ItemQuerySet:
    """Items that the user registers, and of which nothing is public."""
    public = Exists(Release.objects.live().filter(item=OuterRef("pk")))
    return Item.objects.filter(~public, body__in=bodies_where(user, Right.REGISTER))


def _due(item: Item) -> date | None:
    term = terms.term_of(item)
    return term.due if term is not None else None
