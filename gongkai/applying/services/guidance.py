"""Which body to ask: those of a site, and hints from their names, their functions, and what they have published."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from django.db.models import Q
from django.views.decorators.debug import sensitive_variables

from gongkai.bodies.enums import BodyKind
from gongkai.bodies.models import Body
from gongkai.cases.models import Practice
from gongkai.documents.enums import Kind
from gongkai.law.limits import Channel
from gongkai.pages.sites import PublicSite
from gongkai.search.query import Query, search

MOST: Final = 5
NOT_ASKED: Final = (BodyKind.UTILITY,)
"""Public utilities answer by the rules of their trade, not by the Regulations (Art. 55)."""


class Hint(NamedTuple):
    """A body that may have what is sought, and why it is thought so."""

    body: Body
    why: str


def bodies_of(site: PublicSite) -> list[Body]:
    """Whom one may ask on a site: its body and those under it, as they are today."""
    found = Body.objects.on().under(site.body).exclude(kind__in=NOT_ASKED)
    return sorted(found, key=lambda body: (body.pk != site.body.pk, body.order, body.pk))


def followed_at(site: PublicSite) -> list[Body]:
    """Whose cases are followed on a site: of its body and those under it, of those that have ended, too, and of those
    that these came out of."""
    under = Body.objects.under(site.body)
    return list(Body.objects.filter(Q(pk__in=under.values("pk")) | Q(successions__successor__in=under)).distinct())


def not_online(bodies: Sequence[Body]) -> list[Body]:
    """Those that do not take requests by internet: they announced channels, and not this one. Who announced nothing
    takes what comes (公开办函〔2017〕19号)."""
    announced = dict(Practice.objects.filter(body__in=bodies).values_list("body", "channels"))
    return [body for body in bodies if announced.get(body.pk) and str(Channel.INTERNET) not in announced[body.pk]]


@sensitive_variables()
def hints(bodies: Sequence[Body], words: str) -> list[Hint]:
    """The bodies most likely to have what is sought, the likeliest first."""
    words = words.strip()[:100]
    if len(words) < 2:
        return []
    numbers = tuple(body.pk for body in bodies)
    reasons: dict[int, list[str]] = {}
    for body in bodies:
        if _names(body, words):
            reasons.setdefault(body.pk, []).append("名称相符")
    functions = search(Query(words=words, bodies=numbers, kinds=(Kind.FUNCTIONS,), size=MOST))
    for body_number in dict.fromkeys(hit.body for hit in functions.hits if not functions.loosely):
        reasons.setdefault(body_number, []).append("职能相符")
    public = search(Query(words=words, bodies=numbers, size=1))
    for number, count in list(public.counts["body"].items())[:MOST]:
        said = "相近的信息" if public.loosely else f"{count}条有关的信息"
        reasons.setdefault(int(number), []).append(f"公开过{said}")
    known = {body.pk: body for body in bodies}
    return [Hint(known[number], "、".join(said)) for number, said in reasons.items() if number in known][:MOST]


def _names(body: Body, words: str) -> bool:
    """Whether somebody wrote a body's name, or a part of it."""
    names = [name for name in (body.name, body.short_name) if name]
    return any(name in words or words in name for name in names)
