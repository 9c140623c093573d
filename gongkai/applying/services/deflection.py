"""What is public already, shown to somebody who is about to ask for it; and how often that spared them the asking."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final, NamedTuple

from django.core.cache import cache
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString
from django.views.decorators.debug import sensitive_variables

from gongkai.applying.models import Deflection
from gongkai.bodies.models import Body
from gongkai.search.entries import SOURCES, ident_of
from gongkai.search.models import StoredEntry
from gongkai.search.query import Hit, Query, search

MOST: Final = 5
LEAST: Final = 2
"""Signs with which it is looked for something."""
ONCE: Final = 86_400
"""Seconds for which a form counts as the same."""


class Deed(StrEnum):
    """What is counted; the values are the columns of `Deflection`."""

    SHOWN = "shown"
    OPENED = "opened"
    FOUND = "found"


class Offer(NamedTuple):
    """Something public, as it is offered. `source` and `ident` name it."""

    source: str
    ident: int
    title: SafeString
    plain: str
    excerpt: SafeString
    label: str
    whose: str
    at: date


@sensitive_variables()
def offers(bodies: Iterable[Body], title: str, description: str = "") -> list[Offer]:
    """What of these bodies is public and like what somebody is about to ask for."""
    numbers = tuple(body.pk for body in bodies)
    for words in (title.strip(), description.strip()[:100]):
        if len(words) >= LEAST and (found := search(Query(words=words, bodies=numbers, size=MOST)).hits):
            return [_offer(hit) for hit in found]
    return []


def _offer(hit: Hit) -> Offer:
    return Offer(
        source=hit.source,
        ident=ident_of(hit.key),
        title=hit.title_html,
        plain=hit.title,
        excerpt=hit.excerpt,
        label=SOURCES[hit.source].label if hit.source in SOURCES else "",
        whose=hit.body_name,
        at=timezone.localdate(hit.published_at),
    )


def offered(source: str, ident: int, bodies: Iterable[Body]) -> StoredEntry | None:
    """What was offered, if it is public still, and of one of these bodies."""
    numbers = [body.pk for body in bodies]
    return StoredEntry.objects.filter(source=source, ident=ident, body__in=numbers).defer("text").first()


def count(deed: Deed, body: Body, form: str) -> bool:
    """Count something for a body today, once for each form that is being filled in. Returns whether it was."""
    mark = salted_hmac("gongkai.applying.deflection", form, algorithm="sha256").hexdigest()
    if not cache.add(f"deflection:{deed}:{mark}", True, ONCE):
        return False
    rows = Deflection.objects.filter(body=body, on=timezone.localdate())
    one_more = {deed.value: F(deed.value) + 1}
    if not rows.update(**one_more):
        Deflection.objects.bulk_create([Deflection(body=body, on=timezone.localdate())], ignore_conflicts=True)
        rows.update(**one_more)
    return True
