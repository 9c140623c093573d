"""Lists of records: a topic of the directory, the latest, a day of the calendar, the library of policies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple, cast

from django.core.cache import cache
from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils import timezone

from gongkai.bodies.models import Body
from gongkai.documents.enums import WITH_EFFECT, Channel, Effect, Kind
from gongkai.documents.models import Outlet, Placing, Release
from gongkai.documents.models.release import YearOf
from gongkai.pages import versions
from gongkai.pages.listing import Row
from gongkai.pages.records.addresses import address, item_path
from gongkai.pages.sites import PublicSite

KEEP_NUMBER: Final = 3600
"""Seconds for which numbers are kept that hold until the site changes."""


def placed(site: PublicSite, topic: str = "") -> QuerySet[Placing]:
    """What stands on a site under a topic, newest first: one walk along an index."""
    return Placing.objects.filter(site=site.body, topic=topic).order_by("-published_at", "-release")


def number_of(site: PublicSite, topic: str) -> int:
    """How many stand on a site under a topic, counted once after each change of the site."""
    return cast(int, cache.get_or_set(f"number:{_state(site)}:{topic}", placed(site, topic).count, KEEP_NUMBER))


def _state(site: PublicSite) -> str:
    return "-".join(versions.of(site.home))


class Placed:
    """A list of what is placed, that `paged` cuts into pages. `number` says how many, if it is known otherwise."""

    def __init__(self, site: PublicSite, found: QuerySet[Placing], number: Callable[[], int] | None = None) -> None:
        self.site = site
        self.found = found
        self.number = number

    def count(self) -> int:
        return self.number() if self.number is not None else self.found.count()

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[Row]:
        return [
            Row(release.title, self.site.path(item_path(release.item_id)), release.published_at)
            for release in releases_of(self.found[part], "item_id", "title", "published_at")
        ]


def releases_of(found: QuerySet[Placing], *members: str) -> list[Release]:
    """The releases of a part of a list, in its order, with some of their members or all but the text. What stands
    before it is passed over in the index alone: a join would fetch each of its releases."""
    numbers = list(found.values_list("release", flat=True))
    releases = Release.objects.only(*members) if members else Release.objects.defer("text")
    fetched = releases.in_bulk(numbers)
    return [fetched[number] for number in numbers if number in fetched]


def under(site: PublicSite, topic: str) -> Placed:
    return Placed(site, placed(site, topic), partial(number_of, site, topic))


def latest(site: PublicSite, count: int) -> list[Row]:
    return Placed(site, placed(site))[:count]


# --- the calendar ---------------------------------------------------------------------------------------------------


class Month(NamedTuple):
    """A month of the calendar: its weeks, of days with how many items were published; None fills a week."""

    first: date
    weeks: list[list[tuple[date, int] | None]]
    before: date
    after: date


def month_of(site: PublicSite, first: date) -> Month:
    after = (first + timedelta(days=31)).replace(day=1)
    start, end = _moment(first), _moment(after)
    days = placed(site).filter(published_at__gte=start, published_at__lt=end).order_by()
    counts = dict(days.annotate(day=TruncDate("published_at")).values_list("day").annotate(Count("pk")))
    cells: list[tuple[date, int] | None] = [None] * first.weekday()
    cells += [(day, counts.get(day, 0)) for day in _days(first, after)]
    cells += [None] * (-len(cells) % 7)
    weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
    return Month(first, weeks, (first - timedelta(days=1)).replace(day=1), after)


def of_day(site: PublicSite, day: date) -> Placed:
    start = _moment(day)
    return Placed(site, placed(site).filter(published_at__gte=start, published_at__lt=_moment(day + timedelta(days=1))))


def _days(first: date, after: date) -> Iterable[date]:
    return (first + timedelta(days=number) for number in range((after - first).days))


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day))


# --- the library of policies ----------------------------------------------------------------------------------------


class Choice(NamedTuple):
    """A value that a list can be cut down to: how many it leaves, where that list is, whether it is chosen."""

    label: str
    number: int
    query: str
    chosen: bool


class Facet(NamedTuple):
    label: str
    choices: list[Choice]


PARAMETERS: Final = ("effect", "kind", "year", "body")


class Tally(NamedTuple):
    """How many documents have these four in common."""

    effect: str
    kind: str
    year: int
    body: int
    number: int

    def fits(self, asked: Mapping[str, str], leaving_out: str = "") -> bool:
        return all(str(getattr(self, name)) == value for name, value in asked.items() if name != leaving_out)


class Library:
    """Regulations, normative and other policy documents of a body and of those under it, with what they can be cut
    down to: validity, kind, year, issuer. All that is counted comes from one statement, once after each change."""

    def __init__(self, site: PublicSite, asked: Mapping[str, str]) -> None:
        self.site = site
        self.asked = {name: asked[name] for name in PARAMETERS if asked.get(name)}
        self.names = dict(Body.objects.under(site.body).values_list("pk", "name"))
        policies = Release.objects.live().filter(kind__in=WITH_EFFECT, body__in=list(self.names))
        self.all = policies.annotate(year=YearOf("formed_on"))
        kept = cache.get_or_set(f"tally:{_state(site)}", self._counted, KEEP_NUMBER)
        self.tally = [Tally(*row) for row in cast("list[tuple[Any, ...]]", kept)]

    def _counted(self) -> list[tuple[Any, ...]]:
        counts = self.all.order_by().values_list("effect", "kind", "year", "body")
        return [tuple(row) for row in counts.annotate(number=Count("*"))]

    def count(self) -> int:
        return sum(tally.number for tally in self.tally if tally.fits(self.asked))

    def __len__(self) -> int:
        return self.count()

    def __getitem__(self, part: slice) -> list[dict[str, Any]]:
        """A part of what was asked for, newest first: found by the index alone, then fetched."""
        found = self.all.order_by("-published_at", "-pk")
        for name, value in self.asked.items():
            found = found.filter(**_condition(name, value))
        numbers = list(found.values_list("pk", flat=True)[part])
        fetched = Release.objects.defer("text", "summary").in_bulk(numbers)
        return [self._row(fetched[number]) for number in numbers if number in fetched]

    def _row(self, release: Release) -> dict[str, Any]:
        return {
            "title": release.title,
            "number": release.document_number,
            "effect": release.get_effect_display(),
            "ended": release.effect not in (Effect.IN_FORCE, Effect.AMENDED),
            "issuer": release.issuer,
            "formed_on": release.formed_on,
            "at": release.published_at,
            "url": address(self.site, release.body_id, item_path(release.item_id)),
        }

    def facets(self) -> list[Facet]:
        facets = [
            self._facet("有效性", "effect", lambda value: Effect(value).label if value else "未标注"),
            self._facet("种类", "kind", lambda value: Kind(value).label),
            self._facet("年份", "year", lambda value: f"{value}年"),
            self._facet("发布机构", "body", lambda value: self.names[value]),
        ]
        return [facet for facet in facets if len(facet.choices) > 1 or any(choice.chosen for choice in facet.choices)]

    def _facet(self, label: str, name: str, said: Callable[[Any], str]) -> Facet:
        counts: Counter[Any] = Counter()
        for tally in self.tally:
            if tally.fits(self.asked, leaving_out=name):
                counts[getattr(tally, name)] += tally.number
        order = (lambda row: -row[0]) if name == "year" else (lambda row: -row[1])
        choices = []
        for value, count in sorted(counts.items(), key=order):
            chosen = self.asked.get(name) == str(value)
            asked = {key: kept for key, kept in self.asked.items() if key != name}
            if not chosen:
                asked[name] = str(value)
            query = "&".join(f"{key}={kept}" for key, kept in asked.items())
            choices.append(Choice(said(value), count, f"?{query}" if query else "?", chosen))
        return Facet(label, choices)


def _condition(name: str, value: str) -> dict[str, Any]:
    """What a parameter asks for; what cannot be is found nowhere."""
    match name:
        case "year":
            return {"year": int(value)} if value.isascii() and value.isdigit() and len(value) == 4 else {"pk": 0}
        case "body":
            return {"body": int(value)} if value.isascii() and value.isdigit() and len(value) < 10 else {"pk": 0}
        case _:
            return {name: value}


# --- the gazette ----------------------------------------------------------------------------------------------------


class Issue(NamedTuple):
    """An issue of the gazette, and what stood in it."""

    name: str
    on: date
    rows: list[Row]


def gazette(site: PublicSite) -> list[Issue]:
    """The issues of the gazette in which items of a body and those under it were published, newest first."""
    outlets = Outlet.objects.filter(channel=Channel.GAZETTE, item__body__in=Body.objects.under(site.body))
    live = {release.item_id: release for release in Release.objects.live().filter(item__in=outlets.values("item"))}
    issues: dict[tuple[date, str], list[Row]] = {}
    for outlet in outlets.order_by("-on", "name", "pk"):
        release = live.get(outlet.item_id)
        if release is not None:
            url = address(site, release.body_id, item_path(release.item_id))
            issues.setdefault((outlet.on, outlet.name), []).append(Row(release.title, url, release.published_at))
    return [Issue(name, on, rows) for (on, name), rows in issues.items()]
