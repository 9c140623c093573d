"""What somebody looks for in the log, in their own words, as a page, a command and a background job are given it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from gongkai.audit.middleware import plain
from gongkai.audit.models import Deed, DeedQuerySet
from gongkai.bodies.models import Body

SYSTEM: Final = "系统"
"""Stands for what the system did by itself, where somebody's name is asked for."""


class Search(NamedTuple):
    """Everything asked for must hold; what is empty is not asked for. Days are the first and the last that count."""

    since: date | None = None
    until: date | None = None
    actor: str = ""
    body: str = ""
    deed: str = ""
    subject: str = ""
    address: str = ""
    kind: str = ""
    """The kind of the subject, as the log writes it: access.user."""

    def deeds(self) -> DeedQuerySet:
        actors, bodies, address = self._actors(), self._bodies(), plain(self.address)
        if (self.actor and not actors) or (self.body and not bodies) or (self.address and not address):
            return Deed.objects.none()
        return Deed.objects.matching(
            since=_begin(self.since) if self.since else None,
            until=_begin(self.until + timedelta(1)) if self.until else None,
            actors=actors,
            bodies=bodies,
            deed=self.deed,
            subject=self.subject,
            address=address or "",
            kind=self.kind,
        )

    def _actors(self) -> list[int | None]:
        """Those of that name or user name; several people may have one name."""
        if self.actor == SYSTEM:
            return [None]
        named = Q(username=self.actor) | Q(name=self.actor)
        return list(get_user_model().objects.filter(named).values_list("pk", flat=True)) if self.actor else []

    def _bodies(self) -> list[int]:
        """The body of that name and those under it."""
        under = Q(pk__in=())
        for body in Body.objects.filter(Q(name=self.body) | Q(short_name=self.body)) if self.body else ():
            under |= Q(path__startswith=body.path)
        return list(Body.objects.filter(under).values_list("pk", flat=True))

    def __str__(self) -> str:
        said = (
            ("自", self.since),
            ("至", self.until),
            ("操作人", self.actor),
            ("机关", self.body),
            ("操作", self.deed),
            ("对象", self.subject),
            ("来源", self.address),
            ("对象类别", in_words(self.kind)),
        )
        return "，".join(f"{heading}{value}" for heading, value in said if value)

    def packed(self) -> dict[str, str]:
        """As JSON, for a background job."""
        return {member: str(value) for member, value in self._asdict().items() if value}

    @classmethod
    def unpacked(cls, packed: dict[str, str]) -> Search:
        since, until = (date.fromisoformat(packed[day]) if day in packed else None for day in ("since", "until"))
        return cls(since, until, *(packed.get(member, "") for member in cls._fields[2:]))


def in_words(kind: str) -> str:
    """A kind of subject as users read it: 用户 for access.user. What is no kind of ours stays as it is written."""
    try:
        return str(apps.get_model(kind)._meta.verbose_name) if kind else ""
    except (LookupError, ValueError):
        return kind


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
